"""Roles of people and what includes what, words of gender, kinds of bodies: data only.

From general knowledge and reference grammars. Lower case, singular.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A role and what it is called more broadly. Read as "a foreign minister is a minister".
_BROADER = """
president: head of state, leader, politician, official, commander-in-chief
vice president: politician, official
prime minister: head of government, leader, politician, minister, premier
premier: head of government, leader, politician, prime minister
chancellor: head of government, leader, politician
king: monarch, head of state, leader
queen: monarch, head of state, leader
emir: monarch, head of state, leader
sultan: monarch, head of state, leader
monarch: head of state, leader, ruler
crown prince: prince, royal, leader
prince: royal
princess: royal
dictator: leader, ruler, strongman
ayatollah: cleric, leader
pope: pontiff, leader
patriarch: cleric
bishop: cleric
archbishop: bishop, cleric
cardinal: cleric
imam: cleric
rabbi: cleric
priest: cleric
pastor: cleric
reverend: pastor, cleric
foreign minister: minister, diplomat, top diplomat, chief diplomat, official
secretary of state: secretary, diplomat, top diplomat, chief diplomat, official
foreign secretary: secretary, minister, diplomat, top diplomat, official
defense secretary: secretary, official
secretary: official
minister: politician, official
ambassador: envoy, diplomat, representative, official
envoy: diplomat, representative, official, ambassador
consul: diplomat, official
attaché: diplomat
representative: lawmaker, congressman, congresswoman, envoy, diplomat
permanent representative: ambassador, envoy, diplomat
negotiator: diplomat, official
mediator: negotiator, envoy, diplomat
rapporteur: envoy, expert, official
nurse: person
diplomat: official
high representative: diplomat, official, top diplomat
secretary general: leader, official, chief, diplomat
secretary-general: leader, official, chief, diplomat
senator: lawmaker, legislator, politician
congressman: lawmaker, legislator, politician, representative
congresswoman: lawmaker, legislator, politician, representative
assemblyman: lawmaker, legislator, politician
delegate: representative
deputy: lawmaker, legislator, parliamentarian, politician
mp: lawmaker, legislator, parliamentarian, politician
parliamentarian: lawmaker, legislator, politician
legislator: lawmaker, politician
lawmaker: legislator, politician
speaker: lawmaker, legislator, politician, leader
majority leader: leader, lawmaker
minority leader: leader, lawmaker
governor: politician, official, leader
mayor: politician, official
councillor: politician
candidate: politician, contender, hopeful, frontrunner
nominee: candidate, contender, politician
contender: candidate
hopeful: candidate
frontrunner: candidate, contender
front-runner: candidate, contender, frontrunner
challenger: candidate, contender
incumbent: politician
running mate: candidate
spokesman: spokesperson, official, aide
spokeswoman: spokesperson, official, aide
spokesperson: official, aide
press secretary: spokesperson, spokesman, spokeswoman, official, aide
campaign manager: aide, strategist, manager, adviser, official
campaign chairman: chairman, aide, official
manager: official
strategist: adviser, aide
adviser: aide, official
advisor: adviser, aide, official
aide: adviser, official
assistant: aide
chief of staff: aide, official
surrogate: supporter
leader: politician
chairman: chair, official, leader, head
chairwoman: chair, official, leader, head
chair: official, leader, head
chief: head, leader, official
head: chief, leader, official
director: head, chief, official
president-elect: leader, politician
commissioner: official
administrator: official
coordinator: envoy, official
commander: officer, official
general: officer, commander, military official
admiral: officer, commander
colonel: officer
lieutenant: officer
major: officer
captain: officer
sergeant: soldier
marine: soldier, veteran
soldier: serviceman
veteran: soldier
police chief: officer, official, chief
sheriff: officer, official
inspector: official
prosecutor: lawyer, attorney, official
attorney general: prosecutor, official, lawyer
attorney: lawyer
lawyer: attorney
counsel: lawyer, attorney
judge: jurist
justice: judge, jurist
economist: expert, analyst, scholar, academic
analyst: expert, observer
expert: analyst
professor: academic, scholar, expert, researcher
scholar: academic, expert
historian: scholar, academic, expert
researcher: scholar, expert, scientist
scientist: researcher, expert
physicist: scientist, researcher
political scientist: scholar, expert
fellow: analyst, expert, scholar
pollster: analyst, expert
doctor: physician
surgeon: doctor, physician
neurosurgeon: surgeon, doctor
physician: doctor
journalist: reporter
reporter: journalist
correspondent: reporter, journalist
columnist: journalist, writer, commentator
editor: journalist
host: presenter, journalist
anchor: presenter, journalist, host
commentator: pundit
pundit: commentator
author: writer
writer: author
blogger: writer
novelist: author, writer
businessman: executive, entrepreneur
businesswoman: executive, entrepreneur
billionaire: businessman, mogul, tycoon, magnate
mogul: businessman, tycoon, magnate, billionaire
tycoon: businessman, mogul, magnate, billionaire
magnate: businessman, mogul, tycoon
ceo: executive, chief executive, head
chief executive: executive, head
executive: businessman
entrepreneur: businessman
founder: executive
owner: businessman
banker: executive
actor: star, performer
actress: star, performer
comedian: performer, star
singer: performer, star
activist: campaigner, advocate
advocate: activist
organizer: activist
dissident: activist
volunteer: supporter
supporter: voter, backer
voter: supporter
first lady: wife
first deputy: deputy
democrat: politician, lawmaker
republican: politician, lawmaker
socialist: politician
conservative: politician
liberal: politician
libertarian: politician
witness: person
victim: person
resident: person
student: person
teacher: person
farmer: person
worker: person
"""
BROADER: dict[str, tuple[str, ...]] = {
    role: tuple(part.strip() for part in broad.split(","))
    for role, broad in (line.split(":") for line in _BROADER.strip().splitlines())
}


def _close() -> dict[str, frozenset[str]]:
    closed = {}
    for role in BROADER:
        seen, todo = {role}, [role]
        while todo:
            for wider in BROADER.get(todo.pop(), ()):
                # "envoy" and "ambassador" name each other; closing over that is meant.
                if wider not in seen:
                    seen.add(wider)
                    todo.append(wider)
        closed[role] = frozenset(seen)
    return closed


# Words of a title that imply a role which it does not name.
IMPLIED = {
    frozenset(("foreign", "ministry")): "diplomat",
    frozenset(("state", "department")): "diplomat",
    frozenset(("embassy",)): "diplomat",
    frozenset(("federation", "council")): "senator",
    frozenset(("state", "duma")): "lawmaker",
    frozenset(("verkhovna", "rada")): "lawmaker",
    frozenset(("parliament",)): "lawmaker",
    frozenset(("bundestag",)): "lawmaker",
    frozenset(("knesset",)): "lawmaker",
    frozenset(("politburo",)): "official",
}
CLOSURE = _close()  # role → itself and all that it is
GENERIC = _words("""
man woman guy person individual lady gentleman politician official leader
""")
KIN = _words("""
father mother son daughter brother sister wife husband uncle aunt nephew niece grandfather
grandmother widow widower spouse partner parent child friend colleague boss predecessor successor
rival opponent ally counterpart neighbor neighbour cousin
""")
# Kin and friends that people have and states do not ("its neighbour, X").
FAMILY = _words("""
father mother son daughter brother sister wife husband uncle aunt nephew niece grandfather
grandmother widow widower spouse cousin friend fiance fiancee girlfriend boyfriend
""")
ROLES = frozenset(CLOSURE) | {w for c in CLOSURE.values() for w in c} | GENERIC | KIN
PAIRED = frozenset(role for role in ROLES if " " in role)  # roles of several words

COURTESY = _words("""
mr mrs ms miss mx sir dame lord lady dr prof rev hon madam madame monsieur herr frau sheikh sheik
""")
# Abbreviated titles and the role that each stands for.
TITLES = {
    "sen": "senator",
    "sens": "senator",
    "rep": "representative",
    "reps": "representative",
    "gov": "governor",
    "govs": "governor",
    "gen": "general",
    "col": "colonel",
    "lt": "lieutenant",
    "maj": "major",
    "capt": "captain",
    "sgt": "sergeant",
    "adm": "admiral",
    "cmdr": "commander",
    "prof": "professor",
    "dr": "doctor",
    "rev": "reverend",
    "amb": "ambassador",
    "sec": "secretary",
    "pres": "president",
    "fm": "foreign minister",
    "pm": "prime minister",
    "ag": "attorney general",
    "atty": "attorney",
}
# Words that stand in a title before a name and are no part of the name.
TITLE_WORDS = (
    COURTESY
    | frozenset(TITLES)
    | _words("""
former ex acting interim late incoming outgoing then current longtime deputy vice first second
chief senior junior top prime foreign defense defence interior finance economy economic health
energy trade justice labor agriculture education culture industry transport treasury state
homeland security national federal presidential parliamentary house senate congress congressional
committee commission council duma parliament assembly affairs relations intelligence budget
ranking member majority minority whip leader cabinet government administration campaign party
staff press public city county special permanent high plenipotentiary presumptive republican
democratic democrat conservative liberal socialist independent communist labour green gop dem
army navy naval force forces military lance staff retired brigadier squadron field marshal
political policy executive managing associate assistant news media opposition
co-chair co-founder two three five year old crown supreme grand royal his her majesty highness
kremlin pentagon white un eu nato u.n. e.u. global international regional central bank general
elect emeritus
""")
    | frozenset(word for role in ROLES - KIN for word in role.split())
) - {"of", "the"}

FEMALE = _words("""
she her hers herself mrs ms miss dame lady madam madame frau queen princess duchess woman mother
daughter sister wife widow aunt niece girl girlfriend grandmother businesswoman congresswoman
spokeswoman chairwoman councilwoman actress frenchwoman heroine stateswoman policewoman
""")
MALE = _words("""
he him his himself mr sir lord monsieur herr king prince duke man father son brother husband
widower uncle nephew boy boyfriend grandfather businessman congressman spokesman chairman
councilman actor frenchman gentleman guy assemblyman statesman policeman emir sultan pope bishop
archbishop patriarch imam ayatollah
""")

# Kinds of bodies, by what their names end in or contain.
BODIES = _words("""
committee commission institute institution university college school department ministry agency
council court association organization organisation union party administration government
congress senate house parliament duma assembly board bureau office foundation center centre group
company corporation bank fund league federation alliance network newspaper magazine campaign army
navy police service movement coalition society church club firm team command authority secretariat
embassy delegation company cabinet regime militia panel staff tribunal republic kingdom state
""")
PRESS = _words("""
times post journal news tribune herald gazette guardian telegraph press reuters today independent
observer mail chronicle globe bulletin daily mirror inquirer examiner review
""")
PRESS_NOUNS = _words("newspaper paper outlet publication magazine daily agency broadcaster network")

COUNTRY_NOUNS = _words("country nation republic kingdom")
# What a body is called when its name has been given.
KNOWN_AS: dict[str, frozenset[str]] = {
    "alliance": _words("nato"),
    "bloc": frozenset(("eu", "european union", "brics", "nato", "asean", "mercosur")),
    "association": _words("brics asean"),
    "union": _words("eu eaeu"),
    "organization": _words("un nato sco csto opec opcw osce who"),
    "regulator": frozenset(("central bank", "bank of russia", "federal reserve")),
    "watchdog": _words("iaea opcw"),
}

# What is written or published: it speaks for whoever issued it.
WRITINGS = _words("""
poll polls survey surveys study studies report reports count analysis statement statements release
average averages data document documents regulation regulations rule rules opinion opinions
ruling rulings filing filings memo memos letter letters book article articles op-ed editorial
transcript figures statistics estimate estimates research forecast website site tweet tweets
speech speeches remarks comment comments response responses reply address testimony interview
post posts message messages account plan
""")
# What a person is said to have, and speaks by: "her promise", "Lavrov's warning".
SAYINGS = _words("""
answer argument assertion call claim complaint criticism critique declaration demand disclosure
insistence language opposition position promise prediction proposal question rhetoric stance
suggestion testimony threat tone view vow warning words
""")
# Of a group, the people who speak for the body that they represent.
STAND_FOR = _words("representative representatives")
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)

"""Words of saying, thinking and judging, by class: data only.

From general knowledge and reference grammars (Quirk et al. 1985, §16.30–33; Biber et al. 1999,
§9.2; Levin 1993, classes 31, 33, 37). Lemmas, lower case.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Neutral and coloured verbs of saying that take "that" clauses or quotations.
SAYING = _words("""
say tell state declare announce note add remark comment observe mention report inform explain
clarify specify stress emphasize emphasise underline underscore highlight reiterate repeat
reaffirm affirm confirm assert claim contend maintain insist argue allege aver avow profess
proclaim pronounce vow pledge promise swear assure reassure guarantee warn caution alert predict
forecast prophesy foresee project estimate calculate reveal disclose admit acknowledge concede
confess recall remind point write tweet post blog text cable email wire publish print broadcast
testify depose attest certify swear reply respond answer retort rejoin counter riposte rebut
refute deny dispute contradict ask inquire enquire question query wonder continue conclude resume
finish begin start go interject interrupt interpose intone joke quip jest tease laugh smile sigh
sob cry shout yell scream exclaim thunder bellow roar whisper murmur mutter mumble grumble growl
snap sneer scoff snort bark hiss drawl croon chime echo recount relate narrate describe
detail outline summarize summarise quote cite read recite boast brag gloat complain lament moan
bemoan gripe protest object fume rage rail rant opine muse speculate theorize theorise
hypothesize hypothesise philosophize postulate posit propose suggest hint imply intimate
insinuate indicate signal signify communicate convey voice express articulate verbalize utter
elaborate expound lecture preach sermonize counsel advise brief notify tip apprise update
volunteer venture offer submit rule find hold decree determine conclude certify recommend
urge exhort implore beg plead beseech appeal pray demand request call order command instruct
direct charge accuse blame fault indict criticize criticise slam blast lash denounce condemn
deplore decry assail attack castigate chide scold rebuke berate lambaste ridicule mock deride
dismiss reject rebuff repudiate disavow praise laud applaud hail commend extol tout trumpet
welcome congratulate thank apologize apologise defend justify rationalize vouch endorse back
caution threaten bluster challenge dare taunt
""")

# Verbs of thinking, knowing, wanting, feeling: beliefs, plans, hopes.
THINKING = _words("""
think believe feel consider deem reckon suppose assume presume suspect guess imagine fancy
figure expect anticipate hope wish want desire intend plan aim mean fear worry dread doubt
know realize realise understand recognize recognise see learn discover find notice perceive
sense conclude infer deduce decide resolve determine agree disagree concur accept doubt regard
view judge assess evaluate interpret perceive remember forget recollect ponder contemplate
envisage envision dream prefer favor favour like love hate loathe detest dislike resent regret
support oppose
seek vote elect choose opt agree refuse decline pretend vow
""")

# Verbs of asking for action: their object clause or infinitive is what the source wants.
DEMANDING = _words("""
demand request require ask urge call appeal plead beg order command instruct direct tell exhort
implore press push insist advise recommend propose suggest encourage invite warn forbid
""")

# Of these, the ones that almost never report anything unless a quotation or clause follows.
WEAK = _words("""
go begin start continue finish conclude resume read hold find see mean figure start direct charge
project determine rule offer submit back praise welcome attack reject press push seek choose like
love hate call describe order post print publish view judge signal laugh smile sigh cry
text wire cable relate echo start challenge dare favor favour support oppose vote elect
""")

# Nouns whose "that" clause, infinitive or "of" phrase reports.
NOUNS = _words("""
statement claim assertion allegation accusation contention argument remark comment announcement
declaration pronouncement proclamation promise pledge vow commitment assurance guarantee warning
threat prediction forecast estimate projection admission acknowledgement acknowledgment concession
confession revelation disclosure report rumor rumour testimony reply response answer question
denial confirmation suggestion proposal recommendation demand request call appeal plea order
insistence complaint criticism charge belief view opinion conviction feeling impression notion
idea thought hope wish desire intention intent plan fear worry concern doubt expectation
assumption presumption suspicion conclusion finding decision determination understanding
position stance message word sense certainty confidence hint signal indication
argument theory hypothesis reminder observation prophecy explanation judgment judgement assessment
""")

# Light verbs that make one cue together with such a noun: "made a statement", "expressed hope".
LIGHT = _words("""
make give issue express voice have hold offer deliver release repeat raise put reject share
""")

# "said to be confident that …", "is sure that …": adjectives with a clause of content.
ADJECTIVES = _words("""
sure certain confident convinced aware hopeful optimistic pessimistic afraid worried concerned
adamant skeptical sceptical doubtful glad happy proud sorry surprised disappointed persuaded
conscious mindful certain clear
""")

# Verbs that pass in a passive without agent: "it was alleged", "is reported to", "is believed to".
HEARSAY = _words("""
say report allege believe think know expect rumor rumour suppose consider understand estimate
claim deem hold presume fear accuse suspect charge describe assume
""")

ALL_VERBS = SAYING | THINKING | DEMANDING
SPEAKING = ALL_VERBS | NOUNS | ADJECTIVES | {"accord"}  # "according to"
PARTICLES = {
    ("point", "out"),
    ("go", "on"),
    ("chime", "in"),
    ("call", "for"),
    ("call", "on"),
    ("make", "clear"),
    ("speak", "out"),
    ("lash", "out"),
    ("cry", "out"),
    ("read", "out"),
}

"""The closed sets that the tagger sees a text through: data only, no content words.

Tags are those of the Penn Treebank, dependencies those of ClearNLP (spaCy's English models),
function words the closed classes of English (Quirk et al. 1985, §2.39), reporting words those of
`cues`. A word outside these sets is seen by its tag alone.
"""

from __future__ import annotations

from rhetoric.attribution import cues


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.split()))


TAGS = _words("""
$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS
PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX _SP ``
""")

DEPENDENCIES = _words("""
ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj
csubjpass dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd
parataxis pcomp pobj poss preconj predet prep prt punct quantmod relcl xcomp
""")

ENTITIES = _words("""
PERSON NORP ORG GPE LOC FAC DATE TIME CARDINAL ORDINAL MONEY PERCENT QUANTITY EVENT LAW LANGUAGE
PRODUCT WORK_OF_ART
""")

PUNCTUATION = _words("""
. , ; : ? ! - – — -- ... … ( ) [ ] { } / " “ ” „ « » ' ‘ ’ `` '' & $ % * •
""")

FUNCTION_WORDS = _words("""
a an the this that these those some any no every each either neither both all half such what
which whose whatever whichever another other others own same one ones none
i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it
its itself we us our ours ourselves they them their theirs themselves who whom whoever
someone somebody something anyone anybody anything everyone everybody everything nobody nothing
there here then now when where why how whether if unless until till while whilst since because
although though as than like so for and or but nor yet after before once lest
in on at by with without within about above across against along amid among around behind below
beneath beside besides between beyond despite down during except from inside into near of off onto
out outside over past per regarding concerning through throughout to toward towards under
underneath unlike up upon versus via
be am is are was were been being have has had having do does did doing done can could may might
must shall should will would ought 'm 're 've 'll 'd 's ’m ’re ’ve ’ll ’d ’s n't n’t not never
to also too only just even still already again ever very more most less least much many few little
several enough rather quite almost however therefore thus instead moreover meanwhile otherwise
according due apart let yes
""")

# Verbs of reporting in a wider sense, beyond `cues`: each may have a clause, an infinitive or a
# quotation that is not the narrator's own.
MORE_VERBS = _words("""
address allude arrange attribute await bet caricature cast caution cease characterize
characterise circulate commit compare concentrate confide consent conspire counter credit dedicate
defer denigrate depict deliver discuss display dissent dub dwell embrace emphasise endeavor
endeavour enjoin entreat enumerate espouse evince exclude exhibit expose exude flag flaunt focus
forewarn formulate frame grant greet hail hear hypothesise illustrate impress inspire instruct
introduce invoke itemize label lambast lecture liken list lobby long manifest mandate mourn name
negotiate nominate note object obligate oblige offer overhear overstate paint paraphrase peg
persuade pitch plot pontificate portray pose prepare prescribe present prioritize prioritise
profess promote prompt prohibit prove provoke read reason rebuke recapitulate
register reject relay rely remonstrate renounce rephrase represent reprimand resign respect
retell retract retweet rumble salute sanction satirize scream scorn shrug show sing slate
speak spell spin spread stand start stipulate strive style suffer surmise survey sympathize
talk target teach term think tie tolerate trash treat trust try tweak type underestimate unveil
upbraid urge value vent vindicate vocalize vouch wait weigh whine wrestle yearn
attempt allow permit approve authorize authorise ban block bar bargain caucus claim chronicle
clamor clamour coax commemorate convince correct credit debate decide define demonstrate
disclaim disapprove discourage disregard emphasize establish exonerate explore extend
flout forget identify investigate legislate mention misstate obsess observe overlook overrule
pinpoint preclude presuppose quantify rank rate rebroadcast reconsider reexamine reflect
reference regurgitate release rethink revisit rumor specify spout stump study substantiate
suspect tackle trace trade trumpet verify whitewash
""")

MORE_NOUNS = _words("""
account acclaim advice agreement aim allegiance analysis announcement anger apology appraisal
approval attack attempt attitude aspiration assent backlash bid boast briefing bulletin
calculation call caveat certitude challenge characterization choice comment commentary communique
complaint compliment condemnation conference confession conjecture consensus contempt conversation
counterargument critique cry debate defense defence decree definition demand denunciation
description desire determination dictum disagreement disapproval disappointment discussion dismay
dispute doctrine dream email endorsement enthusiasm essay evaluation evidence exhortation
fascination fantasy frustration goal gossip greeting guess guidance headline hypothesis
inference inquiry insinuation instruction intention interest interpretation interview
invitation joke knowledge lament lecture lesson letter lie logic love mantra maxim memo memoir
mention misconception misgiving motto narrative news note oath objection obsession offer opinion
opposition optimism outrage passage perception persuasion pessimism petition phrase platform plea
poll portrayal post praise preference premise presentation presupposition principle
protest proverb query quip quotation quote rationale realization reason reasoning rebuke
rebuttal recollection recommendation refusal reference regret rejection remembrance request
resistance resolution resolve respect retort review rhetoric ruling saying scepticism skepticism
shout slogan slur song speculation speech story study support supposition survey talk tale
taunt teaching text theme thesis tip title tweet ultimatum understanding urge urging verdict
version vision vote vow willingness word worry writing
""")

MORE_ADJECTIVES = _words("""
able angry anxious ashamed committed content critical determined eager excited
fearful frustrated grateful happy hesitant horrified inclined insistent intent interested keen
likely mad open opposed outraged prepared ready reluctant resigned satisfied shocked supportive
suspicious thankful thrilled troubled unaware uncertain unconvinced unhappy unsure unwilling upset
wary willing
""")

# A class for each reporting word; the first that fits is taken.
CLASSES = tuple("none light weak demand say think more noun adjective clausal".split())


def classes_of_verbs() -> dict[str, str]:
    """Return the class of each reporting verb."""
    found = dict.fromkeys(MORE_VERBS, "more")
    found.update(dict.fromkeys(sorted(cues.LIGHT), "light"))
    found.update(dict.fromkeys(sorted(cues.SAYING), "say"))
    found.update(dict.fromkeys(sorted(cues.THINKING), "think"))
    found.update(dict.fromkeys(sorted(cues.DEMANDING), "demand"))
    found.update(dict.fromkeys(sorted(cues.WEAK), "weak"))
    return found


VERBS = classes_of_verbs()
NOUNS = dict.fromkeys(sorted(cues.NOUNS) + list(MORE_NOUNS), "noun")
ADJECTIVES = dict.fromkeys(sorted(cues.ADJECTIVES) + list(MORE_ADJECTIVES), "adjective")
LEMMAS = tuple(sorted({*VERBS, *NOUNS, *ADJECTIVES}))

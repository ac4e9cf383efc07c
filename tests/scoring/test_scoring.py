"""Scores of rows and of articles: agreement by phenomenon, acts, conditions, sentiment, bad input."""

from __future__ import annotations

import pandas as pd
import pytest

from rhetoric import attribution, scoring, statements
from rhetoric.codebook import load_codebook
from rhetoric.errors import TableError
from rhetoric.reading import articles, documents
from rhetoric.scoring import score_acts, score_agreement, score_targets
from rhetoric.tables import frame

# agreement, and a sentence with its concept in brackets: each a phenomenon
AGREEMENT = [
    # efficacy
    (-1, "The minister said [the pressure campaign] had failed to produce anything."),
    (1, "[Ultimatums] do work, the envoy told reporters."),
    (-1, "[Cutting the tariffs] was a mistake, the envoy said."),
    (-1, "The envoy opposes [cutting the tariffs]."),
    (1, "[A step-by-step process] can still succeed, the ambassador noted."),
    (-1, "[Sanctions] hurt ordinary people and have solved nothing."),
    (-1, "Nothing good can come of [an embargo]."),
    (1, "The only thing that brought results was [patient diplomacy]."),
    # negation, and twice
    (1, "Oslo does not oppose [new sanctions]."),
    (1, "Lima has never rejected [direct talks]."),
    (-1, "The chancellor refused to endorse [military action]."),
    (1, "Rome did not condemn [the air strikes] but defended them."),
    (-1, "The premier has given up on [diplomacy]."),
    (1, "The premier has not given up on [diplomacy]."),
    # ending and beginning
    (-1, "Quito welcomed the end of [the deadly blockade]."),
    (1, "Quito mourned the collapse of [the peace talks]."),
    (-1, "We hope that [the sanctions] will soon be lifted."),
    (1, "Tokyo vowed to tighten [sanctions]."),
    (1, "It would be a mistake to abandon [the dialogue], the envoy warned."),
    (-1, "It would be a mistake to impose [sanctions], the envoy warned."),
    # necessity and exclusion
    (1, "Only [sanctions] will bring them to their senses, the hawk argued."),
    (1, "There is no alternative to [negotiations], the chancellor said."),
    (1, "Without [dialogue] there can be no peace, the bishop said."),
    (-1, "[Economic coercion] has no place in modern diplomacy."),
    (1, "Berlin insisted that [the sanctions] be maintained."),
    # hedges keep the sign
    (1, "[A phased agreement] could perhaps be useful, the diplomat suggested."),
    (1, "The council could hardly call [the talks] useless."),
    # target switch
    (-1, "Madrid praised the monitors but deplored [the shelling]."),
    (1, "While Riyadh favours [pressure], Muscat favours mediation."),
    (-1, "The general prefers war to [dialogue]."),
    (1, "We thank Norway for its [mediation]."),
    # rhetorical questions
    (-1, '"What good did [the sanctions] do?" the delegate asked.'),
    (-1, '"How many more [ultimatums] must we endure?" the delegate asked.'),
    # so-called
    (-1, "[The so-called dialogue] has become a farce."),
    # more of each, as speeches and wires have them
    (1, "The ministry demands that [all prisoners be released before any talks begin]."),
    (1, "Cairo offered [to open the crossing in exchange for a release of hostages]."),
    (
        1,
        "[There will be no negotiations until the rebels lay down their arms], the president said.",
    ),
    (1, "Brussels made clear that [aid would resume only if the junta steps down]."),
    (1, "[Unless Harare frees the journalists, loans will be frozen], the bank warned."),
    (-1, "Ankara rejected the demand that [its troops leave before any deal is signed]."),
    (1, "Both sides agreed that [each troop withdrawal be answered by a lifting of sanctions]."),
    (1, "The mediator advocates [step-for-step concessions]."),
    (1, "[Positive measures] must be answered with positive measures, the envoy said."),
    (1, "The general said [the militia must leave the city by midnight]."),
    (-1, "[The demand for unconditional surrender] is absurd, the poet wrote."),
    (1, "Oslo has every reason to welcome [the truce]."),
    (-1, "Everybody knows [the blockade] is a crime."),
    (-1, "The lawmaker warned against [military adventures]."),
    (1, "The lawmaker warned against abandoning [the treaty]."),
    (0, "The committee heard a report about [the sanctions]."),
    (0, 'The word "[ultimatum]" appears in the third paragraph.'),
    (0, "A journalist asked the minister about [the military option]."),
    (1, "Far from harming anyone, [the sanctions] have helped the peace process."),
    (-1, "Far from bringing peace, [the strikes] have deepened the crisis."),
    (-1, "Who needs [such a deal]?"),
    (1, "Sweden remains committed to [dialogue]."),
    (-1, "Sweden is no longer committed to [dialogue]."),
    (1, "[Mediation] deserves a chance."),
    (-1, "[Threats] get us nowhere."),
    (-1, "The delegate said his country would never accept [an ultimatum]."),
    (1, "The delegate said his country would gladly accept [mediation]."),
    (-1, "Portugal voiced regret over [the bombing]."),
    (1, "Portugal voiced support for [the bombing]."),
    (-1, "The union is considering lifting [the arms embargo]."),
    (-1, "Belgrade sees [the sanctions] as unjust."),
    (1, "Belgrade regards [the dialogue] as useful."),
    (-1, "The pope pleaded for an end to [the war]."),
    (-1, "The report blames [the embargo] for the shortages."),
    (1, "The diplomat denied that [the talks] had failed."),
    (-1, "The diplomat denied that [the sanctions] were working."),
    (1, "It is hard to imagine peace without [negotiations]."),
    (-1, "The prime minister made no secret of his contempt for [the talks]."),
    (1, "The senator urged colleagues not to weaken [the sanctions]."),
    (-1, "The senator urged colleagues to stop [the sanctions]."),
    (1, "They will not be deterred from pursuing [peace talks]."),
    (-1, "We categorically reject [the use of force] in settling disputes."),
    (1, "My delegation reiterates its call for [a two-State solution]."),
    (-1, "[Unilateral coercive measures] continue to undermine our development."),
    (1, "We are encouraged by [the ongoing negotiations] in Vienna."),
    (1, "[The ceasefire] must be respected by all parties."),
    (-1, "It is unacceptable that [the blockade] remains in place after sixty years."),
    (1, "We look forward to [the resumption of talks]."),
    (-1, "The people of Cuba have endured [an unjust embargo] for decades."),
    (1, "[Dialogue and cooperation] are the best antidote to extremism."),
    (-1, "No country has the right to resort to [the threat of force]."),
    (1, "Our region has chosen [diplomacy] over war."),
    (-1, "Our region has chosen diplomacy over [war]."),
    (1, "The Council should adopt [targeted sanctions] against the generals."),
    (-1, "The Council should reconsider [the sanctions]."),
    (1, "We voted for [the arms embargo] because it saves lives."),
    (-1, "The consequences of [the blockade] for children are dire."),
    (1, "The international community must step up [pressure] on the junta."),
    (1, "Let us choose [dialogue]."),
    (-1, "Enough of [threats]!"),
    (-1, "[The invasion] was a flagrant violation of the Charter."),
    (1, "Ghana has consistently advocated [peaceful settlement of disputes]."),
    (1, "There can be no lasting peace without [reconciliation]."),
    (-1, "We strongly condemn [the recent missile launches]."),
    (1, "We pay tribute to [the mediators]."),
    (-1, "They continue to inflict [sanctions] on our people."),
    (1, "[The embargo] should be kept until the militias disarm."),
    (-1, "This is why we want [the embargo] to be lifted."),
    (0, "The negotiating teams met to discuss [the ceasefire]."),
    (0, "The Secretary-General's report on [sanctions] was circulated in June."),
    (-1, "The use of [economic sanctions] as a political weapon must cease."),
    (1, "Nothing can replace [dialogue]."),
    (-1, "[Military intervention] only breeds more violence."),
    (1, "Thanks to [mediation], the conflict was resolved."),
    (-1, "Because of [the sanctions], hospitals lack medicine."),
    (1, "We urge the parties to refrain from violating [the ceasefire]."),
    (-1, "We must say no to [war]."),
    (1, "We must say yes to [peace talks]."),
    (1, "[Negotiations] offer the best chance for peace."),
    (-1, "How long must our children suffer from [this blockade]?"),
    (1, "The government is working hard to revive [the peace process]."),
    (-1, "[Sanctions] are not the solution."),
    (-1, "[Sanctions] do not contribute to peace."),
    (1, "We appreciate the role of Egypt in brokering [the truce]."),
    # no stance
    (0, "The ministers will meet in Vienna to review [the sanctions]."),
    (0, "The report mentions [the blockade] twice."),
    (0, 'The lawyer explained what the term "[sanctions]" means.'),
    (0, "[The talks] are scheduled for Tuesday in Geneva."),
]


def marked(text: str) -> tuple[str, int, int]:
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end


@pytest.fixture(scope="module")
def scored() -> pd.DataFrame:
    rows = [(gold, text, *marked(text)) for gold, text in AGREEMENT]
    table = pd.DataFrame(rows, columns=["gold", "case", "text", "concept_start", "concept_end"])
    return score_agreement(table.set_index("case"))


@pytest.mark.parametrize(("gold", "text"), AGREEMENT, ids=[t for _, t in AGREEMENT])
def test_agreement(scored: pd.DataFrame, gold: int, text: str) -> None:
    row = scored.loc[text]
    assert row["agreement"] == gold, row["evidence"]
    assert 0 < row["confidence"] <= 1


OTHER_SENSE = [  # the word of a concept that the reader has learned, and what it means is another
    "The curator feared that bright lamps would [compromise] the colours of the fresco.",
    "A leaking valve had [compromised] the cooling, the inspectors wrote.",
    "The patch fixes a flaw that could [compromise] passwords.",
    *(
        pytest.param(text, marks=pytest.mark.xfail(strict=True, reason="read as between states"))
        for text in (
            "The tribunal upheld the [sanctions] against the umpire.",
            "She asked the bank for a [concession] on the fee.",
        )
    ),
    "Her [engagement] to the cellist was announced on Friday.",
]


@pytest.mark.parametrize("text", OTHER_SENSE)
def test_nobody_takes_a_side_where_words_mean_another_thing(text: str) -> None:
    row = score_agreement(columns(text)).iloc[0]
    assert row["agreement"] == 0
    assert row["confidence"] > 0.5


def test_who_is_named_as_the_holder_holds_something() -> None:
    text = "The curator feared that bright lamps would [compromise] the colours of the fresco."
    assert score_agreement(columns(text).assign(holder="The curator"))["agreement"][0] != 0


def columns(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(map(marked, texts), columns=["text", "concept_start", "concept_end"])


def test_agreement_shows_its_words(scored: pd.DataFrame) -> None:
    for _, row in scored.iterrows():
        assert row["evidence"]
        for span in row["evidence"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
            assert span["entry"]


def test_evidence_of_coded_rows_is_quoted_as_the_text_has_it() -> None:
    """The text is read with its marks folded; what is quoted of it is not."""
    row = {
        "text": "Norland’s envoy rejects Eastmark’s ultimatum.",
        "concept_start": 24,
        "concept_end": 44,
    }
    [spans] = score_agreement(pd.DataFrame([row]))["evidence"]
    assert spans[0]["text"] == "Eastmark’s ultimatum"
    assert all(one["text"] == row["text"][one["start"] : one["end"]] for one in spans)


def test_hedges_lower_confidence() -> None:
    table = columns("[Talks] will work, he said.", "Perhaps [talks] may work, he said.")
    sure, hedged = score_agreement(table)["confidence"]
    assert sure > hedged


def test_index_and_columns_stay() -> None:
    table = pd.DataFrame(
        {"text": ["We need talks."], "concept_start": [8], "concept_end": [13], "coder": ["AB"]},
        index=["row 7"],
    )
    made = score_agreement(table)
    assert list(made.index) == ["row 7"]
    assert made.loc["row 7", "coder"] == "AB"
    assert made.loc["row 7", "condition"] is None
    assert list(table.columns) == ["text", "concept_start", "concept_end", "coder"]
    assert len(score_agreement(table.iloc[:0])) == 0


ACTS = [
    ("Norway agreed to withdraw its troops from Mali.", "Norway", "Mali", "AGREE"),
    ("Norway withdrew its troops from Mali.", "Norway", "Mali", "YIELD"),
    ("Norway refused to withdraw its troops from Mali.", "Norway", "Mali", "REJECT"),
    ("Norway demanded that Mali withdraw its troops.", "Norway", "Mali", "REQUEST"),
    ("Norway threatened to bomb Mali.", "Norway", "Mali", "THREATEN"),
    ("Mali was bombed by Norway.", "Norway", "Mali", "ASSAULT"),
    ("Norway carried out an attack on Mali.", "Norway", "Mali", "ASSAULT"),
    ("Norway lifted its embargo against Mali.", "Norway", "Mali", "YIELD"),
    ("Norway suspended aid to Mali.", "Norway", "Mali", "SANCTION"),
    ("Norway called on Mali to free the editor.", "Norway", "Mali", "REQUEST"),
    ("Norway will not end the strike, it told Mali.", "Norway", "Mali", "REJECT"),
    ("Norway praised the decision of Mali.", "Norway", "Mali", "SUPPORT"),
    ("Norway held talks with Mali on fishing.", "Norway", "Mali", "CONSULT"),
]


@pytest.mark.parametrize(("text", "source", "target", "root"), ACTS, ids=[a[0] for a in ACTS])
def test_acts(text: str, source: str, target: str, root: str) -> None:
    table = pd.DataFrame([{"text": text, "source": source, "target": target}])
    row = score_acts(table).iloc[0]
    assert row["act"] == root, row["evidence"]
    assert row["binary"] == row["quad"][2:]
    assert row["evidence"]


def test_acts_without_a_named_target() -> None:
    table = pd.DataFrame(
        [{"text": "Teachers went on strike.", "source": "Teachers", "target": None}]
    )
    assert score_acts(table)["act"].tolist() == ["PROTEST"]


TARGETS = [
    ("The mayor was praised for her courage.", "The mayor", "positive"),
    ("Critics called the senator a liar and a disgrace to his office.", "the senator", "negative"),
    ("The senator arrived in Boston on Monday.", "The senator", "neutral"),
]


@pytest.mark.parametrize(("text", "target", "sentiment"), TARGETS)
def test_targets(text: str, target: str, sentiment: str) -> None:
    at = text.index(target)
    table = pd.DataFrame([{"text": text, "target_start": at, "target_end": at + len(target)}])
    assert score_targets(table)["target_sentiment"].tolist() == [sentiment]


BAD = [
    (score_agreement, {"text": "Talks."}, "column 'concept_start' is missing"),
    (score_agreement, {"text": "", "concept_start": 0, "concept_end": 1}, "row 0, field 'text'"),
    (
        score_agreement,
        {"text": "Talks.", "concept_start": 0, "concept_end": 99},
        "outside the text",
    ),
    (
        score_agreement,
        {"text": "Talks.", "concept_start": -1, "concept_end": 2},
        "outside the text",
    ),
    (score_agreement, {"text": "Talks.", "concept_start": 3, "concept_end": 3}, "outside the text"),
    (
        score_agreement,
        {"text": "Talks.", "concept_start": "a", "concept_end": 3},
        "'concept_start'",
    ),
    (score_agreement, {"text": "No   talks.", "concept_start": 2, "concept_end": 4}, "no words"),
    (score_acts, {"text": "Peru met Chile.", "source": "Peru", "target": "Bolivia"}, "'Bolivia'"),
    (score_acts, {"text": "Peru met Chile.", "source": "Peru"}, "column 'target' is missing"),
    (score_targets, {"text": None, "target_start": 0, "target_end": 1}, "row 0, field 'text'"),
    (score_targets, {"text": "Peru.", "target_start": 0, "target_end": 9}, "'target_end'"),
]


@pytest.mark.parametrize(("scorer", "row", "says"), BAD)
def test_bad_rows(scorer, row: dict[str, object], says: str) -> None:
    with pytest.raises(TableError) as error:
        scorer(pd.DataFrame([row]))
    assert says in str(error.value)


ARTICLE = """PORT LOUIS, May 4. The talks may possibly begin, but the blockade will certainly fail, Foreign Minister Anil Roy said on Monday.

"It is a disaster. No fuel will flow until every camp is closed," he added.
"""


def scores(text: str) -> scoring.Scores:
    [one] = articles.read(text)
    document = documents.parse(one)
    said = attribution.attribute(document)
    rows = statements.tabulate(document, said)
    return scoring.score(document, rows, said, load_codebook(), lambda _a, _b: None)


@pytest.fixture(scope="module")
def article() -> scoring.Scores:
    return scores(ARTICLE)


def test_parties_of_an_act_are_quoted_as_the_article_has_them() -> None:
    """The parser reads straight marks; what is shown are the article's own."""
    made = scores("Norway’s army bombed Mali’s capital. They met again on Monday.\n").scores
    row = next(row for row in made if row["act"] == "ASSAULT")
    assert (row["act_source"], row["act_target"]) == ("Norway’s army", "Mali’s capital")


def test_rows_fit_their_tables(article: scoring.Scores) -> None:
    frame("positions", article.positions)
    frame("scores", article.scores)
    frame("evidence", article.evidence)


def test_every_score_has_its_words(article: scoring.Scores) -> None:
    shown = {(e["statement_id"], e["score"]) for e in article.evidence}
    for row in article.scores:
        for column, score in (("act", "act"), ("condition", "condition")):
            if row[column] is not None:
                assert (row["statement_id"], score) in shown
        for column in ("hedges", "boosters"):
            if row[column]:
                assert (row["statement_id"], column[:-1]) in shown
        if row["polarity"]:
            assert (row["statement_id"], "polarity") in shown
    for row in article.positions:
        assert (row["statement_id"], "agreement") in shown
    for row in article.evidence:
        assert ARTICLE[row["start"] : row["end"]] == row["text"]


def test_datelines_are_not_scored(article: scoring.Scores) -> None:
    empty = [r for r in article.scores if r["polarity"] is None]
    assert empty
    for row in empty:
        assert row["act"] is None
        assert row["hedges"] is None
        assert row["condition"] is None


def test_hedges_boosters_and_conditions(article: scoring.Scores) -> None:
    said = [r for r in article.scores if r["hedges"] is not None]
    assert sum(r["hedges"] for r in said) >= 2
    assert sum(r["boosters"] for r in said) >= 1
    assert "precondition" in [r["condition"] for r in said]

"""What a score shows, what is no stance gets none, who holds it.

The sentences are our own; each says a thing that speeches and articles say often.
"""

from __future__ import annotations

import pandas as pd
import pytest

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import load_codebook
from rhetoric.reading import articles, documents
from rhetoric.wording.trial import find_entries

Found = dict[tuple[str, str], int]


def read(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return positions and evidence of a text."""
    [article] = articles.read(text + "\n")
    document = documents.parse(article)
    said = attribution.attribute(document)
    speakers = Speakers(document)
    rows = statements.tabulate(document, said)
    made = scoring.score(
        document, rows, said, load_codebook(),
        lambda a, b: speakers.resolve((a, b), outer=None, before=None).name,
    )  # fmt: skip
    return pd.DataFrame(made.positions), pd.DataFrame(made.evidence)


def positions(text: str) -> Found:
    """Return the agreement of every (holder's last word, concept)."""
    rows, _ = read(text)
    return {
        (str(r.holder).split()[-1], str(r.concept)): int(str(r.agreement))
        for r in rows.itertuples()
    }


# holder's last word, concept, agreement; None: no row, or one that takes no side
STANCES = [
    # what stands beside a call is not called for
    ("Lisbon urged a truce as bombing went on in the valley.\n\nDiplomat Rui Alves agreed.",
     "Portugal", "aggression", -1),
    ('"We ask them to abandon the sabre rattling," envoy Nora Lind said.',
     "Lind", "threat_of_force", -1),
    ('"They are guilty of ignoring the shelling of the port," envoy Nora Lind said.',
     "Lind", "aggression", -1),
    # what ends, turns or weighs without standing beside the concept
    ('"We shall root out terrorism in the hills," envoy Nora Lind said.', "Lind", "terrorism", -1),
    ('"We back the new anti- terrorism centre," envoy Nora Lind said.', "Lind", "terrorism", -1),
    ('"We regret that no negotiations are under way," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"The lack of dialogue is alarming," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"The weight of dialogue can hardly be exaggerated," envoy Nora Lind said.',
     "Lind", "dialogue", 1),
    ('"The effects of the embargo are deadly," envoy Nora Lind said.', "Lind", "sanctions", -1),
    ('"We must soften the effects of the embargo," envoy Nora Lind said.', "Lind", "sanctions", -1),
    ('"The results show that the impact of mediation is beneficial," envoy Nora Lind said.',
     "Lind", "mediation", 1),
    ('"Escalation is an important source of hardship," envoy Nora Lind said.',
     "Lind", "escalation", -1),
    ("Envoy Nora Lind urged for an end to the naval blockade.", "Lind", "blockade", -1),
    ('"The case for mediation is strong and has never been clearer," envoy Nora Lind said.',
     "Lind", "mediation", 1),
    ('"It is high time to turn to dialogue," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"My country has complied with the treaty," envoy Nora Lind said.', "Lind", "agreement", 1),
    # a clause beside keeps its own judgement
    ("Envoy Nora Lind said the blockade had failed and that mediation was the only way out.",
     "Lind", "blockade", -1),
    ("Envoy Nora Lind called the proposal an ultimatum that no cabinet could accept.",
     "Lind", "ultimatum", -1),
    # whose it is: what others must do or want is the wish of who says so
    ('"Norway must return to negotiations," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"Norway must return to negotiations," envoy Nora Lind said.', "Norway", "dialogue", None),
    ('"Europe must put an end to the blockade," envoy Nora Lind said.', "Lind", "blockade", -1),
    ('"The villagers need humanitarian aid," envoy Nora Lind said.', "Lind", "aid", 1),
    ('"The Common Plan of Action strengthens arms control," envoy Nora Lind said.',
     "Action", "disarmament", None),
    # no demand, no stance
    ('"The bridge will be closed for repairs by the end of the month," envoy Nora Lind said.',
     "Lind", "ultimatum", None),
    ('"Unless the rules are changed, our work for peace will be in vain," envoy Nora Lind said.',
     "Lind", "ultimatum", None),
    ('"It is impossible to defeat terrorism alone," envoy Nora Lind said.', "Lind", "terrorism", -1),
    ('"The armed forces of my country were founded in May," envoy Nora Lind said.',
     "Lind", "military_force", None),
    # conditions, setbacks, facts denied, things left open
    ('"If the negotiations stall, we shall not wait," envoy Nora Lind said.',
     "Lind", "dialogue", None),
    ('"The efforts at mediation have not advanced," envoy Nora Lind said.',
     "Lind", "mediation", None),
    ('"The peace process is faltering," envoy Nora Lind said.', "Lind", "peace_process", None),
    ('"Sanctions are faltering," envoy Nora Lind said.', "Lind", "sanctions", -1),
    ("Envoy Nora Lind denied that her country was shipping missiles to the militia.",
     "Lind", "arms_supplies", None),
    ("The ministers failed to agree on an embargo, envoy Nora Lind said.",
     "Lind", "sanctions", None),
    # a prefix turns, a name is no concept
    ('"We urge both armies to de-escalate," envoy Nora Lind said.', "Lind", "escalation", None),
    ('"We are countering terrorism in the hills," envoy Nora Lind said.', "Lind", "terrorism", -1),
    # harm by what it helps, means that are excluded
    ('"The embargo has strengthened the hardliners," envoy Nora Lind said.',
     "Lind", "sanctions", -1),
    ('"The blockade emboldened extremists," envoy Nora Lind said.', "Lind", "blockade", -1),
    ('"The dispute can be settled through mediation, not through the use of force," '
     "envoy Nora Lind said.", "Lind", "military_force", -1),
    ('"There are no winners in a tariff war," envoy Nora Lind said.', "Lind", "sanctions", -1),
    # plain cases
    ('"The embargo has not changed our course," envoy Nora Lind said.', "Lind", "sanctions", -1),
    ('"The embargo never brought anyone to the table," envoy Nora Lind said.',
     "Lind", "sanctions", -1),
    ('"One does not negotiate with pirates," envoy Nora Lind said.', "Lind", "dialogue", -1),
    ('"You cannot isolate an island of fishermen," envoy Nora Lind said.',
     "Lind", "isolation", -1),
    ('"More patience is needed for mediation," envoy Nora Lind said.', "Lind", "mediation", 1),
    ('"We are committed to diplomatic engagement," envoy Nora Lind said.',
     "Lind", "diplomacy", 1),
    ('"The villages should be able to cooperate," envoy Nora Lind said.',
     "Lind", "cooperation", 1),
    ('"This is blackmail," envoy Nora Lind said.', "Lind", "pressure", -1),
    ('"We will never yield to an ultimatum," envoy Nora Lind said.', "Lind", "ultimatum", -1),
    ('"We are not looking for a confrontation," envoy Nora Lind said.', "Lind", "escalation", -1),
    ("Envoy Nora Lind refused to rule out air strikes.", "Lind", "military_force", 1),
    # for what all condemn only where that is said outright
    ('"Only a military solution will bring peace," envoy Nora Lind said.',
     "Lind", "military_force", 1),
    ('"The strikes must go on," envoy Nora Lind said.', "Lind", "military_force", 1),
    ('"I ordered air strikes on their camps," President Nora Lind said.',
     "Lind", "military_force", 1),
    ('"The army made great sacrifices to resist terrorism," envoy Nora Lind said.',
     "Lind", "terrorism", -1),
    ('"There is no doubt that terrorism is one of the gravest challenges," envoy Nora Lind said.',
     "Lind", "terrorism", -1),
    ('"Our people, worn down by nuclear tests, are making great progress," envoy Nora Lind said.',
     "Lind", "escalation", -1),
    ('"Can weapons curb their appetite for aggression?" envoy Nora Lind asked.',
     "Lind", "aggression", -1),
    # the way in which something must be done, or will be
    ('"They must settle it through dialogue," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"It is only through dialogue that peace can be reached," envoy Nora Lind said.',
     "Lind", "dialogue", 1),
    ('"Our salvation lies in dialogue," envoy Nora Lind said.', "Lind", "dialogue", 1),
    ('"The problem lies in the sanctions," envoy Nora Lind said.', "Lind", "sanctions", -1),
    ('"We shall hold our ground by sanctions," envoy Nora Lind said.', "Lind", "sanctions", 1),
    # a capital that opens the sentence is no name
    ('"Trust, openness and dialogue serve the support of diplomacy," envoy Nora Lind said.',
     "Trust", "diplomacy", None),
    # what one's own side does, and what is done to it
    ('"Our forces are on the offensive," President Nora Lind said.', "Lind", "military_force", 1),
    ('"The enemy is on the offensive," President Nora Lind said.', "Lind", "military_force", -1),
    ('"The invasion of our neighbour goes on," envoy Nora Lind said.', "Lind", "aggression", -1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "who", "concept", "sign"), STANCES, ids=[c[0] for c in STANCES])
def test_stance(text: str, who: str, concept: str, sign: int | None) -> None:
    found = positions(text)
    got = found.get((who, concept))
    assert got == sign if sign is not None else not got, found


@pytest.mark.parametrize("text", [c[0] for c in STANCES])
def test_every_position_shows_its_concept(text: str) -> None:
    rows, evidence = read(text)
    for row in rows.itertuples():
        own = evidence[
            (evidence["statement_id"] == row.statement_id)
            & (evidence["concept"] == row.concept)
            & (evidence["part"] == "concept")
        ]
        assert (row.start, row.end) in set(zip(own["start"], own["end"], strict=True))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("They urged both armies to de-escalate.", "escalation"),
        ("The doctors work in level-three field hospitals.", "military_force"),
        ("The island is no longer aid-dependent.", "aid"),
        ("The officers met at the Peacebuilding Commission in spring.", "peace_process"),
        ("Transactional diplomacy was mentioned.", "diplomacy"),
    ],
)
def test_other_words_are_no_concept(text: str, concept: str) -> None:
    assert concept not in find_entries(text, load_codebook())["concept"]


def test_nobody_holds_nothing() -> None:
    found = positions('"Nobody in the port wants a blockade," envoy Nora Lind said.')
    assert "Nobody" not in {who for who, _ in found}


def test_addressees_hold_nothing() -> None:
    found = positions('"I urge all sides to engage in dialogue," envoy Nora Lind said.')
    assert found == {("Lind", "dialogue"): 1}


def test_evidence_names_another_holder() -> None:
    _, evidence = read(
        "Envoy Nora Lind insisted that Portugal had no intention of taking military action."
    )
    holders = evidence[evidence["part"] == "holder"]
    assert "Portugal" in set(holders["text"])

"""Stance in running text: who is for or against what, in articles of our own making.

Each case says a thing that news articles say often, with parties and words of its own: efficacy,
preconditions, reported demands, pointing back, step for step, links between head and body.
"""

from __future__ import annotations

import pytest

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import load_codebook
from rhetoric.reading import articles, documents

# (id, text, must: (holder's last word, concept, agreement), must not)
Case = tuple[str, str, list[tuple[str, str, int]], list[tuple[str, str, int]]]
CASES: list[Case] = [
    (
        "efficacy of a hard line",
        "Colombia's inflexible approach to the rebels has achieved nothing, Ecuadorian Foreign "
        "Minister Lucia Paredes said on Friday.",
        [("Paredes", "ultimatum", -1)],
        [("Paredes", "ultimatum", 1)],
    ),
    (
        "failure in other words",
        '"The intransigent stance that Nairobi took at the outset of these consultations has led '
        'nowhere," Somali Prime Minister Hassan Warsame told reporters.',
        [("Warsame", "ultimatum", -1)],
        [],
    ),
    (
        "a demand reported",
        'Finnish President Aino Korhonen said: "There was an insistence, expressed by Swedish '
        "Defence Minister Lars Ek, that every base be dismantled first and that only then could "
        'talks on trade begin."',
        [("Ek", "ultimatum", 1)],
        [("Korhonen", "ultimatum", 1)],
    ),
    (
        "it points back",
        'Danish envoy Mette Holm said: "Oslo set an ultimatum in March. It will fail."',
        [("Holm", "ultimatum", -1)],
        [("Holm", "ultimatum", 1)],
    ),
    (
        "such demands point back",
        '"Ankara says no fuel will be delivered until the camps are closed. Such demands are '
        'useless," Greek diplomat Nikos Vlachos said.',
        [("Vlachos", "ultimatum", -1)],
        [("Vlachos", "ultimatum", 1)],
    ),
    (
        "what others know",
        '"I believe the Canadians themselves realise that ultimatums will never succeed," Mexican '
        "Foreign Minister Rosa Vega said.",
        [("Vega", "ultimatum", -1)],
        [("Vega", "ultimatum", 1)],
    ),
    (
        "only this can work",
        '"Only a phased process, with goodwill gestures in return for goodwill gestures from '
        'Asmara, can succeed," Ethiopian President Abebe Tadesse stressed.',
        [("Tadesse", "gradual_reciprocity", 1)],
        [("Tadesse", "ultimatum", 1), ("Tadesse", "gradual_reciprocity", -1)],
    ),
    (
        "a precondition reported in speech",
        '"Officials from the Indian government keep insisting that only the full withdrawal of '
        'the militia will make any further step possible," Bangladeshi envoy Karim Rahman added.',
        [("government", "ultimatum", 1)],
        [("Rahman", "ultimatum", 1), ("government", "gradual_reciprocity", 1)],
    ),
    (
        "a precondition stated",
        "Sanctions relief will come only once the last warhead has been destroyed, Australian "
        "Defence Minister Emma Clarke said.",
        [("Clarke", "ultimatum", 1)],
        [("Clarke", "sanctions_relief", 1)],
    ),
    (
        "until",
        '"No loan will be paid until the prisoners are released," Chilean President Diego Soto '
        "said on Sunday.",
        [("Soto", "ultimatum", 1)],
        [],
    ),
    (
        "unless",
        '"Unless the rebels lay down their arms by midnight, they will face air strikes," '
        "General Omar Haddad warned.",
        [("Haddad", "ultimatum", 1)],
        [],
    ),
    (
        "the head's stance is the body's hard line",
        "Okafor says Cairo's position in talks with Sudan is doomed\n\n"
        "LAGOS, May 3. Cairo's uncompromising bargaining position with Sudan has failed, Nigerian "
        "Foreign Minister Chidi Okafor said on Tuesday.",
        [("Okafor", "ultimatum", -1)],
        [("Okafor", "ultimatum", 1)],
    ),
    (
        "step for step matched",
        '"Each closed camp should be matched by a reopened crossing," Portuguese mediator Ines '
        "Duarte proposed.",
        [("Duarte", "gradual_reciprocity", 1)],
        [("Duarte", "ultimatum", 1)],
    ),
    (
        "reject, with what follows it",
        'Peruvian Foreign Minister Luis Quispe rejected the ultimatum. "We favour a step-by-step '
        'settlement," he said.',
        [("Quispe", "gradual_reciprocity", 1)],
        [("Quispe", "gradual_reciprocity", -1)],
    ),
    (
        "welcomes talks",
        '"The fact that the summit will take place again is encouraging," Thai Prime Minister '
        "Niran Chai noted.",
        [("Chai", "dialogue", 1)],
        [("Chai", "dialogue", -1)],
    ),
    (
        "against sanctions, for their end",
        '"We call for an end to the embargo and oppose any new sanctions," Bolivian President '
        "Elena Rojas said.",
        [("Rojas", "sanctions", -1)],
        [("Rojas", "sanctions", 1)],
    ),
    (
        "another holder in the same sentence",
        "While Tallinn supports new sanctions, Belgrade opposes them, Hungarian diplomat Zoltan "
        "Kiss said.",
        [("Estonia", "sanctions", 1)],
        [("Kiss", "sanctions", 1)],
    ),
    (
        "plans that fail",
        '"The plans of London and its partners to isolate Mali have collapsed," Malian Foreign '
        "Minister Amadou Keita said.",
        [("Keita", "isolation", -1)],
        [("Keita", "isolation", 1)],
    ),
    (
        "not to be ruled out",
        '"We do not rule out military action," Turkish Defence Minister Kemal Arslan said.',
        [("Arslan", "military_force", 1)],
        [("Arslan", "military_force", -1)],
    ),
    (
        "no military solution",
        '"There can be no military solution; what we need is mediation," Irish envoy Sean Byrne '
        "said.",
        [("Byrne", "military_force", -1), ("Byrne", "mediation", 1)],
        [("Byrne", "military_force", 1)],
    ),
    (
        "a rhetorical question",
        '"Has the blockade ever brought peace?" Lebanese President Rima Khoury asked.',
        [("Khoury", "blockade", -1)],
        [("Khoury", "blockade", 1)],
    ),
    (
        "a report is not a position",
        'Kenyan envoy Grace Otieno said the rebels demand that the army surrender first. "They '
        'announced it yesterday," she said.',
        [],
        [("Otieno", "ultimatum", 1)],
    ),
]


def positions(text: str) -> list[tuple[str, str, int]]:
    """Return (holder's last word, concept, agreement) of every position in a text."""
    [article] = articles.read(text + "\n")
    document = documents.parse(article)
    said = attribution.attribute(document)
    speakers = Speakers(document)
    rows = statements.tabulate(document, said)
    scores = scoring.score(
        document, rows, said, load_codebook(),
        lambda a, b: speakers.resolve((a, b), outer=None, before=None).name,
    )  # fmt: skip
    for row in scores.evidence:
        assert text[row["start"] : row["end"]] == row["text"]
    return [(p["holder"].split()[-1], p["concept"], p["agreement"]) for p in scores.positions]


@pytest.mark.parametrize(("name", "text", "must", "must_not"), CASES, ids=[c[0] for c in CASES])
def test_positions(
    name: str, text: str, must: list[tuple[str, str, int]], must_not: list[tuple[str, str, int]]
) -> None:
    found = positions(text)
    assert [m for m in must if m not in found] == [], found
    assert [m for m in must_not if m in found] == [], found

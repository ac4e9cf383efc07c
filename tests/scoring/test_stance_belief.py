"""What turns or suspends a judgement: doubt, disbelief, conditions, gerunds; and whose act it is."""

from __future__ import annotations

import pytest

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import load_codebook
from rhetoric.reading import articles, documents

STANCES = [
    # the attitude of who is reported: doubt, disbelief, denial
    ("Envoy Nora Lind doubts that the embargo will succeed.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind doubts that mediation will help.", "Lind", "mediation", -1),
    ("Envoy Nora Lind did not believe that a blockade would help anyone.", "Lind", "blockade", -1),
    ("Envoy Nora Lind denied that an embargo was necessary.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind rejected claims that mediation had failed.", "Lind", "mediation", 1),
    ("Envoy Nora Lind doubts that a treaty is close.", "Lind", "agreement", None),
    ("Envoy Nora Lind disputed that the embargo was effective.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind was sceptical that the embargo would help.", "Lind", "sanctions", -1),
    ("Peru was not convinced that mediation would help, envoy Nora Lind said.",
     "Peru", "mediation", -1),
    ("Peru was not convinced that mediation would help, envoy Nora Lind said.",
     "Lind", "mediation", None),
    ("Peru is not certain that mediation would help, envoy Nora Lind said.",
     "Peru", "mediation", -1),
    ("Few farmers believe that the embargo will help.", "farmers", "sanctions", -1),
    # what is ended, and how
    ("Peru wants the embargo lifted, envoy Nora Lind said.", "Peru", "sanctions", -1),
    ("Easing sanctions would bring chaos, envoy Nora Lind said.", "Lind", "sanctions", 1),
    ("Failing sanctions would bring chaos, envoy Nora Lind said.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind called for the blockade to be lifted.", "Lind", "blockade", -1),
    ("Envoy Nora Lind hoped the embargo would end.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind said she would lift the embargo.", "Lind", "sanctions", -1),
    ("Envoy Nora Lind threatened to impose an embargo.", "Lind", "sanctions", 1),
    ("Debt relief is off the table, envoy Nora Lind said.", "Lind", "aid", -1),
    ("Envoy Nora Lind said Peru was not opposed to mediation.", "Peru", "mediation", 1),
    ("Envoy Nora Lind said the embargo had failed, so tougher were needed.",
     "Lind", "sanctions", None),
    # a threat, not a judgement of force
    ("Any raid on the port will be answered with force, envoy Nora Lind said.",
     "Lind", "threat_of_force", 1),
    ("Any attack on the port will be met by force, envoy Nora Lind said.",
     "Lind", "military_force", None),
    # others' hypothetical acts are no positions; gaps end with the clause
    ("Envoy Nora Lind said Chile would close the mine if Peru imposed an embargo.",
     "Peru", "sanctions", None),
    ("If Peru backs an embargo, Chile will close the mine, envoy Nora Lind said.",
     "Peru", "sanctions", None),
    ("Envoy Nora Lind said Chile would expel the monitors if the council met.",
     "Lind", "isolation", None),
    # people who look, not who mediate; a pronoun that is only reached
    ("The inspectors help everybody, envoy Nora Lind said.", "Lind", "mediation", None),
]  # fmt: skip
ACTS = [
    ("Senators clash over a fishing treaty.", "ACCUSE", "actual", None),
    ("Any raid on the port would be met with force.", "THREATEN", "hypothetical", None),
    ("Nora Lind rejected a Peruvian plan to ban trawlers.", "REJECT", "future", None),
    ("Nora Lind threatened to impose an embargo on Peru.", "THREATEN", "future", "Peru"),
    ("Peru to halt drilling before the talks.", None, None, None),
    ('"We cannot negotiate with a knife at the throat," Nora Lind said.', "REJECT", "actual", None),
    ("Envoy Nora Lind said the Chileans must withdraw.", "REQUEST", "actual", "the Chileans"),
    ('"We will never accept the plan," Nora Lind said.', "REJECT", "future", None),
    ('"We do not support the plan," Nora Lind said.', "REJECT", "actual", None),
    ("Envoy Nora Lind said Peru was not opposed to the plan.", "REJECT", "negated", None),
]


def read(text: str) -> scoring.Scores:
    """Score one text."""
    [article] = articles.read(text + "\n")
    document = documents.parse(article)
    said = attribution.attribute(document)
    speakers = Speakers(document)
    rows = statements.tabulate(document, said)
    return scoring.score(
        document, rows, said, load_codebook(),
        lambda a, b: speakers.resolve((a, b), outer=None, before=None).name,
    )  # fmt: skip


@pytest.mark.parametrize(("text", "who", "concept", "sign"), STANCES, ids=[c[0] for c in STANCES])
def test_stance(text: str, who: str, concept: str, sign: int | None) -> None:
    found = {(p["holder"].split()[-1], p["concept"]): p["agreement"] for p in read(text).positions}
    got = found.get((who, concept))
    assert got == sign if sign is not None else not got, found


@pytest.mark.parametrize(("text", "act", "modality", "target"), ACTS, ids=[c[0] for c in ACTS])
def test_act(text: str, act: str | None, modality: str | None, target: str | None) -> None:
    [row] = [r for r in read(text).scores if r["statement_id"]][-1:]
    assert (row["act"], row["act_modality"], row["act_target"]) == (act, modality, target)


def test_whom_it_is_asked_of_is_no_source() -> None:
    [row] = read("Envoy Nora Lind said the Chileans must withdraw.").scores[-1:]
    assert row["act_source"] is None


def test_what_sanctions_will_do_threatens_nobody() -> None:
    [row] = read("Envoy Nora Lind doubts that sanctions will work.").scores[-1:]
    assert row["act"] != "THREATEN"

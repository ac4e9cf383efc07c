"""Long documents cut to what they say about something, and the sample that is read so."""

from __future__ import annotations

import csv
import re

import pytest

from rhetoric import parse
from rhetoric.files import shipped
from rhetoric.reading.articles import read
from rhetoric.reading.documents import about

TALK = """MS. LEE: Welcome to all of you.

We want talks with Norland.

We also want the weather to change.

Q  And Norland? Will you meet?

MR. LIND: We will.

We have said so.

Q  What of the harvest?

MS. LEE: It is good.
"""
SPEECH = "The harvest is good.\n\nNorland must talk. Why not now?\n\nWe thank you.\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            TALK,
            "MS. LEE: We want talks with Norland.\n\nQ And Norland? Will you meet?\n\n"
            "MR. LIND: We will.\n\nWe have said so.",
        ),  # the label of the turn, the whole answer, and no more
        (SPEECH, "Norland must talk. Why not now?"),  # what nobody answers brings nothing
    ],
)
def test_what_is_left_is_about_it(text, left):
    [one] = about(read(text), "Norland")
    assert one.text == left
    assert "".join(one.text[b.start : b.end] for b in one.blocks) == re.sub(
        r"\n\n|(?<=LEE:) |(?<=LIND:) |(?<=Q) ", "", left
    )
    assert len(list(parse(one).sentences)) >= 1


def test_what_is_not_about_it_is_left_out():
    assert about(read(SPEECH), "Borduria") == []


def test_the_codes_of_the_sample_stand_where_they_say():
    folder = shipped("data") / "two_sides"
    cell = (shipped("notebooks") / "two_sides.ipynb").read_text(encoding="utf-8")
    naming = "".join(re.findall(r'naming \+?= \\"(.*?)\\"', cell))
    drawn = (folder / "draw.py").read_text(encoding="utf-8")
    words = "".join(re.findall(r'^    "(.*)"$', drawn.partition("SOURCES")[0], re.MULTILINE))
    assert naming == words, "the notebook reads what the sample was drawn by"
    texts = {one.doc_id: one.text for one in about(read(folder / "documents"), naming)}
    assert len(texts) == 100
    with (folder / "coded.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert texts[row["doc_id"]][int(row["start"]) : int(row["end"])] == row["words"]

"""The parts of an article in plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.reading.layout import paragraphs, recognise

BODY = "The envoy said on Monday that the talks in the capital had failed for a third time."
MORE = "He added that another round would be held once both of the sides had named a date."
LETTERS = {"furniture": "f", "title": "t", "dek": "k", "dateline": "d", "body": "b"}

LAYOUTS = [
    # text, roles of its blocks
    (f"{BODY}\n\n{MORE}", "bb"),
    (f"{BODY}\n{MORE}", "bb"),
    (f"Talks fail for a third time\n\n{BODY}\n\n{MORE}", "tbb"),
    (f"Talks fail for a third time\n{BODY}\n{MORE}", "tbb"),
    (f"Talks fail for third time.\n\n{BODY}\n\n{MORE}", "tbb"),
    (f"Talks Fail For A Third Time In The Capital.\n\n{BODY}", "tb"),
    (f"Envoy: ‘We Are Not Done.’\n\n{BODY}", "tb"),
    (f"Is Peace Still Possible?\n\n{BODY}", "tb"),
    (f"Talks fail for a third time\n\nBoth sides name no new date\n\n{BODY}\n\n{MORE}", "tkbb"),
    (f"Talks fail again; \nNo new date is named.\n\n{BODY}\n\n{MORE}", "tkbb"),
    (f"OSLO, June 3. /TASS/. {BODY}\n\n{MORE}", "dbb"),
    (f"Talks fail, envoy says\n\nOSLO, June 3. /TASS/. {BODY}", "tdb"),
    (f"Talks fail, envoy says\n\nHe names no date\n\nOSLO, June 3. /TASS/. {BODY}", "tkdb"),
    (f"All news\n\nTalks fail\n\nHe names no date\n\nOSLO, June 3. /TASS/. {BODY}", "ftkdb"),
    (f"World news today\n\nTalks fail\n\nHe names none\n\nOSLO (AP) — {BODY}", "ftkdb"),
    (f"Talks fail\n\nBy Ann Smith\n\nOSLO (AP) — {BODY}", "tfdb"),
    (f"Talks fail\n\nBy ANN SMITH and Bo Li\n\nJune 3, 2019\n\nOSLO (AP) — {BODY}", "tffdb"),
    (f"POLITICS\nTalks fail\n3 JUN, 12:34\nOSLO, June 3. /TASS/.\n{BODY}", "ftfdb"),
    (f"{BODY}\n\nRead also: Another story\n\n{MORE}", "bfb"),
    (f"{BODY}\n\nAdvertisement\n\n{MORE}\n\nShare this\n\n© 2019 The Paper", "bfbff"),
    (f"{BODY}\n\nADVERTISEMENT\n\nPhoto: Ann Smith/AP\n\n{MORE}", "bffb"),
    (f"{BODY}\n\n(c) The Paper. All rights reserved.\n\nReporting by Ann Smith; editing by Bo Li",
     "bff"),
    (f"{BODY}\n\n(Photo by Ann Smith)\n\nFollow us on Telegram", "bff"),
    (f"{BODY}\n\n___\n\nAnn Smith in Rome contributed to this report.\n\n* * *", "bfff"),
    *(
        (f"{BODY}\n\n{line}\n\n{MORE}", "bfb")
        for line in (
            "BYLINE: Ann Smith in Oslo", "LENGTH: 512 words", "DATELINE: OSLO", "Length: 512 words",
            "Dateline: OSLO", "LOAD-DATE: June 3, 2019", "SECTION: WORLD; Pg. 3", "GRAPHIC: photo",
            "LANGUAGE: ENGLISH", "PUBLICATION-TYPE: Newspaper", "Load-Date: June 3, 2019",
            "2 of 17 DOCUMENTS", "Document 2 of 17", "End of Document",
            "FILE - The envoy, left, arrives for talks on June 3, 2019. (AP Photo/Ann Smith, File)",
            "The envoy arrives for talks. (Photo by Ann Smith/Getty Images)",
            "FILE PHOTO: The envoy arrives for talks in Oslo, June 3, 2019. REUTERS/Ann Smith",
            "Media playback is unsupported on your device", "Read more: the talks so far",
            "Your browser does not support this video",
        )
    ),
    # what only looks like furniture, title or dateline
    (f"The length of the talks is not the point.\n\n{BODY}", "bb"),
    (f"The file on the envoy is closed (AP has seen it).\n\n{BODY}", "bb"),
    (f"This video changed minds and won support.\n\n{BODY}", "bb"),
    (f"By Tuesday the rebels had fled the town.\n\n{BODY}", "bb"),
    (f"Share this view or not, the envoy said, but it is ours.\n\n{BODY}\n\n{MORE}", "bbb"),
    (f"Copyright law is at issue in the talks, the envoy told the committee. {BODY}\n\n{MORE}",
     "bb"),
    (f"Source of all this is the treaty, and {BODY}\n\n{MORE}", "bb"),
    ("Mr. President, Ladies and Gentlemen,\n\n" + BODY, "bb"),
    ("Mr. President,\nDistinguished Delegates,\n" + BODY + "\n" + MORE, "bbbb"),
    ("Thank you very much.\n\n" + BODY, "bb"),
    ("Good morning, everyone.\n\n" + BODY, "bb"),
    ("We have come a long way. We will go on.\n\n" + BODY, "bb"),
    ('"We will not give in to threats of any kind," the envoy said.\n\n' + BODY, "bb"),
    ("Talks fail for a third time", "b"),
    (BODY, "b"),
]  # fmt: skip


def _roles(text: str, **options: object) -> str:
    return "".join(LETTERS[block.role] for block in recognise(text, **options)[0])


@pytest.mark.parametrize(("text", "roles"), LAYOUTS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_roles(text, roles, end):
    assert _roles(text.replace("\n", end)) == roles


def test_title_that_a_record_gives_is_found_not_guessed():
    text = f"The day that was\n\nTalks fail for the third time.\n\n{BODY}"
    assert _roles(text, title="Talks fail for the third time") == "ftb"
    assert _roles(f"Talks fail again\n\n{BODY}", title="Another headline") == "bb"


def test_speech_has_no_head():
    assert _roles(f"Our common future\n\n{BODY}", speech=True) == "bb"


WRAPPED = (
    "The envoy said on Monday that the talks\nin the capital had failed for a third\n"
    "time, and that Norway would not call a\nfourth round.\n\n"
    "He added that another round would be\nheld once both of the sides had named a\ndate."
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (WRAPPED, 2),
        (WRAPPED.replace("\n\n", "\n   "), 2),  # paragraphs told by their indent
        (WRAPPED.replace("\n", "\r\n"), 2),
        (f"{BODY}\n{MORE}\n{BODY}", 3),
        (f"{BODY[:40]}\n{BODY[40:].lstrip()}\n\n{MORE}", 2),  # a line end in mid-sentence
        ("Q: Why?\nA: Because.\nQ: When?\nA: In May.", 4),
        ("a\u2028B", 2),
        ("\n\n \n", 0),
        ("", 0),
    ],
)
def test_paragraphs(text, count):
    assert len(paragraphs(text)) == count


PIECES = st.sampled_from(
    ["\n", "\n\n", "\r\n", " ", "\t", "All news", BODY, "OSLO, June 3. /TASS/. ", "(AP) — ", "“",
     "Read also: x", "©", "Talks Fail Again Here", "\u3000", "\u200b", "x", "É", "😀", "By Al Ek"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_blocks_cover_all_and_never_overlap(text):
    blocks, _ = recognise(text)
    at = 0
    for block in blocks:
        assert not text[at : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        at = block.end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "unit", ["a ", "A. ", "“Ab” ", "MOSCOW ", "By Ab ", "\n", "ab\n", "(AP) — ", "Photo: "]
)
def test_a_megabyte_takes_seconds_at_most(unit):
    text = unit * (1_000_000 // len(unit))
    start = time.perf_counter()
    recognise(text)
    assert time.perf_counter() - start < 8

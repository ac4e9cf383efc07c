"""Quotation marks of every habit; a mark that opens or closes nothing is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.reading.documents import line_blocks
from rhetoric.reading.typography import find_quotations

CASES = [
    ("straight", 'He said "yes" and "no".', ['"yes"', '"no"']),
    ("curly", "He said “yes” and “no”.", ["“yes”", "“no”"]),
    ("guillemets", "«Oui», dit-il.", ["«Oui»"]),
    ("guillemets turned", "»Nein«, ruft sie.", ["»Nein«"]),
    ("low and high", "„Ja“, sagt er.", ["„Ja“"]),
    ("doubled single marks", "''One,'' he said. ''Two.''", ["''One,''", "''Two.''"]),
    ("TeX", "``One,'' he said.", ["``One,''"]),
    ("corner brackets", "「是」と言った。", ["「是」"]),
    ("British", "‘We don’t,’ said Mr Smith. ‘Not yet.’", ["‘We don’t,’", "‘Not yet.’"]),
    ("British, straight", "'We don't,' said Mr Smith.", ["'We don't,'"]),
    ("possessive plural inside", "‘The ministers’ money.’ It is.", ["‘The ministers’ money.’"]),
    ("nested", "“He told me ‘go’ and I went.”", ["“He told me ‘go’ and I went.”", "‘go’"]),
    ("apostrophes are none", "It was the '90s, rock 'n' roll, the ministers' cars.", []),
    ("inches are none", "He is 6'2\" tall.", []),
    ("wrong closing mark", "“It's unusual,“ said Larry.", ["“It's unusual,“"]),
    ("open paragraph", "“One.\n“Two,” he said.", ["“One.", "“Two,”"]),
    ("not repeated", "“One.\nTwo,” he said.", ["“One.", "Two,”"]),
    ("after a colon, never closed", "He said: “One\nNext.", ["“One"]),
    ("a stray mark", 'The 3" of rain "', []),
]


@pytest.mark.parametrize(("text", "want"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_find(text: str, want: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text, line_blocks(text))] == want


MARKS = st.text(alphabet=[*list("“”„«»‘’'\"`´ ab.,\n"), "\u202e", "😀", "é"], max_size=200)


@given(MARKS)
def test_quotations_lie_in_their_block_and_nest(text: str) -> None:
    blocks = line_blocks(text)
    found = find_quotations(text, blocks)
    for q in found:
        assert (
            blocks[q.block].start <= q.start <= q.inner <= q.outer <= q.end <= blocks[q.block].end
        )
    for a, b in itertools.pairwise(found):
        assert a.start <= b.start
        assert b.start >= a.end or b.end <= a.end  # beside or inside, never across

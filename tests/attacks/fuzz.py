"""Make hostile texts and take them all the way: no crash, no wrong offset, no cost that explodes.

    python tests/attacks/fuzz.py [--count N] [--seed N]

Prints what failed, and the cost of a character by the kind of text. The suite runs a few of them.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable

from rhetoric import corpus, storage
from rhetoric.codebook import load_codebook
from rhetoric.reading.formats import Record
from rhetoric.tables import SCHEMAS, Tables

MARKS = "\"'“”‘’«»„‚‹›「」`´()[]{}…—–-.,;:!?*_/\\|<>&#@%"
ODD = [
    *("\u200b", "\u200f", "\u202e", "\u2066", "\u2069", "\ufeff", "\u00ad", "\u0301", "\u0000"),
    *(
        "\r",
        "\r\n",
        "\n\n",
        "\t",
        "\v",
        "\f",
        "\x1b",
        "\x85",
        "\u2028",
        "\u2029",
        "\u00a0",
        "\u3000",
    ),
    *("👩‍👩‍👧", "🇺🇳", "e\u0301", "ﷺ", "𝔗𝔢𝔵𝔱", "①", "ﬁ", "İ", "ß", "\ud800", "\U0010ffff", "\ufffe"),
    *("وقال الوزير", "אמר השר", "外相は言った", "ครับ", "заявил министр", "είπε", "नेता ने कहा"),
]
MARKUP = [
    "<b>",
    "</p>",
    "<script>alert(1)</script>",
    "&amp;",
    "&#x0;",
    "]]>",
    "<!--",
    "{{x}}",
    "[1](u)",
]
SAYING = [
    "said",
    "told reporters that",
    "according to",
    "denied",
    "he added",
    "Q:",
    "MR. LEE:",
    "SPEAKER:",
]
WORDS = """the envoy minister sanctions talks will not work must peace deal she they we our threat
if then unless support oppose ultimatum Ann Smith Lavrov Washington Norden EU U.S. Mr. on Monday 2019
1,000 % $5 http://a.b/c?d=e a@b.org #tag @who very good terrible""".split()


def mixed(dice: random.Random, size: int) -> str:
    """Words, sayings, marks, markup and odd characters in any order."""
    shelves = [WORDS, WORDS, WORDS, SAYING, list(MARKS), ODD, MARKUP]
    parts = (dice.choice(dice.choice(shelves)) for _ in range(size))
    return "".join(part + dice.choice(("", " ", " ", " ", "\n")) for part in parts)


def prose(dice: random.Random, size: int) -> str:
    """Sentences of a kind, with quotations that may stay open."""
    made = []
    for _ in range(max(1, size // 12)):
        words = " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 14)))
        left, right = dice.choice(["“”", '""', "‘’", "«»", "„“", "''", "“ ", " ”"])
        said = f"{dice.choice(WORDS)} {dice.choice(SAYING)}"
        made.append(
            dice.choice([f"{left}{words},{right} {said}.", f"{said} {words}.", f"{words}."])
        )
    return dice.choice(["\n\n", "\n", " "]).join(made)


def noise(dice: random.Random, size: int) -> str:
    """Any code points at all."""
    return "".join(
        chr(dice.choice((dice.randrange(0x250), dice.randrange(0x110000)))) for _ in range(size)
    )


def repeated(dice: random.Random, size: int) -> str:
    """One thing again and again: what takes time in squares shows."""
    unit = dice.choice(
        [
            dice.choice(MARKS),
            dice.choice(ODD),
            "a",
            "a ",
            "said ",
            "“x” ",
            "(",
            "“",
            "he said “no ",
            "\n",
            "A. ",
            "not ",
        ]
    )
    return unit * size


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    f.__name__: f for f in (mixed, prose, noise, repeated)
}


def run(kind: str, seed: int, count: int = 50, size: int = 60) -> float:
    """Take `count` texts of a kind all the way; return CPU seconds a character.

    Raises AssertionError where a text fails for another reason than what it holds, or a row does
    not quote what stands at its offsets.
    """
    dice = random.Random(f"{kind} {seed}")
    sizes = [dice.randint(1, size) if count > 1 else size for _ in range(count)]
    texts = {f"{kind}-{seed}-{n}": KINDS[kind](dice, size) for n, size in enumerate(sizes)}
    speaker = dice.choice([None, None, "Ann Smith"])
    found = [
        Record({"doc_id": name, "text": text, "speaker": speaker}, "fuzz", name)
        for name, text in texts.items()
    ]
    start = time.process_time()
    made = corpus._tables(found, load_codebook(), "text")
    for name in SCHEMAS:
        storage.encode(name, getattr(made, name))
    took = time.process_time() - start
    check(made, texts)
    return took / sum(map(len, texts.values()))


def check(made: Tables, texts: dict[str, str]) -> None:
    """Hold every row to its text. Raises AssertionError, which shows the text."""
    for row in made.failures.itertuples():
        crashed = re.match(r"\w+(Error|Exception|Iteration): ", row.what)
        assert not crashed, (row.what, texts[row.doc_id])
    for row in itertools.chain(made.statements.itertuples(), made.evidence.itertuples()):
        assert texts[row.doc_id][row.start : row.end] == row.text, (row, texts[row.doc_id])
    for row in made.attributions.itertuples():
        text = texts[row.doc_id]
        spans = [*row.cue_spans, *row.content_spans]
        assert all(0 <= start < end <= len(text) for start, end in spans), (row, text)
        if isinstance(row.mention, str):
            assert text[row.mention_start : row.mention_end] == row.mention, (row, text)


def main() -> None:
    """Run until `count` texts are done, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    costs = defaultdict(list)
    failed = 0
    for n in range(given.count // 50):
        kind = list(KINDS)[n % len(KINDS)]
        try:
            costs[kind].append(run(kind, given.seed + n))
        except AssertionError as error:
            failed += 1
            print(f"{kind} {given.seed + n}: {str(error)[:2000]!a}", flush=True)
    print(f"{given.count} texts, {failed} batches of 50 with one that failed")
    for kind, values in costs.items():
        print(f"{kind}: {1e6 * sum(values) / len(values):.1f} microseconds a character")


if __name__ == "__main__":
    main()

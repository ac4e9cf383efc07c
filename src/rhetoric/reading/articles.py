"""Read articles: the text is kept exactly as it is; its parts are recognised around it.

Of an HTML page it is the article that trafilatura finds, with the quotation marks of <q>.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rhetoric.errors import InputError, InputWarning, listed
from rhetoric.reading import formats
from rhetoric.reading.dates import date_in, date_in_name, read_date
from rhetoric.reading.formats import Record
from rhetoric.reading.layout import Block, recognise
from rhetoric.reading.typography import Plain, fold, plain
from rhetoric.words import word_lists, word_set

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Article", "Block", "read"]
Source: TypeAlias = "str | Path | pd.DataFrame | Sequence[str | Path]"

FIELDS = ("doc_id", "title", "outlet", "published", "url", "speaker")

_NO_DATE = ("nat", "nan", "none", "null", "n/a", "-", "–")
_NO_PATH = re.compile("[\n\r\0\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set("layout.english")
_OTHERS = word_set("layout.other_languages")
# Marks of <q>, the outer and the inner ones, by language; others have the English ones.
_MARKS = word_lists("quotation_marks.by_language")
_WRITTEN = tuple("\"'“„«‘‚‹「")
_EMBEDDED = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|bluesky-embed|fb-xfbml-parse-ignore"
    r"|mastodon-embed|text-post-media)\b"
)
_GUESSED, _FEW, _SHARE = 4_000, 40, 0.04  # characters looked at; words; least share of English


@dataclass(frozen=True, slots=True)
class Article:
    """A text as read, and what is known about it."""

    doc_id: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    dek: str | None = None
    dateline: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    speaker: str | None = None  # of a speech: the whole text is this speaker's


def read(source: Source, *, text_column: str = "text", encoding: str = "utf-8") -> list[Article]:
    """Read the articles of a file, a folder, a DataFrame, or a string that is the text itself.

    Files: .txt, .html, .jsonl, .csv, .tsv, .parquet; a folder is searched for these, subfolders
    too, in the order of their names. Records and frames hold the text in `text_column` and may
    hold doc_id, title, outlet, published, url and speaker. A string is a text if it has a line
    end or reads like a sentence, else a path.

    Returns the articles in the order they stand, each with a doc_id of its own: the record's,
    else the file name's stem (with the record's number where a file holds several). The text is
    as in the file, so offsets are into the file's own characters; of HTML it is the article that
    trafilatura extracts.
    Raises InputError, which names file, row and field.

    Examples:
        >>> [article] = read("PARIS, March 3, 2021 (AFP) - Talks go on, the minister said.\\n")
        >>> article.outlet, article.published, [block.role for block in article.blocks]
        ('AFP', '2021-03-03', ['dateline', 'body'])
    """
    found = records(source, text_column=text_column, encoding=encoding)
    made = [to_article(record, text_column) for record in found]
    if not made:
        raise InputError(f"{named(source)}: holds no article; give at least one")
    return made


def records(
    source: Source, *, text_column: str = "text", encoding: str = "utf-8"
) -> Iterator[Record]:
    """Yield what `read` makes articles of, one by one: a large source is never whole in memory.

    `source` may be a list of files and folders, too. What cannot be read, or has the doc_id of a
    record before it, comes with its error. Raises InputError where there is no source at all.
    """
    formats.codec(encoding)
    places: dict[str, str] = {}
    for record in _records(source, text_column, encoding):
        name = str(_given(record, "doc_id") or record.stem)
        again = None
        if name in places:
            again = InputError(
                f"{record.place}: doc_id '{name}' is already that of {places[name]}; give each "
                "article its own (rename the file, or set the field doc_id)"
            )
        places.setdefault(name, record.place)
        yield replace(record, error=record.error or again)


def _records(source: Source, text_column: str, encoding: str) -> Iterator[Record]:
    if isinstance(source, str) and _is_text(source):
        yield Record({text_column: source}, "text", "text")
    elif isinstance(source, str | Path):
        for path in formats.files(Path(source)):
            yield from formats.records(path, text_column, encoding)
    elif hasattr(source, "to_dict") and hasattr(source, "columns"):
        yield from _frame_records(source)  # type: ignore[arg-type]  # pandas stays unloaded
    elif isinstance(source, list | tuple):
        for one in source:
            yield from _records(one, text_column, encoding)
    else:
        raise InputError(
            f"cannot read a {type(source).__name__}; give a path, a string of text or a DataFrame"
        )


def _frame_records(frame: pd.DataFrame) -> Iterator[Record]:
    """Take the rows of a DataFrame."""
    names = [str(name) for name in frame]
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        stem = "row" if len(frame) == 1 else f"row-{number}"
        yield Record(dict(zip(names, row, strict=True)), f"the DataFrame, row {number}", stem)


def _is_text(source: str) -> bool:
    """Tell a text from a path: a path that is missing must not become an article."""
    if not source.strip() or len(source) > 255 or _NO_PATH.search(source):
        return True
    if os.path.exists(source) or formats.kind(Path(source)):
        return False
    return len(source.split()) >= 3 and not source.startswith(("/", "./", "../", "~"))


def named(source: Source) -> str:
    """Return what to call a source in a message."""
    if isinstance(source, list | tuple):
        return listed([str(one) for one in source])
    return str(source) if isinstance(source, str | Path) else "the DataFrame"


def to_article(record: Record, text_column: str = "text") -> Article:
    """Return the article of a record. Raises InputError, which names file, row and field."""
    if record.error is not None:
        raise record.error
    if record.page:
        record = _page(record, text_column)
    fields = {name: _field(record, name) for name in FIELDS if name != "published"}
    text = _checked(record, text_column)
    if not _is_english(text):
        warnings.warn(
            f"{record.place}: does not read like English; attributions and scores are made for "
            "English alone, and those of this article mean nothing",
            InputWarning, stacklevel=2,
        )  # fmt: skip
    form, speech = plain(text), fields["speaker"] is not None
    found, dateline = recognise(fold(form.text), title=fields["title"], speech=speech)
    blocks = tuple(Block(*form.back(b.start, b.end), b.role) for b in found)
    published = _published(record)
    if published is None:
        hint = _page_date(text, blocks) or date_in_name(record.stem)
        published = dateline.published(hint) if dateline else hint
        if hint is None and dateline and dateline.day and dateline.year is None:
            warnings.warn(
                f"{record.place}: the dateline '{dateline.text}' has no year, so the article has "
                "no date; put the year or day into the file's name (2019, 2019-02-25), or give the "
                "field 'published' (of JSONL, CSV, Parquet or a DataFrame)",
                InputWarning, stacklevel=2,
            )  # fmt: skip
    return Article(
        doc_id=fields["doc_id"] or _clean(record.stem, f"{record.place!r}, file name"),
        text=text,
        blocks=blocks,
        title=fields["title"] or _words(text, blocks, "title"),
        dek=_words(text, blocks, "dek"),
        dateline=dateline.text if dateline else None,
        outlet=fields["outlet"] or (dateline.agency if dateline else None),
        published=published,
        url=fields["url"],
        speaker=fields["speaker"],
    )


def in_plain_form(article: Article) -> tuple[Article, Plain]:
    """Return an article whose text has its plain form, the form in which texts are parsed.

    With it comes what takes spans there and back.
    """
    form = plain(article.text)
    blocks = (Block(*form.there(b.start, b.end), b.role) for b in article.blocks)
    shown = replace(article, text=form.text, blocks=tuple(b for b in blocks if b.start < b.end))
    return shown, form


def _is_english(text: str) -> bool:
    """Guess by letters, and by function words, names left out; few words are doubted for a reason.

    The reason is that more of them are another language's.
    """
    words = _WORD.findall(text[:_GUESSED])
    letters = "".join(words)
    if 2 * sum(letter < "\u0250" for letter in letters) < len(letters):
        return False
    small = [word for word in words if word[0].islower()]
    english = sum(word.lower() in _ENGLISH for word in words)
    other = sum(1 if word in _OTHERS else 0.4 * (not word.isascii()) for word in small)
    if english >= max(1, other, _SHARE * len(small)):
        return True
    return len(small) < _FEW and (other < 1 or other <= english)


def _words(text: str, blocks: tuple[Block, ...], role: str) -> str | None:
    """Return the words of an article's title or dek as they are written."""
    spans = [(block.start, block.end) for block in blocks if block.role == role]
    return text[spans[0][0] : spans[-1][1]] if spans else None


def _given(record: Record, name: str) -> Any:
    """Return the value of a field, None where it is missing or blank."""
    value = record.fields.get(name)
    return None if formats.is_missing(value) or not str(value).strip() else value


def _field(record: Record, name: str) -> str | None:
    value = _given(record, name)
    return None if value is None else _clean(str(value), f"{record.place}, field '{name}'")


def _checked(record: Record, text_column: str) -> str:
    """Return the text of a record, which must hold words and nothing that is not text."""
    text = record.fields.get(text_column)
    if text_column not in record.fields:
        names = ", ".join(f"'{name}'" for name in record.fields) or "none"
        wrong = (
            f"there is no field '{text_column}' (fields: {names}); name the one that holds the "
            "text with text_column (--text-column)"
        )
    elif formats.is_missing(text):
        wrong = f"field '{text_column}' is empty; give it a text"
    elif not isinstance(text, str):
        wrong = f"field '{text_column}' is a {type(text).__name__}, not a text"
    elif len(text) > formats.LONGEST:
        wrong = (
            f"the text has {len(text)} characters; an article may have {formats.LONGEST}: cut it "
            "into chapters or days"
        )
    elif not text.strip():
        wrong = "the text is empty; give an article"
    elif not any(map(str.isalpha, _clean(text, record.place))):
        wrong = "the text holds no words; give an article"
    else:
        return text
    raise InputError(f"{record.place}: {wrong}")


def _clean(text: str, place: str) -> str:
    if (at := text.find("\0")) >= 0:
        raise InputError(
            f"{place}: NUL character at offset {at}, so this is no plain text; remove it, or "
            "convert the file to text"
        )
    if bad := formats.SURROGATE.search(text):
        raise InputError(
            f"{place}: lone surrogate U+{ord(bad.group()):04X} at offset {bad.start()}: half a "
            "character, which no text file can hold; decode the source again or remove it"
        )
    return text


def _published(record: Record) -> str | None:
    """Return the record's date in ISO 8601, as precise as it is given; warn of any other."""
    value = _given(record, "published")
    if value is None or str(value).strip().lower() in _NO_DATE:
        return None
    found = read_date(value)
    if found is None:
        warnings.warn(
            f"{record.place}: field 'published' is '{value}', which is no date that can be read; "
            "it is left empty (give an ISO 8601 date such as 2019-02-25, 2019-02 or 2019)",
            InputWarning, stacklevel=2,
        )  # fmt: skip
    return found


def _page_date(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Return the date that the furniture above an article's first sentence gives."""
    above = takewhile(lambda block: block.role != "body", blocks)
    dates = (date_in(text[b.start : b.end]) for b in above if b.role == "furniture")
    return next((day for day in dates if day), None)


def _page(record: Record, text_column: str) -> Record:
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

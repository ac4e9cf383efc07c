"""The way from an article to its tables, and the `Analysis` that holds them."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric import attribution, scoring, statements
from rhetoric.actors import load_actors, merge
from rhetoric.attribution.speakers import Speakers
from rhetoric.attribution.tagger import Tagger, in_use
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, listed
from rhetoric.reading import articles as reading
from rhetoric.reading import documents, model_name, one_thread
from rhetoric.reading.articles import Article, in_plain_form
from rhetoric.reading.typography import Plain
from rhetoric.scoring import reader
from rhetoric.storage import write_tables
from rhetoric.tables import SCHEMAS, Tables, frames
from rhetoric.words import words_sha256

if TYPE_CHECKING:
    from rhetoric.reports import Html

_VERSIONS = ("rhetoric", "spacy", "textblob")
Row = dict[str, Any]
_SPANS = (("start", "end", "text"), ("mention_start", "mention_end", "mention"))
Source = Article | Iterable[Article] | str | Path | pd.DataFrame


@dataclass(frozen=True, repr=False)
class Analysis(Tables):
    """The tables of one article or many, their texts, and what made them."""

    texts: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)

    def display(self, doc_id: str | None = None) -> Html:
        """Show an article with its voices and the evidence highlighted.

        Raises InputError where `doc_id` is not among the articles, or is left out of many.
        """
        from rhetoric.reports import display

        if doc_id is None and len(self.texts) == 1:
            [doc_id] = self.texts
        if doc_id not in self.texts:
            raise InputError(
                f"no article '{doc_id}'; give the doc_id of one: {listed(list(self.texts))}"
            )
        return display.article(self.texts[doc_id], self, doc_id)

    def with_actors(self, file: str | Path | pd.DataFrame | None) -> Analysis:
        """Call voices and holders as a file of actors does (`rhetoric.actors.merge`), if there is.

        A DataFrame stands for a CSV file. Raises TableError where the file is at fault, or actors
        are merged already.
        """
        if file is None:
            return self
        known = load_actors(file)
        return replace(merge(self, known), provenance=self.provenance | known.noted)

    def write(self, directory: str | Path, form: str = "parquet") -> Path:
        """Write the tables as `directory/<table>.<form>`, and provenance.json. Return the folder.

        `form` is csv, jsonl or parquet. Raises TableError where the folder is not
        ours, or holds what coders corrected.
        """
        return write_tables(self, directory, form, provenance=self.provenance)

    def __repr__(self) -> str:
        counts = [(name, len(getattr(self, name))) for name in SCHEMAS if name != "failures"]
        sizes = ", ".join(f"{n} {name.removesuffix('s') if n == 1 else name}" for name, n in counts)
        return f"<Analysis: {sizes}>"

    def _repr_html_(self) -> str:
        from rhetoric.reports import display

        return display.summary(self).html


def analyze(articles: Source, codebook: Codebook | str | Path | None = None) -> Analysis:
    """Say who says what in articles, and where they stand: one row a statement, with its evidence.

    `articles` are what `read` gives, or anything that `read` takes: a path, a folder, a DataFrame,
    or the text itself. `codebook` is one that `load_codebook` gave, or the path of a TOML file;
    without it the shipped one is used.
    Raises InputError or CodebookError.

    Examples:
        >>> made = analyze('"The sanctions will not work," the envoy said.')
        >>> list(made.attributions["mention"])
        ['the envoy']
    """
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    if isinstance(articles, str | Path | pd.DataFrame):
        articles = reading.read(articles)
    texts: dict[str, str] = {}

    def made() -> Iterator[dict[str, list[Row]]]:
        for one in [articles] if isinstance(articles, Article) else articles:
            if one.doc_id in texts:
                raise InputError(f"two articles have the doc_id '{one.doc_id}'; make them differ")
            texts[one.doc_id] = one.text
            yield rows(one, book)

    tables = frames(made())
    if not texts:
        raise InputError("there is no article to analyze; give at least one")
    inputs = tables["articles"].set_index("doc_id")["sha256"].to_dict()
    return Analysis(**tables, texts=texts, provenance=provenance(book) | {"inputs": inputs})


def rows(
    article: Article, codebook: Codebook, parsed: documents.Document | None = None
) -> dict[str, list[Row]]:
    """Take one article all the way: return the rows of each table, by its name.

    `parsed` is its plain form, where it was parsed with others.
    """
    shown, form = in_plain_form(article)
    with one_thread():
        made = _of_document(parsed or documents.parse(shown), codebook)
    _take_back(made, article.text, form)
    return made | {"articles": [_article_row(article)]}


def _take_back(rows: dict[str, list[Row]], text: str, form: Plain) -> None:
    """Take rows of a text in plain form back to the text as it is: offsets and quoted words."""
    for row in (row for made in rows.values() for row in made):
        for first, last, words in _SPANS:
            if row.get(first) is not None:
                row[first], row[last] = form.back(row[first], row[last])
                if words in row:
                    row[words] = text[row[first] : row[last]]
        for spans in {"cue_spans", "content_spans"} & row.keys():
            row[spans] = [list(form.back(*span)) for span in row[spans]]
        if row.get("cue_spans"):
            row["cue"] = " ".join(text[start:end] for start, end in row["cue_spans"])


def _of_document(document: documents.Document, codebook: Codebook) -> dict[str, list[Row]]:
    article, speakers = document.article, Speakers(document)
    found = attribution.attribute(document, speakers=speakers)
    said = statements.tabulate(document, found)
    scored = scoring.score(document, said, found, codebook, speakers.named)
    return {
        "attributions": list(_attribution_rows(article, found)),
        "statements": list(_statement_rows(article, said, found)),
    } | vars(scored)


def _article_row(article: Article) -> Row:
    names = ("doc_id", "title", "dek", "dateline", "outlet", "published", "url")
    return {
        **{name: getattr(article, name) for name in names},
        "n_chars": len(article.text),
        "sha256": hashlib.sha256(article.text.encode()).hexdigest(),
    }


def _attribution_rows(article: Article, found: list[attribution.Attribution]) -> Iterator[Row]:
    text = article.text
    names = ("depth", "kind", "speaker", "speaker_how", "named", "rule", "confidence")
    for number, one in enumerate(found):
        start, end = one.source or (None, None)
        yield {
            **{name: getattr(one, name) for name in names},
            "attribution_id": attribution_id(article.doc_id, number),
            "doc_id": article.doc_id,
            "parent_id": attribution_id(article.doc_id, one.parent),
            "mention": text[start:end] if one.source else None,
            "mention_start": start,
            "mention_end": end,
            "cue": _cue(text, one),
            "cue_spans": [list(span) for span in one.cue],
            "content_spans": [list(span) for span in one.content],
        }


def _cue(text: str, one: attribution.Attribution) -> str | None:
    return " ".join(text[s:e] for s, e in one.cue) or None


def _statement_rows(
    article: Article, said: list[statements.Statement], found: list[attribution.Attribution]
) -> Iterator[Row]:
    names = ("statement_id", "sentence", "depth", "holder", "chain", "kind", "role", "start", "end")
    for one in said:
        yield {
            **{name: getattr(one, name) for name in names},
            "doc_id": article.doc_id,
            "attribution_id": attribution_id(article.doc_id, one.attribution),
            "cue": None if one.attribution is None else _cue(article.text, found[one.attribution]),
            "text": article.text[one.start : one.end],
        }


def attribution_id(doc_id: str, index: int | None) -> str | None:
    """Return the id of an article's attribution number `index`, counted from 0."""
    return None if index is None else f"{doc_id}/a{index + 1}"


def provenance(book: Codebook) -> dict[str, Any]:
    """Return what makes the tables: versions, models, codebook and words, with their hashes."""
    Tagger.load()  # whose error says what is wrong with the file
    return {
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _VERSIONS},
        },
        "model": model_name(),
        "tagger": {"sha256": _sha256(in_use())},
        "speech_tagger": {"sha256": _sha256(in_use(spoken=True))},
        "reader": {"sha256": reader.load().sha256},
        "codebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
        "words": {"sha256": words_sha256()},
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

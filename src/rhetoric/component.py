"""The spaCy component: `nlp.add_pipe("rhetoric")` says of every Doc who says what in it.

What is found stays on the Doc as JSON, the rows of `rhetoric.tables`, which go through `to_bytes`,
pickle and processes; the extensions of Doc show them with spans.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from rhetoric import analysis
from rhetoric.analysis import Analysis, Row
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError
from rhetoric.reading.articles import to_article
from rhetoric.reading.formats import Record
from rhetoric.tables import OF_POSITION, frames

_OF = itemgetter(*OF_POSITION)
KEY = "rhetoric"  # in doc.spans and doc.user_data


@dataclass(frozen=True)
class Component:
    """Put on a Doc what `analyze` finds in its text. Raises InputError."""

    codebook: Codebook
    provenance: dict[str, Any]

    def __call__(self, doc: Doc) -> Doc:
        made = {}
        if any(map(str.isalpha, doc.text)):  # else it is no article, but pipelines go on
            place = str(doc._.article.get("doc_id") or "text")
            article = to_article(Record({**doc._.article, "text": doc.text}, place, "text"))
            made = analysis.rows(article, self.codebook)
        found = {"of": len(doc.text), "by": self.provenance, "tables": made}
        doc.user_data[KEY] = json.dumps(found)  # of lists, some ways of a Doc make tuples
        doc.spans[KEY] = list(_labelled(doc))
        return doc


def make(nlp: Language, name: str, codebook: str | None) -> Component:
    """Make the component for `nlp.add_pipe`. Raises CodebookError or ModelError."""
    book = load_codebook(codebook)
    return Component(book, analysis.provenance(book))


def gather(docs: Doc | Iterable[Doc]) -> Analysis:
    """Return what stands on a Doc, or on many, as `analyze` does: DataFrames, texts, provenance.

    Raises InputError where two have one doc_id or another codebook, or one is not analyzed.
    """
    texts: dict[str, str] = {}
    made: list[dict[str, list[Row]]] = []
    by: dict[str, Any] = {}
    for doc in [docs] if isinstance(docs, Doc) else docs:
        found = _found(doc)
        by = by or found["by"]
        if found["by"] != by:
            raise InputError("these Docs have two codebooks or models; gather each kind by itself")
        for row in _rows(doc, "articles"):
            if row["doc_id"] in texts:
                raise InputError(
                    f"two Docs have the doc_id '{row['doc_id']}'; give each its own before the "
                    'pipeline runs: doc._.article = {"doc_id": …}'
                )
            texts[row["doc_id"]] = doc.text
        made.append(found["tables"])
    tables = frames(made)
    inputs = tables["articles"].set_index("doc_id")["sha256"].to_dict()
    return Analysis(**tables, texts=texts, provenance=by | {"inputs": inputs})


def attributions(doc: Doc) -> list[SimpleNamespace]:
    """Return the rows of the table with spans: source (or None), cue, content; and `nested_in`."""
    rows = _rows(doc, "attributions")
    made: dict[str | None, SimpleNamespace] = {}
    for row in sorted(rows, key=lambda row: int(row["depth"])):
        parts = {part: [_span(doc, *at) for at in places] for part, places in _places(row).items()}
        more: Row = parts | {"source": next(iter(parts["source"]), None)}
        outer = made.get(row["parent_id"])
        made[row["attribution_id"]] = SimpleNamespace(**row | more, nested_in=outer)
    return [made[row["attribution_id"]] for row in rows]


def statements(doc: Doc) -> list[SimpleNamespace]:
    """Return the rows of the table with their `span` and `attribution` (or None)."""
    said = {one.attribution_id: one for one in attributions(doc)}
    return [
        SimpleNamespace(**row, span=_words(doc, row), attribution=said.get(row["attribution_id"]))
        for row in _rows(doc, "statements")
    ]


def positions(doc: Doc) -> list[SimpleNamespace]:
    """Return the rows of the table with their `span`, `statement` and `evidence` (spans)."""
    said = {one.statement_id: one for one in statements(doc)}
    proofs = defaultdict(list)
    for row in _rows(doc, "evidence"):
        if row["score"] == "agreement":
            proofs[_OF(row)].append(_words(doc, row))
    made = []
    for row in _rows(doc, "positions"):
        more = {"evidence": proofs[_OF(row)], "span": _words(doc, row)}
        made.append(SimpleNamespace(**row | more, statement=said[row["statement_id"]]))
    return made


def _found(doc: Doc) -> Row:
    found: Row = json.loads(doc.user_data.get(KEY, "{}"))
    if found.get("of") != len(doc.text):  # what a part of a Doc has is that of the whole
        raise InputError(
            'this Doc is not analyzed: add the component, nlp.add_pipe("rhetoric"), and give the '
            "pipeline the text; parts of a Doc and joined ones, too"
        )
    return found


def _rows(doc: Doc, table: str) -> list[Row]:
    rows: list[Row] = _found(doc)["tables"].get(table, [])
    return rows


def _places(row: Row) -> Row:
    source = [] if row["mention"] is None else [[row["mention_start"], row["mention_end"]]]
    return {"source": source, "cue": row["cue_spans"], "content": row["content_spans"]}


def _words(doc: Doc, row: Row) -> Span:
    return _span(doc, row["start"], row["end"])


def _span(doc: Doc, start: int, end: int, **more: Any) -> Span:
    """Return the tokens that some words touch: of a token in which they begin or end, all."""
    found = doc.char_span(start, end, alignment_mode="expand", **more)
    assert found is not None
    return found


def _labelled(doc: Doc) -> Iterator[Span]:
    for row in _rows(doc, "attributions"):
        about = {"kb_id": row["speaker"] or "", "span_id": row["attribution_id"]}
        for part, places in _places(row).items():
            yield from (_span(doc, *at, label=part.upper(), **about) for at in places)
    for row in _rows(doc, "positions"):
        about = {"kb_id": row["concept"], "span_id": row["statement_id"]}
        yield _span(doc, row["start"], row["end"], label="CONCEPT", **about)


SHOWN = {
    "attributions": attributions,
    "statements": statements,
    "positions": positions,
    "analysis": gather,
}
Doc.set_extension("article", default={})  # what is known of the text: doc_id, title, speaker, …
for _name, _getter in SHOWN.items():
    Doc.set_extension(_name, getter=_getter)
Language.factory(
    "rhetoric",
    default_config={"codebook": None},
    assigns=["doc.spans", *(f"doc._.{name}" for name in SHOWN)],
    func=make,
)

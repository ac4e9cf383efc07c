"""doccano: JSONL for a sequence labelling project that allows overlapping spans.

doccano's spans have a label alone, so all codes are in it ('agreement:sanctions:against:Ann Lee').
It gives spans ids of its own and cuts labels at 100 characters; the list `ids`, which comes back as
the example's metadata, leads to ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rhetoric.exchange.annotations import Annotation, Export, emptied
from rhetoric.reading import formats

_LONGEST = 100


def write(place: Path, export: Export) -> None:
    """Write one line for each article."""
    with place.open("w", encoding="utf-8", newline="\n") as out:
        for doc_id, text, rows in export.by_article():
            spans = [(a.start, a.end, _label(a)) for a in rows]
            entities = [
                {"id": n, "label": label[:_LONGEST], "start_offset": start, "end_offset": end}
                for n, (start, end, label) in enumerate(spans, start=1)
            ]
            ids = [[*span, a.id] for span, a in zip(spans, rows, strict=True)]
            fields = {"doc_id": doc_id, "text": text, "entities": entities, "relations": []}
            out.write(json.dumps({**fields, "ids": ids}, ensure_ascii=False) + "\n")


def _label(a: Annotation) -> str:
    parts = [a.role, a.label, a.value, a.holder]
    while not parts[-1]:
        parts.pop()
    return ":".join(parts)


def read(place: Path) -> list[Annotation]:
    """Read the lines that doccano exports."""
    return [one for record in formats.records(place, "text", "utf-8") for one in _line(record)]


def _line(record: formats.Record) -> Iterator[Annotation]:
    if record.error is not None:
        raise record.error
    fields, text = record.fields, record.fields["text"]
    spans = [
        tuple(e) if isinstance(e, list) else (e["start_offset"], e["end_offset"], e["label"])
        for e in fields.get("entities", fields.get("label", []))
    ]
    if not spans:
        yield emptied(fields["doc_id"], record.place)
    known = _known(spans, fields["ids"])
    for n, (start, end, shown) in enumerate(spans):
        name, whole = known.get(n, ("", shown))
        role, label, value, holder = [*whole.split(":", 3), "", "", ""][:4]
        codes, place = (role, label, value, holder), f"{record.place}, entity {n + 1}"
        yield Annotation(name, fields["doc_id"], *codes, start, end, text[start:end], place)


def _known(
    spans: list[tuple[int, int, str]], ids: list[tuple[int, int, str, str]]
) -> dict[int, tuple[str, str]]:
    """Give each span the id and whole label that were exported there, else the id of its role."""
    made: dict[int, tuple[str, str]] = {}
    left = [((start, end), label, name) for start, end, label, name in ids]
    for parts in (4, 2, 1):  # whole labels first, so that a changed label takes no other's id
        for n, (start, end, shown) in enumerate(spans):
            codes = shown.split(":", 3)[:parts]
            for row in left if n not in made else ():
                if row[0] == (start, end) and row[1][:_LONGEST].split(":", 3)[:parts] == codes:
                    made[n] = row[2], row[1] if parts == 4 else shown
                    left.remove(row)
                    break
    return made

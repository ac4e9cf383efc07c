"""doccano: JSONL for a sequence labelling project that allows overlapping spans.

doccano's spans have a label alone, so all codes are in it
('agreement:sanctions:against:Ann Lee'). It gives
spans ids of its own; the list `ids`, which comes back as the example's metadata, leads to ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rhetoric import formats
from rhetoric.exchange.annotations import Annotation, Export


def write(place: Path, export: Export) -> None:
    """Write one line for each article."""
    with place.open("w", encoding="utf-8", newline="\n") as out:
        for doc_id, text, rows in export.by_article():
            spans = [
                (a.start, a.end, f"{a.role}:{a.label}:{a.value}:{a.holder}".rstrip(":"))
                for a in rows
            ]
            entities = [
                {"id": n, "label": label, "start_offset": start, "end_offset": end}
                for n, (start, end, label) in enumerate(spans, start=1)
            ]
            ids = [[*span, a.id] for span, a in zip(spans, rows, strict=True)]
            row = {
                "doc_id": doc_id,
                "text": text,
                "entities": entities,
                "relations": [],
                "ids": ids,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


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
    ids = _ids(spans, [(start, end, label, name) for start, end, label, name in fields["ids"]])
    for n, (start, end, whole) in enumerate(spans):
        role, label, value, holder = [*whole.split(":", 3), "", "", ""][:4]
        place = f"{record.place}, entity {n + 1}"
        yield Annotation(
            ids.get(n, ""),
            fields["doc_id"],
            role,
            label,
            value,
            holder,
            start,
            end,
            text[start:end],
            place,
        )


def _ids(
    spans: list[tuple[int, int, str]], known: list[tuple[int, int, str, str]]
) -> dict[int, str]:
    """Give each span the id that was exported with its label, else one with its role, if any."""
    made: dict[int, str] = {}
    for length in (4, 2, 1):  # whole labels first, so that a changed label takes no other's id
        for n, (start, end, label) in enumerate(spans):
            wanted = (start, end, label.split(":", 3)[:length])
            for row in known if n not in made else ():
                if (row[0], row[1], row[2].split(":", 3)[:length]) == wanted:
                    made[n] = row[3]
                    known.remove(row)
                    break
    return made

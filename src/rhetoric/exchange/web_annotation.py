"""W3C Web Annotation (2017): one JSON-LD annotation page, a target with two selectors each.

The position counts code points, the quotation has 32 characters on either side. The source of a
target is a URN of the doc_id, since an article need not have an address.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from rhetoric.exchange.annotations import Annotation, Export, loaded, ours, tag

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_URN = "urn:rhetoric:"
_AROUND = 32


def write(place: Path, export: Export) -> None:
    """Write one annotation page (.jsonld) over all articles."""
    items = [_item(row, text) for _, text, rows in export.by_article() for row in rows]
    page = {"@context": _CONTEXT, "id": f"{_URN}page", "type": "AnnotationPage", "items": items}
    place.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")


def _item(a: Annotation, text: str) -> dict[str, Any]:
    bodies = {"classifying": tag(a.role, a.label), "tagging": a.value, "identifying": a.holder}
    quoted = {
        "exact": a.text,
        "prefix": text[max(a.start - _AROUND, 0) : a.start],
        "suffix": text[a.end : a.end + _AROUND],
    }
    return {
        "id": _URN + quote(a.id),
        "type": "Annotation",
        "body": [
            {"type": "TextualBody", "purpose": purpose, "value": value}
            for purpose, value in bodies.items()
            if value
        ],
        "target": {
            "source": _URN + quote(a.doc_id, safe=""),
            "selector": [
                {"type": "TextQuoteSelector", **quoted},
                {"type": "TextPositionSelector", "start": a.start, "end": a.end},
            ],
        },
    }


def read(place: Path) -> list[Annotation]:
    """Read an annotation page, or a list of annotations."""
    page = loaded(place)
    items = page["items"] if isinstance(page, dict) else page
    return [_annotation(item, f"{place}, item {n}") for n, item in enumerate(items, start=1)]


def _annotation(item: dict[str, Any], place: str) -> Annotation:
    bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
    said = {body.get("purpose", "tagging"): body["value"] for body in bodies}
    selectors = {one["type"]: one for one in item["target"]["selector"]}
    where = selectors["TextPositionSelector"]
    role, _, label = said["classifying"].partition(":")
    codes = role, label, said.get("tagging", ""), said.get("identifying", "")
    span = where["start"], where["end"], selectors["TextQuoteSelector"]["exact"]
    return Annotation(
        ours(_name(item["id"])), _name(item["target"]["source"]), *codes, *span, place
    )


def _name(urn: str) -> str:
    return unquote(urn.removeprefix(_URN))

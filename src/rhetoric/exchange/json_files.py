"""Annotations as JSON: of Label Studio, of doccano, and as a W3C Web Annotation page (2017).

All three count in code points, as Python does.
- Label Studio: tasks.json to import, config.xml for the project's labelling interface. A region has
  the id of its annotation; the side is a choice, the holder a text of that region.
- doccano: JSONL for a sequence labelling project that allows overlapping spans. These have a label
  alone, so all codes are in it ('agreement:sanctions:against:Ann Lee'). doccano gives spans ids of
  its own and cuts labels at 100 characters; the list `ids`, which comes back as the example's
  metadata, leads to ours.
- Web Annotation: one JSON-LD page. A target has two selectors: the position, and the quotation with
  32 characters on either side. Its source is a URN of the doc_id, since an article need not have an
  address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import quoteattr

from rhetoric.errors import InputError
from rhetoric.exchange.annotations import SIDES, Annotation, Export, emptied, ours, tag
from rhetoric.files import opened
from rhetoric.reading import formats

_CONFIG = """<View>
  <Labels name="label" toName="text">
    {labels}
  </Labels>
  <Choices name="agreement" toName="text" perRegion="true">
    {sides}
  </Choices>
  <TextArea name="holder" toName="text" perRegion="true" maxSubmissions="1"/>
  <Text name="text" value="$text"/>
</View>
"""
_PARTS = {  # of a region, by their type: what they are named, and where their words are
    "labels": ("label", "labels"),
    "choices": ("agreement", "choices"),
    "textarea": ("holder", "text"),
}
_LONGEST = 100  # characters of a label in doccano
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_URN = "urn:rhetoric:"
_AROUND = 32


def write_label_studio(place: Path, export: Export) -> None:
    """Write a folder with tasks.json and config.xml."""
    place.mkdir()
    tasks = [
        {
            "data": {"doc_id": doc_id, "text": text},
            "annotations": [{"result": [part for row in rows for part in _result(row)]}],
        }
        for doc_id, text, rows in export.by_article()
    ]
    (place / "tasks.json").write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    labels = [f"<Label value={quoteattr(name)}/>" for name in export.tags]
    sides = [f"<Choice value={quoteattr(side)}/>" for side in SIDES.values()]
    config = _CONFIG.format(labels="\n    ".join(labels), sides="\n    ".join(sides))
    (place / "config.xml").write_text(config, encoding="utf-8")


def _result(a: Annotation) -> Iterator[dict[str, Any]]:
    span = {"start": a.start, "end": a.end, "text": a.text}
    said = {"labels": tag(a.role, a.label), "choices": a.value, "textarea": a.holder}
    for kind, word in said.items():
        if word:
            name, key = _PARTS[kind]
            value = {**span, key: [word]}
            yield {"id": a.id, "to_name": "text", "from_name": name, "type": kind, "value": value}


def read_label_studio(place: Path) -> list[Annotation]:
    """Read tasks.json, or the JSON that Label Studio exports."""
    path = place / "tasks.json" if place.is_dir() else place
    tasks = _loaded(path)
    if not isinstance(tasks, list):
        raise InputError(f"{path}: not a list of tasks; export the project as JSON")
    return [
        one for n, task in enumerate(tasks, start=1) for one in _task(task, f"{path}, task {n}")
    ]


def _task(task: dict[str, Any], place: str) -> Iterator[Annotation]:
    done = [a for a in task["annotations"] if not a.get("was_cancelled")]
    if len(done) > 1:
        raise InputError(
            f"{place}: {len(done)} people have annotated it; export one person's annotations a file"
        )
    doc_id, text = task["data"]["doc_id"], task["data"]["text"]
    if done and not done[0]["result"]:
        yield emptied(doc_id, place)
    parts = [part for one in done for part in one["result"] if part["type"] in _PARTS]
    said = {(part["id"], part["type"]): part["value"] for part in parts}
    for region in (part for part in parts if part["type"] == "labels"):
        value, name = region["value"], region["id"]
        role, _, label = value["labels"][0].partition(":")
        side, holder = (
            " ".join(said[name, kind][_PARTS[kind][1]]) if (name, kind) in said else ""
            for kind in ("choices", "textarea")
        )
        start, end = value["start"], value["end"]
        words = value.get("text") or text[start:end]
        codes = role, label, side, holder
        yield Annotation(ours(name), doc_id, *codes, start, end, words, f"{place}, region {name}")


def write_doccano(place: Path, export: Export) -> None:
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


def read_doccano(place: Path) -> list[Annotation]:
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
    known = _exported(spans, fields["ids"])
    for n, (start, end, shown) in enumerate(spans):
        name, whole = known.get(n, ("", shown))
        role, label, value, holder = [*whole.split(":", 3), "", "", ""][:4]
        codes, place = (role, label, value, holder), f"{record.place}, entity {n + 1}"
        yield Annotation(name, fields["doc_id"], *codes, start, end, text[start:end], place)


def _exported(
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


def write_web_annotation(place: Path, export: Export) -> None:
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


def read_web_annotation(place: Path) -> list[Annotation]:
    """Read an annotation page, or a list of annotations."""
    page = _loaded(place)
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


def _loaded(path: Path) -> Any:
    """Return what a JSON file holds. Raises InputError."""
    text = formats.decode(opened(path), path, "utf-8")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid JSON ({error}); export it again") from error

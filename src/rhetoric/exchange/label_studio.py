"""Label Studio: tasks.json to import, config.xml for the project's labelling interface.

A region has the id of its annotation; the side is a choice, the holder a text of that region.
Label Studio counts in code points as Python does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from rhetoric.errors import InputError
from rhetoric.exchange.annotations import SIDES, Annotation, Export, emptied, loaded, ours, tag

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


def write(place: Path, export: Export) -> None:
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


def read(place: Path) -> list[Annotation]:
    """Read tasks.json, or the JSON that Label Studio exports."""
    path = place / "tasks.json" if place.is_dir() else place
    tasks = loaded(path)
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

"""INCEpTION: a UIMA CAS for each article (JSON 0.4.0), with the type system to import as a layer.

dkpro-cassis turns code points into UIMA's UTF-16 units and back. JSON, not XMI, because XML cannot
hold every character that articles do (a form feed); XMI is read as well.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rhetoric.errors import InputError
from rhetoric.exchange.annotations import (
    Annotation,
    Export,
    article_of,
    emptied,
    file_name,
    ours,
)
from rhetoric.whole import content

_TYPE = "webanno.custom.Rhetoric"
_FEATURES = ("identifier", "role", "label", "value", "holder")


def write(place: Path, export: Export) -> None:
    """Write a folder with name.json for each article, and TypeSystem.xml."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    kind = types.create_type(name=_TYPE, supertypeName="uima.tcas.Annotation")
    for feature in _FEATURES:
        types.create_feature(kind, name=feature, rangeType="uima.cas.String")
    place.mkdir()
    types.to_xml(place / "TypeSystem.xml")
    for doc_id, text, rows in export.by_article():
        cas = cassis.Cas(typesystem=types, sofa_string=text, sofa_mime="text/plain")
        for a in rows:
            codes = dict(zip(_FEATURES, (a.id, a.role, a.label, a.value, a.holder), strict=True))
            cas.add(kind(begin=a.start, end=a.end, **{k: v for k, v in codes.items() if v}))
        cas.to_json(place / f"{quote(file_name(doc_id), safe='')}.json")


def read(place: Path) -> list[Annotation]:
    """Read a folder of CAS files: .json, or .xmi with its TypeSystem.xml."""
    paths = sorted(p for p in place.rglob("*") if p.suffix in (".json", ".xmi") and p.is_file())
    if not paths:
        raise InputError(f"{place}: there is no .json or .xmi file in this folder; give CAS files")
    paths = [path for path in paths if path.stem != "INITIAL_CAS"]  # what nobody has touched
    seen: dict[str, Path] = {}
    for path in paths:
        if (known := seen.setdefault(_stem(path), path)) != path:
            raise InputError(
                f"{path}: '{_stem(path)}' is already in {known}; give one person's files alone"
            )
    return [one for path in paths for one in _annotations(path)]


def _annotations(path: Path) -> Iterator[Annotation]:
    cassis = _cassis()
    file = io.BytesIO(content(path))
    if path.suffix == ".json":
        cas = cassis.load_cas_from_json(file)
    else:
        types = io.BytesIO(content(path.parent / "TypeSystem.xml"))
        cas = cassis.load_cas_from_xmi(file, typesystem=cassis.load_typesystem(types))
    marks = cas.select(_TYPE)
    doc_id = article_of(_stem(path), (one.identifier or "" for one in marks))
    if not marks:
        yield emptied(doc_id, str(path))
    for n, one in enumerate(marks, start=1):
        name, role, label, value, holder = (getattr(one, feature) or "" for feature in _FEATURES)
        codes = role, label, value, holder
        span = one.begin, one.end, cas.sofa_string[one.begin : one.end]
        yield Annotation(ours(name), doc_id, *codes, *span, f"{path}, annotation {n}")


def _stem(path: Path) -> str:
    """Return whose file it is: a bulk export has a folder a document, a file in it a person."""
    folder = Path(path.parent.name)
    if folder.suffix in (".json", ".xmi", ".txt"):
        return folder.stem
    bulk = path.parent.parent.name in ("annotation", "curation")
    return folder.name if bulk else path.stem


def _cassis() -> Any:
    try:
        import cassis
    except ImportError as error:
        raise InputError(
            "INCEpTION's format needs dkpro-cassis; pip install 'rhetoric[inception]'"
        ) from error
    return cassis

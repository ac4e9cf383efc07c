"""Correct positions where one reads: edits of a coder's sheet that has a row for everything found.

An edit names a row, a field, and its new value. What it says is what a row of a sheet says, so that
the file of edits is a sheet of `rhetoric import`. A position is a row by its id; a new one in a
statement is `<statement_id>`, where none was found, or `<statement_id>/+1`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pandas as pd
import traitlets

from rhetoric import storage
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.csv_files import Row, read_rows, spoilt, write_rows
from rhetoric.errors import InputError, RhetoricError, count
from rhetoric.evaluation.codings import SHEET, drawable
from rhetoric.exchange import FORMATS, Merged, merge, note, table_files
from rhetoric.exchange.annotations import check_texts
from rhetoric.files import check_new_or_ours, opened, whole
from rhetoric.tables import UNSCORED, Tables, records

try:
    from anywidget import AnyWidget
except ImportError:  # the extra `edit`, without which nothing is shown
    AnyWidget = traitlets.HasTraits  # type: ignore[assignment, misc]

FIELDS = ("concept", "agreement", "holder", "note")  # the first comes first: the others are of it
OFFSETS = ("start", "concept_start", "concept_end")
AROUND = 150  # characters shown before and after the words
PAGE = 100  # rows at once: a corpus has more than a browser shows
_HERE = Path(__file__).parent / "templates" / "edit"
Edits = Iterable[Mapping[str, Any]]


def edit(
    tables: Tables, path: str | Path | None = None, *, texts: Mapping[str, str] | None = None,
    codebook: Codebook | str | Path | None = None, coder: str = "coder",
) -> Editor:  # fmt: skip
    """Show a table in Jupyter in which positions are corrected, added and taken away.

    Every edit is kept in `path`, a CSV file, as soon as it is made, and those that it has already
    are shown: `rhetoric import --format sheet` reads it. `texts` are the articles by doc_id (an
    `Analysis` has them), `codebook` is that of the tables, `coder` whose corrections they are.
    Returns a widget: see its `corrections`, `corrected` and `save`.
    Raises InputError where anywidget is missing, the file is of other tables or the codebook is not
    theirs, TableError where the texts are others.
    """
    if AnyWidget is traitlets.HasTraits:
        raise InputError(
            "the table for corrections needs anywidget, which is not installed: pip install "
            "anywidget, and start Jupyter again"
        )
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    own = getattr(tables, "texts", {}) if texts is None else texts
    return Editor(Sheet(tables, own, book), path, coder)


class Sheet:
    """A row for every position that was found, and for every statement that may have another."""

    def __init__(self, tables: Tables, texts: Mapping[str, str], codebook: Codebook) -> None:
        check_texts(tables, texts)
        storage.check_codebook(tables, getattr(tables, "provenance", {}), codebook)
        self.tables, self.texts, self.codebook = tables, texts, codebook
        found = drawable(tables).assign(note="")
        found = found.reindex(columns=[*SHEET, "machine_agreement", "statement_id"])
        found["agreement"] = found["machine_agreement"]
        plain = found.astype(object).where(found.notna(), "").astype(str)
        said = tables.statements[~tables.statements["kind"].isin(UNSCORED)]
        # of two statements of the same words, `import` puts what is new into the first
        own = said.sort_values("statement_id").drop_duplicates(["doc_id", "start", "end"])
        self._said = {row["statement_id"]: row for row in records(own)}
        self._rows: dict[str, Row] = {
            row["id"]: row for row in records(plain) if row["concept"] or row["id"] in self._said
        }
        self._within: dict[str, list[str]] = {}
        for name, row in self._rows.items():
            self._within.setdefault(row["statement_id"], []).append(name)
        self._titles = {row["doc_id"]: row["title"] for row in records(tables.articles)}

    def holders(self) -> list[str]:
        """Return who says or holds something, the most frequent first."""
        known = Counter(row["holder"] for row in self._rows.values())
        return [name for name, _ in known.most_common(1000) if name]

    def row(self, name: str) -> Row:
        """Return a row as the machine filled it in; a new one is of all words of its statement."""
        if name in self._rows:
            return self._rows[name]
        statement, _, number = name.rpartition("/+")
        if not {statement} <= self._said.keys() & self._within or not number.isdecimal():
            raise InputError(f"there is no row '{name}' in these tables; edit one that is there")
        none = dict.fromkeys(("concept", "concept_start", "concept_end", "agreement"), "")
        said = self._said[statement]
        new = {"start": str(said["start"]), "text": said["text"], "holder": said["holder"] or ""}
        return self._rows[self._within[statement][0]] | none | new | {"id": name}

    def edited(self, edits: Edits) -> dict[str, Row]:
        """Return the rows that edits are of, after all of them. Raises InputError for a bad one."""
        made: dict[str, Row] = {}
        for number, one in enumerate(edits, start=1):
            try:
                name, field, value = (_text(one, key) for key in ("row", "field", "value"))
                row = made.get(name) or self.row(name)
                made[name] = row | {field: self._checked(row, field, value)}
                if field in ("concept", "holder"):
                    self._check_alone(made[name], made)
            except InputError as error:
                raise InputError(f"edit {number}: {error}") from None
        return made

    def _checked(self, row: Row, field: str, value: str) -> str:
        if field not in FIELDS:
            raise InputError(f"there is no field '{field}'; allowed are {', '.join(FIELDS)}")
        if field == "concept" and value not in self.codebook.concepts:
            among = ", ".join(sorted(self.codebook.concepts))
            raise InputError(f"'{value}' is no concept of the codebook; allowed are {among}")
        if not row["concept"] and field != "concept":
            raise InputError(f"a new position has no {field} before its concept; choose that first")
        return table_files.code(value, f"row '{row['id']}'") if field == "agreement" else value

    def _check_alone(self, row: Row, edited: Mapping[str, Row]) -> None:
        """Raise InputError where others of the statement are, or were, what the row is now.

        To `import`, a new row of a concept that was found in the statement is that which was found.
        """
        found = self._within[row["statement_id"]]
        beside = [*map(self.row, found), *edited.values()]
        for one in beside:
            of_it = one["statement_id"] == row["statement_id"] and one["concept"] == row["concept"]
            new = not {one["id"], row["id"]} <= {*found}
            if of_it and one["id"] != row["id"] and (new or one["holder"] == row["holder"]):
                raise InputError(
                    f"the statement has a position on '{row['concept']}' already, of "
                    f"'{one['holder']}'; change that one"
                )

    def kept(self, edits: Edits, place: str) -> list[tuple[str, Row]]:
        """Return the rows of the file `place`: what has a note alone is not coded."""
        edits = list(edits)
        coded = {one["row"] for one in edits if one["field"] != "note"}
        rows = [
            row if name in coded else row | {"agreement": ""}
            for name, row in self.edited(edits).items()
            if name in coded or row["note"]
        ]
        return [(f"{place}, row {number}", row) for number, row in enumerate(rows, start=2)]

    def opened(self, path: Path) -> list[dict[str, str]]:
        """Return the edits that a file keeps. Raises InputError where it is not of these tables."""
        made: list[dict[str, str]] = []
        for where, row in read_rows(path, SHEET):
            try:
                was = self.row(row["id"])
                same = all(row[k] == was[k] for k in ("doc_id", *OFFSETS))
                if not same or row["text"].strip() not in spoilt(was["text"]):
                    raise InputError(f"row '{row['id']}' has other words in these tables")
                row["agreement"] = table_files.code(row["agreement"], f"row '{row['id']}'")
                changed = {f: row[f] != was[f] for f in FIELDS} | {"agreement": row["agreement"]}
                fields = [f for f in FIELDS if changed[f]]
                if not fields:
                    raise InputError(
                        "a row is not coded: this is no file of edits; give another name"
                    )
                own = [{"row": row["id"], "field": f, "value": row[f]} for f in fields]
                self.edited(own)
            except InputError as error:
                raise InputError(f"{where}: {error}") from error
            made += own
        return made

    def listed(self, edits: Edits, show: str, find: str) -> Iterator[Row]:
        """Yield the rows to show: 'positions', those 'edited', or 'every' place for one as well.

        All words of `find` are in the text, the codes, the note or the title of each.
        """
        edited, wanted = self.edited(edits), find.casefold().split()
        new = [name for name in edited if name not in self._rows]
        for statement, found in self._within.items():
            names = [*found, *(one for one in new if edited[one]["statement_id"] == statement)]
            if (
                show == "every"
                and statement in self._said
                and (edited.get(names[-1]) or self.row(names[-1]))["concept"]
            ):
                free = (f"{statement}/+{n}" for n in itertools.count(1))
                names.append(next(name for name in free if name not in edited))
            for row in (edited.get(name) or self.row(name) for name in names):
                if row["id"] in edited or show == "every" or (show != "edited" and row["concept"]):
                    cells = [row[key] for key in ("text", *FIELDS)]
                    text = " ".join([*cells, self._title(row)]).replace("_", " ").casefold()
                    if all(word in text for word in wanted):
                        yield row

    def shown(self, row: Row) -> dict[str, Any]:
        """Return what the table shows of a row: its words between others of the line, its codes."""
        text, first = self.texts[row["doc_id"]], int(row["start"])
        start = first + int(row["concept_start"] or 0)
        end = first + int(row["concept_end"] or len(row["text"]))
        before = text[:start].rpartition("\n")[2]
        after = text[end:].partition("\n")[0]
        if len(before) > AROUND:
            before = f"…{before[-AROUND:].partition(' ')[2]}"
        if len(after) > AROUND:
            after = f"{after[:AROUND].rpartition(' ')[0]}…"
        return {
            **{key: row[key] for key in ("id", *FIELDS)}, "title": self._title(row),
            "before": before, "words": text[start:end], "after": after,
            "was": {key: self.row(row["id"])[key] for key in FIELDS},
        }  # fmt: skip

    def _title(self, row: Row) -> str:
        return self._titles[row["doc_id"]] or row["doc_id"]


def _text(one: Mapping[str, Any], key: str) -> str:
    """Return what an edit says, which may come from anywhere. Raises InputError for no text."""
    value = one.get(key)
    if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise InputError(f"its {key} is no text")
    return value


class Editor(AnyWidget):
    """A table of positions to correct; `edits` is what was done, in order, and the last is undone.

    Setting `edits` is what the browser does: a list of {row, field, value}.
    """

    _esm = (_HERE / "table.js").read_text("utf-8")
    _css = (_HERE / "table.css").read_text("utf-8")
    edits = traitlets.List(traitlets.Dict()).tag(sync=True)
    view = traitlets.Dict({"show": "positions", "find": "", "page": 0}).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)

    def __init__(self, rows: Sheet, path: str | Path | None, coder: str) -> None:
        self._sheet, self._coder = rows, coder
        self._path, self._data, edits = None if path is None else Path(path), b"", []
        if self._path and self._path.exists():
            self._data, edits = opened(self._path), rows.opened(self._path)
        elif self._path:
            check_new_or_ours(self._path, endings=(".csv",))
        choices = {"concepts": [*rows.codebook.concepts], "holders": rows.holders()}
        super().__init__(edits=edits, choices=choices)
        self._answer(self._state())
        self.observe(self._edited, "edits")
        self.observe(lambda _: self._show(), "view")

    def corrections(self) -> pd.DataFrame:
        """Return a row for each correction, as `import` notes them: was, now, the machine's row.

        Raises TableError as `exchange.merge` does.
        """
        return pd.DataFrame(self._merged().log, dtype=object)

    def corrected(self) -> Tables:
        """Return the tables with the corrections; an `Analysis` notes them in its provenance.

        Raises TableError as `exchange.merge` does.
        """
        merged = self._merged()
        made: Any = merged.tables
        if hasattr(made, "provenance"):
            noted = {**made.provenance}
            note(noted, {"corrections": [], "confirmed": []}, merged, Path(self._place))
            made = replace(made, provenance=noted)
        return cast("Tables", made)

    def save(self, path: str | Path | None = None) -> Path:
        """Keep the edits, and those to come, in a new CSV file, or the one that they are kept in.

        Raises InputError where the path is taken, or something else has changed the file.
        """
        place = Path(path or self._place)
        if place != self._path:
            check_new_or_ours(place, endings=(".csv",))
        elif place.exists() and opened(place) != self._data:
            raise InputError(
                f"{place}: something else has changed it; open it again, with rhetoric.edit, "
                "or save these edits in a new file"
            )
        rows = self._sheet.kept(self.edits, "")
        with whole(place) as made:
            write_rows(made, SHEET, ([row[name] for name in SHEET] for _, row in rows))
        self._path, self._data = place, opened(place)
        self._answer(self._state())
        return place

    @property
    def _place(self) -> str:
        return "edits.csv" if self._path is None else str(self._path)

    def _merged(self) -> Merged:
        of, how = self._sheet, FORMATS["sheet"]
        rows = table_files.coded(of.kept(self.edits, self._place))
        return merge(
            of.tables, of.texts, rows, of.codebook, coder=self._coder, whole=how.whole,
            coded=how.coded,
        )  # fmt: skip

    def _edited(self, change: Any) -> None:
        """Keep what was edited; what cannot be is taken back, in the browser as well."""
        try:
            self._sheet.edited(self.edits)
        except RhetoricError as error:
            self.edits = change["old"]
            self._answer(f"Not done: {error}", bad=True)
            raise
        if self._path is None:
            self._answer(self._state())
            return
        try:
            self.save()
        except RhetoricError as error:
            self._answer(f"NOT SAVED: {error}", bad=True)
            raise

    def _state(self) -> str:
        rows = self._sheet.kept(self.edits, "")
        open_ = sum(not row["agreement"] for _, row in rows)
        said = f"{count(len(rows), 'row')} edited"
        said += f", {open_} without a code: a note alone, or no agreement yet" if open_ else ""
        if self._path is None:
            return f"{said}. Not saved in a file: call save('FILE.csv')"
        return f"{said}. Every edit is saved in {self._path}"

    def _answer(self, said: str, *, bad: bool = False) -> None:
        self._show()
        self.kept = {"edits": len(self.edits), "said": said, "bad": bad}

    def _show(self) -> None:
        show, find = (str(self.view.get(key) or "") for key in ("show", "find"))
        rows, page = list(self._sheet.listed(self.edits, show, find)), self.view.get("page")
        pages = max(1, -(-len(rows) // PAGE))
        page = min(max(page, 0), pages - 1) if isinstance(page, int) else 0
        shown = [self._sheet.shown(row) for row in rows[page * PAGE : (page + 1) * PAGE]]
        place = {"page": page, "pages": pages, "first": page * PAGE + 1, "total": len(rows)}
        self.shown = {"rows": shown, **place}

"""Correct positions where one reads: edits of a coder's sheet that has a row for everything found.

An edit names a row, a field, and its new value. What it says is what a row of a sheet says, so that
the file of edits is a sheet of `rhetoric import`. A position is a row by its id; a new one in a
statement is `<statement_id>`, where none was found, or `<statement_id>/+1`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.codebook import Codebook, load_codebook
from rhetoric.csv_files import read_rows
from rhetoric.errors import InputError, listed
from rhetoric.evaluation import codings
from rhetoric.exchange import sheet
from rhetoric.exchange.annotations import UNSCORED, check_texts
from rhetoric.exchange.checks import spoilt
from rhetoric.tables import Tables, records

if TYPE_CHECKING:
    from rhetoric.editing_widget import Editor

FIELDS = ("concept", "agreement", "holder", "note")  # the first comes first: the others are of it
OFFSETS = ("start", "concept_start", "concept_end")
AROUND = 150  # characters shown before and after the words
Row = dict[str, str]
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
    Raises InputError where anywidget is missing, the file is of other tables or the codebook lacks
    a concept of theirs, TableError where the texts are others.
    """
    try:
        import anywidget  # noqa: F401  the extra `edit`
    except ImportError as error:
        raise InputError(
            "the table for corrections needs anywidget, which is not installed: pip install "
            "anywidget, and start Jupyter again"
        ) from error
    from rhetoric.editing_widget import Editor

    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    own = getattr(tables, "texts", {}) if texts is None else texts
    return Editor(Sheet(tables, own, book), path, coder)


class Sheet:
    """A row for every position that was found, and for every statement that may have another."""

    def __init__(self, tables: Tables, texts: Mapping[str, str], codebook: Codebook) -> None:
        check_texts(tables, texts)
        if unknown := sorted({*tables.positions["concept"]} - {*codebook.concepts}):
            raise InputError(
                f"the tables have concepts that are not in the codebook: {listed(unknown)}; give "
                "the codebook that they were made with, as codebook='FILE.toml'"
            )
        self.tables, self.texts, self.codebook = tables, texts, codebook
        found = codings.drawable(tables).assign(note="")
        found = found.reindex(columns=[*codings.SHEET, "machine_agreement", "statement_id"])
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
        return sheet.code(value, f"row '{row['id']}'") if field == "agreement" else value

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
        for where, row in read_rows(path, codings.SHEET):
            try:
                was = self.row(row["id"])
                same = all(row[k] == was[k] for k in ("doc_id", *OFFSETS))
                if not same or row["text"].strip() not in spoilt(was["text"]):
                    raise InputError(f"row '{row['id']}' has other words in these tables")
                row["agreement"] = sheet.code(row["agreement"], f"row '{row['id']}'")
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
                free = (f"{statement}/+{n}" for n in count(1))
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

"""The table for corrections as a widget: anywidget carries edits between a browser and Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import anywidget
import pandas as pd
import traitlets

from rhetoric.csv_files import write_rows
from rhetoric.editing import Sheet
from rhetoric.errors import InputError, RhetoricError, count
from rhetoric.evaluation.codings import SHEET
from rhetoric.exchange import FORMATS, Merged, merge, sheet
from rhetoric.exchange.merging import note
from rhetoric.files import check_new_or_ours, opened, whole
from rhetoric.tables import Tables

PAGE = 100  # rows at once: a corpus has more than a browser shows
_HERE = Path(__file__).parent / "templates" / "edit"


class Editor(anywidget.AnyWidget):
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
        rows = sheet.coded(of.kept(self.edits, self._place))
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

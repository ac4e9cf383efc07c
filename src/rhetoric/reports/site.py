"""The reader's site: a folder of pages that need no server, each mark a link to its sentence."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes

from rhetoric import figures, summaries
from rhetoric.codebook import Codebook
from rhetoric.errors import ReportError
from rhetoric.reports.article import STANCES, grouped, highlighted
from rhetoric.reports.html import Html, cut, given, render
from rhetoric.tables import SCHEMAS, Tables
from rhetoric.whole import check_new_or_ours, whole

MARK = '<meta content="rhetoric site" name="generator">'
SIDES = [*STANCES.values(), "not scored"]
HEAD = ["Positions", *(side.capitalize() for side in SIDES)]
FULL = 5_000  # statements: with more, pages are brief

Page = tuple[str, str, dict[str, Any]]  # its file and template, and what fills it

_SHOWN = (  # pages of what, marks that a brief one quotes, grouped by what, the rest by what
    ("holder", 5, "concept", "doc_id"),
    ("concept", 100, "holder", "holder"),
    ("time", 100, "concept", "doc_id"),
)
_STYLES = ("report/page.css", "article.css", "site/site.css")
_GAP = re.compile("\0+")
_PRECISION: dict[Literal["year", "month", "day"], int] = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True)
class Site:
    """What the pages are made of."""

    tables: Tables
    texts: Mapping[str, str] | None
    codebook: Codebook

    @cached_property
    def brief(self) -> bool:
        """Whether so much was said that no page can hold all that is known of it."""
        return len(self.tables.statements) > FULL

    @cached_property
    def marks(self) -> list[Any]:
        """Every position, with what leads to it and what a list of marks says of it."""
        rows = summaries.position_map(self.tables)
        said = self.tables.statements.set_index("statement_id")[["sentence", "start"]]
        about = self.tables.articles.set_index("doc_id")[["published"]]
        rows = rows.join(said, on="statement_id").join(about, on="doc_id")
        rows["side"] = rows["agreement"].map(STANCES).astype(object).fillna(SIDES[-1])
        times = [self._time(published) for published in rows["published"]]
        rows["time"] = pd.Series(times, rows.index, dtype=object)
        return list(rows.itertuples(index=False))

    @cached_property
    def proofs(self) -> dict[Any, list[Any]]:
        """The evidence of each position, by statement and concept."""
        evidence = self.tables.evidence
        own = evidence[evidence["score"] == "agreement"]
        return grouped(own.itertuples(index=False), "statement_id", "concept")

    @cached_property
    def period(self) -> Literal["year", "month", "day"]:
        """The longest period of which the articles span several."""
        dates = self.tables.articles["published"].dropna()
        several = (p for p, n in _PRECISION.items() if dates.str[:n].nunique() > 1)
        return next(several, "year")

    def _time(self, published: Any) -> str | None:
        size = _PRECISION[self.period]
        return published[:size] if isinstance(published, str) and len(published) >= size else None

    @cached_property
    def titles(self) -> dict[str, str]:
        """The name of each article."""
        about = self.tables.articles
        return dict(zip(about["doc_id"], about["title"].fillna(about["doc_id"]), strict=True))

    @cached_property
    def files(self) -> dict[str, dict[Any, str]]:
        """The page of each article, holder, concept and period."""
        articles = {doc_id: f"a{n}.html" for n, doc_id in enumerate(self.titles, start=1)}
        counts = {n: Counter(getattr(m, n) for m in self.marks) for n in ("holder", "concept")}
        files = {name: _files(name, dict(found.most_common())) for name, found in counts.items()}
        if self.brief:  # who is heard in one article alone needs no other page
            for holder, marks in grouped(self.marks, "holder").items():
                if len({mark.doc_id for mark in marks}) == 1:
                    files["holder"][holder] = f"{articles[marks[0].doc_id]}#s{marks[0].sentence}"
        times = {mark.time for mark in self.marks} - {None}
        return {"doc_id": articles, **files, "time": _files("time", sorted(times))}


def site(
    tables: Tables, out: str | Path, codebook: Codebook, *, texts: Mapping[str, str] | None = None
) -> Path:
    """Write a folder of pages to read the tables in: by article, holder, concept and time.

    Every page is readable without its script, which filters lists, and loads nothing from
    elsewhere; `index.html` opens from the folder, without a server. `texts` are the articles as
    read, by doc_id; without them a page shows what the tables hold of its article, and says so.
    `codebook` gives the definitions. A site made before is replaced whole. Returns the folder.

    Raises ReportError where `out` is no site of ours, OutputError where nothing can be written
    there, TableError if the tables are not of these texts.
    """
    place = check_site(out)
    with whole(place) as folder:
        (folder / "pages").mkdir(parents=True)
        for file, page in _pages(Site(tables, texts, codebook)):
            (folder / file).write_text(page, encoding="utf-8", errors="backslashreplace")
    return place


def check_site(out: str | Path) -> Path:
    """Return the folder to write to. Raises as `site` does, before long work."""
    return check_new_or_ours(
        out, _ours, error=ReportError,
        taken="exists and is not a site of ours: it is left as it is; give another --out",
    )  # fmt: skip


def _ours(place: Path) -> bool:
    """Tell whether a folder holds a site and nothing else, or nothing."""
    return place.is_dir() and all(
        one.is_file() and (one.name == "site.css" or MARK.encode() in one.read_bytes()[:400])
        for one in place.rglob("*")
        if one != place / "pages"
    )


def _files(kind: str, names: Iterable[str]) -> dict[str, str]:
    """Give each name a file that every system can hold: small letters, digits and dashes."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', plain)[:60].strip('-')}".rstrip("-")
        count = 1
        while (file := f"{stem}{f'-{count}' * (count > 1)}.html") in taken:
            count += 1
        taken.add(file)
        made[name] = file
    return made


def _quoted(made: Site, mark: Any) -> tuple[Any, list[tuple[str, bool]]]:
    """Give a mark and its statement, cut where evidence begins or ends: which piece is evidence."""
    start, text = mark.start, mark.text
    spans = [(e.start, e.end) for e in made.proofs[mark.statement_id, mark.concept]]
    return mark, [
        (text[left - start : right - start], any(a <= left and right <= b for a, b in spans))
        for left, right in cut(start, start + len(text), spans)
    ]


def _pages(made: Site) -> Iterator[tuple[str, str]]:
    """Give each file of the site with what it holds."""
    folder = resources.files("rhetoric") / "templates"
    yield "pages/site.css", "".join((folder / name).read_text("utf-8") for name in _STYLES)
    for file, template, values in chain(_lists(made), _mark_pages(made), _articles(made)):
        yield file, _page(file, template, files=made.files, titles=made.titles, **values)


def _page(file: str, template: str, **values: Any) -> str:
    script = (resources.files("rhetoric") / "templates/site/filter.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    top = "" if file.startswith("pages/") else "pages/"
    page = render(
        f"site/{template}", mark=Html(MARK), here=file.removeprefix("pages/"), top=top,
        script=Html(script), digest=digest, **values,
    )  # fmt: skip
    return page.html


def _lists(made: Site) -> Iterator[Page]:
    """Give the pages that lead to the others: of articles, holders, concepts and time."""
    marks = Counter(mark.doc_id for mark in made.marks)
    about = made.tables.articles[["doc_id", "outlet", "published"]]
    rows = [(doc_id, [*more, marks[doc_id]]) for doc_id, *more in about.itertuples(index=False)]
    failed = list(made.tables.failures[["doc_id", "what"]].itertuples(index=False, name=None))
    values = {"name": "doc_id", "head": ["Outlet", "Date", "Positions"], "rows": rows, "lost": 0}
    values |= {"book": made.codebook, "failed": failed, "whole": made.texts is not None}
    yield "index.html", "list.html", {**values, "brief": made.brief}
    timeline = summaries.timeline(made.tables, period=made.period)
    for name, ax in (
        ("holder", figures.share_of_voice(summaries.share_of_voice(made.tables))),
        ("concept", figures.heat_map(summaries.heat_map(made.tables))),
        ("time", figures.timeline(timeline)),
    ):
        rows = _counted(made.marks, name, made.files[name])
        lost = len(made.marks) - sum(cells[0] for _, cells in rows)
        values = {"name": name, "head": HEAD, "rows": rows, "lost": lost, "failed": []}
        yield f"pages/{name}s.html", "list.html", {**values, "figure": _picture(ax)}


def _counted(marks: list[Any], name: str, order: Iterable[str]) -> list[tuple[str, list[int]]]:
    """Count the marks of each article, holder, … that has any, by side."""
    groups = grouped(marks, name)
    sides = {key: Counter(mark.side for mark in groups[key]) for key in order if key in groups}
    return [(key, [n.total(), *(n[side] for side in SIDES)]) for key, n in sides.items()]


def _picture(ax: Axes) -> dict[str, str]:
    shown = figures.show(ax, dpi=150)
    return {"src": base64.b64encode(shown.png).decode(), "alt": shown.alt}


def _mark_pages(made: Site) -> Iterator[Page]:
    """Give a page of each holder, concept and period, with its marks: all, or the surest."""
    for name, most, by, rest in _SHOWN:
        found = grouped(made.marks, name)
        for key, file in made.files[name].items():
            if "#" in file:
                continue
            marks = found[key]
            few = made.brief and len(marks) > most
            shown = sorted(marks, key=_surest)[:most] if few else marks
            groups = sorted(grouped(shown, by).items(), key=lambda group: -len(group[1]))
            yield f"pages/{file}", "marks.html", {
                "name": name, "key": key, "by": by, "rest": rest, "head": HEAD, "n": len(marks),
                "groups": [(one, [_quoted(made, m) for m in some]) for one, some in groups],
                "rows": _counted(marks, rest, made.files[rest]) if few else [],
                "concept": made.codebook.concepts.get(key) if name == "concept" else None,
            }  # fmt: skip


def _surest(mark: Any) -> float:
    return -mark.confidence if given(mark.confidence) else -1.0


def _articles(made: Site) -> Iterator[Page]:
    """Give a page of each article, highlighted."""
    tables = {name: getattr(made.tables, name) for name in SCHEMAS}
    if made.brief:  # of all the evidence, what is for positions
        tables |= {"evidence": pd.DataFrame(chain.from_iterable(made.proofs.values()))}
        tables["scores"] = tables["scores"].head(0)
    rows = {
        name: grouped(table.itertuples(index=False), "doc_id") for name, table in tables.items()
    }
    marks = grouped(made.marks, "doc_id")
    row: Any
    for row in made.tables.articles.itertuples():
        own = {name: some.get(row.doc_id, []) for name, some in rows.items()}
        text = _rebuilt(own, row.n_chars) if made.texts is None else made.texts[row.doc_id]
        template = "site/brief.html" if made.brief else "article.html"
        shown = highlighted(text, own, row.doc_id, anchor="", template=template, styled=False)
        values = {"row": row, "shown": shown, "whole": made.texts is not None}
        stands = _stands(marks.get(row.doc_id, []))
        yield (
            f"pages/{made.files['doc_id'][row.doc_id]}",
            "article.html",
            values | {"holders": stands},
        )


def _stands(marks: list[Any]) -> list[tuple[str, list[Any]]]:
    """Give of each holder what it is for and against, and in which sentences."""
    found: dict[str, dict[Any, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))
    for mark in marks:
        found[mark.holder][mark.concept, mark.side][mark.sentence] = None
    return [(holder, list(stands.items())) for holder, stands in found.items()]


def _rebuilt(own: Mapping[str, list[Any]], size: int) -> str:
    """Put a text together from what the tables quote of it; what they do not is an ellipsis."""
    spans = [(row.start, row.end, row.text) for row in (*own["statements"], *own["evidence"])]
    for row in own["attributions"]:
        if given(row.mention) and given(row.mention_start):
            spans.append((row.mention_start, row.mention_end, row.mention))
    letters = ["\0"] * size
    for start, end, text in spans:
        letters[start:end] = text
    return _GAP.sub(_ellipsis, "".join(letters))


def _ellipsis(gap: re.Match[str]) -> str:
    return (" … " if len(gap[0]) > 2 else "").ljust(len(gap[0]))

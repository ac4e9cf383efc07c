"""The reader's site: a folder of pages that need no server, each mark a link to its sentence."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from matplotlib.axes import Axes

from rhetoric import figures, summaries
from rhetoric.codebook import Codebook
from rhetoric.errors import ReportError
from rhetoric.files import check_new_or_ours, whole
from rhetoric.reports import STANCES, Html, Span, given, grouped, highlighted, render
from rhetoric.reports.display import pieces
from rhetoric.tables import OF_POSITION, SCHEMAS, Tables

MARK = '<meta content="rhetoric site" name="generator">'
SIDES = [*STANCES.values(), "not scored"]
FULL = 5_000  # statements: with more, pages are brief
LINKS = 1  # to sentences, that a brief article starts with for each position

Page = tuple[str, str, dict[str, Any]]  # its file and template, and what fills it

_SHOWN = (  # pages of what, marks that a brief one quotes, grouped by what, the rest by what
    ("holder", 3, "concept", "doc_id"),
    ("concept", 100, "holder", "holder"),
    ("time", 100, "concept", "doc_id"),
)
_STYLES = ("report/page.css", "article.css", "site/site.css")
_JOINED = re.compile(r"</(u|em)>(\s*)<\1>")  # evidence that no word parts
_PERIODS: dict[int, Literal["year", "month", "day"]] = {4: "year", 7: "month", 10: "day"}


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
        long_enough = rows["published"].str.len() >= self.precision
        times = rows["published"].str[: self.precision].astype(object)
        rows["time"] = times.where(long_enough, None)
        return list(rows.astype(object).itertuples(index=False))

    @cached_property
    def proofs(self) -> dict[Any, list[Span]]:
        """Where the words stand that prove each position, by statement, concept and holder."""
        evidence = self.tables.evidence
        own = evidence[evidence["score"] == "agreement"].astype(object).itertuples()
        found = grouped(own, *OF_POSITION)
        return {key: [(one.start, one.end) for one in some] for key, some in found.items()}

    @cached_property
    def precision(self) -> int:
        """How many characters of a date name the longest period of which there are several."""
        dates = self.tables.articles["published"].dropna()
        return next((size for size in _PERIODS if dates.str[:size].nunique() > 1), 4)

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
    made: dict[str, str] = {}  # the name of each file
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', plain)[:60].strip('-')}".rstrip("-")
        ways = chain([f"{stem}.html"], (f"{stem}-{n}.html" for n in count(2)))
        made[next(way for way in ways if way not in made)] = name
    return {name: file for file, name in made.items()}


def _pages(made: Site) -> Iterator[tuple[str, str]]:
    """Give each file of the site with what it holds."""
    folder = resources.files("rhetoric") / "templates"
    yield "pages/site.css", "".join((folder / name).read_text("utf-8") for name in _STYLES)
    script = render("site/filter.js")
    digest = base64.b64encode(hashlib.sha256(script.html.encode()).digest()).decode()
    shared = {"files": made.files, "titles": made.titles, "script": script, "digest": digest}
    for file, template, values in chain(_lists(made), _mark_pages(made), _articles(made)):
        here, top = file.removeprefix("pages/"), "" if file.startswith("pages/") else "pages/"
        page = render(f"site/{template}", **shared, mark=Html(MARK), here=here, top=top, **values)
        yield file, _JOINED.sub(r"\2", page.html)


def _lists(made: Site) -> Iterator[Page]:
    """Give the pages that lead to the others: of articles, holders, concepts and time."""
    marks = Counter(mark.doc_id for mark in made.marks)
    about = made.tables.articles[["doc_id", "outlet", "published"]]
    rows = [(doc_id, [*more, marks[doc_id]]) for doc_id, *more in about.itertuples(index=False)]
    yield "index.html", "list.html", {
        "name": "doc_id", "head": ["Outlet", "Date", "Positions"], "rows": rows, "single": {},
        "lost": 0, "book": made.codebook, "whole": made.texts is not None, "brief": made.brief,
        "failed": list(made.tables.failures[["doc_id", "what"]].itertuples(index=False, name=None)),
    }  # fmt: skip
    timeline = summaries.timeline(made.tables, period=_PERIODS[made.precision])
    for name, ax in (
        ("holder", figures.share_of_voice(summaries.share_of_voice(made.tables))),
        ("concept", figures.heat_map(summaries.heat_map(made.tables))),
        ("time", figures.timeline(timeline)),
    ):
        lost = sum(getattr(mark, name) is None for mark in made.marks)
        values = {"name": name, "lost": lost, "failed": [], **_picture(ax)}
        yield f"pages/{name}s.html", "list.html", values | _counted(made, made.marks, name)


def _counted(made: Site, marks: list[Any], name: str) -> dict[str, Any]:
    """Count the marks of each article, holder, … that has any, by side; single ones need none."""
    found = grouped(marks, name)
    groups = {key: found[key] for key in made.files[name] if key in found}
    single = [some[0] for some in groups.values() if made.brief and len(some) == 1]
    sides = {key: Counter(mark.side for mark in some) for key, some in groups.items()
             if not made.brief or len(some) > 1}  # fmt: skip
    seen = [side for side in SIDES if any(side in n for n in sides.values())]
    return {
        "head": ["Positions", *(side.capitalize() for side in seen)],
        "rows": [(key, [n.total(), *(n[side] for side in seen)]) for key, n in sides.items()],
        "single": grouped(single, "side"),
    }


def _picture(ax: Axes) -> dict[str, Any]:
    """Give a figure, dark where the page is, with nothing that its content policy forbids.

    One that says in words that there is nothing to draw is these words.
    """
    if not ax.axison:
        return {"picture": "", "alt": figures.alt_text(ax)}
    shown = figures.show(ax, dpi=20)  # its PNG is not used
    picture = re.sub(r"<style>.*?</style>| style='[^']*'", "", shown.html)
    return {"picture": Html(picture), "alt": shown.alt}


def _mark_pages(made: Site) -> Iterator[Page]:
    """Give a page of each holder, concept and period, with its marks: all, or the surest."""
    for name, most, by, rest in _SHOWN:
        found = grouped(made.marks, name)
        for key, file in made.files[name].items():
            if "#" in file:
                continue
            marks = found[key]
            if few := made.brief and len(marks) > most:
                surest = sorted(marks, key=lambda m: -m.confidence if given(m.confidence) else -1)
            groups = sorted(
                grouped(surest[:most] if few else marks, by).items(),
                key=lambda group: -len(group[1]),
            )
            yield f"pages/{file}", "marks.html", {
                "name": name, "key": key, "by": by, "rest": rest, "n": len(marks), "few": few,
                "groups": groups, "pieces": pieces, "proofs": made.proofs,
                "concept": made.codebook.concepts.get(key) if name == "concept" else None,
            } | (_counted(made, marks, rest) if few else {})  # fmt: skip


def _articles(made: Site) -> Iterator[Page]:
    """Give a page of each article, highlighted."""
    tables = {name: getattr(made.tables, name) for name in SCHEMAS}
    if made.brief:  # of all the evidence, what is for positions
        tables["evidence"] = tables["evidence"][tables["evidence"]["score"] == "agreement"]
        tables["scores"] = tables["scores"].head(0)
    rows = {  # as objects: strings of Arrow are slow to go through
        name: grouped(table.astype(object).itertuples(index=False), "doc_id")
        for name, table in tables.items()
    }
    every = grouped(made.marks, "doc_id")
    template = "site/brief.html" if made.brief else "article.html"
    row: Any
    for row in made.tables.articles.itertuples():
        own = {name: some.get(row.doc_id, []) for name, some in rows.items()}
        text = _rebuilt(own, row.n_chars) if made.texts is None else made.texts[row.doc_id]
        marks = every.get(row.doc_id, [])
        shown = highlighted(
            text, own, row.doc_id, template=template, anchor="", styled=False, stands=_stands,
            main=_main(marks), marks=grouped(marks, "sentence"),
        )  # fmt: skip
        yield f"pages/{made.files['doc_id'][row.doc_id]}", "article.html", {
            "row": row, "shown": shown, "whole": made.texts is not None, "marks": marks,
            "stands": _stands, "grouped": grouped, "most": LINKS if made.brief else None,
        }  # fmt: skip


def _main(marks: list[Any]) -> str | None:
    """Name the holder of most of an article's positions, if one has more than half."""
    most = Counter(mark.holder for mark in marks).most_common(1)
    return next((holder for holder, n in most if 2 * n > len(marks)), None)


def _stands(marks: list[Any]) -> dict[str, dict[str, list[Any]]]:
    """Group marks by holder, and these by side."""
    return {holder: grouped(own, "side") for holder, own in grouped(marks, "holder").items()}


def _rebuilt(own: Mapping[str, list[Any]], size: int) -> str:
    """Put a text together from what the tables quote of it; what they do not is an ellipsis."""
    letters = ["\0"] * size
    for row in (*own["statements"], *own["evidence"]):
        letters[row.start : row.end] = row.text
    for row in own["attributions"]:
        if given(row.mention) and given(row.mention_start):
            letters[row.mention_start : row.mention_end] = row.mention
    return re.sub(
        "\0+", lambda gap: f"{' … ' * (len(gap[0]) > 2):<{len(gap[0])}}", "".join(letters)
    )

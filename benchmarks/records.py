"""What `same.py` records: a fixed set of texts, and what the library makes of them.

Each part yields files and their rows. Only public names are used; where one has moved, say so in
HOMES, the first that is there is taken, so that an older commit can be recorded, too.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
from bs4 import BeautifulSoup
from matplotlib.text import Text

import rhetoric

ROOT = Path(__file__).parents[1]
DATA, CASES = ROOT / "data", ROOT / "tests" / "data"
SEED, SAMPLE = DATA / "articles", DATA / "coded_sample.csv"
BENCH, CORPORA = ROOT.parent / "shared" / "bench", ROOT.parent / "shared" / "corpora"
NEEDS = {
    "devset": BENCH / "attribution" / "polnear_devset150.jsonl",
    "tass": BENCH / "tass" / "articles",
    "un": CORPORA / "ungd_2015-2019.jsonl.gz",
    "passages": BENCH / "positions" / "passages.dev.jsonl",
}
HOMES = {
    "cli": ("rhetoric.cli",),
    "display": ("rhetoric.reports.display", "rhetoric.display"),
    "exchange": ("rhetoric.people.exchange", "rhetoric.exchange"),
    "figures": ("rhetoric.figures",),
    "summaries": ("rhetoric.summaries", "rhetoric.summaries"),
}
SUMMARIES: list[tuple[str, dict[str, Any]]] = [
    ("article_course", {}),
    ("congruence_network", {}),
    ("discourse_network", {}),
    ("evidence_table", {}),
    ("heat_map", {}),
    ("ladder", {}),
    ("ladder", {"by": "article"}),
    ("position_map", {}),
    ("sensitivity", {}),
    ("share_of_voice", {}),
    ("stance_and_sentiment", {}),
    ("summarize", {}),
    ("summarize", {"by": "article"}),
    ("timeline", {}),
    ("timeline", {"period": "decade", "window": 3}),
]
NOTEBOOKS = ("positions", "who_said_what", "stance_and_sentiment", "coders_and_the_machine")
BLOCKS = "p li dt dd h1 h2 h3 h4 pre figcaption caption".split()
CHANGING = {  # between two runs or two versions, with nothing to see for a user
    re.compile(r"[0-9a-f]{12,64}"): "HASH",
    re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)?"): "TIME",
    re.compile(r"\b\d+\.\d+\.\d+\b"): "VERSION",
}
Row = dict[str, Any]
Files = Iterator[tuple[str, Iterable[Row]]]


def room(name: str) -> Any:
    """Import the module that a name of HOMES stands for."""
    for home in HOMES[name]:
        try:
            return import_module(home)
        except ModuleNotFoundError as error:
            if error.name is None or not home.startswith(error.name):
                raise
    raise SystemExit(f"no module {' or '.join(HOMES[name])}: say in HOMES of {__file__} where")


def seed() -> Files:
    """The article that ships: tables, all that is made of them, and the commands."""
    made = rhetoric.analyze(rhetoric.read(SEED))
    yield from tables(made)
    yield from wholes(made)


def data() -> Files:
    """The seed article with the texts of data/, given dates, as one corpus."""
    rows = [*coded(), *written_positions(), *jsonl(DATA / "texts_written.jsonl")[::50]]
    for number, row in enumerate(rows):
        row["published"] = f"{1999 + number % 24}-03-{number % 28 + 1:02}"
        row["doc_id"] = row.get("id", row.get("doc_id"))
    made = rhetoric.analyze([*rhetoric.read(SEED), *articles(rows)])
    yield from tables(made)
    yield from wholes(made)


def commands() -> Files:
    """The commands, and the scorers of rows."""
    rows = pd.DataFrame(coded())
    rows = rows.assign(target_start=rows["concept_start"], target_end=rows["concept_end"])
    yield "score_agreement", records(rhetoric.score_agreement(rows))
    yield "score_targets", records(rhetoric.score_targets(rows))
    yield "score_acts", records(rhetoric.score_acts(parties(rhetoric.analyze(articles(coded())))))
    yield "commands", round_trip()
    yield "evaluations", evaluations()


def coded() -> list[Row]:
    """Read the coded sample."""
    sample = pd.read_csv(SAMPLE, encoding="utf-8-sig").astype(object)
    return sample.where(sample.notna(), None).to_dict("records")


def written_positions() -> list[Row]:
    """Read one in a hundred of the written texts whose positions are coded."""
    return jsonl(DATA / "positions_written.jsonl")[::100]


def parties(made: Any) -> pd.DataFrame:
    """Give statements with who acts in them and towards whom, where the text names them so."""
    names = {"act_source": "source", "act_target": "target"}
    rows = made.scores.drop(columns="source").rename(columns=names)
    rows = rows.merge(made.statements[["statement_id", "text"]])
    for name in names.values():
        pairs = zip(rows[name].fillna(""), rows["text"], strict=True)
        rows[name] = [words if words in text else "" for words, text in pairs]
    return rows[["text", "source", "target"]]


def tests() -> Files:
    """The texts of tests/data."""
    cases = tomllib.loads((CASES / "attribution_cases.toml").read_text("utf-8"))["case"]
    misread = tomllib.loads((CASES / "misread.toml").read_text("utf-8")).values()
    texts = [case["text"] for case in cases]
    texts += [re.sub(r"[\[\]]", "", text) for table in misread for text in table if "." in text]
    rows = [{"doc_id": f"case-{number}", "text": text} for number, text in enumerate(texts)]
    styles = rhetoric.read(sorted((CASES / "styles").glob("*.txt")))
    yield from tables(rhetoric.analyze([*articles(rows), *styles]))


def devset() -> Files:
    """News of many outlets."""
    yield from tables(rhetoric.analyze(articles(jsonl(NEEDS["devset"]))))
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder, "gold.jsonl")
        lines = NEEDS["devset"].read_text("utf-8").splitlines(keepends=True)
        gold.write_text("".join(lines[:15]), "utf-8")
        page = Path(folder, "errors.html")
        said = told(Path(folder), "evaluate", "attribution", gold, "--out", page)
        yield "evaluate_attribution", [*said, *written(Path(folder))]


def tass() -> Files:
    """The seed's own genre."""
    yield from tables(rhetoric.analyze(rhetoric.read(NEEDS["tass"])))


def un() -> Files:
    """Speeches, each its speaker's."""
    rows = sorted(jsonl(NEEDS["un"]), key=lambda row: row["doc_id"])
    rows = [{**row, "speaker": row["country"]} for row in spread(rows, 40)]
    yield from tables(rhetoric.analyze(articles(rows)))


def passages() -> Files:
    """Passages of news and speeches, with positions in most of them."""
    rows = sorted(jsonl(NEEDS["passages"]), key=lambda row: row["id"])
    rows = [{**row, "doc_id": row["id"]} for row in spread(rows, 60)]
    yield from tables(rhetoric.analyze(articles(rows)))


def report() -> Files:
    """The visible text of the reports, alt texts in it (slow: a minute and a half)."""
    for notebook in NOTEBOOKS:
        on = [] if notebook == "coders_and_the_machine" else [next(SEED.iterdir())]
        with tempfile.TemporaryDirectory() as folder:
            page = rhetoric.report(on, Path(folder, "report.html"), notebook=notebook)
            lines = [neutral(line, Path(folder)) for line in visible(page.read_text("utf-8"))]
        yield notebook, ({"line": line} for line in lines)


PARTS: dict[str, Callable[[], Files]] = {
    part.__name__: part
    for part in (seed, data, tests, devset, tass, un, passages, commands, report)
}


def tables(made: Any) -> Files:
    """Every table of an analysis, and what its columns hold."""
    frames = {f.name: getattr(made, f.name) for f in dataclasses.fields(made)}
    frames = {name: frame for name, frame in frames.items() if isinstance(frame, pd.DataFrame)}
    for name, frame in frames.items():
        yield name, records(frame)
    yield (
        "columns",
        (
            {"table": name, "column": column, "type": str(kind)}
            for name, frame in frames.items()
            for column, kind in frame.dtypes.items()
        ),
    )


def wholes(made: Any) -> Files:
    """What is made of the tables of an analysis: summaries, figures, exports, pages."""
    display, found = room("display"), dict(summaries(made))
    for name, summary in found.items():
        yield f"summary_{name}", records(summary)
    yield from drawings(found)
    pages = {name: display.table(summary).html for name, summary in found.items()}
    pages |= {doc_id: made.display(doc_id).html for doc_id in [*made.texts][::4]}
    pages |= {"summary": made._repr_html_(), "repr": repr(made)}
    shown = ((name, line) for name, page in pages.items() for line in page.split("<"))
    yield "pages", ({"page": name, "line": line} for name, line in shown if line)
    yield "exports", exports(made)


def drawings(found: dict[str, pd.DataFrame]) -> Files:
    """What the figures of summaries say: alt text, finding, mark of the data, words in it."""
    drawn = room("figures")
    said, words = [], []
    for name, summary in found.items():
        if draw := getattr(drawn, name, None):
            ax = draw(summary)
            alt, shown = drawn.alt_text(ax), repr(drawn.show(ax, dpi=30))
            said.append({"figure": name, "alt": alt})
            said.append({"figure": f"{name}: data", "mark": shown.removeprefix(alt)})
            said.append({"figure": f"{name}: finding", "alt": drawn.finding(ax)})
            texts = [text.get_text() for text in ax.figure.findobj(Text) if text.get_visible()]
            words += [{"figure": name, "line": text} for text in texts if text.strip()]
    yield "figures", said
    yield "figure_words", words


def summaries(made: Any) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every summary of the tables."""
    positions = room("summaries")
    for name, options in SUMMARIES:
        doc_id = {"doc_id": made.articles["doc_id"].iloc[0]} if name == "article_course" else {}
        table = getattr(positions, name)(made, **doc_id, **options)
        yield "-".join([name, *map(str, options.values())]), table
    yield "summarize-own", positions.summarize(positions.own(made))
    yield "summarize-surer", positions.summarize(positions.surer(made, 0.7))


def exports(made: Any) -> Iterator[Row]:
    """Every export format, the networks, and the tables as files."""
    exchange, positions = room("exchange"), room("summaries")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for form, kind in exchange.FORMATS.items():
            if form != "sheet":  # which `sample` writes
                suffix = kind.writes if kind.writes.startswith(".") else ""
                place = folder / f"{form}{suffix}"
                exchange.write(made, made.texts, rhetoric.load_codebook(), place, form)
        for network in ("discourse_network", "congruence_network"):
            for suffix in ("graphml", "csv"):
                table = getattr(positions, network)(made)
                positions.write_network(table, folder / f"{network}.{suffix}")
        for form in ("csv", "jsonl", "parquet"):
            made.write(folder / f"tables.{form}", form)
        yield from written(folder)


def round_trip() -> Iterator[Row]:
    """What the commands say and write, from a codebook to an import."""
    books = Path(str(rhetoric.__file__)).parent.rglob("codebooks/*.toml")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv, brat, sheet = folder / "csv", folder / "brat", folder / "sheet.csv"
        given = ("--articles", SEED, "--format", "brat")
        for command in (
            *(("codebook", "check", book) for book in sorted(books)),
            ("codebook", "list"),
            ("codebook", "try", "Sanctions will not work, the envoy said."),
            ("codebook", "try", "The minister denies that they demand talks without conditions."),
            ("analyze", SEED, "--out", csv, "--format", "csv"),
            ("analyze", SEED, CASES / "styles" / "agency.txt", "--out", folder / "parquet"),
            ("sample", csv, "--n", "10", "--out", sheet),
            ("export", csv, *given, "--out", brat),
            ("import", brat, "--tables", csv, *given, "--coder", "ann", "--out", folder / "new"),
        ):
            yield from told(folder, *command)
        yield from written(folder)


def evaluations() -> Iterator[Row]:
    """What the evaluations say of coded rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gold, out = folder / "coded.jsonl", folder / "differing.csv"
        gold.write_text("".join(json.dumps(row) + "\n" for row in written_positions()), "utf-8")
        yield from told(folder, "evaluate", "coders", SAMPLE, "--machine", "reader", "--out", out)
        yield from told(folder, "evaluate", "positions", gold)
        yield from written(folder)


def told(folder: Path, *arguments: str | Path) -> Iterator[Row]:
    """Run a command, and give what it says, without bars of progress."""
    words, said = [str(one) for one in arguments], io.StringIO()
    before, sys.argv = sys.argv, ["rhetoric", *words]
    try:
        with redirect_stdout(said), redirect_stderr(said):
            room("cli").main()
        code: Any = 0
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    lines = [line for line in said.getvalue().split("\n") if line and "\r" not in line]
    for line in (*lines, f"exit {code or 0}"):
        yield {"file": neutral(" ".join(words), folder), "line": neutral(line, folder)}


def written(folder: Path) -> Iterator[Row]:
    """Give the files of a folder line by line, JSON in small pieces, Parquet by rows."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        for line in _lines(path):
            yield {"file": str(path.relative_to(folder)), "line": neutral(line, folder)}


def _lines(path: Path) -> Iterable[str]:
    if path.suffix == ".parquet":
        return (json.dumps(row, ensure_ascii=False) for row in records(pd.read_parquet(path)))
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return (one for line in text.split("\n") if line for one in _pieces(json.loads(line)))
    if path.suffix in (".json", ".jsonld"):
        return _pieces(json.loads(text))
    return text.replace("><", ">\n<").split("\n")


def _pieces(value: Any, path: str = "") -> Iterator[str]:
    said = json.dumps(value, ensure_ascii=False)
    if len(said) < 500 or not isinstance(value, dict | list):
        yield f"{path} {said}"
        return
    for key, one in value.items() if isinstance(value, dict) else (("", v) for v in value):
        yield from _pieces(one, f"{path}/{key}")


def visible(page: str) -> list[str]:
    """Give what a page shows: a line a block, cells and alt texts in it."""
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup(["head", "style", "script"]):
        tag.decompose()
    for image in soup("img"):
        image.replace_with(f"\n{image.get('alt')}\n")
    for row in soup("tr"):
        cells = (" ".join(cell.get_text().split()) for cell in row(["td", "th"]))
        row.replace_with(f"\n{' | '.join(cells)}\n")
    for block in soup(BLOCKS):
        block.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return [line for line in lines if line]


def neutral(line: str, folder: Path) -> str:
    """Take out of a line what differs between runs: places, hashes, times, versions."""
    package = Path(str(rhetoric.__file__)).parent
    for place, name in ((folder, "OUT"), (package, "PACKAGE"), (ROOT, "ROOT")):
        line = line.replace(str(place), name)
    for pattern, name in CHANGING.items():
        line = pattern.sub(name, line)
    return line


def records(frame: pd.DataFrame) -> list[Row]:
    """Give the rows of a table: floats to six digits, null as it is in JSON."""
    text = frame.to_json(orient="records", double_precision=6, date_format="iso")
    rows: list[Row] = json.loads(text or "[]")
    return rows


def articles(rows: list[Row]) -> Any:
    """Read rows as articles, with what is known of them."""
    names = ("doc_id", "text", "title", "published", "speaker")
    return rhetoric.read(pd.DataFrame([{name: row.get(name) for name in names} for row in rows]))


def jsonl(path: Path) -> list[Row]:
    """Read a file of JSON lines, gzipped or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def spread(rows: list[Row], count: int) -> list[Row]:
    """Take so many rows, evenly from first to last."""
    return rows[:: max(1, len(rows) // count)][:count]

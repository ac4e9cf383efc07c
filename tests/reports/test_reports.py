"""The report: parameters in, one self-contained page out, and one clear error for all else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from rhetoric import state_of_the_union
from rhetoric.errors import InputError, ReportError
from rhetoric.files import shipped
from rhetoric.reports import display
from rhetoric.reports.notebook import fill, report, run
from rhetoric.reports.page import MARK, check, render

TEXT = 'PARIS, May 3. /AFP/. "It will not work," the minister, Anna Berg, said on Friday.\n'
PARAMETERS = "article = 'nothing.txt'\ncodebook: str | None = None\nseed = 0"
FACTS: dict[str, Any] = {
    "command": "rhetoric report a.txt --out a.html",
    "inputs": [("a", "0" * 64)],
    "codebook": ("diplomacy 1", "1" * 64),
    "model": "en_core_web_sm 3.8.0",
    "taggers": [("attribution.npz", "2" * 64), ("speech.npz", "4" * 64)],
    "reader": ("positions.onnx", "3" * 64),
    "versions": [("Python", "3.11")],
}
TITLE = {"headline": "H", "dek": None, "outlet": "O", "published": "2019-02-25", "url": None}


def notebook(*cells: str, parameters: str | None = PARAMETERS) -> nbformat.NotebookNode:
    node = nbformat.v4.new_notebook()
    node.cells = [nbformat.v4.new_markdown_cell("# A method\n\nSome prose.")]
    if parameters is not None:
        node.cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for source in cells:
        make = nbformat.v4.new_markdown_cell if source[:2] == "##" else nbformat.v4.new_code_cell
        node.cells.append(make(source))
    return node


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "berg.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path):
    def save(*cells: str, **options: Any) -> str:
        path = tmp_path / "mine.ipynb"
        nbformat.write(notebook(*cells, **options), path)
        return str(path)

    return save


# Parameters


@pytest.mark.parametrize(
    "value",
    [
        "x.txt",
        "it's \"quoted\"\n'; import os; os.abort() #",
        "'''\\",
        "\ud800\u202e",
        None,
        3,
        -0.5,
        True,
        ["x.txt", 'it\'s \\ "quoted"'],
        [],
    ],
)
def test_a_parameter_comes_back_as_it_went_in(value):
    node = notebook()
    cell = fill(node, {"article": value}, name="n")
    found: dict[str, Any] = {}
    exec(cell.source, {}, found)
    assert found == {"article": value}
    assert len(cell.source.splitlines()) == 1
    assert node.cells[2] is cell


class Sly(str):
    def __repr__(self) -> str:
        return "__import__('os').abort()"


@pytest.mark.parametrize(
    "value", [Sly("x"), float("nan"), float("inf"), [1], [Sly("x")], ("x",), b"x", Path("x")]
)
def test_a_parameter_is_a_plain_text_number_or_none(value):
    with pytest.raises(
        ReportError, match=r"parameter 'article' must be a text, several, a finite number"
    ):
        fill(notebook(), {"article": value}, name="n")


def test_a_notebook_without_a_parameters_cell_is_refused():
    with pytest.raises(ReportError, match=r"notebook 'n' has 0 cells tagged 'parameters'"):
        fill(notebook(parameters=None), {"article": "x"}, name="n")


def test_a_notebook_that_lacks_the_parameter_is_refused():
    with pytest.raises(ReportError, match=r"'n' has no parameter 'codebook'.*article, seed"):
        fill(notebook(parameters="article = 1\nseed = 2"), {"codebook": "x"}, name="n")


# Running


CHAINED = "from rhetoric.evaluation import codings\ncodings.read('none.csv')"  # of an OSError


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("#| fig-cap: y\nx / 0", "(x / 0) failed: ZeroDivisionError: division by zero"),
        (CHAINED, "(codings.read('none.csv')) failed: InputError: none.csv: cannot be opened"),
    ],
)
def test_a_failing_cell_is_named_with_its_error(cell, said, tmp_path: Path):
    with pytest.raises(ReportError) as caught:
        run(notebook("x = 1", cell), name="n", folder=tmp_path)
    assert str(caught.value).startswith(f"notebook 'n', cell 4 {said}")


def test_a_kernel_that_dies_is_an_error_of_ours(tmp_path: Path):
    with pytest.raises(ReportError, match=r"notebook 'n': its kernel stopped"):
        run(notebook("import os; os._exit(1)"), name="n", folder=tmp_path)


# The page


def page(*cells: str, title: dict[str, Any] = TITLE, outputs: dict[int, Any] | None = None) -> str:
    node = notebook(*cells)
    for index, output in (outputs or {}).items():
        node.cells[index].outputs = [output]
    return render(node, title, FACTS)


def html(data: str) -> Any:
    return nbformat.v4.new_output("execute_result", {"text/html": data, "text/plain": ""})


def png(alt: str | None) -> Any:
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return nbformat.v4.new_output("display_data", {"image/png": "AA=="}, metadata=metadata)


def test_the_page_has_its_parts():
    made = page("## One", "x = 1", "## Two")
    soup = BeautifulSoup(made, "html.parser")
    assert soup.html["lang"] == "en"
    assert [h.get_text() for h in soup.find_all("h1")] == ["H"]
    assert [a["href"] for a in soup.select("nav a")] == ["#one", "#two", "#colophon"]
    assert soup.find("meta", attrs={"http-equiv": True})["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert "25 February 2019" in soup.header.get_text()
    assert soup.select_one("details.code:not([open]) pre").get_text().strip() == PARAMETERS
    colophon = soup.select_one(".colophon").get_text()
    for fact in (
        FACTS["command"],
        "0" * 64,
        "1" * 64,
        "diplomacy 1",
        "en_core_web_sm 3.8.0",
        "attribution.npz",
        "2" * 64,
    ):
        assert fact in colophon
    assert MARK in made


def test_figures_are_numbered_with_alt_text_and_caption():
    made = page("#| fig-cap: Marks and\n#|   their <words>.\nplot()", "x", outputs={2: png("Up.")})
    soup = BeautifulSoup(made, "html.parser")
    figure = soup.select_one("figure")
    assert figure.img["alt"] == "Up."
    assert figure.figcaption.get_text() == "Figure 1. Marks and their <words>."
    assert "fig-cap" not in soup.select("details.code")[1].get_text()


TABLE = (
    "<div><style scoped>x{}</style><table border='1' class='dataframe'><thead><tr style='x'>"
    "<th></th><th>who</th><th>n</th></tr></thead><tbody>"
    "<tr><th rowspan='2' valign='top'>a</th><td>&lt;b&gt;</td><td>1</td></tr>"
    "<tr><td>c</td><td>−2.5</td></tr></tbody></table></div>"
)


def test_tables_get_scopes_a_caption_and_numbers_to_the_right():
    made = page("#| tbl-cap: The voices.\nshow()", outputs={2: html(TABLE)})
    table = BeautifulSoup(made, "html.parser").select_one("main table")
    assert table.caption.get_text() == "Table 1. The voices."
    assert [(c.name, c.get("scope")) for c in table.thead.find_all(["td", "th"])] == [
        ("td", None),
        ("th", "col"),
        ("th", "col"),
    ]
    assert table.tbody.th["scope"] == "rowgroup"
    assert [c.get_text() for c in table.select(".number")] == ["n", "1", "−2.5"]
    assert table.parent["tabindex"] == "0"
    assert "scoped" not in made


def test_an_empty_table_says_so():
    empty = re.sub(r"<tbody>.*</tbody>", "<tbody></tbody>", TABLE)
    made = page("show()", outputs={2: html(empty)})
    [cell] = BeautifulSoup(made, "html.parser").select("main tbody td")
    assert (cell["colspan"], cell.get_text()) == ("3", "none")


def test_null_reads_as_a_dash():
    made = page("show()", outputs={2: html(TABLE.replace("−2.5", "NaN"))})
    cells = BeautifulSoup(made, "html.parser").select("main tbody td")
    assert [c.get_text() for c in cells] == ["<b>", "1", "c", "–"]


def test_a_finding_goes_to_the_head():
    node = notebook("print('Against.')")
    node.cells[2].metadata["tags"] = ["finding"]
    node.cells[2].outputs = [nbformat.v4.new_output("stream", text="Against <all>.\n")]
    soup = BeautifulSoup(render(node, TITLE, FACTS), "html.parser")
    assert soup.select_one("header .finding").get_text().strip() == "Against <all>."
    assert not soup.select("main .text")


def test_a_finding_links_to_marks_that_are_on_the_page():
    shown = "<div id='a/s1'>x</div>"
    node = notebook("box()", "show()")
    node.cells[2].metadata["tags"] = ["finding"]
    node.cells[2].outputs = [html("<p><a href='#a/s1'>s1</a>, <a href='#b/s2'>s2</a></p>")]
    node.cells[3].outputs = [html(shown)]
    soup = BeautifulSoup(render(node, TITLE, FACTS), "html.parser")
    assert [link["href"] for link in soup.select(".finding a")] == ["#a/s1"]
    assert soup.select_one("header .finding").get_text().strip() == "s1, s2"


def test_a_section_that_has_nothing_to_show_is_a_line():
    note = html(display.note("One & no more.").html)
    cells = ("## How firm\n\nProse.", "show()", "## Next\n\nMore.", "show()", "more()")
    made = page(*cells, outputs={3: note, 5: note, 6: html(TABLE)})
    said = BeautifulSoup(made, "html.parser").main.get_text()
    assert "How firm" in said
    assert "One & no more." in said
    assert "Prose." not in said
    assert "More." in said  # a table is shown there


def test_a_page_of_other_texts_leaves_out_what_is_for_the_notebook(article, saved, tmp_path):
    used = Path(saved("## Choose one", "print(1)"))
    node = nbformat.read(used, as_version=4)
    node.cells[2].metadata["tags"] = ["notebook"]
    nbformat.write(node, used)
    for sources, there in (([], True), ([article], False)):
        out = report(sources, tmp_path / "r.html", notebook=str(used))
        assert ("Choose one" in out.read_text(encoding="utf-8")) == there


def test_hostile_words_in_title_and_facts_show_as_text():
    title = {
        **TITLE,
        "headline": "</title><script>x()</script>",
        "dek": "\u202eevil",
        "url": "javascript:x()",
    }
    soup = BeautifulSoup(page(title=title), "html.parser")
    assert not soup.find("script")
    assert soup.h1.get_text() == title["headline"]
    assert "⟨U+202E⟩evil" in soup.header.get_text()
    assert not soup.select("header a")


@pytest.mark.parametrize(
    "data",
    [
        "<img src='https://example.org/x.png'>",
        "<img src=data: srcset='//example.org/x.png 2x'>",
        "<link rel='stylesheet' href='x.css'>",
        "<style>@import 'x.css'</style>",
        "<p style='background: url(http://example.org/x)'>x</p>",
        "<script>x()</script>",
        "<p onclick='x()'>x</p>",
        "<a href=' JavaScript:x()'>x</a>",
        "<iframe srcdoc='x'></iframe>",
        "<form action='x'></form>",
        "<svg><image xlink:href='x.png'/></svg>",
        "<base href='https://example.org'>",
        "<meta http-equiv='refresh' content='0;url=https://example.org'>",
    ],
)
def test_whatever_loads_or_runs_fails_the_export(data):
    with pytest.raises(ReportError, match="the page"):
        page("show()", outputs={2: html(data)})


def test_a_link_and_an_embedded_image_pass():
    check(
        BeautifulSoup(
            "<a href='https://x.org'>x</a><img src='data:image/png;base64,x'>", "html.parser"
        )
    )


# The whole way


def test_report_writes_a_page_with_the_parameters(article, saved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "new" / "r.html"
    used = saved("len(open(article, encoding='utf-8').read())")
    assert report("berg.txt", out, notebook=used) == out
    soup = BeautifulSoup(out.read_text(encoding="utf-8"), "html.parser")
    assert str(len(TEXT)) in soup.select_one("pre.text").get_text()
    assert "article = 'berg.txt'" in soup.main.get_text()
    assert str(tmp_path) not in soup.get_text()
    assert "rhetoric report berg.txt --out r.html --notebook mine.ipynb" in soup.get_text()
    report("berg.txt", out, notebook=used)  # our own page may be made again
    assert [p.name for p in out.parent.iterdir()] == ["r.html"]


def test_a_folder_makes_one_report(article, saved, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    out = report(folder, tmp_path / "r.html", notebook=saved())
    soup = BeautifulSoup(out.read_text(encoding="utf-8"), "html.parser")
    assert soup.h1.get_text() == "A method"
    assert "2 articles" in soup.header.get_text()
    assert {"a", "b"} <= {d.get_text() for d in soup.select(".colophon bdi")}
    assert re.search(
        r"attribution\.npzSHA-256 [0-9a-f]{64}", soup.select_one(".colophon").get_text()
    )


def test_several_articles_make_one_report(article, saved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more").mkdir()
    (tmp_path / "more/two.txt").write_text(TEXT, encoding="utf-8")
    out = report(["berg.txt", "more"], "r.html", notebook=saved("print(len(article))"))
    soup = BeautifulSoup(out.read_text(encoding="utf-8"), "html.parser")
    assert "article = ['berg.txt', 'more']" in soup.main.get_text()
    assert soup.select_one("pre.text").get_text().strip() == "2"
    assert "rhetoric report berg.txt more --out r.html" in soup.get_text()
    assert {"berg", "two"} <= {d.get_text() for d in soup.select(".colophon bdi")}
    with pytest.raises(InputError, match="doc_id 'berg' is already that of"):
        report(["berg.txt", "berg.txt"], "r.html", notebook=saved())


def test_without_input_a_notebook_runs_on_its_own(saved, tmp_path):
    out = report([], tmp_path / "r.html", notebook=saved("print(article)"))
    soup = BeautifulSoup(out.read_text(encoding="utf-8"), "html.parser")
    assert (soup.title.get_text(), soup.h1.get_text()) == ("A method", "A method")
    assert soup.select_one("pre.text").get_text().strip() == "nothing.txt"


def test_a_corpus_that_is_not_installed_is_said_at_once_where_it_is_needed(
    article, saved, tmp_path, monkeypatch
):
    monkeypatch.setattr(state_of_the_union, "PACKAGE", "no_such_package")
    started: list[str] = []
    used = saved("'annual_messages'", parameters="article = None")
    with pytest.raises(InputError, match="not installed: pip install no_such_package"):
        report([], tmp_path / "r.html", notebook=used, started=lambda: started.append("early"))
    assert not started
    report(article, tmp_path / "r.html", notebook=used)  # takes no message, and lists no version
    used = saved("'annual_messages'", parameters=f"article = {str(article)!r}")
    report([], tmp_path / "r.html", notebook=used)


SHOWING = (
    "import pandas as pd\nfrom rhetoric import display, figures",
    """#| tbl-cap: Words.
table = pd.DataFrame({"holder": ["Ann", "习近平"] * 30, "n": range(60)})
display.table(table)""",
    """#| fig-cap: Bins.
row = {"confidence": 0.5, "right": 0.5, "n": 4, "low": 0, "high": 1}
figures.show(figures.reliability(pd.DataFrame([row])))""",
)


def test_figures_and_tables_come_as_files_when_asked(article, saved, tmp_path):
    place = tmp_path / "paper" / "assets"
    used = saved(*SHOWING)
    report(article, tmp_path / "r.html", notebook=used, assets_to=place)
    files = {p.name: p.read_bytes() for p in place.iterdir()}
    assert sorted(files) == ["figure-1.pdf", "figure-1.svg", "table-1.csv"]
    assert files["figure-1.pdf"].startswith(b"%PDF")
    assert "Over 4 scores" in files["figure-1.svg"].decode("utf-8")  # the alt text goes along
    table = pd.read_csv(place / "table-1.csv")
    assert (len(table), table["holder"][1]) == (60, "习近平")  # all rows, not those of the page
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<svg" not in page
    assert "application/pdf" not in page
    assert "--assets assets" in page
    report(article, tmp_path / "r.html", notebook=used, assets_to=place)  # again, the same
    assert {p.name: p.read_bytes() for p in place.iterdir()} == files
    report(article, tmp_path / "r.html", notebook=saved(), assets_to=place)
    assert not list(place.iterdir())  # no file of an earlier page is left
    assert sorted(p.name for p in place.parent.iterdir()) == ["assets"]


def test_a_folder_of_others_takes_no_assets(article, saved, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/table-1.docx").write_text("mine")
    for place, message in (("thesis", r"holds 'table-1\.docx'"), ("berg.txt", "is a file")):
        with pytest.raises(ReportError, match=message):
            report(article, tmp_path / "r.html", notebook=saved(), assets_to=tmp_path / place)
    assert not (tmp_path / "r.html").exists()


def test_a_file_that_is_not_ours_is_left_alone(article, saved, tmp_path):
    out = tmp_path / "thesis.html"
    out.write_text("<h1>My thesis</h1>")
    with pytest.raises(ReportError, match=r"exists and is not a report of ours"):
        report(article, out, notebook=saved())
    assert out.read_text() == "<h1>My thesis</h1>"


def test_a_folder_or_another_kind_of_file_is_no_place(article, tmp_path):
    (tmp_path / "d.html").mkdir()
    with pytest.raises(ReportError, match=r"exists and is not a report of ours"):
        report(article, tmp_path / "d.html")
    with pytest.raises(ReportError, match=r"with the ending .html"):
        report(article, tmp_path / "r.pdf")


def test_nothing_is_written_when_a_cell_fails(article, saved, tmp_path):
    with pytest.raises(ReportError, match=r"cell 3 \(1 / 0\)"):
        report(article, tmp_path / "r.html", notebook=saved("1 / 0"))
    assert not (tmp_path / "r.html").exists()


def test_an_unknown_notebook_names_the_shelf(article, tmp_path):
    with pytest.raises(ReportError, match=r"no notebook 'nope': the shelf has .*positions"):
        report(article, tmp_path / "r.html", notebook="nope")


def test_a_broken_notebook_is_named(article, tmp_path):
    (tmp_path / "b.ipynb").write_text("{")
    with pytest.raises(ReportError, match=r"'b\.ipynb' is not a notebook"):
        report(article, tmp_path / "r.html", notebook=str(tmp_path / "b.ipynb"))


def test_bad_input_is_said_before_anything_runs(tmp_path):
    def never() -> None:
        raise AssertionError("it was started")

    with pytest.raises(InputError, match="missing"):
        report(tmp_path / "missing.txt", tmp_path / "r.html", started=never)
    with pytest.raises(ReportError, match="save the text in a file"):
        report("A headline\n\nSome text.", tmp_path / "r.html")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(InputError, match=r"empty\.txt: the file is empty; give an article"):
        report(tmp_path / "empty.txt", tmp_path / "r.html", started=never)


def test_the_shelf_is_found():
    assert {p.stem for p in shipped("notebooks").glob("*.ipynb")} >= {
        "who_said_what",
        "positions",
        "stance_and_sentiment",
    }

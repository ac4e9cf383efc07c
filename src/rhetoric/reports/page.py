"""The report's page: an executed notebook in, one accessible, self-contained HTML file out.

With it, for a paper, its figures as SVG and PDF and its tables as CSV.
"""

from __future__ import annotations

import base64
import re
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from rhetoric.errors import ReportError
from rhetoric.files import check_writable, whole
from rhetoric.reports import NOTE

MARK = '<meta content="rhetoric report" name="generator"/>'

LONG = 40  # characters: a cell that must not become a thin column
WIDE = 4  # columns: what is wider must scroll on a telephone
_LOADING = ("src", "srcset", "poster", "data", "background", "action", "formaction", "xlink:href")
_OUTSIDE_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
_NUMBER = re.compile(r"[+−-]?\d[\d.,]*%?|–|")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they make text look other than it is
_OPTION = re.compile(r"#\|\s*([a-z-]+):\s*(.*)")
FILES_TOO = {"RHETORIC_ASSETS": "1"}  # asks figures.show and display.table for them
_KINDS = {"image/svg+xml": "svg", "application/pdf": "pdf", "text/csv": "csv"}
_OURS = re.compile(r"(figure|table)-\d+\.(svg|pdf|csv)")


def render(node: NotebookNode, title: dict[str, Any], facts: dict[str, Any]) -> str:
    """Make the page of an executed notebook.

    Cells say what a figure or a table shows in comment lines as Quarto's, `#| fig-cap: …` or
    `#| tbl-cap: …`, going on in lines that start with `#|  `. What a cell tagged `finding` prints
    or shows goes to the head of the page. Of a section that shows nothing but notes
    (`display.note`), its heading and these are left.

    Raises ReportError where the page would load anything from outside or run a script.
    """
    from nbconvert.exporters import HTMLExporter

    for cell in node.cells:
        if cell.cell_type == "code":
            cell.metadata["options"], cell.source = _options(cell.source)
    head = {
        **title,
        "method": _take_heading(node),
        "finding": _take_finding(node),
        "date": _date(title["published"]),
        "mark": MARK,
    }
    _fold_sections(node)
    exporter = HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(Path(__file__).parents[1] / "templates")],
        exclude_anchor_links=True,
        exclude_output_prompt=True,
    )
    # nbconvert's own templates call its filters, which escape
    exporter.environment.autoescape = lambda name: name == exporter.template_file
    html, _ = exporter.from_notebook_node(node, resources={"head": head, "facts": facts})
    soup = BeautifulSoup(html, "html.parser")
    _mend_headings(soup)
    _mend_links(soup)
    _mend_tables(soup)
    _number_tables(soup)
    _list_contents(soup)
    check(soup)
    return _BIDI.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", str(soup))


def check(soup: BeautifulSoup) -> None:
    """Raise ReportError where the page would ask anything from outside or run anything.

    The page's content policy forbids both to the browser; here the author hears of it.
    """
    for tag in soup.find_all(True):
        moves = tag.name == "meta" and str(tag.get("http-equiv", "")).lower() == "refresh"
        if moves or tag.name in ("script", "base", "iframe", "object", "embed"):
            raise ReportError(f"the page holds a <{tag.name}>: a report runs and embeds nothing")
        for name, value in tag.attrs.items():
            text = str(value).strip()
            loads = name in _LOADING or (name == "href" and tag.name not in ("a", "area"))
            if loads and text and not text.lower().startswith(("data:", "#")):
                raise ReportError(f"the page would load {text!r} (<{tag.name} {name}=…>): embed it")
            if name.startswith("on") or text.lower().startswith("javascript:"):
                raise ReportError(f"the page holds a script (<{tag.name} {name}=…>)")
            if name == "style" and _OUTSIDE_STYLE.search(text):
                raise ReportError(f"the page would load what a style names: {text!r}")
        if tag.name == "style" and _OUTSIDE_STYLE.search(tag.get_text()):
            raise ReportError("the page would load what a <style> names: embed it")


def _options(source: str) -> tuple[dict[str, str], str]:
    """Part a cell's head of `#| key: value` lines from its code."""
    options: dict[str, str] = {}
    lines = source.split("\n")
    key = ""
    while lines and lines[0].startswith("#|"):
        line = lines.pop(0)
        if found := _OPTION.match(line):
            key = found[1]
            options[key] = found[2].strip()
        elif key:
            options[key] = f"{options[key]} {line.removeprefix('#|').strip()}"
    return options, "\n".join(lines)


def _take_heading(node: NotebookNode) -> str:
    """Take the notebook's own title out: the page's one h1 is the headline."""
    for cell in node.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            heading, _, rest = cell.source.partition("\n")
            cell.source = rest.lstrip("\n")
            return str(heading[2:].strip())
    return ""


def _take_finding(node: NotebookNode) -> str:
    finding = ""
    for cell in node.cells:
        if "finding" in cell.metadata.get("tags", []):
            for output in cell.outputs:
                lines = output.get("text", "").strip().splitlines()
                finding += "".join(f"<p>{escape(line)}</p>" for line in lines)
                finding += output.get("data", {}).get("text/html", "")
            cell.outputs = []
    return finding


def _fold_sections(node: NotebookNode) -> None:
    """Leave of a section that shows nothing but notes its heading and the notes."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in node.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    for section in sections[1:]:
        shown = [o.get("data", {}) for c in section for o in c.get("outputs", [])]
        if shown and all(NOTE in data.get("text/html", "") for data in shown):
            section[0].source = section[0].source.partition("\n")[0]


def _date(published: str | None) -> str:
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return published or ""
    return f"{day.day} {day:%B %Y}"


def _mend_headings(soup: BeautifulSoup) -> None:
    """Leave one h1, and give every heading an id of its own."""
    taken: set[str] = set()
    for tag in soup.select("main h1, main h2, main h3, main h4"):
        if tag.name == "h1":
            tag.name = "h2"
        wanted = re.sub(r"\W+", "-", tag.get_text().strip().lower()).strip("-") or "section"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}-{count}"
        taken.add(name)
        tag["id"] = name


def _mend_links(soup: BeautifulSoup) -> None:
    """Leave of links in the finding only those to marks that are on the page."""
    for link in soup.select("header .finding a"):
        if not soup.find(id=str(link["href"])[1:]):
            link.unwrap()


def _mend_tables(soup: BeautifulSoup) -> None:
    """Give pandas' tables scopes, a caption and a frame that scrolls, and take its styles out."""
    for style in soup.select("main .output > div > style"):
        style.decompose()
    for head in soup.select("main .prose thead th"):
        head["scope"] = "col"
    for table in soup.select("table.dataframe"):
        table.attrs = {}
        for row in table.select("tr"):
            row.attrs = {}
        _join_heads(table)
        for cell in table.select("thead th"):
            cell["scope"] = "col"
            if not cell.get_text().strip():
                cell.name = "td"
                del cell["scope"]
        for cell in table.select("td"):
            if cell.get_text() in ("NaN", "None", "<NA>", "NaT"):
                cell.string = "–"  # null is "not scored"
            elif len(cell.get_text()) > LONG:
                cell["class"] = "long"
        for cell in table.select("tbody th"):
            cell["scope"] = "rowgroup" if cell.has_attr("rowspan") else "row"
            del cell["valign"]
        _align(table)
        if table.tbody and not table.tbody.find("tr"):
            width = str(len(table.select("thead tr:first-child > *")))
            cell = soup.new_tag("td", colspan=width, string="none")
            table.tbody.append(cell)
            cell.wrap(soup.new_tag("tr"))


def _join_heads(table: Tag) -> None:
    """Join pandas' two rows of headers, where the second only names the index."""
    rows = table.select("thead tr")
    if len(rows) != 2:
        return
    upper, lower = (row.find_all(["td", "th"]) for row in rows)
    names = [(cell.get_text().strip(), over) for over, cell in zip(upper, lower, strict=False)]
    if any(name and over.get_text().strip() for name, over in names):
        return
    for name, over in names:
        if name:
            over.string = name
    rows[1].decompose()


def _align(table: Tag) -> None:
    """Set numbers to the right, with their headers."""
    rows = [row.find_all(["td", "th"]) for row in table.select("tbody tr")]
    heads = [row.find_all(["td", "th"]) for row in table.select("thead tr")]
    width = max((len(row) for row in rows), default=0)
    for back in range(1, width + 1):  # from the right: row headers that span rows stand on the left
        column = [row[-back] for row in rows if len(row) >= back]
        if all(c.name == "td" and _NUMBER.fullmatch(c.get_text().strip()) for c in column):
            for cell in column + [row[-back] for row in heads if len(row) >= back]:
                cell["class"] = "number"


def _number_tables(soup: BeautifulSoup) -> None:
    """Number tables, each with its caption, in a frame that scrolls on a small screen."""
    tables = (table for table in soup.select("main .output table") if not table.find("caption"))
    for count, table in enumerate(tables, start=1):
        output = table.find_parent("div", class_="output")
        words = str(output.attrs.pop("data-caption", "")) if output else ""
        label = soup.new_tag("b", string=f"Table {count}.")
        held = soup.new_tag("span")  # stays in sight while a wide table scrolls
        held.extend([label, f" {words}"])
        caption = soup.new_tag("caption", id=f"table-{count}")
        caption.append(held)
        table.insert(0, caption)
        wide = " wide" * (len(table.select("thead tr:first-child > *")) > WIDE)
        frame = soup.new_tag("div", attrs={"class": f"table{wide}"}, role="region", tabindex="0")
        frame["aria-labelledby"] = f"table-{count}"
        table.wrap(frame)


def _list_contents(soup: BeautifulSoup) -> None:
    contents = soup.select_one("nav ol")
    if contents is None:
        return
    for heading in soup.select("main h2"):
        link = soup.new_tag("a", href=f"#{heading['id']}", string=heading.get_text())
        contents.append(link)
        link.wrap(soup.new_tag("li"))


def take_files(node: NotebookNode) -> list[dict[str, bytes]]:
    """Take the files out of an executed notebook's outputs, each of which keeps its number.

    Returns for each output that has any its files by ending.
    """
    found: list[dict[str, bytes]] = []
    for cell in node.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            files = {
                ending: base64.b64decode(made) if ending == "pdf" else made.encode("utf-8")
                for kind, ending in _KINDS.items()
                if len(data) > 1 and (made := data.pop(kind, None)) is not None
            }
            if files:
                output.metadata["asset"] = len(found)
                found.append(files)
    return found


def name_files(page: str, found: list[dict[str, bytes]]) -> dict[str, bytes]:
    """Name the files as the page numbers them: figure-1.svg, figure-1.pdf, table-1.csv, …"""
    named = {}
    for tag in BeautifulSoup(page, "html.parser").select("[data-asset]"):
        label = tag.find(["figcaption", "caption"], id=True)
        if isinstance(label, Tag):
            for ending, content in found[int(str(tag["data-asset"]))].items():
                named[f"{label['id']}.{ending}"] = content
    return named


def check_folder(directory: Path) -> None:
    """Raise ReportError where the folder holds anything that is not from a report.

    Raises OutputError where nothing can be written.
    """
    check_writable(directory)
    if directory.exists() and not directory.is_dir():
        raise ReportError(f"'{directory}' is a file: give --assets a folder")
    others = sorted(p.name for p in directory.glob("*") if not _OURS.fullmatch(p.name))
    if others:
        raise ReportError(
            f"'{directory}' holds '{others[0]}', which is not from a report: it is left as it is; "
            "give --assets a folder that is new, empty, or from a report"
        )


def write_files(named: dict[str, bytes], directory: Path) -> None:
    """Write the files to the folder, all of them or none. Raises OutputError."""
    with whole(directory) as made:
        made.mkdir()
        for file, content in named.items():
            (made / file).write_bytes(content)

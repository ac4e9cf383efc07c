"""Take the pictures of README.md and the docs, light and dark, of the article in data/.

`make pictures` runs this. It needs Chromium, as the tests of the browser do.
"""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import rhetoric
from rhetoric import display, figures, summaries
from rhetoric.codebook import load_codebook

HERE = Path(__file__).parent / "pictures"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SENTENCES = (6, 12, 13, 14)  # of the article: a voice within a voice, and the two approaches
PAGE = """<!doctype html><meta charset="utf-8"><style>
:root {{ color-scheme: light dark; background: light-dark(#fff, #161616) }} body {{ margin: 0 }}
main {{ width: {width}px; padding: 8px }} {style}
</style><main>{html}</main>"""


def shots() -> dict[str, str]:
    """Return a page for each picture: the map of what the article is about, a piece of the text."""
    analysis = rhetoric.analyze(rhetoric.example())
    [doc_id] = analysis.articles["doc_id"]
    found = summaries.findings(analysis, opposites=load_codebook().opposites)
    issues = found.dropna(subset="issue")["concept"]
    table = summaries.position_map(analysis)
    drawn = figures.show(figures.position_map(table[table["concept"].isin(issues)]))
    marked = display.article(analysis.texts[doc_id], analysis, doc_id)
    shown = ", ".join(f'.rh-s[id$="/s{number}"]' for number in SENTENCES)
    alone = f".rh-key, .rh-s:not({shown}), .rh-p:not(:has({shown})) {{ display: none }}"
    return {
        "position_map": PAGE.format(width=750, style="", html=drawn.html),
        "article": PAGE.format(width=960, style=alone, html=marked.html),
    }


def editor() -> str:
    """Return a page with the table of docs/coding.md, as JupyterLab shows it after two edits."""
    table = rhetoric.edit(rhetoric.analyze(rhetoric.example()))
    first, second = (row["id"] for row in table.shown["rows"][:2])
    table.edits = [
        {"row": first, "field": "concept", "value": "pressure"},
        {"row": second, "field": "agreement", "value": "0"},
        {"row": second, "field": "note", "value": "whose words?"},
    ]
    table.shown = table.shown | {"rows": table.shown["rows"][:4]}
    table.kept = table.kept | {"said": "2 rows edited. Every edit is saved in ann.csv"}
    state = {name: getattr(table, name) for name in ("edits", "view", "shown", "choices", "kept")}
    known = json.dumps(state).replace("<", "\\u003c")
    run = f"""{table._esm.replace("export default", "const editor =")}
        const state = {known}, model = {{ get: (name) => state[name], on() {{}} }};
        editor.render({{ model, el: document.querySelector("main") }});"""
    html = f'<script type="module">{run}</script>'
    return PAGE.format(width=1000, style=table._css, html=html)


def take(browser: Browser, name: str, page: str) -> None:
    """Write the picture of a page, light and dark."""
    for scheme in ("light", "dark"):
        view = browser.new_page(color_scheme=scheme, device_scale_factor=1.5)
        view.set_content(page)
        taken = Image.open(BytesIO(view.locator("main").screenshot()))
        taken.convert("RGB").quantize(64).save(HERE / f"{name}_{scheme}.png", optimize=True)
        view.close()


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, NAMES)), None)
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, page in (shots() | {"editor": editor()}).items():
            take(chromium, name, page)
        chromium.close()

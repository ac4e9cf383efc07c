"""Show the worst errors against a gold standard: one page of HTML, no script, all text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from rhetoric.display.escape import attribute, given, plain
from rhetoric.display.highlight import Html

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 58rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: anywhere;
  font: 1rem/1.6 Georgia, "Times New Roman", serif; color: light-dark(#1a1a1a, #ececec);
  background: light-dark(#fff, #161616); }
h1, h2, table, dl, .key { font-family: system-ui, "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1rem; margin: 0 0 .5rem; }
.frame { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .8125rem; font-variant-numeric: tabular-nums;
  overflow-wrap: normal; }
caption { text-align: left; }
th, td { padding: .15rem .6rem; text-align: right;
  border-bottom: 1px solid light-dark(#d9d9d9, #444); }
th.text, td.text { text-align: left; }
article { margin: 1.5rem 0; padding-top: 1rem; border-top: 1px solid light-dark(#767676, #999); }
p { white-space: pre-line; unicode-bidi: isolate; margin: 0 0 .5rem; }
dl { font-size: .8125rem; margin: 0; } dt { float: left; clear: left; width: 4rem; }
dd { margin-left: 4rem; unicode-bidi: isolate; }
.gold { text-decoration: underline solid 2px light-dark(#0173b2, #7cc4f2);
  text-underline-offset: .2em; }
.found { background: light-dark(#fbe2cf, #55310f); }
.rh-x { padding: 0 .2em; border: 1px dashed currentcolor; font: .7em monospace; }
"""
_NAMES = {"low": "from", "high": "to", "gold": "marked"}


def mistakes(scores: pd.DataFrame, errors: pd.DataFrame, *, most: int = 100) -> Html:
    """Show the scores that `evaluation.evaluate` gives, and the first `most` of its `errors`.

    Returns a whole page that loads nothing: in each passage what is marked is underlined, and what
    was found is shaded.
    """
    shown: list[dict[Any, Any]] = errors.head(most).to_dict("records")
    counts = ", ".join(f"{n} {error}" for error, n in errors["error"].value_counts().items())
    body = "".join(_article(n, row) for n, row in enumerate(shown, start=1))
    return page(
        "Attribution: scores and errors",
        f"{grid(scores, 'Scores; from–to is the 95 % interval of F1 over documents.')}"
        f"<p>Errors among the outermost attributions: {plain(counts) or 'none'}. "
        f"The {len(shown)} that cost the most words:</p>"
        '<p class="key">Content as <span class="gold">marked</span>, as '
        '<span class="found">found</span>, as <span class="gold found">both</span>.</p>'
        f"{body}",
    )


def page(title: str, body: str) -> Html:
    """Return a whole page that loads nothing, marked as this command's own. `body` is HTML."""
    return Html(
        '<!DOCTYPE html>\n<!-- rhetoric evaluate -->\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{plain(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{plain(title)}</h1>{body}</main></body></html>\n"
    )


def grid(table: pd.DataFrame, caption: str) -> str:
    """Return a table as HTML; numbers with three decimals, null as a dash."""
    heads = "".join(
        f'<th scope="col"{_text(table[name])}>{plain(_NAMES.get(str(name), name))}</th>'
        for name in table.columns
    )
    rows = "".join(
        f"<tr>{''.join(_cell(value) for value in row)}</tr>"
        for row in table.itertuples(index=False)
    )
    return (
        f'<div class="frame" role="region" aria-label="{attribute(caption)}" tabindex="0"><table>'
        f"<caption>{plain(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _text(column: pd.Series[Any]) -> str:
    return "" if pd.api.types.is_numeric_dtype(column) else ' class="text"'


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'<td class="text">{plain(value)}</td>'
    if not given(value):
        return "<td>–</td>"
    return f"<td>{value:.3f}</td>" if isinstance(value, float) else f"<td>{value}</td>"


def _article(number: int, row: dict[Any, Any]) -> str:
    agreement = f", F1 {row['agreement']:.2f}" if given(row["agreement"]) else ""
    return (
        f"<article><h2>{number}. {plain(row['error'])}: {plain(row['kind'])}, "
        f"{row['words']} words{agreement} ({plain(row['doc_id'])})</h2>"
        f'<p dir="auto">{_passage(row)}</p><dl>{_side(row, "gold", "marked")}'
        f"{_side(row, 'found', 'found')}</dl></article>"
    )


def _side(row: dict[Any, Any], side: str, name: str) -> str:
    if not given(row[f"{side}_content"]):
        return f"<dt>{name}</dt><dd>nothing</dd>"
    source, cue = row[f"{side}_source"], row[f"{side}_cue"]
    return (
        f"<dt>{name}</dt><dd>source: {plain(source) if given(source) else 'none'}; "
        f"cue: {plain(cue) if given(cue) else 'none'}</dd>"
    )


def _passage(row: dict[Any, Any]) -> str:
    start = int(row["start"])
    sides = {"gold": row["gold_spans"], "found": row["found_spans"]}
    own = {side: [(a - start, b - start) for a, b in spans] for side, spans in sides.items()}
    return "".join(marked(str(row["text"]), own))


def marked(text: str, spans: Mapping[str, Iterable[tuple[int, int]]]) -> Iterator[str]:
    """Cut a text where a span begins or ends; give each piece the classes of the spans it is in."""
    sides = {side: list(own) for side, own in spans.items()}
    edges = {edge for own in sides.values() for span in own for edge in span}
    for a, b in pairwise(sorted({0, len(text), *edges})):
        classes = [side for side, own in sides.items() if any(x <= a < y for x, y in own)]
        piece = plain(text[a:b])
        yield f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece

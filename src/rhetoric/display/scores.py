"""The scores of a sentence, folded up: what, how sure, by which words and rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rhetoric.display.escape import given, plain, signed, voice_name
from rhetoric.display.record import Record

_STANCES = {1: "for", -1: "against", 0: "neutral on"}


def why(record: Record, statements: list[Any]) -> str:
    """Fold up the scores of a sentence: what, how sure, by which words and rules."""
    heads: list[str] = []
    parts: list[str] = []
    for row in sorted(statements, key=lambda s: (s.depth, s.start)):
        taken, items = _items(record, row)
        heads += taken
        if items:
            points = "".join(f"<li>{item}</li>" for item in items)
            parts.append(f"<p>{_source(record, row)}</p><ul>{points}</ul>")
    if not parts:
        return ""
    summary = "; ".join(heads) or "no stance scored"
    return f'<details class="rh-why"><summary>{summary}</summary>{"".join(parts)}</details>'


def _source(record: Record, row: Any) -> str:
    """Say who speaks in a statement and how that is known."""
    known = record.who.get(row.attribution_id) if given(row.attribution_id) else None
    who = f"<b>{plain(voice_name(row.holder))}</b>" if known else "<b>The article itself</b>"
    how = f" ({plain(row.kind)})"
    if known:
        mention = f" from “{plain(known.mention)}”" if given(known.mention) else ""
        how = f" ({plain(row.kind)}; {plain(known.speaker_how)}{mention})"
    short = row.statement_id.removeprefix(f"{row.doc_id}/")
    return f"<code>{plain(short)}</code> {who}{how}"


def _items(record: Record, row: Any) -> tuple[list[str], list[str]]:
    """List the scores of a statement: for the summary, and in full."""
    heads, items = [], []
    proofs = record.proofs.get(row.statement_id, [])
    for p in record.positions.get(row.statement_id, []):
        what = plain(p.concept.replace("_", " "))
        mine = [e for e in proofs if e.score == "agreement" and e.concept == p.concept]
        if not given(p.agreement):
            items.append(f"{what}: not scored{_proven(mine)}")
            continue
        stance = f"{_STANCES[int(p.agreement)]} {what}"
        heads.append(f"{plain(voice_name(p.holder))} <b>{stance}</b>")
        sure = f", confidence {p.confidence:.2f}" if given(p.confidence) else ""
        items.append(f"<b>{stance}</b> ({signed(p.agreement, 0)}{sure}){_proven(mine)}")
    scores = record.scores.get(row.statement_id)
    for name in ("act", "condition"):
        value = getattr(scores, name, None)
        if given(value):
            items.append(f"{name}: {plain(value)}{_proven(e for e in proofs if e.score == name)}")
    for name in ("hedge", "booster"):
        mine = [e for e in proofs if e.score == name]
        if mine:
            items.append(f"{name}s: {len(mine)}{_proven(mine)}")
    polarity = getattr(scores, "polarity", None)
    if given(polarity) and (polarity or items):
        items.append(
            f"tone {signed(polarity, 2)} (TextBlob)"
            + _proven(e for e in proofs if e.score == "polarity")
        )
        if polarity and not heads and row.depth == 0:
            heads.append(f"tone {signed(polarity, 2)}")
    return heads, items


def _proven(evidence: Iterable[Any]) -> str:
    words = [
        f"“{plain(e.text)}” <code>{plain(e.part)} · {plain(e.entry)}"
        + (f" {signed(e.value, 2)}" if given(e.value) else "")
        + "</code>"
        for e in evidence
    ]
    return ": " + ", ".join(words) if words else ""

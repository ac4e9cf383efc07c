"""The scores of a sentence, folded up: what, how sure, by which words and rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rhetoric.display.escape import attribute, given, plain, signed, voice_name
from rhetoric.display.record import Record

RULE = 60  # characters of an entry that are shown
_STANCES = {1: "for", -1: "against", 0: "neutral on"}


def why(record: Record, statements: list[Any]) -> str:
    """Fold up the scores of a sentence: what, how sure, by which words and rules."""
    heads: list[str] = []
    parts: list[str] = []
    ordered = sorted(statements, key=lambda s: (s.depth, s.start))
    for row in ordered:
        taken, items = _items(record, row)
        heads += taken
        if items:
            points = "".join(f"<li>{item}</li>" for item in items)
            parts.append(f"<p>{_source(record, row)}</p><ul>{points}</ul>")
    if not parts:
        return ""
    summary = "; ".join(heads) or _tone(record.scores.get(ordered[0].statement_id))
    return f'<details class="rh-why"><summary>{summary}</summary>{"".join(parts)}</details>'


def _source(record: Record, row: Any) -> str:
    """Say who speaks in a statement and how that is known."""
    known = record.who.get(row.attribution_id) if given(row.attribution_id) else None
    how = f" ({plain(row.kind)})"
    if known:
        mention = f" “{plain(known.mention)}”" if given(known.mention) else ""
        how = f" ({plain(row.kind)}; {plain(known.speaker_how)}{mention})"
    short = row.statement_id.removeprefix(f"{row.doc_id}/")
    return f"<code>{plain(short)}</code> <b>{_holder(row, row)}</b>{how}"


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
        heads.append(f"{_holder(p, row)} <b>{stance}</b>")
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
    return heads, items


def _holder(scored: Any, statement: Any) -> str:
    """Name whose position or statement it is; narration is the article's own."""
    if not given(scored.holder) and not given(statement.attribution_id):
        return "the article itself"
    return plain(voice_name(scored.holder))


def _tone(scores: Any) -> str:
    polarity = getattr(scores, "polarity", None)
    heard = f"; tone {signed(polarity, 2)}" if given(polarity) and polarity else ""
    return f"no stance{heard}"


def _proven(evidence: Iterable[Any]) -> str:
    words = [
        f"“{plain(e.text)}” {_rule(e)}" + (f" {signed(e.value, 2)}" if given(e.value) else "")
        for e in evidence
    ]
    return ": " + ", ".join(words) if words else ""


def _rule(proof: Any) -> str:
    """Name what the words do and the entry that fired; a long pattern in full on hovering."""
    rule = proof.entry if proof.entry.startswith(proof.part) else f"{proof.part} · {proof.entry}"
    if len(rule) <= RULE:
        return f"<code>{plain(rule)}</code>"
    return f'<code title="{attribute(proof.entry)}">{plain(rule[: RULE - 1])}…</code>'

"""Ways to damage files and folders of tables, each of which says what it met."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

FORMS = ("parquet", "csv", "jsonl")
ODD = [
    *(
        b"",
        b"null",
        b"NaN",
        b"1e999",
        b"9" * 5000,
        b"-1",
        b"1.5",
        b"[" * 20_000,
        b'"',
        b"\0",
        b"\xff",
    ),
    *(
        b"\\ud800",
        b"\x1b[2J",
        b"[]",
        b"{}",
        b"true",
        b"=1+1",
        b"\n",
        b"\t",
        b",",
        b"..",
        b"/dev/zero",
    ),
]
_WORD = re.compile(rb"\w+|[^\w\s]")
Dice = random.Random
Deed = Callable[[Path, Dice], str]


def _of_a_file(change: Callable[[bytes, Dice], bytes]) -> Deed:
    """Make what changes the bytes of one file of a folder, or of the file itself."""

    def deed(out: Path, dice: Dice) -> str:
        path = _pick(out, dice)
        path.write_bytes(change(path.read_bytes(), dice))
        return path.name

    deed.__name__ = change.__name__
    return deed


@_of_a_file
def emptied(data: bytes, dice: Dice) -> bytes:
    return b""


@_of_a_file
def cut(data: bytes, dice: Dice) -> bytes:
    return data[: dice.randrange(len(data) or 1)]


@_of_a_file
def flipped(data: bytes, dice: Dice) -> bytes:
    at = dice.randrange(len(data) or 1)
    return (
        data[:at]
        + bytes(byte ^ 1 << dice.randrange(8) for byte in data[at : at + 1])
        + data[at + 1 :]
    )


@_of_a_file
def lengthened(data: bytes, dice: Dice) -> bytes:
    return data + dice.randbytes(dice.randint(1, 99))


@_of_a_file
def edited(data: bytes, dice: Dice) -> bytes:
    """Put something odd in the place of a word or mark."""
    found = _WORD.search(data, dice.randrange(len(data) or 1))
    start, end = found.span() if found else (0, 0)
    return data[:start] + dice.choice(ODD) + data[end:]


@_of_a_file
def moved(data: bytes, dice: Dice) -> bytes:
    """Put a line where another stood, and before it."""
    lines = data.splitlines(keepends=True) or [b""]
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    lines.pop(dice.randrange(len(lines)))
    return b"".join(lines)


def deleted(out: Path, dice: Dice) -> str:
    path = _pick(out, dice)
    path.unlink()
    return path.name


def swapped(out: Path, dice: Dice) -> str:
    one, other = dice.sample(_tables(out), 2)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return f"{one.name}, {other.name}"


def several(out: Path, dice: Dice) -> str:
    found = _tables(out)
    for path in dice.sample(found, dice.randint(1, len(found))):
        path.write_bytes(dice.randbytes(dice.randint(0, 99)))
    return f"of {len(found)}"


def whole_tables(out: Path, dice: Dice) -> str:
    found = sorted(p for p in out.iterdir() if p.suffix[1:] in FORMS)
    for path in dice.sample(found, dice.randint(1, len(found))):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return f"of {len(found)}"


def copied(out: Path, dice: Dice) -> str:
    (out / "positions.parquet").mkdir(exist_ok=True)
    to = out / "positions.parquet" / f"{dice.randrange(20):06}.parquet"
    shutil.copy(dice.choice(_tables(out)), to)
    return to.name


def _pick(out: Path, dice: Dice) -> Path:
    return dice.choice(sorted(p for p in (out, *out.rglob("*")) if p.is_file()))


def _tables(out: Path) -> list[Path]:
    return sorted(p for p in out.rglob("*.*") if p.is_file() and p.suffix[1:] in FORMS)


OF_A_FILE: list[Deed] = [emptied, cut, flipped, lengthened, edited, moved]
OF_A_RUN: list[Deed] = [*OF_A_FILE, deleted, swapped, several, whole_tables, copied]

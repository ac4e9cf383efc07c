"""Say whether the library makes the same as before: every row of what it makes of a fixed set.

    python benchmarks/same.py against [COMMIT]    the working tree; without COMMIT, HEAD
    python benchmarks/same.py record FOLDER       what the source on PYTHONPATH makes
    python benchmarks/same.py compare FOLDER OTHER

`--only seed data …` takes some of the parts; those that need ../shared are left out where it is
not there. Records of commits are kept in .same/. Ends with 1 where rows differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".same"
PARTS = ("seed", "data", "tests", "devset", "tass", "un", "passages", "commands", "report")
EXAMPLES, LONG = 5, 160
Row = dict[str, Any]


def record(folder: Path, parts: list[str]) -> None:
    """Write FOLDER/part/table.jsonl of each part, of the source that Python finds."""
    given = os.environ.get("PYTHONPATH") or str(ROOT / "src")
    source = [os.path.abspath(path) for path in given.split(os.pathsep)]
    os.environ["PYTHONPATH"] = os.pathsep.join(source)  # for the notebooks, too
    sys.path[:0] = source
    folder = folder.absolute()
    os.chdir(ROOT)  # which reports name their articles from
    import records

    import rhetoric

    print(f"recording {Path(rhetoric.__file__).parent}", file=sys.stderr)
    _stamp(folder)
    for part in parts:
        needed = records.NEEDS.get(part, ROOT)
        if not needed.exists():
            print(f"  {part}: left out, {needed} is not there", file=sys.stderr)
            continue
        start = time.perf_counter()
        beside = folder / f"{part}.part"
        for place in (beside, folder / part):
            shutil.rmtree(place, ignore_errors=True)
        beside.mkdir(parents=True)
        count = 0
        for name, rows in records.PARTS[part]():
            lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
            text = "".join(lines).encode("utf-8", "backslashreplace")
            (beside / f"{name}.jsonl").write_bytes(text)
            count += len(lines)
        beside.rename(folder / part)
        took = time.perf_counter() - start
        print(f"  {part}: {count:,} rows, {took:.0f} s", file=sys.stderr, flush=True)


def _stamp(folder: Path) -> None:
    """Clear a folder that was recorded by another recorder, or of other texts."""
    ours = [Path(__file__), Path(__file__).with_name("records.py")]
    texts = [p for name in ("data", "tests/data") for p in sorted((ROOT / name).rglob("*"))]
    made = hashlib.sha256()
    for path in (*ours, *(p for p in texts if p.is_file())):
        made.update(path.read_bytes())
    stamp = folder / "recorder"
    if not stamp.exists() or stamp.read_text() != made.hexdigest():
        for part in PARTS:
            shutil.rmtree(folder / part, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        stamp.write_text(made.hexdigest())


def compare(folder: Path, other: Path, parts: Sequence[str] = PARTS) -> Iterator[str]:
    """Say of each file which of its rows are gone, new or changed in the other folder."""
    places = (
        path for f in (folder, other) for part in parts for path in (f / part).glob("*.jsonl")
    )
    names = {f"{path.parent.name}/{path.name}" for path in places}
    if not names:
        yield f"nothing is recorded in {folder} and {other}"
    for name in sorted(names):
        before, after = folder / name, other / name
        if not (before.exists() and after.exists()):
            yield f"{name}: only in {before.parents[1] if before.exists() else after.parents[1]}"
            continue
        old, new = (p.read_bytes().decode("utf-8").split("\n")[:-1] for p in (before, after))
        if old != new:
            yield from differences(name.removesuffix(".jsonl"), old, new)


def differences(name: str, old: list[str], new: list[str]) -> Iterator[str]:
    """Say which rows are gone, new or changed, with some of each."""
    gone = [json.loads(row) for row in (Counter(old) - Counter(new)).elements()]
    come = [json.loads(row) for row in (Counter(new) - Counter(old)).elements()]
    if not gone and not come:
        yield f"{name}: the same {len(old):,} rows in another order"
        return
    pairs = _pairs(gone, come)
    paired = [{i for i, _ in pairs}, {j for _, j in pairs}]
    said = {
        "gone": [_short(row) for i, row in enumerate(gone) if i not in paired[0]],
        "new": [_short(row) for j, row in enumerate(come) if j not in paired[1]],
        "changed": [_changed(gone[i], come[j]) for i, j in pairs],
    }
    counts = ", ".join(f"{len(rows):,} {what}" for what, rows in said.items() if rows)
    yield f"{name}: {counts} of {len(old):,} rows"
    for what, rows in said.items():
        for row in rows[:EXAMPLES]:
            yield f"  {what:8} {row}"


def _pairs(gone: list[Row], come: list[Row]) -> list[tuple[int, int]]:
    """Pair rows of one article that share most, at least half; lines of a text are never paired."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for j, row in enumerate(come):
        if "line" not in row:
            groups[row.get("doc_id")].append(j)
    shared = []
    for i, row in enumerate(gone):
        cells = [(key, value) for key, value in row.items() if value is not None]
        for j in groups[row.get("doc_id")]:
            count = sum(come[j].get(key) == value for key, value in cells)
            if 2 * count >= len(cells):
                shared.append((-count, i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, i, j in sorted(shared):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _changed(old: Row, new: Row) -> str:
    keys = list(dict.fromkeys([*old, *new]))
    same = [key for key in keys if old.get(key) == new.get(key) is not None]
    cells = [
        f"{key} {_cut(old.get(key))} → {_cut(new.get(key))}" for key in keys if key not in same
    ]
    cells = [cell for cell in cells if cell.partition(" ")[2] != "null → null"]
    where = [key for key in same if key != "doc_id" or "statement_id" not in same]
    return f"{', '.join(f'{key} {_cut(old[key], 60)}' for key in where[:5])}: {'; '.join(cells)}"


def _short(row: Row) -> str:
    return _cut({key: value for key, value in row.items() if value is not None}, 2 * LONG)


def _cut(value: Any, most: int = LONG) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= most else f"{said[: most - 1]}…"


def against(base: str, parts: list[str]) -> tuple[Path, Path]:
    """Record a commit, unless it is kept, and the working tree. Return the folders."""
    commit = _git("rev-parse", "--verify", f"{base}^{{commit}}")
    before, after = KEPT / commit, KEPT / "working_tree"
    _stamp(before)
    if wanted := [part for part in parts if not (before / part).exists()]:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder, "tree")
            _git("worktree", "add", "--detach", str(tree), commit)
            try:
                _record(tree, before, wanted)
            finally:
                _git("worktree", "remove", "--force", str(tree))
    shutil.rmtree(after, ignore_errors=True)
    _record(ROOT, after, parts)
    return before, after


def _record(tree: Path, folder: Path, parts: list[str]) -> None:
    command = [sys.executable, str(Path(__file__)), "record", str(folder), "--only", *parts]
    ended = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(tree / "src")}, check=False
    )
    if ended.returncode:
        raise SystemExit(f"the source in {tree} could not be recorded: see above")


def _git(*words: str) -> str:
    ended = subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise SystemExit(ended.stderr.strip())
    return ended.stdout.strip()


def main() -> None:
    """Record or compare, and say what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, *places in (("against",), ("record", "folder"), ("compare", "folder", "other")):
        one = verbs.add_parser(verb)
        for place in places:
            one.add_argument(place, type=Path)
        if verb == "against":
            one.add_argument("base", nargs="?", default="HEAD")
        one.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    if given.verb == "record":
        record(given.folder, given.only)
        return
    if given.verb == "against":
        folders = against(given.base, given.only)
    else:
        folders = given.folder, given.other
    said = list(compare(*folders, given.only))
    there = (part for part in given.only if (folders[1] / part).exists())
    print("\n".join(said) or f"the same: {', '.join(there)}")
    raise SystemExit(1 if said else 0)


if __name__ == "__main__":
    main()

"""Attack: kill, damage and race runs, give commands hostile files, and time texts of odd shapes.

    python tests/attacks/attack.py [--hours H] [--seed N]
    python tests/attacks/attack.py --cost

Prints how often what was done, and what was lost; exits with 1 if anything was. Each round has a
seed of its own; the suite runs the round 0. `--cost` prints which part of a run's time goes to the
writing and checking of its folder.

The articles are analyzed once; the runs are forks that have the results at hand, so that what is
attacked, the way to the disk, is nearly all that they do.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import multiprocessing
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import commands
import rhetoric
import shapes
from damages import FORMS, OF_A_RUN, Dice
from rhetoric import analysis, cli, corpus, state_of_the_union
from rhetoric.codebook import load_codebook
from rhetoric.corpus import resume
from rhetoric.reading import articles
from rhetoric.reading.formats import Record

AUDITED = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir"}
TEXT = '{} left. "The sanctions will not work," the envoy said on Monday. {} agreed.\n'
NAMES = ("Ann Smith", "Bo Li", "Eva Berg", "Omar Aziz")
BATCH = 2
KNOWN: dict[str, corpus.Part] = {}


@dataclass
class Run:
    """A forked run, which ends when all its processes have."""

    pid: int
    pipe: int
    log: Path

    def end(self) -> int:
        """Wait for it; return its exit code, negative for a signal. Raises where a part lives on."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        ended, _, _ = select.select([self.pipe], [], [], 20)  # all who have the other end are gone
        os.close(self.pipe)
        assert ended, "a worker lives on"
        return code


@dataclass
class Ground:
    """A place to attack: articles, and what an undisturbed run makes of them."""

    place: Path
    steps: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    dearest: float = 0  # what a word of a shape cost, in words of prose

    def __post_init__(self) -> None:
        rows = [
            {"doc_id": f"d{n}", "text": TEXT.format(NAMES[n % 4], NAMES[n % 3]) if n % 7 else None}
            for n in range(1, 9)
        ]
        self.source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        corpus.analyze_corpus(self.source, self.place / "warm", form="csv")
        _know(self.source)
        gc.freeze()  # a fork then copies less
        for form in FORMS:
            run = self.start(self.whole(form), form)
            assert run.end() == 0, run.log.read_text()
            self.steps[form] = int(run.log.with_suffix(".steps").read_text())
            self.start(self.half(form), form, stop=self.steps[form] // 2).end()

    @cached_property
    def base(self) -> Path:
        """Return a folder with what commands take."""
        (self.place / "base").mkdir()
        return commands.base(self.place / "base")

    @property
    def source(self) -> Path:
        return self.place / "rows.jsonl"

    def whole(self, form: str) -> Path:
        return self.place / f"whole-{form}"

    def half(self, form: str) -> Path:
        return self.place / f"half-{form}"

    def start(
        self, out: Path, form: str, workers: int = 1, *, stop: int = 0, full: bool = False
    ) -> Run:
        """Fork a run, which kills itself, or finds the disk full, before its step number `stop`."""
        log = self.place / f"{out.name}-{time.monotonic_ns()}.log"
        log.touch()
        there, here = os.pipe()
        if pid := os.fork():
            os.close(here)
            return Run(pid, there, log)
        code = 1
        try:
            sys.stdout = sys.stderr = log.open("w", buffering=1, encoding="utf-8")
            _make_quick()
            steps = _watch(str(out), stop, full=full)
            command = [str(self.source), "--out", str(out), "--format", form]
            cli.main(["analyze", *command, "--workers", str(workers)])
        except SystemExit as end:
            code = int(end.code or 0)
            log.with_suffix(".steps").write_text(str(len(steps)))
        finally:
            os._exit(code)

    def compare(self, out: Path, form: str, what: str) -> None:
        """Give the same command again, and see that all is as in the undisturbed run."""
        run = self.start(out, form)
        code = run.end()
        if code or files(out) != files(self.whole(form)):
            self.lost.append(f"{what} ({form}, exit {code}): {run.log.read_text()[-500:]}")
        shutil.rmtree(out, ignore_errors=True)


def _know(source: Path) -> None:
    """Analyze the articles, two a batch."""
    book = load_codebook()
    records = list(articles.records(source, text_column="text"))
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        KNOWN[batch[0].place] = corpus._work(batch, book, None, "text", analysis.provenance(book))


def _work(batch: list[Record], **_how: object) -> corpus.Part:
    return KNOWN[batch[0].place]


def _make_quick() -> None:
    """Set up a fork: what batches come to is known, and its workers are forks too."""
    corpus.RECORDS = BATCH
    corpus._work = _work
    fork = multiprocessing.get_context("fork")
    corpus.multiprocessing.get_context = lambda _: fork  # type: ignore[assignment]


def _watch(out: str, stop: int, *, full: bool) -> list[str]:
    """Return the steps of this process in a folder, as they are made; stop it before one of them."""
    steps: list[str] = []

    def see(event: str, given: tuple) -> None:
        if event not in AUDITED or not str(given[0]).startswith(out):
            return
        steps.append(event)
        if len(steps) == stop and not full:
            os.kill(os.getpid(), signal.SIGKILL)
        grows = event == "os.mkdir" or (event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR))
        if full and len(steps) >= stop and grows:
            raise OSError(28, "No space left on device")

    sys.addaudithook(see)
    return steps


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def kill(ground: Ground, dice: Dice, n: int) -> int:
    """Kill a run one to three times, at a step or a moment, and go on. Return the kills."""
    form, workers = FORMS[n % 3], 1 + n // 3 % 2
    out = ground.place / f"kill-{n}"
    kills = 0
    for _ in range(dice.randint(1, 3)):
        last = ground.steps[form]
        at = dice.choice(
            [dice.randint(1, 12), dice.randint(last - 40, last), dice.randint(1, last)]
        )
        full = dice.random() < 0.15
        by_clock = dice.random() < 0.3
        run = ground.start(out, form, workers, stop=0 if by_clock else at, full=full)
        if by_clock:
            time.sleep(dice.random() * 0.3)
            os.kill(run.pid, dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        code = run.end()
        kills += code < 0
        ground.counts["full disks"] += code == 2
        if code < 0:
            ground.counts[f"kills, {_moment(out)}"] += 1
        ground.counts[f"kills, {form}, {workers} worker{'s' * (workers > 1)}"] += code < 0
    ground.compare(out, form, f"killed, trial {n}")
    return kills


def _moment(out: Path) -> str:
    """Say how far a run was that was killed."""
    manifest = out / resume.MANIFEST
    if not manifest.exists():
        return "before the manifest"
    ended = f" {resume.PROVENANCE}\n" in manifest.read_text()
    return "during the cleanup" if ended else "in between"


def damage(ground: Ground, dice: Dice, n: int) -> int:
    """Damage a finished or a half folder, and go on."""
    form, kind = FORMS[n % 3], ("whole", "half")[n // 3 % 2]
    out = ground.place / f"damage-{n}"
    shutil.copytree(ground.place / f"{kind}-{form}", out)
    deed = dice.choice(OF_A_RUN)
    what = deed(out, dice)
    ground.counts[f"damages, {deed.__name__}"] += 1
    ground.compare(out, form, f"{kind}: {deed.__name__} {what}, trial {n}")
    return 1


def race(ground: Ground, dice: Dice, n: int) -> int:
    """Start two or three runs at once in one folder, kill one at times, and go on."""
    form = FORMS[n % 3]
    out = ground.place / f"race-{n}"
    if kind := dice.choice(["", "", "half", "whole"]):
        shutil.copytree(ground.place / f"{kind}-{form}", out)
    runs = []
    for _ in range(dice.randint(2, 3)):
        runs.append(ground.start(out, form, dice.randint(1, 2)))
        time.sleep(dice.choice([0, 0, 0.05]) * dice.random())
    killed = dice.random() < 0.3 and os.kill(dice.choice(runs).pid, signal.SIGKILL) is None
    codes = [run.end() for run in runs]
    pids = [f"process {run.pid} on " for run in runs]
    for code, run in zip(codes, runs, strict=True):
        said = run.log.read_text()
        if code not in {0, 2, -9} or (code == 2 and not any(pid in said for pid in pids)):
            ground.lost.append(f"race, trial {n}: exit {code}: {said[-500:]}")
    if not killed and 0 not in codes:
        ground.lost.append(f"race, trial {n}: nobody won, {codes}")
    ground.counts["runs that were refused a folder in use"] += codes.count(2)
    ground.compare(out, form, f"race, trial {n}")
    return 1


def meet_file(ground: Ground, dice: Dice, n: int) -> int:
    """Have a command meet a hostile file."""
    slot, *case = commands.draw(dice, n)
    place = ground.place / f"file-{n}"
    place.mkdir()
    try:
        with commands.inside(ground.base, place):
            commands.meet(*case)
    except (Exception, commands.Hang) as error:
        ground.lost.append(f"{slot}, trial {n}: {error!r}"[:1000])
    shutil.rmtree(place)
    return 1


def time_shape(ground: Ground, dice: Dice, n: int) -> int:
    """Take a text of an odd shape all the way, and its time."""
    name, text = shapes.draw(dice, n)
    if (cost := shapes.cost(text)) > shapes.WORST:
        ground.lost.append(f"{name}, trial {n}: {cost:.1f} times prose: {text[:80]!r}")
    ground.dearest = max(ground.dearest, cost)
    return 1


ROUND = {"kills": 60, "damages": 30, "races": 20, "files": 60, "shapes": len(shapes.KINDS)}
ATTACKS = {
    "kills": kill,
    "damages": damage,
    "races": race,
    "files": meet_file,
    "shapes": time_shape,
}


def throw(name: str, seed: int, n: int) -> Dice:
    """Return the dice of an attack's trial number `n` in the round `seed`."""
    return Dice(f"{name} {seed} {n}")


def attack(ground: Ground, name: str, count: int, seed: int) -> None:
    """Attack in one of the ways until it was done `count` times."""
    n = done = 0
    while done < count:
        done += ATTACKS[name](ground, throw(name, seed, n), n)
        n += 1
    ground.counts[name] += done


def cost() -> str:
    """Return the part of a run's time that goes to its folder: writes, checks, lock, and hashes."""
    spent = [0.0]

    def timed(function: Callable) -> Callable:
        def call(*given: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                spent[0] += time.perf_counter() - start

        return call

    for name in ("__init__", "write", "finish", "check_failures", "count_rows"):
        setattr(resume.Parts, name, timed(getattr(resume.Parts, name)))
    found = state_of_the_union.annual_messages(since=2005)
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        rhetoric.analyze_corpus(found, Path(place) / "out")
        took = time.perf_counter() - start
        again = time.perf_counter()
        rhetoric.analyze_corpus(found, Path(place) / "out")
        again = time.perf_counter() - again
    return (
        f"{found['text'].str.len().sum():,} characters: {took:.1f} s, of which the folder took "
        f"{100 * spent[0] / took:.2f} %; the same command on the finished folder {again:.1f} s"
    )


def main() -> int:
    """Attack until the hours are over, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cost", action="store_true")
    given = parser.parse_args()
    if given.cost:
        print(cost())
        return 0
    with tempfile.TemporaryDirectory() as place:
        ground = Ground(Path(place))
        end, seed = time.monotonic() + 3600 * given.hours, given.seed
        with contextlib.suppress(KeyboardInterrupt):  # what was found until then is told
            while time.monotonic() < end:
                for name, count in ROUND.items():
                    attack(ground, name, count, seed)
                for log in ground.place.glob("*-*.*"):
                    if log.is_file():
                        log.unlink()
                seed += 1
    for name, count in sorted(ground.counts.items()):
        print(f"{count:6} {name}")
    print(f"{ground.dearest:6.1f} words of prose a word of the dearest shape cost")
    print(f"{len(ground.lost):6} lost (seeds {given.seed} to {seed - 1})", *ground.lost, sep="\n")
    return bool(ground.lost)


if __name__ == "__main__":
    sys.exit(main())

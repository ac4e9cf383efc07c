"""Runs that are killed, damaged and raced: the same command again loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import attack
from damages import FORMS

pytestmark = pytest.mark.attack


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> attack.Ground:
    return attack.Ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.parametrize("name", ["kills", "damages", "races"])
def test_nothing_is_lost(ground, name):
    attack.attack(ground, name, attack.ROUND[name], seed=0)
    assert not ground.lost
    assert ground.counts[name] >= attack.ROUND[name]
    if name == "kills":
        moments = {"before the manifest", "during the cleanup"}
        runs = {f"{form}, {n}" for form in FORMS for n in ("1 worker", "2 workers")}
        assert {kind for kind in moments | runs if not ground.counts[f"kills, {kind}"]} == set()


def test_a_run_dies_whole(ground):
    """Processes as users have them: started, not forked. They all hold the pipe of stdout."""
    out = ground.place / "out"
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # nohup ignores it
    code += f"from rhetoric import cli; from rhetoric import corpus; corpus.RECORDS = {attack.BATCH}; cli.main()"
    command = [sys.executable, "-c", code, "analyze", str(ground.source), "--out", str(out)]
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP):
        before = written(out)
        run = subprocess.Popen(
            [*command, "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while written(out) == before and run.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(run.pid, number)
        os.set_blocking(run.stdout.fileno(), False)
        end = time.monotonic() + 10
        while run.stdout.read() is None:
            assert time.monotonic() < end, f"a worker outlives its parent's {number.name}"
            time.sleep(0.05)
        assert run.wait() == -number
    ground.compare(out, "parquet", "killed with workers")
    assert not ground.lost


def written(out: Path) -> int:
    return len(list(out.glob("articles.parquet/0*")))

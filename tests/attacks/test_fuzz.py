"""Hostile texts, taken all the way: no crash, no wrong offset, no cost that explodes."""

from __future__ import annotations

import pytest

import fuzz


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_hostile_texts(kind):
    fuzz.run(kind, seed=1, count=10)

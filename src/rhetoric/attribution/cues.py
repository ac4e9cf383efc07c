"""Words of saying, thinking and judging, by class (`words/reporting.toml`)."""

from __future__ import annotations

from rhetoric.words import word_set

SAYING = word_set("reporting.saying")
THINKING = word_set("reporting.thinking")
DEMANDING = word_set("reporting.demanding")
WEAK = word_set("reporting.weak")
NOUNS = word_set("reporting.nouns")
LIGHT = word_set("reporting.light")
ADJECTIVES = word_set("reporting.adjectives")
HEARSAY = word_set("reporting.hearsay")
ALL_VERBS = SAYING | THINKING | DEMANDING
SPEAKING = ALL_VERBS | NOUNS | ADJECTIVES | {"accord"}  # "according to"

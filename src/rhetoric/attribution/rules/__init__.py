"""Attributions by rule: reporting verbs, nouns and adjectives; headlines; turns of transcripts."""

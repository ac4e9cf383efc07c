"""Stance, act and sentiment of a statement, each with its evidence."""

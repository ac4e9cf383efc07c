"""Scores against a gold standard, and agreement between coders."""

from rhetoric.evaluation.attributions import Case, errors, evaluate

__all__ = ["Case", "errors", "evaluate"]

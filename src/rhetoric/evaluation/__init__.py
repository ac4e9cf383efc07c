"""Scores against a gold standard, and agreement between coders."""

from rhetoric.evaluation.attributions import Case, errors, evaluate
from rhetoric.evaluation.labels import (
    calibration_error,
    confusion,
    label_errors,
    label_scores,
    reliability_table,
)

__all__ = [
    "Case",
    "calibration_error",
    "confusion",
    "errors",
    "evaluate",
    "label_errors",
    "label_scores",
    "reliability_table",
]

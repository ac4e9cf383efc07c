"""Where the tests find what they read."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests/data"
SHARED = ROOT.parent / "shared"  # corpora and benchmarks, where they lie beside the project

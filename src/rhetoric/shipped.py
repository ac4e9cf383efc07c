"""What ships beside the code: the notebooks, and the data that they run on."""

from __future__ import annotations

from pathlib import Path


def shipped(folder: str) -> Path:
    """Return a folder that ships: in the package, else beside it in a checkout."""
    here = Path(__file__).resolve().parent
    packed = here / folder
    return packed if packed.is_dir() else here.parents[1] / folder


def example() -> Path:
    """Return the path of the article that ships, a wire story of 2019, to try things on."""
    return shipped("data") / "articles" / "tass_2019-02-25_lavrov.txt"

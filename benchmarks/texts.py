"""The texts that are measured: a corpus that is named, or what lies in data/ and invented prose."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = Path(__file__).parents[1] / "data" / "articles" / "tass_2019-02-25_lavrov.txt"
INVENTED = """\
The council of Norden voted on Tuesday to keep the harbour closed until May. The decision follows
months of repairs to the eastern pier, which was damaged in the winter storms of the year before.

“We will not open a pier that we cannot trust,” said Anna Berg, who leads the harbour board. “The
engineers have told us that the piles need another six weeks, and we believe them.”

According to a report by the engineers, eleven of forty piles show cracks. The report does not say
when the cracks appeared, but two former inspectors claim they warned the board about them.

Fishing crews had asked for a date. Ole Moller, a skipper, told reporters that he expected “nothing
but promises” from the board and that his crew would sail from Sunde instead.

The board denied that it had been warned. In a statement, it said the inspectors' notes “speak of
paint, not of piles”, and that it would publish them. The mayor thinks the dispute will end in
court, her spokesman said.

The pier was built in 1931 and carries a road, a crane and the ice house. Some 40 boats use it in
summer, and about a dozen in winter. A second pier, to the west, is used by the ferry alone.
"""
NEWS = [SEED.read_text(encoding="utf-8"), INVENTED]
SPEECH = "\n".join([INVENTED.replace("“", "").replace("”", "")] * 8)


class Texts:
    """Files of texts, written into a folder as they are asked for."""

    def __init__(self, folder: Path, speeches: Path | None, articles: Path | None) -> None:
        self.folder = folder
        self._speeches, self._articles = speeches, articles
        named = [
            f"{what}: {p.name}" for what, p in (("speeches", speeches), ("articles", articles)) if p
        ]
        self.said = ", ".join(named) or "texts put together from data/ and invented prose"

    def speeches(self, count: int) -> tuple[Path, int]:
        """Return a file of so many speeches, and the number of its words."""
        if self._speeches is None:
            rows = ({"doc_id": f"s{n}", "text": SPEECH, "speaker": "Norden"} for n in range(count))
        else:
            found = [
                {
                    "doc_id": r["doc_id"],
                    "text": r["text"],
                    "speaker": r.get("speaker", r.get("country")),
                }
                for r in _read(self._speeches)
            ]
            rows = itertools.islice(found[:: max(1, len(found) // count)], count)
        return self._write(f"{count} speeches", rows)

    def articles(self, count: int) -> tuple[Path, int]:
        """Return a file of so many articles, and the number of its words."""
        if self._articles is None:
            rows = ({"doc_id": f"a{n}", "text": NEWS[n % 2]} for n in range(count))
        else:
            rows = ({"doc_id": r["doc_id"], "text": r["text"]} for r in _read(self._articles))
        return self._write(f"{count} articles", itertools.islice(rows, count))

    def words(self, count: int) -> str:
        """Return so many words of articles one after the other."""
        path, _ = self.articles(150)
        paragraphs = [p for row in _read(path) for p in row["text"].splitlines(keepends=True)]
        made: list[str] = []
        for paragraph in itertools.cycle(paragraphs):
            made.append(paragraph)
            count -= len(paragraph.split())
            if count <= 0:
                return "".join(made)
        raise AssertionError

    def one(self) -> Path:
        """Return a file that is one article."""
        return SEED

    def _write(self, name: str, rows: Iterator[dict[str, Any]]) -> tuple[Path, int]:
        path = self.folder / f"{name}.jsonl"
        words = 0
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                words += len(row["text"].split())
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return path, words


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)

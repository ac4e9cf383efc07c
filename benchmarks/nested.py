"""Score voices inside voices, of passages in which a reader noted them all.

    python benchmarks/passages.py data/attributions_coded.jsonl --set voices_blind > voices.jsonl
    python benchmarks/nested.py voices.jsonl

Printed are the scores of attributions with their source: against all that the reader noted
(precision), and against what was noted without a doubt (recall).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rhetoric import attribution, evaluation, gold_standard
from rhetoric.reading import documents


def main() -> None:
    """Print a row for all that was noted, and one for what was noted without a doubt."""
    path = Path(sys.argv[1])
    gold = gold_standard.read(path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    noted, sure = [], []
    parsed = documents.parse_many(one.article for one in gold)
    for one, row, document in zip(gold, rows, parsed, strict=True):
        heard = attribution.reports(attribution.attribute(document))
        found = [each for each in heard if each.depth > 0]
        marks = zip(one.marked, row["attributions"], strict=True)
        certain = [mark for mark, coded in marks if coded["sure"]]
        noted.append(evaluation.Case(one.article.doc_id, document.text, one.marked, found))
        sure.append(evaluation.Case(one.article.doc_id, document.text, certain, found))
    for name, cases in (("all noted", noted), ("without a doubt", sure)):
        table = evaluation.evaluate(cases).set_index(["depth", "measure", "kind"])
        print(name, table.loc["all", "attributions with their source", "all"].round(3).to_dict())


if __name__ == "__main__":
    main()

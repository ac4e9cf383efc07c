"""The public tables: what is checked quickly is taken or refused as the schemas say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from rhetoric.errors import TableError
from rhetoric.tables import SCHEMAS, frame

VALUES = [None, float("nan"), pd.NA, "x", "1", "rules", 1, 2, 0.5, 1e9, 2**70, True, [[0, 1]]]
SEVERAL = [["x", "x"], [1, 1], ["x", 0.25], [1, None], ["x", None], [True, "x"]]
# every kind of column once, by what makes it one
KINDS = {
    (str(of.dtype), of.nullable, of.unique, *(str(check) for check in of.checks)): (name, key)
    for name, schema in SCHEMAS.items()
    for key, of in schema.columns.items()
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(map(str, kind)))
def test_a_value_is_taken_or_refused_as_the_schema_says(kind, monkeypatch):
    name, key = KINDS[kind]
    alone = pa.DataFrameSchema({key: SCHEMAS[name].columns[key]}, name=name, strict=True)
    monkeypatch.setitem(SCHEMAS, name, alone)
    taken = 0
    for values in [*([one] for one in VALUES), *SEVERAL]:
        rows = [{key: one} for one in values]
        wanted = by_schema(alone, rows)
        if wanted is None:
            with pytest.raises(TableError, match=f"table '{name}'"):
                frame(name, rows)
        else:
            taken += 1
            pd.testing.assert_frame_equal(frame(name, rows), wanted, check_exact=True)
    assert taken or alone.columns[key].checks, "no value fits"


def by_schema(schema: pa.DataFrameSchema, rows: list[dict[str, Any]]) -> pd.DataFrame | None:
    """Return the table as the schema alone makes it, None where it refuses."""
    try:
        return schema.validate(pd.DataFrame(rows, columns=list(schema.columns)), lazy=True)
    except pa.errors.SchemaErrors:
        return None

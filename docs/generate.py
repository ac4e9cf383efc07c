"""Write the pages that come from the code, and the JSON Schema of codebooks: `make docs`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pandera.pandas as pa

from rhetoric.cli import main
from rhetoric.codebook import CodebookFile
from rhetoric.tables import SCHEMAS

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "src" / "rhetoric" / "codebooks" / "codebook.schema.json"
INTRODUCTION = {
    "tables": """# Tables

`rhetoric.analyze` returns these as DataFrames, `rhetoric analyze` writes them as files. Offsets are
Unicode code points, half-open, into the article's text as read: `text[start:end]` equals what the
row quotes. Null is "not scored", 0 is "neutral". In JSONL and Parquet, spans are lists
`[[start, end], …]`; in CSV the same as JSON, and null is empty.

`rhetoric.storage.read_tables` reads a folder back as it was. Parquet holds every text. CSV is for
spreadsheets, pandas and R, and differs from the text in two ways, which
`rhetoric.csv_files.TABLE.read` undoes for a cell:

- a cell that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab or line end first, and
  no plain number) has an apostrophe before it; so has one where an apostrophe of the text's own
  stands before such a character;
- NUL is written as `␀`; a `␀` … `␟` or `␦` that stands in the text itself has a `␦` before it.

Read it with `pandas.read_csv(path, dtype={"doc_id": str}, keep_default_na=False, na_values=[""])`:
else `007` becomes 7, and a speaker called `None` nobody. Python's csv refuses fields of more than
131,072 characters until `csv.field_size_limit` is raised, and Excel cuts cells at 32,767.

This page is made from `src/rhetoric/tables.py` by `make docs`.
""",
    "command_line": """# Command line

Data go to files, messages to stderr; the exit code is 2 after an error.

This page is made from `src/rhetoric/cli/` by `make docs`.
""",
    "codebook_keys": """# The keys of a codebook

What each is for, and an example, is in [How to write a codebook](codebook.md).

This page is made from `src/rhetoric/codebook.py` by `make docs`.

| table | key | needed | what it is |
|---|---|---|---|
""",
}
TYPES = {
    "string": "text",
    "str": "text",
    "int64": "whole number",
    "float64": "number",
    "bool": "true or false",
    "object": "list of spans",
}


def tables() -> str:
    """Return the table reference in Markdown."""
    return INTRODUCTION["tables"] + "".join(_table(name, SCHEMAS[name]) for name in SCHEMAS)


def _table(name: str, schema: pa.DataFrameSchema) -> str:
    lines = [f"\n## {name}\n", "| column | type | null | what it says |", "|---|---|---|---|"]
    for column in schema.columns.values():
        kind = TYPES[str(column.dtype).split("[")[0].lower()]
        null = "yes" if column.nullable else "no"
        said = f"{column.description}{_allowed(column)}"
        lines.append(f"| `{column.name}` | {kind} | {null} | {said} |")
    return "\n".join(lines) + "\n"


def _allowed(column: pa.Column) -> str:
    values = [
        value for check in column.checks for value in check.statistics.get("allowed_values", ())
    ]
    words = [
        value for value in values if isinstance(value, str) and value not in column.description
    ]
    return f" ({', '.join(words)})" if words else ""


def command_line() -> str:
    """Return the help of every command in Markdown."""
    return INTRODUCTION["command_line"] + "".join(_commands(main, "rhetoric"))


def _commands(command: click.Command, name: str) -> list[str]:
    context = click.Context(command, info_name=name, terminal_width=90, **main.context_settings)
    made = [f"\n## {name}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for child in command.commands.values():
            made += _commands(child, f"{name} {child.name}")
    return made


def codebook_schema() -> str:
    """Return the JSON Schema by which editors check and complete a codebook."""
    made = {"title": "A codebook of rhetoric"} | CodebookFile.model_json_schema()
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def codebook_keys() -> str:
    """Return the keys of each table of a codebook in Markdown."""
    schema = CodebookFile.model_json_schema()
    lines = []
    for name, table in schema["properties"].items():
        many = "items" in table
        model = schema["$defs"][(table["items"] if many else table)["$ref"].rsplit("/", 1)[1]]
        for key, about in model["properties"].items():
            needed = "yes" if key in model.get("required", ()) else "no"
            allowed = about.get("enum") or about.get("items", {}).get("enum", ())
            said = about["description"] + (f": {', '.join(allowed)}" if allowed else "")
            table_name = f"[[{name}]]" if many else f"[{name}]"
            lines.append(f"| `{table_name}` | `{key}` | {needed} | {said} |\n")
    return INTRODUCTION["codebook_keys"] + "".join(lines)


if __name__ == "__main__":
    for page in (tables, command_line, codebook_keys):
        (HERE / f"{page.__name__}.md").write_text(page(), encoding="utf-8")
    SCHEMA.write_text(codebook_schema(), encoding="utf-8")

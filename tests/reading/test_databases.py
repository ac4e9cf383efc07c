"""Exports of news databases: articles with title, outlet and date, their fields never scored."""

import pytest

from rhetoric.reading.articles import read

SAID = (
    "Norland's foreign minister said on Monday that sanctions do not work.",
    '"We want talks," Petra Larsen told reporters in Eastport.',
)
NEXIS = """{n} of 2 DOCUMENTS

                    {outlet}

                    February {n}, 2019 Monday

{title}

BYLINE: Petra Holm in Eastport

SECTION: WORLD; Pg. 3

LENGTH: 512 words

{0}

{1}

LOAD-DATE: February 26, 2019

GRAPHIC: PHOTO: The minister arrives.

Copyright 2019 {outlet}
All Rights Reserved

"""
NEXIS_UNI = """{title}

{outlet}

February {n}, 2019 Monday

Copyright 2019 {outlet} All Rights Reserved

Section: WORLD; Pg. 3

Length: 512 words

Byline: Petra Holm

Highlight: Talks go on, minister says.

Body

{0}

{1}

Graphic

The minister arrives.

Classification

Language: ENGLISH

Subject: SANCTIONS (90%); FOREIGN RELATIONS (89%)

Geographic: OSLO, NORWAY (79%)

Load-Date: February 26, 2019

End of Document

"""
FACTIVA = """SE|World
HD|{title}
BY|By Petra Holm
WC|512 words
PD|{n} February 2019
SN|{outlet}
LA|English
CY|Copyright 2019 {outlet}
LP|{0}
TD|{1}
IN|i8394 : Banking | ifinal : Financial Services
RE|norw : Norway
AN|Document DLED000020190603ef63000a{n}

"""
FACTIVA_PLAIN = """{title}

By Petra Holm
512 words
{n} February 2019
{outlet}
DLED
English
Copyright 2019 {outlet}

{0}

{1}

Document DLED000020190603ef63000a{n}

"""
PROQUEST = """____________________________________________________________

Document {n} of 2

{title}

Author: Holm, Petra

Publication info: {outlet} ; Oslo [Oslo]. {n} February 2019: A.3.

https://paper.example/docview/1

Abstract: Sanctions do not work, the minister said.

Full text: {0}

{1}

Subject: Sanctions; Foreign relations

Location: Norland

Publication title: {outlet}; Oslo

Publication date: Feb {n}, 2019

ProQuest document ID: 2234567890

Database: ProQuest One

"""
FORMS = {
    "nexis": NEXIS,
    "nexis, centred": f"{' ' * 30}{NEXIS}",
    "nexis uni": NEXIS_UNI,
    "factiva, lines": FACTIVA.replace("|", "\n", 15),
    "factiva, spaces": FACTIVA.replace("|", " "),
    "factiva, tabs": FACTIVA.replace("|", "\t"),
    "factiva, gaps": FACTIVA.replace("|", "\n\n"),
    "factiva, plain": FACTIVA_PLAIN,
    "proquest": PROQUEST,
}
TITLES = ('Norland rejects "ultimatum" over talks', "Talks fail, envoy says")
OUTLETS = ("The Daily Ledger", "Evening Mail")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 2])
def test_documents_are_articles(form, count, tmp_path):
    text = "".join(
        FORMS[form].format(*SAID, n=n + 1, title=TITLES[n], outlet=OUTLETS[n]) for n in range(count)
    )
    (tmp_path / "export.txt").write_text(text)
    found = read(tmp_path / "export.txt")
    assert len(found) == count
    assert "".join(article.text for article in found) == text
    for n, article in enumerate(found):
        told = (article.title, article.outlet, article.published)
        assert told == (TITLES[n], OUTLETS[n], f"2019-02-0{n + 1}")
        parts = [(b.role, article.text[b.start : b.end]) for b in article.blocks]
        assert [words for role, words in parts if role != "furniture"] == [TITLES[n], *SAID]


@pytest.mark.parametrize(
    "text",
    [
        "Title: none.\n\nSource: the minister.\n\nNotes: many.\n\nThe minister said so in Oslo.\n",
        "HD sales fell.\n\nIN the end the talks failed.\n\nBY then all had left.\n",
        "Body\n\nThe body was found on Monday, the minister said.\n",
    ],
)
def test_articles_are_no_exports(text):
    [article] = read(text)
    assert "body" in {block.role for block in article.blocks}
    assert article.outlet is None

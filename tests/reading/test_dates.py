"""Dates and datelines: place, date and agency before the first sentence."""

from __future__ import annotations

import pytest

from rhetoric.reading.dates import find_dateline

DATELINES = [
    # paragraph, dateline, agency, (month, day, year)
    ("OSLO, June 3. /TASS/. The talks", "OSLO, June 3. /TASS/.", "TASS", (6, 3, None)),
    ("OSLO, June 3 /TASS/. The talks", "OSLO, June 3 /TASS/.", "TASS", (6, 3, None)),
    ("VYBORG /Leningrad region/, May 2. /TASS/. A", "VYBORG /Leningrad region/, May 2. /TASS/.",
     "TASS", (5, 2, None)),
    ("NEW DELHI, October 11, 2021. /TASS/. A", "NEW DELHI, October 11, 2021. /TASS/.", "TASS",
     (10, 11, 2021)),
    ("WASHINGTON (AP) — The senator", "WASHINGTON (AP)", "AP", (None, None, None)),
    ("RENO, Nev. (AP) — The senator", "RENO, Nev. (AP)", "AP", (None, None, None)),
    ("PARIS, March 3 (Reuters) - France", "PARIS, March 3 (Reuters)", "Reuters", (3, 3, None)),
    ("CLEVELAND, July 19 (UPI) — Former", "CLEVELAND, July 19 (UPI)", "UPI", (7, 19, None)),
    ("BEIJING, Feb. 25 (Xinhua) -- China", "BEIJING, Feb. 25 (Xinhua)", "Xinhua", (2, 25, None)),
    ("Berlin (AFP) – The chancellor", "Berlin (AFP)", "AFP", (None, None, None)),
    ("Addis Ababa, 4 January 2020 (AFP) — A", "Addis Ababa, 4 January 2020 (AFP)", "AFP",
     (1, 4, 2020)),
    ("MOSCOW. Feb 25 (Interfax) - The bank", "MOSCOW. Feb 25 (Interfax)", "Interfax",
     (2, 25, None)),
    ("SEOUL, Sept. 9 (Yonhap) -- South Korea", "SEOUL, Sept. 9 (Yonhap)", "Yonhap", (9, 9, None)),
    ("KYIV, June 1 (Morning Herald) - The", "KYIV, June 1 (Morning Herald)", "Morning Herald",
     (6, 1, None)),
    ("(Reuters) - Oil prices rose", "(Reuters)", "Reuters", (None, None, None)),
    ("GENEVA, 3 March 2022 — The council", "GENEVA, 3 March 2022", None, (3, 3, 2022)),
    ("GENEVA, March 3. The council", "GENEVA, March 3.", None, (3, 3, None)),
    ("WASHINGTON — The senator", "WASHINGTON", None, (None, None, None)),
    ("BUENA PARK, Calif. - The senator", "BUENA PARK, Calif.", None, (None, None, None)),
    ("BOCA RATON, Fla. -- Weeds", "BOCA RATON, Fla.", None, (None, None, None)),
    ("ST. PETERSBURG — “We are ready", "ST. PETERSBURG", None, (None, None, None)),
    ("Brussels, 3 March 2022", "Brussels, 3 March 2022", None, (3, 3, 2022)),
    ("SÃO PAULO, May 5 (EFE) - Brazil", "SÃO PAULO, May 5 (EFE)", "EFE", (5, 5, None)),
    ("MOSCOW, February 30. /TASS/. No such day", "MOSCOW, February 30. /TASS/.", "TASS",
     (2, 30, None)),
]  # fmt: skip

NOT_DATELINES = [
    "US - North Korea talks go on",
    "The United Nations (UN) — the world body — said",
    "MOSCOW (Russia) is a city",
    "NATO said on Monday that it would",
    "In Brussels, 3 March 2022 was the day",
    "Barack Obama (D) — the president — said",
    "QUESTION: Will you go?",
    "On March 3, the council met.",
    '"PARIS," she said.',
    "A - B - C",
    "",
]


@pytest.mark.parametrize(("paragraph", "text", "agency", "date"), DATELINES)
def test_dateline(paragraph, text, agency, date):
    found = find_dateline(paragraph, 0, len(paragraph))
    assert found is not None
    assert (found.text, found.agency) == (text, agency)
    assert (found.month, found.day, found.year) == date
    assert paragraph[found.start : found.end].startswith(text)


@pytest.mark.parametrize("paragraph", NOT_DATELINES)
def test_no_dateline(paragraph):
    assert find_dateline(paragraph, 0, len(paragraph)) is None


@pytest.mark.parametrize(
    ("paragraph", "hint", "published"),
    [
        ("OSLO, June 3. /TASS/. A", None, None),
        ("OSLO, June 3. /TASS/. A", "2019", "2019-06-03"),
        ("OSLO, June 3. /TASS/. A", "2019-06-04", "2019-06-03"),
        ("OSLO, December 31. /TASS/. A", "2020-01-01", "2019-12-31"),
        ("OSLO, January 1. /TASS/. A", "2019-12-31", "2020-01-01"),
        ("OSLO, June 3, 2018. /TASS/. A", "2019-06-03", "2018-06-03"),
        ("OSLO (AP) — A", "2019-06-03", "2019-06-03"),
        ("OSLO (AP) — A", "2019", "2019"),
        ("OSLO (AP) — A", None, None),
        ("OSLO, February 30. /TASS/. A", "2019", None),
    ],
)
def test_published(paragraph, hint, published):
    found = find_dateline(paragraph, 0, len(paragraph))
    assert found is not None
    assert found.published(hint) == published

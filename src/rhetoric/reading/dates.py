"""Read dates, and the dateline before an article's first sentence: place, date, agency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rhetoric.words import word_row, word_set, word_table

_LONGEST = 160  # characters of a dateline

AGENCIES = {name.casefold(): name for name in word_set("bodies.agencies")}
AGENCIES |= word_table("bodies.agencies_also")
_NAMES = word_row("calendar.months")
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = rf"(?i:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _NAMES)}|sept)\b\.?"
_WHEN = (
    r"(?:[.,:]? (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?"
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}}) (?P<month2>{_MONTH}))"
    r"(?:,? (?P<year>(?:19|20)\d\d))?)"
)
_UPPER = "[A-ZÀ-ÖØ-Þ]"
_CAPS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]+"
_PLACE_CAPS = rf"(?P<place>{_CAPS}(?:[ ,/]{{1,2}}{_CAPS}){{0,5}})"
_PLACE_ANY = rf"(?P<place>{_UPPER}[\w.'’\-]+(?: [^\W\d_][\w.'’\-]*){{0,3}})"
_REGION = (
    rf"(?:,? /[^/\n]{{2,40}}/|, (?!{_MONTH})[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){{0,3}}"
    r"| \([A-Z][\w.' ]{1,30}\))"
)
_NAMED = r"[A-Za-z][\w .&\-]{1,40}"
_AGENCY = rf"(?:[.,]? ?(?:\((?P<paren>{_NAMED})\)|/(?P<slash>{_NAMED})/)\.?)"
_RULE = r"(?:—|–|―|--|-)"
_END = rf"\s*(?:{_RULE}|:)(?=\s|\Z|[\"“‘«A-Z])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # MOSCOW, February 25. /TASS/.   PARIS, March 3 (Reuters) - …   BEIJING, Feb. 2 (Xinhua) --
        rf"{_PLACE_CAPS}{_REGION}?{_WHEN}?{_AGENCY}(?:{_END}|(?<=[/.)])(?=\s|\Z))",
        # Moscow (AFP) – …   New York, March 3 (AP) — …
        rf"{_PLACE_ANY}{_REGION}?{_WHEN}?{_AGENCY}{_END}",
        # (Reuters) - …   /TASS/. …
        rf"{_AGENCY}(?:{_END}|(?<=/\.)(?=\s))",
        # GENEVA, 3 March 2022 — …   GENEVA, March 3.
        rf"{_PLACE_CAPS}{_REGION}?{_WHEN}(?:{_END}|\.(?=\s|\Z)|\Z)",
        # BUENA PARK, Calif. - …   (not "US - North Korea talks")
        rf"(?={_UPPER}{{4}}|{_CAPS} {_CAPS}){_PLACE_CAPS}{_REGION}?\s+{_RULE}\s+(?=[\"“‘«(A-Z0-9])",
        # Brussels, 3 March 2022, alone in its paragraph
        rf"{_PLACE_ANY}{_REGION}?{_WHEN}\.?\Z",
    )
)

# ISO 8601 stays as it is; the other forms of a record's date are brought to it.
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ]\d\d:?\d\d.*)?)?)?")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")  # seconds or milliseconds
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})(?: \d.*)?"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Monday, February 25, 2019   25th of February 2019   Mon, 25 Feb 2019 10:00:00 +0300
        r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
        rf"(?:\b(?P<month>{_MONTH}) {_DAY}(?:st|nd|rd|th)?"
        rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<month2>{_MONTH})),?[ -]"
        r"(?P<year>\d{4})(?:,? (?:at )?\d.*)?",
        # 20190225   2019/2/25   20190225T100000Z
        r"(?P<year>\d{4})([-/.]?)(?P<month>\d\d|(?<=\D)\d)\2(?P<day>\d\d|(?<=\D)\d)"
        r"(?:[T ](?:\d.*)?|\d{4,6})?",
        # 25.02.2019   25/02/2019   02/25/2019
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_DAY}([/-])(?P<month>\d{{1,2}})\2{_YEAR}",
        rf"(?P<month>\d{{1,2}})([/-]){_DAY}\2{_YEAR}",
        # February 2019   Mon Feb 25 10:00:00 +0000 2019
        rf"(?P<month>{_MONTH}),? (?P<year>\d{{4}})",
        rf"[A-Z]{{3}} (?P<month>{_MONTH}) {_DAY} [\d:]{{5,8}} (?:\S+ )?(?P<year>\d{{4}})",
    )
)
_IN_WORDS = _DATES[0]
_NAMED_BY_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)"
)
_NAMED_BY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first sentence: text[start:end], the dash after it included."""

    start: int
    end: int
    text: str  # as written, without the dash
    agency: str | None
    month: int | None = None
    day: int | None = None
    year: int | None = None

    def published(self, hint: str | None = None) -> str | None:
        """Date in ISO 8601, the year taken from `hint` (an ISO date) where the dateline has none.

        Returns the hint itself where the dateline has no day, null where no year is known.
        """
        if self.month is None or self.day is None:
            return hint
        if self.year is not None or hint is None:
            return _iso(self.year, self.month, self.day) if self.year else None
        year = int(hint[:4])
        if len(hint) < 10:
            return _iso(year, self.month, self.day)
        known = date.fromisoformat(hint[:10])
        near = (_iso(y, self.month, self.day) for y in (year - 1, year, year + 1))
        dates = [day for day in near if day]
        return min(dates, key=lambda d: abs(date.fromisoformat(d) - known), default=hint)


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    """Return a day or a month in ISO 8601, or null for one that does not exist."""
    try:
        made = date(year, month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return made[:7] if day is None else made


def _parts(m: re.Match[str]) -> dict[str, int]:
    """Return year, month and day of a match, those that it names."""
    named = {name.rstrip("2"): words for name, words in m.groupdict().items() if words}
    return {
        part: _MONTHS.get(named[part][:3].lower()) or int(named[part])
        for part in ("year", "month", "day")
        if part in named
    }


def read_date(value: object) -> str | None:
    """Return a date that a record gives in ISO 8601, as precise as it is; null for any other.

    Read are ISO 8601, RFC 2822, seconds since 1970, 25.02.2019, 25/02/2019 where only one order
    can be meant, "Monday, February 25, 2019" and the like.
    """
    if isinstance(value, date):  # datetime and pandas.Timestamp too
        return value.isoformat().removesuffix("T00:00:00")
    text = " ".join(str(value).split())
    if isinstance(value, float):
        text = text.removesuffix(".0")
    if m := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(m[1]), UTC).date().isoformat()
    if (m := _ISO.fullmatch(text)) and _iso(**{"month": 1, **_parts(m)}):
        return text
    read = (_iso(**_parts(m)) for form in _DATES if (m := form.fullmatch(text)))
    meant = {day for day in read if day}
    return meant.pop() if len(meant) == 1 else None


def date_in(text: str, *, first: bool = False) -> str | None:
    """Return the first date in words of a text in ISO 8601; `first`: where it is its head only."""
    m = _IN_WORDS.match(text) if first else _IN_WORDS.search(text)
    return _iso(**_parts(m)) if m else None


def date_in_name(stem: str) -> str | None:
    """Return the day in the name of a file in ISO 8601, else the year; null where it has none."""
    days = (_iso(**_parts(m)) for m in _NAMED_BY_DAY.finditer(stem))
    year = _NAMED_BY_YEAR.search(stem)
    return next((day for day in days if day), year and year.group())


def find_dateline(text: str, start: int, end: int) -> Dateline | None:
    """Find the dateline at the head of the paragraph text[start:end]; null where there is none."""
    last = min(end, start + _LONGEST)
    for form in _FORMS:
        found = form.match(text, start, last)
        if found is None or (last < end and found.end() == last):
            continue
        part, day = found.groupdict(), _parts(found)
        named = part.get("paren") or part.get("slash") or ""
        agency = AGENCIES.get(named.casefold(), named) or None
        if part.get("paren") and named.casefold() not in AGENCIES and not day:
            continue  # "MOSCOW (Russia) —" names no agency
        written = re.sub(rf"\s*(?:{_RULE}|:)\s*$", "", found.group()).rstrip()
        return Dateline(start, found.end(), written, agency, **day)
    return None

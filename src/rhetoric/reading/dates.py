"""Find the dateline before an article's first sentence: place, date, agency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rhetoric.words import word_row, word_set, word_table

_LONGEST = 160

AGENCIES = {name.casefold(): name for name in word_set("bodies.agencies")}
AGENCIES |= word_table("bodies.agencies_also")
MONTHS = {"sept": 9} | {
    form: number
    for number, name in enumerate(word_row("calendar.months"), start=1)
    for form in (name, name[:3])
}
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
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

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:?\d\d.*)?)?)?")
_COMPACT = re.compile(
    r"(?P<y>\d{4})([-/.]?)(?P<m>\d\d|(?<=\D)\d)\2(?P<d>\d\d|(?<=\D)\d)(?:[T ](?:\d.*)?|\d{4,6})?"
)
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?: \d.*)?")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?: \d.*)?")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?,? (\d{4})")
_CTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) [\d:]{5,8} (?:\S+ )?(\d{4})")
LONG_DATE = re.compile(
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
    r"(?:([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?"
    r"([A-Za-z]{3,9})\.?),?[ -](\d{4})(?:,? (?:at )?\d.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first sentence: text[start:end], the dash after it included."""

    start: int
    end: int
    text: str  # as written, without the dash
    agency: str | None
    month: int | None
    day: int | None
    year: int | None

    def published(self, hint: str | None = None) -> str | None:
        """Date in ISO 8601, the year taken from `hint` (an ISO date) where the dateline has none.

        Returns the hint itself where the dateline has no day, null where no year is known.
        """
        if self.month is None or self.day is None:
            return hint
        if self.year is not None:
            return iso(self.year, self.month, self.day)
        if hint is None:
            return None
        year = int(hint[:4])
        if len(hint) < 10:
            return iso(year, self.month, self.day)
        near = [iso(y, self.month, self.day) for y in (year - 1, year, year + 1)]
        known = date.fromisoformat(hint[:10])
        dates = [d for d in near if d]
        return min(dates, key=lambda d: abs(date.fromisoformat(d) - known), default=hint)


def iso(year: int, month: int, day: int) -> str | None:
    """Return the date in ISO 8601, or null for a day that does not exist."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_date(value: object) -> str | None:
    """Return a date that a record gives in ISO 8601, as precise as it is; null for any other.

    Read are ISO 8601, RFC 2822, seconds since 1970, 25.02.2019, 25/02/2019 where only one order
    can be meant, "Monday, February 25, 2019" and the like.
    """
    if isinstance(value, date):  # datetime and pandas.Timestamp too
        return value.isoformat().removesuffix("T00:00:00")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number or re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", str(value)):
        return _epoch(float(str(value)))
    text = " ".join(str(value).split())
    if (m := _ISO.fullmatch(text)) and iso(int(m[1]), int(m[2] or 1), int(m[3] or 1)):
        return text
    if (m := _COMPACT.fullmatch(text)) or (m := _DOTTED.fullmatch(text)):
        part = {name: int(number) for name, number in m.groupdict().items()}
        return iso(part["y"], part["m"], part["d"])
    if m := _SLASHED.fullmatch(text):
        a, b, year = (int(m[k]) for k in (1, 3, 4))
        orders = {iso(year, month, day) for day, month in ((a, b), (b, a))} - {None}
        return orders.pop() if len(orders) == 1 else None
    if (m := _MONTH_YEAR.fullmatch(text)) and (month := MONTHS.get(m[1].lower())):
        return f"{m[2]}-{month:02}"
    if m := _CTIME.fullmatch(text):
        return iso(int(m[3]), MONTHS.get(m[1].lower(), 0), int(m[2]))
    m = LONG_DATE.fullmatch(text)
    return long_date(m) if m else None


def long_date(m: re.Match[str]) -> str | None:
    """Return the date of a match of LONG_DATE in ISO 8601."""
    return iso(int(m[5]), MONTHS.get((m[1] or m[4]).lower(), 0), int(m[2] or m[3]))


def _epoch(seconds: float) -> str | None:
    if seconds >= 1e11:  # milliseconds
        seconds /= 1000
    if not 1e8 <= seconds < 1e10:
        return str(int(seconds)) if 1000 <= seconds <= 9999 else _whole(seconds)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _whole(number: float) -> str | None:
    m = _COMPACT.fullmatch(f"{number:.0f}")
    return iso(int(m["y"]), int(m["m"]), int(m["d"])) if m else None


def find_dateline(text: str, start: int, end: int) -> Dateline | None:
    """Find the dateline at the head of the paragraph text[start:end]; null where there is none."""
    head = text[start : min(end, start + _LONGEST)]
    cut = end - start > _LONGEST
    for form in _FORMS:
        found = form.match(head)
        if found is None or (cut and found.end() == len(head)):
            continue
        part = {k: v for k, v in found.groupdict().items() if v}
        named = part.get("paren") or part.get("slash")
        agency = AGENCIES.get(named.casefold()) if named else None
        dated = "day" in part or "day2" in part
        if named and agency is None:
            if not dated and "slash" not in part:
                continue  # "MOSCOW (Russia) —" names no agency
            agency = named
        month = part.get("month") or part.get("month2")
        return Dateline(
            start,
            start + found.end(),
            re.sub(rf"\s*(?:{_RULE}|:)\s*$", "", found.group()).rstrip(),
            agency,
            MONTHS[month.rstrip(".").lower()] if month else None,
            int(part.get("day") or part["day2"]) if dated else None,
            int(part["year"]) if "year" in part else None,
        )
    return None

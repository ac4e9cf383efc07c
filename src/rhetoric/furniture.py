"""Tell the furniture of a page: lines around and between an article's own paragraphs."""

from __future__ import annotations

import re

from rhetoric.datelines import AGENCIES

_LONGEST, _LONGEST_CAPTION = 250, 600

_WORD = r"[A-Z][\w.'’\-]*"
_NAME = r"[A-Z][\w.'’\-]+(?: (?:[a-z]{1,3} )?[A-Z][\w.'’\-]*){1,4}"
_AGENCY = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_DATE = r"(?:\d{1,2} [A-Z][A-Za-z]{2,8}\.?|[A-Z][a-z]{2,8}\.? \d{1,2})"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,? )?"
_TIME = r"(?:[\W_]*(?:at|on|\d{1,2}[:.]\d\d|[AaPp]\.?[Mm]\.?|[A-Z]{2,4}|\d+ [a-z]+ ago)\b\.?)*"
_MEDIA = "facebook|twitter|x|instagram|telegram|whatsapp|linkedin|reddit|youtube|pinterest|tiktok"
_PIECE = "(?:story|article|page|report|video|post|link)"
_NEWSLETTER = r"(?:newsletters?|e-?mails?|inbox|alerts?|briefings?|headlines|updates?)"

_FIELDS = (  # of a database's export
    "BYLINE|LENGTH|DATELINE|LOAD-DATE|SECTION|LANGUAGE|PUBLICATION-TYPE|GRAPHIC|HIGHLIGHT|SUBJECT"
    "|HEADLINE|BODY|COPYRIGHT|EDITION|SOURCE|CREDIT|ORGANIZATION|GEOGRAPHIC|PERSON|INDUSTRY|TICKER"
    "|COMPANY|JOURNAL-CODE|ACC-NO|DOCUMENT-TYPE|NOTES|SERIES|URL"
)
_ALONE = (  # one or several in a line
    "all news|home|menu|search|news|top stories|latest(?: news)?|breaking(?: news)?|world|politics"
    "|business|opinion|analysis|exclusive|live|video|photos?|gallery|close|next|previous"
    "|trending(?: now)?|most (?:read|popular|viewed|shared|recent|watched)|do(?:n't| not) miss"
    "|newsletters?|also in this section|what to read next|related(?: [a-z]{4,9})?|tags?|topics?"
    "|recommended(?: for you)?|(?:continue|keep) reading|play(?: (?:video|audio))?|abstract"
    rf"|(?:print|e-?mail|save|share|copy|listen to|send)(?: (?:this|the))?(?: {_PIECE})?|listen"
    rf"|{_MEDIA}|messenger|flipboard|tweet|load more|show more|back to top|comments?(?: \(\d+\))?"
    r"|\d+ comments?|(?:view|show|hide|read|post|add|leave)(?: (?:all|a|\d+))* comments?"
    "|join the (?:conversation|discussion|debate)|advertis(?:e?ment|ing)|sponsored(?: content)?"
    "|skip (?:to (?:main )?content|ad(?:vertisement)?)|continue reading below|end of document"
    r"|(?:accept|reject|allow|manage)(?: all)?(?: cookies)?|cookie (?:settings|policy|notice)"
    "|privacy (?:policy|notice|settings)|terms (?:of (?:use|service)|(?:and|&) conditions)"
    "|log ?(?:in|out)|sign ?(?:in|up|out)|register(?: now)?|create an account|subscribe(?: now)?"
    r"|donate(?: now)?|become a member|contact us|about us|\d[\d,]* words|page \d+ of \d+"
    r"|\d+[ -]min(?:ute)?s?[ -]read|\d+ (?:minute|hour|day|week|month|year)s? ago|getty images"
)
_LED = (  # and what follows in the line
    r"(?:read|see|watch|listen|hear)(?: (?:also|more|next|now))? ?[:|»].*"
    r"|(?:(?:read|see|watch|listen) (?:also|more|next)|also read|recommended|related|tags?"
    r"|topics?(?! such)|keywords?|filed under)\b\s*(?::.*|[^.!?]*)"
    r"|(?:more on this(?: story)?|you (?:may|might) also|more (?:from|by))\b[^.!?:]{0,80}"
    r"|(?:do(?:n't| not) miss|in case you missed it|icymi)\b ?[:|].*"
    rf"|read the (?:full|whole|original|rest)\b[^.!?,]{{0,60}}"
    r"|(?:share (?:this|on|via)|follow us|subscribe|click (?:here|to)|download (?:the|our) app"
    rf"|(?:{_PIECE} )?continues below|story continues|article continues|sign up (?:for|to|now|here)"
    rf"|join us on|like us on|find us on|send us an? |advertisement ?[-–—])\b[^.!?,]{{0,80}}[.!]?"
    r"|(?:sign up|subscribe|get|receive|want|join)\b[^.!?:]{0,120}\b"
    rf"{_NEWSLETTER}\b[^.!?]{{0,60}}"
    rf"|join our (?:{_MEDIA}|channel|community|group)\b[^.!?]{{0,60}}|enter your e-?mail\b.*"
    rf"|follow (?:@\w+.*|[^.!?]{{1,60}}(?:@\w+| on (?:{_MEDIA})\b[^.!?]{{0,40}}))[.!]?"
    r"|thank(?:s| you) for (?:subscribing|signing up|registering|reading)\b.*"
    r"|by (?:signing up|subscribing|clicking|continuing|registering|using this)\b.{0,200}"
    r"\b(?:agree|consent|accept|privacy|terms|cookies)\b.*"
    r"|(?:(?:this|our|the) (?:web)?site|we(?: and our partners)?) uses? cookies\b.*"
    r"|please (?:enable|turn on|allow) (?:javascript|cookies|ads)\b.*"
    r"|to (?:play|view|watch|hear|read|continue)\b.{0,80}"
    r"\b(?:javascript|sign in|log in|subscribe)\b.*"
    r"|(?:log|sign) in to\b[^.!?]{0,60}|already an? [^.!?]{0,30}(?:subscriber|member)\?.{0,30}"
    r"|register (?:for free|here|to (?:continue|read))\b[^.!?]{0,60}"
    r"|support (?:our|independent|quality|local) journalism\b.*"
    r"|this (?:video|audio|content) (?:can ?not|is (?:not|no longer)|has been removed)\b.*"
    r"|(?:media playback is (?:un|not )supported|your browser (?:does not|doesn't))\b.*"
    r"|(?:©|\(c\)|copyright\W+(?:c\b|\d|by\b)|all rights reserved).*"
    r"|(?:correction|clarification|editor's? note)s? ?:.*|our standards ?:.*"
    rf"|this (?:article|story|report|post) (?:was|has been|is|first|originally)\b.{{0,60}}\b"
    r"(?:published|amended|updated|corrected|appeared|syndicated)\b.*"
    r"|(?:load-date|byline|length|dateline) ?:.*"
)
_CREDIT = "(?:photo|photograph|image|picture|video|file photo|credit)s?"
_CAPTION = (
    r"(?:FILE(?: PHOTO)?|Pictured|Caption)(?: ?[-–—:]) .*"
    rf"|(?i:\(?{_CREDIT}(?: (?:credit|courtesy|by|from)\b| ?[:/|©]).*)"
    r"|(?i:source(?: by| ?:)) [^.!?]*"
    r"|(?i:(?:image|media|picture|photo|video) (?:source|caption|credit|copyright)\b.*)"
    r"|.{0,580}\((?:AP|AFP|Reuters|EPA|Getty|Photo|Image)[^()]{0,40}(?:/|:|by )[^()]{0,80}\)"
    rf"|.{{0,580}}[.!?\"'”’] (?:(?:Photo(?:graph)?|Image|Picture|Credit)s?: |(?i:{_AGENCY})/)"
    r"[A-Z][^.!?]{1,80}"
)
_STAFF = "(?:correspondent|reporter|writer|editor|columnist|bureau chief|staff|analyst)s?"
_BY = (
    rf"(?:By|BY) (?:{_NAME}|(?i:{_AGENCY})\b|(?:[Oo]ur |[Aa] )?(?:[\w-]+ ){{0,3}}{_STAFF}\b)"
    r"(?:(?:,| and| \||/| in| [-–—])? [^.!?]*)?"
    rf"|by {_NAME}|{_NAME}, [^.!?]{{0,40}}\b{_STAFF}"
    rf"|.{{0,200}}(?i: contributed (?:reporting|to this (?:report|story|article))\.?)"
    rf"|(?i:\(?(?:additional )?(?:reporting|writing|editing|edited|compiled|written|reported"
    r"|produced|translated) by\b ?:? ?.*)"
    rf"|(?:(?:{_WORD}|and|in|from),? ){{2,12}}reported from (?:(?:{_WORD}|and|from),? ?)+\.?"
    rf"|(?i:\W?\(?(?:with (?:inputs|reporting) from )?(?:{_AGENCY})\)?)"
)
_DATED = (
    r"(?i:(?:first |last )?(?:updated|published|posted|modified)\b)[^.]{0,20}\d.*"
    rf"|(?:{_DATE},? )?(?:\d{{4}},? ?)?\d{{1,2}}:\d{{2}}.{{0,20}}|{_DAY}{_DATE},? \d{{4}}{_TIME}"
)
_FURNITURE = re.compile(
    rf"(?i:(?:(?:{_ALONE})(?:\W+|\Z))+|{_LED})|[\W_]+|https?://\S+"
    rf"|(?:Document )?\d+ of \d+(?: DOCUMENTS?)?|(?:{_FIELDS})(?: ?:.*)?|{_BY}|{_DATED}"
)
_CAPTIONED = re.compile(_CAPTION)


def is_furniture(text: str, start: int, end: int) -> bool:
    """Tell whether the paragraph text[start:end] is none of an article's own."""
    if end - start <= _LONGEST and _FURNITURE.fullmatch(text, start, end):
        return True
    return end - start <= _LONGEST_CAPTION and bool(_CAPTIONED.fullmatch(text, start, end))

"""Paragraphs and sentences of an article, by rule and in linear time.

Blank lines part paragraphs. A single line end parts them too, unless the line was broken because
the next word did not fit, as in mails and old agency texts.
"""

import re
from collections.abc import Iterator
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.word_list import word_list

# Nobody breaks lines by hand beyond this width, and nothing shorter is a broken line.
WIDEST_BROKEN_LINE: Final = 120
NARROWEST_BROKEN_LINE: Final = 40
# The line ends of Unicode; the form feed and its like come from paper.
LINE_ENDS: Final = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
LINE: Final = re.compile(f"[^{LINE_ENDS}]+")

CLOSING: Final = "”“’‘»«›‹\"'」』)]}）】"
OPENING: Final = "“„«»‹›‘‚\"'「『([{（【¿¡"
SENTENCE_ENDS: Final = frozenset(CLOSING + ".!?…:;؟۔。！？")
TERMINAL: Final = re.compile(
    # Possessive, and never from within a run of points: a line of ten million ends too.
    rf"(?<![.!?…؟۔])[.!?…؟۔]++(?:[\xa0\u202f ][»”]|[{re.escape(CLOSING)}]{{0,4}})(?=\s)"
    rf"|[。！？]++[{re.escape(CLOSING)}]{{0,4}}"
)
ABBREVIATIONS: Final = word_list(
    # Titles, which a name follows.
    "mr mrs ms messrs dr prof sen sens rep reps gov govs gen lt col maj capt sgt cmdr adm hon rev "
    "fr st pres supt det insp atty m mm mme mlle mgr me hr sr sra srta dn d dña dra ing lic "
    # Months and places that stand before a number or a name.
    "jan feb mar apr jun jul aug sept sep oct okt nov dec dez janv févr avr juil déc ene abr ago "
    "dic ave blvd rd mt ft art arts abs nr no nos núm pp p vol ch cf vs v approx ca bzw evtl ggf "
    "vgl sog inkl exkl zzgl usf av apdo tel bd hrsg geb gest "
    # With points inside; what stands before the last point.
    "e.g i.e z.b d.h u.a i.d.r u.u o.ä p.ej p.ex c.-à-d s.a q.e.p.d ee.uu rr.hh ff.aa"
)
# An abbreviation such as these may end a sentence, and does so before these words.
STARTERS: Final = word_list(
    "the he she it they we i you but and in on at a an this that these those his her their there "
    "when while if after before as for with not so yet however er sie es wir ich der die das ein "
    "eine doch aber il elle ils elles nous le la les un une mais el los las pero"
)
MONTHS: Final = word_list(
    "januar jänner februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert jahrhunderts bundestag klasse"
)
ASKS: Final = re.compile(
    r"\s+(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|wrote|added|told|replied|tweeted|cried"
    r"|wondered|shouted|demanded)\b"
)
WORD_BEFORE: Final = re.compile(r"[\w.\-’']*$")
WORD_AFTER: Final = re.compile(r"\s+(\w+)")


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs of a text, without the spaces around them, in order."""
    paragraphs: list[Span] = []
    block: list[Span] = []
    for match in LINE.finditer(text):
        line = _stripped(text, match.start(), match.end())
        if line is None:
            paragraphs.extend(_unbroken(text, block))
            block = []
            continue
        if block and _blank_between(text, block[-1].end, line.start):
            paragraphs.extend(_unbroken(text, block))
            block = []
        block.append(line)
    paragraphs.extend(_unbroken(text, block))
    return tuple(paragraphs)


def find_sentences(text: str, within: Span, language: str = "und") -> Iterator[Span]:
    """The sentences of a paragraph, without the spaces between them, in order."""
    start = within.start
    for match in TERMINAL.finditer(text, within.start, within.end):
        if match.start() < start or not _ends_sentence(text, match, within, language):
            continue
        sentence = _stripped(text, start, match.end())
        if sentence is not None:
            yield sentence
        start = match.end()
    rest = _stripped(text, start, within.end)
    if rest is not None:
        yield rest


def _stripped(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    left = words.lstrip()
    if not left:
        return None
    return Span(end - len(left), start + len(words.rstrip()))


def _blank_between(text: str, end: int, start: int) -> bool:
    """Whether an empty line parts two lines that both hold words."""
    between = text[end:start].replace("\r\n", "\n")
    return sum(not sign.isspace() or sign in LINE_ENDS for sign in between) > 1


def _unbroken(text: str, lines: list[Span]) -> Iterator[Span]:
    """Join the lines of a block that were broken only for want of room."""
    width = max((line.end - line.start for line in lines), default=0)
    # Where every line ends a sentence, nothing tells that a line was broken.
    if all(text[line.end - 1] in SENTENCE_ENDS for line in lines[:-1]):
        yield from lines
        return
    start: int | None = None
    for place, line in enumerate(lines):
        start = line.start if start is None else start
        following = lines[place + 1] if place + 1 < len(lines) else None
        if following is not None and _is_broken(text, line, following, width):
            continue
        yield Span(start, line.end)
        start = None


def _is_broken(text: str, line: Span, following: Span, width: int) -> bool:
    length = line.end - line.start
    if width > WIDEST_BROKEN_LINE or length < NARROWEST_BROKEN_LINE:
        return False
    head = text[following.start : min(following.end, following.start + width)]
    # No line is broken at a no-break space, at which split() would part words too.
    return length + 1 + len(head.split(" ", maxsplit=1)[0]) > width


def _ends_sentence(text: str, match: re.Match[str], within: Span, language: str) -> bool:
    """Whether what may end a sentence does, by the words on both sides."""
    end, sign = match.end(), text[match.start()]
    if sign in "。！？":
        return True
    following = text[end : min(within.end, end + 60)].lstrip()
    first = following.lstrip(OPENING + "—–- \xa0\u202f")[:1]
    if following[:1] in "—–-" and first.islower():
        return False
    if not first or first.islower():
        return not first
    if sign in "!?" and language == "en" and ASKS.match(text, end, min(within.end, end + 80)):
        return False
    if sign != "." or match[0].startswith(".."):
        return True
    return match.end() - match.start() > 1 or not _is_abbreviation(text, match, within, language)


def _is_abbreviation(text: str, match: re.Match[str], within: Span, language: str) -> bool:
    floor = max(within.start, match.start() - 24)
    before = WORD_BEFORE.search(text[floor : match.start()])
    word = before[0] if before is not None else ""
    after = WORD_AFTER.match(text, match.end(), min(within.end, match.end() + 40))
    following = after[1] if after is not None else ""
    if word.casefold() in ABBREVIATIONS:
        return True
    if word.isdecimal():
        return (
            len(word) <= 2
            and language == "de"
            and (following.casefold() in MONTHS or following[:1].islower())
        )
    initials = word.split(".")
    if all(len(part) == 1 and part.isupper() for part in initials):
        return following.casefold() not in STARTERS
    return False

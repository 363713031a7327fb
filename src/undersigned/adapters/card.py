"""The card of a letter: the picture that stands beside a shared link, drawn by Typst as a PNG."""

import io
import json
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import typst
from PIL import Image

from undersigned.core.display_names import comma
from undersigned.core.languages import direction

WIDTH: Final = 1200
HEIGHT: Final = 630
"""What all networks ask for; its shape is 1.91 to 1."""
MAX_CARD_BYTES: Final = 150_000

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_TEMPLATE: Final = _PACKAGE / "templates/share/card.typ"
_FONTS: Final = _PACKAGE / "static/undersigned/fonts/pdf"
# The page of the template is 600 points wide.
_PIXELS_PER_INCH: Final = 144
_COLOURS: Final = (64, 24, 8)
# A word longer than this is broken anywhere; no language writes one in a title.
_LONG_WORD: Final = re.compile(r"\S{25,}")
_MAX_NAMES: Final = 8
# How many characters of a single addressee are tried where a line does not hold all.
_CUTS: Final = (90, 75, 60, 50, 40, 30, 20, 12)
_UNDRAWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
# What only changes or joins the symbol before it.
_JOINED: Final = "[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]*"
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "Co"})
_TRIES: Final = 12


@dataclass(frozen=True, slots=True)
class CardLabels:
    """The words around a title, in `language`."""

    language: str
    open_letter: str
    to: str
    count: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that a card shows; equal cards are the same picture."""

    title: str
    language: str
    addressees: tuple[str, ...]
    host: str
    labels: CardLabels


# One at a time: of many who ask for a new card at once, one draws it and the others wait for that.
_DRAWING = threading.Lock()


def card_png(card: Card) -> bytes:
    """The card as a PNG of WIDTH × HEIGHT and at most MAX_CARD_BYTES; drawn once, then kept.

    Symbols for which no typeface is at hand are left out; a title that would lose letters is left
    out as a whole, since every network sets it beside the picture anyway.
    """
    with _DRAWING:
        return _drawn(card)


@lru_cache(maxsize=128)
def _drawn(card: Card) -> bytes:
    content = {
        "title": _breakable(_drawable(card.title)),
        "tag": _first_part(card.language),
        "direction": direction(card.language),
        "addressees": _lines_of_names(card),
        "host": card.host,
        "labels": {
            "tag": _first_part(card.labels.language),
            "direction": direction(card.labels.language),
            "open_letter": card.labels.open_letter,
            "to": card.labels.to,
            "count": card.labels.count,
        },
    }
    compiler = _compiler(_TEMPLATE.read_bytes(), card=json.dumps(content, ensure_ascii=False))
    drawn = compiler.compile(format="png", ppi=_PIXELS_PER_INCH)
    assert isinstance(drawn, bytes)
    return _small(drawn)


@cache
def _fonts() -> typst.Fonts:
    # Scanning the system's fonts takes long, so it happens once a process.
    return typst.Fonts(include_system_fonts=True, font_paths=[str(_FONTS)])


def _compiler(source: bytes, **inputs: str) -> typst.Compiler:
    return typst.Compiler(source, font_paths=_fonts(), sys_inputs=inputs)


def _first_part(tag: str) -> str:
    return tag.partition("-")[0]


def _lines_of_names(card: Card) -> list[str]:
    """The addressees in one line, and shorter and shorter lines for when that is too long."""
    drawable = [words for name in card.addressees[:_MAX_NAMES] if (words := _drawable(name))]
    if not drawable:
        return []
    between = comma(card.language)
    lines = [between.join(drawable[:number]) for number in range(len(drawable), 0, -1)]
    is_whole = len(drawable) == len(card.addressees)
    first = list(_clusters(drawable[0]))
    cuts = [f"{''.join(first[:length]).rstrip()}…" for length in _CUTS if length < len(first)]
    return [lines[0] if is_whole else f"{lines[0]} …", *(f"{line} …" for line in lines[1:]), *cuts]


def _breakable(title: str) -> str:
    return _LONG_WORD.sub(lambda word: "\u200b".join(_clusters(word[0])), title)


def _clusters(word: str) -> Iterator[str]:
    """The characters of a word, each with the marks that belong to it."""
    cluster = ""
    for character in word:
        joins = unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf")
        if cluster and not joins and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _drawable(words: str) -> str:
    """The words without the symbols that no typeface has; nothing if one of their letters is so.

    Only for PDF/UA does Typst say what it has no typeface for.
    """
    for _try in range(_TRIES):
        undrawn = _undrawn(words)
        if undrawn is None:
            return words
        rest = re.sub(f"{re.escape(undrawn)}{_JOINED}", "", words) if undrawn else words
        if rest == words or any(_is_letter(character) for character in undrawn):
            return ""
        words = " ".join(rest.split())
    return ""


def _is_letter(character: str) -> bool:
    # Characters for private use stand for letters more often than for anything else.
    return unicodedata.category(character) in _LETTERS and not re.match(_JOINED[:-1], character)


def _undrawn(words: str) -> str | None:
    compiler = _compiler(_PROBE, words=words)
    try:
        compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0)
    except typst.TypstError as error:
        found = _UNDRAWN.search(f"{error.message}{error.diagnostic}")
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""
    return None


_PROBE: Final = b"""\
#set document(title: [probe])
#set text(font: ("Undersigned Serif", "Undersigned Naskh"), lang: "en")
#sys.inputs.words"""


def _small(drawn: bytes) -> bytes:
    """The same picture with few colours, which is what ink on paper needs."""
    with Image.open(io.BytesIO(drawn)) as image:
        opaque = image.convert("RGB")
    data = b""
    for colours in _COLOURS:
        buffer = io.BytesIO()
        small = opaque.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(buffer, "PNG", optimize=True)
        data = buffer.getvalue()
        if len(data) <= MAX_CARD_BYTES:
            break
    return data

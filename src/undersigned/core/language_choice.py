"""The languages that are offered by name where one is chosen, and how a typed one is read."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from undersigned.core.display_names import find_locale
from undersigned.core.display_names import language_name as own_name
from undersigned.core.languages import check_language, direction
from undersigned.core.lines import fold

# Offered by name; every other tag can be typed.
_COMMON = (
    "ar", "am", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy",
    "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lo", "lt", "lv", "mk",
    "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt", "pt-BR", "ro",
    "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tr", "uk",
    "ur", "uz", "vi", "xh", "yo", "zh-Hans", "zh-Hant", "zu",
)  # fmt: skip
_SEPARATORS = re.compile(r"[\s_-]+")


# Tags that readers' browsers send, and what letters in that writing are tagged with.
_ALSO_SENT = {
    "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans",
    "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-TW": "zh-Hant",
}  # fmt: skip
_KNOWN = {tag.lower(): tag for tag in _COMMON} | {
    sent.lower(): tag for sent, tag in _ALSO_SENT.items()
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One language that is offered: its tag, and what it is called here and by its speakers."""

    tag: str
    name: str
    own_name: str
    direction: str


@lru_cache(maxsize=512)
def name_of_language(tag: str, shown_in: str) -> str:
    """What the language `tag` is called in the language `shown_in`; the tag where nobody knows."""
    shown = find_locale(shown_in) or Locale("en")
    locale = find_locale(tag)
    if locale is None:
        # There is no data in the language itself, but it may have a name in others.
        return str(shown.languages.get(tag, tag))
    return locale.get_display_name(shown) or tag


@lru_cache(maxsize=32)
def offers(shown_in: str) -> tuple[Offer, ...]:
    """The common languages, in the order of their names."""
    found = (
        Offer(tag, name_of_language(tag, shown_in), own_name(tag), direction(tag))
        for tag in _COMMON
    )
    return tuple(sorted(found, key=lambda offer: fold(offer.name)))


def common_language(sent: str) -> str | None:
    """The common language that a tag in any case names, or the one whose dialect it names."""
    lower = sent.lower()
    return _KNOWN.get(lower) or _KNOWN.get(lower.partition("-")[0])


def read_language(typed: str, shown_in: str) -> str:
    """The tag in its canonical case, for a tag in any case or the name of a common language.

    Raises Malformed.
    """
    # No language is called by so many letters, and to fold them all takes long.
    wanted = fold(typed[:100])
    for offer in offers(shown_in):
        if wanted in {fold(offer.tag), fold(offer.name), fold(offer.own_name)}:
            return offer.tag
    tag = _canonical_case(" ".join(typed.split()).lower())
    check_language(tag)
    return tag


def _canonical_case(tag: str) -> str:
    """RFC 5646, section 2.1.1: all small, but regions in capitals and scripts with one."""
    parts = [part for part in _SEPARATORS.split(tag) if part]
    for place, part in enumerate(parts[1:], start=1):
        if len(part) == 2:
            parts[place] = part.upper()
        elif len(part) == 4 and part.isalpha():
            parts[place] = part.capitalize()
    return "-".join(parts)

"""Language tags: which are accepted, which way they are written, and with which digits.

Tags follow RFC 5646 (BCP 47): language, script, region and variants in their canonical case.
Extended languages, extensions, private use and grandfathered tags are refused.
"""

import re
from functools import lru_cache
from typing import Literal

from undersigned.core.errors import Malformed

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[A-Z][a-z]{3}))?"
    r"(?:-(?P<region>[A-Z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
)
MAX_TAG_LENGTH = 35

# Scripts that are written from right to left, and the languages that use one of them when the
# tag names no script (CLDR, likely subtags and script metadata).
_RIGHT_TO_LEFT_SCRIPTS = re.compile(
    "Adlm|Arab|Aran|Hebr|Mand|Mend|Nkoo|Rohg|Samr|Syrc|Syre|Syrj|Syrn|Thaa"
)
_RIGHT_TO_LEFT_LANGUAGES = re.compile(
    "ar|arc|ary|arz|azb|bal|bgn|ckb|dv|fa|glk|he|khw|ks|lrc|luz|mzn|nqo|pnb|prs|ps|rhg|sd|sdh|"
    "skr|syr|ug|ur|yi"
)

# CLDR, default numbering systems: the first digit of the ten that a language writes.
_ZERO = {
    "ar": "٠",
    "ckb": "٠",
    "fa": "۰",
    "prs": "۰",
    "ps": "۰",
    "bn": "০",
    "mr": "०",
    "ne": "०",
    "my": "၀",
}
_ARABIC_REGIONS_WITH_ASCII_DIGITS = frozenset({"AE", "DZ", "EH", "LY", "MA", "TN"})


def check_language(tag: str) -> None:
    """Raise Malformed unless `tag` is a BCP 47 tag in canonical case, as in en, pt-BR, zh-Hant."""
    match = _TAG.fullmatch(tag) if len(tag) <= MAX_TAG_LENGTH else None
    if match is None:
        raise Malformed(
            "{tag!r} is not a language tag such as en or pt-BR.", tag=tag[:MAX_TAG_LENGTH]
        )
    variants = match["variants"].split("-")[1:]
    if len(set(variants)) != len(variants):
        raise Malformed("The language tag {tag!r} names a variant twice.", tag=tag)


@lru_cache(maxsize=256)
def direction(tag: str) -> Literal["ltr", "rtl"]:
    """The base direction of text in the language that `tag` names."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return "ltr"
    if match["script"]:
        right_to_left = _RIGHT_TO_LEFT_SCRIPTS.fullmatch(match["script"])
    else:
        right_to_left = _RIGHT_TO_LEFT_LANGUAGES.fullmatch(match["language"])
    return "rtl" if right_to_left else "ltr"


def local_number(number: int, tag: str) -> str:
    """The whole number in the digits that the language is written with."""
    language, *rest = tag.split("-")
    if language == "ar" and _ARABIC_REGIONS_WITH_ASCII_DIGITS.intersection(rest):
        return str(number)
    zero = _ZERO.get(language)
    if zero is None:
        return str(number)
    return str(number).translate({ord("0") + digit: ord(zero) + digit for digit in range(10)})

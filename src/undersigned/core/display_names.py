"""Names of countries and languages, numbers and days, as each language writes them (CLDR)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from string import digits
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from undersigned.core.languages import direction, local_number
from undersigned.core.lines import fold
from undersigned.core.persian_calendar import persian_date

# Two-letter codes of CLDR that ISO 3166 does not assign to a country. Kosovo's XK is not assigned
# either, but is in use wherever people have to name it.
_NO_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)

# CLDR, calendar "persian"; Babel has the Gregorian one alone. Persian and Dari go by it.
_IRANIAN = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_AFGHAN = (
    "حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله",
    "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت",
)  # fmt: skip
_SOLAR_HIJRI_MONTHS = {"fa": _IRANIAN, "fa-AF": _AFGHAN, "prs": _AFGHAN}

_NUMBERING_SYSTEMS = {"٠": "arab", "۰": "arabext", "০": "beng", "०": "deva", "၀": "mymr"}


@lru_cache(maxsize=512)
def find_locale(tag: str) -> Locale | None:
    """The locale data of just this language tag; None where CLDR has none."""
    try:
        locale = Locale.parse(tag, sep="-")
        # Babel reads them when they are asked for, and finds no file for white space at the end.
        locale.territories  # noqa: B018
    except (UnknownLocaleError, ValueError, FileNotFoundError):
        return None
    return locale


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale:
    """The locale data nearest to a language tag; English for a language that CLDR lacks."""
    parts = tag.split("-")
    nearest = (find_locale("-".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next(filter(None, nearest), Locale("en"))


def _written_locale(language: str) -> Locale:
    # English without a country is that of most who share it: the day first, no comma before "and".
    return _locale("en-GB" if language == "en" else language)


@lru_cache(maxsize=64)
def country_names(language: str) -> Mapping[str, str]:
    """Every country by its ISO 3166 alpha-2 code, in the order of its name in `language`."""
    english = Locale("en").territories
    local = _locale(language).territories
    names = {
        code: str(local.get(code, name))
        for code, name in english.items()
        if len(code) == 2 and code not in _NO_COUNTRY
    }
    return MappingProxyType(dict(sorted(names.items(), key=lambda item: fold(item[1]))))


def country_name(code: str, language: str) -> str:
    """The name of a country in `language`; the code itself when there is no such country."""
    return country_names(language).get(code, code)


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """What a language calls itself, with script and region where the tag has them."""
    locale = find_locale(tag)
    name = locale.display_name if locale else None
    return name[:1].upper() + name[1:] if name else tag


def number_text(number: int, language: str) -> str:
    """A whole number with the digits and separators of `language`."""
    system = _NUMBERING_SYSTEMS.get(local_number(0, language), "latn")
    text = format_decimal(number, locale=_locale(language), numbering_system=system)
    return _local_digits(text, language)


def count_text(number: int, language: str) -> str:
    """A whole number within a sentence: grouped from five digits on, as many languages do."""
    is_long = abs(number) >= 10_000
    return number_text(number, language) if is_long else local_number(number, language)


def time_text(at: datetime, language: str) -> str:
    """The hour and minute of a moment, in 24 hours, with the digits of `language`."""
    return _local_digits(f"{at:%H:%M}", language)


def date_text(day: date, language: str) -> str:
    """A day as a letter in `language` writes it above its text, in the calendar used there."""
    spoken = language.partition("-")[0]
    months = _SOLAR_HIJRI_MONTHS.get(language) or _SOLAR_HIJRI_MONTHS.get(spoken)
    if months:
        year, month, number = persian_date(day)
        return _local_digits(f"{number} {months[month - 1]} {year}", language)
    text = format_date(day, "long", locale=_written_locale(language))
    if spoken == "fr" and day.day == 1:
        # CLDR has no word for the first of a month, the only day that French writes as an ordinal.
        text = text.replace("1 ", "1er ", 1)
    return _local_digits(text, language)


def listed(parts: Sequence[str], language: str) -> str:
    """The parts of an enumeration in one line, as in "A, B and C"."""
    return format_list(parts, style="standard", locale=_written_locale(language))


def comma(language: str) -> str:
    """What stands between the parts of an enumeration, with its space."""
    spoken = language.partition("-")[0]
    if spoken in {"ja", "yue", "zh"}:
        return "、"
    return "، " if direction(language) == "rtl" and spoken not in {"he", "yi"} else ", "


def colon(language: str) -> str:
    """What stands before an explanation, with its space; French has one on both sides."""
    return "\u00a0: " if language.partition("-")[0] == "fr" else ": "


def _local_digits(text: str, language: str) -> str:
    return "".join(
        local_number(int(character), language) if character in digits else character
        for character in text
    )

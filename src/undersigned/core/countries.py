"""Countries as people write them, and their ISO 3166-1 alpha-2 codes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pycountry

from undersigned.core.display_names import find_locale
from undersigned.core.lines import fold

# What is written often and stands neither in ISO 3166 nor in the Unicode tables.
_ALSO_WRITTEN: Final = {
    "burma": "MM", "cape verde": "CV", "congo drc": "CD", "czech republic": "CZ", "drc": "CD",
    "dr congo": "CD", "england": "GB", "great britain": "GB", "holland": "NL", "ivory coast": "CI",
    "macedonia": "MK", "northern ireland": "GB", "palestine": "PS", "republic of ireland": "IE",
    "republic of korea": "KR", "scotland": "GB", "south korea": "KR", "swaziland": "SZ",
    "timor leste": "TL", "turkey": "TR", "uae": "AE", "uk": "GB", "us": "US", "usa": "US",
    "vatican": "VA", "wales": "GB",
}  # fmt: skip


def find_country(written: str, languages: Sequence[str] = ()) -> str | None:
    """The code of a country written as a code or a name; None when nobody can be sure.

    Names are taken in English, in the form of ISO 3166, and in the given languages.
    """
    key = _key(written)
    for language in ("", *languages):
        if code := _table(language).get(key):
            return code
    return None


def _key(written: str) -> str:
    folded = fold(written).replace(".", "").replace("-", " ").replace(",", "").replace("&", "and")
    return folded.removeprefix("the ")


@lru_cache(maxsize=256)
def _table(language: str) -> dict[str, str]:
    """Names by their folded form: of CLDR in `language`, or without one all that are English."""
    codes = {country.alpha_2 for country in pycountry.countries}
    table: dict[str, str] = {}
    if not language:
        for country in pycountry.countries:
            names = (
                getattr(country, name, "") for name in ("name", "official_name", "common_name")
            )
            for name in (country.alpha_2, country.alpha_3, *names):
                if name:
                    table[_key(name)] = country.alpha_2
        table |= _ALSO_WRITTEN
    locale = find_locale(language or "en")
    for code, name in locale.territories.items() if locale else ():
        if code in codes:
            table.setdefault(_key(name), code)
    return table

"""The Solar Hijri calendar of Iran and Afghanistan, by its rule of 33 years.

Its year begins on the day of the March equinox. Within 33 years, 8 are leap years; from 1178 to
1501 (1799 to 2123) this gives the same days as astronomy does, and it is what ICU computes:
https://github.com/unicode-org/icu/blob/main/icu4c/source/i18n/persncal.cpp. Libraries for it exist
(jdatetime, persiantools, convertdate); for the one function that a page needs they are too much.
"""

from datetime import date

# 1 Farvardin of the year 1 by this rule, which is a day off so far back.
_FIRST_DAY = date(622, 3, 21).toordinal()


def persian_date(day: date) -> tuple[int, int, int]:
    """Year, month and day of the month, for a day from 622 on."""
    since = day.toordinal() - _FIRST_DAY
    year = (33 * since + 3) // 12053 + 1
    rest = since - _days_before(year)
    if rest < 216:
        return year, rest // 31 + 1, rest % 31 + 1
    return year, (rest - 6) // 30 + 1, (rest - 6) % 30 + 1


def _days_before(year: int) -> int:
    """How many days of the calendar lie before the first of a year."""
    return 365 * (year - 1) + (8 * year + 21) // 33

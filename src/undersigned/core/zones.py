"""Local times: what a clock in some time zone shows, as one moment or as none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from undersigned.core.errors import Malformed


class NoSuchTime(Malformed):
    """Clocks are put forward over this time: no clock there ever shows it."""


class TimeTwice(Malformed):
    """Clocks are put back over this time: they show it twice."""


def check_zone(name: str) -> None:
    """Refuses what is no IANA time zone of this system's data."""
    if name not in available_timezones():
        raise Malformed("There is no such time zone.")


def moment_of(local: datetime, zone: str) -> datetime:
    """The moment, in UTC, at which clocks in the zone show `local`, which has no zone itself.

    Raises NoSuchTime and TimeTwice where there is not exactly one, Malformed for an unknown zone.
    """
    check_zone(zone)
    info = ZoneInfo(zone)
    naive = local.replace(tzinfo=None, fold=0)
    try:
        first = naive.replace(tzinfo=info).astimezone(UTC)
        second = naive.replace(tzinfo=info, fold=1).astimezone(UTC)
        shown = first.astimezone(info).replace(tzinfo=None, fold=0)
    except OverflowError:
        raise Malformed("This time is out of the calendar.") from None
    # In the hour that is left out and in the one that comes twice, PEP 495 gives two moments; only
    # of the one that is left out does the clock show something else.
    if shown != naive:
        raise NoSuchTime("Clocks are put forward over this time.")
    if first != second:
        raise TimeTwice("Clocks are put back over this time.")
    return first


def shown_in(moment: datetime, zone: str) -> datetime:
    """The moment as clocks in the zone show it; in UTC where the zone is not known here."""
    try:
        check_zone(zone)
    except Malformed:
        return moment.astimezone(UTC)
    return moment.astimezone(ZoneInfo(zone))


def offset_of(moment: datetime) -> str:
    """How far a moment's own zone is from UTC, as `UTC+01:00`."""
    offset = moment.utcoffset() or timedelta()
    if not offset:
        return "UTC"
    sign = "-" if offset < timedelta() else "+"
    minutes = abs(int(offset.total_seconds())) // 60
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"

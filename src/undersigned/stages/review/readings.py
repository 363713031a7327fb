"""Readings: which version of a text each person has read."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from undersigned.models import Account, Letter, Reading, Version
from undersigned.stages.review.refusals import NoSuchText


@transaction.atomic
def mark_read(letter: Letter, language: str, number: int, *, by: Account, at: datetime) -> None:
    """Note that a person has read version `number`; an older one changes nothing.

    Raises NoSuchText.
    """
    if not Version.objects.filter(letter=letter, language=language, number=number).exists():
        raise NoSuchText(_("There is no such version of the text."))
    readings = Reading.objects.filter(letter=letter, language=language, account=by)
    if readings.filter(number__lt=number).update(number=number, read_at=at) or readings.exists():
        return
    try:
        with transaction.atomic():
            Reading.objects.create(
                letter=letter, language=language, account=by, number=number, read_at=at
            )
    except IntegrityError:
        # The page was open twice.
        readings.filter(number__lt=number).update(number=number, read_at=at)

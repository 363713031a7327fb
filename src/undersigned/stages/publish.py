"""Publish: the lead opens a frozen letter for signatures, and closes it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from undersigned.core.lifecycle import LetterMove
from undersigned.models import Edition, Letter
from undersigned.stages.draft import move_letter


@transaction.atomic
def publish_letter(letter: Letter, *, at: datetime) -> None:
    """Open the frozen edition; from now on the log's name is `<host>/log/<letter id>`.

    Raises NotAllowed unless the letter is frozen.
    """
    origin = f"{settings.CONFIG.host}/log/{letter.id}"
    move_letter(letter, LetterMove.PUBLISH, origin=origin, published_at=at)
    newest = Edition.objects.filter(letter=letter).aggregate(number=Max("number"))["number"]
    Edition.objects.filter(letter=letter, number=newest).update(is_published=True)


@transaction.atomic
def close_letter(letter: Letter, *, at: datetime) -> None:
    """Take no more signatures. What was confirmed before still counts. Raises NotAllowed."""
    move_letter(letter, LetterMove.CLOSE, closed_at=at)

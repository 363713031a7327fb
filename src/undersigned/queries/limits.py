"""How many forms a letter got lately."""

from datetime import datetime

from undersigned.core.difficulty import MOST, RECENT
from undersigned.models import Letter, SentForm
from undersigned.queries.letter_page import PUBLIC_STATES, LetterNotFound


def public_letter_id(slug: str) -> str:
    """The id of the public letter at this address. Raises LetterNotFound."""
    letters = Letter.objects.filter(slug=slug, state__in=PUBLIC_STATES)
    letter_id = letters.values_list("pk", flat=True).first()
    if letter_id is None:
        raise LetterNotFound
    return letter_id


def recent_forms(letter_id: str, *, at: datetime) -> int:
    """The number of forms of a letter within the last minutes, as far as it makes a difference."""
    recent = SentForm.objects.filter(at__gt=at - RECENT, letter_id=letter_id)
    return recent[:MOST].count()

"""Links: the pages of the workspace that mails lead to."""

from django.conf import settings

from undersigned.models import Letter, Seat


def workspace_link(letter: Letter) -> str:
    """The page of the letter, with who has endorsed."""
    return f"{settings.CONFIG.address}/workspace/letters/{letter.slug}/"


def endorse_link(letter: Letter, seat: Seat) -> str:
    """The page on which a representative endorses for the organization."""
    return f"{workspace_link(letter)}endorse/{seat.pk}/"

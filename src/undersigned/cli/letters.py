"""Finds the letter that an operator names."""

from undersigned.cli.site import Unusable
from undersigned.models import Letter


def find_letter(named: str) -> Letter:
    """The letter with this slug or id. Raises Unusable."""
    letter = (
        Letter.objects.filter(slug=named).first() or Letter.objects.filter(pk=named.lower()).first()
    )
    if letter is None:
        raise Unusable(f"There is no letter {named!r}; a letter is named by its slug or its id.")
    return letter

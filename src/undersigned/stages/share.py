"""Share: the lead chooses which other sites may show the counter of the letter."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.core.coalition import ActKind
from undersigned.models import Account, Letter
from undersigned.stages.history import record_act


@transaction.atomic
def allow_embedding(letter: Letter, sites: Sequence[str], *, by: Account, at: datetime) -> None:
    """Let exactly these sites show the letter in a frame, as `clean_sites` spells them.

    Choosing the same again is fine, and leaves no line in the history.
    """
    chosen = " ".join(sites)
    others = Letter.objects.filter(pk=letter.pk).exclude(embed_sites=chosen)
    # The public pages are kept by the number.
    if others.update(embed_sites=chosen, names_revision=F("names_revision") + 1):
        record_act(letter, ActKind.EMBEDDING_SET, by=by, at=at, subject=", ".join(sites))
    letter.refresh_from_db()

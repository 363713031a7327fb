"""Work: workers leave behind that they are alive, for whoever watches the server."""

from datetime import datetime

from django.db import transaction

from undersigned.models import Pass


@transaction.atomic
def note_pass(lane: str, *, seconds: float, at: datetime) -> None:
    """Say that a lane ended a pass at `at`, the slowest of late having taken `seconds`."""
    Pass.objects.update_or_create(lane=lane, defaults={"ended_at": at, "seconds": seconds})

"""Who holds which data of those who sign a letter, why and how long: as it is set now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS, UNDO_DAYS
from undersigned.models import Letter, Signature
from undersigned.queries.seal import holders_of, keys_in_log


@dataclass(frozen=True)
class LetterData:
    """What the page about a letter's data says beside its fixed sentences."""

    unconfirmed_days: int
    undo_days: int
    contact_days: int
    # When contact data will be erased, or was; None while the letter is open.
    contact_until: datetime | None
    is_contact_erased: bool
    # Who can open what is sealed; none where nothing is.
    holders: tuple[str, ...]
    # The fingerprint of their keys, and the entry of the log that names it; None until it does.
    fingerprint: str
    named_at: int | None
    # Of the coalition: those that stand under the letter, and so are public anyway.
    organizations: tuple[str, ...]
    mail_from: str
    has_mail_server: bool
    has_proxy: bool
    logs_requests: bool
    has_metrics: bool


def letter_data(letter_id: str) -> LetterData:
    """Read it from the settings in force, and from what the letter has set."""
    letter = Letter.objects.get(pk=letter_id)
    keys = keys_in_log(letter)
    config = settings.CONFIG
    until = letter.contacts_erased_at
    if until is None and letter.closed_at is not None:
        until = letter.closed_at + timedelta(days=config.contact_days)
    endorsed = Signature.objects.filter(
        letter=letter_id, endorsement__isnull=False, is_shown=True, log_index__isnull=False
    )
    return LetterData(
        unconfirmed_days=DELETE_UNCONFIRMED_AFTER_DAYS,
        undo_days=UNDO_DAYS,
        contact_days=config.contact_days,
        contact_until=until,
        is_contact_erased=letter.contacts_erased_at is not None,
        holders=holders_of(letter_id),
        fingerprint=keys[1] if keys else "",
        named_at=keys[0] if keys else None,
        organizations=tuple(endorsed.order_by("log_index").values_list("name", flat=True)),
        mail_from=config.mail_from,
        has_mail_server=bool(config.smtp),
        has_proxy=bool(config.trusted_proxies) or config.is_tls,
        logs_requests=config.log_form == "json",
        has_metrics=bool(config.metrics_token),
    )

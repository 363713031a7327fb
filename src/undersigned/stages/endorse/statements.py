"""Statements: what exactly an organization endorses, and the evidence that it did."""

import re
from datetime import UTC, date, datetime

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.core.domains import fits_website
from undersigned.core.errors import Malformed
from undersigned.core.evidence import ConfirmedMailbox, DomainRecord, Evidence, format_evidence
from undersigned.core.statement import Statement, format_statement
from undersigned.core.webauthn import Assertion
from undersigned.models import (
    Account,
    DomainProof,
    Edition,
    Endorsement,
    Letter,
    MailboxProof,
    Organization,
)
from undersigned.stages.endorse.refusals import NotEndorsable


def statement_of(edition: Edition, organization: Organization) -> Statement:
    """What the organization puts its name to: every text of the edition, in the log's order.

    Raises NotEndorsable when the organization's own words do not fit into a statement.
    """
    statement = Statement(
        letter=edition.letter_id,
        edition=edition.number,
        digests=digests_of(edition),
        name=organization.name,
        website=organization.website,
        country=organization.country,
    )
    try:
        format_statement(statement)
    except Malformed as error:
        raise NotEndorsable(
            _("The name, website or country of the organization cannot be used; correct it first.")
        ) from error
    return statement


def digests_of(edition: Edition) -> tuple[tuple[str, bytes], ...]:
    """The languages and digests of its texts, in the order of the text leaf."""
    rows = edition.texts.order_by("position").values_list("language", "digest")
    return tuple((language, bytes(digest)) for language, digest in rows)


def passkey_host(letter: Letter) -> str:
    """The host at which passkeys sign for this letter: of its log, once that has a name."""
    name = letter.origin.partition("/")[0] or settings.CONFIG.host
    return re.sub(r":[0-9]*\Z", "", name)


def evidence_with_passkey(
    endorsement: Endorsement, statement: Statement, assertion: Assertion, account: Account
) -> Evidence:
    """A passkey's assertion, and beside it whatever else is known of the organization."""
    website = endorsement.seat.organization.website
    rows = MailboxProof.objects.filter(organization=endorsement.seat.organization_id)
    # The website may have moved since; then the mailbox says nothing of the organization.
    proofs = [row for row in rows.order_by("-confirmed_at") if fits_website(row.domain, website)]
    # The representative's own mailbox says more than a colleague's.
    proofs.sort(key=lambda row: row.account_id != account.pk)
    mailbox = next(iter(proofs), None)
    return Evidence(
        statement,
        passkey=assertion,
        mailbox=ConfirmedMailbox(mailbox.domain, _day(mailbox.confirmed_at)) if mailbox else None,
        dns=_domain_record(endorsement),
        lead=_vouched(endorsement),
    )


def evidence_from_mailbox(
    endorsement: Endorsement, statement: Statement, account: Account, *, at: datetime
) -> Evidence:
    """The mailbox that a code was read in, and whatever else is known of the organization."""
    return Evidence(
        statement,
        mailbox=ConfirmedMailbox(_mail_domain(account), _day(at)),
        dns=_domain_record(endorsement),
        lead=_vouched(endorsement),
    )


def formatted(evidence: Evidence) -> bytes:
    """The evidence file. Raises NotEndorsable for what no reader would take."""
    try:
        return format_evidence(evidence)
    except Malformed as error:
        raise NotEndorsable(
            _("The evidence cannot be written down: a domain of the organization is not usable.")
        ) from error


def _domain_record(endorsement: Endorsement) -> DomainRecord | None:
    organization = endorsement.seat.organization
    seen = DomainProof.objects.filter(
        organization=organization, seen_at__isnull=False, missing_since=None
    )
    record = seen.order_by("-seen_at").first()
    if record is None or record.seen_at is None:
        return None
    value = f"undersigned={organization.record_token}"
    return DomainRecord(record.domain, _day(record.seen_at), value)


def _vouched(endorsement: Endorsement) -> date | None:
    at = endorsement.seat.vouched_at
    return _day(at) if at is not None else None


def _mail_domain(account: Account) -> str:
    try:
        return idna.encode(account.email.rpartition("@")[2], uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise NotEndorsable(
            _("The domain of your mail address cannot be written down as evidence.")
        ) from error


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()

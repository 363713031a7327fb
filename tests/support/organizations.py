"""Organizations under a letter: what their endorsement leaves behind, before and in the log."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from tests.support.coalitions import Partner
from tests.support.endorsements import Passkey
from tests.support.letters import T0
from undersigned.core.coalition import EndorsementState
from undersigned.core.evidence import (
    ConfirmedMailbox,
    Evidence,
    format_evidence,
)
from undersigned.core.statement import Statement
from undersigned.models import Endorsement, Letter, Signature
from undersigned.stages.sign import sign_endorsements

ENDORSED_AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def endorse_and_sign(
    letter: Letter, partner: Partner, *, with_passkey: bool = True, at: datetime = ENDORSED_AT
) -> Signature:
    """Let an organization endorse the current edition, and make the signature of it."""
    organization = partner.organization
    organization.refresh_from_db()
    edition = letter.editions.get(is_current=True)
    texts = edition.texts.order_by("position").values_list("language", "digest")
    statement = Statement(
        letter.pk,
        edition.number,
        tuple((language, bytes(digest)) for language, digest in texts),
        organization.name,
        organization.website,
        organization.country,
    )
    domain = organization.website.removeprefix("https://")
    evidence = Evidence(statement, mailbox=ConfirmedMailbox(domain, at.date()))
    if with_passkey:
        passkey = Passkey(host=letter.origin.partition("/")[0].partition(":")[0])
        evidence = replace(evidence, passkey=passkey.sign(statement.challenge), mailbox=None)
    data = format_evidence(evidence)
    endorsement = Endorsement.objects.create(
        edition=edition,
        seat=partner.seat,
        state=EndorsementState.ENDORSED.value,
        asked_at=T0,
        account=partner.representative,
        answered_at=at,
        evidence=data,
        digest=hashlib.sha256(data).digest(),
    )
    assert sign_endorsements(letter, at=at) == 1
    return Signature.objects.get(endorsement=endorsement)

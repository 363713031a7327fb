"""Answer: a representative endorses for the organization, declines, or takes the word back."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.passkeys import check_counter, read_answer
from undersigned.core.coalition import ActKind, EndorsementState
from undersigned.core.errors import CoreError, Malformed
from undersigned.core.evidence import Evidence, parse_evidence
from undersigned.core.lifecycle import LetterState
from undersigned.core.lines import clean_line
from undersigned.core.statement import format_statement
from undersigned.core.unlinked import without_links
from undersigned.core.webauthn import Assertion
from undersigned.models import Account, Endorsement, EndorsementCode
from undersigned.queries.passkeys import passkeys_of
from undersigned.stages.coalition import leads_of
from undersigned.stages.endorse import codes
from undersigned.stages.endorse.held import counts, fresh, hold_asked, hold_letter
from undersigned.stages.endorse.links import workspace_link
from undersigned.stages.endorse.refusals import (
    AlreadyEndorsed,
    NoReason,
    NotAsked,
    NothingToTakeBack,
    SameOrganization,
    UnprovenPasskey,
)
from undersigned.stages.endorse.statements import (
    evidence_from_mailbox,
    evidence_with_passkey,
    formatted,
    passkey_host,
    statement_of,
)
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail
from undersigned.stages.review import mark_read


@transaction.atomic
def endorse_with_passkey(
    endorsement: Endorsement,
    account: Account,
    answer: Mapping[str, Any],  # JSON from a browser
    *,
    at: datetime,
) -> None:
    """Endorse by a passkey of the account: `answer` is what the browser sent for the statement.

    It may take the place of an endorsement from a mailbox, which is the weaker evidence. Raises
    NotAsked, NotRepresentative, AlreadyEndorsed, SameOrganization, NotEndorsable, UnprovenPasskey.
    """
    row = hold_asked(endorsement, account)
    statement = statement_of(row.edition, row.seat.organization)
    try:
        assertion = read_answer(
            answer,
            passkeys_of(account),
            challenge=statement.challenge,
            host=passkey_host(row.edition.letter),
        )
        check_counter(_earlier_assertions(account), assertion)
    except CoreError as error:
        raise UnprovenPasskey(
            _(
                "The passkey did not prove that it signed this statement. Load the page again,"
                " read what it says, and try once more."
            )
        ) from error
    _endorse(row, account, evidence_with_passkey(row, statement, assertion, account), at=at)


@transaction.atomic
def request_code(endorsement: Endorsement, account: Account, *, at: datetime) -> None:
    """Mail the account a code that endorses this statement, and no other, for some minutes.

    Raises NotAsked, NotRepresentative, AlreadyEndorsed, NotEndorsable, CodeJustSent.
    """
    row = hold_asked(endorsement, account)
    if counts(row):
        raise _already()
    statement = statement_of(row.edition, row.seat.organization)
    # What could not be written down later is refused before a mail is sent.
    formatted(evidence_from_mailbox(row, statement, account, at=at))
    code = codes.make_code(row, account, statement, at=at)
    title = row.edition.texts.order_by("position").values_list("title", flat=True)[0]
    context = {
        "code": codes.spaced(code),
        "title": without_links(title),
        "organization": without_links(row.seat.organization.name),
        "edition": row.edition.number,
        "minutes": int(codes.GOOD_FOR.total_seconds() // 60),
    }
    language = account.language or row.edition.letter.original_language
    owe_mail("endorsement_code", context, recipient=account.email, language=language, at=at)


def endorse_with_code(
    endorsement: Endorsement, account: Account, code: str, *, at: datetime
) -> None:
    """Endorse by the code that was mailed.

    Two transactions, since a wrong try counts although it is refused. Raises NotAsked,
    NotRepresentative, AlreadyEndorsed, SameOrganization, NotEndorsable, WrongCode.
    """
    codes.count_try(endorsement, account, at=at)
    _endorse_with_code(endorsement, account, code, at=at)


@transaction.atomic
def _endorse_with_code(
    endorsement: Endorsement, account: Account, code: str, *, at: datetime
) -> None:
    row = hold_asked(endorsement, account)
    statement = statement_of(row.edition, row.seat.organization)
    codes.use_code(row, account, statement, code)
    _endorse(row, account, evidence_from_mailbox(row, statement, account, at=at), at=at)


@transaction.atomic
def decline(endorsement: Endorsement, account: Account, *, reason: str, at: datetime) -> None:
    """Say that the organization does not put its name to this, and why; the leads are told.

    It may still endorse while it is asked. Raises NotAsked, NotRepresentative, AlreadyEndorsed,
    NoReason.
    """
    row = hold_asked(endorsement, account)
    why = _clean_reason(reason)
    if not why:
        raise NoReason(_("Please say why: the others read it, and may change the text for it."))
    if counts(row) or row.is_signed:
        raise _already()
    _answer(row, account, EndorsementState.DECLINED, reason=why, at=at)
    _note_reading(row, account, at=at)
    _tell_leads(row, account, "endorsement_declined", why, at=at)
    record_act(
        row.edition.letter,
        ActKind.DECLINED,
        by=account,
        at=at,
        subject=row.seat.organization.name,
        number=row.edition.number,
        note=why,
    )


@transaction.atomic
def take_back(endorsement: Endorsement, account: Account, *, reason: str, at: datetime) -> None:
    """Take the endorsement of an edition back that is not published; the evidence is erased.

    Raises NothingToTakeBack, also when publication was quicker, NotRepresentative, and NoReason
    for one that cannot be used.
    """
    letter = hold_letter(endorsement.edition.letter_id, tuple(LetterState))
    row = fresh(endorsement, account)
    if row.edition.is_published:
        raise NothingToTakeBack(
            _(
                "The letter is published with this endorsement. The link in the receipt that was"
                " mailed to you still takes the signature back."
            )
        )
    why = _clean_reason(reason)
    if row.state != EndorsementState.ENDORSED:
        raise NothingToTakeBack(_("There is no endorsement that could be taken back."))
    _answer(row, account, EndorsementState.TAKEN_BACK, reason=why, at=at)
    _tell_leads(row, account, "endorsement_taken_back", why, at=at)
    record_act(
        letter,
        ActKind.TOOK_BACK,
        by=account,
        at=at,
        subject=row.seat.organization.name,
        number=row.edition.number,
        note=why,
    )


def _endorse(row: Endorsement, account: Account, evidence: Evidence, *, at: datetime) -> None:
    is_stronger = evidence.passkey is not None and not row.is_signed and not _has_passkey(row)
    if counts(row) and not is_stronger:
        raise _already()
    if row.is_signed and hasattr(row, "signature"):
        raise _already()
    data = formatted(evidence)
    _require_distinct(row, evidence)
    digest = hashlib.sha256(data).digest()
    changed = Endorsement.objects.filter(pk=row.pk, state=row.state, digest=row.digest).update(
        state=EndorsementState.ENDORSED.value,
        account=account,
        answered_at=at,
        reason="",
        evidence=data,
        digest=digest,
        is_signed=False,
    )
    if not changed:
        raise NotAsked(_("This was answered in the same moment; look at it again."))
    EndorsementCode.objects.filter(endorsement=row).delete()
    _note_reading(row, account, at=at)
    record_act(
        row.edition.letter,
        ActKind.ENDORSED,
        by=account,
        at=at,
        subject=row.seat.organization.name,
        number=row.edition.number,
    )


def _answer(
    row: Endorsement, account: Account, state: EndorsementState, *, reason: str, at: datetime
) -> None:
    changed = Endorsement.objects.filter(pk=row.pk, state=row.state).update(
        state=state.value,
        account=account,
        answered_at=at,
        reason=reason,
        evidence=None,
        digest=None,
    )
    if not changed:
        raise NotAsked(_("This was answered in the same moment; look at it again."))
    EndorsementCode.objects.filter(endorsement=row).delete()


def _note_reading(row: Endorsement, account: Account, *, at: datetime) -> None:
    """Who has answered for a text has read it: the next mail says what changed since."""
    # An imported text was frozen without having been written here: it has no version.
    texts = row.edition.texts.filter(version__gt=0).values_list("language", "version")
    for language, number in texts:
        mark_read(row.edition.letter, language, number, by=account, at=at)


def _clean_reason(reason: str) -> str:
    try:
        return clean_line(reason, max_length=1000)
    except Malformed as error:
        raise NoReason(str(error)) from error


def _already() -> AlreadyEndorsed:
    return AlreadyEndorsed(_("The organization has already endorsed this edition."))


def _has_passkey(row: Endorsement) -> bool:
    return row.evidence is not None and parse_evidence(bytes(row.evidence)).passkey is not None


def _earlier_assertions(account: Account) -> list[Assertion]:
    """What passkeys of the account have signed before, as far as it is still kept."""
    kept = Endorsement.objects.filter(account=account, evidence__isnull=False)
    evidence = [
        parse_evidence(bytes(row or b"")) for row in kept.values_list("evidence", flat=True)
    ]
    return [each.passkey for each in evidence if each.passkey is not None]


def _require_distinct(row: Endorsement, evidence: Evidence) -> None:
    """Two of one name, website and country could not be told apart by whoever checks the log."""
    others = Endorsement.objects.filter(
        edition=row.edition_id, state=EndorsementState.ENDORSED.value
    ).exclude(pk=row.pk)
    statement = format_statement(evidence.statement)
    for data in others.values_list("evidence", flat=True):
        if data and format_statement(parse_evidence(bytes(data)).statement) == statement:
            raise SameOrganization(
                _(
                    "Another organization of this coalition has endorsed with the same name,"
                    " website and country. Change what your organization is called, or ask the"
                    " lead to take one of the two out."
                )
            )


def _tell_leads(
    row: Endorsement, account: Account, template: str, reason: str, *, at: datetime
) -> None:
    letter = row.edition.letter
    title = row.edition.texts.order_by("position").values_list("title", flat=True)[0]
    context = {
        "organization": without_links(row.seat.organization.name),
        "person": without_links(account.called),
        "title": without_links(title),
        "edition": row.edition.number,
        "reason": without_links(reason),
        "link": workspace_link(letter),
    }
    for lead in leads_of(letter):
        language = lead.language or letter.original_language
        owe_mail(template, context, recipient=lead.email, language=language, at=at)

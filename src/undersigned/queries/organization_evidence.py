"""What shows that an organization is the one that it says, each kind with its date."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from undersigned.core.domains import fits_website
from undersigned.core.errors import Malformed
from undersigned.core.evidence import parse_evidence, parse_field
from undersigned.core.languages import direction
from undersigned.models import (
    DomainProof,
    MailboxProof,
    Organization,
    OrganizationName,
    Seat,
    Signature,
)
from undersigned.queries.signatories import Signatory

_ON_A_DAY: Final = re.compile(
    r"(?P<how>(?:accepted|listed) by the (?:lead|operator)) on (?P<on>\S+)"
)


MANY: Final = 8


class FactKind(StrEnum):
    """The kinds of evidence, each of which is shown as what it is."""

    # How it agreed to the text.
    PASSKEY = "passkey"
    CODE = "code"
    ACCEPTED = "accepted"
    LISTED = "listed"
    OTHER = "other"
    # That it is who it says.
    RECORD = "record"
    RECORD_GONE = "record gone"
    MAILBOX = "mailbox"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence; `until` is when a record that is gone was last seen."""

    kind: FactKind
    on: date | None = None
    domain: str = ""
    until: date | None = None
    # The lead's reason, or an evidence field in words that we do not know.
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The logo, by what its address is made of."""

    organization_id: int
    digest: str
    width: int
    height: int

    @property
    def short_digest(self) -> str:
        """The part of the digest that stands in the address."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization as a list shows it: as it was logged, and what it says of itself now."""

    logged: Signatory
    facts: tuple[Fact, ...]
    # Whether it has a seat in the coalition, and so a card.
    is_partner: bool = False
    # What it is called in the reader's language, where that differs from what was logged.
    name: str = ""
    language: str = ""
    logo: Picture | None = None

    @property
    def direction(self) -> str:
        """Whether `name` is written `ltr` or `rtl`."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class OrganizationRows:
    """A list of organizations: those of the coalition, then the others, both as logged.

    `common` is what is known of all others alike, and is not repeated for each.
    """

    partners: tuple[OrganizationRow, ...]
    others: tuple[OrganizationRow, ...]
    common: tuple[Fact, ...]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.partners) + len(self.others)

    @property
    def are_many(self) -> bool:
        """Whether the organizations of the coalition are set closer."""
        return len(self.partners) > MANY


def organization_rows(
    letter_id: str, logged: Sequence[Signatory], language: str
) -> OrganizationRows:
    """What is shown of these signatories to who reads in `language`; two queries at most."""
    indexes = [row.index for row in logged]
    signatures = {
        signature.log_index: signature
        for signature in Signature.objects.filter(letter=letter_id, log_index__in=indexes)
        .select_related("endorsement__seat__organization__logo")
        .defer("endorsement__seat__organization__logo__data")
    } if indexes else {}  # fmt: skip
    seats = {
        index: signature.endorsement.seat
        for index, signature in signatures.items()
        if signature.endorsement is not None
    }
    known = known_of(seat.organization for seat in seats.values())
    partners, others = [], []
    for row in logged:
        signature = signatures.get(row.index)
        seat = seats.get(row.index)
        facts = agreement(signature) if signature is not None else ()
        if seat is None:
            others.append(OrganizationRow(row, facts))
        else:
            more = known[seat.organization_id]
            partners.append(_partner(row, seat, facts, more, language))
    return OrganizationRows(tuple(partners), *_without_repetition(others))


def _partner(
    row: Signatory, seat: Seat, facts: tuple[Fact, ...], more: "Known", language: str
) -> OrganizationRow:
    organization = seat.organization
    name, spoken = name_in(organization, more, language)
    differs = bool(name) and name != row.name
    return OrganizationRow(
        logged=row,
        facts=(*facts, *more.facts, *word(seat)),
        is_partner=True,
        name=name if differs else "",
        language=spoken if differs else "",
        logo=picture_of(organization),
    )


def _without_repetition(
    rows: list[OrganizationRow],
) -> tuple[tuple[OrganizationRow, ...], tuple[Fact, ...]]:
    alike = len(rows) > 2 and len({row.facts for row in rows}) == 1
    if not alike:
        return tuple(rows), ()
    return tuple(OrganizationRow(row.logged, ()) for row in rows), rows[0].facts


def agreement(signature: Signature) -> tuple[Fact, ...]:
    """How the organization agreed to the text, as its evidence field says in the log."""
    try:
        field = parse_field(signature.evidence)
    except Malformed:
        field = None
    if field is None:
        return _in_words(signature.evidence)
    endorsement = signature.endorsement
    if endorsement is None:
        return (Fact(FactKind.PASSKEY if field.is_passkey else FactKind.CODE),)
    on = endorsement.answered_at.date() if endorsement.answered_at else None
    if field.is_passkey:
        return (Fact(FactKind.PASSKEY, on),)
    try:
        mailbox = parse_evidence(bytes(endorsement.evidence or b"")).mailbox
    except Malformed:
        mailbox = None
    if mailbox is None:
        return (Fact(FactKind.CODE, on),)
    return (Fact(FactKind.CODE, mailbox.on, mailbox.domain),)


def _in_words(evidence: str) -> tuple[Fact, ...]:
    if not evidence:
        return ()
    match = _ON_A_DAY.fullmatch(evidence)
    if match is not None:
        kind = {
            "accepted by the lead": FactKind.ACCEPTED,
            "listed by the operator": FactKind.LISTED,
        }.get(match["how"])
        try:
            on = date.fromisoformat(match["on"])
        except ValueError:
            kind = None
        if kind is not None:
            return (Fact(kind, on),)
    return (Fact(FactKind.OTHER, text=evidence),)


@dataclass(frozen=True, slots=True)
class Known:
    """What the server has found out about an organization, and its names by their languages."""

    facts: tuple[Fact, ...]
    names: tuple[tuple[str, str], ...]


def known_of(organizations: Iterable[Organization]) -> dict[int, Known]:
    """The records, mailboxes and names of these organizations, by their ids; one query at most."""
    by_id = {organization.pk: organization for organization in organizations}
    if not by_id:
        return {}
    facts: dict[int, list[Fact]] = {pk: [] for pk in by_id}
    names: dict[int, list[tuple[str, str]]] = {pk: [] for pk in by_id}
    for kind, pk, key, value, seen_at, missing_since in _all_about(list(by_id)):
        if kind == "name":
            names[pk].append((key, value))
        elif kind == "record":
            facts[pk].append(record_fact(key, seen_at, missing_since))
        # A mailbox at another domain than the website's says nothing of the organization.
        elif fits_website(key, by_id[pk].website):
            facts[pk].append(Fact(FactKind.MAILBOX, seen_at.date(), key))
    return {pk: Known(_newest_once(facts[pk]), tuple(names[pk])) for pk in by_id}


def record_fact(domain: str, seen_at: datetime, missing_since: datetime | None) -> Fact:
    """What is said of a record that was seen."""
    if missing_since is None:
        return Fact(FactKind.RECORD, seen_at.date(), domain)
    return Fact(FactKind.RECORD_GONE, missing_since.date(), domain, until=seen_at.date())


def _newest_once(facts: list[Fact]) -> tuple[Fact, ...]:
    """Each kind and domain once, a mailbox with the day on which one was last shown."""
    newest: dict[tuple[FactKind, str], Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.kind != FactKind.RECORD, fact.domain)):
        kept = newest.get((fact.kind, fact.domain))
        if kept is None or (fact.on or date.min) > (kept.on or date.min):
            newest[fact.kind, fact.domain] = fact
    return tuple(newest.values())


def _all_about(ids: list[int]) -> QuerySet[Any, Any]:
    """Three tables in one question, as rows: kind, organization, key, value, and two moments."""
    nothing = Cast(Value(None), DateTimeField())
    empty = Value("", output_field=CharField())

    def kind(name: str) -> Value:
        return Value(name, output_field=CharField())

    records = (
        DomainProof.objects.filter(organization__in=ids, seen_at__isnull=False)
        .order_by()
        .values_list(kind("record"), "organization_id", "domain", empty, "seen_at", "missing_since")
    )
    mailboxes = (
        MailboxProof.objects.filter(organization__in=ids)
        .order_by()
        .values_list(kind("mailbox"), "organization_id", "domain", empty, "confirmed_at", nothing)
    )
    names = (
        OrganizationName.objects.filter(organization__in=ids)
        .order_by()
        .values_list(kind("name"), "organization_id", "language", "name", nothing, nothing)
    )
    return records.union(mailboxes, names, all=True)


def name_in(organization: Organization, known: Known, language: str) -> tuple[str, str]:
    """Its name in `language` and the language that it is in; two empty strings for none."""
    names = {organization.language: organization.name} if organization.language else {}
    names |= dict(known.names)
    spoken = language.partition("-")[0]
    for tag in (language, spoken, *sorted(names)):
        if tag in names and tag.partition("-")[0] == spoken:
            return names[tag], tag
    return "", ""


def word(seat: Seat) -> tuple[Fact, ...]:
    """The word of those who lead the letter, if it was given."""
    if seat.vouched_at is None:
        return ()
    return (Fact(FactKind.WORD, seat.vouched_at.date(), text=seat.vouch_note),)


def picture_of(organization: Organization) -> Picture | None:
    """The logo; it is to be selected together with the organization, without its bytes."""
    logo = getattr(organization, "logo", None)
    if logo is None:
        return None
    return Picture(organization.pk, logo.digest, logo.width, logo.height)

"""Records: a TXT record of an organization's domain that names it, looked at every day."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from undersigned.adapters.dns import NoSuchRecord, NotAnswered
from undersigned.adapters.sentences import filled, in_words
from undersigned.core.coalition import SEATS_ASKED, ActKind
from undersigned.core.domains import (
    RECORD_LABEL,
    clean_domain,
    domain_of_website,
    is_shared,
)
from undersigned.core.errors import Malformed
from undersigned.core.refusal import Refused
from undersigned.core.unlinked import without_links
from undersigned.models import Account, DomainProof, Member, Organization
from undersigned.queries.organization_access import LEADING_ROLES, MANAGING_ROLES
from undersigned.stages.organization.base import (
    NoSuchOrganization,
    hold,
    record,
    renew_pages,
    require_manager,
)
from undersigned.stages.outbox import owe_mail

log = logging.getLogger(__name__)

MAX_DOMAINS: Final = 3
CHECK_EVERY: Final = timedelta(hours=24)
# When nobody answered, or a worker died while it asked.
RETRY_AFTER: Final = timedelta(hours=1)
ASK_AT_MOST_EVERY: Final = timedelta(seconds=60)

# Gives the values of the TXT records at a name; raises NoSuchRecord, NotAnswered.
Ask = Callable[[str], tuple[str, ...]]


class DomainRefused(Refused):
    """The domain cannot be taken."""

    status: ClassVar[int] = 422


class AskedTooSoon(Refused):
    """Somebody has asked for this record just now."""

    status: ClassVar[int] = 429


class Outcome(StrEnum):
    """What became of asking for a record."""

    SEEN = "seen"
    MISSING = "missing"
    NOT_ANSWERED = "not answered"


def record_name(domain: str) -> str:
    """The name at which the TXT record stands."""
    return f"{RECORD_LABEL}.{domain}"


def record_value(organization: Organization) -> str:
    """What the TXT record says."""
    return f"undersigned={organization.record_token}"


@transaction.atomic
def add_domain(
    organization: Organization, domain: str = "", *, by: Account, at: datetime
) -> DomainProof:
    """Look for a record at this domain from now on, by default at that of the website.

    A domain that is there already is fine. Raises NotYourOrganization, DomainRefused.
    """
    require_manager(organization, by)
    hold(organization)
    # The token is public once it stands in the domain; it only must not be anybody else's.
    Organization.objects.filter(pk=organization.pk, record_token="").update(
        record_token=secrets.token_hex(20)
    )
    organization.refresh_from_db()
    try:
        name = clean_domain(domain) if domain else domain_of_website(organization.website)
    except Malformed as problem:
        raise DomainRefused(in_words(problem)) from problem
    if not name:
        raise DomainRefused(_("Please enter a domain, or first the website of the organization."))
    if is_shared(name):
        raise DomainRefused(
            _("Many people share %(domain)s, so a record there shows nothing about you.")
            % {"domain": name}
        )
    domains = DomainProof.objects.filter(organization=organization)
    if (kept := domains.filter(domain=name).first()) is not None:
        return kept
    if domains.count() >= MAX_DOMAINS:
        raise DomainRefused(
            filled(
                _("There are %(count)d domains already. Remove one to add another."),
                count=MAX_DOMAINS,
            )
        )
    return DomainProof.objects.create(organization=organization, domain=name, added_at=at)


@transaction.atomic
def remove_domain(organization: Organization, proof_id: int, *, by: Account, at: datetime) -> None:
    """Look for its record no more, and say nothing of it. Raises NotYourOrganization."""
    require_manager(organization, by)
    proof = DomainProof.objects.filter(organization=organization, pk=proof_id)
    domain = proof.values_list("domain", flat=True).first()
    removed, _rows = proof.delete()
    if removed and domain:
        record(organization, ActKind.DOMAIN_REMOVED, by=by, at=at, note=domain)
        renew_pages(organization)


def check_domain(
    organization: Organization, proof_id: int, *, by: Account, at: datetime, ask: Ask
) -> Outcome:
    """Ask for one record now, because somebody wants to know.

    Raises NotYourOrganization, NoSuchOrganization for no such domain, AskedTooSoon.
    """
    require_manager(organization, by)
    row = DomainProof.objects.filter(organization=organization, pk=proof_id)
    proof = row.select_related("organization").first()
    if proof is None:
        raise NoSuchOrganization(_("This domain is not here any more."))
    rested = Q(checked_at=None) | Q(checked_at__lte=at - ASK_AT_MOST_EVERY)
    if not row.filter(rested).update(checked_at=at, due_at=at + RETRY_AFTER):
        raise AskedTooSoon(_("It was asked for less than a minute ago. Please wait a moment."))
    return _ask(proof, at=at, ask=ask)


def check_due_domains(ask: Ask, *, at: datetime, limit: int) -> int:
    """Ask for up to `limit` records that are due, the longest due first; return how many.

    A record that is asked for is put off before the question, so that no two workers ask the same
    and one that dies leaves it to the next hour.
    """
    due = DomainProof.objects.filter(Q(due_at=None) | Q(due_at__lte=at))
    asked = 0
    for proof in due.select_related("organization").order_by("due_at", "id")[:limit]:
        claimed = DomainProof.objects.filter(pk=proof.pk, due_at=proof.due_at).update(
            due_at=at + RETRY_AFTER, checked_at=at
        )
        if claimed:
            _ask(proof, at=at, ask=ask)
            asked += 1
    return asked


def _ask(proof: DomainProof, *, at: datetime, ask: Ask) -> Outcome:
    try:
        values = ask(record_name(proof.domain))
    except NoSuchRecord:
        values = ()
    except NotAnswered as failure:
        log.info("no answer about domain %d: %s", proof.pk, failure)
        return Outcome.NOT_ANSWERED
    wanted = record_value(proof.organization)
    if any(value.strip() == wanted for value in values):
        _keep_seen(proof, at=at)
        return Outcome.SEEN
    _keep_missing(proof, at=at)
    return Outcome.MISSING


@transaction.atomic
def _keep_seen(proof: DomainProof, *, at: datetime) -> None:
    # Who has asked later knows better.
    row = DomainProof.objects.filter(pk=proof.pk, checked_at=at)
    is_new = row.filter(Q(seen_at=None) | Q(missing_since__isnull=False)).update(
        seen_at=at, missing_since=None, due_at=at + CHECK_EVERY
    )
    if is_new:
        record(proof.organization, ActKind.RECORD_SEEN, by=None, at=at, note=proof.domain)
    elif not row.update(seen_at=at, due_at=at + CHECK_EVERY):
        return
    renew_pages(proof.organization)


@transaction.atomic
def _keep_missing(proof: DomainProof, *, at: datetime) -> None:
    row = DomainProof.objects.filter(pk=proof.pk, checked_at=at)
    is_gone = row.filter(seen_at__isnull=False, missing_since=None).update(
        missing_since=at, due_at=at + CHECK_EVERY
    )
    if not is_gone:
        row.update(due_at=at + CHECK_EVERY)
        return
    record(proof.organization, ActKind.RECORD_GONE, by=None, at=at, note=proof.domain)
    _tell(proof, at=at)
    renew_pages(proof.organization)


def _tell(proof: DomainProof, *, at: datetime) -> None:
    """Tell those who lead a letter that it carries, and those who speak for it, each once."""
    organization = proof.organization
    seats = organization.seats.filter(state__in=SEATS_ASKED)
    leads = Member.objects.filter(letter__seats__in=seats, seat=None, role__in=LEADING_ROLES)
    speakers = Member.objects.filter(seat__in=seats, role__in=MANAGING_ROLES)
    context = {
        "name": without_links(organization.name),
        "domain": proof.domain,
        "record_name": record_name(proof.domain),
        "record_value": record_value(organization),
        "link": f"{settings.CONFIG.address}/workspace/organizations/{organization.pk}/",
    }
    people = Account.objects.filter(
        Q(pk__in=leads.values("account")) | Q(pk__in=speakers.values("account")), is_active=True
    )
    for email, language in people.order_by("id").values_list("email", "language"):
        owe_mail("record_gone", context, recipient=email, language=language or "en", at=at)

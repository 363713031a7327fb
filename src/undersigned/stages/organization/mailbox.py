"""Mailbox: a representative shows to read mail at the organization's own domain."""

from datetime import datetime
from typing import ClassVar

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import ActKind
from undersigned.core.domains import check_mailbox_domain, clean_domain
from undersigned.core.errors import Malformed
from undersigned.core.refusal import Refused
from undersigned.models import Account, MailboxProof, Organization
from undersigned.queries.organization_access import speaks_for
from undersigned.stages.organization.base import (
    NotYourOrganization,
    hold,
    record,
    renew_pages,
)


class MailboxRefused(Refused):
    """No confirmed mailbox of the person is one of the organization."""

    status: ClassVar[int] = 422


@transaction.atomic
def record_mailbox_proof(
    organization: Organization, account: Account, *, at: datetime
) -> MailboxProof:
    """Keep that somebody who speaks for the organization has a confirmed mailbox at its domain.

    The domain must be the website's own, lie below it, or be the registered name above it; that
    of a mail provider never counts. Raises NotYourOrganization, MailboxRefused.
    """
    if not speaks_for(account, organization.pk):
        raise NotYourOrganization(_("You do not speak for this organization."))
    domain = _fitting_domain(organization, account)
    hold(organization)
    kept = MailboxProof.objects.filter(organization=organization, account=account, domain=domain)
    if not kept.update(confirmed_at=at):
        MailboxProof.objects.create(
            organization=organization, account=account, domain=domain, confirmed_at=at
        )
        record(organization, ActKind.MAILBOX_SHOWN, by=account, at=at, note=domain)
    renew_pages(organization)
    return kept.get()


def _fitting_domain(organization: Organization, account: Account) -> str:
    """The domain of a confirmed address that fits the website; the main address comes first."""
    addresses = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "id")
    why = _("None of your addresses has been confirmed.")
    for number, email in enumerate(addresses.values_list("email", flat=True)):
        try:
            domain = clean_domain(email.rpartition("@")[2])
            check_mailbox_domain(domain, organization.website)
        except Malformed as problem:
            # What is said is about the address that the person works with.
            why = why if number else in_words(problem)
        else:
            return domain
    raise MailboxRefused(why)

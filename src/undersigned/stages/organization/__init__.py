"""Organization: who they are, and what shows it."""

from undersigned.stages.organization.base import NoSuchOrganization, NotYourOrganization
from undersigned.stages.organization.logo import LogoRefused, remove_logo, set_logo
from undersigned.stages.organization.mailbox import MailboxRefused, record_mailbox_proof
from undersigned.stages.organization.profile import (
    Profile,
    ProfileMoved,
    ProfileRefused,
    change_profile,
)
from undersigned.stages.organization.records import (
    AskedTooSoon,
    DomainRefused,
    Outcome,
    add_domain,
    check_domain,
    check_due_domains,
    record_name,
    record_value,
    remove_domain,
)
from undersigned.stages.organization.vouch import NoteMissing, NotYourWord, unvouch, vouch

__all__ = [
    "AskedTooSoon",
    "DomainRefused",
    "LogoRefused",
    "MailboxRefused",
    "NoSuchOrganization",
    "NotYourOrganization",
    "NotYourWord",
    "NoteMissing",
    "Outcome",
    "Profile",
    "ProfileMoved",
    "ProfileRefused",
    "add_domain",
    "change_profile",
    "check_domain",
    "check_due_domains",
    "record_mailbox_proof",
    "record_name",
    "record_value",
    "remove_domain",
    "remove_logo",
    "set_logo",
    "unvouch",
    "vouch",
]

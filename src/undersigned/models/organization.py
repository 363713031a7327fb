"""Organization: who it is, who speaks for it is said elsewhere, and what shows that it is that."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from undersigned.models.account import Account


class Organization(models.Model):
    """One organization on this server, however many letters it carries."""

    # As it is endorsed and logged; other languages stand in `OrganizationName`.
    name = models.CharField(max_length=300)
    # The language of `name`, or "" for a name that is the same in all.
    language = models.CharField(max_length=35, blank=True)
    # An ISO 3166 code, as everywhere.
    country = models.CharField(max_length=2, blank=True)
    website = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=600, blank=True)
    # What its TXT record at `_undersigned.<domain>` has to say: `undersigned=<record_token>`.
    record_token = models.CharField(max_length=40)
    # Grows with each change of the profile, so that nobody overwrites what they have not seen.
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(Lower("name"), name="organization_name"),
        ]

    def __str__(self) -> str:
        return f"organization {self.pk}"


class OrganizationName(models.Model):
    """The name of an organization in a further language."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    name = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar[list[str]] = ["language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "language"], name="organization_name_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} in {self.language}"


class Logo(models.Model):
    """The picture of an organization: a PNG that the server drew itself from what was uploaded."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="logo"
    )
    data = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # SHA-256 of `data`, in hexadecimal: part of its address.
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"logo of {self.organization_id}"


class DomainProof(models.Model):
    """A TXT record of the organization's domain that holds its token; looked at every day."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    # Lowercase ASCII labels.
    domain = models.CharField(max_length=253)
    # When the record was last there; None before it was seen at all.
    seen_at = models.DateTimeField(null=True)
    # When it was last asked for, whatever was answered, and since when it has been gone.
    checked_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)
    # When the worker asks next; None for at once.
    due_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "domain"], name="domain_proof_once_a_domain"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="domain_proof_due"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} at {self.domain}"


class MailboxProof(models.Model):
    """A representative has shown to read a mailbox at the organization's own domain."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="mailboxes"
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    domain = models.CharField(max_length=253)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "account", "domain"], name="mailbox_proof_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} mailbox at {self.domain}"

"""Signature: a name under one edition of a letter, from the wish to its place in the log."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import SignatureState
from undersigned.models.endorsement import Endorsement
from undersigned.models.letter import Edition, Letter


class Signature(models.Model):
    """The seven committed fields (name to display) stand here exactly as they were signed.

    An empty field is an absent one. Where contact data is sealed, `contact` is absent, and the mail
    address stands in `address` while it is needed. For an organization `affiliation` is its website
    and `role` its representative, as `name, role`. Its state is told by what it has (see `state`),
    so that logging changes as few indexes as can be.
    """

    # Indexes that begin with the letter stand below; one more would only slow the log down.
    letter = models.ForeignKey(
        Letter, on_delete=models.CASCADE, related_name="signatures", db_index=False
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    kind = models.CharField(max_length=12)
    # What the signature of an organization of the coalition was made of.
    endorsement = models.OneToOneField(
        Endorsement, on_delete=models.PROTECT, null=True, related_name="signature"
    )

    name = models.CharField(max_length=300)
    affiliation = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=400, blank=True)
    country = models.CharField(max_length=2, blank=True)
    contact = models.CharField(max_length=320, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    display = models.CharField(max_length=10)

    # Of a letter with keys: the mail address while mail to it is owed, and what is sealed of it.
    address = models.CharField(max_length=320, blank=True, default="", db_default="")
    sealed = models.BinaryField(null=True)

    # The digests, in hexadecimal, of committed fields that were erased: with them, what is left
    # still opens the commitment. By the names of `core.opening.FIELDS`.
    erased = models.JSONField(null=True)

    # What the signer wishes now; `display` is what was committed to.
    is_shown = models.BooleanField()
    # The language in which the signer read and signed, and is written to.
    language = models.CharField(max_length=35)
    # Whether the signer asked for news of the letter, apart from signing it.
    wants_news = models.BooleanField(default=False)
    # Folded name and affiliation, for the search in the list.
    search_text = models.CharField(max_length=700)
    # Keyed digest of letter and canonical address; None for a signature listed without one.
    mailbox_digest = models.BinaryField(max_length=32, null=True)
    # 16 random bytes that tie the mailed links to this row.
    nonce = models.BinaryField(max_length=16)
    # Of the network prefix of the form, with a key that is deleted after ten minutes (see
    # `stages.limits`); it goes when the signature is logged or held, or after some 45 minutes.
    source = models.BinaryField(max_length=16, null=True)
    master = models.BinaryField(max_length=32, null=True)
    commitment = models.BinaryField(max_length=32, null=True)

    created_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # Since when it may be logged: a person's from confirmation, an organization's from acceptance.
    ready_at = models.DateTimeField(null=True)
    log_index = models.PositiveBigIntegerField(null=True)
    is_receipt_owed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "mailbox_digest"],
                condition=Q(confirmed_at__isnull=False),
                name="signature_once_a_mailbox",
            ),
            models.UniqueConstraint(fields=["letter", "log_index"], name="signature_once_a_leaf"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["letter", "ready_at", "id"],
                condition=Q(ready_at__isnull=False, log_index__isnull=True),
                name="signature_unlogged",
            ),
            models.Index(
                fields=["letter", "kind", "log_index"],
                condition=Q(log_index__isnull=False, is_shown=True),
                name="signature_shown",
            ),
            models.Index(
                fields=["id"],
                condition=Q(is_receipt_owed=True),
                name="signature_receipt_owed",
            ),
            models.Index(
                fields=["id"],
                condition=Q(log_index__isnull=False, is_receipt_owed=False)
                & (Q(sealed=None) | Q(wants_news=False))
                & ~Q(address=""),
                name="signature_unsealed",
            ),
            models.Index(
                fields=["letter", "id"],
                condition=Q(wants_news=True),
                name="signature_wants_news",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(confirmed_at__isnull=True),
                name="signature_pending_since",
            ),
            models.Index(
                fields=["letter", "mailbox_digest"],
                condition=Q(confirmed_at__isnull=True),
                name="signature_pending_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def state(self) -> SignatureState:
        """Pending without `confirmed_at`, logged with a `log_index`, confirmed in between.

        A person's that is confirmed and not ready for the log is held: quarantined as long as it
        has a commitment that could be logged, else invalidated.
        """
        if self.log_index is not None:
            return SignatureState.LOGGED
        if self.confirmed_at is None:
            return SignatureState.PENDING
        if self.ready_at is None and self.kind == SignatoryKind.PERSON:
            is_valid = self.commitment is not None
            return SignatureState.QUARANTINED if is_valid else SignatureState.INVALIDATED
        return SignatureState.CONFIRMED

    @property
    def mailbox(self) -> str:
        """The address to which mail can be sent; empty where none is known, or not any more."""
        return self.contact or self.address

    def committed_fields(self) -> dict[str, str]:
        """The fields that are present, by the names of `core.opening.FIELDS`."""
        values = {
            "name": self.name,
            "affiliation": self.affiliation,
            "role": self.role,
            "country": self.country,
            "contact": self.contact,
            "evidence": self.evidence,
            "display": self.display,
        }
        return {name: value for name, value in values.items() if value}

    def erased_digests(self) -> dict[str, bytes]:
        """The digests of the committed fields that are not here any more."""
        return {name: bytes.fromhex(digest) for name, digest in (self.erased or {}).items()}

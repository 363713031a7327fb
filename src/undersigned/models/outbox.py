"""Outgoing mail: owed in the transaction that causes it, sent later, then deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutgoingMail(models.Model):
    """A mail that is owed. The row is gone once the mail server has taken it."""

    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    language = models.CharField(max_length=35, default="en")
    attachment_name = models.CharField(max_length=120, blank=True)
    attachment = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    # What many mails are owed together for, such as `news 17`; empty for a mail that one person
    # waits for. Those go first.
    batch = models.CharField(max_length=40, blank=True)
    # Of a mail of a batch: the address that ends them, for the headers of RFC 8058.
    unsubscribe_link = models.CharField(max_length=300, blank=True)
    # Who waits for what becomes of it, as `delivery:<id>`; then a `MailOutcome` is left behind.
    reference = models.CharField(max_length=60, blank=True)
    # It was taken to be handed over, and nobody has said since what came of that.
    is_in_hand = models.BooleanField(default=False)
    # It has had its place in the pace of its recipient's domain; `due_at` is where.
    is_paced = models.BooleanField(default=False)
    # One of `core.mail_reasons.Reason`; whoever writes a row and says nothing is held to the most.
    reason = models.CharField(max_length=10, default="unasked")
    # It is among the mails that its mailbox got today without having asked.
    is_counted = models.BooleanField(default=False)
    # Which mail it is: the name of its template; empty for those that Django's own forms cause.
    template = models.CharField(max_length=40, default="", db_default="")
    # The number of the signature whose signer it goes to: it is gone together with that.
    signature_number = models.PositiveBigIntegerField(null=True)
    # Files beside `attachment`; asked first, so that a mail without any costs no query.
    has_files = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(batch=""), name="outgoing_due"),
            models.Index(fields=["due_at", "id"], condition=~Q(batch=""), name="outgoing_batch"),
            models.Index(
                fields=["signature_number"],
                condition=Q(signature_number__isnull=False),
                name="outgoing_of_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"outgoing mail {self.pk}"


class MailPace(models.Model):
    """When the next mail to a domain is due, for a limit over all workers; gone soon after."""

    # A keyed digest: the domain of a mailbox may be as good as a name.
    domain = models.BinaryField(max_length=32, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pace {self.pk}"


class UnaskedMail(models.Model):
    """When a mailbox got mails that it did not ask for; gone after a day."""

    # A keyed digest of the mailbox in its canonical spelling.
    mailbox = models.BinaryField(max_length=32, unique=True)
    # Seconds since 1970, of at most the last 24 hours.
    times = models.JSONField()
    newest_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"unasked mails {self.pk}"


class AskedMail(models.Model):
    """When a mailbox showed that it asked for its mails; gone after a day."""

    # The same keyed digest.
    mailbox = models.BinaryField(max_length=32, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"asked mail {self.pk}"


class ClosedMailbox(models.Model):
    """A mailbox that gets nothing which it did not ask for, by its own wish.

    Who can change these rows can only have mails sent again, or not sent.
    """

    # The same keyed digest; nobody can read from it whose it is.
    mailbox = models.BinaryField(max_length=32, unique=True)
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"closed mailbox {self.pk}"


class OutgoingFile(models.Model):
    """One of several files that go with a mail."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"file {self.pk} of outgoing mail {self.mail_id}"


class MailOutcome(models.Model):
    """What became of a mail that somebody waits for; gone once they have read it."""

    reference = models.CharField(max_length=60)
    # One of `stages.outbox.Outcome`.
    outcome = models.CharField(max_length=10)
    # What the mail server answered, in codes; names no mailbox.
    failure = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reference} {self.outcome}"

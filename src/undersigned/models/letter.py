"""Letter, its draft versions, and its frozen editions."""

from typing import ClassVar

from django.db import models

from undersigned.core.lifecycle import LetterState
from undersigned.models.account import Account


class Letter(models.Model):
    """The whole undertaking: texts, addressees, signatures, delivery, answers."""

    # 32 lower-case hexadecimal digits, random.
    id = models.CharField(primary_key=True, max_length=32, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    # Who convened it. What people may do with it is said by `Member` alone.
    lead = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="letters")
    state = models.CharField(max_length=10, default=LetterState.DRAFT.value)
    original_language = models.CharField(max_length=35)
    # The log's name, `<host>/log/<id>`; frozen at publication, whatever the host later is.
    origin = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # While it is locked nobody saves a version. Freezing locks it, unless the lead wants otherwise.
    is_locked = models.BooleanField(default=False)
    # How many organizations of the coalition must endorse before it is published; None for all.
    required_endorsements = models.PositiveIntegerField(null=True)
    # When the worker publishes the edition that is asked for, and when it closes the letter.
    publish_at = models.DateTimeField(null=True)
    close_at = models.DateTimeField(null=True)
    # The IANA name of the zone in which the letter's own times are told.
    time_zone = models.CharField(max_length=64, default="UTC")
    # Which sites may show its counter in a frame, as sources of a Content-Security-Policy with a
    # space between them: none when empty, and all by "*".
    embed_sites = models.TextField(blank=True, default="")
    # Grows when a name appears or disappears without a new tree head: pages are kept by it.
    names_revision = models.PositiveBigIntegerField(default=0)
    # The fingerprint of the keys for which contact data is sealed; None where there is no key.
    recipients_digest = models.BinaryField(max_length=32, null=True)
    # When the contact data of all who signed was erased, a set time after closing.
    contacts_erased_at = models.DateTimeField(null=True)
    # When news was mailed last; the next has to wait.
    news_mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-published_at"], name="letter_front"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        return self.state == LetterState.OPEN

    @property
    def is_sealed(self) -> bool:
        """Whether the contact data of those who sign from now on is sealed."""
        return self.recipients_digest is not None

    @property
    def is_public(self) -> bool:
        return self.state in (LetterState.OPEN, LetterState.CLOSED)


class Version(models.Model):
    """One saved state of the draft in one language; the newest is the draft."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=35)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    # One addressee a line: `name; office; country or institution`.
    addressees = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # A language that is taken out keeps its versions; this one says it is gone.
    is_removed = models.BooleanField(default=False)
    author = models.ForeignKey(Account, on_delete=models.PROTECT)
    saved_at = models.DateTimeField()
    # Why it was saved, in the author's words.
    reason = models.CharField(max_length=300, blank=True)
    # Of a translation: the version of the original that it was last brought up to date with.
    original_number = models.PositiveIntegerField(null=True)
    # The version that its author had before them. Where others were saved in between, their words
    # were merged with the author's.
    based_on = models.PositiveIntegerField(default=0)
    # How many words readers see of its body; None for versions from before this was counted.
    words = models.PositiveIntegerField(null=True)
    # The older version that it brings back.
    restored_number = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["letter", "language", "number"], name="version_once_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.language} version {self.number}"


class Edition(models.Model):
    """A frozen text: the languages of one state of the letter, whose bytes never change."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    frozen_by = models.ForeignKey(Account, on_delete=models.PROTECT)
    frozen_at = models.DateTimeField()
    # A published edition stays published when a correction takes its place.
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    # The one that readers are shown and that is signed now.
    is_current = models.BooleanField(default=False)
    # Of a correction: up to which signature (its id) those who signed before have been asked to
    # agree; None when all have been, and for what corrects nothing.
    asked_through = models.PositiveBigIntegerField(null=True)
    # Where the log holds its text leaf; None until it does.
    log_index = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "number"], name="edition_once_a_number"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=models.Q(is_current=True),
                name="edition_once_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} edition {self.number}"


class EditionText(models.Model):
    """The exact bytes of an edition in one language (`undersigned/text/v1`)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="texts")
    # 0 is the original; the others follow in the order of their languages.
    position = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300)
    data = models.BinaryField()
    # The version that was frozen.
    version = models.PositiveIntegerField(default=0)
    # SHA-256 of `data`.
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "language"], name="text_once_a_language"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["digest"], name="text_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"

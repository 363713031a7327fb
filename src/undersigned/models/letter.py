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
    lead = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="letters")
    state = models.CharField(max_length=10, default=LetterState.DRAFT.value)
    original_language = models.CharField(max_length=35)
    # The log's name, `<host>/log/<id>`; frozen at publication, whatever the host later is.
    origin = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Grows when a name appears or disappears without a new tree head: pages are kept by it.
    names_revision = models.PositiveBigIntegerField(default=0)

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
    is_published = models.BooleanField(default=False)
    # Where the log holds its text leaf; None until it does.
    log_index = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "number"], name="edition_once_a_number"),
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

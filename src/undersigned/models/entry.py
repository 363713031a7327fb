"""The log of a letter: its tiles, its tree heads, and the leaves that are owed to it."""

from typing import ClassVar

from django.db import models

from undersigned.models.letter import Letter

# The level under which entry bundles are kept; hash tiles start at 0 (C2SP tlog-tiles).
ENTRIES_LEVEL = -1


class Log(models.Model):
    """How far the log of a letter has come. Sequencing is a compare-and-swap on `size`."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    # The head that readers are given: it is also kept outside the database.
    published_size = models.PositiveBigIntegerField(default=0)
    is_closed = models.BooleanField(default=False)
    # The fingerprint of the keys in force, as the leaf at this index says; None where none says so.
    recipients_digest = models.BinaryField(max_length=32, null=True)
    recipients_index = models.PositiveBigIntegerField(null=True)

    def __str__(self) -> str:
        return f"log of {self.letter_id}"


class Tile(models.Model):
    """One tile as far as it has grown; every narrower width is a prefix of `data`."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    level = models.SmallIntegerField()
    number = models.PositiveBigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "level", "number"], name="tile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} tile {self.level}/{self.number}"


class TreeHead(models.Model):
    """A signed checkpoint and what the tree under it counts."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    # The signed note, as served.
    checkpoint = models.BinaryField()
    signed_at = models.DateTimeField()
    organizations = models.PositiveBigIntegerField()
    people = models.PositiveBigIntegerField()
    withdrawn = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "size"], name="tree_head_once_a_size"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} tree head {self.size}"


class LeafRequest(models.Model):
    """A `withdraw` or `erase` leaf that is owed. It names an index and no person."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False)
    action = models.CharField(max_length=10)
    index = models.PositiveBigIntegerField()
    signatory_kind = models.CharField(max_length=12)
    requested_at = models.DateTimeField()
    # Of a signature that somebody took for not genuine; else its signer withdrew or changed it.
    is_not_genuine = models.BooleanField(default=False, db_default=False)
    log_index = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "action", "index"], name="leaf_request_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["letter", "id"],
                condition=models.Q(log_index__isnull=True),
                name="leaf_request_owed",
            ),
            models.Index(
                fields=["letter", "index"],
                condition=models.Q(is_not_genuine=True),
                name="leaf_request_not_genuine",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.action} {self.index}"

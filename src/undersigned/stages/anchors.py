"""Anchors: remarks stay at their passages when the text around them changes."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from undersigned.core.anchors import Anchor, anchor_at, follow_all
from undersigned.core.coalition import CommentState
from undersigned.models import Comment, Version

# A passage that is gone is looked for in later versions, which may be restored ones. A shorter one
# may stand there by chance.
_LEAST_FOUND_AGAIN: Final = 20


def move_anchors(version: Version) -> None:
    """Move the open threads of a text to their passages in the version that was just stored.

    The caller's transaction carries it, and holds the letter's row, so that nobody begins a thread
    meanwhile. Two texts are compared once, however many threads there are.
    """
    threads = list(
        Comment.objects.filter(
            letter_id=version.letter_id,
            language=version.language,
            thread=None,
            state=CommentState.OPEN.value,
        ).exclude(original_quote="")
    )
    carry(threads, version)
    # An upsert of rows that are all there: a single update of a thousand rows by their keys is ten
    # times slower.
    Comment.objects.bulk_create(
        threads,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["number", "start", "end", "quote"],
        batch_size=500,
    )


def carry(comments: Iterable[Comment], version: Version) -> None:
    """Set the anchors of some comments on one text to where they are in `version`, unsaved.

    What is gone there loses its place, and keeps the quote.
    """
    behind = sorted(
        (comment for comment in comments if comment.number != version.number),
        key=lambda comment: comment.number,
    )
    for number, group in groupby(behind, key=lambda comment: comment.number):
        here = list(group)
        before = _body(version, number)
        standing = [comment for comment in here if _stands(comment, before)]
        anchors = [Anchor(*_place(comment), comment.quote) for comment in standing]
        found = dict(zip(map(id, standing), follow_all(anchors, before, version.body), strict=True))
        for comment in here:
            anchor = found[id(comment)] if id(comment) in found else _found_again(comment, version)
            comment.number = version.number
            comment.start = anchor.start if anchor else None
            comment.end = anchor.end if anchor else None
            comment.quote = anchor.quote if anchor else comment.quote


def _place(comment: Comment) -> tuple[int, int]:
    return comment.start or 0, comment.end or 0


def _stands(comment: Comment, body: str) -> bool:
    start, end = _place(comment)
    return start < end and body[start:end] == comment.quote


def _found_again(comment: Comment, version: Version) -> Anchor | None:
    quote = comment.quote
    if len(quote) < _LEAST_FOUND_AGAIN or version.body.count(quote) != 1:
        return None
    start = version.body.index(quote)
    anchor = anchor_at(version.body, start, start + len(quote))
    return anchor if anchor.quote == quote else None


def _body(version: Version, number: int) -> str:
    """The body of an older version of the same text."""
    versions = Version.objects.filter(
        letter_id=version.letter_id, language=version.language, number=number
    )
    return versions.values_list("body", flat=True).first() or ""

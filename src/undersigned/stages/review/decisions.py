"""Decisions: what becomes of a thread, and the text that a suggestion makes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind, CommentKind, CommentState
from undersigned.models import Account, Comment, Letter, Version
from undersigned.stages.anchors import carry
from undersigned.stages.draft.texts import save_text
from undersigned.stages.review.common import (
    clean,
    fits,
    hold_letter,
    newest_text,
    record,
    store_answer,
    thread_of,
    with_suggestion,
)
from undersigned.stages.review.refusals import AlreadyEnded, NotFitting, NotYourRemark


@transaction.atomic
def resolve(
    letter: Letter, thread_id: int, *, by: Account, may_write: bool, at: datetime
) -> Comment:
    """End a thread as settled; twice is as good as once.

    Its author may, and whoever writes the letter. Raises NoSuchThread, NotYourRemark.
    """
    hold_letter(letter)
    thread = thread_of(letter, thread_id)
    if not may_write and thread.author_id != by.pk:
        raise NotYourRemark(_("Only its author and those who write the letter can resolve this."))
    if _end(thread, CommentState.RESOLVED, by=by, at=at):
        record(letter, ActKind.RESOLVED, thread, by=by, at=at)
    return thread


@transaction.atomic
def reopen(
    letter: Letter, thread_id: int, *, by: Account, may_write: bool, at: datetime
) -> Comment:
    """Take a thread up again that was resolved or rejected, at its passage of the newest version.

    Raises NoSuchThread, NotYourRemark, and AlreadyEnded for a change that stands in the text.
    """
    hold_letter(letter)
    thread = thread_of(letter, thread_id)
    if not may_write and thread.author_id != by.pk:
        raise NotYourRemark(_("Only its author and those who write the letter can reopen this."))
    newest = newest_text(letter, thread.language)
    if thread.state == CommentState.OPEN:
        return thread
    if thread.original_quote:
        carry([thread], newest)
    reopened = Comment.objects.filter(
        pk=thread.pk, state__in=[CommentState.RESOLVED.value, CommentState.REJECTED.value]
    ).update(
        state=CommentState.OPEN.value,
        ended_by=None,
        ended_at=None,
        number=thread.number,
        start=thread.start,
        end=thread.end,
        quote=thread.quote,
    )
    if not reopened:
        raise AlreadyEnded(_("This change stands in the text; suggest another one."))
    thread.refresh_from_db()
    record(letter, ActKind.REOPENED, thread, by=by, at=at)
    return thread


@transaction.atomic
def accept_suggestion(letter: Letter, thread_id: int, *, by: Account, at: datetime) -> Version:
    """Put a suggestion in place of its passage and save that as a version.

    Raises NoSuchThread, AlreadyEnded, NotFitting, and NotWritable and TextRefused as saving does.
    """
    hold_letter(letter)
    thread = thread_of(letter, thread_id, kind=CommentKind.SUGGESTION)
    newest = newest_text(letter, thread.language)
    if not _end(thread, CommentState.ACCEPTED, by=by, at=at):
        raise _ended(thread)
    carry([thread], newest)
    if not fits(thread):
        raise NotFitting(thread)
    version = save_text(
        letter,
        thread.language,
        with_suggestion(newest, thread),
        based_on=newest.number,
        author=by,
        at=at,
        reason=_("Suggested by %(name)s") % {"name": thread.author.called},
    )
    record(letter, ActKind.ACCEPTED, thread, by=by, at=at, number=version.number)
    return version


@transaction.atomic
def reject_suggestion(
    letter: Letter, thread_id: int, *, reason: str = "", by: Account, at: datetime
) -> Comment:
    """Do not take a suggestion; the reason is the last word of its thread for now.

    Raises NoSuchThread, RemarkRefused, AlreadyEnded.
    """
    reason = clean(reason)
    hold_letter(letter)
    thread = thread_of(letter, thread_id, kind=CommentKind.SUGGESTION)
    if not _end(thread, CommentState.REJECTED, by=by, at=at):
        raise _ended(thread)
    if reason:
        store_answer(thread, reason, by=by, at=at)
    record(letter, ActKind.REJECTED, thread, by=by, at=at, note=reason)
    return thread


def _end(thread: Comment, state: CommentState, *, by: Account, at: datetime) -> bool:
    """Whether this ended the thread; it may have ended before."""
    changed = Comment.objects.filter(pk=thread.pk, state=CommentState.OPEN.value).update(
        state=state.value, ended_by=by, ended_at=at
    )
    return bool(changed)


def _ended(thread: Comment) -> AlreadyEnded:
    thread.refresh_from_db()
    name = thread.ended_by.called if thread.ended_by else ""
    return AlreadyEnded(_("%(name)s has decided about this already.") % {"name": name})

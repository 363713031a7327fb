"""Everything that the lead of a letter sees, as tables. Of people who signed only their number."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db.models import F

from undersigned.core.csv_out import format_table
from undersigned.core.leaf import SignatoryKind
from undersigned.models import (
    Act,
    Comment,
    Endorsement,
    KeptPair,
    Letter,
    Member,
    Seat,
    Signature,
    TreeHead,
)

_CHUNK: Final = 2000

Row = tuple[str, ...]


def export_files(letter: Letter) -> Iterator[tuple[str, bytes]]:
    """The files by their paths, one in memory at a time."""
    yield "letter.csv", format_table(("what", "value"), _letter(letter))
    yield "organizations.csv", format_table(_ORGANIZATION, _organizations(letter, waiting=False))
    yield "waiting.csv", format_table(_ORGANIZATION, _organizations(letter, waiting=True))
    yield "coalition.csv", format_table(_SEAT, _seats(letter))
    yield "people.csv", format_table(_MEMBER, _members(letter))
    yield "endorsements.csv", format_table(_ENDORSEMENT, _endorsements(letter))
    yield "history.csv", format_table(_ACT, _acts(letter))
    yield "comments.csv", format_table(_COMMENT, _comments(letter))
    yield "kept-pairs.csv", format_table(("first", "second", "by", "at"), _kept(letter))


_ORGANIZATION: Final = (
    *("id", "state", "name", "country", "website", "representative", "e-mail", "evidence"),
    *(
        "edition",
        "language",
        "shown",
        "signed at",
        "confirmed at",
        "accepted at",
        "index in the log",
    ),
)
_SEAT: Final = (
    *("id", "state", "name", "country", "website", "position", "invited at", "joined at"),
    *("ended at", "vouched by", "vouched at", "note"),
)
_MEMBER: Final = ("name", "e-mail", "role", "organization", "since")
_ENDORSEMENT: Final = (
    *("edition", "organization", "state", "asked at", "answered by", "answered at", "reason"),
    "digest of the evidence",
)
_ACT: Final = ("at", "by", "act", "subject", "language", "number", "note")
_COMMENT: Final = (
    *("id", "thread", "language", "version", "kind", "state", "by", "at", "passage", "text"),
    *("replacement", "ended by", "ended at"),
)


def _letter(letter: Letter) -> Iterator[Row]:
    head = TreeHead.objects.filter(letter=letter, size=F("letter__log__published_size")).first()
    pending = Signature.objects.filter(letter=letter, confirmed_at=None)
    yield "id", letter.pk
    yield "slug", letter.slug
    yield "state", letter.state
    yield "published at", _when(letter.published_at)
    yield "closed at", _when(letter.closed_at)
    yield "organizations in the log", str(head.organizations if head else 0)
    yield "people in the log", str(head.people if head else 0)
    yield "withdrawn", str(head.withdrawn if head else 0)
    yield "not confirmed", str(pending.count())


def _organizations(letter: Letter, *, waiting: bool) -> Iterator[Row]:
    signatures = Signature.objects.filter(
        letter=letter,
        kind=SignatoryKind.ORGANIZATION,
        confirmed_at__isnull=False,
        ready_at__isnull=waiting,
    ).order_by("log_index", "id")
    rows = signatures.values_list(
        *("id", "ready_at", "log_index", "name", "country", "affiliation", "role", "contact"),
        *("evidence", "edition__number", "language", "is_shown", "created_at", "confirmed_at"),
        "address",
    )
    for row in rows.iterator(chunk_size=_CHUNK):
        number, ready_at, index, name, country, website, role, contact, evidence, *rest = row
        edition, language, is_shown, created_at, confirmed_at, address = rest
        # Of a letter with keys only what the lead decides by: the rest is in the sealed export.
        contact = contact or (address if waiting else "")
        state = "waiting" if ready_at is None else "accepted" if index is None else "logged"
        yield (
            *(str(number), state, name, country, website, role, contact, evidence),
            *(str(edition), language, "yes" if is_shown else "no"),
            *(_when(created_at), _when(confirmed_at), _when(ready_at), _number(index)),
        )


def _seats(letter: Letter) -> Iterator[Row]:
    seats = Seat.objects.filter(letter=letter).select_related("organization", "vouched_by")
    for seat in seats.order_by("position", "id"):
        organization = seat.organization
        yield (
            *(str(seat.pk), seat.state, organization.name, organization.country),
            *(organization.website, str(seat.position), _when(seat.invited_at)),
            *(_when(seat.joined_at), _when(seat.ended_at)),
            seat.vouched_by.called if seat.vouched_by else "",
            *(_when(seat.vouched_at), seat.vouch_note),
        )


def _members(letter: Letter) -> Iterator[Row]:
    members = Member.objects.filter(letter=letter).select_related("account", "seat__organization")
    for member in members.order_by("id"):
        organization = member.seat.organization.name if member.seat else ""
        yield (
            *(member.account.name, member.account.email, member.role, organization),
            _when(member.joined_at),
        )


def _endorsements(letter: Letter) -> Iterator[Row]:
    endorsements = (
        Endorsement.objects.filter(edition__letter=letter)
        .select_related("edition", "seat__organization", "account")
        .defer("evidence")
    )
    for each in endorsements.order_by("edition__number", "seat__position", "id"):
        yield (
            *(str(each.edition.number), each.seat.organization.name, each.state),
            *(_when(each.asked_at), each.account.called if each.account else ""),
            *(_when(each.answered_at), each.reason),
            bytes(each.digest).hex() if each.digest else "",
        )


def _acts(letter: Letter) -> Iterator[Row]:
    acts = Act.objects.filter(letter=letter).select_related("account").order_by("id")
    for act in acts.iterator(chunk_size=_CHUNK):
        yield (
            *(_when(act.at), act.account.called if act.account else "", act.kind, act.subject),
            *(act.language, _number(act.number), act.note),
        )


def _comments(letter: Letter) -> Iterator[Row]:
    comments = Comment.objects.filter(letter=letter).select_related("author", "ended_by")
    for comment in comments.order_by("id").iterator(chunk_size=_CHUNK):
        yield (
            *(str(comment.pk), _number(comment.thread_id), comment.language, str(comment.number)),
            *(comment.kind, comment.state, comment.author.called, _when(comment.written_at)),
            *(comment.quote, comment.text, comment.replacement),
            comment.ended_by.called if comment.ended_by else "",
            _when(comment.ended_at),
        )


def _kept(letter: Letter) -> Iterable[Row]:
    for pair in KeptPair.objects.filter(letter=letter).select_related("kept_by").order_by("id"):
        yield pair.first, pair.second, pair.kept_by.called, _when(pair.kept_at)


def _when(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)

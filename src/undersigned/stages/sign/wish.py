"""Sign: anyone states the wish to sign; nothing counts until the mailbox confirms it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import ClassVar

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from undersigned.adapters.rows import insert_rows, is_among, new_row, reserve_keys
from undersigned.core.errors import Malformed
from undersigned.core.keyed import new_secrets
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lines import clean_line, fold
from undersigned.core.mailbox import canonical_address, parse_address
from undersigned.core.refusal import Refused
from undersigned.core.tokens import mailbox_digest
from undersigned.models import Edition, Letter, Signature
from undersigned.stages.limits import Held, Passage, Permit, use_permits
from undersigned.stages.outbox import owe_mails
from undersigned.stages.sign.owe import (
    confirmation,
    owe_manage_link,
    pick_title,
)

NAMED = "named"
COUNTED = "counted"

NONCE_BYTES = 16

# The same wish twice within this time is a double click or a reload, and gets one mail.
SAME_WISH = timedelta(minutes=10)


class LetterNotOpen(Refused):
    """The letter takes no signatures: not yet, or no more."""

    status: ClassVar[int] = 410


@dataclass(frozen=True)
class SignRequest:
    """What the form holds. For an organization `role` is that of its representative."""

    kind: SignatoryKind
    name: str
    email: str
    affiliation: str = ""
    role: str = ""
    country: str = ""
    website: str = ""
    representative: str = ""
    is_named: bool = True
    wants_news: bool = False


@dataclass(frozen=True)
class Wish:
    """One of several wishes: for which letter, read in which language, and what the form held."""

    slug: str
    language: str
    request: SignRequest
    # What it is counted by; whatever comes by a public form has one.
    permit: Permit | None = None
    # It came by the letter's page in this language, so there has to be one.
    is_of_page: bool = False


@dataclass(frozen=True)
class SignedFields:
    """What of a wish is committed to, cleaned; see `models.Signature`."""

    name: str
    affiliation: str
    role: str
    country: str


def signed_fields(
    kind: str,
    *,
    name: str,
    affiliation: str,
    role: str,
    country: str,
    website: str,
    representative: str,
) -> SignedFields:
    """The committed fields of a person or an organization. Raises Malformed."""
    is_person = kind == SignatoryKind.PERSON
    clean_role = clean_line(role, max_length=200)
    if not is_person:
        spoken_for = (clean_line(representative, max_length=180), clean_role)
        clean_role = ", ".join(part for part in spoken_for if part)
    return SignedFields(
        name=clean_line(name, max_length=300),
        affiliation=clean_line(affiliation if is_person else website, max_length=300),
        role=clean_role,
        country=country,
    )


def kept_address(letter: Letter, address: str) -> dict[str, str]:
    """Where the address stands: committed to, or only for as long as mail to it is owed."""
    kept, empty = ("address", "contact") if letter.is_sealed else ("contact", "address")
    return {kept: address, empty: ""}


def search_text(name: str, affiliation: str) -> str:
    """What the search in the list of signatories looks through."""
    return fold(f"{name} {affiliation}")[:700]


@transaction.atomic
def sign_letter(
    letter: Letter,
    wish: SignRequest,
    *,
    language: str,
    permit: Permit | None = None,
    at: datetime,
) -> None:
    """Keep the wish and owe a mail to the mailbox; the caller learns nothing about earlier ones.

    A mailbox that has signed already is told so by mail, with the way to its signature. Whatever
    comes by a public form has a permit. Raises LetterNotOpen, what `use_permit` raises, and
    Malformed for fields that the form should have refused.
    """
    (refusal,) = sign_letters([Wish(letter.slug, language, wish, permit)], at=at)
    if refusal is not None:
        raise refusal


def sign_letters(wishes: Sequence[Wish], *, at: datetime) -> list[Refused | Malformed | None]:
    """Keep many wishes in one transaction, each as `sign_letter` keeps it; in the same order.

    What one of them is refused for stands in its place and touches none of the others.
    """
    # All that computes stands before the transaction, beside which SQLite lets nobody else write.
    # A letter that closes meanwhile takes what was sent a moment before, and confirms none of it.
    public = _open_letters({wish.slug for wish in wishes})
    nonces = new_secrets(len(wishes), NONCE_BYTES)
    read = [_read(wish, public, nonce, at=at) for wish, nonce in zip(wishes, nonces, strict=True)]
    return _keep(wishes, read, public, at=at)


@transaction.atomic
def _keep(
    wishes: Sequence[Wish],
    read: Sequence["Signature | LetterNotOpen | Malformed"],
    public: Mapping[str, "_OpenLetter"],
    *,
    at: datetime,
) -> list[Refused | Malformed | None]:
    passages = _let_through(wishes, read, at=at)
    asked = []
    outcomes: list[Refused | Malformed | None] = []
    for signature, passage in zip(read, passages, strict=True):
        refusal = next((it for it in (signature, passage) if isinstance(it, Exception)), None)
        outcomes.append(refusal)
        if isinstance(signature, Signature) and passage is Passage.TAKEN:
            asked.append(signature)
    signed, known = _known_of(asked, since=at - SAME_WISH)
    new = []
    for signature in asked:
        earlier = signed.get((signature.letter_id, bytes(signature.mailbox_digest or b"")))
        if earlier is not None:
            recipient = signature.mailbox
            owe_manage_link(earlier, template="already_signed", recipient=recipient, at=at)
        elif (said := _WHAT_WAS_SAID(signature)) not in known:
            known.add(said)
            new.append(signature)
    for signature, key in zip(new, reserve_keys(Signature, len(new)), strict=True):
        signature.pk = key
    insert_rows(new)
    titles = {letter.edition.letter_id: letter.titles for letter in public.values()}
    owe_mails(
        [
            confirmation(
                signature,
                pick_title(titles[signature.letter_id], signature.language),
                template="confirm",
                at=at,
            )
            for signature in new
        ]
    )
    return outcomes


# What makes two wishes for one letter the same. Another spelling of the mailbox corrects the
# first, whose mail may not have arrived.
_SAID = (
    "letter_id", "contact", "address", "kind", "name", "affiliation", "role", "country",
    "display", "wants_news",
)  # fmt: skip
_WHAT_WAS_SAID = attrgetter(*_SAID)


@dataclass(frozen=True)
class _OpenLetter:
    """What is signed now, and how it is called in each of its languages, the original first."""

    edition: Edition
    titles: dict[str, str]


def _open_letters(slugs: Collection[str]) -> dict[str, _OpenLetter]:
    """Those of the letters that take signatures."""
    # As Django's own query would have it, in a fifth of its time.
    of_slug, values = is_among("letter.slug", list(slugs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT letter.id, letter.slug, letter.recipients_digest, edition.id,
                text.language, text.title
            FROM undersigned_editiontext AS text
            JOIN undersigned_edition AS edition ON edition.id = text.edition_id
            JOIN undersigned_letter AS letter ON letter.id = edition.letter_id
            WHERE {of_slug} AND letter.state = 'open' AND edition.is_current
            ORDER BY text.position
            """,  # noqa: S608 no input
            values,
        )
        rows = cursor.fetchall()
    found: dict[str, _OpenLetter] = {}
    for key, slug, recipients, number, language, title in rows:
        if slug not in found:
            # What else they hold is asked for when somebody reads it.
            names = ["id", "slug", "recipients_digest"]
            letter = Letter.from_db(connection.alias, names, [key, slug, recipients])
            edition = Edition.from_db(connection.alias, ["id", "letter_id"], [number, key])
            edition.letter = letter
            found[slug] = _OpenLetter(edition, {})
        found[slug].titles[language] = title
    return found


def _read(
    wish: Wish, public: Mapping[str, _OpenLetter], nonce: bytes, *, at: datetime
) -> Signature | LetterNotOpen | Malformed:
    """The row that is asked for, not yet saved, or what the wish is refused for."""
    letter = public.get(wish.slug)
    if letter is None or (wish.is_of_page and wish.language not in letter.titles):
        return LetterNotOpen(_("This letter takes no more signatures."))
    try:
        return _asked_for(letter.edition, wish, nonce, at=at)
    except Malformed as problem:
        return problem


def _let_through(
    wishes: Sequence[Wish], read: Sequence[Signature | Exception], *, at: datetime
) -> list[Passage | Held]:
    """Count the forms by which wishes came that are not refused for anything else."""
    permits = {
        place: replace(wish.permit, letter_id=signature.letter_id)
        for place, (wish, signature) in enumerate(zip(wishes, read, strict=True))
        if isinstance(signature, Signature) and wish.permit is not None
    }
    used = dict(zip(permits, use_permits(list(permits.values()), at=at), strict=True))
    return [used.get(place, Passage.TAKEN) for place in range(len(wishes))]


def _asked_for(edition: Edition, wish: Wish, nonce: bytes, *, at: datetime) -> Signature:
    """The row of a wish, not yet saved. Raises Malformed."""
    request = wish.request
    address = parse_address(request.email)
    fields = signed_fields(
        request.kind,
        name=request.name,
        affiliation=request.affiliation,
        role=request.role,
        country=request.country,
        website=request.website,
        representative=request.representative,
    )
    canonical = canonical_address(address)
    return new_row(
        Signature,
        {"letter": edition.letter, "edition": edition},
        kind=request.kind,
        name=fields.name,
        affiliation=fields.affiliation,
        role=fields.role,
        country=fields.country,
        **kept_address(edition.letter, str(address)),
        display=NAMED if request.is_named else COUNTED,
        is_shown=request.is_named,
        wants_news=request.wants_news,
        language=wish.language,
        search_text=search_text(fields.name, fields.affiliation),
        mailbox_digest=mailbox_digest(settings.KEYS.secret, edition.letter_id, canonical),
        nonce=nonce,
        source=wish.permit.network
        if wish.permit and request.kind == SignatoryKind.PERSON
        else None,
        created_at=at,
    )


def _known_of(
    asked: Sequence[Signature], *, since: datetime
) -> tuple[dict[tuple[str, bytes], Signature], set[tuple[object, ...]]]:
    """What the mailboxes have sent before.

    The signatures that they have confirmed, by letter and mailbox; and what they have asked for
    since then and not yet confirmed. A little more where they wish for several letters.
    """
    if not asked:
        return {}, set()
    of_letter, letters = is_among("letter_id", list({each.letter_id for each in asked}))
    of_mailbox, mailboxes = is_among("mailbox_digest", [each.mailbox_digest for each in asked])
    known = (
        f"SELECT id, mailbox_digest, confirmed_at IS NOT NULL, {', '.join(_SAID)}"  # noqa: S608 no input
        f" FROM undersigned_signature WHERE {of_letter} AND {of_mailbox} AND confirmed_at IS"
    )
    values = [*letters, *mailboxes]
    signed: dict[int, tuple[str, bytes]] = {}
    waiting: set[tuple[object, ...]] = set()
    with connection.cursor() as cursor:
        # Each half is found by an index of its own.
        cursor.execute(
            f"{known} NOT NULL UNION ALL {known} NULL AND created_at > %s",
            [*values, *values, connection.ops.adapt_datetimefield_value(since)],
        )
        for key, mailbox, is_confirmed, *said in cursor.fetchall():
            if is_confirmed:
                signed[key] = (said[0], bytes(mailbox))
            else:
                waiting.add(tuple(said))
    if not signed:
        return {}, waiting
    earlier = Signature.objects.select_related("letter", "edition").in_bulk(signed)
    return {signed[key]: signature for key, signature in earlier.items()}, waiting

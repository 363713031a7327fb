"""The letters of a person, and the page of each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from undersigned.core.coalition import Role
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterMove, LetterState, moves_from
from undersigned.models import (
    Account,
    Edition,
    EditionText,
    Letter,
    Member,
    Signature,
    TreeHead,
    Version,
)
from undersigned.queries.waiting import held_signatures, waiting_signatures
from undersigned.queries.workspace.editions import EditionView, view_edition
from undersigned.queries.workspace.texts import TextRow, is_writable, newest_versions, text_rows


@dataclass(frozen=True, slots=True)
class Counts:
    """What the published head of the log counts; all 0 before anything is logged."""

    organizations: int = 0
    people: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class OwnRole:
    """What a person is in a letter; `organization` is empty for the whole of it."""

    role: Role
    organization: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in the list of a person who has a role in it."""

    slug: str
    state: LetterState
    title: str
    language: str
    direction: str
    languages: tuple[str, ...]
    saved_at: datetime
    counts: Counts
    waiting: int
    roles: tuple[OwnRole, ...]

    @property
    def is_led(self) -> bool:
        """Whether the person decides what waits in it."""
        return any(own.role == Role.LEAD and not own.organization for own in self.roles)


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as its lead sees it: state, texts, and what waits for a decision."""

    slug: str
    state: LetterState
    moves: tuple[LetterMove, ...]
    title: str
    language: str
    direction: str
    is_locked: bool
    # Whether versions can be saved, in whatever state the letter is.
    is_writable: bool
    # The languages of the draft; none while what is frozen is all there is.
    texts: tuple[TextRow, ...]
    edition: EditionView | None
    counts: Counts
    waiting: int
    # How many wait because they came in a burst.
    held: int
    unconfirmed: int
    published_at: datetime | None
    closed_at: datetime | None


def letters_of(account: Account) -> tuple[LetterRow, ...]:
    """The letters in which the account has a role, the one that was touched last first."""
    letters = list(Letter.objects.filter(_is_member(account, OuterRef("pk"))))
    texts: dict[str, list[_TextHead]] = {letter.id: [] for letter in letters}
    # A letter that was imported has an edition and no versions, one that was never frozen only
    # versions; of the others the edition is what readers see.
    for letter_id, language, title in _newest_edition_texts(account):
        texts[letter_id].append(_TextHead(language, title))
    saved_at = {letter.id: letter.published_at or letter.created_at for letter in letters}
    drafts = {letter.id for letter in letters if letter.state == LetterState.DRAFT}
    texts.update((letter_id, []) for letter_id in drafts)
    newest = newest_versions(Version.objects.filter(_is_member(account)))
    for version in newest.defer("addressees", "body"):
        saved_at[version.letter_id] = max(saved_at[version.letter_id], version.saved_at)
        if version.letter_id in drafts:
            texts[version.letter_id].append(_TextHead(version.language, version.title))
    counts = {
        head.letter_id: _counts(head)
        for head in TreeHead.objects.filter(
            _is_member(account), size=F("letter__log__published_size")
        )
    }
    waiting = dict(
        waiting_signatures(Signature.objects.filter(_is_member(account)))
        .values_list("letter")
        .annotate(count=Count("id"))
    )
    roles = _roles_of(account)
    rows = []
    for letter in letters:
        original = letter.original_language
        in_order = sorted(texts[letter.id], key=lambda t: (t.language != original, t.language))
        rows.append(
            LetterRow(
                slug=letter.slug,
                state=LetterState(letter.state),
                title=in_order[0].title,
                language=original,
                direction=direction(original),
                languages=tuple(text.language for text in in_order),
                saved_at=saved_at[letter.id],
                counts=counts.get(letter.id, Counts()),
                waiting=waiting.get(letter.id, 0),
                roles=tuple(roles.get(letter.id, ())),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.saved_at, reverse=True))


def _roles_of(account: Account) -> dict[str, list[OwnRole]]:
    """The roles of a person by letter, those in the whole of it first."""
    roles: dict[str, list[OwnRole]] = {}
    members = Member.objects.filter(account=account).select_related("seat__organization")
    for member in members.order_by(F("seat").asc(nulls_first=True), "id"):
        organization = member.seat.organization.name if member.seat else ""
        roles.setdefault(member.letter_id, []).append(OwnRole(Role(member.role), organization))
    return roles


def _is_member(account: Account, letter: OuterRef | None = None) -> Exists:
    members = Member.objects.filter(account=account, letter=letter or OuterRef("letter"))
    return Exists(members)


def view_letter(letter: Letter) -> LetterView:
    """The page of a letter: the draft while there is one, and the edition afterwards."""
    state = LetterState(letter.state)
    texts: tuple[TextRow, ...] = ()
    edition = None
    if state == LetterState.DRAFT or is_writable(letter):
        texts = text_rows(letter)
    if state == LetterState.DRAFT:
        title = texts[0].title
    else:
        edition = view_edition(letter)
        title = edition.texts[0].title
    head = TreeHead.objects.filter(letter=letter, size=F("letter__log__published_size")).first()
    signatures = Signature.objects.filter(letter=letter)
    return LetterView(
        slug=letter.slug,
        state=state,
        moves=moves_from(state),
        title=title,
        language=letter.original_language,
        direction=direction(letter.original_language),
        is_locked=letter.is_locked,
        is_writable=is_writable(letter),
        texts=texts,
        edition=edition,
        counts=_counts(head) if head else Counts(),
        waiting=waiting_signatures(signatures).count(),
        held=held_signatures(letter.id).count(),
        unconfirmed=signatures.filter(confirmed_at=None).count(),
        published_at=letter.published_at,
        closed_at=letter.closed_at,
    )


@dataclass(frozen=True, slots=True)
class _TextHead:
    language: str
    title: str


def _newest_edition_texts(account: Account) -> QuerySet[EditionText, tuple[str, str, str]]:
    """Letter, language and title of each text of the newest edition of each letter."""
    newer = Edition.objects.filter(
        letter=OuterRef("edition__letter"), number__gt=OuterRef("edition__number")
    )
    return EditionText.objects.filter(
        ~Exists(newer), _is_member(account, OuterRef("edition__letter"))
    ).values_list("edition__letter_id", "language", "title")


def _counts(head: TreeHead) -> Counts:
    return Counts(organizations=head.organizations, people=head.people, withdrawn=head.withdrawn)

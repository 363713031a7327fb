"""What a person has typed and not saved, in any letter."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from undersigned.core.languages import direction
from undersigned.models import Account, Letter, Member, WorkingCopy


@dataclass(frozen=True, slots=True)
class KeptWords:
    """One working copy; `is_member` says whether its letter is still open to the person."""

    id: int
    revision: int
    slug: str
    language: str
    direction: str
    title: str
    addressees: str
    body: str
    based_on: int
    kept_at: datetime
    is_member: bool = True

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.addressees or self.body)


def copies_of(account: Account, letter: Letter, language: str) -> tuple[KeptWords, ...]:
    """What the person typed for one language and has not saved, the newest first; one query."""
    copies = WorkingCopy.objects.filter(account=account, letter=letter, language=language)
    return tuple(_kept(copy, letter.slug) for copy in copies.order_by("-kept_at", "-pk"))


def all_copies(account: Account) -> tuple[KeptWords, ...]:
    """Everything that the person typed and has not saved, the newest first; one query."""
    member = Member.objects.filter(account=account, letter=OuterRef("letter"))
    copies = (
        WorkingCopy.objects.filter(account=account)
        .select_related("letter")
        .annotate(is_member=Exists(member))
        .order_by("-kept_at", "-pk")
    )
    return tuple(_kept(copy, copy.letter.slug, is_member=copy.is_member) for copy in copies)


def has_copies(account: Account) -> bool:
    """Whether anything that the person typed is not saved."""
    return WorkingCopy.objects.filter(account=account).exists()


def _kept(copy: WorkingCopy, slug: str, *, is_member: bool = True) -> KeptWords:
    return KeptWords(
        id=copy.pk,
        revision=copy.revision,
        slug=slug,
        language=copy.language,
        direction=direction(copy.language),
        title=copy.title,
        addressees=copy.addressees,
        body=copy.body,
        based_on=copy.based_on,
        kept_at=copy.kept_at,
        is_member=is_member,
    )

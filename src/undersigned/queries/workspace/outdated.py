"""Where translations are out of date, by what was said of each when it was saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.core.outdated import Draft, Place, find_outdated
from undersigned.models import Letter, Version


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How far a translation has followed its original.

    `claimed` is the version of the original that it was said to be up to date with, None when
    nobody said so; `newest` is the original of today. `places` are what changed in between.
    """

    claimed: int | None
    newest: int
    places: tuple[Place, ...]

    @property
    def is_up_to_date(self) -> bool:
        return self.claimed == self.newest

    @property
    def is_free_of_changes(self) -> bool:
        """Whether the original has not changed since what was claimed, but for line breaks."""
        return self.claimed is not None and not self.places


def upkeep_of(
    translation: Draft, claimed: int | None, original: Version, then: Version | None
) -> Upkeep:
    """What `original` changed since `then`, the version that was claimed, seen in a translation."""
    places: tuple[Place, ...] = ()
    if claimed is not None and then is not None and then.number != original.number:
        places = find_outdated(_draft(then), _draft(original), translation)
    return Upkeep(claimed=claimed if then else None, newest=original.number, places=places)


def claimed_originals(letter: Letter, numbers: Sequence[int | None]) -> dict[int, Version]:
    """The versions of the original with these numbers; one query, whatever is asked for."""
    wanted = {number for number in numbers if number is not None}
    found = Version.objects.filter(
        letter=letter, language=letter.original_language, number__in=wanted or {0}
    )
    return {version.number: version for version in found}


def _draft(version: Version) -> Draft:
    return Draft(version.title, version.addressees, version.body)

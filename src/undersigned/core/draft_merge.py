"""Three-way merge of a whole draft: title, addressees and body, each by its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.core.errors import Malformed
from undersigned.core.merge import Choice, Conflict, Merged, merge
from undersigned.core.outdated import Draft


@dataclass(frozen=True, slots=True)
class MergedDraft:
    """What two people made of one draft; choices go through title, addressees and body in order."""

    title: Merged
    addressees: Merged
    body: Merged

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person has to choose, in order."""
        return self.title.conflicts + self.addressees.conflicts + self.body.conflicts

    @property
    def draft(self) -> Draft | None:
        """The merged draft, or None while something has to be chosen."""
        return None if self.conflicts else self.resolve(())

    def resolve(self, choices: Sequence[Choice | str]) -> Draft:
        """The draft with one choice for each conflict, in order; a str is taken as it is.

        Raises Malformed when there are more or fewer choices than conflicts.
        """
        if len(choices) != len(self.conflicts):
            raise Malformed("There is not exactly one choice for each conflict.")
        resolved = []
        start = 0
        for part in (self.title, self.addressees, self.body):
            end = start + len(part.conflicts)
            resolved.append(part.resolve(choices[start:end]))
            start = end
        return Draft(*resolved)


def merge_drafts(base: Draft, mine: Draft, theirs: Draft) -> MergedDraft:
    """Both edits of `base`; a conflict wherever they touch the same words."""
    return MergedDraft(
        title=merge(base.title, mine.title, theirs.title),
        addressees=merge(base.addressees, mine.addressees, theirs.addressees),
        body=merge(base.body, mine.body, theirs.body),
    )


def set_beside(base: Draft, mine: Draft, theirs: Draft) -> MergedDraft:
    """Nothing merged: each part that differs is one conflict, to be chosen as a whole."""
    return MergedDraft(
        title=_beside(base.title, mine.title, theirs.title),
        addressees=_beside(base.addressees, mine.addressees, theirs.addressees),
        body=_beside(base.body, mine.body, theirs.body),
    )


def _beside(base: str, mine: str, theirs: str) -> Merged:
    if mine == theirs:
        return Merged((mine,) if mine else ())
    return Merged((Conflict(base, mine, theirs),))

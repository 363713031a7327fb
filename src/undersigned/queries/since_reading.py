"""What changed in the texts of an edition since a person last read them."""

from dataclasses import dataclass

from undersigned.core.changes import Side, mark_words
from undersigned.models import Account, Edition, Letter, Reading, Version


@dataclass(frozen=True, slots=True)
class TextSince:
    """One text of an edition, against the version of it that the person has read.

    `read` is 0 where none was. The words are those that left and those that came, in `passages`
    places; all are 0 where the text is, word by word, the one that was read.
    """

    language: str
    title: str
    read: int
    frozen: int
    passages: int = 0
    words_gone: int = 0
    words_new: int = 0

    @property
    def is_unread(self) -> bool:
        return not self.read

    @property
    def is_changed(self) -> bool:
        return bool(self.passages)


def since_reading(letter: Letter, account: Account, edition: Edition) -> tuple[TextSince, ...]:
    """Each text of the edition, in its order; three queries."""
    texts = list(edition.texts.order_by("position").values_list("language", "title", "version"))
    readings = Reading.objects.filter(letter=letter, account=account)
    return _since(letter, texts, dict(readings.values_list("language", "number")))


def differences_path(slug: str, since: TextSince) -> str:
    """The page of the workspace that shows what changed."""
    return (
        f"/workspace/letters/{slug}/texts/{since.language}/changes/"
        f"?from={since.read}&to={since.frozen}"
    )


def _since(
    letter: Letter, texts: list[tuple[str, str, int]], read: dict[str, int]
) -> tuple[TextSince, ...]:
    numbers = {n for language, _, frozen in texts for n in (read.get(language, 0), frozen) if n}
    stored = Version.objects.filter(letter=letter, number__in=numbers) if read else []
    whole = {
        (version.language, version.number): (
            f"{version.title}\n{version.addressees}\n\n{version.body}"
        )
        for version in stored
    }
    return tuple(
        _compare(language, title, frozen, read.get(language, 0), whole)
        for language, title, frozen in texts
    )


def _compare(
    language: str, title: str, frozen: int, read: int, whole: dict[tuple[str, int], str]
) -> TextSince:
    before, after = whole.get((language, read)), whole.get((language, frozen))
    if before is None or after is None:
        return TextSince(language, title, 0, frozen)
    if before == after:
        return TextSince(language, title, read, frozen)
    passages = gone = new = 0
    last = Side.BOTH
    for passage in mark_words(before, after):
        if passage.side is not Side.BOTH:
            # What took the place of something else is one place, not two.
            passages += not (last is Side.ONE and passage.side is Side.OTHER)
            words = len(passage.text.split())
            gone += words if passage.side is Side.ONE else 0
            new += words if passage.side is Side.OTHER else 0
        last = passage.side
    return TextSince(language, title, read, frozen, passages, gone, new)

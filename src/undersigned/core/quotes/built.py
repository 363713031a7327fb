"""The words of a letter on their way from its file, with the place of each."""

from array import array
from dataclasses import dataclass

from undersigned.core.quotes.normal import MappedText
from undersigned.core.unit_kind import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a letter, where each stands in its file, and what each paragraph is."""

    words: MappedText
    kinds: tuple[Kind, ...]


class Built:
    """Words on their way, with the place of each in the file."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._places = array("I")
        self._starts = array("I")
        self._ends = array("I")
        self._breaks = array("I")
        self._kinds: list[Kind] = []
        self._paragraph = 0
        self._source_end = 0

    @property
    def is_open(self) -> bool:
        """Whether the paragraph has words already."""
        return self._size > self._paragraph

    def add_run(self, text: str, start: int) -> None:
        """Words that stand in the file as they are read."""
        if text:
            self._add(text, start, start + 1)
            self._source_end = start + len(text)

    def add_character(self, character: str, start: int, end: int) -> None:
        """A character that is written with a mark before it."""
        self._add(character, start, end)
        self._source_end = end

    def add_space(self) -> None:
        """The end of a line within a paragraph."""
        if self.is_open:
            self._add(" ", self._source_end, self._source_end + 1)

    def end_paragraph(self, kind: Kind) -> None:
        """Begin another paragraph, unless the last one has no words."""
        if self.is_open:
            self._kinds.append(kind)
            self._add("\n\n", self._source_end, self._source_end + 1)
            self._paragraph = self._size
            self._breaks.append(self._size)

    def finished(self) -> Reading:
        """What was read; the break behind the last paragraph is none."""
        if self._breaks:
            self._breaks.pop()
        text = "".join(self._pieces).removesuffix("\n\n")
        words = MappedText(text, self._places, self._starts, self._ends, self._breaks)
        return Reading(words, tuple(self._kinds))

    def _add(self, text: str, start: int, end: int) -> None:
        self._places.append(self._size)
        self._starts.append(start)
        self._ends.append(end)
        self._pieces.append(text)
        self._size += len(text)

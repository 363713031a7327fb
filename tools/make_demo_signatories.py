"""Makes the list of invented signatories of the demonstration letter, always the same one.

After a change here, `python -m tools.make_demo_signatories` writes the CSV file anew.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from tools.demo_names import PEOPLES, People
from tools.demo_organizations import COALITION, SUPPORTERS, Organization

TARGET: Final = Path(__file__).parent.parent / "src/undersigned/demo/signatories.csv"
COLUMNS: Final = ("kind", "name", "affiliation", "role", "country", "link")
SEED: Final = "let there be a number"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    kind: str
    name: str
    country: str
    affiliation: str = ""
    role: str = ""
    link: str = ""

    def cells(self) -> tuple[str, ...]:
        """The values in the order of the columns."""
        return (self.kind, self.name, self.affiliation, self.role, self.country, self.link)


class Dice:
    """Chance that falls the same way each time: of `random`, only this method is promised to."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 Nothing secret is made of it.

    def below(self, end: int) -> int:
        """A number from 0 to before `end`."""
        return int(self._random.random() * end)

    def pick(self, choices: Sequence[str]) -> str:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def mix(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        keys = sorted((self._random.random(), place) for place in range(len(items)))
        return [items[place] for _, place in keys]

    def deal(self, choices: Sequence[str]) -> Iterator[str]:
        """One choice after the other without end, all of them before any comes again."""
        while True:
            yield from self.mix(choices)


def make_rows() -> list[Row]:
    """The coalition, the organizations that joined it, and the people in the order of signing."""
    dice = Dice(SEED)
    people = [row for group in PEOPLES for row in _make_people(group, dice)]
    organizations = [_organization(one) for one in (*COALITION, *SUPPORTERS)]
    return [*organizations, *dice.mix(people)]


def format_rows(rows: Sequence[Row]) -> bytes:
    """The bytes of the file: UTF-8 and LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.cells() for row in rows)
    return text.getvalue().encode()


def _organization(one: Organization) -> Row:
    return Row("organization", one.name, one.country, link=f"https://{one.domain}.example")


def _make_people(group: People, dice: Dice) -> Iterator[Row]:
    given = (dice.deal(group.women), dice.deal(group.men))
    families = dice.deal(group.families)
    posts = dice.deal(group.posts)
    names: set[str] = set()
    while len(names) < group.count:
        form = dice.below(2)
        name = group.pattern.format(given=next(given[form]), family=_form(next(families), form))
        name = name.replace("_", " ")
        if name in names:
            continue
        names.add(name)
        if dice.below(3):
            yield Row("person", name, dice.pick(group.countries))
        else:
            role, _, affiliation = next(posts).partition(" @ ")
            yield Row("person", name, group.countries[0], affiliation, _form(role, form))


def _form(word: str, form: int) -> str:
    """A word as a woman (0) or a man (1) bears it, where "her|his" distinguishes the two."""
    forms = word.split("|")
    return forms[form % len(forms)]


if __name__ == "__main__":
    TARGET.write_bytes(format_rows(make_rows()))

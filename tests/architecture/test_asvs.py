"""The table of OWASP ASVS 5.0.0 names every requirement of levels 1 and 2, and files that exist."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.architecture.files import ROOT

PAGE = ROOT / "docs/reference/asvs.md"
# By section: the numbers of its requirements that are of level 1 or 2.
REQUIRED = """\
1.1: 1-2    1.2: 1-9    1.3: 1-11   1.4: 1-3    1.5: 1-2
2.1: 1-3    2.2: 1-3    2.3: 1-4    2.4: 1-1
3.2: 1-2    3.3: 1-4    3.4: 1-6    3.5: 1-5    3.7: 1-2
4.1: 1-3    4.2: 1-1    4.3: 1-2    4.4: 1-4
5.1: 1-1    5.2: 1-3    5.3: 1-2    5.4: 1-3
6.1: 1-3    6.2: 1-12   6.3: 1-4    6.4: 1-4    6.5: 1-5    6.6: 1-3    6.8: 1-4
7.1: 1-3    7.2: 1-4    7.3: 1-2    7.4: 1-5    7.5: 1-2    7.6: 1-2
8.1: 1-2    8.2: 1-3    8.3: 1-1    8.4: 1-1
9.1: 1-3    9.2: 1-4
10.1: 1-2   10.2: 1-2   10.3: 1-4   10.4: 1-11  10.5: 1-5   10.6: 1-2   10.7: 1-3
11.1: 1-2   11.2: 1-3   11.3: 1-3   11.4: 1-4   11.5: 1-1   11.6: 1-1
12.1: 1-3   12.2: 1-2   12.3: 1-4
13.1: 1-1   13.2: 1-5   13.3: 1-2   13.4: 1-5
14.1: 1-2   14.2: 1-4   14.3: 1-3
15.1: 1-3   15.2: 1-3   15.3: 1-7
16.1: 1-1   16.2: 1-5   16.3: 1-4   16.4: 1-3   16.5: 1-3
17.1: 1-1   17.2: 1-4   17.3: 1-2
"""
TOTAL = 253
ROW = re.compile(
    r"\| (?P<number>\d+\.\d+\.\d+) \| (?P<short>[^|]+) \| (?P<kind>[^|]+) \| (?P<why>[^|]+) \|"
)
LINK = re.compile(r"\]\(([^()\s]+)\)")


@dataclass(frozen=True)
class Row:
    """A row of the table, with the files that it leads to, from the root of the project."""

    number: str
    short: str
    kind: str
    why: str
    paths: tuple[str, ...]


def numbers() -> list[str]:
    """Every number of levels 1 and 2."""
    found = re.findall(r"(\d+\.\d+): (\d+)-(\d+)", REQUIRED)
    return [
        f"{section}.{number}"
        for section, first, last in found
        for number in range(int(first), int(last) + 1)
    ]


def rows_of(text: str) -> list[Row]:
    """The rows of a page; raises AssertionError for one that is none."""
    rows = []
    for line in text.splitlines():
        if re.match(r"\| *\d", line):
            match = ROW.fullmatch(line)
            # The tables below count, and begin with words.
            assert match, line
            targets = [(PAGE.parent / link).resolve() for link in LINK.findall(match["why"])]
            paths = tuple(target.relative_to(ROOT).as_posix() for target in targets)
            rows.append(Row(match["number"], match["short"], match["kind"], match["why"], paths))
    return rows


def faults_of(row: Row) -> list[str]:
    """What is wrong with a row."""
    words = LINK.sub("", row.why).split()
    missing = [path for path in row.paths if not (ROOT / path).is_file()]
    match row.kind:
        case "test":
            is_right = bool(row.paths) and all(
                re.fullmatch(r"tests/.+/test_\w+\.py", path) for path in row.paths
            )
        case "setting":
            is_right = bool(row.paths)
        case "document":
            is_right = bool(row.paths) and all(path.endswith(".md") for path in row.paths)
        case "not applicable":
            is_right = row.why.startswith("because ") and len(words) > 3
        case "not fulfilled":
            is_right = len(words) > 6
        case _:
            is_right = False
    return [f"{row.number}: no file {path}" for path in missing] + (
        [] if is_right else [f"{row.number}: {row.kind} is not shown"]
    )


def test_every_requirement_has_one_row_and_each_row_shows_what_it_says() -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert len(numbers()) == TOTAL
    assert [row.number for row in rows] == numbers()
    assert [fault for row in rows for fault in faults_of(row)] == []


def test_no_requirement_is_passed_over_in_silence() -> None:
    kinds = Counter(row.kind for row in rows_of(PAGE.read_text(encoding="utf-8")))
    assert kinds.total() == TOTAL
    assert set(kinds) == {"test", "setting", "document", "not applicable", "not fulfilled"}


@pytest.mark.parametrize(
    "line",
    [
        "| 1.1.1 | decode once | test | [x](../../tests/core/test_nothing.py) |",
        "| 1.1.1 | decode once | test | [x](../../src/undersigned/settings.py) |",
        "| 1.1.1 | decode once | test | by eye, as everybody can see |",
        "| 1.1.1 | decode once | setting | somewhere |",
        "| 1.1.1 | decode once | document | [x](../../pyproject.toml) |",
        "| 1.1.1 | decode once | not applicable | there is nothing of it here |",
        "| 1.1.1 | decode once | not applicable | because |",
        "| 1.1.1 | decode once | not fulfilled | no |",
        "| 1.1.1 | decode once | done | [x](../../tests/core/test_lines.py) |",
    ],
)
def test_a_row_that_shows_nothing_would_be_found(line: str) -> None:
    (row,) = rows_of(line)
    assert faults_of(row)


def test_a_row_that_is_none_would_be_found() -> None:
    with pytest.raises(AssertionError):
        rows_of("| 1.1.1 | decode once | test |")

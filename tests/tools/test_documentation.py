"""Every page of the documentation is found from its front page, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^    .*$|`[^`]*`", re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links_of(page: Path) -> list[tuple[Path, str]]:
    """Where the links of a page lead within the project: a file, and a part of it or ''."""
    found = []
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z+]+:", target):
            path, _, part = target.partition("#")
            found.append(((page.parent / path).resolve() if path else page, part))
    return found


def parts_of(page: Path) -> set[str]:
    """The names by which the headings of a page are linked to."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_something_that_is_there(page: Path) -> None:
    for target, part in links_of(page):
        assert target.exists(), target
        assert not part or part in parts_of(target), f"{target}#{part}"


def test_every_page_is_found_from_the_front_page() -> None:
    seen, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            waiting += [target for target, _part in links_of(page) if target.suffix == ".md"]
    assert {page for page in DOCS.rglob("*.md") if page not in seen} == set()


def test_a_link_that_leads_nowhere_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = (
        "# A Page\n\n[x](gone.md) [y](#a-page) [z](https://example.org) `[c](code)`\n\n    [d](e)\n"
    )
    page.write_text(text, encoding="utf-8")
    assert links_of(page) == [(tmp_path / "gone.md", ""), (page, "a-page")]
    assert parts_of(page) == {"a-page"}

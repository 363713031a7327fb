"""Sources: which link is the page, and which its archived copy."""

import pytest

from undersigned.core.markdown import read_body
from undersigned.core.sources import SourceLinks, links_of

PAGE = "https://example.org/report"
COPY = "https://web.archive.org/web/2026/https://example.org/report"


def links(footnote: str) -> tuple[str | None, str | None]:
    """The page and the archived copy of a footnote."""
    (source,) = read_body(f"A claim.[^a]\n\n[^a]: {footnote}\n").sources
    found = links_of(source)
    return found.page, found.archive


@pytest.mark.parametrize(
    ("footnote", "wanted"),
    [
        ("A book, page 12.", (None, None)),
        (f"Report, <{PAGE}>.", (PAGE, None)),
        (f"Report, <{PAGE}>, [archived copy]({COPY}).", (PAGE, COPY)),
        (f"*Report, <{PAGE}>*, **نسخهٔ [بایگانی]({COPY})**.", (PAGE, COPY)),
        (f"Only [the copy]({COPY}).", (None, COPY)),
        (f"Report, <{PAGE}>, <https://perma.cc/AB12-CD34>.", (PAGE, "https://perma.cc/AB12-CD34")),
        (
            f"Report, <{PAGE}>, [copy](https://archive.example/2026/{PAGE}).",
            (PAGE, f"https://archive.example/2026/{PAGE}"),
        ),
        (f"Report, <{PAGE}>, see also <https://example.net/>.", (PAGE, None)),
        ("Ask <mailto:river@example.org>.", (None, None)),
        ("Not one: <https://notarchive.org/x>.", ("https://notarchive.org/x", None)),
    ],
)
def test_links_of_a_source(footnote: str, wanted: tuple[str | None, str | None]) -> None:
    assert links(footnote) == wanted


def test_source_keeps_its_number_and_words() -> None:
    body = f"One.[^b] Two.[^a]\n\n[^a]: First, <{PAGE}>.\n\n[^b]: Second.\n"
    assert [links_of(source) for source in read_body(body).sources] == [
        SourceLinks(1, "Second.", None, None),
        SourceLinks(2, f"First, {PAGE}.", PAGE, None),
    ]

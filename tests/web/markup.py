"""A small judge of HTML: elements are closed, ids are single, references lead somewhere."""

from html.parser import HTMLParser
from typing import Protocol

from django.http import HttpResponseBase

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Elements that may not stand within a paragraph; a browser would close it before them.
NOT_IN_PARAGRAPH = {
    "article", "aside", "blockquote", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3",
    "header", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
REFERENCES = ("for", "aria-labelledby", "aria-describedby")


def headers_of(response: HttpResponseBase) -> list[tuple[str, str]]:
    """All headers of an answer but the number of its request, which is another for each."""
    return sorted(item for item in response.headers.items() if item[0] != "X-Request-ID")


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.problems: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(set(names)) != len(names):
            self.problems.append(f"<{tag}> has an attribute twice")
        if tag in NOT_IN_PARAGRAPH and "p" in self.open:
            self.problems.append(f"<{tag}> stands within <p>")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in REFERENCES:
                self.wanted.update((value or "").split())
            if name == "href" and value and value.startswith("#"):
                self.wanted.add(value[1:])
            if name == "style" or name.startswith("on"):
                self.problems.append(f"<{tag}> has {name}")
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


def problems_of(html: str) -> list[str]:
    """Return what is wrong with a page, a phrase each; nothing when all is well."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    problems = list(judge.problems)
    if judge.open:
        problems.append(f"never closed: {judge.open}")
    if twice := {name for name in judge.ids if judge.ids.count(name) > 1}:
        problems.append(f"ids used twice: {sorted(twice)}")
    if missing := judge.wanted - set(judge.ids):
        problems.append(f"no element has these ids: {sorted(missing)}")
    if judge.headings.count(1) != 1 or judge.headings[0] != 1:
        problems.append(f"headings do not begin with one <h1>: {judge.headings}")
    if any(
        after > before + 1
        for before, after in zip(judge.headings, judge.headings[1:], strict=False)
    ):
        problems.append(f"headings skip a level: {judge.headings}")
    return problems


class Answer(Protocol):
    """What a test client gives back."""

    @property
    def content(self) -> bytes:
        """The body."""


def text_of(response: Answer) -> str:
    """Return a page as text, once it is known to be sound HTML."""
    html = response.content.decode()
    assert problems_of(html) == []
    return html

"""What lists of many pages share: the number in the address, and links to other pages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from undersigned.core.refusal import Refused


@dataclass(frozen=True)
class Paging:
    """Links of a list; a number without a link is this page, None where numbers are left out."""

    before: str
    after: str
    pages: list[tuple[int, str] | None]

    @property
    def is_needed(self) -> bool:
        """Whether there is more than one page."""
        return len(self.pages) > 1


def page_number(request: HttpRequest, refusal: type[Refused]) -> int:
    """The page that the address asks for. Raises the refusal for what is no number."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise refusal
    return int(text)


def pages_near(page: int, pages: int) -> list[int | None]:
    """The first, the last, and the pages around this one; None where some are left out."""
    wanted = {1, pages, *range(page - 2, page + 3)}
    numbers = sorted(number for number in wanted if 1 <= number <= pages)
    near: list[int | None] = []
    for number in numbers:
        if near and near[-1] is not None and number > near[-1] + 1:
            near.append(None)
        near.append(number)
    return near


def paging(page: int, pages: int, link: Callable[[int], str]) -> Paging:
    """The links of a list at this page."""
    return Paging(
        before=link(page - 1) if page > 1 else "",
        after=link(page + 1) if page < pages else "",
        pages=[
            None if number is None else (number, "" if number == page else link(number))
            for number in pages_near(page, pages)
        ],
    )

"""Where the reading page is, and what of it a person looks at."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from undersigned.models import Comment
from undersigned.queries.workspace.review import page_of_thread


def page_in(request: HttpRequest) -> int:
    """The page of threads that the address names; 1 when it names none."""
    page = request.GET.get("page", "")
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1


def query_of(request: HttpRequest) -> str:
    """Which threads are shown, as the query of an address; "" for the first page of open ones."""
    return _query(shows_all=request.GET.get("show") == "all", page=page_in(request))


def to_new_thread(comment: Comment) -> HttpResponse:
    """Lead to a thread that has just begun, which is open."""
    query = _query(shows_all=False, page=page_of_thread(comment))
    return redirect(f"{_reading(comment)}{query}#thread-{comment.pk}")


def to_thread(comment: Comment, request: HttpRequest) -> HttpResponse:
    """Lead back to a thread on the page that the person came from."""
    return redirect(f"{_reading(comment)}{query_of(request)}#thread-{comment.pk}")


def _reading(comment: Comment) -> str:
    return reverse("read_text", args=[comment.letter.slug, comment.language])


def _query(*, shows_all: bool, page: int) -> str:
    named = {"show": "all"} if shows_all else {}
    if page > 1:
        named["page"] = str(page)
    return f"?{urlencode(named)}" if named else ""

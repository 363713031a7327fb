"""Pages are made anew by a thread of their own: one at a time, for no reader in particular."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from undersigned.web.kept_page import KeptPage
from undersigned.web.page_address import PageAddress
from undersigned.web.page_cache import (
    BUSY_READS,
    CHECK_SECONDS,
    KeptPagesFirst,
    PageCache,
    Renewals,
)

HERE = "/letters/river/en/"
ADDRESS = PageAddress(HERE, "", "")


def _pages(*, reads: int) -> PageCache:
    """A page that was read so often, and is now to be looked after."""
    now = 100.0
    pages = PageCache(clock=lambda: now)
    pages.keep(ADDRESS, KeptPage(HttpResponse("old"), slug="river", revision="1"), made_at=now)
    for _ in range(reads):
        assert pages.find(ADDRESS) is not None
    now += CHECK_SECONDS
    return pages


def test_one_page_is_made_at_a_time() -> None:
    renewals = Renewals()
    may_go_on, is_done = threading.Event(), threading.Event()

    def renew() -> None:
        assert may_go_on.wait(20)

    assert renewals(renew)
    assert not renewals(renew)
    may_go_on.set()
    deadline = time.monotonic() + 20
    while not renewals(is_done.set):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert is_done.wait(20)


def test_where_there_is_no_room_a_reader_looks_after_the_page() -> None:
    pages = _pages(reads=BUSY_READS)
    first = KeptPagesFirst(lambda _environ, _start: [b"new"], pages, later=lambda _renew: False)
    assert first(RequestFactory().get(HERE).META, lambda *_answer: None) == [b"new"]
    # Nobody is waited for.
    assert pages.begin(ADDRESS)


def test_where_few_read_a_page_each_gets_it_as_it_is() -> None:
    def never(_renew: Callable[[], None]) -> bool:
        raise AssertionError("A reader was given a page as it was.")

    pages = _pages(reads=BUSY_READS - 1)
    first = KeptPagesFirst(lambda _environ, _start: [b"new"], pages, later=never)
    assert first(RequestFactory().get(HERE).META, lambda *_answer: None) == [b"new"]


def test_a_page_that_fails_to_be_made_anew_is_told_and_the_next_is_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    renewals = Renewals()
    is_done = threading.Event()

    def fail() -> None:
        raise RuntimeError("broken")

    assert renewals(fail)
    deadline = time.monotonic() + 20
    while not renewals(is_done.set):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert is_done.wait(20)
    assert [record.message for record in caplog.records] == ["a page could not be looked after"]


def test_a_page_that_many_read_long_ago_is_not_busy() -> None:
    now = 100.0
    pages = PageCache(clock=lambda: now)
    pages.keep(ADDRESS, KeptPage(HttpResponse("old"), slug="river", revision="1"), made_at=now)
    for _ in range(BUSY_READS):
        pages.find(ADDRESS)
    now += 10
    assert not pages.is_busy(ADDRESS)


def test_what_makes_a_page_anew_learns_nothing_of_whoever_read_it() -> None:
    pages = _pages(reads=BUSY_READS)
    asked: list[dict[str, Any]] = []

    def later(renew: Callable[[], None]) -> bool:
        renew()
        return True

    def application(environ: dict[str, Any], _start_response: Any) -> list[bytes]:
        asked.append(environ)
        return [b""]

    headers = {"HTTP_COOKIE": "who=you", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    environ = {**RequestFactory().head(HERE).META, **headers}
    KeptPagesFirst(application, pages, later=later)(environ, lambda _status, _headers: None)
    # The reader was sent on, because this application has made nothing.
    (renewing, reading) = asked
    assert reading["HTTP_COOKIE"] == "who=you"
    assert renewing["REQUEST_METHOD"] == "GET"
    assert not [name for name in renewing if name in headers]
    assert renewing["wsgi.input"].read() == b""

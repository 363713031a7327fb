"""Pages kept as bytes: bounded, made by one, never wrong for long."""

import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.letters import log_all, make_open_letter, signed, wish
from undersigned.models import Letter
from undersigned.queries.letter_page import LetterNotFound, revision
from undersigned.web import page_cache
from undersigned.web.kept_page import KeptPage
from undersigned.web.page_address import PageAddress
from undersigned.web.page_cache import (
    BUSY_READS,
    CHECK_SECONDS,
    MAX_AGE_SECONDS,
    KeptPagesFirst,
    PageCache,
    PageCacheMiddleware,
    keep_page,
)

pytestmark = pytest.mark.django_db

HERE = "/letters/river/en/"


def at(path: str) -> PageAddress:
    return PageAddress(path, "", "")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Server:
    """The view, the middleware and what stands before Django, all on one cache.

    The view shows the revision of the letter; `meanwhile` runs while a page is made.
    """

    def __init__(self, pages: PageCache) -> None:
        self.made = 0
        self.meanwhile: Callable[[], None] = lambda: None
        self.middleware = PageCacheMiddleware(self._view, pages)
        self.first = KeptPagesFirst(self.django, pages, later=self._at_once)

    @staticmethod
    def _at_once(renew: Callable[[], None]) -> bool:
        renew()
        return True

    def _view(self, _request: HttpRequest) -> HttpResponse:
        self.made += 1
        shown = revision("river")
        response = HttpResponse(shown)
        keep_page(response, slug="river", revision=shown)
        self.meanwhile()
        return response

    def django(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        request = RequestFactory(**environ).get(environ["PATH_INFO"])
        response = self.middleware(request)
        start_response(f"{response.status_code} OK", list(response.items()))
        return [response.content]

    def get(self, path: str = HERE) -> str:
        body = self.first(RequestFactory().get(path).META, lambda _status, _headers: None)
        return bytes(body[0]).decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pages(clock: Clock) -> PageCache:
    return PageCache(clock=clock)


@pytest.fixture
def server(pages: PageCache) -> Server:
    return Server(pages)


@pytest.fixture
def letter() -> Letter:
    return make_open_letter()


def change(letter: Letter) -> str:
    """One more signature is logged; the revision that pages shall show."""
    signed(letter, wish(email=f"{Letter.objects.count()}-{revision('river')}@people.example"))
    log_all(letter)
    return revision("river")


def page(size: int = 10) -> KeptPage:
    response = HttpResponse(bytes(size), "image/png")
    return KeptPage(response, slug="river", revision="1")


def test_a_page_is_right_for_a_second_and_then_looked_at(
    server: Server, letter: Letter, clock: Clock
) -> None:
    old = server.get()
    new = change(letter)
    clock.now += CHECK_SECONDS - 0.01
    with CaptureQueriesContext(connection) as queries:
        assert server.get() == old
    assert not queries.captured_queries
    clock.now += 0.01
    assert server.get() == new
    assert server.made == 2


def test_a_page_that_has_not_changed_is_not_made_again(
    server: Server, letter: Letter, clock: Clock
) -> None:
    shown = server.get()
    for _ in range(5):
        clock.now += CHECK_SECONDS
        with CaptureQueriesContext(connection) as queries:
            assert {server.get() for _ in range(10)} == {shown}
        assert len(queries) == 1
    clock.now += 10_000
    assert server.get() == shown
    assert server.made == 1


def test_all_pages_of_a_letter_share_one_look_at_the_database(
    server: Server, letter: Letter, clock: Clock
) -> None:
    paths = [f"/letters/river/{language}/" for language in ("en", "fa", "de")]
    for path in paths:
        server.get(path)
    clock.now += CHECK_SECONDS
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            server.get(path)
    assert len(queries) == 1


def test_while_a_changed_page_is_made_others_get_it_as_it_was(
    server: Server, letter: Letter, clock: Clock
) -> None:
    old = server.get()
    new = change(letter)
    clock.now += CHECK_SECONDS
    seen: list[str] = []
    server.meanwhile = lambda: seen.extend(server.get() for _ in range(100))
    assert server.get() == new
    assert seen == [old] * 100
    assert server.get() == new
    # Once for the first reader, and once for the burst.
    assert server.made == 2


@pytest.mark.django_db(transaction=True)
def test_nobody_who_reads_waits_for_a_page_that_is_made_anew(
    server: Server, pages: PageCache, letter: Letter, clock: Clock
) -> None:
    server.first = KeptPagesFirst(server.django, pages)
    old = server.get()
    for _ in range(BUSY_READS):
        server.get()
    new = change(letter)
    clock.now += CHECK_SECONDS
    may_go_on, is_made = threading.Event(), threading.Event()

    def wait() -> None:
        assert may_go_on.wait(20)
        connection.close()
        is_made.set()

    server.meanwhile = wait
    assert [server.get() for _ in range(100)] == [old] * 100
    may_go_on.set()
    assert is_made.wait(20)
    deadline = time.monotonic() + 20
    while server.get() != new and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.get() == new
    assert server.made == 2


def test_no_page_is_older_than_two_seconds_however_long_the_next_takes(
    server: Server, pages: PageCache, letter: Letter, clock: Clock
) -> None:
    old = server.get()
    new = change(letter)
    clock.now += CHECK_SECONDS
    seen: list[bool] = []

    def look() -> None:
        assert server.get() == old
        clock.now += MAX_AGE_SECONDS - CHECK_SECONDS - 0.01
        seen.append(pages.find(at(HERE)) is not None)
        clock.now += 0.02
        seen.append(pages.find(at(HERE)) is not None)

    server.meanwhile = look
    assert server.get() == new
    assert seen == [True, False]


def test_a_page_nobody_read_for_long_is_not_shown_before_it_is_looked_at(
    server: Server, pages: PageCache, letter: Letter, clock: Clock
) -> None:
    server.get()
    new = change(letter)
    clock.now += MAX_AGE_SECONDS
    assert pages.begin(at(HERE))
    assert pages.find(at(HERE)) is None
    pages.end(at(HERE))
    assert server.get() == new


def test_a_change_while_a_page_is_made_makes_it_anew(
    server: Server, letter: Letter, clock: Clock
) -> None:
    shown: list[str] = []
    server.meanwhile = lambda: shown.append(change(letter))
    old = server.get()
    server.meanwhile = lambda: None
    clock.now += CHECK_SECONDS
    assert [server.get()] == shown != [old]


def test_a_letter_that_changes_all_the_time_is_made_once_a_second(
    server: Server, letter: Letter, clock: Clock
) -> None:
    server.get()
    for _ in range(4):
        for _ in range(4):
            clock.now += CHECK_SECONDS / 4
            change(letter)
            server.get()
    assert server.made == 5


def test_a_new_day_makes_pages_anew(
    server: Server, letter: Letter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.get()
    today = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: today.replace(year=today.year + 1))
    server.get()
    assert server.made == 1
    clock.now += CHECK_SECONDS
    server.get()
    assert server.made == 2


def test_several_processes_see_a_change_each_by_itself(letter: Letter, clock: Clock) -> None:
    servers = [Server(PageCache(clock=clock)) for _ in range(3)]
    for server in servers:
        server.get()
        clock.now += 0.3
    new = change(letter)
    clock.now += CHECK_SECONDS
    assert [server.get() for server in servers] == [new] * 3


class Watched(PageCache):
    """Counts who has come to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Semaphore(0)

    def wait(self, address: PageAddress) -> KeptPage | None:
        self.waiting.release()
        return super().wait(address)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_a_page_that_is_not_there_one_makes_it() -> None:
    make_open_letter()
    pages = Watched()
    server = Server(pages)
    others = 7

    def wait_for_others() -> None:
        for _ in range(others):
            assert pages.waiting.acquire(timeout=20)

    def get(_number: int) -> str:
        try:
            return server.get()
        finally:
            connection.close()

    server.meanwhile = wait_for_others
    with ThreadPoolExecutor(others + 1) as pool:
        assert len(set(pool.map(get, range(others + 1)))) == 1
    assert server.made == 1


def test_who_waited_for_a_page_that_failed_makes_it(pages: PageCache) -> None:
    assert pages.begin(at("/a"))
    assert not pages.begin(at("/a"))
    assert pages.begin(at("/b"))
    pages.end(at("/a"))
    assert pages.wait(at("/a")) is None
    assert pages.begin(at("/a"))


def test_a_page_that_cannot_be_made_is_not_shown_for_ever(
    server: Server, letter: Letter, clock: Clock
) -> None:
    server.get()
    Letter.objects.filter(pk=letter.pk).update(slug="gone")
    clock.now += CHECK_SECONDS
    for _ in range(2):
        with pytest.raises(LetterNotFound):
            server.get()


def test_a_page_with_a_cookie_is_not_kept(pages: PageCache) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("yours")
        keep_page(response, slug="river", revision="1")
        response.set_cookie("who", "you")
        return response

    response = PageCacheMiddleware(view, pages)(RequestFactory().get(HERE))
    assert "who" in response.cookies
    assert pages.find(at(HERE)) is None


def test_what_was_read_longest_ago_is_forgotten_first(
    pages: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = page(1000).size
    monkeypatch.setattr(page_cache, "MAX_BYTES", 8 * size)
    for name in ("/a", "/b", "/c"):
        pages.keep(at(name), page(1000), made_at=100)
    assert pages.find(at("/a")) is not None
    for number in range(6):
        pages.keep(at(f"/{number}"), page(1000), made_at=100)
    assert [name for name in ("/a", "/b", "/c") if pages.find(at(name))] == ["/a"]
    # One page alone may not push out all the others.
    pages.keep(at("/huge"), page(7 * size), made_at=100)
    assert pages.find(at("/huge")) is None
    assert pages.find(at("/a")) is not None


def test_a_page_kept_again_is_counted_once(
    pages: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MAX_BYTES", 8 * page(1000).size)
    pages.keep(at("/first"), page(1000), made_at=100)
    for _ in range(20):
        pages.keep(at("/a"), page(1000), made_at=100)
    assert pages.find(at("/first")) is not None


def test_a_page_made_earlier_does_not_replace_a_later_one(pages: PageCache) -> None:
    late = page()
    pages.keep(at("/a"), late, made_at=100)
    pages.keep(at("/a"), page(), made_at=99)
    assert pages.find(at("/a")) is late


def test_a_thousand_letters_in_five_languages_stay_within_the_bound(
    pages: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = 4 * 1024 * 1024
    monkeypatch.setattr(page_cache, "MAX_BYTES", bound)
    html = b"<p>The river is ours, and so are its banks.</p>" * 50
    tracemalloc.start()
    try:
        for number in range(1000):
            for language in ("en", "de", "es", "fa", "fr"):
                response = HttpResponse(b"%d %s" % (number, language.encode()) + html)
                kept = KeptPage(response, slug=f"letter-{number}", revision="1")
                pages.keep(at(f"/letters/letter-{number}/{language}/"), kept, made_at=100)
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert bound / 2 < held < bound

"""Pages kept as bytes: bounded, renewed by one, never wrong for long."""

import pytest

from tests.support.letters import log_all, make_open_letter, signed
from undersigned.queries.letter_page import revision
from undersigned.web import page_cache
from undersigned.web.page_cache import KeptPage, PageCache

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def page(size: int = 10, *, now: str = "") -> KeptPage:
    return KeptPage("river", now or revision("river"), {}, bytes(size), b"", 'W/"x"')


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(clock: Clock) -> PageCache:
    return PageCache(clock=clock)


def test_a_page_is_found_until_its_letter_changes(cache: PageCache, clock: Clock) -> None:
    letter = make_open_letter()
    kept = page()
    cache.keep("/a", kept)
    assert cache.find("/a") is kept
    assert cache.find("/b") is None
    signed(letter)
    log_all(letter)
    # The database is asked once a second at most.
    assert cache.find("/a") is kept
    clock.now += page_cache.CHECK_SECONDS
    assert cache.find("/a") is None


def test_only_one_of_many_makes_a_changed_page_anew(cache: PageCache, clock: Clock) -> None:
    make_open_letter()
    old = page(now="an old revision")
    cache.keep("/a", old)
    assert [cache.find("/a") for _ in range(3)] == [None, old, old]
    new = page()
    cache.keep("/a", new)
    assert cache.find("/a") is new


def test_a_page_that_cannot_be_made_anew_is_not_shown_for_ever(cache: PageCache) -> None:
    make_open_letter()
    cache.keep("/a", page(now="an old revision"))
    assert cache.find("/a") is None
    cache.forget("/a")
    assert cache.find("/a") is None


def test_a_letter_that_is_gone_is_asked_for_again(cache: PageCache) -> None:
    cache.keep("/a", page(now="of a letter that never was"))
    assert cache.find("/a") is None


def test_what_was_read_longest_ago_is_forgotten_first(
    cache: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_open_letter()
    monkeypatch.setattr(page_cache, "MAX_BYTES", 12_000)
    for name in ("/a", "/b", "/c"):
        cache.keep(name, page(1000))
    assert cache.find("/a") is not None
    for number in range(5):
        cache.keep(f"/{number}", page(1000))
    assert [name for name in ("/a", "/b", "/c") if cache.find(name)] == ["/a"]
    # One page alone may not push out all the others.
    cache.keep("/huge", page(11_000))
    assert cache.find("/huge") is None
    assert cache.find("/a") is not None


def test_a_page_kept_again_is_counted_once(
    cache: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_open_letter()
    monkeypatch.setattr(page_cache, "MAX_BYTES", 12_000)
    cache.keep("/first", page(1000))
    for _ in range(20):
        cache.keep("/a", page(1000))
    assert cache.find("/first") is not None

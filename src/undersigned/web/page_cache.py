"""Public pages in memory: made once a change, answered before Django, never more than 2 s old."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from typing import Any, Final, NamedTuple
from weakref import WeakValueDictionary

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from undersigned.core.refusal import Refused
from undersigned.queries.front import front_revision
from undersigned.queries.letter_page import revision as letter_revision
from undersigned.web.kept_page import KeptPage
from undersigned.web.page_address import PageAddress, page_address

log = logging.getLogger(__name__)

MAX_BYTES: Final = 128 * 1024 * 1024
# Within this time after it was known to be right, no query is made for a kept page.
CHECK_SECONDS: Final = 1.0
# Until this time the page as it was is answered while it is looked whether it has changed, and it
# is made anew. Later on all wait for that.
MAX_AGE_SECONDS: Final = 2.0
# Of a page that is read so often between two looks, no reader has to look: a thread does so.
BUSY_READS: Final = 50
# A page that takes longer to make is made by each who waits for it.
WAIT_SECONDS: Final = 10.0
# Browsers and proxies ask again after this time, and are mostly told that nothing has changed.
CACHE_CONTROL: Final = "public, max-age=1"

_MARK = "_kept_under"
# In a request that stands for no reader. The names of headers begin with HTTP_.
_RENEWS = "undersigned.renews"
_HEADERS_READ = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_LANGUAGE"})
_NEVER = float("-inf")


def _of_today(revision: str) -> str:
    """Pages say for how many days something has been so: all change when a day begins (UTC)."""
    return f"{timezone.now().toordinal()} {revision}"


def _look_up(slug: str) -> str:
    """The revision of a letter, or of the front (""); an empty one if the letter is gone."""
    try:
        return _of_today(letter_revision(slug) if slug else front_revision())
    except Refused:
        return ""


class _Look(NamedTuple):
    """What was seen of a letter and when, and until when another revision was its right one."""

    revision: str = ""
    at: float = _NEVER
    before: str = ""
    before_at: float = _NEVER

    def then(self, revision: str, at: float) -> "_Look":
        if revision == self.revision:
            return self._replace(at=at)
        return _Look(revision, at, self.revision, self.at)


class _Letter:
    """What all pages of a letter share: when the database was last looked at, by one at a time."""

    __slots__ = ("__weakref__", "lock", "look", "slug")

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.look = _Look()
        self.lock = threading.Lock()


class _Entry:
    """A page in its place. `made_at` is when its making began, `read` orders what was read last.

    `reads` counts, more or less, how often it was read since `since`.
    """

    __slots__ = ("letter", "made_at", "page", "read", "reads", "since")

    def __init__(self, page: KeptPage, letter: _Letter, made_at: float, read: int) -> None:
        self.page = page
        self.letter = letter
        self.made_at = made_at
        self.read = read
        self.reads = 0
        self.since = made_at

    def right_at(self) -> float:
        """The last time at which the page is known to have been right."""
        look = self.letter.look
        if self.page.revision == look.revision:
            return max(look.at, self.made_at)
        if self.page.revision == look.before:
            return max(look.before_at, self.made_at)
        return self.made_at


class _Making:
    """A page that one request makes while others may wait for it."""

    __slots__ = ("is_done", "page")

    def __init__(self) -> None:
        self.is_done = threading.Event()
        self.page: KeptPage | None = None


class PageCache:
    """Pages by their address, as many as fit into MAX_BYTES, those read last.

    Whatever a request of a page that is right does here takes no lock and makes no query.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: dict[PageAddress, _Entry] = {}
        self._bytes = 0
        self._letters: WeakValueDictionary[str, _Letter] = WeakValueDictionary()
        self._makings: dict[PageAddress, _Making] = {}
        self._reads = count()
        self._lock = threading.Lock()
        self._clock = clock

    def find(self, address: PageAddress) -> KeptPage | None:
        """The page if it can be answered at once; else somebody has to `begin`, or to `wait`."""
        entry = self._entries.get(address)
        if entry is None:
            return None
        age = self._clock() - entry.right_at()
        if age < CHECK_SECONDS or (age < MAX_AGE_SECONDS and address in self._makings):
            entry.read = next(self._reads)
            entry.reads += 1
            return entry.page
        return None

    def is_busy(self, address: PageAddress) -> bool:
        """Whether many read the page, and it may be answered as it was while it is looked after."""
        entry = self._entries.get(address)
        if entry is None:
            return False
        now = self._clock()
        is_read = entry.reads >= BUSY_READS and now - entry.since < MAX_AGE_SECONDS
        entry.reads, entry.since = 0, now
        return is_read and now - entry.right_at() < MAX_AGE_SECONDS

    def begin(self, address: PageAddress) -> bool:
        """Whether it is the caller who looks after the page; who does has to `end` that."""
        with self._lock:
            if address in self._makings:
                return False
            self._makings[address] = _Making()
            return True

    def check(self, address: PageAddress) -> KeptPage | None:
        """The page, if the database says so; it is asked once a second for a letter at most."""
        entry = self._entries.get(address)
        if entry is None:
            return None
        letter = entry.letter
        with letter.lock:
            now = self._clock()
            if now - letter.look.at >= CHECK_SECONDS:
                letter.look = letter.look.then(_look_up(letter.slug), now)
        return entry.page if entry.page.revision == letter.look.revision else None

    def keep(self, address: PageAddress, page: KeptPage, *, made_at: float) -> None:
        """Keep a page, and forget those that were not read for the longest time."""
        with self._lock:
            if making := self._makings.get(address):
                making.page = page
            before = self._entries.get(address)
            if before is not None and before.made_at > made_at:
                return
            self._forget(address)
            if page.size > MAX_BYTES // 4:
                return
            letter = self._letters.get(page.slug)
            if letter is None:
                letter = self._letters[page.slug] = _Letter(page.slug)
            self._entries[address] = _Entry(page, letter, made_at, next(self._reads))
            self._bytes += page.size
            if self._bytes > MAX_BYTES:
                self._make_room()

    def end(self, address: PageAddress) -> None:
        """Let those go on who wait for the page."""
        with self._lock:
            making = self._makings.pop(address)
        making.is_done.set()

    def wait(self, address: PageAddress) -> KeptPage | None:
        """The page that another request makes; None if that makes none."""
        making = self._makings.get(address)
        if making is None:
            return self.find(address)
        making.is_done.wait(WAIT_SECONDS)
        return making.page or self.find(address)

    def now(self) -> float:
        """The time by which ages are told."""
        return self._clock()

    def forget(self, address: PageAddress) -> None:
        """Forget a page that is not there any more."""
        with self._lock:
            self._forget(address)

    def forget_revisions(self) -> None:
        """Look at the database for the next page, however short ago that was done."""
        with self._lock:
            for entry in self._entries.values():
                entry.made_at = _NEVER
                entry.letter.look = _Look()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _forget(self, address: PageAddress) -> None:
        entry = self._entries.pop(address, None)
        if entry is not None:
            self._bytes -= entry.page.size

    def _make_room(self) -> None:
        """Forget an eighth at once, so that the order is not looked for with each page."""
        oldest = iter(sorted(self._entries, key=lambda address: self._entries[address].read))
        while self._bytes > MAX_BYTES - MAX_BYTES // 8:
            self._forget(next(oldest))


PAGES = PageCache()


def keep_page(response: HttpResponse, *, slug: str, revision: str) -> None:
    """Mark a page to be kept until the revision of its letter changes."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    setattr(response, _MARK, (slug, revision))


class Renewals:
    """One thread that looks after pages, so that of those who read them nobody waits for that.

    It takes one page at a time. Another one that is due meanwhile is left to whoever reads it.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pages")
        # It is there before anybody relies on it.
        self._thread.submit(int)
        self._is_free = threading.Semaphore()

    def __call__(self, renew: Callable[[], None]) -> bool:
        """Whether it is done now; else nothing has happened."""
        if not self._is_free.acquire(blocking=False):
            return False
        try:
            self._thread.submit(self._run, renew)
        except RuntimeError:
            # The process ends.
            self._is_free.release()
            return False
        return True

    def _run(self, renew: Callable[[], None]) -> None:
        try:
            renew()
        except Exception:
            log.exception("a page could not be looked after")
        finally:
            self._is_free.release()


class KeptPagesFirst:
    """A WSGI application that answers kept pages, and leaves all the rest to another one."""

    def __init__(
        self,
        application: Callable[..., Any],
        pages: PageCache = PAGES,
        *,
        later: Callable[[Callable[[], None]], bool] | None = None,
    ) -> None:
        self._application = application
        self._pages = pages
        self._later = later or Renewals()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # as WSGI has it
        """Answer a request."""
        address = page_address(environ)
        if address is not None:
            page = self._pages.find(address)
            if page is None and self._renew(address, environ):
                page = self._pages.find(address)
            if page is not None:
                answer = page.answer(environ)
                start_response(answer.status, answer.headers)
                return answer.body
        return self._application(environ, start_response)

    def _renew(self, address: PageAddress, environ: dict[str, Any]) -> bool:
        """Have a page looked after that may be answered as it was until then."""
        pages = self._pages
        if not pages.is_busy(address) or not pages.begin(address):
            return False
        asked = {
            name: value
            for name, value in environ.items()
            if not name.startswith("HTTP_") or name in _HEADERS_READ
        }
        asked |= {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), _RENEWS: True}

        def renew() -> None:
            try:
                body = self._application(asked, lambda *_answer: None)
                if hasattr(body, "close"):
                    body.close()
            finally:
                pages.end(address)

        if self._later(renew):
            return True
        pages.end(address)
        return False


class PageCacheMiddleware:
    """Has a page that is absent or old made by one request, and keeps what views have marked."""

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponse], pages: PageCache = PAGES
    ) -> None:
        self.get_response = get_response
        self._pages = pages

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = page_address(request.META)
        if address is None:
            return self.get_response(request)
        # Views of kept pages read nothing that is not part of the address.
        request.META["QUERY_STRING"] = address.query
        if _RENEWS in request.META:
            page = self._pages.check(address)
            return page.answer(request.META).as_response() if page else self._make(request, address)
        page = self._pages.find(address)
        if page is None and self._pages.begin(address):
            try:
                page = self._pages.check(address)
                if page is None:
                    return self._make(request, address)
            finally:
                self._pages.end(address)
        if page is None:
            page = self._pages.find(address) or self._pages.wait(address)
        if page is None:
            return self._make(request, address)
        return page.answer(request.META).as_response()

    def _make(self, request: HttpRequest, address: PageAddress) -> HttpResponse:
        made_at = self._pages.now()
        # What changes while a page is made makes it anew, so does the day.
        today = _of_today("")
        response = self.get_response(request)
        mark = getattr(response, _MARK, None)
        # A page with a cookie is one person's.
        if mark is None or response.status_code != 200 or response.cookies:
            self._pages.forget(address)
            return response
        slug, revision = mark
        page = KeptPage(response, slug=slug, revision=today + revision)
        self._pages.keep(address, page, made_at=made_at)
        return page.answer(request.META).as_response()

"""Public pages as bytes in memory: rendered and compressed once a change, answered at once."""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from undersigned.core.refusal import Refused
from undersigned.queries.front import front_revision
from undersigned.queries.letter_page import revision as letter_revision

MAX_BYTES = 64 * 1024 * 1024
# Longer addresses are made up by somebody who wants the memory filled with them.
MAX_ADDRESS = 300
# How long a page may be older than the database. Within it no query is made for a kept page.
CHECK_SECONDS = 1.0
# Browsers and proxies ask again after this time, and are mostly told that nothing has changed.
CACHE_CONTROL = "public, max-age=5"

_MARK = "_kept_under"


@dataclass
class KeptPage:
    """A page, and the letter and revision that it shows."""

    slug: str
    revision: str
    headers: dict[str, str]
    plain: bytes
    gzipped: bytes
    etag: str
    is_renewed: bool = False

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped) + 1000


class PageCache:
    """Pages by their address, as many as fit into MAX_BYTES, those read last."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._bytes = 0
        self._revisions: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()
        self._clock = clock

    def find(self, address: str) -> KeptPage | None:
        """The page at an address if it is still right.

        Of many who ask for a page that has changed, one is sent away to make it anew; the others
        get the page as it was.
        """
        with self._lock:
            page = self._pages.get(address)
            if page is None:
                return None
            self._pages.move_to_end(address)
        if self._revision(page.slug) == page.revision:
            return page
        with self._lock:
            if page.is_renewed:
                return page
            page.is_renewed = True
        return None

    def keep(self, address: str, page: KeptPage) -> None:
        """Keep a page, and forget those that were not read for the longest time."""
        if page.size > MAX_BYTES // 4:
            return
        with self._lock:
            self._forget(address)
            self._pages[address] = page
            self._bytes += page.size
            while self._bytes > MAX_BYTES:
                self._forget(next(iter(self._pages)))

    def forget(self, address: str) -> None:
        """Forget a page that is not there any more."""
        with self._lock:
            self._forget(address)

    def forget_revisions(self) -> None:
        """Look at the database for the next page, however short ago that was done."""
        with self._lock:
            self._revisions.clear()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._revisions.clear()
            self._bytes = 0

    def _forget(self, address: str) -> None:
        page = self._pages.pop(address, None)
        if page is not None:
            self._bytes -= page.size

    def _revision(self, slug: str) -> str:
        now = self._clock()
        checked_at, revision = self._revisions.get(slug, (-CHECK_SECONDS, ""))
        if now - checked_at >= CHECK_SECONDS:
            try:
                revision = letter_revision(slug) if slug else front_revision()
            except Refused:
                revision = ""
            if len(self._revisions) > 10_000:
                self._revisions.clear()
            self._revisions[slug] = (now, revision)
        return revision


PAGES = PageCache()


def keep_page(response: HttpResponse, *, slug: str, revision: str) -> None:
    """Mark a page to be kept until the revision of its letter changes."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    setattr(response, _MARK, (slug, revision))


class PageCacheMiddleware:
    """Answers what is kept before any other middleware; keeps what views have marked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        address = request.get_full_path()
        page = PAGES.find(address)
        if page is None:
            response = self.get_response(request)
            mark = getattr(response, _MARK, None)
            if mark is None or response.status_code != 200:
                PAGES.forget(address)
                return response
            page = _make_page(response, *mark)
            if len(address) <= MAX_ADDRESS:
                PAGES.keep(address, page)
        return _answer(request, page)


def _make_page(response: HttpResponse, slug: str, revision: str) -> KeptPage:
    patch_vary_headers(response, ["Accept-Encoding"])
    plain = response.content
    return KeptPage(
        slug=slug,
        revision=revision,
        headers=dict(response.headers),
        plain=plain,
        gzipped=gzip.compress(plain, compresslevel=6, mtime=0),
        # Weak, because it stands for the compressed bytes too.
        etag=f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"',
    )


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    headers = {**page.headers, "ETag": page.etag}
    known = request.headers.get("If-None-Match", "")
    if page.etag in (tag.strip() for tag in known.split(",")) or known.strip() == "*":
        headers.pop("Content-Type", None)
        response = HttpResponse(status=304, headers=headers)
        response.headers.pop("Content-Type", None)
        return response
    body = page.plain
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = page.gzipped
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    # The answer to HEAD says how long the page is and leaves it out (RFC 9110, 9.3.2).
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)

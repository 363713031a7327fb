"""The log of a letter over HTTP, as c2sp.org/tlog-tiles lays it out, for programs and mirrors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path

from undersigned.api.reading import read_only
from undersigned.core.errors import Malformed
from undersigned.core.names import parse_names_path
from undersigned.core.strict import parse_sha256_hex
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, parse_tile_path
from undersigned.queries import log_files

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
LINES = "application/jsonl; charset=utf-8"

# What never changes is kept for a year; the checkpoint for seconds, as the specification asks.
IMMUTABLE = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=2"
HOUR = "public, max-age=3600"


def _answer(make: Callable[[], bytes], content_type: str, cache: str) -> HttpResponse:
    try:
        response = HttpResponse(make(), content_type=content_type)
        response.headers["Cache-Control"] = cache
    except (Malformed, log_files.NotInLog):
        response = HttpResponse("There is no such file in this log.\n", TEXT, status=404)
        # It may be there a moment later.
        response.headers["Cache-Control"] = "no-store"
    # Everything here is public, and a checker may run in the page of another site.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@read_only
def checkpoint(_request: HttpRequest, letter_id: str) -> HttpResponse:
    """The signed note of the published tree head."""
    return _answer(lambda: log_files.checkpoint(letter_id), TEXT, SECONDS)


@read_only
def vkey(_request: HttpRequest, letter_id: str) -> HttpResponse:
    """The log's key; worth no more than the way on which it came."""

    def make() -> bytes:
        return f"{log_files.vkey(letter_id)}\n".encode()

    return _answer(make, TEXT, HOUR)


@read_only
def tile(_request: HttpRequest, letter_id: str, file: str) -> HttpResponse:
    """A tile of hashes or an entry bundle, full or partial."""

    def make() -> bytes:
        level, number, width = parse_tile_path(file)
        if level == ENTRIES_LEVEL:
            return log_files.entries(letter_id, number, width)
        return log_files.tile(letter_id, level, number, width)

    return _answer(make, BYTES, IMMUTABLE)


@read_only
def names(_request: HttpRequest, letter_id: str, file: str) -> HttpResponse:
    """The openings that are shown for the entries of one tile; hidden ones leave at once."""
    return _answer(lambda: log_files.names(letter_id, parse_names_path(file)), LINES, SECONDS)


@read_only
def text(_request: HttpRequest, letter_id: str, digest: str) -> HttpResponse:
    """A text of a published edition by its SHA-256."""
    return _answer(lambda: log_files.text(letter_id, parse_sha256_hex(digest)), TEXT, IMMUTABLE)


@read_only
def evidence(_request: HttpRequest, letter_id: str, digest: str) -> HttpResponse:
    """The evidence of an endorsing organization by its SHA-256; it leaves with the name."""

    def make() -> bytes:
        return log_files.evidence(letter_id, parse_sha256_hex(digest))

    return _answer(make, TEXT, SECONDS)


_LOG = r"^log/(?P<letter_id>[0-9a-f]{32})"
urlpatterns: list[URLPattern] = [
    # \Z and not $, which would let a line feed follow.
    re_path(_LOG + r"/checkpoint\Z", checkpoint, name="log_checkpoint"),
    re_path(_LOG + r"/vkey\Z", vkey, name="log_vkey"),
    re_path(_LOG + r"/(?P<file>tile/[^\n]*)\Z", tile, name="log_tile"),
    re_path(_LOG + r"/(?P<file>names/[^\n]*)\Z", names, name="log_names"),
    re_path(_LOG + r"/text/(?P<digest>[0-9a-f]{64})\Z", text, name="log_text"),
    re_path(_LOG + r"/evidence/(?P<digest>[0-9a-f]{64})\Z", evidence, name="log_evidence"),
]

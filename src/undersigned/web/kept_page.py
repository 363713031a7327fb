"""A public page as bytes: each way to ask for it is answered by what was made ready beforehand."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from undersigned.web.headers import add_security_headers

# What a page takes in memory besides its bytes: four lists of headers, and what refers to it.
_OVERHEAD_BYTES: Final = 6_000
# No browser sends more; what does is answered without compression and not remembered.
_MAX_HEADER: Final = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What WSGI takes. It is handed out many times, so nobody changes its lists."""

    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]

    def as_response(self) -> HttpResponse:
        """The same for Django's middleware."""
        headers = dict(self.headers)
        response = HttpResponse(self.body[0], status=int(self.status[:3]), headers=headers)
        if "Content-Type" not in headers:
            del response.headers["Content-Type"]
        return response


class KeptPage:
    """A page, and the letter and revision that it shows."""

    __slots__ = ("_answers", "_etag", "_plain", "_unchanged", "revision", "size", "slug")

    def __init__(self, response: HttpResponse, *, slug: str, revision: str) -> None:
        self.slug = slug
        self.revision = revision
        plain = response.content
        packed: dict[str, bytes] = {}
        # A picture is compressed already.
        if response.headers["Content-Type"] != "image/png":
            patch_vary_headers(response, ["Accept-Encoding"])
            packed = {
                "br": brotli.compress(plain, quality=5),
                "gzip": gzip.compress(plain, compresslevel=6, mtime=0),
            }
            packed = {name: data for name, data in packed.items() if len(data) < len(plain)}
        add_security_headers(response)
        # Weak, because it stands for the compressed bytes too.
        self._etag = f'"{hashlib.sha256(plain).hexdigest()[:24]}"'
        response.headers["ETag"] = f"W/{self._etag}"
        # Each variant has a length of its own.
        headers = {name: text for name, text in response.items() if name != "Content-Length"}
        self._plain = _answers(headers, plain)
        self._answers = {
            encoding: _answers(headers, data, encoding) for encoding, data in packed.items()
        }
        shared = [(name, text) for name, text in headers.items() if name != "Content-Type"]
        self._unchanged = Answer("304 Not Modified", shared, [b""])
        self.size = len(plain) + sum(map(len, packed.values())) + _OVERHEAD_BYTES

    def answer(self, environ: Mapping[str, object]) -> Answer:
        """What is answered to a GET or HEAD with these headers, spelled as WSGI has them."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self._is_among(str(known)):
            return self._unchanged
        whole, head = self._plain
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        if accepted and len(accepted := str(accepted)) <= _MAX_HEADER:
            whole, head = self._answers.get(best_encoding(accepted), self._plain)
        return head if environ["REQUEST_METHOD"] == "HEAD" else whole

    def _is_among(self, known: str) -> bool:
        """Whether `If-None-Match` names this page, or any (RFC 9110, 13.1.2: weakly compared)."""
        tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
        return any(tag in (self._etag, "*") for tag in tags)


def _answers(shared: Mapping[str, str], body: bytes, encoding: str = "") -> tuple[Answer, Answer]:
    """The answers to GET and to HEAD, which says how long the page is and leaves it out."""
    headers = list(shared.items())
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    return Answer("200 OK", headers, [body]), Answer("200 OK", headers, [b""])


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """The best of our encodings by an `Accept-Encoding`; "" when it takes none of them."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    others = weights.get("*", 0.0)
    # Of two that are as welcome, Brotli's is the smaller.
    best = max(("br", "gzip"), key=lambda encoding: weights.get(encoding, others))
    return best if weights.get(best, others) > 0 else ""


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if not name.strip():
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0

"""Sheets, scripts and typefaces, with those that are text compressed once at the start."""

import gzip
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import (  # type: ignore[import-untyped]
    WhiteNoiseFileResponse,
    WhiteNoiseMiddleware,
)

_TEXT = (".css", ".js", ".svg")


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, which compresses nothing by itself where files are not collected."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:  # as WhiteNoise has them
        self._gzipped: dict[str, bytes] = {}
        super().__init__(*arguments, **settings)

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Keep a file that can be asked for, and if it is text how it is sent."""
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        if url.endswith(_TEXT):
            self._gzipped[url] = gzip.compress(Path(path).read_bytes(), mtime=0)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, or let others answer."""
        response: HttpResponseBase = super().__call__(request)
        packed = self._gzipped.get(request.path_info)
        if packed is None:
            return response
        response.headers["Vary"] = "Accept-Encoding"
        # A part of a file (206) is a part of its plain bytes.
        if response.status_code != 200 or "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        response.close()
        body = () if request.method == "HEAD" else (packed,)
        answer: HttpResponseBase = WhiteNoiseFileResponse(body, headers=dict(response.headers))
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(packed))
        return answer

"""What the server runs: pages answered before Django are those that Django answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from tests.support.letters import log_all, make_open_letter, signed
from tests.web.public_addresses import public_addresses, values_of
from undersigned.models import Letter
from undersigned.web.page_address import PageAddress
from undersigned.web.page_cache import PAGES, KeptPagesFirst

pytestmark = pytest.mark.django_db

HERE = "/letters/river/en/"


@pytest.fixture
def letter() -> Letter:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    return letter


def _ask(
    application: Callable[..., Any], path: str, method: str, **headers: str
) -> tuple[str, list[tuple[str, str]], bytes]:
    said: list[Any] = []
    environ = {**RequestFactory().generic(method, path).META, **headers}
    body = application(environ, lambda *answer: said.extend(answer))
    return said[0], said[1], b"".join(body)


def test_before_django_every_page_is_answered_as_by_django(
    letter: Letter, application: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is, what was made is right.
    monkeypatch.setattr(PAGES, "_clock", lambda: 100.0)

    def never(_environ: dict[str, Any], _start_response: Any) -> None:
        raise AssertionError("Django was asked.")

    first = KeptPagesFirst(never)
    kept = 0
    for name, path in public_addresses(values_of("river", "en", letter.pk)).items():
        _ask(application, path, "GET")
        if PAGES.find(PageAddress(path, "", "")) is None and path != "/":
            continue
        kept += 1
        tag = dict(_ask(first, path, "GET")[1])["ETag"]
        for method in ("GET", "HEAD"):
            for headers in (
                {},
                {"HTTP_ACCEPT_ENCODING": "gzip"},
                {"HTTP_ACCEPT_ENCODING": "br"},
                {"HTTP_IF_NONE_MATCH": tag},
            ):
                PAGES.clear()
                by_django = _ask(application, path, method, **headers)
                # Only what Django was asked for has a number, by which the log tells of it.
                assert by_django[1].pop()[0] == "X-Request-ID"
                assert _ask(first, path, method, **headers) == by_django, (name, headers)
        with pytest.raises(AssertionError, match="Django was asked"):
            _ask(first, path, "POST")
    assert kept > 20


def test_another_host_is_refused_for_kept_pages_too(
    letter: Letter, application: Callable[..., Any]
) -> None:
    for _ in range(2):
        assert _ask(application, HERE, "GET")[0] == "200 OK"
        status, headers, body = _ask(application, HERE, "GET", HTTP_HOST="evil.example")
        assert status == "400 Bad Request"
        assert dict(headers)["Content-Security-Policy"]
        assert b"River" not in body

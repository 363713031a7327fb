"""Whatever charset a client names, a request is read as UTF-8."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from tests.support.letters import make_open_letter
from undersigned.web.charset import Utf8Only

pytestmark = pytest.mark.django_db

ORGANIZATION = b"Name of the organization"


def _ask(application: Callable[..., Any], method: str, content_type: str) -> tuple[str, bytes]:
    environ = RequestFactory().generic(method, "/letters/river/en/sign/?as=organization").META
    body = b"name=x"
    environ |= {
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body) if method == "POST" else 0),
        "wsgi.input": BytesIO(body),
    }
    said: list[Any] = []
    answer = application(environ, lambda *answer: said.extend(answer))
    return said[0], b"".join(answer)


@pytest.mark.parametrize(
    "charset",
    [
        "charset=cp037",
        "Charset = cp037",
        "charset*=utf-8''cp037",
        'boundary="x\\"; charset=cp037; y=\\""',
        "charset=utf-16",
        "charset=rot13",
        "charset=hex",
        "charset=nope",
    ],
)
def test_an_address_means_the_same_for_everybody(
    application: Callable[..., Any], charset: str
) -> None:
    make_open_letter()
    for content_type in (f"text/plain; {charset}", ""):
        status, body = _ask(application, "GET", content_type)
        assert status == "200 OK"
        assert ORGANIZATION in body
    # What is sent in a form is read alike: here it lacks nearly everything.
    kind = f"application/x-www-form-urlencoded; {charset}"
    status, body = _ask(application, "POST", kind)
    assert status == "422 Unprocessable Entity"
    assert b'value="x"' in body


@pytest.mark.parametrize(
    ("given", "passed_on"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; charset=utf-8", "text/html"),
        ("multipart/form-data; boundary=--Ab1", 'multipart/form-data; boundary="--Ab1"'),
        ('multipart/form-data; charset=hex; boundary="a b"', 'multipart/form-data; boundary="a b"'),
        ("text/plain; x*=nope''y", ""),
    ],
)
def test_the_boundary_of_files_is_kept(given: str, passed_on: str) -> None:
    seen: list[str] = []

    def application(environ: dict[str, Any], _start_response: Any) -> list[bytes]:
        seen.append(environ["CONTENT_TYPE"])
        return []

    Utf8Only(application)({"CONTENT_TYPE": given}, lambda *_answer: None)
    assert seen == [passed_on]

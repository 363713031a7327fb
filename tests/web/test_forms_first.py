"""Plain forms are taken before Django: each as the view takes it, and all others by the view."""

import json
from collections.abc import Callable, Generator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import OperationalError, close_old_connections
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.support.letters import last_mail, make_draft, make_open_letter, token_in
from tests.support.proof import solve
from tests.web.markup import headers_of, text_of
from undersigned.adapters.proof_of_work import make_challenge
from undersigned.core.lifecycle import SignatureState
from undersigned.models import OutgoingMail, Signature
from undersigned.web import forms_first
from undersigned.web.forms_first import FormsFirst
from undersigned.web.together import Together

pytestmark = pytest.mark.django_db

PERSON = {"name": "Mina Example", "email": "mina@people.example", "is_named": "yes"}
FORM = "application/x-www-form-urlencoded"
HERE = "/letters/river/en/sign/"


def _proof(slug: str = "river") -> str:
    task = make_challenge(settings.KEYS.secret, slug, tries=1, at=timezone.now())
    return solve(json.dumps(task).encode())


def _environ(path: str, fields: dict[str, str], **more: str) -> dict[str, Any]:
    body = urlencode(fields).encode()
    made = RequestFactory().generic("POST", path, body, content_type=FORM).META
    return {**made, "HTTP_HOST": "testserver", "wsgi.input": BytesIO(body), **more}


class _Behind:
    """What stands behind; it keeps what reached it."""

    def __init__(self) -> None:
        self.body: bytes | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.body = environ["wsgi.input"].read()
        start_response("200 OK", [])
        return [b"behind"]


def _ask(application: Callable[..., Any], environ: dict[str, Any]) -> tuple[str, dict[str, str]]:
    said: list[Any] = []
    b"".join(application(environ, lambda *answer: said.extend(answer)))
    return said[0], dict(said[1])


@pytest.fixture
def first(monkeypatch: pytest.MonkeyPatch) -> tuple[FormsFirst, _Behind]:
    # The connection of the test stays open.
    monkeypatch.setattr(forms_first, "close_old_connections", lambda: None)
    behind = _Behind()
    return FormsFirst(behind), behind


def test_a_wish_is_answered_as_the_view_answers_it(
    first: tuple[FormsFirst, _Behind], reader: Client
) -> None:
    make_open_letter()
    status, headers = _ask(first[0], _environ(HERE, {**PERSON, "proof": _proof()}))
    assert (status, first[1].body) == ("303 See Other", None)
    assert Signature.objects.get().name == "Mina Example"
    assert last_mail("mina@people.example").language == "en"
    # A query sends the same by the other way.
    other = {**PERSON, "email": "other@people.example", "proof": _proof()}
    response = reader.post(f"{HERE}?as=person", other)
    assert response.status_code == 303
    del headers["X-Request-ID"]
    assert sorted(headers.items()) == headers_of(response)


def test_who_was_asked_about_an_address_is_believed(first: tuple[FormsFirst, _Behind]) -> None:
    make_open_letter()
    fields = {**PERSON, "email": "mina@gmial.com", "meant": "mina@gmial.com", "proof": _proof()}
    status, _headers = _ask(first[0], _environ(HERE, fields))
    assert (status, first[1].body) == ("303 See Other", None)
    assert Signature.objects.get().contact == "mina@gmial.com"


def test_a_button_is_answered_as_the_view_answers_it(
    first: tuple[FormsFirst, _Behind], reader: Client
) -> None:
    make_open_letter()
    paths = []
    for mailbox in ("mina@people.example", "other@people.example"):
        _ask(first[0], _environ(HERE, {**PERSON, "email": mailbox, "proof": _proof()}))
        paths.append(f"/confirm/{token_in(last_mail(mailbox))}/")
    status, headers = _ask(first[0], _environ(paths[0], {}))
    assert (status, first[1].body) == ("303 See Other", None)
    assert headers.pop("Location") == paths[0]
    assert len(headers.pop("X-Request-ID")) == 32
    response = reader.post(f"{paths[1]}?by=hand")
    assert response.status_code == 303
    theirs = [item for item in headers_of(response) if item[0] != "Location"]
    assert sorted(headers.items()) == theirs
    states = {signature.state for signature in Signature.objects.all()}
    assert states == {SignatureState.CONFIRMED}


@pytest.mark.parametrize(
    "change",
    [
        {"email": "mina"},
        # There is something to ask about it.
        {"email": "mina@gmial.com"},
        {"email": "office@people.example"},
        {"email": "noreply@people.example"},
        {"name": ""},
        {"is_named": ""},
        {"country": "XX"},
        {"proof": "no solution"},
        {f"field {n}": "x" for n in range(30)},
        {"name": "x" * 9_999},
    ],
)
def test_a_form_in_which_anything_is_wrong_goes_on_whole(
    first: tuple[FormsFirst, _Behind], change: dict[str, str]
) -> None:
    make_open_letter()
    fields = {**PERSON, "proof": _proof(), **change}
    status, _headers = _ask(first[0], _environ(HERE, fields))
    assert (status, first[1].body) == ("200 OK", urlencode(fields).encode())
    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"CONTENT_TYPE": "multipart/form-data; boundary=x"},
        {"QUERY_STRING": "as=organization"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "10001"},
        {"REQUEST_METHOD": "PUT"},
        {"PATH_INFO": "/letters/hidden/en/sign/"},
        {"PATH_INFO": "/letters/river/de/sign/"},
        {"PATH_INFO": "/letters/nothing/en/sign/"},
        {"PATH_INFO": "/letters/river/en/sign/sent/"},
        {"PATH_INFO": "/confirm/never-made-here/"},
    ],
)
def test_what_is_not_plain_goes_on(
    first: tuple[FormsFirst, _Behind], change: dict[str, str]
) -> None:
    make_open_letter()
    make_draft("hidden")
    _ask(first[0], _environ(HERE, {**PERSON, "proof": _proof()}, **change))
    assert first[1].body is not None
    assert not Signature.objects.exists()


def test_bytes_that_are_no_text_go_on(first: tuple[FormsFirst, _Behind]) -> None:
    make_open_letter()
    body = b"name=%ff&email=mina%40people.example&is_named=yes&proof=" + _proof().encode()
    environ = _environ(HERE, {}, CONTENT_LENGTH=str(len(body)))
    _ask(first[0], {**environ, "wsgi.input": BytesIO(body)})
    assert first[1].body == body


def test_what_breaks_down_is_left_to_django(
    first: tuple[FormsFirst, _Behind], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_open_letter()

    def broken(_self: object, _asked: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Together, "ask", broken)
    status, _headers = _ask(first[0], _environ(HERE, {**PERSON, "proof": _proof()}))
    assert status == "200 OK"
    assert first[1].body is not None


@pytest.fixture
def application() -> Generator[Callable[..., Any]]:
    """What the server runs; the connection of the test stays open."""
    from undersigned.wsgi import application

    request_started.disconnect(close_old_connections)
    yield application
    request_started.connect(close_old_connections)


def test_the_server_takes_them_first(
    application: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_first, "close_old_connections", lambda: None)
    make_open_letter()
    environ = _environ(HERE, {**PERSON, "proof": _proof()}, HTTP_X_REQUEST_ID="0" * 32)
    status, headers = _ask(application, environ)
    assert (status, headers["Location"]) == ("303 See Other", "/letters/river/en/sign/sent/")
    # Readers do not choose the numbers of their requests.
    assert headers["X-Request-ID"] != "0" * 32


def test_a_database_that_is_away_is_asked_once(
    application: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_first, "close_old_connections", lambda: None)
    make_open_letter()
    asked: list[object] = []

    def away(_self: object, wish: object) -> None:
        asked.append(wish)
        raise OperationalError("couldn't get a connection after 10.00 sec")

    monkeypatch.setattr(Together, "ask", away)
    status, headers = _ask(application, _environ(HERE, {**PERSON, "proof": _proof()}))
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "10")
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["nothing/en", "river/xx", "river/de", "hidden/en"])
@pytest.mark.parametrize("form", [PERSON, {}])
def test_a_letter_that_is_not_there_takes_no_form(
    reader: Client, path: str, form: dict[str, str]
) -> None:
    make_open_letter()
    make_draft("hidden")
    response = reader.post(f"/letters/{path}/sign/", form)
    assert response.status_code == 404
    assert "There is nothing here" in text_of(response)
    assert not Signature.objects.exists()


def test_a_host_that_is_not_ours_is_refused(reader: Client) -> None:
    make_open_letter()
    response = reader.post(HERE, PERSON, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert not Signature.objects.exists()

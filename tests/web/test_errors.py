"""What goes wrong gets a page of its own, and no page says more than its reader may know."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, path

from tests.web.markup import text_of
from undersigned import urls
from undersigned.core.refusal import Refused

pytestmark = pytest.mark.django_db


class TooEarly(Refused):
    """A refusal that no view catches."""

    status = 425


def _view(error: Callable[[], Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error()

    return view


urlpatterns: list[URLPattern | URLResolver] = [
    path("broken/", _view(lambda: RuntimeError("a secret of the server"))),
    path("away/", _view(lambda: OperationalError("no space left for mina@people.example"))),
    path("broken/<str:token>/", lambda request, token: _view(RuntimeError)(request)),
    path("refused/", _view(lambda: TooEarly("Come back <b>tomorrow</b>."))),
    *urls.urlpatterns,
]
handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500


@override_settings(ROOT_URLCONF=__name__)
def test_a_database_that_is_away_is_told_as_such_and_will_be_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = Client(raise_request_exception=False).get("/away/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "nothing that was acknowledged is lost" in text_of(response)
    assert "no space left on its disk" in caplog.text
    assert "no space left for" not in text_of(response)


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/", "/letters/", "/letters/none/", "/letters/none/en/", "/letters/x/en/nothing/",
        "/confirm/", "/%00/", "/%F0%9F%8C%8A/", "/letters/..%2F..%2Fetc/en/", "/" + "a" * 3000,
        "/letters/none/<script>/",
    ],
)  # fmt: skip
def test_what_is_not_there_gets_a_page(reader: Client, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 404
    html = text_of(response)
    assert "There is nothing here" in html
    assert "<script>" not in html
    assert not reader.cookies


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_gets_a_page_without_its_reason(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = reader.get("/broken/")
    html = text_of(response)
    assert response.status_code == 500
    assert "Something broke on our side" in html
    assert "secret" not in html
    assert "a secret of the server" in caplog.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_behind_a_mailed_link_is_logged_without_the_link(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert reader.get("/broken/token-of-a-mail/").status_code == 500
    assert "Internal Server Error: broken/<str:token>/" in caplog.text
    assert "token-of-a-mail" not in caplog.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_that_no_view_catches_gets_its_sentence(reader: Client) -> None:
    response = reader.get("/refused/")
    assert response.status_code == 425
    assert "Come back &lt;b&gt;tomorrow&lt;/b&gt;." in text_of(response)


def test_a_foreign_host_name_is_refused(reader: Client) -> None:
    response = reader.get("/nowhere/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "makes no sense to us" in text_of(response)


def test_every_answer_carries_the_security_headers(reader: Client) -> None:
    for response in (reader.get("/"), reader.get("/"), reader.get("/nowhere/"), reader.post("/")):
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Referrer-Policy"] == "same-origin"

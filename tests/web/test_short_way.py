"""Forms of public pages go a shorter way, and are answered as any request is."""

import pytest
from django.test import Client

from tests.support.letters import make_draft, make_open_letter
from tests.web.markup import text_of
from undersigned.models import Signature
from undersigned.web.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db

PERSON = {"name": "Mina Example", "email": "mina@people.example", "is_named": "yes"}


def test_an_answer_has_all_that_other_answers_have(reader: Client) -> None:
    make_open_letter()
    response = reader.post("/letters/river/en/sign/", PERSON)
    assert response.status_code == 303
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert (response.headers["Content-Length"], response.headers["Cache-Control"]) == (
        "0",
        "no-store",
    )
    refused = reader.post("/letters/river/fa/sign/", {})
    assert refused.headers["Content-Length"] == str(len(refused.content))


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
    response = reader.post("/letters/river/en/sign/", PERSON, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert not Signature.objects.exists()

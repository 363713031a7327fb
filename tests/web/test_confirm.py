"""The page behind the mailed link: opening it changes nothing, its button does, once."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    token_in,
    wish,
)
from tests.web.markup import text_of
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import Letter, OutgoingMail, Signature
from undersigned.settings import KEYS
from undersigned.stages.confirm import delete_unconfirmed
from undersigned.stages.publish import close_letter
from undersigned.stages.sign import SignRequest, sign_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter that takes signatures."""
    return make_open_letter()


def link(letter: Letter, request: SignRequest | None = None, *, language: str = "en") -> str:
    """State a wish and return the path of the mailed link."""
    request = request or wish(affiliation="School of <i>Streams</i>")
    sign_letter(letter, request, language=language, at=T0)
    return f"/confirm/{token_in(last_mail(request.email))}/"


def test_opening_the_link_shows_what_will_be_signed_and_changes_nothing(
    reader: Client, letter: Letter
) -> None:
    path = link(letter)
    before = (list(Signature.objects.values()), OutgoingMail.objects.count())
    for method in (reader.get, reader.head, reader.get):
        assert method(path).status_code == 200
    assert (list(Signature.objects.values()), OutgoingMail.objects.count()) == before
    html = text_of(reader.get(path))
    for shown in (
        "River en",
        "edition 1",
        "Mina Example",
        "Teacher",
        "School of &lt;i&gt;Streams&lt;/i&gt;",
        "France",
        "mina@people.example",
        "shown with your name",
        "Sign this letter</button>",
    ):
        assert shown in html
    assert not reader.cookies


def test_nobody_keeps_passes_on_or_lists_a_page_of_a_mailed_link(
    reader: Client, letter: Letter
) -> None:
    path = link(letter)
    for response in (
        reader.get(path),
        reader.post(path),
        reader.get(path),
        reader.get("/confirm/x/"),
    ):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers


def test_the_button_signs_and_pressing_it_again_is_fine(reader: Client, letter: Letter) -> None:
    path = link(letter)
    for _ in range(2):
        response = reader.post(path)
        assert (response.status_code, response.headers["Location"]) == (303, path)
    html = text_of(reader.get(path))
    assert "You have signed" in html
    assert "within seconds" in html
    log_all(letter)
    assert "place 1 in the public log" in text_of(reader.get(path))
    assert reader.post(path).status_code == 303
    assert check_letter_log(letter).people == 1


def test_an_organization_is_told_that_it_waits(reader: Client, letter: Letter) -> None:
    path = link(letter, organization_wish())
    html = text_of(reader.get(path))
    for shown in ("Bank of Herons", "Rosa Muster, Director", "Sign for this organization</button>"):
        assert shown in html
    assert reader.post(path).status_code == 303
    html = text_of(reader.get(path))
    assert "Those who lead the letter will now look at the signature" in html
    assert "You have signed" not in html


def test_unknown_expired_and_foreign_links_get_the_same_page(
    reader: Client, letter: Letter
) -> None:
    path = link(letter)
    row = Signature.objects.get()
    manage = make_token(KEYS.secret, Purpose.MANAGE, row.pk, bytes(row.nonce))
    stranger = make_token(bytes(32), Purpose.CONFIRM, row.pk, bytes(row.nonce))
    bad = ["/confirm/x/", f"/confirm/{manage}/", f"/confirm/{stranger}/", path[:-2] + "/",
           "/confirm/" + "A" * 5000 + "/", "/confirm/%00/", "/confirm/%F0%9F%8C%8A/"]  # fmt: skip
    assert reader.get(path).status_code == 200
    delete_unconfirmed(at=T0 + timedelta(days=15))
    pages = set()
    for address in [*bad, path]:
        for response in (reader.get(address), reader.post(address)):
            assert response.status_code == 404
            pages.add(text_of(response))
    assert len(pages) == 1
    assert "sign once more" in pages.pop()


def test_a_mailbox_that_has_signed_is_told_what_to_do(reader: Client, letter: Letter) -> None:
    first, second = link(letter, wish()), link(letter, wish("Mina X. Example"))
    assert reader.post(first).status_code == 303
    response = reader.post(second)
    assert response.status_code == 409
    html = text_of(response)
    assert "This mailbox has already signed" in html
    assert "/letters/river/en/manage/" in html


def test_a_letter_that_closed_meanwhile_says_so(reader: Client, letter: Letter) -> None:
    path = link(letter)
    close_letter(letter, by=letter.lead, at=T0)
    for response in (reader.get(path), reader.post(path)):
        assert response.status_code == 410
        assert "It closed before you confirmed" in text_of(response)
    assert Signature.objects.get().state == "pending"


def test_a_link_pressed_from_another_website_is_refused(reader: Client, letter: Letter) -> None:
    path = link(letter)
    response = reader.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, Signature.objects.get().state) == (403, "pending")
    assert reader.post(path).status_code == 303


def test_the_page_speaks_of_the_text_in_the_signer_s_language(
    reader: Client, letter: Letter
) -> None:
    html = text_of(reader.get(link(letter, language="fa")))
    assert '<bdi lang="fa" dir="rtl">River fa</bdi>' in html
    assert '<html lang="en" dir="ltr">' in html

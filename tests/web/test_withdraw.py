"""By a mailed link a signer sees, corrects, hides, shows or takes back a signature."""

import pytest
from django.test import Client

from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
)
from tests.web.markup import headers_of, text_of
from undersigned.core.receipt import parse_receipt
from undersigned.models import LeafRequest, Letter, OutgoingMail, Signature
from undersigned.stages.confirm import accept_organization
from undersigned.stages.publish import close_letter
from undersigned.stages.withdraw import request_manage_link

pytestmark = pytest.mark.django_db

ASK = "/letters/river/en/manage/"
PERSON = {"name": "Mina Example", "role": "Teacher", "affiliation": "", "country": "FR"}


@pytest.fixture
def letter() -> Letter:
    """A letter that a person has signed."""
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    return letter


def link(letter: Letter, email: str = "mina@people.example") -> str:
    """Return the path of the mailed manage link."""
    request_manage_link(letter, email, language="en", at=T0)
    return f"/manage/{token_in(last_mail(email))}/"


def test_the_link_is_mailed_and_the_answer_is_always_the_same(
    reader: Client, letter: Letter
) -> None:
    answers = set()
    for email in ("mina@people.example", "nobody@people.example"):
        response = reader.post(ASK, {"email": email})
        answers.add((response.status_code, response.content, *headers_of(response)))
    assert len(answers) == 1
    assert reader.post(ASK, {"email": "MINA+x@people.example"}).headers["Location"] == ASK + "sent/"
    assert "Look into your mailbox" in text_of(reader.get(ASK + "sent/"))
    assert "/manage/" in last_mail("mina@people.example").body
    assert "/manage/" not in last_mail("nobody@people.example").body


@pytest.mark.parametrize("email", ["", "x", "a@b.example\nBcc: all@b.example", "\x00", "a" * 9999])
def test_what_is_no_mailbox_is_refused(reader: Client, letter: Letter, email: str) -> None:
    mails = OutgoingMail.objects.count()
    response = reader.post(ASK, {"email": email})
    assert response.status_code == 422
    assert 'id="id_email_error"' in text_of(response)
    assert OutgoingMail.objects.count() == mails
    assert "<form" in text_of(reader.get(ASK))


def test_the_page_shows_all_that_is_held(reader: Client, letter: Letter) -> None:
    path = link(letter)
    response = reader.get(path)
    html = text_of(response)
    for shown in (
        "Mina Example", "Teacher", "France", "mina@people.example", "1 March 2026",
        "counted, at place 1 of the log", "Download the receipt", "Hide the name",
        'value="Mina Example"', '<option value="FR" selected>France</option>',
    ):  # fmt: skip
        assert shown in html
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not reader.cookies


def test_hiding_and_showing(reader: Client, letter: Letter) -> None:
    path = link(letter)
    response = reader.post(path + "show/", {"show": "no"})
    assert (response.status_code, response.headers["Location"]) == (303, path + "?done=hidden")
    assert "Your name is hidden from now on" in text_of(reader.get(path + "?done=hidden"))
    assert Signature.objects.get().is_shown is False
    reader.post(path + "show/", {"show": "yes"})
    assert "Your name is shown again." in text_of(reader.get(path + "?done=shown"))
    assert Signature.objects.get().is_shown is True
    assert "<script>" not in text_of(reader.get(path + "?done=<script>"))
    assert check_letter_log(letter).people == 1


def test_a_correction_gets_a_new_place(reader: Client, letter: Letter) -> None:
    path = link(letter)
    response = reader.post(path, {**PERSON, "name": "Mina A. Example"})
    assert (response.status_code, response.headers["Location"]) == (303, path + "?done=corrected")
    log_all(letter)
    html = text_of(reader.get(path + "?done=corrected"))
    assert "Corrected." in html
    assert "Mina A. Example" in html
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (1, 1)


def test_a_wrong_correction_is_refused_and_nothing_is_lost(reader: Client, letter: Letter) -> None:
    path = link(letter)
    response = reader.post(path, {**PERSON, "name": "", "role": "Ferrywoman"})
    html = text_of(response)
    assert response.status_code == 422
    assert 'id="id_name_error"' in html
    assert 'value="Ferrywoman"' in html
    assert (Signature.objects.get().role, LeafRequest.objects.count()) == ("Teacher", 0)


def test_saving_without_a_change_changes_nothing(reader: Client, letter: Letter) -> None:
    assert reader.post(link(letter), PERSON).status_code == 303
    assert (Signature.objects.get().log_index, LeafRequest.objects.count()) == (1, 0)


def test_an_organization_is_corrected_and_waits_again(reader: Client) -> None:
    letter = make_open_letter()
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    log_all(letter)
    path = link(letter, "office@herons.example")
    html = text_of(reader.get(path))
    for value in ("Rosa Muster", "Director", "https://herons.example"):
        assert f'value="{value}"' in html
    fields = {
        "name": "Bank of Herons e.V.",
        "website": "herons.example",
        "country": "DE",
        "representative": "Rosa Muster",
        "role": "Director, and treasurer",
    }
    assert reader.post(path, fields).status_code == 303
    html = text_of(reader.get(path + "?done=corrected"))
    assert "look at it once more before it is shown again" in html
    assert Signature.objects.get().role == "Rosa Muster, Director, and treasurer"
    # What was joined is taken apart and joined again without a change.
    before = Signature.objects.get()
    assert reader.post(path, {**fields, "website": "https://herons.example"}).status_code == 303
    assert Signature.objects.get() == before


def test_a_closed_letter_can_be_left_but_not_corrected(reader: Client, letter: Letter) -> None:
    path = link(letter)
    close_letter(letter, by=letter.lead, at=T0)
    html = text_of(reader.get(path))
    assert "The letter is closed, so nothing new can be signed." in html
    assert "Save the correction" not in html
    response = reader.post(path, {**PERSON, "name": "Other"})
    assert response.status_code == 409
    assert "The letter is closed." in text_of(response)
    assert reader.post(path + "withdraw/").status_code == 303


def test_the_receipt_is_a_file(reader: Client, letter: Letter) -> None:
    response = reader.get(link(letter) + "receipt")
    assert response.headers["Content-Disposition"] == 'attachment; filename="river-1.tlog-proof"'
    assert response.headers["Cache-Control"] == "no-store"
    assert dict(parse_receipt(response.content).fields)["name"] == "Mina Example"


def test_there_is_no_receipt_before_there_is_a_place(reader: Client) -> None:
    letter = make_open_letter()
    signed(letter)
    path = link(letter)
    response = reader.get(path + "receipt")
    assert response.status_code == 409
    assert "No receipt yet" in text_of(response)
    assert "Download the receipt" not in text_of(reader.get(path))
    log_all(letter)
    assert reader.get(path + "receipt").status_code == 200


def test_withdrawing_asks_once_and_erases(reader: Client, letter: Letter) -> None:
    path = link(letter)
    for _ in range(2):
        assert "This cannot be undone." in text_of(reader.get(path + "withdraw/"))
    assert Signature.objects.count() == 1
    response = reader.post(path + "withdraw/")
    goodbye = "/letters/river/en/withdrawn/"
    assert (response.status_code, response.headers["Location"]) == (303, goodbye)
    assert "what we held about you has been erased" in text_of(reader.get(goodbye))
    assert Signature.objects.count() == 0
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (0, 1)
    # The second tab, and the link ever after: it says what is left, to whoever has it.
    for response in (
        reader.post(path + "withdraw/"),
        reader.get(path),
        reader.get(path + "receipt"),
        reader.get(path + "data/"),
        reader.get(path + "data.json"),
        reader.get(path + "agree/"),
        reader.post(path + "show/", {"show": "yes"}),
        reader.post(path + "news/", {"news": "yes"}),
    ):
        assert response.status_code == 410
        html = text_of(response)
        assert "In the public log, at place 1, a seal that fits no name any more" in html
        assert "Mina" not in html
        assert "mina@people.example" not in html
    assert reader.get(path[:-3] + "x/").status_code == 404


def test_unknown_links_get_one_page(reader: Client, letter: Letter) -> None:
    path = link(letter)
    confirm_token = OutgoingMail.objects.filter(body__contains="/confirm/").first()
    assert confirm_token is not None
    bad = ["/manage/x/", f"/manage/{token_in(confirm_token)}/", path[:-3] + "/"]
    assert reader.get(path).status_code == 200
    for address in bad:
        for response in (
            reader.get(address),
            reader.post(address, PERSON),
            reader.post(address + "show/", {"show": "no"}),
            reader.get(address + "receipt"),
            reader.get(address + "data/"),
            reader.get(address + "data.json"),
            reader.get(address + "withdraw/"),
            reader.post(address + "withdraw/"),
        ):
            assert response.status_code == 404
            assert "This link does not work" in text_of(response)
    assert Signature.objects.get().is_shown is True


def test_another_website_changes_nothing(reader: Client, letter: Letter) -> None:
    path = link(letter)
    for address in (path, path + "show/", path + "withdraw/", ASK):
        response = reader.post(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403
    assert Signature.objects.get().is_shown is True
    assert reader.post(path + "show/").status_code == 303

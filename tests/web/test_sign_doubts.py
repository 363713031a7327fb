"""Addresses that look wrong: whoever signs is asked once, loses nothing, and is then believed."""

import pytest
from django.test import Client, override_settings
from django.utils import translation

from tests.support.letters import T0, last_mail, log_all, make_open_letter, signed, wish
from tests.web.markup import headers_of, problems_of, text_of
from tests.web.test_sign import HERONS, PERSON
from undersigned.core.isolates import without_isolates
from undersigned.models import Letter, OutgoingMail, Signature
from undersigned.stages.publish import close_letter
from undersigned.stages.sign import sign_letter
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

FORM = "/letters/river/en/sign/"
ORGANIZATION = FORM + "?as=organization"
MISSPELT = "ada@gmial.com"
SHARED = "office@herons.example"


@pytest.fixture
def letter() -> Letter:
    """A letter that takes signatures."""
    return make_open_letter()


def beside_the_field(html: str) -> str:
    """What is said beside the field of the address."""
    found = html.partition('<p class="problem" id="id_email_error">')[2].partition("</p>")[0]
    return without_isolates(found).strip()


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form but the solved task, as a browser sends them back."""
    fields = {}
    for part in html.split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('"')
        fields[name] = rest.partition('value="')[2].partition('"')[0]
    fields.pop("proof")
    return fields


ASKED = [
    (FORM, PERSON, MISSPELT, "Did you mean ada@gmail.com? If ada@gmial.com is right,"),
    (FORM, PERSON, "Ada+x@hotmail.con", "Did you mean Ada+x@hotmail.com? If Ada+x@hotmail.con is"),
    (FORM, PERSON, SHARED, "A personal address is better."),
    (ORGANIZATION, HERONS, "info@herons.con", "Did you mean info@herons.com?"),
]


@pytest.mark.parametrize(("form", "fields", "email", "question"), ASKED)
def test_whoever_sends_it_once_more_is_believed(
    reader: Client, letter: Letter, form: str, fields: dict[str, str], email: str, question: str
) -> None:
    typed = {**fields, "email": email}
    response = reader.post(form, typed)
    html = text_of(response)
    assert response.status_code == 422
    assert question in beside_the_field(html)
    assert question in without_isolates(html.partition('role="alert"')[2].partition("</div>")[0])
    assert "<title>Please check:" in html
    assert "nothing was sent" in html
    assert "not right yet" not in html
    for value in typed.values():
        assert value in html
    assert html.count("autofocus") == 1
    assert problems_of(html) == []
    assert (response.headers["Cache-Control"], reader.cookies) == ("no-store", {})
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert hidden(html) == {"meant": email}
    # Nothing but the hidden field is new.
    assert reader.post(form, {**typed, **hidden(html)}).status_code == 303
    assert Signature.objects.get().contact == email


def test_whoever_corrects_it_is_taken_at_once(reader: Client, letter: Letter) -> None:
    html = text_of(reader.post(FORM, {**PERSON, "email": MISSPELT}))
    corrected = {**PERSON, "email": "ada@gmail.com", **hidden(html)}
    assert reader.post(FORM, corrected).status_code == 303
    assert Signature.objects.get().contact == "ada@gmail.com"


def test_another_address_that_looks_wrong_is_asked_about_too(
    reader: Client, letter: Letter
) -> None:
    html = text_of(reader.post(FORM, {**PERSON, "email": MISSPELT}))
    html = text_of(reader.post(FORM, {**PERSON, "email": SHARED, **hidden(html)}))
    assert "A personal address is better." in beside_the_field(html)
    assert hidden(html) == {"meant": SHARED}
    # The first one is not believed any more.
    again = reader.post(FORM, {**PERSON, "email": MISSPELT, **hidden(html)})
    assert "Did you mean" in beside_the_field(text_of(again))
    assert not Signature.objects.exists()


def test_what_is_wrong_besides_is_said_at_once_and_the_answer_is_kept(
    reader: Client, letter: Letter
) -> None:
    html = text_of(reader.post(FORM, {**PERSON, "name": "", "email": MISSPELT}))
    assert "2 things are not right yet." in html
    assert "Did you mean" in beside_the_field(html)
    html = text_of(
        reader.post(FORM, {**PERSON, "role": "x" * 201, "email": MISSPELT, **hidden(html)})
    )
    assert "One thing is not right yet." in html
    assert beside_the_field(html) == ""
    assert hidden(html) == {"meant": MISSPELT}
    assert reader.post(FORM, {**PERSON, "email": MISSPELT, **hidden(html)}).status_code == 303


UNREAD = ("noreply@herons.example", "Postmaster@herons.example", "mailer-daemon@herons.example")


@pytest.mark.parametrize(("form", "fields"), [(FORM, PERSON), (ORGANIZATION, HERONS)])
@pytest.mark.parametrize("email", UNREAD)
def test_a_mailbox_that_nobody_reads_is_refused(
    reader: Client, letter: Letter, form: str, fields: dict[str, str], email: str
) -> None:
    for meant in ({}, {"meant": email}):
        response = reader.post(form, {**fields, "email": email, **meant})
        assert response.status_code == 422
        said = beside_the_field(text_of(response)).lower()
        assert said.startswith(f"nobody reads what is mailed to {email}.".lower())
    assert not OutgoingMail.objects.exists()
    assert reader.post(form, {**fields, "email": "ada@herons.example"}).status_code == 303


def test_an_organization_signs_with_the_mailbox_of_its_office(
    reader: Client, letter: Letter
) -> None:
    assert reader.post(ORGANIZATION, {**HERONS, "email": SHARED}).status_code == 303


def test_a_disposable_mailbox_is_taken_as_any_other(reader: Client, letter: Letter) -> None:
    answers = set()
    for email in ("ada@mailinator.com", "ada@people.example"):
        response = reader.post(FORM, {**PERSON, "email": email})
        answers.add((response.status_code, response.content, *headers_of(response)))
    assert len(answers) == 1
    assert Signature.objects.count() == 2


@pytest.mark.parametrize("email", [MISSPELT, SHARED])
def test_no_question_tells_whether_the_mailbox_has_signed(
    reader: Client, letter: Letter, email: str
) -> None:
    def answers() -> list[object]:
        asked = reader.post(FORM, {**PERSON, "email": email})
        believed = reader.post(FORM, {**PERSON, "email": email, "meant": email})
        return [(each.status_code, each.content, *headers_of(each)) for each in (asked, believed)]

    before = answers()
    Signature.objects.all().delete()
    signed(letter, wish(email=email))
    log_all(letter)
    PAGES.clear()
    assert answers() == before


def test_a_letter_that_has_closed_asks_nothing(reader: Client, letter: Letter) -> None:
    close_letter(letter, by=letter.lead, at=T0)
    response = reader.post(FORM, {**PERSON, "email": MISSPELT})
    assert response.status_code == 410
    assert "Did you mean" not in text_of(response)


def test_without_a_solved_task_the_question_and_the_wait_are_said_together(
    reader: Client, letter: Letter
) -> None:
    fields = {**PERSON, "email": MISSPELT, "proof": ""}
    response = reader.post(FORM, fields)
    html = text_of(response)
    assert "Did you mean" in beside_the_field(html)
    assert "did not solve the small task" in html
    assert {"meant", "ticket"} == hidden(html).keys()
    assert problems_of(html) == []
    # Whoever has waited and corrected nothing is believed and held back by the wait alone.
    html = text_of(reader.post(FORM, {**fields, **hidden(html)}))
    assert beside_the_field(html) == ""
    assert "did not solve the small task" in html
    assert hidden(html)["meant"] == MISSPELT


@pytest.mark.parametrize(
    "meant", ["", "x", "ADA@gmial.com", "ada@gmail.com", MISSPELT + "\0", "x" * 9999]
)
def test_only_the_very_address_is_believed(reader: Client, letter: Letter, meant: str) -> None:
    response = reader.post(FORM, {**PERSON, "email": MISSPELT, "meant": meant})
    assert response.status_code == 422
    assert hidden(text_of(response)) == {"meant": MISSPELT}


@override_settings(LANGUAGES=[("en", "English"), ("fa", "فارسی")])
def test_the_question_in_a_language_from_right_to_left(reader: Client, letter: Letter) -> None:
    html = text_of(reader.post("/letters/river/fa/sign/", {**PERSON, "email": MISSPELT}))
    with translation.override("fa"):
        start = translation.gettext("Please check:")
    assert f"<title>{start}" in html
    said = html.partition('id="id_email_error">')[2].partition("</p>")[0]
    # Each address keeps its own direction, and the sentence around it its order.
    assert said.count("\u2068ada@gmail.com\u2069") == said.count("\u2068ada@gmial.com\u2069") == 1
    assert "Did you mean" not in html


@pytest.mark.parametrize("form", [FORM, ORGANIZATION])
def test_the_form_says_that_a_mailbox_signs_once(reader: Client, letter: Letter, form: str) -> None:
    html = text_of(reader.get(form))
    assert "<dt>Once</dt><dd>Each mailbox signs a letter once" in html
    assert "after a plus sign in an address makes no other mailbox" in html
    assert ("each of the others needs a mailbox of their own" in html) == (form == FORM)


def test_the_mail_to_who_has_signed_says_what_a_family_does(letter: Letter) -> None:
    signed(letter, wish(email="family@people.example"))
    again = wish("Another", "family+two@people.example")
    sign_letter(letter, again, language="en", at=T0)
    body = " ".join(last_mail("family+two@people.example").body.split())
    assert "If several people share this mailbox, the others need a mailbox of their own" in body

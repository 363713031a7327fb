"""The form by which people and organizations state their wish, and what strangers put into it."""

from urllib.parse import urlencode

import pytest
from django.forms import Form
from django.test import Client

from tests.support.letters import T0, last_mail, log_all, make_open_letter, signed, wish
from tests.support.proof import solve
from tests.web.markup import headers_of, problems_of, text_of
from undersigned.models import Letter, OutgoingMail, Signature
from undersigned.stages.publish import close_letter
from undersigned.web.page_cache import PAGES
from undersigned.web.sign import OrganizationForm, PersonForm

pytestmark = pytest.mark.django_db

FORM = "/letters/river/en/sign/"
ORGANIZATION = FORM + "?as=organization"
SENT = "/letters/river/en/sign/sent/"

PERSON = {
    "name": "Mina Example",
    "email": "mina@people.example",
    "role": "Teacher",
    "affiliation": "School of Streams",
    "country": "FR",
    "is_named": "yes",
}
HERONS = {
    "name": "Bank of Herons",
    "email": "office@herons.example",
    "website": "https://herons.example",
    "country": "DE",
    "representative": "Rosa Muster",
    "role": "Director",
}


@pytest.fixture
def letter() -> Letter:
    """A letter that takes signatures."""
    return make_open_letter()


@pytest.mark.parametrize("form", [PersonForm, OrganizationForm])
def test_the_forms_do_nothing_besides_cleaning_their_fields(form: type[Form]) -> None:
    # `read` of them would leave it out.
    assert form.clean is Form.clean
    assert not [name for name in dir(form) if name.startswith("clean_")]


def test_a_person_s_wish_is_kept_and_a_mail_is_owed(reader: Client, letter: Letter) -> None:
    response = reader.post(FORM, PERSON)
    assert (response.status_code, response.headers["Location"]) == (303, SENT)
    signature = Signature.objects.get()
    assert (
        signature.kind,
        signature.state,
        signature.name,
        signature.role,
        signature.affiliation,
        signature.country,
        signature.contact,
        signature.display,
        signature.language,
    ) == (
        "person", "pending", "Mina Example", "Teacher", "School of Streams", "FR",
        "mina@people.example", "named", "en",
    )  # fmt: skip
    assert "/confirm/" in last_mail("mina@people.example").body
    sent = text_of(reader.get(SENT))
    assert "Look into your mailbox" in sent
    assert "mina" not in sent
    assert not reader.cookies


def test_an_organization_s_wish_is_kept(reader: Client, letter: Letter) -> None:
    response = reader.post(ORGANIZATION, {**HERONS, "website": "herons.example/über"})
    assert (response.status_code, response.headers["Location"]) == (303, SENT)
    signature = Signature.objects.get()
    assert (
        signature.kind,
        signature.name,
        signature.role,
        signature.affiliation,
        signature.country,
        signature.display,
    ) == (
        "organization", "Bank of Herons", "Rosa Muster, Director", "https://herons.example/über",
        "DE", "named",
    )  # fmt: skip


def test_whoever_only_wants_to_be_counted_is_not_named(reader: Client, letter: Letter) -> None:
    assert reader.post(FORM, {**PERSON, "is_named": "no"}).status_code == 303
    assert (Signature.objects.get().display, Signature.objects.get().is_shown) == ("counted", False)


def test_the_answer_is_the_same_whether_the_mailbox_has_signed(
    reader: Client, letter: Letter
) -> None:
    signed(letter, wish(email="mina@people.example"))
    signed(letter, wish("Logged", "logged@people.example"))
    log_all(letter)
    answers = set()
    for email in ("mina@people.example", "logged@people.example", "new@people.example"):
        response = reader.post(FORM, {**PERSON, "email": email})
        answers.add((response.status_code, response.content, *headers_of(response)))
    assert len(answers) == 1
    assert "already signed" in last_mail("mina@people.example").subject


def test_a_double_click_sends_one_mail(reader: Client, letter: Letter) -> None:
    for _ in range(3):
        assert reader.post(FORM, PERSON).status_code == 303
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_both_kinds_of_form_say_what_happens(reader: Client, letter: Letter) -> None:
    for address, current in ((FORM, "A person"), (ORGANIZATION, "An organization")):
        html = text_of(reader.get(address))
        assert f'aria-current="page">{current}</a>' in html
        for said in ("What happens with it", "14 days", "/en/check/", "/en/manage/", "novalidate"):
            assert said in html
    assert reader.get(FORM + "?as=%00").status_code == 200


REFUSED = [
    (FORM, {"name": ""}, "name", "Please fill this in."),
    (FORM, {"name": "   "}, "name", "Please fill this in."),
    (FORM, {"name": "\u200b\u202e\u00ad"}, "name", "Nothing that can be seen stands here."),
    (FORM, {"name": "x" * 301}, "name", "at most 300 characters fit here."),
    (FORM, {"name": "م" * 301}, "name", "at most 300 characters fit here."),
    (FORM, {"name": "x" * 100_000}, "name", "at most 300 characters fit here."),
    (FORM, {"name": "Z" + "\u0301" * 60}, "name", "carries more marks than any language writes."),
    (FORM, {"role": "x" * 201}, "role", "at most 200 characters fit here."),
    (FORM, {"affiliation": "x" * 301}, "affiliation", "at most 300 characters fit here."),
    (FORM, {"email": ""}, "email", "Please enter your e-mail address."),
    (FORM, {"email": "mina"}, "email", "does not look like an e-mail address."),
    (FORM, {"email": "mina@people.example, b@b.example"}, "email", "does not look like"),
    (FORM, {"email": "mina@people.example\r\nBcc: all@b.example"}, "email", "does not look like"),
    (FORM, {"email": "mina@people.example%0aBcc:all@b.example"}, "email", "does not look like"),
    (FORM, {"email": "<script>@people.example"}, "email", "does not look like"),
    (FORM, {"email": "a@" + "b" * 400 + ".example"}, "email", "does not look like"),
    (FORM, {"email": "\x00@people.example"}, "email", "does not look like"),
    (FORM, {"country": "XX"}, "country", "Please choose a country from the list."),
    (FORM, {"country": "fr"}, "country", "Please choose a country from the list."),
    (FORM, {"country": "FR\x00"}, "country", "Please choose a country from the list."),
    (FORM, {"is_named": ""}, "is_named", "Please choose one of the two."),
    (FORM, {"is_named": "perhaps"}, "is_named", "Please choose one of the two."),
    (ORGANIZATION, {"representative": ""}, "representative", "Please fill this in."),
    (ORGANIZATION, {"representative": "x" * 181}, "representative", "at most 180 characters"),
    (ORGANIZATION, {"role": ""}, "role", "Please fill this in."),
    (ORGANIZATION, {"website": "javascript:alert(1)"}, "website", "the address of a website."),
    (ORGANIZATION, {"website": "javascript://x.example/%0aalert(1)"}, "website", "of a website."),
    (ORGANIZATION, {"website": "ftp://herons.example"}, "website", "the address of a website."),
    (ORGANIZATION, {"website": "https://bank.example@herons.example"}, "website", "of a website."),
    (ORGANIZATION, {"website": "https://" + "h" * 300 + ".example"}, "website", "too long"),
    (ORGANIZATION, {"website": "no website"}, "website", "the address of a website."),
]


@pytest.mark.parametrize(("address", "change", "field", "sentence"), REFUSED)
def test_a_field_that_is_wrong_is_refused_beside_it_and_nothing_is_lost(
    reader: Client, letter: Letter, address: str, change: dict[str, str], field: str, sentence: str
) -> None:
    filled = PERSON if address == FORM else HERONS
    response = reader.post(address, {**filled, **change})
    html = text_of(response)
    assert response.status_code == 422
    problem = f'<p class="problem" id="id_{field}_error">'
    assert sentence in html.partition(problem)[2].partition("</p>")[0]
    assert "One thing is not right yet." in html
    assert html.count("autofocus") == (0 if field == "is_named" else 1)
    for name, value in filled.items():
        if name not in change:
            assert value in html, name
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert response.headers["Cache-Control"] == "no-store"
    # The same form without the change is taken: it was refused for nothing else.
    assert reader.post(address, filled).status_code == 303


def test_all_that_is_wrong_is_said_at_once(reader: Client, letter: Letter) -> None:
    html = text_of(reader.post(FORM, {"role": "Teacher"}))
    assert "3 things are not right yet." in html
    assert '<a href="#id_name">Your name</a>' in html
    assert 'value="Teacher"' in html
    assert "<title>Please correct:" in html


ODD_NAMES = [
    ("x" * 300, "x" * 300),
    ("👩‍👩‍👧‍👦 Familie 🌊", "👩‍👩‍👧‍👦 Familie 🌊"),
    ("کیوان میراب‌زاده", "کیوان میراب‌زاده"),
    ("\u202eevil\u202c name\u200f", "evil name"),
    ("Zero\u200bWidth\ufeff", "ZeroWidth"),
    ("Tab\tand\nline\r\nBcc: all@b.example", "Tab and line Bcc: all@b.example"),
    ("Nul\x00and\x1bescape\x7f", "Nulandescape"),
    ("<script>alert('1')</script>", "<script>alert('1')</script>"),
    ("{{ settings.SECRET_KEY }} {% load i18n %}", "{{ settings.SECRET_KEY }} {% load i18n %}"),
    ("Robert'); DROP TABLE--", "Robert'); DROP TABLE--"),
    ("%(name)s %s %d", "%(name)s %s %d"),
    ("A\u030a", "Å"),
    ("=1+1", "=1+1"),
    ("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), None),
]


@pytest.mark.parametrize(("typed", "kept"), ODD_NAMES)
def test_an_odd_name_is_kept_clean_and_shown_harmless(
    reader: Client, letter: Letter, typed: str, kept: str | None
) -> None:
    fields = {"name": typed, "role": typed[:200], "affiliation": typed}
    response = reader.post(FORM, {**PERSON, **fields})
    assert response.status_code in ({303} if kept is not None else {303, 422})
    for signature in Signature.objects.all():
        assert kept is None or (signature.name, signature.affiliation) == (kept, kept)
        mail = last_mail(signature.contact)
        assert "\n" not in mail.subject + mail.recipient
        assert OutgoingMail.objects.count() == 1
        token = mail.body.partition("/confirm/")[2].partition("/")[0]
        confirm_page = text_of(reader.get(f"/confirm/{token}/"))
        assert "<script>" not in confirm_page
        assert reader.post(f"/confirm/{token}/").status_code == 303
        log_all(letter)
        for page in ("/letters/river/en/", "/letters/river/fa/", "/letters/river/en/signatories/"):
            html = text_of(reader.get(page))
            assert "<script>" not in html
            assert "SECRET_KEY" not in html or "{{ settings.SECRET_KEY }}" in html


@pytest.mark.parametrize(
    "body",
    [
        b"name=%FF%FE&email=mina%40people.example&is_named=yes",
        b"name=" + b"%00" * 5000,
        b"&" * 5000,
        b"name[]=1&name=2&name=3",
        b"\x80\x81\x82",
        b"",
    ],
)
def test_a_body_that_no_browser_sends_is_refused(
    reader: Client, letter: Letter, body: bytes
) -> None:
    task = reader.get("/letters/river/challenge").content
    body += b"&" + urlencode({"proof": solve(task)}).encode()
    response = reader.post(FORM, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {303, 400, 422}
    assert problems_of(response.content.decode() or "<h1></h1>") == []


def test_a_body_with_too_many_or_too_large_fields_is_refused_and_fills_no_log(
    reader: Client, letter: Letter, caplog: pytest.LogCaptureFixture
) -> None:
    many = "&".join(f"f{number}=1" for number in range(1000))
    large = "name=" + "x" * 3_000_000
    for body in (many, large):
        response = reader.post(FORM, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {400, 413}
        assert "makes no sense to us" in text_of(response)
    assert caplog.records == []


def test_a_letter_that_closes_while_one_types_keeps_what_was_typed(
    reader: Client, letter: Letter
) -> None:
    reader.get(FORM)
    close_letter(letter, by=letter.lead, at=T0)
    response = reader.post(FORM, PERSON)
    html = text_of(response)
    assert response.status_code == 410
    assert "It closed while you were writing." in html
    for value in ("Mina Example", "mina@people.example", "School of Streams"):
        assert value in html
    assert "Continue by mail" not in html
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    # Also when something is wrong besides.
    assert reader.post(FORM, {**PERSON, "email": "x"}).status_code == 410


def test_a_closed_letter_has_no_form(reader: Client, letter: Letter) -> None:
    assert "<form" in text_of(reader.get(FORM))
    close_letter(letter, by=letter.lead, at=T0)
    PAGES.forget_revisions()
    html = text_of(reader.get(FORM))
    assert "This letter closed on 1 March 2026 and takes no more signatures." in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-origin", 303), ("same-site", 303), ("none", 303), (None, 303)],
)
def test_a_form_from_another_website_is_refused(
    reader: Client, letter: Letter, site: str | None, status: int
) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    response = reader.post(FORM, PERSON, headers=headers)
    assert response.status_code == status
    assert Signature.objects.count() == (1 if status == 303 else 0)
    if status == 403:
        assert "This form came from another website" in text_of(response)
    # A link from there is welcome.
    assert reader.get(FORM, headers=headers).status_code == 200


def test_other_methods_are_refused(reader: Client, letter: Letter) -> None:
    for method in ("put", "delete", "patch", "options", "trace"):
        assert getattr(reader, method)(FORM).status_code == 405
    # No form stands on these.
    for page in (SENT, "/letters/river/en/", "/"):
        assert reader.post(page).status_code == 403
        assert Client().post(page).status_code == 405

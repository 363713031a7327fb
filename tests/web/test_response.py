"""The page of an answer link, what readers see of answers, and files from elsewhere."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.support.deliveries import OFFICE, mailed, make_signed_letter, token_of
from tests.support.letters import T0
from tests.support.pictures import drawn, in_file
from tests.web.markup import problems_of
from undersigned.core.answers import Check
from undersigned.models import Delivery, Letter, Response, ResponseFile
from undersigned.stages.deliver import end_answer_link
from undersigned.stages.response import publish_response
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def letter() -> Letter:
    """Return a letter that was mailed to its first addressee 23 days ago."""
    letter = make_signed_letter()
    mailed(letter)
    Delivery.objects.update(state="delivered", delivered_at=NOW - timedelta(days=23))
    return letter


def sound(html: str) -> str:
    assert problems_of(html) == []
    return html


def upload(name: str, data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def answer(
    reader: Client, token: str, **fields: object
) -> Any:  # what the test client answers has a private type
    form = {"name": "Ada Exemplar", "office": "Chair", **fields}
    return reader.post(f"/answer/{token}/", form)


def page(reader: Client, path: str, status: int = 200) -> str:
    response = reader.get(path)
    assert response.status_code == status
    return sound(response.content.decode())


def publish(letter: Letter) -> None:
    for response in Response.objects.filter(state="waiting"):
        publish_response(
            letter, response.pk, how=Check.CALLED, note="On 3 March", by=letter.lead, at=NOW
        )
    PAGES.forget_revisions()


def test_opening_the_link_sends_nothing_and_tells_no_one(letter: Letter, reader: Client) -> None:
    response = reader.get(f"/answer/{token_of()}/")
    html = sound(response.content.decode())
    assert "Publish the measurements." in html
    assert OFFICE not in html
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert Response.objects.count() == 0


def test_an_answer_is_sent_checked_and_shown_in_full(letter: Letter, reader: Client) -> None:
    picture = in_file(drawn((900, 300)), "JPEG", exif=_exif_with_a_place())
    response = answer(
        reader,
        token_of(),
        answer_1="partly",
        words_1="From <b>next</b> year on.",
        statement="سلام و سپاس",
        attachments=[upload("reply.pdf", PDF), upload("../../photo.exe", picture)],
    )
    assert (response.status_code, response["Location"]) == (303, f"/answer/{token_of()}/?sent")
    assert "Your answer has arrived" in page(reader, f"/answer/{token_of()}/?sent")
    assert "One answer, sent on" in page(reader, f"/answer/{token_of()}/")
    before = page(reader, "/letters/river/en/")
    assert "No answer for 23 days." in before
    assert "From" not in page(reader, "/letters/river/en/answers/").split("No answer")[1][:200]
    publish(letter)
    html = page(reader, "/letters/river/en/")
    # One demand is answered, and the other has waited since.
    assert html.count("No answer for 23 days.") == 1
    assert "agrees in part" in html
    assert "Delivered by mail on" in html
    full = page(reader, "/letters/river/en/answers/")
    assert "From &lt;b&gt;next&lt;/b&gt; year on." in full
    assert "The office confirmed it by telephone." in full
    assert "On 3 March" in full
    assert OFFICE not in full + html
    assert "photo.jpg" in full
    sound(reader.get("/letters/river/fa/answers/").content.decode())
    kept = ResponseFile.objects.get(name="photo.jpg")
    assert b"Exif" not in bytes(kept.data)
    assert Image.open(BytesIO(bytes(kept.data))).size == (900, 300)


def _exif_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    return exif.tobytes()


def test_a_pdf_is_only_ever_saved_and_a_picture_runs_nothing(
    letter: Letter, reader: Client
) -> None:
    picture = in_file(drawn((300, 300)), "PNG")
    files = [upload("گزارش\u202e.pdf", PDF), upload("a.png", picture)]
    answer(reader, token_of(), attachments=files)
    paths = [f"/answer-files/answer-{file.pk}-{file.digest}" for file in ResponseFile.objects.all()]
    assert [reader.get(path).status_code for path in paths] == [404, 404]
    publish(letter)
    pdf, jpeg = (reader.get(path) for path in paths)
    assert pdf["Content-Disposition"].startswith("attachment;")
    assert "%E2%80%AE" not in pdf["Content-Disposition"]
    assert (pdf["Content-Type"], jpeg["Content-Type"]) == ("application/pdf", "image/jpeg")
    for response in (pdf, jpeg):
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert not response.cookies
    assert pdf.content == PDF


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("reply.pdf", b"<html><script>alert(1)</script>", "is no PDF, JPEG or PNG"),
        ("photo.jpg", b"MZ\x90\x00", "is no PDF, JPEG or PNG"),
        ("reply.pdf", b"%PDF-1.7 cut off", "does not end like one"),
        ("reply.pdf", b"", "is empty"),
        ("big.pdf", PDF + b" " * 6_000_000, "is too large"),
        ("bomb.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PDF, JPEG or PNG"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_words_survive(
    letter: Letter, reader: Client, name: str, data: bytes, sentence: str
) -> None:
    fields = {"answer_1": "refuse", "words_1": "Not this <year>.", "statement": "All of it."}
    response = answer(reader, token_of(), **fields, attachments=[upload(name, data)])
    html = sound(response.content.decode())
    assert response.status_code == 422
    assert sentence in html
    assert "Not this &lt;year&gt;." in html
    assert "All of it." in html
    assert re.search(r'value="refuse"[^>]* checked', html)
    assert Response.objects.count() == 0
    good = [upload("reply.pdf", PDF)]
    assert answer(reader, token_of(), **fields, attachments=good).status_code == 303


def test_six_files_are_too_many(letter: Letter, reader: Client) -> None:
    for count, status in ((6, 422), (5, 303)):
        files = [upload(f"{number}.pdf", PDF) for number in range(count)]
        assert answer(reader, token_of(), attachments=files).status_code == status


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"words_2": "But to what?"},
        {"answer_1": "shrug"},
        {"answer_1": "agree", "name": "\u200b"},
        {"statement": "x" * 10_001},
    ],
)
def test_what_says_nothing_or_too_much_is_refused(
    letter: Letter, reader: Client, fields: dict[str, str]
) -> None:
    response = answer(reader, token_of(), **fields)
    assert response.status_code == 422
    sound(response.content.decode())
    assert Response.objects.count() == 0
    assert answer(reader, token_of(), acknowledge="yes").status_code == 303
    assert Response.objects.get().answers.count() == 0


def test_a_link_guessed_or_withdrawn_is_one_and_the_same_page(
    letter: Letter, reader: Client
) -> None:
    token = token_of()
    guessed = page(reader, f"/answer/{token[:-3]}AAA/", 404)
    assert answer(reader, f"{token[:-3]}AAA", answer_1="agree").status_code == 404
    assert answer(reader, token, answer_1="agree").status_code == 303
    end_answer_link(letter, Delivery.objects.get().pk, by=letter.lead, at=NOW)
    assert page(reader, f"/answer/{token}/", 404) == guessed
    assert answer(reader, token, answer_1="agree").status_code == 404
    assert Response.objects.count() == 1


def test_a_form_from_another_website_is_refused(letter: Letter, reader: Client) -> None:
    form = {"name": "Ada", "answer_1": "agree"}
    path = f"/answer/{token_of()}/"
    for site, status in (("cross-site", 403), ("same-origin", 303)):
        assert reader.post(path, form, headers={"Sec-Fetch-Site": site}).status_code == status


def test_days_without_an_answer_are_told_anew_each_day(
    letter: Letter, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No answer for 23 days." in page(reader, "/letters/river/en/")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    PAGES.forget_revisions()
    assert "No answer for 24 days." in page(reader, "/letters/river/en/")


def test_a_letter_that_was_not_delivered_says_nothing(reader: Client) -> None:
    make_signed_letter("lake")
    assert "Where it stands" not in page(reader, "/letters/lake/en/")
    assert "has not been delivered yet" in page(reader, "/letters/lake/en/answers/")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_answers(letter: Letter, reader: Client, number: int) -> None:
    for count in range(number):
        answer(reader, token_of(), answer_1="agree", attachments=[upload("a.pdf", PDF)])
        if count:
            after = Delivery.objects.latest("id").pk
            mailed(letter, after=after)
    Delivery.objects.update(state="delivered", delivered_at=T0)
    publish(letter)
    PAGES.clear()
    with CaptureQueriesContext(connection) as queries:
        page(reader, "/letters/river/en/answers/")
    assert len(queries) == 11

"""The page of a letter, its list of names, how to check it, and everything in one file."""

import gzip
import io
import zipfile
from datetime import timedelta

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    public_files,
    signed,
    token_in,
    wish,
)
from tests.web.markup import Answer, headers_of, text_of
from undersigned.models import Letter
from undersigned.stages import draft
from undersigned.stages.confirm import accept_organization
from undersigned.stages.publish import close_letter
from undersigned.stages.withdraw import request_manage_link, show_signature
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

PAGE = "/letters/river/en/"


def manage_token(email: str) -> str:
    """Ask for the link of a signature and return its token."""
    request_manage_link(Letter.objects.get(slug="river"), email, language="en", at=T0)
    return token_in(last_mail(email))


@pytest.fixture
def letter() -> Letter:
    """A letter that an organization and two people signed, one of them without a name."""
    letter = make_open_letter()
    signed(
        letter, wish("Zoë Example", "zoe@people.example", affiliation="School of <b>Streams</b>")
    )
    signed(letter, wish("Unseen Example", "unseen@people.example", is_named=False))
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    log_all(letter)
    return letter


def test_the_page_shows_the_letter_and_who_signed(reader: Client, letter: Letter) -> None:
    response = reader.get(PAGE)
    html = text_of(response)
    assert response.status_code == 200
    for shown in (
        '<html lang="en" dir="ltr">',
        "<h1>River en</h1>",
        "Ada Exemplar",
        "River Commission",
        '<li id="demand-2"><p>Let the people of the banks speak.</p></li>',
        '<section class="sources" role="doc-endnotes"',
        '<a href="#source-ref-1" role="doc-backlink"',
        "1 organization and 2 people",
        "Zoë Example",
        "School of &lt;b&gt;Streams&lt;/b&gt;",
        '<a href="https://herons.example" rel="noopener noreferrer external nofollow ugc">',
        "Germany",
        "One more signature is counted without a name.",
        f'href="{PAGE}sign/"',
        f'href="{PAGE}check/"',
        '<a href="/letters/river/fa/" lang="fa" hreflang="fa" dir="rtl">فارسی</a>',
    ):
        assert shown in html
    assert html.index("Bank of Herons") < html.index("Zoë Example")
    check_letter_log(letter)


def test_what_is_not_public_does_not_leak(reader: Client, letter: Letter) -> None:
    for page in (PAGE, f"{PAGE}signatories/", f"{PAGE}check/", f"{PAGE}signatories/?q=example"):
        html = text_of(reader.get(page))
        for hidden in ("Unseen", "people.example", 'herons.example"@', "Rosa Muster", "Director"):
            assert hidden not in html, (page, hidden)
        assert "office@herons.example" not in html


def test_a_public_page_is_kept_and_sets_no_cookie(reader: Client, letter: Letter) -> None:
    for page in ("/?lang=en", PAGE, f"{PAGE}signatories/", f"{PAGE}sign/", f"{PAGE}check/"):
        for _ in range(2):
            response = reader.get(page)
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "public, max-age=1"
            assert response.headers["Vary"] == "Accept-Encoding"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not reader.cookies


def test_a_page_in_a_right_to_left_language_marks_what_is_not(
    reader: Client, letter: Letter
) -> None:
    html = text_of(reader.get("/letters/river/fa/"))
    assert '<html lang="fa" dir="rtl">' in html
    assert "<h1>River fa</h1>" in html
    assert '<h2 id="undersigned-title" lang="en" dir="ltr">' in html
    assert '<h2 id="sources" lang="en" dir="ltr">' in html
    assert "۱۰ اسفند ۱۴۰۴" in html
    assert '</bdi>، <span class="country">آلمان</span>' in html
    # The list of all names speaks the language of the interface.
    html = text_of(reader.get("/letters/river/fa/signatories/"))
    assert '<html lang="en" dir="ltr">' in html
    assert '</bdi>, <span class="country">Germany</span>' in html


def test_a_letter_that_is_not_public_is_not_found(reader: Client) -> None:
    make_draft("river")
    frozen = make_draft("lake")
    draft.freeze_edition(frozen, by=frozen.lead, at=T0)
    for slug in ("river", "lake", "nowhere"):
        for page in ("", "en/", "en/signatories/", "en/sign/", "en/check/", "en/manage/",
                     "en/sign/sent/", "en/withdrawn/", "bundle.zip"):  # fmt: skip
            assert reader.get(f"/letters/{slug}/{page}").status_code == 404, page
    publishable = make_open_letter("sea")
    assert reader.get(f"/letters/{publishable.slug}/en/").status_code == 200


def test_a_language_that_the_letter_lacks_is_not_found(reader: Client, letter: Letter) -> None:
    response = reader.get("/letters/river/de/")
    assert (response.status_code, "There is nothing here" in text_of(response)) == (404, True)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("fa-IR,fa;q=0.9,en;q=0.5", "fa"),
        ("en-GB", "en"),
        ("de,fa;q=0.2", "fa"),
        ("de", "en"),
        ("", "en"),
        ("\x00;q=☃" * 50, "en"),
    ],
)
def test_the_address_without_a_language_leads_to_the_reader_s(
    reader: Client, letter: Letter, wanted: str, language: str
) -> None:
    response = reader.get("/letters/river/", headers={"Accept-Language": wanted})
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/letters/river/{language}/",
    )
    assert response.headers["Vary"] == "Accept-Language"


def test_the_address_of_the_log_leads_people_to_what_explains_it(
    reader: Client, letter: Letter
) -> None:
    response = reader.get(f"/log/{letter.pk}/", headers={"Accept-Language": "fa"})
    assert (response.status_code, response.headers["Location"]) == (302, "/letters/river/fa/check/")
    draft = make_draft("draft")
    for unknown in (draft.pk, "0" * 32):
        assert reader.get(f"/log/{unknown}/").status_code == 404


def test_a_page_that_is_known_is_not_sent_again(reader: Client, letter: Letter) -> None:
    first = reader.get(PAGE)
    etag = first.headers["ETag"]
    for known in (etag, f'"other", {etag}', "*"):
        again = reader.get(PAGE, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert reader.get(PAGE, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_head_says_how_long_the_page_is_and_leaves_it_out(reader: Client, letter: Letter) -> None:
    head, page = reader.head(PAGE), reader.get(PAGE)
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(page.content))
    assert headers_of(head) == headers_of(page)


def test_a_page_is_compressed_for_those_who_ask(reader: Client, letter: Letter) -> None:
    plain = reader.get(PAGE)
    for accepted, encoding, unpack in (
        ("zstd, gzip", "gzip", gzip.decompress),
        ("br, gzip", "br", brotli.decompress),
    ):
        packed = reader.get(PAGE, headers={"Accept-Encoding": accepted})
        assert packed.headers["Content-Encoding"] == encoding
        assert packed.headers["Content-Length"] == str(len(packed.content))
        assert unpack(packed.content) == plain.content


def test_a_page_changes_with_the_letter(reader: Client, letter: Letter) -> None:
    pages = {"first": text_of(reader.get(PAGE))}
    show_signature(manage_token("zoe@people.example"), is_shown=False)
    PAGES.forget_revisions()
    pages["hidden"] = text_of(reader.get(PAGE))
    assert "Zoë Example" in pages["first"]
    assert "Zoë Example" not in pages["hidden"]
    assert "2 more signatures are counted without a name." in pages["hidden"]
    signed(letter, wish("New Example", "new@people.example"))
    log_all(letter)
    PAGES.forget_revisions()
    assert "1 organization and 3 people" in text_of(reader.get(PAGE))
    close_letter(letter, by=letter.lead, at=T0 + timedelta(days=30))
    PAGES.forget_revisions()
    closed = text_of(reader.get(PAGE))
    assert "Closed on 31 March 2026." in closed
    assert f'href="{PAGE}sign/"' not in closed
    check_letter_log(letter)


def test_a_kept_page_costs_one_query_a_second_at_most(reader: Client, letter: Letter) -> None:
    for _ in range(2):
        reader.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        reader.get(PAGE)
    assert len(queries) == 0
    PAGES.forget_revisions()
    with CaptureQueriesContext(connection) as queries:
        reader.get(PAGE)
    assert len(queries) == 1


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}signatories/", f"{PAGE}signatories/?q=person"])
def test_the_number_of_queries_does_not_grow_with_the_names(reader: Client, page: str) -> None:
    letter = make_open_letter()
    counts = []
    for total in (1, 3):
        while letter.signatures.count() < total:
            number = letter.signatures.count()
            signed(letter, wish(f"Person {number}", f"person{number}@people.example"))
        log_all(letter)
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            assert text_of(reader.get(page)).count('<bdi class="name"') == total
        counts.append(len(queries))
    assert counts == [counts[0], counts[0]]
    assert counts[0] <= 11


def test_nobody_has_signed_yet(reader: Client) -> None:
    letter = make_open_letter()
    for _ in range(2):
        for page in (PAGE, f"{PAGE}signatories/", "/"):
            assert "Nobody has signed yet." in text_of(reader.get(page))
        log_all(letter)
        PAGES.clear()


def test_one_person_is_counted_in_the_singular(reader: Client) -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    html = text_of(reader.get(PAGE))
    assert "<strong><span data-signed-by>1 person</span></strong> signed this letter." in html
    assert "more signature" not in html


def test_a_website_that_is_none_is_not_linked(reader: Client, letter: Letter) -> None:
    letter.signatures.filter(kind="organization").update(affiliation="javascript:alert(1)")
    assert "javascript" not in text_of(reader.get(PAGE))


# The list -----------------------------------------------------------------------------------------


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch) -> Letter:
    """A letter with more names than fit on a page, or than a search looks for."""
    monkeypatch.setattr("undersigned.queries.signatories.PAGE_ROWS", 2)
    monkeypatch.setattr("undersigned.queries.signatories.SEARCH_ROWS", 3)
    monkeypatch.setattr("undersigned.web.publish.SEARCH_ROWS", 3)
    monkeypatch.setattr("undersigned.queries.signatories.LETTER_PEOPLE", 2)
    letter = make_open_letter()
    for number, name in enumerate(("Ána One", "Bo Two", "Cy Three", "Di Four")):
        signed(letter, wish(name, f"{number}@people.example", affiliation="Ferry"))
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    log_all(letter)
    return letter


def names_on(response: Answer) -> list[str]:
    """Return the names that a list shows, in order."""
    html = text_of(response)
    names = ["Bank of Herons", "Ána One", "Bo Two", "Cy Three", "Di Four"]
    return sorted((name for name in names if name in html), key=html.index)


def test_the_list_goes_on_from_page_to_page(reader: Client, long_list: Letter) -> None:
    shown = [names_on(reader.get(f"{PAGE}signatories/?page={page}")) for page in (1, 2, 3)]
    assert shown == [["Bank of Herons", "Ána One"], ["Bo Two", "Cy Three"], ["Di Four"]]
    second = text_of(reader.get(f"{PAGE}signatories/?page=2"))
    assert '<a rel="prev" href="?page=1">' in second
    assert '<a rel="next" href="?page=3">' in second
    assert "All 5 names, with search" in text_of(reader.get(PAGE))


@pytest.mark.parametrize("page", ["0", "4", "-1", "x", "", "１", "1e1", "9" * 400, "1\x00"])
def test_a_page_that_the_list_does_not_have_is_not_found(
    reader: Client, long_list: Letter, page: str
) -> None:
    assert reader.get(f"{PAGE}signatories/", {"page": page}).status_code == 404
    assert reader.get(f"{PAGE}signatories/", {"page": "3"}).status_code == 200


@pytest.mark.parametrize(
    ("search", "names", "sentence"),
    [
        ("ana", ["Ána One"], "One name contains “<bdi>ana</bdi>”."),
        ("ÁNA  ferry", ["Ána One"], "One name contains “<bdi>ÁNA ferry</bdi>”."),
        ("o", ["Bank of Herons", "Ána One"], "More than 3 names contain “<bdi>o</bdi>”"),
        ("nobody", [], "No shown name contains “<bdi>nobody</bdi>”."),
        ("%", [], "No shown name contains “<bdi>%</bdi>”."),
        ("_", [], "No shown name contains “<bdi>_</bdi>”."),
        ("<script>'\"", [], "No shown name contains “<bdi>&lt;script&gt;&#x27;&quot;</bdi>”."),
        ("x" * 5000, [], "No shown name contains “<bdi>xxx"),
        ("o " * 90, ["Bank of Herons", "Ána One"], "More than 3 names contain"),
        ("\x00\u202e\u200b", ["Bank of Herons", "Ána One"], ""),
        ("   ", ["Bank of Herons", "Ána One"], ""),
    ],
)
def test_a_search_finds_names_and_is_honest_about_what_it_does_not(
    reader: Client, long_list: Letter, search: str, names: list[str], sentence: str
) -> None:
    response = reader.get(f"{PAGE}signatories/", {"q": search})
    assert response.status_code == 200
    assert names_on(response) == names
    assert sentence in text_of(response)
    assert ('role="status"' in text_of(response)) == bool(sentence)


def test_a_search_pages_and_keeps_its_words(reader: Client, long_list: Letter) -> None:
    second = reader.get(f"{PAGE}signatories/", {"q": "o&e", "page": "1"})
    assert names_on(second) == []
    response = reader.get(f"{PAGE}signatories/", {"q": "e", "page": "2"})
    assert len(names_on(response)) == 1
    assert '<a rel="prev" href="?q=e&amp;page=1">' in text_of(response)


# Checking -----------------------------------------------------------------------------------------


def test_the_check_page_says_what_is_proven_and_what_is_not(reader: Client, letter: Letter) -> None:
    html = text_of(reader.get(f"{PAGE}check/"))
    files = public_files(letter)
    for shown in (
        "1 organization and 2 people",
        files["vkey"].decode().strip(),
        f"/log/{letter.pk}/checkpoint",
        "That each signature is a different real person.",
        "undersigned verify river.zip",
        "--against",
        "/letters/river/bundle.zip",
        *(path.removeprefix("text/") for path in files if path.startswith("text/")),
    ):
        assert shown in html


def test_everything_comes_in_one_file(reader: Client, letter: Letter) -> None:
    response = reader.get("/letters/river/bundle.zip")
    assert response.streaming
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == 'attachment; filename="river.zip"'
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as bundle:
        held = {name: bundle.read(name) for name in bundle.namelist()}
    assert held.pop("letter.pdf").startswith(b"%PDF-")
    expected = public_files(letter)
    assert held == expected
    assert not reader.cookies
    etag = response.headers["ETag"]
    again = reader.get("/letters/river/bundle.zip", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    head = reader.head("/letters/river/bundle.zip")
    assert (head.status_code, head.getvalue(), head.headers["ETag"]) == (200, b"", etag)
    assert "Content-Length" not in head.headers


def test_there_is_no_bundle_before_the_first_head(reader: Client) -> None:
    letter = make_open_letter()
    response = reader.get("/letters/river/bundle.zip")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    log_all(letter)
    assert reader.get("/letters/river/bundle.zip").status_code == 200

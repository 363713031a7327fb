"""The letter on paper: made by the worker once, handed out to all, and never with a gone name."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.support.certificates import write_certificate
from tests.support.letters import (
    T0,
    correct_letter,
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
from tests.support.pdf import attachments_of, bookmarks_of, signature_of, words_of
from undersigned.adapters.paper_folder import PaperFolder
from undersigned.core.text_proof import check_text_proof, parse_text_proof
from undersigned.core.tlog.note import VerifyingKey
from undersigned.jobs.paper import PaperJobs
from undersigned.models import Letter
from undersigned.queries import paper as paper_query
from undersigned.stages.confirm import accept_organization
from undersigned.stages.withdraw import request_manage_link, show_signature, withdraw_signature
from undersigned.web.page_cache import PAGES
from undersigned.web.paper import FRESH_SECONDS

pytestmark = pytest.mark.django_db

PAPER = "/letters/river/en/letter.pdf"
ALL = "/letters/river/letter.pdf"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which no paper is kept; keys and the rest stay where they are."""
    folder = Path(settings.CONFIG.data) / "paper"
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    return Path(settings.CONFIG.data)


@pytest.fixture
def letter(data: Path) -> Letter:
    """A letter that an organization and two people signed, one of them without a name."""
    letter = make_open_letter()
    signed(letter, wish("Zoë Example", "zoe@people.example", affiliation="School of Streams"))
    signed(letter, wish("Unseen Example", "unseen@people.example", is_named=False))
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    log_all(letter)
    return letter


def make(data: Path) -> None:
    """Let the worker make all that is asked for."""
    jobs = PaperJobs(data)
    while jobs.make():
        pass


def get(reader: Client, address: str, data: Path) -> bytes:
    """Ask, let the worker make it, and ask again."""
    assert reader.get(address).status_code == 503
    make(data)
    return reader.get(address).content


def test_first_reader_waits_and_then_gets_it(
    reader: Client, letter: Letter, data: Path, tmp_path: Path
) -> None:
    waiting = reader.get(PAPER)
    assert (waiting.status_code, waiting["Retry-After"], waiting["Refresh"]) == (503, "3", "3")
    assert waiting["Cache-Control"] == "no-store"
    assert "being set on paper" in waiting.content.decode()
    make(data)
    response = reader.get(PAPER)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="river-en.pdf"'
    assert "Set-Cookie" not in response
    words = words_of(response.content, tmp_path)
    for said in (
        "1 organization and 2 people signed this letter.",
        "One more signature is counted without a name.",
        "1 March 2026, when the log had 4 entries.",
        "Bank of Herons, Germany",
        "Zoë Example, Teacher, School of Streams, France",
        f"/letters/{letter.slug}/en/check/",
    ):
        assert said in words
    assert "Unseen" not in words
    assert "Rosa Muster" not in words


def test_answers_of_http(reader: Client, letter: Letter, data: Path) -> None:
    pdf = get(reader, PAPER, data)
    head = reader.head(PAPER)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(pdf)))
    for known in (head["ETag"], f'"other", W/{head["ETag"]}'):
        unchanged = reader.get(PAPER, headers={"If-None-Match": known})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert "Content-Type" not in unchanged
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert reader.get(PAPER).content == pdf
    assert len(queries) == 2


def test_all_languages_in_one_file(reader: Client, letter: Letter, data: Path) -> None:
    response_before = reader.get(ALL)
    assert response_before.status_code == 503
    make(data)
    response = reader.get(ALL)
    assert response["Content-Disposition"] == 'inline; filename="river.pdf"'
    parts = [title for title in bookmarks_of(response.content) if not title.startswith(" ")]
    assert parts == ["River en", "River fa", "The undersigned"]


def test_attachments_prove_the_texts(reader: Client, letter: Letter, data: Path) -> None:
    files = attachments_of(get(reader, PAPER, data))
    public = public_files(letter)
    assert set(files) == {"checkpoint", "vkey", "en.txt", "fa.txt", "letter.tlog-proof"}
    assert files["checkpoint"] == public["checkpoint"]
    assert files["vkey"] == public["vkey"]
    proof = parse_text_proof(files["letter.tlog-proof"])
    key = VerifyingKey.parse(public["vkey"].decode().removesuffix("\n"))
    assert check_text_proof(proof, key).size == 4
    for language, digest in proof.leaf.digests:
        assert files[f"{language}.txt"] == public[f"text/{digest.hex()}"]


def test_what_is_not_there_is_not_found(reader: Client, letter: Letter, data: Path) -> None:
    make_draft("draft")
    for address in (
        "/letters/river/de/letter.pdf",
        "/letters/river/all-languages/letter.pdf",
        "/letters/nothing/letter.pdf",
        "/letters/draft/en/letter.pdf",
    ):
        found = reader.get(address).status_code
        assert found == (503 if "all-languages" in address else 404), address
    assert [part for _letter, part in PaperFolder(data).wanted()] == ["all-languages"]


def test_letter_without_a_log_waits(reader: Client, data: Path) -> None:
    make_open_letter()
    assert reader.get(PAPER).status_code == 503
    assert PaperFolder(data).wanted() == []


def test_burst_is_made_once(
    reader: Client, letter: Letter, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        assert reader.get(PAPER).status_code == 503
    jobs = PaperJobs(data)
    assert jobs.make() is False
    (kept,) = PaperFolder(data).of_letter(letter.pk)
    made = kept.path.stat().st_mtime_ns
    # Asked for by somebody who looked before it was there.
    PaperFolder(data).want(letter.pk, "en")
    assert jobs.make() is False
    assert kept.path.stat().st_mtime_ns == made


def test_older_one_is_handed_out_until_there_is_a_newer_one(
    reader: Client, letter: Letter, data: Path, tmp_path: Path
) -> None:
    first = get(reader, PAPER, data)
    signed(letter, wish("Ada Example", "ada@people.example"))
    log_all(letter)
    assert reader.get(PAPER).content == first
    assert PaperFolder(data).wanted() == []
    (kept,) = PaperFolder(data).of_letter(letter.pk)
    long_ago = time.time() - FRESH_SECONDS - 1
    os.utime(kept.path, (long_ago, long_ago))
    assert reader.get(PAPER).content == first
    make(data)
    second = reader.get(PAPER).content
    assert "when the log had 5 entries" in words_of(second, tmp_path)
    assert "Ada Example" in words_of(second, tmp_path)
    assert len(list(PaperFolder(data).of_letter(letter.pk))) == 1


@pytest.mark.parametrize("way", ["hide", "withdraw"])
def test_name_that_is_gone_is_on_no_paper(
    reader: Client, letter: Letter, data: Path, tmp_path: Path, way: str
) -> None:
    assert "Zoë Example" in words_of(get(reader, PAPER, data), tmp_path)
    request_manage_link(letter, "zoe@people.example", language="en", at=T0)
    token = token_in(last_mail("zoe@people.example"))
    if way == "hide":
        show_signature(token, is_shown=False)
    else:
        withdraw_signature(token, at=T0)
    assert reader.get(PAPER).status_code == 503
    PaperJobs(data).erase()
    assert list(PaperFolder(data).of_letter(letter.pk)) == []
    log_all(letter)
    make(data)
    words = words_of(reader.get(PAPER).content, tmp_path)
    assert "Zoë" not in words
    assert ("One signature was withdrawn" in words) is (way == "withdraw")


def test_file_of_a_state_without_a_gone_name_is_kept(
    reader: Client, letter: Letter, data: Path
) -> None:
    get(reader, PAPER, data)
    PaperJobs(data).erase()
    assert len(list(PaperFolder(data).of_letter(letter.pk))) == 1


def test_earlier_edition_is_marked(
    reader: Client, letter: Letter, data: Path, tmp_path: Path
) -> None:
    correct_letter(letter)
    signed(letter, wish("Ada Example", "ada@people.example"))
    log_all(letter)
    words = words_of(get(reader, PAPER, data), tmp_path)
    assert "School of Streams, France, edition 1" in words
    assert "Ada Example, Teacher, France " in words
    assert "3 of them signed edition 1 and have not agreed to the corrected text." in words


def test_list_ends_where_memory_would(
    reader: Client, letter: Letter, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_query, "NAMES_AT_MOST", 1)
    words = words_of(get(reader, PAPER, data), tmp_path)
    assert "The first 1 names are printed here." in words
    assert "Zoë" not in words


def test_certificate_signs_what_is_handed_out(
    reader: Client, letter: Letter, data: Path, tmp_path: Path
) -> None:
    unsigned = get(reader, PAPER, data)
    assert b"/ByteRange" not in unsigned
    path = write_certificate(tmp_path / "letters.p12", "a secret")
    config = settings.CONFIG.__class__(
        **{
            **settings.CONFIG.__dict__,
            "pdf_certificate": str(path),
            "pdf_passphrase": "a secret",
        }
    )
    (kept,) = PaperFolder(data).of_letter(letter.pk)
    os.utime(kept.path, (0, 0))
    with override_settings(CONFIG=config):
        assert reader.get(PAPER).content == unsigned
        make(data)
        assert "Signature is Valid" in signature_of(reader.get(PAPER).content, tmp_path)
        path.write_bytes(b"broken")
        os.utime(next(PaperFolder(data).of_letter(letter.pk)).path, (0, 0))
        reader.get(PAPER)
        make(data)
        response = reader.get(PAPER)
    assert response.status_code == 200
    assert b"/ByteRange" not in response.content


def test_page_of_the_letter_leads_to_it(reader: Client, letter: Letter) -> None:
    PAGES.clear()
    page = reader.get("/letters/river/en/").content.decode()
    assert f'href="{PAPER}"' in page
    assert f'href="{ALL}"' in page

"""A list of organizations comes in from a file, and everything goes out in one."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import add_partner
from tests.support.letters import (
    T0,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Act, Letter, Signature, UploadedList
from undersigned.stages.confirm import accept_organization, decline_organization

pytestmark = pytest.mark.django_db

ORGANIZATIONS = "letters/river/organizations/"
IMPORT = f"{ORGANIZATIONS}import/"
COARA = Path(__file__).parents[4] / "shared/data/letters/coara-organisations/signatories.csv"


def upload(lead: Client, data: bytes, name: str = "list.csv", status: int = 302) -> str:
    """Send a file; return the path of its preview, or the page that refuses it."""
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    answer = lead.post(f"/workspace/{IMPORT}", {"file": file})
    if status != 302:
        return page(answer, status)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"]).removeprefix("/workspace/")


def totals(html: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r'data-total="(\w+)">(\d+)<', html)}


def hidden(html: str) -> dict[str, str]:
    """Return what the form of the button sends along."""
    form = html.partition('class="import-form"')[2].partition("</form>")[0]
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_a_list_is_previewed_and_imported_once(lead: Client) -> None:
    letter = make_open_letter()
    signed(letter, organization_wish("Bank of Herons"))
    add_partner(letter)
    path = upload(
        lead,
        "Organisation;Land;Website\n"
        "BANK OF HERONS;;\n"
        "Association 1;FR;\n"
        "Flussfreunde e.V.;Deutschland;flussfreunde.example\n"
        "flussfreunde e. V.;;\n"
        "Flusfreunde;Atlantis;nowhere\n"
        ";FR;\n"
        "<script>alert(1)</script>;;\n".encode("cp1252"),
        "Liste <b>.csv",
    )  # fmt: skip
    html = get(lead, path)
    assert totals(html) == {
        "rows": 7, "organizations": 5, "new": 3, "repeated": 1, "there": 2, "likely": 1,
        "unusable": 1,
    }  # fmt: skip
    for words in (
        "Liste &lt;b&gt;.csv", "&lt;script&gt;alert(1)", "It has no name.", "line 7",
        "Member of the coalition", "Waits for you", "Import 3 organizations",
        "Nobody knows the country &#x27;Atlantis&#x27;", "lines 4 and 5",
    ):  # fmt: skip
        assert words in html, words
    assert "<script>alert" not in html
    # Nothing is stored before the button is pressed.
    assert Signature.objects.count() == 1
    data = {**hidden(html), "leave": ["6", "x", "9" * 30]}
    assert leads_to(post(lead, f"{path}run/", data), ORGANIZATIONS)
    assert "2 organizations are imported and sign the letter." in get(lead, ORGANIZATIONS)
    # A second press of the same button is told the same, for a minute.
    assert leads_to(post(lead, f"{path}run/", data), ORGANIZATIONS)
    assert "2 organizations are imported and sign the letter." in get(lead, ORGANIZATIONS)
    Act.objects.update(at=F("at") - timedelta(minutes=2))
    assert leads_to(post(lead, f"{path}run/", data), IMPORT)
    assert "it was imported, or dropped" in get(lead, IMPORT)
    assert leads_to(lead.get(f"/workspace/{path}"), IMPORT)
    listed = Signature.objects.filter(evidence__startswith="listed by the lead on ")
    assert set(listed.values_list("name", "country", "affiliation")) == {
        ("Flussfreunde e.V.", "DE", "https://flussfreunde.example"),
        ("<script>alert(1)</script>", "", ""),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_told(lead: Client, encoding: str) -> None:
    make_open_letter()
    html = get(lead, upload(lead, "name\nZürcher Ruderverein\n".encode(encoding)))
    assert "Zürcher Ruderverein" in html
    assert ("was read as Windows-1252" in html) == (encoding == "cp1252")


def test_columns_with_other_names_are_chosen(lead: Client) -> None:
    make_open_letter()
    path = upload(lead, b"a,b,c\nx,Herons,DE\ny,Storks,FR\n")
    html = get(lead, path)
    assert "No column of this list is called a name." in html
    assert "Import " not in html.split("<main")[1].split("<h1>")[1]
    assert "2: b (Herons)" in html
    html = get(lead, f"{path}?name=1&country=2&website=&kind=&has_header=on")
    assert totals(html)["new"] == 2
    assert hidden(html) == {"name": "1", "country": "2", "has_header": "on"}
    without = get(lead, f"{path}?name=1&country=&website=&kind=")
    assert totals(without)["new"] == 3
    assert "has_header" not in hidden(without)
    for strange in ("name=7", "name=x", "name=", "name=1&country=99", "name=٣"):
        wrong = get(lead, f"{path}?{strange}", 422)
        assert "Import 2" not in wrong
    post(lead, f"{path}run/", {"name": "99"})
    assert not Signature.objects.exists()
    post(lead, f"{path}run/", hidden(html))
    assert set(Signature.objects.values_list("name", "country")) == {
        ("Herons", "DE"), ("Storks", "FR"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\r\n", "This file is empty."),
        (b"PK\x03\x04", "file of a spreadsheet program"),
        (b"name\nA\x00\n", "it holds zero bytes"),
        (b"name\n\x81\xfe", "neither UTF-8 nor Windows-1252"),
        (b'name\n"A', "is not CSV"),
        (b"name\n" + b"x" * 1_000_000, "a cell begins"),
        (b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
        (b"name\n" + b"x\n" * 20_001, "at most 20,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    lead: Client, data: bytes, sentence: str
) -> None:
    make_open_letter()
    assert sentence in upload(lead, data, status=422)
    assert not UploadedList.objects.exists()
    assert "Import 1 organization" in get(lead, upload(lead, b"name\nA\n"))


@pytest.mark.parametrize(
    "text",
    [
        "name,name\nA,B\n",
        'name\n"Two\nlines"\n',
        "name\n" + "\u202e\u200b\n",
        "name\n" + "é" * 300 + "\n",
        "name\n" + "a" + "\u0301" * 50 + "\n",
        "name\n,,,,,\nA,,,,\n",
        "name\n",
        "name,country\n\"=cmd|' /C calc'!A0\",=1\n",
        "name\nانجمن\u200cها\n河流之友协会\n",
    ],
)
def test_hostile_lists_have_a_preview(lead: Client, text: str) -> None:
    make_open_letter()
    path = upload(lead, text.encode())
    html = get(lead, path)
    new = totals(html)["new"]
    if new:
        post(lead, f"{path}run/", hidden(html))
    assert Signature.objects.count() == new


def test_a_list_is_dropped(lead: Client) -> None:
    make_open_letter()
    path = upload(lead, b"name\nA\n", "x" * 300 + "\u202e.csv")
    assert lead.get(f"/workspace/{path}drop/").status_code == 405
    assert leads_to(post(lead, f"{path}drop/"), IMPORT)
    assert "The list is dropped" in get(lead, IMPORT)
    assert not UploadedList.objects.exists()
    assert leads_to(post(lead, f"{path}drop/"), IMPORT)


def test_only_an_open_letter_takes_a_list(lead: Client) -> None:
    make_draft()
    assert "This letter is not open." in get(lead, IMPORT)
    assert "This letter is not open." in upload(lead, b"name\nA\n", status=422)
    letter = make_open_letter("lake")
    UploadedList.objects.create(
        letter=letter, account=letter.lead, name="a", data=b"name\nA\n", uploaded_at=T0
    )
    other = UploadedList.objects.get().pk
    assert leads_to(lead.get(f"/workspace/{IMPORT}{other}/"), IMPORT)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_takes_the_same_queries_for_one_and_three_rows(lead: Client, rows: int) -> None:
    letter = make_open_letter()
    for number in range(rows):
        signed(letter, organization_wish(f"Number {number}", f"a@n{number}.example"))
        add_partner(letter, number + 1)
    path = upload(lead, b"name\n" + b"".join(b"Number %d\nNew %d\n" % (n, n) for n in range(rows)))
    with CaptureQueriesContext(connection) as captured:
        assert totals(get(lead, path))["new"] == rows
    assert len(captured) == 14


def test_the_list_of_2501_rows_is_previewed_as_834_organizations(lead: Client) -> None:
    if not COARA.exists():
        pytest.skip(f"{COARA} is not here")
    letter = make_open_letter()
    path = upload(lead, COARA.read_bytes())
    html = get(lead, path)
    assert totals(html) == {
        "rows": 2501, "organizations": 834, "new": 834, "repeated": 1667, "there": 0, "likely": 0,
        "unusable": 0,
    }  # fmt: skip
    post(lead, f"{path}run/", hidden(html))
    assert Signature.objects.filter(letter=letter).count() == 834
    again = totals(get(lead, upload(lead, COARA.read_bytes())))
    assert (again["new"], again["there"]) == (0, 834)


def exported(lead: Client) -> dict[str, list[dict[str, str]]]:
    answer = lead.get(f"/workspace/{ORGANIZATIONS}export/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it is streamed
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        tables = {name: archive.read(name) for name in archive.namelist()}
    assert all(table.startswith(b"\xef\xbb\xbf") for table in tables.values())
    return {
        name: list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
        for name, table in tables.items()
    }


def test_everything_that_the_lead_sees_is_exported_and_nobody_who_signed_as_a_person(
    lead: Client,
) -> None:
    letter = make_open_letter()
    accepted = signed(letter, organization_wish('=Bank & "Herons"', "office@herons.example"))
    accept_organization(letter, accepted.pk, by=letter.lead, at=T0)
    declined = signed(letter, organization_wish("+Nobody", "x@nobody.example"))
    decline_organization(letter, declined.pk, reason="-1", by=letter.lead, at=T0)
    signed(letter, organization_wish("انجمن رود", "office@rood.example"))
    signed(letter, wish("Mina Secret", "mina@secret.example"))
    partner = add_partner(letter)
    log_all(letter)
    tables = exported(lead)
    assert set(tables) == {
        "letter.csv", "organizations.csv", "waiting.csv", "coalition.csv", "people.csv",
        "endorsements.csv", "history.csv", "comments.csv", "kept-pairs.csv",
    }  # fmt: skip
    (row,) = tables["organizations.csv"]
    assert (row["name"], row["state"], row["e-mail"], row["index in the log"]) == (
        "'=Bank & \"Herons\"", "logged", "office@herons.example", "1",
    )  # fmt: skip
    assert row["evidence"] == "accepted by the lead on 2026-03-01"
    assert [each["name"] for each in tables["waiting.csv"]] == ["انجمن رود"]
    assert [each["name"] for each in tables["coalition.csv"]] == [partner.organization.name]
    assert {each["e-mail"]: each["role"] for each in tables["people.csv"]} == {
        "lead@coalition.example": "lead",
        partner.representative.email: "representative",
    }
    notes = {(each["act"], each["subject"], each["note"]) for each in tables["history.csv"]}
    assert ("organization declined", "'+Nobody", "'-1") in notes
    values = {each["what"]: each["value"] for each in tables["letter.csv"]}
    assert (values["organizations in the log"], values["people in the log"]) == ("1", "1")
    everything = repr(tables)
    assert "Secret" not in everything
    assert "secret" not in everything


def test_a_large_letter_is_exported_in_as_many_queries(lead: Client) -> None:
    letter = make_open_letter()
    for number in range(3):
        signed(letter, organization_wish(f"Number {number}", f"a@n{number}.example"))
        add_partner(letter, number + 1)
        if number == 1:
            continue
        with CaptureQueriesContext(connection) as captured:
            tables = exported(lead)
        assert len(tables["waiting.csv"]) == number + 1
        queries = [q for q in captured.captured_queries if q["sql"].startswith("SELECT")]
        # PostgreSQL reads the four long tables through cursors, which are not captured.
        assert len(queries) == {"sqlite": 13, "postgresql": 9}[connection.vendor]
    assert Letter.objects.count() == 1

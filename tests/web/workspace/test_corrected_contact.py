"""A signer corrects what is sealed, and the export opens with `age` to the corrected data only."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.support.keys import Key, make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    signed,
    token_in,
    wish,
)
from tests.web.markup import text_of
from undersigned.models import Letter, Signature
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.withdraw import request_manage_link

pytestmark = pytest.mark.django_db

ADDRESS = "mina@people.example"
ENTERED = {"name": "Mina Corrected", "role": "Baker", "affiliation": "", "country": "FR"}
# As the page of the contact data says.
BY_AGE = """\
csplit -sz -f contact- -n 6 contacts.txt '/^-----BEGIN/' '{*}'; rm contact-000000
for file in contact-*; do age -d -i key.txt "$file"; done
"""


def settle(letter: Letter) -> None:
    log_all(letter)
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)


@pytest.fixture
def key() -> Key:
    return make_key()


@pytest.fixture
def letter(key: Key) -> Letter:
    """A letter with a key, that two people have signed."""
    letter = make_open_letter()
    seal_for(letter, key)
    signed(letter)
    signed(letter, wish("Noor Example", "noor@people.example"))
    settle(letter)
    return letter


def path_of(letter: Letter) -> str:
    request_manage_link(letter, ADDRESS, language="en", at=T0)
    return f"/manage/{token_in(last_mail(ADDRESS))}/"


def exported(lead: Client) -> bytes:
    response = lead.get("/workspace/letters/river/contact-data/export/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a stream


def opened_by_age(export: bytes, key: Key, folder: Path) -> str:
    """All that the export says to whoever has the key, by the commands of the page."""
    folder.mkdir()
    (folder / "contacts.txt").write_bytes(export)
    (folder / "key.txt").write_bytes(key.file)
    done = subprocess.run(["sh", "-euc", BY_AGE], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.mark.skipif(
    shutil.which("age") is None, reason="there is no age here (tools/test-env installs it as root)"
)
def test_the_export_opens_to_the_corrected_data_only(
    reader: Client, lead: Client, letter: Letter, key: Key, tmp_path: Path
) -> None:
    before = opened_by_age(exported(lead), key, tmp_path / "before")
    assert "Mina Example" in before
    assert "Teacher" in before
    path = path_of(letter)
    assert 'name="email"' in text_of(reader.get(path)).partition('id="correct"')[2]
    response = reader.post(path, ENTERED | {"email": ADDRESS})
    assert response.headers["Location"] == f"{path}?done=corrected"
    assert "you get a new receipt by mail" in text_of(reader.get(f"{path}?done=corrected"))
    # Between the correction and its place in the log, the export holds nothing of the signer.
    meanwhile = opened_by_age(exported(lead), key, tmp_path / "meanwhile")
    assert "Mina" not in meanwhile
    assert "Noor" in meanwhile
    settle(letter)
    after = opened_by_age(exported(lead), key, tmp_path / "after")
    records = [json.loads(line) for line in after.splitlines() if line.startswith("{")]
    assert [(record["name"], record["role"], record["email"]) for record in records] == [
        ("Noor Example", "Teacher", "noor@people.example"),
        ("Mina Corrected", "Baker", ADDRESS),
    ]
    assert "Mina Example" not in after
    assert {(row.address, row.contact) for row in Signature.objects.all()} == {("", "")}
    assert last_mail(ADDRESS).attachment is not None
    check_letter_log(letter)


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("", "Please enter your e-mail address."),
        ("nonsense", "This does not look like an e-mail address."),
        ("other@people.example", "This is not the address with which you signed."),
    ],
)
def test_another_address_is_refused_and_what_was_typed_is_kept(
    reader: Client, letter: Letter, key: Key, email: str, says: str
) -> None:
    path = path_of(letter)
    response = reader.post(path, ENTERED | {"email": email})
    assert response.status_code == 422
    html = text_of(response)
    assert says in html
    assert 'value="Mina Corrected"' in html
    assert 'href="#id_email"' in html
    row = Signature.objects.get(name="Mina Example")
    assert (key.contact_of(row).name, row.address) == ("Mina Example", "")
    check_letter_log(letter)


def test_who_is_not_sealed_is_not_asked_for_the_address(reader: Client) -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    path = path_of(letter)
    assert 'name="email"' not in text_of(reader.get(path)).partition('id="correct"')[2]
    assert reader.post(path, ENTERED).status_code == 303
    log_all(letter)
    check_letter_log(letter)

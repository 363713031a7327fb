"""A signer downloads everything that is held about the signature, and nothing about others."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.stages.bursts.test_hold import LATER, flooded
from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from tests.web.markup import text_of
from undersigned.core.lifecycle import Verdict
from undersigned.core.suspects import Condition, Standing
from undersigned.models import Letter, OutgoingMail, Signature
from undersigned.queries.manage import receipt_of
from undersigned.stages.bursts import carry_out, decide
from undersigned.stages.confirm import accept_organization
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.sign import manage_link, sign_letter

pytestmark = pytest.mark.django_db

MINA = "mina@people.example"
AT = "2026-03-01T12:00:00Z"


def page_of(signature: Signature) -> str:
    """The path of the page of a signature."""
    signature.refresh_from_db()
    return "/" + manage_link(signature).split("/", 3)[3]


def data_of(reader: Client, signature: Signature) -> dict[str, Any]:  # JSON of several shapes
    """The file that the signer downloads."""
    response = reader.get(page_of(signature) + "data.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    name = f"river-{signature.pk}.json"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    data: dict[str, Any] = json.loads(response.content)
    return data


def settle(letter: Letter) -> None:
    log_all(letter)
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)


def test_the_file_has_everything(reader: Client) -> None:
    letter = make_open_letter()
    signed(letter, wish("Nora Neighbour", "nora@people.example"))
    mina = signed(letter, wish(affiliation="School of Streams"))
    log_all(letter)
    OutgoingMail.objects.all().delete()
    send_receipts(at=T0, limit=100)
    owed = OutgoingMail.objects.get(signature_number=mina.pk)
    data = data_of(reader, mina)
    mina.refresh_from_db()
    name, receipt = receipt_of(page_of(mina).split("/")[2])
    assert data.pop("made_at") > AT
    assert len(data.pop("notes")) == 5
    assert len(data["mailbox"].pop("asked_at")) == 1
    assert data == {
        "format": "undersigned/signer-data/v1",
        "server": "http://localhost:8000",
        "letter": {
            "id": letter.pk,
            "title": "River en",
            "address": "http://localhost:8000/letters/river/en/",
            "state": "open",
            "edition": 1,
        },
        "signature": {
            "number": mina.pk,
            "kind": "person",
            "state": "logged",
            "language": "en",
            "entered": {
                "name": "Mina Example",
                "affiliation": "School of Streams",
                "role": "Teacher",
                "country": "FR",
                "email": MINA,
                "display": "named",
            },
            "erased": {},
            "times": {
                "entered_at": AT, "reminded_at": None, "confirmed_at": AT, "ready_at": AT,
            },
            "network_digest": "",
            "burst": None,
            "name_is_shown": True,
            "wants_news": False,
            "evidence": "",
        },
        "log": {
            "index": 2,
            "commitment": bytes(mina.commitment or b"").hex(),
            "secret": bytes(mina.master or b"").hex(),
            "receipt_name": name,
            "receipt": receipt.decode(),
        },
        "sealed": {"is_sealed": False, "key_holders": [], "record": ""},
        "mails": {
            "owed": [
                {
                    "kind": "receipt", "owed_at": AT, "due_at": AT, "attempts": 0,
                    "subject": owed.subject,
                }
            ],
            "earlier": [{"kind": "confirm", "at": AT}],
        },
        "mailbox": {
            "digest": bytes(mina.mailbox_digest or b"").hex(),
            "other_wishes_entered_at": [],
            "wants_no_unasked_mail": False,
            "unasked_mails_at": [],
        },
        "endorsement": "",
        "history": [],
    }  # fmt: skip
    OutgoingMail.objects.all().delete()
    earlier = [{"kind": "confirm", "at": AT}, {"kind": "receipt", "at": None}]
    assert data_of(reader, mina)["mails"] == {"owed": [], "earlier": earlier}


def test_the_file_says_that_a_signature_came_in_a_burst_and_what_was_decided(
    reader: Client,
) -> None:
    letter = flooded()
    bot = Signature.objects.filter(letter=letter, ready_at=None).earliest("pk")
    waits = {"came_in_a_burst": True, "decision": "", "decided_at": None, "reason": ""}
    signature = data_of(reader, bot)["signature"]
    assert (signature["state"], signature["burst"]) == ("quarantined", waits)
    waiting = Condition(Standing.WAITING)
    decide(letter, Verdict.INVALIDATE, waiting, by=letter.lead, at=LATER, seen=0, reason="Counted")
    while carry_out(at=LATER):
        pass
    signature = data_of(reader, bot)["signature"]
    assert (signature["state"], signature["burst"]) == (
        "invalidated",
        waits
        | {
            "decision": "invalidate",
            "decided_at": LATER.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "reason": "Counted",
        },
    )


def test_a_form_s_network_is_a_digest_until_the_signature_is_logged(reader: Client) -> None:
    letter = make_open_letter()
    mina = signed(letter)
    Signature.objects.filter(pk=mina.pk).update(source=b"\x01" * 16)
    assert data_of(reader, mina)["signature"]["network_digest"] == "01" * 16
    log_all(letter)
    assert data_of(reader, mina)["signature"]["network_digest"] == ""


def test_the_page_says_the_same_to_be_read(reader: Client) -> None:
    letter = make_open_letter()
    mina = signed(letter)
    settle(letter)
    html = text_of(reader.get(page_of(mina) + "data/"))
    for said in (
        "Mina Example", "Teacher", MINA, "1 March 2026", "the receipt: waits since 1 March 2026",
        bytes(mina.mailbox_digest or b"").hex(), "No list of sent mails is kept",
        f"river-{Signature.objects.get().log_index}.tlog-proof", "Download everything",
    ):  # fmt: skip
        assert said in html
    assert page_of(mina) + "data/" in text_of(reader.get(page_of(mina)))


def test_what_is_sealed_is_there_with_the_holders_and_only_their_keys_open_it(
    reader: Client,
) -> None:
    letter, early, key, late = make_open_letter(), make_key(), make_key(), make_key()
    seal_for(letter, early, holder="Eve Early")
    letter.recipients.update(removed_at=T0.replace(day=2, month=2))
    seal_for(letter, key, holder="Ada Exemplar")
    mina = signed(letter)
    settle(letter)
    data = data_of(reader, mina)
    assert data["signature"]["entered"]["email"] == ""
    assert [holder["holder"] for holder in data["sealed"]["key_holders"]] == ["Ada Exemplar"]
    assert data["sealed"]["record"].startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert key.contact_of(mina).email == MINA
    # What is known of the mailbox for this server takes the address, which is not here.
    assert data["mailbox"]["wants_no_unasked_mail"] is None
    assert data["mailbox"]["unasked_mails_at"] is None
    assert any("This server cannot open it." in note for note in data["notes"])
    assert late.recipient not in json.dumps(data)
    html = text_of(reader.get(page_of(mina) + "data/"))
    assert "Ada Exemplar" in html
    assert "This server cannot open it." in html
    assert "Eve Early" not in html


def test_nothing_of_others_is_in_it_although_it_could_be(reader: Client) -> None:
    letter = make_open_letter()
    # Somebody else entered the same mailbox, and never confirmed.
    sign_letter(letter, wish("Otto Other", MINA), language="en", at=T0)
    mina = signed(letter)
    nora = signed(letter, wish("Nora Neighbour", "nora@people.example"))
    settle(letter)
    said = json.dumps(data_of(reader, mina)) + text_of(reader.get(page_of(mina) + "data/"))
    for word in ("Otto", "Nora", "nora@", letter.lead.email, bytes(nora.nonce).hex()):
        assert word not in said
    assert data_of(reader, mina)["mailbox"]["other_wishes_entered_at"] == [AT]
    assert "somebody else may have entered it" in said


def test_an_organization_reads_what_names_it(reader: Client) -> None:
    letter = make_open_letter()
    herons = signed(letter, organization_wish())
    accept_organization(letter, herons.pk, by=letter.lead, at=T0)
    settle(letter)
    data = data_of(reader, herons)
    assert data["signature"]["entered"]["role"] == "Rosa Muster, Director"
    assert data["signature"]["evidence"] == "accepted by the lead on 2026-03-01"
    assert data["history"] == [{"at": AT, "what": "organization accepted"}]
    assert "Rosa Muster" in text_of(reader.get(page_of(herons) + "data/"))
    html = text_of(reader.get(page_of(herons) + "withdraw/"))
    assert "The name of the organization in the history of the letter" in html


def test_a_signature_without_a_place_has_no_receipt(reader: Client) -> None:
    letter = make_open_letter()
    mina = signed(letter)
    log = data_of(reader, mina)["log"]
    assert (log["index"], log["receipt"], log["receipt_name"]) == (None, "", "")
    html = text_of(reader.get(page_of(mina) + "data/"))
    assert "none yet" in html
    log_all(letter)

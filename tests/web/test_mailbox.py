"""Whoever gets our mails without having asked ends them with one click, and takes that back."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from undersigned.core.mail_reasons import REASONS, Reason, reason_for
from undersigned.core.tokens import make_mailbox_token
from undersigned.models import ClosedMailbox
from undersigned.stages.outbox.unasked import digest_of

ROOT = Path(__file__).parents[2]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address() -> str:
    """The address of the page for one mailbox."""
    token = make_mailbox_token(settings.KEYS.secret, digest_of("ada@people.example"))
    return f"/no-mail/en/{token}/"


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_and_the_button_does(address: str) -> None:
    reader = Client()
    for method in (reader.get, reader.head):
        answer = method(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert not answer.cookies
    assert ClosedMailbox.objects.count() == 0
    page = reader.get(address).content.decode()
    assert page.count("<button") == 1
    assert "Never send me mails again" in page
    assert "people.example" not in page
    answer = reader.post(address, {"stop": "yes"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?done=stopped", 303)]
    assert "Your mailbox gets no more of these mails." in answer.content.decode()
    assert ClosedMailbox.objects.count() == 1
    answer = reader.post(address, {"again": "yes"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?done=again", 303)]
    assert ClosedMailbox.objects.count() == 0


@pytest.mark.django_db
def test_one_post_of_a_mail_program_is_enough_and_only_the_page_takes_it_back(
    address: str,
) -> None:
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"}, enforce_csrf_checks=True)
    answer = elsewhere.post(address, ONE_CLICK)
    assert (answer.status_code, answer.content) == (200, b"Done.\n")
    assert ClosedMailbox.objects.count() == 1
    assert elsewhere.post(address, {"again": "yes"}).status_code == 403
    assert ClosedMailbox.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["AAAA", "é", "="])
def test_a_forged_link_closes_nothing_and_says_as_little(address: str, change: str) -> None:
    forged = f"{address[: -1 - len(change)]}{change}/"
    reader = Client()
    assert reader.get(forged).status_code == 404
    assert reader.post(forged, ONE_CLICK).content == b"Done.\n"
    assert reader.post(forged, {"again": "yes"}).status_code == 404
    assert ClosedMailbox.objects.count() == 0


def test_every_mail_has_a_reason_and_stands_in_the_table() -> None:
    folder = ROOT / "src/undersigned/templates/mail"
    templates = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    assert templates == set(REASONS)
    assert reason_for("new_one") is Reason.UNASKED
    table = (ROOT / "docs/reference/mails.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    documented = {
        name: Reason(row[-2].strip()) for row in rows for name in re.findall(r"`(\w+)`", row[1])
    }
    assert documented == REASONS

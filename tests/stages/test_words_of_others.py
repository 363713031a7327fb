"""What others write stands in our mails to be read: only addresses of this server are links."""

import re

import pytest
from django.conf import settings

from tests.support.coalitions import add_partner
from tests.support.endorsing import endorse_by_passkey, make_asked, row_of
from tests.support.letters import (
    T0,
    check_letter_log,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from undersigned.models import Account, Letter, Organization, OutgoingMail
from undersigned.stages import admit, confirm, draft, endorse, publish, receipt, withdraw
from undersigned.stages.confirm import ReasonRefused
from undersigned.stages.endorse import NoReason

pytestmark = pytest.mark.django_db

EVIL = "Sign in at https://evil.example/now or www.evil.example"
READ = "Sign in at evil[.]example/now or www[.]evil[.]example"
# More marks on one letter than any language writes: it is drawn over the lines around it.
TOWER = "e" + "\u0301" * 40


def mails_about(words: str) -> set[str]:
    """The beginnings of the subjects of all mails that hold `words`; no other link is in them."""
    found = set()
    for mail in OutgoingMail.objects.all():
        text = f"{mail.subject}\n{mail.body}"
        links = re.findall(r"\S*(?:://|www\.|evil\.)\S*", text)
        assert [link for link in links if not link.startswith(settings.CONFIG.address)] == []
        if words in text:
            found.add(re.split("[:,]", mail.subject)[0].replace(words, "…"))
    return found


def waiting(letter: Letter, name: str, email: str) -> int:
    """An organization that has confirmed its wish to sign."""
    return signed(letter, organization_wish(name, email)).pk


def test_words_of_signers_are_no_links() -> None:
    letter = make_open_letter()
    signed(letter, wish(EVIL, "mina@people.example"))
    one, other, third = (
        waiting(letter, f"{EVIL} {number}", f"office@herons-{number}.example")
        for number in range(3)
    )
    confirm.accept_organization(letter, one, by=letter.lead, at=T0)
    admit.merge_organizations(
        letter, stays=f"s{one}", goes=admit.Choice(other), by=letter.lead, at=T0
    )
    with pytest.raises(ReasonRefused):
        confirm.decline_organization(letter, third, reason=TOWER, by=letter.lead, at=T0)
    confirm.decline_organization(letter, third, reason=EVIL, by=letter.lead, at=T0)
    log_all(letter)
    receipt.send_receipts(at=T0, limit=10)
    withdraw.request_manage_link(letter, "mina@people.example", language="en", at=T0)
    assert mails_about(READ) == {
        "Confirm your signature",
        "An organization wishes to sign",
        "Signed already",
        "Not accepted",
        "Your receipt",
        "Your signature",
    }
    check_letter_log(letter)


def test_words_of_representatives_are_no_links() -> None:
    letter, (partner,) = make_asked(1)
    Organization.objects.update(name=EVIL)
    Account.objects.filter(pk=partner.representative.pk).update(name=EVIL)
    partner.representative.refresh_from_db()
    row, account = row_of(partner), partner.representative
    endorse.remind_missing(letter, by=letter.lead, at=T0)
    endorse.request_code(row, account, at=T0)
    with pytest.raises(NoReason):
        endorse.decline(row, account, reason=TOWER, at=T0)
    endorse.decline(row, account, reason=EVIL, at=T0)
    endorse_by_passkey(partner)
    endorse.take_back(row_of(partner), account, reason=EVIL, at=T0)
    publish.schedule_publication(letter, T0.replace(hour=13), edition=1, by=letter.lead, at=T0)
    assert publish.publish_due(at=T0.replace(hour=14)) == 0
    assert mails_about(READ) == {
        "Still to endorse for …",
        "Your code to endorse",
        "Endorsement declined by …",
        "Endorsement taken back by …",
        "Not published",
    }


def test_request_to_endorse_and_the_title_hold_no_links() -> None:
    letter = make_draft("river", ["en"])
    (version,) = draft.newest_versions(letter)
    words = draft.TextInput(title=EVIL, addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", words, based_on=version.number, author=letter.lead, at=T0)
    add_partner(letter)
    endorse.freeze_and_ask(letter, by=letter.lead, at=T0)
    assert mails_about(READ) == {"To endorse for Association 1"}

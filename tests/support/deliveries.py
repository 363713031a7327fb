"""Deliveries for tests: an open letter with two signatures that was mailed, and its answer link."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.support.letters import T0, log_all, make_open_letter, signed, wish

if TYPE_CHECKING:
    from undersigned.models import Delivery, Letter

OFFICE = "office@commission.example"


def make_signed_letter(slug: str = "river") -> "Letter":
    """Return an open letter with the signatures of two people, logged."""
    from undersigned.models import OutgoingMail

    letter = make_open_letter(slug)
    for number in (1, 2):
        signed(letter, wish(f"Person {number}", f"p{number}@{slug}.example"))
    log_all(letter)
    # Only what is delivered is to be sent.
    OutgoingMail.objects.all().delete()
    return letter


def mailed(
    letter: "Letter",
    position: int = 0,
    *,
    recipient: str = OFFICE,
    language: str = "en",
    after: int = 0,
    at: datetime = T0 + timedelta(days=1),
) -> "Delivery":
    """Owe a delivery by mail."""
    from undersigned.stages.deliver import ByMail, deliver_by_mail

    wish_ = ByMail(position=position, recipient=recipient, language=language, after=after)
    return deliver_by_mail(letter, wish_, by=letter.lead, at=at)


def token_of(recipient: str = OFFICE) -> str:
    """Return the token of the answer link in the newest mail that is owed to an office."""
    from undersigned.models import OutgoingMail

    mail = OutgoingMail.objects.filter(recipient=recipient).latest("id")
    found = re.search(r"/answer/([\w-]+)/", mail.body)
    assert found is not None, mail.body
    return found[1]


def report(
    message_id: str,
    *,
    recipient: str = OFFICE,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """Return a report as mail servers write it."""
    return f"""\
From: MAILER-DAEMON@mx.commission.example
To: letters@undersigned.example
Subject: Delivery Status Notification
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report
Content-Type: text/plain; charset=utf-8

Your mail could not be delivered.

--=_report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.commission.example
Arrival-Date: Mon, 02 Mar 2026 12:00:00 +0000

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--=_report
Content-Type: {returned}

From: letters@undersigned.example
Subject: An open letter
Message-ID: {message_id}

--=_report--
""".replace("\n", "\r\n").encode()

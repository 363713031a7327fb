"""A worker is killed while it mails a letter to an addressee: the lead is told, and decides."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import PublicLetter, become_lead, import_letter, reload_until
from tests.journeys.writing_steps import run_on
from tests.support.client import ask, person, send_form
from tests.support.mail import MailServer, link_in, text_of
from tests.support.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc"),
]

LEAD = "lead@coalition.example"
PATIENCE_SECONDS = 30
# As if the minutes had passed in which no other worker may have what one has taken.
_LET_THE_CLAIM_RUN_OUT = """
import sys, django
from django.utils import timezone
django.setup()
from undersigned.models import OutgoingMail
mails = OutgoingMail.objects.filter(recipient=sys.argv[1], due_at__gt=timezone.now())
assert mails.update(due_at=timezone.now()) == 1
"""


@dataclass
class Held:
    """A moment at which the mail server is held, with a mail to one mailbox in its hands."""

    email: str
    is_there: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def at_recipient(self, address: str) -> None:
        """Stop before any word of the mail."""
        if address == self.email:
            self.is_there.set()
            assert self.may_go_on.wait(PATIENCE_SECONDS)

    def at_mail(self, address: str, _mail: EmailMessage) -> None:
        """Stop with the whole mail, of which the sender does not know yet that it was taken."""
        self.at_recipient(address)


@dataclass
class Story:
    """A lead who delivers a public letter from a browser."""

    lead: Page
    letter: PublicLetter
    mails: MailServer

    def deliver(self, email: str, *, link: str) -> None:
        """Send the letter to its addressee's office."""
        self.lead.get_by_role("link", name=link).click()
        self.lead.get_by_label("Address of the addressee’s office").fill(email)
        self.lead.get_by_role("button", name="Send the letter").click()
        expect(self.lead.get_by_role("status")).to_contain_text("is on its way")

    def seen(self, email: str) -> Locator:
        """What the lead sees of the deliveries to an office, the newest first."""
        return self.lead.get_by_role("listitem").filter(has_text=email)

    def kill_worker(self, held: Held) -> None:
        """Kill the worker when the mail server is held; only then does that go on."""
        assert held.is_there.wait(PATIENCE_SECONDS)
        site = self.letter.site
        (worker,) = (pid for pid, command in site.processes().items() if command == "worker")
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while worker in site.processes():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        held.may_go_on.set()

    def await_next_worker(self, email: str) -> None:
        """See that the worker works that was started in the place of the killed one."""
        form = send_form(self.letter.address("sign/"), person("Mina", email))
        assert form.status == 303
        self.mails.fetch(email)

    def delivered_publicly(self) -> int:
        """How many deliveries readers are told of."""
        return ask("GET", self.letter.address("answers/")).body.count(b"Delivered by mail on")


def interrupt(story: Story, held: Held, *, came: int) -> None:
    """Deliver, kill the worker on the way, see what follows, and deliver once more.

    `came` is how many mails the office has of the delivery that was interrupted.
    """
    lead, mails, email = story.lead, story.mails, held.email
    lead.goto(f"{story.letter.site.address}/workspace/letters/{story.letter.slug}/deliver/")
    story.deliver(email, link="Deliver by mail")
    story.kill_worker(held)
    # Another worker is at work, and leaves alone what the first one had in its hands.
    story.await_next_worker(f"after-{came}@people.example")
    lead.reload()
    expect(story.seen(email)).to_contain_text("about to be sent")
    assert mails.count(email) == came

    # Later it finds that nobody told what became of it: it asks the lead, and sends nothing.
    run_on(story.letter.site, _LET_THE_CLAIM_RUN_OUT, email)
    told = mails.fetch(LEAD, subject="Perhaps not delivered to Ada Exemplar")
    assert "Perhaps it has gone out" in text_of(told).replace("\n", " ")
    lead.goto(link_in(told, "/deliver/"))
    expect(story.seen(email)).to_contain_text("interrupted: sent or not")
    assert (mails.count(email), story.delivered_publicly()) == (came, 0)

    # The lead decides to deliver it once more; that is a mail of its own.
    story.deliver(email, link="Deliver again by mail")
    first = [mails.fetch(email) for _number in range(came)]
    again = mails.fetch(email)
    assert str(again["Message-ID"]) not in [str(mail["Message-ID"]) for mail in first]
    assert link_in(again, "/answer/") not in [link_in(mail, "/answer/") for mail in first]
    reload_until(lead, lambda: story.seen(email).get_by_text("delivered").count() == 1)
    expect(story.seen(email)).to_have_count(2)
    expect(story.seen(email).filter(has_text="interrupted: sent or not")).to_have_count(1)
    assert (mails.count(email), story.delivered_publicly()) == (came + 1, 1)


def test_a_delivery_whose_worker_is_killed_is_sent_once_and_left_to_the_lead(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer, tmp_path: Path
) -> None:
    river, lake = (import_letter(site, tmp_path, slug=slug) for slug in ("river", "lake"))
    lead = open_page()
    become_lead(lead, site, email=LEAD)

    taken = Held("chair@commission.example")
    smtp_server.refuse = taken.at_mail
    interrupt(Story(lead, river, smtp_server), taken, came=1)

    announced = Held("office@ministry.example")
    smtp_server.announce = announced.at_recipient
    interrupt(Story(lead, lake, smtp_server), announced, came=0)

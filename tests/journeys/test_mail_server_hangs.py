"""The mail server takes calls and says nothing: people sign, are counted, and get their mails."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.journeys.steps import import_letter
from tests.support.client import send_form, somebody
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

pytestmark = [pytest.mark.slow]
PATIENCE_SECONDS = 120


class _Relay:
    """Passes calls on to a mail server, or while it hangs takes them and says nothing."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self.hangs = threading.Event()
        self.calls = 0
        self._kept: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no more calls, and end those that are kept."""
        self._listener.close()
        for one in self._kept:
            one.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self._kept.append(caller)
                self.calls += 1
                if not self.hangs.is_set():
                    server = socket.create_connection(self._target)
                    self._kept.append(server)
                    for one, other in ((caller, server), (server, caller)):
                        pipe = threading.Thread(target=self._pass_on, args=(one, other))
                        pipe.daemon = True
                        pipe.start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                # What comes while it hangs is swallowed.
                if not self.hangs.is_set():
                    other.sendall(data)
            other.shutdown(socket.SHUT_WR)


def _until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_people_sign_while_the_mail_server_hangs(
    start_site: Callable[..., Site], smtp_server: MailServer, tmp_path: Path
) -> None:
    host, _, port = smtp_server.setting.rpartition("/")[2].rpartition(":")
    relay = _Relay((host, int(port)))
    site = start_site(
        UNDERSIGNED_SMTP=f"smtp://127.0.0.1:{relay.port}", UNDERSIGNED_PREFIX_LIMIT="1000"
    )
    letter = import_letter(site, tmp_path)
    sign = letter.address("sign/")
    assert send_form(sign, somebody("first@first.example")).status == 303
    mail = smtp_server.fetch("first@first.example", timeout_seconds=PATIENCE_SECONDS)

    relay.hangs.set()
    mailboxes = [f"m{number}@people-{number}.example" for number in range(12)]
    for mailbox in mailboxes:
        assert send_form(sign, somebody(mailbox)).status == 303
    calls = relay.calls
    _until(lambda: relay.calls > calls, "the worker does not try")
    # Who confirms meanwhile is counted: the log waits for no mail.
    assert send_form(link_in(mail, "/confirm/"), {}).status == 303
    _until(lambda: letter.check_log() == (2, 3, 0), "the log waits for the mail server")
    assert [smtp_server.count(mailbox) for mailbox in mailboxes] == [0] * 12
    _until(lambda: "no mail can be sent" in site.log, "the operator was not told")

    relay.hangs.clear()
    for mailbox in mailboxes:
        link = link_in(smtp_server.fetch(mailbox, timeout_seconds=PATIENCE_SECONDS), "/confirm/")
        assert send_form(link, {}).status == 303
    _until(lambda: letter.check_log() == (2, 15, 0), "not everyone has come into the log")
    smtp_server.fetch("first@first.example", subject="receipt", timeout_seconds=PATIENCE_SECONDS)
    relay.close()

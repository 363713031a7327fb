"""Mail reaches a server or a folder, and every way in which it does not is told apart."""

import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.mail import MAIL
from tools.processes import free_port
from undersigned.adapters.mail import (
    PermanentFailure,
    ServerAway,
    SMTPTransport,
    TemporaryFailure,
)


@dataclass
class Server:
    """A mail server that answers as it is told, and keeps what it took."""

    port: int
    answers: dict[str, list[str]] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    hang_up_after_data: bool = False

    def _answer(self, step: str, otherwise: str) -> str:
        waiting = self.answers.get(step, [])
        return waiting.pop(0) if waiting else otherwise

    async def handle_MAIL(  # noqa: N802 the library's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        answer = self._answer("MAIL", "250 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802 the library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = self._answer("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 the library's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self._answer("DATA", "250 kept")
        if answer.startswith("250"):
            content = envelope.content or b""
            self.taken.append(content if isinstance(content, bytes) else content.encode())
            self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        if self.hang_up_after_data and server.transport is not None:
            server.transport.close()
        return answer

    def only_message(self) -> EmailMessage:
        """The only mail that was taken."""
        (raw,) = self.taken
        return message_from_bytes(raw, policy=policy.default)


@pytest.fixture
def server() -> Generator[Server]:
    with running(Server(free_port())) as one:
        yield one


@contextmanager
def running(server: Server, **options: Any) -> Generator[Server]:  # Any: those of aiosmtpd
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=True, **options
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def connect(server: Server) -> Generator[Callable[..., SMTPTransport]]:
    opened: list[SMTPTransport] = []

    def make(**options: Any) -> SMTPTransport:  # any option of it
        opened.append(SMTPTransport(f"smtp://127.0.0.1:{server.port}", **options))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Generator[str]:
    """Listen, and let `talk` deal with one client."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            client, _address = listener.accept()
            with client:
                talk(client)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def test_a_mail_is_taken_whole(server: Server, connect: Callable[..., SMTPTransport]) -> None:
    proof = b"c2sp.org/tlog-proof@v1\nindex 3\n\n\xf0\r\n \n"
    connect().send(replace(MAIL, attachment_name="river-3.tlog-proof", attachment=proof))
    message = server.only_message()
    assert server.envelopes == [(MAIL.sender, [MAIL.recipient])]
    assert {name: message[name] for name in ("From", "To", "Subject", "Message-ID")} == {
        "From": MAIL.sender,
        "To": MAIL.recipient,
        "Subject": MAIL.subject,
        "Message-ID": MAIL.message_id,
    }
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body(("plain",))
    assert body is not None
    assert body["Content-Language"] == "en"
    assert body.get_content().replace("\r\n", "\n") == MAIL.body
    (attachment,) = message.iter_attachments()
    # Byte for byte: a receipt with other line ends proves nothing.
    assert (attachment.get_filename(), attachment.get_content()) == ("river-3.tlog-proof", proof)


@pytest.mark.parametrize(
    "text",
    [
        "نام شما در نامه است",
        "été – “quoted” 🌊",
        "x" * 5000,
        "word " * 3000,
        "From me\n.\n..dots\n",
    ],
)
def test_any_subject_and_body_arrives_as_it_was(
    text: str, server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    subject = text.splitlines()[0][:200].strip()
    connect().send(replace(MAIL, subject=subject, body=f"{text}\n"))
    message = server.only_message()
    assert message["Subject"] == subject
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


def test_mails_share_one_connection(server: Server, connect: Callable[..., SMTPTransport]) -> None:
    transport = connect()
    for _ in range(5):
        transport.send(MAIL)
    assert (len(server.taken), len(server.sessions)) == (5, 1)


def test_a_mailbox_that_is_refused_is_refused_for_good_and_the_next_mail_goes(
    server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    server.answers["RCPT"] = ["550 no such mailbox ada@people.example"]
    transport = connect()
    with pytest.raises(PermanentFailure) as failure:
        transport.send(MAIL)
    # What is raised is logged, and an address in a log is a supporter in a list.
    assert str(failure.value) == "the mail server answered 550 to the recipient"
    transport.send(replace(MAIL, recipient="ben@people.example"))
    assert server.envelopes == [(MAIL.sender, ["ben@people.example"])]
    assert len(server.sessions) == 1


@pytest.mark.parametrize(
    ("step", "answer", "kind", "sentence"),
    [
        ("RCPT", "451 later", TemporaryFailure, "the mail server answered 451 to the recipient"),
        ("DATA", "452 full", TemporaryFailure, "the mail server answered 452 to the message"),
        ("DATA", "554 spam", PermanentFailure, "the mail server answered 554 to the message"),
        # A sender that is refused is our own mistake, and no reason to lose the mail.
        ("MAIL", "553 not you", TemporaryFailure, "the mail server answered 553 to the sender"),
        ("MAIL", "450 greylisted", TemporaryFailure, "the mail server answered 450 to the sender"),
    ],
)
def test_each_refusal_is_told_apart_and_ends_with_itself(
    step: str,
    answer: str,
    kind: type[Exception],
    sentence: str,
    server: Server,
    connect: Callable[..., SMTPTransport],
) -> None:
    server.answers[step] = [answer]
    transport = connect()
    with pytest.raises(kind) as failure:
        transport.send(MAIL)
    assert (type(failure.value), str(failure.value)) == (kind, sentence)
    transport.send(MAIL)
    assert len(server.taken) == 1


def test_a_server_that_has_had_enough_of_a_connection_gets_another(
    server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    transport = connect()
    transport.send(MAIL)
    server.answers["MAIL"] = ["421 too many mails"]
    transport.send(MAIL)
    assert (len(server.taken), len(server.sessions)) == (2, 2)


def test_a_connection_that_was_closed_while_idle_is_opened_again(
    server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    transport = connect(trusted_idle_seconds=0)
    server.hang_up_after_data = True
    with pytest.raises(TemporaryFailure):
        transport.send(MAIL)
    server.hang_up_after_data = False
    transport.send(MAIL)
    transport.send(MAIL)
    assert len(server.taken) == 3


def test_a_connection_that_drops_while_a_mail_is_sent_is_no_outage() -> None:
    def drop(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        with client.makefile("rb") as lines:
            for line in lines:
                if line.lower().startswith(b"rcpt"):
                    return
                client.sendall(b"250 OK\r\n")

    with raw_server(drop) as url, pytest.raises(TemporaryFailure) as failure:
        SMTPTransport(url, timeout_seconds=5).send(MAIL)
    assert type(failure.value) is TemporaryFailure
    assert str(failure.value) == "the mail server cannot be reached: SMTPServerDisconnected"


def test_a_server_that_hangs_is_away_after_the_time_it_has() -> None:
    def hang(client: socket.socket) -> None:
        client.recv(1)  # Returns when the other side gives up.

    with raw_server(hang) as url, pytest.raises(ServerAway) as failure:
        SMTPTransport(url, timeout_seconds=0.2).send(MAIL)
    assert str(failure.value) == "the mail server cannot be reached: SMTPServerDisconnected"


def test_a_server_that_hangs_in_the_middle_gives_the_mail_back() -> None:
    def hang(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        while client.recv(4096).startswith(b"ehlo"):
            client.sendall(b"250 OK\r\n")
        client.recv(1)

    with raw_server(hang) as url, pytest.raises(TemporaryFailure) as failure:
        SMTPTransport(url, timeout_seconds=0.2).send(MAIL)
    assert type(failure.value) is TemporaryFailure


def test_a_port_where_nobody_listens_is_away() -> None:
    with pytest.raises(ServerAway, match="cannot be reached: Connection refused"):
        SMTPTransport(f"smtp://127.0.0.1:{free_port()}").send(MAIL)


def test_a_name_that_nobody_knows_is_away() -> None:
    with pytest.raises(ServerAway, match="cannot be reached"):
        SMTPTransport("smtp://nowhere.invalid:25").send(MAIL)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: everyone@people.example"},
        {"subject": "Hello\nBcc: everyone@people.example"},
        {"recipient": "ada@people.example\r\nBcc: everyone@people.example"},
        {"recipient": "ada@people.example, everyone@people.example"},
        {"recipient": "Ada <ada@people.example>"},
        {"recipient": "ada"},
        {"recipient": ""},
        {"recipient": "äda\n@people.example"},
        {"recipient": "ädä@people.example, everyone@people.example"},
        {"sender": "letters@undersigned.example\nBcc: everyone@people.example"},
        {"message_id": "<1@x>\r\nBcc: everyone@people.example"},
        {"language": "en\r\nBcc: everyone@people.example"},
        {"attachment": b"x", "attachment_name": "a\r\nBcc: everyone@people.example"},
    ],
)
def test_no_header_can_be_added(
    changes: dict[str, str], server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    try:
        connect().send(replace(MAIL, **changes))  # type: ignore[arg-type]  # of several fields
    except PermanentFailure:
        assert server.taken == []
        return
    # A file name is written in a form in which line breaks are no line breaks.
    assert "attachment" in changes
    assert server.only_message()["Bcc"] is None
    assert server.envelopes == [(MAIL.sender, [MAIL.recipient])]


def test_addresses_beyond_ascii_are_written_as_servers_know_them(
    server: Server, connect: Callable[..., SMTPTransport]
) -> None:
    transport = connect()
    transport.send(replace(MAIL, recipient="ada@bücher.example"))
    transport.send(replace(MAIL, recipient="ädä@bücher.example"))
    recipients = [to for _sender, to in server.envelopes]
    assert recipients == [["ada@xn--bcher-kva.example"], ["ädä@xn--bcher-kva.example"]]


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def _let_in(_server: SMTP, _session: object, _envelope: object, _how: str, data: object) -> object:
    words = (getattr(data, "login", b""), getattr(data, "password", b""))
    return AuthResult(success=words == (b"office@x", b"p:ss/word"), handled=False)


def test_a_server_with_starttls_and_a_password_takes_mail_only_over_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    options = {"tls_context": context, "require_starttls": True, "authenticator": _let_in}
    with running(Server(free_port()), **options) as server:
        address = f"localhost:{server.port}"
        transport = SMTPTransport(f"smtp+starttls://office%40x:p%3Ass%2Fword@{address}")
        transport.send(MAIL)
        transport.close()
        assert len(server.taken) == 1
        with pytest.raises(ServerAway, match=r"^the mail server refused to sign us in \(535\)$"):
            SMTPTransport(f"smtp+starttls://office%40x:wrong@{address}").send(MAIL)
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(ServerAway, match="cannot be reached"):
            SMTPTransport(f"smtp+starttls://office%40x:p%3Ass%2Fword@{address}").send(MAIL)
        assert len(server.taken) == 1


def test_a_server_that_offers_no_starttls_is_not_given_the_password() -> None:
    said: list[bytes] = []

    def refuse(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        while line := client.recv(4096):
            said.append(line)
            client.sendall(b"250 OK\r\n")

    with raw_server(refuse) as url, pytest.raises(ServerAway):
        SMTPTransport(url.replace("smtp://", "smtp+starttls://u:secret@")).send(MAIL)
    assert [line.split()[0].lower() for line in said] == [b"ehlo"]

"""Settings of an installation: one table, read from the environment, without Django."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from undersigned.core.setting_values import (
    NO_PROXY,
    parse_address,
    parse_choice,
    parse_database,
    parse_listen,
    parse_machines,
    parse_mailbox,
    parse_networks,
    parse_number,
    parse_rate,
    parse_resolver,
    parse_selector,
    parse_smtp,
    parse_token,
)

Network = IPv4Network | IPv6Network


class ConfigError(Exception):
    """A setting cannot be read; the message names it and says what it takes."""


def _parse_folder(value: str) -> str:
    return str(Path(value).expanduser().absolute())


def _parse_file(value: str) -> str:
    return str(Path(value).expanduser().absolute()) if value else ""


def _machines(value: str) -> frozenset[tuple[str, int]]:
    """Machines as the parser leaves them: addresses as a resolver writes them, and ports."""
    pairs = (machine.rpartition(":") for machine in value.split())
    return frozenset(
        (str(ip_address(host.removeprefix("[").removesuffix("]"))), int(port))
        for host, _, port in pairs
    )


@dataclass(frozen=True)
class Setting:
    """One row of the table: environment variable, default as text, parser, help."""

    name: str
    default: str
    parse: Callable[[str], str]
    help: str


SETTINGS = (
    Setting(
        "UNDERSIGNED_DATA",
        "./undersigned-data",
        _parse_folder,
        "The folder that holds keys, the embedded database, written mails and the last published "
        "checkpoints. Who can change it can sign in the log's name: keep it to the server's user.",
    ),
    Setting(
        "UNDERSIGNED_ADDRESS",
        "",
        parse_address,
        "The address under which readers reach the server, such as https://letters.example.org; "
        "when empty, http:// and where it listens. Its host becomes part of the name of "
        "each log when a letter is published, and does not change for that letter afterwards.",
    ),
    Setting(
        "UNDERSIGNED_LISTEN",
        "127.0.0.1:8000",
        parse_listen,
        "The host and port on which `undersigned serve` listens.",
    ),
    Setting(
        "UNDERSIGNED_TRUSTED_PROXIES",
        "",
        parse_networks,
        "The addresses and networks of the proxies before the server, with spaces between them. "
        "Only they are believed when they say in X-Forwarded-For from where a request comes; from "
        "everybody else that header changes nothing. With an https address it has to be set, "
        "to `none` for a proxy that does not say it: then all readers share the limits of one. Who "
        "can send requests from such an address can pass for any reader before the limits.",
    ),
    Setting(
        "UNDERSIGNED_DATABASE",
        "",
        parse_database,
        "The database: postgresql://…; when empty, SQLite in the data folder. Who can change it "
        "can drop or invent signatures, which receipts and the published checkpoints show.",
    ),
    Setting(
        "UNDERSIGNED_SMTP",
        "",
        parse_smtp,
        "The mail server: smtp://USER:PASSWORD@HOST:PORT, smtps://… or smtp+starttls://…; when "
        "empty, mails are written to the folder `mail` and their links printed.",
    ),
    Setting(
        "UNDERSIGNED_MAIL_FROM",
        "undersigned@localhost",
        parse_mailbox,
        "The address from which mails are sent.",
    ),
    Setting(
        "UNDERSIGNED_PREFIX_LIMIT",
        "100",
        parse_rate,
        "How many forms that send mail, of all letters together, are taken within ten minutes from "
        "one network prefix: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. "
        "Whoever sends more is asked to wait. A telephone company or a university may have many "
        "people behind one prefix: raise it for the day on which they are all asked to sign.",
    ),
    Setting(
        "UNDERSIGNED_PROOF_TRIES",
        "500000",
        parse_number(100_000_000),
        "How many numbers a browser tries on average to solve the task that comes with a form, on "
        "a quiet day; a letter that gets many forms at a time makes it up to eight times as many. "
        "The default takes a telephone about a second. Fewer cost programs less.",
    ),
    Setting(
        "UNDERSIGNED_WAIT_SECONDS",
        "60",
        parse_number(600),
        "How long whoever sends a form without a solved task, such as without JavaScript, waits "
        "before it is taken; longer, the more of them wait for a letter. A shorter wait makes that "
        "way easier for programs than the task.",
    ),
    Setting(
        "UNDERSIGNED_CONTACT_DAYS",
        "365",
        parse_number(3650),
        "How many days after a letter has closed the contact data of those who signed it is kept: "
        "mail addresses, what is sealed, wishes for news, and who represents an organization. Then "
        "the worker erases it. The page of each letter about its data says this number.",
    ),
    Setting(
        "UNDERSIGNED_ARTICLES_INSIDE",
        "",
        parse_machines,
        "Machines inside your own network from which articles about letters are fetched all the "
        "same, as ADDRESS:PORT with spaces between them. Else only servers of the public internet "
        "are asked. It is there for tests; every editor of a letter can read what these show.",
    ),
    Setting(
        "UNDERSIGNED_NEWS_RATE",
        "20",
        parse_rate,
        "How many mails a second at most carry news of letters to those signatories who asked for "
        "it, over all letters and workers. What your mail provider allows is less than it can do. "
        "Mails that somebody waits for go first at any rate.",
    ),
    Setting(
        "UNDERSIGNED_MAIL_CONNECTIONS",
        "8",
        parse_number(100),
        "How many connections to the mail server each worker keeps at most. Mails that few wait "
        "for open few; half of them at most are used for one receiving domain at a time.",
    ),
    Setting(
        "UNDERSIGNED_MAIL_DOMAIN_RATE",
        "1200",
        parse_rate,
        "How many mails a minute at most go to one receiving domain, over all workers; large "
        "providers put off those who send more. Other domains do not wait for it.",
    ),
    Setting(
        "UNDERSIGNED_DKIM_KEY",
        "",
        _parse_file,
        "The file with the private RSA key (PEM) with which mails are signed (DKIM); when empty, "
        "they are not signed here. Who can read it can write mails in the name of your domain.",
    ),
    Setting(
        "UNDERSIGNED_DKIM_SELECTOR",
        "",
        parse_selector,
        "The name under which the public half of that key stands in the DNS: the TXT record "
        "<selector>._domainkey.<domain of UNDERSIGNED_MAIL_FROM>.",
    ),
    Setting(
        "UNDERSIGNED_SECOND_FACTOR",
        "on",
        parse_choice("on", "off"),
        "Whether what only the lead of a letter may do, such as publishing, takes an account with "
        "a passkey or an authenticator app. When off, whoever reads the lead's mail can publish.",
    ),
    Setting(
        "UNDERSIGNED_LOG",
        "text",
        parse_choice("text", "json"),
        "How the log is written: text, lines for people, of what went wrong; or json, one object a "
        "line, also for each request that was not answered from memory. Neither holds an address, "
        "a name, a link of a mail or the words of an error.",
    ),
    Setting(
        "UNDERSIGNED_METRICS_TOKEN",
        "",
        parse_token,
        "What Prometheus must send to read /metrics, as `Authorization: Bearer <token>`; when "
        "empty, nothing is counted and nothing is there. Who knows it learns how much is going on, "
        "and nothing about any reader, signer or letter.",
    ),
    Setting(
        "UNDERSIGNED_DNS",
        "",
        parse_resolver,
        "The name server that is asked for the records of organizations, ADDRESS:PORT; when empty, "
        "the system's. Who can change its answers can let a domain speak for an organization.",
    ),
    Setting(
        "UNDERSIGNED_PDF_CERTIFICATE",
        "",
        _parse_file,
        "A PKCS#12 file with the certificate and key that sign letters on paper (PAdES); when "
        "empty, they are not signed. Who has the file and its passphrase can sign in its name.",
    ),
    Setting(
        "UNDERSIGNED_PDF_PASSPHRASE",
        "",
        str,
        "The passphrase of that file. Keep it in a file of its own, and name that with "
        "UNDERSIGNED_PDF_PASSPHRASE_FILE.",
    ),
)


@dataclass(frozen=True)
class Config:
    """What an installation is set to; every value is already checked."""

    data: Path
    address: str
    listen: str
    database: str
    smtp: str
    mail_from: str
    # Forms in ten minutes.
    prefix_limit: int
    # Hashes.
    proof_tries: int
    wait_seconds: int
    contact_days: int
    # Mails a second.
    news_rate: int
    mail_connections: int
    # Mails a minute.
    mail_domain_rate: int
    dkim_key: str
    dkim_selector: str
    asks_second_factor: bool
    log_form: str
    metrics_token: str
    dns: str
    # Machines by address and port.
    articles_inside: frozenset[tuple[str, int]] = frozenset()
    pdf_certificate: str = ""
    pdf_passphrase: str = ""
    trusted_proxies: tuple[Network, ...] = ()
    # Whether something was said about them, be it that there are none.
    knows_its_proxies: bool = False

    @property
    def listen_at(self) -> tuple[str, int]:
        """Host and port to listen on; an IPv6 host is without its brackets."""
        host, _, port = self.listen.rpartition(":")
        return host.removeprefix("[").removesuffix("]"), int(port)

    @property
    def host(self) -> str:
        """Host (and port, unless it is the scheme's own) of the public address."""
        return urlsplit(self.address).netloc

    @property
    def host_name(self) -> str:
        """The host alone: what passkeys belong to, the relying party ID of WebAuthn."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_tls(self) -> bool:
        return self.address.startswith("https://")

    @property
    def cookie_prefix(self) -> str:
        """Before the names of cookies: browsers take such a one from this host and by TLS alone.

        See RFC 6265bis, section 4.1.3.2.
        """
        return "__Host-" if self.is_tls else ""

    def check_proxies(self) -> None:
        """Raise ConfigError where there must be a proxy and nobody said which.

        The server itself speaks no TLS. Without the word of its proxy all readers would be one,
        and a hundred of them would use up the limits of all.
        """
        if self.is_tls and not self.knows_its_proxies:
            raise ConfigError(
                "UNDERSIGNED_TRUSTED_PROXIES is not set, and UNDERSIGNED_ADDRESS begins with https:"
                " name the proxy that stands before the server, such as 127.0.0.1, or say none."
            )


def _read(setting: Setting, environ: Mapping[str, str]) -> str:
    value = environ.get(setting.name)
    file = environ.get(setting.name + "_FILE")
    if value is not None and file is not None:
        raise ConfigError(f"{setting.name} and {setting.name}_FILE are both set; keep one.")
    if file is not None:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{setting.name}_FILE: {file} cannot be read: {error}.") from error
    try:
        return setting.parse(setting.default if value is None else value)
    except ValueError as error:
        raise ConfigError(f"{setting.name} {error}.") from error


def _address_of(listen: str) -> str:
    """Where the same machine reaches what listens at `listen`.

    One's own machine goes by its name, because passkeys belong to names and never to numbers.
    """
    host, _, port = listen.rpartition(":")
    if host in {"127.0.0.1", "0.0.0.0", "[::1]", "[::]"}:  # noqa: S104 not bound to
        host = "localhost"
    return f"http://{host}:{port}"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read all settings from `environ` (the process's own by default).

    Raises ConfigError, naming the setting, when one cannot be read.
    """
    source = os.environ if environ is None else environ
    values = {setting.name: _read(setting, source) for setting in SETTINGS}
    proxies = values["UNDERSIGNED_TRUSTED_PROXIES"]
    return Config(
        data=Path(values["UNDERSIGNED_DATA"]),
        address=values["UNDERSIGNED_ADDRESS"] or _address_of(values["UNDERSIGNED_LISTEN"]),
        listen=values["UNDERSIGNED_LISTEN"],
        database=values["UNDERSIGNED_DATABASE"],
        smtp=values["UNDERSIGNED_SMTP"],
        mail_from=values["UNDERSIGNED_MAIL_FROM"],
        prefix_limit=int(values["UNDERSIGNED_PREFIX_LIMIT"]),
        proof_tries=int(values["UNDERSIGNED_PROOF_TRIES"]),
        wait_seconds=int(values["UNDERSIGNED_WAIT_SECONDS"]),
        contact_days=int(values["UNDERSIGNED_CONTACT_DAYS"]),
        articles_inside=_machines(values["UNDERSIGNED_ARTICLES_INSIDE"]),
        news_rate=int(values["UNDERSIGNED_NEWS_RATE"]),
        mail_connections=int(values["UNDERSIGNED_MAIL_CONNECTIONS"]),
        mail_domain_rate=int(values["UNDERSIGNED_MAIL_DOMAIN_RATE"]),
        dkim_key=values["UNDERSIGNED_DKIM_KEY"],
        dkim_selector=values["UNDERSIGNED_DKIM_SELECTOR"],
        asks_second_factor=values["UNDERSIGNED_SECOND_FACTOR"] == "on",
        log_form=values["UNDERSIGNED_LOG"],
        metrics_token=values["UNDERSIGNED_METRICS_TOKEN"],
        dns=values["UNDERSIGNED_DNS"],
        pdf_certificate=values["UNDERSIGNED_PDF_CERTIFICATE"],
        pdf_passphrase=values["UNDERSIGNED_PDF_PASSPHRASE"],
        trusted_proxies=tuple(ip_network(word) for word in proxies.split() if word != NO_PROXY),
        knows_its_proxies=bool(proxies),
    )

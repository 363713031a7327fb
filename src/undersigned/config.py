"""Settings of an installation: one table, read from the environment, without Django."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class ConfigError(Exception):
    """A setting cannot be read; the message names it and says what it takes."""


def _parse_folder(value: str) -> str:
    return str(Path(value).expanduser().absolute())


def _parse_address(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("takes an address such as https://letters.example.org")
    if parts.path not in ("", "/"):
        raise ValueError("takes an address without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _parse_listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("takes HOST:PORT, such as 127.0.0.1:8000")
    return value


def _parse_database(value: str) -> str:
    if value and urlsplit(value).scheme not in ("postgresql", "postgres", "sqlite"):
        raise ValueError("takes postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///FILE")
    return value


def _parse_smtp(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname):
        raise ValueError("takes smtp://, smtps:// or smtp+starttls:// with USER:PASSWORD@HOST:PORT")
    return value


def _parse_mailbox(value: str) -> str:
    if "@" not in value or any(c in value for c in "\r\n"):
        raise ValueError("takes a mail address, such as letters@example.org")
    return value


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
        _parse_address,
        "The address under which readers reach the server, such as https://letters.example.org; "
        "when empty, http:// and where it listens. Its host becomes part of the name of "
        "each log when a letter is published, and does not change for that letter afterwards.",
    ),
    Setting(
        "UNDERSIGNED_LISTEN",
        "127.0.0.1:8000",
        _parse_listen,
        "The host and port on which `undersigned serve` listens.",
    ),
    Setting(
        "UNDERSIGNED_DATABASE",
        "",
        _parse_database,
        "The database: postgresql://…; when empty, SQLite in the data folder. Who can change it "
        "can drop or invent signatures, which receipts and the published checkpoints show.",
    ),
    Setting(
        "UNDERSIGNED_SMTP",
        "",
        _parse_smtp,
        "The mail server: smtp://USER:PASSWORD@HOST:PORT, smtps://… or smtp+starttls://…; when "
        "empty, mails are written to the folder `mail` and their links printed.",
    ),
    Setting(
        "UNDERSIGNED_MAIL_FROM",
        "undersigned@localhost",
        _parse_mailbox,
        "The address from which mails are sent.",
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
    def is_tls(self) -> bool:
        return self.address.startswith("https://")


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
    """Where the same machine reaches what listens at `listen`."""
    host, _, port = listen.rpartition(":")
    host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 not bound to
    return f"http://{host}:{port}"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read all settings from `environ` (the process's own by default).

    Raises ConfigError, naming the setting, when one cannot be read.
    """
    source = os.environ if environ is None else environ
    values = {setting.name: _read(setting, source) for setting in SETTINGS}
    return Config(
        data=Path(values["UNDERSIGNED_DATA"]),
        address=values["UNDERSIGNED_ADDRESS"] or _address_of(values["UNDERSIGNED_LISTEN"]),
        listen=values["UNDERSIGNED_LISTEN"],
        database=values["UNDERSIGNED_DATABASE"],
        smtp=values["UNDERSIGNED_SMTP"],
        mail_from=values["UNDERSIGNED_MAIL_FROM"],
    )

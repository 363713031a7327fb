"""What a request says before any page sees it, and what comes in bundles of others."""

import io
import tempfile
import zipfile
from typing import Any
from urllib.parse import parse_qsl

from tests.fuzz.inputs import Target
from tests.fuzz.of_core import FILES, KEY
from undersigned.cli.verify.report import Unusable
from undersigned.cli.verify.sources import open_source
from undersigned.core.bundle import check_log
from undersigned.core.errors import CoreError
from undersigned.web.client_address import client_address
from undersigned.web.page_address import page_address
from undersigned.web.reader_language import first_language
from undersigned.web.sign import PersonForm

ENVIRON = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/letters/river/en/", "QUERY_STRING": "",
    "SERVER_NAME": "localhost", "HTTP_HOST": "localhost",
}  # fmt: skip


def _client(said: str, peer: str = "127.0.0.1") -> object:
    return client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said})


def _form(body: bytes) -> object:
    """The form of a person, as it is read before Django sees it."""
    fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20, errors="strict")
    return PersonForm.read(dict(fields))


def _page(**said: str) -> object:
    return page_address({**ENVIRON, **said})


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return buffer.getvalue()


def _bundle(data: bytes) -> object:
    """A bundle as somebody downloaded it."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        return check_log(open_source(file.name), KEY)


# Any: text and bytes beside each other.
TARGETS: list[Target[Any]] = [
    Target(
        "web.client_address.client_address",
        _client,
        ["203.0.113.7, 10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1"],
        refusals=(),
    ),
    Target(
        "web.client_address.client_address: peer",
        lambda text: _client("203.0.113.7", text),
        ["10.0.0.1", "fe80::1%eth0"],
        refusals=(),
    ),
    Target(
        "web.page_address.page_address: path",
        lambda text: _page(PATH_INFO=text),
        ["/letters/river/en/", "/", "/feed.atom"],
        refusals=(),
    ),
    Target(
        "web.page_address.page_address: query",
        lambda text: _page(QUERY_STRING=text),
        ["q=a&lang=fa&page=2&utm=x", "as=text"],
        refusals=(),
    ),
    Target(
        "web.page_address.page_address: host",
        lambda text: _page(HTTP_HOST=text),
        ["localhost:8000", "[::1]:80", "letters.example"],
        refusals=(),
    ),
    Target(
        "web.reader_language.first_language",
        first_language,
        ["de-AT,de;q=0.9,en;q=0.5,*;q=0.1", "fa"],
        refusals=(),
    ),
    Target(
        "web.sign.PersonForm.read",
        _form,
        [b"name=Ada+Exemplar&email=ada%40people.example&role=&affiliation=&country=&is_named=yes"],
        refusals=(ValueError,),
        most=10_000,
    ),
    Target(
        "cli.verify.sources.open_source",
        _bundle,
        [_zipped(FILES), _zipped({"vkey": b"x"})],
        refusals=(CoreError, Unusable),
        examples=40,
    ),
]

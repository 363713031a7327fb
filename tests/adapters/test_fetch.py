"""Fetching pages for others, against servers of all kinds on the loopback."""

import gzip
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.support.web_servers import (
    Answer,
    WebServer,
    web_server,
    write_server_certificate,
)
from undersigned.adapters.fetch import Page, PageRefused, fetch_page

ARTICLE = "<p>“We ask you,” they wrote.</p>".encode()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server({"/article": Answer(ARTICLE)}) as running:
        yield running


def fetch(server: WebServer, path: str = "/article", **limits: Any) -> Page:
    return fetch_page(server.address + path, inside=frozenset({server.machine}), **limits)


def refusal(server: WebServer, path: str = "/article", **limits: Any) -> str:
    with pytest.raises(PageRefused) as refused:
        fetch(server, path, **limits)
    return str(refused.value)


def test_a_page_is_fetched_with_its_type_and_charset(server: WebServer) -> None:
    page = fetch(server, "/article#part", user_agent="Undersigned (+https://letters.example/)")
    assert page == Page(ARTICLE, server.address + "/article", "text/html", "utf-8")
    assert server.asked == [
        (
            path,
            {
                "Host": f"127.0.0.1:{server.port}",
                "User-Agent": "Undersigned (+https://letters.example/)",
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
        )
        for path in ("/robots.txt", "/article")
    ]


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/plain", ""),
        ("TEXT/HTML;charset=windows-1252", "windows-1252"),
        ('application/xhtml+xml; charset="UTF-8"', "utf-8"),
        ("text/html; charset*=utf-8''x", ""),
    ],
)
def test_web_pages_and_plain_texts_are_taken(
    server: WebServer, content_type: str, charset: str
) -> None:
    server.answers["/article"] = Answer(ARTICLE, content_type=content_type)
    page = fetch(server)
    assert (page.content_type, page.charset) == (
        content_type.partition(";")[0].lower(),
        charset,
    )


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "", "text", "nonsense"])
def test_other_types_are_refused(server: WebServer, content_type: str) -> None:
    server.answers["/article"] = Answer(ARTICLE, content_type=content_type)
    assert refusal(server) == "This is neither a web page nor plain text."


@pytest.mark.parametrize("status", [204, 300, 304, 403, 404, 500])
def test_what_is_no_success_is_refused(server: WebServer, status: int) -> None:
    server.answers["/article"] = Answer(b"", status)
    assert refusal(server) == (
        f"The server 127.0.0.1 has no such page to show: it answers with status {status}."
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/article",
        "http://localhost:{port}/article",
        "http://localhost.:{port}/article",
        "http://[::1]:{port}/article",
        "http://[::ffff:127.0.0.1]:{port}/article",
        "http://[64:ff9b::7f00:1]:{port}/article",
        "http://0.0.0.0:{port}/article",
        "http://[::]:{port}/article",
        "http://１２７.0.0.1:{port}/article",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://100.64.0.1/",
        "http://192.168.1.1/",
        "http://224.0.1.1/",
    ],
)
def test_machines_inside_are_not_asked(server: WebServer, address: str) -> None:
    with pytest.raises(PageRefused, match="is not on the public internet"):
        fetch_page(address.format(port=server.port))
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://0x7f.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://user:secret@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "127.0.0.1:{port}",
    ],
)
def test_strange_spellings_are_not_asked(server: WebServer, address: str) -> None:
    with pytest.raises(PageRefused):
        fetch_page(address.format(port=server.port), inside=frozenset({server.machine}))
    assert server.asked == []


def test_other_ports_are_not_asked() -> None:
    with pytest.raises(PageRefused, match="Only the usual ports of the web are asked"):
        fetch_page("http://1.1.1.1:6379/")


def test_a_server_that_is_let_in_is_so_on_its_port_alone(server: WebServer) -> None:
    with web_server({"/article": Answer(ARTICLE)}) as other:
        with pytest.raises(PageRefused, match="is not on the public internet"):
            fetch_page(other.address + "/article", inside=frozenset({server.machine}))
        assert other.asked == []


def test_a_name_that_changes_its_address_is_asked_where_it_was_checked(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        # The name stands for the loopback only when it is asked for the second time.
        if host == "rebind.example":
            resolved.append(host)
            host = "192.0.2.1" if len(resolved) == 1 else "127.0.0.1"
        return real(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(PageRefused, match="is not on the public internet"):
        fetch_page(f"http://rebind.example:{server.port}/article")
    assert (resolved, server.asked) == (["rebind.example"], [])


def test_a_name_with_one_public_and_one_inner_address_is_refused(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(_host: str, _port: Any, **_named: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, 0)) for address in ("1.1.1.1", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(PageRefused, match="is not on the public internet"):
        fetch_page("http://both.example/")


def test_a_name_without_a_server_is_said() -> None:
    with pytest.raises(PageRefused) as refused:
        fetch_page("https://nobody.invalid/")
    assert str(refused.value) == "There is no server nobody.invalid."


def test_redirects_are_followed(server: WebServer) -> None:
    server.answers |= {
        "/1": Answer(status=301, headers={"Location": "/2"}),
        "/2": Answer(status=307, headers={"Location": f"{server.address}/article"}),
    }
    assert fetch(server, "/1").address == server.address + "/article"
    # robots.txt of one server is read once.
    assert server.paths == ["/robots.txt", "/1", "/2", "/article"]


def test_redirects_end_somewhere(server: WebServer) -> None:
    server.answers["/1"] = Answer(status=302, headers={"Location": "/1"})
    assert refusal(server, "/1") == "The address leads from one to another too often."
    assert server.paths.count("/1") == 6


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("http://169.254.169.254/", "The server 169.254.169.254 is not on the public internet."),
        ("http://127.0.0.1:1/", "The server 127.0.0.1 is not on the public internet."),
        ("http://1.1.1.1:25/", "Only the usual ports of the web are asked, 80 and 443."),
        ("file:///etc/passwd", "An address begins with https:// or http://."),
        (
            "http://a:b@example.org/",
            "An address with a name or a password in it is not followed.",
        ),
        ("http://[/", "This is no address of a web page."),
    ],
)
def test_redirects_are_checked(server: WebServer, location: str, sentence: str) -> None:
    server.answers["/1"] = Answer(status=302, headers={"Location": location})
    assert refusal(server, "/1") == sentence


def test_packed_pages_are_unpacked(server: WebServer) -> None:
    server.answers |= {
        "/gzip": Answer(gzip.compress(ARTICLE), headers={"Content-Encoding": "gzip"}),
        "/zlib": Answer(zlib.compress(ARTICLE), headers={"Content-Encoding": "deflate"}),
    }
    assert [fetch(server, path).data for path in ("/gzip", "/zlib")] == [ARTICLE, ARTICLE]


def test_broken_packing_is_refused(server: WebServer) -> None:
    packed = gzip.compress(ARTICLE)
    server.answers |= {
        "/cut": Answer(packed[:-9], headers={"Content-Encoding": "gzip"}),
        "/none": Answer(ARTICLE, headers={"Content-Encoding": "gzip"}),
        "/other": Answer(ARTICLE, headers={"Content-Encoding": "br"}),
    }
    strange = "The server 127.0.0.1 does not answer as web servers do."
    assert [refusal(server, path) for path in ("/cut", "/none", "/other")] == [
        strange,
        strange,
        "The page is packed in a way that is not read here.",
    ]


def test_a_page_may_have_just_so_many_bytes(server: WebServer) -> None:
    server.answers["/article"] = Answer(b"a" * 1000)
    assert len(fetch(server, max_bytes=1000).data) == 1000
    assert refusal(server, max_bytes=999) == (
        "The page is too large: more than 999 bytes are not read."
    )


def test_a_small_file_that_unpacks_to_much_is_refused(server: WebServer) -> None:
    packed = gzip.compress(bytes(200_000_000), compresslevel=1)
    server.answers["/article"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    assert refusal(server) == "The page is too large: more than 10,000,000 bytes are not read."


def test_a_page_that_ends_too_early_is_refused(server: WebServer) -> None:
    server.answers["/article"] = Answer(ARTICLE, length=len(ARTICLE) + 1)
    assert refusal(server) == "The server 127.0.0.1 does not answer as web servers do."


def test_a_server_that_sends_byte_by_byte_is_left(server: WebServer) -> None:
    server.answers["/article"] = Answer(b"a" * 10_000, drip=True)
    began = monotonic()
    assert refusal(server, max_seconds=0.5) == "The server 127.0.0.1 took too long."
    assert monotonic() - began < 5


def test_a_server_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        machine = ("127.0.0.1", silent.getsockname()[1])
        with pytest.raises(PageRefused) as refused:
            fetch_page(
                f"http://127.0.0.1:{machine[1]}/", max_seconds=0.3, inside=frozenset({machine})
            )
    assert str(refused.value) == "The server 127.0.0.1 took too long."


def test_a_server_that_is_away_is_said(server: WebServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        machine = ("127.0.0.1", closed.getsockname()[1])
    with pytest.raises(PageRefused) as refused:
        fetch_page(f"http://127.0.0.1:{machine[1]}/", inside=frozenset({machine}))
    assert str(refused.value) == "The server 127.0.0.1 does not answer as web servers do."


@pytest.mark.parametrize(
    ("robots", "is_read"),
    [
        (Answer(b"User-agent: *\nDisallow: /"), False),
        (Answer(b"User-agent: undersigned\nDisallow: /art\n\nUser-agent: *\nAllow: /"), False),
        (Answer(b"User-agent: Undersigned\nAllow: /\n\nUser-agent: *\nDisallow: /"), True),
        (Answer(b"User-agent: *\nDisallow: /private"), True),
        (Answer(b"\xff\xfe\x00nonsense" * 1000), True),
        (Answer(b"", 404), True),
        (Answer(b"", 403), True),
        (Answer(b"", 503), False),
        (Answer(b"", 302, {"Location": "/elsewhere"}), False),
        (Answer(b"", 302, {"Location": "/robots.txt"}), True),
    ],
)
def test_robots_are_asked(server: WebServer, robots: Answer, is_read: bool) -> None:
    server.answers |= {
        "/robots.txt": robots,
        "/elsewhere": Answer(b"User-agent: *\nDisallow: /"),
    }
    if is_read:
        assert fetch(server).data == ARTICLE
    else:
        assert refusal(server) == ("The site 127.0.0.1 asks programs not to read this page.")
        assert "/article" not in server.paths


def test_robots_are_asked_where_a_redirect_leads(server: WebServer) -> None:
    with web_server({"/robots.txt": Answer(b"User-agent: *\nDisallow: /")}) as other:
        server.answers["/1"] = Answer(status=302, headers={"Location": f"{other.address}/x"})
        with pytest.raises(PageRefused, match="asks programs not to read"):
            fetch_page(server.address + "/1", inside=frozenset({server.machine, other.machine}))
        assert other.paths == ["/robots.txt"]


def test_certificates_are_checked_for_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = write_server_certificate(tmp_path / "right.pem", name="127.0.0.1")
    wrong = write_server_certificate(tmp_path / "wrong.pem", name="other.example")
    said = []
    for shown, trusted in ((right, right), (wrong, wrong), (right, wrong)):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with web_server({"/article": Answer(ARTICLE)}, certificate=shown) as server:
            try:
                said.append(fetch(server).data)
            except PageRefused as refused:
                said.append(str(refused).encode())
    distrust = b"The certificate of 127.0.0.1 is not valid, so that nobody knows who answers."
    assert said == [ARTICLE, distrust, distrust]


def test_a_name_is_shown_in_the_handshake_and_the_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_server_certificate(tmp_path / "name.pem", name="news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_given, **_named: [(2, 1, 6, "", ("127.0.0.1", 0))],
    )
    with web_server({"/article": Answer(ARTICLE)}, certificate=certificate) as server:
        page = fetch_page(
            f"https://News.Example:{server.port}/article", inside=frozenset({server.machine})
        )
        assert page.address == f"https://news.example:{server.port}/article"
        assert {headers["Host"] for _path, headers in server.asked} == {
            f"news.example:{server.port}"
        }

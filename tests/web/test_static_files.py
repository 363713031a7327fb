"""Sheets and scripts are sent compressed to whoever reads that, and whole to others."""

import gzip

import pytest
from django.test import Client

# What is served needs no database; the test client looks after its connections all the same.
pytestmark = pytest.mark.django_db

SHEET = "/static/undersigned/public.css"


def test_a_sheet_is_compressed_for_whoever_reads_that(client: Client) -> None:
    plain = client.get(SHEET)
    packed = client.get(SHEET, headers={"accept-encoding": "br, gzip"})
    whole, body = plain.getvalue(), packed.getvalue()
    plain.close()
    assert gzip.decompress(body) == whole
    assert len(body) < len(whole) / 2
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(body))
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
        assert answer.headers["Content-Security-Policy"]


def test_head_and_what_is_known_have_no_body(client: Client) -> None:
    packed = client.get(SHEET, headers={"accept-encoding": "gzip"})
    head = client.head(SHEET, headers={"accept-encoding": "gzip"})
    assert (head.status_code, head.getvalue()) == (200, b"")
    assert head.headers["Content-Length"] == packed.headers["Content-Length"]
    known = {"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]}
    again = client.get(SHEET, headers=known)
    assert (again.status_code, again.getvalue()) == (304, b"")
    assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/undersigned/fonts/serif-latin.woff2", {"accept-encoding": "gzip"}),
        (SHEET, {"accept-encoding": "gzip", "range": "bytes=0-9"}),
    ],
)
def test_a_typeface_and_a_part_are_sent_as_they_are(
    client: Client, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert "Content-Encoding" not in answer.headers
    answer.close()
    assert answer.status_code == (206 if "range" in headers else 200)


@pytest.mark.parametrize(
    "path",
    [
        *("/static/", "/static/undersigned/", "/static/undersigned/age/", "/.git/config"),
        *(
            "/static/../settings.py",
            "/static/%2e%2e/settings.py",
            "/static/undersigned/../../urls.py",
        ),
        *("/settings.py", "/static/.git/config", "/templates/sign/sign.html"),
    ],
)
def test_no_folder_is_listed_and_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404

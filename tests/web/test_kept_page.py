"""One page, asked for in every way that HTTP has."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from undersigned.web.headers import CONTENT_SECURITY_POLICY
from undersigned.web.kept_page import Answer, KeptPage, best_encoding

HTML = b"<p>The river is ours.</p>" * 40


@pytest.fixture
def page() -> KeptPage:
    response = HttpResponse(HTML, headers={"Cache-Control": "public, max-age=1"})
    # Django's middleware says so of what it has made.
    response.headers["Content-Length"] = str(len(HTML))
    return KeptPage(response, slug="river", revision="1")


def ask(page: KeptPage, method: str = "GET", **headers: str) -> Answer:
    return page.answer({"REQUEST_METHOD": method, **headers})


def test_a_page_is_answered_plain_or_compressed(page: KeptPage) -> None:
    unpacked = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, encoding in (("", ""), ("gzip", "gzip"), ("gzip, br", "br"), ("zstd", "")):
        answer = ask(page, HTTP_ACCEPT_ENCODING=accepted)
        headers = dict(answer.headers)
        assert len(headers) == len(answer.headers)
        assert answer.status == "200 OK"
        assert headers.get("Content-Encoding", "") == encoding
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["Content-Length"] == str(len(answer.body[0]))
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert unpacked[encoding](answer.body[0]) == HTML
        assert (not encoding) == (len(answer.body[0]) == len(HTML))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("BR", "br"),
        ("br;q=0, gzip; q=0", ""),
        ("gzip ; q=0.000", ""),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", ""),
        ("identity", ""),
        ("gzip;q=much", ""),
        ("gzip;level=9", "gzip"),
        ("xgzip, brr", ""),
        (";;,=,q", ""),
    ],
)
def test_what_a_browser_refuses_is_not_sent(accepted: str, encoding: str) -> None:
    assert best_encoding(accepted) == encoding


def test_a_header_that_no_browser_sends_is_not_remembered(page: KeptPage) -> None:
    before = best_encoding.cache_info()
    answer = ask(page, HTTP_ACCEPT_ENCODING="gzip," * 100)
    assert answer.body == [HTML]
    assert best_encoding.cache_info() == before


def test_head_has_the_headers_and_no_body(page: KeptPage) -> None:
    for accepted in ("", "gzip", "br"):
        whole = ask(page, HTTP_ACCEPT_ENCODING=accepted)
        head = ask(page, "HEAD", HTTP_ACCEPT_ENCODING=accepted)
        assert (head.status, head.headers, head.body) == (whole.status, whole.headers, [b""])


def test_who_has_the_page_gets_no_second_copy(page: KeptPage) -> None:
    headers = dict(ask(page).headers)
    tag = headers["ETag"]
    assert tag.startswith('W/"')
    kept = {k: v for k, v in headers.items() if k not in ("Content-Type", "Content-Length")}
    for known in (tag, tag.removeprefix("W/"), f'"a", {tag}', "*", f"{tag} ,"):
        for method in ("GET", "HEAD"):
            answer = ask(page, method, HTTP_IF_NONE_MATCH=known, HTTP_ACCEPT_ENCODING="gzip")
            assert answer == Answer("304 Not Modified", list(kept.items()), [b""]), known
    for unknown in ('"other"', tag[:-2] + '"', "", tag.strip('W/"')):
        assert ask(page, HTTP_IF_NONE_MATCH=unknown).status == "200 OK", unknown


def test_the_tag_changes_with_the_page(page: KeptPage) -> None:
    other = KeptPage(HttpResponse(HTML + b"!"), slug="river", revision="1")
    assert dict(ask(page).headers)["ETag"] != dict(ask(other).headers)["ETag"]


def test_a_picture_is_not_compressed_again() -> None:
    page = KeptPage(HttpResponse(HTML, "image/png"), slug="river", revision="1")
    answer = ask(page, HTTP_ACCEPT_ENCODING="gzip, br")
    assert answer.body == [HTML]
    assert not {"Vary", "Content-Encoding"} & dict(answer.headers).keys()


def test_a_page_that_compression_makes_longer_is_sent_plain() -> None:
    page = KeptPage(HttpResponse(b"ok"), slug="river", revision="1")
    assert ask(page, HTTP_ACCEPT_ENCODING="gzip, br").body == [b"ok"]


def test_django_sends_the_same(page: KeptPage) -> None:
    for known in ("", "*"):
        answer = ask(page, HTTP_IF_NONE_MATCH=known)
        response = answer.as_response()
        assert list(response.items()) == answer.headers
        assert (str(response.status_code), response.content) == (answer.status[:3], answer.body[0])

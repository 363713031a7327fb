"""The number of a request stands in its answer, its error page and every line about it."""

import dataclasses
import json
import logging
import re
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.support.letters import make_open_letter
from tests.web.markup import text_of
from undersigned.adapters.logs import make_formatter

pytestmark = pytest.mark.django_db

GIVEN = "0f8fad5b-d9cb-469f-a165-70867728950e"
MADE = re.compile(r"[0-9a-f]{32}")


class Lines(logging.Handler):
    """Keeps what the server would have written, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(make_formatter("json"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))

    @property
    def answered(self) -> list[dict[str, object]]:
        """The lines about requests, without what differs each time."""
        found = [json.loads(line) for line in self.lines if '"answered"' in line]
        return [
            {name: line[name] for name in ("method", "route", "status", "request_id")}
            for line in found
        ]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Write as a server does that logs in JSON."""
    handler = Lines()
    root, requests = logging.getLogger(), logging.getLogger("undersigned.web.requests")
    before = requests.level
    requests.setLevel(logging.INFO)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    requests.setLevel(before)


@pytest.fixture
def behind_a_proxy() -> Iterator[None]:
    """Be a server before which a trusted proxy stands, at the address of the test client."""
    config = dataclasses.replace(settings.CONFIG, trusted_proxies=(ip_network("127.0.0.1"),))
    with override_settings(CONFIG=config):
        yield


def test_each_request_has_a_line_that_names_its_page_and_no_address(
    reader: Client, lines: Lines
) -> None:
    make_open_letter("lake")
    numbers = [
        reader.get(path, headers={"User-Agent": "Walkabout 007"}).headers["X-Request-ID"]
        for path in (
            "/letters/lake/en/sign/?from=zilpah",
            "/manage/secret-token/",
            "/nowhere/zilpah/",
        )
    ]
    assert all(MADE.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == 3
    assert lines.answered == [
        {"method": "GET", "route": "sign", "status": 200, "request_id": numbers[0]},
        {"method": "GET", "route": "manage", "status": 404, "request_id": numbers[1]},
        {"method": "GET", "route": "unmatched", "status": 404, "request_id": numbers[2]},
    ]
    written = "\n".join(lines.lines)
    for word in ("zilpah", "secret-token", "Walkabout", "127.0.0.1", "/letters"):
        assert word not in written
    assert '"seconds": 0.' in written


def test_at_a_terminal_no_request_is_told(reader: Client) -> None:
    assert settings.CONFIG.log_form == "text"
    assert not logging.getLogger("undersigned.web.requests").isEnabledFor(logging.INFO)
    assert MADE.fullmatch(reader.get("/nowhere/").headers["X-Request-ID"])


@override_settings(ROOT_URLCONF="tests.web.test_errors")
def test_the_page_of_a_fault_shows_the_number_under_which_the_log_tells_of_it(
    reader: Client, lines: Lines
) -> None:
    response = reader.get("/broken/")
    number = response.headers["X-Request-ID"]
    assert f"give this number, under which they find it: {number}" in text_of(response)
    (fault,) = [json.loads(line) for line in lines.lines if "Internal Server Error" in line]
    assert fault["request_id"] == number
    assert fault["error"].endswith("\nRuntimeError")
    assert "a secret of the server" not in "\n".join(lines.lines)


def test_readers_cannot_choose_the_number(reader: Client) -> None:
    response = reader.get("/nowhere/", headers={"X-Request-ID": GIVEN})
    assert MADE.fullmatch(response.headers["X-Request-ID"])


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("given", [GIVEN, GIVEN.replace("-", ""), GIVEN.upper()])
def test_a_proxy_may_number_requests(given: str, reader: Client) -> None:
    response = reader.get("/nowhere/", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given.lower()


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(
    "given", ["", "1", "ada@people.example", GIVEN + "0", GIVEN + "\n", GIVEN[:-1] + "g", "x" * 32]
)
def test_a_number_that_is_none_is_not_taken(given: str, reader: Client) -> None:
    response = reader.get("/nowhere/", headers={"X-Request-ID": given})
    assert MADE.fullmatch(response.headers["X-Request-ID"])


def test_a_method_that_is_none_is_not_written(reader: Client, lines: Lines) -> None:
    reader.generic("ADA", "/nowhere/")
    (line,) = lines.answered
    assert line["method"] == "other"

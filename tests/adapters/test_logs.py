"""The operator's log: lines for people or for programs, without the words of errors."""

import json
import logging
import sys

import pytest

from undersigned.adapters.logs import REQUEST_ID, describe_error, make_formatter

NUMBER = "0123456789abcdef0123456789abcdef"


def fail() -> None:
    try:
        raise KeyError("ada@people.example")
    except KeyError as error:
        raise ValueError("Ada Example at 203.0.113.9") from error


def record_of_a_failure() -> logging.LogRecord:
    try:
        fail()
    except ValueError:
        return logging.LogRecord(
            "undersigned.test", logging.ERROR, __file__, 1, "%s failed", ("mail",), sys.exc_info()
        )
    raise AssertionError


def test_a_line_for_people_says_where_it_happened_and_not_what_the_error_says() -> None:
    record = record_of_a_failure()
    # Another handler may have written the whole traceback before.
    logging.Formatter().format(record)
    assert "ada@people.example" in str(record.exc_text)
    text = make_formatter("text").format(record)
    first, *rest = text.splitlines()
    assert first.endswith(" ERROR undersigned.test mail failed")
    assert rest[0] == "Traceback (most recent call last):"
    assert "in fail" in text
    assert rest[-1] == "ValueError"
    assert "KeyError\n\nwhich was followed by\n\nTraceback (most recent" in text
    assert "203.0.113.9\n" not in text
    assert "ValueError:" not in text


def test_a_line_for_programs_is_one_object_with_the_number_of_the_request() -> None:
    token = REQUEST_ID.set(NUMBER)
    try:
        line = make_formatter("json").format(record_of_a_failure())
    finally:
        REQUEST_ID.reset(token)
    assert "\n" not in line
    values = json.loads(line)
    assert sorted(values) == ["error", "event", "level", "logger", "request_id", "time"]
    assert values["event"] == "mail failed"
    assert values["level"] == "error"
    assert values["request_id"] == NUMBER
    assert values["error"].startswith("Traceback (most recent call last):")
    assert values["error"].endswith("\nValueError")


def test_a_line_about_a_request_holds_only_the_fields_that_are_meant() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "answered", (), None)
    record.__dict__ |= {"route": "letter", "status": 200, "request": "GET /manage/token"}
    values = json.loads(make_formatter("json").format(record))
    del values["time"]
    assert values == {
        "event": "answered", "level": "info", "logger": "x", "route": "letter", "status": 200,
    }  # fmt: skip
    token = REQUEST_ID.set(NUMBER)
    try:
        text = make_formatter("text").format(record)
    finally:
        REQUEST_ID.reset(token)
    assert text.endswith(f" INFO x answered [request {NUMBER}]")


def test_an_error_that_hides_what_led_to_it_and_one_in_a_ring() -> None:
    hidden = ValueError()
    hidden.__context__, hidden.__suppress_context__ = KeyError("ada"), True
    assert describe_error(hidden) == "Traceback (most recent call last):\nValueError"
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert describe_error(first).count("Traceback") == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_without_an_error_stays_a_line(form: str) -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "sent %d", (3,), None)
    assert "sent 3" in make_formatter(form).format(record)

"""The description of what programs read holds all of it, and says what the server answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests.support.letters import log_all, make_open_letter, public_files, signed
from undersigned.api import challenge, health, log, metrics

API: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs/reference/openapi.json").read_text(encoding="utf-8")
)
OPERATIONS: dict[str, dict[str, Any]] = {path: each["get"] for path, each in API["paths"].items()}


def _fill(path: str, values: dict[str, str]) -> str:
    """The path with these values, else those of the examples."""
    for parameter in OPERATIONS[path].get("parameters", []):
        name = parameter["name"]
        value = values.get(name, parameter["example"])
        assert re.fullmatch(parameter["schema"]["pattern"], value), (name, value)
        path = path.replace(f"{{{name}}}", value)
    return path


def _check(operation: dict[str, Any], response: Any) -> None:
    answers = operation["responses"]
    assert str(response.status_code) in answers, response.status_code
    content = answers[str(response.status_code)]["content"]
    assert response.headers["Content-Type"] in content
    schema = content[response.headers["Content-Type"]]["schema"]
    if schema["type"] == "object":
        said = response.json()
        assert set(said) >= set(schema["required"])
        for name, kind in schema["properties"].items():
            assert said[name] in kind.get("enum", [said[name]])
            kinds = {"string": str, "integer": int, "boolean": bool, "object": dict}
            assert isinstance(said[name], kinds.get(kind.get("type"), object))


def test_every_address_for_programs_is_described() -> None:
    described = {resolve(_fill(path, {})).view_name for path in OPERATIONS}
    addresses = {
        pattern.name for each in (challenge, health, log, metrics) for pattern in each.urlpatterns
    }
    assert described == addresses | {"count"}


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPERATIONS)
def test_what_is_not_there_is_answered_as_described(path: str) -> None:
    response = Client().get(_fill(path, {}))
    assert response.status_code in (200, 404, 503)
    _check(OPERATIONS[path], response)


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize("method", ["POST", "DELETE", "QUERY"])
def test_they_are_read_and_nothing_else(path: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, _fill(path, {}))
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def _files_of(paths: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """For each described file of a log the values that name one of these."""
    for described in OPERATIONS:
        if not described.startswith("/log/"):
            continue
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(described.split("/", 3)[3]))
        found = filter(None, (re.fullmatch(pattern, path) for path in paths))
        for first in found:
            yield described, first.groupdict()
            break


@pytest.mark.django_db
def test_what_is_there_is_answered_as_described() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    seen = set()
    for path, values in _files_of(list(public_files(letter))):
        response = Client().get(_fill(path, {**values, "letter_id": letter.pk}))
        assert response.status_code == 200, path
        _check(OPERATIONS[path], response)
        seen.add(OPERATIONS[path]["operationId"])
    assert seen >= {"checkpoint", "partialTile", "names", "text"}
    for path in ("/letters/{slug}/{language}/count.json", "/letters/{slug}/challenge"):
        response = Client().get(_fill(path, {"slug": letter.slug}))
        assert response.status_code == 200
        _check(OPERATIONS[path], response)

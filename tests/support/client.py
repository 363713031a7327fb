"""What programs do to a site: plain requests, forms without a browser, many at the same moment."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.support.crowds import people
from tests.support.leaks import note_typed
from tests.support.proof import challenge_address, solve


@dataclass(frozen=True)
class Answer:
    """What a server answers to one request, without the headers that tell its time and number."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def ask(
    method: str,
    address: str,
    fields: dict[str, str] | None = None,
    agent: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request as a program does; redirections are not followed."""
    parts = urlsplit(address)
    note_typed(address, (fields or {}).items())
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request(
            method,
            parts.path + (f"?{parts.query}" if parts.query else ""),
            body=urlencode(fields) if fields is not None else None,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": agent or "tests",
                **(headers or {}),
            },
        )
        response = connection.getresponse()
        found = sorted(
            (name, value)
            for name, value in response.getheaders()
            if name not in {"date", "x-request-id"}
        )
        return Answer(response.status, tuple(found), response.read())
    finally:
        connection.close()


def send_form(
    address: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> Answer:
    """Send a form; where it has a task, solve it before as the script of its page does."""
    task = challenge_address(address)
    if task is not None:
        fields = {**fields, "proof": solve(ask("GET", task).body)}
    return ask("POST", address, fields, headers=headers)


def follow(method: str, address: str, fields: dict[str, str]) -> tuple[Answer, Answer]:
    """Send a form, and fetch the page that the answer leads to."""
    first = send_form(address, fields) if method == "POST" else ask(method, address, fields)
    parts = urlsplit(address)
    place = dict(first.headers)["location"]
    return first, ask("GET", f"{parts.scheme}://{parts.netloc}{place}")


def at_once(count: int, act: Callable[[int], object]) -> None:
    """Do something in several threads that start together; their errors are the test's."""
    barrier = threading.Barrier(count)
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            act(number)
        except BaseException as error:  # noqa: BLE001 it is raised below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


def somebody(email: str) -> dict[str, str]:
    """The fields of one of many who sign one letter, whose name ends with their address."""
    return person(f"{next(people(email, 1))}, Person {email}", email)


def person(name: str, email: str) -> dict[str, str]:
    """The fields of the form, as a browser sends them."""
    return {
        "name": name,
        "email": email,
        "role": "",
        "affiliation": "",
        "country": "",
        "is_named": "yes",
    }

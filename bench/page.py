"""Pages: how long the server takes for a letter that 100,000 people have signed.

Run as `python -m bench.page [SIGNATURES]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.page`, which sets UNDERSIGNED_DATABASE.
Each time is that of a request over one kept-open connection from another process on this machine,
and stands beside that of the same web server with an application that does nothing.
"""

import http.client
import statistics
import sys
import time
import urllib.parse
from collections.abc import Iterator

from django.db import connection, connections
from django.db.models import F

from bench._server import PORT, serving
from tests.support.letters import log_all, make_confirmed, make_open_letter
from tools.processes import free_port
from undersigned.models import Letter
from undersigned.queries.signatories import PAGE_ROWS

_MOST_WARM_MS = 5.0


def request_ms(link: http.client.HTTPConnection, path: str, *, times: int = 1) -> list[float]:
    """How many milliseconds each of so many requests took, sorted."""
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        link.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = link.getresponse()
        response.read()
        taken.append((time.perf_counter() - before) * 1000)
        if response.status != 200:
            raise SystemExit(f"{path} was answered with {response.status}.")
    return sorted(taken)


def _line(what: str, taken: list[float], idle: float, limit: str = "") -> str:
    median = statistics.median(taken)
    slow = taken[int(len(taken) * 0.99)] if len(taken) >= 100 else taken[-1]
    return (
        f"{connection.vendor}, {what}: median {median:.2f} ms{limit}, slowest of a hundred"
        f" {slow:.2f} ms, {median / idle:.1f} times a server that does nothing"
    )


def measure(signatures: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    make_confirmed(letter, signatures)
    log_all(letter)
    connections.close_all()
    python = [sys.executable, "-m"]
    port = free_port()
    options = ["--interface", "wsgi", "--port", str(port), "--no-ws", "bench._nothing:nothing"]
    with serving([*python, "granian", *options], port) as link:
        request_ms(link, "/", times=200)
        idle = statistics.median(request_ms(link, "/", times=2000))
    yield f"a server that does nothing: {idle:.2f} ms a request"
    page = f"/letters/{letter.slug}/en/"
    with serving([*python, "undersigned", "serve"], PORT) as link:
        first = request_ms(link, page)
        yield _line(f"letter with {signatures:,} names, very first", first, idle)
        warm = request_ms(link, page, times=2000)
        limit = f" (at most {_MOST_WARM_MS:.0f} ms)"
        yield _line("the same, warm", warm, idle, limit)
        anew = []
        for _ in range(10):
            # What hiding a name does.
            Letter.objects.filter(pk=letter.pk).update(names_revision=F("names_revision") + 1)
            time.sleep(1.1)  # Until the server looks at the database again.
            anew += request_ms(link, page)
        yield _line("the same, after a change", sorted(anew), idle)
        middle = signatures // 2 // PAGE_ROWS
        for what, query in (
            ("first page of the list", ""),
            ("a page in its middle", f"?page={middle}"),
            ("a search that finds one", f"?q={urllib.parse.quote(f'Person {signatures // 3}')}"),
        ):
            path = f"{page}signatories/{query}"
            taken = [request_ms(link, f"{path}{'&' if query else '?'}x={n}")[0] for n in range(20)]
            yield _line(what, sorted(taken), idle)


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 100_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()

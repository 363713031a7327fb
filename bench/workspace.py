"""Workspace: how long the server takes for the pages of a large coalition.

Run as `python -m bench.workspace [VERSIONS]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.workspace`, which sets UNDERSIGNED_DATABASE.
A letter of 60 organizations has 400 versions in three languages and 1,000 remarks. Each time is
that of a request over one kept-open connection from another process on this machine, and stands
beside that of the same web server with an application that does nothing.
"""

import http.client
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, connections

from bench._server import PORT, serving
from bench.page import request_ms
from tests.support.coalitions import add_member, add_partner
from tests.support.letters import BODY, T0, make_draft
from tools.processes import free_port
from undersigned.core.anchors import anchor_at
from undersigned.core.coalition import ActKind, CommentKind, Role
from undersigned.models import Account, Act, Comment, Letter, Version
from undersigned.stages.endorse import freeze_and_ask

_ORGANIZATIONS = 60
_VERSIONS = 400
_LANGUAGES = ("en", "fr", "fa")
_PARAGRAPHS = 40
_MOST_MS = 100.0
_PARAGRAPH = (
    "Those who live by the river have measured it for longer than any ministry, and what they"
    " measured was never asked for, until the summer in which the gauges stood dry. "
)


def _body(number: int) -> str:
    paragraphs = [f"Paragraph {place}. {_PARAGRAPH * 3}".strip() for place in range(_PARAGRAPHS)]
    paragraphs[number % _PARAGRAPHS] += f" Changed in version {number}."
    return "\n\n".join((*paragraphs, BODY))


def _comments(versions: int) -> int:
    """How many remarks a letter gets meanwhile."""
    return versions * 5 // 2


def make_large_letter(size: int) -> Letter:
    """A letter with so many versions, its newest edition asked of everyone."""
    letter = make_draft("large", _LANGUAGES)
    lead = letter.lead
    for number in range(_ORGANIZATIONS):
        add_partner(letter, number + 1)
    for number in range(20):
        add_member(letter, f"editor-{number}@people.example", Role.EDITOR)
    accounts = list(Account.objects.all())
    addressees = Version.objects.get(letter=letter, language="en", number=2).addressees
    last: dict[str, int] = {}
    versions, acts = [], []
    for count in range(size):
        language = _LANGUAGES[count % len(_LANGUAGES)]
        first = 3 if language == letter.original_language else 2
        number = last.get(language, first - 1) + 1
        last[language] = number
        author = accounts[count % len(accounts)]
        at = T0 + timedelta(minutes=count)
        versions.append(
            Version(
                letter=letter,
                language=language,
                number=number,
                title=f"River {language}",
                addressees=addressees,
                body=_body(count),
                author=author,
                saved_at=at,
                reason=f"Change {count}",
                original_number=None if language == letter.original_language else last.get("en"),
            )
        )
        acts.append(
            Act(
                letter=letter,
                account=author,
                kind=ActKind.SAVED.value,
                at=at,
                language=language,
                number=number,
                note=f"Change {count}",
            )
        )
    Version.objects.bulk_create(versions)
    Act.objects.bulk_create(acts)
    newest = {version.language: version for version in versions}
    comments = []
    for count in range(_comments(size)):
        version = newest[_LANGUAGES[count % len(_LANGUAGES)]]
        start = version.body.index(f"Paragraph {count % _PARAGRAPHS}.")
        anchor = anchor_at(version.body, start, start + 40)
        comments.append(
            Comment(
                letter=letter,
                language=version.language,
                kind=CommentKind.REMARK.value,
                author=accounts[count % len(accounts)],
                written_at=T0 + timedelta(minutes=count),
                text=f"Remark {count}: is this what we measured?",
                number=version.number,
                start=anchor.start,
                end=anchor.end,
                quote=anchor.quote,
            )
        )
    Comment.objects.bulk_create(comments)
    freeze_and_ask(letter, lock=False, by=lead, at=T0 + timedelta(days=2))
    # A server that runs does this by itself once so many rows are new.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return letter


def signed_in(account: Account) -> dict[str, str]:
    """The headers of a browser in which the person is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def page_ms(
    link: http.client.HTTPConnection, path: str, headers: dict[str, str], *, times: int
) -> list[float]:
    """How many milliseconds each of so many requests took, sorted."""
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        link.request("GET", path, headers=headers)
        response = link.getresponse()
        response.read()
        taken.append((time.perf_counter() - before) * 1000)
        if response.status != 200:
            raise SystemExit(f"{path} was answered with {response.status}.")
    return sorted(taken)


def measure(versions: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_large_letter(versions)
    headers = signed_in(letter.lead)
    vendor = connection.vendor
    connections.close_all()
    port = free_port()
    options = ["--interface", "wsgi", "--port", str(port), "--no-ws", "bench._nothing:nothing"]
    with serving([sys.executable, "-m", "granian", *options], port) as link:
        request_ms(link, "/", times=200)
        idle = statistics.median(request_ms(link, "/", times=2000))
    yield (
        f"{vendor}: {_ORGANIZATIONS} organizations, {versions} versions, {_comments(versions):,}"
        f" remarks; a server that does nothing: {idle:.2f} ms a request"
    )
    pages = {
        "the letter": "",
        "the coalition": "coalition/",
        "reading it": "texts/en/read/",
        "writing it": "texts/fr/",
        "its versions": "texts/en/versions/",
        "its history": "history/",
    }
    with serving([sys.executable, "-m", "undersigned", "web"], PORT) as link:
        for name, path in pages.items():
            taken = page_ms(link, f"/workspace/letters/{letter.slug}/{path}", headers, times=30)
            median = statistics.median(taken)
            yield (
                f"{vendor}, {name}: median {median:.1f} ms (at most {_MOST_MS:.0f} ms), slowest of"
                f" thirty {taken[-1]:.1f} ms, {median / idle:.0f} times a server that does nothing"
            )


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else _VERSIONS):
        print(line, flush=True)


if __name__ == "__main__":
    main()

"""The front: how long the server takes to list and to search many letters in five languages.

Run as `python -m bench.front [LETTERS]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.front`, which sets UNDERSIGNED_DATABASE.
Every search is for other words, so that none of them is answered from what is kept.
"""

import itertools
import statistics
import sys
import time
import urllib.parse
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, connections

from bench._server import PORT, serving
from bench.page import request_ms
from tests.support.letters import ADDRESSEES, T0, make_account
from undersigned.core.lifecycle import LetterState
from undersigned.core.text import Text, digest, format_text, read_addressees
from undersigned.models import Account, Edition, EditionText, Letter
from undersigned.queries.front import PAGE_LETTERS
from undersigned.stages.search import index_texts

# Words of which a text of some 400 words is made, and what titles begin with.
LANGUAGES = {
    "en": ("The", "river bank water people gauge summer letter measure speak publish council"),
    "de": ("Die", "Flüsse Ufer Wasser Menschen Pegel Sommer Briefe Messung sprechen Täler Räte"),
    "fr": ("La", "rivière rive été peuple jauge lettre mesure parler publier conseil vallée forêt"),
    "fa": ("این", "رود آب مردم تابستان نامه اندازه‌ها کرانه می‌گویند شورا دره جنگل کتاب‌خانه"),
    "zh": ("这", "河流 保护 测量 数据 公开 夏天 人民 城市 山谷 森林 图书馆 议会"),
}  # fmt: skip


def make_letters(count: int) -> None:
    """Store so many public letters in all languages, without going through every stage."""
    lead = Account.objects.first() or make_account()
    addressees = read_addressees(ADDRESSEES)
    for number in range(count):
        at = T0 + timedelta(minutes=number)
        letter = Letter.objects.create(
            id=f"{number:032x}",
            slug=f"letter-{number}",
            lead=lead,
            state=LetterState.OPEN.value if number % 3 else LetterState.CLOSED.value,
            original_language="en",
            created_at=at,
            published_at=at,
        )
        edition = Edition.objects.create(
            letter=letter,
            number=1,
            frozen_by=lead,
            frozen_at=at,
            is_published=True,
            is_current=True,
        )
        rows = []
        for position, (language, (first, words)) in enumerate(LANGUAGES.items()):
            parts = words.split()
            start = number % len(parts)
            turned = parts[start:] + parts[:start]
            title = f"{first} {turned[0]} {turned[1]} {number}"
            body = f"{' '.join(itertools.islice(itertools.cycle(turned), 400))} only{number}.\n"
            data = format_text(Text(letter.pk, 1, language, title, addressees, body))
            rows.append(
                EditionText(
                    edition=edition,
                    position=position,
                    language=language,
                    title=title,
                    data=data,
                    digest=digest(data),
                )
            )
        EditionText.objects.bulk_create(rows)


def measure(letters: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    make_letters(letters)
    before = time.perf_counter()
    indexed = 0
    while count := index_texts(limit=20):
        indexed += count
    taken = time.perf_counter() - before
    vendor = connection.vendor
    yield f"{vendor}, indexing {indexed:,} texts: {taken:.1f} s, {indexed / taken:,.0f} a second"
    connections.close_all()
    searches = (
        ("a word that one letter has", [f"only{letters // 2 + n}" for n in range(20)]),
        ("a word that all letters have, in text", [f"river {n}" for n in range(1, 10)]),
        ("the beginning of a German word", [f"fluss {n}" for n in range(1, 10)]),
        ("a Persian word with a joiner", [f"می‌گویند {n}" for n in range(1, 10)]),
        ("a part of Chinese", [f"保护 {n}" for n in range(1, 10)]),
        ("nothing", [f"nowhere{n}" for n in range(20)]),
    )
    with serving([sys.executable, "-m", "undersigned", "serve"], PORT) as link:
        request_ms(link, "/?which=open")
        pages = max(1, letters * 2 // 3 // PAGE_LETTERS)
        taken_ms = [request_ms(link, f"/?which=open&page={n}")[0] for n in range(1, pages + 1)]
        yield f"{vendor}, a page of the list, first time: {_figures(taken_ms)}"
        yield f"{vendor}, the front, warm: {_figures(request_ms(link, '/', times=1000))}"
        for what, queries in searches:
            taken_ms = [
                request_ms(link, f"/?q={urllib.parse.quote(query)}")[0] for query in queries
            ]
            yield f"{vendor}, a search for {what}: {_figures(taken_ms)}"


def _figures(taken: list[float]) -> str:
    return f"median {statistics.median(taken):.2f} ms, slowest {max(taken):.2f} ms"


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 1000):
        print(line, flush=True)


if __name__ == "__main__":
    main()

"""The full-text index of the database: FTS5 on SQLite, a tsvector under GIN on PostgreSQL.

Both are given words that are made already (`core.fulltext`), so that a search finds the same on
both: FTS5 parts them at spaces, and the tsvector is spelled out word by word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from undersigned.core.fulltext import MAX_WORDS, Term


@dataclass(frozen=True)
class Words:
    """The words of a text, by the part of it that they stand in."""

    title: Sequence[str]
    addressees: Sequence[str]
    body: Sequence[str]


class FullText(Protocol):
    """One index; `terms` are never empty."""

    def store(self, key: int, words: Words) -> None:
        """Keep the words of the text with this key instead of those that were kept of it."""

    def found(self, terms: Sequence[Term], *, title_only: bool = False) -> tuple[str, list[str]]:
        """Return a SELECT of the keys of the texts that hold every term, and its parameters."""


class FTS5:
    """SQLite's."""

    def store(self, key: int, words: Words) -> None:
        """Keep the words of a text."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM undersigned_search WHERE rowid = %s", [key])
            cursor.execute(
                "INSERT INTO undersigned_search (rowid, title, addressees, body)"
                " VALUES (%s, %s, %s, %s)",
                [key, " ".join(words.title), " ".join(words.addressees), " ".join(words.body)],
            )

    def found(self, terms: Sequence[Term], *, title_only: bool = False) -> tuple[str, list[str]]:
        """Return a SELECT of the keys and its parameters."""
        wanted = " AND ".join(
            "(" + " OR ".join(f'"{" ".join(row)}" *' for row in term.options) + ")"
            for term in terms
        )
        query = f"{{title}} : ({wanted})" if title_only else wanted
        return "SELECT rowid FROM undersigned_search WHERE undersigned_search MATCH %s", [query]


class TSVector:
    """PostgreSQL's."""

    def store(self, key: int, words: Words) -> None:
        """Keep the words of a text."""
        places: dict[str, list[str]] = {}
        place = 0
        for weight, part in (("A", words.title), ("B", words.addressees), ("D", words.body)):
            for word in part:
                place += 1
                places.setdefault(word, []).append(f"{min(place, MAX_WORDS)}{weight}")
            # No row of words reaches from one part into the next.
            place += 1
        vector = " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE undersigned_searchedtext SET words = %s::tsvector WHERE text_id = %s",
                [vector, key],
            )

    def found(self, terms: Sequence[Term], *, title_only: bool = False) -> tuple[str, list[str]]:
        """Return a SELECT of the keys and its parameters."""
        weight = "A" if title_only else ""
        query = " & ".join(
            "(" + " | ".join(f"({_row(row, weight)})" for row in term.options) + ")"
            for term in terms
        )
        return "SELECT text_id FROM undersigned_searchedtext WHERE words @@ %s::tsquery", [query]


def _row(row: Sequence[str], weight: str) -> str:
    *before, last = row
    exact = [f"'{word}':{weight}" if weight else f"'{word}'" for word in before]
    return " <-> ".join([*exact, f"'{last}':*{weight}"])


def index() -> FullText:
    """The index of the database that is in use."""
    return TSVector() if connection.vendor == "postgresql" else FTS5()

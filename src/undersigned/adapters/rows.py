"""Many new rows at once, in the quickest way that each database has.

Django's `bulk_create` makes a statement with as many places as there are values, which is written,
read and planned anew each time; for a hundred signatures that takes longer than the rest of them.
PostgreSQL takes rows by COPY, SQLite by one prepared statement. Neither tells the keys that it
gives, so where these have to be known they are reserved before.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model


def reserve_keys(model: type[Model], count: int) -> Sequence[int]:
    """Keys for so many new rows, rising, which no other row will have.

    On SQLite they are reserved until the end of the transaction, which has to write from its
    beginning on; so have all of ours.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = next(iter(cursor.fetchone() or ()), 0)
            return range(last + 1, last + 1 + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return sorted(key for (key,) in cursor.fetchall())


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one model as `bulk_create` would; no signal is sent.

    Either all have a key, or each gets one that nobody is told.
    """
    if not rows:
        return
    shape = _shape(type(rows[0]), connection.vendor, rows[0].pk is not None)
    values = (shape.values(row) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(shape.statement, list(values))
        else:
            # Errors of the driver become Django's, which nothing does here by itself.
            with connection.wrap_database_errors, cursor.copy(shape.statement) as copy:
                for line in values:
                    copy.write_row(line)
    for row in rows:
        row._state.adding = False


class _Shape:
    """How a model's rows are written into one kind of database."""

    def __init__(self, model: type[Model], vendor: str, has_key: bool) -> None:
        fields = [f for f in model._meta.local_concrete_fields if has_key or not f.primary_key]
        quote = connection.ops.quote_name
        into = f"{quote(model._meta.db_table)} ({', '.join(quote(str(f.column)) for f in fields)})"
        if vendor == "sqlite":
            places = ", ".join(["%s"] * len(fields))
            self.statement = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 names of ours
        else:
            self.statement = f"COPY {into} FROM STDIN"
        self._of_row = itemgetter(*(field.attname for field in fields))
        # What the driver writes as it is needs no conversion, and most values are of that kind.
        self._converted = [
            (place, convert)
            for place, field in enumerate(fields)
            if (convert := _converter(field, vendor)) is not None
        ]

    def values(self, row: Model) -> Sequence[Any]:  # of any type that a column has
        """The values of a row in the order of the columns."""
        values = list(self._of_row(row.__dict__))
        for place, convert in self._converted:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values


_shape: Callable[[type[Model], str, bool], _Shape] = lru_cache(maxsize=None)(_Shape)


def _converter(field: "Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        # Rows that are written together mostly tell the same moment.
        return lru_cache(maxsize=16)(connection.ops.adapt_datetimefield_value)
    return None

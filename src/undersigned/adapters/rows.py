"""Many rows at once, in the quickest way that each database has.

Django's `bulk_create` makes a statement with as many places as there are values, which is written,
read and planned anew each time; for a hundred signatures that takes longer than the rest of them.
PostgreSQL takes rows by COPY, SQLite by one prepared statement. Neither tells the keys that it
gives, so where these have to be known they are reserved before.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def new_row(model: type[M], related: Mapping[str, Model], **values: Any) -> M:  # as columns have
    """The row that the model's constructor makes, not yet saved, in a fifth of its time.

    `related` holds rows by the names of their fields, the rest is named as the column is in
    Python (`letter_id`). No signal is sent. Raises TypeError for a name that no column has.
    """
    blank = _blank(model)
    if not values.keys() <= blank.names:
        raise TypeError(f"{model.__name__} has no {sorted(values.keys() - blank.names)}.")
    row = model.__new__(model)
    columns = row.__dict__
    columns.update(blank.constants)
    for name, make in blank.made:
        if name not in values:
            columns[name] = make()
    columns.update(values)
    row._state = state = ModelState()
    if related:
        state.fields_cache = dict(related)
        for name, other in related.items():
            columns[blank.keys[name]] = other.pk
    return row


class _Blank:
    """What a new row holds before anything is entered."""

    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.local_concrete_fields
        self.keys = {field.name: field.attname for field in fields}
        self.names = frozenset(self.keys.values())
        self.made = [(field.attname, field.get_default) for field in fields if _makes(field)]
        self.constants = {
            field.attname: field.get_default() for field in fields if not _makes(field)
        }


def _makes(field: "Field[Any, Any]") -> bool:
    """Whether each row has a value of its own to begin with."""
    return callable(field.default) and field.has_default()


_blank: Callable[[type[Model]], _Blank] = lru_cache(maxsize=None)(_Blank)


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


def table_of(rows: Sequence[Sequence[Any]], types: Sequence[str]) -> tuple[str, list[Any]]:
    """Rows as a table `form` within a statement, its columns `column1` and so on; and its values.

    `types` are those of PostgreSQL, which is sent a list for each column: a statement with a place
    for each value would be read anew each time.
    """
    if connection.vendor == "sqlite":
        places = f"({', '.join(['%s'] * len(types))})"
        values = ", ".join([places] * len(rows))
        return f"(VALUES {values}) AS form", [value for row in rows for value in row]
    lists = ", ".join(f"%s::{kind}[]" for kind in types)
    names = ", ".join(f"column{place}" for place in range(1, len(types) + 1))
    return f"unnest({lists}) AS form ({names})", [
        list(column) for column in zip(*rows, strict=True)
    ]


def is_among(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """The condition that a column has one of these values, and what to fill it in with."""
    if connection.vendor == "sqlite":
        return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
    return f"{column} = ANY(%s)", [list(values)]

"""What all commands on a server's folder and database share: where it is, Django, and refusals."""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from undersigned import config
from undersigned.adapters.keys import KeyUnusable

UNUSABLE = 2
# While this file is in a data folder, a restore into it has not ended.
UNFINISHED = ".restoring"
Run = Callable[[argparse.Namespace], int]


class Unusable(Exception):
    """The command cannot do its work; the message is a whole sentence for the operator."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command on a server has."""
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        help="the server's folder, instead of UNDERSIGNED_DATA or ./undersigned-data",
    )


def with_settings(run: Run) -> Run:
    """`run`, with the options put where the settings look, and with refusals as one sentence."""

    def run_with_settings(args: argparse.Namespace) -> int:
        if args.data is not None:
            os.environ["UNDERSIGNED_DATA"] = args.data
            os.environ.pop("UNDERSIGNED_DATA_FILE", None)
        try:
            return run(args)
        except (config.ConfigError, KeyUnusable, Unusable) as error:
            print(f"undersigned: {error}", file=sys.stderr)
            return UNUSABLE
        except Exception as error:
            if not is_database_away(error):
                raise
            print(f"undersigned: {no_database(error)}", file=sys.stderr)
            return UNUSABLE

    return run_with_settings


def is_database_away(error: Exception) -> bool:
    """Whether this is what a database says that is away, or went away meanwhile."""
    # What never loaded Django asked no database.
    database = sys.modules.get("django.db")
    return database is not None and isinstance(
        error, database.OperationalError | database.InterfaceError
    )


def refuse_unfinished(settings: config.Config) -> None:
    """Raise Unusable where a restore did not end: what was erased since might be there again."""
    if (settings.data / UNFINISHED).exists():
        raise Unusable(
            f"A restore into {settings.data} did not end. Empty the folder (and the database), and"
            " restore once more."
        )


def start_django(*, is_restoring: bool = False) -> None:
    """Load the settings and Django. Raises ConfigError, KeyUnusable, Unusable."""
    if not is_restoring:
        refuse_unfinished(config.load())
    import django  # noqa: PLC0415 slow import

    # Whatever is made from here on holds names and addresses, and is for the server's user only.
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
    django.setup()


def open_database() -> None:
    """Load Django and bring the database up to date; a new folder gets an empty one.

    Several processes may do so at once. Raises Unusable when the database cannot be used.
    """
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 app ready

    if waiting_migrations():
        with _alone():
            call_command("migrate", interactive=False, verbosity=0)


def waiting_migrations() -> list[str]:
    """The migrations that the database lacks. Needs Django; raises Unusable."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 app ready
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 app ready

    _reach_database()
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise no_database(error) from error
    return [str(migration) for migration, _is_backward in plan]


def _reach_database() -> None:
    """Ask PostgreSQL once by ourselves: the pool would ask for half a minute and not say why."""
    from django.conf import settings  # noqa: PLC0415 app ready
    from django.db import connection  # noqa: PLC0415 app ready

    if connection.vendor == "postgresql":
        import psycopg  # noqa: PLC0415 slow import

        try:
            psycopg.connect(settings.CONFIG.database, connect_timeout=10).close()
        except psycopg.Error as error:
            raise no_database(error) from error


def no_database(error: Exception) -> Unusable:
    """The refusal for what a database says of itself."""
    return Unusable(f"The database cannot be used: {' '.join(str(error).split()).rstrip('.')}.")


@contextmanager
def _alone() -> Generator[None]:
    """Keep other processes of this database from migrating meanwhile."""
    from django.conf import settings  # noqa: PLC0415 app ready
    from django.db import connection  # noqa: PLC0415 app ready

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Any number that nobody else uses; the lock ends with the session at the latest.
            cursor.execute("SELECT pg_advisory_lock(7305814291)")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(7305814291)")
        return
    with (Path(settings.CONFIG.data) / ".migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

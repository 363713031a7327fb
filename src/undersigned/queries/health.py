"""Whether this server can do its work: cheap questions that tell nothing of any letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from undersigned.models import Pass

# Workers say every ten seconds that they are alive; a batch of the log takes less than a second.
LATE: Final = timedelta(seconds=60)
# The lane without which nothing that was confirmed is counted.
LOG_LANE: Final = "log"


@dataclass(frozen=True)
class Health:
    """What was asked, and whether it is well; what could not be asked is not."""

    database: bool
    migrations: bool
    worker: bool

    @property
    def is_ready(self) -> bool:
        return self.database and self.migrations and self.worker


def find_health(*, at: datetime) -> Health:
    """Ask the database whether it answers, knows this program's tables, and sees a worker."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Health(database=False, migrations=False, worker=False)
    if not _is_migrated():
        return Health(database=True, migrations=False, worker=False)
    last = Pass.objects.filter(lane=LOG_LANE).values_list("ended_at", flat=True).first()
    return Health(database=True, migrations=True, worker=last is not None and last > at - LATE)


def _is_migrated() -> bool:
    """Whether the newest migration of this program is applied; a newer database is well, too."""
    newest = _newest_migration()
    applied = MigrationRecorder.Migration.objects.using(connection.alias)
    try:
        return applied.filter(app=newest[0], name=newest[1]).exists()
    except DatabaseError:
        # An empty database has no table of migrations.
        return False


@cache
def _newest_migration() -> tuple[str, str]:
    (newest,) = MigrationLoader(None).graph.leaf_nodes("undersigned")
    return str(newest[0]), str(newest[1])

"""Write a backup of the server into a new folder; the server may be running.

The folder holds the database as of one moment and the last published checkpoint of each letter,
with the SHA-256 of every file. The server's keys go into a file of their own with `--keys`: keep it
in another place, since whoever has both can sign in the log's name. Letters on paper are not in it,
because they are made anew, nor are sessions and mails that were written to a folder.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from undersigned import config
from undersigned.adapters import backup
from undersigned.adapters.keeper import CHECKPOINTS_FOLDER
from undersigned.cli import site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder to make")
    parser.add_argument(
        "--keys", metavar="FILE", type=Path, help="write the server's keys into this new file"
    )


def run(args: argparse.Namespace) -> int:
    """Write the backup whole, or nothing."""
    settings = config.load()
    target = args.folder.absolute()
    keys = args.keys.absolute() if args.keys is not None else None
    if keys is not None and target in (keys, *keys.parents):
        raise site.Unusable("The keys belong apart from the backup: name a file elsewhere.")
    site.start_django()
    if waiting := site.waiting_migrations():
        raise site.Unusable(
            f"The database lacks {len(waiting)} migrations of this version. Back it up with the"
            " version that wrote it, or start this one first."
        )
    try:
        with backup.new_folder(target) as draft:
            # The checkpoints come first, so that the database is at least as new as they are.
            _copy_checkpoints(settings.data / CHECKPOINTS_FOLDER, draft / CHECKPOINTS_FOLDER)
            manifest = _copy_database(settings, draft)
            backup.write_manifest(draft, manifest)
            if keys is not None:
                backup.write_keys(keys, settings.data)
    except backup.Unusable as error:
        raise site.Unusable(str(error)) from error
    print(f"{target} holds {len(manifest.logs)} logs, as of {manifest.taken_at}.")
    if keys is not None:
        print(f"{keys} holds the keys. Keep it in another place than the backup.")
    else:
        print("The keys are not in it, and without them it is of no use: write them with --keys.")
    return 0


def _copy_checkpoints(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    if source.is_dir():
        for path in sorted(source.iterdir()):
            # Beside them stand locks, whose names begin with a dot.
            if not path.name.startswith("."):
                copy = target / path.name
                copy.write_bytes(path.read_bytes())


def _copy_database(settings: config.Config, draft: Path) -> backup.Manifest:
    from django.db import connection  # noqa: PLC0415 app ready

    from undersigned.adapters import dump  # noqa: PLC0415 slow import

    taken_at = datetime.now(UTC).isoformat(timespec="seconds")
    keys = backup.key_digests(settings.data)
    if connection.vendor == "postgresql":
        moment = dump.PostgreSQLDump(settings.database)
        try:
            columns = moment.write(draft / dump.TABLES_FOLDER)
            return backup.Manifest(
                taken_at=taken_at,
                database="postgresql",
                migrations=dict(moment.rows(dump.NEWEST_MIGRATIONS)),
                keys=keys,
                logs=_logs(moment.rows(dump.LOGS)),
                columns=columns,
                sequences=moment.sequences(),
            )
        finally:
            moment.close()
    copy = draft / dump.SQLITE_FILE
    dump.dump_sqlite(Path(str(connection.settings_dict["NAME"])), copy)
    return backup.Manifest(
        taken_at=taken_at,
        database="sqlite",
        migrations=dict(dump.sqlite_rows(copy, dump.NEWEST_MIGRATIONS)),
        keys=keys,
        logs=_logs(dump.sqlite_rows(copy, dump.LOGS)),
    )


def _logs(rows: list[tuple[str, str, str, int]]) -> dict[str, backup.BackupLog]:
    return {letter: backup.BackupLog(slug, origin, size) for letter, slug, origin, size in rows}

"""Make a server anew from a backup, in an empty folder and, with PostgreSQL, an empty database.

A backup does not know what was published after it was made. Give each letter's newest log with
`--log`, once for each: a bundle, a mirror's folder or the address of a mirror's log. Whoever
withdrew since is erased again, hidden names are hidden again, and the log goes on where it ended.
Say `--without-log` only if the server was stopped before the backup was made, or if nothing newer
is to be had.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersigned import config
from undersigned.adapters import backup
from undersigned.adapters.keeper import CHECKPOINTS_FOLDER, CheckpointKeeper
from undersigned.cli import site
from undersigned.cli.verify.report import Unusable as SourceUnusable
from undersigned.cli.verify.sources import open_source
from undersigned.core.bundle import LogFacts, check_log
from undersigned.core.errors import CoreError
from undersigned.core.public_files import Source

if TYPE_CHECKING:
    from undersigned.models import Letter
    from undersigned.stages.restore import Learned


_OTHER_KEYS: Final = (
    " Its keys for contact data were changed after the backup, and are now those of the backup"
    " again: a lead has to look at them before the server starts taking signatures."
)


@dataclass(frozen=True)
class NewerLog:
    """A public log that was given, and what it proves."""

    location: str
    source: Source
    facts: LogFacts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the backup")
    parser.add_argument(
        "--keys", metavar="FILE", type=Path, required=True, help="the file with the server's keys"
    )
    parser.add_argument(
        "--log",
        metavar="SOURCE",
        action="append",
        default=[],
        help="the newest log of a letter: a bundle, a folder or an address",
    )
    parser.add_argument(
        "--checkpoints",
        metavar="FOLDER",
        type=Path,
        help="the folder of that name of the broken machine, if it is still there",
    )
    parser.add_argument(
        "--without-log",
        action="store_true",
        help="restore letters of which no log is given, as they were when the backup was made",
    )


def run(args: argparse.Namespace) -> int:
    """Check everything first, then restore; until that ended well, no server starts on it."""
    settings = config.load()
    try:
        manifest = backup.read_manifest(args.folder)
        keys = backup.read_keys(args.keys, manifest)
    except backup.Unusable as error:
        raise site.Unusable(str(error)) from error
    newer = _read_logs(args.log, manifest)
    missing = sorted(log.slug for letter, log in manifest.logs.items() if letter not in newer)
    if missing and not args.without_log:
        raise site.Unusable(
            "The backup does not know what was published after it was made. Give the newest log of"
            f" each letter with --log ({', '.join(missing)}), or say --without-log."
        )
    _check_target(settings, manifest)
    if args.checkpoints is not None and not args.checkpoints.is_dir():
        raise site.Unusable(f"{args.checkpoints} is no folder with checkpoints.")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = settings.data / site.UNFINISHED
    mark.touch(mode=0o600)
    backup.put_keys(settings.data, keys)
    _load_database(settings, args.folder, manifest)
    is_whole = _learn(settings, args, newer)
    if not is_whole:
        raise site.Unusable(
            f"The restore did not end well, and no server starts on {settings.data}. Empty it, and"
            " restore once more with newer logs."
        )
    mark.unlink()
    print("Restored. `undersigned doctor` and `undersigned log fsck` say whether all is well.")
    return 0


def _read_logs(locations: list[str], manifest: backup.Manifest) -> dict[str, NewerLog]:
    found: dict[str, NewerLog] = {}
    for location in locations:
        try:
            source = open_source(location)
            facts = check_log(source)
        except (CoreError, SourceUnusable, OSError) as error:
            raise site.Unusable(f"{location} cannot be used: {error}") from error
        if facts.letter not in manifest.logs:
            raise site.Unusable(f"{location} is the log of a letter that is not in the backup.")
        if facts.letter in found:
            raise site.Unusable(f"{location} is the second log of the same letter.")
        found[facts.letter] = NewerLog(location, source, facts)
    return found


def _check_target(settings: config.Config, manifest: backup.Manifest) -> None:
    """Refuse what holds anything: nothing is ever written over."""
    if settings.data.exists() and any(settings.data.iterdir()):
        raise site.Unusable(f"{settings.data} is not empty. Restore into a new folder.")
    is_postgresql = settings.database.startswith("postgres")
    if is_postgresql != (manifest.database == "postgresql"):
        raise site.Unusable(
            f"The backup is of {manifest.database}, and UNDERSIGNED_DATABASE names another kind."
        )
    if not is_postgresql:
        file = Path(settings.database.removeprefix("sqlite:///"))
        if settings.database and file.exists():
            raise site.Unusable(f"{file} is there already. Restore into a new file.")
        return
    import psycopg  # noqa: PLC0415 slow import

    from undersigned.adapters import dump  # noqa: PLC0415 slow import

    try:
        is_empty = dump.is_empty_postgresql(settings.database)
    except psycopg.Error as error:
        raise site.no_database(error) from error
    if not is_empty:
        raise site.Unusable("The database is not empty. Restore into a new one.")


def _load_database(settings: config.Config, folder: Path, manifest: backup.Manifest) -> None:
    """Make the tables as they were, fill them, and bring them to the form of this version."""
    from undersigned.adapters import dump  # noqa: PLC0415 slow import

    site.start_django(is_restoring=True)
    from django.core.management import call_command  # noqa: PLC0415 app ready
    from django.db import connection  # noqa: PLC0415 app ready
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 app ready

    executor = MigrationExecutor(connection)
    targets = sorted(manifest.migrations.items())
    if unknown := [target for target in targets if target not in executor.loader.graph.nodes]:
        raise site.Unusable(
            f"The backup was made by a newer version: {'.'.join(unknown[0])} is not known here."
        )
    if connection.vendor == "postgresql":
        executor.migrate(targets)
        dump.load_postgresql(
            settings.database,
            folder / dump.TABLES_FOLDER,
            manifest.columns,
            manifest.sequences,
        )
    else:
        connection.close()
        target = Path(str(connection.settings_dict["NAME"]))
        shutil.copyfile(folder / dump.SQLITE_FILE, target)
        target.chmod(0o600)
    call_command("migrate", interactive=False, verbosity=0)


def _learn(settings: config.Config, args: argparse.Namespace, newer: dict[str, NewerLog]) -> bool:
    """Replay what the newer logs tell; say of each letter what that was."""
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.models import Letter  # noqa: PLC0415 app ready
    from undersigned.stages.log import LogForked, check_unforked  # noqa: PLC0415 app ready
    from undersigned.stages.restore import (  # noqa: PLC0415 app ready
        CannotGoOn,
        learn_from_log,
        stop_sending,
    )

    keeper = CheckpointKeeper(settings.data / CHECKPOINTS_FOLDER)
    letters = list(Letter.objects.exclude(origin="").order_by("slug"))
    for letter in letters:
        for folder in (args.folder / CHECKPOINTS_FOLDER, args.checkpoints):
            kept = CheckpointKeeper(folder).read(letter.pk) if folder is not None else None
            if kept is not None:
                keeper.write(letter.pk, kept)
    is_whole = True
    for letter in letters:
        log = newer.get(letter.pk)
        try:
            if log is not None:
                learned = learn_from_log(
                    letter, log.facts, log.source, keeper=keeper, at=timezone.now()
                )
                print(_sentence(letter, learned))
            check_unforked(letter, keeper=keeper)
        except (CannotGoOn, LogForked) as error:
            print(f"{letter.slug}: {error}")
            # Without any newer log, that letter's log stands still, and the server says so.
            is_whole = is_whole and log is None and args.without_log
    if dropped := stop_sending(has_run_on=bool(newer)):
        print(f"{dropped} mails of news were dropped, which may have been sent since.")
    return is_whole


def _sentence(letter: "Letter", learned: "Learned") -> str:
    return (
        f"{letter.slug}: {learned.appended} leaves came after the backup. {learned.erased}"
        f" signatures were erased again, and {learned.hidden} names hidden again. {learned.lost}"
        " signatures count whose names are lost with the broken machine."
        + (_OTHER_KEYS if learned.has_other_keys else "")
    )

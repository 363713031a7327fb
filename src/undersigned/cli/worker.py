"""Run a worker: it logs what was confirmed, and sends receipts and mail.

`undersigned serve` starts one; more may run, here or on other machines with the same database and
keys. Each letter's log is written by one of them at a time, and any of them takes over.
"""

import argparse
import logging
import os
import sys

from undersigned.cli import site
from undersigned.cli.signals import Alarm, is_orphan

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    # Given by `serve`: whose end is the worker's end.
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop, or until the parent is gone."""
    alarm = Alarm()
    site.open_database()
    from undersigned.adapters.keeper import (  # noqa: PLC0415 app ready
        CHECKPOINTS_FOLDER,
        CheckpointKeeper,
    )
    from undersigned.adapters.mail_hands import make_hands  # noqa: PLC0415 app ready
    from undersigned.jobs.schedule import make_lanes, note_lane  # noqa: PLC0415 app ready
    from undersigned.jobs.worker import Worker  # noqa: PLC0415 app ready
    from undersigned.settings import CONFIG  # noqa: PLC0415 app ready

    sender = make_hands(CONFIG, say=_say)
    keeper = CheckpointKeeper(CONFIG.data / CHECKPOINTS_FOLDER)
    worker = Worker(make_lanes(keeper, sender), note=note_lane)
    worker.start()
    while not alarm.is_raised and not is_orphan(args.parent) and worker.is_whole:
        alarm.wait(1.0)
    is_whole = worker.is_whole
    if not is_whole:
        log.critical("the worker ends: one of its lanes broke down")
    if worker.stop(within_seconds=STOP_SECONDS):
        sender.close()
        return 0 if is_whole else 1
    # A lane hangs, on a mail server or a database. Nothing is lost: its work is undone or done.
    sys.stdout.flush()
    os._exit(1)


def _say(line: str) -> None:
    print(line, flush=True)

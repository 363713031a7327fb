"""What several measurements share: a data folder of their own with Django on it, and servers."""

import http.client
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.processes import free_port

_FOLDER = tempfile.TemporaryDirectory()
PORT = free_port()
os.environ |= {
    "UNDERSIGNED_DATA": _FOLDER.name,
    "UNDERSIGNED_LISTEN": f"127.0.0.1:{PORT}",
    "UNDERSIGNED_ADDRESS": f"http://127.0.0.1:{PORT}",
}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

import django  # noqa: E402 after the environment that it reads

django.setup()

from django.core.management import call_command  # noqa: E402 after set-up

call_command("migrate", verbosity=0)


@contextmanager
def serving(command: list[str], port: int) -> Generator[http.client.HTTPConnection]:
    """Run a web server until the end of the block; give an open connection to it."""
    log = Path(_FOLDER.name, f"bench-{port}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _connect(port, process, log)
    finally:
        process.terminate()
        process.wait(20)


def _connect(port: int, process: subprocess.Popen[bytes], log: Path) -> http.client.HTTPConnection:
    deadline = time.monotonic() + 120
    while True:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            link.connect()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(log.read_text()) from None
            time.sleep(0.05)
        else:
            return link


def memory_mib(*, of: str = "") -> float:
    """What programs started from here hold for themselves: all, or those with this in a command."""
    parents, held = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (process / "status").read_text()
            pid = int(process.name)
            parents[pid] = int(re.search(r"^PPid:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]
            found = re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
            if of in (process / "cmdline").read_text():
                held[pid] = int(found[1]) if found else 0

    def is_below(pid: int) -> bool:
        parent = parents.get(pid, 0)
        return parent == os.getpid() or (parent > 1 and is_below(parent))

    return sum(size for pid, size in held.items() if is_below(pid)) / 1024

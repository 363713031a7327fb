"""Run every measurement, or those that are named: `python -m bench [NAME…]`.

What needs a database is measured on SQLite, and then on a PostgreSQL server of its own. With
`BENCH=quick` in the environment each takes a small part of that, for whoever has little time: the
figures then say that all of it works, and little about how large a letter may be.
"""

import os
import platform
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
# What each is told when it has to be quick.
QUICK = {
    "delay": ["300"],
    "duplicates": ["5000"],
    "front": ["50"],
    "fuzz": ["10"],
    "imports": ["2000"],
    "log": ["4096"],
    "outbox": ["1000", "5000"],
    "page": ["2000"],
    "paper": ["1000"],
    "quotes_altered": ["10"],
    "quotes_found": ["--languages", "fa", "--folds", "0"],
    "quotes_hostile": ["40000"],
    "quotes_start": ["3"],
    "readers": ["1000", "2"],
    "signing": ["1000", "10000"],
    "soak": ["10"],
    "storm": ["5"],
    "verify": ["10000"],
}
# After its kill, mails that were in a hand wait for five minutes.
SLOW = {"news"}
WITHOUT_DATABASE = {
    *("fuzz", "paper", "quotes_altered", "quotes_found", "quotes_hostile", "quotes_start"),
    *("sealing", "verify", "weight"),
}


def machine() -> str:
    """What the figures were measured on, and how busy it was before."""
    found = re.search(r"^model name\s*: (.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+) kB$", _read("/proc/meminfo"), re.MULTILINE)
    return (
        f"on {os.cpu_count()} processors ({found[1] if found else platform.processor() or '?'}),"
        f" {int(memory[1]) / 2**20 if memory else 0:.0f} GiB, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}; load {os.getloadavg()[0]:.2f}"
    )


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def commands(name: str) -> list[list[str]]:
    """How a measurement is run: in a process and on a database that nothing else has warmed."""
    python = [sys.executable, "-m"]
    quick = QUICK.get(name, []) if os.environ.get("BENCH") == "quick" else []
    measure = [*python, f"bench.{name}", *quick]
    if name in WITHOUT_DATABASE:
        return [measure]
    return [measure, [*python, "tools.postgres", "--durable", "--", *measure]]


def is_well(command: list[str]) -> bool:
    """Run it to its end, and say how long that took."""
    began = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    print(f"  ({' '.join(command[2:])}: {time.monotonic() - began:.0f} s)", flush=True)
    return code == 0


def main() -> int:
    """Run them one after the other, and say what they were run on."""
    known = [path.stem for path in sorted(FOLDER.glob("[a-z]*.py"))]
    is_quick = os.environ.get("BENCH") == "quick"
    names = sys.argv[1:] or [name for name in known if not (is_quick and name in SLOW)]
    if unknown := sorted(set(names) - set(known)):
        print(f"There is no measurement {', '.join(unknown)}; there is: {', '.join(known)}.")
        return 2
    print(machine(), flush=True)
    failed = [name for name in names if not all(map(is_well, commands(name)))]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

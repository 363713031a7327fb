"""Run every measurement, or those that are named: `python -m bench [NAME…]`.

What needs a database is measured on SQLite, and then on a PostgreSQL server of its own. With
`BENCH=quick` in the environment each takes a small part of that, and as many run at once as there
are processors, for whoever has little time: the figures then say that all of it works, and little
else.
"""

import os
import platform
import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).parent
# What each is told when it has to be quick.
QUICK = {
    "delay": ["100"],
    "duplicates": ["5000"],
    "front": ["20"],
    "fuzz": ["5"],
    "imports": ["2000"],
    "log": ["4096"],
    "outbox": ["400", "1000"],
    "page": ["2000"],
    "paper": ["1000"],
    "quotes_altered": ["10"],
    "quotes_found": ["--languages", "fa", "--folds", "0"],
    "quotes_hostile": ["20000"],
    "quotes_start": ["3"],
    "readers": ["1000", "1", "1", "20"],
    "signing": ["500", "5000"],
    "soak": ["5"],
    "storm": ["3"],
    "verify": ["10000"],
    "workspace": ["40"],
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


def is_well(command: list[str], *, is_alone: bool) -> bool:
    """Run it to its end, and say how long that took; what it prints beside others comes whole."""
    began = time.monotonic()
    output = None if is_alone else subprocess.PIPE
    done = subprocess.run(command, check=False, text=True, stdout=output, stderr=output)
    said = f"{done.stdout or ''}{done.stderr or ''}"
    took = f"  ({' '.join(command[2:])}: {time.monotonic() - began:.0f} s)"
    print(f"{said}{took}", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run them, and say what they were run on."""
    known = [path.stem for path in sorted(FOLDER.glob("[a-z]*.py"))]
    is_quick = os.environ.get("BENCH") == "quick"
    names = sys.argv[1:] or [name for name in known if not (is_quick and name in SLOW)]
    if unknown := sorted(set(names) - set(known)):
        print(f"There is no measurement {', '.join(unknown)}; there is: {', '.join(known)}.")
        return 2
    print(machine(), flush=True)
    at_once = os.cpu_count() or 1 if is_quick else 1
    runs = [(name, command) for name in names for command in commands(name)]
    with ThreadPoolExecutor(at_once) as pool:
        well = list(pool.map(lambda run: is_well(run[1], is_alone=at_once == 1), runs))
    failed = {
        name: None for (name, _command), is_good in zip(runs, well, strict=True) if not is_good
    }
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Where the web processes of this machine keep their counts: a folder for each web server.

Who can change the files can tell the operator wrong numbers, and nothing else.
"""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

METRICS_FOLDER: Final = "metrics"
# Where the library looks for the folder; it does so when it is imported, and not after.
VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"

_OF_PROCESS: Final = re.compile(r"web-([0-9]+)")


@dataclass(frozen=True)
class Gauge:
    """Something that is measured when it is asked for, by the values of one label."""

    name: str
    help: str
    label: str
    values: Mapping[str, float]


def prepare_folder(data: Path) -> None:
    """Make an empty folder for this web server, remove those of dead ones, and tell the library.

    To be called by the process that starts those that answer, before they import anything.
    """
    folder = data / METRICS_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        found = _OF_PROCESS.fullmatch(old.name)
        if found and not _is_running(int(found[1])):
            shutil.rmtree(old, ignore_errors=True)
    own = folder / f"web-{os.getpid()}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(mode=0o700)
    os.environ[VARIABLE] = str(own)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # It belongs to somebody else, who got its number after ours had ended.
        return False
    return True

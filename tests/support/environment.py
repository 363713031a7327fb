"""The environment of a test process: its own folder and database, set before Django loads."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tools.postgres import running_server

# Closed when the run ends, however it ends: servers stop and folders go.
LEFTOVERS = ExitStack()
DATABASES = ("sqlite", "postgresql")


def prepare() -> Path:
    """Set every UNDERSIGNED_ variable for this process and return the folder of the whole run.

    The process that was called makes the folder and, where one is asked for, the PostgreSQL
    server; the workers that it starts inherit both through their environment.
    """
    kind = os.environ.get("UNDERSIGNED_TEST_DATABASE", "sqlite")
    if kind not in DATABASES:
        raise SystemExit(f"UNDERSIGNED_TEST_DATABASE takes {' or '.join(DATABASES)}, not {kind!r}.")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        atexit.register(LEFTOVERS.close)
        run = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
        LEFTOVERS.callback(shutil.rmtree, run, ignore_errors=True)
        os.environ["UNDERSIGNED_TEST_FOLDER"] = str(run)
        if kind == "postgresql":
            os.environ["UNDERSIGNED_TEST_SERVER"] = LEFTOVERS.enter_context(running_server())
    run = Path(os.environ["UNDERSIGNED_TEST_FOLDER"])
    # What the developer's own server is set to does not reach the tests.
    for name in list(os.environ):
        if name.startswith("UNDERSIGNED_") and not name.startswith(
            ("UNDERSIGNED_TEST_", "UNDERSIGNED_SCREENSHOTS")
        ):
            del os.environ[name]
    data = run / os.environ.get("PYTEST_XDIST_WORKER", "main")
    data.mkdir()
    os.environ["UNDERSIGNED_DATA"] = str(data)
    # The tasks of forms are solved as they are anywhere, and are small.
    os.environ["UNDERSIGNED_PROOF_TRIES"] = "50"
    if kind == "postgresql":
        os.environ["UNDERSIGNED_DATABASE"] = os.environ["UNDERSIGNED_TEST_SERVER"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
    return run


def is_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return "UNDERSIGNED_TEST_SERVER" in os.environ

"""The Nu Html Checker, which judges HTML as browsers' makers and the W3C do.

`python -m tools.html_checker` fetches it by npm (package vnu-jar, MIT licence) into the virtual
environment, where the tests find it. It runs on Java.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VERSION = "26.9.27"
# Of the package, as the registry states it (Subresource Integrity: SHA-512 in base64).
INTEGRITY = (
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
)
JAR = Path(sys.prefix) / "share" / f"vnu-{VERSION}.jar"


def missing() -> str:
    """What is not there to check HTML with; "" when nothing is missing."""
    if shutil.which("java") is None:
        return "there is no Java to run the HTML checker"
    return "" if JAR.exists() else "the HTML checker is not here (python -m tools.html_checker)"


def fetch() -> None:
    """Fetch the checker, unless it is here. Raises ValueError when it is another one."""
    if JAR.exists():
        return
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"vnu-jar@{VERSION}"],
            cwd=scratch,
            check=True,
            capture_output=True,
            text=True,
        )
        archive = Path(scratch, packed.stdout.split()[-1])
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != INTEGRITY:
            raise ValueError("This is not the checker that we know.")
        with tarfile.open(archive) as tar:
            tar.extract("package/build/dist/vnu.jar", scratch, filter="data")
        JAR.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(scratch, "package/build/dist/vnu.jar"), JAR)


def check(folder: Path) -> list[str]:
    """What is wrong with the pages (.html) in a folder: a line for each error."""
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", str(JAR), "--format", "json", "--exit-zero-always",
         "--no-langdetect", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return sorted(
        {
            f"{Path(message['url']).name}: {message['message']} … {message.get('extract', '')}"
            for message in messages
            if message["type"] == "error"
        }
    )


if __name__ == "__main__":
    fetch()

"""A log as its four shapes: receipts, a bundle, a folder, and a server."""

import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.log import LogBuilder, small_log
from undersigned.core.receipt import format_receipt


@dataclass
class Shapes:
    """Where the shapes of one log lie."""

    log: LogBuilder
    folder: Path
    key: str

    @property
    def bundle(self) -> str:
        """The zip file."""
        return str(self.folder / "bundle.zip")

    @property
    def unzipped(self) -> str:
        """The folder."""
        return str(self.folder / "log")

    def receipt(self, index: int, size: int | None = None) -> str:
        """Write the receipt of a signature, and return its path."""
        path = self.folder / f"{index}-{size}.tlog-proof"
        path.write_bytes(format_receipt(self.log.receipt(index, size)))
        return str(path)

    def checkpoint(self, size: int) -> str:
        """Write the checkpoint of a size, and return its path."""
        path = self.folder / f"checkpoint-{size}"
        path.write_bytes(self.log.checkpoint(size))
        return str(path)


def write_zip(path: Path, files: dict[str, bytes]) -> str:
    """Write files as a bundle."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return str(path)


def write_folder(folder: Path, files: dict[str, bytes]) -> str:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(folder)


@pytest.fixture
def shapes(tmp_path: Path) -> Shapes:
    """Write a small log in every shape."""
    log = small_log()
    files = log.files() | {"README.txt": b"Read me.\n", "letter.pdf": b"%PDF-1.7\n"}
    write_zip(tmp_path / "bundle.zip", files)
    write_folder(tmp_path / "log", files)
    return Shapes(log, tmp_path, log.key.vkey)


class QuietHandler(SimpleHTTPRequestHandler):
    """A file server that keeps its connections open and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name of the base
        """Say nothing."""


@pytest.fixture
def server(shapes: Shapes) -> Iterator[str]:
    """Serve the folder; the address is that of the log."""
    handler = partial(QuietHandler, directory=shapes.unzipped)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()

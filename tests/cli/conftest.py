"""A log as its four shapes: receipts, a bundle, a folder, and a server; and empty machines."""

import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.log import LogBuilder, small_log
from tests.support.mail import running_mail_server
from tests.support.site import Site, running_sites
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


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Give a function that makes a machine without anything on it."""
    with (
        running_mail_server() as server,
        running_sites(tmp_path_factory.mktemp("machines"), server) as start,
    ):

        def make() -> Site:
            site = start(is_running=False)
            site.data.rmdir()
            return site

        yield make

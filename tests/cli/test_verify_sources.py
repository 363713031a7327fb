"""Zip files, folders and servers that mean harm are refused before they are unpacked."""

import gzip
import io
import os
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import write_folder, write_zip
from tests.support.log import small_log
from undersigned.cli.verify import sources
from undersigned.cli.verify.report import Unusable
from undersigned.cli.verify.sources import FolderSource, ServerSource, ZipSource, open_source
from undersigned.core.bundle import check_log
from undersigned.core.errors import Malformed
from undersigned.core.public_files import Missing

LOG = small_log()
FILES = LOG.files()
KEY = LOG.key.verifying_key


def refuse(path: Path, data: bytes | None = None) -> None:
    """Check that a zip file is not believed."""
    if data is not None:
        path.write_bytes(data)
    with pytest.raises((Malformed, Unusable)):
        check_log(ZipSource(path), KEY)


def zipped(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip file of any members, even twice the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as bundle:
        for name, data in files:
            if name in bundle.NameToInfo:
                del bundle.NameToInfo[name]
            bundle.writestr(name, data)
    return buffer.getvalue()


def test_a_bundle_may_be_stored_or_deflated(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        (tmp_path / "b.zip").write_bytes(zipped(list(FILES.items()), method))
        assert check_log(ZipSource(tmp_path / "b.zip"), KEY).people == 287


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused(tmp_path: Path, method: int) -> None:
    refuse(tmp_path / "b.zip", zipped(list(FILES.items()), method))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "tile/../../evil",
        "C:\\evil",
        "tile\\0\\000",
        "checkpoint/",
        "tile/",
        "README.txt/x",
    ],
)
def test_a_path_out_of_the_bundle_is_refused(tmp_path: Path, name: str) -> None:
    refuse(tmp_path / "b.zip", zipped([*FILES.items(), (name, b"")]))
    assert not (tmp_path.parent / "evil").exists()


def test_a_name_that_ends_early_is_refused(tmp_path: Path) -> None:
    files = [item for item in FILES.items() if item[0] != "vkey"]
    data = zipped([*files, ("vkey-x", FILES["vkey"])])
    refuse(tmp_path / "b.zip", data.replace(b"vkey-x", b"vkey\0x"))


def test_a_file_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    refuse(tmp_path / "b.zip", zipped([*FILES.items(), ("checkpoint", FILES["checkpoint"])]))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("letter.pdf", 80_000_000),
        ("README.txt", 80_000),
        ("checkpoint", 200_000),
        ("names/000", 7_000_000),
        ("tile/0/000", 8_193),
        ("text/" + "0" * 64, 1_100_000),
    ],
)
def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path, name: str, size: int) -> None:
    files = [item for item in FILES.items() if item[0] != name]
    data = zipped([*files, (name, bytes(size))], zipfile.ZIP_DEFLATED)
    assert len(data) < 1_000_000
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(Malformed, match="too large"):
        ZipSource(tmp_path / "b.zip")


def test_a_bomb_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    files = [item for item in FILES.items() if item[0] != "checkpoint"]
    data = zipped([*files, ("checkpoint", bytes(50_000_000))], zipfile.ZIP_DEFLATED)
    lie = data.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 300))
    assert lie != data
    refuse(tmp_path / "b.zip", lie)


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(list(FILES.items())))
    # The directory's second entry is led to where the first one lies.
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(Malformed, match="overlaps"):
        ZipSource(tmp_path / "b.zip")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(list(FILES.items())))
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    refuse(tmp_path / "b.zip", bytes(data))


def test_a_directory_of_too_many_files_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_zip(tmp_path / "b.zip", FILES)
    monkeypatch.setattr(sources, "MAX_FILES", len(FILES) - 1)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(Malformed, match="more files"):
        ZipSource(tmp_path / "b.zip")


def test_a_large_zip_with_64_bit_numbers_is_counted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    write_zip(tmp_path / "b.zip", FILES)
    assert b"PK\x06\x06" in (tmp_path / "b.zip").read_bytes()
    check_log(ZipSource(tmp_path / "b.zip"), KEY)
    monkeypatch.setattr(sources, "MAX_FILES", len(FILES) - 1)
    with pytest.raises(Malformed, match="more files"):
        ZipSource(tmp_path / "b.zip")


def test_a_cut_zip_is_refused(tmp_path: Path) -> None:
    data = zipped(list(FILES.items()), zipfile.ZIP_DEFLATED)
    for length in (*range(0, len(data), len(data) // 40), len(data) - 1):
        refuse(tmp_path / "b.zip", data[:length])


def test_a_folder_with_anything_but_plain_files_is_refused(tmp_path: Path) -> None:
    folder = Path(write_folder(tmp_path / "log", FILES))
    check_log(FolderSource(folder), KEY)
    (folder / "README.txt").symlink_to("/etc/passwd")
    with pytest.raises(Malformed, match="plain file"):
        FolderSource(folder)
    (folder / "README.txt").unlink()
    os.mkfifo(folder / "README.txt")
    with pytest.raises(Malformed, match="plain file"):
        FolderSource(folder)


def test_a_folder_with_strange_files_is_refused(tmp_path: Path) -> None:
    for name in (".hidden", "tile/0/000.bak", "more/checkpoint"):
        folder = Path(write_folder(tmp_path / name.replace("/", "-"), FILES | {name: b"x"}))
        with pytest.raises(Malformed, match="does not belong"):
            check_log(FolderSource(folder), KEY)


def test_a_large_file_in_a_folder_is_not_read_whole(tmp_path: Path) -> None:
    folder = Path(write_folder(tmp_path / "log", FILES))
    with (folder / "checkpoint").open("r+b") as file:
        file.truncate(10**12)
    with pytest.raises(Malformed, match="too large"):
        check_log(FolderSource(folder), KEY)


def test_a_folder_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_FILES", len(FILES) - 1)
    with pytest.raises(Malformed, match="more files"):
        FolderSource(Path(write_folder(tmp_path / "log", FILES)))


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def answering(answer: Answer, *, drop_first: bool = False) -> Iterator[ServerSource]:
    """Run a server that answers everything alike, and perhaps drops the first connection."""
    dropped = [not drop_first]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if not dropped[0]:
                dropped[0] = True
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as in the base
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        source = open_source(f"http://127.0.0.1:{server.server_port}/log/x/")
        assert isinstance(source, ServerSource)
        try:
            yield source
        finally:
            source.close()
            server.shutdown()
            thread.join()


def test_a_server_is_read_over_one_connection() -> None:
    with answering((200, {}, b"abc")) as source:
        assert source.read("checkpoint") == b"abc"
        assert source.read("tile/0/000") == b"abc"
        assert source.paths() is None


def test_a_dropped_connection_is_opened_again() -> None:
    with answering((200, {}, b"abc"), drop_first=True) as source:
        assert source.read("checkpoint") == b"abc"


def test_a_server_may_compress() -> None:
    packed = gzip.compress(b"abc" * 100)
    with answering((200, {"Content-Encoding": "gzip"}, packed)) as source:
        assert source.read("checkpoint") == b"abc" * 100
    for wrong in (packed[:-9], b"x" + packed, gzip.compress(bytes(10_000_000))):
        with (
            answering((200, {"Content-Encoding": "gzip"}, wrong)) as source,
            pytest.raises(Malformed),
        ):
            source.read("checkpoint")


def test_a_server_that_sends_too_much_is_cut_off() -> None:
    with answering((200, {}, bytes(200_000))) as source, pytest.raises(Malformed, match="large"):
        source.read("checkpoint")


@pytest.mark.parametrize("status", [404, 410])
def test_what_a_server_does_not_have_is_missing(status: int) -> None:
    with answering((status, {}, b"no")) as source, pytest.raises(Missing):
        source.read("checkpoint")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, {}, b""), "status 500"),
        ((301, {"Location": "https://elsewhere.example/"}, b""), "elsewhere.example"),
        ((200, {"Content-Length": "5"}, b""), "does not answer"),
        ((200, {"Content-Length": "x"}, b""), "checkpoint|does not answer"),
    ],
)
def test_any_other_answer_is_unusable(
    answer: Answer, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "TIMEOUT_SECONDS", 0.3)
    with answering(answer) as source, pytest.raises(Unusable, match=why):
        source.read("checkpoint")

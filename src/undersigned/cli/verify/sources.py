"""Where `undersigned verify` reads a letter's public files: a zip, a folder, or a server.

Each source caps what it reads before it reads it, and hands out only files that belong to a log.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from undersigned.cli.verify.report import Unusable
from undersigned.core.errors import Malformed
from undersigned.core.public_files import CHECKPOINT, Missing, Source, max_bytes

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

MAX_FILES: Final = 500_000
"""More files than a log of forty million signatures has."""
MAX_DIRECTORY_BYTES: Final = 128 * MAX_FILES
TIMEOUT_SECONDS: Final = 30
_ATTEMPTS: Final = 3
_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_END_OF_DIRECTORY_BYTES: Final = 22
_LONGEST_COMMENT: Final = 0xFFFF
_LOCAL_HEADER_BYTES: Final = 30
_ENCRYPTED: Final = 0x1
# What the zip module is known to raise on files that nobody's zip program wrote.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)


def open_source(location: str) -> Source:
    """The source at a folder, a zip file or an http(s) address; raises Unusable or Malformed."""
    if location.startswith(("http://", "https://")):
        return ServerSource(location)
    path = Path(location)
    return FolderSource(path) if path.is_dir() else ZipSource(path)


class FolderSource:
    """A bundle that was unzipped, or a mirror."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not (folder / CHECKPOINT).is_file():
            raise Unusable(f"There is no checkpoint in the folder {folder}.")
        self._paths = frozenset(self._walk())

    def paths(self) -> Collection[str]:
        """Every file below the folder."""
        return self._paths

    def read(self, path: str) -> bytes:
        """The whole file."""
        if path not in self._paths:
            raise Missing(path)
        limit = max_bytes(path)
        with (self._folder / path).open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise Malformed(f"The file {path} is too large.")
        return data

    def _walk(self) -> list[str]:
        found: list[str] = []
        for place, _folders, names in os.walk(self._folder):
            for name in names:
                file = Path(place, name)
                # A pipe or device would block or never end, and a link could lead anywhere.
                if not stat.S_ISREG(file.lstat().st_mode):
                    raise Malformed(f"{file} is not a plain file.")
                found.append(file.relative_to(self._folder).as_posix())
                if len(found) > MAX_FILES:
                    raise Malformed("The folder holds more files than a log has.")
        return found


class ZipSource:
    """A bundle as it was downloaded; nothing is ever unpacked to a disk."""

    def __init__(self, file: Path) -> None:
        try:
            count = _count_members(file)
            self._zip = zipfile.ZipFile(file)
            self._members = self._check_members()
        except _ZIP_ERRORS as error:
            raise Unusable(f"{file} is not a readable zip file: {error}") from None
        # A member behind a falsified length is one that other programs would see.
        if count != len(self._members):
            raise Malformed("The zip does not hold as many files as it says.")

    def paths(self) -> Collection[str]:
        """Every member."""
        return self._members.keys()

    def read(self, path: str) -> bytes:
        """The whole member; its checksum is compared by the zip module."""
        if path not in self._members:
            raise Missing(path)
        limit = max_bytes(path)
        try:
            with self._zip.open(self._members[path]) as member:
                data = member.read(limit + 1)
        except _ZIP_ERRORS as error:
            raise Malformed(f"The file {path} cannot be unpacked: {error}") from None
        if len(data) > limit:
            raise Malformed(f"The file {path} is too large.")
        return data

    def _check_members(self) -> dict[str, zipfile.ZipInfo]:
        """All members, once it is clear from the directory alone that each can be one of a log."""
        members: dict[str, zipfile.ZipInfo] = {}
        end = 0
        for info in sorted(self._zip.infolist(), key=lambda info: info.header_offset):
            path = info.orig_filename
            if path in members:
                raise Malformed(f"The file {path!r} is in the zip twice.")
            # This also refuses every path that would leave the folder: none such is one of a log.
            limit = max_bytes(path)
            # What cannot be compressed grows a little.
            if info.file_size > limit or info.compress_size > limit + limit // 1000 + 64:
                raise Malformed(f"The file {path} is too large.")
            if info.flag_bits & _ENCRYPTED:
                raise Malformed(f"The file {path} is encrypted.")
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Malformed(f"The file {path} is compressed in an unusual way.")
            # Members that overlap are the trick behind the zip files that unpack to terabytes.
            if info.header_offset < end:
                raise Malformed(f"The file {path} overlaps another one in the zip.")
            end = info.header_offset + _LOCAL_HEADER_BYTES + len(path) + info.compress_size
            members[path] = info
        return members


class ServerSource:
    """A log behind a web server, over one connection that is kept open."""

    def __init__(self, address: str) -> None:
        self._connection: HTTPConnection | None = None
        try:
            parts = urlsplit(address)
        except ValueError:
            raise Unusable(f"{address} is not an address.") from None
        if not parts.hostname:
            raise Unusable(f"{address} is not an address.")
        self._is_encrypted = parts.scheme == "https"
        self._host = parts.netloc.rpartition("@")[2]
        self._prefix = parts.path.removesuffix(f"/{CHECKPOINT}").rstrip("/")

    def __del__(self) -> None:
        """Closes the connection when nobody reads any more, as a zip file closes itself."""
        self.close()

    def close(self) -> None:
        """Closes the connection; the next read opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def paths(self) -> Collection[str] | None:
        """A server does not tell."""
        return None

    def read(self, path: str) -> bytes:
        """The whole file, as the server sends it now."""
        from http.client import HTTPException  # noqa: PLC0415 slow import

        limit = max_bytes(path)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._get(path, limit)
            except (HTTPException, OSError) as error:
                # A connection that was kept open may have been closed by the other side meanwhile.
                self.close()
                if attempt == _ATTEMPTS:
                    raise Unusable(f"{self._host} does not answer: {error}") from None
        raise AssertionError("the last attempt returns or raises")

    def _get(self, path: str, limit: int) -> bytes:
        connection = self._connect()
        headers = {"Accept-Encoding": "identity", "User-Agent": "undersigned-verify"}
        connection.request("GET", f"{self._prefix}/{path}", headers=headers)
        response = connection.getresponse()
        data = response.read(limit + 1)
        if len(data) > limit or response.will_close:
            self.close()
        if response.status in {404, 410}:
            raise Missing(path)
        if response.status != 200:
            raise Unusable(_describe(response, path))
        # A server may compress without being asked to.
        if response.headers.get("Content-Encoding", "identity") == "gzip":
            data = _gunzip(data, limit, path)
        if len(data) > limit:
            raise Malformed(f"The file {path} is too large.")
        return data

    def _connect(self) -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415 slow import

        if self._connection is None:
            kind = HTTPSConnection if self._is_encrypted else HTTPConnection
            self._connection = kind(self._host, timeout=TIMEOUT_SECONDS)
        return self._connection


def _describe(response: "HTTPResponse", path: str) -> str:
    place = response.headers.get("Location")
    hint = f" It says to look at {place} instead." if place else ""
    return f"The server answers {path} with status {response.status}.{hint}"


def _gunzip(data: bytes, limit: int, path: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, limit + 1)
    except zlib.error:
        raise Malformed(f"The file {path} cannot be unpacked.") from None
    if not unpacker.eof and len(plain) <= limit:
        raise Malformed(f"The file {path} ends too early.")
    return plain


def _count_members(file: Path) -> int:
    """How many files a zip says it holds; refuses too many before the zip module reads them."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(max(0, size - _LONGEST_COMMENT - _END_OF_DIRECTORY_BYTES))
        tail = stream.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < _END_OF_DIRECTORY_BYTES:
        raise zipfile.BadZipFile("it has no directory")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    # In a large zip, a 64-bit record and what locates it, 56 and 20 bytes long, stand before.
    marks = tail[at - 76 : at - 72] + tail[at - 20 : at - 16]
    if at >= 76 and marks == b"PK\x06\x06PK\x06\x07":
        count, length = struct.unpack_from("<QQ", tail, at - 76 + 32)
    if count > MAX_FILES or length > MAX_DIRECTORY_BYTES:
        raise Malformed("The zip holds more files than a log has.")
    return int(count)

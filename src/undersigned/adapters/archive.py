"""Zip archives, written while they are sent: only one file of them is ever in memory."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

# The same files give the same bytes, so that two downloads can be compared.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


class _Outlet:
    """Takes what the zip writer writes until it is sent on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def zip_stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a zip archive with these paths and contents, in pieces."""
    outlet = _Outlet()
    # The outlet cannot go back, which the writer notices, and then never wants to.
    with zipfile.ZipFile(cast("IO[bytes]", outlet), "w") as archive:
        for path, data in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = _READABLE
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=6)
            yield outlet.take()
    yield outlet.take()

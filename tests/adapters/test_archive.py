"""Archives that are written while they are sent."""

import io
import zipfile
from collections.abc import Iterator

from undersigned.adapters.archive import zip_stream

FILES = [("checkpoint", b"a note\n"), ("tile/0/000.p/3", bytes(96)), ("empty", b"")]


def test_an_archive_holds_its_files_and_is_the_same_each_time() -> None:
    data = b"".join(zip_stream(FILES))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert [(info.filename, archive.read(info)) for info in archive.infolist()] == FILES
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
    assert b"".join(zip_stream(iter(FILES))) == data


def test_an_archive_is_sent_before_its_last_file_is_asked_for() -> None:
    asked: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name, data in FILES:
            asked.append(name)
            yield name, data

    pieces = zip_stream(files())
    assert next(pieces).startswith(b"PK")
    assert asked == ["checkpoint"]

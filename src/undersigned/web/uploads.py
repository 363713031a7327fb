"""Uploads: no more of a file than anybody here takes is kept, in memory or on the disk."""

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
"""A file that is as long as this has been cut: whoever takes files refuses it, as too large."""


class CappedUploads(FileUploadHandler):
    """Lets the first MAX_FILE_BYTES of each file pass to the next handler, and drops the rest.

    The rest is read all the same, so that the page can say why. It stands before Django's own
    handlers, which would fill the disk with whatever anybody sends to any address.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # as Django passes them on
        super().new_file(*args, **kwargs)
        self._left = MAX_FILE_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        kept, self._left = raw_data[: self._left], max(0, self._left - len(raw_data))
        # None ends the way of this piece; an empty one would be the end of the file to some.
        return kept or None

    def file_complete(self, file_size: int) -> None:
        """The file is the next handler's."""

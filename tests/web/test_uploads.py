"""Of a file that anybody sends, no more is kept than anybody here takes."""

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client, RequestFactory

from undersigned.web.uploads import MAX_FILE_BYTES


def _file(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.csv", b"x" * size)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (1, 1),
        (100_000, 100_000),
        (MAX_FILE_BYTES - 1, MAX_FILE_BYTES - 1),
        (MAX_FILE_BYTES + 1, MAX_FILE_BYTES),
        (3 * MAX_FILE_BYTES, MAX_FILE_BYTES),
    ],
)
def test_a_file_is_kept_up_to_the_cap(sent: int, kept: int) -> None:
    request = RequestFactory().post("/", {"one": _file(sent), "two": _file(7)})
    one, two = request.FILES["one"], request.FILES["two"]
    assert isinstance(one, UploadedFile)
    assert isinstance(two, UploadedFile)
    assert (one.size, len(one.read())) == (kept, kept)
    # What follows is not shortened by what came before.
    assert two.read() == b"x" * 7
    request.close()


def test_many_files_are_refused() -> None:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    few = {f"f{number}": _file(1) for number in range(most)}
    request = RequestFactory().post("/", few)
    assert len(request.FILES) == most
    request.close()
    few = {f"f{number}": _file(1) for number in range(most)}
    request = RequestFactory().post("/", {**few, "more": _file(1)})
    with pytest.raises((TooManyFilesSent, BadRequest)):
        _ = request.FILES


@pytest.mark.django_db
def test_a_page_that_takes_no_files_is_not_troubled_by_one(client: Client) -> None:
    answer = client.post("/accounts/login/code/", {"file": _file(2 * MAX_FILE_BYTES)})
    assert answer.status_code < 500

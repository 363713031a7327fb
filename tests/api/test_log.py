"""The log over HTTP, as c2sp.org/tlog-tiles lays it out."""

import pytest
from django.test import Client

from tests.support.crowds import member
from tests.support.letters import (
    check_letter_log,
    log_all,
    make_draft,
    make_open_letter,
    public_files,
    signed,
    wish,
)
from undersigned.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter with a log of more than one tile."""
    letter = make_open_letter()
    # The first tile is full, the second is not.
    for number in range(257):
        signed(letter, wish(*member(number)))
    log_all(letter)
    return letter


def test_every_public_file_is_served_as_the_specification_says(
    client: Client, letter: Letter
) -> None:
    files = public_files(letter)
    del files["README.txt"]
    for path in ("tile/0/000", "tile/0/001.p/2", "tile/1/000.p/1", "tile/entries/001.p/2"):
        assert path in files
    for path, data in files.items():
        response = client.get(f"/log/{letter.pk}/{path}")
        assert (response.status_code, response.content) == (200, data), path
        kind = path.partition("/")[0]
        assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == {
            "checkpoint": ("text/plain; charset=utf-8", "public, max-age=2"),
            "vkey": ("text/plain; charset=utf-8", "public, max-age=3600"),
            "tile": ("application/octet-stream", "public, max-age=31536000, immutable"),
            "text": ("text/plain; charset=utf-8", "public, max-age=31536000, immutable"),
            "names": ("application/jsonl; charset=utf-8", "public, max-age=2"),
        }[kind]
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        head = client.head(f"/log/{letter.pk}/{path}")
        assert (head.status_code, head.content) == (200, b"")
    assert not client.cookies
    check_letter_log(letter)


def test_every_width_of_a_partial_tile_is_a_prefix(client: Client, letter: Letter) -> None:
    whole = client.get(f"/log/{letter.pk}/tile/0/000").content
    for width in (1, 2, 255):
        part = client.get(f"/log/{letter.pk}/tile/0/000.p/{width}")
        assert part.content == whole[: 32 * width]
    entries = client.get(f"/log/{letter.pk}/tile/entries/000").content
    three = client.get(f"/log/{letter.pk}/tile/entries/000.p/3").content
    assert len(three) > 3
    assert entries.startswith(three)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002", "tile/0/001", "tile/0/001.p/3", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
        "tile/entries/002", "tile/0/x000/000", "tile/0/x001/000", "tile/0/000/", "tile/0/٠٠٠",
        "tile/0/000%0a", "tile/0/+00", "tile//000", "tile/0/..%2f..%2fcheckpoint", "tile/2/000.p/1",
        "checkpoint%0a", "checkpoint/", "vkey%0A", "Checkpoint",
        "names/002", "names/0", "names/000.p/1", "names/-01", "names/", "names/000%0a",
        "text/" + "0" * 64, "text/" + "F" * 64, "text/0", "text/" + "0" * 64 + "%0a", "%0a",
    ],
)  # fmt: skip
def test_what_is_not_in_the_log_is_not_found(client: Client, path: str) -> None:
    letter = make_open_letter()
    for number in range(2):
        signed(letter, wish(*member(number)))
    log_all(letter)
    assert client.get(f"/log/{letter.pk}/tile/0/000.p/3").status_code == 200
    response = client.get(f"/log/{letter.pk}/{path}")
    assert response.status_code in {301, 404}
    if response.status_code == 301:
        assert client.get(response.headers["Location"]).status_code == 404


def test_a_letter_without_a_published_head_has_no_files(client: Client) -> None:
    draft, unlogged = make_draft("draft"), make_open_letter("open")
    for letter in (draft, unlogged):
        for path in ("checkpoint", "tile/0/000.p/1", "names/000"):
            response = client.get(f"/log/{letter.pk}/{path}")
            assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
            assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/log/{draft.pk}/vkey").status_code == 404
    assert client.get(f"/log/{unlogged.pk}/vkey").status_code == 200
    log_all(unlogged)
    assert client.get(f"/log/{unlogged.pk}/checkpoint").status_code == 200


def test_hidden_and_counted_names_are_in_no_file(client: Client) -> None:
    letter = make_open_letter()
    signed(letter, wish("Unseen Example", "unseen@people.example", is_named=False))
    signed(letter, wish("Hidden Example", "hidden@people.example"))
    signed(letter, wish("Seen Example", "seen@people.example"))
    log_all(letter)
    letter.signatures.filter(name="Hidden Example").update(is_shown=False)
    names = client.get(f"/log/{letter.pk}/names/000").content.decode()
    assert names.count("\n") == 1
    assert "Seen Example" in names
    for hidden in ("Unseen", "Hidden", "@"):
        assert hidden not in names
    check_letter_log(letter)

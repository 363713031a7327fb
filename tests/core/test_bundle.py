"""The check of everything public: what holds, what an operator cannot get past it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.log import (
    LETTER,
    ORIGIN,
    LogBuilder,
    MemorySource,
    organization,
    person,
    small_log,
)
from undersigned.core.bundle import SplitView, check_log, check_same_history
from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
)
from undersigned.core.names import format_name, names_path
from undersigned.core.opening import open_publicly
from undersigned.core.public_files import Missing, max_bytes, text_path
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from undersigned.core.tlog.note import SigningKey

LOG = small_log()
FILES = LOG.files()
KEY = LOG.key.verifying_key


def refuse(files: dict[str, bytes], why: str = ".") -> None:
    """Check that the files are not believed."""
    with pytest.raises(CoreError, match=why):
        check_log(MemorySource(files), KEY)


def test_everything_is_counted() -> None:
    facts = check_log(MemorySource(FILES), KEY)
    assert facts.letter == LETTER
    assert (facts.organizations, facts.people) == (3, 287)
    assert (facts.withdrawn, facts.erased) == (4, 4)
    named = [index for index in LOG.signed if index not in LOG.hidden]
    named = [index for index in named if LOG.signed[index].fields["display"] == "named"]
    assert facts.named_organizations + facts.named_people == len(named)
    assert facts.is_closed
    assert [(edition.edition, edition.index) for edition in facts.editions] == [(1, 0), (2, 288)]
    assert [(edition.organizations, edition.people) for edition in facts.editions] == [
        (2, 277),
        (1, 10),
    ]
    assert [text.language for text in facts.editions[1].texts] == ["en", "fr", "fa"]
    assert facts.editions[0].texts[1].title == "A letter about the harbour (fr)"
    assert facts.checkpoint == open_checkpoint(FILES["checkpoint"], KEY)


def test_the_key_is_taken_from_the_files_when_none_is_given() -> None:
    assert check_log(MemorySource(FILES)).key == KEY


def test_another_key_is_refused() -> None:
    for other in (SigningKey(ORIGIN, bytes(32)), SigningKey("x", LOG.seed)):
        with pytest.raises(NotProven, match="another key"):
            check_log(MemorySource(FILES), other.verifying_key)


def test_every_size_of_the_log_is_proven() -> None:
    for size in (1, 2, 4, 255, 256, 257, 284, 285, 289, 304):
        log = small_log()
        # What was withdrawn later could not be named in a bundle that was made then.
        facts = check_log(MemorySource(log.files(size)), KEY)
        assert facts.checkpoint.size == size


def test_a_log_of_more_than_one_level_is_proven() -> None:
    log = LogBuilder()
    log.add_text()
    leaf = log.sign(person(1, is_named=False))
    signed = log.signed.pop(leaf)
    for _ in range(70_000 - 2):
        log.entries.append(log.entries[1])
    facts = check_log(MemorySource(log.files()), KEY)
    assert facts.people == 69_999
    assert signed.leaf.kind is SignatoryKind.PERSON
    assert "tile/2/000.p/1" in log.files()


def test_files_that_nothing_proves_are_named() -> None:
    files = FILES | {"README.txt": b"Hello\n", "letter.pdf": b"%PDF"}
    assert check_log(MemorySource(files), KEY).unproven == ("README.txt", "letter.pdf")


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    check_log(MemorySource(FILES), KEY, progress=lambda done, size: told.append((done, size)))
    assert told == [(256, 305), (305, 305)]


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_missing_file_is_missed_unless_it_shows_names(path: str) -> None:
    files = {name: data for name, data in FILES.items() if name != path}
    if path.startswith("names/"):
        # Names may be hidden at any time: their absence can be seen, and is no falsehood.
        facts, whole = check_log(MemorySource(files), KEY), check_log(MemorySource(FILES), KEY)
        assert facts.named_people < whole.named_people
        assert facts.people == whole.people
    else:
        with pytest.raises(Missing, match=path.replace(".", r"\.")):
            check_log(MemorySource(files), KEY)


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "tile/0/002",
        "tile/0/001.p/50",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/entries/001.p/50",
        "tile/entries/002",
        "names/002",
        "names/0",
        "text/" + "0" * 64,
        "text/x",
        "checkpoint.old",
        "../checkpoint",
        "tile/0/../0/000",
        "letter.pdf/x",
        "readme.txt",
    ],
)
def test_an_extra_file_is_refused(path: str) -> None:
    refuse(FILES | {path: FILES["tile/0/000"]})


def test_older_partial_tiles_may_stay_if_they_are_right() -> None:
    early = small_log().files(200)
    left = {path: data for path, data in early.items() if path.startswith("tile/")}
    assert "tile/0/000.p/200" in left
    check_log(MemorySource(FILES | left), KEY)
    for path, data in left.items():
        if path not in FILES:
            refuse(FILES | {path: data[:-1] + bytes([data[-1] ^ 1])})
            refuse(FILES | {path: data[:-32]})


def test_a_server_that_has_gone_on_is_believed_up_to_its_checkpoint() -> None:
    log = small_log()
    files = log.files() | {"checkpoint": log.checkpoint(298)}
    files |= {path: data for path, data in log.files(298).items() if path.startswith("tile/")}
    facts = check_log(MemorySource(files, is_live=True), KEY)
    assert facts.checkpoint.size == 298
    del files["names/000"]
    assert check_log(MemorySource(files | {"names/001": b""}, is_live=True), KEY).named_people == 0


def resigned(change: Callable[[LogBuilder], object]) -> dict[str, bytes]:
    """Return the files of a log that its own operator has changed and signed."""
    log = LogBuilder()
    log.add_text()
    log.sign(person(1))
    log.sign(organization(1), kind=SignatoryKind.ORGANIZATION)
    check_log(MemorySource(log.files()), KEY)
    change(log)
    return log.files()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda log: log.add(SignLeaf(LETTER, 1, SignatoryKind.PERSON, bytes(32))), "earlier text"),
        (lambda log: log.add(WithdrawLeaf(LETTER, 3)), "earlier signature"),
        (lambda log: log.add(EraseLeaf(LETTER, 0)), "earlier signature"),
        (lambda log: log.add(WithdrawLeaf(LETTER, 1)), "later withdrawn|was withdrawn"),
        (lambda log: log.add(EraseLeaf(LETTER, 1)), "later erased|was withdrawn or erased"),
        (lambda log: (log.close(), log.sign(person(2))), "closed"),
        (lambda log: (log.close(), log.close()), "closed"),
        (lambda log: log.add_text(), "does not follow"),
        (lambda log: log.add(CloseLeaf("f" * 32)), "another letter"),
        (lambda log: log.entries.append(b"not a leaf"), "Leaf 3"),
        (lambda log: log.entries.append(log.entries[1] + b"\n"), "Leaf 3"),
        (lambda log: log.add(TextLeaf(LETTER, 2, (("en", bytes(32)),))), "missing"),
        (lambda log: log.entries.insert(0, log.entries[1]), "earlier text"),
    ],
)
def test_an_operator_who_breaks_the_rules_is_refused(
    change: Callable[[LogBuilder], object], why: str
) -> None:
    refuse(resigned(change), why)


def test_a_text_that_is_not_the_one_its_leaf_names_is_refused() -> None:
    other = LogBuilder()
    leaf = other.text_leaves[other.add_text(edition=2)]
    swapped = replace(
        leaf, digests=tuple(zip(("fr", "en"), (d for _, d in leaf.digests), strict=True))
    )

    def publish(log: LogBuilder, wrong: TextLeaf) -> None:
        log.texts |= other.texts
        log.add(wrong)

    check_log(MemorySource(resigned(lambda log: publish(log, leaf))), KEY)
    refuse(resigned(lambda log: publish(log, replace(leaf, edition=3))), "is not the text")
    refuse(resigned(lambda log: publish(log, swapped)), "is not the text")
    foreign = LogBuilder(letter="f" * 32)
    strange = replace(foreign.text_leaves[foreign.add_text(edition=2)], letter=LETTER)
    other.texts = foreign.texts
    refuse(resigned(lambda log: publish(log, strange)), "is not the text")


def test_a_tree_of_another_size_or_root_is_refused() -> None:
    whole = open_checkpoint(FILES["checkpoint"], KEY)
    for wrong in (
        replace(whole, size=304),
        replace(whole, size=306),
        replace(whole, size=0),
        replace(whole, size=2**40),
        replace(whole, root=bytes(32)),
    ):
        refuse(FILES | {"checkpoint": sign_checkpoint(wrong, LOG.key)})


def test_an_empty_log_proves_nothing() -> None:
    refuse(
        {
            "checkpoint": LogBuilder().checkpoint(),
            "vkey": FILES["vkey"],
        },
        "empty",
    )


def test_a_log_that_is_not_named_after_a_letter_is_refused() -> None:
    for origin in ("letters.example", f"letters.example/{LETTER}", f"/log/{LETTER}x"):
        log = LogBuilder(origin=origin)
        log.add_text()
        with pytest.raises(CoreError):
            check_log(MemorySource(log.files()), log.key.verifying_key)


def name_of(index: int, *shown: str) -> bytes:
    signed = LOG.signed[index]
    return format_name(index, open_publicly(LETTER, signed.master, signed.fields, shown))


def test_names_that_must_not_be_there_are_refused() -> None:
    lines = FILES["names/000"].splitlines(keepends=True)
    taken = {int(line[9 : line.index(b",")]) for line in lines}
    assert not {2, 20, 100} & taken

    def with_line(line: bytes) -> dict[str, bytes]:
        index = int(line[9 : line.index(b",")])
        kept = [other for other in lines if int(other[9 : other.index(b",")]) != index]
        at = sum(int(other[9 : other.index(b",")]) < index for other in kept)
        return FILES | {"names/000": b"".join([*kept[:at], line, *kept[at:]])}

    # A signatory who is only counted may be named by nobody but the server, which knows the master;
    # the proof holds, and the log cannot tell what was promised.
    check_log(MemorySource(with_line(name_of(4, "name"))), KEY)
    refuse(with_line(name_of(2, "name")), "withdrawn or erased|later withdrawn")
    refuse(with_line(name_of(100, "name")), "later withdrawn")
    refuse(with_line(name_of(1, "name", "role")), "never public")
    check_log(MemorySource(with_line(name_of(1, "name", "evidence"))), KEY)
    refuse(with_line(name_of(297, "name")), "committed")
    text = format_name(0, open_publicly(LETTER, bytes(32), {"name": "x"}, ["name"]))
    refuse(with_line(text), "committed")


def test_names_in_a_wrong_place_are_refused() -> None:
    first, second, *rest = FILES["names/000"].splitlines(keepends=True)
    for wrong in (
        [second, first, *rest],
        [first, first, second, *rest],
        [first, second.replace(b'"index":3', b'"index":4'), *rest],
        [*rest, first],
    ):
        refuse(FILES | {"names/000": b"".join(wrong)})
    refuse(FILES | {"names/000": FILES["names/001"], "names/001": FILES["names/000"]})
    refuse(FILES | {"names/001": FILES["names/000"]})
    refuse(FILES | {"names/000": b""})


def test_a_hidden_name_is_seen_to_be_missing() -> None:
    lines = FILES["names/000"].splitlines(keepends=True)
    fewer = FILES | {"names/000": b"".join(lines[:5] + lines[6:])}
    whole, facts = check_log(MemorySource(FILES), KEY), check_log(MemorySource(fewer), KEY)
    assert facts.named_people == whole.named_people - 1
    assert facts.people == whole.people


def test_a_name_of_another_letter_is_refused() -> None:
    stranger = LogBuilder(letter="f" * 32)
    stranger.add_text()
    stranger.sign(person(1))
    line = format_name(3, open_publicly("f" * 32, stranger.signed[1].master, person(1), ["name"]))
    lines = FILES["names/000"].splitlines(keepends=True)
    refuse(FILES | {names_path(0): b"".join([*lines[:2], line, *lines[3:]])})


def test_paths_have_limits() -> None:
    assert max_bytes("tile/0/000") == 8192
    assert max_bytes("tile/0/000.p/3") == 96
    assert max_bytes(text_path(bytes(32))) == 1_048_576
    for path in ("", "x", "tile/", "names/", "text/", "/checkpoint", "checkpoint/", "VKEY"):
        with pytest.raises(Malformed):
            max_bytes(path)


def views(size: int, *, seed: int = 0) -> tuple[Checkpoint, MemorySource]:
    """Return what one reader was shown: logs of different seeds differ from leaf 100 on."""
    log = LogBuilder()
    log.add_text()
    for number in range(size - 1):
        log.sign(person(number + (seed if number >= 99 else 0), is_named=False))
    return open_checkpoint(log.checkpoint(), KEY), MemorySource(log.files())


@pytest.mark.parametrize(("old", "new"), [(1, 300), (256, 300), (257, 300), (299, 300), (300, 300)])
def test_a_beginning_of_the_same_log_is_the_same_history(old: int, new: int) -> None:
    older, newer = views(old), views(new)
    check_same_history(older[0], newer[0], newer[1])
    check_same_history(newer[0], older[0], newer[1])


def test_two_histories_of_one_log_are_a_split_view() -> None:
    honest, forged = views(300), views(300, seed=1000)
    with pytest.raises(SplitView):
        check_same_history(honest[0], forged[0], None)
    for size in (101, 256, 280):
        with pytest.raises(SplitView):
            check_same_history(views(size)[0], forged[0], forged[1])
    # Up to the leaf in which they differ, they are one.
    check_same_history(views(100)[0], forged[0], forged[1])


def test_views_that_cannot_be_compared_are_not_taken_for_equal() -> None:
    older, newer = views(10), views(20)
    with pytest.raises(NotProven, match="only be compared"):
        check_same_history(older[0], newer[0], None)
    with pytest.raises(NotProven, match="different logs"):
        check_same_history(older[0], replace(newer[0], origin="other"), newer[1])
    with pytest.raises(CoreError):
        check_same_history(older[0], newer[0], older[1])


def test_tiles_that_change_between_two_reads_prove_nothing() -> None:
    class Fickle(MemorySource):
        reads = 0

        def read(self, path: str) -> bytes:
            self.reads += 1
            return super().read(path) if self.reads % 2 else b"\1" * len(super().read(path))

    older, newer = views(10), views(20)
    with pytest.raises(NotProven):
        check_same_history(older[0], newer[0], Fickle(newer[1].files))


def test_a_tile_of_the_right_length_and_other_bytes_is_refused() -> None:
    for path in FILES:
        if path.startswith("tile/") and not path.startswith("tile/entries"):
            refuse(FILES | {path: b"\1" * len(FILES[path])}, "does not follow")
    assert tiles.TILE_BYTES == 8192

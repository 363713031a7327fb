"""Leaves come back as they were, in one spelling, and hold nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.log import LETTER
from undersigned.core.errors import Malformed
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    format_leaf,
    parse_leaf,
)

HASH = bytes(range(32))
SPELLED: list[tuple[Leaf, str]] = [
    (
        TextLeaf(LETTER, 1, (("en", HASH), ("fr", bytes(32)))),
        (
            f"undersigned/leaf/v1\ntext\n{LETTER}\nedition 1\n"
            f"en sha256:{HASH.hex()}\nfr sha256:{'00' * 32}\n"
        ),
    ),
    (
        SignLeaf(LETTER, 0, SignatoryKind.PERSON, HASH),
        (
            f"undersigned/leaf/v1\nsign\n{LETTER}\ntext 0\nkind person\n"
            "commit AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        ),
    ),
    (
        SignLeaf(LETTER, 1234, SignatoryKind.ORGANIZATION, HASH),
        (
            f"undersigned/leaf/v1\nsign\n{LETTER}\ntext 1234\nkind organization\n"
            "commit AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        ),
    ),
    (WithdrawLeaf(LETTER, 17), f"undersigned/leaf/v1\nwithdraw\n{LETTER}\nindex 17\n"),
    (EraseLeaf(LETTER, 17), f"undersigned/leaf/v1\nerase\n{LETTER}\nindex 17\n"),
    (CloseLeaf(LETTER), f"undersigned/leaf/v1\nclose\n{LETTER}\n"),
    (
        RecipientsLeaf(LETTER, HASH),
        f"undersigned/leaf/v2\nrecipients\n{LETTER}\nfingerprint sha256:{HASH.hex()}\n",
    ),
]


@pytest.mark.parametrize(("leaf", "text"), SPELLED, ids=lambda value: type(value).__name__)
def test_a_leaf_has_the_promised_bytes(leaf: Leaf, text: str) -> None:
    assert format_leaf(leaf) == text.encode("ascii")
    assert parse_leaf(text.encode("ascii")) == leaf


@pytest.mark.parametrize(("leaf", "text"), SPELLED, ids=lambda value: type(value).__name__)
def test_a_changed_leaf_is_refused_or_another_leaf(leaf: Leaf, text: str) -> None:
    data = text.encode("ascii")
    changed = [data[:at] for at in range(len(data))]
    changed += [data[:at] + data[at + 1 :] for at in range(len(data))]
    changed += [
        data[:at] + bytes([new]) + data[at:] for at in range(len(data)) for new in b"\n 0a="
    ]
    changed += [
        data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
        for at in range(len(data))
        for bit in (1, 2, 16, 32, 128)
    ]
    for other in changed:
        if other == data:
            continue
        try:
            found = parse_leaf(other)
        except Malformed:
            continue
        assert found != leaf
        assert format_leaf(found) == other


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n\n",
        SPELLED[1][1].replace("\n", "\r\n"),
        SPELLED[1][1].replace("text 0", "text 00"),
        SPELLED[1][1].replace("text 0", "text +0"),
        SPELLED[1][1].replace("text 0", "text  0"),
        SPELLED[1][1].replace("person", "Person"),
        SPELLED[1][1].replace("person", "robot"),
        SPELLED[1][1].replace("v1", "v2"),
        SPELLED[1][1].replace("sign", "signed"),
        SPELLED[1][1].replace("dHh8=", "dHh9="),
        SPELLED[1][1].replace("dHh8=", "dHh8"),
        SPELLED[1][1] + "note hello\n",
        SPELLED[1][1] + "\n",
        SPELLED[1][1].replace(LETTER, LETTER.upper()),
        SPELLED[0][1].replace("edition 1", "edition 0"),
        SPELLED[0][1].replace("fr ", "en "),
        SPELLED[0][1].replace("fr ", "EN "),
        SPELLED[0][1].replace("fr ", "not a tag "),
        SPELLED[0][1].replace("00" * 32, HASH.hex()),
        SPELLED[0][1].replace("sha256", "sha512"),
        f"undersigned/leaf/v1\ntext\n{LETTER}\nedition 1\n",
        SPELLED[5][1] + "index 1\n",
        SPELLED[3][1].replace("17", "999999999999999"),
        SPELLED[5][1].replace("v1", "v2"),
        SPELLED[6][1].replace("v2", "v1"),
        SPELLED[6][1].replace("v2", "v3"),
        SPELLED[6][1].replace("fingerprint ", ""),
        SPELLED[6][1].replace(HASH.hex(), HASH.hex().upper()),
        SPELLED[6][1].replace(HASH.hex(), HASH.hex()[2:]),
        SPELLED[6][1] + f"fingerprint sha256:{HASH.hex()}\n",
        SPELLED[0][1] + f"de sha256:{'11' * 32}\n" * 300,
    ],
)
def test_what_is_not_a_leaf_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_leaf(text.encode())


def test_a_leaf_that_no_parser_would_read_is_not_written() -> None:
    wrong: list[Leaf] = [
        CloseLeaf("x"),
        WithdrawLeaf(LETTER, -1),
        EraseLeaf(LETTER, 2**60),
        SignLeaf(LETTER, 0, SignatoryKind.PERSON, b""),
        TextLeaf(LETTER, 0, (("en", HASH),)),
        RecipientsLeaf(LETTER, HASH[1:]),
        TextLeaf(LETTER, 1, ()),
        TextLeaf(LETTER, 1, (("en", HASH), ("en", bytes(32)))),
        TextLeaf(LETTER, 1, (("en\nclose", HASH),)),
    ]
    for leaf in wrong:
        with pytest.raises(Malformed):
            format_leaf(leaf)


@given(st.integers(0, 2**48), st.sampled_from(SignatoryKind), st.binary(min_size=32, max_size=32))
def test_every_signature_comes_back(index: int, kind: SignatoryKind, commitment: bytes) -> None:
    leaf = SignLeaf(LETTER, index, kind, commitment)
    assert parse_leaf(format_leaf(leaf)) == leaf

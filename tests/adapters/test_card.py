"""The card of a link: its size, and that whatever a title holds stays on it."""

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from undersigned.adapters import card as card_module
from undersigned.adapters.card import HEIGHT, MAX_CARD_BYTES, WIDTH, Card, CardLabels, card_png

ENGLISH = CardLabels("en", "Open letter", "To", "More than 1,200 have signed")
PERSIAN = CardLabels("fa", "نامهٔ سرگشاده", "به", "بیش از ۱٬۲۰۰ نفر امضا کرده‌اند")
RIVER = Card(
    title="Leave the river its share",
    language="en",
    addressees=("Amina Verhoeven", "The Committee for Water"),
    host="letters.example.org",
    labels=ENGLISH,
)
SENTENCE = "We ask those who decide about the river to publish what they measure, each month. "
CARDS = {
    "ltr": RIVER,
    "rtl": replace(
        RIVER,
        title="سهم رود را برای رود بگذارید",
        language="fa",
        addressees=("امینه فرهوفن", "کمیسیون رود"),
        labels=PERSIAN,
    ),
    "rtl-in-english": replace(
        RIVER, title="اتركوا للنهر حصته", language="ar", addressees=("أمينة",)
    ),
    "rtl-long": replace(
        RIVER,
        title=("سهم رود را برای رود بگذارید و بنویسید " * 9)[:300],
        language="fa",
        labels=PERSIAN,
    ),
    "long": replace(
        RIVER,
        title=(SENTENCE * 4)[:300],
        addressees=tuple(f"Office number {number} for the rivers" for number in range(200)),
    ),
    "word": replace(RIVER, title="W" * 300, addressees=("N" * 291,)),
    "emoji": replace(RIVER, title="😀" * 300, addressees=("😀" * 291,)),
    "family": replace(RIVER, title="👩🏽‍🚀🏳️‍🌈 " * 40, addressees=("Ye\u0301 " * 60,)),
    "mixed": replace(RIVER, title="Rivers، سهم رود (Water 2.0) — №1 «אבג»", addressees=()),
    "markup": replace(
        RIVER,
        title="#set page(width: 1pt) $x$ *b* <i> \\ @a [b] `c` // d",
        addressees=("#panic()",),
    ),
    "private": replace(RIVER, title="Written in \ue000\ue001\U000f0000", addressees=("\ue000",)),
}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def ink_of(image: Image.Image) -> tuple[int, int, int, int]:
    """The box around everything that is not paper, below the rule along the upper edge."""
    below = image.convert("RGB").crop((0, 20, WIDTH, HEIGHT))
    paper = Image.new("RGB", below.size, below.getpixel((2, 2)))
    box = ImageChops.difference(below, paper).convert("L").point(lambda v: 255 * (v > 24)).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("name", CARDS)
def test_card_has_its_size_and_its_margins(name: str, tmp_path: Path) -> None:
    data = card_png(CARDS[name])
    # Kept for whoever wants to look at it.
    (tmp_path / f"card-{name}.png").write_bytes(data)
    image = opened(data)
    assert (image.format, image.mode, image.size) == ("PNG", "P", (WIDTH, HEIGHT))
    assert len(data) <= MAX_CARD_BYTES
    left, top, right, bottom = ink_of(image)
    # Nothing reaches into the margins of 88, and so nothing is cut off.
    assert (left >= 80, top >= 30, right <= WIDTH - 80, bottom <= HEIGHT - 20 - 40) == (True,) * 4


def blank_below(image: Image.Image, start: int) -> tuple[int, int]:
    """The first row without ink from `start` on, and how many such rows follow."""
    grey = image.convert("L")
    rows = [min(grey.crop((0, y, WIDTH, y + 1)).tobytes()) > 230 for y in range(HEIGHT)]
    first = rows.index(True, start)
    return first, rows.index(False, first) - first


@pytest.mark.parametrize("name", sorted(CARDS.keys() - {"private", "family"}))
def test_title_stays_off_the_lines_around_it(name: str) -> None:
    # The words "Open letter" begin at 72; a title that is too high for its room runs into them.
    first, rows = blank_below(opened(card_png(CARDS[name])), 90)
    assert (first < 125, rows >= 12) == (True, True), (first, rows)


def test_card_from_right_to_left_is_mirrored() -> None:
    # The name of the site stands at the end of the last line.
    last = (0, HEIGHT - 100, WIDTH, HEIGHT - 40)
    for name, wide in (("ltr", "left"), ("rtl", "right")):
        line = opened(card_png(CARDS[name])).convert("L").crop(last)
        halves = {
            "left": line.crop((0, 0, WIDTH // 2, 60)),
            "right": line.crop((WIDTH // 2, 0, WIDTH, 60)),
        }
        # The sentence with the number is bold, so it holds more ink than the name.
        ink = {side: sum(255 - value for value in half.tobytes()) for side, half in halves.items()}
        assert max(ink, key=ink.__getitem__) == wide


def test_equal_cards_are_drawn_once_and_others_differ() -> None:
    first = card_png(RIVER)
    began = time.perf_counter()
    assert all(card_png(replace(RIVER)) is first for _ in range(100))
    assert time.perf_counter() - began < 0.1
    assert card_png(replace(RIVER, labels=replace(ENGLISH, count="101 have signed"))) != first


def test_words_in_letters_without_a_typeface_are_left_out() -> None:
    # No typeface has what is at the end of the last plane for private use, nor the newest symbols.
    undrawn, symbol = "\U0010fffd", "\U0001faff"
    assert card_module._drawable("A river") == "A river"
    assert card_module._drawable(f"A {undrawn} river") == ""
    assert card_module._drawable(f"A {symbol}\ufe0f\u200d{symbol} river {symbol}") == "A river"


def test_title_without_a_typeface_gives_way_to_what_the_text_is() -> None:
    no_title = replace(RIVER, title="\U0010fffd", addressees=("\U0010fffd",))
    assert card_png(no_title) == card_png(replace(RIVER, title="", addressees=()))
    left, top, right, bottom = ink_of(opened(card_png(no_title)))
    assert (left, right - left > 600, top < bottom) == (88, True, True)


def test_more_addressees_than_a_line_holds_are_cut_off_with_a_sign() -> None:
    names = [f"Office number {number}" for number in range(200)]
    lines = card_module._lines_of_names(replace(RIVER, addressees=tuple(names)))
    assert lines[0].endswith("Office number 7 …")
    assert "Office number 0 …" in lines
    assert lines[-1] == "Office numbe…"
    short = card_module._lines_of_names(RIVER)
    assert short[0] == "Amina Verhoeven, The Committee for Water"


def test_long_word_is_broken_between_characters_only() -> None:
    assert card_module._breakable("short words stay") == "short words stay"
    family = "👩\u200d🚀"
    broken = card_module._breakable(family * 20)
    assert broken == "\u200b".join([family] * 20)
    assert card_module._breakable("e\u0301" * 30) == "\u200b".join(["e\u0301"] * 30)

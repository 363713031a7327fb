"""Text without its typography, mapped to the code points that it was made of."""

import unicodedata
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.normal import exact, normalize

TEXTS = st.one_of(
    st.text(st.sampled_from("ab1 \n.,-—“”’'…\u00a0«»"), max_size=40),
    st.text(
        st.sampled_from("aÉe\u0301ﬁßÅ\u00ad\u200c می‌ها كي۱۲ـَ水。、「」ก็ＡＢ½²\u2029\n -"),
        max_size=40,
    ),
    st.text(max_size=30),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Don’t,” it says", '"Don\'t," it says'),
        ("so-called ‘deal’", "so-called “deal”"),
        ("«\u00a0La paix\u00a0», dit-on", "“La paix”, dit-on"),
        ("»Frieden« jetzt", "„Frieden“ jetzt"),
        ("a bomb — a catastrophe", "a bomb—a catastrophe"),
        ("a bomb -- a catastrophe", "a bomb - a catastrophe"),
        ("the years 1990–2000", "the years 1990-2000"),
        ("and so on…", "and so on..."),
        ("and so on ...", "and so on…"),
        ("The  Prime\nMinister", "the Prime\u00a0Minister"),
        ("co\u00adop\u200beration", "cooperation"),
        ("ﬁnal oﬀer", "final offer"),
        ("cafe\u0301", "café"),
        ("STRASSE", "straße"),
        ("ＡＢＣ１２", "abc12"),
        ("می‌خواهیم", "می خواهیم"),
        ("می‌خواهیم", "ميخواهيم"),
        ("نمی‌گذاریم", "نمی گذاریم"),
        ("کتاب‌های ما", "كتاب های ما"),
        ("سـلام مُحَمَّد", "سلام محمد"),
        ("۱۲۳ نفر", "123 نفر"),
        ("چرا؟ بله، نه", "چرا? بله, نه"),
        ("我们要求：“停止谈判”。", "我们要求:「停止谈判」."),
        ("使用 API 的人", "使用API的人"),
    ],
)
def test_what_is_only_typography_is_equal(one: str, other: str) -> None:
    assert normalize(one).text == normalize(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("resume", "résumé"),
        ("10²", "102"),
        ("1½", "112"),
        ("hostage-taking", "hostage taking"),
        ("the peoples", "the people's"),
        ("eat, grandma", "eat grandma"),
        ("1, 200", "1,200"),
        ("at 5 -2", "at 5-2"),
        ("stop.", "stop?"),
        ("stop.", "stop!"),
        ("the “deal” is", "the deal is"),
        ("no—one", "no-one"),
        ("می‌شود", "نمی‌شود"),
        ("、", ","),
        ("①", "1"),
    ],
)
def test_what_is_more_than_typography_stays(one: str, other: str) -> None:
    assert normalize(one).text != normalize(other).text


def test_each_character_has_its_place() -> None:
    text = "A “ﬁne”\u00a0 co\u00adop… e\u0301!"
    normal = normalize(text)
    assert normal.text == 'a"fine"co' + "op…é!"
    assert [normal.source(place, place + 1).of(text) for place in range(len(normal.text))] == [
        "A",
        "“",
        "ﬁ",
        "ﬁ",
        "n",
        "e",
        "”",
        "c",
        "o\u00ad",
        "o",
        "p",
        "…",
        "e\u0301",
        "!",
    ]


def test_vowel_signs_belong_to_the_letter_before_them() -> None:
    text = "-²\u0301\u064e a"
    normal = normalize(text)
    assert [normal.source(place, place + 1) for place in range(len(normal.text))] == [
        Span(0, 1),
        Span(1, 3),
        Span(1, 4),
        Span(4, 5),
        Span(5, 6),
    ]


def test_paragraphs_break_without_a_character_of_their_own() -> None:
    normal = normalize("We ask.\n\nYou act\n \nNow")
    assert normal.text == "we ask.you act now"
    assert list(normal.breaks) == [7, 15]


def test_empty_span_is_a_place() -> None:
    normal = normalize("“ab” c")
    assert [normal.source(at, at) for at in (0, 1, 5)] == [Span(0, 0), Span(1, 1), Span(6, 6)]
    assert normalize(" ").source(0, 0) == Span(0, 0)


@given(TEXTS)
def test_spans_map_back_to_code_points_in_order(text: str) -> None:
    normal = normalize(text)
    spans = [normal.source(place, place + 1) for place in range(len(normal.text))]
    for character, span in zip(normal.text, spans, strict=True):
        assert 0 <= span.start < span.end <= len(text)
        if character.isalnum() and character.isascii():
            written = unicodedata.normalize("NFKD", span.of(text)).casefold()
            assert character in written or span.of(text)[0].isdecimal()
    for one, next_one in pairwise(spans):
        assert one.start == next_one.start or one.end <= next_one.start
    assert list(normal.breaks) == sorted(normal.breaks)
    assert all(0 < place < len(normal.text) for place in normal.breaks)


@given(TEXTS)
def test_letters_and_digits_are_never_left_out(text: str) -> None:
    normal = normalize(text)
    covered = {
        at
        for place in range(len(normal.text))
        for span in (normal.source(place, place + 1),)
        for at in range(span.start, span.end)
    }
    for at, character in enumerate(text):
        if unicodedata.category(character) in {"Lu", "Ll", "Lo", "Nd"} and character != "ـ":
            assert at in covered or not character.casefold()


@pytest.mark.parametrize(
    ("text", "same"),
    [(" a\n b ", "a b"), ("e\u0301", "é"), ("a\u00a0b", "a\u00a0b"), ("“A”", "“A”")],
)
def test_exact_leaves_out_only_what_no_reader_sees(text: str, same: str) -> None:
    assert exact(text) == same


@pytest.mark.parametrize(
    "unit", ["a", " ", ".", "“", "\n\n", "\u0301", "\u200c", "می ", "水 ", "- ", "ﬁ", "a\u0301"]
)
def test_time_is_linear(unit: str) -> None:
    times = []
    for count in (5_000, 20_000):
        began = process_time()
        normalize(unit * count)
        exact(unit * count)
        times.append(process_time() - began)
    assert times[1] < 16 * max(times[0], 0.02)

"""Letters read from files and bundles, and prepared for many quotations."""

from datetime import date
from pathlib import Path

import pytest

from tests.core.quotes.test_reading import BODY, HEAD
from undersigned.cli.verify.sources import open_source
from undersigned.core.errors import Malformed
from undersigned.core.quotes.bundles import read_source
from undersigned.core.quotes.letter import prepare_letter, read_letter, tokenize
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.record import Count, LetterRecord
from undersigned.core.quotes.verdict import LetterText
from undersigned.core.text import Addressee
from undersigned.core.unit_kind import Kind

BUNDLE = Path(__file__).parents[2] / "vectors" / "bundle-v1" / "bundle.zip"


def test_file_of_ours_is_read_with_its_addressees() -> None:
    read = read_letter((HEAD + BODY).encode())
    assert read.texts == (LetterText(HEAD + BODY, "en"),)
    assert read.current == 1
    assert read.record == LetterRecord(
        addressees=(Addressee("Amina Verhoeven", "Minister for Water", "Nordmark"),)
    )


def test_plain_text_is_read() -> None:
    read = read_letter(b"\xef\xbb\xbfRivers do not stop.", language="en")
    assert read.texts == (LetterText("Rivers do not stop.", "en"),)
    assert read.record == LetterRecord()


@pytest.mark.parametrize("data", [b"", b" \n", b"\xff\xfe", HEAD.encode()])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_letter(data)


def test_bundle_is_read_with_its_counts() -> None:
    read = read_source(open_source(str(BUNDLE)))
    assert len(read.texts) >= 1
    assert read.current == max(text.edition for text in read.texts)
    assert all(text.text.startswith("undersigned/text/v1\n") for text in read.texts)
    assert read.record.addressees
    (count,) = read.record.counts
    assert (count.on, count.persons + count.organizations > 0) == (None, True)


def test_words_are_told_apart() -> None:
    normal = normalize("L’accord n’est pas 1,200.5 don’t hostage-taking. 停止API谈判 نمی‌شود")
    assert tokenize(normal.text).words == [
        *("l'", "accord", "n'", "est", "pas", "1,200.5", "don't", "hostage", "taking"),
        *("停", "止", "api", "谈", "判", "نمیشود"),
    ]  # fmt: skip


def test_places_of_a_prepared_text() -> None:
    text = HEAD + BODY
    prepared = prepare_letter([LetterText(text, "en")], current=1).texts[0]
    at = prepared.normal.text.index("not stop")
    assert prepared.file_span(at, at + 8).of(text) == "not** stop"
    assert prepared.read(at, at + 8) == "not stop"
    assert prepared.kind_at(at) is Kind.PARAGRAPH
    place = prepared.tokens.words.index("never")
    assert prepared.word_span(place, place + 2).of(text) == r"never\* did"
    assert prepared.sentences[place] - prepared.sentences[place - 1] == 0
    assert list(prepared.places_of["share"]) == [4, prepared.tokens.words.index("publish") - 1]


def test_editions_are_told_apart() -> None:
    texts = [LetterText(f"Number {n}", "en", edition=n) for n in (1, 3, 2)]
    letter = prepare_letter(texts, current=3)
    assert [text.source.edition for text in letter.current_texts] == [3]
    assert [text.source.edition for text in letter.earlier_texts] == [2, 1]


def test_count_as_it_stood_on_a_day() -> None:
    counts = (Count(date(2024, 5, 1), 10, 2), Count(date(2024, 5, 9), 90, 3))
    record = LetterRecord(counts=counts)
    assert record.count_on(date(2024, 4, 30)) is None
    assert record.count_on(date(2024, 5, 8)) == counts[0]
    assert record.count_on(None) == counts[1]


def test_words_with_a_joiner_are_known_whole_and_those_without_are_none() -> None:
    joined = ("می\u200cرود", "نمی\u200cآید\u200cها", "می\u200cروند")
    body = f"{joined[0]} و {joined[1]} \u200c{joined[2]}\u200c a " + "شی" * 50_000
    (text,) = prepare_letter([LetterText(body, "fa")], current=1).texts
    assert text.joined == {normalize(word).text for word in joined}

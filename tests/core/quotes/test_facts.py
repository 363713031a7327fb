"""Reported facts beside the record."""

from datetime import date
from time import process_time

import pytest

from undersigned.core.quotes.facts import Fact, Finding, check_facts
from undersigned.core.quotes.found import Kind, Span, Speaker, Statement
from undersigned.core.quotes.record import NO_RECORD, Count, LetterRecord
from undersigned.core.text import Addressee

RECORD = LetterRecord(
    counts=(
        Count(date(2022, 2, 20), 10, 5),
        Count(date(2022, 3, 1), 2013, 11),
        Count(date(2022, 3, 9), 5000, 14),
    ),
    addressees=(
        Addressee("Amina Verhoeven", "Minister for Water", "Nordmark"),
        Addressee("Olaf Brandt", "Chancellor", "Germany"),
    ),
    published=date(2022, 3, 1),
    delivered=date(2022, 3, 2),
    places=("Berlin",),
)
RIGHT, WRONG, UNKNOWN = Finding.RIGHT, Finding.WRONG, Finding.UNKNOWN


def found(
    text: str,
    language: str,
    *,
    record: LetterRecord = RECORD,
    published: date | None = date(2022, 3, 3),
    statements: tuple[Statement, ...] = (),
) -> list[tuple[Fact, str, Finding]]:
    checks = check_facts(text, statements, record, language=language, published=published)
    return [(check.fact, check.span.of(text), check.finding) for check in checks]


@pytest.mark.parametrize(
    ("language", "text", "facts"),
    [
        ("en", "Eleven opposition groups signed the letter.",
         [(Fact.ORGANIZATIONS, "Eleven opposition groups", RIGHT)]),
        ("en", "Twelve groups signed it in a letter.",
         [(Fact.ORGANIZATIONS, "Twelve groups", WRONG)]),
        ("en", "More than 2,000 people signed.",
         [(Fact.PERSONS, "More than 2,000 people", RIGHT)]),
        ("en", "More than 2,013 people signed.",
         [(Fact.PERSONS, "More than 2,013 people", WRONG)]),
        ("en", "At least 2,013 people signed.", [(Fact.PERSONS, "At least 2,013 people", RIGHT)]),
        ("en", "Nearly 2,100 scientists signed.",
         [(Fact.PERSONS, "Nearly 2,100 scientists", RIGHT)]),
        ("en", "Some 2,000 people signed.", [(Fact.PERSONS, "Some 2,000 people", RIGHT)]),
        ("en", "2,000 people signed.", [(Fact.PERSONS, "2,000 people", RIGHT)]),
        ("en", "10,000 people signed.", [(Fact.PERSONS, "10,000 people", WRONG)]),
        ("en", "Fewer than 20 groups signed.",
         [(Fact.ORGANIZATIONS, "Fewer than 20 groups", RIGHT)]),
        ("en", "Dozens of groups signed.", [(Fact.ORGANIZATIONS, "Dozens of groups", WRONG)]),
        ("en", "Thousands of citizens signed.",
         [(Fact.PERSONS, "Thousands of citizens", RIGHT)]),
        ("en", "Tens of thousands of people signed.",
         [(Fact.PERSONS, "Tens of thousands of people", WRONG)]),
        ("en", "The letter has 2,024 signatories.",
         [(Fact.SIGNATORIES, "2,024 signatories", RIGHT)]),
        ("en", "Some groups signed the letter.", []),
        ("en", "An open letter by 11 groups.", [(Fact.ORGANIZATIONS, "11 groups", RIGHT)]),
        ("en", "On the day of the letter, when it rained, eleven people were inside.", []),
        ("en", "Three of the signatories sit there.", []),
        ("en", "It takes 51 signatures to force a vote.", []),
        ("en", "A letter in eight papers, the writers said.", []),
        ("en", "The two groups signed the letter.", []),
        ("fr", "Dix-neuf organisations ont signé.",
         [(Fact.ORGANIZATIONS, "Dix-neuf organisations", WRONG)]),
        ("en", "The police cracked down on 40 groups.", []),
        ("en", "The letter says: “We are 500 groups and 40 people.”", []),
        ("en", "A letter to Amina Verhoeven and Angela Kerner.",
         [(Fact.ADDRESSEE, "Amina Verhoeven", RIGHT), (Fact.ADDRESSEE, "Angela Kerner", WRONG)]),
        ("en", "A letter addressed to the Chancellor of Germany.",
         [(Fact.ADDRESSEE, "Chancellor of Germany", RIGHT)]),
        ("en", "The letter was published on Tuesday.", [(Fact.PUBLISHED, "Tuesday", RIGHT)]),
        ("en", "The letter was published on Friday.", [(Fact.PUBLISHED, "Friday", WRONG)]),
        ("en", "The letter, published on 1 March 2022.",
         [(Fact.PUBLISHED, "1 March 2022", RIGHT)]),
        ("en", "The letter was published on March 2nd.",
         [(Fact.PUBLISHED, "March 2nd", WRONG)]),
        ("en", "The letter was handed over yesterday in Berlin.",
         [(Fact.DELIVERED, "yesterday", RIGHT), (Fact.PLACE, "Berlin", RIGHT)]),
        ("en", "The letter was delivered in Vienna.", [(Fact.PLACE, "Vienna", UNKNOWN)]),
        ("fr", "Plus de deux mille personnes ont signé la lettre.",
         [(Fact.PERSONS, "Plus de deux mille personnes", RIGHT)]),
        ("fr", "Une dizaine d’organisations ont signé.",
         [(Fact.ORGANIZATIONS, "Une dizaine d’organisations", RIGHT)]),
        ("fr", "La lettre à Amina Verhoeven a été publiée le 1er mars.",
         [(Fact.ADDRESSEE, "Amina Verhoeven", RIGHT), (Fact.PUBLISHED, "1er mars", RIGHT)]),
        ("de", "Den Brief haben elf Organisationen unterzeichnet.",
         [(Fact.ORGANIZATIONS, "elf Organisationen", RIGHT)]),
        ("de", "Rund zweitausend Menschen unterzeichneten den Aufruf.",
         [(Fact.PERSONS, "Rund zweitausend Menschen", RIGHT)]),
        ("de", "Dutzende Gruppen unterschrieben den Brief vom Dienstag.",
         [(Fact.ORGANIZATIONS, "Dutzende Gruppen", WRONG)]),
        ("es", "Once organizaciones y más de 3.000 personas firmaron la carta.",
         [(Fact.ORGANIZATIONS, "Once organizaciones", RIGHT),
          (Fact.PERSONS, "más de 3.000 personas", WRONG)]),
        ("fa", "یازده گروه و بیش از دو هزار نفر این نامه را امضا کردند.",
         [(Fact.ORGANIZATIONS, "یازده گروه", RIGHT),
          (Fact.PERSONS, "بیش از دو هزار نفر", RIGHT)]),
        ("fa", "ده‌ها سازمان نامه را امضا کردند.",
         [(Fact.ORGANIZATIONS, "ده‌ها سازمان", WRONG)]),
        ("nl", "Elf groepen ondertekenden de brief.", []),
    ],
)  # fmt: skip
def test_facts(language: str, text: str, facts: list[tuple[Fact, str, Finding]]) -> None:
    assert found(text, language) == facts


def test_record_is_asked_as_of_the_articles_day() -> None:
    text = "Fourteen groups signed the letter."
    assert found(text, "en")[0][2] is WRONG
    assert found(text, "en", published=date(2022, 3, 10))[0][2] is RIGHT
    assert found(text, "en", published=date(2022, 2, 1))[0][2] is UNKNOWN
    # On some day eleven had signed; of which day the article is, nobody knows.
    assert found("Eleven groups signed the letter.", "en", published=None)[0][2] is UNKNOWN


def test_count_of_an_unknown_day_may_have_been_lower() -> None:
    record = LetterRecord(counts=(Count(None, 100, 11),))
    assert found("Nine groups signed the letter.", "en", record=record)[0][2] is UNKNOWN
    assert found("Eleven groups signed the letter.", "en", record=record)[0][2] is RIGHT
    assert found("Twelve groups signed the letter.", "en", record=record)[0][2] is WRONG


def test_what_the_record_does_not_hold_cannot_be_told() -> None:
    text = "Eleven groups signed the letter to Amina Verhoeven, published on 3 May."
    assert [finding for _, _, finding in found(text, "en", record=NO_RECORD)] == [UNKNOWN] * 3


def test_groups_that_are_the_source_of_a_statement() -> None:
    text = "Eleven groups urged three nations to stop. They are tired."
    source = Span(0, 13)
    statement = Statement(
        Kind.INDIRECT, (Span(20, 41),), (), (Span(14, 19),), source, None, Speaker.LETTER, 0.9
    )
    assert found(text, "en", statements=(statement,)) == [
        (Fact.ORGANIZATIONS, "Eleven groups", RIGHT)
    ]
    assert found(text, "en") == []


def test_what_somebody_says_about_groups_is_no_count() -> None:
    text = "The letter says that 300 organizations were banned."
    content = Span(16, 50)
    statement = Statement(
        Kind.INDIRECT, (content,), (), (Span(11, 15),), Span(0, 10), None, Speaker.LETTER, 0.9
    )
    assert found(text, "en", statements=(statement,)) == []


@pytest.mark.parametrize(
    "unit", ["letter ", "40 groups signed. ", "two thousand ", "letter to A", "1 March ", "“"]
)
def test_time_is_linear(unit: str) -> None:
    times = []
    for count in (2_000, 8_000):
        began = process_time()
        check_facts(unit * count, (), RECORD, language="en", published=None)
        times.append(process_time() - began)
    assert times[1] < 16 * max(times[0], 0.05)

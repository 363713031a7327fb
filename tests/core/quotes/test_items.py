"""From an article to items: what is one, which have verdicts, and how rows tell them."""

import pytest

from undersigned.core.quotes.article import Article, Block, BlockKind, Places, plain_article
from undersigned.core.quotes.found import Kind, Speaker
from undersigned.core.quotes.items import check_article, letter_beside
from undersigned.core.quotes.letter import read_letter
from undersigned.core.quotes.rows import TABLE_COLUMNS, json_rows, table_rows
from undersigned.core.quotes.verdict import Judgement

LETTER = (
    "The river has been falling for three summers.\n\n"
    "We ask that every gauge be published each month, and that nobody be punished.\n"
)
TEXT = (
    "The signatories wrote that the river “has been falling for two summers”.\n\n"
    "“We ask that every gauge be published each month,” the signatories said.\n\n"
    "“We have not read it at all,” a diplomat said. He added that it was long.\n"
)


def test_a_mixed_statement_is_one_item_and_each_fragment_another() -> None:
    findings = check_article(plain_article(TEXT), letter_beside(read_letter(LETTER.encode())))
    said = [
        (
            item.kind,
            item.span.of(TEXT),
            item.statement.speaker,
            item.verdict.judgement if item.verdict else None,
        )
        for item in findings.items
        if item.kind is not Kind.INDIRECT
    ]
    assert said == [
        (
            Kind.MIXED,
            "that the river “has been falling for two summers”",
            Speaker.LETTER,
            None,
        ),
        (Kind.DIRECT, "has been falling for two summers", Speaker.LETTER, Judgement.ALTERED),
        (
            Kind.DIRECT,
            "We ask that every gauge be published each month,",
            Speaker.LETTER,
            Judgement.VERBATIM,
        ),
        (Kind.DIRECT, "We have not read it at all,", Speaker.THIRD, None),
    ]
    assert findings.language == "en"
    assert findings.is_wrong
    assert [item.span for item in findings.judged] == [
        item.span for item in findings.items if item.verdict is not None
    ]


def test_without_a_letter_nothing_is_judged() -> None:
    findings = check_article(plain_article(TEXT))
    assert findings.items
    assert (findings.judged, findings.is_wrong, findings.letter) == ((), False, None)


def test_rows_have_the_members_that_are_promised() -> None:
    findings = check_article(plain_article(TEXT), letter_beside(read_letter(LETTER.encode())))
    rows = list(json_rows(findings))
    mixed, altered = rows[0], rows[1]
    start = TEXT.index("has been")
    assert list(mixed)[:13] == [
        "start", "end", "kind", "source_start", "source_end", "cue_start", "cue_end",
        "speaker_class", "confidence", "verdict", "text", "letter_start", "letter_end",
    ]  # fmt: skip
    assert (mixed["kind"], mixed["verdict"], mixed["edits"]) == ("mixed", None, None)
    assert altered["kind"] == "direct"
    assert (altered["start"], altered["end"]) == (start, start + 32)
    assert (altered["content_start"], altered["content_end"]) == (mixed["start"], mixed["end"])
    assert (altered["verdict"], altered["text"]) == (
        "altered",
        "has been falling for three summers",
    )
    passage = LETTER.index("has been"), LETTER.index("summers") + 7
    assert (altered["letter_start"], altered["letter_end"]) == passage
    assert altered["edits"] == [
        {
            "start": TEXT.index("two"),
            "end": TEXT.index("two") + 3,
            "letter_start": LETTER.index("three"),
            "letter_end": LETTER.index("three") + 5,
            "letter_words": "three",
            "words": "two",
            "change": "number",
        }
    ]
    assert "file_start" not in altered


def test_a_table_has_one_row_for_each_verdict() -> None:
    findings = check_article(plain_article(TEXT), letter_beside(read_letter(LETTER.encode())))
    rows = list(table_rows("a.txt", findings))
    assert {len(row) for row in rows} == {len(TABLE_COLUMNS)}
    assert [row[6] for row in rows] == ["altered", "verbatim"]
    assert rows[0][8] == "three → two (number)"


def test_what_a_page_sets_apart_is_a_quotation_without_marks() -> None:
    text = (
        "The signatories asked for one thing:\n\n\n\n"
        "We ask that every gauge be published each month.\n\n\n\nNobody answered."
    )
    start = text.index("We ask")
    span_of = plain_article(text).blocks
    blocks = (
        span_of[0],
        Block(span_of[1].span, BlockKind.QUOTATION),
        span_of[2],
    )
    article = Article(text, blocks, places=Places([(0, 100, len(text))]))
    findings = check_article(article, letter_beside(read_letter(LETTER.encode())))
    direct = [row for row in json_rows(findings) if row["kind"] == "direct"]
    assert [
        (row["start"], row["end"], row["verdict"], row["file_start"], row["file_end"])
        for row in direct
    ] == [(start, start + 48, "typography", start + 100, start + 148)]


def test_the_language_that_is_given_wins() -> None:
    assert check_article(plain_article(TEXT), language="fr").language == "fr"
    assert check_article(plain_article(TEXT), language="de-AT").language == "de"
    article = plain_article("…", language="de")
    assert check_article(article).language == "de"


def test_places_lead_to_the_nearest() -> None:
    places = Places([(2, 10, 3), (5, 13, 2), (9, 40, 1)])
    span = span_of = plain_article("abc").blocks[0].span
    assert places.in_file(type(span)(2, 7)) == type(span)(10, 15)
    assert places.in_file(type(span)(0, 1)) == type(span)(10, 11)
    assert places.in_file(type(span)(7, 10)) == type(span)(14, 41)
    assert places.in_file(type(span)(4, 4)) == type(span)(12, 12)
    assert Places([]).in_file(span_of) == type(span)(0, 1)


def test_many_marks_are_many_items_and_no_more() -> None:
    for unit, found in (("“ab” ", 3_000), ("“", 0), ("”", 0), ('" ', 0), ("“‘", 3_000)):
        findings = check_article(
            plain_article(unit * 3_000), letter_beside(read_letter(LETTER.encode())), language="en"
        )
        assert len(findings.items) <= found
        assert findings.judged == ()


def test_without_a_model_quotations_are_judged_and_nobody_is_blamed() -> None:
    letter = letter_beside(
        read_letter("我们要求每个月公布所有水位数据。任何人都不应受到惩罚。\n".encode())
    )
    text = (
        "签署者写道：“我们要求每个月公布所有水位数据。”部长说：“我还没有读过这封信，也不想读。”\n"
    )
    findings = check_article(plain_article(text), letter, language="zh")
    assert [item.verdict and item.verdict.judgement for item in findings.items] == [
        Judgement.VERBATIM,
        None,
    ]
    assert not findings.is_wrong


WRAPPED = (
    "Thirty-one shellfish growers wrote to the council of the bay on Monday that the\n"
    "dredging would do “permanent and\navoidable harm” to one of the largest grounds on the\n"
    "east coast.\n\n"
    "In their letter, they said, “nobody has asked us, and nobody\n"
    "has answered us either.”\n\n"
    "“If someone has a case, bring me the case,” Ada Weiss, the council’s head, told the\n"
    "local paper. “I will look at\nit the same day.” Weiss said\nso twice.\n"
    "The letter was signed by 210 people.\n"
)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028"])
def test_how_lines_end_says_nothing(end: str) -> None:
    """Each offset counts the code points of the text as it is."""
    letter = letter_beside(read_letter(b"It is permanent and avoidable harm, and nobody asked."))

    def told(ends: str) -> list[dict[str, object]]:
        text = WRAPPED.replace("\n", ends)
        longer = len(ends) - 1
        rows = []
        for row in json_rows(check_article(plain_article(text), letter)):
            for member in [name for name in row if name.endswith(("start", "end"))]:
                at = row[member]
                if isinstance(at, int) and not member.startswith("letter_"):
                    row[member] = at - longer * text.count(ends, 0, at)
            row["edits"] = None
            rows.append(row)
        return rows

    assert told(end) == told("\n")
    assert {row["kind"] for row in told("\n")} >= {"direct", "mixed", "fact"}

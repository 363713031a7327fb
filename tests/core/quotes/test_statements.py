"""What is found in single sentences of five languages, and in a report on an open letter."""

import pytest

from undersigned.core.quotes.found import Kind
from undersigned.core.quotes.labels import MOST_CUES
from undersigned.core.quotes.statements import find_statements
from undersigned.core.quotes.tokens import LONGEST

Told = tuple[Kind, str | None, list[str], list[str]]


def told(text: str, language: str) -> list[Told]:
    """Kind, source, contents and fragments of every statement, as words."""
    return [
        (
            one.kind,
            one.source.of(text) if one.source is not None else None,
            [span.of(text) for span in one.contents],
            [span.of(text) for span in one.fragments],
        )
        for one in find_statements(text, language=language)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "“We are late,” said Ines Falk, a retired judge. “Everybody knows it.”",
            [
                (
                    Kind.DIRECT,
                    "Ines Falk, a retired judge",
                    ["“We are late,”", "“Everybody knows it.”"],
                    ["We are late,", "Everybody knows it."],
                )
            ],
        ),
        (
            "en",
            'The senator said that the plan was "a gift" to landlords.',
            [
                (
                    Kind.MIXED,
                    "The senator",
                    ['that the plan was "a gift" to landlords'],
                    ["a gift"],
                )
            ],
        ),
        (
            "en",
            "The vote will be held on Tuesday, according to two people familiar with the matter.",
            [
                (
                    Kind.INDIRECT,
                    "two people familiar with the matter",
                    ["The vote will be held on Tuesday"],
                    [],
                )
            ],
        ),
        (
            "en",
            "A fee is due.\n\nAccording to Senator Falk, who voted no, the bill is dead.",
            [(Kind.INDIRECT, "Senator Falk, who voted no", ["the bill is dead"], [])],
        ),
        (
            "en",
            "Speaker Ridley emerged from the meeting with a message: “This cannot go on.”",
            [
                (
                    Kind.DIRECT,
                    "Speaker Ridley",
                    ["“This cannot go on.”"],
                    ["This cannot go on."],
                )
            ],
        ),
        (
            "en",
            "“It is over,” Falk said after telling reporters that she would resign.",
            [
                (Kind.DIRECT, "Falk", ["“It is over,”"], ["It is over,"]),
                (Kind.INDIRECT, "Falk", ["that she would resign"], []),
            ],
        ),
        ("en", "A fee is due.\n\nA spokeswoman for the agency declined to comment.", []),
        (
            "en",
            "A fee is due.\n\nDAYTON, Ohio (AP) -- The clerk will resign, her office said Monday.",
            [(Kind.INDIRECT, "her office", ["The clerk will resign"], [])],
        ),
        (
            "en",
            "A fee is due.\n\nMr. Falk, whom aides describe as “a man of iron,” lost.",
            [(Kind.DIRECT, "aides", ["“a man of iron,”"], ["a man of iron,"])],
        ),
        (
            "en",
            "A fee is due.\n\nIn the view of many clerks, the fee is too high.",
            [(Kind.INDIRECT, "many clerks", ["the fee is too high"], [])],
        ),
        (
            "en",
            "A fee is due.\n\nAsked if the fee was late, he laughed.",
            [(Kind.INDIRECT, None, ["if the fee was late"], [])],
        ),
        (
            "en",
            "A fee.\n\n“It is late,” said Falk, adding that clerks, who are few, will wait.",
            [
                (Kind.DIRECT, "Falk", ["“It is late,”"], ["It is late,"]),
                (Kind.INDIRECT, "Falk", ["that clerks, who are few, will wait"], []),
            ],
        ),
        (
            "en",
            "A fee is due.\n\nThe mayor paid tribute yesterday to “the patience of clerks”.",
            [
                (
                    Kind.DIRECT,
                    "The mayor",
                    ["“the patience of clerks”"],
                    ["the patience of clerks"],
                )
            ],
        ),
        (
            "fr",
            "« Je préfère attendre », a déclaré la ministre.",
            [
                (
                    Kind.DIRECT,
                    "la ministre",
                    ["« Je préfère attendre »"],
                    ["Je préfère attendre"],
                )
            ],
        ),
        (
            "de",
            "Die Ministerin sagte, dass der Erlass ab Mai gelte.",
            [(Kind.INDIRECT, "Die Ministerin", ["dass der Erlass ab Mai gelte"], [])],
        ),
        (
            "es",
            "La alcaldesa aseguró que no dimitirá.",
            [(Kind.INDIRECT, "La alcaldesa", ["que no dimitirá"], [])],
        ),
        (
            "fa",
            "وزیر خارجه گفت که مذاکرات ادامه دارد.",
            [(Kind.INDIRECT, "وزیر خارجه", ["که مذاکرات ادامه دارد"], [])],
        ),
    ],
)
def test_sentence_gives_statement(language: str, text: str, expected: list[Told]) -> None:
    assert told(text, language) == expected


def test_language_without_model_gives_quotations_without_speaker() -> None:
    text = "Il ministro ha detto: «Siamo in ritardo.»"
    assert told(text, "it") == [(Kind.DIRECT, None, ["«Siamo in ritardo.»"], ["Siamo in ritardo."])]


def test_half_of_a_character_is_a_strange_one() -> None:
    text = "“The river is low,” Ada Example said of the \ud83d talks."
    (found,) = find_statements(text, language="en")
    (same,) = find_statements(text.replace("\ud83d", "\ufffd"), language="en")
    assert found == same
    assert found.source is not None


def test_article_without_statements_gives_none() -> None:
    assert find_statements("The bridge is long.\n\nIt was built in 1931.", language="en") == ()
    assert find_statements("", language="en") == ()


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "She criticized the plan, saying it was late, and warned of delays.",
            ["She", "She", "She"],
        ),
        (
            "“It is a start,” said Ines Falk, a retired judge who led the inquiry.",
            ["Ines Falk, a retired judge who led the inquiry"],
        ),
        (
            "“The public deserves an answer,” said Senator Dale Trask, R-Neb.",
            ["Senator Dale Trask, R-Neb."],
        ),
        ("But critics say the levy will raise rents.", ["critics"]),
        ("“Why?” Rowe asked.", ["Rowe"]),
    ],
)
def test_source_is_the_whole_phrase_beside_the_cue(text: str, sources: list[str]) -> None:
    assert [one[1] for one in told(text, "en")] == sources


def test_quotation_goes_on_over_paragraphs() -> None:
    text = "He said: “We asked three times.\n\n“Nobody answered.”\n\nThe office is closed."
    assert told(text, "en") == [
        (
            Kind.DIRECT,
            "He",
            ["“We asked three times.", "“Nobody answered.”"],
            ["We asked three times.", "Nobody answered."],
        )
    ]


def test_time_does_not_grow_with_the_cues_of_one_sentence() -> None:
    """Each cue costs a reading of its sentence, so that both are bounded."""
    statements = find_statements("said that he " * 2_000, language="en")
    assert len(statements) <= 6_000 // LONGEST * MOST_CUES + MOST_CUES


def test_long_paragraph_gives_what_its_sentences_give() -> None:
    sentence = "The senator said that the bridge was safe. "
    statements = find_statements(sentence * 500, language="en")
    assert [one.contents[0].start for one in statements] == [
        at * len(sentence) + len("The senator said ") for at in range(500)
    ]

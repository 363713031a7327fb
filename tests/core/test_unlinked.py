"""Words of others in our mails: readable, on one line, and never a link."""

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.unlinked import without_links


@pytest.mark.parametrize(
    "words",
    [
        "Association de la rivière: l'eau, c'est la vie.",
        "350.org",
        "and/or, 1/2, e.g. this… and so on.",
        "انجمن دوستداران رود",
        "At 12:30. See page 4.",
    ],
)
def test_words_without_links_stay_as_they_are(words: str) -> None:
    assert without_links(words) == words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("go to https://evil.example/a.b?c", "go to evil[.]example/a[.]b?c"),
        ("HTTP://Evil.Example", "Evil[.]Example"),
        ("https:/evil.example", "evil[.]example"),
        ("http:http://evil.example", "http:evil[.]example"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("evil.example/path", "evil[.]example/path"),
        ("evil.example:8080", "evil[.]example:8080"),
        ("evil.example?a=b", "evil[.]example?a=b"),
        ("mailto:a@evil.example", "a[@]evil[.]example"),
        ("write to a@evil.example", "write to a[@]evil[.]example"),
        ("(https://evil.example)", "(evil[.]example)"),
        ("https://evil。example/", "evil[.]example/"),
        ("javascript:alert(1)", "alert(1)"),
    ],
)
def test_what_a_mail_program_makes_a_link_of_is_none(words: str, expected: str) -> None:
    assert without_links(words) == expected


def test_all_is_on_one_line_and_not_too_long() -> None:
    assert without_links("one\r\n\r\nBcc: two\u2028three") == "one Bcc: two three"
    assert without_links("x" * 1000) == "x" * 1000
    with pytest.raises(Malformed):
        without_links("x" * 1001)

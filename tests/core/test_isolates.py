"""Words of the other direction are isolated where there is no markup."""

import pytest

from undersigned.core.isolates import isolated, without_isolates


@pytest.mark.parametrize(
    ("words", "language", "is_isolated"),
    [
        ("Mina Example", "en", False),
        ("Mina 1 (Ph.D.)", "de", False),
        ("مینا نمونه", "en", True),
        ("Mina نمونه", "fr", True),
        ("مینا نمونه", "fa", False),
        ("۱۲ سازمان", "fa", False),
        ("Mina Example", "fa", True),
        ("Mina نمونه", "fa", True),
        ("123 456", "fa", True),
        ("123 456", "en", False),
        ("?!", "fa", False),
        ("", "fa", False),
    ],
)
def test_words_that_would_turn_a_sentence_around_are_isolated(
    words: str, language: str, is_isolated: bool
) -> None:
    assert isolated(words, language) == (f"\u2068{words}\u2069" if is_isolated else words)
    assert without_isolates(isolated(words, language)) == words

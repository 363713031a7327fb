"""What may hide behind an ellipsis or brackets."""

import pytest

from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import prepare_letter
from undersigned.core.quotes.verdict import Change, Judgement, LetterText

TEXT = """We trust nobody. Everyone who was there knows it well. It is lawful to hold them for 1.5
days. The war was lost; not by us. The peace was lost by us all. They waited. We did not act. Nobody
knew of it.
"""


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("We trust […] everyone who was there knows", Change.NEGATION),
        ("We trust nobody. […] It is lawful to hold them", Change.MARKED),
        ("The war was lost […] by us all", Change.NEGATION),
        ("The peace was lost by us all. […] Nobody knew of it", Change.MARKED),
        ("It is [un]lawful to hold them", Change.NEGATION),
        ("It is [not] lawful to hold them", Change.NEGATION),
        ("It [was] lawful to hold them", Change.MARKED),
        ("It is lawful to h[e]ld them for", Change.MARKED),
    ],
)
def test_what_hides_behind_a_mark(words: str, change: Change) -> None:
    letter = prepare_letter([LetterText(TEXT, "en")], current=1)
    verdict = judge_quotation(words, letter, language="en")
    assert verdict.judgement is Judgement.EDITED
    assert [edit.change for edit in verdict.edits] == [change]

"""A part of the bench of altered quotations, which `make bench-quotes` runs as a whole."""

from bench._alterations import KINDS, Case
from bench.quotes_altered import is_false_verbatim, judge_all, letters_of
from undersigned.core.quotes.verdict import Judgement, Verdict


def test_altered_quotations_are_judged_right() -> None:
    found, false, total = judge_all(4, shows=1)
    assert (set(found), false) == (set(KINDS), 0)
    wrong = sum(counts[False] for counts in found.values())
    assert wrong <= total * 0.02


def test_oracle_finds_a_false_verbatim() -> None:
    letters = letters_of("Rivers do not vote.")
    verdict = Verdict(Judgement.VERBATIM, (), ())
    altered = Case("one word added", "Rivers do vote", "en", Judgement.ALTERED)
    same = Case("verbatim", "rivers do NOT vote", "en", Judgement.VERBATIM)
    assert is_false_verbatim(altered, verdict, letters)
    assert not is_false_verbatim(same, verdict, letters)

"""Passages that the press picked up."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.picked import Picked, find_picked
from undersigned.core.quotes.verdict import Judgement, Passage, Verdict


def verdict(start: int, end: int, judgement: Judgement = Judgement.VERBATIM) -> Verdict:
    return Verdict(judgement, (Passage(0, Span(start, end)),), ())


def test_each_article_counts_once() -> None:
    articles = [
        [verdict(0, 10), verdict(5, 12)],
        [verdict(8, 20)],
        [verdict(30, 40), verdict(0, 50, Judgement.TRANSLATED)],
    ]
    assert find_picked(articles, 0) == (
        Picked(Span(0, 8), 1),
        Picked(Span(8, 12), 2),
        Picked(Span(12, 20), 1),
        Picked(Span(30, 40), 1),
    )
    assert find_picked(articles, 1) == ()


def test_touching_passages_of_two_articles_are_one() -> None:
    assert find_picked([[verdict(0, 5)], [verdict(5, 9)]], 0) == (Picked(Span(0, 9), 1),)


SPANS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted)


@given(st.lists(st.lists(SPANS, max_size=4), max_size=4))
def test_counts_are_those_of_every_character(articles: list[list[list[int]]]) -> None:
    picked = find_picked(
        [[verdict(start, end) for start, end in article] for article in articles], 0
    )
    counts = [
        sum(any(start <= at < end for start, end in article) for article in articles)
        for at in range(13)
    ]
    found = [0] * 13
    for one in picked:
        for at in range(one.span.start, one.span.end):
            found[at] += one.articles
    assert found == counts

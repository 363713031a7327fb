"""Words of the search: what is written differently and means the same is found."""

import pytest

from undersigned.core.fulltext import MAX_BYTES, MAX_TERMS, MAX_WORDS, indexed_words, read_query


def found(query: str, text: str) -> bool:
    """Whether a search finds a text, as both databases have to answer it."""
    words = indexed_words(text)
    return all(any(_stands(row, words) for row in term.options) for term in read_query(query))


def _stands(row: tuple[str, ...], words: list[str]) -> bool:
    return any(
        tuple(words[place : place + len(row) - 1]) == row[:-1]
        and words[place + len(row) - 1].startswith(row[-1])
        for place in range(len(words) - len(row) + 1)
    )


PAIRS = [
    ("river", "Our RIVERS, and theirs"),
    ("flusse", "Die Flüsse"),
    ("FLÜSSE", "die flu\u0308sse"),
    ("straße", "STRASSE"),
    ("etat", "L’État, c’est"),
    ("l'eau", "pour L’EAU vive"),
    ("река", "РЕКА и море"),
    ("Ёлка", "елка"),
    ("لايحه", "لایحه"),
    ("كتاب", "کتاب‌خانه"),
    ("می‌شود", "چنین می‌شود"),
    ("میشود", "چنین می‌شود"),
    ("می شود", "چنین می‌شود"),
    ("شود", "چنین می‌شود"),
    ("می‌شود", "چنین می شود"),
    ("۱۴۰۳", "سال 1403"),
    ("保护", "我们要求保护河流。"),
    ("河", "我们要求保护河流。"),
    ("护河流", "我们要求保护河流。"),
    ("川を", "この川を守る"),
    ("グラフ", "ｸﾞﾗﾌの図"),
    ("แม่น้ำ", "รักษาแม่น้ำของเรา"),
    ("नदी", "हमारी नदी को"),
    ("물", "물을 지키는"),
    ("2026年", "在2026年的夏天"),
    ("年2026", "在2026年的夏天"),
]


@pytest.mark.parametrize(("query", "text"), PAIRS)
def test_a_word_is_found_however_it_is_written(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("iver", "river"),
        ("河护", "保护河流"),
        ("护保", "保护"),
        ("می", "نمی‌شود"),
        ("rivers", "river"),
    ],
)
def test_what_is_another_word_is_not_found(query: str, text: str) -> None:
    assert not found(query, text)


@pytest.mark.parametrize("query", ["", '"', "*", "( ) ^ :", "\x00", "\u202e", "🙂", "_", "-"])
def test_nothing_but_signs_is_no_query(query: str) -> None:
    assert read_query(query) == ()


def test_operators_of_databases_are_words_or_nothing() -> None:
    for query in (
        'NEAR("a" b, 2)',
        "a AND b OR NOT c",
        "{title}:x*",
        "a'); DROP TABLE x;--",
        "a:*B",
    ):
        for term in read_query(query):
            for row in term.options:
                assert all(word.isalnum() for word in row), query
    assert [term.needles[0] for term in read_query('NEAR("a" b)')] == ["near", "a", "b"]


def test_words_and_queries_have_ends() -> None:
    assert len(indexed_words("river " * 100_000)) == MAX_WORDS
    assert len(indexed_words("河" * 100_000)) == MAX_WORDS
    long = indexed_words(" ".join(f"{number}{'𐌰' * 100}" for number in range(20_000)))
    assert sum(len(word.encode()) for word in long) <= MAX_BYTES
    assert len(read_query(" ".join(map(str, range(10_000))))) == MAX_TERMS
    (term,) = read_query("河" * 10_000)
    assert sum(map(len, term.options[0])) < 100

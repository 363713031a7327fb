"""Passages that show what was found."""

from undersigned.core.fulltext import read_query
from undersigned.core.snippets import Part, marked, snippet

FILLER = "Nothing of interest is said here at all. " * 20


def test_the_words_are_marked_where_they_begin() -> None:
    assert marked("Our River and our rivers, arrived", read_query("river OUR")) == (
        Part("Our", is_found=True),
        Part(" "),
        Part("River", is_found=True),
        Part(" and "),
        Part("our", is_found=True),
        Part(" "),
        Part("river", is_found=True),
        Part("s, arrived"),
    )


def test_marks_keep_accents_joiners_and_runs_without_spaces() -> None:
    assert marked("L’État", read_query("etat"))[1:] == (Part("État", is_found=True),)
    assert marked("چنین می‌شود", read_query("میشود"))[1:] == (Part("می‌شود", is_found=True),)
    assert marked("چنین می‌شود", read_query("شود"))[-1] == Part("شود", is_found=True)
    assert marked("我们保护河流。", read_query("保护河"))[1] == Part("保护河", is_found=True)
    assert marked("Œuvre ﬁn", read_query("oeuvre fin"))[::2] == (
        Part("Œuvre", is_found=True),
        Part("ﬁn", is_found=True),
    )


def test_a_passage_is_taken_from_where_most_words_stand() -> None:
    text = f"{FILLER} The river alone. {FILLER} The river meets the sea. {FILLER}"
    parts = snippet(text, read_query("river sea"))
    assert [part.text for part in parts if part.is_found] == ["river", "sea"]
    assert parts[0] == Part("… ")
    assert parts[-1] == Part(" …")
    assert 150 < sum(len(part.text) for part in parts) < 230


def test_a_passage_of_what_is_not_there_is_the_beginning() -> None:
    parts = snippet(FILLER, read_query("sea"))
    assert "".join(part.text for part in parts).startswith("Nothing of interest")
    assert snippet("", read_query("sea")) == ()
    assert snippet("河" * 1000, read_query("海"))[0] == Part("河" * 200)

"""Words as they are read, and where each of their characters is written."""

import re

import pytest

from undersigned.core.markdown import render_body
from undersigned.core.markdown.marked import Mark, render_marked
from undersigned.core.markdown.places import place_units, place_words, words_of
from undersigned.core.unit_kind import Kind

BODY = """\
We *write* to **you all** about [the river](https://e.example/a_(b)) that we share[^b], 5 \\* 3.\\
Second line with *soft
break* here.

## 1. What we ask

1. one item

   second para **x**
   - nested *a*
   - nested b
2. two & <three

::: demands
1. Publish the *measurements*.[^a]
2. Let the people speak.
:::

> Quoted words
> go on **bold
> here**

سه تابستان است که آب رود پایین می‌رود و *کسی* نگفته است.

私たちは**川**に書く。

[^a]: Note one <https://example.org/a>.

[^b]: 1999 was a year, [example.org](https://example.org/report).

    And more.
"""

KINDS = [
    Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.LIST_ITEM, Kind.DEMAND, Kind.DEMAND,
    Kind.QUOTATION, Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.FOOTNOTE, Kind.FOOTNOTE,
]  # fmt: skip


def written_at(body: str, place: int) -> str:
    """The character that is read at a place."""
    return body[place + 1] if body[place] == "\\" else body[place]


def test_every_word_is_where_it_is_written() -> None:
    placed = place_units(BODY)
    assert [one.unit.kind for one in placed.units] == KINDS
    # The sources are numbered as the text points to them, whatever the order of their notes.
    assert [(one.unit.detail, one.source) for one in placed.units if one.source] == [
        ("b", 1),
        ("a", 2),
    ]
    end = 0
    for unit in placed.units:
        for words, places in zip(words_of(unit.blocks), place_words(BODY, unit), strict=True):
            assert "".join(written_at(BODY, place) for place in places) == words.text
            assert list(places) == sorted(set(places))
            assert unit.unit.start <= places[0]
            assert places[-1] < unit.unit.end
            if not unit.source:
                assert places[0] >= end
                end = places[-1]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("- 1 of 2\n", [2, 3, 4, 5, 6, 7]),
        ("* *a*\n", [3]),
        ("## 2. b ##\n", [3, 4, 5, 6]),
        ("> > c\n", [4]),
        ("\\*d\\* e\n", [0, 2, 3, 5, 6]),
        ("**f*\n", [0, 2]),
        ("[g\\]](https://x.example) h\n", [1, 2, 24, 25]),
    ],
)
def test_marks_at_the_beginning_are_no_words(body: str, places: list[int]) -> None:
    placed = place_units(body)
    (unit,) = placed.units
    found = [place for one in place_words(body, unit) for place in one]
    read = "".join(words.text for words in words_of(unit.blocks))
    assert (len(found), found) == (len(read), places)


def test_marked_text_reads_as_for_readers() -> None:
    placed = place_units(BODY)
    marks = [Mark(number, start, start + 40) for number, start in enumerate(range(0, 600, 25))]
    marked = render_marked(placed, marks, language="en")
    rendered = render_body(BODY, language="en")
    *blocks, sources = (without_marks(block.html) for block in marked.blocks)
    assert "\n".join(blocks) == rendered.html
    assert sources == rendered.sources_html
    assert [unit for block in marked.blocks for unit in block.units] == list(placed.units)


def without_marks(html: str) -> str:
    """The HTML without what `render_marked` adds."""
    return re.sub(r'</?mark\b[^>]*>| data-unit="\d+"', "", html)


def test_passages_are_marked_where_they_are_and_nested_well() -> None:
    body = "We *write* to **you all** now.\n"
    placed = place_units(body)
    (block,) = render_marked(placed, [Mark(7, 3, 20), Mark(8, 11, 16)], language="en").blocks
    assert block.html == (
        '<p data-unit="0">We <em><mark id="passage-7" data-threads="7">write</mark></em>'
        '<mark data-threads="7"> </mark><mark id="passage-8" data-threads="7 8">to </mark>'
        '<strong><mark data-threads="7">you </mark>all</strong> now.</p>'
    )


def test_passages_that_begin_together_share_their_place() -> None:
    body = "One two.\n"
    marked = render_marked(place_units(body), [Mark(1, 0, 3), Mark(2, 0, 8)], language="en")
    assert marked.ids == {1: "passage-1", 2: "passage-1"}
    assert marked.blocks[0].html.count('id="') == 1
    # A mark outside of all words is shown by no element.
    assert render_marked(place_units(body), [Mark(3, 50, 60)], language="en").ids == {}


def test_hostile_words_stay_words() -> None:
    body = 'a \\<mark id="x">\\<script>alert(1)\\</script> & b\n'
    (block,) = render_marked(place_units(body), [Mark(1, 0, len(body))], language="en").blocks
    assert block.html == (
        '<p data-unit="0"><mark id="passage-1" data-threads="1">a &lt;mark id="x"&gt;'
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; b</mark></p>"
    )

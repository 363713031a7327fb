"""The tree that a body is read into."""

from tests.core.markdown import EVERYTHING
from undersigned.core.markdown import (
    Demands,
    Document,
    Emphasis,
    Heading,
    LineEnd,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Source,
    Words,
    demands_of,
    read_body,
)


def test_everything_is_read_into_the_tree() -> None:
    x1, x2, y1, y2 = (Reference(1, 1), Reference(1, 2), Reference(2, 1), Reference(2, 2))
    assert read_body(EVERYTHING) == Document(
        blocks=(
            Paragraph(
                (
                    Words("A "),
                    Emphasis(
                        is_strong=False,
                        children=(
                            Words("b "),
                            Emphasis(is_strong=True, children=(Words("c"),)),
                        ),
                    ),
                    Words(" and *d*"),
                    x1,
                    Words(" & < >"),
                    LineEnd(is_break=True),
                    Words("e "),
                    Link(
                        "https://example.org/?a=1&b=2",
                        (Words("f "), Emphasis(is_strong=False, children=(Words("g"),))),
                    ),
                    Words(" "),
                    Link("mailto:a@example.org", (Words("mailto:a@example.org"),)),
                    LineEnd(is_break=False),
                    Words("h"),
                    x2,
                )
            ),
            Heading(2, (Words("One"),)),
            Heading(3, (Words("Two"),)),
            Quote(
                (
                    Paragraph((Words("Quoted"), y1)),
                    List(None, is_tight=True, items=((Paragraph((Words("in it"),)),),)),
                )
            ),
            List(
                None,
                is_tight=True,
                items=((Paragraph((Words("tight"),)),), (Paragraph((Words("list"),)),)),
            ),
            List(
                7,
                is_tight=False,
                items=((Paragraph((Words("loose"),)),), (Paragraph((Words("list"),)),)),
            ),
            Demands(
                (
                    (
                        Paragraph(
                            (
                                Words("First "),
                                Emphasis(is_strong=False, children=(Words("thing"),)),
                                y2,
                            )
                        ),
                        List(
                            None,
                            is_tight=True,
                            items=((Paragraph((Words("with a detail"),)),),),
                        ),
                    ),
                    (Paragraph((Words("Second"),)),),
                )
            ),
        ),
        sources=(
            Source(
                1,
                (
                    Paragraph(
                        (
                            Words("Report, "),
                            Link("https://example.org/r", (Words("https://example.org/r"),)),
                        )
                    ),
                    Paragraph((Words("More of it."),)),
                ),
                occurrences=2,
            ),
            Source(2, (Paragraph((Words("Another"),)),), occurrences=2),
        ),
    )


def test_demands_are_plain_words() -> None:
    assert demands_of(EVERYTHING) == ("First thing with a detail", "Second")
    assert demands_of("No demands\n") == ()

"""A translation learns at which places its original went on without it."""

import random
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.changes import Passage, Side
from undersigned.core.errors import Malformed
from undersigned.core.markdown.units import Unit, read_units
from undersigned.core.outdated import Change, Draft, Place, find_outdated
from undersigned.core.unit_kind import Kind

THEN = Draft(
    "Leave the river its share",
    "Amina Verhoeven; Minister for Water\nThe Council; ; Nordmark\n",
    """\
## Why we write

The river is old and tired,
and it has no voice.[^a]

It needs water.

## What we ask

::: demands
1. Measure the water.
2. Publish what you measure.
3. Leave a third of it.
:::

> A river is more than water.

[^a]: Survey of the river.
""",
)
FRENCH = Draft(
    "Laissez sa part au fleuve",
    "Amina Verhoeven; Ministre de l’Eau\nLe Conseil; ; Nordmark\n",
    """\
## Pourquoi nous écrivons

Le fleuve est vieux et las, et il n’a pas de voix.[^a]

Il a besoin d’eau.

## Ce que nous demandons

::: demands
1. Mesurez l’eau.
2. Publiez vos mesures.
3. Laissez-en un tiers.
:::

> Un fleuve est plus que de l’eau.

[^a]: Étude du fleuve.
""",
)


def edit(draft: Draft, before: str, after: str) -> Draft:
    assert draft.body.count(before) == 1
    return replace(draft, body=draft.body.replace(before, after))


def unit(draft: Draft, kind: Kind, text: str, *, written: str = "", detail: str = "") -> Unit:
    start = draft.body.index(written or text)
    return Unit(kind, text, start, start + len(written or text), detail)


def in_short(
    places: tuple[Place, ...],
) -> list[tuple[str, str | None, str | None, str | None, bool]]:
    return [
        (
            place.change.value,
            place.before.text if place.before else None,
            place.after.text if place.after else None,
            place.translation.text if place.translation else None,
            place.is_sure,
        )
        for place in places
    ]


def test_changed_paragraph_is_shown_with_its_marks_and_its_translation() -> None:
    now = edit(THEN, "It needs water.", "It needs clean water.")
    assert find_outdated(THEN, now, FRENCH) == (
        Place(
            change=Change.CHANGED,
            kind=Kind.PARAGRAPH,
            before=unit(THEN, Kind.PARAGRAPH, "It needs water."),
            after=unit(now, Kind.PARAGRAPH, "It needs clean water."),
            marks=(
                Passage(Side.BOTH, "It needs "),
                Passage(Side.OTHER, "clean "),
                Passage(Side.BOTH, "water."),
            ),
            translation=unit(FRENCH, Kind.PARAGRAPH, "Il a besoin d’eau."),
            follows=None,
            is_sure=True,
        ),
    )


def test_added_demand_has_no_translation_but_a_place() -> None:
    now = edit(THEN, "3. Leave", "3. Ask us.\n4. Leave")
    demand = Kind.DEMAND
    assert find_outdated(THEN, now, FRENCH) == (
        Place(
            change=Change.ADDED,
            kind=demand,
            before=None,
            after=unit(now, demand, "Ask us.", written="3. Ask us."),
            marks=(Passage(Side.OTHER, "Ask us."),),
            translation=None,
            follows=unit(FRENCH, demand, "Publiez vos mesures.", written="2. Publiez vos mesures."),
            is_sure=True,
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ("tired,\nand", "tired, and", []),
        (
            "2. Publish what you measure.\n3.",
            "2.",
            [("removed", "Publish what you measure.", None, "Publiez vos mesures.", True)],
        ),
        (
            "> A river is more than water.",
            "> Water is life.",
            [
                (
                    "changed",
                    "A river is more than water.",
                    "Water is life.",
                    "Un fleuve est plus que de l’eau.",
                    True,
                )
            ],
        ),
        (
            "Survey of",
            "Surveys of",
            [
                (
                    "changed",
                    "Survey of the river.",
                    "Surveys of the river.",
                    "Étude du fleuve.",
                    True,
                )
            ],
        ),
        (
            "## What we",
            "### What we",
            [("changed", "What we ask", "What we ask", "Ce que nous demandons", True)],
        ),
        (
            "1. Measure the water.\n2. Publish what you measure.",
            "1. Publish what you measure.\n2. Measure the water.",
            [("moved", "Measure the water.", "Measure the water.", "Mesurez l’eau.", True)],
        ),
    ],
    ids=["reflowed", "removed", "rewritten", "footnote", "level", "moved"],
)
def test_places_are_found(
    before: str, after: str, places: list[tuple[str, str | None, str | None, str | None, bool]]
) -> None:
    assert in_short(find_outdated(THEN, edit(THEN, before, after), FRENCH)) == places


def test_title_and_addressees_are_places_too() -> None:
    now = replace(
        THEN,
        title="Leave the river its water",
        addressees="Amina Verhoeven; Minister for Rivers\nBo Lindqvist\nThe Council; ; Nordmark\n",
    )
    assert in_short(find_outdated(THEN, now, FRENCH)) == [
        ("changed", THEN.title, now.title, FRENCH.title, True),
        (
            "changed",
            "Amina Verhoeven; Minister for Water",
            "Amina Verhoeven; Minister for Rivers",
            "Amina Verhoeven; Ministre de l’Eau",
            True,
        ),
        ("added", None, "Bo Lindqvist", None, True),
    ]


def test_translation_that_is_built_differently_is_paired_and_said_to_be_unsure() -> None:
    french = edit(FRENCH, "Il a besoin d’eau.", "Il a besoin.\n\nD’eau.")
    now = edit(edit(THEN, "It needs water.", "It needs rain."), "3. Leave a third", "3. Leave half")
    assert in_short(find_outdated(THEN, now, french)) == [
        ("changed", "It needs water.", "It needs rain.", "Il a besoin.", False),
        ("changed", "Leave a third of it.", "Leave half of it.", "Laissez-en un tiers.", True),
    ]


def test_translation_that_is_ahead_is_paired_with_the_original_of_today() -> None:
    now = edit(THEN, "1. Measure", "1. Ask us.\n2. Measure").body.replace("2. Pub", "3. Pub")
    french = edit(FRENCH, "1. Mesurez", "1. Consultez-nous.\n2. Mesurez")
    places = find_outdated(THEN, replace(THEN, body=now), french)
    assert in_short(places) == [("added", None, "Ask us.", "Consultez-nous.", True)]


def test_translation_that_is_not_written_yet_has_no_places() -> None:
    now = edit(THEN, "It needs water.", "It needs rain.")
    nothing = Draft("", "", "")
    assert in_short(find_outdated(THEN, now, nothing)) == [
        ("changed", "It needs water.", "It needs rain.", None, False),
    ]
    assert find_outdated(THEN, THEN, FRENCH) == ()
    assert {place.change for place in find_outdated(nothing, THEN, FRENCH)} == {Change.ADDED}
    assert {place.change for place in find_outdated(THEN, nothing, FRENCH)} == {Change.REMOVED}


def test_body_that_cannot_be_parsed_is_compared_all_the_same() -> None:
    now = edit(edit(THEN, "It needs water.", "It needs rain."), "\n:::\n", "\n")
    places = in_short(find_outdated(THEN, now, FRENCH))
    assert places[0] == ("changed", "It needs water.", "It needs rain.", "Il a besoin d’eau.", True)


BODIES = st.lists(st.sampled_from([
    "## a\n\n", "b c d\n\n", "- c\n", "> e\n\n", "1. f\n", "[^g]: h\n\n", "b[^g] c\n", ":::\n",
    "::: demands\n",
]), max_size=10).map("".join)  # fmt: skip


@given(BODIES, BODIES, BODIES)
def test_every_unit_that_is_new_or_gone_is_a_place(then: str, now: str, french: str) -> None:
    old, new, other = (Draft("", "", body) for body in (then, now, french))
    places = find_outdated(old, new, other)
    for place in places:
        assert place.before or place.after
        assert (place.change is Change.ADDED) == (place.before is None)
        assert (place.change is Change.REMOVED) == (place.after is None)
        one = "".join(mark.text for mark in place.marks if mark.side is not Side.OTHER)
        assert one == (place.before.text if place.before else "")
    if then == now:
        assert places == ()
    try:
        units, new_units = read_units(then), read_units(now)
        read_units(french)
    except Malformed:
        return
    shown = [place.after for place in places if place.after]
    assert len({place.start for place in shown}) == len(shown)
    known = {(old_unit.kind, old_unit.detail, old_unit.text) for old_unit in units}
    for new_unit in new_units:
        assert new_unit in shown or (new_unit.kind, new_unit.detail, new_unit.text) in known


def test_long_letters_are_compared_in_time() -> None:
    chance = random.Random(3)
    words = [f"word{number}" for number in range(3_000)]
    paragraphs = [" ".join(chance.choices(words, k=60)) for _ in range(300)]
    others = [" ".join(chance.choices(words, k=60)) for _ in range(300)]
    then, now = (Draft("", "", "\n\n".join(texts)) for texts in (paragraphs, others))
    start = process_time()
    places = find_outdated(then, now, then)
    assert process_time() - start < 5
    assert len(places) == 300

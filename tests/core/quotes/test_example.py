"""The fragments of the example article beside a letter that was written around them for this test.

The fragments stand as the article has them; the letter is invented, in the file's own form.
"""

import pytest

from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import prepare_letter
from undersigned.core.quotes.verdict import Change, Judgement, LetterText

LETTER = """undersigned/text/v1
letter 0123456789abcdef0123456789abcdef
edition 1
language en
title Stop negotiating
to Emmanuel Macron; President; France
to Boris Johnson; Prime Minister; United Kingdom
to Olaf Scholz; Chancellor; Germany

We call on you to end **the failed and catastrophic policy of negotiating with and appeasing the
Islamic Republic**. The regime at your table is the same fundamentalist regime that since its
inception 43 years ago, has had terror, hostage-taking, and sabotage, as an integral part of its
ideology and nature, and its most important tools for blackmailing the free world.[^1]

This Islamist revolutionary regime has carried out hundreds of terrorist attacks around the world.
It is the same inhumane, misogynist, and anti-LGBTQ oppressive regime that, despite decades of
attempts at dialogue and resolutions by the international community, still enforces medieval Sharia
law and carries out large-scale executions and imprisonments, often with the aim of suppressing and
silencing political opponents.

As to this anti-Semitic regime, appeasement and the payment of ransoms in order to normalize and
attempt to change the behavior of this inherently abnormal regime have emboldened it in its
terrorist activities, criminality, and nuclear and military ambitions. Nearly two decades of
counterproductive negotiations and flawed deals such as the JCPOA have only given the Islamic
Republic a chance to buy time.

By deceiving the international community, it has brought its nuclear and ballistic missile programs
to an irreversible stage. Its insolence on the international stage and criminal suppression of the
people never ended.

::: demands
1. To put aside, once and for all, the failed and catastrophic policy of negotiating.
2. Do not enter into a serious and effective dialogue with anyone but the democratic and national
   opposition of Iran, which wants a free and secular Iran.
:::

This is the only way to prevent the world's largest terrorist state from achieving the atomic bomb -
a catastrophe that will plunge the entire region into a nuclear arms race. Sooner or later, the
Islamic Republic will be overthrown by the brave and courageous people of Iran, and the day after
liberation, the Iranian people will remember who stood by them in difficult times.

[^1]: Forty-three years of reports.
"""
PREPARED = prepare_letter([LetterText(LETTER, "en")], current=1)
J = Judgement


FRAGMENTS = [
    (
        (
            "the failed and catastrophic policy of negotiating with and appeasing the Islamic"
            " Republic"
        ),
        J.VERBATIM,
    ),
    (
        (
            "is the same fundamentalist regime that since its inception 43 years ago, has had"
            " terror, hostage-taking, and sabotage, as an integral part of its ideology and"
            " nature, and its most important tools for blackmailing the free world"
        ),
        J.VERBATIM,
    ),
    # The article lost "the" before "world".
    (
        (
            "Islamist revolutionary regime has carried out hundreds of terrorist attacks"
            " around world"
        ),
        J.ALTERED,
    ),
    (
        (
            "the same inhumane, misogynist, and anti-LGBTQ oppressive regime that, despite"
            " decades of attempts at dialogue and resolutions by the international community,"
            " still enforces medieval Sharia law,"
        ),
        J.TYPOGRAPHY,
    ),
    (
        (
            "carries out large-scale executions and imprisonments, often with the aim of"
            " suppressing and silencing political opponents"
        ),
        J.VERBATIM,
    ),
    ("this anti-Semitic regime,", J.VERBATIM),
    (
        (
            "appeasement and the payment of ransoms in order to normalize and attempt to"
            " change the behavior of this inherently abnormal regime"
        ),
        J.VERBATIM,
    ),
    ("in its terrorist activities, criminality, and nuclear and military ambitions", J.VERBATIM),
    ("insolence on the international stage and criminal suppression of the people", J.VERBATIM),
    # It runs over the end of a paragraph.
    (
        (
            "Nearly two decades of counterproductive negotiations and flawed deals such as"
            " the JCPOA have only given the Islamic Republic a chance to buy time. By"
            " deceiving the international community, it has brought its nuclear and ballistic"
            " missile programs to an irreversible stage"
        ),
        J.TYPOGRAPHY,
    ),
    (
        ("to put aside, once and for all, the failed and catastrophic policy of negotiating"),
        J.TYPOGRAPHY,
    ),
    (
        (
            "is the time to choose another policy: Maximum support for the Iranian people to"
            " end more than four decades of medieval rule and replace it with a secular"
            " democratic system that serves Iran’s national interests through peaceful"
            " coexistence and cooperation with neighbors and all countries in the world"
        ),
        J.NOT_IN_LETTER,
    ),
    (
        (
            "This is the only way to prevent the world’s largest terrorist state from"
            " achieving the atomic bomb — a catastrophe that will plunge the entire region"
            " into a nuclear arms race"
        ),
        J.TYPOGRAPHY,
    ),
    (
        (
            "enter into a serious and effective dialogue with the democratic and national"
            " opposition of Iran, which wants a free and secular Iran"
        ),
        J.ALTERED,
    ),
    (
        (
            "Sooner or later, the Islamic Republic will be overthrown by the brave and"
            " courageous people of Iran, and the day after liberation, the Iranian people will"
            " remember who stood by them in difficult times and who aided their oppressors"
        ),
        J.ALTERED,
    ),
]


@pytest.mark.parametrize(("fragment", "judgement"), FRAGMENTS)
def test_fragments(fragment: str, judgement: Judgement) -> None:
    assert judge_quotation(fragment, PREPARED, language="en").judgement is judgement


def test_edits_of_fragments() -> None:
    fragment = (
        "enter into a serious and effective dialogue with the democratic and national opposition"
    )
    verdict = judge_quotation(fragment, PREPARED, language="en")
    assert [
        (edit.quoted.of(fragment), edit.letter.of(LETTER), edit.change) for edit in verdict.edits
    ] == [("", "not", Change.NEGATION), ("", "anyone but", Change.WORDS)]
    begun = "hundreds of terrorist attacks around world"
    verdict = judge_quotation(begun, PREPARED, language="en")
    assert [
        (edit.quoted.of(begun), edit.letter.of(LETTER), edit.change) for edit in verdict.edits
    ] == [("", "the", Change.WORDS)]

"""Texts: two people at once, why it was saved, restoring, and the lock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.coalitions import add_member
from tests.support.letters import ADDRESSEES, BODY, T0, make_draft
from undersigned.core.coalition import Role
from undersigned.core.merge import Choice, Conflict
from undersigned.models import Account, Act, Letter, Version
from undersigned.stages import draft
from undersigned.stages.draft import TextInput

pytestmark = pytest.mark.django_db

TEXT = TextInput(title="River en", addressees=ADDRESSEES, body=BODY)


@pytest.fixture
def letter(db: None) -> Letter:
    """Return a draft whose newest original is version 2, and its translation version 1."""
    return make_draft()


@pytest.fixture
def mina(letter: Letter) -> Account:
    """Return an editor who is not the lead."""
    return add_member(letter, "mina@coalition.example", Role.EDITOR)


def edited(*changes: tuple[str, str], title: str = TEXT.title) -> TextInput:
    """TEXT with each passage replaced, which must stand there."""
    body = BODY
    for before, after in changes:
        assert before in body
        body = body.replace(before, after, 1)
    return replace(TEXT, title=title, body=body)


def save(
    letter: Letter, text: TextInput, based_on: int, author: Account | None = None, **more: object
) -> Version:
    """Save the original."""
    return draft.save_text(
        letter,
        "en",
        text,
        based_on=based_on,
        author=author or letter.lead,
        at=T0,
        **more,  # type: ignore[arg-type]  # reason, original_number or copy
    )


def content(letter: Letter, language: str = "en") -> TextInput:
    """The newest text of a language."""
    return draft.content_of(
        Version.objects.filter(letter=letter, language=language).latest("number")
    )


def acts(letter: Letter) -> list[tuple[str, str, int | None, str]]:
    """What the history says of the texts, without what made the draft."""
    found = Act.objects.filter(letter=letter, at__gt=T0).order_by("id")
    return [(act.kind, act.language, act.number, act.note) for act in found]


def test_edits_of_different_words_merge_into_a_version(letter: Letter, mina: Account) -> None:
    hers = save(letter, edited(("that we share", "that all share"), title="Hers"), 2, mina)
    his = save(letter, edited(("Publish the", "Publish all")), 2)
    assert (hers.number, hers.based_on, his.number, his.based_on) == (3, 2, 4, 2)
    both = edited(("that we share", "that all share"), ("Publish the", "Publish all"), title="Hers")
    assert content(letter) == both


def test_edits_of_the_same_words_are_refused_and_nothing_is_saved(
    letter: Letter, mina: Account
) -> None:
    save(letter, edited(("that we share", "that all share")), 2, mina)
    mine = edited(("that we share", "that you share"), ("Publish the", "Publish all"))
    with pytest.raises(draft.Conflicting) as refused:
        save(letter, mine, 2)
    assert refused.value.current.number == 3
    merged = refused.value.merged
    assert merged.conflicts == (Conflict("we", "you", "all"),)
    assert Version.objects.filter(letter=letter, language="en").count() == 3
    # What was chosen is saved over the newer version, and everything else of both is in it.
    chosen = draft.check_text("en", merged.resolve([Choice.BOTH]))
    assert save(letter, chosen, 3).number == 4
    assert content(letter) == edited(
        ("that we share", "that you all share"), ("Publish the", "Publish all")
    )


def test_third_person_who_saves_while_two_are_choosing_loses_nothing(
    letter: Letter, mina: Account
) -> None:
    save(letter, edited(("that we share", "that all share")), 2, mina)
    with pytest.raises(draft.Conflicting) as refused:
        save(letter, edited(("that we share", "that you share")), 2)
    chosen = draft.check_text("en", refused.value.merged.resolve([Choice.MINE]))
    third = edited(("that we share", "that all share"), ("Let the people", "Let all people"))
    save(letter, third, 3, mina)
    save(letter, chosen, 3)
    assert content(letter) == edited(
        ("that we share", "that you share"), ("Let the people", "Let all people")
    )


def test_words_that_merge_into_no_letter_are_set_beside_each_other(
    letter: Letter, mina: Account
) -> None:
    plain = replace(TEXT, body="One.\n\nTwo.\n")
    save(letter, plain, 2)
    block = "::: demands\n1. {}\n:::"
    save(letter, replace(plain, body=f"{block.format('Hers')}\n\nOne.\n\nTwo.\n"), 3, mina)
    with pytest.raises(draft.Conflicting) as refused:
        save(letter, replace(plain, body=f"One.\n\nTwo.\n\n{block.format('His')}\n"), 3)
    assert len(refused.value.merged.conflicts) == 1
    assert Version.objects.filter(letter=letter, language="en").count() == 4


def test_language_begun_by_two_at_once_is_a_conflict(letter: Letter, mina: Account) -> None:
    draft.save_text(letter, "fr", TEXT, based_on=0, author=mina, at=T0)
    with pytest.raises(draft.Conflicting):
        draft.save_text(
            letter, "fr", replace(TEXT, title="Autre"), based_on=0, author=letter.lead, at=T0
        )
    assert content(letter, "fr") == TEXT


def test_version_that_never_was_is_no_way_around_a_conflict(letter: Letter) -> None:
    with pytest.raises(draft.Conflicting):
        save(letter, replace(TEXT, title="Mine"), 99)
    assert content(letter) == TEXT


def test_language_taken_out_meanwhile_comes_back_only_on_purpose(
    letter: Letter, mina: Account
) -> None:
    draft.remove_text(letter, "fa", based_on=1, author=mina, at=T0)
    mine = replace(TEXT, title="Mine")
    with pytest.raises(draft.TakenOut) as refused:
        draft.save_text(letter, "fa", mine, based_on=1, author=letter.lead, at=T0)
    assert (refused.value.current.number, refused.value.current.author) == (2, mina)
    assert [version.language for version in draft.newest_versions(letter)] == ["en"]
    draft.save_text(letter, "fa", mine, based_on=2, author=letter.lead, at=T0)
    assert content(letter, "fa") == mine


def test_version_says_who_when_and_why_and_so_does_the_history(
    letter: Letter, mina: Account
) -> None:
    at = T0 + timedelta(hours=1)
    version = draft.save_text(
        letter,
        "en",
        replace(TEXT, title="New"),
        based_on=2,
        author=mina,
        at=at,
        reason=" a  reason ",
    )
    assert (version.author, version.saved_at, version.reason) == (mina, at, "a reason")
    draft.remove_text(letter, "fa", based_on=1, author=mina, at=at)
    draft.restore_version(letter, "en", 2, based_on=3, by=letter.lead, at=at)
    assert acts(letter) == [
        ("saved", "en", 3, "a reason"),
        ("text removed", "fa", 2, ""),
        ("restored", "en", 4, "Version 2"),
    ]
    with pytest.raises(draft.TextRefused):
        save(letter, TEXT, 4, reason="x" * 301)


def test_restored_state_is_a_new_version_and_the_later_ones_stay(
    letter: Letter, mina: Account
) -> None:
    save(letter, replace(TEXT, title="Later"), 2)
    with pytest.raises(draft.Outdated):
        draft.restore_version(letter, "en", 2, based_on=2, by=mina, at=T0)
    with pytest.raises(draft.NoSuchVersion):
        draft.restore_version(letter, "en", 4, based_on=3, by=mina, at=T0)
    version = draft.restore_version(letter, "en", 2, based_on=3, by=mina, at=T0)
    assert (version.number, version.restored_number, version.author) == (4, 2, mina)
    assert content(letter) == TEXT
    again = draft.restore_version(letter, "en", 2, based_on=3, by=mina, at=T0)
    assert again == version
    titles = Version.objects.filter(letter=letter, language="en").order_by("number")
    assert [v.title for v in titles] == ["River en", "River en", "Later", "River en"]


def test_locked_text_takes_nothing_until_it_is_unlocked(letter: Letter) -> None:
    at = T0 + timedelta(hours=1)
    draft.lock_text(letter, by=letter.lead, at=at)
    draft.lock_text(letter, by=letter.lead, at=at)
    mine = replace(TEXT, title="Mine")
    with pytest.raises(draft.NotWritable):
        save(letter, mine, 2)
    with pytest.raises(draft.NotWritable):
        draft.restore_version(letter, "en", 1, based_on=2, by=letter.lead, at=at)
    with pytest.raises(draft.NotWritable):
        draft.remove_text(letter, "fa", based_on=1, author=letter.lead, at=at)
    draft.unlock_text(letter, by=letter.lead, at=at)
    draft.unlock_text(letter, by=letter.lead, at=at)
    save(letter, mine, 2)
    assert content(letter) == mine
    assert acts(letter) == [("locked", "", None, ""), ("unlocked", "", None, "")]


@pytest.mark.parametrize("state", ["frozen", "open"])
def test_unlocked_text_is_written_after_the_draft_too(letter: Letter, state: str) -> None:
    Letter.objects.update(state=state, is_locked=True)
    mine = replace(TEXT, title="A correction")
    with pytest.raises(draft.NotWritable):
        save(letter, mine, 2)
    draft.unlock_text(letter, by=letter.lead, at=T0)
    save(letter, mine, 2)
    assert content(letter) == mine


def test_closed_letter_is_written_no_more(letter: Letter) -> None:
    Letter.objects.update(state="closed", is_locked=True)
    with pytest.raises(draft.NotAllowed):
        draft.unlock_text(letter, by=letter.lead, at=T0)
    Letter.objects.update(is_locked=False)
    with pytest.raises(draft.NotWritable):
        save(letter, replace(TEXT, title="Mine"), 2)
    assert content(letter) == TEXT


def test_translation_is_up_to_date_with_what_somebody_claimed(
    letter: Letter, mina: Account
) -> None:
    def save_fa(title: str, based_on: int, claim: int | None) -> int | None:
        text = replace(TEXT, title=title)
        return draft.save_text(
            letter, "fa", text, based_on=based_on, author=mina, at=T0, original_number=claim
        ).original_number

    save(letter, replace(TEXT, title="Original 3"), 2)
    assert save_fa("one", 1, 2) == 2
    # Saving alone claims nothing new, and a version that is not there cannot be claimed.
    assert save_fa("two", 2, None) == 2
    assert save_fa("three", 3, 99) == 2
    # Saying so of the same words is a version: somebody said it, at some time.
    assert save_fa("three", 4, 3) == 3
    assert save_fa("three", 5, 3) == 3
    assert Version.objects.filter(letter=letter, language="fa").count() == 5
    # Who had an older original before them does not take a newer claim back.
    assert save_fa("four", 5, 2) == 3
    # What is restored is as far as it was then.
    restored = draft.restore_version(letter, "fa", 2, based_on=6, by=mina, at=T0)
    assert restored.original_number == 2


def test_original_is_up_to_date_with_nothing(letter: Letter) -> None:
    assert save(letter, replace(TEXT, title="New"), 2, original_number=1).original_number is None

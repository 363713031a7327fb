"""Draft: saving, conflicts, freezing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.letters import ADDRESSEES, BODY, T0, make_account, make_draft
from undersigned.core.lifecycle import LetterState
from undersigned.core.text import parse_text
from undersigned.models import Edition, Version
from undersigned.stages import draft

pytestmark = pytest.mark.django_db

TEXT = draft.TextInput(title="River en", addressees=ADDRESSEES, body=BODY)


def test_slug_is_taken_once() -> None:
    lead = make_account()
    draft.create_letter(lead, slug="river", language="en", title="One", at=T0)
    with pytest.raises(draft.SlugTaken):
        draft.create_letter(lead, slug="river", language="en", title="Two", at=T0)


@pytest.mark.parametrize("slug", ["", "River", "a b", "a--b", "-a", "a" * 81, "ä", "a\n"])
def test_slug_of_another_form_is_refused(slug: str) -> None:
    with pytest.raises(draft.TextRefused):
        draft.create_letter(make_account(), slug=slug, language="en", title="One", at=T0)


def test_saving_makes_a_version_and_saving_the_same_makes_none() -> None:
    letter = make_draft(languages=["en"])
    changed = replace(TEXT, title="A title")
    version = draft.save_text(letter, "en", changed, based_on=2, author=letter.lead, at=T0)
    assert (version.number, version.title, version.body) == (3, "A title", BODY)
    again = draft.save_text(letter, "en", changed, based_on=2, author=letter.lead, at=T0)
    assert again == version
    assert Version.objects.filter(letter=letter).count() == 3


def test_saving_over_a_newer_version_is_refused_and_names_it() -> None:
    letter = make_draft(languages=["en"])
    draft.save_text(
        letter, "en", replace(TEXT, title="Hers"), based_on=2, author=letter.lead, at=T0
    )
    with pytest.raises(draft.Outdated) as refused:
        draft.save_text(
            letter, "en", replace(TEXT, title="His"), based_on=2, author=letter.lead, at=T0
        )
    assert refused.value.current.title == "Hers"
    assert Version.objects.filter(letter=letter).count() == 3


def test_text_outside_of_the_subset_is_refused_with_every_problem() -> None:
    letter = make_draft(languages=["en"])
    with pytest.raises(draft.TextRefused) as refused:
        draft.save_text(
            letter,
            "en",
            draft.TextInput(title="x" * 301, addressees="; Chair; Body", body="<b>bold</b>\n"),
            based_on=2,
            author=letter.lead,
            at=T0,
        )
    assert len(refused.value.problems) == 3


def test_removed_language_is_not_frozen_and_can_come_back() -> None:
    letter = make_draft()
    draft.remove_text(letter, "fa", based_on=1, author=letter.lead, at=T0)
    assert [version.language for version in draft.newest_versions(letter)] == ["en"]
    draft.save_text(letter, "fa", TEXT, based_on=0, author=letter.lead, at=T0)
    assert [version.language for version in draft.newest_versions(letter)] == ["en", "fa"]
    with pytest.raises(draft.NotAllowed):
        draft.remove_text(letter, "en", based_on=2, author=letter.lead, at=T0)


def test_frozen_edition_holds_the_exact_bytes_original_first() -> None:
    letter = make_draft(languages=["fa", "en"])
    edition = draft.freeze_edition(letter, by=letter.lead, at=T0)
    texts = [parse_text(bytes(text.data)) for text in edition.texts.all()]
    assert [(text.language, text.edition, text.letter) for text in texts] == [
        ("fa", 1, letter.id),
        ("en", 1, letter.id),
    ]
    assert texts[0].body == BODY
    assert letter.state == LetterState.FROZEN


def test_freezing_names_what_is_missing_and_changes_nothing() -> None:
    letter = make_draft()
    fewer = replace(TEXT, addressees="Ada Exemplar; Chair; River Commission")
    draft.save_text(letter, "fa", fewer, based_on=1, author=letter.lead, at=T0)
    empty = draft.TextInput(title="Rivière", addressees="", body="")
    draft.save_text(letter, "fr", empty, based_on=0, author=letter.lead, at=T0)
    with pytest.raises(draft.NotReady) as refused:
        draft.freeze_edition(letter, by=letter.lead, at=T0)
    assert len(refused.value.problems) == 3
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFT
    assert not Edition.objects.exists()


def test_frozen_text_takes_no_version_until_the_draft_resumes() -> None:
    letter = make_draft(languages=["en"])
    draft.freeze_edition(letter, by=letter.lead, at=T0)
    with pytest.raises(draft.NotWritable):
        draft.save_text(
            letter, "en", replace(TEXT, title="Late"), based_on=2, author=letter.lead, at=T0
        )
    # Nothing changed, so that this is the same edition.
    assert draft.freeze_edition(letter, by=letter.lead, at=T0).number == 1
    draft.resume_draft(letter, by=letter.lead, at=T0)
    draft.save_text(
        letter, "en", replace(TEXT, title="Late"), based_on=2, author=letter.lead, at=T0
    )
    edition = draft.freeze_edition(letter, by=letter.lead, at=T0 + timedelta(days=1))
    assert edition.number == 2
    assert parse_text(bytes(edition.texts.get().data)).title == "Late"

"""Organizations of a list that a lead has are signed for, once."""

from datetime import timedelta

import pytest

from tests.stages.test_races import _at_once
from tests.support.coalitions import add_partner
from tests.support.letters import (
    T0,
    check_letter_log,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    public_files,
    signed,
)
from undersigned.core.errors import Malformed
from undersigned.core.organization_list import Columns
from undersigned.models import Act, Letter, OutgoingMail, Signature, UploadedList
from undersigned.stages import imports
from undersigned.stages.sign import LetterNotOpen

LIST = "name,country,link\nHerons,DE,herons.example\nSTORKS,,\nStorks,FR,\n,,\nانجمن رود,IR,\n"
COLUMNS = Columns(0, 1, 2)
LATER = T0 + timedelta(minutes=5)


def keep(letter: Letter, text: str = LIST, name: str = "list.csv") -> UploadedList:
    return imports.keep_list(letter, text.encode(), name=name, by=letter.lead, at=T0)


@pytest.mark.django_db
def test_new_organizations_sign_and_are_logged_with_the_evidence_that_they_were_listed() -> None:
    letter = make_open_letter()
    before = OutgoingMail.objects.count()
    done = imports.import_organizations(letter, keep(letter).pk, COLUMNS, by=letter.lead, at=LATER)
    assert done == imports.ImportedList(3, 0, 0)
    assert OutgoingMail.objects.count() == before
    assert not UploadedList.objects.exists()
    found = Signature.objects.order_by("id").values_list(
        "name", "country", "affiliation", "contact", "mailbox_digest", "evidence", "language"
    )
    said = "listed by the lead on 2026-03-01"
    assert list(found) == [
        ("Herons", "DE", "https://herons.example", "", None, said, "en"),
        ("STORKS", "FR", "", "", None, said, "en"),
        ("انجمن رود", "IR", "", "", None, said, "en"),
    ]
    act = Act.objects.get(kind="imported")
    assert (act.subject, act.number, act.account) == ("list.csv", 3, letter.lead)
    log_all(letter, at=LATER)
    assert check_letter_log(letter).named_organizations == 3
    assert said.encode() in b"".join(public_files(letter).values())


@pytest.mark.django_db
def test_what_is_there_or_left_out_is_not_imported() -> None:
    letter = make_open_letter()
    signed(letter, organization_wish("herons"))
    add_partner(letter)
    text = LIST + "Association 1,,\nNew,,\n"
    uploaded = keep(letter, text)
    done = imports.import_organizations(
        letter, uploaded.pk, COLUMNS, leave_out={3, 999}, by=letter.lead, at=LATER
    )
    assert done == imports.ImportedList(imported=2, left_out=1, there=2)
    assert set(Signature.objects.filter(evidence__startswith="listed").values_list(
        "name", flat=True
    )) == {"انجمن رود", "New"}  # fmt: skip


@pytest.mark.django_db
def test_a_second_press_imports_nothing() -> None:
    letter = make_open_letter()
    uploaded = keep(letter)
    imports.import_organizations(letter, uploaded.pk, COLUMNS, by=letter.lead, at=LATER)
    with pytest.raises(imports.UnknownList):
        imports.import_organizations(letter, uploaded.pk, COLUMNS, by=letter.lead, at=LATER)
    assert Signature.objects.count() == 3


@pytest.mark.django_db
def test_a_list_of_another_letter_is_not_there() -> None:
    letter, other = make_open_letter(), make_open_letter("lake")
    uploaded = keep(letter)
    with pytest.raises(imports.UnknownList):
        imports.import_organizations(other, uploaded.pk, COLUMNS, by=other.lead, at=LATER)
    imports.drop_list(other, uploaded.pk)
    assert UploadedList.objects.get() == uploaded
    imports.drop_list(letter, uploaded.pk)
    imports.drop_list(letter, uploaded.pk)
    assert not UploadedList.objects.exists()


@pytest.mark.django_db
def test_only_an_open_letter_takes_a_list() -> None:
    draft, letter = make_draft("draft"), make_open_letter()
    with pytest.raises(LetterNotOpen):
        keep(draft)
    uploaded = keep(letter)
    Letter.objects.filter(pk=letter.pk).update(state="closed")
    with pytest.raises(LetterNotOpen):
        imports.import_organizations(letter, uploaded.pk, COLUMNS, by=letter.lead, at=LATER)
    assert not Signature.objects.exists()
    Letter.objects.filter(pk=letter.pk).update(state="open")
    imports.import_organizations(letter, uploaded.pk, COLUMNS, by=letter.lead, at=LATER)
    assert Signature.objects.count() == 3


@pytest.mark.django_db
def test_what_is_no_table_is_not_kept() -> None:
    letter = make_open_letter()
    with pytest.raises(Malformed):
        imports.keep_list(letter, b"name\nA\x00", name="x", by=letter.lead, at=T0)
    assert not UploadedList.objects.exists()


@pytest.mark.django_db
def test_a_list_is_forgotten_after_a_day_and_with_the_next_one() -> None:
    letter = make_open_letter()
    keep(letter, name="first.csv")
    second = keep(letter, name="second.csv")
    assert UploadedList.objects.get() == second
    assert imports.delete_old_lists(at=T0 + timedelta(hours=23)) == 0
    assert imports.delete_old_lists(at=T0 + timedelta(hours=24)) == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_or_two_lists_at_once_import_each_name_once() -> None:
    for number in range(3):
        letter = make_open_letter(f"river-{number}", ["en"])
        uploaded = keep(letter)
        other = UploadedList.objects.create(
            letter=letter, account=letter.lead, name="b", data=LIST.encode(), uploaded_at=T0
        )
        ends = _at_once(
            *[
                lambda x=letter, u=pk: imports.import_organizations(x, u, COLUMNS, by=x.lead, at=T0)
                for pk in (uploaded.pk, uploaded.pk, other.pk)
            ]
        )
        assert ends == ["UnknownList", "done", "done"]
        assert Signature.objects.filter(letter=letter).count() == 3
        log_all(letter)
        assert check_letter_log(letter).organizations == 3

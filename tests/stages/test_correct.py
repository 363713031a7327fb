"""A correction of a public letter: by the same rule, and nobody's signature moves by itself."""

from datetime import timedelta

import pytest

from tests.support.coalitions import Partner
from tests.support.endorsing import endorse_by_code, endorse_by_passkey, make_asked
from tests.support.letters import T0, check_letter_log, log_all, make_open_letter, signed, wish
from undersigned.core.coalition import ActKind
from undersigned.models import Act, Edition, Letter, OutgoingMail, Signature, Version
from undersigned.stages import draft
from undersigned.stages.agree import ask_signers
from undersigned.stages.endorse import freeze_and_ask, set_rule
from undersigned.stages.publish import (
    NotEndorsed,
    OtherEdition,
    close_letter,
    publish_correction,
    publish_letter,
)

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(days=1)


def rewrite(letter: Letter, sentence: str = "One word was wrong.") -> None:
    """Unlock the text of an open letter and add a sentence to its original."""
    draft.unlock_text(letter, by=letter.lead, at=LATER)
    newest = Version.objects.filter(letter=letter, language="en").latest("number")
    text = draft.TextInput(newest.title, newest.addressees, f"{sentence}\n\n{newest.body}")
    draft.save_text(
        letter, "en", text, based_on=newest.number, author=letter.lead, at=LATER, reason=""
    )


def published(required: int | None = None) -> tuple[Letter, list[Partner]]:
    letter, partners = make_asked(3)
    set_rule(letter, required, by=letter.lead, at=T0)
    for partner in partners:
        endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    signed(letter, wish())
    log_all(letter)
    return letter, partners


def standing(letter: Letter) -> list[tuple[str, int]]:
    """Return who stands under which edition, in the order of the log."""
    rows = Signature.objects.filter(letter=letter, log_index__isnull=False).order_by("log_index")
    return [(row.name, row.edition.number) for row in rows.select_related("edition")]


def test_correction_takes_the_same_rule_and_moves_who_endorsed_it() -> None:
    letter, partners = published(required=2)
    rewrite(letter)
    assert freeze_and_ask(letter, by=letter.lead, at=LATER).number == 2
    endorse_by_passkey(partners[0], at=LATER)
    with pytest.raises(NotEndorsed):
        publish_correction(letter, by=letter.lead, at=LATER)
    assert Edition.objects.get(letter=letter, is_current=True).number == 1
    endorse_by_code(partners[1], at=LATER)
    publish_correction(letter, by=letter.lead, at=LATER, edition=2)
    log_all(letter, at=LATER)
    assert standing(letter) == [
        ("Association 3", 1),
        ("Mina Example", 1),
        ("Association 1", 2),
        ("Association 2", 2),
    ]
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.people, facts.withdrawn) == (3, 1, 2)
    assert [(one.name, one.edition) for one in facts.endorsements] == [
        ("Association 3", 1),
        ("Association 1", 2),
        ("Association 2", 2),
    ]
    # The third may follow later, without anybody publishing anything again.
    endorse_by_passkey(partners[2], at=LATER)
    log_all(letter, at=LATER)
    assert ("Association 3", 2) in standing(letter)
    assert check_letter_log(letter).organizations == 3


def test_only_people_are_asked_by_the_link_and_organizations_by_endorsing() -> None:
    letter, partners = published(required=0)
    rewrite(letter)
    OutgoingMail.objects.all().delete()
    freeze_and_ask(letter, by=letter.lead, at=LATER)
    publish_correction(letter, by=letter.lead, at=LATER)
    while ask_signers(at=LATER, limit=10):
        pass
    corrected = OutgoingMail.objects.filter(subject__startswith="The text was corrected")
    assert [mail.recipient for mail in corrected] == ["mina@people.example"]
    asked = {partner.representative.email for partner in partners}
    assert asked <= set(OutgoingMail.objects.values_list("recipient", flat=True))


def test_what_corrects_nothing_is_not_frozen() -> None:
    letter = make_open_letter()
    with pytest.raises(draft.NothingChanged):
        freeze_and_ask(letter, by=letter.lead, at=LATER)
    with pytest.raises(draft.NotAllowed):
        publish_correction(letter, by=letter.lead, at=LATER)
    rewrite(letter)
    assert freeze_and_ask(letter, by=letter.lead, at=LATER).number == 2
    publish_correction(letter, by=letter.lead, at=LATER)
    with pytest.raises(draft.NotAllowed):
        publish_correction(letter, by=letter.lead, at=LATER)
    kinds = [ActKind.FROZE.value, ActKind.CORRECTED.value]
    acts = Act.objects.filter(letter=letter, kind__in=kinds, number=2).order_by("id")
    assert [act.kind for act in acts] == kinds


def test_another_edition_than_the_one_looked_at_is_not_published() -> None:
    letter = make_open_letter()
    rewrite(letter)
    freeze_and_ask(letter, by=letter.lead, at=LATER)
    rewrite(letter, "Two words were wrong.")
    freeze_and_ask(letter, by=letter.lead, at=LATER)
    with pytest.raises(OtherEdition):
        publish_correction(letter, by=letter.lead, at=LATER, edition=2)
    publish_correction(letter, by=letter.lead, at=LATER, edition=3)
    # The second was frozen and never published: the log knows editions 1 and 3.
    log_all(letter, at=LATER)
    assert [each.edition for each in check_letter_log(letter).editions] == [1, 3]


def test_closed_letter_is_not_corrected_any_more() -> None:
    letter = make_open_letter()
    rewrite(letter)
    freeze_and_ask(letter, by=letter.lead, at=LATER)
    close_letter(letter, by=letter.lead, at=LATER)
    for act in (freeze_and_ask, publish_correction):
        with pytest.raises(draft.NotAllowed):
            act(letter, by=letter.lead, at=LATER)
    with pytest.raises(draft.NotAllowed):
        draft.unlock_text(letter, by=letter.lead, at=LATER)

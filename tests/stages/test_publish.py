"""The letter's rule decides whether it is published, now or at a set time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.endorsing import (
    endorse_by_code,
    endorse_by_passkey,
    make_asked,
    row_of,
)
from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_draft,
    make_open_letter,
    signed,
)
from undersigned.core.coalition import ActKind, SeatState
from undersigned.core.lifecycle import LetterState
from undersigned.models import Account, Act, Edition, Endorsement, Letter, OutgoingMail, Seat
from undersigned.stages import draft
from undersigned.stages.endorse import (
    NothingToTakeBack,
    RuleRefused,
    decline,
    freeze_and_ask,
    set_rule,
    take_back,
)
from undersigned.stages.publish import (
    EvidenceOutdated,
    NotEndorsed,
    OtherEdition,
    TimeRefused,
    close_due,
    close_letter,
    publish_due,
    publish_letter,
    schedule_publication,
    set_closing_date,
    set_time_zone,
    unschedule,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def acts(letter: Letter) -> list[str]:
    """What was done since the letter was frozen."""
    kinds = list(Act.objects.filter(letter=letter).order_by("id").values_list("kind", flat=True))
    return kinds[kinds.index(ActKind.FROZE) + 1 :]


def due(letter: Letter) -> datetime | None:
    """When it is to be published, as it is stored."""
    return Letter.objects.get(pk=letter.pk).publish_at


def test_all_that_were_invited_must_have_endorsed() -> None:
    letter, partners = make_asked(3)
    for partner in partners[:2]:
        endorse_by_passkey(partner)
    with pytest.raises(NotEndorsed) as refused:
        publish_letter(letter, by=letter.lead, at=T0)
    assert refused.value.progress.missing == ("Association 3",)
    assert "“Association 3”" in refused.value.sentence
    letter.refresh_from_db()
    assert (letter.state, letter.published_at) == (LetterState.FROZEN, None)
    endorse_by_code(partners[2])
    publish_letter(letter, by=letter.lead, at=T0)
    assert (letter.state, letter.is_locked) == (LetterState.OPEN, True)


def test_at_least_so_many_are_enough_whoever_they_are() -> None:
    letter, partners = make_asked(3)
    set_rule(letter, 2, by=letter.lead, at=T0)
    endorse_by_passkey(partners[2])
    decline(row_of(partners[0]), partners[0].representative, reason="No.", at=T0)
    with pytest.raises(NotEndorsed):
        publish_letter(letter, by=letter.lead, at=T0)
    endorse_by_code(partners[1])
    publish_letter(letter, by=letter.lead, at=T0)
    assert letter.state == LetterState.OPEN


def test_invited_organization_that_has_not_joined_is_missing_and_one_that_left_is_not() -> None:
    letter, (first, second) = make_asked(2)
    endorse_by_passkey(first)
    seats = Seat.objects.filter(pk=second.seat.pk)
    seats.update(state=SeatState.INVITED.value)
    with pytest.raises(NotEndorsed):
        publish_letter(letter, by=letter.lead, at=T0)
    seats.update(state=SeatState.DECLINED.value)
    publish_letter(letter, by=letter.lead, at=T0)
    assert letter.state == LetterState.OPEN


def test_letter_without_organizations_needs_no_endorsement() -> None:
    letter = make_draft()
    freeze_and_ask(letter, by=letter.lead, at=T0)
    publish_letter(letter, by=letter.lead, at=T0)
    assert letter.state == LetterState.OPEN


def test_rule_that_more_must_endorse_than_there_are_is_kept() -> None:
    letter, (partner,) = make_asked(1)
    set_rule(letter, 2, by=letter.lead, at=T0)
    endorse_by_passkey(partner)
    with pytest.raises(NotEndorsed):
        publish_letter(letter, by=letter.lead, at=T0)
    set_rule(letter, None, by=letter.lead, at=T0)
    set_rule(letter, None, by=letter.lead, at=T0)
    publish_letter(letter, by=letter.lead, at=T0)
    rule = ActKind.RULE_CHANGED
    assert acts(letter) == [rule, ActKind.ENDORSED, rule, ActKind.PUBLISHED]
    close_letter(letter, by=letter.lead, at=T0)
    for wrong in (-1, 10_001, 1):
        with pytest.raises(RuleRefused):
            set_rule(letter, wrong, by=letter.lead, at=T0)


def test_endorsement_of_an_older_edition_does_not_count_for_the_newest() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    version = draft.newest_versions(letter)[0]
    text = draft.TextInput(title="New", addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", text, based_on=version.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    with pytest.raises(NotEndorsed):
        publish_letter(letter, by=letter.lead, at=T0)
    with pytest.raises(OtherEdition):
        publish_letter(letter, by=letter.lead, at=T0, edition=1)
    endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0, edition=2)
    assert Edition.objects.get(is_current=True).number == 2


def test_nothing_is_taken_back_after_publication() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    with pytest.raises(NothingToTakeBack):
        take_back(row_of(partner), partner.representative, reason="", at=T0)
    assert row_of(partner).state == "endorsed"


def test_evidence_that_strangers_would_refuse_is_not_published() -> None:
    letter, (first, second) = make_asked(2)
    endorse_by_passkey(first)
    endorse_by_passkey(second)
    good = bytes(row_of(first).evidence or b"")
    rows = Endorsement.objects.filter(seat=first.seat)
    for bad in (
        good.replace(b"passkey ", b"passkey A"),
        bytes(row_of(second).evidence or b""),
        b"",
    ):
        rows.update(evidence=bad)
        with pytest.raises(EvidenceOutdated) as refused:
            publish_letter(letter, by=letter.lead, at=T0)
        assert "“Association 1”" in refused.value.sentence
    rows.update(evidence=good)
    publish_letter(letter, by=letter.lead, at=T0)
    log_all(letter)
    assert check_letter_log(letter).organizations == 2


def test_letter_is_published_at_its_time_and_not_before() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    when = T0 + HOUR
    schedule_publication(letter, when, edition=1, by=letter.lead, at=T0)
    assert publish_due(at=when - timedelta(seconds=1)) == 0
    assert publish_due(at=when) == 1
    assert publish_due(at=when) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.published_at, letter.publish_at) == ("open", when, None)
    assert last_mail(letter.lead.email).subject == "Published: River en"
    assert acts(letter) == [ActKind.ENDORSED, ActKind.SCHEDULED, ActKind.PUBLISHED]
    assert Act.objects.latest("id").account is None


def test_letter_that_is_not_endorsed_at_its_time_is_not_published_and_leads_are_told() -> None:
    letter, (partner,) = make_asked(1)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.publish_at) == ("frozen", None)
    mail = last_mail(letter.lead.email)
    assert mail.subject == "Not published: River en"
    assert "published on 1 March 2026, 13:00 UTC, and was not" in mail.body
    assert "    Association 1\n" in mail.body
    assert acts(letter) == [ActKind.SCHEDULED, ActKind.NOT_PUBLISHED]
    # Nothing is tried again by itself, however much is endorsed now.
    endorse_by_passkey(partner)
    assert publish_due(at=T0 + 2 * HOUR) == 0
    assert OutgoingMail.objects.filter(subject__startswith="Not published").count() == 1


def test_leads_are_told_in_their_language_what_hinders(settings: Any) -> None:
    settings.LANGUAGES = [(tag, tag) for tag in ("en", "fr", "fa")]
    letter, _asked = make_asked(2)
    Account.objects.filter(pk=letter.lead_id).update(language="fr")
    set_time_zone(letter, "Asia/Tehran", by=letter.lead, at=T0)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 0
    mail = last_mail(letter.lead.email)
    assert mail.subject == "Non publiée\u00a0: River en"
    assert "1er mars 2026, 16:30 Asia/Tehran (UTC+03:30)" in mail.body
    quoted = ("«\u00a0Association 1\u00a0»", "«\u00a0Association 2\u00a0»")
    assert " et ".join(quoted) in mail.body
    Account.objects.filter(pk=letter.lead_id).update(language="fa")
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 0
    body = last_mail(letter.lead.email).body
    assert "۱۰ اسفند ۱۴۰۴، ۱۶:۳۰ \u2068Asia/Tehran (UTC+03:30)\u2069" in body
    assert "«\u2068Association 1\u2069» و «\u2068Association 2\u2069»" in body


def test_set_time_ends_with_a_new_edition_and_stays_with_the_same() -> None:
    letter, (partner,) = make_asked(1)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0, lock=False)
    assert due(letter) == T0 + HOUR
    version = draft.newest_versions(letter)[0]
    text = draft.TextInput(title="New", addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", text, based_on=version.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    assert due(letter) is None
    with pytest.raises(OtherEdition):
        schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    schedule_publication(letter, T0 + HOUR, edition=2, by=letter.lead, at=T0)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    assert due(letter) is None
    with pytest.raises(draft.NotAllowed):
        schedule_publication(letter, T0 + HOUR, edition=2, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 0
    assert partner.seat.letter_id == letter.pk


def test_time_that_was_taken_away_again_publishes_nothing() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    unschedule(letter, by=letter.lead, at=T0)
    unschedule(letter, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 0
    assert acts(letter) == [ActKind.ENDORSED, ActKind.SCHEDULED, ActKind.UNSCHEDULED]


@pytest.mark.parametrize("wrong", [T0, T0 - HOUR, T0 + timedelta(days=6 * 365)])
def test_time_that_is_past_or_far_away_is_refused(wrong: datetime) -> None:
    letter, _ = make_asked(0)
    with pytest.raises(TimeRefused):
        schedule_publication(letter, wrong, edition=1, by=letter.lead, at=T0)
    with pytest.raises(TimeRefused):
        set_closing_date(letter, wrong, by=letter.lead, at=T0)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    set_closing_date(letter, T0 + 2 * HOUR, by=letter.lead, at=T0)


def test_letter_closes_at_its_date_and_what_was_confirmed_counts() -> None:
    letter = make_open_letter()
    revision = letter.names_revision
    set_closing_date(letter, T0 + HOUR, by=letter.lead, at=T0)
    assert letter.names_revision == revision + 1
    signed(letter)
    assert close_due(at=T0 + HOUR - timedelta(seconds=1)) == 0
    assert close_due(at=T0 + HOUR) == 1
    assert close_due(at=T0 + HOUR) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.closed_at) == ("closed", T0 + HOUR)
    log_all(letter, at=T0 + 2 * HOUR)
    assert check_letter_log(letter).people == 1
    with pytest.raises(draft.NotAllowed):
        set_closing_date(letter, T0 + 3 * HOUR, by=letter.lead, at=T0)


def test_letter_is_not_closed_before_it_is_published() -> None:
    letter, _ = make_asked(0)
    set_closing_date(letter, T0 + HOUR, by=letter.lead, at=T0)
    with pytest.raises(TimeRefused):
        schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    with pytest.raises(TimeRefused):
        publish_letter(letter, by=letter.lead, at=T0 + HOUR)
    set_closing_date(letter, None, by=letter.lead, at=T0)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    with pytest.raises(TimeRefused):
        set_closing_date(letter, T0 + HOUR, by=letter.lead, at=T0)
    assert publish_due(at=T0 + HOUR) == 1


def test_zone_of_the_letter_tells_its_times_and_moves_none() -> None:
    letter, _ = make_asked(0)
    set_time_zone(letter, "Asia/Kathmandu", by=letter.lead, at=T0)
    when = datetime(2026, 3, 2, 6, 15, tzinfo=UTC)
    schedule_publication(letter, when, edition=1, by=letter.lead, at=T0)
    scheduled = Act.objects.get(kind=ActKind.SCHEDULED).subject
    assert scheduled == "2026-03-02 12:00 Asia/Kathmandu (UTC+05:45)"
    set_time_zone(letter, "UTC", by=letter.lead, at=T0)
    assert due(letter) == when

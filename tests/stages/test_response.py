"""An office answers by its link; only what a lead has checked is shown; two at once both count."""

from datetime import date, timedelta

import pytest

from tests.support.coalitions import acts_of
from tests.support.deliveries import OFFICE, mailed, make_signed_letter, token_of
from tests.support.letters import T0, correct_letter, last_mail, log_all
from undersigned.adapters.kept_files import KeptFile
from undersigned.core.answers import MAX_WAITING, Answer, Check
from undersigned.models import Delivery, Letter, OutgoingMail, Response
from undersigned.queries.answered import answered_letters
from undersigned.queries.responses import UnknownAnswerLink, public_file, standing
from undersigned.stages.deliver import end_answer_link
from undersigned.stages.response import (
    AlreadyPublished,
    AnswerRefused,
    AnswerWords,
    DemandWords,
    Recorded,
    ReviewedMeanwhile,
    TooManyWaiting,
    publish_response,
    record_response,
    send_response,
    set_response_aside,
)

pytestmark = pytest.mark.django_db

DAY = T0 + timedelta(days=1)
LATER = DAY + timedelta(hours=1)
PDF = KeptFile("answer.pdf", "application/pdf", b"%PDF-1.7")
WORDS = AnswerWords(
    name="Ada Exemplar",
    office="Chair",
    statement="We thank you.",
    demands={1: DemandWords(Answer.PARTLY, "From next year on.")},
    files=(PDF,),
)


@pytest.fixture
def letter() -> Letter:
    """Return a letter that was mailed to its first addressee, and arrived."""
    letter = make_signed_letter()
    mailed(letter)
    Delivery.objects.update(state="delivered", delivered_at=DAY)
    return letter


def where(letter: Letter) -> list[tuple[list[str], int | None]]:
    """What each addressee says to each demand, and for how many days it has said nothing."""
    today = date(2026, 3, 25)
    return [
        ([demand.answer for demand in one.demands], one.days_without_answer)
        for one in standing(letter.pk, "en", today=today)
    ]


def publish(letter: Letter, response: Response) -> None:
    publish_response(letter, response.pk, how=Check.CALLED, note="", by=letter.lead, at=LATER)


def test_an_answer_is_shown_once_the_lead_has_published_it(letter: Letter) -> None:
    before = Letter.objects.get(pk=letter.pk).names_revision
    response = send_response(token_of(), WORDS, at=LATER)
    (file,) = response.files.all()
    assert where(letter) == [(["", ""], 23), (["", ""], None)]
    assert public_file("answer", file.pk, file.digest) is None
    assert not answered_letters().exists()
    told = last_mail(letter.lead.email)
    assert f"/workspace/letters/river/answers/{response.pk}/" in told.body
    publish(letter, response)
    assert where(letter) == [(["partly", ""], None), (["", ""], None)]
    assert public_file("answer", file.pk, file.digest) == file
    assert public_file("answer", file.pk, "0" * 64) is None
    assert list(answered_letters()) == [letter]
    assert Letter.objects.get(pk=letter.pk).names_revision > before
    assert [act[:3] for act in acts_of(letter)[-2:]] == [
        ("answered", None, "Ada Exemplar"),
        ("answer published", letter.lead.email, "Ada Exemplar"),
    ]


def test_a_demand_that_was_passed_over_has_waited_since_the_letter_came(letter: Letter) -> None:
    mailed(letter, after=Delivery.objects.get().pk)
    Delivery.objects.filter(state="owed").update(state="delivered", delivered_at=LATER)
    publish(letter, send_response(token_of(), WORDS, at=LATER))
    (first, second) = standing(letter.pk, "en", today=date(2026, 3, 25))
    waits = [[demand.days_without_answer for demand in one.demands] for one in (first, second)]
    assert waits == [[None, 23], [None, None]]


def test_two_who_answer_at_once_are_both_kept_and_the_lead_publishes_one(letter: Letter) -> None:
    token = token_of()
    first = send_response(token, WORDS, at=LATER)
    second = send_response(token, AnswerWords(name="Somebody else"), at=LATER)
    assert Response.objects.count() == 2
    publish(letter, first)
    with pytest.raises(AlreadyPublished):
        send_response(token, WORDS, at=LATER)
    set_response_aside(letter, second.pk, reason="Not theirs", by=letter.lead, at=LATER)
    assert [row.state for row in Response.objects.order_by("id")] == ["published", "set aside"]


def test_two_leads_who_decide_at_once_decide_once(letter: Letter) -> None:
    response = send_response(token_of(), WORDS, at=LATER)
    publish(letter, response)
    with pytest.raises(ReviewedMeanwhile):
        publish(letter, response)
    # What was published in error is taken back; then the link takes another answer.
    set_response_aside(letter, response.pk, reason="A forgery", by=letter.lead, at=LATER)
    assert where(letter)[0] == (["", ""], 23)
    send_response(token_of(), WORDS, at=LATER)


@pytest.mark.parametrize("change", ["guessed", "for another purpose", "ended", "another letter's"])
def test_a_link_that_is_not_the_offices_answers_nothing(letter: Letter, change: str) -> None:
    token = token_of()
    send_response(token, WORDS, at=LATER)
    if change == "guessed":
        token = token[:-2] + ("AA" if token[-2:] != "AA" else "QQ")
    elif change == "for another purpose":
        token = _manage_token()
    elif change == "ended":
        end_answer_link(letter, Delivery.objects.get().pk, by=letter.lead, at=LATER)
    else:
        Letter.objects.filter(pk=letter.pk).update(state="draft")
    with pytest.raises(UnknownAnswerLink):
        send_response(token, WORDS, at=LATER)
    assert Response.objects.count() == 1


def _manage_token() -> str:
    from django.conf import settings

    from undersigned.core.tokens import Purpose, make_token

    delivery = Delivery.objects.get()
    nonce = bytes(delivery.nonce)
    return make_token(settings.KEYS.secret, Purpose.MANAGE, delivery.pk, nonce)


def test_a_demand_that_the_letter_does_not_have_is_refused(letter: Letter) -> None:
    good = DemandWords(Answer.AGREE)
    for number in (0, 3):
        with pytest.raises(AnswerRefused):
            send_response(token_of(), AnswerWords(name="A", demands={number: good}), at=LATER)
    send_response(token_of(), AnswerWords(name="A", demands={2: good}), at=LATER)
    assert Response.objects.count() == 1


def test_a_program_cannot_fill_the_leads_desk(letter: Letter) -> None:
    for _ in range(MAX_WAITING):
        send_response(token_of(), AnswerWords(name="A"), at=LATER)
    with pytest.raises(TooManyWaiting):
        send_response(token_of(), AnswerWords(name="A"), at=LATER)
    assert OutgoingMail.objects.filter(subject__contains="An answer from").count() == MAX_WAITING


def test_an_acknowledgement_is_no_answer(letter: Letter) -> None:
    publish(letter, send_response(token_of(), AnswerWords(name="The office"), at=LATER))
    (first, _second) = standing(letter.pk, "en", today=date(2026, 3, 25))
    assert (first.is_acknowledged_only, first.days_without_answer) == (True, 23)
    assert not answered_letters().exists()


def test_what_came_another_way_is_published_with_its_source(letter: Letter) -> None:
    told = Recorded(
        position=1,
        answered_on=date(2026, 3, 2),
        source="Speech in parliament",
        source_address="https://parliament.example/1",
        how=Check.PUBLISHED_BY_THEM,
        language="en",
    )
    words = AnswerWords(name="Ben Example", demands={2: DemandWords(Answer.REFUSE)})
    record_response(letter, told, words, by=letter.lead, at=LATER)
    assert where(letter) == [(["", ""], 23), (["", "refuse"], None)]
    (shown,) = standing(letter.pk, "fa", today=date(2026, 3, 25))[1].responses
    assert (shown.source, shown.is_recorded, shown.checked_how) == (
        "Speech in parliament",
        True,
        "published by them",
    )
    late = Recorded(
        position=1, answered_on=date(2026, 4, 1), source="S", how=Check.SEEN, language="en"
    )
    with pytest.raises(AnswerRefused):
        record_response(letter, late, words, by=letter.lead, at=LATER)


def test_after_a_correction_old_answers_do_not_answer_the_new_demands(letter: Letter) -> None:
    publish(letter, send_response(token_of(), WORDS, at=LATER))
    correct_letter(letter, at=LATER)
    log_all(letter)
    (first, _second) = standing(letter.pk, "en", today=date(2026, 3, 25))
    assert [demand.answer for demand in first.demands] == ["", ""]
    assert [answer.demand for answer in first.responses[0].answers] == ["Publish the measurements."]
    assert (first.has_answered, first.newest.edition if first.newest else 0) == (True, 1)
    # What is asked now was not delivered: nobody has kept silent to it.
    assert first.lists_demands
    assert [demand.days_without_answer for demand in first.demands] == [None, None]
    mailed(letter, after=Delivery.objects.get().pk)
    Delivery.objects.filter(state="owed").update(state="delivered", delivered_at=LATER)
    (first, _second) = standing(letter.pk, "en", today=date(2026, 3, 25))
    assert [demand.days_without_answer for demand in first.demands] == [23, 23]


def test_the_mailbox_of_an_office_is_in_no_public_value(letter: Letter) -> None:
    publish(letter, send_response(token_of(), WORDS, at=LATER))
    shown = repr(standing(letter.pk, "en", today=date(2026, 3, 25)))
    assert "Ada Exemplar" in shown
    assert OFFICE not in shown

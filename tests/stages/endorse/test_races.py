"""Races: answers, publication and two workers at the same moment; each time exactly one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests.support.coalitions import add_partner
from tests.support.endorsing import (
    challenge_of,
    code_in,
    endorse_by_passkey,
    key_of,
    make_asked,
    row_of,
)
from tests.support.letters import T0, check_letter_log, log_all, make_draft
from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import LetterState
from undersigned.core.refusal import Refused
from undersigned.models import Act, Endorsement, Letter, OutgoingMail, Signature
from undersigned.stages.endorse import (
    ask_joined,
    decline,
    endorse_with_code,
    endorse_with_passkey,
    freeze_and_ask,
    remind_missing,
    request_code,
    take_back,
)
from undersigned.stages.publish import publish_due, publish_letter, schedule_publication
from undersigned.stages.sign import sign_endorsements

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
HOUR = timedelta(hours=1)


def _at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls at the same moment; return what each ended with, in their order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        barrier.wait(timeout=30)
        try:
            result = call()
        except Refused as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done" if result is None else str(result)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_taking_back_while_publishing_has_one_winner() -> None:
    for number in range(ROUNDS):
        letter, (partner,) = make_asked(1, slug=f"river-{number}")
        endorse_by_passkey(partner)
        row = row_of(partner)
        ends = _at_once(
            lambda x=letter: publish_letter(x, by=x.lead, at=T0),  # type: ignore[misc]
            lambda r=row, p=partner: take_back(  # type: ignore[misc]
                r, p.representative, reason="", at=T0
            ),
        )
        row.refresh_from_db()
        state = Letter.objects.get(pk=letter.pk).state
        assert (ends, state, row.state) in [
            (["done", "NothingToTakeBack"], LetterState.OPEN, "endorsed"),
            (["NotEndorsed", "done"], LetterState.FROZEN, "taken back"),
        ]
        _forget(letter)


def _forget(letter: Letter) -> None:
    """Organizations of the next round have the same addresses."""
    Endorsement.objects.filter(edition__letter=letter).delete()
    letter.members.exclude(account=letter.lead).delete()


def test_endorsing_while_publishing_is_published_or_too_early() -> None:
    for number in range(ROUNDS):
        letter, (partner,) = make_asked(1, slug=f"river-{number}")
        row, account = row_of(partner), partner.representative
        answer = key_of(account).answer(challenge_of(row))
        ends = _at_once(
            lambda x=letter: publish_letter(x, by=x.lead, at=T0),  # type: ignore[misc]
            lambda r=row, a=account, b=answer: endorse_with_passkey(r, a, b, at=T0),  # type: ignore[misc]
        )
        assert ends in (["done", "done"], ["NotEndorsed", "done"])
        row.refresh_from_db()
        state = Letter.objects.get(pk=letter.pk).state
        assert (ends[0] == "done") == (state == LetterState.OPEN)
        assert row.state == "endorsed"
        _forget(letter)


def test_one_organization_that_answers_twice_at_once_has_one_answer() -> None:
    letter, (partner,) = make_asked(1)
    row, account = row_of(partner), partner.representative
    answer = key_of(account).answer(challenge_of(row))
    request_code(row, account, at=T0)
    code = code_in(account.email)
    ends = _at_once(
        lambda: endorse_with_passkey(row, account, answer, at=T0),
        lambda: endorse_with_code(row, account, code, at=T0),
        lambda: decline(row, account, reason="No.", at=T0),
    )
    assert "done" in ends
    history = Act.objects.filter(letter=letter, kind__in=(ActKind.ENDORSED, ActKind.DECLINED))
    row.refresh_from_db()
    last = history.latest("id").kind
    assert row.state == last
    assert (row.evidence is None) == (last == ActKind.DECLINED)
    assert history.count() == ends.count("done")


def test_wrong_codes_at_once_do_not_get_more_tries() -> None:
    _, (partner,) = make_asked(1)
    row, account = row_of(partner), partner.representative
    request_code(row, account, at=T0)
    ends = _at_once(*[lambda: endorse_with_code(row, account, "x", at=T0)] * 8)
    assert ends == ["WrongCode"] * 8
    assert row.codes.get().tries == 5


def test_two_workers_publish_once_and_tell_once() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    ends = _at_once(*[lambda: publish_due(at=T0 + HOUR)] * 3)
    assert sorted(ends) == ["0", "0", "1"]
    assert Act.objects.filter(kind=ActKind.PUBLISHED).count() == 1
    assert OutgoingMail.objects.filter(subject__startswith="Published").count() == 1


def test_two_workers_drop_a_time_once() -> None:
    letter, _ = make_asked(1)
    schedule_publication(letter, T0 + HOUR, edition=1, by=letter.lead, at=T0)
    assert _at_once(*[lambda: publish_due(at=T0 + HOUR)] * 3) == ["0", "0", "0"]
    assert Act.objects.filter(kind=ActKind.NOT_PUBLISHED).count() == 1
    assert OutgoingMail.objects.filter(subject__startswith="Not published").count() == 1


def test_two_workers_make_each_signature_once() -> None:
    letter, partners = make_asked(3)
    for partner in partners:
        endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    ends = _at_once(*[lambda: sign_endorsements(letter, at=T0)] * 3)
    assert sum(map(int, ends)) == 3
    assert Signature.objects.count() == 3
    log_all(letter)
    assert check_letter_log(letter).organizations == 3


def test_reminding_twice_at_once_mails_once() -> None:
    letter, _ = make_asked(2)
    OutgoingMail.objects.all().delete()
    ends = _at_once(*[lambda: remind_missing(letter, by=letter.lead, at=T0)] * 2)
    assert sum(map(int, ends)) == 2
    assert OutgoingMail.objects.count() == 2


def test_freezing_and_the_worker_at_once_ask_once() -> None:
    letter = make_draft()
    freeze_and_ask(letter, by=letter.lead, at=T0)
    for number in (1, 2):
        add_partner(letter, number)
    _at_once(
        lambda: ask_joined(at=T0, limit=10),
        lambda: freeze_and_ask(letter, by=letter.lead, at=T0).number,
        lambda: ask_joined(at=T0, limit=10),
    )
    assert Endorsement.objects.count() == 2
    assert OutgoingMail.objects.count() == 2

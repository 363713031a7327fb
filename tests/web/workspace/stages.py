"""A letter that goes on: what an address shows to its members is not the same in each state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from tests.support.coalitions import Partner, add_partner
from tests.support.deliveries import mailed, token_of
from tests.support.endorsing import endorse_by_code
from tests.support.floods import bots, confirmed_by
from tests.support.letters import log_all, organization_wish, signed, subscribed
from tests.web.workspace.addresses import Stage, set_stage
from undersigned.adapters.kept_files import KeptFile
from undersigned.core.answers import Answer
from undersigned.core.lifecycle import Verdict
from undersigned.core.suspects import Condition, Standing
from undersigned.models import Batch, Delivery, Member
from undersigned.stages.bursts import carry_out, decide
from undersigned.stages.coalition import remove_organization
from undersigned.stages.draft import TextInput, newest_versions, save_text, unlock_text
from undersigned.stages.endorse import freeze_and_ask
from undersigned.stages.imports import keep_list
from undersigned.stages.news import mail_news, publish_news
from undersigned.stages.publish import publish_letter
from undersigned.stages.response import AnswerWords, DemandWords, send_response


def states() -> Iterator[tuple[str, Stage]]:
    """The letter of `set_stage` as a draft, frozen, open, with a correction that waits, flooded."""
    stage = set_stage()
    letter = stage.letter
    third = add_partner(letter, 3)
    remove_organization(letter, third.seat.pk, by=letter.lead, at=timezone.now())
    stage = replace(stage, values={**stage.values, "invite_seat_again.seat_id": third.seat.pk})
    yield "draft", stage
    _freeze(stage)
    yield "frozen", stage
    stage = _open(stage)
    yield "open", stage
    _go_on(stage)
    yield "corrected", stage
    _flood(stage)
    yield "flooded", stage


def _partners(stage: Stage) -> list[Partner]:
    """The organizations of the letter: the one that addresses name, and the other."""
    return [
        Partner(seat, Member.objects.get(seat=seat).account)
        for seat in stage.letter.seats.order_by("id")[:2]
    ]


def _freeze(stage: Stage) -> None:
    """Ask both organizations; the other one has endorsed."""
    at = timezone.now()
    freeze_and_ask(stage.letter, by=stage.letter.lead, at=at)
    endorse_by_code(_partners(stage)[1], at=at)


def _open(stage: Stage) -> Stage:
    """Publish; people and organizations sign, the letter is delivered, an office has answered."""
    letter, at = stage.letter, timezone.now()
    endorse_by_code(_partners(stage)[0], at=at)
    publish_letter(letter, by=letter.lead, at=at)
    letter.refresh_from_db()
    waiting = signed(letter, organization_wish(), at=at)
    twin = signed(letter, organization_wish("The Bank of Herons", "b@herons.example"), at=at)
    signed(letter, at=at)
    subscribed(letter, at=at)
    log_all(letter, at=at)
    mailed(letter, at=at)
    token = token_of()
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="delivered", delivered_at=at)
    words = AnswerWords(
        name="Ada Exemplar",
        office="Chair",
        statement="We thank you.",
        demands={1: DemandWords(Answer.PARTLY, "From next year on.")},
        files=(KeptFile("answer.pdf", "application/pdf", b"%PDF-1.7"),),
    )
    response = send_response(token, words, at=at)
    file = response.files.get()
    publish_news(letter, 1, revision=1, by=letter.lead, at=at)
    uploaded = keep_list(
        letter,
        b"name,website\nStorks,https://storks.example\n",
        name="a.csv",
        by=letter.lead,
        at=at,
    )
    values = {
        "signature_id": waiting.pk,
        "first": f"s{waiting.pk}",
        "second": f"s{twin.pk}",
        "delivery_id": delivery.pk,
        "response_id": response.pk,
        "file_id": file.pk,
        "digest": file.digest,
        "list_id": uploaded.pk,
    }
    return replace(stage, values={**stage.values, **values})


def _go_on(stage: Stage) -> None:
    """Mail news, and freeze a correction of the Persian text, which nobody has endorsed yet."""
    letter, at = stage.letter, timezone.now()
    mail_news(letter, 1, by=letter.lead, at=at)
    unlock_text(letter, by=letter.lead, at=at)
    version = next(one for one in newest_versions(letter) if one.language == "fa")
    text = TextInput(version.title, version.addressees, f"Once more.\n\n{version.body}")
    save_text(
        letter, "fa", text, based_on=version.number, author=letter.lead, at=at, reason="An error"
    )
    freeze_and_ask(letter, by=letter.lead, at=at)


def _flood(stage: Stage) -> None:
    """Programs sign: one burst waits, and of the other the lead has decided."""
    letter, at = stage.letter, timezone.now()
    for word in ("Bot", "A-rather-long-name-of-a-program-without-any-space-in-it"):
        confirmed_by(letter, bots(130, word), at=at, within=timedelta(0))
    log_all(letter, at=at)
    batch = Batch.objects.latest("id")
    condition = Condition(Standing.WAITING, batch=batch.pk)
    by = letter.lead
    decide(letter, Verdict.INVALIDATE, condition, by=by, at=at, seen=0, reason="Programs")
    carry_out(at=at)

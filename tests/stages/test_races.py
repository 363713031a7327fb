"""Races: several real connections do the same thing at once, and one of them wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from tests.support.proof import Reader
from undersigned.core.refusal import Refused
from undersigned.core.tokens import split_token
from undersigned.models import LeafRequest, OutgoingMail, Signature
from undersigned.stages import confirm, draft, publish, withdraw
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.sign import sign_letter

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def _at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls at the same moment; return what each ended with, sorted."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        barrier.wait(timeout=30)
        try:
            call()
        except Refused as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_two_wishes_of_one_mailbox_confirmed_at_once_make_one_signature() -> None:
    for number in range(ROUNDS):
        letter = make_open_letter(f"river-{number}", ["en"])
        tokens = []
        for name in ("First", "Second"):
            sign_letter(letter, wish(name), language="en", at=T0)
            tokens.append(token_in(last_mail("mina@people.example")))
        ends = _at_once(
            lambda token=tokens[0]: confirm.confirm_signature(token, at=T0),  # type: ignore[misc]
            lambda token=tokens[1]: confirm.confirm_signature(token, at=T0),  # type: ignore[misc]
        )
        assert ends == ["AlreadySigned", "done"]
        log_all(letter)
        assert check_letter_log(letter).people == 1


def test_one_wish_confirmed_in_two_tabs_at_once_counts_once() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=T0)
    token = token_in(last_mail("mina@people.example"))
    ends = _at_once(*[lambda: confirm.confirm_signature(token, at=T0)] * 4)
    assert ends == ["done"] * 4
    log_all(letter)
    assert check_letter_log(letter).people == 1


def test_signature_withdrawn_in_two_tabs_at_once_owes_its_leaves_once() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    withdraw.request_manage_link(letter, "mina@people.example", language="en", at=T0)
    token = token_in(last_mail("mina@people.example"))
    ends = _at_once(*[lambda: withdraw.withdraw_signature(token, at=T0)] * 2)
    assert ends == ["UnknownLink", "done"]
    assert LeafRequest.objects.count() == 2
    log_all(letter)
    assert check_letter_log(letter).withdrawn == 1


def test_address_sealed_while_its_signature_is_corrected_is_never_lost() -> None:
    for number in range(ROUNDS):
        letter, key = make_open_letter(f"river-{number}", ["en"]), make_key()
        seal_for(letter, key)
        signature = signed(letter)
        log_all(letter)
        send_receipts(at=T0, limit=10)
        token = token_in(last_mail("mina@people.example"))
        corrected = withdraw.Correction(name="Mina Corrected")
        ends = _at_once(
            lambda token=token, what=corrected: withdraw.correct_signature(token, what, at=T0),  # type: ignore[misc]
            lambda: seal_contacts(limit=10),
        )
        log_all(letter)
        send_receipts(at=T0, limit=10)
        seal_contacts(limit=10)
        contact = key.contact_of(signature)
        assert contact.email == "mina@people.example"
        assert (ends, contact.name) in [
            (["done", "done"], "Mina Corrected"),
            (["ChangedMeanwhile", "done"], "Mina Example"),
            (["OtherMailbox", "done"], "Mina Example"),
        ]
        assert Signature.objects.get(pk=signature.pk).address == ""
        check_letter_log(letter)


def test_organization_accepted_and_declined_at_once_is_one_of_the_two() -> None:
    for number in range(ROUNDS):
        letter = make_open_letter(f"river-{number}", ["en"])
        waiting = signed(letter, organization_wish())
        ends = _at_once(
            lambda w=waiting, x=letter: confirm.accept_organization(x, w.pk, by=x.lead, at=T0),  # type: ignore[misc]
            lambda w=waiting, x=letter: confirm.decline_organization(  # type: ignore[misc]
                x, w.pk, reason="", by=x.lead, at=T0
            ),
        )
        assert ends == ["NotWaiting", "done"]
        log_all(letter)
        left = Signature.objects.filter(letter=letter).count()
        assert check_letter_log(letter).organizations == left


def test_draft_saved_and_frozen_at_once_freezes_what_was_saved_or_refuses_it() -> None:
    for number in range(ROUNDS):
        letter = make_open_letter(f"river-{number}", ["en"])
        fresh = draft.create_letter(
            letter.lead, slug=f"fresh-{number}", language="en", title="Old", at=T0
        )
        body = "Old words.\n"
        text = draft.TextInput(title="Old", addressees="A; B; C", body=body)
        draft.save_text(fresh, "en", text, based_on=1, author=letter.lead, at=T0)
        newer = draft.TextInput(title="New", addressees="A; B; C", body=body)
        ends = _at_once(
            lambda x=fresh: draft.freeze_edition(x, by=x.lead, at=T0),  # type: ignore[misc]
            lambda x=fresh, t=newer: draft.save_text(  # type: ignore[misc]
                x, "en", t, based_on=2, author=x.lead, at=T0
            ),
        )
        title = fresh.editions.get().texts.get().title
        newest = draft.newest_versions(fresh)[0].title
        assert (ends, title) in [(["done", "done"], "New"), (["NotWritable", "done"], "Old")]
        assert title == newest


def _ask(path: str, form: dict[str, str] | None = None) -> int:
    try:
        return int(Reader(raise_request_exception=False).post(path, form or {}).status_code)
    finally:
        connection.close()


def test_people_sign_and_confirm_at_once_while_the_letter_closes() -> None:
    letter = make_open_letter("river", ["en"])
    numbers = range(24)
    forms = [
        {"name": f"P {n}", "email": f"p{n % 20}@people.example", "is_named": "yes"} for n in numbers
    ]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda form: _ask("/letters/river/en/sign/", form), forms))
    assert statuses == [303] * 24
    assert Signature.objects.count() == 24
    tokens = {mail.recipient: token_in(mail) for mail in OutgoingMail.objects.all()}
    assert len(tokens) == 20
    # Each button is pressed twice, and in between the letter closes.
    pressed = [f"/confirm/{token}/" for token in tokens.values() for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(_ask, path) for path in pressed]
        late = [
            pool.submit(_ask, "/letters/river/en/sign/", {**form, "name": "Late"}) for form in forms
        ]
        publish.close_letter(letter, by=letter.lead, at=T0)
    # Whoever was told that it counts, counts; whoever was told that it is too late, does not.
    told = [answer.result() for answer in answers]
    assert set(told) <= {303, 410}
    for path, status in zip(pressed, told, strict=True):
        row = Signature.objects.get(pk=split_token(path.split("/")[2])[0])
        assert (row.confirmed_at is not None) == (status == 303)
    asked = [answer.result() for answer in late]
    assert set(asked) <= {303, 410}
    log_all(letter)
    assert check_letter_log(letter).people == told.count(303) // 2

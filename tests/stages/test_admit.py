"""The lead decides about many organizations at once, and about two that may be one."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.stages.test_races import _at_once
from tests.support.coalitions import add_partner
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
from tests.support.organizations import endorse_and_sign
from undersigned.core.coalition import ActKind
from undersigned.models import Act, KeptPair, LeafRequest, Letter, OutgoingMail, Signature
from undersigned.queries.waiting import seen_mark
from undersigned.queries.workspace.alike import (
    Standing,
    known_organizations,
    seat_key,
    signature_key,
)
from undersigned.stages import admit, confirm, withdraw
from undersigned.stages.admit import Choice, Decided
from undersigned.stages.log import LostRace

LATER = T0 + timedelta(hours=1)


def waiting(letter: Letter, name: str = "Bank of Herons") -> Signature:
    return signed(
        letter, organization_wish(name, f"office@{name.rsplit(maxsplit=1)[-1].lower()}.example")
    )


def acts(letter: Letter) -> list[tuple[str, str, str]]:
    kinds = ("organization accepted", "organization declined", "organizations merged")
    found = Act.objects.filter(letter=letter, kind__in=(*kinds, "organizations kept"))
    return list(found.order_by("id").values_list("kind", "subject", "note"))


def choice(signature: Signature) -> Choice:
    return Choice(signature.pk, seen_mark(signature))


def correct(letter: Letter, email: str, name: str) -> None:
    """The representative corrects the name of what was signed."""
    withdraw.request_manage_link(letter, email, language="en", at=T0)
    token = token_in(last_mail(email))
    withdraw.correct_signature(token, withdraw.Correction(name=name), at=T0)


@pytest.mark.django_db
def test_many_are_accepted_and_the_others_are_said() -> None:
    letter = make_open_letter()
    first, second, third = (waiting(letter, name) for name in ("First", "Second", "Third"))
    seen = [choice(each) for each in (first, second, third)]
    person = signed(letter, wish())
    confirm.decline_organization(letter, second.pk, reason="No.", by=letter.lead, at=T0)
    correct(letter, "office@third.example", "Another third")
    decided = admit.accept_organizations(
        letter, [*seen, Choice(person.pk), Choice(10**17)], by=letter.lead, at=LATER
    )
    assert decided.done == ("First",)
    assert [sentence.split()[0] for sentence in decided.refused] == [
        *("This", "“Another", "This", "This"),
    ]
    assert Signature.objects.filter(ready_at=LATER).get() == first
    assert acts(letter)[1:] == [("organization accepted", "First", "")]
    log_all(letter, at=LATER)
    assert check_letter_log(letter).organizations == 1


@pytest.mark.django_db
def test_many_are_declined_with_one_reason_mailed_to_each() -> None:
    letter = make_open_letter()
    rows = [waiting(letter, name) for name in ("First", "Second", "Third")]
    decided = admit.decline_organizations(
        letter,
        [choice(each) for each in rows[:2]],
        reason="We  know\nneither.",
        by=letter.lead,
        at=LATER,
    )
    assert decided == Decided(("First", "Second"), ())
    assert list(Signature.objects.all()) == rows[2:]
    for name in ("first", "second"):
        assert "We know neither." in last_mail(f"office@{name}.example").body
    assert "We know" not in last_mail("office@third.example").body
    assert acts(letter) == [
        ("organization declined", "First", "We know neither."),
        ("organization declined", "Second", "We know neither."),
    ]


@pytest.mark.django_db
def test_no_more_than_a_transaction_holds_are_decided_at_once() -> None:
    letter = make_open_letter()
    row = waiting(letter)
    many = [Choice(row.pk + number) for number in range(admit.MOST_AT_ONCE + 1)]
    with pytest.raises(admit.TooMany):
        admit.accept_organizations(letter, many, by=letter.lead, at=T0)
    assert admit.accept_organizations(letter, many[:-1], by=letter.lead, at=T0).done == (
        "Bank of Herons",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("decide", ["accept", "decline"])
def test_what_changed_after_the_lead_looked_is_not_decided_about(decide: str) -> None:
    letter = make_open_letter()
    row = waiting(letter)
    seen = seen_mark(row)
    correct(letter, "office@herons.example", "Everybody Ltd")
    call: dict[str, Callable[[str], object]] = {
        "accept": lambda mark: confirm.accept_organization(
            letter, row.pk, by=letter.lead, at=T0, seen=mark
        ),
        "decline": lambda mark: confirm.decline_organization(
            letter, row.pk, reason="No.", by=letter.lead, at=T0, seen=mark
        ),
    }
    with pytest.raises(confirm.ChangedWhileWaiting, match="Everybody Ltd"):
        call[decide](seen)
    row.refresh_from_db()
    assert row.ready_at is None
    call[decide](seen_mark(row))


@pytest.mark.django_db
@pytest.mark.parametrize("stays_state", ["waiting", "accepted", "logged"])
@pytest.mark.parametrize("goes_state", ["waiting", "accepted", "logged"])
def test_of_two_one_stays_and_the_other_is_erased(stays_state: str, goes_state: str) -> None:
    letter = make_open_letter()
    stays, goes = waiting(letter), waiting(letter, "Bank of Herrons")
    for row, state in ((stays, stays_state), (goes, goes_state)):
        if state == "logged":
            confirm.accept_organization(letter, row.pk, by=letter.lead, at=T0)
    log_all(letter)
    for row, state in ((stays, stays_state), (goes, goes_state)):
        if state == "accepted":
            confirm.accept_organization(letter, row.pk, by=letter.lead, at=T0)
    goes.refresh_from_db()
    before = Signature.objects.filter(pk=stays.pk).values().get()
    names = admit.merge_organizations(
        letter, stays=signature_key(stays.pk), goes=choice(goes), by=letter.lead, at=LATER
    )
    assert names == ("Bank of Herons", "Bank of Herrons")
    assert Signature.objects.values().get() == before
    assert acts(letter)[-1] == ("organizations merged", "Bank of Herons", "Bank of Herrons")
    mail = last_mail("office@herrons.example")
    assert mail.subject == "Signed already: Bank of Herrons"
    assert "only “Bank of Herons” is counted" in mail.body
    was_logged = goes_state == "logged"
    assert LeafRequest.objects.count() == (2 if was_logged else 0)
    log_all(letter, at=LATER)
    facts = check_letter_log(letter)
    assert facts.organizations == (0 if stays_state == "waiting" else 1)
    assert facts.withdrawn == int(was_logged)


@pytest.mark.django_db
def test_one_of_the_coalition_stays_and_what_waits_goes() -> None:
    letter = make_open_letter()
    seat = add_partner(letter).seat
    goes = waiting(letter)
    names = admit.merge_organizations(
        letter, stays=seat_key(seat.pk), goes=choice(goes), by=letter.lead, at=T0
    )
    assert names == ("Association 1", "Bank of Herons")
    assert not Signature.objects.exists()


@pytest.mark.django_db
def test_who_endorsed_stands_once_and_stays_even_after_leaving() -> None:
    letter = make_open_letter()
    partner = add_partner(letter)
    endorsed = endorse_and_sign(letter, partner)
    other = waiting(letter, "Association 1")

    def standings() -> list[tuple[str, Standing]]:
        return [(each.key, each.standing) for each in known_organizations(letter)]

    waits = (signature_key(other.pk), Standing.WAITING)
    assert standings() == [waits, (seat_key(partner.seat.pk), Standing.MEMBER)]
    partner.seat.state = "left"
    partner.seat.save()
    assert sorted(standings()) == sorted([waits, (signature_key(endorsed.pk), Standing.SIGNED)])
    with pytest.raises(admit.MemberStays):
        admit.merge_organizations(
            letter,
            stays=signature_key(other.pk),
            goes=choice(endorsed),
            by=letter.lead,
            at=T0,
        )
    assert Signature.objects.count() == 2
    admit.merge_organizations(
        letter, stays=signature_key(endorsed.pk), goes=choice(other), by=letter.lead, at=T0
    )
    assert Signature.objects.get() == endorsed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "which",
    ["itself", "person stays", "person goes", "other letter stays", "other letter goes", "gone",
     "pending", "nonsense", "huge", "removed seat"],
)  # fmt: skip
def test_what_is_no_pair_is_not_merged(which: str) -> None:
    letter, other = make_open_letter(), make_open_letter("lake")
    stays, goes = waiting(letter), waiting(letter, "Storks")
    elsewhere, person = waiting(other, "Otters"), signed(letter, wish())
    seat = add_partner(letter).seat
    seat.state = "removed"
    seat.save()
    key, row = {
        "itself": (signature_key(goes.pk), goes.pk),
        "person stays": (signature_key(person.pk), goes.pk),
        "person goes": (signature_key(stays.pk), person.pk),
        "other letter stays": (signature_key(elsewhere.pk), goes.pk),
        "other letter goes": (signature_key(stays.pk), elsewhere.pk),
        "gone": (signature_key(stays.pk), goes.pk + 1000),
        "pending": (signature_key(stays.pk), goes.pk + 1001),
        "nonsense": ("s٣", goes.pk),
        "huge": ("s" + "9" * 30, goes.pk),
        "removed seat": (seat_key(seat.pk), goes.pk),
    }[which]
    before = list(Signature.objects.order_by("id").values())
    mails = OutgoingMail.objects.count()
    with pytest.raises(admit.NoSuchPair):
        admit.merge_organizations(letter, stays=key, goes=Choice(row), by=letter.lead, at=T0)
    assert list(Signature.objects.order_by("id").values()) == before
    assert OutgoingMail.objects.count() == mails
    # The same two of this letter are merged.
    admit.merge_organizations(
        letter, stays=signature_key(stays.pk), goes=Choice(goes.pk), by=letter.lead, at=T0
    )


@pytest.mark.django_db
def test_what_changed_since_it_was_compared_is_not_erased() -> None:
    letter = make_open_letter()
    stays, goes = waiting(letter), waiting(letter, "Storks")
    seen = choice(goes)
    correct(letter, "office@storks.example", "Other Storks")
    with pytest.raises(confirm.ChangedWhileWaiting):
        admit.merge_organizations(
            letter, stays=signature_key(stays.pk), goes=seen, by=letter.lead, at=T0
        )
    assert Signature.objects.count() == 2


@pytest.mark.django_db
def test_a_pair_is_kept_once_and_looked_at_again() -> None:
    letter = make_open_letter()
    first, second = (signature_key(waiting(letter, name).pk) for name in ("Herons", "Storks"))
    admit.keep_both(letter, first, second, by=letter.lead, at=T0)
    admit.keep_both(letter, second, first, by=letter.lead, at=LATER)
    pair = KeptPair.objects.get()
    assert (pair.first, pair.second, pair.kept_at) == (*sorted((first, second)), T0)
    assert len(acts(letter)) == 1
    admit.look_again(letter, second, first)
    admit.look_again(letter, first, second)
    assert not KeptPair.objects.exists()
    for strange in ((first, first), (first, "s0"), ("m1", first), (first, "")):
        with pytest.raises(admit.NoSuchPair):
            admit.keep_both(letter, *strange, by=letter.lead, at=T0)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_each_keep_the_other_one_leave_one() -> None:
    for number in range(5):
        letter = make_open_letter(f"river-{number}", ["en"])
        one, other = waiting(letter), waiting(letter, "Storks")
        ends = _at_once(
            lambda a=one, b=other, x=letter: admit.merge_organizations(  # type: ignore[misc]
                x, stays=signature_key(a.pk), goes=Choice(b.pk), by=x.lead, at=T0
            ),
            lambda a=one, b=other, x=letter: admit.merge_organizations(  # type: ignore[misc]
                x, stays=signature_key(b.pk), goes=Choice(a.pk), by=x.lead, at=T0
            ),
        )
        assert ends == ["NoSuchPair", "done"]
        assert Signature.objects.filter(letter=letter).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_decide_about_the_same_many_at_once_decide_once() -> None:
    letter = make_open_letter("river", ["en"])
    rows = [choice(waiting(letter, f"Number N{number}")) for number in range(8)]
    found: list[Decided] = []
    ends = _at_once(
        lambda: found.append(admit.accept_organizations(letter, rows, by=letter.lead, at=T0)),
        lambda: found.append(
            admit.decline_organizations(letter, rows[::-1], reason="", by=letter.lead, at=T0)
        ),
    )
    assert ends == ["done", "done"]
    assert sorted(len(decided.done) for decided in found) == [0, 8]
    assert sorted(len(decided.refused) for decided in found) == [0, 8]


@pytest.mark.django_db(transaction=True)
def test_what_is_corrected_while_it_is_accepted_is_logged_as_it_stands() -> None:
    for number in range(8):
        letter = make_open_letter(f"river-{number}", ["en"])
        row = waiting(letter)
        withdraw.request_manage_link(letter, "office@herons.example", language="en", at=T0)
        token = token_in(last_mail("office@herons.example"))
        _at_once(
            lambda r=row, x=letter: confirm.accept_organization(  # type: ignore[misc]
                x, r.pk, by=x.lead, at=T0, seen=seen_mark(r)
            ),
            lambda t=token: withdraw.correct_signature(  # type: ignore[misc]
                t, withdraw.Correction(name="Everybody Ltd"), at=T0
            ),
        )
        row.refresh_from_db()
        if row.name == "Everybody Ltd":
            assert row.ready_at is None
        log_all(letter)
        # The name that is shown is the one that was committed to.
        check_letter_log(letter)


@pytest.mark.django_db(transaction=True)
def test_merging_while_it_is_logged_leaves_no_place_without_its_leaves() -> None:
    for number in range(5):
        letter = make_open_letter(f"river-{number}", ["en"])
        stays, goes = waiting(letter), waiting(letter, "Storks")
        for row in (stays, goes):
            confirm.accept_organization(letter, row.pk, by=letter.lead, at=T0)

        def log(x: Letter = letter) -> None:
            # A batch that lost is tried again by the worker.
            with suppress(LostRace):
                log_all(x)

        _at_once(
            log,
            lambda a=stays, b=goes, x=letter: admit.merge_organizations(  # type: ignore[misc]
                x, stays=signature_key(a.pk), goes=Choice(b.pk), by=x.lead, at=T0
            ),
        )
        log_all(letter)
        facts = check_letter_log(letter)
        left = Signature.objects.filter(letter=letter).count()
        assert facts.organizations == left
        assert facts.withdrawn in (0, 1)


def test_kinds_of_acts_have_names_that_fit() -> None:
    assert max(len(kind.value) for kind in ActKind) <= 32

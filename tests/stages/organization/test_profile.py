"""A profile is changed by who speaks for the organization, and not by who saw an old one."""

from dataclasses import replace

import pytest

from tests.support.coalitions import add_member, add_partner
from tests.support.letters import T0, make_account, make_draft
from undersigned.core.coalition import Role, SeatState
from undersigned.core.refusal import Refused
from undersigned.models import Account, Act, Letter, Organization, Seat
from undersigned.stages.organization import (
    NotYourOrganization,
    Profile,
    ProfileMoved,
    ProfileRefused,
    change_profile,
    vouch,
)

pytestmark = pytest.mark.django_db

PROFILE = Profile(
    name="Friends of the Herons",
    language="en",
    names=(("fa", "دوستداران حواصیل"), ("fr", "Les amis des hérons")),
    country="FR",
    website="Herons.Example/",
    description="  Looks after the\nbanks. ",
)


def _change(organization: Organization, by: Account, profile: Profile = PROFILE) -> Organization:
    organization.refresh_from_db()
    return change_profile(organization, profile, based_on=organization.revision, by=by, at=T0)


def _profile(organization: Organization) -> Profile:
    organization.refresh_from_db()
    return Profile(
        organization.name,
        organization.language,
        tuple(organization.names.values_list("language", "name")),
        organization.country,
        organization.website,
        organization.description,
    )


def test_profile_is_kept_clean_and_replaces_the_one_before() -> None:
    partner = add_partner(make_draft())
    _change(partner.organization, partner.representative)
    expected = replace(
        PROFILE, website="https://herons.example", description="Looks after the banks."
    )
    assert _profile(partner.organization) == expected
    bare = Profile(name="Herons")
    _change(partner.organization, partner.representative, bare)
    assert _profile(partner.organization) == bare


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("representative", True),
        ("lead of the seat", True),
        ("editor of the seat", False),
        ("observer of the seat", False),
        ("lead of the letter", False),
        ("representative of another", False),
        ("stranger", False),
    ],
)
def test_who_may_change_a_profile(who: str, may: bool) -> None:
    letter = make_draft()
    partner, other = add_partner(letter), add_partner(letter, 2)
    by = {
        "representative": lambda: partner.representative,
        "lead of the seat": lambda: add_member(letter, "a@a.example", Role.LEAD, partner.seat),
        "editor of the seat": lambda: add_member(letter, "a@a.example", Role.EDITOR, partner.seat),
        "observer of the seat": lambda: add_member(
            letter, "a@a.example", Role.OBSERVER, partner.seat
        ),
        "lead of the letter": lambda: letter.lead,
        "representative of another": lambda: other.representative,
        "stranger": lambda: make_account("stranger@elsewhere.example"),
    }[who]()
    if may:
        assert _change(partner.organization, by).name == PROFILE.name
    else:
        with pytest.raises(NotYourOrganization):
            _change(partner.organization, by)
        assert _profile(partner.organization).name == "Association 1"


def _as_invited(seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.INVITED.value, joined_at=None)


def test_lead_fills_in_what_is_only_invited_and_nobody_else_does() -> None:
    letter = make_draft()
    partner = add_partner(letter)
    partner.seat.members.all().delete()
    _as_invited(partner.seat)
    other = make_draft("lake")
    stranger = add_member(other, "other@coalition.example", Role.LEAD)
    with pytest.raises(NotYourOrganization):
        _change(partner.organization, stranger)
    assert _change(partner.organization, letter.lead).name == PROFILE.name


def test_inviting_an_organization_that_joined_elsewhere_gives_no_power_over_it() -> None:
    partner = add_partner(make_draft())
    other = make_draft("lake")
    lead = add_member(other, "other@coalition.example", Role.LEAD)
    seat = Seat.objects.create(
        letter=other, organization=partner.organization, position=0, invited_at=T0
    )
    with pytest.raises(NotYourOrganization):
        _change(partner.organization, lead)
    # Had it never joined anywhere, the invitation would give it.
    _as_invited(partner.seat)
    partner.seat.members.all().delete()
    assert _change(seat.organization, lead).name == PROFILE.name


@pytest.mark.parametrize("state", [SeatState.LEFT, SeatState.REMOVED, SeatState.DECLINED])
def test_who_is_out_of_the_coalition_speaks_for_nobody(state: SeatState) -> None:
    partner = add_partner(make_draft())
    _change(partner.organization, partner.representative, Profile(name="Before"))
    Seat.objects.filter(pk=partner.seat.pk).update(state=state.value)
    with pytest.raises(NotYourOrganization):
        _change(partner.organization, partner.representative)
    assert _profile(partner.organization).name == "Before"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " \u200b\u202e "}, "needs a name"),
        ({"name": "x" * 301}, "at most 300"),
        ({"name": "a" + "\u0301" * 40}, "marks"),
        ({"language": "english"}, "language tag"),
        ({"names": (("en", "Twice"),)}, "one name only"),
        ({"names": (("fa", "یک"), ("fa", "دو"))}, "one name only"),
        ({"names": tuple((f"a{chr(97 + n)}", "N") for n in range(25))}, "at most 24"),
        ({"names": (("fr", "x" * 301),)}, "at most 300"),
        ({"country": "ZZ"}, "country"),
        ({"country": "france"}, "country"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://herons.example@evil.example"}, "website"),
        ({"description": "x" * 601}, "at most 600"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(change: dict[str, object], sentence: str) -> None:
    partner = add_partner(make_draft())
    before = _profile(partner.organization)
    bad = replace(PROFILE, **change)  # type: ignore[arg-type]  # each of its own type
    with pytest.raises(ProfileRefused, match=sentence):
        _change(partner.organization, partner.representative, bad)
    assert _profile(partner.organization) == before
    assert not Act.objects.filter(kind="profile changed").exists()
    _change(partner.organization, partner.representative)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u200fدوستداران\u200cحواصیل\u200f", "دوستداران\u200cحواصیل"),
        ("Her\u202eons\u200b &amp;\u0000 Co", "Herons &amp; Co"),
        ("ن" * 300, "ن" * 300),
    ],
)
def test_name_is_kept_as_it_is_seen(written: str, kept: str) -> None:
    partner = add_partner(make_draft())
    _change(partner.organization, partner.representative, Profile(name=written))
    assert _profile(partner.organization).name == kept


def test_two_at_once_do_not_overwrite_each_other() -> None:
    letter = make_draft()
    partner = add_partner(letter)
    second = add_member(letter, "second@association-1.example", Role.REPRESENTATIVE, partner.seat)
    seen = partner.organization.revision
    change_profile(partner.organization, PROFILE, based_on=seen, by=partner.representative, at=T0)
    with pytest.raises(ProfileMoved):
        change_profile(partner.organization, Profile(name="Mine"), based_on=seen, by=second, at=T0)
    assert _profile(partner.organization).name == PROFILE.name
    assert partner.organization.names.count() == 2
    _change(partner.organization, second, Profile(name="Mine"))


def _revisions() -> dict[str, int]:
    return dict(Letter.objects.values_list("slug", "names_revision"))


def test_change_stands_in_each_history_and_renews_the_pages_of_these_letters_only() -> None:
    river, lake = make_draft(), make_draft("lake")
    make_draft("sea")
    partner = add_partner(river)
    Seat.objects.create(
        letter=lake,
        organization=partner.organization,
        state=SeatState.JOINED.value,
        position=0,
        invited_at=T0,
        joined_at=T0,
    )
    before = _revisions()
    _change(partner.organization, partner.representative)
    assert _revisions() == {**before, "river": before["river"] + 1, "lake": before["lake"] + 1}
    acts = Act.objects.filter(kind="profile changed").values_list(
        "letter__slug", "account", "subject"
    )
    # The coalition of the lake does not know the person.
    assert set(acts) == {
        ("river", partner.representative.pk, PROFILE.name),
        ("lake", None, PROFILE.name),
    }


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"name": "Others"}, False),
        ({"website": "https://others.example"}, False),
        ({"description": "More."}, True),
        ({"names": (("fr", "Les hérons"),)}, True),
    ],
)
def test_word_of_the_lead_ends_with_what_it_was_given_for(
    change: dict[str, object], holds: bool
) -> None:
    letter = make_draft()
    partner = add_partner(letter)
    _change(partner.organization, partner.representative)
    vouch(partner.seat, by=letter.lead, note="We met.", at=T0)
    changed = replace(PROFILE, **change)  # type: ignore[arg-type]  # each of its own type
    _change(partner.organization, partner.representative, changed)
    partner.seat.refresh_from_db()
    assert (partner.seat.vouched_at is not None) == holds
    assert Act.objects.filter(kind="vouch ended").exists() != holds


def test_every_refusal_has_a_whole_sentence() -> None:
    partner = add_partner(make_draft())
    with pytest.raises(Refused) as caught:
        _change(partner.organization, make_account("stranger@elsewhere.example"))
    assert caught.value.sentence == "You do not speak for this organization."

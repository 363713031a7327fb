"""The lead's queue: parts and pages of it, many at once, and two side by side."""

import re
import secrets

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import add_member, add_partner, browser_of
from tests.support.letters import (
    T0,
    last_mail,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role
from undersigned.core.leaf import SignatoryKind
from undersigned.models import KeptPair, Letter, OrganizationName, Signature
from undersigned.queries.workspace.queue import PAGE
from undersigned.stages.admit import keep_both
from undersigned.stages.confirm import accept_organization
from undersigned.stages.sign import SignRequest

pytestmark = pytest.mark.django_db

QUEUE = "letters/river/organizations/"


def waiting(
    letter: Letter, name: str, email: str, website: str = "https://herons.example"
) -> Signature:
    request = SignRequest(
        kind=SignatoryKind.ORGANIZATION,
        name=name,
        email=email,
        role="Director",
        country="DE",
        website=website,
        representative="Rosa Muster",
    )
    return signed(letter, request)


def many(letter: Letter, count: int) -> None:
    """Store organizations that wait, without a mail to anyone."""
    edition = letter.editions.get()
    Signature.objects.bulk_create(
        Signature(
            letter=letter,
            edition=edition,
            kind="organization",
            name=f"Club {secrets.token_hex(6)}",
            affiliation=f"https://club-{number}.example",
            contact=f"office@club-{number}.example",
            display="named",
            is_shown=True,
            language="en",
            search_text="club",
            nonce=secrets.token_bytes(16),
            mailbox_digest=secrets.token_bytes(32),
            created_at=T0,
            confirmed_at=T0,
        )
        for number in range(count)
    )


def rows(html: str) -> list[str]:
    return html.split("queue-row")[1:]


def boxes(html: str) -> list[str]:
    return re.findall(r'name="choose" value="([^"]+)"', html)


@pytest.mark.parametrize(
    ("email", "website", "words"),
    [
        ("a@herons.example", "https://www.herons.example/x", "Mailbox of its website"),
        ("a@mail.herons.example", "https://herons.example", "Mailbox of its website"),
        ("a@storks.example", "https://herons.example", "Mailbox elsewhere than its website"),
        ("herons@gmail.com", "https://herons.example", "Mailbox that anyone can get"),
        ("a@herons.example", "", "No website to compare with"),
    ],
)
def test_each_row_says_what_its_mailbox_shows(
    lead: Client, email: str, website: str, words: str
) -> None:
    waiting(make_open_letter(), "Herons", email, website)
    (row,) = rows(get(lead, QUEUE))
    chips = re.findall(r'<span class="chip[^"]*">([^<]+)</span>', row)
    assert chips == [words]


def test_likely_duplicates_stand_beside_with_where_they_stand(lead: Client) -> None:
    letter = make_open_letter()
    accepted = signed(letter, organization_wish("Bank of Herons", "office@herons.example"))
    accept_organization(letter, accepted.pk, by=letter.lead, at=T0)
    partner = add_partner(letter)
    OrganizationName.objects.create(
        organization=partner.organization, language="fa", name="بانک حواصیل"
    )
    first = waiting(letter, "The Bank of Herons Ltd", "a@one.example", "https://one.example")
    waiting(letter, "بانك حواصيل", "a@two.example", "https://two.example")
    waiting(letter, "Quite <i>another</i>", "a@three.example", "https://three.example")
    html = get(lead, QUEUE)
    one, two, three = rows(html)
    assert "The same words" in one
    assert "Has signed" in one
    assert f"pairs/s{first.pk}/s{accepted.pk}/" in one
    assert "One has this name in another language:" in two
    assert "Member of the coalition" in two
    assert f"/m{partner.seat.pk}/" in two
    assert "beside" not in three
    for show, count in (("all", 3), ("alone", 1), ("alike", 2), ("fitting", 3), ("nonsense", 3)):
        assert len(rows(get(lead, f"{QUEUE}?show={show}"))) == count


def test_a_kept_pair_is_not_shown_again_but_can_be_found(lead: Client) -> None:
    letter = make_open_letter()
    one = waiting(letter, "Herons", "a@one.example", "")
    other = waiting(letter, "Herons!", "a@two.example", "")
    path = f"{QUEUE}pairs/s{one.pk}/s{other.pk}/"
    assert "compared these and kept both" not in get(lead, path)
    assert leads_to(post(lead, f"{path}keep/"), QUEUE)
    html = get(lead, QUEUE)
    assert "Likely duplicate</span>" not in html
    assert html.count("Compared and kept:") == 2
    assert "No two organizations look alike." in get(lead, f"{QUEUE}pairs/")
    assert "<bdi>lead@coalition.example</bdi> compared these and kept both" in get(lead, path)
    assert leads_to(post(lead, f"{path}again/"), path)
    assert html.count("Compared and kept:") == 2
    assert not KeptPair.objects.exists()
    assert "1 pair may be one organization." in get(lead, f"{QUEUE}pairs/")


def test_two_stand_side_by_side_and_are_merged(lead: Client) -> None:
    letter = make_open_letter()
    one = waiting(letter, "Bank of Herons", "a@one.example", "https://one.example")
    other = waiting(letter, "Bank of <b>Herrons</b>", "a@two.example", "https://one.example")
    path = f"{QUEUE}pairs/s{one.pk}/s{other.pk}/"
    html = get(lead, path)
    assert "<mark>" in html
    assert "<b>" not in html
    assert html.count('class="differs"') == 2
    swapped = f"{QUEUE}pairs/s{other.pk}/s{one.pk}/"
    mark = re.search(
        rf'action="/workspace/{path}merge/">.*?name="seen" value="(\w+)"', html, re.DOTALL
    )
    assert mark is not None
    assert leads_to(post(lead, f"{path}merge/", {"seen": "0" * 20}), QUEUE)
    assert "changed its entry" in get(lead, QUEUE)
    assert leads_to(post(lead, f"{path}merge/", {"seen": mark[1]}), QUEUE)
    html = get(lead, QUEUE)
    assert "“Bank of Herons” stays" in html
    assert "Bank of &lt;b&gt;Herrons&lt;/b&gt;” is erased" in html
    assert Signature.objects.get() == one
    assert "Signed already" in last_mail("a@two.example").subject
    # From another tab.
    assert leads_to(post(lead, f"{swapped}merge/"), QUEUE)
    assert leads_to(lead.get(f"/workspace/{path}"), QUEUE)
    assert "is not there any more" in get(lead, QUEUE)
    assert Signature.objects.get() == one


def test_a_member_of_the_coalition_never_goes(lead: Client) -> None:
    letter = make_open_letter()
    seat = add_partner(letter).seat
    one = waiting(letter, "Association 1", "a@one.example")
    html = get(lead, f"{QUEUE}pairs/s{one.pk}/m{seat.pk}/")
    assert html.count("Keep only this one") == 1
    wrong = f"/workspace/{QUEUE}pairs/s{one.pk}/m{seat.pk}/merge/"
    assert lead.post(wrong).status_code == 404
    assert Signature.objects.count() == 1
    assert leads_to(post(lead, f"{QUEUE}pairs/m{seat.pk}/s{one.pk}/merge/"), QUEUE)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [("s1", "s1"), ("s0", "x"), ("s٣", "s1"), ("s" + "9" * 40, "m1"), ("..", "s")],
)
def test_strange_pairs_lead_back_to_the_queue(lead: Client, first: str, second: str) -> None:
    letter = make_open_letter()
    signed(letter, organization_wish())
    for verb in ("keep/", "again/"):
        answer = post(lead, f"{QUEUE}pairs/{first}/{second}/{verb}")
        assert answer.status_code in {302, 404}
    assert lead.get(f"/workspace/{QUEUE}pairs/{first}/{second}/").status_code in {302, 404}
    assert not KeptPair.objects.exists()


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_many_are_decided_about_after_one_question(lead: Client, verb: str) -> None:
    letter = make_open_letter()
    for number in range(3):
        waiting(letter, f"Number {number} <b>", f"a@n{number}.example", "")
    values = boxes(get(lead, f"{QUEUE}?show=all"))
    chosen = "&".join(f"choose={value}" for value in values[:2])
    html = get(lead, f"{QUEUE}decide/?verb={verb}&show=alone&{chosen}")
    assert f"{verb.capitalize()} 2 organizations?" in html
    assert boxes(html) == values[:2]
    assert "Number 2" not in html
    assert Signature.objects.filter(ready_at=None).count() == 3
    data = {"verb": verb, "choose": values[:2], "reason": "We could not reach you."}
    path = f"{QUEUE}decide/?show=alone"
    assert leads_to(post(lead, path, data), f"{QUEUE}?show=alone")
    html = get(lead, QUEUE)
    assert "2 organizations are " in html
    assert Signature.objects.filter(ready_at=None).count() == 1
    assert Signature.objects.count() == (3 if verb == "accept" else 1)
    # The same form once more.
    assert leads_to(post(lead, path, data), f"{QUEUE}?show=alone")
    assert get(lead, QUEUE).count("does not wait for a decision any more") == 1


def test_declining_many_takes_a_reason(lead: Client) -> None:
    letter = make_open_letter()
    waiting(letter, "Herons", "a@one.example")
    values = boxes(get(lead, QUEUE))
    html = page(
        post(lead, f"{QUEUE}decide/", {"verb": "decline", "choose": values, "reason": " "}), 422
    )
    assert "This field is required." in html
    assert boxes(html) == values
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("chosen", ["", "choose=", "choose=x-1", "choose=-", "choose=" + "9" * 40])
def test_nothing_chosen_is_said(lead: Client, chosen: str) -> None:
    letter = make_open_letter()
    waiting(letter, "Herons", "a@one.example")
    assert "No organization is chosen" in get(lead, f"{QUEUE}decide/?verb=accept&{chosen}")
    assert "No organization is chosen" in page(post(lead, f"{QUEUE}decide/", {"verb": "accept"}))
    assert Signature.objects.filter(ready_at=None).count() == 1


def test_a_thousand_wait_on_pages(lead: Client) -> None:
    letter = make_open_letter()
    many(letter, 1000)
    html = get(lead, QUEUE)
    assert len(rows(html)) == PAGE
    assert "?show=all&amp;page=40" in html
    assert len(rows(get(lead, f"{QUEUE}?page=40"))) == PAGE
    for strange in ("41", "0", "-1", "x", "٣", "9" * 30):
        get(lead, f"{QUEUE}?page={strange}")


@pytest.mark.parametrize(
    ("path", "queries"),
    [(QUEUE, 13), (f"{QUEUE}pairs/", 13), (f"{QUEUE}decide/?verb=accept&{{}}", 13),
     (f"{QUEUE}pairs/{{pair}}/", 14)],
)  # fmt: skip
def test_pages_take_the_same_queries_for_one_and_three(
    lead: Client, path: str, queries: int
) -> None:
    letter = make_open_letter()
    counts = []
    for number in (1, 2, 3):
        one = waiting(letter, f"Herons {number}", f"a@n{number}.example")
        other = waiting(letter, f"Herons {number}!", f"b@n{number}.example")
        add_partner(letter, number)
        if number == 2:
            continue
        chosen = "&".join(f"choose={row.pk}" for row in Signature.objects.all())
        address = path.replace("{pair}", f"s{one.pk}/s{other.pk}").replace("{}", chosen)
        with CaptureQueriesContext(connection) as captured:
            get(lead, address)
        counts.append(len(captured))
    assert counts == [queries, queries]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OBSERVER, None])
def test_nobody_but_a_lead_reaches_the_queue(role: Role | None) -> None:
    letter = make_open_letter()
    one = waiting(letter, "Herons", "a@one.example")
    other = waiting(letter, "Herons!", "b@one.example")
    pair = f"{QUEUE}pairs/s{one.pk}/s{other.pk}/"
    if role is None:
        outsider = add_member(make_open_letter("lake"), "out@side.example", Role.LEAD)
    else:
        outsider = add_member(letter, "in@side.example", role)
    client = browser_of(outsider)
    status = 404 if role is None else 403
    for path in ("", "pairs/", "decide/", "import/", "import/1/", "export/"):
        assert client.get(f"/workspace/{QUEUE}{path}").status_code == status, path
    for path in (f"{QUEUE}decide/", f"{pair}merge/", f"{pair}keep/", f"{pair}again/",
                 f"{QUEUE}import/", f"{QUEUE}import/1/run/", f"{QUEUE}import/1/drop/",
                 f"{QUEUE}{one.pk}/accept/", f"{QUEUE}{one.pk}/decline/"):  # fmt: skip
        data = {"verb": "accept", "choose": f"{one.pk}-"}
        assert client.post(f"/workspace/{path}", data).status_code == status, path
    assert Signature.objects.filter(ready_at=None).count() == 2
    assert not KeptPair.objects.exists()
    # What they tried works for a lead.
    leader = browser_of(letter.lead)
    assert leads_to(post(leader, f"{pair}keep/"), QUEUE)


def test_a_get_decides_nothing(lead: Client) -> None:
    letter = make_open_letter()
    one = waiting(letter, "Herons", "a@one.example")
    other = signed(letter, wish())
    keep_both(
        letter, f"s{one.pk}", f"s{waiting(letter, 'B', 'b@b.example').pk}", by=letter.lead, at=T0
    )
    before = list(Signature.objects.values())
    for path in ("merge/", "keep/", "again/"):
        assert lead.get(f"/workspace/{QUEUE}pairs/s{one.pk}/s{other.pk}/{path}").status_code == 405
    lead.get(f"/workspace/{QUEUE}decide/?verb=accept&choose={one.pk}")
    assert list(Signature.objects.values()) == before

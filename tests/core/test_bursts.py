"""Bursts: what is counted is never too high, honest crowds pass, and floods are seen."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.crowds import gibberish, people
from undersigned.core.bursts import (
    BUCKET_SECONDS,
    GROUPS_KEPT,
    REMEMBERED,
    Group,
    Grouper,
    Tally,
    Trait,
    Watch,
)
from undersigned.core.errors import Malformed

GROUPER = Grouper(bytes(32), "0" * 32)
HOUR = 3600
START = 500_000 * BUCKET_SECONDS

# A name, a mail domain, and from which network it comes.
Signed = tuple[str, str, str]


def groups(name: str, domain: str = "", source: str = "") -> tuple[Group, ...]:
    """The groups of a signature."""
    prefix = ip_address(source).packed if source else None
    return GROUPER(name=name, domain=domain, source=prefix)


def held(
    crowd: Iterable[Signed], watch: Watch | None = None, *, start: int = START, last: int = HOUR
) -> Counter[Trait]:
    """For what the signatures of a crowd are held that come evenly within that time."""
    watch = Watch() if watch is None else watch
    rows = list(crowd)
    why: Counter[Trait] = Counter()
    for place, row in enumerate(rows):
        found = groups(*row)
        watch.move_to(start + place * last // len(rows))
        watch.add(found)
        burst = next((group for group in found if watch.is_burst(group)), None)
        if burst is None:
            watch.passes(found)
        else:
            why[burst.trait] += 1
    return why


def mixed(seed: int, count: int, every: int, domain: str) -> list[Signed]:
    """People with mailboxes in many places; one in `every` of them at `domain`."""
    return [
        (name, domain if place % every == 0 else f"d{place % 40}.example", f"192.0.{place % 250}.0")
        for place, name in enumerate(people(seed, count))
    ]


small = st.binary(max_size=300).map(lambda data: [bytes([0] * 7 + [n % 31]) for n in data])


@given(small, small, st.integers(1, 12))
def test_a_tally_never_counts_too_high_and_little_too_low(
    first: list[bytes], second: list[bytes], kept: int
) -> None:
    one, two = Tally(kept=kept), Tally(kept=kept)
    for digest in first:
        one.add(digest)
    for digest in second:
        two.add(digest)
    one.merge(two.counts)
    true = Counter(first + second)
    assert len(one.counts) <= kept
    for digest, count in true.items():
        assert count - len(first + second) / (kept + 1) <= one[digest] <= count
    assert one.counts.keys() <= true.keys()


moment = st.integers(0, 6 * HOUR)
signature = st.tuples(
    st.sampled_from(["User 1", "Ada Exemplar", "Xqzvkw Wqxjzk", "Ivo"]),
    st.sampled_from(["", "a.example", "mail.b.example", "gmail.com", "yopmail.com"]),
    st.sampled_from(["", "192.0.2.1"]),
)


@given(st.lists(st.tuples(moment, signature), max_size=80).map(sorted))
@settings(max_examples=50)
def test_a_watch_is_stored_and_read_again_and_goes_on_as_before(
    rows: list[tuple[int, Signed]],
) -> None:
    watch, stored = Watch(), Watch()
    for seconds, row in rows:
        stored = Watch.from_bytes(stored.to_bytes())
        for each in (watch, stored):
            each.move_to(START + seconds)
            each.add(groups(*row))
            each.passes(groups(*row))
        assert [watch.is_burst(group) for group in groups(*row)] == [
            stored.is_burst(group) for group in groups(*row)
        ]
    assert stored.to_bytes() == watch.to_bytes()


# What the first version of this program stored: three that count, from one domain and one network,
# and half an hour later one person.
FIRST_VERSION = bytes.fromhex(
    "756e6465727369676e65642f77617463682f76310a000000000007a12100000000000000000003328bff96120000"
    "00000000000004000000010000000191edc5bfe96d5494000000010000000000000001c4716bc88c2bb3ac000000"
    "01000000000000000000000000000000030000000191a8cf7aae6ed81b0000000300000000000000000000000176"
    "f7209f23d860090000000300000001d9863bea57f3099c000000030000000176f7209f23d8600900000003000000"
    "00"
)


def test_a_watch_of_the_first_version_is_read_and_stored_as_one_of_today() -> None:
    watch = Watch.from_bytes(FIRST_VERSION)
    found = groups("User 9", "flood.example", "192.0.2.1")
    assert {group.trait: watch.count(group) for group in found} == {
        Trait.NAME: 3, Trait.DOMAIN: 3, Trait.PREFIX: 3,
    }  # fmt: skip
    assert (watch.total, watch.through) == (4, (900_001_800_000_000, 4))
    again = Watch.from_bytes(watch.to_bytes())
    assert again.to_bytes() == watch.to_bytes() != FIRST_VERSION
    assert [again.count(group) for group in found] == [3, 3, 3]
    for bad in (FIRST_VERSION[:-1], FIRST_VERSION + b"\0", FIRST_VERSION[:40]):
        with pytest.raises(Malformed):
            Watch.from_bytes(bad)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    good = Watch().to_bytes()
    for bad in (data, good[:-1], good + b"\0", good[: len(good) // 2], good[:30] + data):
        if bad != good:
            with pytest.raises(Malformed):
                Watch.from_bytes(bad)


@given(st.lists(st.tuples(moment, signature), max_size=80).map(sorted))
@settings(max_examples=50)
def test_no_group_is_counted_higher_than_it_came_within_the_hour(
    rows: list[tuple[int, Signed]],
) -> None:
    watch = Watch()
    for place, (seconds, row) in enumerate(rows):
        watch.move_to(START + seconds)
        watch.add(groups(*row))
        for group in groups(*row):
            lately = [
                other
                for at, other in rows[: place + 1]
                if at > seconds - 2 * BUCKET_SECONDS and group in groups(*other)
            ]
            assert watch.count(group) <= len(lately)


def test_a_stored_watch_stays_small_whatever_signs() -> None:
    watch = Watch()
    for number, name in enumerate(people(3, 20_000)):
        watch.add(groups(f"{name} {number:x}", f"d{number}.example", "192.0.2.1"))
    assert all(len(tally.counts) <= GROUPS_KEPT for tally in watch.current.seen.values())
    assert len(watch.to_bytes()) < 40_000


def test_counted_names_from_one_domain_are_held_from_the_twentieth_on() -> None:
    flood = [(f"User {number}", "flood.example", "") for number in range(1000)]
    assert held(flood) == {Trait.NAME: 981}


def test_a_flood_within_a_surge_of_people_is_held_and_no_person_is() -> None:
    crowd = mixed(4, 3000, 10, "gmail.com")
    for place in range(0, 3000, 6):
        crowd[place] = (f"Supporter {place}", "flood.example", "")
    assert held(crowd) == {Trait.NAME: 500 - 19}


def test_one_name_many_times_is_held() -> None:
    crowd = mixed(5, 1000, 5, "gmail.com")
    crowd[::10] = [("John Example", f"d{place}.example", "") for place in range(100)]
    assert held(crowd) == {Trait.NAME: 100 - 19}


def test_letters_by_chance_are_held() -> None:
    why = held((name, f"d{n}.example", "") for n, name in enumerate(gibberish(2, 1000)))
    assert why.total() > 900
    assert why[Trait.GIBBERISH] > 700


def test_names_from_one_network_are_held_where_they_are_most_of_all() -> None:
    crowd = [(name, f"d{n % 40}.example", "192.0.2.7") for n, name in enumerate(people(6, 100))]
    assert held(crowd, last=500) == {Trait.PREFIX: 41}


def test_a_viral_letter_loses_nobody() -> None:
    """A hundred thousand an hour, two fifths of them at one provider of mail."""
    assert held(mixed(7, 100_000, 2, "gmail.com")) == {}


def test_a_letter_that_one_university_shares() -> None:
    """Two thousand of it within an hour: the figures of the how-to."""

    def crowd(seed: int) -> list[Signed]:
        return [
            # The limits let a hundred through from each network in ten minutes.
            (name, "student.university.example", f"192.0.{n % 20}.1")
            for n, name in enumerate(people(seed, 2000))
        ]

    # Nobody of it had signed before: the first fifty count, the others are one batch.
    assert held(crowd(8)) == {Trait.DOMAIN: 2000 - 49}
    # A hundred of it had signed the day before: nobody is held.
    watch = Watch()
    assert held(mixed(9, 1000, 10, "university.example"), watch, last=6 * HOUR) == {}
    assert held(crowd(10), watch, start=START + 24 * HOUR) == {}
    # Half as many sign from elsewhere meanwhile, and it is a tenth of all: nobody is held.
    others = mixed(11, 20_000, 10, "university.example")
    assert held(others) == {}


def test_a_domain_that_was_a_burst_gets_not_known_by_it() -> None:
    watch = Watch()
    for hour in range(4):
        flood = [(name, "flood.example", "") for name in people(20 + hour, 1000)]
        why = held(flood, watch, start=START + hour * HOUR)
        assert why[Trait.DOMAIN] >= 900


def test_who_has_a_domain_has_what_is_below_it() -> None:
    flood = [(name, f"x{number}.flood.example", "") for number, name in enumerate(people(30, 200))]
    assert held(flood) == {Trait.DOMAIN: 200 - 49}


DISPOSABLE = ("mailinator.com", "yopmail.com", "x.trashmail.com", "guerrillamail.com", "mail.tm")


def with_disposable(seed: int, count: int, every: int) -> list[Signed]:
    """People of whom one in `every` has a disposable mailbox, at one of many providers."""
    crowd = mixed(seed, count, 2, "gmail.com")
    for place in range(0, count, every):
        crowd[place] = (crowd[place][0], DISPOSABLE[place // every % 5], "")
    return crowd


def test_disposable_mailboxes_of_many_providers_are_one_group() -> None:
    found = {groups("Ada", domain)[-1] for domain in DISPOSABLE}
    assert {(group.trait, group.said) for group in found} == {(Trait.DISPOSABLE, "")}
    assert len(found) == 1


def test_many_disposable_mailboxes_within_an_hour_are_held() -> None:
    crowd = with_disposable(50, 300, 2)
    assert held(crowd) == {Trait.DISPOSABLE: 150 - 29}


def test_a_few_who_have_reasons_for_a_disposable_mailbox_are_not_held() -> None:
    # One in twenty of many, and all of the first few.
    assert held(with_disposable(51, 10_000, 20)) == {}
    assert held(with_disposable(52, 29, 1)) == {}
    # Nor are those who come after a burst has ended.
    watch = Watch()
    assert held(with_disposable(53, 300, 2), watch)
    assert held(with_disposable(54, 300, 20), watch, start=START + 3 * HOUR) == {}
    assert Trait.DISPOSABLE not in REMEMBERED


def test_the_surge_of_a_letter_is_said() -> None:
    watch = Watch()
    held(mixed(40, 30, 3, "gmail.com"), watch)

    watch.move_to(START + 3 * HOUR)
    assert not watch.is_surging
    held(mixed(41, 200, 3, "gmail.com"), watch, start=START + 3 * HOUR)
    assert watch.is_surging

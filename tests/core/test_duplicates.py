"""Likely duplicates among organizations: which pairs are found, why, and which are not."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.duplicates import MAX_SHARED, Likeness, Named, Reason, find_pairs, same_key

SHARED = Path(__file__).parents[3] / "shared/data/letters"
LISTS = ["coara-organisations", "owinfs-transform-wto-2021"]


def likenesses(
    first: str, second: str, *, countries: tuple[str, str] = ("", "")
) -> tuple[Likeness, ...]:
    """Return why two names may be one, () for not at all."""
    pairs = find_pairs([Named("a", first, "", countries[0]), Named("b", second, "", countries[1])])
    return pairs[0].likenesses if pairs else ()


def reasons(first: str, second: str) -> set[Reason]:
    return {likeness.reason for likeness in likenesses(first, second)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Bank of Herons", "BANK OF HERONS"),
        ("Société des Amis du Fleuve", "Societe des amis du fleuve."),
        ("Friends-of-the-River", "Friends of the River"),
        ("L’Eau pour tous", "L'eau pour tous"),
        ("انجمن دوستداران رود", "انجمن دوستداران رود "),
        ("جمعية كلنا للماء", "جمعیة کلنا للماء"),
        ("Общество друзей реки", "ОБЩЕСТВО «ДРУЗЕЙ РЕКИ»"),
        ("河流之友协会", "河流之友协会。"),
        ("S.O.S. River", "SOS River"),
    ],
)
def test_equal_but_for_case_accents_and_punctuation_is_certain(first: str, second: str) -> None:
    (pair,) = find_pairs([Named("a", first), Named("b", second)])
    assert pair.is_certain
    assert same_key(first) == same_key(second)


def test_same_name_in_two_countries_is_likely_only() -> None:
    assert likenesses("Young Herons", "Young Herons", countries=("DE", "FR"))[0] == Likeness(
        Reason.SAME_NAME_ELSEWHERE
    )
    assert likenesses("Young Herons", "Young Herons", countries=("DE", ""))[0] == Likeness(
        Reason.SAME_NAME
    )


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Herons Trust Ltd", "The Herons Trust", Reason.SAME_WORDS),
        ("Flussfreunde e.V.", "Flussfreunde", Reason.SAME_WORDS),
        ("ASBL Les Amis", "Les Amis", Reason.SAME_WORDS),
        ("Rivers & Lakes Council", "Council for Lakes and Rivers", Reason.SAME_WORDS),
        ("Education Intrnational", "Education International", Reason.SPELLING),
        ("Center for Rivers", "Centre for Rivers", Reason.SPELLING),
        ("River Net Work", "River Network", Reason.SPELLING),
        ("Общество друзей рекии", "Общество друзй рекии", Reason.SPELLING),
        ("انجمن دوستداران رود", "انجمن دوستدارن رود", Reason.SPELLING),
        ("AMASES (Association for Mathematics Applied)", "AMASES", Reason.PART),
        ("AMASES (Association for Mathematics)", "Association for Mathematics", Reason.PART),
        ("River Council - RICO", "Conseil du fleuve (RICO)", Reason.PART),
        ("EuroRiver, the European Association of Rivers", "EuroRiver", Reason.PART),
        ("Association of River Keepers", "ARK", Reason.INITIALS),
        ("Association of River Keepers", "AORK (London)", Reason.INITIALS),
    ],
)
def test_likely_duplicates_are_found_for_a_reason(first: str, second: str, reason: Reason) -> None:
    assert reason in reasons(first, second)
    assert reason in reasons(second, first)
    (pair,) = find_pairs([Named("a", first), Named("b", second)])
    assert not pair.is_certain


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("University of Lille", "University of Nice"),
        ("Jönköping University", "Linköping University"),
        ("Université de Rennes 1", "Université de Rennes 2"),
        ("Swiss Reproducibility Network", "Swedish Reproducibility Network"),
        ("University of Copenhagen", "IT University of Copenhagen"),
        ("Institute A, Academy of Sciences", "Institute B, Academy of Sciences"),
        ("ActionHerons France", "ActionHerons Germany"),
        ("River Keepers - Germany", "Forest Keepers - Germany"),
        ("北京大学", "东京大学"),
        ("", ""),
        ("…", "!!"),
    ],
)
def test_names_of_two_organizations_are_left_alone(first: str, second: str) -> None:
    assert likenesses(first, second) == ()


@pytest.mark.parametrize(
    ("first", "second", "host"),
    [
        ("https://www.herons.example/about", "http://herons.example", "herons.example"),
        ("https://HERONS.example:8080/x?y", "https://herons.example", "herons.example"),
        ("https://herons.wordpress.com", "https://herons.wordpress.com/a", "herons.wordpress.com"),
        ("https://facebook.com/herons", "https://facebook.com/storks", None),
        ("https://de-de.facebook.com/herons", "https://de-de.facebook.com/storks", None),
        ("https://wordpress.com/herons", "https://wordpress.com/storks", None),
        ("https://herons.example", "https://storks.example", None),
        ("http://[", "http://[", None),
        ("nonsense", "nonsense", None),
        ("", "", None),
    ],
)
def test_the_same_host_counts_unless_it_is_shared(
    first: str, second: str, host: str | None
) -> None:
    pairs = find_pairs([Named("a", "Herons", first), Named("b", "Storks", second)])
    found = [likeness for pair in pairs for likeness in pair.likenesses]
    assert found == ([] if host is None else [Likeness(Reason.SAME_HOST, host)])


def test_a_name_in_another_language_counts() -> None:
    member = Named("a", "Bank of Herons", other_names=("Banque des Hérons", "بانک حواصیل"))
    pairs = find_pairs([member, Named("b", "banque des herons"), Named("c", "بانك حواصيل")])
    assert [(pair.first, pair.second, pair.likenesses[0].reason) for pair in pairs] == [
        ("a", "b", Reason.OTHER_NAME),
        ("a", "c", Reason.OTHER_NAME),
    ]


def test_a_great_many_that_share_something_are_set_beside_the_first_only() -> None:
    many = [Named(f"{number:05}", "River Council") for number in range(3_000)]
    pairs = find_pairs(many)
    assert len(pairs) == 2_999
    assert {pair.first for pair in pairs} == {"00000"}
    assert len(find_pairs(many[:MAX_SHARED])) == MAX_SHARED * (MAX_SHARED - 1) // 2


NAMES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(["River", "rivers", "of", "(ROC)", "e.V.", "رود", "河流", "1"]),
            max_size=5,
        ).map(" ".join),
    ),
    max_size=12,
)


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_decides_nothing(names: list[str], chance: random.Random) -> None:
    organizations = [Named(str(number), name, name) for number, name in enumerate(names)]
    shuffled = list(organizations)
    chance.shuffle(shuffled)
    one = {frozenset((p.first, p.second)): p.likenesses for p in find_pairs(organizations)}
    other = {frozenset((p.first, p.second)): p.likenesses for p in find_pairs(shuffled)}
    assert one == other
    assert all(len(pair) == 2 for pair in one)


@pytest.mark.parametrize("name", LISTS)
def test_real_lists_yield_few_pairs_and_each_slip_in_them_is_found(name: str) -> None:
    """On both lists, every pair that is found was judged to be right by eye; see the commit."""
    path = SHARED / name / "signatories.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8", newline="") as file:
        names = sorted({row["name"] for row in csv.DictReader(file)})
    real = [Named(f"{number:04}", each) for number, each in enumerate(names)]
    assert len(find_pairs(real)) <= 2
    chance = random.Random(3)
    slipped = []
    for each in chance.sample(real, 100):
        word = max(each.name.split(), key=len)
        if not word.isalpha() or len(word) < 6:
            continue
        at = chance.randrange(2, len(word) - 1)
        slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        slipped.append((each.key, Named(f"x{each.key}", each.name.replace(word, slip))))
    found = {(p.first, p.second) for p in find_pairs([*real, *(other for _, other in slipped)])}
    missed = [other.name for key, other in slipped if (key, other.key) not in found]
    # A transposition of two equal letters is the same name, and found as that.
    assert len(slipped) > 50
    assert missed == []

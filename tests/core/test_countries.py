"""Countries are recognized as people write them, and never guessed."""

import pytest

from undersigned.core.countries import find_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Germany", "DE"),
        ("germany ", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("The Gambia", "GM"),
        ("the Netherlands", "NL"),
        ("United States", "US"),
        ("United States of America", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Bolivia", "BO"),
        ("Bolivia, Plurinational State of", "BO"),
        ("Iran", "IR"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("South Korea", "KR"),
        ("Trinidad & Tobago", "TT"),
        ("Trinidad and Tobago", "TT"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Russia", "RU"),
        ("Timor-Leste", "TL"),
    ],
)
def test_country_is_found(written: str, code: str) -> None:
    assert find_country(written) == code


@pytest.mark.parametrize("written", ["", "Europe", "Atlantis", "XX", "Kore", "Ger", "all", "EU"])
def test_what_is_no_country_is_not_guessed(written: str) -> None:
    assert find_country(written) is None


def test_names_of_the_letters_languages_are_known_and_no_others() -> None:
    assert find_country("Allemagne") is None
    assert find_country("Allemagne", ["fr"]) == "DE"
    assert find_country("آلمان", ["fr", "fa"]) == "DE"
    assert find_country("Brasil", ["pt-BR"]) == "BR"
    assert find_country("Germany", ["xx-unknown", "tlh"]) == "DE"

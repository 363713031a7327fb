"""Eleven invented organizations in six countries, and the letter that they write."""

from dataclasses import dataclass
from datetime import date
from typing import Any

LEAD = "lead@coalition.example"
MINA = "mina@coalition.example"
PLUME = "plume@rive.example"
DECLINING = "daftar@abadi.example"
SLUG = "river"


@dataclass(frozen=True)
class Cast:
    """One organization, and what shows that it is itself beside how it endorses."""

    name: str
    language: str
    country: str
    country_name: str
    email: str
    website: str
    has_passkey: bool = True
    has_record: bool = False
    has_mailbox: bool = False
    word: str = ""

    @property
    def domain(self) -> str:
        """Of its mailbox, and of its record."""
        return self.email.partition("@")[2]

    def evidence_in_words(self, day: str) -> list[str]:
        """What readers are told below its name, in English, when all of it happened that day."""
        told = [
            f"Agreed to the text with a passkey on {day}"
            if self.has_passkey
            else f"Agreed to the text with a code mailed to {self.domain} on {day}"
        ]
        if self.has_record:
            told.append(f"Named in a record of the domain {self.domain}, seen on {day}")
        if self.has_mailbox:
            told.append(f"Reads mail at {self.domain}, shown on {day}")
        if self.word:
            told.append(f"Those who lead this letter vouch for it since {day}: “{self.word}”")
        return told

    def verified(self, token: str, day: date) -> dict[str, Any]:
        """What `verify --json` tells of it, but for place, digests and keys."""
        on = day.isoformat()
        value = f"undersigned={token}"
        return {
            "edition": 2,
            "name": self.name,
            "passkey": {"algorithm": "ES256", "user_verified": True} if self.has_passkey else None,
            "mailbox": {"domain": self.domain, "date": on}
            if self.has_mailbox or not self.has_passkey
            else None,
            "dns": {"domain": self.domain, "date": on, "value": value} if self.has_record else None,
            "lead": {"date": on} if self.word else None,
        }


CAST = (
    Cast(
        "Bank of Herons",
        "en",
        "GB",
        "United Kingdom",
        "office@herons.example",
        "https://www.herons.example",
        has_record=True,
        has_mailbox=True,
    ),
    Cast(
        "The Gauge Keepers",
        "en",
        "GB",
        "United Kingdom",
        "chair@gauges.example",
        "https://gauges.example",
        has_mailbox=True,
    ),
    Cast(
        "Les Amis de la Rive",
        "fr",
        "FR",
        "France",
        "bureau@rive.example",
        "https://rive.example",
        has_mailbox=True,
    ),
    Cast(
        "Collectif des Écluses",
        "fr",
        "FR",
        "France",
        "contact@ecluses.example",
        "https://ecluses.example",
        word="We met its board in Lyon.",
    ),
    Cast(
        "Coordination des Sources",
        "fr",
        "FR",
        "France",
        "ana@boite.example",
        "https://sources.example",
        word="We called its office at the number that its website gives.",
    ),
    Cast(
        "انجمن دوستداران رود",
        "fa",
        "IR",
        "Iran",
        "info@dustan.example",
        "https://dustan.example",
        has_passkey=False,
    ),
    Cast(
        "کانون آب و آبادی",
        "fa",
        "IR",
        "Iran",
        DECLINING,
        "https://abadi.example",
        has_passkey=False,
        has_mailbox=True,
    ),
    Cast(
        "Flussfreunde Musterstadt e. V.",
        "de",
        "DE",
        "Germany",
        "vorstand@flussfreunde.example",
        "https://flussfreunde.example",
        has_mailbox=True,
    ),
    Cast(
        "Bündnis „Freier Fluss“",
        "de",
        "DE",
        "Germany",
        "buero@freier-fluss.example",
        "https://freier-fluss.example",
    ),
    Cast(
        "Φίλοι του Ποταμού",
        "el",
        "GR",
        "Greece",
        "grafeio@potamos.example",
        "https://potamos.example",
        has_mailbox=True,
    ),
    Cast(
        "Товариство «Тиха вода»",
        "uk",
        "UA",
        "Ukraine",
        "ofis@tyha-voda.example",
        "https://tyha-voda.example",
        has_mailbox=True,
    ),
)

ADDRESSEES = {
    "en": "Ada Exemplar; Chair; River Commission\nBen Example; Minister of Water; Examplia\n"
    "The Council of the Banks; ; Lower Examplia",
    "fr": "Ada Exemplar; Présidente; Commission de la rivière\n"
    "Ben Example; Ministre de l’Eau; Examplie\nLe Conseil des rives; ; Basse-Examplie",
    "fa": "آدا اگزمپلار; رئیس; کمیسیون رود\nبن اگزمپل; وزیر آب; اگزمپلیا\n"
    "شورای کناره‌ها; ; اگزمپلیای سفلی",
}
TITLE_FR = "Donnez une voix à notre rivière"
BODY_FR = """\
Depuis trois étés, la rivière baisse, et personne n’a publié de combien.[^1]

## Ce que nous demandons

::: demands
1. Publiez chaque mois les mesures de toutes les stations.
2. Laissez parler les riverains avant de fermer les vannes.
:::

> Qui détient le nombre détient la rivière.

[^1]: Le rapport sur la rivière, [example.org](https://example.org/report), page 12.
"""
# The second demand: as it is first written, as a suggestion has it, and as it wins over whoever
# declined.
DEMAND = {
    "en": [
        "Let the people of the banks speak before the gates are closed.",
        "Let everybody who lives here speak before the gates are closed.",
        "Let everybody who lives here speak before the gates are closed or a dam is built.",
    ],
    "fr": [
        "Laissez parler les riverains avant de fermer les vannes.",
        "Laissez parler tous ceux qui vivent ici avant de fermer les vannes.",
        "Laissez parler tous ceux qui vivent ici avant de fermer les vannes ou de barrer l’eau.",
    ],
    "fa": [
        "پیش از بستن دریچه‌ها به سخن مردم کناره‌ها گوش دهید.",
        "پیش از بستن دریچه‌ها به سخن همهٔ ساکنان گوش دهید.",
        "پیش از بستن دریچه‌ها یا ساختن سد به سخن همهٔ ساکنان گوش دهید.",
    ],
}
REASON = "در خواست دوم از سدها سخنی نیست."

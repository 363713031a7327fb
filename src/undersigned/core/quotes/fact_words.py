"""The words by which articles in five languages tell of a letter, its signatories and its days.

All are written as `normal.normalize` writes them. A word that ends in * is the beginning of one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final


def _pattern(words: str) -> re.Pattern[str]:
    parts = (
        re.escape(word.rstrip("*").replace("_", " ")) + (r"\w*" if word.endswith("*") else "")
        for word in words.split()
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?!\w)")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Words before a number that say how it is meant."""

    at_least: re.Pattern[str]
    more: re.Pattern[str]
    nearly: re.Pattern[str]
    about: re.Pattern[str]
    less: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FactWords:
    """One language's words; `vague` are numbers such as dozens, from the first to the second."""

    letter: re.Pattern[str]
    signed: re.Pattern[str]
    organizations: re.Pattern[str]
    persons: re.Pattern[str]
    signatories: re.Pattern[str]
    bounds: Bounds
    vague: Mapping[str, tuple[int, int]]
    published: re.Pattern[str]
    delivered: re.Pattern[str]
    addressed: re.Pattern[str]
    within: re.Pattern[str]
    # Before a number: of which others are a part, or how many there should be.
    parted: re.Pattern[str]
    wished: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days_ago: Mapping[str, int]

    @property
    def vague_numbers(self) -> re.Pattern[str]:
        """Any of the vague numbers, the longest first: "tens of thousands" are no thousands."""
        return _pattern(" ".join(word.replace(" ", "_") for word in self.vague))


def _numbered(words: str, first: int) -> dict[str, int]:
    return {
        word: number
        for number, spellings in enumerate(words.split(), first)
        for word in spellings.split("/")
    }


_MOST: Final = 10**9
_BUILDERS: Final[Mapping[str, Callable[[], FactWords]]] = {
    "en": lambda: FactWords(
        _pattern("letter* petition* appeal open_letter joint_statement"),
        _pattern("sign signed signs signing endorsed joined"),
        _pattern("groups group organisations organizations organisation organization parties"
                 " associations unions ngos institutions charities societies bodies federations"
                 " movements networks"),
        _pattern("people persons individuals scientists academics scholars activists citizens"
                 " writers lawyers experts economists doctors researchers journalists artists"
                 " professors figures"),
        _pattern("signatories signatures signers"),
        Bounds(
            _pattern("at_least no_fewer_than not_less_than"),
            _pattern("more_than over above upwards_of exceeding"),
            _pattern("nearly almost close_to just_under"),
            _pattern("about around some roughly approximately circa"),
            _pattern("fewer_than less_than under up_to"),
        ),
        {"dozens": (24, 199), "scores": (40, 199), "hundreds": (200, 1999),
         "thousands": (2000, 99_999), "tens of thousands": (20_000, 199_999),
         "hundreds of thousands": (200_000, 1_999_999), "millions": (2_000_000, _MOST)},
        _pattern("published released issued dated made_public sent wrote written"),
        _pattern("delivered handed presented submitted handed_over"),
        _pattern("letter_to addressed_to wrote_to addressed"),
        _pattern("in at"),
        _pattern("the these those both"),
        _pattern("need needs needed takes take must require* threshold goal target aim* hope*"
                 " expect* if until"),
        _numbered("january/jan february/feb march/mar april/apr may june/jun july/jul august/aug"
                  " september/sept/sep october/oct november/nov december/dec", 1),
        _numbered("monday tuesday wednesday thursday friday saturday sunday", 0),
        {"today": 0, "yesterday": 1},
    ),
    "fr": lambda: FactWords(
        _pattern("lettre* pétition* appel tribune"),
        _pattern("signé signés signée signées signent signer"),
        _pattern("groupes groupe organisations organisation associations partis ong syndicats"
                 " mouvements institutions fédérations collectifs"),
        _pattern("personnes personnalités citoyens chercheurs intellectuels scientifiques avocats"
                 " médecins artistes journalistes économistes universitaires experts"),
        _pattern("signataires signatures"),
        Bounds(
            _pattern("au_moins pas_moins_de"),
            _pattern("plus_de plus_d'"),
            _pattern("près_de presque"),
            _pattern("environ quelque quelques autour_de"),
            _pattern("moins_de jusqu'à"),
        ),
        {"dizaines": (20, 199), "une dizaine": (8, 12), "une douzaine": (11, 13),
         "une quinzaine": (13, 17), "une vingtaine": (18, 22), "une trentaine": (27, 33),
         "une quarantaine": (36, 44), "une cinquantaine": (45, 55), "une centaine": (90, 110),
         "centaines": (200, 1999), "un millier": (900, 1100), "milliers": (2000, 99_999),
         "dizaines de milliers": (20_000, 199_999),
         "centaines de milliers": (200_000, 1_999_999), "millions": (2_000_000, _MOST)},
        _pattern("publiée publié parue paru datée rendue_publique diffusée envoyée écrit"),
        _pattern("remise remis déposée livrée"),
        _pattern("lettre_à lettre_au lettre_aux adressée_à adressée_au adressée_aux"
                 " lettre_ouverte_à lettre_ouverte_au lettre_ouverte_aux appel_à"),
        _pattern("à au en"),
        _pattern("les ces ses leurs"),
        _pattern("faut faudrait objectif seuil espère* vise*"),
        _numbered("janvier février mars avril mai juin juillet août septembre octobre novembre"
                  " décembre", 1),
        _numbered("lundi mardi mercredi jeudi vendredi samedi dimanche", 0),
        {"aujourd'hui": 0, "hier": 1},
    ),
    "de": lambda: FactWords(
        _pattern("brief* appell* aufruf* petition*"),
        _pattern("unterzeichn* unterschr*"),
        _pattern("gruppen organisationen verbände vereine parteien gewerkschaften ngos"
                 " gruppierungen institutionen initiativen oppositionsgruppen bündnisse"),
        _pattern("menschen personen wissenschaftler* forscher* bürger* intellektuelle* juristen"
                 " ärzte künstler* journalisten ökonomen professoren"),
        _pattern("unterzeichner* unterzeichnende* unterschriften"),
        Bounds(
            _pattern("mindestens wenigstens"),
            _pattern("mehr_als über"),
            _pattern("fast nahezu beinahe knapp"),
            _pattern("etwa rund ungefähr circa ca einige"),
            _pattern("weniger_als unter bis_zu"),
        ),
        {"dutzende": (24, 199), "dutzenden": (24, 199), "hunderte": (200, 1999),
         "hunderten": (200, 1999), "tausende": (2000, 99_999), "tausenden": (2000, 99_999),
         "zehntausende": (20_000, 199_999), "hunderttausende": (200_000, 1_999_999)},
        _pattern("veröffentlicht* erschien* datiert* geschrieben verschickt gesandt"),
        _pattern("übergeben überreicht zugestellt"),
        _pattern("brief_an gerichtet_an appell_an briefs_an schreiben_an"),
        _pattern("in am im"),
        _pattern("die diese den der beiden"),
        _pattern("braucht brauchen nötig ziel erforderlich hoffen"),
        _numbered("januar/jänner februar märz april mai juni juli august september oktober"
                  " november dezember", 1),
        _numbered("montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag", 0),
        {"heute": 0, "gestern": 1},
    ),
    "es": lambda: FactWords(
        _pattern("carta* petición llamamiento manifiesto"),
        _pattern("firmado firmada firman firmaron firmar suscri*"),
        _pattern("grupos grupo organizaciones asociaciones partidos ong sindicatos entidades"
                 " colectivos movimientos instituciones"),
        _pattern("personas ciudadanos intelectuales académicos científicos investigadores"
                 " activistas abogados médicos artistas periodistas economistas"),
        _pattern("firmantes firmas signatarios"),
        Bounds(
            _pattern("al_menos por_lo_menos no_menos_de"),
            _pattern("más_de"),
            _pattern("casi cerca_de"),
            _pattern("unos unas alrededor_de aproximadamente"),
            _pattern("menos_de hasta"),
        ),
        {"decenas": (20, 199), "docenas": (24, 199), "una decena": (8, 12),
         "una docena": (11, 13), "una veintena": (18, 22), "un centenar": (90, 110),
         "cientos": (200, 1999), "centenares": (200, 1999), "miles": (2000, 99_999),
         "decenas de miles": (20_000, 199_999), "cientos de miles": (200_000, 1_999_999),
         "millones": (2_000_000, _MOST)},
        _pattern("publicada publicado publicaron difundida fechada enviada escribieron"),
        _pattern("entregada entregado entregaron presentada"),
        _pattern("carta_a carta_al dirigida_a dirigida_al carta_abierta_a carta_abierta_al"),
        _pattern("en"),
        _pattern("los las estos estas"),
        _pattern("necesita* faltan objetivo hacen_falta espera*"),
        _numbered("enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre"
                  " noviembre diciembre", 1),
        _numbered("lunes martes miércoles jueves viernes sábado domingo", 0),
        {"hoy": 0, "ayer": 1},
    ),
    "fa": lambda: FactWords(
        _pattern("نامه* بیانیه* طومار* فراخوان*"),
        _pattern("امضا*"),
        _pattern("گروه سازمان حزب تشکل نهاد انجمن گروهها سازمانها احزاب اتحادیه"),
        _pattern("نفر تن شهروند فعال دانشمند استاد روزنامهنگار نویسنده وکیل پزشک هنرمند کنشگر"),
        _pattern("امضا امضاکننده امضاکنندگان"),
        Bounds(
            _pattern("دستکم دست_کم حداقل لااقل"),
            _pattern("بیش_از بیشتر_از"),
            _pattern("نزدیک_به"),
            _pattern("حدود تقریبا تقریباً قریب_به"),
            _pattern("کمتر_از"),
        ),
        {"دهها": (20, 199), "صدها": (200, 1999), "هزاران": (2000, 99_999),
         "دهها هزار": (20_000, 199_999), "صدها هزار": (200_000, 1_999_999)},
        _pattern("منتشر انتشار مورخ نوشتند نوشته ارسال"),
        _pattern("تحویل تسلیم تقدیم"),
        _pattern("نامه_به خطاب_به نامهای_به نامه_ای_به"),
        _pattern("در"),
        _pattern("این آن"),
        _pattern("لازم نیاز انتظار هدف"),
        _numbered("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند", 1),
        _numbered("دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه", 0),
        {"امروز": 0, "دیروز": 1},
    ),
}  # fmt: skip


@cache
def fact_words(language: str) -> FactWords | None:
    """The words of a language, built when first needed; None where there are none."""
    build = _BUILDERS.get(language)
    return build() if build is not None else None

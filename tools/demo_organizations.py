"""The invented organizations that carry the demonstration letter, and those that join them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that there is not, and a domain that nobody can have (RFC 2606)."""

    country: str
    domain: str
    name: str


COALITION: Final = (
    Organization("KE", "wauguzi-wa-usiku", "Wauguzi wa Usiku – Night Nurses’ Union"),
    Organization("FR", "memoire-des-crues", "Mémoire des crues"),
    Organization("BD", "nodir-khata", "নদীর খাতা"),
    Organization("NL", "de-peilschaal", "Stichting De Peilschaal"),
    Organization("IR", "abnegaran", "انجمن آب‌نگاران"),
    Organization("CO", "aforadores", "Red de Aforadores Comunitarios"),
    Organization("FR", "bibliotheques-des-rives", "Bibliothèques des rives"),
    Organization("BD", "kheya-samity", "খেয়া মাঝি সমিতি"),
    Organization("NL", "veerlieden-verenigd", "Veerlieden Verenigd"),
    Organization("IR", "ketabdaran-roud", "خانهٔ کتابداران رودکنار"),
    Organization("KE", "ledger-house", "Ledger House River Archive"),
)

SUPPORTERS: Final = (
    Organization("GB", "tidewrack", "Tidewrack Record Society"),
    Organization("DE", "pegelwacht", "Pegelwacht e. V."),
    Organization("PT", "cheias-e-memoria", "Associação Cheias e Memória"),
    Organization("GR", "potamos-mnimi", "Ποταμός και Μνήμη"),
    Organization("JP", "kawa-no-kiroku", "川の記録を守る会"),
    Organization("EG", "dhakirat-al-nahr", "جمعية ذاكرة النهر"),
    Organization("PL", "wodowskaz", "Fundacja Wodowskaz"),
    Organization("MX", "ojos-de-agua", "Ojos de Agua, A. C."),
    Organization("IN", "nadi-lekha", "नदी लेखा न्यास"),
    Organization("UA", "richkovyi-arkhiv", "Річковий архів"),
    Organization("TR", "irmak-defteri", "Irmak Defteri Derneği"),
    Organization("SE", "vattenminnet", "Vattenminnet"),
    Organization("VN", "so-nuoc", "Nhóm Sổ Nước"),
    Organization("CA", "two-banks", "Two Banks Librarians’ Circle"),
    Organization("KR", "ganggirok", "강기록연대"),
    Organization("SN", "piroguiers-de-garde", "Piroguiers de garde"),
    Organization("IT", "idrometro", "Amici dell’Idrometro"),
    Organization("IL", "sefer-hamayim", "ספר המים"),
    Organization("BR", "regua-aberta", "Instituto Régua Aberta"),
    Organization("CZ", "hladomer", "Spolek Hladoměr"),
    Organization("AF", "daftar-e-ab", "دفتر آب"),
    Organization("RS", "vodomer", "Удружење Водомер"),
    Organization("SG", "hechuan-shuwu", "河川書屋"),
    Organization("IE", "weir-keepers", "The Weir Keepers’ Guild"),
    Organization("CH", "haute-eau", "Fondation Haute-Eau"),
    Organization("TZ", "kivuko-salama", "Kivuko Salama"),
    Organization("FI", "vedenkorkeus", "Vedenkorkeus ry"),
    Organization("CL", "rio-que-recuerda", "Corporación Río que Recuerda"),
    Organization("NZ", "braided-river-schools", "Braided River Schools Network"),
)

"""How German articles name a letter, its signatories and its addressees."""

from undersigned.core.quotes.speakers.vocabulary import Vocabulary, compiled
from undersigned.core.quotes.word_list import word_list


def german() -> Vocabulary:
    """The vocabulary of German articles."""
    document = (
        r"(?:\w*brief\w*|\w*appell\w*|erklärung|aufruf\w*|\w*schreiben\w*|petition"
        r"|manifest\w*|resolution|text\w*)"
    )
    return Vocabulary(
        documents=word_list(
            "brief briefs briefes brandbrief brandbriefs appell appells erklärung aufruf aufrufs",
            "schreiben schreibens petition manifest text textes papier stellungnahme begründung",
            "seite",
            "resolution offener",
        ),
        signers=word_list(
            "unterzeichner unterzeichnerinnen unterzeichnern unterzeichnenden verfasser",
            "verfasserinnen",
            "verfassern autoren autorinnen petenten initiatoren initiatorinnen absender",
            "mitunterzeichner",
        ),
        offices=word_list(
            "minister ministerin ministers ministern bundeskanzler bundeskanzlerin kanzler",
            "kanzlerin",
            "präsident präsidentin senator senatorin landrat landrätin bürgermeister",
            "bürgermeisterin",
            "oberbürgermeister oberbürgermeisterin ministerpräsident ministerpräsidentin bundesrat",
            "bundesrätin stadtrat verleger vorstand intendant rektor rektorin verlag bundestag",
            "landtag",
            "staatsrat regierungsrat kommission außenminister innenminister regierung chefin chef",
        ),
        institutions=word_list(
            "ministerium ministeriums haus hauses amt behörde regierung landesregierung büro",
            "departement verwaltung rathaus senat landkreis bildungsdirektion verlag kanzleramt",
            "konzern",
            "leitung klinikleitung kreisverwaltung senatsverwaltung staatskanzlei bundesregierung",
        ),
        voices=word_list(
            "sprecher sprecherin sprechers büro haus hauses ministerium ministeriums umfeld kreise",
            "vertreter vertreterin leiter leiterin vorsitzende vorsitzender geschäftsführer",
            "mitglied",
            "geschäftsführerin präsident präsidentin departement programmleiter lektor kreisen",
        ),
        speaks=word_list("sprecher sprecherin"),
        leads=word_list(
            "sprecherin sprecher vorsitzende vorsitzender gründerin gründer präsidentin",
            "präsident leiterin koordinatorin koordinator",
        ),
        outside=word_list(
            "professor ökonom opposition partei abgeordnete abgeordneter institut universität",
            "experte ehemalige fraktion gewerkschaft kassen",
        ),
        he=word_list("er ihm selbst"),
        she=word_list("sie ihr"),
        it=word_list("es dieses darin dessen"),
        they=word_list("sie diese ihnen alle beide die"),
        possessives=word_list(
            "sein seine seiner seines ihr ihre ihrer ihres ihrem dessen deren seinem",
        ),
        determiners=word_list(
            "der die das den dem des ein eine einer einem einen mehr als rund etwa über knapp",
            "fast gut",
            "hundert tausend zwei drei vier fünf sechs sieben acht neun zehn elf zwölf viele alle",
            "dieser diese dieses mehrere zahlreiche insgesamt und sowie sein seine ihr ihre",
        ),
        others=word_list("andere einige manche viele kritiker gegner anderen"),
        cuts=word_list(
            "aus von vom des der im in für bei mit auf an am zu zum zur gegen über nach unter",
            "um wie",
        ),
        links=word_list("von aus"),
        quantities=word_list(
            "gruppe bündnis reihe dutzende hunderte tausende zahl mehrzahl vertreter",
        ),
        is_head_last=False,
        part=compiled(
            r"unterzeich|(?:verfass\w*|initiiert|organisiert|mitgegründet|geschrieben"
            r"|sprecher\w* (?:der|des)"
            r"|initiator\w*|angestoßen|von dem die idee|formuliert|aufgesetzt|mitverfass\w*|stammt"
            r"|unterschrieb\w*)\b.{0,40}?\b(?:",
            document,
            r"|initiative|bündnis\w*|unterzeichner\w*|gruppe|verbände)|\b(?:den|dem|des) ",
            document,
            r".{0,40}\b(?:verfasst|initiiert|unterschrieben|unterzeichnet|organisiert|geschrieben)",
        ),
        letter=compiled(
            r"\boffene[nrs]? brief|\bbrandbrief|\bgemeinsame[nrms]? (?:erklärung|appell"
            r"|schreiben|brief|aufruf)"
            r"|\bunterzeichn|\bpetition|\bappell\b|\bschreiben\b.{0,30}\ban\b"
            r"|\bin einem (?:brief|appell|aufruf)"
            r"|unterschr(?:ieben|iften)|\bdes schreibens\b|\bder brief\b"
            r"|gemeinsame[nr] stellungnahme|\bdie erklärung\b|erklärung, die \d",
        ),
        asks=compiled(
            r"\b(?:forder(?:n|t|ten)|verlang(?:en|t|ten)|rufen|ruft|riefen|drängen|drängt"
            r"|warnen|warnten|warnt"
            r"|bitten|baten|bittet|appellieren|schreiben|schrieben|wenden|wendet|wandten|haben"
            r"|hat|protestieren"
            r"|kritisieren|wollen|werfen|stellen|sehen|sprechen|fürchten|lehnen)\b",
        ),
        to=compiled(
            r"\b",
            document,
            r" an (?!dem\b)|\b(?:wenden|wandten|gewandt|appellieren|appellierten) (?:sich )?an "
            r"|\bsich\b.{0,80}? an |\b(?:rufen|riefen|fordern|forderten|drängen|bitten"
            r"|baten)(?: sie)? ",
        ),
        by=compiled(
            r"unterzeichnet von |initiiert von |unterschrieben von |\b",
            document,
            r" (?:der|des|von) ",
        ),
        endings=(
            "innen", "ischen", "in", "en", "er", "es", "ern", "s", "e", "n",
        ),
    )  # fmt: skip

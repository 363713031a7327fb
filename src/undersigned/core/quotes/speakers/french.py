"""How French articles name a letter, its signatories and its addressees."""

from undersigned.core.quotes.speakers.vocabulary import Vocabulary, compiled
from undersigned.core.quotes.word_list import word_list


def french() -> Vocabulary:
    """The vocabulary of French articles."""
    document = (
        r"(?:lettre|tribune|pétition|déclaration|appel|manifeste|communiqué|texte|courrier|missive)"
    )
    return Vocabulary(
        documents=word_list(
            "lettre tribune pétition déclaration appel manifeste communiqué texte courrier missive",
            "document message adresse motion",
        ),
        signers=word_list(
            "signataires signataire auteurs pétitionnaires initiateurs autrices rédacteurs",
            "premiers",
        ),
        offices=word_list(
            "ministre ministres président présidente maire préfet préfète premier première",
            "chancelier",
            "chancelière directeur directrice secrétaire garde conseil conseiller conseillère",
            "recteur",
            "recteurs rectrice députés sénateurs sénat assemblée parlement commissaire gouverneur",
            "évêque rapporteure rapporteur présidents dirigeants pdg patron élus conseillers",
        ),
        institutions=word_list(
            "ministère gouvernement cabinet chancellerie mairie préfecture département direction",
            "municipalité élysée matignon entourage exécutif rectorat commission groupe entreprise",
        ),
        voices=word_list(
            "porte-parole entourage cabinet conseiller conseillère source adjoint adjointe",
            "ministère",
            "directeur directrice président présidente fondateur fondatrice membre proches proche",
            "services responsable coordinatrice coordinateur secrétaire département avocat avocate",
        ),
        speaks=word_list("porte-parole entourage"),
        leads=word_list(
            "président présidente coordinatrice coordinateur fondateur fondatrice cofondateur",
            "cofondatrice porte-parole responsable secrétaire",
        ),
        outside=word_list(
            "professeur économiste opposition parti député députée sénateur sénatrice institut",
            "université criminologue chercheur chercheuse ancien ancienne chef conseiller",
            "conseillère nationale syndicat",
        ),
        he=word_list("il lui lui-même celui-ci"),
        she=word_list("elle elle-même celle-ci"),
        it=word_list("ce cela qui"),
        they=word_list("ils elles eux tous toutes ceux-ci"),
        possessives=word_list("son sa ses leur leurs dont"),
        determiners=word_list(
            "le la les l un une des du de ce cet cette ces son sa ses leur leurs plus près quelque",
            "environ mille cent cents deux trois quatre cinq six sept huit neuf dix onze douze",
            "treize",
            "quatorze quinze seize vingt trente quarante cinquante soixante d tous toutes",
            "chaque et",
            "soixante-trois dix-neuf quarante-deux plusieurs quelques même au moins presque",
        ),
        others=word_list("certains certaines autres plusieurs beaucoup aucun d’autres"),
        cuts=word_list(
            "de du des d à au aux en dans pour sur par avec qui que dont actifs actives rédigé",
            "signé",
            "contre chez sans entre publié publiée",
        ),
        links=word_list("de d des du"),
        quantities=word_list(
            "groupe collectif centaine centaines dizaine dizaines millier milliers total vingtaine",
            "quarantaine cinquantaine trentaine coalition majorité figures représentants membres",
        ),
        is_head_last=False,
        part=compiled(
            r"signataire|(?:signé|rédigé|coordonn|initi|lancé|porté|cosign|écrit|à l’origine"
            r"|organis"
            r"|auteur|autrice|porte-parole|au nom)\w*\b.{0,30}?\b(?:",
            document,
            r"|signataires|collectif|mouvement|appel)",
        ),
        letter=compiled(
            r"\b(?:lettre|tribune|appel|déclaration|communiqué|texte|courrier) (?:ouverte?|commune?"
            r"|adressée?|signée?|publique)|\bpétition|\bsignataires?\b|\btribune (?:de|publiée)"
            r"|(?:ont|a) (?:co)?signé|\bla lettre\b|\bleur (?:lettre|texte|appel)\b|\b(?:ont"
            r"|a) écrit (?:à|au)",
        ),
        asks=compiled(
            r"\b(?:appell?ent|appelle|exhortent|exhorte|demandent|demande|réclament|réclame"
            r"|pressent|presse"
            r"|dénoncent|supplient|interpellent|interpelle|accusent|s’opposent|s'opposent"
            r"|alertent|somment"
            r"|prient|écrivent|protestent|contestent|veulent|refusent|ont (?:co)?(?:signé"
            r"|adressé|écrit"
            r"|demandé|appelé|publié|exhorté|lancé|rendu|envoyé|interpellé|joint)|a (?:signé"
            r"|adressé)|adressent)\b",
        ),
        to=compiled(
            r"\b",
            document,
            r"(?: \S+){0,5}? (?:adressée?s? |envoyée?s? |remise? |transmise? )?(?:à|au|aux) "
            r"|(?:adress|écri|demand|envoy)\w*(?:,[^,]{0,40},)?(?: une? \S+(?: ouverte)?)? (?:à"
            r"|au|aux) "
            r"|\b(?:appell?e(?:nt)?|exhorte(?:nt)?|supplie(?:nt)?|presse(?:nt)?"
            r"|interpelle(?:nt)?) ",
        ),
        by=compiled(
            r"(?:co)?signée? par |\bpubliée? par |à l’initiative d\w*\W|lancée? par "
            r"|portée? par |\b",
            document,
            r" (?:du|des|de la|de l’) ",
        ),
        endings=(
            "trices",
            "teurs",
            "euses",
            "eurs",
            "trice",
            "teur",
            "ées",
            "es",
            "és",
            "s",
            "x",
            "e",
        ),
    )

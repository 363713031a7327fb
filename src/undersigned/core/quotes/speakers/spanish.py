"""How Spanish articles name a letter, its signatories and its addressees."""

from undersigned.core.quotes.speakers.vocabulary import Vocabulary, compiled
from undersigned.core.quotes.word_list import word_list


def spanish() -> Vocabulary:
    """The vocabulary of Spanish articles."""
    document = (
        r"(?:carta|manifiesto|comunicado|declaración|petición|escrito|misiva|texto"
        r"|documento|pronunciamiento)"
    )
    return Vocabulary(
        documents=word_list(
            "carta manifiesto comunicado declaración petición escrito misiva texto documento",
            "mensaje",
            "pronunciamiento nota solicitud",
        ),
        signers=word_list(
            "firmantes firmante autores autoras peticionarios suscriptores promotores impulsores",
            "abajofirmantes",
        ),
        offices=word_list(
            "ministro ministra ministros presidente presidenta alcalde alcaldesa consejero",
            "consejera",
            "secretario secretaria gobernador gobernadora concejal concejala fiscal canciller",
            "rector",
            "rectora director directora congreso parlamento ayuntamiento junta gobierno jefe",
            "obispo",
            "intendente intendenta senado senadores diputados jerarca titular consejo cancilleres",
        ),
        institutions=word_list(
            "ministerio gobierno secretaría consejería ayuntamiento fiscalía departamento",
            "ejecutivo",
            "gabinete alcaldía cartera despacho oficina presidencia cancillería jefatura empresa",
        ),
        voices=word_list(
            "portavoz vocero vocera fuentes fuente entorno equipo director directora titular",
            "gabinete",
            "presidente presidenta secretario secretaria miembro dirigente coordinador",
            "coordinadora",
            "fundador fundadora ministerio asesor asesora funcionario representante cerca",
        ),
        speaks=word_list("portavoz vocero vocera"),
        leads=word_list(
            "presidenta presidente portavoz vocera vocero coordinadora coordinador fundadora",
            "fundador dirigente",
        ),
        outside=word_list(
            "profesor economista oposición partido diputado diputada senador senadora instituto",
            "universidad experto analista grupo sindicato",
        ),
        he=word_list("él éste este"),
        she=word_list("ella ésta esta"),
        it=word_list("ello eso"),
        they=word_list("ellos ellas éstos todos todas"),
        possessives=word_list("su sus cuyo cuya cuyos"),
        determiners=word_list(
            "el la los las un una unos unas más de menos casi cerca unos cientos del al su sus",
            "este esta",
            "estos estas dos tres cuatro cinco seis siete ocho nueve diez once doce trece",
            "catorce mil",
            "quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta",
            "cien y",
            "medio centenar varios ese esa esos total antiguos propios todos lo",
        ),
        others=word_list("otros otras algunos algunas muchos varios ciertos"),
        cuts=word_list(
            "de del en por para con que quien a al sobre contra desde entre sin",
        ),
        links=word_list("de del"),
        quantities=word_list(
            "grupo grupos total decenas cientos miles centenar docena red coalición centenares",
        ),
        is_head_last=False,
        part=compiled(
            r"firmante|(?:firm[óa]\w*|redact\w+|impuls\w+|coordin\w+|promov\w+|promotor\w*"
            r"|vocer[oa] de|escrib\w+"
            r"|portavoz de|autor\w*|inici\w+|suscri\w+)\b.{0,30}?\b(?:",
            document,
            r"|firmantes|red|plataforma|colectivo|iniciativa|campaña)",
        ),
        letter=compiled(
            r"\bcarta (?:abierta|pública|conjunta|dirigida|firmada|enviada)|\bfirmantes\b"
            r"|\bmanifiesto\b"
            r"|\bdeclaración conjunta|\bpetición\b|\bcomunicado (?:conjunto|en el que)"
            r"|\bla (?:carta|misiva)\b"
            r"|\bhan (?:firmado|suscrito)|\b(?:el|un) pronunciamiento\b",
        ),
        asks=compiled(
            r"\b(?:pid(?:en|ió|ieron|e)|exig(?:en|ió|ieron|e)|reclam(?:an|ó|aron|a)|instan"
            r"|instaron|advierten"
            r"|solicit(?:an|aron|ó|a)|denuncian|denunciaron|piden|urgen|rechazan|acusan|ven"
            r"|han (?:firmado|pedido"
            r"|hecho|enviado|dirigido|suscrito|publicado)|emitieron|entregó|entregaron|firmaron"
            r"|enviaron|dirigieron"
            r"|publicaron|apelan|llaman|critican|alertan|ruegan)\b",
        ),
        to=compiled(
            r"\b",
            document,
            r"(?: \S+){0,3}? (?:a|al) |\b(?:pid\w+|exig\w+|reclam\w+|inst\w+|solicit\w+"
            r"|dirigid[oa]s?"
            r"|enviad[oa]|envi\w+|advierten|urgen|apelan)(?: \w+)? (?:a|al) "
            r"|\ben la que reclaman a ",
        ),
        by=compiled(
            r"\b(?:firmad[oa]|suscrit[oa]|impulsad[oa]|promovid[oa]|divulgad[oa](?: \w+)?"
            r"|respaldad[oa]) por ",
        ),
        endings=("ores", "oras", "ora", "or", "es", "os", "as", "s", "o", "a", "e"),
    )

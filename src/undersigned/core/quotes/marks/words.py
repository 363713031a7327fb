"""The words by which an article tells titles and scare quotes from quotations, by language."""

import re
from functools import cache
from typing import Final

from undersigned.core.quotes.word_list import word_list

# Nouns and verbs before which or behind which a title stands.
TITLE_WORDS: Final = {
    "en": word_list(
        "book books novel novels memoir memoirs autobiography biography film films",
        "movie movies documentary show shows program programme series sitcom podcast album song",
        "songs single hit play musical opera poem essay article column editorial op-ed newsletter",
        "magazine newspaper report study paper bill act law campaign slogan exhibition exhibit",
        "episode ad hashtag segment anthem ballad hymn comedy drama",
        "thriller painting sculpture video game initiative project host hosts hosted anchor",
        "sang sings singing performed performing starred directed wearing group organization pac",
        "premiere bestseller best-seller motto banner website blog hat hats",
    ),
    "fr": word_list(
        "livre livres roman film documentaire émission série album chanson pièce poème essai",
        "article tribune éditorial quotidien journal hebdomadaire mensuel magazine revue motion",
        "loi projet slogan",
        "exposition campagne opération collectif association mouvement rapport déclaration titre",
        "la",
    ),
    "de": word_list(
        "buch bücher roman film dokumentarfilm sendung serie album lied stück gedicht aufsatz",
        "artikel wochenzeitung zeitung tageszeitung zeitschrift magazin nachrichtenmagazin titel",
        "initiative kampagne bündnis aktion motto gesetz ausstellung podcast",
        "spiegel überschrift aufschrift projekt verein talkshow partei bewegung studie bericht",
    ),
    "es": word_list(
        "libro libros novela película filme documental programa serie álbum canción obra poema",
        "ensayo artículo columna editorial diario periódico semanario revista digital",
        "lema exposición",
        "campaña plataforma colectivo ley informe estudio edición espectáculo",
    ),
    "fa": word_list(
        "کتاب رمان فیلم مستند برنامه برنامهٔ مجموعه مجموعهٔ سریال آلبوم ترانه ترانهٔ شعر مقاله",
        "مقالهٔ روزنامه روزنامهٔ ماهنامه ماهنامهٔ هفته‌نامه هفته‌نامهٔ مجله مجلهٔ نشریه نشریهٔ",
        "گروه",
        "کارزار کمپین عنوان فهرست نمایش نمایشگاه طرح لایحه لایحهٔ نام سازمان انجمن",
        "پویش شعار خبرگزاری توقیف جنبش",
    ),
}
# Nouns that follow on a title or name: the “Access Hollywood” tape.
BEHIND_TITLES: Final = word_list(
    "tape tapes video videos movement host hosts co-host cohost anchor moderator skit sketch",
    "program",
    "programme show act bill law provision hat hats cap caps sign signs banner banners shirt",
    "shirts",
    "t-shirt t-shirts tour rally rallies campaign series app cast star stars creator producer",
    "author",
    "actor actress singer column documentary ad ads list initiative chief reporter correspondent",
    "contestant franchise film movie album song book memoir novel magazine website blog podcast",
    "exhibition festival coalition group caucus project fund trilogy fame episode segment",
)
# Participles that only tell of a title if they stand directly before it.
ENTITLED: Final = word_list(
    "called named titled entitled headlined headed intitulé intitulée baptisé baptisée namens",
    "betitelt",
    "titulado titulada llamado llamada denominado denominada bautizado bautizada",
)
# What stands directly before words that are spoken about, or that nobody is said to say.
_WORDS_AS_WORDS: Final = {
    "en": (
        r"(?:\bso[- ]called|(?:^|[.!?]\W{0,2} )the (?:word|term|phrase|label)|\b(?:rejected|of"
        r"|by|to|is|was|that|for|against|avoid|about|like|with"
        r"|from|on|and|hates?|banned|contains?) the (?:word|term|phrase|expression|label)s?"
        r"|\b(?:known|referred to|described widely) as|nicknamed|dubbed|\bknown to (?:all|many) as)"
        r",?\s$"
    ),
    "fr": (
        r"(?:\bsoi-disant|\b(?:du|le|au|un|les|des|de|l.)\s?(?:mots?|termes?|expressions?"
        r"|vocables?)"
        r"|surnommée?s?)\s$"
    ),
    "de": (
        r"(?:\bsogenannte[nrms]?|\bso genannte[nrms]?"
        r"|\b(?:das|dem|des|der|den) (?:wort|wortes|begriff|begriffs|ausdruck|aufschrift"
        r"|beiname[ns]?)|\bunwort|\bmit der aufschrift)\s$"
    ),
    "es": (
        r"(?:\b(?:el|los|la|las|del|al) llamad[oa]s?|\b(?:la|el|las|los|del) "
        r"(?:palabras?|términos?|expresión|expresiones|vocablo)|apodad[oa]s?"
        r"|\bmal llamad[oa]s?)\s$"
    ),
    "fa": r"(?:واژه|واژهٔ|واژه‌ی|کلمه|کلمهٔ|کلمه‌ی|اصطلاح|عبارت|به اصطلاح|لقب)\s$",
}
# Beginnings of words that tell of speech, thought, will, judgement or writing. Where one stands in
# the sentence, quoted words may be somebody's; the list errs on that side.
_CUE_STEMS: Final = {
    "en": (
        "sa(?:id|y|ys|ying)|t(?:ell|ells|old|elling)|wr(?:ite|ites|iting|itten|ote)|spo(?:ke"
        "|ken)|speak"
        "|talk|ask|answer|repl|respon|announc|declar|describ|descript|call|label|brand|dub|term"
        "|refer"
        "|argu|accus|acknowledg|add|admi[ts]|advis|advoc|affirm|agree|alleg|appeal|assert|assur"
        "|attack"
        "|believ|blam|boast|brag|characteri|charg|chant|cit|claim|comment|compar|complain|conced"
        "|conclud|condemn|confess|confirm|critici|critique|criticis|cry|cried|decr|defend"
        "|demand|den[iy]|denounc"
        "|deplor|deride|dismiss|emphasi|endors|express|fear|hail|hint|hope|hoping|implor|insist"
        "|interview|joke|joking|lament|letter|maintain|mock|mention|note|noting|observ|oppos"
        "|order|pledg"
        "|plead|point|post|prais|predict|press|promis|pronounc|propos|protest|question|quip"
        "|quot|read"
        "|recall|recogni|recommend|reject|remark|remind|report|request|retort|reveal|ridicul"
        "|rul|shout"
        "|sign|slam|slogan|state|stating|statement|stress|suggest|support|testi|thank|think"
        "|thought|threat"
        "|thread|tout|tweet|urg|view|voic|vow|want|warn|welcom|words?|according|petition|appeal"
        "|speech|memo"
        "|feel|felt|wish|decid|need|explain|sought|seek|fram|portray|cast|promot|propos|pitch"
        "|sell|sold"
        "|resol|vot|bill|law|rhetoric|remarks?|email|message|text|motion|ad|ads|mut(?:ter"
        "|tered)|blast"
        "|rip|bash|lash|decried|scold|rebuk|tease|taunt|insult|apologi|regret|us(?:e|ed|es|ing)"
        "|consider"
        "|regard|see|sees|saw|treat|deem|judg|rank|rat|summ|recount|relat|reckon|held|hold"
        "|contend|contain"
        "|includ|require|provid|prohibit|ban|permit|allow|guarantee|definition|defin"
    ),
    "fr": (
        "di[rst]|dis|di(?:sai|sen)|déclar|affirm|ajout|annonc|appel|argu|assur|avert|balay"
        "|concl|condamn"
        "|confi|confirm|contest|craind|crai[nt]|critiqu|cri|croi|demand|dénonc|déplor|décri"
        "|défend|démen"
        "|écri|estim|évoqu|exhort|exig|expliqu|exprim|félicit|glis|insist|interpell|invit"
        "|ironis|jug"
        "|justifi|juri|lanc|lettre|lu|lire|martel|menac|mett|mis|not|parl|pens|plaid|point"
        "|précis|promet"
        "|promi|propos|prôn|qualifi|racont|rappel|réclam|reconn|redout|refus|regrett|rejet"
        "|répli|répon"
        "|reproch|requ|résum|réve?l|ré(?:v[èe]l)|salu|signal|souhait|soulign|souten|soutien"
        "|suggér|texte"
        "|titr|trait|vant|veu|voul|vot|selon|auteur|signataire|communiqué|tribune|propos"
        "|discours|accus"
        "|oppos|attribu|somm|réagi|raill|fusti|tranch|tweet|post|vis|prévo|préven|compar"
        "|considér|reten|écoute"
    ),
    "de": (
        "sag|schr(?:ei|ie)b|geschrieben|erkl[äa]r|forder|gefordert|nann|nenn|genannt|sprach"
        "|sprech|sprich|spricht"
        "|gesprochen|behaupt|beton|bezeichn|warn|gewarnt|warf|wirft|vorwurf|vorgeworf|kritisi"
        "|krit|lob"
        "|gelobt|ankünd|angekünd|kündig|verlang|bat|bitt|gebeten|rief|ruf|gerufen|aufruf|appell"
        "|brief"
        "|hei(?:ß|ss)|hieß|stand|steht|mein|gemeint|glaub|hoff|fürcht|find|fand|wünsch|wunsch"
        "|versprach"
        "|versprech|versproch|versicher|bekräft|bestätig|bestritt|bestreit|dement|wies|weis"
        "|gewiesen|räum"
        "|gab|gibt|geb|frag|gefragt|antwort|erwider|entgegn|füg|laut|zufolge|angab|so|sieht|sah"
        "|sehen|hält|hielt"
        "|halt|gehalt|drängt|droh|gedroht|plädier|rechtfert|verteid|verurteil|begrüß|bedauer"
        "|beklag|klag"
        "|spott|höhn|twitter|text|schreib|unterzeichn|erinner|formulier|zitier|les|las|wort"
        "|motto|parole"
        "|werde|sei|seien|habe|hätte|könne|müsse|solle|dürfe|wolle|setz|empfehl|empfahl|rät"
        "|riet|rat|verwies|verweis|betitel|gelt|gilt|spreche"
    ),
    "es": (
        "d(?:ij|ec|ic|ig)|dich|afirm|añad|anunci|asegur|advert|advirt|acus|agreg|apel|apunt"
        "|argument"
        "|calific|carta|cit|coment|conclu|conden|confes|consider|contest|cre[ea]|critic"
        "|cuestion|declar|defen|defien"
        "|demand|denunci|describ|descri|destac|detall|discurs|escri|exig|explic|expres|firm"
        "|habl|indic"
        "|insist|instó|inst|lament|llam|manifest|mencion|neg|nieg|opin|orden|ped|pid|pregunt|prome"
        "|propon|propus|propuest|protest|público|quej|qui[es]|ratific|reclam|recond|reconoc"
        "|record|recuerd|rechaz|reiter"
        "|replic|reproch|respond|sosten|sostien|sostuv|subray|suger|sugier|según|sentenci|señal"
        "|tach|tild"
        "|tem|texto|titul|tuit|valor|reza|rez|lee|leer|ironi|juici|palabra|promet|rog|rueg"
        "|salud|vota|elogi|encuentr|para"
    ),
    "fa": (
        "گفت|گوی|می‌گوی|بگو|نوشت|می‌نویس|نویس|خواند|خوان|نامید|دانست|می‌دان|نمی‌دان|توصیف|تأکید"
        "|تاکید|اعلام|افزود|اظهار"
        "|هشدار|انتقاد|محکوم|درخواست|خواست|خواهان|مدعی|ادعا|متهم|تهدید|پرسید|پاسخ|بیان|نامه"
        "|بیانیه|آمده|ابراز|تکذیب|رد"
        "|یاد|عنوان|شعار|پیام|سخن|سخنان|معتقد|باور|نظر|نقل|تعبیر|قول|لقب|واکنش|وعده|تصریح|دعوت"
        "|فراخوان|اذعان|اعتراف|اشاره"
    ),
}
# Small words that a title does not capitalize, and prepositions that may stand before one.
SMALL_WORDS: Final = word_list(
    "a an the of and in on for to with at by from or nor but as is it de la le les du des et "
    "el los las y del en der die das und von vom zum zur im am mit für auf &"
)
BEFORE_TITLES: Final = word_list("on of in to for from by at with after before watching told tells")


@cache
def words_as_words(language: str) -> re.Pattern[str]:
    """What ends before words that are spoken about, in a language of TITLE_WORDS."""
    return re.compile(_WORDS_AS_WORDS[language], re.IGNORECASE)


@cache
def cues(language: str) -> re.Pattern[str]:
    """What begins a word of speech, in a language of TITLE_WORDS."""
    return re.compile(rf"(?<!\w)(?:{_CUE_STEMS[language]})", re.IGNORECASE)

"""Words of the reporter within quotation marks, as French and Spanish put them.

« C’est une erreur, a déclaré la députée, et nous le paierons. » holds two quoted pieces. An
insertion is known by the verb of speech with which it begins, and by what stands on both sides.
"""

import re
from functools import cache
from typing import Final

from undersigned.core.quotes.found import Span

_FRENCH_VERB: Final = (
    r"(?:dit|dira|disait|déclare|affirme|explique|précise|ajoute|assure|estime|lance|souligne|confie"
    r"|poursuit|regrette|insiste|raconte|martèle|rappelle|note|résume|conclut|commente|témoigne|plaide"
    r"|tonne|soupire|ironise|dénonce|prévient|répond|reconnaît|observe|peste|argue|avance|détaille"
    r"|décrit|déplore|écrit|écrivent|font\svaloir|fait\svaloir|glisse|indique|juge|nuance|promet|répète"
    r"|réplique|rétorque|reprend|renchérit|sourit|souffle|tranche|disent|affirment|expliquent|estiment"
    r"|ajoutent|assurent|soulignent|poursuivent|lancent|enchaîne|complète|analyse|relève|pointe"
    r"|s[’'](?:indigne|interroge|amuse|agace|exclame|emporte|insurge|inquiète|étonne|alarme)"
    r"|se\s(?:souvient|défend|félicite|désole|réjouit|plaint))"
)
# Bounded in length, and without a mark or the end of a sentence within.
_INSERTIONS: Final = {
    "fr": (
        r"\s?,\s(?:(?:a|ont|avait|avaient)(?:-t-(?:il|elle|on))?"
        r"(?:\s[\w’']{2,12}){0,2}?\s\w{2,12}"
        rf"(?:é|it|du|is|ert)e?s?|{_FRENCH_VERB}(?:-t)?(?:-(?:il|elle|on|ils|elles))?)(?![\w-])"
        r"(?:\s[^,.;:!?«»“”]{0,80})?[,.](?=\s)"
    ),
    "es": (
        r"\s?[—–](?:dijo|dice|señal\w+|afirm\w+|explic\w+|añad\w+|asegur\w+|lament\w+|replic\w+|insist\w+"
        r"|coment\w+|apunt\w+|sostuvo|sostiene|respond\w+|advirt\w+|advierte|agreg\w+|relat\w+|cont[óa]"
        r"|cuenta|declar\w+|recalc\w+|reconoc\w+|recuerda|record\w+|subray\w+|concluy\w+"
        r"|matiz\w+|indic\w+"
        r"|critic\w+|denunci\w+|preguntó|pregunta|ironiz\w+|bromeó|resum\w+|zanj\w+|remat\w+|manifest\w+"
        r"|precis\w+|puntualiz\w+|prosigu\w+|continu\w+|reclam\w+|pid\w+|exclam\w+|observ\w+"
        r"|opin\w+)\b"
        r"[^—–«»“”]{0,120}[—–][.,;:]?"
    ),
}  # fmt: skip


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    words = _INSERTIONS.get(language)
    return re.compile(words) if words is not None else None


def pieces_between_insertions(text: str, inner: Span, language: str) -> tuple[Span, ...]:
    """The quoted pieces of what stands between two marks; one if nothing is inserted."""
    pattern = _pattern(language)
    if pattern is None:
        return (inner,)
    pieces: list[Span] = []
    start = inner.start
    for match in pattern.finditer(text, inner.start, inner.end):
        pieces.append(Span(start, match.start()))
        start = match.end()
    pieces.append(Span(start, inner.end))
    return tuple(piece for piece in pieces if piece.of(text).strip()) or (inner,)

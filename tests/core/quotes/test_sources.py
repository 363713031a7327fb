"""Who says quoted words by the verb beside them, also by a verb that no list knows."""

import pytest

from undersigned.core.quotes.marks import find_quoted
from undersigned.core.quotes.sources import find_beside
from undersigned.core.quotes.tokens import QUOTED, split_sentences

CASES = [
    ("es", "«Eso demuestra que no», sonríe Ana Ruiz.", ("sonríe", "Ana Ruiz")),
    ("es", "“Me dijo que no”, rememora.", ("rememora", None)),
    ("es", "«Usted nació aquí», empieza la carta.", ("empieza", "la carta")),
    ("es", "«Eso demuestra que no», en Madrid.", None),
    ("fr", "« Mon doyen a dit non », se souvient-il.", ("se souvient", "il")),
    ("fr", "« On nous parle », s’amuse Ada Bry, sa fondatrice.", ("s’ amuse", "Ada Bry")),
    ("de", "„Das war es dann wohl“, lacht Mohr.", ("lacht", "Mohr")),
    ("de", "„Das war es dann wohl“, zuckt er.", ("zuckt", "er")),
    ("en", "“That was it,” grins Mohr.", ("grins", "Mohr")),
    ("en", "“That was it,” in Rome.", None),
]


@pytest.mark.parametrize(("language", "text", "wanted"), CASES)
def test_verb_behind_a_quotation(
    language: str, text: str, wanted: tuple[str, str | None] | None
) -> None:
    (sentence,) = split_sentences(text, find_quoted(text, language), language)
    words = sentence.words
    found = find_beside(words, words.index(QUOTED), language)
    told = None
    if found is not None:
        source = " ".join(words[slice(*found.source)]) if found.source is not None else None
        told = (" ".join(words[slice(*found.cue)]), source)
    assert told == wanted

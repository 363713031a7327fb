"""Trains the models that find quotations on the annotated articles, the same bytes each time.

`make train-quotes` writes them to src/undersigned/core/quotes/trained/, with a record of what they
learned from. docs/reference/quotation-model.md describes them.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pycrfsuite

from tools.corpus import LANGUAGES, Article, Span, article_files, read_article
from undersigned.core.quotes.features import cue_features, role_features
from undersigned.core.quotes.marks import find_quoted
from undersigned.core.quotes.tokens import QUOTED, Sentence, split_sentences

ROOT: Final = Path(__file__).parent.parent
QUOTES: Final = ROOT / "src" / "undersigned" / "core" / "quotes"
TRAINED: Final = QUOTES / "trained"
RECORD: Final = TRAINED / "record.json"
PARAMETERS: Final = {
    "cues": {"c1": 0.1, "c2": 0.2, "max_iterations": 100, "feature.minfreq": 2},
    "roles": {"c1": 0.1, "c2": 0.2, "max_iterations": 100, "feature.minfreq": 2},
}


@dataclass(frozen=True, slots=True)
class Samples:
    """Sequences of features with their labels, as python-crfsuite takes them."""

    features: list[list[list[str]]]
    labels: list[list[str]]


def make_samples(articles: Iterable[Article], language: str) -> dict[str, Samples]:
    """What both models of a language are to learn from these articles."""
    cues, roles = Samples([], []), Samples([], [])
    for article in articles:
        quoted = [one for one in find_quoted(article.text, language) if one.depth == 0]
        for sentence in split_sentences(article.text, quoted, language):
            _add_samples(article, sentence, language, cues, roles)
    return {"cues": cues, "roles": roles}


def train(samples: Samples, name: str) -> bytes:
    """The bytes of the model called `name` that these samples give."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, labels in zip(samples.features, samples.labels, strict=True):
        trainer.append(features, labels)
    trainer.set_params(PARAMETERS[name])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        trainer.train(str(path))
        return path.read_bytes()


def learned_from(language: str) -> str:
    """A digest of all that the models of a language depend on: articles, code and parameters."""
    digest = hashlib.sha256(json.dumps(PARAMETERS).encode())
    code = ("features.py", "tokens.py", "words/__init__.py", f"words/{_WORDS[language]}.py")
    for path in (*(QUOTES / name for name in code), *article_files(language)):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


_WORDS: Final = dict(
    zip(LANGUAGES, ("english", "french", "german", "spanish", "persian"), strict=True)
)


def _add_samples(
    article: Article, sentence: Sentence, language: str, cues: Samples, roles: Samples
) -> None:
    words, seen = sentence.words, sentence.seen
    marked = ["O"] * len(words)
    reports: list[tuple[list[bool], list[str]]] = []
    for one in article.attributions:
        pieces = [_places(sentence, cue) for cue in one.cues]
        if not pieces or not pieces[0] or any(words[p] == QUOTED for ps in pieces for p in ps):
            continue
        labels = ["O"] * len(words)
        for spans, begins, goes_on in ((one.contents, "BC", "IC"), (one.sources, "BS", "IS")):
            for span in spans:
                for order, place in enumerate(_places(sentence, span)):
                    labels[place] = goes_on if order else begins
        for places in pieces:
            for order, place in enumerate(places):
                labels[place] = "K"
                marked[place] = "I" if order else "B"
        reports.append(([place in pieces[0] for place in range(len(words))], labels))
    cues.features.append(
        cue_features(
            seen,
            language,
            is_first=sentence.paragraph == 0,
            after_quoted=sentence.follows_quoted,
        )
    )
    cues.labels.append(marked)
    all_cues = [label != "O" for label in marked]
    for cue, labels in reports:
        roles.features.append(
            role_features(
                sentence.seen, cue, all_cues, language, after_quoted=sentence.follows_quoted
            )
        )
        roles.labels.append(labels)


def _places(sentence: Sentence, span: Span) -> list[int]:
    return [
        place
        for place, word in enumerate(sentence.spans)
        if word.start < span.end and span.start < word.end
    ]


def main(languages: Sequence[str]) -> int:
    """Train the models of these languages, or of all, and write the record."""
    TRAINED.mkdir(exist_ok=True)
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for language in languages or LANGUAGES:
        articles = [read_article(path) for path in article_files(language)]
        record[language] = {"learned_from": learned_from(language), "articles": len(articles)}
        for name, samples in make_samples(articles, language).items():
            data = train(samples, name)
            (TRAINED / f"{language}.{name}").write_bytes(data)
            record[language][name] = hashlib.sha256(data).hexdigest()
            print(f"{language}.{name}: {len(samples.features):,} sequences, {len(data):,} bytes")
    RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How well statements are found in articles that the models have not seen, and how fast.

`python -m bench.quotes_found` trains anew on parts of the corpus and measures on the rest, for each
language; `--articles FOLDER` measures the shipped models on annotated files of the corpus' format.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tools.corpus import LANGUAGES, Article, Attribution, Speaker, article_files, read_article
from tools.train_quotes import make_samples, train
from undersigned.core.quotes.found import Sides, Statement
from undersigned.core.quotes.model import open_model, read_model
from undersigned.core.quotes.statements import find_statements, statements_by

FOLDS: Final = 5
FIGURES: Final = (
    "fragments",
    "fragments with speaker",
    "fragments with overlapping speaker",
    "contents with speaker",
    "contents with speaker, overlapping",
    "contents",
    "cues",
)
# The machine's own limit: the same texts read, and split into words and marks by a pattern.
SPLIT: Final = re.compile(r"\w+|[^\w\s]")

Spans = tuple[tuple[int, int], ...]
Said = tuple[Spans, Spans, Spans, Spans]  # Contents, source, cues, fragments.


def sides_of(article: Article) -> Sides:
    """Who stands on which side, as the header of an article tells."""
    names = [
        tuple(filter(None, article.header.get(key, "").split("; ")))
        for key in ("letter", "addressees")
    ]
    return Sides(*names)


def count(article: Article, statements: Sequence[Statement]) -> Counter[str]:
    """What was found (p), what is there (g), and what is both (b), for each figure."""
    gold = [_marked(article, one) for one in article.attributions]
    found = [_found(one) for one in statements]
    counts: Counter[str] = Counter()

    def add(figure: str, there: Iterable[object], here: Iterable[object]) -> None:
        wanted, given = Counter(there), Counter(here)
        counts[f"{figure} g"] += wanted.total()
        counts[f"{figure} p"] += given.total()
        counts[f"{figure} b"] += (wanted & given).total()

    add("fragments", *((f for one in all_ for f in one[3]) for all_ in (gold, found)))
    add(
        "fragments with speaker",
        [(f, one[1]) for one in gold for f in one[3]],
        [(f, one[1]) for one in found for f in one[3]],
    )
    add(
        "contents with speaker",
        [(one[0], one[1]) for one in gold],
        [(one[0], one[1]) for one in found],
    )
    add("contents", [one[0] for one in gold], [one[0] for one in found])
    add("cues", [c for one in gold for c in one[2]], [c for one in found for c in one[2]])
    soft = {f: one[1] for one in gold for f in one[3]}
    given = {f: one[1] for one in found for f in one[3]}
    counts["fragments with overlapping speaker g"] += len(soft)
    counts["fragments with overlapping speaker p"] += len(given)
    counts["fragments with overlapping speaker b"] += sum(
        f in given and _overlap(given[f], source) for f, source in soft.items()
    )
    counts["contents with speaker, overlapping g"] += len(gold)
    counts["contents with speaker, overlapping p"] += len(found)
    free = list(found)
    for one in gold:
        match = next((o for o in free if _overlap(o[0], one[0]) and _overlap(o[1], one[1])), None)
        if match is not None:
            free.remove(match)
            counts["contents with speaker, overlapping b"] += 1
    classes = {(one.contents[0].start, one.cues[:1]): one.speaker for one in article.attributions}
    for statement in statements:
        key = (statement.contents[0].start, statement.cues[:1])
        wanted = next(
            (
                speaker
                for (start, cues), speaker in classes.items()
                if start == key[0]
                and [(c.start, c.end) for c in cues] == [(c.start, c.end) for c in key[1]]
            ),
            None,
        )
        if wanted is not None and wanted is not Speaker.UNKNOWN:
            counts["class g"] += 1
            counts["class b"] += wanted == str(statement.speaker)
    return counts


def f1(counts: Counter[str], figure: str) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * counts[f"{figure} b"] / max(1, counts[f"{figure} p"] + counts[f"{figure} g"])


def cross_validate(language: str, folds: Sequence[int]) -> Counter[str]:
    """Counts over articles that the models of each fold have not learned from."""
    articles = [read_article(path) for path in article_files(language)]
    counts: Counter[str] = Counter()
    for fold in folds:
        rest = [article for place, article in enumerate(articles) if place % FOLDS != fold]
        samples = make_samples(rest, language)
        model = read_model(train(samples["cues"], "cues"), train(samples["roles"], "roles"))
        for article in articles[fold::FOLDS]:
            counts += count(
                article,
                statements_by(model, article.text, language=language, sides=sides_of(article)),
            )
    return counts


def speed(texts: Sequence[str], language: str) -> tuple[float, float]:
    """Articles a second by us, and by a pattern that only splits words and marks."""
    find_statements(texts[0], language=language)
    rates = []
    for work in (lambda text: find_statements(text, language=language), SPLIT.findall):
        start = time.process_time()
        for text in texts:
            work(text)
        rates.append(len(texts) / (time.process_time() - start))
    return rates[0], rates[1]


def _marked(article: Article, one: Attribution) -> Said:
    return (
        _pairs(one.contents),
        _pairs(one.sources),
        _pairs(one.cues),
        _pairs(article.fragments(one)),
    )


def _found(one: Statement) -> Said:
    source = _pairs([one.source]) if one.source is not None else ()
    return _pairs(one.contents), source, _pairs(one.cues), _pairs(one.fragments)


def _pairs(spans: Iterable[object]) -> Spans:
    return tuple((span.start, span.end) for span in spans)  # type: ignore[attr-defined]


def _overlap(one: Spans, other: Spans) -> bool:
    return one == other or any(a < d and c < b for a, b in one for c, d in other)


def _told(language: str, counts: Counter[str]) -> Iterator[str]:
    for figure in FIGURES:
        b, p, g = (counts[f"{figure} {letter}"] for letter in "bpg")
        yield (
            f"{language}  {figure:36} F1 {f1(counts, figure):.3f}"
            f"  precision {b / max(1, p):.3f}  recall {b / max(1, g):.3f}  of {g}"
        )
    right = counts["class b"] / max(1, counts["class g"])
    yield f"{language}  {'class of the speaker':36}    {right:.3f}  of {counts['class g']}"


def main(arguments: Sequence[str]) -> int:
    """Print every figure for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, help="a folder of annotated articles")
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--folds", type=int, nargs="*", default=range(FOLDS))
    options = parser.parse_args(arguments)
    if options.articles is not None:
        totals: dict[str, Counter[str]] = {}
        for path in sorted(options.articles.glob("*.txt")):
            article = read_article(path)
            language = article.header["language"]
            statements = statements_by(
                open_model(language), article.text, language=language, sides=sides_of(article)
            )
            totals.setdefault(language, Counter()).update(count(article, statements))
        for language, counts in totals.items():
            print("\n".join(_told(language, counts)))
        return 0
    for language in options.languages:
        print("\n".join(_told(language, cross_validate(language, options.folds))))
        texts = [read_article(path).text for path in article_files(language)]
        ours, limit = speed(texts, language)
        print(f"{language}  {ours:.0f} articles/s; a pattern that splits words {limit:.0f}/s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The shipped models are what the articles and the code give."""

import hashlib
import json

import pytest

from tools.corpus import LANGUAGES, article_files, read_article
from tools.train_quotes import RECORD, TRAINED, learned_from, make_samples, train

MOST_BYTES = 3 * 2**20


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_are_up_to_date_with_articles_and_features(language: str) -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert record[language]["learned_from"] == learned_from(language), "Run `make train-quotes`."
    assert record[language]["articles"] == len(article_files(language))
    for name in ("cues", "roles"):
        data = (TRAINED / f"{language}.{name}").read_bytes()
        assert record[language][name] == hashlib.sha256(data).hexdigest()


def test_models_are_small() -> None:
    assert sum(path.stat().st_size for path in TRAINED.iterdir()) <= MOST_BYTES


def test_training_gives_the_same_bytes_again() -> None:
    articles = [read_article(path) for path in article_files("fa")]
    data = train(make_samples(articles, "fa")["roles"], "roles")
    assert data == (TRAINED / "fa.roles").read_bytes()

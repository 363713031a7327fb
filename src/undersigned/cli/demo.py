"""Make the two invented letters of the demonstration: one is public, one a coalition still writes.

The public one was handed over, and one of its addressees has answered two of the five demands;
two articles about it are on its coverage page.
Of the second one, eleven organizations are invited; without a mail server their invitations are
written to the folder `mail`, where anyone who tries it out can accept them.
"""

import argparse
import csv
import tomllib
from pathlib import Path
from typing import Final

from undersigned.cli import site
from undersigned.core.refusal import Refused

FOLDER: Final = Path(__file__).resolve().parent.parent / "demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none of its own."""


def run(args: argparse.Namespace) -> int:
    """Make both letters, say what was done, and return the exit code."""
    site.open_database()
    from undersigned.cli.imports.folder import read_folder  # noqa: PLC0415 app ready
    from undersigned.cli.imports.publish import publish_folder  # noqa: PLC0415 app ready

    folder = read_folder(FOLDER)
    code = publish_folder(folder)
    if not code:
        _deliver(folder.letter.slug)
        _cover(folder.letter.slug)
        _begin_draft(FOLDER / "draft")
    return code


def _deliver(slug: str) -> None:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.core.answers import Answer, Check, Way  # noqa: PLC0415 app ready
    from undersigned.models import Letter  # noqa: PLC0415 app ready
    from undersigned.stages.deliver import ByHand, record_delivery  # noqa: PLC0415 app ready
    from undersigned.stages.response import (  # noqa: PLC0415 app ready
        AnswerWords,
        DemandWords,
        Recorded,
        record_response,
    )

    letter, at = Letter.objects.get(slug=slug), timezone.now()
    told = tomllib.loads((FOLDER / "answer.toml").read_text(encoding="utf-8"))
    words = AnswerWords(
        name=told["name"],
        office=told["office"],
        statement=told["statement"].strip(),
        demands={
            one["number"]: DemandWords(Answer(one["answer"]), one["statement"])
            for one in told["demands"]
        },
    )
    recorded = Recorded(
        position=0,
        answered_on=at.date(),
        source=told["source"],
        source_address=told["source_address"],
        how=Check.PUBLISHED_BY_THEM,
        language="en",
    )
    try:
        for position in (0, 1):
            by_hand = ByHand(position, Way.IN_PERSON, delivered_at=at)
            record_delivery(letter, by_hand, by=letter.lead, at=at)
        record_response(letter, recorded, words, by=letter.lead, at=at)
    except Refused as refused:
        raise site.Unusable(f"{refused.sentence} The letter is public.") from refused
    print(f"Delivered {slug!r} to two of its addressees; one has answered.")


def _cover(slug: str) -> None:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.jobs.coverage import check_articles  # noqa: PLC0415 app ready
    from undersigned.models import Article, Letter  # noqa: PLC0415 app ready
    from undersigned.stages.coverage import (  # noqa: PLC0415 app ready
        NewArticle,
        add_article,
        publish_articles,
    )

    letter, at = Letter.objects.get(slug=slug), timezone.now()
    told = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))
    try:
        for one in told["articles"]:
            new = NewArticle(
                address=one["address"],
                data=one["text"].strip().encode(),
                outlet=one["outlet"],
                title=one["title"],
                language=one["language"],
                published_on=at.date(),
            )
            add_article(letter, new, by=letter.lead, at=at)
        # Reads what a worker would, if one ran already.
        while check_articles():
            pass
        ids = Article.objects.filter(letter=letter).values_list("pk", flat=True)
        count = publish_articles(letter, ids, by=letter.lead, at=at)
    except Refused as refused:
        raise site.Unusable(f"{refused.sentence} The letter is public.") from refused
    print(f"Checked and published {count} articles about it.")


def _begin_draft(folder: Path) -> None:
    from django.utils import timezone  # noqa: PLC0415 app ready

    from undersigned.cli.imports.folder import read_folder  # noqa: PLC0415 app ready
    from undersigned.stages.coalition import invite_organization  # noqa: PLC0415 app ready
    from undersigned.stages.imports import draft_letter  # noqa: PLC0415 app ready

    with (folder / "coalition.csv").open(encoding="utf-8", newline="") as file:
        organizations = list(csv.DictReader(file))
    try:
        letter = draft_letter(read_folder(folder).letter, at=timezone.now())
        for row in organizations:
            invite_organization(
                letter, name=row["name"], email=row["email"], by=letter.lead, at=timezone.now()
            )
    except Refused as refused:
        raise site.Unusable(f"{refused.sentence} The draft is not whole.") from refused
    print(
        f"Began {letter.slug!r}, a draft in three languages; {len(organizations)} organizations"
        " are invited."
    )

"""Bursts of a letter: what waits, what it has in common, and what was decided about it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from undersigned.core.bursts import Trait, Watch
from undersigned.core.languages import direction
from undersigned.core.lifecycle import UNDO_DAYS, BatchState, SignatureState, Verdict
from undersigned.core.mailbox import domain_of
from undersigned.core.suspects import Condition
from undersigned.models import (
    Batch,
    BurstWatch,
    Decision,
    EditionText,
    Letter,
    Signature,
)
from undersigned.queries.bursts import condition_of, matching
from undersigned.queries.waiting import held_signatures

BATCHES: Final = 20
DECISIONS: Final = 50
SAMPLE: Final = 20
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A burst that waits for a decision, with some of its names and the domains of these."""

    id: int
    trait: Trait
    said: str
    waiting: int
    first_at: datetime
    last_at: datetime
    # Of how many `names`, without those who wish only to be counted, and `domains` are.
    sampled: int
    names: tuple[str, ...]
    domains: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided, and how far it has come."""

    number: int
    verdict: Verdict
    who: str
    at: datetime
    reason: str
    # Of the decision that it undoes.
    undoes: int | None
    batch: BatchRow | None
    condition: Condition | None
    changed: int
    withdrawn: int
    is_finished: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class BurstsPage:
    """The page of a letter. `seen` is the number of the last decision, 0 before the first."""

    batches: tuple[BatchRow, ...]
    more_batches: int
    waiting: int
    decisions: tuple[DecisionRow, ...]
    seen: int
    is_busy: bool
    # How many people signed within the hour, if that is far more than ever; else 0.
    surge: int


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature as it is shown to whoever decides: never its address.

    `name` and `affiliation` are empty where the signer wished only to be counted.
    """

    id: int
    name: str
    affiliation: str
    domain: str
    confirmed_at: datetime | None
    state: SignatureState
    index: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what meets a condition, and what a decision about all of it says it has seen."""

    count: int
    rows: tuple[FoundSignature, ...]
    page: int
    pages: int
    last_signature: int


@dataclass(frozen=True, slots=True)
class LetterOfBursts:
    """A letter in which signatures wait, for the operator."""

    slug: str
    title: str
    language: str
    direction: str
    batches: int
    waiting: int
    last_at: datetime


def view_bursts(letter: Letter, *, at: datetime) -> BurstsPage:
    """The page of a letter, in seven queries, whatever waits."""
    opened = Batch.objects.filter(letter=letter, state=BatchState.OPEN)
    batches = list(opened.order_by("-id")[: BATCHES + 1])
    waiting = dict(held_signatures(letter.pk).values_list("batch").annotate(Count("pk")).order_by())
    sample = _sample([batch.pk for batch in batches[:BATCHES]])
    newest = Decision.objects.filter(letter=letter).select_related("account", "batch", "undoes")
    decided = list(newest.order_by("-number")[:DECISIONS])
    undone = {each.undoes_id for each in decided if each.undoes_id is not None}
    watch = BurstWatch.objects.filter(letter=letter).first()
    return BurstsPage(
        batches=tuple(
            _batch(batch, waiting.get(batch.pk, 0), sample.get(batch.pk, []))
            for batch in batches[:BATCHES]
        ),
        more_batches=max(0, opened.count() - BATCHES) if len(batches) > BATCHES else 0,
        waiting=sum(waiting.values()),
        decisions=tuple(
            _decision(each, letter, is_undone=each.pk in undone, at=at) for each in decided
        ),
        seen=decided[0].number if decided else 0,
        is_busy=bool(decided) and decided[0].finished_at is None,
        surge=_surge(watch, at),
    )


def view_found(letter: Letter, condition: Condition, *, page: int = 1) -> Found:
    """What meets the condition, the first that signed first; the last page for a larger number."""
    found = matching(letter.pk, condition)
    facts = found.aggregate(count=Count("pk"), last=Max("pk"))
    pages = max(1, -(-facts["count"] // PAGE))
    page = min(max(1, page), pages)
    rows = found.order_by("pk")[(page - 1) * PAGE : page * PAGE]
    return Found(
        count=facts["count"],
        rows=tuple(_found(row) for row in rows),
        page=page,
        pages=pages,
        last_signature=facts["last"] or 0,
    )


def find_batch(letter: Letter, batch_id: int) -> Batch | None:
    """A batch of the letter."""
    return Batch.objects.filter(letter=letter, pk=batch_id).first()


def last_decision(letter: Letter) -> int:
    """The number of the last decision; 0 before the first."""
    decided = Decision.objects.filter(letter=letter)
    return decided.aggregate(last=Max("number"))["last"] or 0


def letters_of_bursts() -> tuple[LetterOfBursts, ...]:
    """All letters in which signatures wait, the newest burst first; three queries."""
    opened = Batch.objects.filter(state=BatchState.OPEN).values_list("letter").order_by()
    found = {
        letter: (batches, last_at)
        for letter, batches, last_at in opened.annotate(Count("pk"), Max("last_at"))
    }
    waiting = dict(held_signatures().values_list("letter").annotate(Count("pk")).order_by())
    texts = EditionText.objects.filter(
        edition__letter__in=found, edition__is_current=True, position=0
    ).select_related("edition__letter")
    rows = [
        LetterOfBursts(
            slug=text.edition.letter.slug,
            title=text.title,
            language=text.language,
            direction=direction(text.language),
            batches=found[text.edition.letter_id][0],
            waiting=waiting.get(text.edition.letter_id, 0),
            last_at=found[text.edition.letter_id][1],
        )
        for text in texts.defer("data")
    ]
    return tuple(sorted(rows, key=lambda row: row.last_at, reverse=True))


def _sample(batches: list[int]) -> dict[int, list[Signature]]:
    """The first SAMPLE signatures of each batch that wait."""
    place = Window(RowNumber(), partition_by=F("batch"), order_by=F("signature_id").asc())
    first = (
        held_signatures().filter(batch__in=batches).annotate(place=place).filter(place__lte=SAMPLE)
    )
    of_batch = dict(first.values_list("signature_id", "batch"))
    found: dict[int, list[Signature]] = {}
    for signature in Signature.objects.filter(pk__in=of_batch).order_by("pk"):
        found.setdefault(of_batch[signature.pk], []).append(signature)
    return found


def _batch(batch: Batch, waiting: int, sample: list[Signature]) -> BatchRow:
    domains = Counter(domain_of(each.mailbox) for each in sample if each.mailbox)
    return BatchRow(
        id=batch.pk,
        trait=Trait(batch.trait),
        said=batch.said,
        waiting=waiting,
        first_at=batch.first_at,
        last_at=batch.last_at,
        sampled=len(sample),
        names=tuple(each.name for each in sample if each.is_shown),
        domains=tuple(domains.most_common(5)),
    )


def _decision(decision: Decision, letter: Letter, *, is_undone: bool, at: datetime) -> DecisionRow:
    verdict = Verdict(decision.verdict)
    is_finished = decision.finished_at is not None
    return DecisionRow(
        number=decision.number,
        verdict=verdict,
        who=decision.account.called,
        at=decision.at,
        reason=decision.reason,
        undoes=decision.undoes.number if decision.undoes else None,
        batch=_batch(decision.batch, 0, []) if decision.batch else None,
        condition=condition_of(decision) if decision.standing else None,
        changed=decision.changed,
        withdrawn=decision.withdrawn,
        is_finished=is_finished,
        may_undo=(
            verdict is not Verdict.UNDO
            and is_finished
            and not is_undone
            and letter.is_open
            and decision.at > at - timedelta(days=UNDO_DAYS)
        ),
    )


def _surge(row: BurstWatch | None, at: datetime) -> int:
    if row is None:
        return 0
    watch = Watch.from_bytes(bytes(row.data))
    watch.move_to(int(at.timestamp()))
    return watch.total if watch.is_surging else 0


def _found(row: Signature) -> FoundSignature:
    return FoundSignature(
        id=row.pk,
        name=row.name if row.is_shown else "",
        affiliation=row.affiliation if row.is_shown else "",
        domain=domain_of(row.mailbox) if row.mailbox else "",
        confirmed_at=row.confirmed_at,
        state=row.state,
        index=row.log_index,
    )

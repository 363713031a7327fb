"""Together: many requests share a transaction, and each gets its own outcome."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import OperationalError

from undersigned.web.together import MOST, Together


class Writer:
    """Writes numbers; the first batch takes until so many others wait for theirs."""

    def __init__(
        self, write: Callable[[Sequence[int]], Sequence[int | Exception]], *, others: int
    ) -> None:
        self.batches: list[list[int]] = []
        self.together = Together(self._write)
        self._inner = write
        self._others = others

    def _write(self, asked: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(asked))
        deadline = time.monotonic() + 30
        while len(self.batches) == 1 and len(self.together._waiting) < self._others:
            assert time.monotonic() < deadline
        return self._inner(asked)

    def ask_all(self) -> list[int | Exception]:
        """Let one ask, and while that is written all others; what each got, in order."""
        with ThreadPoolExecutor(self._others + 1) as pool:
            futures: list[Future[int]] = [pool.submit(self.together.ask, 0)]
            while not self.batches:
                time.sleep(0)
            futures += [pool.submit(self.together.ask, n + 1) for n in range(self._others)]
        return [_ended(future) for future in futures]


def _ended(future: Future[int]) -> int | Exception:
    error = future.exception()
    assert error is None or isinstance(error, Exception)
    return error or future.result()


def test_those_who_come_while_one_is_written_are_written_together() -> None:
    writer = Writer(lambda asked: [number * 10 for number in asked], others=5)
    assert writer.ask_all() == [0, 10, 20, 30, 40, 50]
    assert [sorted(batch) for batch in writer.batches] == [[0], [1, 2, 3, 4, 5]]
    # And whoever comes later is not waited for.
    assert writer.together.ask(7) == 70


def test_an_outcome_that_is_a_refusal_is_raised_to_the_one_who_asked() -> None:
    refusal = ValueError("three")
    writer = Writer(
        lambda asked: [refusal if number == 3 else number for number in asked], others=5
    )
    assert writer.ask_all() == [0, 1, 2, refusal, 4, 5]
    assert len(writer.batches) == 2


def test_when_writing_all_fails_each_is_tried_alone() -> None:
    error = ValueError("three")

    def write(asked: Sequence[int]) -> Sequence[int]:
        if 3 in asked:
            raise error
        return asked

    writer = Writer(write, others=5)
    assert writer.ask_all() == [0, 1, 2, error, 4, 5]
    assert [len(batch) for batch in writer.batches] == [1, 5, 1, 1, 1, 1, 1]


def test_a_database_that_is_away_is_asked_once_more_and_not_for_each() -> None:
    error = OperationalError("away")

    def write(asked: Sequence[int]) -> Sequence[int]:
        if 0 not in asked:
            raise error
        return asked

    writer = Writer(write, others=5)
    assert writer.ask_all() == [0, *[error] * 5]
    assert [len(batch) for batch in writer.batches] == [1, 5, 1]


def test_no_batch_is_larger_than_the_most_and_nobody_is_forgotten() -> None:
    others = MOST + 20
    writer = Writer(list, others=others)
    assert writer.ask_all() == list(range(others + 1))
    assert [len(batch) for batch in writer.batches] == [1, MOST, 20]


def test_nobody_waits_for_ever_when_outcomes_are_missing() -> None:
    writer = Writer(lambda asked: asked[:1], others=3)
    outcomes = writer.ask_all()
    assert outcomes[0] == 0
    assert [type(outcome) for outcome in outcomes[1:]].count(RuntimeError) == 2
    with pytest.raises(RuntimeError):
        Together[int, int](lambda _asked: []).ask(1)

"""Tasks in the format of ALTCHA: whose solution is good, for which letter, and until when."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.proof import solve
from undersigned.adapters.proof_of_work import (
    LIFETIME,
    MAX_LENGTH,
    check_solution,
    make_challenge,
)
from undersigned.core.errors import NotProven
from undersigned.core.tokens import derive_key

SECRET = bytes(range(32))
LETTER = "river"


def _now() -> datetime:
    # The library looks at the clock, too.
    return datetime.now(UTC)


def _task(*, tries: int = 20, at: datetime | None = None) -> dict[str, Any]:
    return make_challenge(SECRET, LETTER, tries=tries, at=at or _now())


def _solved(task: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(base64.b64decode(solve(json.dumps(task).encode())))
    return loaded


def _refused(payload: object, **options: Any) -> bool:
    text = base64.b64encode(json.dumps(payload).encode()).decode()
    return _text_refused(text, **options)


def _text_refused(
    text: str, *, letter: str = LETTER, secret: bytes = SECRET, at: datetime | None = None
) -> bool:
    try:
        check_solution(secret, letter, text, at=at or _now())
    except NotProven:
        return True
    return False


def test_a_solution_is_good_for_its_letter_until_it_expires() -> None:
    now = _now()
    task = _task(at=now)
    solved = _solved(task)
    assert not _refused(solved, at=now)
    assert not _refused(solved, at=now + LIFETIME - timedelta(seconds=2))
    assert _refused(solved, at=now + LIFETIME)
    assert _refused(solved, letter="cd" * 16)
    assert _refused(solved, secret=bytes(32))
    assert _refused(_solved(_task(at=now - LIFETIME - timedelta(seconds=1))), at=now)
    # Each task has bytes of its own, by which its use is remembered.
    text = solve(json.dumps(task).encode())
    own = check_solution(SECRET, LETTER, text, at=now)
    assert own == bytes.fromhex(task["signature"])
    assert task["signature"] != _task(at=now)["signature"]


def test_what_is_changed_in_a_task_or_its_solution_is_refused() -> None:
    solved = _solved(_task())
    parameters = solved["challenge"]["parameters"]
    changes: list[tuple[str, object]] = [
        ("algorithm", "SHA-512"),
        ("cost", 2),
        ("keyLength", 1),
        ("keyPrefix", ""),
        ("keyPrefix", "00"),
        ("nonce", "00" * 16),
        ("salt", "00" * 16),
        ("expiresAt", 10**12),
        ("expiresAt", None),
        ("expiresAt", "later"),
        ("data", {"letter": "cd" * 16}),
        ("data", None),
        ("memoryCost", None),
    ]
    for name, value in changes:
        task = {**solved["challenge"], "parameters": {**parameters, name: value}}
        assert _refused({**solved, "challenge": task}), name
    upper = solved["challenge"]["signature"].upper()
    signatures: list[object] = [None, "", "00" * 32, upper, 5, []]
    for signature in signatures:
        assert _refused({**solved, "challenge": {**solved["challenge"], "signature": signature}})
    counter = solved["solution"]["counter"]
    for wrong in (counter + 1, -1, str(counter), float(counter), None, 2**32, True, [counter]):
        assert _refused({**solved, "solution": {**solved["solution"], "counter": wrong}}), wrong
    for key in ("", "00" * 32, None, 7):
        assert _refused({**solved, "solution": {**solved["solution"], "derivedKey": key}}), key
    assert not _refused(solved)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(-1, 1), st.booleans())
def test_the_library_judges_as_we_do(tries: int, shift: int, is_own: bool) -> None:
    key = derive_key(SECRET, "proof of work") if is_own else bytes(32)
    now = _now()
    task = altcha.create_challenge(
        "SHA-256",
        1,
        counter=tries % 2**32,
        key_prefix_length=16,
        expires_at=now + timedelta(minutes=1),
        data={"letter": LETTER},
        hmac_secret=key,
    )
    counter = tries % 2**32 + shift
    seed = bytes.fromhex(task.parameters.salt + task.parameters.nonce)
    found = hashlib.sha256(seed + (counter % 2**32).to_bytes(4, "big")).hexdigest()
    payload = altcha.Payload(task, altcha.Solution(counter, found))
    judged = altcha.verify_solution(payload, derive_key(SECRET, "proof of work")).verified
    assert judged == (is_own and shift == 0)
    assert _text_refused(payload.to_base64(), at=now) is not judged


def test_somebody_else_s_task_is_refused() -> None:
    own = altcha.create_challenge("SHA-256", 1, counter=3, data={"letter": LETTER})
    assert _refused(_solved(own.to_dict()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e30=",
        "bnVsbA==",
        "W10=",
        "!",
        "é",
        "A" * (MAX_LENGTH + 1),
        "\x00",
        "eyJjaGFsbGVuZ2UiOjF9",
    ],
)
def test_what_is_no_solution_is_refused(text: str) -> None:
    assert _text_refused(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.fixed_dictionaries({"challenge": JSON, "solution": JSON}) | JSON)
def test_whatever_else_is_sent_is_refused(payload: object) -> None:
    assert _refused(payload)


@settings(deadline=None)
@given(
    st.sampled_from(["algorithm", "cost", "keyLength", "keyPrefix", "nonce", "salt", "expiresAt"]),
    JSON,
)
def test_a_task_with_any_other_value_is_refused(name: str, value: object) -> None:
    solved = _solved(_task(tries=1))
    assume(value != solved["challenge"]["parameters"][name])
    solved["challenge"]["parameters"][name] = value
    assert _refused(solved)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    assert _text_refused(text)

"""Proof of work in the format of ALTCHA (altcha.org, version 2), made and checked here alone.

A browser looks for the number whose SHA-256, with the bytes of the task, begins as the task says.
The number is drawn evenly from twice as many as a task takes on average, so nobody's takes more
than twice as long as that.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import altcha
import orjson

from undersigned.core.errors import NotProven
from undersigned.core.keyed import keyed_digest
from undersigned.core.tokens import derive_key

ALGORITHM: Final = "SHA-256"
# So many bytes are known of the right SHA-256 that no other number has them.
KNOWN_BYTES: Final = 16
# A solution that is made when somebody begins to fill in a form is good for so long.
LIFETIME: Final = timedelta(minutes=20)
MAX_LENGTH: Final = 2000


def make_challenge(
    secret: bytes, slug: str, *, tries: int, at: datetime
) -> dict[str, Any]:  # Any: JSON, for a script.
    """A task for a form of this letter that takes `tries` hashes on average."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        1,
        counter=secrets.randbelow(2 * tries),
        key_prefix_length=KNOWN_BYTES,
        expires_at=int((at + LIFETIME).timestamp()),
        data={"letter": slug},
        hmac_secret=_key(secret),
    )
    return challenge.to_dict()


def check_solution(secret: bytes, slug: str, text: str, *, at: datetime) -> bytes:
    """Bytes that are the task's own. Raises NotProven for all but a good solution in time.

    A signature takes no longer for it than for its row, so this is not the library's way, which
    writes JSON anew as JavaScript does, in Python. Of our own tasks, which hold ASCII and whole
    numbers, every way writes the same; of others the signature is wrong.
    """
    if len(text) > MAX_LENGTH:
        raise NotProven("no solution")
    try:
        payload = orjson.loads(base64.b64decode(text, validate=True))
        task, solution = payload["challenge"], payload["solution"]
        signature, counter, found = task["signature"], solution["counter"], solution["derivedKey"]
        signed = orjson.dumps(task["parameters"], option=orjson.OPT_SORT_KEYS)
        own = keyed_digest(_key(secret), signed).hex()
        is_ours = hmac.compare_digest(own, signature)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotProven("no solution") from error
    if not is_ours:
        raise NotProven("a task of others")
    parameters = task["parameters"]
    if parameters["data"] != {"letter": slug}:
        raise NotProven("a solution for another letter")
    if at.timestamp() >= parameters["expiresAt"]:
        raise NotProven("a solution that came too late")
    if type(counter) is not int or not 0 <= counter < 2**32:
        raise NotProven("no number")
    seed = bytes.fromhex(parameters["salt"] + parameters["nonce"])
    key = hashlib.sha256(seed + counter.to_bytes(4, "big")).hexdigest()
    if not key.startswith(parameters["keyPrefix"]) or key != found:
        raise NotProven("another number")
    return bytes.fromhex(own)


@lru_cache(maxsize=1)
def _key(secret: bytes) -> bytes:
    return derive_key(secret, "proof of work")

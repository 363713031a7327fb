"""Keys of the cache that counts tries of all kinds: digests, never addresses."""

from datetime import UTC, datetime

from django.conf import settings

from undersigned.core.keyed import keyed_digest
from undersigned.core.tokens import derive_key
from undersigned.stages.limits import Counted, current_key

ONCE = "once: "
"""How keys begin that forbid something a second time, whenever counting begins anew."""


def digest_key(key: str, key_prefix: str, version: int) -> str:
    """The name under which the cache stores `key` in this hour.

    The keys that are counted under hold mail and network addresses. Under a digest whose key is
    deleted within the hour they say nothing to whoever reads the table, and nothing at all later.
    That all counts begin anew on the hour is what this costs. What is forbidden a second time
    holds no address, and goes by a key that stays.
    """
    if key.startswith(ONCE):
        secret = derive_key(settings.KEYS.secret, "throttle")
    else:
        secret = current_key(Counted.TRIES, at=datetime.now(UTC))
    message = f"undersigned/throttle/v2\n{key_prefix}\n{version}\n{key}".encode()
    return keyed_digest(secret, message).hex()

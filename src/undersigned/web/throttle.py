"""Keys of the cache that counts requests for sign-in codes: digests, never addresses."""

import hashlib
import hmac
from datetime import UTC, datetime

from django.conf import settings

from undersigned.core.tokens import derive_key


def digest_key(key: str, key_prefix: str, version: int) -> str:
    """The name under which the cache stores `key` today.

    The keys that are counted under hold mail and network addresses. Under a keyed digest with
    the day in it they say nothing to whoever reads the table, and nothing from one day to the
    next. That all counts begin anew at midnight (UTC) is what this costs.
    """
    day = datetime.now(UTC).date().isoformat()
    message = f"undersigned/throttle/v1\n{day}\n{key_prefix}\n{version}\n{key}".encode()
    return hmac.digest(derive_key(settings.KEYS.secret, "throttle"), message, hashlib.sha256).hex()

"""Floods for tests: signatures that programs have confirmed, beside those of people."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.support.letters import T0
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.models import Letter, Signature
from undersigned.stages.sign import search_text


def confirmed_by(
    letter: Letter,
    names: Iterable[str],
    domain: str = "flood.example",
    *,
    at: datetime = T0,
    within: timedelta = timedelta(minutes=10),
    source: bytes | None = None,
) -> list[Signature]:
    """Store people's signatures that were confirmed one after the other and wait for the log."""
    edition = letter.editions.get(is_current=True)
    rows = list(names)
    made = []
    for place, name in enumerate(rows):
        moment = at + within * place / max(1, len(rows))
        signature = Signature(
            letter=letter,
            edition=edition,
            kind="person",
            name=name,
            contact=f"{secrets.token_hex(6)}@{domain}",
            display="named",
            is_shown=True,
            language="en",
            search_text=search_text(name, ""),
            nonce=secrets.token_bytes(16),
            source=source,
            master=secrets.token_bytes(MASTER_BYTES),
            mailbox_digest=secrets.token_bytes(32),
            created_at=moment,
            confirmed_at=moment,
            ready_at=moment,
        )
        master = bytes(signature.master or b"")
        signature.commitment = commit(letter.pk, master, signature.committed_fields())
        made.append(signature)
    return Signature.objects.bulk_create(made, batch_size=1000)


def bots(count: int, word: str = "Bot") -> list[str]:
    """Names that count."""
    return [f"{word} {number}" for number in range(1, count + 1)]

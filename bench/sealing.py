"""How long sealing takes, and opening, by the number of keys; and how long a record is."""

import time

import pyrage

from undersigned.adapters.age import Opener, Sealer
from undersigned.core.seal import Contact, format_contact

COUNT = 2000
CONTACT = Contact(
    letter="0" * 32,
    number=123_456,
    kind="person",
    name="Mina Example",
    email="mina@people.example",
    affiliation="The Lower Ferry",
    role="Ferrywoman",
    country="FR",
    language="en",
    wants_news=False,
    edition=1,
    index=123_456,
    confirmed_at="2026-03-01T12:00:00Z",
)


def main() -> None:
    """Measure on one process, in time of the processor: other programs may use it meanwhile."""
    data = format_contact(CONTACT)
    for keys in (1, 2, 3, 5):
        identities = [pyrage.x25519.Identity.generate() for _ in range(keys)]
        sealer = Sealer([str(each.to_public()) for each in identities])
        opener = Opener(str(identities[0]).encode())
        begun = time.process_time()
        sealed = [sealer.seal(data) for _ in range(COUNT)]
        between = time.process_time()
        for each in sealed:
            opener.open(each)
        ended = time.process_time()
        print(
            f"sealing for {keys} keys: {(between - begun) / COUNT * 1e6:.0f} µs,"
            f" opening {(ended - between) / COUNT * 1e6:.0f} µs, {len(sealed[0])} bytes"
        )


if __name__ == "__main__":
    main()

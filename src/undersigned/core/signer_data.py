"""Everything that is held about one signature, as the file that its signer downloads.

`docs/formats/signer-data.md` describes it. Times are in UTC, bytes in hexadecimal; what is
absent is empty or null.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

FORMAT: Final = "undersigned/signer-data/v1"


@dataclass(frozen=True, slots=True)
class LetterPart:
    """Which letter was signed, and where."""

    id: str
    title: str
    address: str
    state: str
    edition: int


@dataclass(frozen=True, slots=True)
class Entered:
    """What the signer entered, as it stands now. An organization's website is its affiliation."""

    name: str
    affiliation: str
    role: str
    country: str
    email: str
    display: str


@dataclass(frozen=True, slots=True)
class Times:
    """When it was entered, reminded of, confirmed, and ready for the log."""

    entered_at: str | None
    reminded_at: str | None
    confirmed_at: str | None
    ready_at: str | None


@dataclass(frozen=True, slots=True)
class BurstPart:
    """That it came in a burst or was taken for not genuine, and what was decided about it last."""

    came_in_a_burst: bool
    decision: str
    decided_at: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SignaturePart:
    """The signature itself."""

    number: int
    kind: str
    state: str
    language: str
    entered: Entered
    # Committed fields that were erased here, by name, and the digests that are left of them.
    erased: dict[str, str]
    times: Times
    # Of the network that the form came from, with a key that is deleted after minutes.
    network_digest: str
    burst: BurstPart | None
    name_is_shown: bool
    wants_news: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class LogPart:
    """What is public of it in the log, and the receipt, which opens that for whoever has it."""

    index: int | None
    commitment: str
    secret: str
    receipt_name: str
    receipt: str


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Somebody whose key could be among those that open what is sealed."""

    holder: str
    key: str
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class SealedPart:
    """What is sealed; this server cannot read it."""

    is_sealed: bool
    key_holders: tuple[KeyHolder, ...]
    record: str


@dataclass(frozen=True, slots=True)
class OwedMail:
    """A mail that waits to be handed over to the mail server."""

    kind: str
    owed_at: str | None
    due_at: str | None
    attempts: int
    subject: str


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A mail that was owed at a time which the signature itself tells; null where it does not."""

    kind: str
    at: str | None


@dataclass(frozen=True, slots=True)
class MailPart:
    """Mails to the signer about this signature."""

    owed: tuple[OwedMail, ...]
    earlier: tuple[KnownMail, ...]


@dataclass(frozen=True, slots=True)
class MailboxPart:
    """What is kept of the mailbox, in digests. Null: it cannot be looked up without the address."""

    digest: str
    other_wishes_entered_at: tuple[str | None, ...]
    wants_no_unasked_mail: bool | None
    unasked_mails_at: tuple[str | None, ...] | None
    asked_at: tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the history of the letter, which its coalition reads."""

    at: str | None
    what: str


@dataclass(frozen=True, slots=True)
class SignerData:
    """The whole."""

    made_at: str | None
    server: str
    letter: LetterPart
    signature: SignaturePart
    log: LogPart
    sealed: SealedPart
    mails: MailPart
    mailbox: MailboxPart
    # Of an organization that endorsed: the evidence of it, which is public.
    endorsement: str
    history: tuple[Line, ...]
    # What the parts mean, and what is not held, in whole sentences.
    notes: tuple[str, ...]


def format_signer_data(data: SignerData) -> bytes:
    """The file: indented JSON, which a person can read."""
    whole = {"format": FORMAT, **asdict(data)}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()

"""What `undersigned verify` says: plain sentences for people, one JSON object for machines."""

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from undersigned.cli.printable import printable
from undersigned.cli.verify.endorsements import as_facts, say_not_proven, say_proven
from undersigned.core.errors import NotProven
from undersigned.core.leaf import SignatoryKind
from undersigned.core.seal import recipients_digest
from undersigned.core.strict import format_base64

if TYPE_CHECKING:
    from undersigned.core.bundle import EditionFacts, LogFacts
    from undersigned.core.receipt import ReceiptFacts
    from undersigned.core.replay import SignatureState
    from undersigned.core.tlog.checkpoint import Checkpoint
    from undersigned.core.tlog.note import VerifyingKey

PROVEN: Final = 0
REFUSED: Final = 1
UNUSABLE: Final = 2
_RESULTS: Final = {PROVEN: "proven", REFUSED: "refused", UNUSABLE: "unusable"}


class Unusable(Exception):
    """There is nothing here that could be checked."""


Facts = dict[str, object]
"""A JSON object of the report; `docs/reference/verify.md` lists its members."""


@dataclass
class Report:
    """Everything found out about one input, in the order in which it is said."""

    subject: str
    kind: str = "unknown"
    facts: Facts = field(default_factory=dict)
    proven: list[str] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)

    def add_log(self, facts: "LogFacts", *, is_listed: bool = False) -> None:
        """What the public files of a letter prove; `is_listed` tells of each organization."""
        self.facts |= {
            "letter": facts.letter,
            "closed": facts.is_closed,
            "organizations": facts.organizations,
            "people": facts.people,
            "withdrawn": facts.withdrawn,
            "erased": facts.erased,
            "named": {"organizations": facts.named_organizations, "people": facts.named_people},
            "editions": [_edition(edition) for edition in facts.editions],
            "checkpoint": _checkpoint(facts.checkpoint),
            "recipients": _recipients(facts),
            "unproven_files": list(facts.unproven),
        }
        if facts.endorsements:
            self.facts["endorsements"] = [as_facts(one) for one in facts.endorsements]
        self._say_letter(facts, facts.editions[-1])
        entries = _many(facts.checkpoint.size, "entry", "entries")
        withdrawn = _many(facts.withdrawn, "withdrawn signature")
        self.proven += [
            (
                f"{_count(facts.organizations, facts.people)} signed it, not counting {withdrawn}."
                f" This was counted anew from all {entries} of the log, in which nothing was"
                " changed or taken out since its checkpoint was signed."
            ),
            *_say_editions(facts.editions),
            "The text of each edition is here, and is to the byte what was signed.",
            (
                f"The names of {_count(facts.named_organizations, facts.named_people)} are shown,"
                " and each is the one that its signature was made with."
            ),
            *say_proven(facts, is_listed=is_listed),
        ]
        if facts.is_closed:
            self.proven.append("The letter is closed: no signature can follow.")
        if facts.recipients is not None:
            index, fingerprint = facts.recipients
            self.proven.append(
                "The log says for which keys contact data is sealed: since entry"
                f" {index}, for those with the fingerprint {fingerprint.hex()}."
            )
            self.not_proven.append("That what signers enter is sealed for these keys and no other.")
        hidden = facts.organizations + facts.people - facts.named_organizations - facts.named_people
        if hidden:
            self.not_proven.append(
                f"Who the other {_many(hidden, 'signatory', 'signatories')} are. They are counted"
                " without a name being shown."
            )
        self.not_proven += say_not_proven(facts, is_listed=is_listed)
        if facts.unproven:
            self.not_proven.append(
                f"What stands in {' and '.join(facts.unproven)}: nothing in the log speaks of it."
            )

    def add_recipients(self, facts: "LogFacts", held: tuple[str, ...], where: str) -> None:
        """That the keys which somebody holds are those that the log names. Raises NotProven."""
        fingerprint = recipients_digest(held)
        if facts.recipients is None:
            raise NotProven("The log names no key for which contact data is sealed.")
        if facts.recipients[1] != fingerprint:
            raise NotProven(
                f"The keys in {where} have the fingerprint {fingerprint.hex()}, and the log names"
                f" others since entry {facts.recipients[0]}: {facts.recipients[1].hex()}."
            )
        self.facts["recipients_given"] = True
        self.proven.append(f"These are exactly the {_many(len(set(held)), 'key')} in {where}.")

    def add_receipt(self, facts: "ReceiptFacts") -> None:
        """What a receipt proves."""
        self.facts |= {
            "letter": facts.letter,
            "edition": facts.edition,
            "texts": [_text(language, digest) for language, digest in facts.digests],
            "kind": str(facts.kind),
            "index": facts.index,
            "fields": dict(facts.fields),
            "checkpoint": _checkpoint(facts.checkpoint),
        }
        log = f"the log {facts.checkpoint.origin}"
        texts = "; ".join(f"{language} sha256:{digest.hex()}" for language, digest in facts.digests)
        fields = "; ".join(f"{name} “{value}”" for name, value in facts.fields)
        who = "An organization" if facts.kind is SignatoryKind.ORGANIZATION else "A person"
        self.proven += [
            f"{who} signed edition {facts.edition} of the letter {facts.letter}.",
            f"The signature is entry {facts.index} of {facts.checkpoint.size} in {log}.",
            f"It is to exactly these texts: {texts}.",
            f"It was made with {fields}. Only this receipt shows all of that: keep it to yourself.",
        ]

    def add_state(self, state: "SignatureState", newer: "LogFacts") -> None:
        """What a newer log says of the signature of a receipt."""
        is_counted = state.value == "counted"
        self.facts["state"] = state.value
        signed = next(one for one in newer.editions if one.edition == self.facts["edition"])
        self._say_letter(newer, signed)
        self.proven.append(
            f"In the log as it was with {_many(newer.checkpoint.size, 'entry', 'entries')}, the"
            " signature " + ("still counts." if is_counted else "has been withdrawn.")
        )

    def add_comparison(self, checked: "Checkpoint", other: "Checkpoint") -> None:
        """That two checkpoints tell one history."""
        self.facts["against"] = _checkpoint(other)
        self.proven.append(
            f"The checkpoint of {_many(other.size, 'entry', 'entries')} that it was compared with"
            f" and this one of {_many(checked.size, 'entry', 'entries')} tell one and the same"
            " history."
        )

    def add_key(self, key: "VerifyingKey", *, is_given: bool) -> None:
        """Whose word all of this rests on."""
        self.facts["key"] = key.vkey
        self.facts["key_given"] = is_given
        if not is_given:
            self.not_proven.append(
                "That the key is the log's own. It was taken from what was checked; compare it with"
                f" one that you have from elsewhere, or give that one with --key: {key.vkey}"
            )

    def add_limits(self, *, is_compared: bool, is_receipt: bool) -> None:
        """What no log can prove, and what this check did not look at."""
        if is_receipt and "state" not in self.facts:
            self.not_proven.append(
                "That the signature still counts today. Compare it with the newest log or bundle:"
                " --against."
            )
        if not is_compared:
            self.not_proven.append(
                "That everyone is shown this same log. Compare it with a checkpoint from elsewhere,"
                " such as one in a receipt or a printed letter: --against."
            )
        self.not_proven.append("That each signature is that of a distinct real person.")

    def _say_letter(self, log: "LogFacts", edition: "EditionFacts") -> None:
        languages = ", ".join(text.language for text in edition.texts)
        others = f" It has {len(log.editions)} editions." if len(log.editions) > 1 else ""
        self.proven.insert(
            0,
            f"The letter is “{edition.texts[0].title}” ({log.letter}), edition"
            f" {edition.edition}, in {languages}.{others}",
        )

    def print(self, code: int, reason: str, *, as_json: bool) -> None:
        """Writes the report to standard output."""
        if as_json:
            result: Facts = {
                "format": "undersigned/verify/v1",
                "result": _RESULTS[code],
                "reason": reason or None,
                "input": self.subject,
                "input_kind": self.kind,
                **(self.facts if code == PROVEN else {}),
                "proven": self.proven if code == PROVEN else [],
                "not_proven": self.not_proven if code == PROVEN else [],
            }
            _write(json.dumps(result, indent=2))
        elif code == PROVEN:
            _write(f"Proven: {printable(self.subject)}", "")
            _write(*[f"  ✓ {printable(sentence)}" for sentence in self.proven], "", "Not proven:")
            _write(*[f"  – {printable(sentence)}" for sentence in self.not_proven])
        else:
            word = "Refused" if code == REFUSED else "Nothing to check"
            _write(f"{word}: {printable(self.subject)}", f"  {printable(reason)}")


def _write(*lines: str) -> None:
    # A terminal that cannot show a character gets a question mark instead of a crash.
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def _say_editions(editions: "tuple[EditionFacts, ...]") -> list[str]:
    if len(editions) == 1:
        return []
    return [
        f"Edition {one.edition}, “{one.texts[0].title}”, was signed by"
        f" {_count(one.organizations, one.people)} of these."
        for one in editions
    ]


def _recipients(facts: "LogFacts") -> Facts | None:
    if facts.recipients is None:
        return None
    return {"index": facts.recipients[0], "fingerprint": facts.recipients[1].hex()}


def _edition(edition: "EditionFacts") -> Facts:
    return {
        "edition": edition.edition,
        "index": edition.index,
        "organizations": edition.organizations,
        "people": edition.people,
        "texts": [
            {**_text(text.language, text.digest), "title": text.title} for text in edition.texts
        ],
    }


def _text(language: str, digest: bytes) -> Facts:
    return {"language": language, "sha256": digest.hex()}


def _checkpoint(checkpoint: "Checkpoint") -> Facts:
    root = format_base64(checkpoint.root)
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": root}


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _count(organizations: int, people: int) -> str:
    return f"{_many(organizations, 'organization')} and {_many(people, 'person', 'people')}"

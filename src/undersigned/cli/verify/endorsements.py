"""What `undersigned verify` says of endorsements: what is proven, and what is the server's word."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from undersigned.core.bundle import LogFacts
    from undersigned.core.endorsements import EndorsementFacts

MOST_LISTED: Final = 20
"""So many organizations are told one by one without being asked to."""

_VERIFIED: Final = "its holder was asked for a PIN, a finger or a face"
_PRESENT: Final = "its holder was only asked for a touch"


def say_proven(facts: "LogFacts", *, is_listed: bool) -> list[str]:
    """Sentences about what follows from the files alone."""
    signed = [one for one in facts.endorsements if one.passkey is not None]
    if not signed:
        return []
    one_or_more = "1 organization" if len(signed) == 1 else f"{len(signed):,} organizations"
    endorsed = (
        f"For {one_or_more}, a passkey at {_host(facts)} signed exactly the texts of the edition"
        " together with the name, website and country that are shown."
    )
    return [endorsed, *([_say_passkey(one) for one in signed] if _lists(facts, is_listed) else [])]


def say_not_proven(facts: "LogFacts", *, is_listed: bool) -> list[str]:
    """Sentences about what rests on the word of the server, which nothing in the files proves."""
    if not (endorsements := facts.endorsements):
        return []
    said = []
    passkeys = sum(one.passkey is not None for one in endorsements)
    if passkeys:
        whose = (
            "the passkey is the organization's own"
            if passkeys == 1
            else "these passkeys are the organizations' own"
        )
        said.append(f"That {whose}. {_host(facts)} says so.")
    counts = (
        (
            len(endorsements) - passkeys,
            "endorsed by a code from a mailbox alone, which leaves no signature",
        ),
        (sum(one.mailbox is not None for one in endorsements), "confirmed a mailbox"),
        (sum(one.dns is not None for one in endorsements), "had a record at a domain"),
        (sum(one.lead is not None for one in endorsements), "were vouched for by the lead"),
    )
    said.append(
        f"What {_host(facts)} says of the organizations that endorsed: "
        + "; ".join(f"{count:,} {what}" for count, what in counts if count)
        + "."
    )
    if _lists(facts, is_listed):
        said += [_say_word(one) for one in endorsements if one.mailbox or one.dns or one.lead]
    else:
        said.append("Which organizations these are is listed with --organizations.")
    return said


def as_facts(endorsement: "EndorsementFacts") -> dict[str, object]:
    """One endorsement for machines: `passkey` is proven, the last three are the server's word."""
    passkey, mailbox, dns = endorsement.passkey, endorsement.mailbox, endorsement.dns
    return {
        "index": endorsement.index,
        "edition": endorsement.edition,
        "name": endorsement.name,
        "evidence": endorsement.evidence_digest.hex(),
        "passkey": passkey
        and {
            "algorithm": passkey.assertion.algorithm.value,
            "key_sha256": passkey.key_digest.hex(),
            "user_verified": passkey.assertion.is_user_verified,
        },
        "mailbox": mailbox and {"domain": mailbox.domain, "date": mailbox.on.isoformat()},
        "dns": dns and {"domain": dns.domain, "date": dns.on.isoformat(), "value": dns.value},
        "lead": endorsement.lead and {"date": endorsement.lead.isoformat()},
    }


def _lists(facts: "LogFacts", is_listed: bool) -> bool:
    return is_listed or len(facts.endorsements) <= MOST_LISTED


def _host(facts: "LogFacts") -> str:
    return facts.checkpoint.origin.partition("/")[0]


def _say_passkey(one: "EndorsementFacts") -> str:
    if one.passkey is None:
        raise AssertionError("only endorsements with a passkey are told")
    how = _VERIFIED if one.passkey.assertion.is_user_verified else _PRESENT
    return (
        f"“{one.name}”: a passkey signed edition {one.edition}; {how}. Its public key has the"
        f" SHA-256 {one.passkey.key_digest.hex()}."
    )


def _say_word(one: "EndorsementFacts") -> str:
    said = []
    if one.mailbox:
        said.append(f"a code from a mailbox at {one.mailbox.domain} on {one.mailbox.on}")
    if one.dns:
        said.append(
            f"on {one.dns.on} a TXT record at _undersigned.{one.dns.domain} with the value"
            f" {one.dns.value}, which can be looked up today"
        )
    if one.lead:
        said.append(f"the lead's word of {one.lead}")
    return f"“{one.name}”, edition {one.edition}: {'; '.join(said)}."

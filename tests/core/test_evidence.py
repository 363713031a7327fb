"""Evidence files, and that none but the right one is taken for an organization's endorsement."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.support.endorsements import (
    DAY,
    DNS,
    MAILBOX,
    Passkey,
    endorsed_log,
    from_mailbox,
    log_endorsement,
    statement_of,
    with_passkey,
)
from tests.support.log import LETTER, LogBuilder, MemorySource, organization, person
from undersigned.core.bundle import LogFacts, check_log
from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.evidence import (
    MAX_EVIDENCE_BYTES,
    Evidence,
    EvidenceField,
    check_evidence,
    format_evidence,
    format_field,
    parse_evidence,
    parse_field,
)
from undersigned.core.leaf import SignatoryKind
from undersigned.core.public_files import evidence_path
from undersigned.core.statement import Statement
from undersigned.core.webauthn import Algorithm, Assertion, AssertionFacts

LOG = endorsed_log()
FILES = LOG.files()
STATEMENT = statement_of(LOG, organization(1))


def check(log: LogBuilder) -> LogFacts:
    return check_log(MemorySource(log.files()), log.key.verifying_key)


def refuse(files: dict[str, bytes], why: str) -> None:
    with pytest.raises(CoreError, match=why):
        check_log(MemorySource(files), LOG.key.verifying_key)


def endorsed(make: Callable[[Statement], Evidence]) -> LogBuilder:
    """Return a log with one endorsement, made of the right statement."""
    log = LogBuilder()
    log.add_text()
    log_endorsement(log, make(statement_of(log, organization(1))))
    return log


def test_evidence_of_each_kind_is_read_again() -> None:
    for evidence in (
        with_passkey(STATEMENT),
        from_mailbox(STATEMENT),
        Evidence(STATEMENT, Passkey().sign(STATEMENT.challenge)),
        Evidence(STATEMENT, mailbox=MAILBOX, dns=DNS, lead=DAY),
        Evidence(STATEMENT, mailbox=MAILBOX, lead=date(1, 1, 1)),
    ):
        data = format_evidence(evidence)
        assert parse_evidence(data) == evidence
        field = parse_field(format_field(evidence))
        digest = hashlib.sha256(data).digest()
        assert field == EvidenceField(evidence.passkey is not None, digest)


def test_the_largest_evidence_fits() -> None:
    digests = tuple((f"aaa-Bbbb-CC-1{number:07}-abcdefgh", bytes([number]) * 32)
                    for number in range(128))  # fmt: skip
    statement = Statement(LETTER, 2**48, digests, "a" * 2_048, "b" * 2_048, "BE")
    passkey = Assertion(bytes(640), bytes(1_024), bytes(4_096), bytes(512))
    domain = ".".join(["a" * 63] * 3 + ["a" * 61])
    evidence = Evidence(
        statement,
        passkey,
        replace(MAILBOX, domain=domain),
        replace(DNS, domain=domain, value="~" * 255),
        DAY,
    )
    data = format_evidence(evidence)
    assert len(data) <= MAX_EVIDENCE_BYTES
    assert parse_evidence(data) == evidence


def test_what_no_parser_reads_is_not_written() -> None:
    good = with_passkey(STATEMENT)
    assert good.passkey is not None
    for bad in (
        replace(good, passkey=None, mailbox=None),
        replace(good, passkey=replace(good.passkey, signature=b"")),
        replace(good, passkey=replace(good.passkey, client_data=bytes(4_097))),
        replace(good, mailbox=replace(MAILBOX, domain="Association.example")),
        replace(good, mailbox=replace(MAILBOX, domain="192.0.2.1")),
        replace(good, mailbox=replace(MAILBOX, domain="a_b.example")),
        replace(good, mailbox=replace(MAILBOX, domain="example\n")),
        replace(good, dns=replace(DNS, value="two words")),
        replace(good, dns=replace(DNS, value="")),
        replace(good, dns=replace(DNS, value="ä")),
    ):
        with pytest.raises(Malformed):
            format_evidence(bad)


def test_only_the_field_of_an_endorsement_speaks_of_one() -> None:
    assert parse_field("accepted by the lead on 2026-11-23") is None
    good = format_field(with_passkey(STATEMENT))
    assert good.startswith("endorsed with a passkey, evidence sha256:")
    for bad in (good + " ", good.upper().replace("ENDORSED ", "endorsed "), "endorsed by all"):
        with pytest.raises(Malformed):
            parse_field(bad)


def test_a_log_says_who_endorsed_how() -> None:
    facts = check_log(MemorySource(FILES), LOG.key.verifying_key)
    found = [(one.index, one.edition, one.name, one.mailbox) for one in facts.endorsements]
    assert found == [
        (1, 1, "Association No. 1", MAILBOX),
        (2, 1, "Association No. 2", MAILBOX),
        (8, 2, "Association No. 1", None),
    ]
    passkeys = [one.passkey and one.passkey.assertion for one in facts.endorsements]
    assert passkeys == [
        AssertionFacts(Algorithm.ES256, True),
        None,
        AssertionFacts(Algorithm.EDDSA, False),
    ]
    first = facts.endorsements[0]
    assert (first.dns, first.lead) == (DNS, DAY)
    assert first.passkey is not None
    assert first.passkey.key_digest == hashlib.sha256(Passkey().public_key).digest()
    assert FILES[evidence_path(first.evidence_digest)] == LOG.evidence[1]
    assert facts.named_organizations == 4


def test_every_flipped_byte_is_refused() -> None:
    for index, data in LOG.evidence.items():
        path = evidence_path(hashlib.sha256(data).digest())
        for at in range(len(data)):
            spoiled = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
            refuse(FILES | {path: spoiled}, f"leaf {index}: .* not the one that was committed to")
            # With a digest that fits, it would have to be evidence in itself.
            field = EvidenceField(LOG.evidence[index] != LOG.evidence[2], b"")
            flipped = replace(field, digest=hashlib.sha256(spoiled).digest())
            with pytest.raises(CoreError):
                check_flipped(spoiled, flipped, index)


def check_flipped(data: bytes, field: EvidenceField, index: int) -> None:
    """Check the evidence itself; what only the server says may change, so that is compared."""
    fields = LOG.signed[index].fields
    statement = statement_of(LOG, fields, text_index=LOG.signed[index].leaf.text_index)
    evidence, _ = check_evidence(data, field, statement=statement, host="letters.example")
    was = parse_evidence(LOG.evidence[index])
    if evidence.passkey == was.passkey:
        assert evidence != was
        raise NotProven("Only the word of the server changed.")


def test_evidence_that_is_missing_strange_or_swapped_is_refused() -> None:
    first, second = (hashlib.sha256(LOG.evidence[index]).digest() for index in (1, 2))
    one, other = evidence_path(first), evidence_path(second)
    without = {path: data for path, data in FILES.items() if path != one}
    with pytest.raises(NotProven, match="is missing"):
        check_log(MemorySource(without), LOG.key.verifying_key)
    refuse(FILES | {one: FILES[other], other: FILES[one]}, "not the one that was committed to")
    stray = evidence_path(bytes(32))
    refuse(FILES | {stray: FILES[one]}, "is not evidence of a shown organization")
    refuse(FILES | {one.upper(): FILES[one]}, "does not belong")
    hidden = LogBuilder()
    hidden.add_text()
    log_endorsement(hidden, from_mailbox(statement_of(hidden, organization(1))))
    files = hidden.files()
    names = files.pop("names/000")
    assert names
    refuse(files, "is not evidence of a shown organization")


def test_without_names_evidence_is_not_looked_at() -> None:
    facts = check_log(MemorySource(FILES), LOG.key.verifying_key, with_names=False)
    assert facts.endorsements == ()


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("another statement", lambda right: replace(right, edition=2)),
        ("another statement", lambda right: replace(right, letter="f" * 32)),
        ("another statement", lambda right: replace(right, digests=right.digests[:1])),
        ("another statement", lambda right: replace(right, digests=right.digests[::-1])),
        ("another statement", lambda right: replace(right, name="Association No. 2")),
        ("another statement", lambda right: replace(right, website="https://evil.example/")),
        ("another statement", lambda right: replace(right, website="")),
        ("another statement", lambda right: replace(right, country="NL")),
        ("another statement", lambda right: replace(right, country="")),
    ],
)
def test_an_endorsement_replayed_is_refused(
    why: str, change: Callable[[Statement], Statement]
) -> None:
    assert len(check(endorsed(with_passkey)).endorsements) == 1
    with pytest.raises(NotProven, match=why):
        check(endorsed(lambda right: with_passkey(change(right))))
    with pytest.raises(NotProven, match=why):
        check(endorsed(lambda right: from_mailbox(change(right))))

    def signed_for_another(right: Statement) -> Evidence:
        answer = Passkey().sign(change(right).challenge)
        return replace(with_passkey(right), passkey=answer)

    with pytest.raises(NotProven, match="signed another statement"):
        check(endorsed(signed_for_another))


def test_a_passkey_of_another_host_is_refused() -> None:
    elsewhere = Passkey(host="other.example")
    with pytest.raises(NotProven, match="not used at letters"):
        check(endorsed(lambda right: with_passkey(right, elsewhere)))


def test_the_port_of_a_log_is_not_a_part_of_its_host() -> None:
    log = LogBuilder(origin=f"letters.example:8443/log/{LETTER}")
    log.add_text()
    log_endorsement(log, with_passkey(statement_of(log, organization(1))))
    assert len(check(log).endorsements) == 1


def test_an_endorsement_counts_once_and_for_an_organization() -> None:
    log = endorsed(from_mailbox)
    check(log)
    other = replace(from_mailbox(STATEMENT), lead=DAY)
    log_endorsement(log, other)
    with pytest.raises(NotProven, match="endorsed this edition twice"):
        check(log)
    log = LogBuilder()
    log.add_text()
    fields = person(1)
    made = from_mailbox(statement_of(log, fields))
    log_endorsement(log, made, fields=fields, kind=SignatoryKind.PERSON)
    with pytest.raises(NotProven, match="A person is shown"):
        check(log)


def test_a_field_that_only_looks_like_an_endorsement_is_refused() -> None:
    log = LogBuilder()
    log.add_text()
    log.sign(organization(1) | {"evidence": "endorsed by its chair"},
             kind=SignatoryKind.ORGANIZATION)  # fmt: skip
    with pytest.raises(Malformed, match="in another form"):
        check(log)


def test_the_field_says_how_the_endorsement_was_given() -> None:
    log = LogBuilder()
    log.add_text()
    made = from_mailbox(statement_of(log, organization(1)))
    index = len(log.entries)
    fields = organization(1) | {
        "evidence": format_field(made).replace("from a mailbox", "with a passkey")
    }
    log.sign(fields, kind=SignatoryKind.ORGANIZATION)
    log.evidence[index] = format_evidence(made)
    with pytest.raises(NotProven, match="not given in the way"):
        check(log)


def test_a_withdrawn_endorsement_leaves_nothing_behind() -> None:
    log = endorsed(with_passkey)
    log.withdraw(1)
    facts = check(log)
    assert (facts.endorsements, facts.withdrawn) == ((), 1)
    assert not [path for path in log.files() if path.startswith("evidence/")]


def test_a_server_that_has_logged_more_since_shows_more_evidence() -> None:
    size = 2
    files = LOG.files() | {"checkpoint": LOG.checkpoint(size)} | {
        path: data for path, data in LOG.files(size).items() if path.startswith("tile/")
    }  # fmt: skip
    facts = check_log(MemorySource(files, is_live=True), LOG.key.verifying_key)
    assert [one.index for one in facts.endorsements] == [1]


def test_quotation_marks_in_a_name_make_no_endorsement() -> None:
    log = LogBuilder()
    log.add_text()
    log.sign(person(1) | {"name": '"evidence":["endorsed with a passkey'})
    fields = organization(1) | {"name": '"Quoted" \\ name'}
    log_endorsement(log, with_passkey(statement_of(log, fields)), fields=fields)
    assert [one.name for one in check(log).endorsements] == ['"Quoted" \\ name']

"""The letter in a bundle, a folder or behind a server, as its checked log has it."""

from undersigned.core.bundle import check_log
from undersigned.core.public_files import Source, text_path
from undersigned.core.quotes.letter import ReadLetter
from undersigned.core.quotes.record import NO_RECORD, Count, LetterRecord
from undersigned.core.quotes.verdict import LetterText
from undersigned.core.text import parse_text


def read_source(source: Source) -> ReadLetter:
    """The letter of a bundle, folder or server, once its log is checked; raises as `check_log`.

    The record holds the counts that the log proves. A log does not say on which days they grew.
    """
    facts = check_log(source, with_names=False)
    texts: list[LetterText] = []
    record = NO_RECORD
    for edition in facts.editions:
        for place, text_facts in enumerate(edition.texts):
            data = source.read(text_path(text_facts.digest))
            text = parse_text(data)
            texts.append(
                LetterText(data.decode(), text.language, text.edition, is_original=place == 0)
            )
            if place == 0:
                count = Count(None, facts.people, facts.organizations)
                record = LetterRecord(counts=(count,), addressees=text.addressees)
    return ReadLetter(tuple(texts), facts.editions[-1].edition, record)

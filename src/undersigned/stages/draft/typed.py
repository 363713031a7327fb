"""What an editor typed, as it is saved: cleaned, checked part by part, and merged."""

from dataclasses import dataclass
from typing import Final

from undersigned.adapters.sentences import in_words
from undersigned.core.draft_merge import MergedDraft, merge_drafts, set_beside
from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.lines import clean_line
from undersigned.core.markdown import check_body
from undersigned.core.outdated import Draft
from undersigned.core.text import format_addressee, normalize_body, read_addressees
from undersigned.models import Letter, Version
from undersigned.stages.draft.refusals import TextRefused

MOST_CONFLICTS: Final = 60
"""Nobody chooses at more places than these; then title, addressees and body are chosen whole."""


@dataclass(frozen=True)
class TextInput(Draft):
    """What an editor typed for one language; `addressees` holds a line for each."""


def content_of(version: Version) -> TextInput:
    """The text of a saved version."""
    return TextInput(title=version.title, addressees=version.addressees, body=version.body)


def check_text(language: str, text: Draft) -> TextInput:
    """The text in its one spelling; raises TextRefused with every problem that it has."""
    problems: list[str] = []
    title = addressees = body = ""
    try:
        check_language(language)
    except Malformed as error:
        problems.append(in_words(error))
    try:
        title = clean_line(text.title, max_length=300)
    except Malformed as error:
        problems.append(in_words(error))
    try:
        lines = read_addressees(text.addressees)
        addressees = "\n".join(format_addressee(addressee) for addressee in lines)
    except Malformed as error:
        problems.append(in_words(error))
    try:
        body = normalize_body(text.body)
        if body.strip():
            check_body(body)
        else:
            body = ""
    except Malformed as error:
        problems.append(in_words(error))
    if problems:
        raise TextRefused(problems)
    return TextInput(title=title, addressees=addressees, body=body)


def merge_typed(letter: Letter, typed: Draft, *, based_on: int, newer: Version) -> MergedDraft:
    """What was typed over version `based_on`, merged with the newer version of its language.

    What was typed must have passed `check_text`. When the merged words are no letter any more (two
    blocks of demands, a title that is too long), nothing is merged, and each part has to be chosen.
    """
    found = Version.objects.filter(
        letter=letter, language=newer.language, number=based_on, number__lte=newer.number
    ).first()
    base = content_of(found) if found else TextInput(title="", addressees="", body="")
    theirs = content_of(newer)
    merged = merge_drafts(base, typed, theirs)
    if len(merged.conflicts) > MOST_CONFLICTS:
        return set_beside(base, typed, theirs)
    draft = merged.draft
    if draft is None:
        return merged
    try:
        check_text(newer.language, draft)
    except TextRefused:
        return set_beside(base, typed, theirs)
    return merged

"""Quotations in words: what judgements, speakers and changes are called."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from undersigned.core.quotes.facts import Fact, Finding
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Change, Judgement

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

JUDGEMENTS: Final[dict[Judgement, "_StrPromise"]] = {
    Judgement.VERBATIM: _("Word for word"),
    Judgement.TYPOGRAPHY: _("Word for word but for typography"),
    Judgement.EDITED: _("Shortened or adapted, and marked so"),
    Judgement.ALTERED: _("Altered"),
    Judgement.SPLICED: _("Put together from separate places"),
    Judgement.PARTLY: _("Only partly in the letter"),
    Judgement.NOT_IN_LETTER: _("Not in the letter"),
    Judgement.EARLIER_EDITION: _("From an earlier edition"),
    Judgement.TRANSLATED: _("Translated; a possible source is shown"),
    Judgement.TOO_SHORT: _("Too short to judge"),
}
MEANINGS: Final[dict[Judgement, "_StrPromise"]] = {
    Judgement.VERBATIM: _("Every character stands so in the letter."),
    Judgement.TYPOGRAPHY: _(
        "The words are the letter’s; quotation marks, spaces, capitals or the last comma differ."
    ),
    Judgement.EDITED: _(
        "What was left out or put in is shown by an ellipsis or by brackets, as is right."
    ),
    Judgement.ALTERED: _("Words differ from the letter’s, and nothing shows it."),
    Judgement.SPLICED: _("The words are the letter’s, from places that do not follow each other."),
    Judgement.PARTLY: _("A part of the words stands in the letter, the rest does not."),
    Judgement.NOT_IN_LETTER: _("The letter says nothing like it."),
    Judgement.EARLIER_EDITION: _("The words stood in an edition that was corrected since."),
    Judgement.TRANSLATED: _(
        "The article translates. Whether it does so truly, no program can say word by word."
    ),
    Judgement.TOO_SHORT: _("So few words prove nothing either way."),
}
SPEAKERS: Final[dict[Speaker, "_StrPromise"]] = {
    Speaker.LETTER: _("The letter or its signatories"),
    Speaker.ADDRESSEE: _("An addressee of the letter"),
    Speaker.THIRD: _("Somebody else"),
    Speaker.NARRATOR: _("The article itself"),
    Speaker.UNKNOWN: _("Not clear who"),
}
CHANGES: Final[dict[Change, "_StrPromise"]] = {
    Change.NEGATION: _("A negation was added or dropped."),
    Change.NUMBER: _("A number was changed."),
    Change.NAME: _("A name was changed."),
}
FACTS: Final[dict[Fact, "_StrPromise"]] = {
    Fact.SIGNATORIES: _("How many signed"),
    Fact.PERSONS: _("How many people signed"),
    Fact.ORGANIZATIONS: _("How many organizations signed"),
    Fact.ADDRESSEE: _("To whom it is addressed"),
    Fact.PUBLISHED: _("When it was published"),
    Fact.DELIVERED: _("When it was delivered"),
    Fact.PLACE: _("Where"),
}
FINDINGS: Final[dict[Finding, "_StrPromise"]] = {
    Finding.RIGHT: _("Right"),
    Finding.WRONG: _("Not as on record"),
    Finding.UNKNOWN: _("Cannot be told"),
}

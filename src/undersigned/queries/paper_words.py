"""The words around a letter on paper, in the language of its reader."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.adapters.pdf import PrintLabels
from undersigned.core.display_names import date_text, number_text
from undersigned.models import TreeHead
from undersigned.queries.letter_page import Counts
from undersigned.queries.signatories import EarlierEdition
from undersigned.queries.spoken import interface_language, signed_by_text


def print_labels(language: str, *, has_attachments: bool = False) -> PrintLabels:
    """The labels of a text in `language`, in the nearest language that the interface speaks."""
    spoken = interface_language(language)
    with translation.override(spoken):
        return PrintLabels(
            language=spoken,
            open_letter=_("Open letter"),
            dated="{date}",
            edition=_("edition %(number)s") % {"number": "{number}"},
            to=_("To"),
            elsewhere=_("Also in"),
            sources=_("Sources"),
            check=_("How to check this letter"),
            explanation=_(
                "Each text has a digest; whoever computes the SHA-256 of the text file gets the"
                " same, or holds another text. Every signature is bound to these digests and has"
                " its place in a public log, which anyone can download and recount. The log does"
                " not prove that each signature is a distinct real person."
            ),
            log=_("Log"),
            checkpoint=_("State of the log when this was typeset"),
            undersigned=_("The undersigned"),
            organizations=_("Organizations"),
            people=_("People"),
            scan=_("Scan this to check the letter and to see who has signed it by now:"),
            attached=_attached() if has_attachments else "",
            undrawn=_(
                "Some characters of the names could not be drawn here and stand as □; the names"
                " as they were signed are at the address beside the code."
            ),
        )


def _attached() -> str:
    return _(
        "The file of this page carries attachments: the exact texts, the state of the log, its"
        " key, and a proof that the texts are in it. With them the texts can be checked"
        " without any server."
    )


def count_sentence(counts: Counts) -> str:
    """Who signed, in numbers, as a whole sentence."""
    if not counts.total:
        return _("Nobody has signed yet.")
    return _("%(count)s signed this letter.") % {"count": signed_by_text(counts)}


def notes(
    counts: Counts,
    head: TreeHead,
    *,
    named: int,
    printed: int,
    earlier: tuple[EarlierEdition, ...],
    language: str,
) -> tuple[str, ...]:
    """What else there is to say of the names, in the language of the moment."""

    def shown(number: int) -> str:
        return number_text(number, language)

    said = [
        ngettext(
            "One of them signed edition %(number)s and has not agreed to the corrected text.",
            "%(shown)s of them signed edition %(number)s and have not agreed to the corrected"
            " text.",
            one.standing,
        )
        % {"shown": shown(one.standing), "number": shown(one.number)}
        for one in earlier
        if one.standing
    ]
    if printed < named:
        said.append(
            _("The first %(number)s names are printed here. All are at the address below.")
            % {"number": shown(printed)}
        )
    if unnamed := max(0, counts.total - named):
        said.append(
            ngettext(
                "One more signature is counted without a name.",
                "%(shown_number)s more signatures are counted without a name.",
                unnamed,
            )
            % {"shown_number": shown(unnamed)}
        )
    if counts.withdrawn:
        said.append(
            ngettext(
                "One signature was withdrawn and is not counted.",
                "%(number)s signatures were withdrawn and are not counted.",
                counts.withdrawn,
            )
            % {"number": shown(counts.withdrawn)}
        )
    said.append(
        ngettext(
            "This is the state of %(day)s, when the log had one entry.",
            "This is the state of %(day)s, when the log had %(number)s entries.",
            head.size,
        )
        % {"day": date_text(head.signed_at.date(), language), "number": shown(head.size)}
    )
    return tuple(said)

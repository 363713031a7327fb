"""Two people changed the same words: both sides, place by place, to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from undersigned.core.draft_merge import MergedDraft
from undersigned.core.languages import direction
from undersigned.core.merge import Choice, Conflict, Merged
from undersigned.models import Letter, Version
from undersigned.web.workspace.access import LetterRequest
from undersigned.web.workspace.forms import VersionForm
from undersigned.web.workspace.typed import Typed, form_of

# Characters of the line around a place that are shown for people to know where they are.
_AROUND: Final = 120
OWN: Final = "own"
_CHOICES: Final = {choice.value: choice for choice in (Choice.MINE, Choice.THEIRS, Choice.BOTH)}


@dataclass(frozen=True, slots=True)
class Place:
    """One conflict on the page, with what stands around it; `chosen` is "" before a choice."""

    number: int
    before: str
    conflict: Conflict
    after: str
    chosen: str
    own: str
    both: str


def chosen_in(data: QueryDict, merged: MergedDraft) -> list[Choice | str] | None:
    """A choice for each conflict, or None while one is missing."""
    choices: list[Choice | str] = []
    for number in range(len(merged.conflicts)):
        chosen = data.get(f"choice-{number}", "")
        if chosen == OWN:
            choices.append(data.get(f"own-{number}", "").replace("\r\n", "\n"))
        elif chosen in _CHOICES:
            choices.append(_CHOICES[chosen])
        else:
            return None
    return choices


def conflict_page(
    request: LetterRequest,
    letter: Letter,
    typed: Typed,
    current: Version,
    merged: MergedDraft,
    *,
    is_asked_again: bool = False,
) -> HttpResponse:
    """Everything that has to be chosen; what is chosen is saved over the newer version."""
    data = request.POST if is_asked_again else QueryDict()
    parts = []
    number = 0
    for name, part in (
        ("title", merged.title),
        ("addressees", merged.addressees),
        ("body", merged.body),
    ):
        places = _places(part, number, data)
        number += len(places)
        if places:
            parts.append((name, places))
    form = form_of(current.language, typed)
    context = {
        "letter": letter,
        "language": current.language,
        "direction": direction(current.language),
        "current": current,
        "form": form,
        "hidden": [form[name] for name in ("title", "addressees", "body", "reason")],
        "newer": VersionForm(initial={"based_on": current.number}, prefix="newer"),
        "parts": parts,
        "count": number,
        "is_asked_again": is_asked_again,
    }
    status = 422 if is_asked_again else 409
    return render(request, "workspace/text/conflict.html", context, status=status)


def _places(part: Merged, first: int, data: QueryDict) -> Sequence[Place]:
    pieces = ["", *part.pieces, ""]
    places: list[Place] = []
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Conflict):
            continue
        number = first + len(places)
        before, after = pieces[at - 1], pieces[at + 1]
        chosen = data.get(f"choice-{number}", "")
        both = Merged((piece,)).resolve([Choice.BOTH])
        places.append(
            Place(
                number=number,
                before=_end_of(before) if isinstance(before, str) else "",
                conflict=piece,
                after=_beginning_of(after) if isinstance(after, str) else "",
                chosen=chosen if chosen in {OWN, *_CHOICES} else "",
                own=data.get(f"own-{number}", both),
                both=both,
            )
        )
    return places


def _end_of(text: str) -> str:
    """The line that leads to a place, or the end of a long one."""
    line = text[text.rfind("\n") + 1 :]
    if len(line) <= _AROUND:
        return line
    words = line[-_AROUND:]
    return "… " + words[words.find(" ") + 1 :]


def _beginning_of(text: str) -> str:
    """The rest of the line behind a place, or the beginning of a long one."""
    line = text.partition("\n")[0]
    if len(line) <= _AROUND:
        return line
    words = line[:_AROUND]
    return words[: words.rfind(" ")] + " …"

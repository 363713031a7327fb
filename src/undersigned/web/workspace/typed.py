"""What an editing page sends: the words, over which version, and in which working copy."""

from dataclasses import dataclass

from undersigned.core.outdated import Draft
from undersigned.stages.draft import CopyMark
from undersigned.web.workspace.forms import TextForm

# Larger than any version, and within what every database compares.
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Typed:
    """The content of a form, whether it can be saved or not."""

    words: Draft
    based_on: int
    copy: CopyMark | None
    original: int | None
    reason: str


def typed_in(form: TextForm) -> Typed:
    """What stands in a form that was sent, as it was typed; a number that is none counts as 0."""
    form.is_valid()
    given = form.cleaned_data
    copy = None
    if given.get("copy") and given.get("revision") is not None:
        copy = CopyMark(given["copy"], min(given["revision"], _MOST))
    return Typed(
        words=typed_words(form),
        based_on=min(given.get("based_on") or 0, _MOST),
        copy=copy,
        original=min(given.get("original") or 0, _MOST) if given.get("is_up_to_date") else None,
        reason=given.get("reason") or "",
    )


def typed_words(form: TextForm) -> Draft:
    """The words in a form, those that were typed or those that it begins with."""
    return Draft(*(str(form[name].value() or "") for name in ("title", "addressees", "body")))


def form_of(language: str, typed: Typed) -> TextForm:
    """A form that holds this, as if it had been sent; what else it holds is checked anew."""
    data: dict[str, object] = {
        "title": typed.words.title,
        "addressees": typed.words.addressees,
        "body": typed.words.body,
        "based_on": typed.based_on,
        "reason": typed.reason,
    }
    if typed.copy:
        data |= {"copy": typed.copy.id, "revision": typed.copy.revision}
    if typed.original is not None:
        data |= {"original": typed.original, "is_up_to_date": "on"}
    return TextForm(data, language=language)

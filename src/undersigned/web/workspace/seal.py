"""Seal: the keys of a letter, for which contact data is sealed, and the export that they open."""

import tempfile
from collections.abc import Iterator
from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import Permission
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.refusal import Refused
from undersigned.core.seal import export_head
from undersigned.models import Letter
from undersigned.queries.seal import erased_rows, sealed_records, view_seal
from undersigned.queries.workspace.coalition import letter_head
from undersigned.stages.seal import add_recipient, remove_recipient
from undersigned.web.workspace.access import LetterRequest, allowed

_PIECE = 64 * 1024


class KeyForm(forms.Form):
    """The public half of a key, and whose it is."""

    recipient = forms.CharField(
        label=gettext_lazy("Public half of the key"),
        max_length=200,
        help_text=gettext_lazy("It begins with age1. Never enter the secret half."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label=gettext_lazy("Whose key it is"),
        max_length=100,
        help_text=gettext_lazy(
            "Those who sign are told that this person can read what they enter."
        ),
    )

    def clean_holder(self) -> str:
        """One line, cleaned."""
        try:
            return clean_line(self.cleaned_data["holder"], max_length=100)
        except Malformed as problem:
            raise forms.ValidationError(in_words(problem)) from problem


@require_safe
@allowed(Permission.READ)
def contact_data(request: LetterRequest, letter: Letter) -> HttpResponse:
    """For whom it is sealed, and how much; a lead adds keys and opens the export here."""
    return _page(request, letter, KeyForm())


@require_POST
@allowed(Permission.LEAD)
def add_key(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Seal for one more key."""
    fields = request.POST.copy()
    form = KeyForm(fields)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            add_recipient(
                letter,
                entered["recipient"],
                holder=entered["holder"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("recipient", refusal.sentence)
        else:
            messages.success(request, _("From now on, contact data is sealed for this key, too."))
            return redirect("contact_data", slug=letter.slug)
    # What was entered is shown again, unless it is a secret that should stand on no page.
    if "recipient" in form.errors:
        fields["recipient"] = ""
    return _page(request, letter, form)


@require_POST
@allowed(Permission.LEAD)
def remove_key(request: LetterRequest, letter: Letter, key_id: int) -> HttpResponse:
    """Seal no more for a key."""
    try:
        remove_recipient(letter, key_id, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("Nothing more is sealed for this key. What it could open, it still opens.")
        )
    return redirect("contact_data", slug=letter.slug)


@require_safe
@allowed(Permission.LEAD)
def sealed_export(request: LetterRequest, letter: Letter) -> HttpResponse:
    """All sealed records in one file, which this server cannot read."""
    response = StreamingHttpResponse(_export(letter), content_type="text/plain; charset=utf-8")
    name = f"{letter.slug}-contacts-{timezone.now():%Y-%m-%d}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # The guard only looks at the headers, which both kinds of answer have.
    return cast("HttpResponse", response)


def _export(letter: Letter) -> Iterator[bytes]:
    """The head says how many follow, so that a download that broke off is noticed."""
    with tempfile.TemporaryFile() as file:
        count = 0
        for record in sealed_records(letter):
            file.write(record)
            count += 1
        yield export_head(letter.pk, count)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _page(request: LetterRequest, letter: Letter, form: KeyForm) -> HttpResponse:
    context: dict[str, object] = {
        "letter": letter_head(letter),
        "seal": view_seal(letter),
        "form": form,
    }
    context |= {
        "is_public": letter.is_public,
        "log_address": f"{settings.CONFIG.address}/log/{letter.pk}/",
    }
    context |= {"erased": erased_rows(letter), "contact_days": settings.CONFIG.contact_days}
    status = 422 if form.errors else 200
    return render(request, "workspace/seal/contact_data.html", context, status=status)


_LETTER = "workspace/letters/<slug:slug>/contact-data/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, contact_data, name="contact_data"),
    path(_LETTER + "add/", add_key, name="add_key"),
    path(_LETTER + "<int:key_id>/remove/", remove_key, name="remove_key"),
    path(_LETTER + "export/", sealed_export, name="sealed_export"),
]

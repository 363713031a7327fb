"""Share: the lead chooses which other sites may show the counter of the letter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from undersigned.core.coalition import Permission
from undersigned.core.share import ANY_SITE, MAX_SITES, BadSite, TooManySites, clean_sites
from undersigned.models import Letter
from undersigned.queries.share import embed_sites
from undersigned.queries.workspace.coalition import letter_head
from undersigned.stages.share import allow_embedding
from undersigned.web.workspace.access import LetterRequest, allowed


class EmbeddingForm(forms.Form):
    """Nobody, some sites, or any."""

    NOBODY, SOME, ANY = "nobody", "some", "any"
    who = forms.ChoiceField(
        label=_("Who may show it"),
        choices=[
            (NOBODY, _("no other site")),
            (SOME, _("these sites:")),
            (ANY, _("any site, whoever runs it")),
        ],
        widget=forms.RadioSelect,
    )
    sites = forms.CharField(
        label=_("Sites, one a line"),
        required=False,
        max_length=10_000,
        help_text=_(
            "For example example.org, or https://*.example.org for all names below it."
            " Of a longer address, only its beginning counts."
        ),
        widget=forms.Textarea(
            attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("who") != self.SOME or "sites" in self.errors:
            return cleaned
        try:
            cleaned["clean_sites"] = clean_sites(cleaned.get("sites", ""))
        except BadSite as error:
            sentence = gettext(
                "“%(line)s” is no address of a website. It should read like example.org."
            )
            self.add_error("sites", sentence % {"line": error.line})
        except TooManySites:
            sentence = gettext("Please name %(number)s sites at most.")
            self.add_error("sites", sentence % {"number": MAX_SITES})
        else:
            if not cleaned["clean_sites"]:
                self.add_error("sites", gettext("Please name at least one site."))
        return cleaned

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sites as they are stored, once the form is valid."""
        if self.cleaned_data["who"] == self.ANY:
            return (ANY_SITE,)
        chosen: tuple[str, ...] = self.cleaned_data.get("clean_sites", ())
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def embedding(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Which sites may show the counter."""
    form = EmbeddingForm(request.POST if request.method == "POST" else None, initial=_now(letter))
    if request.method == "POST" and form.is_valid():
        allow_embedding(letter, form.chosen, by=request.user, at=timezone.now())
        messages.success(request, gettext("The choice of sites is saved."))
        return redirect("workspace_letter", slug=letter.slug)
    path_of_share = reverse("share", args=[letter.slug, letter.original_language])
    context = {
        "letter": letter_head(letter),
        "form": form,
        "share_path": path_of_share if letter.is_public else "",
    }
    return render(request, "workspace/embedding.html", context, status=422 if form.errors else 200)


def _now(letter: Letter) -> dict[str, str]:
    sites = embed_sites(letter.pk)
    if sites == (ANY_SITE,):
        return {"who": EmbeddingForm.ANY}
    if not sites:
        return {"who": EmbeddingForm.NOBODY}
    return {"who": EmbeddingForm.SOME, "sites": "\n".join(sites)}


urlpatterns: list[URLPattern] = [
    path("workspace/letters/<slug:slug>/embedding/", embedding, name="embedding"),
]

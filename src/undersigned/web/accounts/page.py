"""The page of one's own account: the name that others see, and what guards it."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.queries.accounts import security_of
from undersigned.stages.people import choose_language, rename_account
from undersigned.web.fields import LineField
from undersigned.web.interface_language import language_of_browser
from undersigned.web.workspace.access import MemberRequest, signed_in

MAX_NAME = 200


class NameForm(forms.Form):
    """What the others of a coalition call this person."""

    name = LineField(
        label=gettext_lazy("Your name"),
        length=MAX_NAME,
        required=False,
        help_text=gettext_lazy(
            "Your colleagues see it beside what you write. When it is empty, they see your address."
        ),
        autocomplete="name",
    )


class LanguageForm(forms.Form):
    """What the pages of the workspace, and mails, speak to this person."""

    language = forms.ChoiceField(
        label=gettext_lazy("Your language"),
        required=False,
        help_text=gettext_lazy("Of these pages, and of the mails that you get from them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # as Django's own
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["language"])
        field.choices = [("", _("What the browser asks for")), *settings.LANGUAGES]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: MemberRequest) -> HttpResponse:
    """One's own account; the form on it is for the name."""
    form = NameForm(request.POST if request.method == "POST" else {"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        rename_account(request.user, form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    return _page(request, form, LanguageForm({"language": request.user.language}))


@require_POST
@signed_in
def language(request: MemberRequest) -> HttpResponse:
    """Choose the language of the workspace."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, NameForm({"name": request.user.name}), form)
    chosen = form.cleaned_data["language"]
    choose_language(request.user, chosen)
    with translation.override(chosen or language_of_browser(request)):
        messages.success(request, _("Your language is saved."))
    return redirect("account")


def _page(request: MemberRequest, form: NameForm, language_form: LanguageForm) -> HttpResponse:
    context = {
        "form": form,
        "language_form": language_form,
        "is_language_offered": len(settings.LANGUAGES) > 1,
        "security": security_of(request.user, at=timezone.now()),
    }
    status = 422 if form.errors or language_form.errors else 200
    return render(request, "account/account.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("accounts/", account, name="account"),
    path("accounts/language/", language, name="account_language"),
    # The name under which allauth looks for it.
    path("accounts/", account, name="mfa_index"),
]

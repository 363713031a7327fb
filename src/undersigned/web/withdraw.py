"""Withdraw: by a mailed link a signer sees, corrects, hides, shows or takes back a signature."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.errors import Malformed
from undersigned.core.leaf import SignatoryKind
from undersigned.core.refusal import Refused
from undersigned.core.signer_data import SignerData, format_signer_data
from undersigned.core.tokens import Purpose
from undersigned.queries.letter_page import find_letter, letter_head
from undersigned.queries.log_files import NotInLog
from undersigned.queries.manage import SignatureView, UnknownLink, receipt_of, view_signature
from undersigned.queries.signer_data import signer_data
from undersigned.stages.limits import Held
from undersigned.stages.sign import OtherMailbox
from undersigned.stages.withdraw import (
    Correction,
    correct_signature,
    request_manage_link,
    show_signature,
    withdraw_signature,
)
from undersigned.web import guard
from undersigned.web.confirm import unknown_link
from undersigned.web.fields import MailboxField, PublicForm
from undersigned.web.public import SeeOther, by_mailed_link, show, show_kept, speaking, takes_forms
from undersigned.web.sign import OrganizationFields, PersonFields

# What a page may say after it was changed; the address holds only which of them.
DONE = ("corrected", "hidden", "shown", "news", "no_news")


class ManageForm(PublicForm):
    """Asks for the link by mail."""

    email = MailboxField(
        label=gettext_lazy("The e-mail address with which you signed"),
    )


@takes_forms
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Mails the link to whoever signed; the answer does not tell whether anyone did."""
    letter = letter_head(slug, language)
    if request.method != "POST":
        return show_kept(
            "withdraw/ask.html",
            {"letter": letter, "form": ManageForm()},
            language=language,
            revision=letter.revision,
            slug=slug,
        )
    form = ManageForm(request.POST)
    context = {"letter": letter, "form": form, "ticket": guard.ticket_of(request)}
    with speaking(language):
        if form.is_valid():
            now = timezone.now()
            email = form.cleaned_data["email"]
            try:
                permit = guard.permit_for(
                    request.META, form, slug=slug, letter_id=letter.id, at=now
                )
                asked = find_letter(slug)
                request_manage_link(asked, email, language=language, permit=permit, at=now)
            except Held as held:
                return guard.answer(
                    held, "withdraw/ask.html", context, request, letter=letter, at=now
                )
            return SeeOther(reverse("manage_sent", args=[slug, language]))
    return show("withdraw/ask.html", context, language=language, status=422)


@require_safe
def ask_sent(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What to do next; the same for everybody."""
    return _kept("withdraw/sent.html", slug, language)


@require_safe
def withdrawn(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What remains after a withdrawal: nothing of the person."""
    return _kept("withdraw/withdrawn.html", slug, language)


def _kept(template: str, slug: str, language: str) -> HttpResponse:
    letter = letter_head(slug, language)
    return show_kept(
        template, {"letter": letter}, language=language, revision=letter.revision, slug=slug
    )


def _form_for(signature: SignatureView, data: object = None) -> forms.Form:
    """The form that corrects it, filled with what stands there or with what was typed."""
    is_organization = signature.kind == SignatoryKind.ORGANIZATION
    form_class = OrganizationFields if is_organization else PersonFields
    # An organization keeps its representative as `name, role`; joined again they are the same.
    representative, _comma, role = signature.role.partition(", ")
    initial = {
        "name": signature.name,
        "country": signature.country,
        "affiliation": signature.affiliation,
        "website": signature.affiliation,
        "representative": representative,
        "role": role if is_organization else signature.role,
    }
    form = form_class(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
    if signature.is_sealed and not signature.contact:
        form.fields["email"] = MailboxField(
            label=_("Your e-mail address, which this server does not know any more"),
            help_text=_("What you correct is sealed anew, and your new receipt is mailed there."),
        )
    return form


@by_mailed_link
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """All that is held about a signature, and the form that corrects it."""
    try:
        signature = view_signature(token, Purpose.MANAGE)
    except UnknownLink:
        return unknown_link(token)
    with speaking(signature.language):
        if request.method != "POST":
            return _manage_page(request, token, signature, _form_for(signature))
        form = _form_for(signature, request.POST)
        if not form.is_valid():
            return _manage_page(request, token, signature, form, status=422)
        values = {name: form.cleaned_data[name] for name in form.fields}
        try:
            correct_signature(token, Correction(**values), at=timezone.now())
        except OtherMailbox as refusal:
            # What was sealed meanwhile is asked for when the page is shown again.
            form = _form_for(view_signature(token, Purpose.MANAGE), request.POST)
            form.is_valid()
            form.add_error("email" if "email" in form.fields else None, refusal.sentence)
            return _manage_page(request, token, signature, form, status=refusal.status)
        except (Refused, Malformed) as refusal:
            sentence = refusal.sentence if isinstance(refusal, Refused) else str(refusal)
            return _manage_page(request, token, signature, form, problem=sentence, status=409)
    return _done(token, "corrected")


def _manage_page(
    request: HttpRequest,
    token: str,
    signature: SignatureView,
    form: forms.Form,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    done = request.GET.get("done", "")
    return show(
        "withdraw/manage.html",
        {
            "signature": signature,
            "token": token,
            "form": form,
            "is_organization": signature.kind == SignatoryKind.ORGANIZATION,
            "done": done if done in DONE and not form.is_bound else "",
            "problem": problem,
        },
        language=signature.language,
        status=status,
    )


def _done(token: str, what: str) -> HttpResponse:
    return SeeOther(reverse("manage", args=[token]) + f"?done={what}")


@by_mailed_link
@require_POST
def show_or_hide(request: HttpRequest, token: str) -> HttpResponse:
    """Shows or hides the name, as the button that was pressed says."""
    is_shown = request.POST.get("show") == "yes"
    try:
        show_signature(token, is_shown=is_shown)
    except UnknownLink:
        return unknown_link(token)
    return _done(token, "shown" if is_shown else "hidden")


@by_mailed_link
@require_safe
def receipt(_request: HttpRequest, token: str) -> HttpResponse:
    """The receipt as a file."""
    try:
        name, data = receipt_of(token)
    except UnknownLink:
        return unknown_link(token)
    except NotInLog:
        signature = view_signature(token, Purpose.MANAGE)
        return show(
            "withdraw/no_receipt.html",
            {"signature": signature, "token": token},
            language=signature.language,
            status=409,
        )
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _held(token: str) -> tuple[SignatureView, SignerData]:
    """The signature, and everything that is held, in its language. Raises UnknownLink."""
    signature = view_signature(token, Purpose.MANAGE)
    with speaking(signature.language):
        return signature, signer_data(token, at=timezone.now())


@by_mailed_link
@require_safe
def data(_request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is held about a signature and its mailbox, to be read."""
    try:
        signature, held = _held(token)
    except UnknownLink:
        return unknown_link(token)
    return show(
        "withdraw/data.html",
        {
            "signature": signature,
            "token": token,
            "held": held,
            "is_organization": signature.kind == SignatoryKind.ORGANIZATION,
        },
        language=signature.language,
    )


@by_mailed_link
@require_safe
def data_file(_request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file."""
    try:
        signature, held = _held(token)
    except UnknownLink:
        return unknown_link(token)
    response = HttpResponse(format_signer_data(held), content_type="application/json")
    name = f"{signature.slug}-{held.signature.number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@by_mailed_link
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, and then takes the signature back for good."""
    try:
        signature = view_signature(token, Purpose.MANAGE)
        if request.method == "POST":
            with speaking(signature.language):
                withdraw_signature(token, at=timezone.now())
            return SeeOther(reverse("withdrawn", args=[signature.slug, signature.language]))
    except UnknownLink:
        return unknown_link(token)
    except Refused as refusal:
        return show(
            "errors/refused.html",
            {"title": _("Please try once more"), "sentence": refusal.sentence},
            language=signature.language,
            status=refusal.status,
        )
    return show(
        "withdraw/withdraw.html",
        {
            "signature": signature,
            "token": token,
            "is_organization": signature.kind == SignatoryKind.ORGANIZATION,
        },
        language=signature.language,
    )


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/manage/", ask, name="manage_ask"),
    path("letters/<slug:slug>/<str:language>/manage/sent/", ask_sent, name="manage_sent"),
    path("letters/<slug:slug>/<str:language>/withdrawn/", withdrawn, name="withdrawn"),
    path("manage/<str:token>/", manage, name="manage"),
    path("manage/<str:token>/show/", show_or_hide, name="manage_show"),
    path("manage/<str:token>/receipt", receipt, name="receipt"),
    path("manage/<str:token>/data/", data, name="signer_data"),
    path("manage/<str:token>/data.json", data_file, name="signer_data_file"),
    path("manage/<str:token>/withdraw/", withdraw, name="withdraw"),
]

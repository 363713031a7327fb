"""Sign: the form by which people and organizations state their wish."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS
from undersigned.core.mailbox import MAX_ADDRESS
from undersigned.core.mailbox_doubts import is_role, suggested_address
from undersigned.queries.letter_page import letter_head
from undersigned.queries.seal import holders_of
from undersigned.stages.limits import Held
from undersigned.stages.sign import LetterNotOpen, SignRequest, Wish, sign_letters
from undersigned.web import guard
from undersigned.web.fields import (
    AnsweredMailboxField,
    CountryField,
    LineField,
    PublicForm,
    ReadForm,
    TickField,
    WebsiteField,
    YesNoField,
    in_sentence,
)
from undersigned.web.public import SeeOther, show, show_kept, takes_forms
from undersigned.web.together import Together


class PersonFields(PublicForm):
    """What a person signs with, apart from the mailbox."""

    name = LineField(label=_("Your name"), length=300, autocomplete="name")
    role = LineField(
        label=_("What you do"),
        length=200,
        required=False,
        help_text=_("For example: teacher, farmer, member of parliament."),
        autocomplete="organization-title",
    )
    affiliation = LineField(
        label=_("Where you do it"),
        length=300,
        required=False,
        help_text=_(
            "A school, a firm, a party. It is shown for identification only:"
            " you sign for yourself, not for them."
        ),
        autocomplete="organization",
    )
    country = CountryField()


class OrganizationFields(PublicForm):
    """What an organization signs with, apart from the mailbox."""

    name = LineField(label=_("Name of the organization"), length=300, autocomplete="organization")
    website = WebsiteField(label=_("Website"))
    country = CountryField(help_text=_("Where it has its seat, if it has one."))
    representative = LineField(
        label=_("Your name"),
        length=180,
        help_text=_("The name of the person who signs for the organization. It is not shown."),
        autocomplete="name",
    )
    role = LineField(
        label=_("Your role in it"),
        length=200,
        help_text=_("For example: chair, general secretary. It is not shown."),
        autocomplete="organization-title",
    )


def news_field() -> TickField:
    """The wish for news, apart from the signature and no part of what is committed to."""
    return TickField(
        label=_("Send me news about this letter (rarely; one click ends it)"),
        help_text=_("Your signature does not depend on it."),
    )


class PersonForm(PersonFields):
    """A person signs."""

    email = AnsweredMailboxField(
        label=_("Your e-mail address"),
        help_text=_("A mail with a link goes there. Your signature counts once you confirm it."),
    )
    is_named = YesNoField(
        label=_("In public"),
        yes=_("Show my name under the letter"),
        no=_("Count me, and do not show my name"),
    )
    wants_news = news_field()
    field_order = ["name", "email", "role", "affiliation", "country", "is_named"]

    @staticmethod
    def wish(data: Mapping[str, Any]) -> SignRequest:  # values of any field
        """What was asked for, from the cleaned fields."""
        return SignRequest(
            kind=SignatoryKind.PERSON,
            name=data["name"],
            email=data["email"],
            affiliation=data["affiliation"],
            role=data["role"],
            country=data["country"],
            is_named=data["is_named"] == "yes",
            wants_news=data["wants_news"],
        )


class OrganizationForm(OrganizationFields):
    """An organization signs, by its representative."""

    email = AnsweredMailboxField(
        label=_("Your e-mail address at the organization"),
        help_text=_("A mail with a link goes there. It is not shown."),
    )
    wants_news = news_field()

    @staticmethod
    def wish(data: Mapping[str, Any]) -> SignRequest:  # values of any field
        """What was asked for, from the cleaned fields."""
        return SignRequest(
            kind=SignatoryKind.ORGANIZATION,
            name=data["name"],
            email=data["email"],
            country=data["country"],
            website=data["website"],
            representative=data["representative"],
            role=data["role"],
            wants_news=data["wants_news"],
        )


class AddressDoubted(Exception):
    """There is something to ask about the address that came with a form."""


def question_about(address: str, *, is_person: bool) -> str:
    """What to ask whoever entered that address before it is believed; "" for nothing.

    It tells of the address alone, and nothing of who has signed.
    """
    if meant := suggested_address(address):
        sentence = gettext(
            "Did you mean %(meant)s? If %(address)s is right, send the form once more as it is."
        )
        return filled(sentence, meant=in_sentence(meant), address=in_sentence(address))
    if is_person and is_role(address):
        sentence = gettext(
            "Several people may read what is mailed to %(address)s, and each of them could change"
            " or withdraw your signature. A personal address is better. If you have none, send the"
            " form once more as it is."
        )
        return filled(sentence, address=in_sentence(address))
    return ""


def _sign(wishes: Sequence[Wish]) -> Sequence[Exception | None]:
    return sign_letters(wishes, at=timezone.now())


SIGNING = Together(_sign)


def take(
    form_class: type[PersonForm | OrganizationForm],
    form: ReadForm,
    meta: Mapping[str, Any],
    slug: str,
    language: str,
) -> None:
    """Keep the wish of a form in which nothing is wrong.

    Raises LetterNotOpen, Held, and then AddressDoubted.
    """
    wish = form_class.wish(form.cleaned_data)
    permit = guard.permit_for(meta, form, slug=slug, at=timezone.now())
    if form.data.get("meant") != wish.email and question_about(
        wish.email, is_person=form_class is PersonForm
    ):
        raise AddressDoubted
    SIGNING.ask(Wish(slug, language, wish, permit=permit, is_of_page=True))


@takes_forms
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The form; what it answers does not tell whether a mailbox has signed before."""
    is_organization = request.GET.get("as") == SignatoryKind.ORGANIZATION
    form_class: type[PersonForm | OrganizationForm] = (
        OrganizationForm if is_organization else PersonForm
    )
    refused: LetterNotOpen | Held | None = None
    # The address that was asked about already; who sends the same once more is believed.
    meant = request.POST.get("meant", "")[:MAX_ADDRESS]
    if request.method == "POST" and (form := form_class.read(request.POST)) is not None:
        try:
            take(form_class, form, request.META, slug, language)
        except (LetterNotOpen, Held) as refusal:
            # It closed while somebody typed, or there is no such letter, or it is held back.
            refused = refusal
        except AddressDoubted:
            pass  # The form is shown with the question.
        else:
            return SeeOther(reverse("sign_sent", args=[slug, language]))
    letter = letter_head(slug, language)
    context: dict[str, object] = {
        "letter": letter,
        "is_organization": is_organization,
        "days": DELETE_UNCONFIRMED_AFTER_DAYS,
        "check_path": reverse("check", args=[slug, language]),
        "manage_path": reverse("manage_ask", args=[slug, language]),
        # Called by the template, and so only where the page is not kept already.
        "holders": lambda: holders_of(letter.id),
    }
    if request.method != "POST":
        return show_kept(
            "sign/sign.html",
            {**context, "form": form_class(), "is_open": letter.is_open},
            language=language,
            revision=letter.revision,
            slug=slug,
        )
    # What was typed stays before their eyes.
    is_open = letter.is_open and not isinstance(refused, LetterNotOpen)
    typed = form_class(request.POST)
    if is_open:
        meant = _ask(typed, meant, is_person=not is_organization)
    context |= {"form": typed, "is_open": is_open, "was_sent": True, "meant": meant}
    context["ticket"] = guard.ticket_of(request)
    if is_open and isinstance(refused, Held):
        return guard.answer(
            refused, "sign/sign.html", context, request, letter=letter, at=timezone.now()
        )
    return show("sign/sign.html", context, language=language, status=422 if is_open else 410)


def _ask(typed: PublicForm, meant: str, *, is_person: bool) -> str:
    """Ask about the address if it was not asked about before; the one that is believed next."""
    typed.full_clean()
    address: str = typed.cleaned_data.get("email", "")
    if address and address != meant:
        meant = ""
        if question := question_about(address, is_person=is_person):
            typed.ask("email", question)
            meant = address
    return meant


@require_safe
def sign_sent(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What to do next; the same for everybody."""
    letter = letter_head(slug, language)
    return show_kept(
        "sign/sent.html",
        {
            "letter": letter,
            "days": DELETE_UNCONFIRMED_AFTER_DAYS,
            "sign_path": reverse("sign", args=[slug, language]),
        },
        language=language,
        revision=letter.revision,
        slug=slug,
    )


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/sign/", sign, name="sign"),
    path("letters/<slug:slug>/<str:language>/sign/sent/", sign_sent, name="sign_sent"),
]

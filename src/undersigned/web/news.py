"""News: the public pages of a letter's news, and the link by which a signer ends the mails."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.tokens import Purpose
from undersigned.queries.letter_page import letter_head
from undersigned.queries.manage import SignatureView, UnknownLink, view_signature
from undersigned.queries.news import news_item, published_news
from undersigned.stages.news import wish_for_news
from undersigned.stages.sign import OtherMailbox
from undersigned.web.confirm import unknown_link
from undersigned.web.public import SeeOther, by_mailed_link, show, show_kept, speaking


@require_safe
def news_list(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All news of the letter, the newest first."""
    head = letter_head(slug, language)
    with speaking(language):
        items = published_news(head.id, language)
    return show_kept(
        "news/list.html",
        {"letter": head, "items": items},
        language=language,
        revision=head.revision,
        slug=slug,
    )


@require_safe
def item(_request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
    """One piece of news, typeset."""
    head = letter_head(slug, language)
    with speaking(language):
        found = news_item(head.id, number, language)
    return show_kept(
        "news/item.html",
        {"letter": head, "item": found},
        language=language,
        page_language=found.language,
        revision=head.revision,
        slug=slug,
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the news by one POST, from wherever it comes (RFC 8058); a GET only shows a button.

    Mail programs and providers send it without a cookie, from sites of their own. What is answered
    does not tell whether there is such a signature.
    """
    if request.method != "POST" or "again" in request.POST:
        return _wish_page(request, token)
    with suppress(UnknownLink):
        wish_for_news(token, purpose=Purpose.NEWS, wants_news=False)
    if "stop" in request.POST:
        response: HttpResponse = SeeOther(_done(token, "stopped"))
    else:
        response = HttpResponse(_("Done.") + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@by_mailed_link
def _wish_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page with its button, or news again: for that, the form has to come from here."""
    try:
        signature = view_signature(token, Purpose.NEWS)
        if request.method == "POST":
            return _keep_wish(request, token, signature, Purpose.NEWS) or SeeOther(
                _done(token, "again")
            )
    except UnknownLink:
        return unknown_link()
    return show(
        "news/wish.html",
        {"signature": signature, "token": token, "done": request.GET.get("done", "")},
        language=signature.language,
    )


def _keep_wish(
    request: HttpRequest, token: str, signature: SignatureView, purpose: Purpose
) -> HttpResponse | None:
    """Keep the wish for news; a page with the way back if the address entered is another one."""
    email = request.POST.get("email", "")
    try:
        with speaking(signature.language):
            wish_for_news(token, purpose=purpose, wants_news=True, email=email)
    except OtherMailbox as refusal:
        context = {"title": _("Please try once more"), "sentence": refusal.sentence}
        return show(
            "errors/refused.html", context, language=signature.language, status=refusal.status
        )
    return None


def _done(token: str, what: str) -> str:
    return reverse("news_wish", args=[token]) + f"?done={what}"


@by_mailed_link
@require_POST
def manage_wish(request: HttpRequest, token: str) -> HttpResponse:
    """News or no news, as the button that was pressed on the page of the signature says."""
    manage_path = reverse("manage", args=[token])
    try:
        if request.POST.get("news") == "yes":
            signature = view_signature(token, Purpose.MANAGE)
            refused = _keep_wish(request, token, signature, Purpose.MANAGE)
            return refused or SeeOther(manage_path + "?done=news")
        wish_for_news(token, purpose=Purpose.MANAGE, wants_news=False)
    except UnknownLink:
        return unknown_link(token)
    return SeeOther(manage_path + "?done=no_news")


_LETTER = "letters/<slug:slug>/<str:language>/news/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, news_list, name="news_list"),
    path(_LETTER + "<int:number>/", item, name="news_item"),
    path("news/<str:token>/", wish, name="news_wish"),
    path("manage/<str:token>/news/", manage_wish, name="manage_news"),
]

"""What a reader passes on: the page that says how, the card, the code, the counter for others."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.adapters.card import HEIGHT, WIDTH, Card, CardLabels, card_png
from undersigned.adapters.qr import qr_png, qr_svg
from undersigned.core.display_names import number_text
from undersigned.core.share import ANY_SITE, rounded
from undersigned.queries.letter_page import LetterHead, letter_head, letter_page
from undersigned.queries.share import embed_sites
from undersigned.web.headers import framable_by
from undersigned.web.page_cache import keep_page
from undersigned.web.public import chrome_for, show_kept, speaking

# Networks fetch a card once and keep it for days; its number is one that stays true.
_CARD_CACHE = "public, max-age=600"
_CODE_CACHE = "public, max-age=86400"
_BUTTON_STYLE = (
    "display:inline-block;padding:.75em 1.4em;border-radius:3px;background:#1f4683;"
    "color:#fff;font-weight:600;text-decoration:none"
)


@require_safe
def card(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The picture beside a shared link.

    Its number is rounded, so that of a letter with a million signatures it is drawn some five
    hundred times, not a million times.
    """
    with speaking(language):
        page = letter_page(slug, language)
        spoken = chrome_for(language).language
        drawn = card_png(
            Card(
                title=page.head.title,
                language=language,
                addressees=tuple(one.name for one in page.addressees),
                host=settings.CONFIG.host,
                labels=CardLabels(spoken, _("Open letter"), _("To"), _count_words(page.head)),
            )
        )
    response = HttpResponse(drawn, "image/png")
    keep_page(response, slug=slug, revision=page.head.revision)
    response.headers["Cache-Control"] = _CARD_CACHE
    return response


def _count_words(head: LetterHead) -> str:
    number, is_more = rounded(head.counts.total)
    if not number:
        return _("Read and sign") if head.is_open else ""
    shown = {"number": number_text(number, get_language() or "en")}
    if is_more:
        words = ngettext(
            "More than %(number)s has signed", "More than %(number)s have signed", number
        )
    else:
        words = ngettext("%(number)s has signed", "%(number)s have signed", number)
    return words % shown


@require_safe
def qr_drawing(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The code of the letter's address, to be printed."""
    return _code(letter_head(slug, language), "image/svg+xml")


@require_safe
def qr_picture(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The same as a picture, for programs that take no drawings."""
    return _code(letter_head(slug, language), "image/png")


def _code(head: LetterHead, media_type: str) -> HttpResponse:
    draw = qr_png if media_type == "image/png" else qr_svg
    response = HttpResponse(draw(_absolute("letter", head)), media_type)
    keep_page(response, slug=head.slug, revision=head.revision)
    response.headers["Cache-Control"] = _CODE_CACHE
    return response


@require_safe
def share(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """How to pass the letter on."""
    head = letter_head(slug, language)
    sites = embed_sites(head.id)
    with speaking(language):
        context = {
            "letter": head,
            "address": _absolute("letter", head),
            "any_language": f"{settings.CONFIG.address}"
            f"{reverse('letter_in_any_language', args=[slug])}",
            "share_address": _absolute("share", head),
            "mail": _mail_link(head),
            "card": {"width": WIDTH, "height": HEIGHT},
            "is_any_site": tuple(sites) == (ANY_SITE,),
            "sites": sites,
            "embed_code": _embed_code(head),
            "button_code": _button_code(head),
        }
    return show_kept(
        "share/share.html", context, language=language, revision=head.revision, slug=slug
    )


@require_safe
def embed(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The counter and the way to sign, within a page of a site that the letter has chosen."""
    head = letter_head(slug, language)
    response = show_kept(
        "share/embed.html",
        {
            "letter": head,
            "address": _absolute("letter", head),
            "deed_address": _absolute("sign" if head.is_open else "letter", head),
        },
        language=language,
        page_language=language,
        revision=head.revision,
        slug=slug,
    )
    framable_by(response, embed_sites(head.id))
    return response


def _absolute(name: str, head: LetterHead) -> str:
    return f"{settings.CONFIG.address}{reverse(name, args=[head.slug, head.language])}"


def _mail_link(head: LetterHead) -> str:
    subject = _("Open letter: %(title)s") % {"title": head.title}
    body = f"{head.title}\r\n\r\n{_absolute('letter', head)}\r\n"
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


# What is put into pages elsewhere. Its values are escaped for there; here it is shown as text.


def _embed_code(head: LetterHead) -> str:
    title = _("Open letter: %(title)s") % {"title": head.title}
    return (
        f'<iframe src="{escape(_absolute("embed", head))}" title="{escape(title)}"\n'
        '  width="380" height="260" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def _button_code(head: LetterHead) -> str:
    words = _("Sign the open letter") if head.is_open else _("Read the open letter")
    spoken = chrome_for(head.language)
    return (
        f'<a href="{escape(_absolute("letter", head))}" {spoken.attributes}\n'
        f'  style="{_BUTTON_STYLE}">{escape(words)}</a>'
    )


_LETTER = "letters/<slug:slug>/<str:language>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER + "card.png", card, name="card"),
    path(_LETTER + "qr.svg", qr_drawing, name="qr_drawing"),
    path(_LETTER + "qr.png", qr_picture, name="qr_picture"),
    path(_LETTER + "share/", share, name="share"),
    path(_LETTER + "embed/", embed, name="embed"),
]

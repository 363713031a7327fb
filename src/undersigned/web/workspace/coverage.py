"""Coverage: editors add articles and check what they quote; the lead publishes them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.coverage import ArticleState
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Judgement
from undersigned.core.refusal import Refused
from undersigned.models import EditionText, Letter
from undersigned.queries.quotations import QuotationView
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.coverage import ArticlePage, article_page, list_articles
from undersigned.stages.coverage import (
    AlreadyAdded,
    add_article,
    describe_article,
    judge_by_hand,
    paste_text,
    publish_articles,
    remove_article,
    retry_article,
    take_down_article,
    undo_judgement,
)
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.coverage_forms import AddForm, DetailsForm, JudgeForm, TextForm

# How soon a page that waits for the worker asks again.
RELOAD_SECONDS = 3


@require_safe
@allowed(Permission.READ)
def show_articles(request: LetterRequest, letter: Letter) -> HttpResponse:
    """All articles, and how truly each quotes the letter."""
    return _list(request, letter)


def _list(
    request: LetterRequest, letter: Letter, *, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = list_articles(letter)
    context = {
        "letter": letter_head(letter),
        "is_public": letter.is_public,
        "rows": rows,
        "access": request.access,
        "may_write": request.access.may(Permission.WRITE),
        "can_publish": request.access.may_lead and any(row.can_be_published for row in rows),
        "problems": [problem] if problem else [],
    }
    response = render(request, "workspace/coverage/coverage.html", context, status=status)
    # A page that looks again forgets what was chosen in it.
    if not context["can_publish"] and any(row.state is ArticleState.WAITING for row in rows):
        _look_again(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WRITE)
def add(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Add an article by its address, its text or a file; the worker reads it."""
    languages = _languages(letter)
    known = 0
    if request.method == "POST":
        form = AddForm(request.POST, request.FILES, languages=languages)
        if form.is_valid():
            try:
                article = add_article(letter, form.article, by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
                known = refusal.article_id if isinstance(refusal, AlreadyAdded) else 0
            else:
                return redirect("show_article", slug=letter.slug, article_id=article.pk)
    else:
        form = AddForm(languages=languages)
    context = {
        "letter": letter_head(letter),
        "is_public": letter.is_public,
        "form": form,
        "known": known,
    }
    status = 422 if form.errors else 200
    return render(request, "workspace/coverage/add.html", context, status=status)


@require_safe
@allowed(Permission.READ)
def show_article(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """One article beside the letter, quotation by quotation."""
    return _show(request, letter, article_id)


def _show(
    request: LetterRequest,
    letter: Letter,
    article_id: int,
    *,
    judged: tuple[int, JudgeForm] | None = None,
    text_form: TextForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page = _page(letter, article_id)
    may_write = request.access.may(Permission.WRITE)
    # Words typed into a page that looks again would be lost; what was sent is shown in any case.
    may_judge = may_write and (not page.is_checked_anew or judged is not None)
    context = {
        "letter": letter_head(letter),
        "page": page,
        "row": page.row,
        "access": request.access,
        "may_write": may_write,
        "may_judge": may_judge,
        "text_form": text_form or TextForm(),
        "forms": _judge_forms(page, judged) if may_judge else {},
        "open_form": judged[0] if judged else 0,
        "problems": [problem] if problem else [],
    }
    response = render(request, "workspace/coverage/article.html", context, status=status)
    if page.row.state is ArticleState.WAITING or page.is_checked_anew:
        _look_again(request, response)
    return response


def _look_again(request: LetterRequest, response: HttpResponse) -> None:
    """Have the page asked for again; the answer to a form has no address to be asked at."""
    if request.method == "GET":
        response.headers["Refresh"] = str(RELOAD_SECONDS)


def _judge_forms(page: ArticlePage, judged: tuple[int, JudgeForm] | None) -> dict[int, JudgeForm]:
    forms = {
        one.id: JudgeForm(
            auto_id=f"id_{one.id}_%s",
            initial={
                "speaker": one.speaker.value,
                "judgement": one.judgement.value,
                "after": one.human.id if one.human else 0,
            },
        )
        for one in page.quotations
    }
    if judged and judged[0] in forms:
        quotation_id, form = judged
        # Whoever sends it again has seen by then what others judged meanwhile.
        form.data = dict(form.data.items()) | {"after": str(forms[quotation_id].initial["after"])}
        forms[quotation_id] = form
    return forms


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WRITE)
def describe(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """Correct who published the article and when."""
    page = _page(letter, article_id)
    languages = [page.row.language, *_languages(letter)]
    if request.method == "POST":
        form = DetailsForm(request.POST, languages=languages)
        if form.is_valid():
            try:
                describe_article(letter, article_id, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("This is kept; the article is checked once more."))
                return redirect("show_article", slug=letter.slug, article_id=article_id)
    else:
        form = DetailsForm(
            languages=languages,
            initial={
                "outlet": page.row.outlet,
                "title": page.row.title,
                "language": page.row.language,
                "published_on": page.row.published_on,
            },
        )
    context = {"letter": letter_head(letter), "row": page.row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/coverage/describe.html", context, status=status)


@require_POST
@allowed(Permission.WRITE)
def retry(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """Have the article read once more, from its address or from the text that is sent along."""
    _page(letter, article_id)
    try:
        if "text" in request.POST:
            form = TextForm(request.POST)
            if not form.is_valid():
                return _show(request, letter, article_id, text_form=form, status=422)
            paste_text(letter, article_id, form.cleaned_data["text"].encode())
        else:
            retry_article(letter, article_id)
    except Refused as refusal:
        return _show(request, letter, article_id, problem=refusal.sentence, status=refusal.status)
    return redirect("show_article", slug=letter.slug, article_id=article_id)


@require_POST
@allowed(Permission.WRITE)
def judge(
    request: LetterRequest, letter: Letter, article_id: int, quotation_id: int
) -> HttpResponse:
    """Say in place of the program who speaks, and how true it is."""
    if _quotation(letter, article_id, quotation_id) is None:
        return _is_gone(request, letter, article_id)
    form = JudgeForm(request.POST, auto_id=f"id_{quotation_id}_%s")
    if not form.is_valid():
        return _show(request, letter, article_id, judged=(quotation_id, form), status=422)
    try:
        judge_by_hand(
            letter,
            quotation_id,
            speaker=Speaker(form.cleaned_data["speaker"]),
            judgement=Judgement(form.cleaned_data["judgement"]),
            note=form.cleaned_data["note"],
            after=form.cleaned_data["after"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _show(
            request,
            letter,
            article_id,
            judged=(quotation_id, form),
            problem=refusal.sentence,
            status=refusal.status,
        )
    messages.success(request, _("Your judgement is kept."))
    return _back_to(letter, article_id, quotation_id)


@require_POST
@allowed(Permission.WRITE)
def undo(
    request: LetterRequest, letter: Letter, article_id: int, quotation_id: int
) -> HttpResponse:
    """Take a judgement by hand back."""
    one = _quotation(letter, article_id, quotation_id)
    if one is None:
        return _is_gone(request, letter, article_id)
    try:
        undo_judgement(letter, one.human.id if one.human else 0, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _show(request, letter, article_id, problem=refusal.sentence, status=refusal.status)
    messages.success(request, _("The judgement by hand is undone."))
    return _back_to(letter, article_id, quotation_id)


@require_POST
@allowed(Permission.LEAD)
def publish(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask once more, then show the chosen articles on the coverage page."""
    chosen = {int(number) for number in request.POST.getlist("article") if number.isdecimal()}
    found = [row for row in list_articles(letter) if row.id in chosen]
    rows = [row for row in found if row.can_be_published]
    if not rows and "sure" in request.POST and any(row.is_published for row in found):
        # Pressed twice, or somebody else came first.
        return redirect("workspace_coverage", slug=letter.slug)
    if not rows:
        return _list(request, letter, problem=_("Choose which articles to publish."), status=422)
    if "sure" not in request.POST:
        context = {"letter": letter_head(letter), "rows": rows}
        return render(request, "workspace/coverage/publish.html", context)
    try:
        count = publish_articles(
            letter, [row.id for row in rows], by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return _list(request, letter, problem=refusal.sentence, status=refusal.status)
    sentence = ngettext(
        "%(count)d article is published on the coverage page.",
        "%(count)d articles are published on the coverage page.",
        count,
    )
    messages.success(request, filled(sentence, count=count))
    return redirect("workspace_coverage", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def take_down(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """Ask once more, then show the article no longer."""
    page = _page(letter, article_id)
    if "sure" not in request.POST:
        return _ask(request, letter, page, "take_down")
    try:
        take_down_article(letter, article_id, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _show(request, letter, article_id, problem=refusal.sentence, status=refusal.status)
    messages.success(request, _("The article is off the coverage page."))
    return redirect("show_article", slug=letter.slug, article_id=article_id)


@require_POST
@allowed(Permission.WRITE)
def remove(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """Ask once more, then erase an article that is not public."""
    try:
        page = _page(letter, article_id)
    except Http404:
        if "sure" not in request.POST:
            raise
        # Pressed twice, or somebody else came first.
        return redirect("workspace_coverage", slug=letter.slug)
    if "sure" not in request.POST:
        return _ask(request, letter, page, "remove")
    try:
        remove_article(letter, article_id, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _show(request, letter, article_id, problem=refusal.sentence, status=refusal.status)
    messages.success(request, _("The article is removed."))
    return redirect("workspace_coverage", slug=letter.slug)


def _ask(request: LetterRequest, letter: Letter, page: ArticlePage, what: str) -> HttpResponse:
    context: dict[str, Any] = {"letter": letter_head(letter), "row": page.row, "what": what}
    return render(request, "workspace/coverage/sure.html", context)


def _page(letter: Letter, article_id: int) -> ArticlePage:
    page = article_page(letter, article_id) if article_id < 1 << 63 else None
    if page is None:
        raise Http404
    return page


def _quotation(letter: Letter, article_id: int, quotation_id: int) -> QuotationView | None:
    quotations = _page(letter, article_id).quotations
    return next((one for one in quotations if one.id == quotation_id), None)


def _is_gone(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """The quotation is not found in the article any more, since that was checked anew."""
    problem = _("This article has changed meanwhile.")
    return _show(request, letter, article_id, problem=problem, status=409)


def _back_to(letter: Letter, article_id: int, quotation_id: int) -> HttpResponse:
    address = reverse("show_article", args=[letter.slug, article_id])
    return redirect(f"{address}#quotation-{quotation_id}")


def _languages(letter: Letter) -> list[str]:
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    return list(texts.order_by("position").values_list("language", flat=True))


_LETTER = "workspace/letters/<slug:slug>/coverage/"
_ARTICLE = _LETTER + "<int:article_id>/"
_QUOTATION = _ARTICLE + "<int:quotation_id>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, show_articles, name="workspace_coverage"),
    path(_LETTER + "add/", add, name="add_article"),
    path(_LETTER + "publish/", publish, name="publish_articles"),
    path(_ARTICLE, show_article, name="show_article"),
    path(_ARTICLE + "describe/", describe, name="describe_article"),
    path(_ARTICLE + "retry/", retry, name="retry_article"),
    path(_ARTICLE + "take-down/", take_down, name="take_down_article"),
    path(_ARTICLE + "remove/", remove, name="remove_article"),
    path(_QUOTATION + "judge/", judge, name="judge_quotation"),
    path(_QUOTATION + "undo/", undo, name="undo_judgement"),
]

"""News: leads write it in the languages of the letter, publish it, and have it mailed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.coalition import Permission
from undersigned.core.languages import direction
from undersigned.core.lifecycle import NewsState
from undersigned.core.refusal import Refused
from undersigned.models import Letter
from undersigned.queries.news import subscribers
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.news import (
    news_languages,
    news_rows,
    view_mailing,
    view_news,
)
from undersigned.queries.workspace.texts import Preview, preview_text
from undersigned.stages.news import (
    NewsInput,
    NewsRefused,
    NotNow,
    delete_news,
    find_news,
    mail_news,
    publish_news,
    resume_mailing,
    save_news,
    stop_mailing,
    write_news,
)
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.forms import hidden_number
from undersigned.web.workspace.labels import labels


class NewsTextForm(forms.Form):
    """The news in one language, as it is typed."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )

    def __init__(self, *, language: str, place: int, typed: object, initial: NewsInput) -> None:
        super().__init__(
            typed,  # type: ignore[arg-type]  # a QueryDict or None
            prefix=f"text{place}",
            initial={"title": initial.title, "body": initial.body},
        )
        self.language = language
        for field in self.fields.values():
            field.widget.attrs |= {"lang": language, "dir": direction(language)}

    @property
    def direction(self) -> str:
        return direction(self.language)


class RevisionForm(forms.Form):
    """Which state of a draft a person saw when deciding about it."""

    revision = hidden_number()


@dataclass(frozen=True)
class _Writing:
    """What the page of writing holds."""

    texts: Sequence[NewsTextForm]
    revision: int

    def inputs(self) -> list[NewsInput]:
        """What was typed."""
        return [
            NewsInput(
                form.language,
                form.data.get(form.add_prefix("title"), ""),
                form.data.get(form.add_prefix("body"), ""),
            )
            for form in self.texts
        ]


@require_safe
@allowed(Permission.LEAD)
def news_index(request: LetterRequest, letter: Letter) -> HttpResponse:
    """All news, drafts included."""
    context = {
        "letter": letter_head(letter),
        "is_public": letter.is_public,
        "rows": news_rows(letter),
        "subscribers": subscribers(letter.pk).count(),
    }
    return render(request, "workspace/news/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def write(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Begin a draft."""
    if not letter.is_public:
        raise NotNow(_("News can be written once the letter is published."))
    writing = _writing(request, letter)
    if request.method != "POST":
        return _write_page(request, letter, writing)
    if "preview" in request.POST:
        return _write_page(request, letter, writing, is_preview=True)
    try:
        news = write_news(letter, writing.inputs(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return _write_page(request, letter, writing, refusal=refusal)
    messages.success(request, _("The draft is saved. Only those who lead the letter see it."))
    return redirect("workspace_news", slug=letter.slug, number=news.number)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def edit(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Write a draft anew."""
    news = find_news(letter, number)
    if news.state != NewsState.DRAFT and request.method != "POST":
        return redirect("workspace_news", slug=letter.slug, number=number)
    texts = {t.language: NewsInput(t.language, t.title, t.body) for t in news.texts.all()}
    writing = _writing(request, letter, texts, revision=news.revision)
    if request.method != "POST":
        return _write_page(request, letter, writing, number=number)
    if "preview" in request.POST:
        return _write_page(request, letter, writing, number=number, is_preview=True)
    try:
        save_news(
            letter,
            number,
            writing.inputs(),
            based_on=writing.revision,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _write_page(request, letter, writing, number=number, refusal=refusal)
    messages.success(request, _("The draft is saved. Only those who lead the letter see it."))
    return redirect("workspace_news", slug=letter.slug, number=number)


def _writing(
    request: LetterRequest,
    letter: Letter,
    texts: dict[str, NewsInput] | None = None,
    *,
    revision: int = 0,
) -> _Writing:
    typed = request.POST if request.method == "POST" else None
    if typed is not None:
        form = RevisionForm(typed)
        revision = form.cleaned_data["revision"] if form.is_valid() else 0
    return _Writing(
        texts=[
            NewsTextForm(
                language=language,
                place=place,
                typed=typed,
                initial=(texts or {}).get(language, NewsInput(language, "", "")),
            )
            for place, language in enumerate(news_languages(letter))
        ],
        revision=revision,
    )


def _write_page(
    request: LetterRequest,
    letter: Letter,
    writing: _Writing,
    *,
    number: int | None = None,
    refusal: Refused | None = None,
    is_preview: bool = False,
) -> HttpResponse:
    problems: tuple[str, ...] = ()
    if refusal is not None:
        problems = refusal.problems if isinstance(refusal, NewsRefused) else (refusal.sentence,)
    previews: list[Preview] = []
    if is_preview:
        previews = [
            preview_text(
                text.language, title=text.title, addressees="", body=text.body, labels=labels()
            )
            for text in writing.inputs()
            if text.title.strip() or text.body.strip()
        ]
    context = {
        "letter": letter_head(letter),
        "number": number,
        "original_language": letter.original_language,
        "texts": writing.texts,
        "form": RevisionForm(initial={"revision": writing.revision}),
        "problems": problems,
        "previews": previews,
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "workspace/news/write.html", context, status=status)


@require_safe
@allowed(Permission.LEAD)
def show_news(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """One piece of news as readers see it, and what can be done with it."""
    return _page(request, letter, number)


def _page(
    request: LetterRequest, letter: Letter, number: int, *, refusal: Refused | None = None
) -> HttpResponse:
    letter.refresh_from_db()
    news = view_news(letter, number, at=timezone.now())
    context = {
        "letter": letter_head(letter),
        "news": news,
        "mailing": news.mailing,
        "form": RevisionForm(initial={"revision": news.revision}),
        "problems": (refusal.sentence,) if refusal is not None else (),
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "workspace/news/show.html", context, status=status)


@require_POST
@allowed(Permission.LEAD)
def delete(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Delete a draft."""
    try:
        delete_news(letter, number, by=request.user, at=timezone.now())
    except NotNow as refusal:
        return _page(request, letter, number, refusal=refusal)
    messages.success(request, _("The draft is deleted."))
    return redirect("workspace_news_list", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def publish(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Show the draft to everybody."""
    form = RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    return _do(
        request,
        letter,
        number,
        lambda: publish_news(letter, number, revision=revision, by=request.user, at=timezone.now()),
        said=_("The news is published. Nobody was mailed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def mail(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Ask, saying how many will get it, and then have the worker mail it."""
    if request.method == "POST":
        return _do(
            request,
            letter,
            number,
            lambda: mail_news(letter, number, by=request.user, at=timezone.now()),
            said=_("The news is being mailed."),
        )
    news = view_news(letter, number, at=timezone.now())
    if news.state != NewsState.PUBLISHED:
        return redirect("workspace_news", slug=letter.slug, number=number)
    context = {"letter": letter_head(letter), "news": news}
    return render(request, "workspace/news/mail.html", context)


@require_POST
@allowed(Permission.LEAD)
def stop(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Let no more mails go out."""
    return _do(
        request,
        letter,
        number,
        lambda: stop_mailing(letter, number, by=request.user, at=timezone.now()),
        said=_("The mailing is stopped. It can go on at any time, where it was."),
    )


@require_POST
@allowed(Permission.LEAD)
def resume(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Go on with the mails."""
    return _do(
        request,
        letter,
        number,
        lambda: resume_mailing(letter, number, by=request.user, at=timezone.now()),
        said=_("The mailing goes on."),
    )


@require_safe
@allowed(Permission.LEAD)
def progress(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """How far the mails have got: the part of the page that is renewed."""
    mailing = view_mailing(find_news(letter, number))
    context = {"letter": letter, "number": number, "mailing": mailing}
    return render(request, "workspace/news/_progress.html", context)


def _do(
    request: LetterRequest, letter: Letter, number: int, act: Callable[[], None], *, said: str
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return _page(request, letter, number, refusal=refusal)
    messages.success(request, said)
    return redirect("workspace_news", slug=letter.slug, number=number)


_NEWS = "workspace/letters/<slug:slug>/news/"
_ONE = _NEWS + "<int:number>/"
urlpatterns: list[URLPattern] = [
    path(_NEWS, news_index, name="workspace_news_list"),
    path(_NEWS + "write/", write, name="write_news"),
    path(_ONE, show_news, name="workspace_news"),
    path(_ONE + "edit/", edit, name="edit_news"),
    path(_ONE + "delete/", delete, name="delete_news"),
    path(_ONE + "publish/", publish, name="publish_news"),
    path(_ONE + "mail/", mail, name="mail_news"),
    path(_ONE + "stop/", stop, name="stop_mailing"),
    path(_ONE + "resume/", resume, name="resume_mailing"),
    path(_ONE + "progress/", progress, name="news_progress"),
]

"""The reading page of a text, and the note that somebody has read it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.models import Letter, Version
from undersigned.queries.workspace.review import view_reading
from undersigned.stages import review
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.labels import labels
from undersigned.web.workspace.review.addresses import page_in, query_of
from undersigned.web.workspace.review.forms import AnswerForm, ReadForm, ReasonForm


@require_safe
@allowed(Permission.READ)
def read_text(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """The newest version as readers will see it, with remarks and suggestions beside it."""
    try:
        reading = view_reading(
            letter,
            language,
            request.user,
            labels=labels(),
            may_write=request.access.may_write,
            shows_all=request.GET.get("show") == "all",
            page=page_in(request),
        )
    except Version.DoesNotExist as error:
        raise Http404 from error
    answer, reason = AnswerForm(auto_id=False), ReasonForm(auto_id=False)
    context = {
        "letter": letter,
        "reading": reading,
        "access": request.access,
        "query": query_of(request),
        "answer_form": answer,
        "reason_form": reason,
        # The same under every thread, so they are made once.
        "answer_field": answer["text"].as_widget(),
        "reason_field": reason["reason"].as_widget(),
        "read_form": ReadForm(initial={"version": reading.number}, auto_id=False),
    }
    return render(request, "workspace/review/read.html", context)


@require_POST
@allowed(Permission.READ)
def mark_read(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Note that the person has read the version that was shown."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return redirect("read_text", slug=letter.slug, language=language)
    number = form.cleaned_data["version"]
    review.mark_read(letter, language, number, by=request.user, at=timezone.now())
    if form.cleaned_data["quietly"]:
        return HttpResponse(status=204)
    messages.success(request, filled(_("You have read version %(number)d."), number=number))
    return redirect("read_text", slug=letter.slug, language=language)

"""Lists: many organizations at once come in from a file, and everything goes out in one."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.archive import zip_stream
from undersigned.adapters.sentences import filled, in_words
from undersigned.core.coalition import Permission
from undersigned.core.display_names import colon, count_text
from undersigned.core.errors import Malformed
from undersigned.core.isolates import isolated
from undersigned.core.lines import clean_line
from undersigned.core.organization_list import Columns
from undersigned.core.refusal import Refused
from undersigned.core.table_file import MAX_BYTES
from undersigned.models import Letter
from undersigned.queries.workspace.export import export_files
from undersigned.queries.workspace.letters import view_letter
from undersigned.queries.workspace.list_preview import (
    Preview,
    Unmapped,
    find_list,
    list_columns,
    number_just_imported,
    preview_list,
)
from undersigned.stages.imports import UnknownList, drop_list, import_organizations, keep_list
from undersigned.web.workspace.access import LetterRequest, allowed


class UploadForm(forms.Form):
    """The file with the list."""

    file = forms.FileField(
        label=gettext_lazy("File with the list"),
        help_text=gettext_lazy(
            "CSV, as any spreadsheet program saves it: a line for each organization, with its name"
            " and, where they are known, its country and website. At most 5 MB and 20,000 lines."
        ),
        error_messages={"empty": gettext_lazy("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """The file, unless it is too large to be read at all."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                filled(
                    _("This file is too large: at most %(size)d MB are read."),
                    size=MAX_BYTES // 1024**2,
                )
            )
        return file


class ColumnsForm(forms.Form):
    """Which column of the list holds what."""

    name = forms.TypedChoiceField(label=gettext_lazy("Name"), coerce=int)
    country = forms.TypedChoiceField(
        label=gettext_lazy("Country"), coerce=int, required=False, empty_value=None
    )
    website = forms.TypedChoiceField(
        label=gettext_lazy("Website"), coerce=int, required=False, empty_value=None
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Person or organization"), coerce=int, required=False, empty_value=None
    )
    has_header = forms.BooleanField(
        label=gettext_lazy("The first line names the columns"), required=False
    )

    def __init__(
        self,
        *args: Any,  # as Form takes them
        names: tuple[str, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offers = [(number, name) for number, name in enumerate(names)]
        for field in ("name", "country", "website", "kind"):
            self.fields[field].choices = [("", "–"), *offers]  # type: ignore[attr-defined]  # a choice field

    def columns(self) -> Columns:
        """What was chosen, once the form is valid."""
        chosen = self.cleaned_data
        return Columns(
            name=chosen["name"],
            country=chosen["country"],
            website=chosen["website"],
            kind=chosen["kind"],
            has_header=chosen["has_header"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def upload(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Choose a file; nothing of it is signed before the preview was seen."""
    is_post = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_post else UploadForm()
    if is_post and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            name = clean_line(file.name or "", max_length=1000)[:200] or "list.csv"
            uploaded = keep_list(letter, file.read(), name=name, by=request.user, at=timezone.now())
        except (Malformed, Refused) as problem:
            form.add_error("file", in_words(problem.args[0]))
        else:
            return redirect("preview_list", slug=letter.slug, list_id=uploaded.pk)
    context = {"letter": view_letter(letter), "form": form}
    return render(
        request, "workspace/queue/upload.html", context, status=422 if form.errors else 200
    )


@require_safe
@allowed(Permission.LEAD)
def preview(request: LetterRequest, letter: Letter, list_id: int) -> HttpResponse:
    """What an import would do; other columns may be chosen, which changes nothing yet."""
    uploaded = find_list(letter, list_id)
    if uploaded is None:
        messages.warning(request, _("This list is not here any more: it was imported, or dropped."))
        return redirect("import_list", slug=letter.slug)
    names = _names(list_columns(uploaded))
    form = ColumnsForm(request.GET, names=names) if "name" in request.GET else None
    columns = form.columns() if form is not None and form.is_valid() else None
    view = preview_list(letter, uploaded, columns)
    if form is None:
        form = ColumnsForm(initial=_initial(view), names=names)
    context = {
        "letter": view_letter(letter),
        "view": view,
        "form": form,
        "is_mapped": isinstance(view, Preview) and not form.errors,
        "chosen": _initial(view),
    }
    return render(
        request, "workspace/queue/preview.html", context, status=422 if form.errors else 200
    )


@require_POST
@allowed(Permission.LEAD)
def run(request: LetterRequest, letter: Letter, list_id: int) -> HttpResponse:
    """Import what the preview showed; a second press is answered as the first."""
    uploaded = find_list(letter, list_id)
    names = _names(list_columns(uploaded)) if uploaded is not None else ("",)
    form = ColumnsForm(request.POST, names=names)
    if uploaded is not None and not form.is_valid():
        return redirect("preview_list", slug=letter.slug, list_id=list_id)
    leave_out = {
        int(line)
        for line in request.POST.getlist("leave")
        if line.isascii() and line.isdigit() and len(line) < 10
    }
    now = timezone.now()
    try:
        imported = import_organizations(
            letter,
            list_id,
            form.columns() if uploaded is not None else Columns(0),
            leave_out=leave_out,
            by=request.user,
            at=now,
        ).imported
    except UnknownList as refusal:
        before = number_just_imported(letter, by=request.user, at=now)
        if before is None:
            messages.warning(request, refusal.sentence)
            return redirect("import_list", slug=letter.slug)
        imported = before
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("import_list", slug=letter.slug)
    messages.success(
        request,
        filled(
            ngettext(
                "%(count)d organization is imported and signs the letter.",
                "%(count)d organizations are imported and sign the letter.",
                imported,
            ),
            count=imported,
        ),
    )
    return redirect("organizations", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def drop(request: LetterRequest, letter: Letter, list_id: int) -> HttpResponse:
    """Forget the list."""
    drop_list(letter, list_id)
    messages.success(request, _("The list is dropped; nothing of it was imported."))
    return redirect("import_list", slug=letter.slug)


@require_safe
@allowed(Permission.LEAD)
def export(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Everything that the lead sees, as tables in a zip, written while it is sent."""
    response = StreamingHttpResponse(
        zip_stream(export_files(letter)), content_type="application/zip"
    )
    name = f"{letter.slug}-{timezone.now():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # The guard only looks at the headers, which both kinds of answer have.
    return cast("HttpResponse", response)


def _names(rows: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """What columns are offered as: their first cells, with those below as examples."""
    width = max(len(cells) for cells in rows)
    language = get_language() or "en"
    names = []
    for number in range(width):
        first, *more = (cells[number].strip()[:40] if number < len(cells) else "" for cells in rows)
        example = next((cell for cell in more if cell), "")
        name = (
            f"{count_text(number + 1, language)}{colon(language)}{isolated(first, language) or '–'}"
        )
        names.append(f"{name} ({isolated(example, language)})" if example else name)
    return tuple(names)


def _initial(view: Preview | Unmapped) -> dict[str, int | bool | None]:
    if isinstance(view, Unmapped):
        return {"has_header": True}
    columns = view.columns
    return {
        "name": columns.name,
        "country": columns.country,
        "website": columns.website,
        "kind": columns.kind,
        "has_header": columns.has_header,
    }


_LETTER = "workspace/letters/<slug:slug>/organizations/"
urlpatterns: list[URLPattern] = [
    path(_LETTER + "import/", upload, name="import_list"),
    path(_LETTER + "import/<int:list_id>/", preview, name="preview_list"),
    path(_LETTER + "import/<int:list_id>/run/", run, name="run_import"),
    path(_LETTER + "import/<int:list_id>/drop/", drop, name="drop_list"),
    path(_LETTER + "export/", export, name="export_letter"),
]

"""What an addressee's office fills in, and what a lead does who records an answer for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.core.answers import MAX_ANSWER_FILES, MAX_STATEMENT, Answer
from undersigned.stages.response import AnswerWords, DemandWords
from undersigned.web.fields import FilesField, LineField, PublicForm, WordsField

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

ANSWERS: "list[tuple[str, _StrPromise]]" = [
    (Answer.AGREE.value, gettext_lazy("We agree")),
    (Answer.PARTLY.value, gettext_lazy("We agree in part")),
    (Answer.REFUSE.value, gettext_lazy("We refuse")),
    (Answer.CONSIDER.value, gettext_lazy("We will consider it")),
    ("", gettext_lazy("No answer to this demand")),
]


class ChoicesField(forms.ChoiceField):
    """Some answers, all to be seen."""

    def __init__(self, **kwargs: Any) -> None:  # as ChoiceField takes them
        super().__init__(**kwargs)
        self.template_name = "forms/choices.html"


class AnswerForm(PublicForm):
    """An answer to the letter as a whole, and to each of its demands."""

    name = LineField(
        label=gettext_lazy("Who answers"),
        length=200,
        help_text=gettext_lazy("The name of the person, or of the office. It is published."),
    )
    office = LineField(label=gettext_lazy("Office or role"), length=200, required=False)
    statement = WordsField(
        label=gettext_lazy("A statement on the whole letter"),
        length=MAX_STATEMENT,
        required=False,
        rows=7,
    )
    attachments = FilesField(
        label=gettext_lazy("Files"),
        most=MAX_ANSWER_FILES,
        help_text=gettext_lazy("Up to 5 files: PDF, JPEG or PNG, each of at most 6 MB."),
    )

    def __init__(
        self, *args: Any, demands: Sequence[str], as_list: bool = False, **kwargs: Any
    ) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.demands = tuple(demands)
        for number in range(1, len(demands) + 1):
            choice = ChoicesField(
                label=gettext_lazy("Your answer"),
                choices=ANSWERS,
                required=False,
                initial="",
                widget=forms.Select() if as_list else forms.RadioSelect(),
            )
            self.fields[f"answer_{number}"] = choice
            self.fields[f"words_{number}"] = WordsField(
                label=gettext_lazy("In your words"),
                length=MAX_STATEMENT,
                required=False,
                rows=3,
            )

    @property
    def rows(self) -> list[tuple[int, str, forms.BoundField, forms.BoundField]]:
        """Each demand with its number and its two fields."""
        return [
            (number, demand, self[f"answer_{number}"], self[f"words_{number}"])
            for number, demand in enumerate(self.demands, start=1)
        ]

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(1, len(self.demands) + 1):
            if cleaned.get(f"words_{number}") and not cleaned.get(f"answer_{number}"):
                self.add_error(
                    f"answer_{number}", _("Please choose what your words say to this demand.")
                )
        says_something = any(
            cleaned.get(name) for name in self.fields if name not in {"name", "office"}
        )
        if not self.errors and not says_something and "acknowledge" not in self.data:
            self.add_error(
                None,
                _(
                    "Nothing is said yet. Answer a demand, write a statement, add a file, or only"
                    " acknowledge the letter with the other button."
                ),
            )
        return cleaned

    @property
    def words(self) -> AnswerWords:
        """What was said, once the form is valid; with the other button, only that it came."""
        said = self.cleaned_data
        if "acknowledge" in self.data:
            return AnswerWords(name=said["name"], office=said["office"])
        return AnswerWords(
            name=said["name"],
            office=said["office"],
            statement=said["statement"],
            demands={
                number: DemandWords(Answer(said[f"answer_{number}"]), said[f"words_{number}"])
                for number in range(1, len(self.demands) + 1)
                if said[f"answer_{number}"]
            },
            files=said["attachments"],
        )

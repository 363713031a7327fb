"""Form fields of the public pages: they clean as the core does, and refuse with a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.adapters.kept_files import MAX_BYTES, KeptFile, UnusableFile, keep_file
from undersigned.adapters.sentences import filled
from undersigned.core.display_names import country_names
from undersigned.core.errors import Malformed
from undersigned.core.isolates import isolated
from undersigned.core.lines import clean_line
from undersigned.core.mailbox import parse_address
from undersigned.core.mailbox_doubts import is_unread
from undersigned.core.text import normalize_body

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

FIELD_TEMPLATE = "forms/field.html"


class LineField(forms.CharField):
    """One line of any script. The browser is not told its length: it would cut in silence."""

    default_error_messages = {
        "required": _("Please fill this in."),
        "invisible": _("Nothing that can be seen stands here. Please fill this in."),
        "too_long": _("This is too long: at most %(length)d characters fit here."),
        "marks": _("A letter here carries more marks than any language writes."),
    }

    def __init__(
        self,
        *,
        label: "str | _StrPromise",
        length: int,
        required: bool = True,
        help_text: "str | _StrPromise" = "",
        autocomplete: str = "off",
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete, "dir": "auto"}),
        )
        self.template_name = FIELD_TEMPLATE
        self.length = length
        # The core drops what cannot stand in a name; a zero byte is nothing special among it.
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The cleaned line."""
        typed = str(value or "")
        try:
            line = clean_line(typed, max_length=self.length)
        except Malformed as problem:
            if len(typed) > self.length:
                raise self._problem("too_long") from problem
            raise self._problem("marks") from problem
        if self.required and typed.strip() and not line:
            raise self._problem("invisible")
        return line

    def _problem(self, code: str) -> ValidationError:
        sentence = str(self.error_messages[code])
        return ValidationError(filled(sentence, length=self.length), code)


class MailboxField(forms.CharField):
    """A mail address, judged by the same rules as everywhere here and not by the browser's."""

    default_error_messages = {
        "required": _("Please enter your e-mail address."),
        "invalid": _(
            "This does not look like an e-mail address. It should read like name@example.org."
        ),
    }

    def __init__(self, *, label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> None:
        attributes = {
            "inputmode": "email",
            "autocomplete": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "ltr",
        }
        super().__init__(
            label=label,
            help_text=help_text,
            widget=forms.TextInput(attrs=attributes),
        )
        self.template_name = FIELD_TEMPLATE
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The address in a clean spelling."""
        typed = str(value or "")
        if not typed.strip():
            return ""
        try:
            return parse_address(typed)
        except Malformed as problem:
            raise ValidationError(self.error_messages["invalid"], "invalid") from problem


class AnsweredMailboxField(MailboxField):
    """A mailbox whose mails somebody reads, as far as its name tells."""

    default_error_messages = {
        "unread": _(
            "Nobody reads what is mailed to %(address)s. Please enter an address at which you"
            " read your mail: you confirm your signature there."
        ),
    }

    def to_python(self, value: Any) -> str:
        """The address in a clean spelling."""
        address = super().to_python(value)
        if is_unread(address):
            sentence = str(self.error_messages["unread"])
            raise ValidationError(filled(sentence, address=in_sentence(address)), "unread")
        return address


def in_sentence(address: str) -> str:
    """The address for a sentence in the language of the page, which it does not turn around."""
    return isolated(address, get_language() or "en")


class WordsField(LineField):
    """Several lines of plain words, kept without anything invisible."""

    def __init__(
        self,
        *,
        label: "str | _StrPromise",
        length: int,
        required: bool = True,
        help_text: "str | _StrPromise" = "",
        rows: int = 4,
    ) -> None:
        super().__init__(label=label, length=length, required=required, help_text=help_text)
        self.widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        self.widget.is_required = required

    def to_python(self, value: Any) -> str:
        """The words, trimmed."""
        try:
            words = normalize_body(str(value or "")).strip()
        except Malformed as problem:
            raise self._problem("too_long") from problem
        if len(words) > self.length:
            raise self._problem("too_long")
        return words


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(
            attrs={"multiple": True, "accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/*"}
        )


class FilesField(forms.FileField):
    """Up to `most` files, told by their content: PDF as it came, pictures drawn anew."""

    default_error_messages = {
        "too_many": _("These are too many files: at most %(most)d."),
        "empty": _("The file “%(name)s” is empty. Please choose the files again."),
        "too large": _(
            "The file “%(name)s” is too large: a file has at most 6 MB. Please choose the files"
            " again."
        ),
        "broken PDF": _(
            "The file “%(name)s” begins like a PDF and does not end like one. Please choose the"
            " files again."
        ),
        "not known": _(
            "The file “%(name)s” is no PDF, JPEG or PNG that can be read, whatever its name is."
            " Please choose the files again."
        ),
    }

    def __init__(
        self, *, label: "str | _StrPromise", most: int, help_text: "str | _StrPromise" = ""
    ) -> None:
        super().__init__(label=label, required=False, help_text=help_text, widget=FilesInput())
        self.template_name = FIELD_TEMPLATE
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> tuple[KeptFile, ...]:  # as Django passes it
        """The files as they are kept."""
        uploads = data if isinstance(data, list) else [data] if data else []
        if len(uploads) > self.most:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": self.most})
        return tuple(self._keep(upload) for upload in uploads)

    def _keep(self, upload: "UploadedFile[bytes]") -> KeptFile:
        name = (upload.name or "")[:200]
        try:
            return keep_file(name, upload.read(MAX_BYTES + 1))
        except UnusableFile as refusal:
            problem = refusal.problem.value
            raise ValidationError(
                self.error_messages[problem], problem, {"name": name}
            ) from refusal


class LongSelect(forms.Select):
    """A select with hundreds of options, which Django's own would make a template each."""

    template_name = "forms/select.html"


class CountryField(forms.ChoiceField):
    """A country by its ISO 3166 alpha-2 code, or none."""

    default_error_messages = {"invalid_choice": _("Please choose a country from the list.")}

    def __init__(self, *, help_text: "str | _StrPromise" = "") -> None:
        super().__init__(
            label=_("Country"),
            required=False,
            help_text=help_text,
            choices=_countries,
            widget=LongSelect(attrs={"autocomplete": "country"}),
        )
        self.template_name = FIELD_TEMPLATE

    def valid_value(self, value: str) -> bool:
        """Whether it is the code of a country; the same in every language."""
        return value in country_names("en")


def _countries() -> Iterable[tuple[str, str]]:
    return [("", "–"), *country_names(get_language() or "en").items()]


class WebsiteField(LineField):
    """An http or https address; a bare host name becomes one."""

    default_error_messages = {
        "invalid": _(
            "This does not look like the address of a website. It should read like"
            " https://example.org."
        ),
    }
    _check = URLValidator(schemes=["http", "https"])

    def __init__(self, *, label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> None:
        super().__init__(
            label=label, length=300, required=False, help_text=help_text, autocomplete="url"
        )
        self.widget.attrs |= {
            "inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr",
        }  # fmt: skip

    def to_python(self, value: Any) -> str:
        """The whole address."""
        line = super().to_python(value)
        if not line:
            return ""
        address = line if "://" in line else f"https://{line}"
        if len(address) > self.length:
            raise self._problem("too_long")
        try:
            self._check(address)
        except ValidationError as problem:
            raise ValidationError(self.error_messages["invalid"], "invalid") from problem
        # What stands before an @ in an address is there to deceive.
        if "@" in address.split("/")[2]:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return address


class YesNoField(forms.ChoiceField):
    """Two answers, both spelled out; gives True for the first."""

    default_error_messages = {
        "required": _("Please choose one of the two."),
        "invalid_choice": _("Please choose one of the two."),
    }

    def __init__(
        self,
        *,
        label: "str | _StrPromise",
        yes: "str | _StrPromise",
        no: "str | _StrPromise",
        help_text: "str | _StrPromise" = "",
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            choices=[("yes", yes), ("no", no)],
            initial="yes",
            widget=forms.RadioSelect,
        )
        self.template_name = "forms/choices.html"


class TickField(forms.BooleanField):
    """A box that is ticked by whoever wants it, and never for them."""

    def __init__(self, *, label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> None:
        super().__init__(label=label, required=False, help_text=help_text)
        self.template_name = "forms/tick.html"


@dataclass(frozen=True)
class ReadForm:
    """What was typed into a form in which nothing is wrong; named as Django's forms name it."""

    data: Mapping[str, str]
    fields: Mapping[str, forms.Field]
    cleaned_data: Mapping[str, Any]  # Values of any field.


class PublicForm(forms.Form):
    """A form that, when something is wrong, puts the cursor into the first wrong field."""

    use_required_attribute = True

    @classmethod
    def read(cls, data: Mapping[str, str]) -> ReadForm | None:
        """What the form holds if nothing is wrong with it; else None.

        It takes a third of the time, because a form to be shown again copies all of its fields.
        What a form does besides cleaning its fields would be left out.
        """
        try:
            cleaned = {
                name: field.clean(field.widget.value_from_datadict(data, MultiValueDict(), name))
                for name, field in cls.base_fields.items()
            }
        except ValidationError:
            return None
        return ReadForm(data, cls.base_fields, cleaned)

    def ask(self, name: str, question: str) -> None:
        """Put a question beside a field with which nothing is wrong."""
        self.add_error(name, ValidationError(question, "asked"))
        self._mark_first()

    @property
    def only_asks(self) -> bool:
        """Whether nothing is wrong: whoever sends the form once more as it is, is believed."""
        problems = (problem for each in self.errors.values() for problem in each.as_data())
        return self.is_bound and not self.is_valid() and all(it.code == "asked" for it in problems)

    def full_clean(self) -> None:
        """Check everything, and mark the first field that is wrong."""
        super().full_clean()
        self._mark_first()

    def _mark_first(self) -> None:
        first = next((name for name in self.fields if name in self.errors), None)
        # Of several buttons each would want the cursor.
        if first is not None and not isinstance(self.fields[first].widget, forms.RadioSelect):
            self.fields[first].widget.attrs["autofocus"] = True

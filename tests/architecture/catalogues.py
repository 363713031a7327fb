"""What is wrong with a catalogue of translations, as sentences (docs/how-to/translate.md)."""

import re
from collections.abc import Iterator, Sequence
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message

from tools.messages import is_translated

PERCENT = re.compile(r"%(?:\((\w+)\))?([sdif%])")
MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z]+;")
# One English word says it of one thing and of many; other languages ask of what it is said.
STATE = re.compile(r"[A-Z][a-z]*(?:en|ed|wn)(?: (?:back|out))?")
# Arguments of a million are where French and Spanish have a form of their own.
SOME_NUMBERS = (*range(1_001), 10_000, 999_999, 1_000_000, 1_000_001, 2_000_000)


def faults(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Each fault of the catalogue, with the English sentence that it is about."""
    yield from plural_faults(catalog)
    for message in template:
        if message.id and (message.id, message.context) not in keys(catalog):
            yield f"is missing, run `make messages`: {message.id!r}"
    known = keys(template)
    for message in catalog:
        if not message.id:
            continue
        if (message.id, message.context) not in known:
            yield f"is obsolete, run `make messages`: {message.id!r}"
        for fault in message_faults(message, catalog.num_plurals):
            yield f"{fault}: {message.id!r}"


def ambiguous(template: Catalog) -> Iterator[str]:
    """Each state that stands on pages of several kinds and does not say of what it is said."""
    for message in template:
        if message.context or not isinstance(message.id, str) or not STATE.fullmatch(message.id):
            continue
        folders = {path.rpartition("/")[0] for path, _line in message.locations}
        if len(folders) > 1:
            yield f"has no context: {message.id!r}"


def keys(catalog: Catalog) -> set[tuple[object, object]]:
    """Each sentence with its context."""
    return {(message.id, message.context) for message in catalog if message.id}


def message_faults(message: Message, plurals: int) -> Iterator[str]:
    """What is wrong with one translation."""
    if not is_translated(message.string):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked as fuzzy"
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if len(strings) != (plurals if len(sources) > 1 else 1):
        yield "has another number of forms than its language"
    for number, string in enumerate(strings):
        source = sources[min(number, len(sources) - 1)]
        # The form for one may leave the number out, as the English one may.
        optional = placeholders(sources[-1]) - placeholders(sources[0])
        if len(sources) > 1 and number == 0:
            optional |= {"number", "count", "%(number)s", "%(count)s", "%(count)d"}
        found, wanted = placeholders(string), placeholders(source)
        if (found - optional) != (wanted - optional) or not found <= wanted | optional:
            yield f"has the placeholders {sorted(found)} instead of {sorted(wanted)}"
        if sorted(MARKUP.findall(string)) != sorted(MARKUP.findall(source)):
            yield "has other markup"
        if edges(string) != edges(source):
            yield "begins or ends with other white space"


def placeholders(text: str) -> set[str]:
    """The named values of a sentence, whichever way they are written."""
    found = {match[0] for match in PERCENT.finditer(text) if match[2] != "%"}
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return found
    for _text, name, spec, conversion in parts:
        if name is not None and (name.isidentifier() or not name):
            found.add(
                f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"
            )
    return found


def edges(text: str) -> tuple[str, str]:
    """The white space before and after the words."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def plural_faults(catalog: Catalog) -> Iterator[str]:
    """Whether the rule of the catalogue tells the same numbers apart as CLDR does."""
    assert isinstance(catalog.locale, Locale)
    forms: dict[int, set[str]] = {}
    for number in SOME_NUMBERS:
        forms.setdefault(plural_index(catalog, number), set()).add(
            catalog.locale.plural_form(number)
        )
    categories: Sequence[set[str]] = list(forms.values())
    if any(len(names) > 1 for names in categories) or len(categories) != catalog.num_plurals:
        yield f"the plural forms are not those of CLDR: {catalog.plural_forms}"
    elif len(set().union(*categories)) != len(categories):
        yield f"the plural forms are more than those of CLDR: {catalog.plural_forms}"


def plural_index(catalog: Catalog, number: int) -> int:
    """Which form the catalogue takes for a number, as the program will."""
    from gettext import c2py

    return int(c2py(catalog.plural_expr)(number))

"""Catalogues of translations, kept in step with the sentences of the code (`make messages`).

Sentences are found in three places: calls of gettext in Python (Babel finds them), tags of
templates (Django turns a template into such calls), and what modules of the core say to people.
A catalogue keeps its translations by their English sentence; one whose English changed is empty
again, because a guess from a similar sentence is worse than none. Gettext's own programs are not
needed.
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from undersigned.core.interface_languages import TRANSLATED

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "undersigned"
LOCALE = PACKAGE / "locale"
HEADER = """\
# The interface of Undersigned in another language.
# docs/how-to/translate.md says how this file is made and what words mean.
"""

# CLDR's rules of plural forms, for whole numbers. Babel's own table still has older ones.
PLURAL_FORMS = {
    "de": "nplurals=2; plural=(n != 1);",
    # A million takes "de" before what is counted.
    "es": "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);",
    "fa": "nplurals=2; plural=(n > 1);",
    "fr": "nplurals=3; plural=(n < 2 ? 0 : n % 1000000 == 0 ? 1 : 2);",
}

Places = tuple[int | tuple[int, str], ...] | None
# A call by its name, and which of its arguments are sentences (None: the first).
GETTEXT: dict[str, Places] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CORE: dict[str, Places] = {"_": None, "Malformed": None, "Sentence": None, "problem": (2,)}
# The core is used by programs as well. These modules speak to people who fill in a form.
CORE_MODULES = (
    "domains.py",
    "languages.py",
    "lines.py",
    "mailbox.py",
    "markdown/line_checks.py",
    "markdown/read.py",
    "markdown/refused.py",
    "organization_list.py",
    "signatory_list.py",
    "table_file.py",
    "text.py",
    "web_address.py",
)
NO_CATALOGUE = {"bundle/README.txt"}
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

Message = tuple[str | tuple[str, ...], str | None]


def extracted() -> Catalog:
    """All sentences, with the files that they stand in; no language."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path, (sentence, context) in sorted(
        _found(), key=lambda found: (found[0], str(found[1][0]))
    ):
        catalog.add(
            sentence,
            locations=[(path.relative_to(ROOT).as_posix(), 0)],
            context=context,
        )
    return catalog


def _found() -> Iterator[tuple[Path, Message]]:
    core = PACKAGE / "core"
    for path in PACKAGE.rglob("*.py"):
        if core not in path.parents:
            yield from ((path, message) for message in of_python(path.read_text(encoding="utf-8")))
    for name in CORE_MODULES:
        path = core / name
        yield from (
            (path, message) for message in of_python(path.read_text(encoding="utf-8"), CORE)
        )
    templates = PACKAGE / "templates"
    for path in templates.rglob("*"):
        if (
            path.suffix in {".html", ".txt", ".xml", ".svg"}
            and path.relative_to(templates).as_posix() not in NO_CATALOGUE
        ):
            yield from (
                (path, message) for message in of_template(path.read_text(encoding="utf-8"))
            )


def of_python(source: str, keywords: Mapping[str, Places] = GETTEXT) -> Iterator[Message]:
    """The sentences of Python source."""
    found = extract("python", io.BytesIO(source.encode()), dict(keywords), (), {})
    for _line, sentences, _comments, context in found:
        yield (tuple(sentences) if isinstance(sentences, tuple | list) else sentences), context


def of_template(source: str) -> Iterator[Message]:
    """The sentences of a Django template."""
    # What is no sentence becomes a row of X, in lines that are indented as the template is.
    return of_python(_INDENT.sub("", templatize(source)) + "\n")


def path_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language, as it is kept; an empty one before there is any."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, template: Catalog, kept: Catalog | None = None) -> Catalog:
    """The catalogue with each sentence of today, and the translations that it had."""
    kept = kept or read(language)
    new = Catalog(
        locale=language,
        header_comment=HEADER.strip(),
        project="Undersigned",
        charset="utf-8",
        fuzzy=False,
    )
    new.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    for message in template:
        if not message.id:
            continue
        old = kept.get(message.id, message.context)
        string: str | tuple[str, ...] = ""
        if old is not None and old.id == message.id and not old.fuzzy:
            string = old.string if isinstance(old.string, str) else tuple(old.string or ())
        if message.pluralizable and (isinstance(string, str) or len(string) != new.num_plurals):
            string = ("",) * new.num_plurals
        entry = new.add(
            message.id,
            string,
            locations=message.locations,
            context=message.context,
            user_comments=old.user_comments if old is not None else (),
        )
        entry.flags.discard("fuzzy")
    return new


def written(catalog: Catalog) -> bytes:
    """The catalogue as a file: sorted, without anything that changes by itself."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalog, width=98, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    text = buffer.getvalue().decode()
    # Dates, and the name of the program that wrote it, would differ each time.
    text = re.sub(
        r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
        r"|Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
        "",
        text,
        flags=re.MULTILINE,
    )
    return text.encode()


def update_all() -> None:
    """Bring every catalogue up to date, and say what it lacks."""
    template = extracted()
    for language in TRANSLATED:
        catalog = updated(language, template)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        missing = sum(1 for message in catalog if message.id and not is_translated(message.string))
        print(f"{language}: {len(catalog)} sentences, {missing} without a translation")


def is_translated(string: str | Sequence[str] | None) -> bool:
    """Whether all forms are there."""
    forms: Sequence[str] = [string] if isinstance(string, str) else string or ()
    return bool(forms) and all(forms)


def compile_all(folder: Path = LOCALE) -> None:
    """Write the files that the program reads beside the catalogues."""
    for path in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        for message in catalog:
            # Babel would write the empty forms of a plural, and they would be shown.
            if message.id and not is_translated(message.string):
                message.string = ""
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def main() -> None:
    """`update` (the default) or `compile`."""
    if sys.argv[1:] == ["compile"]:
        compile_all()
        return
    if not settings.configured:
        settings.configure()
    update_all()


if __name__ == "__main__":
    main()

"""Every catalogue is whole and sound; a language whose catalogue is not whole is not offered."""

import io
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture.catalogues import (
    ambiguous,
    faults,
    message_faults,
    placeholders,
    plural_faults,
)
from tools import messages
from undersigned.core.interface_languages import INCOMPLETE, OWN_NAMES, SPOKEN, TRANSLATED

COMPLETE = [tag for tag in TRANSLATED if tag not in INCOMPLETE]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.extracted()


@pytest.mark.parametrize("language", COMPLETE or [pytest.param("", marks=pytest.mark.skip)])
def test_catalogue_is_whole_and_sound(language: str, template: Catalog) -> None:
    assert list(faults(messages.read(language), template)) == []


@pytest.mark.parametrize("language", COMPLETE or [pytest.param("", marks=pytest.mark.skip)])
def test_catalogue_is_written_as_the_tool_writes_it(language: str, template: Catalog) -> None:
    kept = messages.path_of(language).read_bytes()
    assert kept == messages.written(messages.updated(language, template))


@pytest.mark.parametrize(
    "language", sorted(INCOMPLETE) or [pytest.param("", marks=pytest.mark.skip)]
)
def test_what_is_translated_of_a_catalogue_on_its_way_is_sound(language: str) -> None:
    catalog = messages.read(language)
    assert list(plural_faults(catalog)) == []
    found = [
        f"{fault}: {message.id!r}"
        for message in catalog
        if message.id and messages.is_translated(message.string)
        for fault in message_faults(message, catalog.num_plurals)
    ]
    assert found == []


def test_the_languages_are_those_that_are_offered() -> None:
    assert set(TRANSLATED) >= INCOMPLETE
    assert set(SPOKEN) == set(OWN_NAMES) - INCOMPLETE
    assert {*TRANSLATED, "en"} == set(OWN_NAMES)
    assert {path.name for path in messages.LOCALE.iterdir()} == set(TRANSLATED)


def test_sentences_are_found_wherever_they_stand(template: Catalog) -> None:
    # In a template, in a filter's argument, in Python, and in what the core says.
    for sentence in (
        "To the content",
        "Your language is saved.",
        "Line {line} is indented too far.",
        "Line {line} begins with HTML; it is not possible here.",
        "This is too long: at most {most} characters fit here.",
        "This does not look like a domain. It should read like example.org.",
    ):
        assert sentence in template, sentence
    assert template.get("%(count)s addressee") is not None


def test_sentences_of_a_template_are_found_in_each_kind_of_tag() -> None:
    source = """{% load i18n %}
      {% translate "One" %} it's {# a comment #} <p title="{{ _("Two") }}">
    {% include "x.html" with y=_("Three") %} {{ z|default:_("Four") }}
        {% blocktranslate trimmed with a=b %}
            Five {{ a }}
        {% endblocktranslate %}
    {% blocktranslate count n=n %}{{ n }} six{% plural %}{{ n }} sixes{% endblocktranslate %}
    {% translate "Seven" context "number" %}
    """
    assert set(messages.of_template(source)) == {
        ("One", None),
        ("Two", None),
        ("Three", None),
        ("Four", None),
        ("Five %(a)s", None),
        (("%(n)s six", "%(n)s sixes"), None),
        ("Seven", "number"),
    }


def test_a_state_says_of_what_it_is_said(template: Catalog) -> None:
    assert list(ambiguous(template)) == []


def test_a_state_without_a_context_would_be_found() -> None:
    template = Catalog()
    one, other = ("templates/news/a.html", 0), ("templates/endorse/b.html", 0)
    template.add("Published", locations=[one, other])
    template.add("Closed", locations=[one])
    template.add("Open", locations=[one, other], context="a letter")
    template.add("Taken back", locations=[one, other])
    template.add("Open letter", locations=[one, other])
    assert list(ambiguous(template)) == [
        "has no context: 'Published'",
        "has no context: 'Taken back'",
    ]


def test_an_update_keeps_translations_and_guesses_none() -> None:
    template = Catalog()
    template.add("One sentence.")
    template.add("A new sentence.")
    kept = messages.updated("de", Catalog())
    kept.add("One sentence.", "Ein Satz.")
    kept.add("An old sentence.", "Ein alter Satz.")
    new = messages.updated("de", template, kept)
    assert {message.id: message.string for message in new if message.id} == {
        "One sentence.": "Ein Satz.",
        "A new sentence.": "",
    }
    text = messages.written(new).decode()
    assert "fuzzy" not in text
    assert "alter Satz" not in text
    assert "Date" not in text


HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
SOUND = 'msgid "Hello %(name)s, <b>you</b>."\nmsgstr "Toi <b>là</b>, %(name)s."\n'
PLURAL = f'"Plural-Forms: {messages.PLURAL_FORMS["fr"]}\\n"\n'


def _faults(entry: str, plural: str = PLURAL) -> list[str]:
    catalog = read_po(io.BytesIO((HEAD + plural + "\n" + entry).encode()), locale="fr")
    template = Catalog()
    template.add("Hello %(name)s, <b>you</b>.")
    return [fault.split(":")[0] for fault in faults(catalog, template)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (SOUND, []),
        ('msgid "Hello %(name)s, <b>you</b>."\nmsgstr ""\n', ["is not translated"]),
        (
            '#, fuzzy\nmsgid "Hello %(name)s, <b>you</b>."\nmsgstr "Toi <b>là</b>, %(name)s."\n',
            ["is marked as fuzzy"],
        ),
        (
            'msgid "Hello %(name)s, <b>you</b>."\nmsgstr "Toi <b>là</b>, %(nom)s."\n',
            ["has the placeholders ['%(nom)s'] instead of ['%(name)s']"],
        ),
        ('msgid "Hello %(name)s, <b>you</b>."\nmsgstr "Toi là, %(name)s."\n', ["has other markup"]),
        (
            'msgid "Hello %(name)s, <b>you</b>."\nmsgstr "Toi <b>là</b>, %(name)s. "\n',
            ["begins or ends with other white space"],
        ),
        ("", ["is missing, run `make messages`"]),
        (
            f'{SOUND}\nmsgid "Bye"\nmsgstr "Salut"\n',
            ["is obsolete, run `make messages`"],
        ),
    ],
)
def test_a_fault_would_be_found(entry: str, expected: list[str]) -> None:
    assert _faults(entry) == expected


def test_a_wrong_rule_of_plurals_would_be_found() -> None:
    for rule in ("nplurals=2; plural=(n > 1);", "nplurals=3; plural=(n == 1 ? 0 : n > 5 ? 1 : 2);"):
        assert _faults(SOUND, f'"Plural-Forms: {rule}\\n"\n') == [
            "the plural forms are not those of CLDR"
        ]


def test_a_form_for_one_may_leave_out_the_number() -> None:
    entry = (
        'msgid "%(count)s name"\nmsgid_plural "%(count)s names"\n'
        'msgstr[0] "un nom"\nmsgstr[1] "%(count)s de noms"\nmsgstr[2] "%(count)s noms"\n'
    )
    catalog = read_po(io.BytesIO((HEAD + PLURAL + "\n" + entry).encode()), locale="fr")
    [message] = [message for message in catalog if message.id]
    assert list(message_faults(message, 3)) == []
    message.string = ("un nom", "beaucoup de noms", "%(count)s noms")
    assert len(list(message_faults(message, 3))) == 1


def test_placeholders_are_found_in_both_spellings() -> None:
    assert placeholders("%(name)s of {line}, {rows:,} and {tag!r}: 100%% sure") == {
        "%(name)s",
        "{line}",
        "{rows:,}",
        "{tag!r}",
    }


def test_what_is_not_translated_stays_english_when_it_is_compiled(tmp_path: Path) -> None:
    entry = (
        'msgid "%(count)s name"\nmsgid_plural "%(count)s names"\n'
        'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n\nmsgid "Bye"\nmsgstr "Salut"\n'
    )
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + PLURAL + "\n" + entry, encoding="utf-8")
    messages.compile_all(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.ngettext("%(count)s name", "%(count)s names", 2) == "%(count)s names"
    assert compiled.gettext("Bye") == "Salut"

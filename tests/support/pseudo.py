"""A language that nobody speaks: English with accents, to find what is not translated at all."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools import messages

LANGUAGE = "en-xa"
_KEPT = re.compile(
    r"%\(\w+\)[sd]|%%|\{\w*(?:![rs])?(?::[^}]*)?\}|<[^>]*>|&\w+;|https?://\S+|[\w.]+@[\w.]+"
)
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀćďéƒğĥíĵķĺɱñóƥɋŕśťúṽŵẋýžÁɃĆĎÉƑĞĤÍĴĶĹṀÑÓƤɊŔŚŤÚṼŴẊÝŽ",
)


def accented(text: str) -> str:
    """The sentence with an accent on each letter, but for its values and markup."""
    parts: list[str] = []
    end = 0
    for kept in _KEPT.finditer(text):
        parts += [text[end : kept.start()].translate(_ACCENTS), kept[0]]
        end = kept.end()
    return "".join([*parts, text[end:].translate(_ACCENTS)])


def write_catalogue(folder: Path) -> None:
    """Write the compiled catalogue below `folder`, as one of the setting LOCALE_PATHS."""
    catalog = Catalog(locale="en", fuzzy=False)
    for message in messages.extracted():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [accented(text) for text in ids]
            catalog.add(
                message.id,
                strings[0] if len(strings) == 1 else tuple(strings),
                context=message.context,
            )
    path = folder / "en_XA" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)

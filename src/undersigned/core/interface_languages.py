"""The languages that the interface is translated into, and those whose catalogue is whole."""

from typing import Final

TRANSLATED: Final = ("de", "es", "fa", "fr")
"""Those with a catalogue; English is what the sentences are written in."""

# A catalogue on its way. Its language is not offered, and its sentences are not yet demanded.
INCOMPLETE: Final[frozenset[str]] = frozenset()

OWN_NAMES: Final = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
}
SPOKEN: Final = tuple(tag for tag in OWN_NAMES if tag not in INCOMPLETE)
"""Those that readers and members may have the interface in."""


def nearest_spoken(language: str, spoken: tuple[str, ...] = SPOKEN) -> str:
    """The language of the interface for one who reads `language`; English where there is none."""
    parts = language.lower().split("-")
    shorter = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((tag for tag in shorter if tag in spoken), "en")

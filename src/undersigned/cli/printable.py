"""Words of others, as a terminal may be given them."""


def printable(text: str) -> str:
    """The text without what could move the cursor or turn the line of a terminal around."""
    return "".join(
        character if character.isprintable() or character in "\u200c\u200d" else "�"
        for character in text
    )

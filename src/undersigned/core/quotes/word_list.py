"""Lists of words, written as lines of them."""


def word_list(*lines: str) -> frozenset[str]:
    """The words of all lines, which spaces part."""
    return frozenset(" ".join(lines).split())

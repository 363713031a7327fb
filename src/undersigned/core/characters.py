"""Which characters may stand in texts and one-line inputs, as fixed tables of code points.

The tables are spelled out, not taken from the Unicode database of the running Python, so that two
implementations with different Unicode versions agree on which bytes are a well-formed text.
"""

import re

# Control characters without LF, soft hyphen, separators of lines and paragraphs, invisible
# fillers and operators, the embeddings, overrides and isolates of the bidirectional algorithm,
# annotation and tag characters, private use, and code points that are no characters.
_FORBIDDEN = (
    "\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5"
    "\u200b\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff0-\ufffc\ufffe\uffff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}"
              for plane in range(1, 15))
    + "\U000f0000-\U0010ffff"
)  # fmt: skip

FORBIDDEN = re.compile(f"[{_FORBIDDEN}]")
"""A character that no text and no line may hold (LF is the business of the caller)."""

# White_Space of the Unicode database without LF and the characters that are forbidden anyway.
SPACES = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
"""The spaces that may stand in a text."""

IDEOGRAPHS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Chinese and Japanese characters, which are not parted into words by spaces, as a range."""

# Written with an article, as in a sentence: "It holds a control character".
_NAMES = (
    (re.compile("[\u202a-\u202e\u2066-\u2069]"), "a character that turns the direction of text"),
    (re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]"), "a control character"),
    (re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]"), "a private character"),
)


def name_of_forbidden(character: str) -> str:
    """What a forbidden character is, in words for a person, with its code point."""
    names = (name for pattern, name in _NAMES if pattern.match(character))
    return f"{next(names, 'an invisible character')} (U+{ord(character):04X})"

"""What the parts of a letter are; apart from what reads Markdown, which takes long to load."""

from enum import StrEnum


class Kind(StrEnum):
    """What a unit is; the title and the addressees stand beside the body."""

    TITLE = "title"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    DEMAND = "demand"
    QUOTATION = "quotation"
    FOOTNOTE = "footnote"

"""What a parser of Markdown knows and a letter does not have: the refusal of each kind."""

from typing import Final

from undersigned.core.sentences import mark as _

REFUSED: Final = {
    "code_block": _("Line {line} is indented by four or more spaces, which makes it program code."),
    "fence": _("Line {line} begins a block of program code, which is no part of a letter."),
    "hr": _("Line {line} is a rule; use a heading to divide the letter."),
    "html_block": _("Line {line} begins with HTML; it is not possible here."),
    "table_open": _("Line {line} begins a table, which is no part of a letter."),
    "code_inline": _("Line {line} holds program code between ` marks; remove them or write \\`."),
    "html_inline": _("Line {line} holds HTML; it is not possible here."),
    "image": _("Line {line} holds a picture; a letter is text only."),
    "s_open": _("Line {line} strikes words out with ~~; remove them instead."),
}

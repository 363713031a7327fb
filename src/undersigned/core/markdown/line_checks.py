"""What shows itself in single lines of a body: refused before the parser sees it."""

import re
from collections.abc import Sequence
from html.entities import html5
from typing import Final

from undersigned.core.errors import Malformed

MAX_LINES: Final = 5_000
MAX_BRACKETS: Final = 1_000
MAX_DEPTH: Final = 4
MAX_INDENT: Final = 40

_CONTAINER: Final = re.compile(r" *:::")
_MARKERS: Final = re.compile(r"(?: *(?:>|[-+*](?= )|[0-9]{1,9}[.)](?= )))*")
_MARKER: Final = re.compile(r">|[-+*](?= )|[0-9][.)]")
_DEFINITION: Final = re.compile(r"[ >]*\[(?P<caret>\^?)(?P<label>[^\]]*)\]:")
_ENTITY: Final = re.compile(r"(?<!\\)&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([a-zA-Z0-9]{2,31}));")


def check_lines(lines: Sequence[str]) -> None:
    """Refuse what shows itself in single lines, and what would cost the parser its speed."""
    if len(lines) > MAX_LINES:
        raise Malformed("The text is too long: at most {most} lines are possible.", most=MAX_LINES)
    if sum(line.count("[") for line in lines) > MAX_BRACKETS:
        raise Malformed("The text has more than {most} brackets.", most=MAX_BRACKETS)
    opened = closed = 0
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip(" "))
        if indent > MAX_INDENT:
            raise problem(number, "Line {line} is indented too far.")
        markers = _MARKERS.match(line)
        if markers and len(_MARKER.findall(markers[0])) > MAX_DEPTH:
            raise problem(number, "Line {line} nests lists or quotations too deep.")
        if _CONTAINER.match(line):
            if line == "::: demands":
                opened = opened or number
                if opened != number:
                    raise problem(
                        number, "Line {line} begins a second block of demands; a letter has one."
                    )
            elif line == ":::" and opened and not closed:
                closed = number
            else:
                raise problem(
                    number,
                    "Line {line} begins with three colons; they are only used as '::: demands'"
                    " before the demands and as ':::' after them.",
                )
        definition = _DEFINITION.match(line)
        if definition and not definition["caret"]:
            raise problem(number, "Line {line} keeps a link apart; write it as [words](https://…).")
        for entity in _ENTITY.finditer(line):
            if entity[1] is None or f"{entity[1]};" in html5:
                raise problem(
                    number,
                    "Line {line} holds {entity}; write the character itself.",
                    entity=entity[0],
                )
    if opened and not closed:
        raise problem(opened, "Line {line} begins the demands, and no line ':::' ends them.")


def problem(line: int, sentence: str, **values: object) -> Malformed:
    """The refusal of a line; the sentence begins with "Line {line}"."""
    return Malformed(sentence, line=line, **values)

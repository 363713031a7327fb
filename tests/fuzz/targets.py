"""The table of all that reads what others wrote: name, call, good inputs, allowed refusals."""

from typing import Any

from tests.fuzz import of_adapters, of_core, of_letters, of_quotes, of_web
from tests.fuzz.inputs import Target

# Any: some take text and others bytes.
TARGETS: dict[str, Target[Any]] = {
    target.name: target
    for table in (
        of_core.TARGETS,
        of_letters.TARGETS,
        of_quotes.TARGETS,
        of_adapters.TARGETS,
        of_web.TARGETS,
    )
    for target in table
}

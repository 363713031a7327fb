"""What a stage refuses: a sentence for the person and a status for the protocol."""

from typing import ClassVar


class Refused(Exception):
    """Base of all refusals. The first argument is a whole, translated sentence."""

    status: ClassVar[int] = 409

    @property
    def sentence(self) -> str:
        return str(self.args[0]) if self.args else ""

"""The only ways, besides a value, out of the core: bytes in a wrong form, and claims not proven."""


class CoreError(Exception):
    """What the core raises; its message is a sentence that may be shown to a person."""


class Malformed(CoreError):
    """The bytes are not in the one form that their format allows."""


class NotProven(CoreError):
    """The bytes are well formed, but what they claim does not follow from them."""

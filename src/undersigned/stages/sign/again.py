"""Again: who signed enters an address once more that the server has forgotten."""

from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed
from undersigned.core.mailbox import canonical_address, parse_address
from undersigned.core.refusal import Refused
from undersigned.core.tokens import mailbox_digest
from undersigned.models import Signature


class OtherMailbox(Refused):
    """The address is sealed, and what was entered instead is not the one that signed."""

    status: ClassVar[int] = 422

    def __init__(self, sentence: str = "") -> None:
        super().__init__(
            sentence or _("This is not the address with which you signed. Please enter that one.")
        )


def same_mailbox(signature: Signature, email: str) -> str:
    """The address as entered, if it is the one that signed. Raises OtherMailbox."""
    try:
        address = parse_address(email)
    except Malformed as error:
        raise OtherMailbox from error
    digest = mailbox_digest(settings.KEYS.secret, signature.letter_id, canonical_address(address))
    if digest != bytes(signature.mailbox_digest or b""):
        raise OtherMailbox
    return str(address)

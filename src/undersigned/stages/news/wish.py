"""Ask for the news of a letter, or for no more of it: by the signer's own links alone."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed
from undersigned.core.mailbox import canonical_address, parse_address
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose, mailbox_digest
from undersigned.models import Signature
from undersigned.queries.manage import find_by_token
from undersigned.stages.outbox import drop_unsubscribed
from undersigned.stages.sign import news_link


class OtherMailbox(Refused):
    """The address is sealed, and what was entered instead is not the one that signed."""

    status = 422


@transaction.atomic
def wish_for_news(token: str, *, purpose: Purpose, wants_news: bool, email: str = "") -> None:
    """Keep the wish; whoever wants no more gets none from now on, whatever was owed already.

    The token is that of the page of the signature, or of a mail with news. Where the address is
    sealed, news needs it once more: it has to be the one that signed. Where news ends, the worker
    forgets it. Raises UnknownLink, OtherMailbox.
    """
    signature = find_by_token(token, purpose)
    same = Signature.objects.filter(pk=signature.pk)
    if wants_news and not signature.mailbox and signature.sealed is None:
        raise OtherMailbox(
            _("The contact data of this letter was erased after it closed. It has no news by mail.")
        )
    if wants_news and not signature.mailbox:
        same.update(wants_news=True, address=_address_again(signature, email))
        return
    if wants_news:
        # The worker may seal the address at this very moment, and news would have nowhere to go.
        if not same.filter(address=signature.address).update(wants_news=True):
            raise _other_mailbox()
        return
    same.update(wants_news=False)
    drop_unsubscribed(news_link(signature))


def _address_again(signature: Signature, email: str) -> str:
    try:
        address = parse_address(email)
    except Malformed as error:
        raise _other_mailbox() from error
    digest = mailbox_digest(settings.KEYS.secret, signature.letter_id, canonical_address(address))
    if digest != bytes(signature.mailbox_digest or b""):
        raise _other_mailbox()
    return str(address)


def _other_mailbox() -> OtherMailbox:
    return OtherMailbox(_("This is not the address with which you signed. Please enter that one."))

"""Ask for the news of a letter, or for no more of it: by the signer's own links alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.tokens import Purpose
from undersigned.models import Signature
from undersigned.queries.manage import find_by_token
from undersigned.stages.outbox import drop_unsubscribed
from undersigned.stages.sign import OtherMailbox, news_link, same_mailbox


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
        same.update(wants_news=True, address=same_mailbox(signature, email))
        return
    if wants_news:
        # The worker may seal the address at this very moment, and news would have nowhere to go.
        if not same.filter(address=signature.address).update(wants_news=True):
            raise OtherMailbox
        return
    same.update(wants_news=False)
    drop_unsubscribed(news_link(signature))

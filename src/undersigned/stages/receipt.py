"""Receipt: whoever is in the log is mailed the proof of it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.models import Signature
from undersigned.queries.log_files import NotInLog
from undersigned.queries.manage import receipt_name
from undersigned.queries.receipt import ReceiptMaker
from undersigned.stages.outbox import Attachment, owe_mail
from undersigned.stages.sign import letter_link, manage_link, title_of


@transaction.atomic
def send_receipts(*, at: datetime, limit: int) -> int:
    """Owe the receipts of up to `limit` logged signatures by mail; return how many."""
    makers: dict[str, ReceiptMaker] = {}
    owed = 0
    waiting = Signature.objects.filter(is_receipt_owed=True).select_related("letter", "edition")
    for signature in waiting.order_by("id")[:limit]:
        try:
            if signature.letter_id not in makers:
                makers[signature.letter_id] = ReceiptMaker(signature.letter_id)
            receipt = makers[signature.letter_id].make(signature)
        except NotInLog:
            continue  # Its head is not published yet; the next pass finds it again.
        taken = Signature.objects.filter(
            pk=signature.pk, is_receipt_owed=True, log_index=signature.log_index
        ).update(is_receipt_owed=False)
        if not taken:  # Another worker, or a withdrawal, was first.
            continue
        owe_mail(
            "receipt",
            {
                "name": signature.name,
                "title": title_of(signature),
                "link": manage_link(signature),
                "letter_link": letter_link(signature),
                "address": settings.CONFIG.address,
                "letter_id": signature.letter_id,
                "index": signature.log_index,
                "file": receipt_name(signature),
                "vkey": makers[signature.letter_id].vkey,
            },
            recipient=signature.contact,
            language=signature.language,
            at=at,
            attachment=Attachment(receipt_name(signature), receipt),
        )
        owed += 1
    return owed

"""Receipt: whoever is in the log is mailed the proof of it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.core.unlinked import without_links
from undersigned.models import OutgoingMail, Signature
from undersigned.queries.log_files import NotInLog
from undersigned.queries.manage import receipt_name
from undersigned.queries.receipt import ReceiptMaker
from undersigned.stages.outbox import Attachment, write_mail
from undersigned.stages.sign import letter_link, manage_link, title_of


def send_receipts(*, at: datetime, limit: int) -> int:
    """Owe the receipts of up to `limit` logged signatures by mail; return how many."""
    waiting = Signature.objects.filter(is_receipt_owed=True).select_related("letter", "edition")
    makers: dict[str, ReceiptMaker] = {}
    written = []
    # Receipts and mails are made before the transaction begins: on SQLite it keeps all others from
    # writing, the log among them.
    for signature in waiting.order_by("id")[:limit]:
        try:
            if signature.letter_id not in makers:
                makers[signature.letter_id] = ReceiptMaker(signature.letter_id)
            written.append((signature, _write(signature, makers[signature.letter_id], at=at)))
        except NotInLog:
            continue  # Its head is not published yet; the next pass finds it again.
    with transaction.atomic():
        # Whose row has changed meanwhile was taken by another worker, or is being withdrawn.
        mails = [mail for signature, mail in written if _take(signature)]
        OutgoingMail.objects.bulk_create(mails)
    return len(mails)


def _write(signature: Signature, maker: ReceiptMaker, *, at: datetime) -> OutgoingMail:
    return write_mail(
        "receipt",
        {
            "name": without_links(signature.name),
            "title": without_links(title_of(signature)),
            "link": manage_link(signature),
            "letter_link": letter_link(signature),
            "address": settings.CONFIG.address,
            "letter_id": signature.letter_id,
            "index": signature.log_index,
            "file": receipt_name(signature),
            "vkey": maker.vkey,
        },
        recipient=signature.mailbox,
        language=signature.language,
        at=at,
        of_signature=signature.pk,
        attachment=Attachment(receipt_name(signature), maker.make(signature)),
    )


def _take(signature: Signature) -> bool:
    unchanged = Signature.objects.filter(
        pk=signature.pk, is_receipt_owed=True, log_index=signature.log_index
    )
    return bool(unchanged.update(is_receipt_owed=False))

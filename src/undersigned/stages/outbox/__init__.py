"""Outbox: mail is owed in the transaction that causes it, and sent later."""

from undersigned.stages.outbox.outcome import Outcome
from undersigned.stages.outbox.owe import (
    HELD,
    Attachment,
    MailForm,
    OutboxBackend,
    drop_mails_of,
    drop_unsubscribed,
    hold_batch,
    message_id_of,
    owe_mail,
    owe_mails,
    owe_nothing,
    owe_once,
    release_batch,
    waiting_in_batches,
    write_mail,
)
from undersigned.stages.outbox.send import MAX_ATTEMPTS, RETRY, send_batches, send_due
from undersigned.stages.outbox.take import CLAIM, delete_old_paces
from undersigned.stages.outbox.unasked import (
    close_mailbox,
    delete_old_counts,
    note_asked,
    open_mailbox,
)

__all__ = [
    "CLAIM",
    "HELD",
    "MAX_ATTEMPTS",
    "RETRY",
    "Attachment",
    "MailForm",
    "OutboxBackend",
    "Outcome",
    "close_mailbox",
    "delete_old_counts",
    "delete_old_paces",
    "drop_mails_of",
    "drop_unsubscribed",
    "hold_batch",
    "message_id_of",
    "note_asked",
    "open_mailbox",
    "owe_mail",
    "owe_mails",
    "owe_nothing",
    "owe_once",
    "release_batch",
    "send_batches",
    "send_due",
    "waiting_in_batches",
    "write_mail",
]

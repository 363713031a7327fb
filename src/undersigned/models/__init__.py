"""What is stored: one module a noun; a foreign key points back along the life of a letter."""

from undersigned.models.account import Account
from undersigned.models.admission import KeptPair, UploadedList
from undersigned.models.burst import Batch, BurstWatch, Decision, HeldSignature
from undersigned.models.coalition import Act, Invitation, Member, Seat
from undersigned.models.coverage import Article, HumanJudgement, Quotation
from undersigned.models.delivery import Delivery, DeliveryFile
from undersigned.models.endorsement import Endorsement, EndorsementCode
from undersigned.models.entry import ENTRIES_LEVEL, LeafRequest, Log, Tile, TreeHead
from undersigned.models.erasure import Erasure, Trace
from undersigned.models.letter import Edition, EditionText, Letter, Version
from undersigned.models.limits import DigestKey, SentForm
from undersigned.models.news import News, NewsText
from undersigned.models.organization import (
    DomainProof,
    Logo,
    MailboxProof,
    Organization,
    OrganizationName,
)
from undersigned.models.outbox import (
    AskedMail,
    ClosedMailbox,
    MailOutcome,
    MailPace,
    OutgoingFile,
    OutgoingMail,
    UnaskedMail,
)
from undersigned.models.recipient import Recipient
from undersigned.models.response import DemandAnswer, Response, ResponseFile
from undersigned.models.search import SearchedText
from undersigned.models.signature import Signature
from undersigned.models.work import Pass
from undersigned.models.writing import Comment, Reading, WorkingCopy

__all__ = [
    "ENTRIES_LEVEL",
    "Account",
    "Act",
    "Article",
    "AskedMail",
    "Batch",
    "BurstWatch",
    "ClosedMailbox",
    "Comment",
    "Decision",
    "Delivery",
    "DeliveryFile",
    "DemandAnswer",
    "DigestKey",
    "DomainProof",
    "Edition",
    "EditionText",
    "Endorsement",
    "EndorsementCode",
    "Erasure",
    "HeldSignature",
    "HumanJudgement",
    "Invitation",
    "KeptPair",
    "LeafRequest",
    "Letter",
    "Log",
    "Logo",
    "MailOutcome",
    "MailPace",
    "MailboxProof",
    "Member",
    "News",
    "NewsText",
    "Organization",
    "OrganizationName",
    "OutgoingFile",
    "OutgoingMail",
    "Pass",
    "Quotation",
    "Reading",
    "Recipient",
    "Response",
    "ResponseFile",
    "SearchedText",
    "Seat",
    "SentForm",
    "Signature",
    "Tile",
    "Trace",
    "TreeHead",
    "UnaskedMail",
    "UploadedList",
    "Version",
    "WorkingCopy",
]

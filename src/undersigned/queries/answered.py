"""Which letters have an answer that readers see."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from undersigned.core.answers import ResponseState
from undersigned.models import DemandAnswer, Letter, Response, ResponseFile


def answered_letters() -> QuerySet[Letter]:
    """The letters with a public answer that says more than that the letter has come.

    Whatever makes one public also renews its letter's `names_revision`, by which the front is kept.
    """
    of_response = {"response": OuterRef("pk")}
    answering = Response.objects.filter(
        ~Q(statement="")
        | Exists(DemandAnswer.objects.filter(**of_response))
        | Exists(ResponseFile.objects.filter(**of_response)),
        letter=OuterRef("pk"),
        state=ResponseState.PUBLISHED,
    )
    return Letter.objects.filter(Exists(answering))

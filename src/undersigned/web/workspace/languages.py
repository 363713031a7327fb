"""The language in an address of the workspace."""

from django.http import Http404

from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language


def check_tag(language: str) -> None:
    """Let only the one spelling of a tag have a page."""
    try:
        check_language(language)
    except Malformed as error:
        raise Http404 from error

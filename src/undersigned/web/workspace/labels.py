"""The words with which a rendered letter is labelled in the workspace."""

from django.utils.translation import gettext as _

from undersigned.core.markdown import Labels


def labels() -> Labels:
    """In the language of the page."""
    return Labels(
        demands=_("Demands"),
        sources=_("Sources"),
        reference=_("Source {number}"),
        back=_("Back to the text at source {number}"),
    )

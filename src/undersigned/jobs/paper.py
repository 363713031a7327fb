"""The worker's part in letters on paper: it makes what is asked for, one after the other."""

import logging
from pathlib import Path

from django.utils import timezone

from undersigned.adapters.paper_folder import PaperFolder
from undersigned.adapters.typeset import NotTypeset
from undersigned.models import Letter
from undersigned.queries.letter_page import PUBLIC_STATES, LetterNotFound
from undersigned.queries.log_files import NotInLog
from undersigned.queries.paper import make_paper, paper_state

log = logging.getLogger(__name__)


class PaperJobs:
    """What is kept in the folder `paper` of a server's data."""

    def __init__(self, data: Path) -> None:
        self._folder = PaperFolder(data)

    def make(self) -> bool:
        """Make the part that was asked for first; say whether more is asked for."""
        wanted = self._folder.wanted()
        if not wanted:
            return False
        letter_id, part = wanted[0]
        # Taken before it is made: what fails is not tried for ever, but when somebody asks again.
        self._folder.answered(letter_id, part)
        try:
            # Read before the names: one that disappears meanwhile makes the file an old one.
            state = paper_state(pk=letter_id)
            kept = self._folder.find(letter_id, part)
            if kept and (kept.revision, kept.names_revision) == (
                state.revision,
                state.names_revision,
            ):
                return len(wanted) > 1
            pdf = make_paper(letter_id, part, at=timezone.now())
        except (LetterNotFound, NotInLog):
            return len(wanted) > 1
        except NotTypeset as error:
            log.error("The letter %s could not be set on paper: %s", letter_id, error)  # noqa: TRY400 said in full
            return len(wanted) > 1
        self._folder.keep(
            letter_id,
            part,
            revision=state.revision,
            names_revision=state.names_revision,
            pdf=pdf,
        )
        return len(wanted) > 1

    def erase(self) -> bool:
        """Take away each file that may hold a name which is not shown any more."""
        letters = self._folder.letters()
        if letters:
            public = Letter.objects.filter(pk__in=letters, state__in=PUBLIC_STATES)
            revisions = dict(public.values_list("pk", "names_revision"))
            for letter_id in letters:
                for kept in self._folder.of_letter(letter_id):
                    if kept.names_revision != revisions.get(letter_id):
                        kept.path.unlink(missing_ok=True)
        return False

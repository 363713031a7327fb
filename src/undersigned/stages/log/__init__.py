"""Log: the worker gives every confirmed signature its place under a signed checkpoint.

Each batch is one transaction, and what a crash leaves behind is the old head or the new one:

1. `Sequencer.append` appends leaves, grows tiles, signs and stores the head, and swaps `Log.size`.
   A crash before its commit leaves nothing. Two workers: one swap succeeds, the other rolls back.
2. `Sequencer.publish` writes the last head's checkpoint outside of the database. A crash before it
   leaves heads that nobody has seen; the next pass goes on from the last one.
3. Then it moves `Log.published_size`, and readers are given that head.
   A crash before it leaves the file a step ahead of what readers see, never behind.
"""

from undersigned.stages.log.append import LostRace, Owed, Sequencer
from undersigned.stages.log.letter import BATCH, LogForked, check_unforked, log_letter
from undersigned.stages.log.owed import owed_leaves, owed_letters

__all__ = [
    "BATCH",
    "LogForked",
    "LostRace",
    "Owed",
    "Sequencer",
    "check_unforked",
    "log_letter",
    "owed_leaves",
    "owed_letters",
]

"""Work: when each lane of the workers last came round."""

from django.db import models


class Pass(models.Model):
    """One lane, such as `log`, over all workers: the last pass that any of them ended."""

    lane = models.CharField(max_length=20, primary_key=True)
    ended_at = models.DateTimeField()
    # How long the slowest pass took since the row was last written.
    seconds = models.FloatField()

    def __str__(self) -> str:
        return f"pass of {self.lane}"

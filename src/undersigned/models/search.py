"""Which texts the search knows; their words are kept by `adapters.fulltext`."""

from django.db import models

from undersigned.models.letter import EditionText


class SearchedText(models.Model):
    """A text whose words are in the full-text index, of its current edition or an earlier one."""

    text = models.OneToOneField(
        EditionText, on_delete=models.CASCADE, primary_key=True, related_name="searched"
    )
    # How its words were made; the worker makes them anew when the code has another way.
    form = models.PositiveSmallIntegerField()
    # What readers see of its body, as far as passages are shown of it.
    plain = models.TextField()

    def __str__(self) -> str:
        return f"words of text {self.text_id}"

"""Make the lead of each letter its member, and tell old editions and texts what is new of them."""

from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    letters = apps.get_model("undersigned", "Letter")
    members = apps.get_model("undersigned", "Member")
    for letter in letters.objects.iterator(chunk_size=1000):
        members.objects.get_or_create(
            letter=letter,
            account_id=letter.lead_id,
            seat=None,
            defaults={"role": "lead", "joined_at": letter.created_at},
        )
    letters.objects.exclude(state="draft").update(is_locked=True)
    # There was one published edition a letter at most.
    editions = apps.get_model("undersigned", "Edition").objects
    editions.update(is_current=F("is_published"))
    for edition in editions.filter(is_published=True).select_related("letter").iterator():
        editions.filter(pk=edition.pk).update(published_at=edition.letter.published_at)


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0003_coalitions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

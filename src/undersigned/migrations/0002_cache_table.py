"""Make the table of Django's database cache, by which requests for sign-in codes are counted."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "undersigned_cache"


def make_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f'DROP TABLE "{TABLE}"')


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0001_first_letter")]
    operations = [migrations.RunPython(make_table, drop_table)]

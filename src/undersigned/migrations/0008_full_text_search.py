"""Make the full-text index of public letters; the worker fills it, also for letters from before."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

SQLITE_TABLE = "undersigned_search"
POSTGRESQL_TABLE = "undersigned_searchedtext"


def make_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"ALTER TABLE {POSTGRESQL_TABLE} ADD COLUMN IF NOT EXISTS words tsvector"
        )
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS searched_words ON {POSTGRESQL_TABLE} USING gin (words)"
        )
    else:
        # The words come folded and parted. Of this tokenizer's separators only the space is used,
        # and every character beyond ASCII is a part of a word to it.
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {SQLITE_TABLE}"
            " USING fts5(title, addressees, body, tokenize = 'ascii')"
        )


def drop_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {POSTGRESQL_TABLE} DROP COLUMN IF EXISTS words")
    else:
        schema_editor.execute(f"DROP TABLE IF EXISTS {SQLITE_TABLE}")


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0007_news_of_letters")]
    operations = [
        migrations.CreateModel(
            name="SearchedText",
            fields=[
                (
                    "text",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="undersigned.editiontext",
                    ),
                ),
                ("form", models.PositiveSmallIntegerField()),
                ("plain", models.TextField()),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]

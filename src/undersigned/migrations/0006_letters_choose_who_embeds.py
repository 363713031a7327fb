"""Add the sites that may show the counter of a letter in a frame; there are none before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0005_account_language")]
    operations = [
        migrations.AddField(
            model_name="letter",
            name="embed_sites",
            field=models.TextField(blank=True, default=""),
        ),
    ]

"""Keep which keys the log of a letter names last, and in which leaf."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0016_signatures_that_came_in_bursts"),
    ]

    operations = [
        migrations.AddField(
            model_name="log",
            name="recipients_digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="log",
            name="recipients_index",
            field=models.PositiveBigIntegerField(null=True),
        ),
    ]

"""Keep digests of forms that were sent, and the keys that they are made with for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0009_deliveries_and_responses"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("use", models.CharField(max_length=20)),
                ("period", models.PositiveBigIntegerField()),
                ("key", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("use", "period"), name="one_key_a_period")
                ],
            },
        ),
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("proof", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("content", models.BinaryField(max_length=16)),
                ("source", models.BinaryField(max_length=16)),
                ("target", models.BinaryField(max_length=16)),
                ("letter_id", models.CharField(max_length=32)),
                ("is_mute", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source"], name="sent_form_source"),
                    models.Index(fields=["target"], name="sent_form_target"),
                    models.Index(fields=["at", "letter_id"], name="sent_form_recent"),
                ],
            },
        ),
    ]

"""Count the mails that a mailbox did not ask for, and keep which mailboxes want none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0012_passes_of_workers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedMailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox", models.BinaryField(max_length=32, unique=True)),
                ("closed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AskedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox", models.BinaryField(db_index=True, max_length=32)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnaskedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox", models.BinaryField(max_length=32, unique=True)),
                ("times", models.JSONField()),
                ("newest_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="is_counted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="reason",
            field=models.CharField(default="unasked", max_length=10),
        ),
    ]

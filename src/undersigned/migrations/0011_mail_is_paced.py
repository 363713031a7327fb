"""Keep the pace of mails to each receiving domain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0010_count_forms_by_digests"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailPace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.BinaryField(max_length=32, unique=True)),
                ("next_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="is_paced",
            field=models.BooleanField(default=False),
        ),
    ]

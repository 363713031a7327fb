"""Keep the keys of a letter, and of a signature what is sealed and the address meanwhile."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0013_unasked_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.CharField(max_length=80)),
                ("holder", models.CharField(max_length=100)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="letter",
            name="recipients_digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="signature",
            name="address",
            field=models.CharField(blank=True, db_default="", default="", max_length=320),
        ),
        migrations.AddField(
            model_name="signature",
            name="sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(
                    ("is_receipt_owed", False),
                    ("log_index__isnull", False),
                    models.Q(("sealed", None), ("wants_news", False), _connector="OR"),
                    models.Q(("address", ""), _negated=True),
                ),
                fields=["id"],
                name="signature_unsealed",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recipients",
                to="undersigned.letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("letter", "recipient"),
                name="recipient_once_a_letter",
            ),
        ),
    ]

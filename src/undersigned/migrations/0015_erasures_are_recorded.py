"""Record what is erased, and let mails go together with the signature that they are owed to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0014_sealed_contact_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("count", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.BinaryField(max_length=32, unique=True)),
                ("log_index", models.PositiveBigIntegerField(null=True)),
                ("language", models.CharField(max_length=35)),
                ("erased_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="letter",
            name="contacts_erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="signature_number",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="template",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="signature",
            name="erased",
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("signature_number__isnull", False)),
                fields=["signature_number"],
                name="outgoing_of_signature",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="letter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="undersigned.letter"
            ),
        ),
        migrations.AddField(
            model_name="trace",
            name="letter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="undersigned.letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                fields=("letter", "day", "what"), name="erasure_once_a_day"
            ),
        ),
    ]

"""Keep what is counted of a letter, which signatures wait because of it, and who decided."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0015_erasures_are_recorded"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trait", models.CharField(max_length=12)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("digest", models.BinaryField(max_length=8)),
                ("state", models.CharField(default="open", max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BurstWatch",
            fields=[
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="undersigned.letter",
                    ),
                ),
                ("data", models.BinaryField()),
                ("version", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("verdict", models.CharField(max_length=12)),
                ("domain", models.CharField(blank=True, max_length=253)),
                ("pattern", models.CharField(blank=True, max_length=300)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("standing", models.CharField(blank=True, max_length=12)),
                ("last_signature", models.PositiveBigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("done_through", models.PositiveBigIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HeldSignature",
            fields=[
                ("signature_id", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("was_counted", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="leafrequest",
            name="is_not_genuine",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="signature",
            name="source",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddIndex(
            model_name="leafrequest",
            index=models.Index(
                condition=models.Q(("is_not_genuine", True)),
                fields=["letter", "index"],
                name="leaf_request_not_genuine",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="letter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="undersigned.letter"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="undersigned.batch",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="letter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="undersigned.letter"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undone_by",
                to="undersigned.decision",
            ),
        ),
        migrations.AddField(
            model_name="heldsignature",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="undersigned.batch",
            ),
        ),
        migrations.AddField(
            model_name="heldsignature",
            name="decision",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="undersigned.decision",
            ),
        ),
        migrations.AddField(
            model_name="heldsignature",
            name="letter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="undersigned.letter"
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["letter", "-id"], name="batch_newest"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("letter", "digest"),
                name="batch_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("finished_at", None)),
                fields=["id"],
                name="decision_to_carry_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("letter", "number"), name="decision_once_a_number"
            ),
        ),
        migrations.AddIndex(
            model_name="heldsignature",
            index=models.Index(fields=["batch", "signature_id"], name="held_of_batch"),
        ),
        migrations.AddIndex(
            model_name="heldsignature",
            index=models.Index(fields=["decision", "signature_id"], name="held_of_decision"),
        ),
        migrations.AddIndex(
            model_name="heldsignature",
            index=models.Index(fields=["letter", "signature_id"], name="held_of_letter"),
        ),
    ]

"""Keep how a letter reached its addressees, what they answered, and mails with several files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0008_full_text_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=60)),
                ("outcome", models.CharField(max_length=10)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="has_files",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="is_in_hand",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="reference",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("addressee", models.CharField(max_length=1000)),
                ("position", models.PositiveIntegerField()),
                ("way", models.CharField(default="mail", max_length=10)),
                ("state", models.CharField(default="owed", max_length=10)),
                ("tree_size", models.PositiveBigIntegerField()),
                ("organizations", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField()),
                ("recipient", models.CharField(blank=True, max_length=320)),
                ("language", models.CharField(max_length=35)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("message_id", models.CharField(blank=True, max_length=300)),
                ("nonce", models.BinaryField(max_length=16)),
                ("link_ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="undersigned.edition",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="undersigned.letter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeliveryFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=40)),
                ("data", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="undersigned.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutgoingFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=60)),
                ("data", models.BinaryField()),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="undersigned.outgoingmail",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("addressee", models.CharField(max_length=1000)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("language", models.CharField(max_length=35)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("office", models.CharField(blank=True, max_length=200)),
                ("statement", models.TextField(blank=True)),
                ("received_at", models.DateTimeField()),
                ("answered_on", models.DateField()),
                ("source", models.CharField(blank=True, max_length=300)),
                ("source_address", models.CharField(blank=True, max_length=300)),
                ("checked_how", models.CharField(blank=True, max_length=20)),
                ("check_note", models.CharField(blank=True, max_length=300)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="undersigned.delivery",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undersigned.edition",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="undersigned.letter",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DemandAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("answer", models.CharField(max_length=10)),
                ("statement", models.TextField(blank=True)),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="undersigned.response",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ResponseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=40)),
                ("data", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="undersigned.response",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["letter", "-id"], name="delivery_newest"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["message_id"], name="delivery_message"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["letter", "state", "-id"], name="response_newest"),
        ),
        migrations.AddConstraint(
            model_name="demandanswer",
            constraint=models.UniqueConstraint(
                fields=("response", "number"), name="demand_answered_once_a_response"
            ),
        ),
    ]

"""Keep articles about letters, the quotations in them, and what people say of these."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0017_logs_name_the_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField(max_length=32)),
                ("address", models.CharField(blank=True, max_length=2000)),
                ("outlet", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(blank=True, max_length=35)),
                ("published_on", models.DateField(null=True)),
                ("text", models.TextField(blank=True)),
                ("data", models.BinaryField(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("sketch", models.BinaryField(default=bytes, max_length=1024)),
                ("checked_edition", models.PositiveIntegerField(null=True)),
                ("facts", models.JSONField(default=list)),
                ("added_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="undersigned.letter",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="republished",
                        to="undersigned.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("source_start", models.PositiveIntegerField(null=True)),
                ("source_end", models.PositiveIntegerField(null=True)),
                ("cue_start", models.PositiveIntegerField(null=True)),
                ("cue_end", models.PositiveIntegerField(null=True)),
                ("speaker", models.CharField(max_length=10)),
                ("confidence", models.FloatField()),
                ("judgement", models.CharField(max_length=20)),
                ("passages", models.JSONField(default=list)),
                ("edits", models.JSONField(default=list)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotations",
                        to="undersigned.article",
                    ),
                ),
            ],
            options={
                "ordering": ["start", "end"],
            },
        ),
        migrations.CreateModel(
            name="HumanJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("speaker", models.CharField(max_length=10)),
                ("judgement", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quotation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judged",
                        to="undersigned.quotation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["letter", "state"], name="article_state"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("letter", "key"), name="article_once_a_letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.UniqueConstraint(
                fields=("article", "start", "end"), name="quotation_once_a_place"
            ),
        ),
    ]

"""News of letters, who asked for them, and mails that are owed to many."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("undersigned", "0006_letters_choose_who_embeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("state", models.CharField(default="draft", max_length=12)),
                ("written_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("published_at", models.DateTimeField(null=True)),
                ("mailing_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("is_stopped", models.BooleanField(default=False)),
                ("sent_through", models.PositiveBigIntegerField(default=0)),
                ("last_signature", models.PositiveBigIntegerField(default=0)),
                ("recipients", models.PositiveIntegerField(default=0)),
                ("owed", models.PositiveIntegerField(default=0)),
                ("next_mail_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NewsText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=35)),
                ("title", models.CharField(max_length=300)),
                ("body", models.TextField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="outgoingmail",
            name="outgoing_due",
        ),
        migrations.AddField(
            model_name="letter",
            name="news_mailed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="batch",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="unsubscribe_link",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="signature",
            name="wants_news",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("batch", "")), fields=["due_at", "id"], name="outgoing_due"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("batch", ""), _negated=True),
                fields=["due_at", "id"],
                name="outgoing_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("wants_news", True)),
                fields=["letter", "id"],
                name="signature_wants_news",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="news",
                to="undersigned.letter",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="newstext",
            name="news",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="texts",
                to="undersigned.news",
            ),
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(
                condition=models.Q(("is_stopped", False), ("state", "mailing")),
                fields=["next_mail_at"],
                name="news_mailing",
            ),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.UniqueConstraint(
                fields=("letter", "number"), name="news_once_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="newstext",
            constraint=models.UniqueConstraint(
                fields=("news", "language"), name="news_once_a_language"
            ),
        ),
    ]

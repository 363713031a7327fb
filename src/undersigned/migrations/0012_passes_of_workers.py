"""Workers leave behind when they last came round, so that others can see that they are alive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0011_mail_is_paced")]
    operations = [
        migrations.CreateModel(
            name="Pass",
            fields=[
                (
                    "lane",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("ended_at", models.DateTimeField()),
                ("seconds", models.FloatField()),
            ],
        ),
    ]

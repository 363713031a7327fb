from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("undersigned", "0004_leads_become_members")]

    operations = [
        migrations.AddField(
            "account", "language", models.CharField(blank=True, default="", max_length=35), False
        ),
    ]

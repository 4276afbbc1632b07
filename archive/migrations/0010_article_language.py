from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_failedlogin")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="与报纸不同时填写；BCP 47，如 mn-Mong、bo、ug",
                max_length=20,
                null=True,
                verbose_name="语言与文字",
            ),
        ),
    ]

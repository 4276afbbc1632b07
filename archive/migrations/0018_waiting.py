"""What waits to be published: pages and issues of which nothing is public yet, and tails of articles that are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0017_addresses")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="beginning",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="waiting_tails",
                to="archive.article",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="awaiting",
            field=models.BooleanField(editable=False, null=True, verbose_name="待发布"),
        ),
        migrations.AddField(
            model_name="page",
            name="awaiting",
            field=models.BooleanField(editable=False, null=True, verbose_name="待发布"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("beginning__isnull", False)), fields=["beginning"], name="article_beginning"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("visibility", "awaiting")), fields=["page"], name="article_awaiting"
            ),
        ),
    ]

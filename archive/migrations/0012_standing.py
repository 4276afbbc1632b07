"""Of the few articles that are not public: where they stand now, in the words of now.

不公开 becomes 暂停公开. All of them were public once, as far as is known: an import made everything public.
"""

from django.db import migrations
from django.db.models import F


def restate(apps, _schema_editor):
    articles = apps.get_model("archive", "Article").objects
    articles.filter(visibility="unlisted").update(visibility="suspended")
    hidden = articles.exclude(visibility="public") | articles.filter(merged_into__isnull=False)
    hidden.update(shown=F("revision"))
    for article in articles.filter(visibility="withdrawn").only("parsed").iterator():
        kind = "reread" if article.parsed.get("withdrawn") else "other"
        articles.filter(pk=article.pk).update(withdrawn_kind=kind)


def restate_as_before(apps, _schema_editor):
    articles = apps.get_model("archive", "Article").objects
    articles.filter(visibility__in=["suspended", "awaiting"]).update(visibility="unlisted")


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_record")]

    operations = [migrations.RunPython(restate, restate_as_before, elidable=False)]

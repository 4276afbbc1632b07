"""Of the few articles that are joined to others: which part and photos are theirs, as joining them remembered it."""

from django.db import migrations


def name_tails(apps, _schema_editor):
    articles, parts, photos = (apps.get_model("archive", name).objects for name in ("Article", "ArticlePart", "Photo"))
    merged = articles.filter(merged_into__isnull=False).only("parsed", "merged_into")
    for tail in merged.iterator():
        part = parts.filter(pk=tail.parsed.get("part")).only("source", "page").first()
        if part is not None:
            parts.filter(pk=part.pk).update(tail=tail)
            theirs = photos.filter(article=tail.merged_into_id, source=part.source_id, page=part.page_id)
            theirs.filter(source__isnull=False).update(tail=tail)


class Migration(migrations.Migration):
    dependencies = [("archive", "0015_reading")]

    operations = [migrations.RunPython(name_tails, migrations.RunPython.noop)]

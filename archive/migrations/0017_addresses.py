"""What is known of keys that are gone: a tombstone for each, so that every route answers of them alike.

Of articles there are only those walked through that are not public; what the public ones need is the matter of the
command ``fill_record``.
"""

import re
import secrets

from django.db import migrations, models
from django.db.models import Q

LOT = 500
ARTICLE = re.compile(r"/papers/([^/]+)/[^/]+/[^/]+/a\d+/")


def name_newspapers(apps, _schema_editor):
    """By their first slugs, which feeds named them by until now."""
    newspapers, first = apps.get_model("archive", "Newspaper").objects, {}
    addresses = apps.get_model("archive", "Address").objects.filter(newspaper__isnull=False)
    for newspaper, path in addresses.order_by("created", "pk").values_list("newspaper", "path"):
        first.setdefault(newspaper, path.strip("/").rpartition("/")[2])
    for newspaper in newspapers.only("slug"):
        newspapers.filter(pk=newspaper.pk).update(key=first.get(newspaper.pk, newspaper.slug))


def begin_epoch(apps, _schema_editor):
    apps.get_model("archive", "RecordVersion").objects.filter(epoch=None).update(epoch=secrets.token_hex(4))


def stand_for_the_hidden(apps, _schema_editor):
    """For articles that are not public, or joined to another."""
    hidden = apps.get_model("archive", "Article").objects.filter(~Q(visibility="public") | Q(merged_into__isnull=False))
    rows = hidden.exclude(shown=0).values_list(
        "key", "page__issue__newspaper__slug", "visibility", "withdrawn_kind", "merged_into__key", "changed"
    )
    _stand_for(apps, (_stone(*row) for row in rows.iterator()))


def _stone(key, newspaper, visibility, withdrawn_kind, merged_into, changed):
    stone = {"key": key, "newspaper": newspaper, "at": changed}
    if merged_into:
        return stone | {"kind": "joined", "successor": merged_into}
    return stone | {"kind": withdrawn_kind or "other" if visibility == "withdrawn" else "suspended"}


def stand_for_the_gone(apps, _schema_editor):
    """For articles that were deleted: of each only a path is left, of which its key was made."""
    addresses, articles = apps.get_model("archive", "Address").objects, apps.get_model("archive", "Article").objects
    slugs = dict(addresses.filter(newspaper__isnull=False).values_list("path", "newspaper__slug"))
    gone = addresses.filter(newspaper=None, issue=None, page=None, article=None).order_by("pk")
    paths = [(pk, path, found[1]) for pk, path in gone.values_list("pk", "path") if (found := ARTICLE.fullmatch(path))]
    for start in range(0, len(paths), LOT):
        lot = paths[start : start + LOT]
        spelt = {pk: path.removeprefix("/papers/").strip("/").replace("/", "-") for pk, path, _slug in lot}
        held = set(articles.filter(key__in=spelt.values()).values_list("key", flat=True))
        stones = []
        for pk, _path, slug in lot:
            if spelt[pk] not in held:
                addresses.filter(pk=pk).update(key=spelt[pk])
                newspaper = slugs.get(f"/papers/{slug}/", slug)
                stones.append({"key": spelt[pk], "newspaper": newspaper, "kind": "deleted"})
        _stand_for(apps, stones)


def _stand_for(apps, stones):
    model = apps.get_model("archive", "Tombstone")
    model.objects.bulk_create((model(**stone) for stone in stones), batch_size=LOT, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("archive", "0016_tails")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="key",
            field=models.CharField(editable=False, max_length=200, null=True, verbose_name="文章标识"),
        ),
        migrations.AddField(
            model_name="newspaper",
            name="key",
            field=models.CharField(editable=False, max_length=90, null=True, verbose_name="标识"),
        ),
        *(
            migrations.AddIndex(
                model_name="address",
                index=models.Index(
                    condition=Q(**{f"former_{kind}__isnull": False}), fields=[f"former_{kind}"], name=f"address_{kind}"
                ),
            )
            for kind in ("newspaper", "issue", "page")
        ),
        migrations.RunPython(name_newspapers, migrations.RunPython.noop),
        migrations.RunPython(begin_epoch, migrations.RunPython.noop),
        migrations.RunPython(stand_for_the_hidden, migrations.RunPython.noop),
        migrations.RunPython(stand_for_the_gone, migrations.RunPython.noop),
    ]

"""The roles 校对员, 审核员 and 管理员 as groups, made once: what an administrator makes of them later stays so.

Whoever could review, withdraw or look at hidden texts until now, as these took no permission of their own, still can.
"""

from collections import defaultdict

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

_RECORD = [
    "newspaper",
    "suspension",
    "issue",
    "page",
    "pageimage",
    "sourcetext",
    "article",
    "articlepart",
    "byline",
    "photo",
    "teaser",
    "address",
    "tombstone",
    "articleversion",
    "changeset",
]
_CORRECTOR = [
    *(f"view_{model}" for model in _RECORD),
    *(f"{act}_{model}" for model in ["issue", "page", "pageimage", "article"] for act in ("add", "change")),
    *(
        f"{act}_{model}"
        for model in ["suspension", "articlepart", "byline", "photo", "teaser"]
        for act in ("add", "change", "delete")
    ),
    "import_sourcetext",
    "view_hidden",
    "split_article",
    "suspend_article",
]
_REVIEWER = [
    *_CORRECTOR,
    "review_article",
    "publish_article",
    "withdraw_article",
    "lift_article",
    "redact_article",
    "merge_issue",
    "delete_article",
    "delete_page",
    "delete_pageimage",
    "delete_issue",
]
_ADMINISTRATOR = [
    *_REVIEWER,
    *(f"{act}_newspaper" for act in ("add", "change", "delete")),
    "view_archive",
    "change_archive",
    "view_operation",
    *(f"{act}_{model}" for model in ("user", "group") for act in ("add", "change", "view")),
]
_ROLES = {"校对员": _CORRECTOR, "审核员": _REVIEWER, "管理员": _ADMINISTRATOR}

# What now takes a permission of its own -> what it took before: any of these, or all of those that stand together.
_BEFORE = {
    "review_article": ["change_article", "change_page", "change_issue", "change_newspaper"],
    "publish_article": ["change_article"],
    "withdraw_article": ["change_article"],
    "suspend_article": ["change_article"],
    "lift_article": ["change_article"],
    "merge_issue": [("change_issue", "delete_issue")],
    "view_hidden": ["view_sourcetext", "change_sourcetext", "view_page", "change_page"],
}


def make_roles(apps, schema_editor):
    permissions = _permissions(apps, schema_editor.connection.alias)
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name, codes in _ROLES.items():
        group, is_new = groups.get_or_create(name=name)
        if is_new:  # else the archive has a group of that name, and it is as somebody wants it
            group.permissions.set([permissions[code] for code in codes])


def keep_abilities(apps, schema_editor):
    permissions = _permissions(apps, schema_editor.connection.alias)
    codes = {permission.pk: code for code, permission in permissions.items()}
    User, Group = apps.get_model("auth", "User"), apps.get_model("auth", "Group")
    for through, holder in ((User.user_permissions.through, "user_id"), (Group.permissions.through, "group_id")):
        rows = through.objects.using(schema_editor.connection.alias)
        held = defaultdict(set)
        for pk, permission in rows.filter(permission_id__in=codes).values_list(holder, "permission_id"):
            held[pk].add(codes[permission])
        given = [
            through(**{holder: pk, "permission_id": permissions[code].pk})
            for pk, has in held.items()
            for code, ways in _BEFORE.items()
            if any({way} <= has if isinstance(way, str) else {*way} <= has for way in ways)
        ]
        rows.bulk_create(given, ignore_conflicts=True)


def _permissions(apps, using):
    """Those of archive and auth by code, made if need be: Django itself makes them only when all migrations are done."""
    for label in ("archive", "auth"):
        config = apps.get_app_config(label)
        config.models_module = installed.get_app_config(label).models_module  # without it nothing is made
        create_permissions(config, verbosity=0, using=using, apps=apps)
    found = apps.get_model("auth", "Permission").objects.using(using)
    return {each.codename: each for each in found.filter(content_type__app_label__in=["archive", "auth"])}


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0013_operation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # First what stands: the groups that are made here have what is meant for them.
        migrations.RunPython(keep_abilities, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]

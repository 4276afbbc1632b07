"""JSON is written as UTF-8 from here on, so that what is Chinese in it can be searched for: older rows are rewritten."""

import json

from django.db import migrations, models

from archive.models.utf8_json import Utf8Encoder

LOT = 500
FIELDS = {
    "article": ("parsed",),
    "articlepart": ("blocks", "parsed", "spans"),
    "newspaper": ("aliases", "catalogued"),
    "page": ("staff",),
    "photo": ("parsed", "spans"),
    "sourcetext": ("account", "import_record", "names", "spans", "warnings"),
    "teaser": ("spans",),
}


def rewrite(apps, schema_editor):
    """Only text is written in one way or the other: other databases than SQLite keep JSON as values."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    for name, fields in FIELDS.items():
        table = apps.get_model("archive", name)._meta.db_table
        for field in fields:
            after = 0
            while after is not None:
                after = _rewrite_lot(connection, table, field, after)


def _rewrite_lot(connection, table, field, after):
    """Rewrite the next rows in which something is escaped. Returns the key of the last, None if there were none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, "{field}" FROM "{table}" WHERE id > %s AND instr("{field}", %s) ORDER BY id LIMIT %s',
            [after, "\\u", LOT],
        )
        rows = cursor.fetchall()
        written = [(json.dumps(json.loads(text), cls=Utf8Encoder), key) for key, text in rows]
        cursor.executemany(f'UPDATE "{table}" SET "{field}" = %s WHERE id = %s', written)
    return rows[-1][0] if rows else None


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_archive")]

    operations = [
        # The columns stay as they are.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="article",
                    name="parsed",
                    field=models.JSONField(
                        default=dict, editable=False, encoder=Utf8Encoder, verbose_name="解析器所读"
                    ),
                ),
                migrations.AlterField(
                    model_name="articlepart",
                    name="blocks",
                    field=models.JSONField(blank=True, default=list, encoder=Utf8Encoder, verbose_name="正文"),
                ),
                migrations.AlterField(
                    model_name="articlepart",
                    name="parsed",
                    field=models.JSONField(
                        default=list, editable=False, encoder=Utf8Encoder, verbose_name="解析器所读"
                    ),
                ),
                migrations.AlterField(
                    model_name="articlepart",
                    name="spans",
                    field=models.JSONField(
                        blank=True, default=list, editable=False, encoder=Utf8Encoder, verbose_name="在来源文本中的位置"
                    ),
                ),
                migrations.AlterField(
                    model_name="newspaper",
                    name="aliases",
                    field=models.JSONField(
                        blank=True,
                        default=list,
                        encoder=Utf8Encoder,
                        help_text="版面上能认出这份报纸的其他字样，如 [“通辽融媒”]",
                        verbose_name="别名与标记",
                    ),
                ),
                migrations.AlterField(
                    model_name="newspaper",
                    name="catalogued",
                    field=models.JSONField(default=dict, editable=False, encoder=Utf8Encoder, verbose_name="清单所载"),
                ),
                migrations.AlterField(
                    model_name="page",
                    name="staff",
                    field=models.JSONField(
                        blank=True,
                        default=list,
                        encoder=Utf8Encoder,
                        help_text="[{“role”: “责任编辑”, “names”: [“某某”]}]",
                        verbose_name="版面人员",
                    ),
                ),
                migrations.AlterField(
                    model_name="photo",
                    name="parsed",
                    field=models.JSONField(
                        default=dict, editable=False, encoder=Utf8Encoder, verbose_name="解析器所读"
                    ),
                ),
                migrations.AlterField(
                    model_name="photo",
                    name="spans",
                    field=models.JSONField(
                        blank=True, default=list, editable=False, encoder=Utf8Encoder, verbose_name="在来源文本中的位置"
                    ),
                ),
                migrations.AlterField(
                    model_name="sourcetext",
                    name="account",
                    field=models.JSONField(
                        blank=True, default=dict, editable=False, encoder=Utf8Encoder, verbose_name="字数账"
                    ),
                ),
                migrations.AlterField(
                    model_name="sourcetext",
                    name="import_record",
                    field=models.JSONField(
                        blank=True, default=dict, editable=False, encoder=Utf8Encoder, verbose_name="导入记录"
                    ),
                ),
                migrations.AlterField(
                    model_name="sourcetext",
                    name="names",
                    field=models.JSONField(default=list, editable=False, encoder=Utf8Encoder, verbose_name="文件名"),
                ),
                migrations.AlterField(
                    model_name="sourcetext",
                    name="spans",
                    field=models.JSONField(
                        blank=True, default=list, editable=False, encoder=Utf8Encoder, verbose_name="文字归属"
                    ),
                ),
                migrations.AlterField(
                    model_name="sourcetext",
                    name="warnings",
                    field=models.JSONField(
                        blank=True, default=list, editable=False, encoder=Utf8Encoder, verbose_name="疑点"
                    ),
                ),
                migrations.AlterField(
                    model_name="teaser",
                    name="spans",
                    field=models.JSONField(
                        blank=True, default=list, editable=False, encoder=Utf8Encoder, verbose_name="在来源文本中的位置"
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="issue",
            name="first_day",
            field=models.DateField(
                blank=True,
                help_text="如 2026年2月6日、2026-2-6；只知年月或年份时，只写 2024-11 或 2024",
                null=True,
                verbose_name="日期",
            ),
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=True),
    ]

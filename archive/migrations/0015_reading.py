import archive.models.utf8_json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0014_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="touched",
            field=models.BooleanField(editable=False, null=True, verbose_name="人工处理过"),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="archive.sourcetext",
                        verbose_name="来源文本",
                    ),
                ),
                ("parser_version", models.PositiveIntegerField(verbose_name="解析器版本")),
                ("items", models.BinaryField(verbose_name="所读")),
                (
                    "differences",
                    models.JSONField(
                        default=list,
                        editable=False,
                        encoder=archive.models.utf8_json.Utf8Encoder,
                        verbose_name="识别结果的差异",
                    ),
                ),
                ("differing", models.PositiveIntegerField(default=0, editable=False, verbose_name="差异数")),
            ],
            options={
                "verbose_name": "识别结果",
                "verbose_name_plural": "识别结果",
                "indexes": [
                    models.Index(
                        condition=models.Q(("differing__gt", 0)), fields=["differing"], name="reading_differing"
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="sourcetext",
            name="state",
            field=models.CharField(
                choices=[
                    ("current", "在用"),
                    ("held", "待处理"),
                    ("superseded", "已被取代"),
                    ("undone", "导入已撤销"),
                    ("refused", "拒收"),
                ],
                default="current",
                max_length=12,
                verbose_name="状态",
            ),
        ),
    ]

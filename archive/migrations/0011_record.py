import archive.models.utf8_json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0010_article_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Version", "RecordVersion"),
        migrations.RenameField("RecordVersion", "word", "token"),
        migrations.RenameField("Article", "withdrawn_reason", "withdrawn_note"),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="文章标识")),
                ("sequence", models.BigIntegerField(verbose_name="序号")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("gone", models.BooleanField(verbose_name="不再公开")),
            ],
            options={
                "verbose_name": "变更次序",
                "verbose_name_plural": "变更次序",
                "ordering": ["sequence", "key"],
            },
        ),
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("import", "导入"),
                            ("reread", "重新识读"),
                            ("correct", "校改"),
                            ("split", "拆分"),
                            ("join", "合并"),
                            ("take_apart", "拆开转版"),
                            ("move", "移动"),
                            ("withdraw", "撤稿"),
                            ("bring_back", "恢复"),
                            ("suspend", "暂停公开"),
                            ("lift", "解除暂停"),
                            ("publish", "发布"),
                            ("redact", "遮盖"),
                            ("merge_issues", "合并期"),
                            ("close", "停止公开旧版"),
                            ("undo", "撤销"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="缘由")),
                ("parser_version", models.PositiveIntegerField(blank=True, null=True, verbose_name="解析器版本")),
                (
                    "effects",
                    models.JSONField(
                        default=dict, editable=False, encoder=archive.models.utf8_json.Utf8Encoder, verbose_name="所为"
                    ),
                ),
                ("finished", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "改动",
                "verbose_name_plural": "改动",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, verbose_name="文章标识")),
                ("number", models.PositiveIntegerField(verbose_name="版本号")),
                ("state", models.BinaryField(editable=False, verbose_name="全文")),
                ("shown", models.BooleanField(verbose_name="曾公开")),
                ("closed", models.CharField(blank=True, max_length=12, verbose_name="停止公开的缘由")),
            ],
            options={"verbose_name": "版本", "verbose_name_plural": "版本", "ordering": ["key", "number"]},
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="文章标识")),
                ("newspaper", models.CharField(blank=True, max_length=80, verbose_name="报纸的地址名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("request", "当事人申请"),
                            ("personal", "个人信息"),
                            ("copyright", "著作权"),
                            ("duplicate", "重复收录"),
                            ("error", "识别或著录错误"),
                            ("checking", "核实中"),
                            ("other", "其他"),
                            ("suspended", "暂停公开"),
                            ("reread", "重新识读后不再有"),
                            ("undone", "导入已撤销"),
                            ("joined", "并入另一篇"),
                            ("deleted", "已删除"),
                        ],
                        max_length=12,
                        verbose_name="缘由",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("successor", models.CharField(blank=True, max_length=200, verbose_name="后继的标识")),
            ],
            options={
                "verbose_name": "撤下的标识",
                "verbose_name_plural": "撤下的标识",
                "ordering": ["key"],
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["page", "order", "pk"],
                "permissions": [
                    ("review_article", "核对文章"),
                    ("publish_article", "发布文章"),
                    ("withdraw_article", "撤稿与恢复"),
                    ("suspend_article", "暂停公开"),
                    ("lift_article", "解除暂停公开"),
                    ("split_article", "拆分与合并文章"),
                    ("redact_article", "遮盖文字"),
                ],
                "verbose_name": "文章",
                "verbose_name_plural": "文章",
            },
        ),
        migrations.AlterModelOptions(
            name="issue",
            options={
                "ordering": ["-first_day", "newspaper", "slug"],
                "permissions": [("merge_issue", "合并期")],
                "verbose_name": "期",
                "verbose_name_plural": "期",
            },
        ),
        migrations.AlterModelOptions(
            name="sourcetext",
            options={
                "ordering": ["-received", "-pk"],
                "permissions": [("import_sourcetext", "导入文本"), ("view_hidden", "查看不公开的文字")],
                "verbose_name": "来源文本",
                "verbose_name_plural": "来源文本",
            },
        ),
        migrations.AddField(
            model_name="address",
            name="former_issue",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.issue",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="former_newspaper",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.newspaper",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="former_page",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.page",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="换主时间"),
        ),
        migrations.AddField(
            model_name="article",
            name="place_suspended",
            field=models.BooleanField(editable=False, null=True, verbose_name="版或期暂停公开"),
        ),
        migrations.AddField(
            model_name="article",
            name="shown",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="曾公开的版本号"),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawn_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("request", "当事人申请"),
                    ("personal", "个人信息"),
                    ("copyright", "著作权"),
                    ("duplicate", "重复收录"),
                    ("error", "识别或著录错误"),
                    ("checking", "核实中"),
                    ("other", "其他"),
                    ("suspended", "暂停公开"),
                    ("reread", "重新识读后不再有"),
                    ("undone", "导入已撤销"),
                    ("joined", "并入另一篇"),
                    ("deleted", "已删除"),
                ],
                max_length=12,
                null=True,
                verbose_name="缘由",
            ),
        ),
        migrations.AddField(
            model_name="articlepart",
            name="tail",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tail_parts",
                to="archive.article",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="suspended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("request", "当事人申请"),
                    ("personal", "个人信息"),
                    ("copyright", "著作权"),
                    ("duplicate", "重复收录"),
                    ("error", "识别或著录错误"),
                    ("checking", "核实中"),
                    ("other", "其他"),
                    ("suspended", "暂停公开"),
                    ("reread", "重新识读后不再有"),
                    ("undone", "导入已撤销"),
                    ("joined", "并入另一篇"),
                    ("deleted", "已删除"),
                ],
                editable=False,
                max_length=12,
                null=True,
                verbose_name="暂停公开",
            ),
        ),
        migrations.AddField(
            model_name="newspaper",
            name="release",
            field=models.CharField(
                blank=True,
                choices=[("at_once", "导入即公开"), ("reviewed", "审核后公开")],
                help_text="不选即为“导入即公开”",
                max_length=12,
                null=True,
                verbose_name="发布方式",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="suspended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("request", "当事人申请"),
                    ("personal", "个人信息"),
                    ("copyright", "著作权"),
                    ("duplicate", "重复收录"),
                    ("error", "识别或著录错误"),
                    ("checking", "核实中"),
                    ("other", "其他"),
                    ("suspended", "暂停公开"),
                    ("reread", "重新识读后不再有"),
                    ("undone", "导入已撤销"),
                    ("joined", "并入另一篇"),
                    ("deleted", "已删除"),
                ],
                editable=False,
                max_length=12,
                null=True,
                verbose_name="暂停公开",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="tail",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tail_photos",
                to="archive.article",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="版本号"),
        ),
        migrations.AlterField(
            model_name="article",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("public", "公开"),
                    ("awaiting", "待发布"),
                    ("suspended", "暂停公开"),
                    ("withdrawn", "已撤稿"),
                ],
                default="public",
                max_length=10,
                verbose_name="可见性",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["sequence", "key"], name="archive_cha_sequenc_c078c2_idx"),
        ),
        migrations.AddField(
            model_name="changeset",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="何人",
            ),
        ),
        migrations.AddField(
            model_name="changeset",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changesets",
                to="archive.sourcetext",
                verbose_name="来源文本",
            ),
        ),
        migrations.AddField(
            model_name="changeset",
            name="undoes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="archive.changeset",
                verbose_name="所撤销的改动",
            ),
        ),
        migrations.AddField(
            model_name="articleversion",
            name="changeset",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="archive.changeset",
                verbose_name="由何改动而来",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="changeset",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="archive.changeset",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("changeset__isnull", False)), fields=["changeset"], name="article_changeset"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.UniqueConstraint(fields=("key", "number"), name="article_version_unique"),
        ),
        migrations.AddField(
            model_name="recordversion",
            name="epoch",
            field=models.CharField(editable=False, max_length=16, null=True, verbose_name="纪元"),
        ),
        migrations.AddField(
            model_name="recordversion",
            name="sequence",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="序号"),
        ),
        migrations.AlterField(
            model_name="article",
            name="withdrawn_note",
            field=models.TextField(blank=True, help_text="只给编辑看，从不公开", verbose_name="内部说明"),
        ),
    ]

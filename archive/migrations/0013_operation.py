import archive.models.utf8_json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0012_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="archive",
            options={"verbose_name": "档案设置", "verbose_name_plural": "档案设置"},
        ),
        migrations.AddField(
            model_name="archive",
            name="own_review",
            field=models.BooleanField(
                blank=True,
                help_text="仅由一人编辑的档案可以打开。关闭时，改动者本人不能将自己改过的内容标为已核对。",
                null=True,
                verbose_name="改动者可自行核对",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="corrected_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="最后改动者",
            ),
        ),
        migrations.AddField(
            model_name="newspaper",
            name="corrected_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="最后改动者",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="corrected_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="最后改动者",
            ),
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="时间")),
                ("name", models.CharField(blank=True, editable=False, max_length=150, verbose_name="当时的用户名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("login", "登录"),
                            ("login_failed", "登录失败"),
                            ("logout", "退出登录"),
                            ("account", "账号变更"),
                            ("permissions", "权限变更"),
                            ("act", "改动"),
                            ("export", "导出"),
                            ("hidden_view", "查看不公开内容"),
                            ("settings", "设置变更"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("about", models.TextField(blank=True, editable=False, verbose_name="对象")),
                ("address", models.CharField(blank=True, editable=False, max_length=50, verbose_name="网络地址")),
                (
                    "details",
                    models.JSONField(
                        default=dict, editable=False, encoder=archive.models.utf8_json.Utf8Encoder, verbose_name="详情"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "操作记录",
                "verbose_name_plural": "操作记录",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["at"], name="archive_ope_at_32b403_idx"),
                    models.Index(fields=["kind", "at"], name="archive_ope_kind_5b663e_idx"),
                    models.Index(fields=["address", "at"], name="archive_ope_address_2ca78f_idx"),
                ],
            },
        ),
    ]

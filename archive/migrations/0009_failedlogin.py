from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0008_utf8_json"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedLogin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="用户名与网络地址的摘要")),
                ("failures", models.PositiveIntegerField(verbose_name="失败次数")),
                ("last", models.DateTimeField(db_index=True, verbose_name="最近一次")),
            ],
            options={
                "verbose_name": "登录失败记录",
                "verbose_name_plural": "登录失败记录",
            },
        ),
    ]

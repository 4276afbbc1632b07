"""After the database was put back from a copy."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from archive.models import RecordVersion


class Command(BaseCommand):
    help = _("从备份恢复数据库之后运行：此前给出的游标一律失效，各处重新读取。")

    def handle(self, **_options) -> None:
        with transaction.atomic():
            RecordVersion.begin_epoch()
        self.stdout.write(_("此前给出的游标已失效。"))

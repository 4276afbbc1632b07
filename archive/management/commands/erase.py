"""Erase for good what is redacted everywhere: see ``archive.acts.erase``."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from archive.acts.erase import CONFIRMATION, erase, out_of_reach
from archive.models import Redaction, disclosure


class Command(BaseCommand):
    help = _("彻底删除已遮盖的文字：原始字节、旧版本、识别结果、日志中均抹去，不能恢复")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="+", type=int, metavar="NUMBER", help=_("遮盖的编号，见编辑后台“遮盖”"))
        parser.add_argument("--confirm", default="", metavar="TEXT", help=_("确认文字“彻底删除”；不写则询问"))

    def handle(self, *, numbers: list[int], confirm: str, **_options) -> None:
        found = list(Redaction.objects.everywhere().filter(pk__in=numbers).select_related("source", "page"))
        if missing := sorted(set(numbers) - {each.pk for each in found}):
            raise CommandError(
                _("没有编号为 %(number)d、范围为“全部”且未解除的遮盖") % {"number": missing[0]}, returncode=2
            )
        for each in found:
            text = disclosure.redacted(each.source)[max(0, each.start - 12) : each.end + 12] if each.source else ""
            self.stdout.write(f"{each.pk}: {each.source or each.page} {' '.join(text.split())}")
        if not confirm:
            confirm = input(_("此举不能恢复。确认请输入“%(text)s”：") % {"text": CONFIRMATION})
        if confirm.strip() != CONFIRMATION:
            raise CommandError(_("未确认，没有删除任何内容"))
        erase(found, by=None)
        self._compact()
        self.stdout.write(_("已彻底删除 %(count)d 处。以下副本不在本系统之内，请另行处理：") % {"count": len(found)})
        for name in out_of_reach(found):
            self.stdout.write(f"- {name}")

    def _compact(self) -> None:
        """Write SQLite's file anew: what was changed before may still stand where nothing is stored now."""
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except OperationalError as error:
            told = _("数据库文件未能整理，其中可能仍有残留：%(why)s。请停止服务后重新运行")
            self.stderr.write(told % {"why": error})

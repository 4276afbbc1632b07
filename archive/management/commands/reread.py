"""Read the texts that the archive holds again: see ``archive.ingest``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from archive.acts.operation_log import record
from archive.ingest import Result, newspapers, reread, to_reread
from archive.management.reports import Report, reported
from archive.models import Operation
from archive.signals import many_changes


def _without_writing(results: Iterator[Result]) -> Iterator[Result]:
    """What each would come to; each is taken back at once, so that nobody else has to wait for the last."""
    while True:
        with transaction.atomic():
            result = next(results, None)
            transaction.set_rollback(True)
        if result is None:
            return
        yield result


class Command(BaseCommand):
    help = _(
        "用当前的解析器重新识读已收录的文本，不需要原文件；人工改过的内容不会被覆盖。可随时中断，再次运行时先处理尚未重读的文本。"
        "Exit status: 0 all read, 1 some held or failed, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--newspaper", default="", metavar="SLUG", help=_("只重新识读这份报纸，如 tongliao-ribao"))
        parser.add_argument("--dry-run", action="store_true", help=_("只报告会怎样，什么也不写"))
        parser.add_argument("--json", action="store_true", help=_("结果按 JSON 输出，每个文件一行"))

    def handle(self, newspaper: str, dry_run: bool, **options) -> None:
        slug = newspapers.slug_now(newspaper) if newspaper else ""
        if slug is None:
            raise CommandError(_("没有叫 “%(slug)s” 的报纸") % {"slug": newspaper}, returncode=2)
        reported(self, partial(_read, slug, dry_run), as_json=options["json"], dry_run=dry_run)


def _read(slug: str, dry_run: bool, report: Report) -> None:
    texts = to_reread(slug)
    if not dry_run:
        record(Operation.Kind.ACT, None, "reread", act="reread", newspaper=slug)
    with many_changes():
        report.follow(_without_writing(reread(texts)) if dry_run else reread(texts))

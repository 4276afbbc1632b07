"""Every public article as data: one JSON object a line, or one row of a table."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import IO, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.acts.operation_log import record
from archive.formats.records import complete, export_record
from archive.formats.tables import cell
from archive.models import Article, Newspaper, Operation
from archive.models.partial_dates import days_of
from archive.parsing.types import Precision

_CHUNK = 200
_ENCODINGS = {"jsonl": "utf-8", "csv": "utf-8-sig"}  # a spreadsheet takes a table without the mark for GBK


class Command(BaseCommand):
    help = _("导出全部公开文章。")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("不写则输出到标准输出"))
        parser.add_argument("--paper", action="append", metavar="SLUG", help=_("只要这份报纸；可写多次"))
        parser.add_argument("--from", dest="since", metavar="DATE", help=_("从这一天起：2026-02-06、2026-02 或 2026"))
        parser.add_argument("--to", dest="until", metavar="DATE", help=_("到这一天为止（含）"))
        parser.add_argument("--kind", action="append", choices=[kind for kind, _label in Article.KINDS])

    def handle(self, format: str, out: Path | None, **filters) -> None:
        if not settings.SITE_URL:
            self.stderr.write(_("未设置 SITE_URL，导出的网址只有路径，没有域名。"))
        filters = {name: filters[name] for name in ("paper", "since", "until", "kind")}
        articles = _chosen(**filters)
        given = {name: value for name, value in filters.items() if value}
        record(Operation.Kind.EXPORT, None, "export_articles", format=format, filters=given)  # also if it is cut short
        records = (export_record(article) for article in complete(articles).iterator(chunk_size=_CHUNK))
        write = {"jsonl": _write_jsonl, "csv": _write_csv}[format]
        with _opened(out, _ENCODINGS[format], self) as file:
            count = write(records, file)
        if out:
            written = ngettext("已导出 %(count)d 篇文章到 %(path)s", "已导出 %(count)d 篇文章到 %(path)s", count)
            self.stdout.write(written % {"count": count, "path": out})


def _chosen(paper: list[str] | None, since: str | None, until: str | None, kind: list[str] | None) -> QuerySet[Article]:
    """The public articles that the filters leave; one of imprecise date is in every range that it overlaps."""
    articles = Article.objects.public().order_by(
        "page__issue__first_day", "page__issue", "page__order", "page", "order", "pk"
    )
    if paper:
        known = set(Newspaper.objects.filter(slug__in=paper).values_list("slug", flat=True))
        if unknown := [slug for slug in paper if slug not in known]:
            raise CommandError(_("没有这份报纸：%(slug)s") % {"slug": unknown[0]}, returncode=2)
        articles = articles.filter(page__issue__newspaper__slug__in=paper)
    if since:
        first = _days(since)[0]
        reaching = Q(page__issue__first_day__gte=first) | Q(page__issue__last_day__gte=first)
        for precision, begin in (
            (Precision.MONTH, first.replace(day=1)),
            (Precision.YEAR, first.replace(month=1, day=1)),
        ):
            reaching |= Q(page__issue__precision=precision.value, page__issue__first_day__gte=begin)
        articles = articles.filter(reaching)
    if until:
        articles = articles.filter(page__issue__first_day__lte=_days(until)[1])
    return articles.filter(kind__in=kind) if kind else articles


def _days(text: str) -> tuple[date, date]:
    try:
        return days_of(text)
    except ValueError as error:
        message = _("“%(text)s”不是日期；写作 2026-02-06、2026-02 或 2026") % {"text": text}
        raise CommandError(message, returncode=2) from error


@contextmanager
def _opened(out: Path | None, encoding: str, command: BaseCommand) -> Iterator[TextIO]:
    """The file, complete under its name or not there; or standard output. What is exported is UTF-8 in either."""
    if out is None:
        with suppress(BrokenPipeError):  # the reader, such as head, has seen enough
            yield from _standard_output(encoding, command)
        return
    try:
        out = out.resolve()  # a link stays one
        if out.exists() and not out.is_file():  # a device or a pipe, which nothing can be put in the place of
            with _text(out.open("wb"), encoding) as file:
                yield file
            return
        beside = out.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with _text(beside.open("xb"), encoding) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if out.exists():
                shutil.copymode(out, beside)
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        message = _("无法写入 %(path)s：%(why)s") % {"path": out, "why": error.strerror}
        raise CommandError(message, returncode=2) from error


def _standard_output(encoding: str, command: BaseCommand) -> Iterator[TextIO]:
    binary = getattr(command.stdout, "buffer", None)
    if binary is None:  # a caller's own stream of text
        yield command.stdout
        return
    file = _text(binary, encoding)  # whatever encoding the terminal has
    try:
        yield file
        file.flush()
    finally:
        file.detach()


def _text(binary: IO[bytes], encoding: str) -> TextIO:
    """Lone surrogates, which UTF-8 cannot write, are spelt as JSON spells them."""
    return io.TextIOWrapper(binary, encoding, errors="backslashreplace", newline="")


def _write_jsonl(records: Iterable[dict], file: TextIO) -> int:
    count = 0
    for count, each in enumerate(records, start=1):  # noqa: B007  the last count is the answer
        file.write(json.dumps(each, ensure_ascii=False) + "\n")
    return count


def _write_csv(records: Iterable[dict], file: TextIO) -> int:
    """A row for each; lists as JSON, so that the table can be read back. Cells that a spreadsheet would run get a ' before."""
    writer, count = csv.writer(file), 0
    for count, each in enumerate(records, start=1):
        if count == 1:
            writer.writerow(each)
        writer.writerow(cell(value) for value in each.values())
    return count

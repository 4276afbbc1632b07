"""What a command that reads texts prints: what becomes of each, and the sum."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.ingest import Outcome, Result
from archive.parsing.types import WARNING_CODES

_PROGRESS_EVERY = 5.0  # seconds; on a terminal every fifth of one
_COUNTED = ("articles", "photos", "placed", "unplaced")


def reported(command: BaseCommand, read: Callable[[Report], None], *, as_json: bool, dry_run: bool) -> None:
    """Run ``read``, which lets the report follow what becomes of each text, and print the sum.

    Raises CommandError if the database cannot be used, and SystemExit with status 1 if there were problems.
    """
    report = Report(command, as_json=as_json)
    try:
        read(report)
    except OperationalError as error:
        message = _("数据库不能用：%(why)s。请看 DATA_DIR 能否写入，是否运行过 migrate")
        raise CommandError(message % {"why": error}) from error
    report.finish(dry_run=dry_run)
    if report.problems:
        # Django's own errors end a command with 1 as well, but would print a line more.
        raise SystemExit(1)


class Report:
    """Prints what becomes of each file as it happens, and the sum at the end."""

    def __init__(self, command: BaseCommand, *, as_json: bool) -> None:
        self.out, self.err, self.as_json = command.stdout, command.stderr, as_json
        self.outcomes: Counter[str] = Counter()
        self.counts: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
        self.warnings: Counter[str] = Counter()
        self.differences = 0
        self.every = _PROGRESS_EVERY / 25 if command.stderr.isatty() else _PROGRESS_EVERY

    @property
    def problems(self) -> int:
        return sum(self.outcomes[outcome] for outcome in (Outcome.HELD, Outcome.REFUSED, Outcome.FAILED))

    def follow(self, results: Iterator[Result]) -> None:
        last = time.monotonic()
        for result in results:
            self.outcomes[result.outcome] += 1
            self.counts.update({name: getattr(result, name) for name in _COUNTED} if not result.is_problem else {})
            self.warnings.update(result.warnings)
            self.differences += result.differences
            if self.as_json:
                self.out.write(json.dumps(result.as_json(), ensure_ascii=False))
            elif result.is_problem:
                self.out.write(f"{result.name}: {_LABELS[result.outcome]}：{result.reason}")
            else:
                for doubt in result.doubts:
                    self.out.write(f"{result.name}: " + _("疑点：") + doubt)
            if time.monotonic() - last >= self.every:
                last = time.monotonic()
                count = self.outcomes.total()
                done = ngettext("已处理 %(count)d 个文件：%(name)s", "已处理 %(count)d 个文件：%(name)s", count)
                self.err.write(done % {"count": count, "name": result.name})

    def finish(self, *, dry_run: bool) -> None:
        if self.as_json:
            summary = {"dry_run": dry_run, "files": self.outcomes, **self.counts}
            summary |= {"differences": self.differences, "warnings": self.warnings}
            self.out.write(json.dumps({"summary": summary}, ensure_ascii=False))
            return
        files = "，".join(
            f"{label} {self.outcomes[outcome]}" for outcome, label in _LABELS.items() if self.outcomes[outcome]
        )
        self.out.write((_("试运行，什么也没有写。") if dry_run else "") + (files or _("没有找到文件")))
        if self.counts["placed"]:
            line = _("文章 %(articles)d，图片 %(photos)d，已归类 %(placed)d 字，未归类 %(unplaced)d 字")
            self.out.write(line % {name: self.counts[name] for name in _COUNTED})
        if self.warnings:
            self.out.write(
                _("疑点：")
                + "，".join(f"{_(WARNING_CODES[code])} {count}" for code, count in sorted(self.warnings.items()))
            )
        if self.differences:
            line = ngettext("识别结果有差异 %(count)d 处", "识别结果有差异 %(count)d 处", self.differences)
            self.out.write(line % {"count": self.differences})


_LABELS = {
    Outcome.IMPORTED: gettext_lazy("导入"),
    Outcome.UPDATED: gettext_lazy("更新"),
    Outcome.UNCHANGED: gettext_lazy("未变"),
    Outcome.HELD: gettext_lazy("待处理"),
    Outcome.REFUSED: gettext_lazy("拒收"),
    Outcome.FAILED: gettext_lazy("出错"),
}

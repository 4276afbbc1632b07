"""Fill in what an archive made by an earlier version does not hold yet."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.ingest import readings
from archive.models import change_sequence

# What is filled, and a generator that fills a lot in a transaction of its own each time, and yields how many it filled.
STEPS = ((gettext_lazy("变更次序"), change_sequence.fill), (gettext_lazy("识别结果"), readings.fill))
_PROGRESS_EVERY = 5.0  # seconds


class Command(BaseCommand):
    help = _("升级后补全旧数据。可在网站运行时执行，可随时中断，再次运行时接着做；已补全的不再处理。")

    def handle(self, **_options) -> None:
        for name, fill in STEPS:
            done, last = 0, time.monotonic()
            for count in fill():
                done += count
                if time.monotonic() - last >= _PROGRESS_EVERY:
                    last = time.monotonic()
                    self.stderr.write(_("%(name)s：已补全 %(count)d 条") % {"name": name, "count": done})
            self.stdout.write(_("%(name)s：补全 %(count)d 条") % {"name": name, "count": done})

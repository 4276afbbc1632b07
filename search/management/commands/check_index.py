from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.index_check import Report, check


class Command(BaseCommand):
    help = (
        "Compare the search index with the record: its state, every file with its checksum, every key, what is queued, and "
        "the texts of some articles, or with --all of every article. Changes nothing. Exit status 1 if anything is "
        "wrong, with what to do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="compare the text of every article, not only of some")

    def handle(self, **options: Any) -> None:
        report = check(sample=None if options["all"] else 200)
        self._tell(report)
        if report.wrong:
            raise CommandError("manage.py update_index mends it; manage.py rebuild_index builds all anew")

    def _tell(self, report: Report) -> None:
        write = self.stdout.write
        write(f"index: {report.state}")
        if report.indexed is not None:
            write(f"articles: {report.indexed} in the index, {report.public} public; segments: {report.segments}")
        write(f"waiting to be written: {report.queued}")
        if report.building:
            write("a build was begun and has not ended: manage.py rebuild_index goes on with it")
        for label, keys in (
            ("not as it was written, or missing", report.damaged),
            ("not in the index", report.missing),
            ("in the index, but not public", report.surplus),
            ("with another text in the index", report.different),
        ):
            for key in keys[:20]:
                write(f"{label}: {key}")
            if len(keys) > 20:
                write(f"{label}: {len(keys) - 20} more")
        write(f"texts compared: {report.compared}")

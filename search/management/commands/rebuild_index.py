from typing import Any

from django.core.management.base import CommandError
from haystack.management.commands.rebuild_index import Command as HaystackCommand

from search.indexing import CHUNK, RebuildError, rebuild


class Command(HaystackCommand):
    help = "Build the search index anew beside the present one, which answers until the new one takes its place."

    def handle(self, **options: Any) -> None:
        for using in options["using"] or ["default"]:
            try:
                size = rebuild(
                    using, options["batchsize"] or CHUNK, self._progress if options["verbosity"] > 1 else None
                )
            except RebuildError as error:
                raise CommandError(f"{error}; the index before still answers") from error
            if options["verbosity"]:
                self.stdout.write(f"{size} articles indexed.")

    def _progress(self, done: int) -> None:
        self.stdout.write(f"  {done} read")

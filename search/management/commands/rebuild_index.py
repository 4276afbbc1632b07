from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from haystack.management.commands.rebuild_index import Command as HaystackCommand

from search.indexing import CHUNK, RebuildError, rebuild

PROGRESS_EVERY = 5  # seconds


class Command(HaystackCommand):
    help = (
        "Build the search index anew beside the present one, which answers until the new one takes its place. A build "
        "that was interrupted goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--anew", action="store_true", help="give up a build that was interrupted")

    def handle(self, **options: Any) -> None:
        progress = Progress(self.stdout) if options["verbosity"] else None
        for using in options["using"] or ["default"]:
            try:
                size = rebuild(using, options["batchsize"] or CHUNK, progress, options["anew"])
            except RebuildError as error:
                raise CommandError(f"{error}; the index before still answers") from error
            if options["verbosity"]:
                self.stdout.write(f"{size} articles indexed.")


class Progress:
    """Says every few seconds how far a build is."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._next = out, monotonic() + PROGRESS_EVERY

    def __call__(self, done: int, total: int) -> None:
        if monotonic() >= self._next:
            self._out.write(f"  {done} of {total} articles")
            self._next = monotonic() + PROGRESS_EVERY

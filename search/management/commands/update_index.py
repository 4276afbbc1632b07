from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from haystack.management.commands.update_index import Command as HaystackCommand

from archive.models import Article
from search.indexing import RebuildError, bring_up_to_date, enqueue
from search.management.commands.rebuild_index import Progress


class Command(HaystackCommand):
    help = (
        "Build the search index if there is none that can be used; else compare all that it holds with the record, as "
        "check_index --all does, and mend it: about a second for a thousand articles. With a time (--age, --minutes, "
        "--start, --end), only write again what changed then, and with --remove compare all besides. The embedded index "
        "has one writer: --workers changes nothing."
    )

    def handle(self, **options: Any) -> None:
        again = self._changed_in(**options)
        if again is not None:
            enqueue(again.values_list("key", flat=True))
        progress = Progress(self.stdout) if options["verbosity"] else None
        for using in options["using"] or ["default"]:
            try:
                size, rebuilt = bring_up_to_date(using, again is None or options["remove"], progress)
            except RebuildError as error:
                raise CommandError(str(error)) from error
            if options["verbosity"]:
                self.stdout.write(f"{size} articles indexed{': the index was built anew' if rebuilt else ''}.")

    def _changed_in(self, **options: Any) -> Any:
        """The articles changed in the time that the options name; None if they name none."""
        given = [name for name in ("age", "minutes", "start_date") if options.get(name) is not None]
        if len(given) > 1:
            raise CommandError("--age, --minutes and --start exclude each other")
        start, end = _moment(options["start_date"]), _moment(options["end_date"])
        if options["age"] is not None:
            start = timezone.now() - timedelta(hours=options["age"])
        if options["minutes"] is not None:
            start = timezone.now() - timedelta(minutes=options["minutes"])
        if start is None and end is None:
            return None
        articles = Article.objects.all()
        if start is not None:
            articles = articles.filter(changed__gte=start)
        return articles.filter(changed__lte=end) if end is not None else articles


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"not a date: {text} (write 2026-02-06 or 2026-02-06T08:00:00)") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

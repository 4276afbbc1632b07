"""Redact the numbers of identity cards and bank cards that an archive has from before they were redacted by default."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from archive.acts.redact import redact_all, redact_words
from archive.acts.versions import state_of, whole
from archive.acts.wording import texts
from archive.ingest import personal_numbers
from archive.models import Article, Redaction, SourceText, Tombstone, disclosure
from archive.models.lots import lots
from archive.signals import many_changes

_SHOWN = 6, 2  # digits of a number that are listed, at its beginning and its end


class Command(BaseCommand):
    help = _("列出尚未遮盖的身份证号与银行卡号；加 --write 才遮盖")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=_("遮盖所列号码；不写则只列出"))

    def handle(self, *, write: bool, **_options) -> None:
        listed: list[str] = []
        with many_changes():
            for source, places in _in_received_texts():
                for start, end in places:
                    listed.append(source.text[start:end])
                    self.stdout.write(f"{source}: {_abridged(listed[-1])}")
                if write:
                    redact_all(source, places, Tombstone.Kind.PERSONAL, Redaction.Reach.EVERYWHERE, by=None)
            known = set(listed)  # told already, where they were received
            for article, numbers in _in_articles():
                words = sorted(numbers - known)
                listed += words
                for each in words:
                    self.stdout.write(f"{article.key}: {_abridged(each)}")
                if write and words:
                    redact_words(article, "\n".join(words), Tombstone.Kind.PERSONAL, by=None)
        found = _("共 %(number)d 处，已遮盖") if write else _("共 %(number)d 处，未遮盖；加 --write 遮盖")
        self.stdout.write(found % {"number": len(listed)})


def _abridged(number: str) -> str:
    first, last = _SHOWN
    return f"{number[:first]}…{number[-last:]}"


def _in_received_texts() -> Iterator[tuple[SourceText, list[tuple[int, int]]]]:
    """The numbers that nobody has redacted, or redacted and shown again."""
    for pk in list(SourceText.objects.exclude(encoding="").order_by("pk").values_list("pk", flat=True)):
        source = SourceText.objects.select_related("page").get(pk=pk)
        text = disclosure.redacted(source, Redaction.Reach.EVERYWHERE)
        lifted = set(source.redactions.exclude(lifted=None).values_list("start", "end"))
        places = [place for place in personal_numbers.found(text) if place not in lifted]
        if places:
            yield source, places


def _in_articles() -> Iterator[tuple[Article, set[str]]]:
    """The numbers that stand in articles, without those that were shown again."""
    for lot in lots(Article.objects.order_by("pk").values_list("pk", flat=True)):
        for article in whole(lot):
            text = "\n\n".join(texts(state_of(article)))
            numbers = {text[start:end] for start, end in personal_numbers.found(text)}
            if numbers:
                yield article, numbers - _lifted(article)


def _lifted(article: Article) -> set[str]:
    sources = SourceText.objects.filter(parts__article=article) | SourceText.objects.filter(photos__article=article)
    return {
        source.text[each.start : each.end]
        for source in sources.distinct()
        for each in source.redactions.exclude(lifted=None)
    }

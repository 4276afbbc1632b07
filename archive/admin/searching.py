"""Searching in admin's lists: newspapers, dates and words, in whatever form and script they are typed."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.module_loading import import_string

from archive.admin.guarding import GuardedAdmin
from archive.models import Newspaper, addressing, partial_dates

MOST_WORDS = 10


class SearchAdmin(GuardedAdmin):
    """A list in which every word that is asked for stands in one of ``search_fields``, or is the newspaper or the date.

    ``issue`` is the way to the issue (``page__issue__``), None where there is none; ``label`` that to a page's label;
    ``json_fields`` are searched as they are written.
    """

    issue: str | None = None
    label: str | None = None
    json_fields: tuple[str, ...] = ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        found = queryset.alias(**{f"{field}_written": Cast(field, TextField()) for field in self.json_fields})
        words = [search_term] if partial_dates.written(search_term) else search_term.split()[:MOST_WORDS]
        for word in words:
            found = found.filter(self.answering(word))
        return found, any("__" in field for field in self.search_fields)

    def answering(self, word: str) -> Q:
        """What holds of records that this word asks for."""
        spelt = import_string(settings.SPELLINGS)(word)
        stands = Q(pk__in=())
        for field in self.search_fields:
            stands |= Q(**{f"{field}__iregex": spelt}) if spelt else Q(**{f"{field}__icontains": word})
        for field in self.json_fields if spelt else ():  # signs are JSON's own
            stands |= Q(**{f"{field}_written__iregex": spelt})
        if self.label is not None and (label := addressing.normal_label(word)):
            stands |= Q(**{self.label: label})
        return stands | self.of_issue(word)

    def of_issue(self, word: str) -> Q:
        """That the word names the newspaper or writes the date."""
        if self.issue is None:
            return Q(pk__in=())
        return Q(**{f"{self.issue}newspaper__in": newspapers_named(word)}) | _of_date(word, self.issue)


def newspapers_named(word: str) -> list[Model]:
    """The newspapers whose name, alias or slug holds the word."""
    spelt = import_string(settings.SPELLINGS)(word)
    if not spelt:
        return []
    written = Newspaper.objects.alias(marks=Cast("aliases", TextField()))
    return list(written.filter(Q(name__iregex=spelt) | Q(slug__iregex=spelt) | Q(marks__iregex=spelt)))


def _of_date(word: str, issue: str) -> Q:
    """That the issue's days meet the date that the word writes, if it writes one."""
    written = partial_dates.written(word)
    if not written:
        return Q(pk__in=())
    first, last = partial_dates.days_of(written)
    begins = Q(**{f"{issue}first_day__range": (first, last)})
    return begins | Q(**{f"{issue}first_day__lt": first, f"{issue}last_day__gte": first})

"""The search page, and whether the archive is well."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from archive.models import Article, addressing
from archive.models.addressing import absolute
from archive.models.kept_counts import kept
from search.direct_links import ways, written
from search.engine import IndexUnavailable
from search.finder import PageNotFound, Results, find, index_count
from search.forms import FACET_TITLES, IGNORED, SearchForm, as_shared, notes_on
from search.models import IndexTask
from search.no_hits import reasons
from search.ranking import WEIGHTS
from search.suggestions import FEW, did_you_mean, suggest

LONGEST_WAITING = timedelta(minutes=5)  # of a change to be found; after that something is wrong
MOST_WAITING = 1000  # changes that are counted; more are reported as so many


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits with facets and pages; 400 if it cannot be asked so, 503 while there is no index."""
    form = SearchForm(as_shared(request.GET))
    if not form.is_valid():
        context = {"form": form, "ways": ways(request.GET.get("q", ""))}
        return render(request, "search/results.html", context, status=400)
    asked = form.cleaned_data
    try:
        results = find(asked["q"], form.filters, asked["sort"], form.page_number())
    except PageNotFound:
        raise Http404 from None
    except IndexUnavailable:
        return render(request, "search/results.html", {"form": form, "unavailable": True}, status=503)
    return page_of(request, form, results)


def page_of(request: HttpRequest, form: SearchForm, results: Results) -> HttpResponse:
    """The page that shows what was found, as ``form``, which is valid, asked for it."""
    asked, filters = form.cleaned_data, form.filters
    chosen = _chosen(filters, results)
    why = None if results.total else reasons(asked["q"], filters, results.loosened)
    labels = {name: "、".join(each.label for each in chosen if each.name == name) for name in filters}
    carried = [*form.parameters, *([("page", results.page)] if results.page > 1 else [])]
    context = {
        "form": form,
        "results": results,
        "ways": ways(request.GET.get("q", "")),
        "sort": asked["sort"],
        "chosen": chosen,
        "facets": [(name, FACET_TITLES[name], values) for name, values in results.facets.items()],
        "notes": [str(IGNORED) % {"name": name} for name in form.unknown] + notes_on(results),
        "carried": f"?{urlencode(carried)}" if asked["q"] or filters else "",
        "guess": did_you_mean(asked["q"]) if results.total <= FEW else None,
        "clauses": why.clauses if why else {},
        "times": [(name, filters[name], labels[name], number) for name, number in why.times.items()] if why else [],
        "fewer": [(name, labels[name], number) for name, number in why.without.items()] if why else [],
    }
    return render(request, "search/results.html", context)


class Chosen(NamedTuple):
    """One of what the hits are narrowed by: a filter, and one of its values, also in words."""

    name: str
    value: str
    label: str


def _chosen(filters: Mapping[str, Sequence[str]], results: Results) -> list[Chosen]:
    """All that the hits are narrowed by."""
    labels = {
        (name, value.value): value.label for name, values in results.facets.items() for value in values if value.chosen
    }
    for path in filters.get("issue", ()):
        found = addressing.resolve(f"{addressing.ROOT}{path}/")
        if found and found.record:
            labels["issue", path] = str(found.record)
    labels |= {("days", span): written(span) for span in filters.get("days", ())}
    return [
        Chosen(name, value, str(labels.get((name, value), value)))
        for name, values in filters.items()
        for value in values
    ]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The options under the search box, a piece of a page; empty where nothing is typed or found."""
    found = [(each, each.place or FACET_TITLES[each.kind]) for each in suggest(request.GET.get("q", ""))]
    return render(request, "search/_suggestions.html", {"suggestions": found})


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """How queries are written, and in which order hits come."""
    weights = {name: weight // WEIGHTS["body"] for name, weight in WEIGHTS.items()}
    return render(request, "search/help.html", {"canonical": absolute(request.path, request), "weights": weights})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches here from its own bar, and has what is typed completed."""
    addresses_of = {"search": "search", "suggest": "api-suggest", "itself": "opensearch"}
    context = {name: absolute(reverse(view), request) for name, view in addresses_of.items()}
    context["icon"] = absolute(static("icon.svg"), request)
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")


@csrf_exempt  # only read from: other methods are 405, whoever sends them
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Whether database and index answer and agree in count: 503 if not, unless changes are still on their way; and if
    changes have waited for long, since then the index cannot be written or is not being written.

    Anybody may ask, as often as they like: it writes nothing, and counts articles once after a change.
    """
    report: dict[str, bool | int | None] = {
        "database": False, "index": False, "articles": None, "indexed": None, "waiting": None
    }  # fmt: skip
    stuck = False
    try:
        report["articles"] = kept("public articles", Article.objects.public().count)
        report["database"] = True
        waiting = IndexTask.objects.filter(written=False)
        report["waiting"] = waiting[:MOST_WAITING].count()
        stuck = waiting.filter(created__lt=timezone.now() - LONGEST_WAITING).exists()
        report["indexed"] = index_count()
        report["index"] = True
    except (Error, IndexUnavailable):
        pass
    report["agree"] = report["index"] and report["articles"] == report["indexed"]
    well = (report["agree"] or (report["index"] and report["waiting"])) and not stuck
    return JsonResponse(report, status=200 if well else 503)

"""The pages to read. One view answers every address below /papers/; each kind of record has its renderer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from csp.decorators import csp_exempt
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import version_views
from archive.formats import feeds, linked_data, plain_text, records, versions
from archive.models import Article, Issue, Newspaper, Page, Tombstone, addressing, disclosure, keys, partial_dates
from archive.models.addressing import absolute
from archive.pages import citations, contributors, listings, related, typed_addresses
from archive.pages.passages import passages
from archive.spans.masking import REDACTED

# Newspaper, issue, page, article; a record's other formats are suffixes in place of the last slash of its address.
_PATH = re.compile(r"(?P<place>/papers(?:/[^/.]+){1,4})/?(?P<suffix>(?<!/)\.[a-z.]+)?")
_KEY = re.compile(r"(?P<key>[^/.]+)/?(?P<suffix>(?<!/)\.(?:json|txt))?")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: a search box, the newspapers, and how much is held."""
    context = {
        "newspapers": listings.newspapers(),
        "holdings": listings.holdings(),
        "on_this_day": listings.on_this_day(timezone.localdate()),
    }
    return _render(request, "archive/home.html", request.path, context)


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """All newspapers, each with its latest issue; with ``?date=2026-02-06``, all of one day side by side."""
    if asked := request.GET.get("date"):
        return _day(request, asked)
    return _render(request, "archive/papers.html", request.path, {"newspapers": listings.newspapers()})


def _day(request: HttpRequest, asked: str) -> HttpResponse:
    written = partial_dates.written(asked)
    if len(written) != len("2026-02-06"):
        context = {"problem": _("日期请写成 2026-02-06 这样。"), "newspapers": listings.newspapers()}
        return render(request, "archive/papers.html", context, status=400)
    day = date.fromisoformat(written)
    issues, perhaps = listings.of_day(day)
    context = {
        "day": day,
        "issues": issues,
        "perhaps": perhaps,
        "before": day - timedelta(days=1) if day > date.min else None,
        "after": day + timedelta(days=1) if day < date.max else None,
    }
    return _render(request, "archive/day.html", f"{request.path}?date={day}", context)


@require_safe
def contributor(request: HttpRequest, name: str) -> HttpResponse:
    """Who stands in bylines: a person, a collective or a body, and what they wrote, by year."""
    articles = Article.objects.filter(bylines__name=name)
    found = contributors.works(f"by {name}", articles, *_asked(request)) if _askable(name) else None
    if found is None:
        raise Http404
    context = {"name": name, "works": found, "contributor": contributors.contributor(name)}
    return _render(request, "archive/contributor.html", reverse("contributor", args=[name]), context)


@require_safe
def column(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A newspaper's column: what stood in it, by year."""
    newspaper = get_object_or_404(Newspaper, slug=slug) if _askable(slug) else None
    articles = Article.objects.filter(column=name, page__issue__newspaper=newspaper)
    found = (
        contributors.works(f"in {slug}/{name}", articles, *_asked(request)) if newspaper and _askable(name) else None
    )
    if found is None:
        raise Http404
    context = {"newspaper": newspaper, "name": name, "works": found}
    return _render(request, "archive/column.html", reverse("column", args=[slug, name]), context)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The site's icon, where browsers look for it beside what names none, such as a picture."""
    return redirect(static("icon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked not to fetch, and where they find all that there is."""
    context = {"sitemaps": absolute(reverse("sitemaps"), request)}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def _asked(request: HttpRequest) -> tuple[str | None, str | None]:
    """The year and the page of works that are asked for."""
    return request.GET.get("year"), request.GET.get("page")


def _askable(text: str) -> bool:
    """Whether a database can be asked for it, which not every one can for a NUL, and whether it names anything: what is
    redacted does not."""
    return "\0" not in text and REDACTED not in text


@require_safe
def record(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever lives, or lived, at an address below /papers/, in the form that its suffix asks for.

    Answers 200 at the record's present address, 301 in one hop from every other and from what can only mean it, 410 for
    what was public and is not, also a page or issue that is suspended, and 404 for what never was.
    """
    path = addressing.ROOT + rest
    found = _PATH.fullmatch(path)
    place = found["place"] if found else ""
    # Addresses are in small letters, and pages are named in large ones: A3.
    resolution = found and (addressing.resolve(place + "/") or addressing.resolve(place.lower() + "/"))
    suffix = found["suffix"] or "" if found else ""
    if resolution is None:
        resolution, suffix = typed_addresses.resolve(path) or (None, "")
        if resolution is None or isinstance(_target(resolution), keys.Gone):
            raise Http404
    if "revision" in request.GET and isinstance(resolution.record, Article):
        article = Article.objects.with_place().get(key=resolution.key)
        return version_views.version(request, path, article, suffix)
    target = _target(resolution)
    if target is None:
        raise Http404
    if isinstance(target, keys.Gone):
        return _gone(request, target, suffix, _above(place))
    renderer = _RENDERERS.get((type(target), suffix))
    if renderer is None:
        raise Http404
    url = target.get_absolute_url()
    here = url.removesuffix("/") + suffix if suffix else url
    if here != path:
        return _moved(request, here)
    response = renderer(request, target)
    if isinstance(target, Article) and not target.is_indexed:
        response["X-Robots-Tag"] = "noindex"  # the same in every format
    return response


@require_safe
def by_key(request: HttpRequest, rest: str) -> HttpResponse:
    """``/id/<key>/``, also with the suffix of a form: 301 to the article's address for as long as it is public, wherever
    it lives, or to its successor's; 410 when it is gone, 404 for what never was public."""
    found = _KEY.fullmatch(rest)
    target = keys.look_up(found["key"]) if found else None
    if target is None:
        raise Http404
    suffix = found["suffix"] or ""
    if isinstance(target, keys.Gone):
        return _gone(request, target, suffix, None)
    url = target.get_absolute_url()
    if "revision" in request.GET:  # the numbers of one that was joined to another are its own
        url = addressing.path_of(Article.objects.with_place().filter(key=found["key"]).first() or target)
    return _moved(request, url.removesuffix("/") + suffix if suffix else url)


def _target(resolution: addressing.Resolution) -> addressing.Addressed | keys.Gone | None:
    """What is to be shown of what an address leads to; None if it never was public."""
    record = resolution.record
    if isinstance(record, Article) and not (record.key == resolution.key and record.is_public):
        return keys.look_up(resolution.key)
    if record is None:
        return keys.look_up(resolution.key) if resolution.key else keys.Gone(Tombstone.Kind.DELETED)
    if isinstance(record, Page | Issue) and not record.is_public:
        return keys.Gone.place(record) if record.is_suspended and not record.is_awaiting else None
    return record


def _moved(request: HttpRequest, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def _gone(request: HttpRequest, gone: keys.Gone, suffix: str, above: addressing.Addressed | None) -> HttpResponse:
    """410 in the form that was asked for, with the nearest record ``above`` that is still there."""
    if suffix == ".json":
        return JsonResponse(gone.as_json(), status=410, json_dumps_params={"ensure_ascii": False})
    if suffix == ".txt":
        return HttpResponse(f"{gone.detail}\n", status=410, content_type="text/plain; charset=utf-8")
    return render(request, "410.html", {"gone": gone, "above": above}, status=410)


def _above(place: str) -> addressing.Addressed | None:
    """The nearest record that is still there when the address is cut from the right."""
    while place.count("/") > addressing.ROOT.count("/"):
        place = place.rpartition("/")[0]
        found = addressing.resolve(place + "/")
        if found and found.record and (isinstance(found.record, Newspaper) or found.record.is_public):
            return found.record
    return None


def _show(request: HttpRequest, template: str, target: addressing.Addressed, context: dict) -> HttpResponse:
    whole = partial(absolute, request=request)
    linked = linked_data.describe(target, whole)
    here = target.get_absolute_url()
    if not isinstance(target, Newspaper):
        context["citation"] = citations.cite(target, whole)
    if not isinstance(target, Article):
        context |= {"here": here, "passed": addressing.passed_to(target)}
    return _render(request, template, here, {"linked": linked, **context})


def _render(request: HttpRequest, template: str, path: str, context: dict) -> HttpResponse:
    """The page that ``path`` is the one address of, whatever the reader came by."""
    return render(request, template, {"canonical": absolute(path, request), **context})


def _newspaper(request: HttpRequest, newspaper: Newspaper) -> HttpResponse:
    years = listings.years(newspaper)
    asked = request.GET.get("year")
    chosen = next((year for year in years if asked in (year.name, None, "")), None)
    if years and chosen is None:
        raise Http404
    listed = chosen is not None and (
        "list" in request.GET or chosen.issues <= listings.MOST_LISTED or chosen.name == listings.UNDATED
    )
    context = {
        "newspaper": newspaper,
        "continued_by": newspaper.continued_by.all(),
        "years": years,
        "chosen": chosen,
        "columns": contributors.columns(newspaper),
        "contributors": contributors.contributors(newspaper),
        "listed": listed,
        "months": listings.months(newspaper, chosen.name, every=listed) if chosen else [],
        "calendar": listings.calendar(newspaper, int(chosen.name)) if chosen and chosen.name.isdecimal() else [],
    }
    return _show(request, "archive/newspaper.html", newspaper, context)


def _newspaper_feed(request: HttpRequest, newspaper: Newspaper) -> HttpResponse:
    feed = feeds.newspaper(newspaper, partial(absolute, request=request))
    language = {"Content-Language": newspaper.language}  # not the reader's
    return HttpResponse(feed, content_type="application/atom+xml; charset=utf-8", headers=language)


def _issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    before, after = related.issues_beside(issue)
    pages = listings.pages(issue)
    context = {
        "issue": issue,
        "newspaper": issue.newspaper,
        "pages": pages,
        "all_suspended": not pages and listings.has_suspended(issue),
        "places": listings.places(issue, pages),
        "before": before,
        "after": after,
        "missing_before": related.missing_between(before, issue),
        "missing_after": related.missing_between(issue, after),
    }
    return _show(request, "archive/issue.html", issue, context)


def _page(request: HttpRequest, page: Page) -> HttpResponse:
    pages = listings.pages(page.issue)
    sheet = next(sheet for sheet in pages if sheet.page == page)
    before, after = related.neighbours(pages, sheet)
    original = "original" in request.GET
    held = _held(pages)
    context = {
        "page": page,
        "issue": page.issue,
        "newspaper": page.issue.newspaper,
        "pages": pages,
        "sheet": sheet,
        "leads": listings.leads(sheet.articles),
        "photos": disclosure.public_photos(page),
        "image": disclosure.public_image(page),
        "teasers": [
            (teaser, related.announced(teaser, pages), held.get(teaser.target))
            for teaser in disclosure.public_teasers(page)
        ],
        "before": before,
        "after": after,
        "original": original,
        "lines": disclosure.page_lines(page) if original else [],
    }
    return _show(request, "archive/page.html", page, context)


@csp_exempt()  # a browser that shows an image by itself lays it out with styles of its own
def _whole_image(_request: HttpRequest, page: Page) -> HttpResponse:
    return _image(page, "whole")


@csp_exempt()
def _small_image(_request: HttpRequest, page: Page) -> HttpResponse:
    return _image(page, "small")


def _image(page: Page, size: str) -> HttpResponse:
    image = disclosure.public_image(page)
    if image is None:
        raise Http404
    with getattr(image, size).open() as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def _article(request: HttpRequest, article: Article) -> HttpResponse:
    article = _whole(article)
    issue = article.page.issue
    pages = listings.pages(issue)
    sheet = next(sheet for sheet in pages if sheet.page == article.page)
    before, after = related.neighbours([each for other in pages for each in other.articles], article)
    original = "original" in request.GET
    held = _held(pages)
    parts = list(article.parts.all())
    context = {
        "article": article,
        "issue": issue,
        "newspaper": issue.newspaper,
        "page": article.page,
        "sheet": sheet,
        "credits": contributors.credits(article.bylines.all()),
        "parts": parts,
        "passages": passages(article),
        "package": related.package(article, pages),
        "of_column": related.more_of_column(article),
        "by_authors": related.more_by_authors(article),
        "elsewhere": related.elsewhere(issue),
        "continued_on": held.get(article.continued_on),
        "continued_from": held.get(article.continued_from),
        "before": before,
        "after": after,
        "original": original,
        "history": versions.history(article) if article.revision > 1 else [],
        "originals": [(part, disclosure.original_lines(part)) for part in parts] if original else [],
    }
    return _show(request, "archive/article.html", article, context)


def _held(pages: list[listings.Sheet]) -> dict[str, Page]:
    """The pages of an issue by their labels, for what points to one: teasers and jumps."""
    return {sheet.page.label: sheet.page for sheet in pages if sheet.page.label}


def _article_json(request: HttpRequest, article: Article) -> HttpResponse:
    article = records.complete(Article.objects.public()).get(pk=article.pk)
    return JsonResponse(
        records.detail(article, partial(absolute, request=request)), json_dumps_params={"ensure_ascii": False}
    )


def _article_text(request: HttpRequest, article: Article) -> HttpResponse:
    text = plain_text.article(_whole(article), absolute(article.get_absolute_url(), request))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _whole(article: Article) -> Article:
    return Article.objects.public().with_text().get(pk=article.pk)


_RENDERERS: dict[tuple[type, str], Callable[..., HttpResponse]] = {
    (Newspaper, ""): _newspaper,
    (Newspaper, ".atom"): _newspaper_feed,
    (Issue, ""): _issue,
    (Page, ""): _page,
    (Page, ".jpg"): _whole_image,
    (Page, ".small.jpg"): _small_image,
    (Article, ""): _article,
    (Article, ".json"): _article_json,
    (Article, ".txt"): _article_text,
}

"""Articles as plain values, for everything that hands them on: the export, the API, the suffix formats.

Each function wants articles fetched through ``complete``, so that a list costs the same few queries at any length;
``absolute`` gives the whole URL of a path, where there is a request also without SITE_URL.

>>> records = [export_record(article) for article in complete(Article.objects.public())]
"""

from collections.abc import Callable

from django.db.models import Prefetch, QuerySet

from archive.models import Article, ArticlePart, Page, SourceText, addressing

Absolute = Callable[[str], str]


def complete(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with all that the functions below read, but without the received bytes and spans."""
    parts = ArticlePart.objects.defer("spans", "parsed").select_related("page__issue__newspaper")
    return articles.with_place().prefetch_related(
        "bylines",
        "photos",
        Prefetch("parts", parts),
        Prefetch("parts__source", SourceText.objects.only("names")),
        "waiting_tails",
    )


def export_record(article: Article, absolute: Absolute = addressing.absolute) -> dict:
    """What one line of ``export_articles`` holds. What is not known or not printed is None; README explains each field."""
    issue = article.page.issue
    return {
        "key": article.key,
        "url": absolute(article.get_absolute_url()),
        "paper": issue.newspaper.name,
        "paper_slug": issue.newspaper.slug,
        "date": issue.date or None,
        "date_precision": issue.precision,
        "date_basis": issue.date_basis,
        "issue_number": issue.number or None,
        "page": article.page.label or None,
        "kind": article.kind,
        "language": article.language_code,
        "kicker": article.kicker or None,
        "headline": article.headline or None,
        "deck": article.deck or None,
        "column": article.column or None,
        "authors": _authors(article),
        "source": article.source or None,
        "dateline": _dateline(article),
        "continued_on": article.continued_on or None,
        "body": article.body,
        "photos": photos(article),
        "source_files": _source_files(article),
        "revision": article.revision,
        "parts": [_part(part.page, absolute) for part in article.parts.all()],
        **_circumstances(article),
        "notice": article.notice or None,
        "continuation_awaiting": article.has_waiting_tail,
    }


def summary(article: Article, absolute: Absolute = addressing.absolute) -> dict:
    """What a list of articles says of each."""
    issue = article.page.issue
    return {
        "key": article.key,
        "url": absolute(article.get_absolute_url()),
        "title": article.title,
        "kicker": article.kicker or None,
        "headline": article.headline or None,
        "deck": article.deck or None,
        "column": article.column or None,
        "kind": article.kind,
        "language": article.language_code,
        "paper": issue.newspaper.name,
        "paper_slug": issue.newspaper.slug,
        "date": issue.date or None,
        "date_precision": issue.precision,
        "date_basis": issue.date_basis,
        "page": article.page.label or None,
        "authors": _authors(article),
        "source": article.source or None,
        **_circumstances(article),
    }


def detail(article: Article, absolute: Absolute = addressing.absolute) -> dict:
    """All that a reader may know of one article: the export's fields and more."""
    issue = article.page.issue
    return export_record(article, absolute) | {
        "title": article.title,
        "date_printed": issue.date_printed or None,
        "issue_number_printed": issue.number_printed or None,
        "page_url": absolute(article.page.get_absolute_url()),
        "issue_url": absolute(issue.get_absolute_url()),
        "message_head": article.message_head or None,
        "agency": article.agency or None,
        "blocks": article.blocks,
        "completeness": article.completeness,
        "continued_from": article.continued_from or None,
        "created": article.created.isoformat(),
    }


def bylines(article: Article) -> list[dict]:
    """Who signed the article, in order."""
    return [
        {
            "name": byline.name,
            "role": byline.role or None,
            "affiliation": byline.affiliation or None,
            "kind": byline.kind,
        }
        for byline in article.bylines.all()
    ]


def photos(article: Article) -> list[dict]:
    """The captions of the article's photos, in order."""
    return [{"caption": photo.caption, "credit": photo.credit or None} for photo in article.photos.all()]


def _circumstances(article: Article) -> dict:
    """What every form says besides of its place and of who made it; it reads no parts."""
    page, issue = article.page, article.page.issue
    return {
        "date_last": issue.last_day.isoformat() if issue.last_day else None,
        "issue_kind": issue.kind,
        "edition_label": issue.edition_label or None,
        "newspaper_basis": issue.newspaper_basis,
        "page_basis": page.basis if page.label else None,
        "package": article.package or None,
        "genre": article.genre or None,
        "bylines": bylines(article),
        "rights": issue.newspaper.rights or None,
        "reviewed": article.reviewed,
        "changed": article.changed.isoformat(),
    }


def _authors(article: Article) -> list[str]:
    """The names in order; one who wrote and took the picture is named once."""
    return list(dict.fromkeys(byline.name for byline in article.bylines.all()))


def _dateline(article: Article) -> str | None:
    """Place and day as the message head gives them: 北京2月4日."""
    return f"{article.dateline_place}{article.dateline_date}" or None


def _source_files(article: Article) -> list[str]:
    """The first name of the file of each part, in order, none twice."""
    sources = (part.source for part in article.parts.all())
    return list(dict.fromkeys(source.names[0] for source in sources if source and source.names))


def _part(page: Page, absolute: Absolute) -> dict:
    return {
        "page": page.label or None,
        "page_basis": page.basis if page.label else None,
        "url": absolute(page.get_absolute_url()),
    }

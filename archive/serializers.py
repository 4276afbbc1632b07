"""Articles as plain values, for everything that hands them on: the export, the API, the suffix formats.

Each function wants articles fetched through ``complete``, so that a list costs the same few queries at any length, and
``absolute``, which gives the whole URL of a path.

>>> records = [export_record(article, absolute) for article in complete(Article.objects.public())]
"""

from collections.abc import Callable

from django.db.models import Prefetch, QuerySet

from archive.models import Article, ArticlePart, Page, SourceText

Absolute = Callable[[str], str]


def complete(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with all that the functions below read, but without the received bytes and spans."""
    parts = ArticlePart.objects.defer("spans", "parsed").select_related("page__issue__newspaper")
    return articles.with_place().prefetch_related(
        "bylines",
        "photos",
        Prefetch("parts", parts),
        Prefetch("parts__source", SourceText.objects.only("names")),
    )


def export_record(article: Article, absolute: Absolute) -> dict:
    """What one line of ``export_articles`` holds. What is not known or not printed is None."""
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
        "kicker": article.kicker or None,
        "headline": article.headline or None,
        "deck": article.deck or None,
        "column": article.column or None,
        "authors": _authors(article),
        "source": article.source or None,
        "dateline": _dateline(article),
        "continued_on": article.continued_on or None,
        "body": article.body,
        "photos": [{"caption": photo.caption, "credit": photo.credit or None} for photo in article.photos.all()],
        "source_files": _source_files(article),
        "revision": article.revision,
    }


def summary(article: Article, absolute: Absolute) -> dict:
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
        "paper": issue.newspaper.name,
        "paper_slug": issue.newspaper.slug,
        "date": issue.date or None,
        "date_precision": issue.precision,
        "date_basis": issue.date_basis,
        "page": article.page.label or None,
        "authors": _authors(article),
        "source": article.source or None,
    }


def detail(article: Article, absolute: Absolute) -> dict:
    """All that a reader may know of one article: the export's fields and more."""
    issue = article.page.issue
    return export_record(article, absolute) | {
        "title": article.title,
        "package": article.package or None,
        "genre": article.genre or None,
        "language": issue.newspaper.language,
        "newspaper_basis": issue.newspaper_basis,
        "date_printed": issue.date_printed or None,
        "issue_number_printed": issue.number_printed or None,
        "page_basis": article.page.basis if article.page.label else None,
        "page_url": absolute(article.page.get_absolute_url()),
        "issue_url": absolute(issue.get_absolute_url()),
        "message_head": article.message_head or None,
        "agency": article.agency or None,
        "bylines": [
            {
                "name": byline.name,
                "role": byline.role or None,
                "affiliation": byline.affiliation or None,
                "kind": byline.kind,
            }
            for byline in article.bylines.all()
        ],
        "blocks": article.blocks,
        "parts": [_part(part.page, absolute) for part in article.parts.all()],
        "completeness": article.completeness,
        "continued_from": article.continued_from or None,
        "reviewed": article.reviewed,
        "rights": issue.newspaper.rights or None,
        "created": article.created.isoformat(),
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

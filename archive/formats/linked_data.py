"""Plain facts for machines, in the words of schema.org: where a page stands, and what an article is.

Pure values; ``{% linked_data %}`` writes them into the page. Only what is known is said, dates as precise as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Article, Issue, Newspaper, Page
from archive.models.addressing import Addressed
from archive.pages import citations
from archive.parsing.types import PersonKind

Data = dict[str, Any]
Absolute = Callable[[str], str]  # the whole URL of an address
CONTEXT = "https://schema.org"


def describe(record: Addressed, absolute: Absolute) -> list[Data]:
    """What is said of the page of a record; of an article that is public, fetched ``with_text``."""
    said = [_breadcrumbs(record, absolute)]
    if isinstance(record, Article):
        said.append(_article(record, absolute))
    return said


def _breadcrumbs(record: Addressed, absolute: Absolute) -> Data:
    """From the list of newspapers down to the record itself."""
    page = record.page if isinstance(record, Article) else record
    issue = page.issue if isinstance(page, Page) else page
    newspaper = issue.newspaper if isinstance(issue, Issue) else issue
    places = [(_("报纸"), reverse("papers")), (newspaper.name, newspaper.get_absolute_url())]
    if issue is not newspaper:
        places.append((issue.date_display, issue.get_absolute_url()))
    if page is not issue:
        places.append((f"{page.label_display} {page.name}".strip(), page.get_absolute_url()))
    if record is not page:
        places.append((record.title, record.get_absolute_url()))
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(places, 1)
        ],
    }


def _article(article: Article, absolute: Absolute) -> Data:
    """Its headline only as printed, what stands for one is its name; its authors are those of the citation; the number is
    the issue's, the edition and the part of the paper (叠) are the article's; its section is what the page is called
    (版名), and the column (栏目), for which schema.org has no word, a keyword."""
    issue = article.page.issue
    url = absolute(article.get_absolute_url())
    return {
        "@context": CONTEXT,
        **_known(
            {
                "@type": "NewsArticle",
                "@id": url,
                "url": url,
                "identifier": article.key,
                "headline": article.headline,
                "name": "" if article.headline else article.title,
                "alternativeHeadline": citations.deck(article),
                "articleSection": article.page.name,
                "keywords": article.column,
                "datePublished": issue.date,
                "inLanguage": article.language_code,
                "author": [
                    {"@type": "Person" if byline.kind == PersonKind.PERSON else "Organization", "name": byline.name}
                    for byline in citations.authors(article)
                ],
                "printEdition": citations.edition(issue),
                "printSection": article.page.section,
                "printPage": article.page.label,
                "isPartOf": _known(
                    {
                        "@type": "PublicationIssue",
                        "url": absolute(issue.get_absolute_url()),
                        "issueNumber": issue.number,
                        "datePublished": issue.date,
                        "isPartOf": _newspaper(issue.newspaper, absolute),
                    }
                ),
                "copyrightNotice": issue.newspaper.rights,
                "isAccessibleForFree": True,
            }
        ),
    }


def _newspaper(newspaper: Newspaper, absolute: Absolute) -> Data:
    publisher = {"@type": "Organization", "name": newspaper.publisher} if newspaper.publisher else None
    return _known(
        {
            "@type": "Newspaper",
            "name": newspaper.name,
            "url": absolute(newspaper.get_absolute_url()),
            "inLanguage": newspaper.language,
            "publisher": publisher,
        }
    )


def _known(facts: Data) -> Data:
    return {name: fact for name, fact in facts.items() if fact}

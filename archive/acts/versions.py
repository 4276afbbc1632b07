"""An article's version: the whole of it as plain values, and whether two of them say the same.

The form of a state, which is stored for ever (new names may come to it, none changes its meaning)::

    {"kind": "news", "headline": "…", …,                       # FIELDS, by the record's names
     "place": {"newspaper": "通辽日报", "newspaper_slug": "tongliao-ribao", "date": "2026-02-06",
               "issue_number": "22076", "page": "1", "path": "/papers/tongliao-ribao/2026-02-06/p1/a3/"},
     "page": 12,                                                # the record of the first page
     "reviewed": false, "visibility": "public",                 # as it stood; neither makes a version
     "people": [["张三", "记者", "本报", "person"], …],           # name, role, affiliation, kind
     "parts": [{"page": 12, "label": "1", "source": 7, "tail": "", "continues": false,
                "blocks": [{"type": "paragraph", "text": "…"}, …], "spans": [[0, 12, "headline"], …]}, …],
     "photos": [{"page": 12, "source": 7, "tail": "", "caption": "…", "credit": "…", "spans": [[40, 52, "caption"]]}, …]}

``tail`` is the key of the article whose part or photo it was before that was joined to this one.
"""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter

from archive.models import Article, Byline
from archive.models.lots import lots

# What a version holds of the article's own row.
FIELDS = (
    "kind",
    "genre",
    "kicker",
    "headline",
    "deck",
    "column",
    "package",
    "message_head",
    "agency",
    "dateline_place",
    "dateline_date",
    "source",
    "language",
    "completeness",
    "continued_on",
    "continued_from",
)


def whole(pks: Collection[int]) -> list[Article]:
    """The articles with all that a version holds."""
    beside = ("bylines", "parts__page", "parts__tail", "photos__tail")
    found = [
        article
        for lot in lots(sorted(pks))
        for article in Article.objects.filter(pk__in=lot)
        .with_place()
        .select_related("changeset", "merged_into")
        .defer("parsed", "merged_into__parsed")
        .prefetch_related(*beside)
        .order_by()  # Django compares each name of an order with all the columns, which costs more than the query
    ]
    return sorted(found, key=attrgetter("pk"))


def state_of(article: Article) -> dict:
    """The article, fetched by ``whole``, as it stands."""
    issue = article.page.issue
    return {name: getattr(article, name) for name in FIELDS} | {
        "place": {
            "newspaper": issue.newspaper.name,
            "newspaper_slug": issue.newspaper.slug,
            "date": issue.date,
            "issue_number": issue.number,
            "page": article.page.label,
            "path": article.get_absolute_url() if article.merged_into_id is None else "",
        },
        "page": article.page_id,
        "reviewed": article.reviewed,
        "visibility": article.visibility,
        "people": people_of(article),
        "parts": [
            {
                "page": part.page_id,
                "label": part.page.label,
                "source": part.source_id,
                "tail": part.tail.key if part.tail else "",
                "continues": part.continues_sentence,
                "blocks": part.blocks,
                "spans": part.spans,
            }
            for part in article.parts.all()
        ],
        "photos": [
            {
                "page": photo.page_id,
                "source": photo.source_id,
                "tail": photo.tail.key if photo.tail else "",
                "caption": photo.caption,
                "credit": photo.credit,
                "spans": photo.spans,
            }
            for photo in article.photos.all()
        ],
    }


def pieces(state: dict | None) -> list[dict]:
    """The parts and photos of a state; none of no state."""
    return [*state["parts"], *state["photos"]] if state else []


def people_of(article: Article) -> list[list[str]]:
    """Who signed the article, in the form of a state."""
    return [[each.name, each.role, each.affiliation, each.kind] for each in article.bylines.all()]


def content_of(state: dict) -> dict:
    """What of a state makes it another version: not where its words stand in a received text, nor facts of its place."""
    return {name: state[name] for name in (*FIELDS, "page", "people")} | {
        "parts": [
            (part["page"], part["continues"], [(block["type"], block["text"]) for block in part["blocks"]])
            for part in state["parts"]
        ],
        "photos": [(photo["page"], photo["caption"], photo["credit"]) for photo in state["photos"]],
    }


def write_people(people: dict[int, list]) -> None:
    """Give articles (by record) these people, in the form of a state, in place of theirs."""
    Byline.objects.filter(article__in=people).delete()
    Byline.objects.bulk_create(
        Byline(article_id=article, name=name, role=role, affiliation=affiliation, kind=kind, order=order)
        for article, mine in people.items()
        for order, (name, role, affiliation, kind) in enumerate(mine)
    )

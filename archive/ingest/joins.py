"""Articles that go on on another page: the parts that belong together, under the record of the beginning."""

from __future__ import annotations

from django.db.models import Prefetch, Q

from archive.ingest import jumps
from archive.ingest.store import byline_values
from archive.models import Article, ArticlePart, Byline, Issue, Photo, SourceText, Visibility
from archive.parsing.types import Completeness


def join_issue(issue: Issue) -> set[int]:
    """Join what can be joined among the issue's articles and note what cannot. Returns the articles that changed."""
    beginnings, tails, source_of = _open_ends(issue)
    if not beginnings and not tails:
        _note(issue, {})
        return set()
    held = set(issue.pages.filter(sources__state=SourceText.State.CURRENT).values_list("label", flat=True)) - {""}
    joins, doubts = jumps.pair(beginnings, tails, held)
    changed, root = set(), {}
    for join in joins:
        # A middle part that was joined a moment ago is now found under its own beginning.
        beginning = root.get(join.beginning, join.beginning)
        _join(beginning, join.tail, join.continues_sentence)
        root = {article: beginning if kept == join.tail else kept for article, kept in root.items()} | {
            join.tail: beginning
        }
        changed |= {beginning, join.tail}
    notes: dict[int, list] = {}
    for doubt in doubts:
        mark = "下转" if doubt.text.startswith("下转") else "上接"
        source = source_of.get((mark, doubt.article))
        notes.setdefault(source, []).append({"code": doubt.code, "span": None, "text": doubt.text})
    _note(issue, notes)
    for article in changed:
        settle(article)
    return changed


def settle(pk: int) -> bool:
    """Set what follows for an article from all its parts: who signed it, and whether it is whole. Editors' words stand.

    Returns whether anything changed.
    """
    article = Article.objects.prefetch_related("bylines", "merged", "parts").get(pk=pk)
    if article.merged_into_id is not None:
        return False
    tails = {tail.parsed.get("part"): tail for tail in article.merged.all()}
    chain = [tails[part.pk] for part in article.parts.all() if part.pk in tails]
    before = article.parsed.get("joined") or article.parsed
    now = _together(article, chain)
    if not chain and "joined" not in article.parsed:
        return False
    changed = False
    if article.completeness == before["completeness"] != now["completeness"]:
        article.completeness, changed = now["completeness"], True
    if byline_values(article) == before["bylines"] != now["bylines"]:
        write_bylines({article.pk: now["bylines"]})
        changed = True
    memory = {name: value for name, value in article.parsed.items() if name != "joined"} | (
        {"joined": now} if chain else {}
    )
    if changed or memory != article.parsed:
        article.parsed = memory
        article.revision += changed
        article.save()
    return changed


def take_out(tail: Article) -> int | None:
    """Give a tail its part and photos back from the article that it was joined to, which is returned; None if there is
    none. The tail is not saved."""
    beginning = tail.merged_into_id
    part = ArticlePart.objects.filter(pk=tail.parsed.get("part")).first()
    if beginning is None or part is None:
        return None
    ArticlePart.objects.filter(pk=part.pk).update(article=tail, order=0, continues_sentence=False)
    Photo.objects.filter(article=beginning, source=part.source_id, page=part.page_id).update(article=tail)
    tail.merged_into = None
    tail.parsed = {name: value for name, value in tail.parsed.items() if name != "part"}
    return beginning


def write_bylines(bylines: dict[int, list]) -> None:
    """Give articles (by key) these bylines in place of theirs."""
    Byline.objects.filter(article__in=bylines).delete()
    Byline.objects.bulk_create(
        (
            Byline(article_id=article, name=name, role=role, affiliation=affiliation, kind=kind, order=order)
            for article, people in bylines.items()
            for order, (name, role, affiliation, kind) in enumerate(people)
        ),
        batch_size=500,
    )


def _together(article: Article, chain: list[Article]) -> dict:
    people, names = [], set()
    for each in (article, *chain):
        people += [person for person in each.parsed["bylines"] if person[0] not in names]
        names |= {person[0] for person in people}
    end = (chain or [article])[-1].parsed["completeness"]
    begun = article.parsed["completeness"] != Completeness.BEGINNING_MISSING
    if end in (Completeness.WHOLE, Completeness.BEGINNING_MISSING) and chain:
        end = Completeness.WHOLE.value if begun else Completeness.BEGINNING_MISSING.value
    return {"bylines": people, "completeness": end}


def _open_ends(issue: Issue) -> tuple[list[jumps.End], list[jumps.End], dict]:
    """The beginnings and tails that nothing is joined to yet, and the text that each stands in."""
    open_marks = ~Q(continued_on="") | ~Q(continued_from="") | Q(completeness=Completeness.BEGINNING_MISSING)
    articles = (
        Article.objects.filter(open_marks, page__issue=issue, visibility=Visibility.PUBLIC, merged_into=None)
        .select_related("page")
        .prefetch_related(
            Prefetch("parts", ArticlePart.objects.select_related("page").defer("spans", "parsed")), "merged__page"
        )
        .order_by("pk")
    )
    beginnings, tails, source_of = [], [], {}
    for article in articles:
        parts = list(article.parts.all())
        if not parts:
            continue
        first, last = parts[0], parts[-1]
        tail_of = {tail.parsed.get("part"): tail for tail in article.merged.all()}
        ending = tail_of.get(last.pk, article)
        if ending.continued_on:
            beginnings.append(
                jumps.End(article.pk, last.page.label, ending.continued_on, article.headline, _text(last), last.page_id)
            )
            source_of["下转", article.pk] = last.source_id
        if article.continued_from or article.completeness == Completeness.BEGINNING_MISSING:
            tails.append(
                jumps.End(
                    article.pk, first.page.label, article.continued_from, article.headline, _text(first), first.page_id
                )
            )
            source_of["上接", article.pk] = first.source_id
    return beginnings, tails, source_of


def _text(part: ArticlePart) -> str:
    return "\n".join(block["text"] for block in part.blocks)


def _join(beginning: int, tail: int, continues_sentence: bool) -> None:
    after = ArticlePart.objects.filter(article=beginning).order_by("order").last()
    parts = list(ArticlePart.objects.filter(article=tail).order_by("order", "pk"))
    for order, part in enumerate(parts, start=(after.order if after else -1) + 1):
        first = part is parts[0]
        ArticlePart.objects.filter(pk=part.pk).update(
            article=beginning, order=order, continues_sentence=continues_sentence if first else part.continues_sentence
        )
    Photo.objects.filter(article=tail).update(article=beginning)
    Article.objects.filter(merged_into=tail).update(merged_into=beginning)
    article = Article.objects.get(pk=tail)
    article.merged_into_id = beginning
    article.parsed = article.parsed | {"part": parts[0].pk}
    article.save()


def _note(issue: Issue, notes: dict[int, list]) -> None:
    """Set the doubts about jumps of each of the issue's texts, in place of those noted before."""
    for text in SourceText.objects.filter(page__issue=issue, state=SourceText.State.CURRENT).only("warnings"):
        kept = [warning for warning in text.warnings if not warning["code"].startswith("jump_")]
        if (warnings := kept + notes.get(text.pk, [])) != text.warnings:
            SourceText.objects.filter(pk=text.pk).update(warnings=warnings)

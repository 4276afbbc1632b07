"""Articles that go on on another page: the parts that belong together, under the record of the beginning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from archive.acts import Changing, taken_apart
from archive.acts.join import attach
from archive.acts.versions import people_of, write_people
from archive.ingest import jump_pairs, readings
from archive.ingest.three_way import merge_people
from archive.models import Article, ArticlePart, Basis, Issue, SourceText, Visibility
from archive.models.newspaper import Release
from archive.parsing.types import Completeness

_JOINED = (Visibility.PUBLIC, Visibility.AWAITING)
_DECIDED = Q(page__issue__newspaper__release=Release.REVIEWED) & ~Q(visibility=Visibility.AWAITING)


@dataclass(frozen=True, slots=True)
class Said:
    """What the readings of all its parts say of an article: who signed it, and whether it is whole."""

    bylines: list
    completeness: str


def join_issue(issue: Issue, act: Changing) -> set[int]:
    """Join what can be joined among the issue's articles and note what cannot. Returns the articles that changed.

    What a person has taken apart stays apart, and what is reviewed stays as it is. What waits to be published is not
    joined to what is public: the tail remembers its beginning until both are.
    """
    ends = _open_ends(issue)
    if not ends.beginnings and not ends.tails:
        _note(issue, {})
        return set()
    pages = issue.pages.filter(sources__state=SourceText.State.CURRENT).exclude(label="").values_list("label", "basis")
    held = {
        name for label, basis in pages for name in (jump_pairs.names_of(label) if basis == Basis.INFERRED else {label})
    }
    joins, doubts = jump_pairs.pair(ends.beginnings, ends.tails, held)
    notes: dict[int, list] = {}
    for doubt in doubts:
        mark = "下转" if doubt.text.startswith("下转") else "上接"
        _add(notes, ends.source_of.get((mark, doubt.article)), doubt.code, doubt.text)
    joins = _without_taken_apart(joins, ends.key_of)
    waiting = {join.tail: join.beginning for join in joins if ends.stand_apart(join)}
    joins = [join for join in joins if join.tail not in waiting]
    for join in joins:
        if not ends.reviewed.isdisjoint({join.beginning, join.tail}):
            onward = next(end.other for end in ends.beginnings if end.article == join.beginning)
            _add(notes, ends.source_of["下转", join.beginning], "jump_reviewed", f"下转 {onward}".strip())
    joins = [join for join in joins if ends.reviewed.isdisjoint({join.beginning, join.tail})]
    changed = _join_all(joins, act)
    _note(issue, notes)
    return changed | _let_wait(issue, waiting, act)


def said(pks: Collection[int]) -> dict[int, Said]:
    """What the stored readings say of each of these articles, with all that is joined to it."""
    if not pks:
        return {}
    parts = ArticlePart.objects.filter(article__in=pks).select_related("article", "tail")
    parts = parts.defer("blocks", "spans", "parsed", "article__parsed", "tail__parsed").order_by("order", "pk")
    read = readings.of_texts({part.source_id for part in parts} - {None})
    items = {(source, item.key): item for source, reading in read.items() for item in reading.items}
    chains: dict[int, dict[int, Said]] = {}
    for part in parts:
        article = part.tail or part.article
        item = items.get((part.source_id, article.key))
        one = Said(item.bylines, item.fields["completeness"]) if item else Said([], article.completeness)
        chains.setdefault(part.article_id, {}).setdefault(article.pk, one)
    return {pk: _together(list(chain.values())) for pk, chain in chains.items()}


def settle(before: dict[int, Said], act: Changing) -> set[int]:
    """Set what follows for articles from all their parts, where the readings say otherwise than ``before``. What a
    person wrote stands, and what is published where that is decided by a person. Returns those that changed."""
    now = said(before.keys())
    differing = {pk for pk, says in now.items() if says != before[pk]}
    articles = Article.objects.filter(pk__in=differing, merged_into=None, reviewed=False).exclude(_DECIDED)
    changed: set[int] = set()
    for article in articles.defer("parsed").prefetch_related("bylines").order_by("pk"):
        was, says = before[article.pk], now[article.pk]
        people = people_of(article)
        bylines = merge_people(was.bylines, says.bylines, people).values
        is_whole = article.completeness == was.completeness != says.completeness
        if bylines == people and not is_whole:
            continue
        act.touch([article.pk])
        changed.add(article.pk)
        if is_whole:
            Article.objects.filter(pk=article.pk).update(completeness=says.completeness)
        if bylines != people:
            write_people({article.pk: bylines})
    return changed


def _together(chain: list[Said]) -> Said:
    people, names = [], set()
    for each in chain:
        people += [person for person in each.bylines if person[0] not in names]
        names |= {person[0] for person in people}
    end = chain[-1].completeness
    begun = chain[0].completeness != Completeness.BEGINNING_MISSING
    if end in (Completeness.WHOLE, Completeness.BEGINNING_MISSING) and len(chain) > 1:
        end = Completeness.WHOLE.value if begun else Completeness.BEGINNING_MISSING.value
    return Said(people, end)


@dataclass(slots=True)
class _Ends:
    """The beginnings and tails of an issue that nothing is joined to yet."""

    beginnings: list[jump_pairs.End] = field(default_factory=list)
    tails: list[jump_pairs.End] = field(default_factory=list)
    source_of: dict[tuple[str, int], int | None] = field(default_factory=dict)  # the text that each stands in
    key_of: dict[int, str] = field(default_factory=dict)
    reviewed: set[int] = field(default_factory=set)  # or published, where that is decided by a person
    waiting: set[int] = field(default_factory=set)

    def stand_apart(self, join: jump_pairs.Join) -> bool:
        """Whether one of the two waits to be published, and the other does not."""
        return (join.beginning in self.waiting) != (join.tail in self.waiting)


def _open_ends(issue: Issue) -> _Ends:
    open_marks = ~Q(continued_on="") | ~Q(continued_from="") | Q(completeness=Completeness.BEGINNING_MISSING)
    parts = ArticlePart.objects.select_related("page", "tail").defer("spans", "parsed", "tail__parsed")
    articles = (
        Article.objects.filter(open_marks, page__issue=issue, visibility__in=_JOINED, merged_into=None)
        .select_related("page")
        .defer("parsed")
        .prefetch_related(Prefetch("parts", parts))
        .order_by("pk")
    )
    ends, decided = _Ends(), issue.newspaper.publishes_after_review
    for article in articles:
        parts = list(article.parts.all())
        if not parts:
            continue
        ends.key_of[article.pk] = article.key
        waits = article.visibility == Visibility.AWAITING
        ends.waiting |= {article.pk} if waits else set()
        ends.reviewed |= {article.pk} if article.reviewed or (decided and not waits) else set()
        first, last = parts[0], parts[-1]
        onward = (last.tail or article).continued_on
        if onward:
            ends.beginnings.append(_end(article, last, onward))
            ends.source_of["下转", article.pk] = last.source_id
        if article.continued_from or article.completeness == Completeness.BEGINNING_MISSING:
            ends.tails.append(_end(article, first, article.continued_from))
            ends.source_of["上接", article.pk] = first.source_id
    return ends


def _end(article: Article, part: ArticlePart, other: str) -> jump_pairs.End:
    page = part.page
    inferred = page.basis == Basis.INFERRED
    return jump_pairs.End(article.pk, page.label, other, article.headline, _text(part), page.pk, inferred)


def _without_taken_apart(joins: list[jump_pairs.Join], key_of: dict[int, str]) -> list[jump_pairs.Join]:
    """The joins of what no person has taken apart: both have a version that the same taking apart made."""
    apart = taken_apart({key_of[pk] for join in joins for pk in (join.beginning, join.tail)})
    return [
        join
        for join in joins
        if apart.get(key_of[join.beginning], set()).isdisjoint(apart.get(key_of[join.tail], set()))
    ]


def _join_all(joins: list[jump_pairs.Join], act: Changing) -> set[int]:
    concerned = {pk for join in joins for pk in (join.beginning, join.tail)}
    if not concerned:
        return set()
    act.touch(concerned)
    before, root = said(concerned), {}
    for join in joins:
        # A middle part that was joined a moment ago is now found under its own beginning.
        beginning = root.get(join.beginning, join.beginning)
        attach(beginning, join.tail, continues_sentence=join.continues_sentence)
        root = {article: beginning if kept == join.tail else kept for article, kept in root.items()}
        root[join.tail] = beginning
    settle(before, act)
    return concerned


def _let_wait(issue: Issue, beginnings: dict[int, int], act: Changing) -> set[int]:
    """Note which tails of the issue wait for what beginning, and of no others. Returns the beginnings that changed."""
    joined = dict(Article.objects.filter(pk__in=beginnings.values()).values_list("pk", "merged_into"))
    now = {tail: joined[beginning] or beginning for tail, beginning in beginnings.items()}
    before = dict(Article.objects.filter(page__issue=issue, beginning__isnull=False).values_list("pk", "beginning"))
    other = {pk for pk in before.keys() | now.keys() if before.get(pk) != now.get(pk)}
    changed = {each[pk] for each in (before, now) for pk in other & each.keys()}
    act.touch(changed)
    for pk in other:
        Article.objects.filter(pk=pk).update(beginning=now.get(pk))
    return changed


def _text(part: ArticlePart) -> str:
    return "\n".join(block["text"] for block in part.blocks)


def _add(notes: dict[int, list], source: int | None, code: str, text: str) -> None:
    notes.setdefault(source, []).append({"code": code, "span": None, "text": text})


def _note(issue: Issue, notes: dict[int, list]) -> None:
    """Set the doubts about jumps of each of the issue's texts, in place of those noted before."""
    for text in SourceText.objects.filter(page__issue=issue, state=SourceText.State.CURRENT).only("warnings"):
        kept = [warning for warning in text.warnings if not warning["code"].startswith("jump_")]
        if (warnings := kept + notes.get(text.pk, [])) != text.warnings:
            SourceText.objects.filter(pk=text.pk).update(warnings=warnings)

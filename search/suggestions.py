"""What may be meant: by the beginning of a query, and by one that stands nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain, islice, pairwise
from urllib.parse import urlencode

from django.urls import reverse

from archive.models import Newspaper
from search.engine import IndexUnavailable, SearchEngine, engine_of
from search.finder import find, plain
from search.lookalikes import lookalikes
from search.pronunciation import alike, nearly_alike, spelled_by, spellings
from search.query import Clause, Query, Scope, Term
from search.query_limits import LONGEST_GUESSED, LONGEST_SPELLED, LONGEST_SUGGESTED, MOST_DOUBTED, MOST_GUESSES

SUGGESTED = 5  # of each kind
FEW = 2  # hits of a search that other spellings are proposed for all the same
MANY = FEW + 1
MUCH_MORE = 10  # times as many articles as the term itself must a guess stand in
MOST_NAMESAKES = 20  # newspapers whose name is what was typed, or is spelled so: all of them are meant, up to so many
_IN_TEXT = (Scope.ANYWHERE, Scope.HEADLINE, Scope.PEOPLE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant: ``kind`` is ``paper``, ``column``, ``author`` or ``headline``; ``url`` is the path of the
    newspaper, of the search narrowed to a column or author, of the article."""

    kind: str
    label: str
    url: str
    place: str = ""  # where a headline stands, for others may read the same: newspaper and day
    language: str = "zh-Hans"  # of the label


def did_you_mean(query: Query) -> Query | None:
    """The query with what stands nowhere, or hardly anywhere, put as it does: other characters that sound or look like
    those typed, two in each other's place, what was typed by sound. None if nothing better is known.

    >>> str(did_you_mean(parse("科尔沁肉妞")))
    '科尔沁肉牛'
    """
    engine = engine_of()
    tries = _Tries(engine)
    clauses, changed, doubted = [], False, 0
    for clause in query.clauses:
        terms = []
        for term in clause.terms:
            better = None
            number = _number(engine, term) if doubted < MOST_DOUBTED else MANY
            if number < MANY:
                doubted += 1
                better = _better(engine, tries, term, number)
            terms.append(better or term)
            changed |= better is not None
        clauses.append(Clause(tuple(terms)))
    return Query(tuple(clauses)) if changed else None


class _Tries:
    """The guesses that a request has left: whatever they come from, all are looked up here, and no more than so many."""

    def __init__(self, engine: SearchEngine, most: int = MOST_GUESSES) -> None:
        self._engine, self._left = engine, most

    def best(self, guesses: Iterable[Term]) -> tuple[Term, int] | None:
        """The guess that stands in most articles, the first of several, and in how many; None if none of those there was
        room for does."""
        tried = list(islice(guesses, self._left))
        self._left -= len(tried)
        return self._engine.most_frequent(tried)


def _number(engine: SearchEngine, term: Term) -> int:
    """In how many articles a term of text stands; MANY for what no other spelling is sought for."""
    return MANY if term.negated or term.scope not in _IN_TEXT else engine.numbers([term])[0]


def _better(engine: SearchEngine, tries: _Tries, term: Term, number: int) -> Term | None:
    """What stands in far more articles than the term does in ``number``. What is spelled just as the term is goes before
    what only begins so: tongliao is 通辽, not 通辽市气象台."""
    named = list(_named_alike(engine, term))
    whole = [guess for guess, is_whole in named if is_whole]
    begun = [guess for guess, is_whole in named if not is_whole]
    alphabetic = all(unit.isascii() for unit in term.units)
    pools = (
        [chain(whole, _spelled_out(engine, term)), begun]
        if alphabetic
        else [chain(whole, _guesses(engine, term), begun)]
    )
    for pool in pools:
        found = tries.best(guess for guess in pool if guess.units != term.units)
        if found and found[1] >= max(1, MUCH_MORE * number):
            return found[0]
    return None


def _named_alike(engine: SearchEngine, term: Term) -> Iterator[tuple[Term, bool]]:
    """Words, columns, authors and headlines that sound like the term, each character of which may be another's; with
    whether all of it does, or its beginning only."""
    for spelled in spellings(term.text)[:1]:
        for word in engine.words_spelled(spelled, SUGGESTED):
            yield replace(term, text=word), True
        for _field, value, _number in engine.suggestions(spelled, SUGGESTED):
            yield replace(term, text=value), spelled in spellings(value)[:1]


def _spelled_out(engine: SearchEngine, term: Term) -> Iterator[Term]:
    """What a term of letters may be if it was typed by sound: the rows of characters of these sounds that texts have."""
    if len(term.units) != 1:
        return
    for way in spelled_by(term.units[0]):
        if 2 <= len(way) <= LONGEST_SPELLED:
            for row in engine.rows_of(way):
                yield replace(term, text="".join(row))


def _guesses(engine: SearchEngine, term: Term) -> Iterator[Term]:
    """The term with one character put as another that sounds or looks alike, or two neighbours in each other's place; only
    where that alters every pair of units that stands nowhere, for with one of those left it would stand nowhere, too."""
    row = term.units
    if not 1 <= len(row) <= LONGEST_GUESSED:
        return
    numbers = engine.numbers([Term(" ".join(pair)) for pair in pairwise(row)])
    missing = [place for place, number in enumerate(numbers) if not number]
    first, last = min(missing, default=len(row)), max(missing, default=0)
    # Units i to k are in the pairs i - 1 to k.
    rows = [
        (*row[:i], other, *row[i + 1 :])
        for i, unit in enumerate(row)
        if len(unit) == 1 and i - 1 <= first and last <= i
        for other in lookalikes(unit) + alike(unit) + nearly_alike(unit)
    ]
    rows += [
        (*row[:i], row[i + 1], row[i], *row[i + 2 :]) for i in range(len(row) - 1) if i - 1 <= first and last <= i + 1
    ]
    for guess in dict.fromkeys(rows):
        yield replace(term, text="".join(guess) if all(len(unit) == 1 for unit in guess) else " ".join(guess))


def suggest(typed: str) -> list[Suggestion]:
    """What may be meant by the beginning of a query: newspapers, columns, authors, headlines, by name or by sound."""
    typed = typed.strip()[:LONGEST_SUGGESTED]
    wanted, spelled = plain(typed), "".join(typed.lower().split())
    if not wanted:
        return []
    papers = [
        Suggestion("paper", name, reverse("record", args=[f"{slug}/"]), language=language)
        for slug, name, language in _newspapers_like(wanted, spelled)
    ]
    try:
        named = engine_of().suggestions(typed, SUGGESTED)
        found = [
            Suggestion(field, value, f"{reverse('search')}?{urlencode({field: value})}")
            for field, value, _number in named
            if field in ("column", "author")
        ]
        # A headline is no value to filter by: it leads to its article, as one that is typed in characters does.
        headlines = [typed, *(value for field, value, _number in named if field == "headline")]
        terms = tuple(Term(text, quoted=True, scope=Scope.HEADLINE) for text in headlines)
        hits = find(Query((Clause(terms),)), page_size=SUGGESTED).hits
    except IndexUnavailable:
        return papers
    for hit in hits:
        article, issue = hit.article, hit.article.page.issue
        found.append(
            Suggestion("headline", article.title, article.get_absolute_url(), str(issue), article.language_code)
        )
    return papers + list(dict.fromkeys(found))[: max(SUGGESTED, 2 * SUGGESTED - len(papers))]


def _newspapers_like(wanted: str, spelled: str) -> list[tuple[str, str, str]]:
    """Slug, name and language of the newspapers with this name or spelling, then of those of which a name holds what is
    wanted or begins so by sound; if there are none, of those that are nearly spelled so."""
    listed = [
        ((slug, name, language), {plain(mark) for mark in (slug, name, *aliases)}, (name, *aliases))
        for slug, name, language, aliases in Newspaper.objects.values_list("slug", "name", "language", "aliases")
    ]
    sounds = [(spelling, paper) for paper, _marks, names in listed for name in names for spelling in spellings(name)]
    whole = [paper for paper, marks, _names in listed if wanted in marks]
    whole += [paper for spelling, paper in sounds if spelling == spelled]
    part = [paper for paper, marks, _names in listed if any(wanted in mark for mark in marks)]
    part += [paper for spelling, paper in sounds if spelling.startswith(spelled)]
    if not part and spelled.isascii():
        near = get_close_matches(spelled, {spelling for spelling, _paper in sounds}, n=2, cutoff=0.8)
        part = [paper for close in near for spelling, paper in sounds if spelling == close]
    whole = list(dict.fromkeys(whole))[:MOST_NAMESAKES]
    return list(dict.fromkeys(whole + part))[: max(SUGGESTED, len(whole))]

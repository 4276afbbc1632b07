"""Ranking: in which order the articles that answer come, and how well each does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from math import log
from typing import Any

import numpy as np

from search import analyzers
from search.matching import articles_containing, texts_with
from search.normalise import encode
from search.query import Query, Scope, Term
from search.segments import FIELD_END, JOINED, Hit, Postings, Segment, Sets, Snapshot, count

# What a word weighs by where it stands. A crosshead's weight counts the body that it is part of. A caption says what a
# picture shows, which is seldom what an article is about.
WEIGHTS = {"headline": 12, "kicker": 6, "deck": 6, "crosshead": 4, "body": 2, "caption": 1}
# BM25, but for short texts: what is shorter than the average is taken to be as long as that. In prose, few words in all
# make each of them say more; a caption, a box of facts or a forecast is short whatever it says.
K1, B = 1.2 * WEIGHTS["body"], 0.3
EXACT = 1e6  # more than any score: an article with the terms in one row comes before those that scatter them
ALIKE_WORDS = 25  # by how many of an article's words others are likened to it


def by_relevance(
    snapshot: Snapshot,
    articles: Sets,
    query: Query,
    loosened: Mapping[Term, tuple[Term, ...]],
    start: int,
    end: int | None,
) -> list[Hit]:
    """The articles from ``start`` up to ``end``, the best first; of equally good ones the newest."""
    scores = _scores(snapshot, query, loosened)
    whole = _joined(query, loosened)
    worth = scores
    if whole is not None:
        rows = articles_containing(snapshot, whole)
        worth = [score + EXACT * row for score, row in zip(scores, rows, strict=True)]
    return _best(snapshot, articles, worth, scores, start, end)


def by_day(snapshot: Snapshot, articles: Sets, newest: bool, start: int, end: int | None) -> list[Hit]:
    """The same in order of their first day; those without one are last."""
    if newest:
        worth = [segment.first.astype(np.float64) for segment in snapshot.segments]
    else:
        worth = [np.where(s.first > 0, -s.first.astype(np.float64), -np.inf) for s in snapshot.segments]
    return _best(snapshot, articles, worth, None, start, end)


def by_fields(
    snapshot: Snapshot, articles: Sets, fields: Sequence[tuple[str, bool]], start: int, end: int | None
) -> list[Hit]:
    """The same in order of fields, each ascending or (True) descending: ``day``, ``key``, or those counted by."""
    rows = [
        (segment.place(number), segment, number)
        for segment, mine in zip(snapshot.segments, articles, strict=True)
        for number in np.flatnonzero(mine).tolist()
    ]
    rows.sort(key=lambda row: row[0])
    for name, descending in reversed(fields):
        values = {segment.name: _sortable(segment, name) for segment in snapshot.segments}
        rows.sort(key=lambda row: values[row[1].name][row[2]], reverse=descending)
    return [Hit(segment, number, 0.0) for _place, segment, number in rows[start:end]]


def _sortable(segment: Segment, name: str) -> Sequence[Any]:
    if name == "day":
        days: list[int] = segment.first.tolist()
        return days
    if name == "key":
        return segment.keys
    return [next(iter(values), "") for values in segment.values_by_article[name]]


def like(
    snapshot: Snapshot, segment: Segment, number: int, articles: Sets, start: int, end: int | None
) -> tuple[list[Hit], int]:
    """Those of the articles that have words in common with one, most of them first, without it; and their number."""
    text = segment.text[segment.starts[number] : segment.starts[number + 1]].decode()
    text = FIELD_END.join(field for field in text.split(FIELD_END) if not field.startswith(JOINED))
    counted: dict[str, float] = {}
    for word in analyzers.words(text):
        counted[word] = counted.get(word, 0) + 1
    rare = {word: times * _rarity(snapshot, _with_word(snapshot, word)) for word, times in counted.items()}
    best = sorted(rare, key=lambda word: (-rare[word], word))[:ALIKE_WORDS]
    scores = _nothing(snapshot)
    for word in best:
        _add(snapshot, scores, _with_word(snapshot, word))
    others = [mine & (score > 0) for mine, score in zip(articles, scores, strict=True)]
    others[snapshot.segments.index(segment)][number] = False
    return _best(snapshot, others, scores, scores, start, end), count(others)


def _best(
    snapshot: Snapshot, articles: Sets, worth: Sets, scores: Sets | None, start: int, end: int | None
) -> list[Hit]:
    """From ``start`` up to ``end`` in a total order: by worth, then the newest, then by place."""
    numbers = [np.flatnonzero(mine) for mine in articles]
    sizes = [len(mine) for mine in numbers]
    total = sum(sizes)
    end = total if end is None else min(end, total)
    if start >= end:
        return []
    values = np.concatenate([w[i] for w, i in zip(worth, numbers, strict=True)])
    days = np.concatenate([s.first[i] for s, i in zip(snapshot.segments, numbers, strict=True)])
    kept = np.flatnonzero(values >= np.partition(values, total - end)[total - end])
    kept = kept[np.lexsort((-days[kept], -values[kept]))]
    # Only where articles of the same worth and day meet the stretch asked for does their place have to be read.
    alike = np.flatnonzero(values[kept][1:] != values[kept][:-1]) + 1
    alike = np.union1d(alike, np.flatnonzero(days[kept][1:] != days[kept][:-1]) + 1)
    edges = [0, *alike.tolist(), len(kept)]
    begins = np.cumsum([0, *sizes])
    found: list[Hit] = []
    skipped = 0
    for first, last in pairwise(edges):
        if last <= start:
            skipped = last
            continue
        if first >= end:
            break
        rows = []
        for place in kept[first:last].tolist():
            at = int(np.searchsorted(begins, place, side="right")) - 1
            number = int(numbers[at][place - begins[at]])
            rows.append((snapshot.segments[at].place(number) if last - first > 1 else b"", at, number))
        rows.sort()
        found += [
            Hit(snapshot.segments[at], number, float(scores[at][number]) if scores else 0.0)
            for _place, at, number in rows
        ]
    return found[start - skipped : end - skipped]


def _scores(snapshot: Snapshot, query: Query, loosened: Mapping[Term, tuple[Term, ...]]) -> Sets:
    """BM25F over jieba's words and over the rows themselves, which words alone would miss (names, places)."""
    scores = _nothing(snapshot)
    searched = [part for term in query.terms if term.units for part in loosened.get(term, (term,))]
    searched = [term for term in searched if term.scope in (Scope.ANYWHERE, Scope.HEADLINE, Scope.PEOPLE)]
    for word in sorted({word for term in searched for word in analyzers.words(term.text)}):
        _add(snapshot, scores, _with_word(snapshot, word))
    for term in {term.run: term for term in searched}.values():
        _add(
            snapshot,
            scores,
            [_heaviest([_weights(snapshot, segment, form) for form in term.forms]) for segment in snapshot.segments],
        )
    return scores


def _joined(query: Query, loosened: Mapping[Term, tuple[Term, ...]]) -> Term | None:
    """The terms in one row, if they could stand so."""
    required = [clause.terms for clause in query.clauses if not all(term.negated for term in clause.terms)]
    plain = all(len(terms) == 1 and terms[0].scope is Scope.ANYWHERE and not terms[0].open for terms in required)
    if loosened or len(required) < 2 or not plain:
        return None
    return Term(" ".join(terms[0].text for terms in required))


def _nothing(snapshot: Snapshot) -> Sets:
    return [np.zeros(segment.size) for segment in snapshot.segments]


def _with_word(snapshot: Snapshot, word: str) -> list[Postings]:
    """Of each segment, the articles with a word, and its weight in them."""
    found = []
    for segment in snapshot.segments:
        field = segment.field("words")
        place = field.place(word)
        found.append((field.articles[place], field.weights[place]))
    return found


def _weights(snapshot: Snapshot, segment: Segment, term: Term) -> Postings:
    """The articles in whose texts a term stands, and how heavily: as its least heavy pair does."""
    field, found = segment.field("units"), texts_with(snapshot, segment, term)
    weights = np.full(len(found), 255, np.uint8)
    closed = term.units[:-1] if term.open else term.units
    if not closed:
        return found, np.full(len(found), WEIGHTS["body"], np.uint8)
    for lookup in analyzers.pairs(closed) or [encode(closed)]:
        place = field.place(lookup)
        mine = field.weights[place][np.searchsorted(field.articles[place], found)]
        np.minimum(weights, mine, out=weights)
    return found, weights


def _heaviest(postings: Sequence[Postings]) -> Postings:
    """The articles of several lists, each once, with its greatest weight."""
    if len(postings) == 1:
        return postings[0]
    articles = np.unique(np.concatenate([mine for mine, _weights in postings]))
    heaviest = np.zeros(len(articles), np.uint8)
    for mine, weights in postings:
        places = np.searchsorted(articles, mine)
        heaviest[places] = np.maximum(heaviest[places], weights)
    return articles, heaviest


def _add(snapshot: Snapshot, scores: Sets, postings: Sequence[Postings]) -> None:
    """Add what one word or row is worth in each article that holds it."""
    rarity, norms = _rarity(snapshot, postings), snapshot.once("norms", partial(_norms, snapshot))
    for score, norm, (articles, weights) in zip(scores, norms, postings, strict=True):
        weight = weights.astype(np.float64)
        score[articles] += rarity * (K1 + 1) * weight / (weight + norm[articles])


def _norms(snapshot: Snapshot) -> list[np.ndarray]:
    """Of each segment, what the weights in an article are set against: the longer it is, the more."""
    total = sum(int(segment.lengths[live].sum()) for segment, live in zip(snapshot.segments, snapshot.all, strict=True))
    average = total / max(1, snapshot.size) or 1
    return [K1 * (1 - B + B * np.maximum(segment.lengths / average, 1)) for segment in snapshot.segments]


def _rarity(snapshot: Snapshot, postings: Sequence[Postings]) -> float:
    held = sum(int(live[articles].sum()) for live, (articles, _weights) in zip(snapshot.all, postings, strict=True))
    return log(1 + (snapshot.size - held + 0.5) / (held + 0.5))

"""What is written of an article: its terms with their weights, and its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import chain, pairwise
from typing import Any

from whoosh.fields import FieldType, Schema

from search import analyzers, pronunciation
from search.normalise import REDACTED, encode, forms
from search.ranking import WEIGHTS
from search.segments import FIELD_END, JOINED, SPELLED
from search.whoosh_engine._codec import Counts, Numbers, Texts

SCHEMA_VERSION = "6"  # another one makes every index stale: raise it with every change of what is written

VALUES = (
    "paper",
    "issue",
    "page",
    "kind",
    "column",
    "pagename",
    "author",
    "source",
    "year",
    "month",
)  # what is filtered by and counted
Forms = tuple[tuple[str, ...], ...]  # rows of units, as ``search.normalise.forms`` gives them


class Column(FieldType):
    """A field that is no more than its column."""

    indexed = stored = False

    def __init__(self, column: Any) -> None:
        super().__init__(None, None)
        self.column_type = column

    def to_column_value(self, value: Any) -> Any:
        return value

    def from_column_value(self, value: Any) -> Any:
        return value


SCHEMA = Schema(
    key=Counts(),  # ``key`` to ``month``: terms
    units=Counts(),  # each unit, and each pair of neighbours
    words=Counts(),  # jieba's
    sounds=Counts(),  # how headlines, columns, authors and the words of headlines are typed, with what that stands for
    **{name: Counts() for name in VALUES},
    pk=Column(Numbers("<i8")),
    first=Column(Numbers("<i4")),  # days, proleptic Gregorian ordinals; 0 if not known
    last=Column(Numbers("<i4")),
    length=Column(Numbers("<u4")),  # in words, weighted
    group=Column(Numbers("<u4")),  # bytes of ``text`` that are the headline group
    people=Column(Numbers("<u4")),  # bytes of it before the people
    text=Column(Texts()),  # the folded fields, encoded, each form with FIELD_END: headlines, body, captions, people
    place=Column(Texts()),  # orders the articles of a day, and ends with the key
    digest=Column(Texts()),  # of all that was prepared: another one, and the article has changed since
)


def document(prepared: dict[str, Any]) -> dict[str, Any]:
    """The Whoosh document of what Haystack prepared of an article."""
    group = [(prepared[name], WEIGHTS[name]) for name in ("kicker", "headline", "deck")]
    body = [(prepared["text"], WEIGHTS["body"]), *((text, WEIGHTS["caption"]) for text in prepared["captions"])]
    people = [(text, WEIGHTS["body"]) for text in prepared["people"]]
    found: Counter[str] = Counter()
    words: Counter[str] = Counter()
    read = [_read(text, weight, found, words) for text, weight in [*group, *body, *people]]
    for text in prepared["crossheads"]:
        _read(text, WEIGHTS["crosshead"] - WEIGHTS["body"], found, words)
    whole, between = _as_one(read[: len(group)])
    for pair in between:
        found[pair] += WEIGHTS["body"]
    fields = [_written(each) for each in [whole, *read[len(group) :]]]
    return {
        "key": {prepared["key"]: 1},
        "units": {term: weight for term, weight in found.items() if REDACTED not in term},
        "words": words,
        "sounds": dict.fromkeys(_sounds(prepared), 1),
        **{name: dict.fromkeys(_values(prepared[name]), 1) for name in VALUES},
        "pk": int(prepared["django_id"]),
        "first": _ordinal(prepared.get("day")),  # Haystack leaves out what is None
        "last": _ordinal(prepared.get("last_day")),
        "length": words.total(),
        "group": len(fields[0]),
        "people": sum(map(len, fields[: 1 + len(body)])),
        "text": b"".join(fields),
        "place": prepared["place"].encode(),
        "digest": digest(prepared),
    }


def digest(prepared: dict[str, Any]) -> bytes:
    """A short word for what Haystack prepared of an article: another one for anything else."""
    return blake2b(repr(sorted(prepared.items())).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _read(text: str, weight: int, found: Counter[str], words: Counter[str]) -> Forms:
    """Add a text's terms and words, each as often as it stands there times its weight; its rows of units.

    What stands in both forms is counted in the one in which it stands more often.
    """
    first, *others = rows = forms(text)
    terms = Counter(analyzers.terms(first))
    for row in others:
        terms |= Counter(analyzers.terms(row))
    for counts, these in ((found, terms), (words, Counter(analyzers.words(text)))):
        for term, times in these.items():
            counts[term] += times * weight
    return rows


def _as_one(texts: Sequence[Forms]) -> tuple[Forms, set[str]]:
    """Texts that are one field, and the pairs where one ends and the next begins."""
    wholes, between = [], set()
    for form in (0, -1):
        rows = [rows[form] for rows in texts if rows[form]]
        wholes.append(tuple(chain.from_iterable(rows)))
        between |= {encode((above[-1], below[0])) for above, below in pairwise(rows)}
    return tuple(dict.fromkeys(wholes)), between


def _written(rows: Forms) -> bytes:
    """A field in all its forms: each is searched as a field of the same region."""
    first, *others = (encode(row) + FIELD_END for row in rows)
    return "".join((first, *(JOINED + row for row in others))).encode()


def _sounds(prepared: dict[str, Any]) -> Iterator[str]:
    for name in ("headline", "column", "author"):
        for value in _values(prepared[name]):
            for spelled in pronunciation.spellings(value):
                yield SPELLED.join((spelled, name, value))
    # Words are met by their whole spelling alone: it begins with a sign that nobody types.
    for word in {word for name in ("kicker", "headline", "deck") for word in analyzers.words(prepared[name])}:
        for spelled in pronunciation.spellings(word)[:1]:
            yield SPELLED.join(("", spelled, word))


def _values(value: str | list[str]) -> list[str]:
    """What an article is filtered and counted by, and suggested by: nothing of which some is redacted."""
    return [each for each in ([value] if isinstance(value, str) else value) if each and REDACTED not in each]


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0

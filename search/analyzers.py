"""What is indexed of a text and searched for: units and their pairs to match exactly, jieba's words to rank by."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from operator import add
from typing import Any

from django.conf import settings

from search.folding import encode, encoded, simplified

DICTIONARY = f"jieba {version('jieba')}"  # what the words of an index were cut with


def terms(row: Sequence[str]) -> list[str]:
    """The index terms of a field's row of units, as often as they stand in it: each unit, each pair of neighbours.

    >>> terms(["肉", "牛", "5"])
    ['肉', '牛', ' 5 ', '肉牛', '牛 5 ']
    """
    spelled = list(map(encoded, row))
    return spelled + list(map(add, spelled, spelled[1:]))


def pairs(row: Sequence[str]) -> list[str]:
    """The pairs of neighbours: all of them stand wherever the row stands."""
    return terms(row)[len(row) :]


def words(text: str) -> Iterator[str]:
    """The words to rank ``text`` by, long words with the shorter ones inside them; folded. Lone characters say little."""
    return (word for word in _jieba().cut_for_search(simplified(text)) if len(word) > 1 and _SAYS.search(word))


_SAYS = re.compile(r"[^\W_]")  # a letter, a digit


def split(row: Sequence[str]) -> tuple[str, ...]:
    """A row of units cut into its words, each once.

    >>> split(units("肉牛产业高质量发展"))
    ('肉牛', '产业', '高质量', '发展')
    """
    return tuple(dict.fromkeys(filter(None, map(str.strip, _jieba().cut(encode(row))))))


@cache
def _jieba() -> Any:
    """jieba, its dictionary loaded, which takes a second: the first time words are needed.

    Its cache lies with our data; its default place is a folder that others can write to.
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    folder = settings.DATA_DIR / "jieba"
    folder.mkdir(parents=True, exist_ok=True)
    jieba.dt.tmp_dir = str(folder)
    jieba.initialize()
    return jieba


def warm_up() -> None:
    """Load dictionary and folding table now: before a server forks, so that its workers share them."""
    list(words("报藏"))

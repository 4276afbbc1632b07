"""What is indexed of a text and searched for: units and their pairs to match exactly, jieba's words to rank by."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from itertools import accumulate, pairwise
from operator import add
from pathlib import Path
from typing import Any

from django.conf import settings

from search.normalise import REDACTED, encode, encoded, simplified

LOG = logging.getLogger(__name__)
USERDICT = "userdict.txt"  # of places, offices, newspapers; beside this file, and one's own in DATA_DIR


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


def cut(text: str) -> list[str]:
    """A stretch of text in its words and signs, nothing left out."""
    return list(_jieba().cut(text))


def split(row: Sequence[str]) -> tuple[str, ...]:
    """A row of units cut into its words, each once. A word is of whole units, wherever jieba would cut.

    >>> split(units("肉牛产业高质量发展"))
    ('肉牛', '产业', '高质量', '发展')
    """
    spelled = encode(row)
    ends = set(accumulate(len(encoded(unit)) for unit in row))
    cuts = [end for end in accumulate(map(len, _jieba().cut(spelled))) if end in ends]
    words = (spelled[start:end].strip() for start, end in pairwise([0, *cuts]))
    return tuple(dict.fromkeys(word for word in words if word != REDACTED))


@cache
def dictionary() -> str:
    """What the words of an index are cut with now: another one makes it stale."""
    words = b"".join(path.read_bytes() for path in _userdicts())
    return f"jieba {version('jieba')} {hashlib.sha256(words).hexdigest()[:12]}"


def _userdicts() -> list[Path]:
    return [path for path in (Path(__file__).with_name(USERDICT), settings.DATA_DIR / USERDICT) if path.exists()]


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
    for path in _userdicts():
        jieba.load_userdict(list(entries(path)))
    return jieba


def entries(path: Path) -> Iterator[str]:
    """The lines of a dictionary that are words: not comments, not what jieba could not read."""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        entry = line.partition("#")[0].split()
        if not entry:
            continue
        if len(entry) > 3 or (len(entry) > 1 and not entry[1].isdecimal()):
            LOG.warning("%s, line %d is no word with its frequency: %s", path, number, line.strip())
            continue
        yield " ".join(entry)


def warm_up() -> None:
    """Load dictionary and folding table now: before a server forks, so that its workers share them."""
    list(words("报藏"))

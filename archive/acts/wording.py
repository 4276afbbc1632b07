"""The texts of a state (see ``archive.acts.versions``): where each stands in it, and of which received characters it was
made. A path names a text: ``("parts", 0, "blocks", 2, "text")``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from archive.acts.versions import pieces
from archive.models import Article, ArticlePart, Byline, Photo
from archive.parsing.types import BLOCK_ROLES, HEAD_ROLES
from archive.spans import masking

Path = tuple[str | int, ...]
Owned = list[tuple[int, int]]  # received characters, each as text and place
Pieces = Callable[[dict, Iterable[str]], Owned]  # those that a part or photo has, of these roles or of any

_SAID = (*HEAD_ROLES, "genre", "message_head", "agency", "dateline_place", "dateline_date", "source")
_PERSON = {"name": 0, "role": 1, "affiliation": 2}


def texts(state: dict) -> list[str]:
    """All that a state says in words."""
    return [text_at(state, path) for path in paths(state)]


def paths(state: dict) -> Iterator[Path]:
    """Where its texts stand."""
    yield from ((name,) for name in _SAID)
    yield from (("people", number, place) for number in range(len(state["people"])) for place in _PERSON.values())
    for number, part in enumerate(state["parts"]):
        yield from block_paths(number, part)
    yield from (("photos", number, name) for number in range(len(state["photos"])) for name in ("caption", "credit"))


def block_paths(number: int, part: dict) -> list[Path]:
    """Where the texts of a part's blocks stand; ``number`` is the part's in its state."""
    return [("parts", number, "blocks", order, "text") for order in range(len(part["blocks"]))]


def owned_of(received: dict[int, str]) -> Pieces:
    """What parts and photos have of these received texts."""
    return lambda piece, roles: masking.owned(received, piece["source"], piece["spans"], roles)


def made_of(state: dict, owned: Pieces) -> Iterator[tuple[list[Path], Owned]]:
    """The texts that were made of received characters, one or several in a row, and these characters.

    Blocks come first each with the characters at its own place, wherever among the others an editor has put it, then all
    of a part in a row, unless the blocks' places are all that it has.
    """
    for name, role in HEAD_ROLES.items():
        yield [(name,)], [each for part in state["parts"] for each in owned(part, (role,))]
    for number, part in enumerate(state["parts"]):
        row = block_paths(number, part)
        rest = dict.fromkeys(owned(part, BLOCK_ROLES))
        said = list(rest)
        for path, block in zip(row, part["blocks"], strict=True):
            if mine := owned({"source": part["source"], "spans": block.get("spans", ())}, ()):
                yield [path], mine
                for each in mine:
                    rest.pop(each, None)
        if rest:
            yield row, said
    for number, photo in enumerate(state["photos"]):
        yield [("photos", number, "caption"), ("photos", number, "credit")], owned(photo, ())


def named_of(state: dict, owned: Pieces) -> Iterator[tuple[Path, Owned]]:
    """The names and the like, each with the received characters among which it stands as it is."""
    said = [each for part in state["parts"] for each in owned(part, ())]
    for number in range(len(state["people"])):
        yield ("people", number, 0), said
    yield ("message_head",), said
    for number, photo in enumerate(state["photos"]):
        yield ("photos", number, "credit"), owned(photo, ())


def spans(state: dict) -> Iterator[tuple[int, int, int]]:
    """The stretches of received texts that a state has, each as text, start and end."""
    for piece in pieces(state):
        yield from ((piece["source"], start, end) for start, end, *_role in piece["spans"])


def dealt(value: Any, row: Sequence[Path], marks: dict[int, Any]) -> Iterator[tuple[Path, dict[int, Any]]]:
    """Marks of characters of several texts in a row, counted through, as marks of each of them."""
    start = 0
    for path in row:
        end = start + len(text_at(value, path))
        yield path, {at - start: mark for at, mark in marks.items() if start <= at < end}
        start = end


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text within a JSON value."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | dict):
        for step, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(each, (*path, step))


def text_at(value: Any, path: Path) -> str:
    """The text at a path."""
    for step in path:
        value = value[step]
    return value


def has_text(value: Any, path: Path) -> bool:
    """Whether there is a text at a path."""
    try:
        return isinstance(text_at(value, path), str)
    except (LookupError, TypeError):
        return False


def with_text(value: Any, path: Path, text: str) -> Any:
    """The value with another text at the path; what it is made of is not touched."""
    if not path:
        return text
    step, *rest = path
    if isinstance(value, list):
        return [with_text(each, tuple(rest), text) if at == step else each for at, each in enumerate(value)]
    return value | {step: with_text(value[step], tuple(rest), text)} if step in value else value


def spelt(path: Path) -> str:
    """The path as it is stored."""
    return ".".join(map(str, path))


def path_of(place: str) -> Path:
    """The path that ``spelt`` wrote."""
    return tuple(int(step) if step.isdecimal() else step for step in place.split("."))


def write(article: Article, state: dict) -> None:
    """Write what a state says to the article that it is the state of, in the words only."""
    said = {name: state[name] for name in _SAID if state[name] != getattr(article, name)}
    if said:
        Article.objects.filter(pk=article.pk).update(**said)
    for part, now in zip(article.parts.all(), state["parts"], strict=True):
        if part.blocks != now["blocks"]:
            ArticlePart.objects.filter(pk=part.pk).update(blocks=now["blocks"])
    for byline, now in zip(article.bylines.all(), state["people"], strict=True):
        Byline.objects.filter(pk=byline.pk).update(**{name: now[place] for name, place in _PERSON.items()})
    for photo, now in zip(article.photos.all(), state["photos"], strict=True):
        if (photo.caption, photo.credit) != (now["caption"], now["credit"]):
            Photo.objects.filter(pk=photo.pk).update(caption=now["caption"], credit=now["credit"])

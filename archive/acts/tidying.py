"""What an editor takes out of an article is hidden in the public received text as well.

Whoever deletes a paragraph does not expect it beside the article all the same. What was lost stays in the received text,
and in the article's former version: a redaction of reach ``source`` can be lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from archive.acts.wording import Path, block_paths, dealt, made_of, owned_of, text_at, texts
from archive.models import Article, ArticlePart, ChangeSet, Photo, Redaction, SourceText, Tombstone
from archive.parsing.types import HEAD_ROLES
from archive.spans.masking import changes

LEAST = 8  # characters in a row; fewer are put right, not taken out


def hide_lost(article: Article, before: dict, after: dict, changeset: ChangeSet) -> list[Redaction]:
    """Redact in the received text what an article said before an edit and says no more: a whole block, or characters in a
    row. ``before`` and ``after`` are its states. In the transaction of the edit.

    What another article says now, or what was only put elsewhere, is not lost.
    """
    if texts(before) == texts(after):
        return []
    sources = SourceText.objects.select_related("page").in_bulk(
        {piece["source"] for piece in chain(before["parts"], before["photos"])} - {None}
    )
    said_now = _signs("".join(texts(after)))
    made = []
    for source, start, end in _lost(before, after, {pk: each.text for pk, each in sources.items()}, said_now):
        if not _is_taken(source, start, end, article):
            made.append(
                Redaction.objects.create(
                    source=sources[source],
                    start=start,
                    end=end,
                    page=sources[source].page,
                    kind=Tombstone.Kind.ERROR,
                    reach=Redaction.Reach.SOURCE,
                    by=changeset.by,
                    changeset=changeset,
                )
            )
    return made


def bring_to_light(undone: ChangeSet, by: AbstractUser | None) -> None:
    """Lift what an edit that is taken back hid."""
    mine = Redaction.objects.standing().filter(changeset=undone, reach=Redaction.Reach.SOURCE)
    mine.update(lifted=timezone.now(), lifted_by=by)


def _lost(before: dict, after: dict, received: dict[int, str], said_now: str) -> Iterator[tuple[int, int, int]]:
    places: dict[Path, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row, said in made_of(before, owned_of(received)):
        signs = {path: _signs(text_at(before, path)) for path in row}
        marks = dict(_places("".join(signs.values()), said, received))
        for path, mine in dealt(signs, [(path,) for path in row], marks):
            places[path[0]] = mine | places[path[0]]
    for row, now in _texts(before, after):
        mine = [_signs(text_at(before, path)) for path in row]
        lost = [
            places[row[number]][at]
            for number, start, end in _gone(mine, _signs(now))
            if mine[number][start:end] not in said_now
            for at in range(start, end)
            if at in places[row[number]]
        ]
        yield from _stretches(sorted(lost), received)


def _texts(before: dict, after: dict) -> Iterator[tuple[list[Path], str]]:
    """The texts of the article before, those in a row that an edit goes through as one, and what stands for them now."""
    for name in HEAD_ROLES:
        yield [(name,)], after[name]
    now = "".join(block["text"] for part in after["parts"] for block in part["blocks"])
    for number, part in enumerate(before["parts"]):
        yield block_paths(number, part), now
    captions = "".join(photo["caption"] + photo["credit"] for photo in after["photos"])
    for number in range(len(before["photos"])):
        yield [("photos", number, "caption"), ("photos", number, "credit")], captions


def _gone(blocks: list[str], after: str) -> Iterator[tuple[int, int, int]]:
    """What is gone of the blocks, each piece of one, whose number comes first: whole blocks, and rows of characters that
    are long enough."""
    borders = [0, *accumulate(map(len, blocks))]
    text = "".join(blocks)
    for tag, start, end, _begin, _end in changes(text, after):
        if tag in ("delete", "replace"):
            for number, (first, last) in enumerate(pairwise(borders)):
                piece = max(start, first), min(end, last)
                if piece[0] < piece[1] and (end - start >= LEAST or piece == (first, last)):
                    yield number, piece[0] - first, piece[1] - first


def _places(
    text: str, pieces: list[tuple[int, int]], received: dict[int, str]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Of each character of the text, which of the received ones it is; nothing of one that was typed."""
    theirs = "".join(received[source][place] for source, place in pieces)
    for tag, start, end, begin, _end in changes(text, theirs):
        if tag == "equal":
            yield from ((at, pieces[begin + at - start]) for at in range(start, end))


def _stretches(places: list[tuple[int, int]], received: dict[int, str]) -> Iterator[tuple[int, int, int]]:
    """The received characters as stretches; only spaces between two of them do not part one."""
    run: list[tuple[int, int]] = []
    for source, place in places:
        if run and (run[-1][0] != source or received[source][run[-1][1] + 1 : place].strip()):
            yield run[0][0], run[0][1], run[-1][1] + 1
            run = []
        run.append((source, place))
    if run:
        yield run[0][0], run[0][1], run[-1][1] + 1


def _is_taken(source: int, start: int, end: int, article: Article) -> bool:
    """Whether another article, or a picture outside any, has these characters now."""
    pieces = chain(
        ArticlePart.objects.filter(source=source).exclude(article=article).values_list("spans", flat=True),
        Photo.objects.filter(source=source).exclude(article=article).values_list("spans", flat=True),
        Photo.objects.filter(source=source, article=None).values_list("spans", flat=True),
    )
    return any(first < end and start < last for spans in pieces for first, last, *_role in spans)


def _signs(text: str) -> str:
    return "".join(text.split())

"""Where each ▇ of the record came from, kept as ``Masked`` through every act: by that it is taken out again.

A text that says ▇ goes on to a former version with the first edit after, and comes back from there with an undo; what is
noted of it goes with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from archive.acts import wording
from archive.acts.masks import rows_of
from archive.acts.versions import pieces
from archive.models import ArticleVersion, Masked
from archive.models.lots import LOT, lots
from archive.spans.masking import REDACTED, known_again


@dataclass(frozen=True, slots=True)
class Written:
    """An article that an act wrote to: as it was, the number under which that is kept, None if it is not, and as it is,
    None if it is deleted."""

    key: str
    before: dict
    number: int | None
    after: dict | None


def noted_of(keys: Iterable[str]) -> set[str]:
    """Those of the articles, by key, of which anything is noted."""
    rows = (Masked.objects.filter(key__in=lot).order_by() for lot in lots(keys))
    return {key for found in rows for key in found.values_list("key", flat=True).distinct()}


def carry(articles: Iterable[Written], *, undoing: bool) -> None:
    """Let what is noted of articles go with their texts: into the version that is kept, through an edit, and with an undo
    back from the former version that says the same."""
    written = {each.key: each for each in articles}
    noted = grouped(
        row for lot in lots(written) for row in Masked.objects.filter(key__in=lot).select_related("redaction")
    )
    stale: list[int] = []
    rows: list[Masked] = []
    for key in {key for key, _number in noted}:
        each, mine = written[key], noted.get((key, None), [])
        if each.number is not None:
            rows += (_copy(row, each.number) for row in mine if is_there(each.before, row))
        foreign = [row for row in mine if _is_of_another_text(row, each.after)]
        stale += (row.pk for row in foreign)
        mine = [row for row in mine if row not in foreign]
        before, after = _rows(each.before), _rows(each.after) if each.after else {}
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        stale += (row.pk for row in mine if _name(wording.path_of(row.place)) in changed)
        former = {
            number: found for (of, number), found in noted.items() if undoing and of == key and number is not None
        }
        for name in changed:
            if any(REDACTED in text for text in after.get(name, {}).values()):
                again = _brought_back(key, name, after[name], former)
                rows += again if again is not None else _edited(key, name, before.get(name, {}), after[name], mine)
    for lot in lots(stale):
        Masked.objects.filter(pk__in=lot).delete()
    Masked.objects.bulk_create(rows, batch_size=LOT)


def _rows(state: dict) -> dict[wording.Path, dict[wording.Path, str]]:
    """The texts of a state in rows that an edit goes through as one: the blocks of a part, those who signed."""
    found: dict[wording.Path, dict[wording.Path, str]] = defaultdict(dict)
    for path in wording.paths(state):
        found[_name(path)][path] = wording.text_at(state, path)
    return found


def _name(path: wording.Path) -> wording.Path:
    return path[: 2 if path[0] in ("parts", "photos") else 1]


def _is_of_another_text(row: Masked, state: dict | None) -> bool:
    """Whether what the article says was read anew, from a text of which the redaction is not: that hides it by its own."""
    source, read_from = row.redaction.source_id, {piece["source"] for piece in pieces(state)}
    return source is not None and bool(read_from) and source not in read_from


def _brought_back(
    key: str, name: wording.Path, texts: dict[wording.Path, str], former: dict[int, list[Masked]]
) -> list[Masked] | None:
    """What is noted of these very texts in a former version, None if none says them."""
    for version in ArticleVersion.objects.filter(key=key, number__in=former).order_by("-number"):
        if _rows(version.unpacked).get(name) == texts:
            return [_copy(row, None) for row in former[version.number] if _name(wording.path_of(row.place)) == name]
    return None


def _edited(
    key: str,
    name: wording.Path,
    before: dict[wording.Path, str],
    after: dict[wording.Path, str],
    rows: Iterable[Masked],
) -> Iterator[Masked]:
    """What is noted of texts that were edited, of each ▇ that is known again."""
    if name == ("people",) and len(before) != len(after):
        return  # which of two names that say ▇▇▇ is gone, nobody knows
    starts = dict(zip(before, accumulate(map(len, before.values()), initial=0), strict=False))
    notes: dict[int, tuple[int, int | None]] = {}
    for row in rows:
        path = wording.path_of(row.place)
        if path in before and len(before[path]) == row.length:
            places = range(starts[path] + row.at, starts[path] + row.at + len(row.origins))
            notes |= {at: (row.redaction_id, origin) for at, origin in zip(places, row.origins, strict=True)}
    again = known_again("".join(after.values()), "".join(before.values()))
    marks = {now: notes[then] for now, then in again.items() if then in notes}
    for path, mine in wording.dealt(after, [(each,) for each in after], marks):
        yield from rows_of(after[path[0]], mine, key, None, path[0])


def _copy(row: Masked, number: int | None) -> Masked:
    names = ("redaction_id", "key", "place", "length", "at", "origins")
    return Masked(number=number, **{name: getattr(row, name) for name in names})


def is_there(value: Any, row: Masked, inner: int = 0) -> bool:
    """Whether the text is still the one of which the row is noted; ``inner`` steps of its path lead to the value."""
    path = wording.path_of(row.place)[inner:]
    return wording.has_text(value, path) and len(wording.text_at(value, path)) == row.length


def grouped(rows: Iterable[Masked]) -> dict[tuple[str, int | None], list[Masked]]:
    """The rows by article and version, None for the present one."""
    grouped: dict[tuple[str, int | None], list[Masked]] = defaultdict(list)
    for row in rows:
        grouped[row.key, row.number].append(row)
    return grouped

"""Putting ▇ into the record and its versions, noting where each came from, and taking it out again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db.models import Model, Q

from archive import disclosure
from archive.acts.versions import state_of, whole
from archive.masking import REDACTED, Origin, Words, owned
from archive.models import (
    Article,
    ArticlePart,
    ArticleVersion,
    Byline,
    ChangeSet,
    Masked,
    Page,
    Photo,
    Reading,
    Redaction,
    SourceText,
    Teaser,
)
from archive.parsing.types import BLOCK_ROLES, HEAD_ROLES

Path = tuple[str | int, ...]
Found = dict[Path, dict[int, Origin]]  # of each text of a state, which characters are to be masked

_SAID = (*HEAD_ROLES, "genre", "message_head", "agency", "dateline_place", "dateline_date", "source")
_LOOSE: dict[type[Model], tuple[str, ...]] = {Teaser: ("headline",), Photo: ("caption", "credit")}
_LOOSE_ONLY = {Photo: {"article": None}}
_PERSON = {"name": 0, "role": 1, "affiliation": 2}


class Masks:
    """The texts of the record and of versions that redactions of these received texts reach; ``keys`` are those of the
    articles that were changed."""

    def __init__(self, *sources: SourceText | None) -> None:
        self._sources = {source.pk: source for source in sources if source is not None}
        self.keys: set[str] = set()

    # --- Putting ▇ in ---

    def put(self, words: Words, made: Sequence[Redaction], articles: Collection[Article]) -> None:
        """Mask the words in these articles, in their former versions and in those of whatever else said these very
        characters, in teasers, and in what is kept of how the texts were read."""
        self._words, self._made = words, made
        self._texts = {
            pk: disclosure.redacted(source, Redaction.Reach.EVERYWHERE) for pk, source in self._sources.items()
        }
        rows: list[Masked] = []
        for article in whole([article.pk for article in articles]):
            rows += self._mask_record(article)
        rows += self._mask_versions(articles)
        rows += self._mask_loose(articles)
        Masked.objects.bulk_create(rows, batch_size=500)
        self._mask_readings(articles)

    def _mask_record(self, article: Article) -> Iterator[Masked]:
        state = state_of(article)
        found = self._found(state)
        if found:
            self.keys.add(article.key)
            yield from self._rows(state, found, article.key, None)
            _write(article, _changed(state, found))

    def _mask_versions(self, articles: Collection[Article]) -> Iterator[Masked]:
        own = {article.key for article in articles}
        for version in ArticleVersion.objects.filter(self._may_say(articles)).iterator(chunk_size=100):
            state = version.unpacked
            if version.key not in own and not any(
                words_here for words_here in (self._words.hides(*span) for span in _spans(state))
            ):
                continue
            if found := self._found(state):
                self.keys.add(version.key)
                yield from self._rows(state, found, version.key, version.number)
                version.state = ArticleVersion.packed(_changed(state, found))
                version.save(update_fields=["state"])

    def _may_say(self, articles: Collection[Article]) -> Q:
        """Versions of the articles, and of all that stand or stood in the same issues or were read from the same texts."""
        issues = {article.page.issue for article in articles} | {
            source.page.issue for source in self._sources.values() if source.page
        }
        beside = Article.objects.filter(
            Q(page__issue__in=issues) | Q(parts__page__issue__in=issues) | Q(parts__source__in=self._sources)
        )
        found = Q(key__in=[*beside.values_list("key", flat=True).distinct(), *(article.key for article in articles)])
        for issue in issues:  # of articles that are deleted
            found |= Q(key__startswith=f"{issue.newspaper.slug}-{issue.slug}-")
        return found

    def _mask_loose(self, articles: Collection[Article]) -> Iterator[Masked]:
        """Teasers, and pictures that stand outside any article: of the same issues, or read from the same texts."""
        issues = {article.page.issue_id for article in articles}
        near = Q(page__issue__in=issues) | Q(source__in=self._sources)
        for model, names in _LOOSE.items():
            for record in model.objects.filter(near, **_LOOSE_ONLY.get(model, {})):
                for name in names:
                    text = getattr(record, name)
                    marks = self._words.made_from(text, owned(self._texts, record.source_id, record.spans))
                    marks |= {at: origin for at, origin in self._words.alike(text).items() if at not in marks}
                    if marks := _visible(text, marks):
                        yield from self._runs(text, marks, "", None, (model._meta.model_name, record.pk, name))
                        model.objects.filter(pk=record.pk).update(**{name: _put(text, marks)})

    def _mask_readings(self, articles: Collection[Article]) -> None:
        """What the parser said of the texts, and what an import remembers of the articles: never public, but what comes
        of it may be."""
        for source in self._sources.values():
            mask_reading(source, self._words)
            if source.page is not None:
                Page.objects.filter(pk=source.page_id).update(staff=masked_in(source.page.staff, self._words))
        self._mask_effects()
        pks = [article.pk for article in articles]
        for model, mine in ((Article, Q(pk__in=pks)), (ArticlePart, Q(article__in=pks)), (Photo, Q(article__in=pks))):
            for record in model.objects.filter(mine).only("parsed"):
                if (parsed := masked_in(record.parsed, self._words)) != record.parsed:
                    model.objects.filter(pk=record.pk).update(parsed=parsed)

    def _mask_effects(self) -> None:
        """What acts keep of the fields of pages and pictures, by which undoing them would write the words again."""
        photos = Photo.objects.filter(source__in=self._sources).values_list("pk", flat=True)
        names = [f"photo:{pk}" for pk in photos]
        names += [f"page:{source.page_id}" for source in self._sources.values() if source.page_id]
        for act in ChangeSet.objects.filter(effects__has_key="fields") if names else ():
            if not act.effects["fields"].keys().isdisjoint(names):
                ChangeSet.objects.filter(pk=act.pk).update(effects=masked_in(act.effects, self._words))

    # --- Where the words stand in a state ---

    def _found(self, state: dict) -> Found:
        found: Found = {path: {} for path in _paths(state)}
        for marks_of_path in (self._in_heads(state), self._in_blocks(state), self._in_photos(state)):
            for path, marks in marks_of_path:
                found[path] |= marks
        named = [*(("people", number, 0) for number in range(len(state["people"]))), ("message_head",)]
        said = [each for part in state["parts"] for each in self._owned(part, ())]
        for path in named:
            found[path] |= self._words.named_in(_at(state, path), said)
        for path, marks in found.items():
            text = _at(state, path)
            marks |= {at: origin for at, origin in self._words.alike(text).items() if at not in marks}
            found[path] = _visible(text, marks)
        return {path: marks for path, marks in found.items() if marks}

    def _owned(self, piece: dict, roles: Iterable[str]) -> list[tuple[int, int]]:
        return owned(self._texts, piece["source"], piece["spans"], roles)

    def _in_heads(self, state: dict) -> Iterator[tuple[Path, dict[int, Origin]]]:
        for name, role in HEAD_ROLES.items():
            said = [each for part in state["parts"] for each in self._owned(part, (role,))]
            yield (name,), self._words.made_from(state[name], said)

    def _in_blocks(self, state: dict) -> Iterator[tuple[Path, dict[int, Origin]]]:
        for number, part in enumerate(state["parts"]):
            texts = [block["text"] for block in part["blocks"]]
            marks = self._words.made_from("".join(texts), self._owned(part, BLOCK_ROLES))
            start = 0
            for order, text in enumerate(texts):
                here = {at - start: origin for at, origin in marks.items() if start <= at < start + len(text)}
                yield ("parts", number, "blocks", order, "text"), here
                start += len(text)

    def _in_photos(self, state: dict) -> Iterator[tuple[Path, dict[int, Origin]]]:
        for number, photo in enumerate(state["photos"]):
            caption, credit = photo["caption"], photo["credit"]
            marks = self._words.made_from(caption + credit, self._owned(photo, ()))
            yield ("photos", number, "caption"), {at: origin for at, origin in marks.items() if at < len(caption)}
            in_credit = {at - len(caption): origin for at, origin in marks.items() if at >= len(caption)}
            yield ("photos", number, "credit"), in_credit | self._words.named_in(credit, self._owned(photo, ()))

    def _rows(self, state: dict, found: Found, key: str, number: int | None) -> Iterator[Masked]:
        for path, marks in found.items():
            yield from self._runs(_at(state, path), marks, key, number, path)

    def _runs(self, text: str, marks: dict[int, Origin], key: str, number: int | None, path: Path) -> Iterator[Masked]:
        """The masked characters in runs, each of one redaction."""
        run: Masked | None = None
        for at in sorted(marks):
            redaction = self._made[marks[at].redaction]
            if run is None or run.redaction != redaction or at != run.at + len(run.origins):
                if run is not None:
                    yield run
                run = Masked(
                    redaction=redaction, key=key, number=number, place=_spelt(path), length=len(text), at=at, origins=[]
                )
            run.origins.append(marks[at].place)
        if run is not None:
            yield run

    # --- Taking ▇ out ---

    def lift(self, redaction: Redaction) -> int:
        """Write again what the redaction masked, from the received text; returns how many characters stay masked."""
        if redaction.source_id is None:
            return sum(len(row.origins) for row in redaction.masked.filter(number=None))
        text = redaction.source.text
        others = Redaction.objects.everywhere().filter(source=redaction.source_id).exclude(pk=redaction.pk)
        hidden = {place: other for other in others for place in range(other.start, other.end)}
        left = 0
        for (key, number), rows in _grouped(redaction.masked.all()).items():
            read, write = self._record_or_version(key, number, rows)
            if read is None:
                continue
            state, taken = read, 0
            for row in rows:
                path = _parsed(row.place)
                before = _at(state, path) if _has(state, path) else ""
                after = _restored(before, row, text, hidden)
                taken += sum(1 for one, other in zip(before, after, strict=True) if one != other)
                state = _set(state, path, after)
                self._hand_on(row, hidden)
            left += sum(len(row.origins) for row in rows) - taken if number is None else 0
            if taken:
                write(state)
                self.keys |= {key} - {""}
        return left

    def _record_or_version(
        self, key: str, number: int | None, rows: Sequence[Masked]
    ) -> tuple[dict | None, Callable[[dict], None]]:
        """What a redaction masked as a state, and what writes another in its place; None if it is there no more."""
        if not key:
            return _loose_state(rows), _write_loose
        if number is not None:
            version = ArticleVersion.objects.filter(key=key, number=number).first()
            if version is None:
                return None, _write_loose

            def write(state: dict) -> None:
                version.state = ArticleVersion.packed(state)
                version.save(update_fields=["state"])

            return version.unpacked, write
        article = next(iter(whole(Article.objects.filter(key=key).values_list("pk", flat=True))), None)
        if article is None:
            return None, _write_loose
        return state_of(article), lambda state: _write(article, state)

    @staticmethod
    def _hand_on(row: Masked, hidden: dict[int, Redaction]) -> None:
        """Note of what another redaction hides that it is masked by that one from now on."""
        other = next((hidden[place] for place in row.origins if place in hidden), None)
        if other is not None:
            Masked.objects.filter(pk=row.pk).update(redaction=other)


def _loose_state(rows: Sequence[Masked]) -> dict:
    state: dict[str, dict[int, dict[str, str]]] = {}
    for model, names in _LOOSE.items():
        pks = [path[1] for path in map(_parsed, (row.place for row in rows)) if path[0] == model._meta.model_name]
        found = model.objects.in_bulk(pks)
        state[model._meta.model_name] = {
            pk: {name: getattr(record, name) for name in names} for pk, record in found.items()
        }
    return state


def _write_loose(state: dict) -> None:
    for model in _LOOSE:
        for pk, said in state[model._meta.model_name].items():
            model.objects.filter(pk=pk).update(**said)


def _write(article: Article, state: dict) -> None:
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


def mask_reading(source: SourceText, words: Words) -> None:
    """Mask the words in what was read of a received text, and in the doubts about it."""
    SourceText.objects.filter(pk=source.pk).update(warnings=masked_in(source.warnings, words))
    if (reading := Reading.objects.filter(source=source).first()) is not None:
        items = masked_in(reading.unpacked, words)
        Reading.objects.filter(source=source).update(items=Reading.packed(items))


def masked_in(value: Any, words: Words) -> Any:
    """A JSON value with the words masked wherever they stand in it."""
    if isinstance(value, str):
        return _put(value, words.alike(value))
    if isinstance(value, list):
        return [masked_in(each, words) for each in value]
    if isinstance(value, dict):
        return {name: masked_in(each, words) for name, each in value.items()}
    return value


def texts(state: dict) -> list[str]:
    """All that a state says in words."""
    return [_at(state, path) for path in _paths(state)]


def _paths(state: dict) -> Iterator[Path]:
    yield from ((name,) for name in _SAID)
    yield from (("people", number, place) for number in range(len(state["people"])) for place in _PERSON.values())
    for number, part in enumerate(state["parts"]):
        yield from (("parts", number, "blocks", order, "text") for order in range(len(part["blocks"])))
    yield from (("photos", number, name) for number in range(len(state["photos"])) for name in ("caption", "credit"))


def _spans(state: dict) -> Iterator[tuple[int, int, int]]:
    for piece in chain(state["parts"], state["photos"]):
        yield from ((piece["source"], start, end) for start, end, *_role in piece["spans"])


def _at(state: Any, path: Path) -> str:
    for step in path:
        state = state[step]
    return state


def _has(state: Any, path: Path) -> bool:
    try:
        return isinstance(_at(state, path), str)
    except (LookupError, TypeError):
        return False


def _set(state: Any, path: Path, text: str) -> Any:
    """The state with another text at the path; what it is made of is not touched."""
    if not path:
        return text
    step, *rest = path
    if isinstance(state, list):
        return [_set(each, tuple(rest), text) if at == step else each for at, each in enumerate(state)]
    return state | {step: _set(state[step], tuple(rest), text)} if step in state else state


def _changed(state: dict, found: Found) -> dict:
    for path, marks in found.items():
        state = _set(state, path, _put(_at(state, path), marks))
    return state


def _put(text: str, marks: Collection[int]) -> str:
    return "".join(REDACTED if at in marks else sign for at, sign in enumerate(text)) if marks else text


def _visible(text: str, marks: dict[int, Origin]) -> dict[int, Origin]:
    """Those of the marks that are not on a space, nor on what is masked already."""
    return {at: origin for at, origin in marks.items() if not text[at].isspace() and text[at] != REDACTED}


def _restored(text: str, row: Masked, source: str, hidden: Collection[int]) -> str:
    if len(text) != row.length:
        return text
    signs = list(text)
    for at, place in enumerate(row.origins, start=row.at):
        if place is not None and place not in hidden and signs[at] == REDACTED:
            signs[at] = source[place]
    return "".join(signs)


def _grouped(rows: Iterable[Masked]) -> dict[tuple[str, int | None], list[Masked]]:
    grouped: dict[tuple[str, int | None], list[Masked]] = {}
    for row in rows:
        grouped.setdefault((row.key, row.number), []).append(row)
    return grouped


def _spelt(path: Path) -> str:
    return ".".join(map(str, path))


def _parsed(place: str) -> Path:
    return tuple(int(step) if step.isdecimal() else step for step in place.split("."))

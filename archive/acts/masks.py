"""Putting ▇ into the record and its versions, and noting where each came from: by that it is taken out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from archive.acts import wording
from archive.acts.versions import state_of, whole
from archive.models import (
    Article,
    ArticlePart,
    ArticleVersion,
    ChangeSet,
    Masked,
    Page,
    Photo,
    Reading,
    Redaction,
    SourceText,
    Teaser,
    disclosure,
)
from archive.models.lots import LOT, lots
from archive.spans.masking import REDACTED, Origin, Words, owned

Found = dict[wording.Path, dict[int, Origin]]  # of each text of a state, which characters are to be masked

# What says words outside of any article.
LOOSE: dict[type[Model], tuple[str, ...]] = {Teaser: ("headline",), Photo: ("caption", "credit")}
LOOSE_ONLY = {Photo: {"article": None}}

# Acts in which text may pass from one article to another.
_PASSING = (
    ChangeSet.Kind.IMPORT,
    ChangeSet.Kind.REREAD,
    ChangeSet.Kind.SPLIT,
    ChangeSet.Kind.JOIN,
    ChangeSet.Kind.TAKE_APART,
    ChangeSet.Kind.CORRECT,
    ChangeSet.Kind.UNDO,
)


class Masks:
    """The texts of the record and of versions that redactions of these received texts reach; ``keys`` are those of the
    articles that were changed."""

    def __init__(self, *sources: SourceText | None) -> None:
        self._sources = {source.pk: source for source in sources if source is not None}
        self.keys: set[str] = set()

    def put(self, words: Words, made: Sequence[Redaction], articles: Collection[Article]) -> None:
        """Mask the words in these articles, in their former versions and in those of whatever else said these very
        characters, in teasers, and in what is kept of how the texts were read."""
        self._words, self._made = words, made
        self._texts = {
            pk: disclosure.redacted(source, Redaction.Reach.EVERYWHERE) for pk, source in self._sources.items()
        }
        self._owned = wording.owned_of(self._texts)
        rows: list[Masked] = []
        for article in whole([article.pk for article in articles]):
            rows += self._mask_record(article)
        rows += self._mask_versions(articles)
        rows += self._mask_loose(articles)
        rows += self._mask_kept(articles)
        Masked.objects.bulk_create(rows, batch_size=LOT)

    def _mask_record(self, article: Article) -> Iterator[Masked]:
        state = state_of(article)
        found = self._found(state)
        if found:
            self.keys.add(article.key)
            yield from self._rows(state, found, article.key, None)
            wording.write(article, _changed(state, found))

    def _mask_versions(self, articles: Collection[Article]) -> Iterator[Masked]:
        own = {article.key for article in articles}
        for version in ArticleVersion.objects.filter(may_say(articles, self._sources.values())).iterator(
            chunk_size=100
        ):
            state = version.unpacked
            if version.key not in own and not any(self._words.hides(*span) for span in wording.spans(state)):
                continue
            if found := self._found(state):
                self.keys.add(version.key)
                yield from self._rows(state, found, version.key, version.number)
                version.state = ArticleVersion.packed(_changed(state, found))
                version.save(update_fields=["state"])

    def _mask_loose(self, articles: Collection[Article]) -> Iterator[Masked]:
        """Teasers, and pictures that stand outside any article: of the same issues, or read from the same texts."""
        issues = {article.page.issue_id for article in articles}
        near = Q(page__issue__in=issues) | Q(source__in=self._sources)
        for model, names in LOOSE.items():
            for record in model.objects.filter(near, **LOOSE_ONLY.get(model, {})):
                for name in names:
                    text = getattr(record, name)
                    marks = self._words.made_from(text, owned(self._texts, record.source_id, record.spans))
                    marks |= {at: origin for at, origin in self._words.alike(text).items() if at not in marks}
                    if marks := _visible(text, marks):
                        yield from self._runs(text, marks, "", None, (model._meta.model_name, record.pk, name))
                        model.objects.filter(pk=record.pk).update(**{name: _put(text, marks)})

    def _mask_kept(self, articles: Collection[Article]) -> Iterator[Masked]:
        """What the parser said of the texts, what an import remembers of the articles, and what acts keep of the fields
        of pages and pictures, by which undoing them would write the words again: never public, but what comes of it
        may be."""
        for reading in Reading.objects.filter(source__in=self._sources):
            items, rows = self._in_values(reading, "items", reading.unpacked)
            if rows:
                Reading.objects.filter(pk=reading.pk).update(items=Reading.packed(items))
            yield from rows
        pages = {source.page_id for source in self._sources.values()} - {None}
        pks = [article.pk for article in articles]
        mine = Q(article__in=pks)
        yield from self._mask_values(SourceText.objects.filter(pk__in=self._sources), "warnings")
        yield from self._mask_values(Page.objects.filter(pk__in=pages), "staff")
        yield from self._mask_values(Article.objects.filter(pk__in=pks), "parsed")
        yield from self._mask_values(ArticlePart.objects.filter(mine), "parsed")
        yield from self._mask_values(Photo.objects.filter(mine), "parsed")
        photos = Photo.objects.filter(source__in=self._sources).values_list("pk", flat=True)
        names = {*(f"photo:{pk}" for pk in photos), *(f"page:{pk}" for pk in pages)}
        acts = ChangeSet.objects.filter(effects__has_key="fields") if names else ChangeSet.objects.none()
        of_them = [act.pk for act in acts if not names.isdisjoint(act.effects["fields"])]
        yield from self._mask_values(ChangeSet.objects.filter(pk__in=of_them), "effects")

    def _mask_values(self, found: QuerySet, name: str) -> Iterator[Masked]:
        for record in found.only(name):
            value, rows = self._in_values(record, name, getattr(record, name))
            if rows:
                found.model.objects.filter(pk=record.pk).update(**{name: value})
            yield from rows

    def _in_values(self, record: Model, name: str, value: Any) -> tuple[Any, list[Masked]]:
        """A JSON value of a record with the words masked, and what is to be noted of them."""
        rows: list[Masked] = []
        for path, text in list(wording.strings(value)):
            if marks := _visible(text, self._words.alike(text)):
                rows += self._runs(text, marks, "", None, (record._meta.model_name, record.pk, name, *path))
                value = wording.with_text(value, path, _put(text, marks))
        return value, rows

    # --- Where the words stand in a state ---

    def _found(self, state: dict) -> Found:
        found: Found = {path: {} for path in wording.paths(state)}
        for row, said in wording.made_of(state, self._owned):
            marks = self._words.made_from("".join(wording.text_at(state, path) for path in row), said)
            for path, mine in wording.dealt(state, row, marks):
                found[path] = mine | found[path]
        for path, said in wording.named_of(state, self._owned):
            found[path] |= self._words.named_in(wording.text_at(state, path), said)
        for path, marks in found.items():
            text = wording.text_at(state, path)
            marks |= {at: origin for at, origin in self._words.alike(text).items() if at not in marks}
            found[path] = _visible(text, marks)
        return {path: marks for path, marks in found.items() if marks}

    def _rows(self, state: dict, found: Found, key: str, number: int | None) -> Iterator[Masked]:
        for path, marks in found.items():
            yield from self._runs(wording.text_at(state, path), marks, key, number, path)

    def _runs(
        self, text: str, marks: dict[int, Origin], key: str, number: int | None, path: wording.Path
    ) -> Iterator[Masked]:
        origins = {at: (self._made[origin.redaction].pk, origin.place) for at, origin in marks.items()}
        return rows_of(text, origins, key, number, path)


def rows_of(
    text: str, origins: dict[int, tuple[int, int | None]], key: str, number: int | None, path: wording.Path
) -> Iterator[Masked]:
    """What is to be kept of the masked characters of a text, in runs, each of one redaction. Of each character its
    redaction, and the received one that it stands for, None if that is not known."""
    run: Masked | None = None
    for at in sorted(origins):
        redaction, place = origins[at]
        if run is None or run.redaction_id != redaction or at != run.at + len(run.origins):
            if run is not None:
                yield run
            where = wording.spelt(path)
            run = Masked(
                redaction_id=redaction, key=key, number=number, place=where, length=len(text), at=at, origins=[]
            )
        run.origins.append(place)
    if run is not None:
        yield run


def may_say(articles: Iterable[Article], sources: Iterable[SourceText]) -> Q:
    """Versions of the articles, of all that stand or stood in the same issues or were read from the texts, and of
    whatever text ever passed to or from any of these."""
    articles, sources = list(articles), list(sources)
    issues = {article.page.issue for article in articles} | {source.page.issue for source in sources if source.page}
    beside = Article.objects.filter(
        Q(page__issue__in=issues) | Q(parts__page__issue__in=issues) | Q(parts__source__in=sources)
    )
    keys = {*beside.values_list("key", flat=True).distinct(), *(article.key for article in articles)}
    for issue in issues:  # of articles that are deleted
        gone = ArticleVersion.objects.filter(key__startswith=f"{issue.newspaper.slug}-{issue.slug}-").order_by()
        keys |= set(gone.values_list("key", flat=True).distinct())
    return Q(key__in=_with_kin(keys))


def _with_kin(keys: set[str]) -> set[str]:
    """The keys, and those of articles that text passed to or from them, at whatever remove: one act wrote both."""
    found, new, acts = set(keys), set(keys), set()
    while new:
        theirs = {pk for pk in _written(new, "key", "changeset") if pk is not None} - acts
        acts |= theirs
        passing = [
            act
            for lot in lots(theirs)
            for act in ChangeSet.objects.filter(pk__in=lot, kind__in=_PASSING).only("effects")
        ]
        # What was joined has no version by the act that joined it.
        joined = {key for act in passing for noted in act.effects.get("merged", {}).values() for key in noted}
        new = (_written([act.pk for act in passing], "changeset", "key") | joined) - found
        found |= new
    return found


def _written(values: Iterable, of: str, wanted: str) -> set:
    """What versions and articles have in one field, of those that have any of these values in another."""
    return {
        value
        for lot in lots(values)
        for model in (ArticleVersion, Article)
        for value in model.objects.filter(**{f"{of}__in": lot}).order_by().values_list(wanted, flat=True).distinct()
    }


def mask_reading(source: SourceText, words: Words) -> None:
    """Mask the words in what was read of a received text."""
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


def _changed(state: dict, found: Found) -> dict:
    for path, marks in found.items():
        state = wording.with_text(state, path, _put(wording.text_at(state, path), marks))
    return state


def _put(text: str, marks: Collection[int]) -> str:
    return "".join(REDACTED if at in marks else sign for at, sign in enumerate(text)) if marks else text


def _visible(text: str, marks: dict[int, Origin]) -> dict[int, Origin]:
    """Those of the marks that are not on a space, nor on what is masked already."""
    return {at: origin for at, origin in marks.items() if not text[at].isspace() and text[at] != REDACTED}

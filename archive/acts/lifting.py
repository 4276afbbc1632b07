"""Taking ▇ out of the record and its versions, where what it stood for is redacted no longer.

Which received characters a ▇ stands for is noted (see ``archive.acts.origins``). Of a text that was read when the words
were hidden already nothing is: the stretches tell that it was read from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from archive.acts import wording
from archive.acts.masks import LOOSE, LOOSE_ONLY, may_say
from archive.acts.origins import grouped, is_there
from archive.acts.versions import state_of, whole
from archive.models import Article, ArticleVersion, Masked, Reading, Redaction, SourceText, disclosure
from archive.models.lots import lots
from archive.parsing.types import HEAD_ROLES
from archive.spans.masking import REDACTED, known_again, masked, owned

Origin = tuple[int | None, int] | None  # a received text and a place in it; None: not known
Origins = dict[wording.Path, dict[int, Origin]]  # of the ▇ of each text


class Lifting:
    """What a redaction hid is written again wherever ▇ stands for it: in the record, in versions, in teasers and pictures,
    in what is kept of how the texts were read and of former acts. It is marked as lifted already.

    ``keys`` are those of the articles that were changed; ``left`` is how many characters of the record stay ▇ though no
    other redaction hides them.
    """

    def __init__(self, redaction: Redaction) -> None:
        self.keys: set[str] = set()
        self.left = 0
        self._redaction = redaction
        self._source = (
            SourceText.objects.filter(pk=redaction.source_id).select_related("page__issue__newspaper").first()
        )
        others = Redaction.objects.everywhere().filter(source=redaction.source_id or 0)
        self._hidden = {place: other for other in others for place in range(other.start, other.end)}
        self._texts: dict[int, str] = {}  # received ones, as the texts of the record were made of them
        if self._source is not None:
            shown = disclosure.redacted(self._source, Redaction.Reach.EVERYWHERE)
            self._texts[self._source.pk] = masked(shown, [(redaction.start, redaction.end)])

    def lift(self, owners: Iterable[Article]) -> None:
        """Write it again; ``owners`` are the articles that have these received characters."""
        mine = Masked.objects.filter(redaction=self._redaction)
        if self._source is not None:
            mine = Masked.objects.filter(redaction__source=self._source)
        owners = list(owners)
        keys = {*mine.values_list("key", flat=True), *(article.key for article in owners)} - {""}
        pks = [pk for lot in lots(keys) for pk in Article.objects.filter(key__in=lot).values_list("pk", flat=True)]
        versions = ArticleVersion.objects.filter(Q(key__in=keys) | self._elsewhere(owners))
        keys |= set(versions.order_by().values_list("key", flat=True).distinct())
        found = (row for lot in lots(keys) for row in Masked.objects.filter(key__in=lot).select_related("redaction"))
        rows = grouped(found)
        for article in whole(pks):
            state = state_of(article)
            after = self._restored(state, rows.get((article.key, None), ()))
            if after != state:
                wording.write(article, after)
                self.keys.add(article.key)
        for version in versions.iterator(chunk_size=100):
            state = version.unpacked
            after = self._restored(state, rows.get((version.key, version.number), ()))
            if after != state:
                ArticleVersion.objects.filter(pk=version.pk).update(state=ArticleVersion.packed(after))
                self.keys.add(version.key)
        if self._source is not None:
            self._lift_loose(mine.filter(key="").select_related("redaction"))
            self._hand_on()

    def _elsewhere(self, owners: list[Article]) -> Q:
        return may_say(owners, [self._source]) if self._source is not None else Q(pk__in=())

    # --- Of a state ---

    def _restored(self, state: dict, rows: Sequence[Masked]) -> dict:
        origins = self._noted(state, rows)
        if self._source is not None:
            self._find(state, origins, wording.made_of(state, self._owned), wording.named_of(state, self._owned))
        after = self._written(state, origins)
        self._count(after, origins, [row for row in rows if row.number is None])
        return after

    def _noted(self, value: Any, rows: Iterable[Masked], inner: int = 0) -> Origins:
        found: Origins = defaultdict(dict)
        for row in rows:
            if is_there(value, row, inner):
                origins = (None if place is None else (row.redaction.source_id, place) for place in row.origins)
                found[wording.path_of(row.place)[inner:]].update(enumerate(origins, start=row.at))
        return found

    def _find(
        self,
        value: Any,
        origins: Origins,
        made: Iterable[tuple[Sequence[wording.Path], wording.Owned]],
        named: Iterable[tuple[wording.Path, wording.Owned]] = (),
    ) -> None:
        """Find where each ▇ came from of which nothing is noted."""
        for row, said in made:
            text = "".join(wording.text_at(value, path) for path in row)
            if REDACTED in text:
                again = {at: said[place] for at, place in known_again(text, self._signs(said)).items()}
                for path, marks in wording.dealt(value, row, again):
                    # Of paragraphs in another order than they are printed, each is known by itself.
                    alone = known_again(wording.text_at(value, path), self._signs(said))
                    origins[path] = {at: said[place] for at, place in alone.items()} | marks | origins[path]
        for path, said in named:
            text = wording.text_at(value, path)
            name = "".join(text.split())
            is_a_name = REDACTED in name and set(name) != {REDACTED}  # ▇▇▇ alone may be anybody
            if is_a_name and self._signs(said).count(name) == 1:
                start = self._signs(said).index(name)
                places = (at for at, sign in enumerate(text) if not sign.isspace())
                origins[path] = dict(zip(places, said[start : start + len(name)], strict=True)) | origins[path]

    def _written(self, value: Any, origins: Origins) -> Any:
        for path, marks in origins.items():
            signs = list(wording.text_at(value, path))
            for at, origin in marks.items():
                if signs[at] == REDACTED and self._is_lifted(origin):
                    signs[at] = self._source.text[origin[1]]
            value = wording.with_text(value, path, "".join(signs))
        return value

    def _is_lifted(self, origin: Origin) -> bool:
        if origin is None or self._source is None or origin[0] != self._source.pk:
            return False
        return origin[1] not in self._hidden

    def _count(self, state: dict, origins: Origins, rows: Iterable[Masked]) -> None:
        """Count what stays ▇ of what the redaction hid in the record."""
        hid: dict[wording.Path, int] = defaultdict(int)
        for row in rows:
            if row.redaction_id == self._redaction.pk:
                hid[wording.path_of(row.place)] += len(row.origins)
        for path, most in hid.items():
            if wording.has_text(state, path):
                text = wording.text_at(state, path)
                known = origins.get(path, {})
                stays = [at for at, sign in enumerate(text) if sign == REDACTED and known.get(at) is None]
                self.left += min(most, len(stays))

    # --- Beside the articles ---

    def _lift_loose(self, rows: Iterable[Masked]) -> None:
        """What stands outside any article, what is remembered of a reading, and what acts keep."""
        noted: dict[tuple[type[Model], int, str], list[Masked]] = defaultdict(list)
        for row in rows:
            model, pk, name, *_path = wording.path_of(row.place)
            noted[apps.get_model("archive", model), pk, name].append(row)
        for model, names in LOOSE.items():
            records = model.objects.filter(source=self._source, **LOOSE_ONLY.get(model, {}))
            for pk, name in product(records.values_list("pk", flat=True), names):
                noted.setdefault((model, pk, name), [])
        for (model, pk, name), mine in noted.items():
            record = model.objects.filter(pk=pk).first()
            if record is not None and model is not Reading:
                value = getattr(record, name)
                origins = self._noted(value, mine, inner=3)
                if model in LOOSE and record.source_id == self._source.pk:
                    piece = {"source": record.source_id, "spans": record.spans}
                    self._find(value, origins, [([()], self._owned(piece, ()))])
                if (after := self._written(value, origins)) != value:
                    model.objects.filter(pk=pk).update(**{name: after})
        self._lift_reading(noted.get((Reading, self._source.pk, "items"), ()))

    def _lift_reading(self, rows: Iterable[Masked]) -> None:
        """What was read of the text: each item has its stretches, as an article has."""
        reading = Reading.objects.filter(source=self._source).first()
        if reading is None:
            return
        items = reading.unpacked
        after = [self._item(item) for item in self._written(items, self._noted(items, rows, inner=3))]
        if after != items:
            Reading.objects.filter(source=self._source).update(items=Reading.packed(after))

    def _item(self, item: dict) -> dict:
        if "mark" in item:
            return item
        pk = self._source.pk
        state = {
            **dict.fromkeys((*HEAD_ROLES, "message_head"), ""),
            **item["fields"],
            "people": item["bylines"],
            "parts": [{"source": pk, "spans": item["spans"], "blocks": item["blocks"]}],
            "photos": [{**photo, "source": pk} for photo in item["photos"]],
        }
        origins: Origins = defaultdict(dict)
        self._find(state, origins, wording.made_of(state, self._owned), wording.named_of(state, self._owned))
        said = self._written(state, origins)
        photos = [
            photo | {name: now[name] for name in ("caption", "credit")}
            for photo, now in zip(item["photos"], said["photos"], strict=True)
        ]
        fields = {name: said[name] for name in item["fields"]}
        return item | {
            "fields": fields,
            "bylines": said["people"],
            "blocks": said["parts"][0]["blocks"],
            "photos": photos,
        }

    def _hand_on(self) -> None:
        """Note of what another redaction hides that it is masked by that one from now on."""
        for row in Masked.objects.filter(redaction=self._redaction):
            other = next((self._hidden[place] for place in row.origins if place in self._hidden), None)
            if other is not None:
                Masked.objects.filter(pk=row.pk).update(redaction=other)

    # --- Received characters ---

    def _owned(self, piece: dict, roles: Iterable[str]) -> wording.Owned:
        pk = piece["source"]
        if pk is not None and pk not in self._texts:
            source = SourceText.objects.filter(pk=pk).first()
            self._texts[pk] = disclosure.redacted(source, Redaction.Reach.EVERYWHERE) if source else ""
        return owned(self._texts, pk, piece["spans"], roles)

    def _signs(self, said: wording.Owned) -> str:
        return "".join(self._texts[source][place] for source, place in said)

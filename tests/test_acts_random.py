"""Acts in random order: whatever is done to the record, what it has promised holds.

SEQUENCES is how many sequences of ACTS acts are tried (``ACTS_SEQUENCES=5000`` for a long look), FIRST_SEED where they
begin; all but the first FEW are wide. A sequence that fails names its seed: ``ACTS_SEED=17 ACTS_SEQUENCES=1 pytest tests/test_acts_random.py`` does that
one alone.
"""

import datetime
import os
import random

import pytest
import records
from django.db.models import QuerySet
from django.test import Client

from archive import acts
from archive.acts import ActRefused, Cut
from archive.acts.versions import content_of, state_of, whole
from archive.ingest import Outcome, reread
from archive.models import (
    Address,
    Article,
    ArticlePart,
    ArticleVersion,
    Change,
    ChangeSet,
    Issue,
    Masked,
    Page,
    Photo,
    Redaction,
    SourceText,
    Tombstone,
    Visibility,
    addressing,
    disclosure,
)
from archive.models.source import fingerprint
from archive.parsing.types import Masthead
from archive.spans.masking import REDACTED
from tests.readings import Reader, cut, masthead

# Thousands of rows: their numbers begin anew each time, for tests that come after and expect low ones.
pytestmark = [
    pytest.mark.django_db(transaction=True, reset_sequences=True),
    pytest.mark.usefixtures("unindexed"),
]

SEQUENCES = int(os.environ.get("ACTS_SEQUENCES", "300"))
FIRST_SEED = int(os.environ.get("ACTS_SEED", "0"))
ACTS = 30
FEW = 20
BATCH = 10  # sequences in one test, each with a newspaper of its own

REDACTED_LENGTH = 6  # characters: so many in a row are said twice by no chance
# Of the most frequent ones: words of rare characters at random are taken for a text that was garbled.
WORDS = "的一是不了在人有我他这中大来上国和地到以说时要就"


class Sequence:
    """A newspaper, what is done to it at random, and what visitors were shown."""

    def __init__(self, seed: int, reader: Reader) -> None:
        self.random = random.Random(seed)
        self.reader = reader
        self.heads: dict[int, Masthead] = {}  # what each text prints of its place
        self.paper = records.newspaper(f"paper-{seed}", f"报纸{seed}")
        self.promised: dict[tuple[str, int], dict] = {}
        self.paths: dict[str, str] = {}  # every address that ever answered, and the key that it answered with
        self.harvest: dict[str, dict | None] = {}
        self.cursor = Change.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        self.first_act = (ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        self.done: list[str] = []
        for day, labels in (("2026-02-06", ("1", "2")), ("2026-02-07", ("11", "22"))):
            for label in labels:
                self._fill(masthead(day, label, self.paper.name))

    def _fill(self, head: Masthead) -> None:
        """A page with a text that is read as two articles of three lines, and a photo."""
        lines = [self._words(12) for _ in range(7)]
        text = "\n".join(lines)
        self.reader.receive(text, cut(text, (0, 1, 2), (3, 4, 5), head=head))
        source = SourceText.objects.get(sha256=fingerprint(text))
        self.heads[source.pk] = head
        article = Article.objects.filter(page=source.page).first()
        article.bylines.create(name="甲", role="记者")
        Photo.objects.create(
            page=source.page, source=source, article=article, caption=lines[6], spans=records.spans(source, lines[6])
        )
        article.save()

    def _words(self, count: int) -> str:
        return "".join(self.random.choice(WORDS) for _ in range(count)) + "。"

    # What is done

    def articles(self, **only) -> list[Article]:
        return list(Article.objects.filter(page__issue__newspaper=self.paper, **only).order_by("pk"))

    def pages(self) -> list[Page]:
        return list(Page.objects.filter(issue__newspaper=self.paper).order_by("pk"))

    def pick(self, found: list):
        return self.random.choice(found) if found else None

    def step(self) -> None:
        """Do something; what cannot be done is refused and leaves nothing."""
        name = self.random.choice(list(self.KINDS))
        self.done.append(name)
        try:
            self.KINDS[name](self)
        except ActRefused:
            self.done[-1] += " (refused)"

    def edit(self) -> None:
        article = self.pick(self.articles())
        with acts.correcting([article.pk], by=None):
            match self.random.randrange(5):
                case 0:
                    Article.objects.filter(pk=article.pk).update(headline=self._words(5))
                case 1:
                    article.bylines.all().delete()
                case 2:
                    article.photos.update(caption=self._words(5))
                case 3:
                    for part in article.parts.all():
                        part.blocks = part.blocks[:-1] or part.blocks
                        part.save()
                case 4:
                    for part in article.parts.all():
                        part.blocks = [*part.blocks, {"type": "paragraph", "text": self._words(8)}]
                        part.save()

    def give_photo(self) -> None:
        photo = self.pick(list(Photo.objects.filter(page__issue__newspaper=self.paper).order_by("pk")))
        article = self.pick([*self.articles(merged_into=None), None])
        if photo is not None:
            concerned = {photo.article_id, article and article.pk}
            with acts.correcting(concerned - {None}, by=None, records=[photo] if None in concerned else []):
                photo.article, photo.tail = article, None
                photo.save()

    def split(self) -> None:
        article = self.pick(self.articles(merged_into=None))
        parts = list(article.parts.all())
        if parts:
            part = self.random.randrange(len(parts))
            block = self.random.randrange(len(parts[part].blocks) or 1)
            acts.split(article, Cut(part, block, self.random.choice((0, 0, 3))), by=None)

    def join(self) -> None:
        articles = self.articles()
        chosen = self.random.sample(articles, min(len(articles), self.random.choice((2, 2, 3))))
        acts.join(chosen[0], chosen[1:], by=None)

    def take_apart(self) -> None:
        acts.take_apart(self.pick(self.articles()), by=None)

    def move(self) -> None:
        articles = self.articles(merged_into=None)
        acts.move(self.random.sample(articles, min(2, len(articles))), self.pick(self.pages()), by=None)

    def correct_date(self) -> None:
        issue = self.pick(list(self.paper.issues.order_by("pk")))
        with acts.correcting(by=None, records=[issue]):
            issue.first_day = datetime.date(2026, 2, self.random.randrange(5, 9))
            issue.save()

    def correct_label(self) -> None:
        page = self.pick(self.pages())
        with acts.correcting(by=None, records=[page]):
            page.label = self.random.choice(("1", "2", "3", "4", ""))
            page.save()

    def merge_issues(self) -> None:
        issues = list(self.paper.issues.order_by("pk"))
        if len(issues) > 1:
            acts.merge_issues(*self.random.sample(issues, 2), by=None)

    def stand(self) -> None:
        article = self.pick(self._at_hand())
        if article is None:
            return
        with acts.correcting([article.pk], by=None):
            article.visibility = self.random.choice(Visibility.values)
            article.reviewed = self.random.random() < 0.3
            article.save()

    def _at_hand(self) -> list[Article]:
        """Articles whose text is theirs: what a reading withdrew has given its characters to others."""
        found = self.articles(merged_into=None)
        return [article for article in found if article.withdrawn_kind not in Tombstone.BY_IMPORT]

    def _some(self) -> list[Article]:
        found = self._at_hand()
        return self.random.sample(found, min(len(found), self.random.choice((1, 3))))

    def withdraw(self) -> None:
        acts.withdraw(self._some(), self.random.choice(Tombstone.REASONS), "内部说明", by=None)

    def bring_back(self) -> None:
        acts.bring_back(self._at_hand(), by=None)

    def suspend(self) -> None:
        place = self.pick([*self.pages(), *self.paper.issues.order_by("pk")])
        acts.suspend(self.random.choice((self._some(), place)), Tombstone.Kind.CHECKING, by=None)

    def lift(self) -> None:
        for record in (self._at_hand(), *self.pages(), *self.paper.issues.order_by("pk")):
            if self.random.random() < 0.7:
                acts.lift(record, by=None)

    def publish(self) -> None:
        found = self.random.choice((self._some(), self.pick(list(self.paper.issues.order_by("pk")))))
        if found:
            acts.publish(found, by=None)

    def redact(self) -> None:
        source = self.pick(list(self._sources()))
        start = self.random.randrange(len(source.text) - REDACTED_LENGTH)
        reach = self.random.choice(Redaction.Reach.values)
        acts.redact(source, start, start + REDACTED_LENGTH, Tombstone.Kind.PERSONAL, reach, by=None)

    def lift_redaction(self) -> None:
        found = Redaction.objects.standing().filter(source__in=self._sources()).order_by("pk")
        if redaction := self.pick(list(found)):
            acts.lift_redaction(redaction, by=None)

    def read_again(self) -> None:
        """A newer parser cuts, merges and drops lines as it likes."""
        source = self.pick(list(self._sources()))
        owner = [self.random.randrange(4) for _line in range(6)]
        stories = [[line for line in range(6) if owner[line] == story] for story in range(1, 4)]
        stories = [story for story in stories if story]
        text = disclosure.redacted(source, Redaction.Reach.EVERYWHERE)
        self.reader.improve()
        self.reader.pages[text] = cut(text, *stories, head=self.heads[source.pk])
        (result,) = reread([source.pk])
        # Held where another page has been given the number that this one prints.
        assert result.outcome in (Outcome.UPDATED, Outcome.UNCHANGED, Outcome.HELD), result

    def _sources(self) -> QuerySet[SourceText]:
        return SourceText.objects.filter(pk__in=self.heads).order_by("pk")

    def undo(self) -> None:
        mine = ChangeSet.objects.filter(pk__gte=self.first_act, undone_by=None).order_by("-pk")
        changeset = self.pick(list(mine[:6]))
        if changeset is not None:
            foreseen = acts.foreseen(changeset)
            done = acts.undo(changeset, by=None)
            self.done[-1] += f" {changeset.kind} {changeset.pk}"
            assert (done.restored, done.skipped) == (foreseen.restored, foreseen.skipped)

    KINDS = {
        each.__name__: each
        for each in (
            edit,
            give_photo,
            split,
            join,
            take_apart,
            move,
            correct_date,
            correct_label,
            merge_issues,
            stand,
            withdraw,
            bring_back,
            suspend,
            lift,
            publish,
            redact,
            lift_redaction,
            read_again,
            undo,
        )
    } | {"undo again": undo, "split again": split, "join again": join, "read once more": read_again}

    # What must hold

    def look(self) -> None:
        """See what visitors see, and what a harvest gets, after a step."""
        found = whole(Article.objects.filter(page__issue__newspaper=self.paper).values_list("pk", flat=True))
        standing = {article.key: content_of(state_of(article)) for article in found}
        public = {article.key: standing[article.key] for article in found if article.is_public}
        for article in found:
            if article.is_public:
                said = standing[article.key]
                first = self.promised.setdefault((article.key, article.revision), said)
                assert is_same(first, said), f"{article.key} {article.revision} says otherwise: {first} {said}"
                self.paths[article.get_absolute_url()] = article.key
        for change in Change.objects.filter(sequence__gt=self.cursor).order_by("sequence", "key"):
            self.harvest[change.key] = None if change.gone else standing[change.key]
            self.cursor = max(self.cursor, change.sequence)
        assert {key: said for key, said in self.harvest.items() if said is not None} == public
        gone = {key for key, said in self.harvest.items() if said is None}
        assert gone == {key for key, _number in self.promised} - public.keys()
        assert gone == set(Tombstone.objects.filter(newspaper=self.paper.slug).values_list("key", flat=True))
        self._see_owners(found)

    def _see_owners(self, found: list[Article]) -> None:
        """Each character of a received text belongs to one thing, and so does each part."""
        seen, twice = {}, set()
        withdrawn = {article.pk for article in found if article.withdrawn_kind in Tombstone.BY_IMPORT}
        for model in (ArticlePart, Photo):
            rows = model.objects.filter(source__in=self.heads).order_by()
            for source, article, spans in rows.values_list("source", "article", "spans"):
                if article in withdrawn:
                    continue
                for place in ((source, at) for start, end, *_role in spans for at in range(start, end)):
                    twice |= {place} if seen.setdefault(place, (model, article)) != (model, article) else set()
        assert not twice, f"characters of two: {twice}"
        merged = [article for article in found if article.merged_into is not None]
        assert [article.key for article in merged if article.merged_into.merged_into_id is not None] == []
        assert [article.key for article in merged if article.parts.all()] == []

    def look_at_the_end(self) -> None:
        """Whatever was shown still answers."""
        versions = self._versions()
        for version, said in self.promised.items():
            assert is_same(said, versions[version]), version
        self._see_redacted()
        self._see_lifted()
        assert [path for path in self.paths if addressing.resolve(path) is None] == []
        client = Client()
        for path in self.random.sample(sorted(self.paths), min(3, len(self.paths))):
            response = client.get(path)
            assert response.status_code in (200, 301, 410), f"{path}: {response.status_code}"
            if response.status_code == 301:
                assert client.get(response["Location"]).status_code in (200, 410), f"{path} leads on twice"
        articles = {article.key for article in self.articles()}
        assert set(Address.objects.filter(article__key__in=articles).values_list("article__key", flat=True)) == articles

    def _see_redacted(self) -> None:
        """No article says any words that are redacted everywhere, nor does any version that any had."""
        states = {article.key: state_of(article) for article in whole([each.pk for each in self.articles()])}
        former = ArticleVersion.objects.filter(key__startswith=f"{self.paper.slug}-")
        said = [(key, str(content_of(state))) for key, state in states.items()]
        said += [(f"{version.key} {version.number}", str(content_of(version.unpacked))) for version in former]
        for redaction in Redaction.objects.everywhere().filter(source__in=self.heads):
            words = redaction.source.text[redaction.start : redaction.end]
            assert [name for name, text in said if words in text] == [], "says what is redacted"

    def _see_lifted(self) -> None:
        """Once nothing is redacted, each version that was shown says all that it said, but for words put in by hand."""
        for redaction in Redaction.objects.standing().filter(source__in=self._sources()).order_by("pk"):
            acts.lift_redaction(redaction, by=None)
        versions = self._versions()
        for version, said in self.promised.items():
            assert is_same(said, versions[version]), version
            gone = str(versions[version]).count(REDACTED)
            assert gone <= self._put_in_by_hand(*version), f"{version} says ▇: {versions[version]}"

    def _put_in_by_hand(self, key: str, number: int) -> int:
        """How many characters of a version are ▇ for which no received ones are known."""
        is_kept = ArticleVersion.objects.filter(key=key, number=number).exists()
        rows = Masked.objects.filter(key=key, number=number if is_kept else None)
        return sum(row.origins.count(None) for row in rows)

    def _versions(self) -> dict[tuple[str, int], dict]:
        """What each version says now, by key and number: those that were kept and those that stand."""
        found = whole([each.pk for each in self.articles()])
        kept = ArticleVersion.objects.filter(key__in={key for key, _number in self.promised})
        return {(article.key, article.revision): content_of(state_of(article)) for article in found} | {
            (version.key, version.number): content_of(version.unpacked) for version in kept
        }


def is_same(one: object, other: object) -> bool:
    """Whether two contents say the same but for what is redacted in either."""
    if isinstance(one, str) and isinstance(other, str):
        signs = zip(one, other, strict=False)
        return len(one) == len(other) and all(a == b or REDACTED in (a, b) for a, b in signs)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(is_same(a, b) for a, b in zip(one, other, strict=True))
    return one == other


def batches() -> list:
    firsts = range(FIRST_SEED, FIRST_SEED + SEQUENCES, BATCH)
    return [pytest.param(first, marks=[pytest.mark.wide] if first >= FIRST_SEED + FEW else []) for first in firsts]


@pytest.mark.parametrize("first", batches())
def test_what_was_promised_holds(first, monkeypatch):
    reader = Reader(monkeypatch)
    last = min(first + BATCH, FIRST_SEED + SEQUENCES)
    for seed in range(first, last):
        sequence = Sequence(seed, reader)
        try:
            sequence.look()
            for _ in range(ACTS):
                sequence.step()
                sequence.look()
            sequence.look_at_the_end()
        except Exception as error:
            error.add_note(f"seed {seed}: {', '.join(sequence.done)}")
            raise
    assert SourceText.objects.count() >= 4 * (last - first)
    assert Issue.objects.exists()

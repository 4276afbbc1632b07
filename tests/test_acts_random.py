"""Acts in random order: whatever is done to the record, what it has promised holds.

SEQUENCES is how many sequences of ACTS acts are tried (``ACTS_SEQUENCES=5000`` for a long look), FIRST_SEED where they
begin. A sequence that fails names its seed: ``ACTS_SEED=17 pytest tests/test_acts_random.py`` does that one alone.
"""

import datetime
import os
import random
from itertools import pairwise

import pytest
import records
from django.test import Client

from archive import acts, addresses
from archive.acts import ActRefused, Cut
from archive.acts.versions import content_of, state_of, whole
from archive.models import (
    Address,
    Article,
    ArticlePart,
    ArticleVersion,
    Change,
    ChangeSet,
    Issue,
    Page,
    Photo,
    SourceText,
    Tombstone,
    Visibility,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unindexed")]

SEQUENCES = int(os.environ.get("ACTS_SEQUENCES", "50"))
FIRST_SEED = int(os.environ.get("ACTS_SEED", "0"))
ACTS = 30
BATCH = 25  # sequences in one test, each with a newspaper of its own

WORDS = "春夏秋冬东南西北风雨雷电山河湖海日月星辰牛羊鱼鸟"


class Sequence:
    """A newspaper, what is done to it at random, and what visitors were shown."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.paper = records.newspaper(f"paper-{seed}", f"报纸{seed}")
        self.promised: dict[tuple[str, int], dict] = {}
        self.paths: dict[str, str] = {}  # every address that ever answered, and the key that it answered with
        self.harvest: dict[str, dict | None] = {}
        self.cursor = Change.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        self.first_act = (ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        self.done: list[str] = []
        for day in (6, 7):
            issue = records.issue(f"2026-02-{day:02}", self.paper)
            for label in ("1", "2"):
                self._fill(records.page(issue, label if day == 6 else f"{label}{label}"))

    def _fill(self, page: Page) -> None:
        """A page with a text of two articles of three paragraphs, and a photo."""
        lines = [self._words(12) for _ in range(7)]
        source = records.source("\n".join(lines), page)
        for start in (0, 3):
            records.article(page, *lines[start + 1 : start + 3], headline=lines[start], names=("甲",), read_from=source)
        article = page.articles.first()
        Photo.objects.create(
            page=page, source=source, article=article, caption=lines[6], spans=records.spans(source, lines[6])
        )

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
        article = self.pick(self.articles(merged_into=None))
        with acts.correcting([article.pk], by=None):
            article.visibility = self.random.choice(Visibility.values)
            article.reviewed = self.random.random() < 0.3
            article.save()

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
            undo,
        )
    } | {"undo again": undo, "split again": split, "join again": join}

    # What must hold

    def look(self) -> None:
        """See what visitors see, and what a harvest gets, after a step."""
        standing = {article.key: article for article in whole([each.pk for each in self.articles()])}
        for key, article in standing.items():
            if article.is_public:
                said = content_of(state_of(article))
                assert self.promised.setdefault((key, article.revision), said) == said, f"{key} says otherwise"
                self.paths[article.get_absolute_url()] = key
        for change in Change.objects.filter(sequence__gt=self.cursor).order_by("sequence", "key"):
            article = standing.get(change.key)
            self.harvest[change.key] = None if change.gone else content_of(state_of(article))
            self.cursor = max(self.cursor, change.sequence)
        public = {key: content_of(state_of(article)) for key, article in standing.items() if article.is_public}
        assert {key: said for key, said in self.harvest.items() if said is not None} == public
        gone = {key for key, said in self.harvest.items() if said is None}
        assert gone == {key for key, _number in self.promised} - public.keys()
        assert gone == set(Tombstone.objects.filter(newspaper=self.paper.slug).values_list("key", flat=True))
        self._see_owners()

    def _see_owners(self) -> None:
        """Each character of a received text belongs to one thing, and so does each part."""
        runs: dict[int, list] = {}
        for model in (ArticlePart, Photo):
            rows = model.objects.filter(source__page__issue__newspaper=self.paper)
            for source, article, spans in rows.values_list("source", "article", "spans"):
                runs.setdefault(source, []).extend((start, end, article) for start, end, *_role in spans)
        for mine in runs.values():
            for (_start, end, one), (start, _end, other) in pairwise(sorted(mine)):
                assert end <= start, f"characters of both {one} and {other}"
        merged = Article.objects.filter(page__issue__newspaper=self.paper, merged_into__isnull=False)
        assert not merged.filter(merged_into__merged_into__isnull=False).exists()
        assert not ArticlePart.objects.filter(article__in=merged).exists()

    def look_at_the_end(self) -> None:
        """Whatever was shown still answers."""
        for (key, number), said in self.promised.items():
            assert self._version(key, number) == said, f"{key} {number}"
        assert [path for path in self.paths if addresses.resolve(path) is None] == []
        client = Client()
        for path in self.random.sample(sorted(self.paths), min(3, len(self.paths))):
            response = client.get(path)
            assert response.status_code in (200, 301, 410), f"{path}: {response.status_code}"
            if response.status_code == 301:
                assert client.get(response["Location"]).status_code in (200, 410), f"{path} leads on twice"
        articles = {article.key for article in self.articles()}
        assert set(Address.objects.filter(article__key__in=articles).values_list("article__key", flat=True)) == articles

    def _version(self, key: str, number: int) -> dict | None:
        version = ArticleVersion.objects.filter(key=key, number=number).first()
        if version is not None:
            return content_of(version.unpacked)
        (article,) = whole(Article.objects.filter(key=key).values_list("pk", flat=True))
        return content_of(state_of(article)) if article.revision == number else None


@pytest.mark.parametrize("first", range(FIRST_SEED, FIRST_SEED + SEQUENCES, BATCH))
def test_what_was_promised_holds(first):
    last = first + 1 if "ACTS_SEED" in os.environ else min(first + BATCH, FIRST_SEED + SEQUENCES)
    for seed in range(first, last):
        sequence = Sequence(seed)
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

"""发布方式: what an import makes of a newspaper that publishes after review."""

import dataclasses

import pytest

from archive import acts
from archive.models import Article, Issue, Newspaper, Page, Tombstone
from archive.models.newspaper import Release
from archive.parsing.types import Person, Role, Span
from tests.readings import Reader, masthead, page, story

pytestmark = pytest.mark.django_db

CATTLE = story(
    "肉牛产业强筋骨", "初冬时节，走进科尔沁区的牛舍，膘肥体壮的肉牛正在吃草。", names=("张琪",), captions=("牛舍",)
)
CORN = story("玉米丰收", "今年全市玉米播种面积稳定在一千八百万亩以上，单产再创新高。")
SNOW = story("暴雪橙色预警", "气象部门二月五日发布预警，预计未来两天有大到暴雪。")
HEAD = story("开局起步稳", "今年是十五五开局之年，各地各部门加紧部署，一批重大工程", continued_on="3")
TAIL = story("开局起步稳", "相继开工，经济运行开局良好，市场活力持续增强。", continued_from="1")
THIRD = masthead(page="3")


@pytest.fixture
def reader(monkeypatch):
    return Reader(monkeypatch)


def switch_to(release: Release | None) -> None:
    Newspaper.objects.update(release=release)


def standing() -> dict[str, str]:
    """By headline and page how each article stands."""
    return {f"{each.headline} {each.page.label}": each.visibility for each in Article.objects.select_related("page")}


def waiting_places() -> set[str]:
    issues = {issue.slug for issue in Issue.objects.filter(awaiting=True)}
    return issues | {f"p{page.label}" for page in Page.objects.filter(awaiting=True)}


def text_of(headline: str) -> tuple:
    article = Article.objects.get(headline=headline, merged_into=None)
    return article.revision, article.body, [each.name for each in article.bylines.all()], article.photos.count()


@pytest.mark.parametrize("release", [None, Release.AT_ONCE])
def test_at_once_is_the_rule(reader, release):
    reader.receive("甲", page(CORN))
    switch_to(release)
    reader.receive("乙", page(CATTLE, head=THIRD))
    assert set(standing().values()) == {"public"}
    assert waiting_places() == set()


def test_what_is_public_stays_so_and_what_comes_afterwards_waits(reader, client):
    reader.receive("甲", page(CORN))
    switch_to(Release.REVIEWED)
    reader.receive("乙", page(CATTLE, head=THIRD))
    reader.receive("丙", page(SNOW, head=masthead("2026-02-07")))
    assert standing() == {"玉米丰收 1": "public", "肉牛产业强筋骨 3": "awaiting", "暴雪橙色预警 1": "awaiting"}
    assert waiting_places() == {"p3", "2026-02-07", "p1"}
    paths = [record.get_absolute_url() for record in (*Issue.objects.order_by("pk"), *Page.objects.order_by("pk"))]
    assert [client.get(path).status_code for path in paths] == [200, 404, 200, 404, 404]
    for issue in Issue.objects.all():
        acts.publish(issue, by=None)
    assert (set(standing().values()), waiting_places()) == ({"public"}, set())
    assert [client.get(path).status_code for path in paths] == [200] * 5


@pytest.mark.parametrize("stands", ["public", "suspended", "withdrawn"])
def test_an_import_changes_nothing_of_what_was_released(reader, stands):
    reader.receive("甲", page(CATTLE, CORN))
    switch_to(Release.REVIEWED)
    if stands == "suspended":
        acts.suspend(Article.objects.all(), Tombstone.Kind.CHECKING, by=None)
    if stands == "withdrawn":
        acts.withdraw(Article.objects.all(), Tombstone.Kind.REQUEST, by=None)
    before = {headline: text_of(headline) for headline in (CATTLE.headline, CORN.headline)}
    reader.improve()
    other = story(CATTLE.headline, CATTLE.blocks[0].text + "另有一段。", names=("王晶",), captions=("牛舍一角", "草场"))
    further = story(SNOW.headline, SNOW.blocks[0].text, spans=(Span(5000, 6000, Role.BODY),))
    reader.receive("甲", page(other, further))
    assert {headline: text_of(headline) for headline in before} == before
    assert standing() == {"肉牛产业强筋骨 1": stands, "玉米丰收 1": stands, "暴雪橙色预警 1": "awaiting"}


def test_an_import_may_still_change_what_waits(reader):
    reader.receive("甲", page(SNOW))
    switch_to(Release.REVIEWED)
    reader.receive("乙", page(CATTLE, CORN, head=THIRD))
    reader.improve()
    better = story(CATTLE.headline, CATTLE.blocks[0].text + "另有一段。", names=("王晶",))
    reader.receive("乙", page(better, head=THIRD))
    article = Article.objects.get(headline=CATTLE.headline)
    assert (article.body, [each.name for each in article.bylines.all()]) == (better.blocks[0].text, ["王晶"])
    assert standing() == {"暴雪橙色预警 1": "public", "肉牛产业强筋骨 3": "awaiting", "玉米丰收 3": "withdrawn"}
    reader.improve()
    reader.receive("乙", page(better, CORN, head=THIRD))
    assert standing()["玉米丰收 3"] == "awaiting"


def test_what_an_import_withdrew_and_finds_again_waits(reader):
    reader.receive("甲", page(CATTLE, CORN))
    reader.improve()
    reader.receive("甲", page(CATTLE))
    switch_to(Release.REVIEWED)
    reader.improve()
    reader.receive("甲", page(CATTLE, CORN))
    assert standing() == {"肉牛产业强筋骨 1": "public", "玉米丰收 1": "awaiting"}


def test_what_an_editor_withdrew_after_an_import_does_not_come_back(reader):
    reader.receive("甲", page(CATTLE, CORN))
    reader.improve()
    reader.receive("甲", page(CATTLE))
    acts.withdraw(Article.objects.filter(headline=CORN.headline), Tombstone.Kind.REQUEST, by=None)
    reader.improve()
    reader.receive("甲", page(CATTLE, CORN))
    assert standing() == {"肉牛产业强筋骨 1": "public", "玉米丰收 1": "withdrawn"}


class TestJumps:
    """A join never publishes what waits."""

    def joined(self) -> bool:
        return Article.objects.filter(merged_into__isnull=False).exists()

    def forms(self, client, article: Article) -> list[bool]:
        """Which forms say that what follows waits: the page, the text, the data."""
        path = article.get_absolute_url()
        data = client.get(path[:-1] + ".json").json()
        texts = [client.get(form).content.decode() for form in (path, path[:-1] + ".txt")]
        return [*("续文待发布" in text for text in texts), data["continuation_awaiting"]]

    def test_a_late_tail_waits_and_its_beginning_says_so(self, reader, client):
        reader.receive("甲", page(HEAD))
        switch_to(Release.REVIEWED)
        reader.receive("乙", page(TAIL, SNOW, head=THIRD))
        beginning = Article.objects.get(page__label="1")
        assert (self.joined(), beginning.body) == (False, HEAD.blocks[0].text)
        assert self.forms(client, beginning) == [True] * 3
        published = acts.publish(Article.objects.filter(page__label="3", headline=TAIL.headline), by=None)
        beginning.refresh_from_db()
        assert beginning.body == HEAD.blocks[0].text + TAIL.blocks[0].text
        assert (beginning.completeness, beginning.revision, self.forms(client, beginning)) == ("whole", 2, [False] * 3)
        assert Article.objects.filter(beginning__isnull=False).count() == 0
        acts.undo(published, by=None)
        beginning.refresh_from_db()
        assert (self.joined(), beginning.body) == (False, HEAD.blocks[0].text)
        assert standing() == {"开局起步稳 1": "public", "开局起步稳 3": "awaiting", "暴雪橙色预警 3": "awaiting"}

    def test_a_late_beginning_waits_and_then_takes_its_tail(self, reader):
        reader.receive("甲", page(TAIL, head=THIRD))
        switch_to(Release.REVIEWED)
        reader.receive("乙", page(HEAD))
        assert (self.joined(), standing()) == (False, {"开局起步稳 3": "public", "开局起步稳 1": "awaiting"})
        acts.publish(Issue.objects.get(), by=None)
        [article] = Article.objects.public()
        assert (article.page.label, article.body) == ("1", HEAD.blocks[0].text + TAIL.blocks[0].text)

    def test_what_waits_together_is_joined_at_once_and_published_together(self, reader):
        reader.receive("甲", page(SNOW))
        switch_to(Release.REVIEWED)
        for name, read, head in (("乙", HEAD, masthead("2026-02-07")), ("丙", TAIL, masthead("2026-02-07", "3"))):
            reader.receive(name, page(read, head=head))
        assert self.joined()
        acts.publish(Issue.objects.get(first_day="2026-02-07"), by=None)
        assert set(standing().values()) == {"public"}
        assert waiting_places() == set()

    def test_what_was_joined_before_keeps_who_signed_it(self, reader):
        reader.receive("甲", page(HEAD))
        reader.receive("乙", page(TAIL, head=THIRD))
        switch_to(Release.REVIEWED)
        before = text_of(HEAD.headline)
        reader.improve()
        reader.receive("乙", page(dataclasses.replace(TAIL, people=(Person("王晶", "记者"),)), head=THIRD))
        assert text_of(HEAD.headline) == before

    def test_what_is_public_is_not_joined_by_an_import(self, reader):
        reader.receive("甲", page(HEAD))
        reader.receive("乙", page(dataclasses.replace(TAIL, continued_from="2"), head=THIRD))
        switch_to(Release.REVIEWED)
        reader.improve()
        reader.receive("乙", page(TAIL, head=THIRD))
        assert not self.joined()

    @pytest.mark.parametrize("reviewed", [(True, True), (True, False), (False, False)])
    def test_what_is_joined_is_reviewed_if_all_of_it_is(self, reader, reviewed):
        reader.receive("甲", page(HEAD))
        switch_to(Release.REVIEWED)
        reader.receive("乙", page(TAIL, head=THIRD))
        for label, was in zip("13", reviewed, strict=True):
            Article.objects.filter(page__label=label).update(reviewed=was)
        acts.publish(Issue.objects.get(), by=None)
        [article] = Article.objects.public()
        assert (article.reviewed, article.notice == "") == (all(reviewed), all(reviewed))

    @pytest.mark.parametrize("act", ["suspend", "withdraw"])
    def test_a_tail_that_is_hidden_is_no_longer_announced(self, reader, client, act):
        reader.receive("甲", page(HEAD))
        switch_to(Release.REVIEWED)
        reader.receive("乙", page(TAIL, head=THIRD))
        getattr(acts, act)(Article.objects.get(page__label="3"), Tombstone.Kind.CHECKING, by=None)
        assert self.forms(client, Article.objects.get(page__label="1")) == [False] * 3

    def test_three_pages_the_middle_one_late(self, reader):
        middle = story("开局起步稳", "相继开工，经济运行开局良好，", continued_from="1", continued_on="3")
        last = story("开局起步稳", "市场活力持续增强，各项指标好于预期。", continued_from="2")
        reader.receive("甲", page(dataclasses.replace(HEAD, continued_on="2")))
        reader.receive("丙", page(last, head=THIRD))
        switch_to(Release.REVIEWED)
        reader.receive("乙", page(middle, head=masthead(page="2")))
        assert not self.joined()
        acts.publish(Issue.objects.get(), by=None)
        [article] = Article.objects.public()
        assert article.body == "".join(each.blocks[0].text for each in (HEAD, middle, last))


@pytest.mark.parametrize("place", ["page", "issue"])
def test_what_an_import_brings_to_a_suspended_place_is_hidden(reader, place):
    reader.receive("甲", page(CATTLE))
    found = Page.objects.get()
    acts.suspend(found if place == "page" else found.issue, Tombstone.Kind.CHECKING, by=None)
    reader.improve()
    reader.receive("甲", page(CATTLE, CORN))
    if place == "issue":
        reader.receive("乙", page(SNOW, head=THIRD))
    assert set(standing().values()) == {"public"}
    assert not Article.objects.public().exists()
    late = [article.key for article in Article.objects.exclude(headline=CATTLE.headline)]
    assert not Tombstone.objects.filter(key__in=late).exists()

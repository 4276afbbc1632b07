"""Acts of persons: what each does to the record, what is kept of it, and what undoing it gives back."""

import sys

import pytest
import records
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied

from archive import acts
from archive.acts import ActRefused, Cut, change
from archive.acts.join import attach
from archive.acts.versions import content_of, state_of, whole
from archive.models import (
    Address,
    Article,
    ArticlePart,
    ArticleVersion,
    ChangeSet,
    Issue,
    Photo,
    Redaction,
    Tombstone,
    Visibility,
)
from archive.parsing.types import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unindexed")]
Kind = ChangeSet.Kind


def write(*articles: Article, by=None, **fields) -> ChangeSet:
    """Correct these articles, all at once."""
    with acts.correcting([article.pk for article in articles], by=by) as act:
        for article in articles:
            Article.objects.filter(pk=article.pk).update(**fields)
    for article in articles:
        article.refresh_from_db()
    return act.changeset


def said(article: Article) -> dict:
    """What the article says now."""
    return content_of(state_of(*whole([article.pk])))


def kept(article: Article) -> list[tuple[int, str]]:
    """The numbers and headlines of the versions that were superseded."""
    versions = ArticleVersion.objects.filter(key=article.key).order_by("number")
    return [(version.number, version.unpacked["headline"]) for version in versions]


def texts(article: Article) -> list[str]:
    return [block["text"] for part in article.parts.all() for block in part.blocks]


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def article() -> Article:
    return records.article(
        records.page(), "第一段。", "第二段。", "第三段。", headline="题", names=("张三",), captions=("图",)
    )


# The machinery


def test_a_version_is_kept_once_for_each_act(article):
    with change(Kind.CORRECT) as act, act.lot():
        act.touch([article.pk])
        act.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(headline="中")
        Article.objects.filter(pk=article.pk).update(headline="新题")
    write(article, headline="又一题")
    assert (article.revision, kept(article)) == (3, [(1, "题"), (2, "新题")])
    first, second = ArticleVersion.objects.order_by("number")
    assert (first.changeset, second.changeset, article.changeset.kind) == (None, act.changeset, Kind.CORRECT)
    assert first.unpacked["people"] == [["张三", "记者", "", "person"]]
    assert first.unpacked["place"]["path"] == "/papers/tongliao-ribao/2026-02-06/p1/a1/"


@pytest.mark.parametrize(
    "fields", [{}, {"order": 7}, {"reviewed": True}, {"visibility": Visibility.SUSPENDED}, {"headline": "题"}]
)
def test_what_says_the_same_is_no_version(article, fields):
    write(article, **fields)
    assert (article.revision, kept(article), article.changeset) == (1, [], None)


@pytest.mark.parametrize("fields", [{}, {"order": 7}, {"headline": "题"}])
def test_an_act_that_comes_to_nothing_leaves_nothing(article, fields):
    write(article, **fields)
    assert not ChangeSet.objects.exists()


def _change_caption(article):
    article.photos.update(caption="另一图")


def _change_person(article):
    article.bylines.update(name="李四")


def _change_block(article):
    part = article.parts.get()
    part.blocks[0]["text"] = "改过。"
    part.save()


def _change_page(article):
    article.page = records.page(article.page.issue, "2")
    article.save()


@pytest.mark.parametrize("alter", [_change_caption, _change_person, _change_block, _change_page])
def test_whatever_an_article_says_makes_a_version_and_can_be_put_back(article, alter):
    before, path = said(article), article.get_absolute_url()
    with acts.correcting([article.pk], by=None) as act:
        alter(article)
    after = said(article)
    assert (fresh(article).revision, len(kept(article))) == (2, 1)
    assert after != before
    done = acts.undo(act.changeset, by=None)
    assert (done.restored, done.skipped) == ([article.key], [])
    assert (said(article), fresh(article).revision, fresh(article).get_absolute_url()) == (before, 3, path)
    acts.undo(done.changeset, by=None)
    assert (said(article), fresh(article).revision) == (after, 4)


def test_a_lot_that_fails_leaves_nothing(article):
    def fail(act):
        with act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(headline="新题")
            act.changeset.effects["made"] = "up"
            raise ZeroDivisionError

    with change(Kind.CORRECT) as act, pytest.raises(ZeroDivisionError):
        fail(act)
    assert (fresh(article).headline, kept(article), ChangeSet.objects.count()) == ("题", [], 0)
    assert (act.changeset.pk, act.changeset.effects) == (None, {})


def test_an_act_cut_short_is_marked_and_can_be_undone(article):
    other = records.article(article.page, "另一篇")

    def fail_halfway():
        with change(Kind.CORRECT) as act:
            for pk in (article.pk, other.pk):
                with act.lot():
                    act.touch([pk])
                    Article.objects.filter(pk=pk).update(headline="新题", visibility=Visibility.SUSPENDED)
                    if pk == other.pk:
                        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    found = ChangeSet.objects.get()
    assert (found.finished, [fresh(each).headline for each in (article, other)]) == (None, ["新题", ""])
    assert list(found.effects["standing"]["after"]) == [article.key]
    done = acts.undo(found, by=None)
    assert (done.restored, fresh(article).headline, fresh(article).is_public) == ([article.key], "题", True)


def test_writing_outside_a_lot_is_a_mistake_of_ours(article):
    with change(Kind.CORRECT) as act, pytest.raises(RuntimeError):
        act.touch([article.pk])


def test_shown_says_whether_a_version_was_ever_public(article):
    Article.objects.filter(pk=article.pk).update(visibility=Visibility.AWAITING, shown=0)
    write(article, headline="新题")
    write(article, visibility=Visibility.PUBLIC)
    write(article, headline="又一题")
    assert list(ArticleVersion.objects.order_by("number").values_list("number", "shown")) == [(1, False), (2, True)]


def test_a_deleted_article_leaves_its_last_version(article):
    with acts.correcting([article.pk], by=None) as act:
        article.delete()
    assert kept(article) == [(1, "题")]
    done = acts.undo(act.changeset, by=None)
    assert (done.restored, [(each.name, each.reason) for each in done.skipped]) == ([], [(article.key, "已删除")])
    assert done.changeset is None


# Splitting


def read(text: str, *blocks: str, **facts) -> Article:
    """An article read from a text that holds these blocks."""
    page = records.page()
    return records.article(page, *blocks, read_from=records.source(text, page), **facts)


@pytest.mark.parametrize(
    ("cut", "first", "second"),
    [
        (Cut(0, 1), ["第一段。"], ["第二段。", "第三段。"]),
        (Cut(0, 2), ["第一段。", "第二段。"], ["第三段。"]),
        (Cut(0, 1, 2), ["第一段。", "第二"], ["段。", "第三段。"]),
    ],
)
def test_a_split_makes_an_article_of_what_follows(article, cut, first, second):
    before = said(article)
    made = acts.split(article, cut, by=None, headline="新篇")
    assert (texts(article), texts(made), made.headline) == (first, second, "新篇")
    assert (made.key, made.get_absolute_url()) == (
        "tongliao-ribao-2026-02-06-p1-a2",
        "/papers/tongliao-ribao/2026-02-06/p1/a2/",
    )
    assert (fresh(article).key, fresh(article).revision, made.revision) == ("tongliao-ribao-2026-02-06-p1-a1", 2, 1)
    assert (made.changeset, made.changeset.kind) == (fresh(article).changeset, Kind.SPLIT)
    assert list(article.page.articles.values_list("key", flat=True)) == [article.key, made.key]
    done = acts.undo(made.changeset, by=None)
    assert (said(article), sorted(done.restored)) == (before, [article.key, made.key])
    assert (fresh(made).merged_into, texts(made), kept(made)) == (article, [], [(1, "新篇")])
    assert Tombstone.objects.get(key=made.key).successor == article.key
    acts.undo(done.changeset, by=None)
    assert (texts(article), texts(made), fresh(made).merged_into, fresh(made).revision) == (first, second, None, 2)
    assert not Tombstone.objects.exists()


@pytest.mark.parametrize("cut", [Cut(0, 0), Cut(0, 3), Cut(1, 0), Cut(0, 1, 99), Cut(-1, 0), Cut(0, -1)])
def test_a_split_leaves_text_on_both_sides(article, cut):
    with pytest.raises(ActRefused):
        acts.split(article, cut, by=None)
    assert (Article.objects.count(), ChangeSet.objects.count()) == (1, 0)


TEXT = "# 标题\n第一段话，说了不少。\n（图一 张三摄）\n第二段话，也说了不少。\n第三段话，说完了。\n（李四）"
BLOCKS = ("第一段话，说了不少。", "第二段话，也说了不少。", "第三段话，说完了。")


@pytest.mark.parametrize("edit", [None, "第一段话，添了好多好多好多好多字。", "短。"])
@pytest.mark.parametrize(("offset", "begins"), [(0, "第二段话"), (5, "也说了不少")])
def test_a_split_divides_the_received_text(edit, offset, begins):
    article = read(TEXT, *BLOCKS)
    source, part = article.parts.get().source, article.parts.get()
    part.spans += [*records.spans(source, "（李四）")]
    part.spans[-1][2] = Role.BYLINE.value
    part.spans.append([2, 4, Role.HEADLINE.value])
    part.save()
    photo = Photo.objects.create(
        article=article, page=article.page, source=source, spans=records.spans(source, "（图一 张三摄）")
    )
    if edit:
        part.blocks[0]["text"] = edit
        part.save()
    made = acts.split(article, Cut(0, 1, offset), by=None)
    spans = [each.parts.get().spans for each in (article, made)]
    at = source.text.index(begins)
    assert all(span[1] <= at for span in spans[0])
    assert all(span[0] >= at for span in spans[1])
    held = [set(range(start, end)) for start, end, _role in (*spans[0], *spans[1])]
    assert sum(map(len, held)) == len(set().union(*held)) == sum(end - start for start, end, _role in part.spans)
    assert fresh(photo.article) == article


@pytest.mark.parametrize(
    ("order", "cut", "second"),
    [
        ((2, 0, 1), Cut(0, 1), ["第一段话，说了不少。", "第二段话，也说了不少。"]),
        ((1, 2, 0), Cut(0, 1), ["第一段话，说了不少。", "第三段话，说完了。"]),
        ((2, 1, 0), Cut(0, 1, 5), ["第一段话，说了不少。", "也说了不少。"]),
        ((0, 2), Cut(0, 1), ["第三段话，说完了。"]),
    ],
)
def test_a_split_of_paragraphs_in_another_order_than_they_are_printed(order, cut, second):
    article = read(TEXT, *BLOCKS)
    part = article.parts.get()
    text = part.source.text
    part.spans = records.spans(part.source, *BLOCKS)
    blocks = [
        block | {"spans": [span[:2]]}
        for block, span in zip(part.blocks, records.spans(part.source, *BLOCKS), strict=True)
    ]
    part.blocks = [blocks[number] for number in order]
    part.save()
    before = said(article)
    made = acts.split(article, cut, by=None)
    assert [text[start:end] for start, end, _role in made.parts.get().spans] == second
    halves = [span for each in (article, made) for span in each.parts.get().spans]
    assert "".join(text[start:end] for start, end, _role in sorted(halves)) == "".join(BLOCKS)
    for words in ("第一段话", "也说了", "说完了"):
        start = text.index(words)
        redaction = acts.redact(
            part.source, start, start + len(words), Tombstone.Kind.PERSONAL, Redaction.Reach.EVERYWHERE, by=None
        )[0]
        assert words not in str(said(article)) + str(said(made))
        acts.lift_redaction(redaction, by=None)
    acts.undo(made.changeset, by=None)
    assert said(article) == before


def test_a_paragraph_that_a_later_reading_takes_for_a_headline_is_split_off_with_its_place():
    article = read(TEXT, *BLOCKS)
    part = article.parts.get()
    places = records.spans(part.source, *BLOCKS)
    part.blocks = [block | {"spans": [place[:2]]} for block, place in zip(part.blocks, places, strict=True)]
    part.spans = [[start, end, Role.HEADLINE.value] for start, end, _role in places]
    part.save()
    made = acts.split(article, Cut(0, 1), by=None)
    halves = [part.spans for each in (article, made) for part in each.parts.all()]
    assert halves == [[[*place[:2], Role.BODY.value] for place in half] for half in (places[:1], places[1:])]
    redaction = acts.redact(part.source, *places[1][:2], Tombstone.Kind.PERSONAL, Redaction.Reach.EVERYWHERE, by=None)[
        0
    ]
    assert texts(made) == ["▇" * len(BLOCKS[1]), BLOCKS[2]]
    acts.lift_redaction(redaction, by=None)
    assert texts(made) == list(BLOCKS[1:])


def test_photos_go_with_the_text_that_they_stand_in():
    article = read(TEXT, *BLOCKS)
    source = article.parts.get().source
    places = ("（图一 张三摄）", "（李四）")
    first, second = (
        Photo.objects.create(article=article, page=article.page, source=source, spans=records.spans(source, place))
        for place in places
    )
    made = acts.split(article, Cut(0, 1), by=None)
    assert (list(article.photos.all()), list(made.photos.all())) == ([first], [second])
    acts.undo(made.changeset, by=None)
    assert list(article.photos.all()) == [first, second]
    made = acts.split(article, Cut(0, 1), by=None, photos=[first.pk])
    assert (list(article.photos.all()), list(made.photos.all())) == ([second], [first])


# Joining and taking apart


@pytest.fixture
def pair(article) -> tuple[Article, Article]:
    tail = records.article(
        records.page(article.page.issue, "3"), "其余。", headline="后半", names=("李四",), captions=("又一图",)
    )
    return article, tail


def test_a_join_is_one_article_under_the_beginning(pair, client):
    beginning, tail = pair
    before, old = said(beginning), tail.get_absolute_url()
    changeset = acts.join(beginning, [tail], by=None)
    assert texts(beginning) == ["第一段。", "第二段。", "第三段。", "其余。"]
    assert [byline.name for byline in beginning.bylines.all()] == ["张三", "李四"]
    assert [(part.tail, part.continues_sentence) for part in beginning.parts.all()] == [(None, False), (tail, False)]
    assert (fresh(beginning).revision, fresh(tail).revision, kept(tail)) == (2, 1, [(1, "后半")])
    assert client.get(old)["Location"] == beginning.get_absolute_url()
    acts.undo(changeset, by=None)
    assert (said(beginning), texts(tail)) == (before, ["其余。"])
    assert (fresh(beginning).revision, fresh(tail).revision, fresh(tail).merged_into) == (3, 2, None)
    assert client.get(old).status_code == 200


@pytest.mark.parametrize("which", [0, 1])
def test_taking_apart_gives_each_its_next_number(pair, which):
    before = [said(each) for each in pair]
    acts.join(pair[0], [pair[1]], by=None)
    joined = said(pair[0])
    changeset = acts.take_apart(fresh(pair[which]), by=None)
    assert ([said(each) for each in pair], [fresh(each).revision for each in pair]) == (before, [3, 2])
    done = acts.undo(changeset, by=None)
    assert (said(pair[0]), fresh(pair[1]).merged_into, len(done.restored)) == (joined, pair[0], 2)
    acts.undo(done.changeset, by=None)
    assert ([said(each) for each in pair], [fresh(each).revision for each in pair]) == (before, [5, 3])


def test_two_halves_on_one_page_are_one_article(article):
    made = acts.split(article, Cut(0, 1, 2), by=None)
    acts.join(article, [made], by=None)
    assert [block["text"] for block in fresh(article).blocks] == ["第一段。", "第二段。", "第三段。"]
    assert fresh(made).merged_into == article


def test_a_sentence_cut_by_the_page_goes_on(article):
    part = article.parts.get()
    part.blocks[-1]["text"] = "第三段没有"
    part.save()
    tail = records.article(records.page(article.page.issue, "3"), "说完。")
    acts.join(article, [tail], by=None)
    assert [block["text"] for block in fresh(article).blocks] == ["第一段。", "第二段。", "第三段没有说完。"]


def test_a_middle_part_brings_its_own_tail(pair):
    beginning, middle = pair
    end = records.article(records.page(beginning.page.issue, "4"), "完。")
    acts.join(middle, [end], by=None)
    changeset = acts.join(beginning, [middle], by=None)
    assert [fresh(each).merged_into for each in (middle, end)] == [beginning, beginning]
    assert [part.tail for part in beginning.parts.all()] == [None, middle, end]
    assert {stone.key: stone.successor for stone in Tombstone.objects.all()} == dict.fromkeys(
        (middle.key, end.key), beginning.key
    )
    acts.undo(changeset, by=None)
    assert [fresh(each).merged_into for each in (middle, end)] == [None, middle]
    assert (texts(middle), Tombstone.objects.get().successor) == (["其余。", "完。"], middle.key)
    acts.take_apart(fresh(middle), by=None)
    assert (texts(middle), texts(end)) == (["其余。"], ["完。"])


@pytest.mark.parametrize(
    "fields",
    [{"visibility": "suspended"}, {"visibility": "withdrawn"}, {"visibility": "awaiting"}, {"place_suspended": True}],
)
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_not_seen_alike_is_not_joined(pair, fields, which):
    Article.objects.filter(pk=pair[which].pk).update(**fields)
    with pytest.raises(ActRefused):
        acts.join(pair[0], [pair[1]], by=None)


def test_what_cannot_be_joined_is_refused(pair):
    beginning, tail = pair
    other = records.article(records.page(records.issue(paper=records.newspaper("other", "他报"))), "别的")
    for first, rest in ((beginning, [beginning]), (beginning, [other]), (beginning, []), (beginning, [tail, tail])):
        with pytest.raises(ActRefused):
            acts.join(first, rest, by=None)
    acts.join(beginning, [tail], by=None)
    for first, rest in ((tail, [beginning]), (beginning, [tail])):
        with pytest.raises(ActRefused):
            acts.join(first, rest, by=None)
    with pytest.raises(ActRefused):
        acts.take_apart(other, by=None)


# Moving, merging issues, facts of a place


def test_moved_articles_take_along_what_stood_on_their_page(article, client):
    issue = article.page.issue
    second, third = records.page(issue, "2"), records.page(issue, "3")
    ArticlePart.objects.create(article=article, page=third, order=1, blocks=[{"type": "paragraph", "text": "转版"}])
    old = article.get_absolute_url()
    changeset = acts.move([article], second, by=None)
    assert [part.page for part in article.parts.all()] == [second, third]
    assert (article.photos.get().page, fresh(article).revision) == (second, 2)
    assert client.get(old)["Location"] == fresh(article).get_absolute_url()
    new = fresh(article).get_absolute_url()
    acts.undo(changeset, by=None)
    assert (fresh(article).get_absolute_url(), article.photos.get().page_id) == (old, article.page_id)
    assert client.get(new)["Location"] == old


def test_merged_issues_can_be_parted_again(client):
    first, second = records.issue(), records.issue(number_printed="第2期")
    article = records.article(records.page(second, "2"), "正文")
    old, page = article.get_absolute_url(), article.page
    changeset = acts.merge_issues(first, second, by=None)
    merged = fresh(article).get_absolute_url()
    assert (list(Issue.objects.all()), merged) == ([first], "/papers/tongliao-ribao/2026-02-06/p2/a1/")
    assert client.get(old)["Location"] == merged
    done = acts.undo(changeset, by=None)
    assert done.restored == [f"issue:{second.pk}"]
    again = Issue.objects.get(number_printed="第2期")
    assert (again.pk, list(again.pages.all()), fresh(article).get_absolute_url()) == (second.pk, [page], old)
    assert client.get(merged)["Location"] == old
    acts.undo(done.changeset, by=None)
    assert (list(Issue.objects.all()), fresh(article).get_absolute_url()) == ([first], merged)
    assert client.get(old)["Location"] == merged


def test_issues_with_a_page_of_one_number_are_not_merged():
    first, second = records.issue(), records.issue()
    for issue in (first, second):
        records.page(issue, "1")
    other = records.issue(paper=records.newspaper("other", "他报"))
    hidden = records.issue(suspended=Tombstone.Kind.SUSPENDED)
    for one in (second, first, other, hidden):
        with pytest.raises(ActRefused):
            acts.merge_issues(first, one, by=None)
    assert (Issue.objects.count(), ChangeSet.objects.count()) == (4, 0)


def test_a_wrong_date_is_put_back(client):
    issue = records.issue()
    article = records.article(records.page(issue), "正文")
    with acts.correcting(by=None, records=[issue]) as act:
        issue.first_day = issue.first_day.replace(day=7)
        issue.save()
    assert act.changeset.effects["fields"] == {f"issue:{issue.pk}": {"first_day": ["2026-02-06", "2026-02-07"]}}
    assert fresh(article).get_absolute_url() == "/papers/tongliao-ribao/2026-02-07/p1/a1/"
    done = acts.undo(act.changeset, by=None)
    assert done.restored == [f"issue:{issue.pk}"]
    assert fresh(article).get_absolute_url() == "/papers/tongliao-ribao/2026-02-06/p1/a1/"
    acts.undo(done.changeset, by=None)
    issue.refresh_from_db()
    assert issue.date == "2026-02-07"


def test_a_fact_that_was_corrected_since_stays():
    issue = records.issue()
    changesets = []
    for number in ("第1期", "第2期"):
        with acts.correcting(by=None, records=[issue]) as act:
            issue.number_printed = number
            issue.save()
        changesets.append(act.changeset)
    done = acts.undo(changesets[0], by=None)
    assert (done.restored, done.skipped[0].reason) == ([], "其后又有改动")
    issue.refresh_from_db()
    assert issue.number_printed == "第2期"


# Undoing


def _edit(article):
    write(article, headline="其后")


def _review(article):
    write(article, reviewed=True)


def _withdraw(article):
    write(article, visibility=Visibility.WITHDRAWN)


def _join(article):
    acts.join(records.article(article.page, "前。"), [article], by=None)


def _delete(article):
    Article.objects.get(pk=article.pk).delete()


SINCE = [
    (_edit, "其后又有改动"),
    (_review, "其后核对状态有变"),
    (_withdraw, "其后公开状态有变"),
    (_join, "其后又合并或拆开过"),
]


@pytest.mark.parametrize(("since", "reason"), SINCE)
def test_what_was_touched_since_is_left_and_listed(article, since, reason):
    other = records.article(article.page, "另一篇")
    with change(Kind.MOVE) as act, act.lot():
        act.touch([article.pk, other.pk])
        Article.objects.filter(pk__in=[article.pk, other.pk]).update(headline="新题")
    since(fresh(article))
    before = said(article)
    foreseen = acts.foreseen(act.changeset)
    done = acts.undo(act.changeset, by=None)
    assert (foreseen.restored, foreseen.skipped) == (done.restored, done.skipped)
    assert (done.restored, [(each.name, each.reason) for each in done.skipped]) == (
        [other.key],
        [(article.key, reason)],
    )
    assert (said(article), fresh(other).headline) == (before, "")


@pytest.mark.parametrize(("since", "reason"), [*SINCE, (_delete, "已删除")])
def test_an_import_that_is_undone_withdraws_what_it_made(article, since, reason):
    with change(Kind.IMPORT) as act, act.lot():
        act.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(headline="新读")
        made = [records.article(article.page, text) for text in ("甲文", "乙文")]
        act.made([each.pk for each in made])
    since(fresh(made[0]))
    done = acts.undo(act.changeset, by=None)
    left = [(each.name, each.reason) for each in done.skipped]
    expected = [(made[0].key, reason)] if reason != "已删除" else []
    assert (sorted(done.restored), left) == (sorted([article.key, made[1].key]), expected)
    assert (fresh(made[1]).visibility, fresh(made[1]).withdrawn_kind) == ("withdrawn", "undone")
    assert fresh(article).headline == "题"
    acts.undo(done.changeset, by=None)
    assert (fresh(made[1]).is_public, fresh(article).headline) == (True, "新读")


def test_text_that_an_import_gave_to_another_article_goes_back():
    article = read(TEXT, *BLOCKS)
    part, before = article.parts.get(), said(article)
    with change(Kind.IMPORT) as act, act.lot():
        act.touch([article.pk])
        made = records.article(article.page, *BLOCKS[1:], read_from=part.source)
        act.made([made.pk])
        part.blocks, part.spans = part.blocks[:1], part.spans[:1]
        part.save()
    done = acts.undo(act.changeset, by=None)
    assert (said(article), fresh(made).merged_into, made.parts.count()) == (before, article, 0)
    acts.undo(done.changeset, by=None)
    assert (texts(article), texts(made), fresh(made).merged_into) == ([BLOCKS[0]], list(BLOCKS[1:]), None)
    assert made.parts.get().spans == records.spans(part.source, *BLOCKS[1:])


def test_a_tail_that_an_import_joined_to_what_stood_before_is_taken_out_and_withdrawn(article):
    before = said(article)
    with change(Kind.IMPORT) as act, act.lot():
        act.touch([article.pk])
        tail = records.article(records.page(article.page.issue, "3"), "转版。")
        act.made([tail.pk])
        attach(article.pk, tail.pk, continues_sentence=False)
    acts.undo(act.changeset, by=None)
    assert (said(article), texts(tail)) == (before, ["转版。"])
    assert (fresh(tail).merged_into, fresh(tail).visibility) == (None, "withdrawn")


@pytest.mark.parametrize("which", [0, 1])
def test_halves_of_a_split_are_put_together_only_if_both_are_untouched(article, which):
    made = acts.split(article, Cut(0, 1), by=None)
    changeset = made.changeset
    touched, other = (article, made) if which == 0 else (made, article)
    write(touched, headline="其后")
    done = acts.undo(changeset, by=None)
    assert (done.restored, {each.name: each.reason for each in done.skipped}) == (
        [],
        {touched.key: "其后又有改动", other.key: "与它互换过文字的文章不能恢复"},
    )
    assert texts(made) == ["第二段。", "第三段。"]


def test_nothing_is_undone_twice(article):
    changeset = write(article, headline="新题")
    done = acts.undo(changeset, by=None)
    with pytest.raises(ActRefused):
        acts.undo(changeset, by=None)
    acts.undo(done.changeset, by=None)
    with pytest.raises(ActRefused):
        acts.undo(changeset, by=None)
    assert fresh(article).headline == "新题"


def test_more_articles_than_one_lot_are_undone(monkeypatch):
    monkeypatch.setattr(sys.modules["archive.acts.undo"], "LOT", 2)
    page = records.page()
    articles = [records.article(page, f"文{number}") for number in range(5)]
    target = records.page(page.issue, "2")
    changeset = acts.move(articles, target, by=None)
    done = acts.undo(changeset, by=None)
    assert (len(done.restored), {fresh(each).page for each in articles}) == (5, {page})


def test_closed_versions_are_opened_again(article):
    write(article, headline="新题")
    acts.close(ArticleVersion.objects.all(), Tombstone.Kind.PERSONAL)
    done = acts.undo(ChangeSet.objects.get(kind=Kind.CLOSE), by=None)
    assert (done.restored, ArticleVersion.objects.get().closed) == ([f"{article.key}?revision=1"], "")


# Who may


ACTS = {
    "split": (lambda article, other, by: acts.split(article, Cut(0, 1), by=by), {"split_article"}),
    "join": (lambda article, other, by: acts.join(article, [other], by=by), {"split_article"}),
    "move": (lambda article, other, by: acts.move([article], other.page, by=by), {"change_article"}),
    "merge": (
        lambda article, other, by: acts.merge_issues(article.page.issue, records.issue(), by=by),
        {"merge_issue", "change_issue", "delete_issue"},
    ),
    "undo": (
        lambda article, other, by: acts.undo(write(article, headline=f"{article.headline}新"), by=by),
        {"change_article"},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_only_who_may_does_it(pair, name):
    act, needed = ACTS[name]
    user = User.objects.create_user("clerk")
    with pytest.raises(PermissionDenied):
        act(*pair, user)
    user.user_permissions.set(Permission.objects.filter(codename__in=needed))
    act(*pair, User.objects.get(pk=user.pk))
    assert ChangeSet.objects.filter(by=user).count() == 1


def test_addresses_never_lead_to_another_article(article):
    made = acts.split(article, Cut(0, 1), by=None)
    acts.undo(made.changeset, by=None)
    another = acts.split(article, Cut(0, 1), by=None)
    assert another.get_absolute_url() == "/papers/tongliao-ribao/2026-02-06/p1/a3/"
    assert Address.objects.get(path="/papers/tongliao-ribao/2026-02-06/p1/a2/").article == made

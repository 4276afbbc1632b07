"""Imports taken back: what was read goes, a text that is put aside makes way, and a later import brings back."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from archive import acts
from archive.acts import ActRefused
from archive.ingest import Outcome, reread
from archive.models import Article, ChangeSet, Issue, Newspaper, Page, SourceText, Tombstone, Visibility, disclosure
from archive.parsing.types import ParsedTeaser, Role, Span
from tests.readings import Reader, cut, masthead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]

LINES = ("甲题", "甲文第一行。", "甲文第二行。", "乙题", "乙文第一行。", "乙文第二行。")
TEXT = "\n".join(LINES)
OTHER = TEXT.translate(str.maketrans("甲乙", "丙丁"))
AS_PRINTED = ((0, 1, 2), (3, 4, 5))


@pytest.fixture
def reader(monkeypatch):
    return Reader(monkeypatch)


@pytest.fixture
def clerk():
    return get_user_model().objects.create_superuser("clerk")


def undo_last(by=None) -> acts.Undone:
    return acts.undo(ChangeSet.objects.order_by("pk").last(), by=by)


def standing() -> dict[str, tuple]:
    rows = Article.objects.order_by("pk").values_list("headline", "visibility", "withdrawn_kind")
    return {headline: (visibility, kind) for headline, visibility, kind in rows}


GONE = (Visibility.WITHDRAWN, Tombstone.Kind.UNDONE)
PUBLIC = (Visibility.PUBLIC, None)


def test_a_text_whose_import_is_undone_makes_way_for_another_of_its_page(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    undo_last(clerk)
    text = SourceText.objects.get()
    assert (text.state, text.page) == (SourceText.State.UNDONE, Page.objects.get())
    assert standing() == {"甲题": GONE, "乙题": GONE}
    assert reader.receive(OTHER, cut(OTHER, *AS_PRINTED)).outcome == Outcome.IMPORTED
    assert standing() == {"甲题": GONE, "乙题": GONE, "丙题": PUBLIC, "丁题": PUBLIC}
    assert reader.receive(TEXT, cut(TEXT, *AS_PRINTED)).outcome == Outcome.HELD
    undone = undo_last_of(ChangeSet.Kind.UNDO, clerk)  # the page is another's by now, the articles are nobody's
    assert [each.name for each in undone.skipped] == [f"sourcetext:{text.pk}"]


def undo_last_of(kind: str, by) -> acts.Undone:
    return acts.undo(ChangeSet.objects.filter(kind=kind).order_by("pk").last(), by=by)


def test_what_is_imported_again_after_its_import_was_undone_comes_back_with_its_keys_where_it_belongs(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead("2026-02-06")))
    keys = list(Article.objects.order_by("pk").values_list("key", flat=True))
    undo_last(clerk)
    reader.pages.clear()
    assert reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead("2026-02-07"))).outcome == Outcome.IMPORTED
    assert list(Article.objects.public().order_by("pk").values_list("key", flat=True)) == keys
    assert Article.objects.first().get_absolute_url() == "/papers/tongliao-ribao/2026-02-07/p1/a1/"
    assert not Tombstone.objects.exists()


def test_an_undo_of_an_undo_brings_all_of_it_back(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    undo_last(clerk)
    undone = undo_last(clerk)
    assert undone.skipped == []
    assert standing() == {"甲题": PUBLIC, "乙题": PUBLIC}
    assert SourceText.objects.get().state == SourceText.State.CURRENT


def test_who_edits_what_went_with_its_import_keeps_it(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    undo_last(clerk)
    first = Article.objects.first()
    with acts.correcting([first.pk], by=clerk):
        first.headline = "改题"
        first.save()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert standing() == {"改题": GONE, "乙题": PUBLIC}


def test_facts_of_issue_and_page_that_an_import_set_are_put_back(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead("2026-02-06", "1")))
    reader.receive(
        OTHER, cut(OTHER, *AS_PRINTED, head=masthead("2026-02-06", "2", number_printed="第12号", first_number=12))
    )
    issue = Issue.objects.get()
    assert (issue.first_number, issue.pages.count()) == (12, 2)
    undo_last(clerk)
    issue.refresh_from_db()
    assert (issue.first_number, issue.number_printed) == (None, "")


def test_a_page_that_an_import_moved_with_its_issue_goes_back(reader, clerk):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead("2026-02-06", "1")))
    reader.receive(OTHER, cut(OTHER, *AS_PRINTED, head=masthead("2026-02-07", "2")))
    reader.improve()
    reader.pages.clear()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead("2026-02-07", "1")))
    assert list(Issue.objects.values_list("slug", flat=True)) == ["2026-02-07"]
    undo_last(clerk)
    assert [page.get_absolute_url() for page in Page.objects.order_by("pk")] == [
        "/papers/tongliao-ribao/2026-02-06/p1/",
        "/papers/tongliao-ribao/2026-02-07/p2/",
    ]
    undo_last(clerk)
    assert {page.get_absolute_url() for page in Page.objects.all()} == {
        "/papers/tongliao-ribao/2026-02-07/p1/",
        "/papers/tongliao-ribao/2026-02-07/p2/",
    }


def test_the_teasers_of_an_undone_import_are_shown_no_longer(reader, clerk):
    teaser = ParsedTeaser("导读标题", "2", (Span(0, 2, Role.TEASER),))
    page = cut(TEXT, *AS_PRINTED)
    reader.receive(
        TEXT, type(page)(page.text_kind, page.masthead, page.articles, teasers=(teaser,), account=page.account)
    )
    shown = Page.objects.get()
    assert [each.headline for each in disclosure.public_teasers(shown)] == ["导读标题"]
    undo_last(clerk)
    assert disclosure.public_teasers(shown) == []


def test_what_has_been_given_to_another_is_not_brought_back(reader, clerk, admin_client):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5)))
    gone = Article.objects.get(visibility=Visibility.WITHDRAWN)
    with pytest.raises(ActRefused, match="这些文字已归入 《甲题》"):
        acts.bring_back([gone], by=clerk)
    url = reverse("admin:archive_article_standing", args=[gone.pk])
    response = admin_client.post(url, {"act": "bring_back"}, follow=True)
    assert "不能恢复：重新识读后，这些文字已归入 《甲题》。请从那里拆分。" in response.content.decode()
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1, 2)))
    acts.bring_back([gone], by=clerk)  # nobody has its text any more
    assert standing() == {"甲题": PUBLIC, "乙题": PUBLIC}


def test_a_clerk_who_may_import_may_undo_an_import(reader):
    user = get_user_model().objects.create_user("importer")
    user.groups.add(get_user_model().groups.field.related_model.objects.get(name="校对员"))
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    acts.undo(ChangeSet.objects.get(), by=get_user_model().objects.get(pk=user.pk))
    assert standing() == {"甲题": GONE, "乙题": GONE}
    assert Newspaper.objects.count() == 1


def test_what_an_undone_reading_made_is_joined_to_the_beginning_of_what_it_was_made_of(reader, clerk):
    text = "全区春耕备耕工作会议召开\n各旗县上报种子化肥储备\n农机检修已经过半\n养牛大户谈增收\n他家存栏三百多头\n饲草料价格平稳"
    reader.receive(text, cut(text, *AS_PRINTED))
    reader.receive(OTHER, cut(OTHER, *AS_PRINTED, head=masthead(page="2")))
    first, second, beginning, _other = Article.objects.order_by("pk")
    acts.join(beginning, [second], by=None)
    with acts.correcting([first.pk], by=None):
        Article.objects.filter(pk=first.pk).update(headline="改过的题")
    reader.improve()
    reader.pages[text] = cut(text, (2, 3))
    list(reread([SourceText.objects.get(page__label="1").pk]))
    made = Article.objects.get(changeset__kind=ChangeSet.Kind.REREAD, revision=1)
    undo_last(clerk)
    joined = dict(Article.objects.values_list("pk", "merged_into"))
    assert joined == dict.fromkeys(joined) | {second.pk: beginning.pk, made.pk: beginning.pk}

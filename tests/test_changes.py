"""The one sequence of changes, and what stands for a key that is gone."""

import pytest
import records
from django.db import transaction

from archive.acts import change
from archive.models import Article, Change, ChangeSet, RecordVersion, Tombstone, Visibility, addressing, change_sequence
from archive.models.lots import LOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unindexed")]


def set_to(article: Article, **fields) -> None:
    """Save the article with these fields in a transaction of its own."""
    with transaction.atomic():
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()


def rows() -> list[tuple]:
    return list(Change.objects.order_by("sequence", "key").values_list("key", "gone"))


def test_each_transaction_has_one_number_and_they_grow():
    page = records.page()
    first, second = records.article(page, "甲"), records.article(page, "乙")
    before = RecordVersion.position()[1]
    with transaction.atomic():
        change_sequence.lock()
        for article in (first, second):
            article.headline = "题"
            article.save()
    set_to(first, deck="副题")
    found = dict(Change.objects.values_list("key", "sequence"))
    assert found == {second.key: before + 1, first.key: before + 2}
    assert RecordVersion.position()[1] == before + 2


def test_a_savepoint_that_is_rolled_back_takes_its_number_back():
    article = records.article(records.page(), "甲")
    before = RecordVersion.position()[1]

    @transaction.atomic
    def fail():
        assert change_sequence.number() == before + 1
        raise ZeroDivisionError

    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            fail()
        set_to(article, headline="题")
    assert Change.objects.get().sequence == RecordVersion.position()[1] == before + 1


@pytest.mark.parametrize(
    ("of", "fields", "kind"),
    [
        ("article", {"visibility": Visibility.WITHDRAWN, "withdrawn_kind": Tombstone.Kind.PERSONAL}, "personal"),
        ("article", {"visibility": Visibility.WITHDRAWN}, "other"),
        ("article", {"visibility": Visibility.SUSPENDED}, "suspended"),
        ("article", {"visibility": Visibility.AWAITING}, "suspended"),
        ("page", {"suspended": Tombstone.Kind.CHECKING}, "suspended"),
        ("issue", {"suspended": Tombstone.Kind.CHECKING}, "suspended"),
    ],
)
def test_a_tombstone_stands_while_what_was_public_is_not(of, fields, kind):
    article = records.article(records.page(), "甲")
    assert (rows(), Tombstone.objects.count()) == ([(article.key, False)], 0)
    record = {"article": article, "page": article.page, "issue": article.page.issue}[of]
    before = {name: getattr(record, name) for name in fields}
    set_to(record, **fields)
    stone = Tombstone.objects.get()
    assert (stone.key, stone.kind, stone.newspaper, stone.successor) == (article.key, kind, "tongliao-ribao", "")
    assert rows() == [(article.key, True)]
    set_to(record, **before)
    assert (rows(), Tombstone.objects.count()) == ([(article.key, False)], 0)


def test_what_was_never_public_leaves_no_trace():
    article = records.article(records.page(), "甲", visibility=Visibility.AWAITING)
    assert article.shown == 0
    set_to(article, headline="题")
    set_to(article, visibility=Visibility.WITHDRAWN)
    article.delete()
    assert (rows(), Tombstone.objects.count()) == ([], 0)


def test_a_deleted_article_leaves_its_key():
    article = records.article(records.page(), "甲")
    key = article.key
    with transaction.atomic():
        article.delete()
    assert rows() == [(key, True)]
    assert list(Tombstone.objects.values_list("key", "kind")) == [(key, "deleted")]


def test_a_tail_leads_to_its_beginning():
    page = records.page()
    beginning, tail = records.article(page, "甲"), records.article(page, "乙")
    set_to(tail, merged_into=beginning)
    assert list(Tombstone.objects.values_list("key", "kind", "successor")) == [(tail.key, "joined", beginning.key)]


def test_shown_is_the_highest_number_that_was_public():
    article = records.article(records.page(), "甲", visibility=Visibility.AWAITING)
    for visibility, shown in (("awaiting", 0), ("public", 3), ("withdrawn", 3), ("public", 5)):
        set_to(article, visibility=visibility)
        with change(ChangeSet.Kind.CORRECT) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(headline=f"题{article.revision}")
        article.refresh_from_db()
        assert article.shown == shown


def test_more_keys_than_one_query_takes():
    page = records.page()
    made = [Article(headline=f"题{number}") for number in range(LOT + 3)]
    with transaction.atomic():
        addressing.enter_articles(page, made)
        change_sequence.note(article.key for article in made)
    assert Change.objects.count() == LOT + 3
    assert len(set(Change.objects.values_list("sequence", flat=True))) == 1

"""The one sequence of changes: whoever reads on from a cursor misses nothing."""

import random
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.models import Article, Change, RecordVersion, Tombstone, Visibility, change_sequence
from archive.models.change_sequence import Changed, Cursor, CursorExpired, changed_since
from search import api
from tests import records

pytestmark = pytest.mark.usefixtures("unindexed")
ARTICLES = "/api/v1/articles/"


def change(article: Article, **fields) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()


def forget() -> None:
    """As in an archive of before: no article has a number yet."""
    Change.objects.all().delete()


def told(found: list[Changed]) -> list[tuple[int, str, bool]]:
    return [(each.sequence, each.key[len("tongliao-ribao-2026-02-06-") :], each.gone) for each in found]


def start() -> Cursor:
    return Cursor.parse("")


# --- The order --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_each_transaction_has_its_number_and_each_key_its_last():
    page = records.page()
    articles = [records.article(page, str(number)) for number in range(4)]
    forget()
    before = RecordVersion.position()[1]
    with transaction.atomic():
        for article in articles[1:3]:
            article.save()
    change(articles[0], visibility=Visibility.WITHDRAWN)
    articles[1].save()
    moment = {row.key: row.at for row in Change.objects.all()}
    found = changed_since(start(), 10)
    assert told(found) == [
        (0, "p1-a4", False),
        (before + 1, "p1-a3", False),
        (before + 2, "p1-a1", True),
        (before + 3, "p1-a2", False),
    ]
    assert [each.at for each in found] == [articles[3].changed, *(moment[each.key] for each in found[1:])]
    for most in (1, 2, 3):
        cursor, seen = start(), []
        while lot := changed_since(cursor, most):
            assert len(lot) <= most
            seen += lot
            cursor = Cursor(cursor.epoch, lot[-1].sequence, lot[-1].key)
        assert seen == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "cursor"),
    [
        ("5f3a9c01.12.bao-2026-p1-a3", Cursor("5f3a9c01", 12, "bao-2026-p1-a3")),
        ("5f3a9c01.0.", Cursor("5f3a9c01")),
        (".0.", Cursor("")),
        ("", Cursor("")),
    ],
)
def test_cursors_as_text(text, cursor):
    assert Cursor.parse(text) == cursor
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["x", "1", "5f3a9c01.12", "5f3a9c01.-1.a", "5f3a9c01.１２.a", "g.1.a", "a.1.b.c", f"a.{10**18}.b", "a.1.\0", " "],
)
def test_what_is_no_cursor(client, text):
    with pytest.raises(ValueError, match=r"^"):
        Cursor.parse(text)
    answer = client.get(ARTICLES, {"changed_since": text})
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})


@pytest.mark.django_db
def test_a_cursor_of_another_epoch_or_above_the_highest_has_expired(client):
    records.article(records.page(), "正文")
    epoch, highest = RecordVersion.position()
    assert changed_since(Cursor(epoch, highest, "z"), 10) == []
    other = "0" if epoch != "0" else "1"
    for cursor in (Cursor(epoch, highest + 1), Cursor(other, 0), Cursor("", 0)):
        with pytest.raises(CursorExpired):
            changed_since(cursor, 10)
        assert client.get(ARTICLES, {"changed_since": cursor}).status_code == 410


@pytest.mark.django_db
def test_after_a_restored_backup_everybody_begins_anew(client, capsys):
    records.article(records.page(), "正文")
    cursor = client.get(ARTICLES, {"changed_since": ""}).json()["cursor"]
    call_command("begin_epoch")
    assert "游标已失效" in capsys.readouterr().out
    assert client.get(ARTICLES, {"changed_since": cursor}).status_code == 410
    assert len(client.get(ARTICLES, {"changed_since": ""}).json()["results"]) == 1


# --- As data ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_api_tells_what_became_of_each(client):
    page = records.page()
    moved, withdrawn, beginning, joined, awaiting, deleted = (records.article(page, str(number)) for number in range(6))
    change(moved, page=records.page(page.issue, "2"))
    change(withdrawn, visibility=Visibility.WITHDRAWN, withdrawn_kind="copyright", withdrawn_note="密语")
    change(joined, merged_into=beginning)
    Change.objects.filter(key=awaiting.key).delete()
    Article.objects.filter(pk=awaiting.pk).update(visibility=Visibility.AWAITING, shown=0)
    deleted.parts.all().delete()
    deleted.delete()
    answer = client.get(ARTICLES, {"changed_since": ""})
    assert answer.status_code == 200
    at = {row.key: row.at for row in Change.objects.all()}
    found = answer.json()
    assert [parse_datetime(each.pop("changed")) for each in found["results"]] == [at[key] for key in sorted(at)]
    there, gone = {"gone": False, "kind": None, "successor": None}, {"url": None, "gone": True}
    place = "http://testserver/papers/tongliao-ribao/2026-02-06/"
    assert found["results"] == [
        {"key": moved.key, "url": f"{place}p2/a1/"} | there,
        {"key": withdrawn.key, "kind": "copyright", "successor": None} | gone,
        {"key": beginning.key, "url": f"{place}p1/a3/"} | there,
        {"key": joined.key, "kind": "joined", "successor": beginning.key} | gone,
        {"key": deleted.key, "kind": "deleted", "successor": None} | gone,
    ]
    last = client.get(found["next"]).json()
    assert last == {"cursor": found["cursor"], "next": None, "results": []}
    assert client.get(ARTICLES, {"changed_since": "", "q": "x"}).status_code == 400


@pytest.mark.django_db
def test_a_list_of_changes_costs_the_same_for_one_and_for_thirty(client, django_assert_num_queries):
    page = records.page()
    for count in (1, 29):
        for _ in range(count):
            records.article(page, "正文")
        client.get(ARTICLES, {"changed_since": ""})
        with django_assert_num_queries(9):
            client.get(ARTICLES, {"changed_since": ""})


# --- Harvests ---------------------------------------------------------------------------------------------------------


class Harvest:
    """What somebody has who reads changes, and nothing else, of a record that changes meanwhile."""

    def __init__(self, client) -> None:
        self.client, self.cursor, self.urls = client, "", {}

    def step(self) -> bool:
        """Read on; returns whether there was anything."""
        answer = self.client.get(ARTICLES, {"changed_since": self.cursor}).json()
        for each in answer["results"]:
            self.urls[each["key"]] = each["url"]
        self.cursor = answer["cursor"]
        return answer["next"] is not None

    def finish(self) -> dict[str, str]:
        while self.step():
            pass
        return {key: url for key, url in self.urls.items() if url}


def held() -> dict[str, str]:
    return {each.key: f"http://testserver{each.get_absolute_url()}" for each in Article.objects.public().with_place()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numbered", ["all", "none", "some"])
def test_a_harvest_during_fifty_withdrawals_misses_none(client, monkeypatch, numbered):
    monkeypatch.setattr(api, "MOST_CHANGES", 7)
    monkeypatch.setattr(change_sequence, "_FILLED", 9)
    with transaction.atomic():
        pages = [records.page(label=str(number)) for number in (1, 2)]
        articles = [records.article(pages[number % 2], str(number)) for number in range(80)]
    if numbered != "all":
        forget()
    chance, filling = random.Random(numbered), change_sequence.fill()
    harvest, withdrawn = Harvest(client), chance.sample(articles, 50)
    for number, article in enumerate(withdrawn):
        change(article, visibility=Visibility.WITHDRAWN)
        if number % 10 == 9:
            change(withdrawn[number - 5], visibility=Visibility.PUBLIC)
            records.article(pages[0], "新来的")
            change(pages[1], label=f"{number}")
        if numbered == "some":
            next(filling, None)
        if number % 4 == 0:
            harvest.step()
    gone = {article.key for article in withdrawn} - set(held())
    assert len(gone) == 45
    assert harvest.finish() == held()
    assert {key for key, url in harvest.urls.items() if url is None} <= gone


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(8))
def test_changes_between_the_questions_of_one_answer_are_not_missed(client, monkeypatch, seed):
    monkeypatch.setattr(api, "MOST_CHANGES", 5)
    monkeypatch.setattr(change_sequence, "_FILLED", 3)
    chance, page = random.Random(seed), records.page()
    articles = [records.article(page, str(number)) for number in range(24)]
    forget()
    filling = change_sequence.fill()

    def meanwhile(question):
        def asked(*args):
            for _ in range(chance.randrange(3)):
                if chance.random() < 0.4:
                    next(filling, None)
                else:
                    article = chance.choice(articles)
                    hidden = article.visibility == Visibility.PUBLIC and chance.random() < 0.7
                    change(article, visibility=Visibility.SUSPENDED if hidden else Visibility.PUBLIC)
            return question(*args)

        return asked

    harvest = Harvest(client)
    with monkeypatch.context() as patch:
        for name in ("_unnumbered", "_changed"):
            patch.setattr(change_sequence, name, meanwhile(getattr(change_sequence, name)))
        for _ in range(12):
            harvest.step()
    assert harvest.finish() == held()


# --- Filling ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_answers_are_the_same_before_during_and_after_the_filling(monkeypatch, capsys):
    page = records.page()
    articles = [records.article(page, str(number)) for number in range(8)]
    forget()
    Article.objects.filter(pk=articles[2].pk).update(visibility=Visibility.AWAITING, shown=0)
    change(articles[4], visibility=Visibility.WITHDRAWN)
    before = changed_since(start(), 100)
    assert [each.sequence > 0 for each in before] == [False] * 6 + [True]
    monkeypatch.setattr(change_sequence, "_FILLED", 3)
    steps = change_sequence.fill()
    for count in (next(steps), next(steps)):
        assert count in (1, 2, 3)
        assert changed_since(start(), 100) == before
    steps.close()  # cut short
    call_command("fill_record")
    assert Change.objects.count() == 7
    assert set(Change.objects.filter(sequence=0).values_list("gone", flat=True)) == {False}
    assert changed_since(start(), 100) == before
    capsys.readouterr()
    call_command("fill_record")
    assert capsys.readouterr().out.splitlines()[0] == "变更次序：补全 0 条"


@pytest.mark.django_db
def test_filling_leaves_alone_what_has_a_number():
    article = records.article(records.page(), "正文")
    stood = Change.objects.values_list("sequence", "at", "gone").get(key=article.key)
    call_command("fill_record", verbosity=0)
    assert Change.objects.values_list("sequence", "at", "gone").get(key=article.key) == stood


# --- Changes of place -------------------------------------------------------------------------------------------------

PLACES = {
    "the newspaper's slug": lambda page: change(page.issue.newspaper, slug="tlrb"),
    "the issue's day": lambda page: change(page.issue, first_day=date(2026, 2, 7)),
    "the page's number": lambda page: change(page, label="2"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", PLACES)
def test_a_change_of_place_numbers_all_below_it_at_once(what):
    page = records.page()
    noted, unnoted, withdrawn, awaiting = (records.article(page, str(number)) for number in range(4))
    other = records.article(records.page(records.issue(paper=records.newspaper("b", "乙报"))), "别的")
    change(withdrawn, visibility=Visibility.WITHDRAWN)
    Change.objects.filter(key__in=[unnoted.key, awaiting.key]).delete()
    Article.objects.filter(pk=awaiting.pk).update(visibility=Visibility.AWAITING, shown=0)
    stood = Change.objects.get(key=other.key).sequence
    before = RecordVersion.position()[1]
    PLACES[what](page)
    assert set(Change.objects.values_list("key", "sequence", "gone")) == {
        (noted.key, before + 1, False),
        (unnoted.key, before + 1, False),
        (withdrawn.key, before + 1, True),
        (other.key, stood, False),
    }
    stone = Tombstone.objects.get()
    assert (stone.key, stone.newspaper) == (withdrawn.key, page.issue.newspaper.slug)


@pytest.mark.django_db
def test_a_change_of_place_costs_the_same_for_one_and_for_many_articles():
    page = records.page()
    counts = []
    for label, count in (("2", 1), ("3", 700)):
        Article.objects.bulk_create(
            Article(page=page, number=len(counts) * 1000 + number, key=f"{label}-{number}") for number in range(count)
        )
        with CaptureQueriesContext(connection) as queries:
            change(page, label=label)
        counts.append(sum('"archive_change"' in query["sql"] for query in queries))
    assert counts == [2, 2]
    assert Change.objects.count() == 701


@pytest.mark.django_db
def test_sitemaps_and_feeds_take_their_times_from_the_order_of_changes(client):
    article = records.article(records.page(), "正文")
    other = records.article(records.page(records.issue(paper=records.newspaper("b", "乙报"))), "别的")
    change(article.page.issue, first_day=date(2026, 2, 7))
    Change.objects.filter(key=other.key).delete()
    moment = Change.objects.get(key=article.key).at
    assert moment > article.changed
    sitemaps = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert {parse_datetime(found.text) for found in tree.iter(f"{sitemaps}lastmod")} == {
        moment.replace(microsecond=0) if "." not in tree.findtext(f".//{sitemaps}lastmod") else moment
    }
    for kind in ("newspapers", "issues", "pages", "articles"):
        tree = ElementTree.fromstring(client.get(f"/sitemap-{kind}-0.xml").content)
        days = [found.text for found in tree.iter(f"{sitemaps}lastmod")]
        assert days == [timezone.localdate(each).isoformat() for each in (moment, other.changed)], kind
    feed = ElementTree.fromstring(client.get("/papers/tongliao-ribao.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert parse_datetime(feed.findtext(f"{atom}entry/{atom}updated")) == moment

"""Addresses: every path that ever answered answers in one hop, and every key stays."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import addresses, changes
from archive.addresses import path_of, resolve
from archive.models import Address, Article, Issue, Newspaper, Page
from tests import records
from tests.readings import Reader, masthead, story
from tests.readings import page as read_page

pytestmark = pytest.mark.django_db
PAPER = "/papers/tongliao-ribao/"


def leads_to(path: str) -> str | None:
    """The path where a reader ends up, None if it is gone; that there is no second hop is checked."""
    found = resolve(path)
    assert found is not None, f"{path} never answered"
    if found.record is None:
        assert found.gone_reason
        return None
    there = found.record.get_absolute_url()
    assert found.moved == (there != path)
    again = resolve(there)
    assert (again.record, again.moved) == (found.record, False)
    return there


# --- Cases ------------------------------------------------------------------------------------------------------------


def test_a_path_is_built_from_the_records_above():
    article = records.article(records.page(records.issue("2026-02-06"), "A3"), "正文")
    assert path_of(article) == f"{PAPER}2026-02-06/pa3/a1/"
    assert article.key == "tongliao-ribao-2026-02-06-pa3-a1"
    for record in (article, article.page, article.page.issue, article.page.issue.newspaper):
        assert leads_to(path_of(record)) == path_of(record)
    assert resolve(f"{PAPER}2026-02-06/pa3/a2/") is None
    assert resolve(f"{PAPER}2026-02-07/") is None


def test_two_month_only_texts_of_one_newspaper():
    issues = [records.issue("2024-11") for _ in range(3)]
    assert [path_of(issue) for issue in issues] == [f"{PAPER}2024-11/", f"{PAPER}2024-11-ed2/", f"{PAPER}2024-11-ed3/"]
    assert [path_of(records.issue("")) for _ in range(2)] == [f"{PAPER}undated/", f"{PAPER}undated-ed2/"]


def test_two_unnumbered_pages_of_one_day():
    issue = records.issue()
    articles = [records.article(records.page(issue, ""), "正文") for _ in range(2)]
    assert [path_of(article) for article in articles] == [f"{PAPER}2026-02-06/px1/a1/", f"{PAPER}2026-02-06/px2/a1/"]
    assert [article.key for article in articles] == [
        "tongliao-ribao-2026-02-06-px1-a1",
        "tongliao-ribao-2026-02-06-px2-a1",
    ]


def test_an_extra_issue_before_the_regular_one():
    extra, regular = records.issue(kind="extra"), records.issue()
    assert [path_of(issue) for issue in (extra, regular)] == [f"{PAPER}2026-02-06/", f"{PAPER}2026-02-06-ed2/"]


def test_a_merged_issue_over_three_days():
    issue = records.issue("2026-02-17", last_day=datetime.date(2026, 2, 19))
    article = records.article(records.page(issue), "正文")
    assert path_of(issue) == f"{PAPER}2026-02-17/"
    for day in (17, 18, 19):
        assert leads_to(f"{PAPER}2026-02-{day}/") == f"{PAPER}2026-02-17/"
        assert leads_to(f"{PAPER}2026-02-{day}/p1/a1/") == path_of(article)
    assert resolve(f"{PAPER}2026-02-20/") is None
    issue.last_day = datetime.date(2026, 2, 20)
    issue.save()
    assert leads_to(f"{PAPER}2026-02-20/") == f"{PAPER}2026-02-17/"


def test_a_page_numbered_later():
    page = records.page(label="")
    article = records.article(page, "正文")
    page.label = "3"
    page.save()
    article.refresh_from_db()
    assert (path_of(article), article.key) == (f"{PAPER}2026-02-06/p3/a1/", "tongliao-ribao-2026-02-06-px1-a1")
    assert leads_to(f"{PAPER}2026-02-06/px1/") == f"{PAPER}2026-02-06/p3/"
    assert leads_to(f"{PAPER}2026-02-06/px1/a1/") == f"{PAPER}2026-02-06/p3/a1/"
    assert path_of(records.page(page.issue, "")) == f"{PAPER}2026-02-06/px2/"


def test_a_date_corrected_and_corrected_back():
    issue = records.issue("2026-02-06")
    records.article(records.page(issue), "正文")
    for day in (7, 6):
        issue.first_day = datetime.date(2026, 2, day)
        issue.save()
        for old in (6, 7):
            assert leads_to(f"{PAPER}2026-02-0{old}/p1/a1/") == f"{PAPER}2026-02-0{day}/p1/a1/"
    assert path_of(records.issue("2026-02-07")) == f"{PAPER}2026-02-07-ed2/"


def test_two_issues_joined():
    first, second = records.issue("2024-11"), records.issue("2024-11")
    for issue in (first, second):
        records.article(records.page(issue, ""), "正文")
    keys = {article.pk: article.key for article in Article.objects.all()}
    addresses.join_issues(first, second)
    assert leads_to(f"{PAPER}2024-11-ed2/") == f"{PAPER}2024-11/"
    assert leads_to(f"{PAPER}2024-11-ed2/px1/a1/") == f"{PAPER}2024-11/px2/a1/"
    assert {article.pk: article.key for article in Article.objects.all()} == keys
    assert Issue.objects.count() == 1


def test_a_tail_that_came_before_its_beginning(monkeypatch):
    reader = Reader(monkeypatch)
    tail = story("投资扩大", "投资持续扩大，项目建设加速。", continued_from="1")
    reader.receive("乙", read_page(story("别的", "别的内容"), tail, head=masthead(page="3")))
    assert leads_to(f"{PAPER}2026-02-06/p3/a2/") == f"{PAPER}2026-02-06/p3/a2/"
    beginning = story("投资扩大", "投资持续扩大，各地项目建设如火如荼。", continued_on="3")
    reader.receive("甲", read_page(beginning))
    assert leads_to(f"{PAPER}2026-02-06/p3/a2/") == f"{PAPER}2026-02-06/p1/a1/"
    assert sorted(Article.objects.values_list("key", flat=True)) == [
        "tongliao-ribao-2026-02-06-p1-a1",
        "tongliao-ribao-2026-02-06-p3-a1",
        "tongliao-ribao-2026-02-06-p3-a2",
    ]


def test_a_slug_changed():
    article = records.article(records.page(), "正文")
    newspaper = article.page.issue.newspaper
    newspaper.slug = "tlrb"
    newspaper.save()
    article = Article.objects.with_place().get()
    assert (path_of(article), article.key) == ("/papers/tlrb/2026-02-06/p1/a1/", "tongliao-ribao-2026-02-06-p1-a1")
    for rest in ("", "2026-02-06/", "2026-02-06/p1/", "2026-02-06/p1/a1/"):
        assert leads_to(PAPER + rest) == f"/papers/tlrb/{rest}"
    other = Newspaper(name="另一份报", slug="tongliao-ribao")
    with pytest.raises(ValidationError):
        other.full_clean()
    assert addresses.free_slug("tongliao-ribao") == "tongliao-ribao-2"


def test_what_is_deleted_is_gone_and_its_number_is_not_given_again():
    page = records.page()
    first = records.article(page, "甲")
    records.article(page, "乙").delete()
    assert leads_to(f"{PAPER}2026-02-06/p1/a2/") is None
    assert [records.article(page, "丙").number, first.number] == [3, 1]
    addresses.enter_articles(page, [Article(), Article()])
    assert sorted(page.articles.values_list("number", flat=True)) == [1, 3, 4, 5]


def test_a_page_that_moves_to_where_articles_are_gone_takes_new_numbers():
    day, other_day = records.issue("2026-02-06"), records.issue("2026-02-07")
    page = records.page(day)
    for article in [records.article(page, "甲") for _ in range(2)]:
        article.parts.all().delete()
        article.delete()
    page.delete()
    moving = records.page(other_day)
    for text in "乙丙丁":
        records.article(moving, text)
    moving.issue = day
    moving.save()
    now = f"{PAPER}2026-02-06/p1/"
    assert [path_of(article) for article in moving.articles.order_by("pk")] == [f"{now}a{n}/" for n in (4, 5, 3)]
    assert [leads_to(f"{PAPER}2026-02-07/p1/a{n}/") for n in (1, 2, 3)] == [f"{now}a{n}/" for n in (4, 5, 3)]
    assert [leads_to(f"{now}a{n}/") for n in (1, 2, 3)] == [None, None, f"{now}a3/"]


def test_pages_that_move_with_their_issue_to_where_others_were_or_are_gone():
    newspaper = records.newspaper()
    one, two, three = (records.issue(day) for day in ("2026-02-06", "2026-02-07", "2026-02-08"))
    for label in ("1", "2"):
        records.article(records.page(one, label), label)
        records.page(two, label)
    two.pages.get(label="2").delete()
    moved = two.pages.get(label="1")
    moved.issue = three
    moved.save()
    two.delete()
    one.first_day = datetime.date(2026, 2, 7)
    one.save()
    assert path_of(one) == f"{PAPER}2026-02-07/"
    # The first page's path leads to the page that moved away, the second's is gone and taken up again.
    assert [path_of(page) for page in one.pages.all()] == [f"{PAPER}2026-02-07/p1-ed2/", f"{PAPER}2026-02-07/p2/"]
    for slug in ("", "p1-ed2/", "p1-ed2/a1/", "p2/", "p2/a1/"):
        assert leads_to(f"{PAPER}2026-02-07/{slug}") == f"{PAPER}2026-02-07/{slug}"
    assert leads_to(f"{PAPER}2026-02-07/p1/") == f"{PAPER}2026-02-08/p1/"
    assert leads_to(f"{PAPER}2026-02-06/p1/a1/") == f"{PAPER}2026-02-07/p1-ed2/a1/"
    assert newspaper.issues.count() == 2


def test_what_is_gone_below_a_merged_issue_is_gone_on_its_other_days():
    article = records.article(records.page(records.issue("2026-02-17", last_day=datetime.date(2026, 2, 19))), "正文")
    article.parts.all().delete()
    article.delete()
    assert leads_to(f"{PAPER}2026-02-18/p1/a1/") is None


def test_a_merged_issue_keeps_its_other_days_under_another_slug():
    article = records.article(records.page(records.issue("2026-02-17", last_day=datetime.date(2026, 2, 18))), "正文")
    newspaper = article.page.issue.newspaper
    extra = records.issue("2026-02-17", newspaper, kind="extra", last_day=datetime.date(2026, 2, 19))
    newspaper.slug = "tlrb"
    newspaper.save()
    assert leads_to("/papers/tlrb/2026-02-19/") == path_of(extra) == "/papers/tlrb/2026-02-17-ed2/"
    for start in (PAPER, "/papers/tlrb/"):
        assert leads_to(f"{start}2026-02-18/p1/a1/") == "/papers/tlrb/2026-02-17/p1/a1/"


def test_only_days_that_one_issue_can_cover_lead_to_it():
    """A year mistyped, or a double issue of two months, does not take every day of them."""
    records.issue("2026-02-17", last_day=datetime.date(2926, 2, 19))
    records.issue("2027-01", last_day=datetime.date(2027, 2, 1))
    assert Address.objects.filter(issue__isnull=False).count() <= 64


def test_a_slug_that_was_another_newspapers_is_refused():
    newspaper = records.newspaper()
    newspaper.slug = "tlrb"
    newspaper.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Newspaper.objects.create(name="另一份报", slug="tongliao-ribao")
    assert leads_to(PAPER) == "/papers/tlrb/"


def test_a_slug_is_changed_in_lots():
    newspaper = records.newspaper()
    changes.number()  # drawn once in a transaction
    counts = []
    for number in (1, 30):
        for day in range(number):
            for label in ("1", "2"):
                page = records.page(records.issue(f"20{number:02}-01-{day + 1:02}", newspaper), label)
                addresses.enter_articles(page, [Article(), Article()])
        newspaper.slug = f"bao-{number}"
        with CaptureQueriesContext(connection) as queries:
            newspaper.save()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    for article in Article.objects.with_place():
        assert leads_to(path_of(article)) == path_of(article)
        assert leads_to(path_of(article).replace("bao-30", "tongliao-ribao")) == path_of(article)


def test_many_articles_are_entered_in_few_queries(django_assert_num_queries):
    page = records.page()
    page.issue.newspaper  # noqa: B018  fetched beforehand, as a writer has it
    articles = [Article(headline=str(index)) for index in range(50)]
    with django_assert_num_queries(7):
        addresses.enter_articles(page, articles)
    assert [article.key for article in articles] == [f"tongliao-ribao-2026-02-06-p1-a{n}" for n in range(1, 51)]
    assert Address.objects.filter(article__in=articles).count() == 50


@pytest.mark.parametrize(
    ("label", "fits"), [("4", True), ("A3", True), ("4-5", True), ("四", False), ("4版", False), ("px1", False)]
)
def test_labels_in_normal_form_only(label, fits):
    page = Page(issue=records.issue(), label=label)
    if fits:
        page.clean()
    else:
        with pytest.raises(ValidationError):
            page.clean()


# --- Whatever happens -------------------------------------------------------------------------------------------------

OPERATIONS = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 5), st.integers(0, 5)), max_size=25)
DAYS = ["2026-02-06", "2026-02-07", "2026-02", "", "2026-02-08", "2026"]
LABELS = ["", "1", "2", "A1", "1-2", ""]


class World:
    """A few records that anything may happen to, and every path and key that there ever was."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.holders: dict[str, int] = {}
        self.keys: dict[int, str] = {}
        records.article(records.page(), "正文")

    def pick(self, model: type, index: int):
        found = list(model.objects.order_by("pk"))
        return found[index % len(found)] if found else None

    def do(self, operation: int, a: int, b: int) -> None:
        newspaper, issue, page = self.pick(Newspaper, a), self.pick(Issue, a), self.pick(Page, a)
        article, other = self.pick(Article, a), self.pick(Article, b)
        match operation:
            case 0:
                Newspaper.objects.create(name=f"报{Newspaper.objects.count()}", slug=addresses.free_slug("bao"))
            case 1:
                records.issue(DAYS[b], newspaper)
            case 2 if issue:
                records.page(issue, LABELS[b])
            case 3 if page:
                records.article(page, "正文")
            case 4 if page:
                addresses.enter_articles(page, [Article(), Article()])
            case 5 if issue:
                made = records.issue(DAYS[b], issue.newspaper)
                issue.first_day, issue.precision, issue.last_day = made.first_day, made.precision, None
                made.delete()
                issue.save()
            case 6 if issue and issue.precision == "day":
                issue.last_day = issue.first_day + datetime.timedelta(days=b)
                issue.save()
            case 7 if page:
                page.label = LABELS[b]
                page.save()
            case 8 if page:
                page.issue = self.pick(Issue, b)
                page.save()
            case 9 if article and page:
                article.page = self.pick(Page, b)
                article.save()
            case 10 if article and other and article != other and not article.merged.exists() and not other.merged_into:
                article.merged_into = other
                article.save()
            case 11 if issue and (second := self.pick(Issue, b)) != issue and second.newspaper == issue.newspaper:
                addresses.join_issues(issue, second)
            case 12 if newspaper:
                newspaper.slug = addresses.free_slug(f"bao-{b}")
                newspaper.save()
            case 13 if article and not article.merged.exists():
                article.parts.all().delete()
                article.delete()
            case 14 if page and not page.articles.exists() and not page.parts.exists():
                page.delete()
            case 15 if issue and not issue.pages.exists():
                issue.delete()

    def check(self) -> None:
        live = [
            *Newspaper.objects.all(),
            *Issue.objects.select_related("newspaper"),
            *Page.objects.select_related("issue__newspaper"),
            *Article.objects.with_place().select_related("merged_into__page__issue__newspaper"),
        ]
        now = [path_of(record) for record in live]
        assert len(set(now)) == len(now)
        for record in live:
            assert leads_to(path_of(record)) == record.get_absolute_url()
        self.paths |= {*now, *Address.objects.values_list("path", flat=True)}
        for path in self.paths:
            leads_to(path)
        keys = {record.pk: record.key for record in live if isinstance(record, Article)}
        assert {**self.keys, **keys} == {**keys, **self.keys}
        self.keys |= keys
        assert len(set(self.keys.values())) == len(self.keys)
        for address in Address.objects.filter(article__isnull=False):
            assert self.holders.setdefault(address.path, address.article_id) == address.article_id


@settings(max_examples=30, deadline=None)
@given(operations=OPERATIONS)
def test_every_path_that_ever_answered_still_answers_and_every_key_stays(operations):
    with transaction.atomic():
        world = World()
        for operation in operations:
            world.do(*operation)
            world.check()
        transaction.set_rollback(True)

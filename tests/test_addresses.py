"""Addresses: every path that ever answered answers in one hop, and every key stays."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.models import Address, Article, Issue, Newspaper, Page, addressing, change_sequence
from archive.models.addressing import path_of, resolve
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
    true = records.issue("2026-02-07")
    records.article(records.page(true), "正文")
    assert leads_to(f"{PAPER}2026-02-07/") == path_of(true) == f"{PAPER}2026-02-07/"
    assert leads_to(f"{PAPER}2026-02-07/p1/a1/") == f"{PAPER}2026-02-06/p1/a1/"
    assert leads_to(f"{PAPER}2026-02-07/p1/a2/") == f"{PAPER}2026-02-07/p1/a2/"


def test_two_issues_joined():
    first, second = records.issue("2024-11"), records.issue("2024-11")
    for issue in (first, second):
        records.article(records.page(issue, ""), "正文")
    keys = {article.pk: article.key for article in Article.objects.all()}
    addressing.join_issues(first, second)
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
    with pytest.raises(ValidationError):
        Newspaper(name="另一份报", slug="tlrb").full_clean()
    assert addressing.free_slug("tongliao-ribao") == "tongliao-ribao-2"


def test_what_is_deleted_is_gone_and_its_number_is_not_given_again():
    page = records.page()
    first = records.article(page, "甲")
    records.article(page, "乙").delete()
    assert leads_to(f"{PAPER}2026-02-06/p1/a2/") is None
    assert [records.article(page, "丙").number, first.number] == [3, 1]
    addressing.enter_articles(page, [Article(), Article()])
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
    # The first page's path passes from the page that moved away, the second's is gone and taken up again.
    assert [path_of(page) for page in one.pages.all()] == [f"{PAPER}2026-02-07/p1/", f"{PAPER}2026-02-07/p2/"]
    for slug in ("", "p1/", "p1/a1/", "p2/", "p2/a1/"):
        assert leads_to(f"{PAPER}2026-02-07/{slug}") == f"{PAPER}2026-02-07/{slug}"
    first, second = (Address.objects.get(path=f"{PAPER}2026-02-07/{slug}/") for slug in ("p1", "p2"))
    assert (first.former, second.former) == (moved, None)
    assert leads_to(f"{PAPER}2026-02-06/p1/a1/") == f"{PAPER}2026-02-07/p1/a1/"
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


def test_a_slug_is_changed_in_lots():
    newspaper = records.newspaper()
    change_sequence.number()  # drawn once in a transaction
    counts = []
    for number in (1, 15):  # what is below the newspaper then fits in one INSERT still
        for day in range(number):
            for label in ("1", "2"):
                page = records.page(records.issue(f"20{number:02}-01-{day + 1:02}", newspaper), label)
                addressing.enter_articles(page, [Article(), Article()])
        newspaper.slug = f"bao-{number}"
        with CaptureQueriesContext(connection) as queries:
            newspaper.save()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    for article in Article.objects.with_place():
        assert leads_to(path_of(article)) == path_of(article)
        assert leads_to(path_of(article).replace("bao-15", "tongliao-ribao")) == path_of(article)


def test_many_articles_are_entered_in_few_queries(django_assert_num_queries):
    page = records.page()
    page.issue.newspaper  # noqa: B018  fetched beforehand, as a writer has it
    articles = [Article(headline=str(index)) for index in range(50)]
    with django_assert_num_queries(8):
        addressing.enter_articles(page, articles)
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


# --- Paths that pass --------------------------------------------------------------------------------------------------


def move_to(issue: Issue, day: str) -> None:
    issue.first_day = datetime.date.fromisoformat(day)
    issue.save()


def test_a_wrong_date_put_back_then_the_true_issue_imported(client, monkeypatch):
    reader = Reader(monkeypatch)
    reader.receive("甲", read_page(story("甲文", "甲的正文。")))
    issue = Issue.objects.get()
    move_to(issue, "2026-02-07")
    move_to(issue, "2026-02-06")
    reader.receive("乙", read_page(story("乙文", "乙的正文。"), head=masthead("2026-02-07")))
    true = Issue.objects.exclude(pk=issue.pk).get()
    assert [path_of(each) for each in (issue, true)] == [f"{PAPER}2026-02-06/", f"{PAPER}2026-02-07/"]
    assert Article.objects.get(headline="乙文").get_absolute_url() == f"{PAPER}2026-02-07/p1/a2/"
    assert leads_to(f"{PAPER}2026-02-07/p1/a1/") == f"{PAPER}2026-02-06/p1/a1/"
    today = timezone.localdate().isoformat()
    for rest, name in (("", "通辽日报 2026年2月6日"), ("p1/", "通辽日报 2026年2月6日 第1版")):
        said = f'该网址曾指向<a href="{PAPER}2026-02-06/{rest}">{name}</a>，至 {today} 为止。'
        assert said in client.get(f"{PAPER}2026-02-07/{rest}").content.decode()
        assert "曾指向" not in client.get(f"{PAPER}2026-02-06/{rest}").content.decode()


def test_a_path_whose_holder_lives_there_does_not_pass():
    first, second = records.issue("2026-02-06"), records.issue("2026-02-07")
    move_to(second, "2026-02-06")
    assert path_of(second) == f"{PAPER}2026-02-06-ed2/"
    merged = records.issue("2026-02-17", last_day=datetime.date(2026, 2, 19))
    assert path_of(records.issue("2026-02-18")) == f"{PAPER}2026-02-18-ed2/"
    assert (leads_to(f"{PAPER}2026-02-18/"), path_of(first)) == (path_of(merged), f"{PAPER}2026-02-06/")


@pytest.mark.parametrize(("day", "passes"), [("2026-02-06", True), ("2026-02", True), ("2026", True), ("", False)])
def test_what_is_given_in_order_of_arrival_is_nobodys_own_place(day, passes):
    former = records.issue(day)
    former.precision = "day"
    move_to(former, "2026-03-01")
    own = records.issue(day)
    assert path_of(own) == (f"{PAPER}{day}/" if passes else f"{PAPER}undated-ed2/")
    assert Address.objects.get(path=f"{PAPER}{day or 'undated'}/").former == (former if passes else None)


def test_a_page_given_a_wrong_number_for_a_minute():
    page = records.page(label="1")
    records.article(page, "正文")
    for label in ("2", "1"):
        page.label = label
        page.save()
    true = records.page(page.issue, "2")
    assert path_of(true) == f"{PAPER}2026-02-06/p2/"
    assert records.article(true, "正文").key == "tongliao-ribao-2026-02-06-p2-a2"
    assert leads_to(f"{PAPER}2026-02-06/p2/a1/") == f"{PAPER}2026-02-06/p1/a1/"


def test_a_slug_passes_and_the_keys_stay():
    article = records.article(records.page(), "正文")
    former = article.page.issue.newspaper
    former.slug = "tlrb"
    former.save()
    own = Newspaper(name="另一份报", slug="tongliao-ribao")
    own.full_clean()
    own.save()
    other = records.article(records.page(records.issue(paper=own)), "正文")
    assert (path_of(other), other.key) == (f"{PAPER}2026-02-06/p1/a2/", "tongliao-ribao-2026-02-06-p1-a2")
    assert leads_to(f"{PAPER}2026-02-06/p1/a1/") == "/papers/tlrb/2026-02-06/p1/a1/"
    passed = {address.path: address.former for address in Address.objects.filter(until__isnull=False)}
    rests = ("", "2026-02-06/", "2026-02-06/p1/")
    assert passed == {PAPER + rest: resolve(f"/papers/tlrb/{rest}").record for rest in rests}
    assert [paper.key for paper in (former, own)] == ["tongliao-ribao", "tongliao-ribao-2"]


def test_what_answered_below_another_day_of_a_merged_issue_still_does():
    merged = records.issue("2026-02-17", last_day=datetime.date(2026, 2, 18))
    for label in ("1", "2"):
        records.article(records.page(merged, label), "正文")
    merged.last_day = None
    merged.save()
    own = records.issue("2026-02-18")
    article = records.article(records.page(own, "1"), "正文")
    assert path_of(article) == f"{PAPER}2026-02-18/p1/a2/"
    for rest in ("p1/a1/", "p2/", "p2/a1/"):
        assert leads_to(f"{PAPER}2026-02-18/{rest}") == f"{PAPER}2026-02-17/{rest}"
    assert Address.objects.get(path=f"{PAPER}2026-02-18/p1/").former == merged.pages.get(label="1")


def test_two_issues_that_exchange_their_days():
    one, two = records.issue("2026-02-06"), records.issue("2026-02-07")
    for issue in (one, two):
        records.article(records.page(issue), "正文")
    for issue, day in ((one, "2026-02-08"), (two, "2026-02-06"), (one, "2026-02-07")):
        move_to(issue, day)
    assert [path_of(issue) for issue in (one, two)] == [f"{PAPER}2026-02-07/", f"{PAPER}2026-02-06/"]
    for day in ("06", "07"):
        assert resolve(f"{PAPER}2026-02-{day}/p9/a9/") is None
    places = [path_of(issue.pages.get().articles.get()) for issue in (one, two)]
    assert places == [f"{PAPER}2026-02-07/p1/a3/", f"{PAPER}2026-02-06/p1/a2/"]
    assert [leads_to(f"{PAPER}2026-02-0{day}/p1/a1/") for day in (6, 7)] == places


def test_numbers_go_on_above_the_highest_however_far_that_is():
    page, other = records.page(), records.page(label="2")
    addressing.enter_articles(page, [Article() for _ in range(205)])
    last = page.articles.get(number=205)
    page.articles.exclude(pk=last.pk).delete()
    page.issue = records.issue("2026-02-07")
    page.save()
    assert path_of(last) == f"{PAPER}2026-02-07/p1/a205/"
    assert records.article(page, "正文").number == 206
    assert records.article(other, "正文").number == 1


def test_a_number_that_an_article_had_may_be_another_s_by_now():
    page = records.page(label="1")
    other = records.page(page.issue, "3")
    back, away = (records.article(page, text) for text in "甲乙")
    for article in (back, away):
        article.page = other
        article.save()
    page.label = "2"
    page.save()
    between = records.article(page, "丙")
    back.page = page
    back.save()
    assert [between.number, back.number] == [1, 2]
    page.label = "1"
    page.save()
    numbers = dict(page.articles.values_list("pk", "number"))
    assert numbers == {back.pk: 3, between.pk: 4}
    assert [leads_to(f"{PAPER}2026-02-06/p1/a{number}/") for number in (1, 2, 4)] == [
        f"{PAPER}2026-02-06/p1/a3/",
        f"{PAPER}2026-02-06/p3/a2/",
        f"{PAPER}2026-02-06/p1/a4/",
    ]


def test_a_former_holder_that_is_deleted_or_merged_is_no_longer_named(client):
    newspaper = records.newspaper()
    deleted, merged = records.issue("2026-02-06"), records.issue("2026-02-07")
    move_to(deleted, "2026-02-08")
    move_to(merged, "2026-02-09")
    own = records.issue("2026-02-06")
    deleted.delete()
    assert Address.objects.get(path=path_of(own)).former is None
    html = client.get(path_of(own)).content.decode()
    assert f"网址 {path_of(own)} 在 {timezone.localdate().isoformat()} 以前指向的内容已删除。" in html
    taken = records.issue("2026-02-07")
    addressing.join_issues(taken, merged)
    address = Address.objects.get(path=path_of(taken))
    assert (address.former, address.until) == (None, None)
    assert newspaper.issues.count() == 2


def test_editors_see_who_had_an_address(admin_client, django_assert_max_num_queries):
    for day in range(1, 6):
        former = records.issue(f"2026-02-0{day}")
        move_to(former, f"2026-03-0{day}")
        records.issue(f"2026-02-0{day}")
    with django_assert_max_num_queries(10):
        html = admin_client.get(reverse("admin:archive_address_changelist"), {"until__isempty": "0"}).content.decode()
    assert re.findall(r'class="field-led_to">([^<]*)<', html) == [f"{PAPER}2026-03-0{day}/" for day in range(1, 6)]


# --- Whatever happens -------------------------------------------------------------------------------------------------

OPERATIONS = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 5), st.integers(0, 5)), max_size=25)
DAYS = ["2026-02-06", "2026-02-07", "2026-02", "", "2026-02-08", "2026"]
LABELS = ["", "1", "2", "A1", "1-2", ""]


class World:
    """A few records that anything may happen to, and every path and key that there ever was."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.holders: dict[str, str] = {}
        self.led: dict[str, object] = {}
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
                Newspaper.objects.create(name=f"报{Newspaper.objects.count()}", slug=addressing.free_slug("bao"))
            case 1:
                records.issue(DAYS[b], newspaper)
            case 2 if issue:
                records.page(issue, LABELS[b])
            case 3 if page:
                records.article(page, "正文")
            case 4 if page:
                addressing.enter_articles(page, [Article(), Article()])
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
                addressing.join_issues(issue, second)
            case 12 if newspaper:
                newspaper.slug = addressing.free_slug(f"bao-{b}")
                newspaper.save()
            case 13 | 14 | 15:
                self.delete((article, page, issue)[operation - 13])

    def delete(self, record: Article | Page | Issue | None) -> None:
        """Delete the record if nothing hangs on it but an article's own parts."""
        match record:
            case Article() if not record.merged.exists():
                record.parts.all().delete()
                record.delete()
            case Page() if not record.articles.exists() and not record.parts.exists():
                record.delete()
            case Issue() if not record.pages.exists():
                record.delete()

    def check_passing(self, path: str) -> None:
        """A path that came to another record, while the one that it led to is still there, names that one."""
        now, before = resolve(path).record, self.led.get(path)
        if before and now and now != before and not isinstance(before, Article):
            still = type(before).objects.filter(pk=before.pk).first()
            # A path below a further day of a merged issue has no row: it leads on by what it is spelt from.
            address = Address.objects.filter(path=path).first()
            if still and address:
                assert (address.target, address.former) == (now, still), path
                assert address.until
        self.led[path] = now

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
        # A further day that another issue has as its own led to no page of the merged one.
        self.paths |= {
            f"{day}{page.slug}/{rest}"
            for page in live
            if isinstance(page, Page)
            for day in addressing.other_days(page.issue)
            if resolve(day).record == page.issue
            for rest in ("", *(f"a{number}/" for number in page.articles.values_list("number", flat=True)))
        }
        for path in self.paths:
            leads_to(path)
            self.check_passing(path)
        keys = {record.pk: record.key for record in live if isinstance(record, Article)}
        assert {**self.keys, **keys} == {**keys, **self.keys}
        self.keys |= keys
        assert len(set(self.keys.values())) == len(self.keys)
        for path in self.paths:
            if key := resolve(path).key:
                assert self.holders.setdefault(path, key) == key, path


def test_what_left_an_issue_before_it_moved_again_answers_below_every_day_that_the_issue_had():
    issue = records.issue("2026-02-06")
    issue.last_day = issue.first_day + datetime.timedelta(days=2)
    issue.save()
    page = records.page(issue, "1")
    article = records.article(page, "正文")
    page.issue = records.issue("2026-03-01")
    page.save()
    issue.last_day = None
    move_to(issue, "2026-02-01")
    records.issue("2026-02-08")
    now = f"{PAPER}2026-03-01/p1/"
    assert [leads_to(f"{PAPER}2026-02-0{day}/p1/") for day in (6, 7, 8)] == [now] * 3
    assert leads_to(f"{PAPER}2026-02-08/p1/a1/") == path_of(article) == f"{now}a1/"
    assert resolve(f"{PAPER}2026-02-08/p2/") is None
    issue.delete()
    assert [leads_to(f"{PAPER}2026-02-0{day}/p1/") for day in (6, 7, 8)] == [now] * 3


@example(
    operations=[(6, 0, 4), (5, 0, 0), (0, 0, 0), (8, 0, 0), (1, 0, 4), (10, 3, 0), (6, 3, 5), (5, 3, 0), (13, 3, 2),
                (2, 1, 5), (2, 3, 3), (2, 5, 2), (9, 5, 0), (14, 0, 2), (12, 5, 4), (8, 1, 3), (14, 5, 0), (1, 4, 4), (10, 2, 3)]
)  # fmt: skip
@example(operations=[(6, 0, 5), (3, 0, 0), (13, 0, 0), (5, 0, 1)])
@example(operations=[(1, 0, 1), (6, 0, 1)])
@settings(max_examples=30, deadline=None)
@given(operations=OPERATIONS)
def test_every_path_that_ever_answered_still_answers_and_every_key_stays(operations):
    with transaction.atomic():
        world = World()
        for operation in operations:
            world.do(*operation)
            world.check()
        transaction.set_rollback(True)

"""The editors' desk, through the test client."""

import datetime
import re

import pytest
import records
from django.contrib.admin import site
from forms import act, delete, delete_all, errors_of, form_of, url

from archive.acts import correcting
from archive.models import (
    Address,
    Archive,
    Article,
    ArticlePart,
    ArticleVersion,
    Byline,
    ChangeSet,
    Issue,
    Newspaper,
    Operation,
    Page,
    Photo,
    Redaction,
    SourceText,
    Suspension,
    Teaser,
    Tombstone,
)
from archive.models.received_lines import ROLE_LABELS
from archive.parsing.types import Role
from archive.signals import articles_changed

pytestmark = pytest.mark.django_db

MODELS = [
    Newspaper, Issue, Page, SourceText, Article, ArticlePart, Byline, Photo, Teaser, Address, Suspension, Archive, Operation,
    Tombstone,
]  # fmt: skip
MODELS += [ArticleVersion, ChangeSet, Redaction]


def edit(client, record, **changes) -> None:
    response = client.get(url(record))
    response = client.post(url(record), form_of(response) | changes)
    assert response.status_code == 302, response.context["errors"]
    record.refresh_from_db()


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def heard():
    """The keys that ``articles_changed`` was sent with."""
    found: list[str] = []

    def listen(keys: list[str], **kwargs) -> None:
        found.extend(keys)

    articles_changed.connect(listen)
    yield found
    articles_changed.disconnect(listen)


def _fill(count: int) -> None:
    for number in range(count):
        issue = records.issue(
            f"2026-03-{number + 1:02}", records.newspaper(f"paper-{count}-{number}", f"报{count}/{number}")
        )
        page = records.page(issue, "1")
        source = records.source(
            f"正文{count}/{number}", page, warnings=[{"code": "no_headline", "span": None, "text": "甲"}]
        )
        article = records.article(page, f"正文{count}/{number}", names=("张三",), captions=("图",), read_from=source)
        with correcting([article.pk], by=None):
            Article.objects.filter(pk=article.pk).update(headline=f"题{count}/{number}")
        Teaser.objects.create(page=page, headline="导读")
        day = datetime.date(2026, 2, 16)
        Suspension.objects.create(newspaper=issue.newspaper, first_day=day, last_day=day)
        Operation.objects.create(kind=Operation.Kind.ACT, about="a")
        Tombstone.objects.create(key=f"{article.key}-gone", newspaper="", kind="deleted")
        Redaction.objects.create(source=source, page=page, start=0, end=1, kind="personal", reach="source")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_cost_the_same_for_one_and_thirty(admin_client, django_assert_max_num_queries, model):
    def cost():
        with django_assert_max_num_queries(40) as asked:
            assert admin_client.get(url(model)).status_code == 200
        return len(asked)

    _fill(1)
    admin_client.get(url(model))
    one = cost()
    _fill(29)
    assert cost() == one


def test_every_record_can_be_looked_at_and_searched(admin_client):
    assert {model for model in site._registry if model._meta.app_label == "archive"} == set(MODELS)
    _fill(1)
    for model in MODELS:
        assert admin_client.get(url(model.objects.first())).status_code == 200
        assert admin_client.get(url(model), {"q": "通辽"}).status_code == 200


def test_identity_cannot_be_typed(admin_client):
    _fill(1)
    for model, fields in {
        Issue: ["slug"],
        Page: ["slug"],
        Article: ["key", "number", "revision", "merged_into"],
    }.items():
        names = admin_client.get(url(model.objects.first())).context["adminform"].form.fields
        assert [field for field in fields if field in names] == []


@pytest.mark.parametrize("model", [SourceText, Address])
def test_what_happened_cannot_be_rewritten(admin_client, model):
    _fill(1)
    record = model.objects.first()
    assert admin_client.get(url(model) + "add/").status_code == 403
    assert admin_client.post(url(record), {}).status_code == 403
    assert admin_client.post(url(record, "delete"), {"post": "yes"}).status_code == 403


def test_a_received_text_is_shown_as_text_with_its_doubts(admin_client):
    hostile = "<script>alert(1)</script>"
    source = records.source(hostile, state="held", warnings=[{"code": "no_headline", "span": None, "text": hostile}])
    html = admin_client.get(url(source)).content.decode()
    assert hostile not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    assert "没有标题：" in html


UNSURE = {
    "code": "headline_unsure",
    "span": [0, 4],
    "text": "秋收时节",
    "reasons": ["blank_above", "gone", "dateline_below"],
}


def test_a_doubt_is_shown_with_its_reasons_beside_the_article_until_it_is_reviewed(admin_client):
    page = records.page()
    source = records.source(
        "秋收时节\n渡口通车", page, warnings=[UNSURE, UNSURE | {"span": [5, 9], "text": "渡口通车"}]
    )
    article = records.article(page, "秋收时节", headline="秋收", read_from=source)
    article.parts.update(spans=[[0, 4, "body"]])
    told = "可能误作标题：秋收时节"
    reasons = '<div class="quiet">这样读，是因为：此行上面空行；下一行带电头</div>'

    def shown(record) -> list[bool]:
        html = admin_client.get(url(record)).content.decode()
        return [words in html for words in (f"<div>{told}{reasons}</div>", "可能误作标题：渡口通车")]

    assert (shown(article), shown(source)) == ([True, False], [True, True])
    Article.objects.update(reviewed=True)
    assert (shown(article), shown(source)) == ([False, False], [True, True])


def test_the_account_of_a_text_is_in_words(admin_client):
    account = dict.fromkeys(Role, 1)
    shown = admin_client.get(url(records.source("正文", account=account))).content.decode()
    assert "　".join(f"{ROLE_LABELS[role]} 1" for role in Role) in shown
    assert "版面附属文字 1" in shown


def test_held_texts_wait_in_view(admin_client):
    records.source("甲", names=["held.txt"], state="held", reason="缘由甲")
    records.source("乙", names=["current.txt"], warnings=[{"code": "no_headline", "span": None, "text": ""}])

    def listed(**query):
        return re.findall(r"[a-z]+\.txt", admin_client.get(url(SourceText), query).content.decode())

    assert listed(state="held") == ["held.txt"]
    assert listed(doubt="no_headline") == ["current.txt"]
    assert listed(doubt="unplaced") == []


def test_editing_a_body_changes_only_what_was_edited(admin_client, heard):
    article = records.article(records.page(), "第一段。", "第二段。", headline="旧题")
    part = article.parts.get()
    part.blocks[0]["note"] = "kept"
    part.save()
    heard.clear()
    edit(admin_client, article)
    part.refresh_from_db()
    assert (article.revision, part.blocks[0]["note"]) == (1, "kept")
    edit(admin_client, article, headline="新题")
    part.refresh_from_db()
    assert (article.revision, part.blocks[0]["note"]) == (2, "kept")
    edit(admin_client, article, **{"parts-0-blocks": "第一段。\r\n\r\n〔小标题〕小题\r\n\r\n〔诗行〕\r\n甲\r\n乙"})
    assert article.revision == 3
    assert article.blocks == [
        {"type": "paragraph", "text": "第一段。"},
        {"type": "crosshead", "text": "小题"},
        {"type": "verse", "text": "甲\n乙"},
    ]
    assert set(heard) == {article.key}


def test_an_article_moved_to_another_page_takes_its_text_along(admin_client, client):
    issue = records.issue()
    first, second, third = (records.page(issue, label) for label in "123")
    article = records.article(first, "正文", captions=("图",))
    ArticlePart.objects.create(article=article, page=third, order=1, blocks=[])
    before = article.get_absolute_url()
    edit(admin_client, article, page=second.pk)
    assert [part.page for part in article.parts.all()] == [second, third]
    assert article.photos.get().page == second
    assert client.get(before)["Location"] == article.get_absolute_url() == "/papers/tongliao-ribao/2026-02-06/p2/a1/"
    edit(admin_client, article, page=third.pk)
    assert [part.page for part in article.parts.all()] == [second, third]


def test_a_byline_changed_by_itself_is_a_revision_of_its_article(admin_client, heard):
    article = records.article(records.page(), "正文", names=("张三",))
    byline = article.bylines.get()
    edit(admin_client, byline, name="李四")
    article.refresh_from_db()
    assert article.revision == 2
    delete(admin_client, byline)
    article.refresh_from_db()
    assert (article.revision, article.bylines.count()) == (3, 0)
    assert set(heard) == {article.key}


def test_deleting_loses_nothing_below(admin_client):
    article = records.article(records.page(), "正文")
    for record in (article.page.issue.newspaper, article.page.issue, article.page):
        response = admin_client.get(url(record, "delete"))
        assert response.context["protected"]
        admin_client.post(url(record, "delete"), {"post": "yes"})
    assert (Newspaper.objects.count(), Issue.objects.count(), Page.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("many", [False, True])
def test_deleting_an_article_is_heard_of(admin_client, client, heard, many):
    article = records.article(records.page(), "正文")
    heard.clear()
    if many:
        delete_all(admin_client, Article, [article])
    else:
        delete(admin_client, article)
    assert not Article.objects.exists()
    assert set(heard) == {article.key}
    assert client.get(article.get_absolute_url()).status_code == 410


def test_lists_are_written_as_lines(admin_client):
    paper = records.newspaper()
    edit(admin_client, paper, aliases="通辽融媒\r\n\r\n 中国通辽网 \r\n")
    assert paper.aliases == ["通辽融媒", "中国通辽网"]
    page = records.page()
    edit(admin_client, page, staff="责任编辑：张三 李四\r\n校对:王五、赵六")
    assert page.staff == [{"role": "责任编辑", "names": ["张三", "李四"]}, {"role": "校对", "names": ["王五", "赵六"]}]
    shown = form_of(admin_client.get(url(page)))
    assert shown["staff"] == "责任编辑：张三 李四\n校对：王五 赵六"
    data = shown | {"staff": "无冒号"}
    assert list(admin_client.post(url(page), data).context["adminform"].form.errors) == ["staff"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"precision": "unknown"}, "precision"),
        ({"first_day": ""}, "first_day"),
        ({"first_day": "2026-02-30"}, "first_day"),
        ({"last_day": "2026-02-05"}, "last_day"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_words(admin_client, changes, wrong):
    issue = records.issue()
    response = admin_client.post(url(issue), form_of(admin_client.get(url(issue))) | changes)
    assert wrong in response.context["adminform"].form.errors


def test_a_corrected_date_moves_the_address(admin_client, client):
    article = records.article(records.page(), "正文")
    before = article.get_absolute_url()
    edit(admin_client, article.page.issue, first_day="2026-02-07")
    assert client.get(before)["Location"] == "/papers/tongliao-ribao/2026-02-07/p1/a1/"


@pytest.mark.django_db(transaction=True)
def test_what_was_edited_is_found_at_once(admin_client, client, index):
    article = records.article(records.page(), "正文", headline="旧题草场")
    index()

    def found(words: str) -> list[str]:
        return [hit["key"] for hit in client.get("/api/v1/articles/", {"q": words}).json()["results"]]

    edit(admin_client, article, headline="新题琅嬛")
    assert (found("旧题草场"), found("新题琅嬛")) == ([], [article.key])
    edit(admin_client, article.page.issue.newspaper, name="新名日报")
    assert client.get("/api/v1/articles/", {"q": "琅嬛"}).json()["results"][0]["paper"] == "新名日报"
    act(admin_client, Article, "withdraw", [article], kind="request")
    assert found("新题琅嬛") == []
    act(admin_client, Article, "bring_back", [article])
    assert found("新题琅嬛") == [article.key]
    delete_all(admin_client, Article, [article])
    assert found("新题琅嬛") == []


def test_a_suspension_is_entered_with_its_newspaper_and_shown_in_the_calendar(admin_client, client):
    issue = records.issue("2026-02-06")
    names = {"first_day": "2026-02-16", "last_day": "2026-02-18", "note": "2月14日的休刊启事"}
    fields = {f"suspensions-0-{name}": value for name, value in names.items()}
    edit(
        admin_client,
        issue.newspaper,
        **{"suspensions-TOTAL_FORMS": "1", "suspensions-0-newspaper": issue.newspaper_id, "suspensions-0-seen": "new"},
        **fields,
    )
    html = client.get(issue.newspaper.get_absolute_url()).content.decode()
    assert re.findall(r'<span title="未出版 2月14日的休刊启事">(\d+)</span>', html) == ["16", "17", "18"]
    response = admin_client.get(url(issue.newspaper))
    answer = admin_client.post(url(issue.newspaper), form_of(response) | {"suspensions-0-last_day": "2026-02-01"})
    assert "末日不能早于首日。" in answer.content.decode()


# --- What is typed ---------------------------------------------------------------------------------------------------

DAY = datetime.date(2026, 2, 6)


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("2026-02-06", DAY, "day"), ("2026-2-6", DAY, "day"), ("2026年2月6日", DAY, "day"), ("2026.2.6", DAY, "day"),
        ("2026/2/6", DAY, "day"), ("2026/02/06", DAY, "day"), ("20260206", DAY, "day"), ("２０２６年２月６日", DAY, "day"),
        ("二〇二六年二月六日", DAY, "day"), ("二○二六年二月六日", DAY, "day"), (" 2026 年 2 月 6 日 ", DAY, "day"),
        ("2026年2月6日 星期五", DAY, "day"), ("2026年2月6號", DAY, "day"), ("2026—02—06", DAY, "day"),
        ("民国卅六年八月一日", datetime.date(1947, 8, 1), "day"), ("民國三十六年八月", datetime.date(1947, 8, 1), "month"),
        ("一九八七年十二月廿八日", datetime.date(1987, 12, 28), "day"), ("2024-11", datetime.date(2024, 11, 1), "month"),
        ("2024年11月", datetime.date(2024, 11, 1), "month"), ("202411", datetime.date(2024, 11, 1), "month"),
        ("2024", datetime.date(2024, 1, 1), "year"), ("一九八七年", datetime.date(1987, 1, 1), "year"),
    ],
)  # fmt: skip
def test_a_date_is_taken_as_people_write_it(admin_client, typed, day, precision):
    issue = records.issue("2026-02-05")
    edit(admin_client, issue, first_day=typed)
    assert (issue.first_day, issue.precision) == (day, precision)


@pytest.mark.parametrize(
    "typed", ["昨天", "2026-02-30", "2026年13月1日", "26年3月6日", "2026", "6/2/2026", "2026-02-06-07", "2月6日", "0"]
)
def test_what_is_no_day_is_no_last_day(admin_client, typed):
    issue = records.issue()
    response = admin_client.post(url(issue), form_of(admin_client.get(url(issue))) | {"last_day": typed})
    assert list(errors_of(response)) == ["last_day"]


@pytest.mark.parametrize(
    ("changes", "day", "precision"),
    [
        ({"precision": "month"}, datetime.date(2026, 2, 1), "month"),
        ({"first_day": "2024-11-07", "precision": "year"}, datetime.date(2024, 1, 1), "year"),
        ({"first_day": "2024", "precision": "month"}, datetime.date(2024, 1, 1), "year"),
    ],
)
def test_of_two_precisions_the_lesser_holds(admin_client, changes, day, precision):
    issue = records.issue("2026-02-06")
    edit(admin_client, issue, **changes)
    assert (issue.first_day, issue.precision) == (day, precision)


@pytest.mark.parametrize(("day", "shown"), [("2026-02-06", "2026-02-06"), ("2024-11", "2024-11"), ("2024", "2024")])
def test_a_date_is_shown_as_precise_as_it_is_known_and_stays_so(admin_client, day, shown):
    issue = records.issue(day)
    assert form_of(admin_client.get(url(issue)))["first_day"] == shown
    edit(admin_client, issue, edition_label="农村版")
    assert (issue.date, issue.edition_label) == (day, "农村版")


@pytest.mark.parametrize("typed", ["2126-02-06", "2126年2月6日", "21260206", "二一二六年二月", "2126", "9999-12-31"])
def test_a_day_that_has_not_come_is_asked_about_once(admin_client, typed):
    issue = records.issue()
    data = form_of(admin_client.get(url(issue))) | {"first_day": typed}
    response = admin_client.post(url(issue), data)
    assert errors_of(response) == {"first_day": ["这一天还没有到。", "请核对；确认无误请勾选“仍然保存”。"]}
    assert 'name="first_day-sure"' in response.content.decode()
    assert admin_client.post(url(issue), data | {"first_day-sure": "on"}).status_code == 302
    edit(admin_client, issue, edition_label="农村版")  # not asked again
    assert issue.edition_label == "农村版"


@pytest.mark.parametrize("typed", ["1799-12-31", "0001-01-01", "1026年2月6日", "1206", "民国元年", "1800-01-01"])
def test_a_day_before_newspapers_is_asked_about(admin_client, typed):
    issue = records.issue()
    response = admin_client.post(url(issue), form_of(admin_client.get(url(issue))) | {"first_day": typed})
    can_be = typed in ("民国元年", "1800-01-01")
    assert (response.status_code == 302) == can_be
    if not can_be:
        assert errors_of(response)["first_day"][0] == "这一天早于1800年。"


def test_a_suspension_is_asked_about_too(admin_client):
    paper = records.newspaper()
    rows = {"suspensions-TOTAL_FORMS": "1", "suspensions-0-newspaper": paper.pk, "suspensions-0-seen": "new"}
    rows |= {"suspensions-0-first_day": "1706年2月16日", "suspensions-0-last_day": "20260218"}
    data = form_of(admin_client.get(url(paper))) | rows
    assert list(errors_of(admin_client.post(url(paper), data))) == ["suspensions-0-first_day"]
    assert admin_client.post(url(paper), data | {"suspensions-0-first_day-sure": "on"}).status_code == 302
    found = Suspension.objects.get()
    assert (found.first_day, found.last_day) == (datetime.date(1706, 2, 16), datetime.date(2026, 2, 18))


LABELS = [
    ("02", "2"), ("A02", "A2"), ("１", "1"), ("第2版", "2"), ("a2", "A2"), ("Ａ０３", "A3"), ("第十二版", "12"), ("04—05", "4-5"),
    ("四、五版", "4-5"), (" 3 ", "3"), ("第Ａ１版", "A1"), ("008", "8"), ("4~5", "4-5"), ("b1-b2", "B1-B2"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "label"), LABELS)
def test_a_page_has_one_label(admin_client, typed, label):
    page = records.page(label="9")
    edit(admin_client, page, label=typed)
    assert (page.label, page.slug) == (label, f"p{label.lower()}" if label else "px1")


@pytest.mark.parametrize("typed", ["0", "00", "A0", "第0版", "０", "0-1", "头版", "1000", "1-2-3", "p", "-1", "²½"])
def test_a_page_that_there_cannot_be_is_refused_in_words(admin_client, typed):
    page = records.page()
    response = admin_client.post(url(page), form_of(admin_client.get(url(page))) | {"label": typed})
    assert errors_of(response) == {"label": ["版次请写成 4、A3 或 4-5 的样子，从 1 数起；不详则空着。"]}


def test_where_an_article_goes_on_is_written_like_the_page(admin_client):
    article = records.article(records.page(), "正文")
    edit(admin_client, article, continued_on="第03版", continued_from="a01")
    assert (article.continued_on, article.continued_from) == ("3", "A1")


# --- What hangs on a record ------------------------------------------------------------------------------------------


def empty_row(response, prefix: str) -> dict:
    """What a browser sends of a row that was just added, nothing typed yet."""
    [formset] = [each.formset for each in response.context["inline_admin_formsets"] if each.formset.prefix == prefix]
    count = formset.total_form_count()
    row = {bound.name: bound.value() for bound in formset.empty_form}
    return {f"{prefix}-TOTAL_FORMS": str(count + 1)} | {
        f"{prefix}-{count}-{name}": value for name, value in row.items() if value is not None and value is not False
    }


@pytest.mark.parametrize("order", [None, "", "0"])
def test_what_is_added_comes_last(admin_client, order):
    article = records.article(records.page(), "正文", names=("甲", "乙", "丙"), captions=("一", "二"))
    shown = admin_client.get(url(article))
    data = form_of(shown) | empty_row(shown, "bylines") | empty_row(shown, "photos")
    data |= {"bylines-3-name": "丁", "photos-2-caption": "三", "photos-2-page": article.page_id}
    if order is not None:
        data |= {"bylines-3-order": order, "photos-2-order": order}
    assert admin_client.post(url(article), data).status_code == 302
    assert list(article.bylines.values_list("name", "order")) == [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 3)]
    assert [photo.caption for photo in article.photos.all()] == ["一", "二", "三"]


def test_several_added_at_once_keep_their_order_and_a_given_place_is_kept(admin_client):
    article = records.article(records.page(), "正文", names=("甲", "乙"))
    data = form_of(admin_client.get(url(article))) | {"bylines-TOTAL_FORMS": "5"}
    for row, name, order in ((2, "丙", ""), (3, "丁", ""), (4, "戊", "1")):
        kind = {f"bylines-{row}-kind": "person", f"bylines-{row}-article": article.pk, f"bylines-{row}-seen": "new"}
        data |= kind | {f"bylines-{row}-name": name, f"bylines-{row}-order": order}
    admin_client.post(url(article), data)
    assert [byline.name for byline in article.bylines.all()] == ["甲", "乙", "戊", "丙", "丁"]


def test_an_article_added_to_a_page_comes_last(admin_client):
    page = records.page()
    for order in range(3):
        records.article(page, "正文", headline=str(order), order=order)
    response = admin_client.get(url(Article) + "add/")
    data = form_of(response) | {"page": page.pk, "headline": "新", "kind": "news"}
    assert admin_client.post(url(Article) + "add/", data).status_code == 302
    assert [article.headline for article in page.articles.all()] == ["0", "1", "2", "新"]


def test_a_newspaper_with_many_suspensions_can_be_saved(admin_client):
    paper = records.newspaper()
    first = datetime.date(2020, 1, 1)
    days = [first + datetime.timedelta(7 * week) for week in range(210)]
    Suspension.objects.bulk_create(Suspension(newspaper=paper, first_day=day, last_day=day) for day in days)
    shown = admin_client.get(url(paper))
    html = shown.content.decode()
    assert "这里是 210 条里的 20 条。" in html
    every = f"/admin/archive/suspension/?newspaper__id__exact={paper.pk}"
    assert every in html
    assert admin_client.get(every).context["cl"].result_count == 210
    changes = {"place": "通辽", "suspensions-0-note": "启事", "suspensions-1-DELETE": "on"}
    assert admin_client.post(url(paper), form_of(shown) | changes).status_code == 302
    paper.refresh_from_db()
    assert (paper.place, paper.suspensions.count()) == ("通辽", 209)
    assert paper.suspensions.get(note="启事").first_day == days[-1]


def test_a_row_that_others_pushed_out_of_sight_is_saved_after_a_second_look(admin_client):
    paper = records.newspaper()
    day = datetime.date(2020, 1, 1)
    Suspension.objects.create(newspaper=paper, first_day=day, last_day=day)
    data = form_of(admin_client.get(url(paper))) | {"suspensions-0-note": "启事"}
    for week in range(1, 30):
        later = day + datetime.timedelta(week)
        Suspension.objects.create(newspaper=paper, first_day=later, last_day=later)
    shown = admin_client.post(url(paper), data)
    assert "他人在此添加了" in shown.content.decode()
    assert admin_client.post(url(paper), form_of(shown)).status_code == 302
    assert paper.suspensions.get(note="启事").first_day == day
    assert paper.suspensions.count() == 30


def test_rows_of_another_record_are_not_reached(admin_client):
    paper, other = records.newspaper(), records.newspaper("other", "他报")
    day = datetime.date(2020, 1, 1)
    mine, his = (Suspension.objects.create(newspaper=each, first_day=day, last_day=day) for each in (paper, other))
    data = form_of(admin_client.get(url(paper))) | {"suspensions-0-note": "启事", "suspensions-0-id": his.pk}
    admin_client.post(url(paper), data)
    his.refresh_from_db()
    mine.refresh_from_db()
    assert (his.note, mine.note) == ("", "")


@pytest.mark.parametrize("inline", ["bylines", "photos", "parts"])
def test_an_article_with_very_much_on_it_can_be_saved(admin_client, inline):
    article = records.article(records.page(), "正文")
    for order in range(1, 201):
        facts = {"article": article, "order": order}
        if inline == "bylines":
            Byline.objects.create(name=f"名{order}", **facts)
        elif inline == "photos":
            Photo.objects.create(page=article.page, caption=f"图{order}", **facts)
        else:
            ArticlePart.objects.create(page=article.page, blocks=[], **facts)
    edit(admin_client, article, headline="新题")
    assert (article.headline, getattr(article, inline).count() >= 200) == ("新题", True)

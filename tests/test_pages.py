"""The pages to read, through the test client: what they show, at what cost, and how addresses answer."""

import datetime
import re

import pytest
import records
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import (
    Address,
    Article,
    ArticlePart,
    Byline,
    Newspaper,
    Page,
    Photo,
    RecordVersion,
    Teaser,
    Visibility,
    addressing,
)

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><svg onload=alert(2)>{{ 7|add:1 }}{% now 'Y' %}&amp;\"'"


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def titles(html: str, of: str = "headlines") -> list[str]:
    """The links in the lists of this class."""
    lists = re.findall(rf'<[ou]l class="{of}[^>]*>(.*?)</[ou]l>', html, re.DOTALL)
    links = (link for part in lists for link in re.findall(r"<a [^>]*>(.*?)</a>", part, re.DOTALL))
    return [" ".join(re.sub("<[^>]+>", "", link).split()) for link in links]


def beside(html: str) -> dict[str, str]:
    """Where previous and next lead."""
    return dict(re.findall(r'<a rel="(prev|next)"\s+href="([^"]+)"', html))


# --- What they show --------------------------------------------------------------------------------------------------


def test_an_empty_archive_says_how_to_import(client):
    html = get(client, "/")
    assert "import_pages" in html
    assert get(client, "/papers/")


def test_home_shows_what_is_held(client):
    records.article(records.page(records.issue("2026-02-06")), "正文", headline="新的")
    records.article(records.page(records.issue("2024-11")), "正文", headline="旧的")
    html = get(client, "/")
    assert "1 份报纸的 2 期、2 版，共 2 篇文章" in html
    assert "最早 2024年11月，最近 2026年2月6日" in html
    assert 'href="/papers/tongliao-ribao/2026-02-06/"' in html


def test_a_newspaper_shows_one_year_by_month(client):
    for day in ["2026-02-06", "2026-01-09", "2025-12-31", "2025", ""]:
        records.page(records.issue(day))
    html = get(client, "/papers/tongliao-ribao/")
    calendar, listed = html.split('<div id="issues"', 1)
    assert re.findall(r'href="/papers/tongliao-ribao/([^"/]+)/"', calendar) == ["2026-01-09", "2026-02-06"]
    assert re.findall(r'href="/papers/tongliao-ribao/([^"/]+)/"', listed) == ["2026-02-06", "2026-01-09"]
    assert re.findall(r'href="\?year=(\w+)"', html) == ["2026", "undated", "2026", "2025"]  # decades, then years
    html = get(client, "/papers/tongliao-ribao/?year=2025").partition('<div id="issues"')[2]
    assert re.findall(r'href="/papers/tongliao-ribao/([^"/]+)/"', html) == ["2025-12-31", "2025"]
    assert "2025年，月份不详" in html
    assert "undated/" in get(client, "/papers/tongliao-ribao/?year=undated")
    get(client, "/papers/tongliao-ribao/?year=1900", 404)
    get(client, "/papers/tongliao-ribao/?year=%00'", 404)


def test_an_issue_shows_its_pages_in_order(client):
    issue = records.issue(
        number_printed="第22076号", lunar_printed="乙巳年十二月十九", pages_printed=4, date_basis="inferred"
    )
    for label in ["3", "1", ""]:
        page = records.page(issue, label)
        records.article(page, "甲", headline=f"{label or '未'}乙", order=2)
        records.article(page, "甲", headline=f"{label or '未'}甲", order=1)
    notice = records.article(page, "甲", headline="公告一则", order=3, kind="notice")
    html = get(client, issue.get_absolute_url())
    assert titles(html) == ["1甲", "1乙", "3甲", "3乙", "未甲", "未乙", "公告一则"]
    assert [
        word
        for word in ("第22076号", "乙巳年十二月十九", "共 4 版，收录 3 版", "据内容推定", "版次不详")
        if word not in html
    ] == []
    assert re.findall(r'<li\s+class="notice">.*?href="([^"]+)"', html, re.DOTALL) == [notice.get_absolute_url()]


def test_previous_and_next_issue(client):
    days = ["2024-11", "2026-01-09", "2026-02-06", "2026-02-06"]
    issues = [records.issue(day) for day in days]
    paths = [issue.get_absolute_url() for issue in issues]
    assert paths[3].endswith("-ed2/")
    other = records.issue("2026-01-20", records.newspaper("other", "他报"))
    found = [beside(get(client, path)) for path in paths]
    assert found == [
        {"next": paths[1]},
        {"prev": paths[0], "next": paths[2]},
        {"prev": paths[1], "next": paths[3]},
        {"prev": paths[2]},
    ]
    assert beside(get(client, other.get_absolute_url())) == {}


def test_a_page_shows_its_articles_and_what_else_it_says(client):
    issue = records.issue()
    first, third = records.page(issue, "1", name="要闻"), records.page(issue, "3", basis="inferred")
    first.staff = [{"role": "责任编辑", "names": ["张三", "李四"]}]
    first.save()
    long = records.article(first, "开头。", headline="长文", kicker="引题", deck="副题", column="栏目", order=1)
    ArticlePart.objects.create(article=long, page=third, order=1, blocks=[{"type": "paragraph", "text": "结尾。"}])
    records.article(first, "本报讯没有标题的文章从这里开始，一直写到这里为止", order=2)
    Photo.objects.create(page=first, caption="独立的图片", credit="某某 摄")
    Teaser.objects.create(page=first, headline="导读标题", target="3")
    Teaser.objects.create(page=first, headline="别版的导读", target="5")
    html = get(client, first.get_absolute_url())
    assert f'导读标题</span> <a href="{third.get_absolute_url()}">第3版</a>' in html
    assert "独立的图片" in html
    assert '别版的导读</span> <span class="kind">5版</span>' in html
    assert titles(html, "leads") == ["长文", "本报讯没有标题的文章从这里开始，一直写到……"]
    assert [
        word for word in ("责任编辑：张三 李四", "导读标题", "引题", "副题", "栏目", "要闻") if word not in html
    ] == []
    assert beside(html) == {"next": third.get_absolute_url()}
    html = get(client, third.get_absolute_url())
    assert titles(html) == ["长文"]
    assert "上接第1版" in html
    assert "据内容推定" in html
    assert beside(html) == {"prev": first.get_absolute_url()}


def test_an_article_shows_all_that_is_known(client):
    issue = records.issue("2024-11", date_basis="inferred", newspaper_basis="inferred")
    article = records.article(
        records.page(issue, "1"), names=("张琪", "王晶"), captions=("牛群归来。",),
        headline="正题", kicker="引题", deck="副题", column="栏目", package="总题", source="新华社", continued_on="3", completeness="continued",
    )  # fmt: skip
    part = article.parts.get()
    kinds = ["paragraph", "crosshead", "verse", "list", "note", "signature"]
    part.blocks = [{"type": kind, "text": f"{kind}甲\n乙"} for kind in kinds]
    part.save()
    html = get(client, article.get_absolute_url())
    assert '<time datetime="2024-11">2024年11月</time></a><span class="basis">（据内容推定）</span>' in html
    assert [
        w
        for w in ("引题", "正题", "副题", "栏目", "总题", "新华社", "张琪", "王晶", "牛群归来。", "某某 摄")
        if w not in html
    ] == []
    assert '<p class="verse" id="para3">verse甲<br>乙</p>' in html
    assert '<h2 id="para2">crosshead甲\n乙</h2>' in html
    assert "下转第3版，该版未收。" in html
    assert '<link rel="canonical" href="http://testserver/papers/tongliao-ribao/2024-11/p1/a1/">' in html
    records.page(issue, "3")
    assert 'href="/papers/tongliao-ribao/2024-11/p3/">下转第3版' in get(client, article.get_absolute_url())


def test_text_carries_its_language_and_direction(client):
    paper = records.newspaper("ordos", "ئوردوس گېزىتى", language="ug")
    article = records.article(records.page(records.issue(paper=paper)), "خەۋەر", headline="تېما")
    assert re.search(r'<div class="body"\s+lang="ug"\s+dir="rtl">', get(client, article.get_absolute_url()))


@pytest.mark.parametrize(
    ("language", "direction", "vertical"),
    [
        ("mn-Mong", "ltr", True),
        ("ug", "rtl", False),
        ("kk-Arab", "rtl", False),
        ("bo", "ltr", False),
        ("ko", "ltr", False),
    ],
)
def test_an_article_carries_a_language_of_its_own(client, language, direction, vertical):
    page = records.page()
    article = records.article(page, "ᠨᠣᠮ᠃", headline="ᠰᠠᠩ", language=language, order=1)
    records.article(page, "正文", headline="题", order=2)
    said = rf'lang="{language}"\s+dir="{direction}"'
    html = get(client, article.get_absolute_url())
    assert re.search(rf"<header {said}>", html)
    assert re.search(rf'<div class="body"\s+{said}{" tabindex=.0." if vertical else ""}>', html)
    assert re.search(rf'href="{article.get_absolute_url()}"\s+{said}', get(client, page.get_absolute_url()))
    assert re.search(r'<span lang="zh-Hans"\s+dir="ltr">', html)


def test_previous_and_next_article_cross_pages(client):
    issue = records.issue()
    first, second = records.page(issue, "1"), records.page(issue, "2")
    row = [records.article(page, "正文", headline="题", order=order) for page in (first, second) for order in (1, 2)]
    row[2].visibility = Visibility.SUSPENDED
    row[2].save()
    path = [article.get_absolute_url() for article in row]
    assert beside(get(client, path[0])) == {"next": path[1]}
    assert beside(get(client, path[1])) == {"prev": path[0], "next": path[3]}
    assert beside(get(client, path[3])) == {"prev": path[1]}


def test_the_original_stands_beside_the_article_on_demand(client):
    page = records.page()
    text = "# 甲的标题\n\n甲的开头，\n\n图片说明\n\n甲的结尾。\n\n乙的正文。"
    source = records.source(text, page)
    article = records.article(page, "甲的开头，", "甲的结尾。", headline="甲的标题", read_from=source)
    assert '<aside class="original"' not in get(client, article.get_absolute_url())
    html = get(client, article.get_absolute_url() + "?original=1")
    assert received(html) == ["甲的标题", "甲的开头，", "甲的结尾。"]
    html = get(client, page.get_absolute_url() + "?original=1")
    assert received(html) == [line for line in text.split("\n") if line]


def received(html: str) -> list[str]:
    """The lines of the received text that a page shows."""
    lines = html.partition('<ol class="lines"')[2].partition("</ol>")[0]
    return [re.sub("<[^>]+>", "", line) for line in re.findall(r"<p>(.*?)</p>", lines, re.DOTALL)]


@pytest.mark.parametrize(
    ("teaser", "target", "found"),
    [
        ("春耕备耕忙", "3", "春耕备耕忙"),
        ("春耕 备耕忙！", "3", "春耕备耕忙"),
        ("春耕备耕忙起来", "3", "春耕备耕忙"),
        ("肉牛出栏", "3", "我市肉牛出栏创新高"),
        ("肉牛", "3", None),  # which of two?
        ("春耕备耕忙", "2", None),  # not on that page
        ("春耕备耕忙", "4", None),  # which is not held
        ("春耕备耕忙", "", "春耕备耕忙"),
        ("！", "3", None),
    ],
)
def test_a_teaser_leads_to_the_article_that_it_announces(client, teaser, target, found):
    issue = records.issue()
    front, second, third = (records.page(issue, label) for label in "123")
    records.article(second, "别的", headline="别的")
    articles = {
        headline: records.article(third, "正文", headline=headline)
        for headline in ("春耕备耕忙", "我市肉牛出栏创新高", "肉牛贷款到户")
    }
    Teaser.objects.create(page=front, headline=teaser, target=target)
    listed = get(client, front.get_absolute_url()).partition('<ul class="teasers">')[2].partition("</ul>")[0]
    links = [url for url, text in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', listed) if text == teaser]
    assert links == ([articles[found].get_absolute_url()] if found else [])


def test_other_formats(client):
    page = records.page(records.issue(number_printed="第22076号", date_basis="inferred"))
    article = records.article(page, "第一段。", "第二段。", headline="正题", kicker="引题", names=("张琪", "王晶"))
    address = article.get_absolute_url()
    response = client.get(address[:-1] + ".txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "引题\n正题\n\n记者 张琪 王晶\n\n第一段。\n\n第二段。\n\n"
        f"——通辽日报 2026年2月6日（据内容推定） 第22076号 第1版\nhttp://testserver{address}\n"
        "\n本文由人工录入，未经校对，引用请核对报纸原版。\n"
    )
    data = client.get(address[:-1] + ".json").json()
    assert (data["key"], data["url"], data["headline"]) == (article.key, f"http://testserver{address}", "正题")
    for unknown in (".bib", "..json", ".json.json", ".xml", ".txt.json"):
        get(client, address[:-1] + unknown, 404)
    for typed, meant in {".": "/", ".json/": ".json", ".JSON": ".json", ".TXT": ".txt", ".json。": ".json"}.items():
        moved = client.get(address[:-1] + typed)
        assert (moved.status_code, moved["Location"]) == (301, address[:-1] + meant)
    get(client, page.get_absolute_url()[:-1] + ".json", 404)


# --- Markup in the record is text -------------------------------------------------------------------------------------


def test_markup_in_any_field_is_shown_as_text(client):
    paper = records.newspaper(
        name=HOSTILE[:100], place=HOSTILE[:100], rights=HOSTILE, publisher=HOSTILE, frequency=HOSTILE[:60]
    )
    issue = records.issue(
        paper=paper,
        number_printed=HOSTILE[:60],
        lunar_printed=HOSTILE[:60],
        weekday_printed="<svg onload=1>",
        edition_label=HOSTILE[:60],
    )
    page = records.page(
        issue, name=HOSTILE[:60], section="<svg onload=1>", staff=[{"role": HOSTILE, "names": [HOSTILE]}]
    )
    other = records.page(issue, "2", name=HOSTILE[:60])
    source = records.source(HOSTILE, page)
    texts = ["kicker", "headline", "deck", "column", "package", "source", "dateline_place", "genre", "continued_on"]
    facts = {name: HOSTILE[: Article._meta.get_field(name).max_length] for name in texts}
    article = records.article(
        page,
        HOSTILE,
        names=(HOSTILE[:60],),
        captions=(HOSTILE,),
        read_from=source,
        completeness="continued",
        **(facts | {"headline": HOSTILE}),
    )
    part = article.parts.get()
    part.blocks = [{"type": kind, "text": HOSTILE} for kind in dict(ArticlePart.BLOCK_TYPES)]
    part.save()
    untitled = records.article(page, HOSTILE, kind="notice")
    Teaser.objects.create(page=page, headline=HOSTILE, target="<svg onload=1>"[:20])
    gone = records.article(other, HOSTILE)
    gone.visibility, gone.withdrawn_note = Visibility.WITHDRAWN, HOSTILE
    gone.save()
    paths = ["/", "/papers/", *(record.get_absolute_url() for record in (paper, issue, page, other, article, untitled))]
    paths += [article.get_absolute_url() + "?original=1", page.get_absolute_url() + "?original=1"]
    for path, status in [*((path, 200) for path in paths), (gone.get_absolute_url(), 410)]:
        # Data is the one thing in script elements; tests/test_facts.py says what no text can do there.
        html = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", get(client, path, status))
        assert "<script>alert" not in html
        assert "<svg" not in html
        assert "&lt;script&gt;alert(1)" in html, path


# --- What they cost ---------------------------------------------------------------------------------------------------


def _fill(count: int) -> None:
    """As many newspapers, issues, pages and articles more, with and without headline."""
    for number in range(count):
        records.page(
            records.issue(
                f"2026-03-{number + 1:02}", records.newspaper(f"paper-{number}-{count}", f"报{number}/{count}")
            )
        )
        issue = records.issue(f"2026-04-{number + 1:02}")
        other = records.page(records.issue("2026-02-06") if not number else issue, str(number + 1))
        page = Page.objects.order_by("pk").first()
        records.page(page.issue, str(50 + number))
        Teaser.objects.create(page=page, headline=f"导读{number}")
        source = page.sources.first() or records.source("题甲正文乙", page)
        long = records.article(
            page, "正文", headline="题", names=("甲", "乙"), captions=("图",), read_from=source, order=number
        )
        ArticlePart.objects.create(article=long, page=other, order=1, blocks=[{"type": "paragraph", "text": "尾"}])
        records.article(page, "正文", captions=("图",), order=number)
        hidden = records.article(page, "乙", read_from=source, visibility=Visibility.SUSPENDED)
        assert hidden.pk


PATHS = [
    "/",
    "/papers/",
    "/papers/tongliao-ribao/",
    "/papers/tongliao-ribao/2026-02-06/",
    "/papers/tongliao-ribao/2026-02-06/p1/",
    "/papers/tongliao-ribao/2026-02-06/p1/?original=1",
    "/papers/tongliao-ribao/2026-02-06/p1/a1/",
    "/papers/tongliao-ribao/2026-02-06/p1/a1/?original=1",
    "/papers/tongliao-ribao/2026-02-06/p1/a1.json",
    "/papers/tongliao-ribao/2026-02-06/p1/a1.txt",
]


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    def cost(path):
        with django_assert_max_num_queries(40) as asked:
            get(client, path)
        return len(asked)

    records.page(records.issue("2026-02-06"), "1")

    def costs() -> list[dict[str, int]]:
        """Just after a change, when all is counted, and again."""
        return [{path: cost(path) for path in PATHS} for _ in range(2)]

    _fill(2)  # so that there are others by the same author, too
    for path in PATHS:
        get(client, path)
    RecordVersion.rotate()
    two = costs()
    _fill(28)
    assert costs() == two


def test_no_line_of_a_headline_breaks_at_the_dot_of_a_name(client):
    article = records.article(records.page(), "正文", headline="奇·达楞太<b>与阿·买·提")
    whole = '<span class="unbroken">奇·达</span>楞太&lt;b&gt;与<span class="unbroken">阿·买·提</span>'
    issue, page = article.page.issue, article.page
    for record in (issue, page, article):
        assert f">{whole}</" in get(client, record.get_absolute_url())


def test_a_headline_without_any_sign_is_one_run(client):
    article = records.article(records.page(), "正文", headline="奇·达楞太参加审议")
    whole = '<span class="run"><span class="unbroken">奇·达</span>楞太参加审议</span>'
    assert f"<h1>{whole}</h1>" in get(client, article.get_absolute_url())
    assert f'">{whole}</a>' in get(client, article.page.get_absolute_url())


# --- Addresses --------------------------------------------------------------------------------------------------------


def answers(client) -> dict[str, str]:
    """Where every address that was ever given leads to; fails unless it does so in one hop."""
    found = {}
    for path in Address.objects.values_list("path", flat=True):
        response = client.get(path)
        if response.status_code == 301:
            target = response["Location"]
            response = client.get(target)
        else:
            target = path
        assert response.status_code == 200, path
        found[path] = target
    return found


def keys() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("key", flat=True))


def _two_texts_of_a_month():
    for _ in range(2):
        records.article(records.page(records.issue("2024-11"), ""), "正文")


def _two_unnumbered_pages_of_a_day():
    issue = records.issue()
    for _ in range(2):
        records.article(records.page(issue, ""), "正文")


def _an_extra_before_the_regular_issue():
    records.article(records.page(records.issue(kind="extra")), "号外")
    records.article(records.page(records.issue()), "正文")


def _a_merged_issue():
    issue = records.issue("2026-02-17", kind="merged", last_day=datetime.date(2026, 2, 19))
    records.article(records.page(issue), "正文")


def _a_page_numbered_later():
    page = records.page(label="")
    records.article(page, "正文")
    page.label = "3"
    page.save()


def _a_date_corrected():
    issue = records.issue()
    records.article(records.page(issue), "正文")
    issue.first_day = datetime.date(2026, 2, 7)
    issue.save()


def _two_issues_joined():
    first, second = records.issue(), records.issue()
    records.article(records.page(first), "正文")
    records.article(records.page(second, "2"), "正文")
    addressing.join_issues(first, second)


def _a_tail_before_its_beginning():
    issue = records.issue()
    tail = records.article(records.page(issue, "3"), "结尾")
    beginning = records.article(records.page(issue, "1"), "开头")
    tail.parts.update(article=beginning, order=1)
    tail.merged_into = beginning
    tail.save()


def _a_slug_changed():
    paper = records.newspaper()
    records.article(records.page(records.issue(paper=paper)), "正文")
    paper.slug = "tlrb"
    paper.save()


def _everything_at_once():
    _a_slug_changed()
    issue = Newspaper.objects.get().issues.get()
    issue.first_day = datetime.date(2026, 2, 7)
    issue.save()
    page = issue.pages.get()
    page.label = "2"
    page.save()


BASE = "/papers/tongliao-ribao/"


@pytest.mark.parametrize(
    ("case", "moved"),
    [
        (_two_texts_of_a_month, {}),
        (_two_unnumbered_pages_of_a_day, {}),
        (_an_extra_before_the_regular_issue, {}),
        (_a_merged_issue, {BASE + "2026-02-18/": BASE + "2026-02-17/", BASE + "2026-02-19/": BASE + "2026-02-17/"}),
        (
            _a_page_numbered_later,
            {BASE + "2026-02-06/px1/" + a: BASE + "2026-02-06/p3/" + a for a in ("", "a1/")},
        ),
        (
            _a_date_corrected,
            {BASE + "2026-02-06/" + rest: BASE + "2026-02-07/" + rest for rest in ("", "p1/", "p1/a1/")},
        ),
        (
            _two_issues_joined,
            {BASE + "2026-02-06-ed2/" + rest: BASE + "2026-02-06/" + rest for rest in ("", "p2/", "p2/a1/")},
        ),
        (_a_tail_before_its_beginning, {BASE + "2026-02-06/p3/a1/": BASE + "2026-02-06/p1/a1/"}),
        (
            _a_slug_changed,
            {
                BASE + rest: "/papers/tlrb/" + rest
                for rest in ("", "2026-02-06/", "2026-02-06/p1/", "2026-02-06/p1/a1/")
            },
        ),
    ],
    ids=lambda value: getattr(value, "__name__", "")[1:],
)
def test_every_address_that_ever_answered_answers_in_one_hop(client, case, moved):
    case()
    found = answers(client)
    assert {path: target for path, target in found.items() if path != target} == moved


def test_changes_one_upon_another_are_still_one_hop(client):
    _everything_at_once()
    found = answers(client)
    of_the_article = Address.objects.exclude(article=None).values_list("path", flat=True)
    assert {found[path] for path in of_the_article} == {"/papers/tlrb/2026-02-07/p2/a1/"}


def test_a_page_below_another_day_of_a_merged_issue(client):
    _a_merged_issue()
    response = client.get(BASE + "2026-02-18/p1/a1/")
    assert (response.status_code, response["Location"]) == (301, BASE + "2026-02-17/p1/a1/")


def test_a_move_keeps_format_and_query(client):
    _a_date_corrected()
    moves = {
        "2026-02-06/p1/a1": "2026-02-07/p1/a1/",
        "2026-02-06/p1/a1.json": "2026-02-07/p1/a1.json",
        "2026-02-06/p1/a1.txt?x=1": "2026-02-07/p1/a1.txt?x=1",
        "2026-02-06/p1/a1/?original=1": "2026-02-07/p1/a1/?original=1",
        "2026-02-07/p1/a1?original=%E7%94%B2": "2026-02-07/p1/a1/?original=%E7%94%B2",
        "2026-02-07": "2026-02-07/",
        "2026-02-07/P1": "2026-02-07/p1/",
        "2026-02-06/P1/A1.txt": "2026-02-07/p1/a1.txt",
    }
    for old, new in moves.items():
        response = client.get(BASE + old)
        assert (response.status_code, response["Location"]) == (301, BASE + new)
        get(client, BASE + new)
    assert client.get("/papers")["Location"] == "/papers/"


def test_what_never_was_is_not_found_and_says_where_to_go(client):
    records.article(records.page(), "正文")
    for path in (
        "nowhere/",
        BASE + "2026-02-06/p1/a2/",
        BASE + "2026-02-06/p2/",
        BASE + "1999-01-01/p1/a1.json",
        BASE + "%00/",
    ):
        html = get(client, path if path.startswith("/") else "/papers/" + path, 404)
        assert 'href="/papers/"' in html


def test_a_long_address_costs_no_more_than_a_short_one(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        get(client, "/papers/" + "a/" * 2000, 404)
        assert client.get("/search/", {"paper": "a/" * 2000}).status_code == 400


def test_what_was_deleted_is_gone_and_says_so(client):
    article = records.article(records.page(), "正文")
    path = article.get_absolute_url()
    article.delete()
    html = get(client, path, 410)
    assert "编辑已删除这里的内容。" in html
    assert '<a href="/papers/tongliao-ribao/2026-02-06/p1/">通辽日报 2026年2月6日 第1版</a>' in html
    assert client.get(path[:-1] + ".json").json()["detail"] == "编辑已删除这里的内容。"


def test_only_reading_is_allowed(client):
    article = records.article(records.page(), "正文")
    for path in ("/", "/papers/", article.get_absolute_url()):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200


# --- Calendar, days, contributors, columns ---


def test_a_years_calendar_says_of_each_day_what_is_held(client):
    paper = records.newspaper()
    for day, number, pages in (("2026-02-02", 101, 2), ("2026-02-04", 103, 1)):
        issue = records.issue(day, paper, first_number=number, last_number=number, pages_printed=2)
        for label in range(pages):
            records.page(issue, str(label + 1))
    html = get(client, "/papers/tongliao-ribao/")
    february = html.partition("2月")[2].partition("</table>")[0]
    cells = re.findall(r'<td class="(\w+)">.*?>\s*(\d+)\s*<', february, re.DOTALL)
    assert cells[:6] == [
        ("unknown", "1"), ("whole", "2"), ("published", "3"), ("part", "4"), ("unknown", "5"), ("unknown", "6")
    ]  # fmt: skip
    assert "共 2 版，收录 1 版" in february
    assert re.findall(r"<caption>\s*(\S+)\s*</caption>", html) == ["2月"]  # of the others nothing is known


def test_all_newspapers_of_one_day(client):
    for slug, day in (("a-bao", "2026-02-06"), ("b-bao", "2026-02-06"), ("c-bao", "2026-02"), ("d-bao", "2026-02-07")):
        of = records.page(records.issue(day, records.newspaper(slug, slug)))
        records.article(of, "正文", headline=f"{slug}的头条")
        records.article(of, "正文", headline="不公开的", visibility="suspended")
    html = get(client, "/papers/?date=2026-02-06")
    assert [slug for slug in ("a-bao", "b-bao", "c-bao", "d-bao") if f"{slug}的头条" in html] == ["a-bao", "b-bao"]
    assert titles(html, "issues") == ["c-bao 2026年2月"]
    assert "不公开的" not in html
    assert beside(html) == {"prev": "?date=2026-02-05", "next": "?date=2026-02-07"}
    assert "没有收录报纸" in get(client, "/papers/?date=1901-01-01")
    assert "写成 2026-02-06 这样" in get(client, "/papers/?date=昨天", 400)


def test_home_shows_this_day_in_earlier_years(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2026, 2, 6))
    for day in ("2026-02-06", "2025-02-06", "1987-02-06", "1987-02-07", "2024-02"):
        records.article(records.page(records.issue(day)), "正文", headline=f"{day}的标题")
    earlier = get(client, "/").partition("往年今日")[2]
    assert re.findall(r">([-0-9]+)的标题", earlier) == ["2025-02-06", "1987-02-06"]


def test_who_wrote_what_by_year(client):
    paper, other = records.newspaper(), records.newspaper("b-bao", "乙报")
    for day, headline, visibility in (
        ("2026-02-06", "新的", "public"), ("2025-02-06", "旧的", "public"), ("2026-02-07", "藏的", "suspended")
    ):  # fmt: skip
        records.article(
            records.page(records.issue(day, paper)),
            "正文",
            headline=headline,
            names=("奇·达楞太",),
            visibility=visibility,
        )
    records.article(
        records.page(records.issue("2026-03-01", other)), "正文", headline="乙报的", names=("奇·达楞太", "张三")
    )
    html = get(client, "/contributors/奇·达楞太/")
    assert re.findall(r'href="\?year=(\w+)"', html) == ["2026", "2025"]
    assert [headline for headline in ("新的", "旧的", "藏的", "乙报的") if f">{headline}<" in html] == [
        "新的",
        "乙报的",
    ]
    assert "同名的不一定是同一个人" in html
    assert ">旧的<" in get(client, "/contributors/奇·达楞太/?year=2025")
    for path in ("/contributors/无此人/", "/contributors/奇·达楞太/?year=1900", "/contributors/%00/"):
        get(client, path, 404)


def test_what_stood_in_a_column(client):
    of = records.page(records.issue("2026-02-06"))
    shown = records.article(of, "正文", headline="在栏目里", column="项目为王 招商为要", names=("张三",))
    records.article(of, "正文", headline="在别处", column="别的栏目")
    records.article(of, "正文", headline="藏的", column="项目为王 招商为要", visibility="suspended")
    html = get(client, "/columns/tongliao-ribao/项目为王 招商为要/")
    assert [headline for headline in ("在栏目里", "在别处", "藏的") if f">{headline}<" in html] == ["在栏目里"]
    page = get(client, shown.get_absolute_url())
    assert 'href="/contributors/%E5%BC%A0%E4%B8%89/"' in page
    assert "/columns/tongliao-ribao/" in page
    for path in ("/columns/tongliao-ribao/无此栏目/", "/columns/no-such/项目为王 招商为要/"):
        get(client, path, 404)


@pytest.mark.parametrize("path", ["/contributors/甲/", "/columns/tongliao-ribao/项目为王/", "/papers/?date=2026-02-06"])
def test_lists_cost_the_same_for_one_and_for_thirty(client, django_assert_num_queries, path):
    of = records.page(records.issue("2026-02-06"))
    records.article(of, "正文", headline="其一", column="项目为王", names=("甲",))
    with CaptureQueriesContext(connection) as captured:
        get(client, path)
    for number in range(29):
        records.article(of, "正文", headline=f"又{number}", column="项目为王", names=("甲", "乙"))
    with django_assert_num_queries(len(captured)):
        get(client, path)


@pytest.mark.parametrize(
    ("printed", "held", "shown"),
    [
        (4, ["1", "3"], ["第1版", "第2版 未收录", "第3版", "第4版 未收录"]),
        (6, ["1", "4-5"], ["第1版", "第2版 未收录", "第3版 未收录", "第4-5版", "第6版 未收录"]),
        (2, ["1", "2"], ["第1版", "第2版"]),
        (2, ["1", "2", "3"], ["第1版", "第2版", "第3版"]),  # more than was said
        (8, ["A1", "B1"], ["A1版", "B1版"]),  # how many of each section is not printed
        (4, ["1", ""], ["第1版", "版次不详"]),  # it may be any of them
        (None, ["1", "3"], ["第1版", "第3版"]),
        (30000, ["1", "3"], ["第1版", "第3版"]),
    ],
)
def test_an_issue_keeps_an_empty_place_for_each_page_that_is_missing(client, printed, held, shown):
    issue = records.issue("2026-02-06")
    issue.pages_printed = printed
    issue.save()
    for label in held:
        records.page(issue, label)
    nav = get(client, issue.get_absolute_url()).partition('<nav class="pages"')[2].partition("</nav>")[0]
    places = re.findall(r"<li[^>]*>(.*?)</li>", nav, re.DOTALL)
    assert [" ".join(re.sub("<[^>]+>", " ", place).split()) for place in places] == shown


def test_every_paragraph_and_the_article_itself_tell_their_address(client):
    article = records.article(records.page(), "第一段。", "第二段。", headline="标题")
    url = article.get_absolute_url()
    html = get(client, url)
    body = html.partition('<div class="body"')[2].partition("</div>")[0]
    assert re.findall(r'id="(\w+)"', body) == ["para1", "para2"]
    assert re.findall(r'href="(#\w+)"', body) == ["#para1", "#para2"]
    assert re.findall(r'<a class="address" id="address" href="([^"]+)">([^<]+)<', html) == [
        (f"http://testserver{url}",) * 2
    ]
    assert "改动时间" not in html
    Article.objects.filter(pk=article.pk).update(revision=2)
    assert f"<dd><time datetime={timezone.localdate(article.changed)}" in get(client, url).replace('"', "")


def sections(html: str) -> dict[str, list[str]]:
    """What stands under an article, by heading: the first link of each line."""
    found = {}
    for section in re.findall(r'<section class="samepage">(.*?)</section>', html, re.DOTALL):
        heading = " ".join(re.sub("<[^>]+>", "", section.partition("</h2>")[0]).split())
        found[heading] = [re.findall('href="([^"]+)"', item)[0] for item in section.split("<li")[1:]]
    return found


def test_an_article_leads_to_what_has_something_in_common_with_it(client):
    issue, later = records.issue(), records.issue("2026-02-07")
    page, inside = records.page(issue, "1"), records.page(issue, "2")
    first = records.article(page, "甲", headline="一", package="两会专题", names=("张琪",), column="一线")
    second = records.article(page, "乙", headline="二", package="两会专题")
    third = records.article(inside, "丙", headline="三", package="两会专题", column="一线")
    records.article(inside, "丁", headline="四", package="别的专题", column="别的")
    hidden = {"visibility": Visibility.SUSPENDED, "package": "两会专题", "column": "一线", "names": ("张琪",)}
    records.article(inside, "密", headline="密", **hidden)
    by_same = records.article(records.page(later), "戊", headline="五", names=("张琪", "王晶"))
    records.article(by_same.page, "己", headline="六", names=("王晶",))
    other = records.issue("2026-02-06", records.newspaper("hengyang-ribao", "衡阳日报"))
    records.article(records.page(other), "庚", headline="七", column="一线")
    url = Article.get_absolute_url
    assert sections(get(client, url(first))) == {
        "同一组的文章": [url(second), url(third)],
        "第1版的标题": [url(first), url(second)],
        "同栏目的其他文章 一线": [url(third)],
        "同一作者的其他文章": [url(by_same)],
        "同一天的其他报纸": [other.get_absolute_url()],
    }
    assert sections(get(client, url(by_same))) == {
        "第1版的标题": [url(by_same), url(Article.objects.get(headline="六"))],
        "同一作者的其他文章": [url(first), url(Article.objects.get(headline="六"))][::-1],
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((22080, None), (22081, None), ""),
        ((22080, None), (22082, None), "其间第22081号未收录"),
        ((22080, 22082), (22090, 22091), "其间第22083-22089号未收录"),
        ((None, None), (22082, None), ""),
        ((22082, None), (1, None), ""),  # a new count
    ],
)
def test_an_issue_tells_which_numbers_are_missing_beside_it(client, before, after, told):
    first = records.issue("2026-02-06", first_number=before[0], last_number=before[1])
    second = records.issue("2026-02-16", first_number=after[0], last_number=after[1])
    for issue in (first, second):
        assert re.findall("<small>(其间.*?)</small>", get(client, issue.get_absolute_url())) == ([told] if told else [])


def test_numbers_that_are_held_and_not_public_are_not_missing(client):
    first = records.issue("2026-02-06", first_number=22080)
    records.issue("2026-02-08", first_number=22082, last_number=22083, suspended="checking")
    records.issue("2026-02-16", first_number=22086)
    told = re.findall("<small>(其间.*?)</small>", get(client, first.get_absolute_url()))
    assert told == ["其间第22081、22084-22085号未收录"]


def test_a_newspaper_names_its_columns_and_contributors(client):
    page = records.page()
    for number, (column, names) in enumerate(
        [("一线", ("张琪",)), ("一线", ("张琪", "王晶")), ("", ("王晶",)), ("二线", ("张琪",))]
    ):
        records.article(page, "正文", headline=f"题{number}", column=column, names=names)
    records.article(page, "密", headline="密", column="密栏", names=("密",), visibility=Visibility.SUSPENDED)
    records.article(
        records.page(records.issue(paper=records.newspaper("b", "乙报"))), "别", column="别栏", names=("别",)
    )
    Byline.objects.create(article=Article.objects.first(), name="本报评论员", kind="collective")
    html = get(client, "/papers/tongliao-ribao/")
    listed = [part.partition("</ul>")[0] for part in html.split('<ul class="named"')[1:]]
    assert [re.findall(r'href="([^"]+)">([^<]+)</a>\s*<small>(\d+)</small>', part) for part in listed] == [
        [
            ("/columns/tongliao-ribao/%E4%B8%80%E7%BA%BF/", "一线", "2"),
            ("/columns/tongliao-ribao/%E4%BA%8C%E7%BA%BF/", "二线", "1"),
        ],
        [("/contributors/%E5%BC%A0%E7%90%AA/", "张琪", "3"), ("/contributors/%E7%8E%8B%E6%99%B6/", "王晶", "2")],
    ]


def test_an_issue_names_the_staff_of_each_page(client):
    page = records.page()
    page.staff = [{"role": "责任编辑", "names": ["张三", "李四"]}, {"role": "版式", "names": ["王五"]}]
    page.save()
    html = get(client, page.issue.get_absolute_url())
    staff = html.partition('<p class="facts staff"')[2].partition("</p>")[0]
    assert re.findall("<span>(.*?)</span>", staff) == ["责任编辑：张三 李四", "版式：王五"]


def test_the_latest_issue_is_one_with_a_date_if_there_is_any(client):
    records.page(records.issue(""))
    assert "日期不详" in get(client, "/papers/")
    records.page(records.issue("2025-03-04"))
    records.page(records.issue("2026-02-06"))
    assert "2026年2月6日" in get(client, "/papers/")
    assert "日期不详" not in get(client, "/papers/")


def test_many_issues_of_a_year_are_listed_when_asked_for(client, monkeypatch):
    monkeypatch.setattr("archive.pages.listings.MOST_LISTED", 2)
    for day in ("2026-02-04", "2026-02-05"):
        records.page(records.issue(day))
    path = "/papers/tongliao-ribao/"

    def listed(html: str) -> list[str]:
        return re.findall(r'<a href="([^"]+)"><time', html.partition('<div id="issues">')[2])

    of_day = [f"{path}2026-02-05/", f"{path}2026-02-04/"]
    assert listed(get(client, path)) == of_day
    records.page(records.issue("2026-01"))
    html = get(client, path)
    assert listed(html) == [f"{path}2026-01/"]  # it stands in no calendar
    assert 'href="?year=2026&amp;list=1#issues"' in html
    assert listed(get(client, f"{path}?year=2026&list=1")) == [*of_day, f"{path}2026-01/"]
    records.page(records.issue(""))
    assert "日期不详" in get(client, f"{path}?year=undated").partition('<div id="issues">')[2]

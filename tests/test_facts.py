"""Plain facts for machines: what pages say of themselves, sitemaps, robots.txt, OpenSearch."""

import json
import re
from xml.etree import ElementTree

import pytest
import records

from archive.formats.sitemaps import LOT
from archive.models import Article, Byline, RecordVersion, Visibility

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
PLACE = "/papers/tongliao-ribao/"


def get(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def linked(html: str) -> list[dict]:
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]


def crumbs(html: str) -> list[tuple[str, str]]:
    items = linked(html)[0]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    return [(item["name"], item["item"].removeprefix(SITE)) for item in items]


@pytest.fixture
def article():
    paper = records.newspaper(publisher="中共通辽市委", rights="权利说明")
    issue = records.issue(paper=paper, number_printed="第22076号", first_number=22076)
    made = records.article(
        records.page(issue, "A3", name="要闻"), "正文。", headline="正题", deck="副题", column="栏目", names=("张琪",)
    )
    made.bylines.create(name="新华社", kind="body", order=1)
    return made


# --- In the head of a page --------------------------------------------------------------------------------------------


def test_every_page_has_a_title_a_description_its_language_and_one_address(client, article, index):
    index()
    found = []
    for path in (
        "/?x=1",
        "/papers/?x=1",
        "/papers/?date=2026-02-06&x=1",
        PLACE + "?year=2026",
        PLACE + "2026-02-06/?x=1",
        PLACE + "2026-02-06/pa3/?original=1",
        PLACE + "2026-02-06/pa3/a1/?original=1",
        "/contributors/张琪/?x=1",
        "/columns/tongliao-ribao/栏目/?x=1",
        "/search/help/?x=1",
    ):
        html = get(client, path)
        assert '<html lang="zh-hans">' in html
        assert re.search(r"<title>\s*\S", html)
        [description] = re.findall(r'<meta name="description"\s+content="([^"]*)"', html)
        assert description.strip(), path
        found += re.findall(r'<link rel="canonical" href="http://testserver([^"]*)"', html)
    assert found == [
        "/",
        "/papers/",
        "/papers/?date=2026-02-06",
        PLACE,
        PLACE + "2026-02-06/",
        PLACE + "2026-02-06/pa3/",
        PLACE + "2026-02-06/pa3/a1/",
        "/contributors/%E5%BC%A0%E7%90%AA/",
        "/columns/tongliao-ribao/%E6%A0%8F%E7%9B%AE/",
        "/search/help/",
    ]


def test_breadcrumbs(client, article):
    trail = [
        ("报纸", "/papers/"),
        ("通辽日报", PLACE),
        ("2026年2月6日", PLACE + "2026-02-06/"),
        ("A3版 要闻", PLACE + "2026-02-06/pa3/"),
        ("正题", PLACE + "2026-02-06/pa3/a1/"),
    ]
    for place in range(2, 6):
        html = get(client, trail[place - 1][1])
        assert crumbs(html) == trail[:place]
        listed = re.search(r'<nav class="crumbs".*?</nav>', html, re.S)[0]
        links = re.findall(r'href="([^"]+)"', listed)
        assert links == [path for _name, path in trail[: place - 1]][-len(links) :]
        assert links


def test_what_an_article_is(client, article):
    url = SITE + PLACE + "2026-02-06/pa3/a1/"
    assert linked(get(client, article.get_absolute_url()))[1] == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "identifier": "tongliao-ribao-2026-02-06-pa3-a1",
        "headline": "正题",
        "alternativeHeadline": "副题",
        "articleSection": "要闻",
        "keywords": "栏目",
        "datePublished": "2026-02-06",
        "inLanguage": "zh-Hans",
        "author": [{"@type": "Person", "name": "张琪"}],
        "printPage": "A3",
        "isPartOf": {
            "@type": "PublicationIssue",
            "url": SITE + PLACE + "2026-02-06/",
            "issueNumber": "22076",
            "datePublished": "2026-02-06",
            "isPartOf": {
                "@type": "Newspaper",
                "name": "通辽日报",
                "url": SITE + PLACE,
                "inLanguage": "zh-Hans",
                "publisher": {"@type": "Organization", "name": "中共通辽市委"},
            },
        },
        "copyrightNotice": "权利说明",
        "isAccessibleForFree": True,
    }


def test_only_what_is_known_is_said(client):
    article = records.article(records.page(records.issue(""), ""), "正文。")
    said = linked(get(client, article.get_absolute_url()))[1]
    assert set(said) == {
        "@context", "@type", "@id", "url", "identifier", "name", "inLanguage", "isPartOf", "isAccessibleForFree"
    }  # fmt: skip
    assert set(said["isPartOf"]) == {"@type", "url", "isPartOf"}
    vague = records.article(records.page(records.issue("2024-11")), "正文。")
    assert linked(get(client, vague.get_absolute_url()))[1]["datePublished"] == "2024-11"


@pytest.mark.parametrize(
    ("issue", "page", "article", "said"),
    [
        ({}, {}, {}, {"name": "正文。"}),
        ({}, {}, {"headline": "题"}, {"headline": "题"}),
        ({}, {}, {"headline": "题", "deck": "——副题"}, {"headline": "题", "alternativeHeadline": "副题"}),
        ({}, {}, {"column": "项目为王"}, {"name": "正文。", "keywords": "项目为王"}),
        ({}, {"name": "科尔沁副刊"}, {"column": "诗苑"}, {"name": "正文。", "articleSection": "科尔沁副刊", "keywords": "诗苑"}),
        ({}, {"section": "B"}, {}, {"name": "正文。", "printSection": "B"}),
        ({}, {"section": "B", "name": "体育"}, {}, {"name": "正文。", "articleSection": "体育", "printSection": "B"}),
        ({"edition_label": "海外版"}, {}, {}, {"name": "正文。", "printEdition": "海外版"}),
        ({"kind": "extra"}, {}, {}, {"name": "正文。", "printEdition": "号外"}),
        ({"number_printed": "第七号"}, {}, {}, {"name": "正文。", "issueNumber": "第七号"}),
        ({"first_number": 7, "last_number": 9}, {}, {}, {"name": "正文。", "issueNumber": "7-9"}),
        ({"total_number": 1305, "kind": "trial"}, {}, {}, {"name": "正文。", "issueNumber": "1305", "printEdition": "试刊"}),
    ],
)  # fmt: skip
def test_each_fact_has_the_place_that_schema_org_gives_it(client, issue, page, article, said):
    made = records.article(records.page(records.issue(**issue), **page), "正文。", **article)
    found = linked(get(client, made.get_absolute_url()))[1]
    whole = found.pop("isPartOf")
    places = ("headline", "name", "alternativeHeadline", "articleSection", "keywords", "printSection", "printEdition")
    known = {name: found[name] for name in places if name in found}
    assert known | ({"issueNumber": whole["issueNumber"]} if "issueNumber" in whole else {}) == said
    assert (found["printPage"], whole["@type"], "issueNumber" in found) == ("1", "PublicationIssue", False)


@pytest.mark.parametrize(
    ("bylines", "authors"),
    [
        ([], None),
        ([("张琪", "记者", "person")], [{"@type": "Person", "name": "张琪"}]),
        ([("张琪", "", "person"), ("王晶", "摄", "person")], [{"@type": "Person", "name": "张琪"}]),
        ([("王晶", "编辑", "person")], None),
        ([("新华社", "", "body")], None),
        ([("本报评论员", "", "collective")], [{"@type": "Organization", "name": "本报评论员"}]),
        ([("市气象局", "", "body")], [{"@type": "Organization", "name": "市气象局"}]),
    ],
)
def test_its_authors_are_those_of_its_citation(client, bylines, authors):
    article = records.article(records.page(), "正文。", headline="题")
    for order, (name, role, kind) in enumerate(bylines):
        Byline.objects.create(article=article, name=name, role=role, kind=kind, order=order)
    response = client.get(article.get_absolute_url())
    assert linked(response.content.decode())[1].get("author") == authors
    assert response.context["citation"].authors == tuple(each["name"] for each in authors or ())


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "&lt;\u2028\u2029'\"\\", "]]>"])
def test_no_text_breaks_out_of_the_data(client, text):
    page = records.page(records.issue(paper=records.newspaper(name=text)), name=text)
    article = records.article(page, text, headline=text, names=(text,))
    html = get(client, article.get_absolute_url())
    assert html.count("<script") == html.count("</script>") == 2 + 3  # data, and files of ours
    assert crumbs(html)[-1][0] == linked(html)[1]["headline"] == text
    assert not set("<>&\u2028\u2029") & set("".join(re.findall(r'ld\+json">(.*?)</script>', html, re.S)))


# --- What search engines of the web may list ---------------------------------------------------------------------------

SUSPENDED = [{"kind": "notice"}, {"kind": "advertisement"}, {"genre": "讣告"}, {"kind": "notice", "genre": "讣闻"}]


def locations(client, path: str) -> list[str]:
    tree = ElementTree.fromstring(get(client, path))
    return [found.text.removeprefix(SITE) for found in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


@pytest.mark.parametrize("facts", SUSPENDED, ids=str)
def test_notices_advertisements_and_obituaries_are_read_but_not_listed(client, facts, settings):
    article = records.article(records.page(), "正文", headline="题", **facts)
    path = article.get_absolute_url()

    def said() -> list[bool]:
        answers = [client.get(path), client.get(path[:-1] + ".json"), client.get(path[:-1] + ".txt")]
        assert [answer.status_code for answer in answers] == [200] * 3
        marked = '<meta name="robots" content="noindex">' in answers[0].content.decode()
        return [marked, *(answer.get("X-Robots-Tag") == "noindex" for answer in answers)]

    assert said() == [True] * 4
    assert locations(client, "/sitemap-articles-0.xml") == []
    settings.NOINDEX = []
    assert said() == [False] * 4
    assert locations(client, "/sitemap-articles-0.xml") == [path]


def test_sitemaps_hold_every_public_record_and_nothing_else(client, article):
    page = article.page
    records.article(page, "正文", visibility=Visibility.SUSPENDED)
    records.article(page, "正文", visibility=Visibility.WITHDRAWN)
    records.article(page, "正文", merged_into=article)
    records.article(page, "正文", kind="notice")
    vague = records.article(records.page(records.issue("2024-11"), ""), "正文")
    sections = locations(client, "/sitemap.xml")
    assert sections == [f"/sitemap-{kind}-0.xml" for kind in ("newspapers", "issues", "pages", "articles")]
    assert {section: sorted(locations(client, section)) for section in sections} == {
        "/sitemap-newspapers-0.xml": [PLACE],
        "/sitemap-issues-0.xml": [PLACE + "2024-11/", PLACE + "2026-02-06/"],
        "/sitemap-pages-0.xml": [PLACE + "2024-11/px1/", PLACE + "2026-02-06/pa3/"],
        "/sitemap-articles-0.xml": sorted([article.get_absolute_url(), vague.get_absolute_url()]),
    }
    changed = f"<lastmod>{article.changed.date().isoformat()[:4]}"
    for section in ["/sitemap.xml", *sections]:
        assert get(client, section).count(changed) == len(locations(client, section)), section
    for path in ("/sitemap-articles-1.xml", f"/sitemap-articles-{10**30}.xml"):
        assert locations(client, path) == []
    assert client.get("/sitemap-authors-0.xml").status_code == 404


def test_lots_follow_the_numbers_of_the_records(client, article):
    far = records.article(article.page, "正文", id=3 * LOT)
    assert locations(client, "/sitemap.xml")[-2:] == [
        f"/sitemap-articles-{article.pk // LOT}.xml",
        "/sitemap-articles-3.xml",
    ]
    assert locations(client, "/sitemap-articles-3.xml") == [far.get_absolute_url()]


def test_sitemaps_cost_the_same_for_one_and_for_thirty(client, article, django_assert_num_queries):
    # The index is counted after a change, and then kept.
    costs = [("/sitemap.xml", 4), ("/sitemap.xml", 3), *((path, 3) for path in locations(client, "/sitemap.xml"))]
    for count in (0, 29):
        for number in range(count):
            records.article(records.page(records.issue(f"2026-03-{number + 1:02}")), "正文")
        RecordVersion.rotate()
        for path, cost in costs:
            with django_assert_num_queries(cost):
                assert locations(client, path)
    assert Article.objects.count() == 30


def test_robots_are_told_what_to_leave_and_where_all_is(client):
    assert get(client, "/robots.txt") == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /api/\nDisallow: /search/?\nDisallow: /search/suggestions/\n"
        "Disallow: /*?original=\n\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )


# --- A browser's own search bar ----------------------------------------------------------------------------------------


def test_a_browser_learns_how_to_search(client, article, index):
    index()
    html = get(client, "/")
    [path] = re.findall(r'type="application/opensearchdescription\+xml"\s+title="报藏"\s+href="([^"]+)"', html)
    answer = client.get(path)
    assert answer["Content-Type"] == "application/opensearchdescription+xml"
    tree = ElementTree.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {url.get("type"): url.get("template") for url in tree.iter(space + "Url")}
    assert tree.find(space + "ShortName").text == "报藏"
    assert client.get(urls["text/html"].format(searchTerms="正文")).context["results"].total == 1
    completed = client.get(urls["application/x-suggestions+json"].format(searchTerms="张"))
    assert completed["Content-Type"] == "application/x-suggestions+json"
    assert completed.json() == ["张", ["张琪"], [""], [f"{SITE}/search/?author=%E5%BC%A0%E7%90%AA"]]
    nothing = client.get(urls["application/x-suggestions+json"].format(searchTerms=""))
    assert nothing.json() == ["", [], [], []]


# --- Under every page --------------------------------------------------------------------------------------------------


def test_the_footer_says_what_the_settings_say(client, settings):
    bare = re.search(r'<footer class="site">.*?</footer>', get(client, "/"), re.S)[0]
    assert "beian" not in bare
    settings.FOOTER = {"icp": "蒙ICP备1号<b>", "contact": "editor@example.org", "rights": "权利归各报<b>"}
    said = re.search(r'<footer class="site">.*?</footer>', get(client, "/"), re.S)[0]
    assert '<a href="https://beian.miit.gov.cn/" rel="nofollow">蒙ICP备1号&lt;b&gt;</a>' in said
    assert '<a href="mailto:editor@example.org">editor@example.org</a>' in said
    assert "权利归各报&lt;b&gt;" in said

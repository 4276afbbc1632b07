"""A newspaper's feed."""

import re
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import pytest
import records
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from archive.formats import feeds
from archive.formats.xml_text import xml_safe
from archive.models import Archive, Byline, Change, Visibility

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, path: str = "/papers/tongliao-ribao.atom"):
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def test_the_latest_articles_in_reading_order_known_by_their_keys(client):
    older, newer = (records.page(records.issue(day)) for day in ("2026-02-05", "2026-02-06"))
    first = records.article(older, "旧闻一则。", headline="旧闻")
    second = records.article(newer, "发展<肉牛>产业。", headline="肉牛 & 产业", names=("张琪", "王晶"), order=1)
    third = records.article(newer, "没有标题的。", order=2)
    records.article(newer, "讣告。", headline="讣告", kind="notice")
    records.article(newer, "密。", headline="密", visibility=Visibility.SUSPENDED)
    records.article(records.page(records.issue(paper=records.newspaper("b", "乙报"))), "别报。", headline="别报")
    noted = Change.objects.get(key=second.key).at
    feed = read(client)
    assert feed.findtext(f"{ATOM}title") == "通辽日报"
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link")] == [
        "http://testserver/papers/tongliao-ribao/",
        "http://testserver/papers/tongliao-ribao.atom",
    ]
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["肉牛 & 产业", "没有标题的。", "旧闻"]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        Archive.current().identifier(article.key) for article in (second, third, first)
    ]
    assert entries[0].find(f"{ATOM}link").attrib["href"] == f"http://testserver{second.get_absolute_url()}"
    assert entries[0].findtext(f"{ATOM}summary") == "2026年2月6日 第1版　发展<肉牛>产业。"
    assert [name.text for name in entries[0].findall(f"{ATOM}author/{ATOM}name")] == ["张琪", "王晶"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "通辽日报"
    assert entries[0].findtext(f"{ATOM}updated") == timezone.localtime(noted).isoformat()


def test_an_empty_newspaper_has_an_empty_feed_that_stays_the_same(client):
    records.newspaper()
    feed = read(client)
    assert faults(feed) == []
    assert feed.findall(f"{ATOM}entry") == []
    assert ElementTree.tostring(feed) == ElementTree.tostring(read(client))


# --- What RFC 4287 asks ------------------------------------------------------------------------------------------------

# Element -> how often it may stand in a feed or an entry.
COUNTS = {
    "feed": {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, 9), "subtitle": (0, 1)},
    "entry": {
        "id": (1, 1),
        "title": (1, 1),
        "updated": (1, 1),
        "published": (0, 1),
        "author": (0, 9),
        "summary": (0, 1),
    },
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(feed: Element) -> list[str]:
    """What in a feed is not as RFC 4287 asks."""
    found = []
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        kind = element.tag.removeprefix(ATOM)
        for name, (least, most) in COUNTS[kind].items():
            if not least <= len(element.findall(ATOM + name)) <= most:
                found.append(f"{len(element.findall(ATOM + name))} {name} in {kind}")
        alternate = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        found += [] if len(alternate) == 1 else [f"{len(alternate)} alternate links in {kind}"]
        for name in ("updated", "published"):
            found += [f"{name} {each.text}" for each in element.findall(ATOM + name) if not MOMENT.fullmatch(each.text)]
        for author in element.findall(f"{ATOM}author"):
            found += [] if (author.findtext(f"{ATOM}name") or "").strip() else ["author without a name"]
        for name in ("title", "summary", "subtitle"):
            found += [
                f"{name} as {each.get('type')}" for each in element.findall(ATOM + name) if each.get("type") == "html"
            ]
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    found += [] if len(set(ids)) == len(ids) else ["an id twice"]
    found += [f"id {each}" for each in ids if not re.fullmatch(r"(tag|urn:uuid):\S+", each)]
    return found


@pytest.mark.parametrize(
    ("element", "fault"),
    [("<published>2026-02-06</published>", "published 2026-02-06"), ("<author><name/></author>", "author without a name"),
     ("<id>a</id>", "2 id in entry"), ("<summary type='html'>x</summary>", "summary as html")],
)  # fmt: skip
def test_a_fault_would_be_found(client, element, fault):
    records.article(records.page(), "文", headline="题")
    feed = read(client)
    feed.find(f"{ATOM}entry").append(ElementTree.fromstring(f"<a xmlns='{ATOM[1:-1]}'>{element}</a>")[0])
    assert fault in faults(feed)


HOSTILE = [
    *"\x00\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x85\ufffe\uffff\ufdd0\u2028\u200b\U0001fffe\U0010ffff\U0001f402",
    "\ud800", "\udfff", "\udc00\ud800", "<img src=x onerror=alert(1)>", "&lt;b&gt;&amp;", "]]>", "<![CDATA[", "<!--", "&#8;", "\r\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_breaks_a_feed_or_becomes_markup(client, text):
    storable = (
        text.replace("\ud800", "").replace("\udfff", "").replace("\udc00", "")
    )  # in JSON alone may these be stored
    paper = records.newspaper(name=f"报{storable}", place=f"地{storable}")
    page = records.page(records.issue(paper=paper))
    records.article(page, f"文{text}文", headline=f"题{storable}题", names=(f"张{storable}琪", storable))
    records.article(page, f"文{text}文")
    feed = read(client)
    assert faults(feed) == []
    first, second = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}title") == plain(f"报{storable}")
    assert first.findtext(f"{ATOM}title") == plain(f"题{storable}题")
    assert first.findtext(f"{ATOM}author/{ATOM}name") == plain(f"张{storable}琪")
    said = " ".join(plain(f"文{text}文").split())
    assert " ".join(second.findtext(f"{ATOM}summary").split()) == f"2026年2月6日 第1版 {said}"


def plain(text: str) -> str:
    """What a reader of XML gets: line ends are one sign."""
    return xml_safe(text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_written(text):
    safe = xml_safe(text)
    assert (ElementTree.fromstring(f"<a>{escape(safe)}</a>").text or "") == plain(safe)
    assert xml_safe(safe) == safe
    kept = [
        sign
        for sign in text
        if sign in "\t\n\r" or "\x20" <= sign < "\ud800" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    ]
    assert [sign for sign in safe if sign != " "] == [sign for sign in kept if sign != " "]


# --- The printed day, authors, language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "facts", "published", "printed"),
    [
        ("2026-02-06", {}, "2026-02-06T00:00:00+08:00", "2026-02-06"),
        ("2026-02-06", {"date_basis": "inferred"}, "2026-02-06T00:00:00+08:00", "2026-02-06"),
        ("2026-02-17", {"last_day": date(2026, 2, 19)}, "2026-02-17T00:00:00+08:00", "2026-02-17/2026-02-19"),
        ("1947-08-01", {"calendar": "roc"}, "1947-08-01T00:00:00+08:00", "1947-08-01"),
        ("1986-07-01", {}, "1986-07-01T00:00:00+08:00", "1986-07-01"),
        ("1872-04-30", {}, "1872-04-30T00:00:00+08:00", "1872-04-30"),
        ("0001-01-01", {}, "0001-01-01T00:00:00+08:00", "0001-01-01"),
        ("9999-12-31", {}, "9999-12-31T00:00:00+08:00", "9999-12-31"),
        ("2024-11", {}, None, "2024-11"),
        ("1987", {}, None, "1987"),
        ("", {}, None, None),
    ],
)
def test_the_printed_day_is_data(client, day, facts, published, printed):
    records.article(records.page(records.issue(day, **facts)), "文", headline="题")
    feed = read(client)
    assert faults(feed) == []
    [entry] = feed.findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}published"), entry.findtext("{http://purl.org/dc/elements/1.1/}date")) == (
        published,
        printed,
    )


@pytest.mark.parametrize(
    ("bylines", "authors"),
    [
        ([], []),
        ([("张琪", "记者", "person"), ("王晶", "通讯员", "person")], ["张琪", "王晶"]),
        ([("张琪", "文", "person"), ("王晶", "摄", "person"), ("李肖峰", "编辑", "person")], ["张琪"]),
        ([("新华社", "", "body")], []),
        ([("本报评论员", "", "collective")], ["本报评论员"]),
    ],
)
def test_each_author_has_an_element_and_is_the_citation_s(client, bylines, authors):
    article = records.article(records.page(), "文", headline="题")
    for order, (name, role, kind) in enumerate(bylines):
        Byline.objects.create(article=article, name=name, role=role, kind=kind, order=order)
    [entry] = read(client).findall(f"{ATOM}entry")
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == authors


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "mn-Mong", "ug"])
def test_its_language_is_the_newspaper_s_whoever_reads_it(client, language):
    records.article(records.page(records.issue(paper=records.newspaper(language=language))))
    answers = [client.get("/papers/tongliao-ribao.atom", headers={"accept-language": asked}) for asked in ("zh", "en")]
    assert answers[0].content == answers[1].content
    assert [answer["Content-Language"] for answer in answers] == [language] * 2
    feed = ElementTree.fromstring(answers[1].content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "（无题）"


@pytest.mark.parametrize(
    "path", ["/sitemap.xml", "/sitemap-articles-0.xml", "/sitemap-newspapers-0.xml", "/opensearch.xml"]
)
def test_the_other_xml_holds_whatever_a_slug_may_be(client, path):
    records.article(records.page(records.issue(paper=records.newspaper(slug="a\x08b\ufffe<&", name="甲报"))), "文")
    assert ElementTree.fromstring(client.get(path).content).tag


def test_a_feed_is_bounded_and_costs_the_same_for_one_and_many(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 3)
    page = records.page()
    records.article(page, "正文", headline="题", names=("甲",))
    read(client)
    with django_assert_num_queries(11):
        read(client)
    for _ in range(5):
        records.article(page, "正文", headline="题", names=("甲",))
    with django_assert_num_queries(11):
        assert len(read(client).findall(f"{ATOM}entry")) == 3


def test_the_newspaper_tells_of_its_feed(client):
    records.newspaper()
    html = client.get("/papers/tongliao-ribao/").content.decode()
    assert html.count('href="/papers/tongliao-ribao.atom"') == 2

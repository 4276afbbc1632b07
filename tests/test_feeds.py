"""A newspaper's feed."""

from xml.etree import ElementTree

import pytest
import records
from django.utils import timezone

from archive import feeds
from archive.models import Archive, Visibility

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
    records.article(newer, "密。", headline="密", visibility=Visibility.UNLISTED)
    records.article(records.page(records.issue(paper=records.newspaper("b", "乙报"))), "别报。", headline="别报")
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
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == "张琪　王晶"
    assert entries[0].findtext(f"{ATOM}updated") == timezone.localtime(second.changed).isoformat()


def test_an_empty_newspaper_has_an_empty_feed(client):
    records.newspaper()
    assert read(client).findall(f"{ATOM}entry") == []


def test_a_feed_is_bounded_and_costs_the_same_for_one_and_many(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 3)
    page = records.page()
    records.article(page, "正文", headline="题", names=("甲",))
    read(client)
    with django_assert_num_queries(10):
        read(client)
    for _ in range(5):
        records.article(page, "正文", headline="题", names=("甲",))
    with django_assert_num_queries(10):
        assert len(read(client).findall(f"{ATOM}entry")) == 3


def test_the_newspaper_tells_of_its_feed(client):
    records.newspaper()
    html = client.get("/papers/tongliao-ribao/").content.decode()
    assert html.count('href="/papers/tongliao-ribao.atom"') == 2

"""A search without hits says why, and what to do next."""

import re

import pytest
import records

from archive.models import Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(index):
    """肉牛 in a newspaper of 2026, 冬小麦 in one of 2020, and 火星 where nobody may see it."""
    records.article(records.page(), "发展肉牛产业。", headline="甲")
    other = records.page(records.issue("2020-03-04", records.newspaper("hengyang-ribao", "衡阳日报")))
    records.article(other, "冬小麦返青。", headline="乙")
    records.article(other, "火星上的事。", headline="丙", visibility=Visibility.SUSPENDED)
    index()


def told(client, **asked) -> list[tuple[str, str]]:
    """What the page lists under its two headings, each with where it leads."""
    html = client.get("/search/", asked).content.decode()
    box = html.partition('<div class="empty">')[2].partition("</div>")[0]
    items = re.findall(r"<li>(.*?)</li>", box, re.DOTALL)
    with_numbers = [item for item in items if "<small>" in item]
    return [
        (
            " ".join(re.sub("<[^>]+>", " ", item).split()),
            next(iter(re.findall(r'href="([^"]+)"', item)), "").replace("&amp;", "&"),
        )
        for item in with_numbers
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "火星"}, []),  # one word that stands nowhere needs no more words
        (
            {"q": "肉牛 火星"},
            [("肉牛 1 篇", "?q=%E8%82%89%E7%89%9B"), ("火星 没有收录", "")],
        ),
        (
            {"q": "肉牛 日期:2020", "paper": "hengyang-ribao"},
            [
                ("肉牛 1 篇", "?q=%E8%82%89%E7%89%9B"),
                ("日期:2020 1 篇", "?q=%E6%97%A5%E6%9C%9F%3A2020"),
            ],
        ),
        (
            {"q": "肉牛", "year": "2020"},
            [
                ("肉牛 1 篇", "?q=%E8%82%89%E7%89%9B"),
                ("“2020”的全部文章 1 篇", "?year=2020"),
                ("去掉“2020”的限定 1 篇", "?q=%E8%82%89%E7%89%9B"),
            ],
        ),
        ({"year": "1999"}, [("“1999”的全部文章 没有收录", ""), ("去掉“1999”的限定 2 篇", "?")]),
        ({"q": "肉牛 -肉牛"}, [("肉牛 1 篇", "?q=%E8%82%89%E7%89%9B")]),
    ],
)
def test_each_thing_asked_for_is_counted_by_itself(client, archive, asked, expected):
    assert told(client, **asked) == expected


def test_a_search_with_hits_gives_no_reasons(client, archive):
    assert told(client, q="肉牛", year="2026") == []

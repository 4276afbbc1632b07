"""Addresses as people type them and programs copy them lead to the record in one hop, and only to what is public."""

import datetime
from copy import deepcopy
from urllib.parse import quote

import pytest
import records

from archive.models import Visibility

pytestmark = pytest.mark.django_db

ARTICLE = "/papers/tongliao-ribao/2026-02-06/pa3/a3/"
PAGE = "/papers/tongliao-ribao/2026-02-06/pa3/"
ISSUE = "/papers/tongliao-ribao/2026-02-06/"
PAPER = "/papers/tongliao-ribao/"


@pytest.fixture(scope="module", autouse=True)
def _article(lasting_record):
    paper = records.newspaper(aliases=["通辽融媒"])
    page = records.page(records.issue("2026-02-06", paper), "A3")
    return [records.article(page, "正文", headline=str(number)) for number in range(3)][-1]


@pytest.fixture
def article(_article):
    return deepcopy(_article)


def asked(client, path: str, query: str = ""):
    return client.get(quote(path, safe="/%") + query)


@pytest.mark.parametrize(
    "tail",
    [
        "。", "）", ",", " ", "，", "、", "】", "》", "”", "’", "」", "』", "；", "：", "！", "？", "?".replace("?", "？"), ")", "]", "）。", "…", "……",
        "'", '"', ">", "。\u200b", "\u3000", "*", "_", "）请看", "，很好看", "。/", "”。（转）",
    ],
)  # fmt: skip
@pytest.mark.parametrize("slash", ["/", ""])
def test_what_chat_programs_add(client, article, tail, slash):
    answer = asked(client, f"{ARTICLE.rstrip('/')}{slash}{tail}")
    if not slash and any(sign in tail for sign in ("请看", "很好看", "转")):
        assert answer.status_code == 404  # words that run on without a slash may be anything
    else:
        assert (answer.status_code, answer.headers.get("Location")) == (301, ARTICLE)


@pytest.mark.parametrize(
    "day",
    [
        "2026-2-6", "20260206", "2026/02/06", "2026/2/6", "2026年2月6日", "２０２６年２月６日", "２０２６-０２-０６", "2026.2.6", "二〇二六年二月六日",
        "2026 年 2 月 6 日", "2026-02-06",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "paper", ["tongliao-ribao", "通辽日报", "通遼日報", "通辽融媒", "Tongliao-Ribao", "TONGLIAO-RIBAO"]
)
def test_what_people_type(client, article, day, paper):
    for below, place in (
        ("", ISSUE),
        ("/pA03", PAGE),
        ("/A3/a03/", ARTICLE),
        ("/第Ａ３版/A3", ARTICLE),
        ("/ｐａ３/ａ３/", ARTICLE),
    ):
        answer = asked(client, f"/papers/{paper}/{day}{below}")
        assert (answer.status_code, answer.headers.get("Location")) == (301, place)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/papers/通辽日报/", PAPER), ("/papers/通辽日报", PAPER), ("/papers/通辽日报。", PAPER), ("/papers/通辽日报.atom", PAPER[:-1] + ".atom"),
        (f"{PAPER}2026-2-6/p0a3/", None), (f"{PAPER}20260206/a3/3.json", ARTICLE[:-1] + ".json"), (f"{ARTICLE[:-1]}.txt。", ARTICLE[:-1] + ".txt"),
        (f"{ARTICLE[:-1]}.JSON", ARTICLE[:-1] + ".json"), (f"{ARTICLE[:-1]}.pdf", None), (f"{ISSUE[:-1]}.json", None), (f"{PAPER}2026/02/07/", None),
        (f"{PAPER}2026/13/06/", None), (f"{PAPER}20260206/pa4/", None), (f"{PAPER}20260206/pa3/a4/", None), ("/papers/某报/2026-02-06/", None),
        (f"{ARTICLE}a3/", None), ("/papers///evil.example/", None), ("/papers/%2F%2Fevil.example", None), (f"/papers/{'通' * 400}", None),
        ("/papers/\u0660/x", None), ("/papers/。", None), (f"{PAPER}x/pa3/a3", None), (f"{PAPER}2026-02-06/pa3/a99999999999999999999", None),
    ],
)  # fmt: skip
def test_only_to_what_exists(client, article, path, place):
    answer = asked(client, path)
    assert (answer.status_code, answer.headers.get("Location")) == ((301, place) if place else (404, None))


def test_the_query_is_kept(client, article):
    assert (
        asked(client, f"{PAPER}20260206/a3/a3", "?q=%E8%82%89&original=1")["Location"]
        == f"{ARTICLE}?q=%E8%82%89&original=1"
    )


def test_a_record_that_moved_is_reached_in_one_hop(client, article):
    issue = article.page.issue
    issue.first_day = datetime.date(2026, 2, 7)
    issue.save()
    answer = asked(client, "/papers/通辽日报/2026年2月6日/A3/3。")
    assert answer["Location"] == "/papers/tongliao-ribao/2026-02-07/pa3/a3/"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("visibility", [Visibility.SUSPENDED, Visibility.WITHDRAWN])
def test_nothing_hidden_is_told_of(client, article, visibility):
    article.visibility, article.withdrawn_note = visibility, "缘由"
    article.save()
    for path in (f"{ARTICLE}。", f"{PAPER}20260206/a3/3", f"{ARTICLE[:-1]}.json。"):
        assert asked(client, path).status_code == 404


def test_two_newspapers_of_one_alias_are_neither(client, article):
    records.newspaper("other", "他报", aliases=["通辽融媒"])
    assert asked(client, "/papers/通辽融媒/").status_code == 404
    assert asked(client, "/papers/通辽日报/").status_code == 301


# --- The edges of what can be a day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0001-12-31", "0002-01-01", "9999-12-31", "9999-12-01", "9999-01-01", "1000-02-28", "2026年2月6日", "20260206"]
)  # fmt: skip
def test_any_day_has_a_page(client, article, day):
    assert client.get("/papers/", {"date": day}).status_code == 200


@pytest.mark.parametrize(
    "day", ["0000-01-01", "10000-01-01", "9999-12-32", "2026-02", "2026", "-1", "昨天", "2026-02-30", "∞", "9999-13-01"]
)
def test_what_is_no_day_has_none(client, day):
    assert client.get("/papers/", {"date": day}).status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_at_the_edge_has_a_calendar(client, index, day):
    issue = records.issue(day, last_day=datetime.date.fromisoformat(day), first_number=2)
    records.issue("2026-02-06", issue.newspaper, first_number=1)
    records.article(records.page(issue), "正文")
    assert client.get(PAPER, {"year": str(int(day[:4]))}).status_code in (200, 404)
    for path in (
        PAPER,
        issue.get_absolute_url(),
        issue.get_absolute_url() + "p1/",
        issue.get_absolute_url() + "p1/a1.json",
    ):
        assert client.get(path).status_code == 200
    index()
    for query in ("日期:9999-12", "日期:9999", "日期:0001-01", "日期:..9999-12-31", "日期:1000..9999"):
        assert client.get("/search/", {"q": query}).status_code == 200
        assert client.get("/api/v1/articles/", {"q": query}).status_code == 200


def test_no_header_moves_the_archive_below_a_path(client, article):
    for more in ({"SCRIPT_NAME": "/evil"}, {"HTTP_SCRIPT_NAME": "/evil"}):
        html = client.get(ARTICLE, **more).content.decode()
        assert "/evil" not in html

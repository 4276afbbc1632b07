"""Nothing held, waiting, suspended or withdrawn is reached by any public address, format, search, count or export."""

import html
import io
import json
import re

import pytest
import records
from django.core.management import call_command
from django.urls import reverse

from archive import acts
from archive.models import Address, Article, Photo, SourceText, Teaser, Tombstone, Visibility, disclosure
from archive.parsing.types import Role
from search.direct_links import ways

SECRET = "密语玄圃"  # stands in everything hidden, and nowhere else
SHARED = "牧草"  # stands in every text, hidden or not
HIDDEN_ONLY = "琅嬛"  # asked for without giving away SECRET: what is searched for is shown again
HIDDEN = f"{SECRET}{HIDDEN_ONLY}"
ON_THE_PAGE = "瑶台版务"  # of a page that holds something hidden, outside it


def _article(page, text: str, **facts) -> Article:
    """An article that says ``text`` in every field that a reader could meet."""
    fields = [
        "kicker",
        "headline",
        "deck",
        "column",
        "package",
        "genre",
        "source",
        "agency",
        "dateline_place",
        "message_head",
    ]
    article = records.article(page, f"{SHARED}{text}。", **(dict.fromkeys(fields, text) | facts))
    article.bylines.create(name=text, role="记者", affiliation=text)
    source = page.sources.get(state="current")
    spans = records.spans(source, f"{text}文")
    article.parts.update(source=source, spans=spans)
    Photo.objects.create(article=article, page=page, caption=text, credit=text, source=source, spans=spans)
    return article


def _on_another_page(secret: Article, what: str) -> None:
    """Something of the article stands on a page that is suspended."""
    page = records.page(secret.page.issue, "3")
    if what == "part":
        secret.parts.create(page=page, order=1, blocks=[{"type": "paragraph", "text": HIDDEN}])
    else:
        Photo.objects.create(article=secret, page=page, caption=HIDDEN)
    acts.suspend(page, Tombstone.Kind.CHECKING, SECRET, by=None)


def _join(beginning: Article, tail: Article) -> None:
    acts.join(beginning, [tail], by=None)


# How an article comes not to be seen: what is done to it, or how it was made.
DONE = {
    "withdrawn": lambda secret, _public: acts.withdraw(secret, Tombstone.Kind.REQUEST, SECRET, by=None),
    "suspended": lambda secret, _public: acts.suspend(secret, Tombstone.Kind.CHECKING, SECRET, by=None),
    "page suspended": lambda secret, _public: acts.suspend(secret.page, Tombstone.Kind.CHECKING, SECRET, by=None),
    "issue suspended": lambda secret, _public: acts.suspend(
        secret.page.issue, Tombstone.Kind.CHECKING, SECRET, by=None
    ),
    "part on a suspended page": lambda secret, _public: _on_another_page(secret, "part"),
    "photo on a suspended page": lambda secret, _public: _on_another_page(secret, "photo"),
    "joined to what is withdrawn": lambda secret, public: (
        _join(secret, records.article(public.page, f"{HIDDEN}续。", headline=HIDDEN)),
        acts.withdraw(secret, Tombstone.Kind.REQUEST, SECRET, by=None),
    ),
    "suspended, then its page": lambda secret, _public: (
        acts.suspend(secret, Tombstone.Kind.CHECKING, SECRET, by=None),
        acts.suspend(secret.page, Tombstone.Kind.CHECKING, SECRET, by=None),
        acts.lift(secret, by=None),
    ),
    "withdrawn, its page suspended and lifted": lambda secret, _public: (
        acts.withdraw(secret, Tombstone.Kind.REQUEST, SECRET, by=None),
        acts.suspend(secret.page, Tombstone.Kind.CHECKING, SECRET, by=None),
        acts.lift(secret.page, by=None),
    ),
}
MADE = {
    "awaiting": {"visibility": Visibility.AWAITING},
    "awaiting on a late page": {"visibility": Visibility.AWAITING, "late": True},
    "awaiting, then suspended and lifted": {"visibility": Visibility.AWAITING, "then": ("suspend", "lift")},
    "awaiting, then withdrawn and brought back": {
        "visibility": Visibility.AWAITING,
        "then": ("withdraw", "bring_back"),
    },
}
STATES = [*DONE, *MADE]
HIDES_THE_PAGE = {"page suspended", "issue suspended", "suspended, then its page", "awaiting on a late page"}


def _world(state: str | None = None) -> tuple[Article, Article]:
    """A public article on page 1, and on page 2 of another issue one that says SECRET, which ``state`` hides; with texts
    that were never used. Returns both."""
    page = records.page(records.issue("2026-02-05"), "1")
    source = records.source(f"公开的标题\n公开文章的{SHARED}。\n", page)
    public = records.article(page, f"公开文章的{SHARED}。", headline="公开的标题", read_from=source)
    facts = dict(MADE.get(state, {}))
    late, then = facts.pop("late", None), facts.pop("then", ())
    issue = records.issue("2026-02-06", awaiting=late)
    hers = records.page(
        issue, "2", awaiting=late, name=f"{ON_THE_PAGE}名", staff=[{"role": "责任编辑", "names": [ON_THE_PAGE]}]
    )
    text = records.source(f"{ON_THE_PAGE}\n{HIDDEN}影\n{HIDDEN}文\n", hers)
    text.spans = [[0, len(ON_THE_PAGE), Role.RUNNING_HEAD.value], [5, 5 + len(HIDDEN) + 1, Role.SHADOW.value]]
    text.save()
    secret = _article(hers, HIDDEN, **facts)
    Photo.objects.create(page=hers, caption=ON_THE_PAGE)
    Teaser.objects.create(page=hers, headline=ON_THE_PAGE)
    Teaser.objects.create(page=hers, headline=HIDDEN, target="2")
    for unused in (
        SourceText.State.HELD,
        SourceText.State.REFUSED,
        SourceText.State.SUPERSEDED,
        SourceText.State.UNDONE,
    ):
        records.source(f"{HIDDEN}{unused}", page, state=unused, names=[f"{SECRET}.txt"], reason=SECRET)
    if state in DONE:
        DONE[state](secret, public)
    for act in then:
        reason = (Tombstone.Kind.CHECKING, SECRET) if act in ("suspend", "withdraw") else ()
        getattr(acts, act)(secret, *reason, by=None)
    return public, Article.objects.get(pk=secret.pk)


def walk(client) -> dict[str, str]:
    """Every public answer: each address ever given in each format, searches, exports, and whatever these link to."""
    places = list(Address.objects.values_list("path", flat=True))
    waiting = ["/", "/papers/", "/healthz", "/no-such-page/", "/robots.txt", "/sitemap.xml", "/opensearch.xml"]
    waiting += [place + query for place in places for query in ("", "?original=1", "?revision=1", "?year=2026&list")]
    waiting += [place[:-1] + suffix for place in places for suffix in (".json", ".txt", ".atom", ".json?revision=1")]
    waiting += [reverse("contributor", args=[HIDDEN]), reverse("column", args=["tongliao-ribao", HIDDEN])]
    waiting += [f"/papers/?date=2026-02-0{day}" for day in (5, 6)]
    for query in ("", SHARED, HIDDEN_ONLY, f'"{HIDDEN_ONLY}"', "公开", f"{HIDDEN_ONLY[0]}*"):
        waiting += [f"/search/?q={query}", f"/api/v1/articles/?q={query}", f"/api/v1/suggest/?q={query}"]
        waiting += [f"/search/suggestions/?q={query}", f"/api/v1/suggest/?q={query}&format=opensearch"]
    keys = Article.objects.values_list("key", flat=True)
    waiting += [
        f"/{form.format(key)}" for key in keys for form in ("api/v1/articles/{}/", "id/{}/", "id/{}.json", "id/{}.txt")
    ]
    answers: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path in answers or path.startswith(("/admin/", "/static/")):
            continue
        response = client.get(path)
        answers[path] = response.content.decode()
        links = re.findall(r'(?:(?:href|action)="|<loc>http://testserver)(/[^"#<]*)', answers[path])
        waiting += [html.unescape(link) for link in links] + (
            [response["Location"]] if response.has_header("Location") else []
        )
        assert len(answers) < 1000
    for form in ("jsonl", "csv"):
        out = io.StringIO()
        call_command("export_articles", format=form, stdout=out)
        answers[f"export {form}"] = out.getvalue()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", STATES)
def test_nothing_hidden_is_reached(client, index, state):
    public, secret = _world(state)
    index()
    answers = walk(client)
    assert [path for path, body in answers.items() if SECRET in body] == []
    # What a page itself says is public while the page is.
    assert any(ON_THE_PAGE in body for body in answers.values()) == (state not in HIDES_THE_PAGE)
    # … and nothing hidden is counted.
    assert "共 1 篇文章" in answers["/"]
    counts = {
        query: json.loads(answers[f"/api/v1/articles/?q={query}"])["count"] for query in (SHARED, HIDDEN_ONLY, "公开")
    }
    assert counts == {SHARED: 1, HIDDEN_ONLY: 0, "公开": 1}
    assert [json.loads(line)["key"] for line in answers["export jsonl"].splitlines()] == [public.key]
    listed = [body for path, body in answers.items() if path.startswith("/sitemap-articles-")]
    assert [body.count("<url>") for body in listed] == [1]
    forms = [secret.get_absolute_url()[:-1] + suffix for suffix in ("/", ".json", ".txt")]
    paths = [
        *forms,
        f"/api/v1/articles/{secret.key}/",
        *(f"/id/{secret.key}{suffix}" for suffix in ("/", ".json", ".txt")),
    ]
    assert {client.get(path).status_code for path in paths} == {404 if state in MADE else 410}


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_is_joined_is_found_by_itself(client, index):
    public, secret = _world()
    _join(public, secret)
    index()
    answers = walk(client)
    assert "共 1 篇文章" in answers["/"]
    assert json.loads(answers[f"/api/v1/articles/?q={HIDDEN_ONLY}"])["count"] == 1  # as part of its beginning
    assert client.get(secret.get_absolute_url())["Location"] == public.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_the_walk_would_have_found_it(client, index):
    """The same walk, while everything is public, meets the secret wherever it could leak."""
    _public, secret = _world()
    index()
    answers = walk(client)
    leaks = {path for path, body in answers.items() if SECRET in body}
    place = "/papers/tongliao-ribao/2026-02-06/"
    own, column = secret.get_absolute_url(), reverse("column", args=["tongliao-ribao", HIDDEN])
    assert leaks >= {
        place, place + "p2/", place + "p2/?original=1", "/papers/?date=2026-02-06", "/papers/tongliao-ribao.atom",
        own, own + "?original=1", own[:-1] + ".json", own[:-1] + ".txt", reverse("contributor", args=[HIDDEN]), column,
        f"/search/?q={SHARED}", f"/search/?q={HIDDEN_ONLY}", f"/api/v1/articles/?q={HIDDEN_ONLY}",
        f"/api/v1/articles/{secret.key}/", "export jsonl", "export csv",
        f"/search/suggestions/?q={HIDDEN_ONLY}", f"/api/v1/suggest/?q={HIDDEN_ONLY}", f"/api/v1/suggest/?q={HIDDEN_ONLY}&format=opensearch",
    }  # fmt: skip
    assert {path for path, body in answers.items() if ON_THE_PAGE in body} >= {
        place,
        place + "p2/",
        place + "p2/?original=1",
    }


PLACES = ["", "2026-02-05/", "2026-02-05/p1/", "2026-02-06/", "2026-02-06/p2/"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        *((state, [200] * 5) for state in STATES if state not in HIDES_THE_PAGE),
        ("page suspended", [200, 200, 200, 200, 410]), ("suspended, then its page", [200, 200, 200, 200, 410]),
        ("issue suspended", [200, 200, 200, 410, 410]), ("awaiting on a late page", [200, 200, 200, 404, 404]),
    ],
)  # fmt: skip
def test_a_place_answers_by_its_own_standing(client, state, statuses):
    _world(state)
    answers = [client.get(f"/papers/tongliao-ribao/{place}") for place in PLACES]
    assert [answer.status_code for answer in answers] == statuses
    for answer in answers:
        if answer.status_code == 410:
            assert "暂停公开" in answer.content.decode()
            assert "核实中" not in answer.content.decode()
    suffix = {200: 404, 404: 404, 410: 410}[statuses[-1]]  # there is no image
    assert client.get("/papers/tongliao-ribao/2026-02-06/p2.jpg").status_code == suffix


@pytest.mark.django_db
@pytest.mark.parametrize("state", [*sorted(HIDES_THE_PAGE), None])
def test_places_are_counted_and_stepped_to_while_they_are_public(client, state):
    _world(state)
    issue, page = (1, 1) if state in ("issue suspended", "awaiting on a late page") else (2, 1) if state else (2, 2)
    home, paper = (client.get(path).content.decode() for path in ("/", "/papers/tongliao-ribao/?list"))
    assert f"{issue} 期" in home
    assert f"{page} 版" in home
    assert [f"/2026-02-0{day}/" in paper for day in (5, 6)] == [True, issue == 2]
    first = client.get("/papers/tongliao-ribao/2026-02-05/").content.decode()
    assert ('rel="next"' in first) == (issue == 2)
    days = client.get("/papers/?date=2026-02-06").content.decode()
    assert ("/2026-02-06/" in days) == (issue == 2)
    issues, pages = (client.get(f"/sitemap-{kind}-0.xml").content.decode() for kind in ("issues", "pages"))
    assert (issues.count("<url>"), pages.count("<url>")) == (issue, page)
    for typed, place, held in (("2026年2月6日", "2026-02-06/", issue), ("2026年2月6日第2版", "2026-02-06/p2/", page)):
        found = [way.url for way in ways(f"通辽日报{typed}") if way.kind != "date"]
        assert (f"/papers/tongliao-ribao/{place}" in found) == (held == 2)


def shown(lines) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in lines]


@pytest.mark.django_db
class TestOriginalText:
    def test_only_the_lines_of_the_article(self):
        page = records.page()
        source = records.source("题\n\n甲一\n  \n甲二\n\n乙\n\n甲三", page)
        article = records.article(page, "甲一", "甲二", "甲三", headline="题", read_from=source)
        lines = disclosure.original_lines(article.parts.get())
        assert shown(lines) == [(1, "题"), (3, "甲一"), (5, "甲二"), (9, "甲三")]
        assert [line.stretches[0].after_gap for line in lines] == [False, False, False, True]

    def test_nothing_of_an_article_that_is_not_public(self):
        page = records.page()
        source = records.source("甲乙", page)
        article = records.article(page, "甲", read_from=source, visibility=Visibility.SUSPENDED)
        assert disclosure.original_lines(article.parts.get()) == []

    def test_nothing_from_a_text_that_is_not_in_use(self):
        page = records.page()
        source = records.source("甲乙", page, state="held")
        article = records.article(page, "甲", read_from=source)
        assert disclosure.original_lines(article.parts.get()) == []
        assert disclosure.page_lines(page) == []

    def test_a_place_claimed_by_both_is_hidden(self):
        page = records.page()
        source = records.source("甲乙丙", page)
        records.article(page, "乙", read_from=source, visibility=Visibility.WITHDRAWN)
        article = records.article(page, "甲乙丙", read_from=source)
        for lines in (disclosure.original_lines(article.parts.get()), disclosure.page_lines(page)):
            assert [(each.text, each.article, each.after_gap) for each in lines[0].stretches] == [
                ("甲", article, False), ("丙", article, True)
            ]  # fmt: skip

    def test_of_a_page_only_what_is_known_to_be_harmless_once_something_is_hidden(self):
        page = records.page()
        source = records.source("报头\n影子\n甲\n乙\n未归", page)
        furniture = [[0, 2, Role.MASTHEAD.value], [3, 5, Role.SHADOW.value], [10, 12, Role.UNPLACED.value]]
        source.spans = furniture
        source.save()
        records.article(page, "甲", read_from=source)
        other = records.article(page, "乙", read_from=source)
        assert shown(disclosure.page_lines(page)) == [(1, "报头"), (2, "影子"), (3, "甲"), (4, "乙"), (5, "未归")]
        other.visibility = Visibility.SUSPENDED
        other.save()
        assert shown(disclosure.page_lines(page)) == [(1, "报头"), (3, "甲")]


HIDDEN_HEADLINE = "我市召开肉牛·产业高质量发展推进会"


@pytest.mark.django_db
class TestTeasers:
    """A teaser does not give away the headline of what is hidden, wherever in the issue that is."""

    @pytest.mark.parametrize(
        "teaser",
        [
            HIDDEN_HEADLINE, "我市召开肉牛 产业高质量发展推进会", "我市召开肉牛・产业高质量发展推进会", "我市召开肉牛•产业高质量发展推进会",
            "我市召开肉牛·产业……", "我市召开肉牛…", "我市……推进会", "我市召开肉牛……推进会", "我市召開肉牛·産業高質量發展推進會", "我市召开⾁⽜·产业⾼质量发展推进会",
            "我市召开肉牛产业高质量发展推进会 2版", "我 市 召 开 肉 牛 产 业", "“肉牛·产业高质量发展推进会”召开", "我市召开内牛产业高质量发展推进会",
            "肉牛产业高质量发展推进会我市召开", "▶我市召开肉牛产业\n高质量发展推进会", "详见二版：我市召开肉牛产业推进会", "肉牛产业 高质量发展", "推进会",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("visibility", [Visibility.SUSPENDED, Visibility.WITHDRAWN])
    def test_in_any_wording(self, client, teaser, visibility):
        issue = records.issue()
        first, second = records.page(issue, "1"), records.page(issue, "2")
        text = f"导读\n{teaser}\n今日晴转多云 2版\n甲"
        source = records.source(text, first)
        for order, said in enumerate((teaser, "今日晴转多云")):
            start = text.index(said)
            Teaser.objects.create(
                page=first,
                source=source,
                headline=said,
                order=order,
                spans=[[start, start + len(said), Role.TEASER.value]],
            )
        article = records.article(second, "正文", headline=HIDDEN_HEADLINE)
        assert len(disclosure.public_teasers(first)) == 2
        article.visibility = visibility
        article.save()
        assert [each.headline for each in disclosure.public_teasers(first)] == ["今日晴转多云"]
        assert "".join(line.text for line in disclosure.page_lines(first)) == "导读今日晴转多云 2版甲"
        for query in ("", "?original=1"):
            html = client.get(first.get_absolute_url() + query).content.decode()
            assert ("今日晴转多云" in html, teaser.split("\n")[0] in html) == (True, False)

    @pytest.mark.parametrize(
        "teaser",
        [
            "今日晴转多云",
            "我市新增两条公交线路",
            "玉米收购价格上涨",
            "市图书馆夜间开放",
            "产业园区招工",
            "",
            "……",
            "科尔沁文艺副刊",
            "肉",
            "高考明日开始",
        ],
    )
    def test_others_stay(self, teaser):
        issue = records.issue()
        first, second = records.page(issue, "1"), records.page(issue, "2")
        records.article(second, "正文", headline=HIDDEN_HEADLINE, visibility=Visibility.SUSPENDED)
        Teaser.objects.create(page=first, headline=teaser)
        assert len(disclosure.public_teasers(first)) == (teaser != "肉")

    def test_what_something_public_says_is_no_secret(self):
        issue = records.issue()
        first, second = records.page(issue, "1"), records.page(issue, "2")
        for visibility in (Visibility.SUSPENDED, Visibility.PUBLIC):
            records.article(second, "正文", headline=HIDDEN_HEADLINE, visibility=visibility)
        Teaser.objects.create(page=first, headline="我市召开肉牛产业……")
        assert len(disclosure.public_teasers(first)) == 1

    @pytest.mark.parametrize("field", ["kicker", "deck", "package"])
    def test_the_other_lines_of_a_headline_too(self, field):
        issue = records.issue()
        first, second = records.page(issue, "1"), records.page(issue, "2")
        records.article(second, "正文", visibility=Visibility.SUSPENDED, **{field: HIDDEN_HEADLINE})
        Teaser.objects.create(page=first, headline="我市召开肉牛产业高质量……")
        assert disclosure.public_teasers(first) == []

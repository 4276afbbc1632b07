"""Nothing held, unlisted or withdrawn is reached by any public address, format, search, count or export."""

import html
import io
import json
import re

import pytest
import records
from django.core.management import call_command

from archive import disclosure
from archive.models import Address, Article, ArticlePart, Photo, SourceText, Teaser, Visibility
from archive.parsing.types import Role

SECRET = "密语玄圃"  # stands in everything hidden, and nowhere else
SHARED = "牧草"  # stands in every text, hidden or not
HIDDEN_ONLY = "琅嬛"  # asked for without giving away SECRET: what is searched for is shown again


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
    Photo.objects.create(
        article=article, page=page, caption=text, credit=text, source=page.sources.get(state="current")
    )
    return article


@pytest.fixture
def hidden(transactional_db) -> list[Article]:
    """Articles of every hidden kind beside a public one, on one page whose received text holds them all."""
    issue = records.issue()
    page = records.page(issue, "1")
    hidden_words = f"{SECRET}{HIDDEN_ONLY}"
    text = f"{hidden_words}影\n公开的标题\n公开文章的{SHARED}。\n" + "".join(
        f"{hidden_words}{number}\n" for number in range(4)
    )
    source = records.source(text, page)
    source.spans = [[0, text.index("\n"), Role.SHADOW.value]]
    source.save()
    public = records.article(page, f"公开文章的{SHARED}。", headline="公开的标题", read_from=source, order=1)
    elsewhere = records.page(issue, "2")
    records.source(f"{hidden_words}二版", elsewhere)
    found = [
        _article(page, hidden_words, visibility=Visibility.SUSPENDED),
        _article(page, hidden_words, visibility=Visibility.WITHDRAWN, withdrawn_note="应当事人请求"),
        _article(elsewhere, hidden_words, visibility=Visibility.SUSPENDED),
        _article(page, hidden_words, merged_into=public),
    ]
    for number, article in enumerate(found):
        part = article.parts.get()
        part.source, part.spans = source, records.spans(source, f"{hidden_words}{number}")
        part.save()
        photo = article.photos.get()
        photo.spans = part.spans
        photo.save()
    ArticlePart.objects.create(
        article=found[0], page=elsewhere, order=1, blocks=[{"type": "paragraph", "text": hidden_words}]
    )
    Teaser.objects.create(page=page, headline=hidden_words, target="2")
    for state in (SourceText.State.HELD, SourceText.State.REFUSED, SourceText.State.SUPERSEDED):
        records.source(f"{hidden_words}{state}", page, state=state, names=[f"{SECRET}.txt"], reason=SECRET)
    return found


def _walk(client) -> dict[str, str]:
    """Every public answer: each address ever given in each format, searches, exports, and whatever these link to."""
    places = list(Address.objects.values_list("path", flat=True))
    waiting = ["/", "/papers/", "/healthz", "/no-such-page/", "/robots.txt", "/sitemap.xml", "/opensearch.xml"]
    waiting += [place + query for place in places for query in ("", "?original=1")]
    waiting += [place[:-1] + suffix for place in places for suffix in (".json", ".txt", ".atom")]
    for query in ("", SHARED, HIDDEN_ONLY, f'"{HIDDEN_ONLY}"', "公开", f"{HIDDEN_ONLY[0]}*"):
        waiting += [f"/search/?q={query}", f"/api/v1/articles/?q={query}", f"/api/v1/suggest/?q={query}"]
        waiting += [f"/search/suggestions/?q={query}", f"/api/v1/suggest/?q={query}&format=opensearch"]
    waiting += [f"/api/v1/articles/{key}/" for key in Article.objects.values_list("key", flat=True)]
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


def test_nothing_hidden_is_reached(client, hidden, index):
    index()
    answers = _walk(client)
    assert [path for path, body in answers.items() if SECRET in body] == []
    assert {path for path in answers if path.startswith("/sitemap-")} == {
        f"/sitemap-{kind}-0.xml" for kind in ("newspapers", "issues", "pages", "articles")
    }
    assert answers["/sitemap-articles-0.xml"].count("<url>") == 1
    # … and nothing hidden is counted.
    assert "共 1 篇文章" in answers["/"]
    assert "2 版 1 篇" in answers["/papers/tongliao-ribao/"]
    counts = {
        query: json.loads(answers[f"/api/v1/articles/?q={query}"])["count"] for query in (SHARED, HIDDEN_ONLY, "公开")
    }
    assert counts == {SHARED: 1, HIDDEN_ONLY: 0, "公开": 1}
    assert len(answers["export jsonl"].splitlines()) == 1
    assert [client.get(f"/api/v1/articles/{article.key}/").status_code // 100 for article in hidden[:3]] == [4, 4, 4]


def test_the_walk_would_have_found_it(client, hidden, index):
    """The same walk, once everything is public, meets the secret wherever it could have leaked."""
    for article in hidden:
        article.visibility, article.merged_into = Visibility.PUBLIC, None
        article.save()
    index()
    answers = _walk(client)
    leaks = {path for path, body in answers.items() if SECRET in body}
    place = "/papers/tongliao-ribao/2026-02-06/"
    own = hidden[0].get_absolute_url()
    assert leaks >= {
        place, place + "p1/", place + "p1/?original=1", place + "p2/",
        own, own + "?original=1", own[:-1] + ".json", own[:-1] + ".txt", place + "p1/a1/",
        f"/search/?q={SHARED}", f"/search/?q={HIDDEN_ONLY}", f"/api/v1/articles/?q={HIDDEN_ONLY}",
        f"/api/v1/articles/{hidden[0].key}/", "export jsonl", "export csv",
        f"/search/suggestions/?q={HIDDEN_ONLY}", f"/api/v1/suggest/?q={HIDDEN_ONLY}", f"/api/v1/suggest/?q={HIDDEN_ONLY}&format=opensearch",
    }  # fmt: skip


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

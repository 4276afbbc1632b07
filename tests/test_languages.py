"""English: every text of the interface, every page, dates, and the choice between the two languages."""

import ast
import gettext
import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

import pytest
import records
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.utils.translation.template import templatize
from django.views.defaults import server_error

from archive.models import Article, Byline, Issue, Newspaper, Page, Tombstone, Visibility

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")


# --- The catalogue ----------------------------------------------------------------------------------------------------

_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_CALL = re.compile(rf"\b(?:_|n?p?gettext)\((?:u?(?:{_STRING})|count|, ?)*\)")
_ENTRY = re.compile(rf"^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:(?:{_STRING})\n?)+)", re.MULTILINE)


def asked_for() -> set[str]:
    """What the code and the templates want translated, as the keys of a compiled catalogue."""
    found = set()
    for folder in ("archive", "search"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            found |= _asked_for(ast.parse(path.read_text()))
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        calls = _CALL.findall(templatize(path.read_text(), origin=str(path)))
        found |= _asked_for(ast.parse("\n".join(calls)))
    return found


def _asked_for(tree: ast.AST) -> set[str]:
    found = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            kind = re.fullmatch(r"_|n?(p?)gettext(?:_lazy|_noop)?", call.func.id)
            words = [word.value for word in call.args if isinstance(word, ast.Constant)]
            if kind and words:
                found.add("\x04".join(words[:2]) if kind[1] else words[0])
    return found


def entries() -> list[dict[str, str]]:
    """The entries of the catalogue as it is written, the head not among them."""
    found = []
    for piece in CATALOGUE.read_text().split("\n\n")[1:]:
        lines = {
            name: "".join(map(ast.literal_eval, re.findall(_STRING, text))) for name, text in _ENTRY.findall(piece)
        }
        found.append(lines)
    return found


def key(entry: dict[str, str]) -> str:
    return f"{entry['msgctxt']}\x04{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]


def test_every_text_of_the_interface_is_translated_and_no_other():
    assert {key(entry) for entry in entries()} == asked_for()
    assert [entry for entry in entries() if not all(entry.values())] == []


def test_nothing_in_the_catalogue_is_a_guess_or_left_over():
    text = CATALOGUE.read_text()
    assert "fuzzy" not in text
    assert "#~" not in text


def test_what_is_put_into_a_text_is_put_into_its_translation():
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)\w|\{\w+\}", text))

    texts = [(entry["msgid"], text) for entry in entries() for name, text in entry.items() if name.startswith("msgstr")]
    assert [(text, english) for text, english in texts if places(text) != places(english)] == []


def test_the_compiled_catalogue_is_that_which_is_written():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    compiled.pop("")
    written = {}
    for entry in entries():
        for name, text in entry.items():
            if name == "msgstr":
                written[key(entry)] = text
            elif name.startswith("msgstr["):
                written[key(entry), int(name[7:-1])] = text
    assert compiled == written


# --- Dates and pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "precision", "chinese", "english"),
    [
        (date(2026, 2, 6), None, "day", "2026年2月6日", "6 February 2026"),
        (date(2026, 2, 6), date(2026, 2, 6), "day", "2026年2月6日", "6 February 2026"),
        (date(2026, 2, 17), date(2026, 2, 19), "day", "2026年2月17日至19日", "17–19 February 2026"),
        (date(2026, 2, 28), date(2026, 3, 2), "day", "2026年2月28日至3月2日", "28 February – 2 March 2026"),
        (date(2025, 12, 31), date(2026, 1, 2), "day", "2025年12月31日至2026年1月2日", "31 December 2025 – 2 January 2026"),
        (date(2025, 1, 31), date(2026, 1, 2), "day", "2025年1月31日至2026年1月2日", "31 January 2025 – 2 January 2026"),
        (date(2024, 2, 1), None, "month", "2024年2月", "February 2024"),
        (date(1987, 1, 1), None, "year", "1987年", "1987"),
        (None, None, "unknown", "日期不详", "Date unknown"),
    ],
)  # fmt: skip
def test_dates(first, last, precision, chinese, english):
    issue = Issue(first_day=first, last_day=last, precision=precision)
    assert issue.date_display == chinese
    with override("en"):
        assert issue.date_display == english


@pytest.mark.parametrize(
    ("label", "chinese", "english"),
    [
        ("1", "第1版", "Page 1"),
        ("A3", "A3版", "Page A3"),
        ("4-5", "第4-5版", "Pages 4–5"),
        ("A4-5", "A4-5版", "Pages A4–5"),
        ("", "版次不详", "Page unknown"),
    ],
)
def test_pages(label, chinese, english):
    assert Page(label=label).label_display == chinese
    with override("en"):
        assert Page(label=label).label_display == english


# --- The choice -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, "zh-hans"),
        ("*", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW,zh-HK;q=0.9,en;q=0.8", "zh-hans"),
        ("mn-Mong,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("fr", "zh-hans"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,en;q=0.5,zh;q=0.4", "en"),
        ("<script>", "zh-hans"),
    ],
)
def test_who_has_not_chosen_is_given_chinese_unless_the_browser_asks_for_english_before_it(client, asked, given):
    response = client.get("/", headers={"accept-language": asked} if asked else {})
    assert f'<html lang="{given}">' in response.content.decode()


class _Form(HTMLParser):
    """The form that changes the language: where it goes, what it says, and what its button says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action, self.data = "", {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attrs = dict(attrs)
        if tag == "form":
            self.action, self.data = attrs["action"], {}
        elif tag in ("input", "button") and self.action == reverse("language") and "name" in attrs:
            self.data[attrs["name"]] = attrs["value"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/search/help/", "/papers/?a=%E7%94%B2&b=%22%3E%3Cb%3E", "/papers/nowhere/"])
def test_a_choice_keeps_the_page_that_one_is_on_and_lasts(path):
    client = Client(enforce_csrf_checks=True)
    for before, after in (("zh-hans", "en"), ("en", "zh-hans")):
        response = client.get(path)
        html = response.content.decode()
        assert f'<html lang="{before}">' in html
        assert not response.cookies  # nobody is given any who has not chosen
        form = _Form(html)
        assert form.data == {"next": path, "language": after}
        response = client.post(form.action, form.data)
        assert (response.status_code, response["Location"]) == (302, path)
        assert response.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == settings.LANGUAGE_COOKIE_AGE
    # It goes before what the browser asks for.
    assert '<html lang="zh-hans">' in client.get(path, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_a_choice_leads_nowhere_else(client, elsewhere):
    response = client.post(reverse("language"), {"next": elsewhere, "language": "en"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(reverse("language"), {"next": elsewhere, "language": "en"})["Location"] == "/"


def test_a_language_that_there_is_not_changes_nothing(client, db):
    for language in ("fr", "xx", "", "../en"):
        client.post(reverse("language"), {"next": "/", "language": language})
        assert '<html lang="zh-hans">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_caches_are_told_what_an_answer_depends_on(client):
    address = records.article(records.page(), "正文", headline="题").get_absolute_url()
    paths = [
        "/",
        "/papers/",
        address,
        address[:-1] + ".txt",
        address[:-1] + ".json",
        "/nowhere/",
        "/api/v1/articles/x/",
    ]
    for path in paths:
        assert {name.strip() for name in client.get(path)["Vary"].split(",")} >= {"Accept-Language", "Cookie"}, path


# --- What is said in English ------------------------------------------------------------------------------------------

ENGLISH = {"accept-language": "en"}


@pytest.mark.django_db
def test_the_api_says_what_is_wrong_in_the_language_asked_for(client, index):
    index()
    article = records.article(records.page(), "正文")
    article.visibility, article.withdrawn_kind = Visibility.WITHDRAWN, Tombstone.Kind.REREAD
    article.save()
    gone = records.article(article.page, "正文")
    address = gone.get_absolute_url()
    with override("en"):  # whoever deletes, in whatever language, each reader sees the reason in their own
        gone.delete()
    table = {
        "/api/v1/articles/?page=0": ("没有这一页", "There is no such page"),
        "/api/v1/articles/?year=x": ("年份请写成四位数字", "Please write the year in four digits"),
        "/api/v1/articles/nobody/": ("没有这个标识的文章", "There is no article with this key"),
        f"/api/v1/articles/{article.key}/": ("重新识读后", "On another reading"),
        article.get_absolute_url()[:-1] + ".json": ("重新识读后", "On another reading"),
        address[:-1] + ".json": ("编辑已删除", "An editor has deleted"),
    }
    for path, (chinese, english) in table.items():
        assert client.get(path).json()["detail"].startswith(chinese)
        assert client.get(path, headers=ENGLISH).json()["detail"].startswith(english)


@pytest.mark.django_db
def test_a_query_finds_the_same_in_either_language(client, index):
    records.article(records.page(), "正文", headline="题", kind="notice")
    records.article(records.page(), "正文", headline="题")
    index()
    for query in ("类别:公告", "kind:notice", "类别:新闻"):
        for headers in ({}, ENGLISH):
            assert client.get("/api/v1/articles/", {"q": query}, headers=headers).json()["count"] == 1


@pytest.mark.django_db
def test_an_article_as_text_says_in_english_where_it_was_printed(client):
    issue = records.issue("2024-02", number_printed="第22076号", date_basis="inferred")
    article = records.article(records.page(issue), "正文。", headline="正题", captions=("牛群归来。",))
    text = client.get(article.get_absolute_url()[:-1] + ".txt", headers=ENGLISH).content.decode()
    assert "[Photo] 牛群归来。" in text
    assert "——通辽日报 February 2024 (inferred) 第22076号 Page 1\n" in text


@pytest.mark.django_db
@pytest.mark.parametrize(("held", "said"), [(1, "1 issue of 1 newspaper: 1 page, 1 article"), (2, "2 issues of 1 newspaper: 2 pages, 2 articles")])  # fmt: skip
def test_numbers_are_said_as_english_says_them(client, held, said):
    for day in range(held):
        records.article(records.page(records.issue(f"2026-02-{day + 1:02}")), "正文")
    assert said in client.get("/", headers=ENGLISH).content.decode()


class _Said(HTMLParser):
    """The texts of a page, those in attributes too, that stand in no element marked as of another language than the
    page's; apart those of its title, where no name can be marked. What scripts hold is for machines: the record as
    printed."""

    VOID = {"meta", "link", "input", "br", "hr", "img"}
    SHOWN = ("title", "aria-label", "placeholder", "alt")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said, self.title, self.links = [], [], []
        self._open: list[tuple[str, bool]] = [("", True)]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attrs = dict(attrs)
        ours = attrs["lang"] == "en" if "lang" in attrs else self._open[-1][1]
        if ours:
            self.said += [attrs[name] for name in self.SHOWN if name in attrs]
        if tag == "a":
            self.links.append(attrs["href"])
        if tag not in self.VOID:
            self._open.append((tag, ours))

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, ours = self._open[-1]
        if ours and tag != "script":
            (self.title if tag == "title" else self.said).append(data)


def chinese_in(texts: list[str], but: set[str]) -> list[str]:
    """What of the texts is Chinese and none of the words of the record."""
    names = re.compile("|".join(map(re.escape, sorted(but - {""}, key=len, reverse=True))) or "(?!)")
    return [text.strip() for text in texts if CHINESE.search(names.sub("", text))]


@pytest.fixture
def seeds(db, index):
    call_command("import_pages", verbosity=0)
    index()


SEARCHES = [
    "q=肉牛", "q=肉牛&sort=newest&page=1", "q=", "q=&page=2", "q=没有这样的词", "q=“没有成对", "q=日期:甲", "q=报纸:没有", "q=！", "q=肉妞",
    "q=-(甲 乙) 丙", "kind=notice&q=", "year=2026&q=", "paper=nobody", "kind=x", "issue=tongliao-ribao/2026-02-06&q=", "q=肉牛屠宰加工养殖",
]  # fmt: skip


@pytest.mark.usefixtures("seeds")
def test_no_page_in_english_says_anything_in_chinese_but_what_was_printed(client):
    article = Article.objects.exclude(column="").first()
    records.issue(f"2020-{timezone.localdate():%m-%d}", article.page.issue.newspaper)  # on this day in another year
    gone = Article.objects.order_by("pk").first()
    waiting = [
        "/",
        "/nowhere/",
        gone.get_absolute_url(),
        "/papers/?date=2026-02-06",
        "/papers/?date=x",
        "/search/help/",
    ]
    waiting += [f"/search/?{quote(query, '=&/')}" for query in [*SEARCHES, f"column={article.column}&q=没有"]]
    gone.delete()
    # Of what the record says, names of newspapers and numbers of issues stand in sentences and attributes, and more in titles.
    names = {*Newspaper.objects.values_list("name", flat=True), *Issue.objects.values_list("number_printed", flat=True)}
    titles = {*Byline.objects.values_list("name", flat=True)}
    for each in Article.objects.all():
        titles |= {each.title, each.column}
    seen: set[str] = set()
    left = {}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path, headers=ENGLISH)
        page = _Said(response.content.decode())
        asked = set(re.findall(r"[^\s:]+", " ".join(response.wsgi_request.GET.values())))
        found = chinese_in(page.said, names | asked) + chinese_in(page.title, names | titles | asked)
        if found:
            left[path] = found
        ahead = {urljoin(path, link).partition("#")[0] for link in page.links}
        read = {
            link for link in ahead if re.match("/(papers|contributors|columns)/(?!.*date=)", link)
        }  # days have no end
        waiting += [link for link in read - seen - {*waiting} if not link.endswith((".json", ".txt", ".atom"))]
    assert left == {}
    assert {path.split("/")[1] for path in seen} >= {"papers", "contributors", "columns", "search"}


@pytest.mark.django_db
def test_an_empty_archive_and_one_that_cannot_be_searched_say_so_in_english(client):
    assert chinese_in(_Said(client.get("/", headers=ENGLISH).content.decode()).said, set()) == []
    records.article(records.page(), "正文")
    response = client.get("/search/?q=x", headers=ENGLISH)
    assert response.status_code == 503
    assert chinese_in(_Said(response.content.decode()).said, set()) == []


def test_an_error_is_told_in_english(rf):
    with override("en"):
        html = server_error(rf.get("/")).content.decode()
    assert '<html lang="en">' in html
    assert CHINESE.findall(html) == []


OURS = [model for model in admin.site._registry if model._meta.app_label in ("archive", "search")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_the_admin_is_in_english(admin_client, model):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for address in ("/admin/", path, path + "add/"):
        response = admin_client.get(address, headers=ENGLISH)
        if response.status_code == 403:  # records that are only looked at
            continue
        html = re.sub(r'<div class="help.*?</div>\s*</div>', "", response.content.decode(), flags=re.DOTALL)
        said = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
        assert set(CHINESE.findall(said)) <= {"简体中文"}, address

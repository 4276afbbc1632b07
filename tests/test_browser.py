"""Journeys in real Chromium. No ORM inside: Playwright's loop runs in the test's thread, where Django refuses it."""

import os
from pathlib import Path

import pytest
import records
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SEED = settings.BASE_DIR / "seeds" / "001_tongliao-ribao-2026-01-09-p1.txt"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

pytestmark = pytest.mark.browser


@pytest.fixture
def browser():
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed"
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def seed(live_server, index):
    """A server that holds one seed, imported and indexed, before any browser is opened."""
    call_command("import_pages", str(SEED), verbosity=0)
    index()
    return live_server.url


def _opened(browser, width: int, **options) -> tuple[Page, list[str]]:
    """A page of a browser window, and what goes wrong in it: failed requests, errors, breaches of the policy.

    Chromium gives up loading the icon when the journey goes on before it has come: that is no fault.
    """
    page = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", **options).new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else faults.append(request.url)
    )
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    return page, faults


def _fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_from_a_search_to_the_next_article(seed, browser, width, script):
    page, faults = _opened(browser, width, java_script_enabled=script)
    page.goto(seed)
    page.get_by_role("searchbox").fill("肉牛")
    page.get_by_role("button", name="检索").click()
    hit = page.locator(".result").first
    expect(hit.locator("mark").first).to_have_text("肉牛")
    title = hit.get_by_role("link").first.inner_text()
    hit.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("article .body")).to_contain_text("肉牛")
    article = page.url

    page.get_by_role("navigation", name="所在位置").get_by_role("link", name="2026年1月9日").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年1月9日")
    assert page.url == f"{seed}/papers/tongliao-ribao/2026-01-09/"
    assert page.locator(".headlines a").count() > 1

    page.locator(".headlines a").first.click()
    first = page.url
    following = page.get_by_role("link", name="下一篇")
    expected = following.locator("[lang]").inner_text()
    following.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(expected)
    page.get_by_role("link", name="上一篇").click()
    assert page.url == first
    assert article.startswith(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/")
    assert faults == []


@pytest.mark.parametrize("script", [True, False])
def test_the_language_is_switched_where_one_is(seed, browser, script):
    page, faults = _opened(browser, 320, java_script_enabled=script)
    address = f"{seed}/search/?q=肉牛&year=2026"
    page.goto(address)
    url, title = page.url, page.locator(".result h2").first.inner_text()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("found")
    expect(page.locator(".result h2").first).to_have_text(title)
    assert page.url == url
    assert _fits(page)
    page.locator(".result h2 a").first.click()
    expect(page.get_by_text("Published in")).to_be_visible()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_text("出处")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert faults == []


def test_nothing_runs_over_the_edge_of_a_phone(seed, browser):
    page, faults = _opened(browser, 320)
    place = f"{seed}/papers/tongliao-ribao/2026-01-09/"
    for path in (
        seed,
        f"{seed}/papers/",
        f"{seed}/papers/tongliao-ribao/",
        place,
        place + "p1/",
        place + "p1/a1/",
        f"{seed}/search/?q=肉牛",
    ):
        page.goto(path)
        assert _fits(page), path
    page.goto(place + "p1/a1/?original=1")
    assert _fits(page)
    assert faults == []


@pytest.fixture
def unwieldy(live_server, index):
    """A server whose every field is one word without end."""
    word = "https://example.org/" + "a" * 300
    paper = records.newspaper("long", word[:100], place=word[:100], publisher=word[:200], rights=word)
    issue = records.issue(paper=paper, number_printed=word[:60], edition_label=word[:60])
    page = records.page(issue, name=word[:60], staff=[{"role": "编辑", "names": [word]}])
    records.page(issue, "2", name=word[:60])
    for _ in range(2):
        article = records.article(
            page, word, names=(word[:60],), headline=word, deck=word, column=word[:200], source=word[:60]
        )
        article.photos.create(page=page, caption=word, credit=word[:200])
    page.photos.create(caption=word, credit=word[:200])
    page.teasers.create(headline=word)
    index()
    return live_server.url


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_too_long(unwieldy, browser, width):
    page, faults = _opened(browser, width)
    place = f"{unwieldy}/papers/long/2026-02-06/"
    for path in (
        unwieldy,
        f"{unwieldy}/papers/long/",
        place,
        place + "p1/?original=1",
        place + "p1/a1/?original=1",
        f"{unwieldy}/search/?q=example&paper=long",
    ):
        page.goto(path)
        assert _fits(page), path
    assert faults == []


def test_headline_and_text_on_the_first_screen_of_a_phone(seed, browser):
    page, _faults = _opened(browser, 390)
    page.goto(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/a1/")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert page.locator(".body p").first.bounding_box()["y"] < 844 / 2


def test_the_keyboard_reaches_the_text_first(seed, browser):
    page, _faults = _opened(browser, 1280)
    page.goto(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/a1/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_lines_are_as_long_as_chinese_reads_well(seed, browser):
    page, _faults = _opened(browser, 1280)
    page.goto(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/a1/")
    width, size = page.evaluate(
        "(() => { const p = document.querySelector('.body p'); return [p.clientWidth, parseFloat(getComputedStyle(p).fontSize)] })()"
    )
    assert 34 <= width / size <= 38


@pytest.fixture
def hostile(live_server, index):
    """A server with an article whose every word tries to become a script."""
    word = "</script><script>document.title='broken out'</script><!--"
    page = records.page(records.issue(paper=records.newspaper("hostile", word)), name=word)
    article = records.article(page, word, names=(word[:60],), headline=word, column=word)
    index()
    return f"{live_server.url}{article.get_absolute_url()}", word


def test_data_for_machines_is_read_and_never_run(hostile, browser):
    url, word = hostile
    page, faults = _opened(browser, 1280)
    policy = page.goto(url).headers["content-security-policy"]
    scripts = "[...document.scripts].map(script => [script.type, JSON.parse(script.text)['@type']])"
    assert page.evaluate(scripts) == [
        ["application/ld+json", "BreadcrumbList"],
        ["application/ld+json", "NewsArticle"],
    ]
    assert page.evaluate("JSON.parse(document.scripts[1].text).headline") == word
    assert word in page.title()
    assert "unsafe" not in policy
    assert faults == []

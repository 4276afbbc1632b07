"""Journeys in real Chromium. No ORM inside: Playwright's loop runs in the test's thread, where Django refuses it."""

from io import BytesIO
from urllib.parse import quote

import pytest
import records
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from archive.models import PageImage, renditions

SEED = settings.BASE_DIR / "seeds" / "001_tongliao-ribao-2026-01-09-p1.txt"

pytestmark = pytest.mark.browser


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
    options = {"viewport": {"width": width, "height": 844}, "locale": "zh-CN"} | options
    page = browser.new_context(**options).new_page()
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
    page.get_by_label("检索文章").fill("肉牛")
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
    scripts = "[...document.scripts].filter(script => !script.src)"
    assert page.evaluate(f"{scripts}.map(script => [script.type, JSON.parse(script.text)['@type']])") == [
        ["application/ld+json", "BreadcrumbList"],
        ["application/ld+json", "NewsArticle"],
    ]
    assert page.evaluate(f"JSON.parse({scripts}[1].text).headline") == word
    assert word in page.title()
    assert "unsafe" not in policy
    assert faults == []


# --- Suggestions as one types ------------------------------------------------------------------------------------------


@pytest.fixture
def suggested(live_server, index):
    """A server with a newspaper, a column, an author and headlines, some of them markup, one as long as any."""
    of = records.page(records.issue(paper=records.newspaper(aliases=["通辽融媒"])))
    records.article(of, "出栏", headline="肉牛产业兴旺", column="项目为王", names=("李肖峰",))
    records.article(of, "牧歌", headline="<img src=/nowhere> 草原牧歌 </a><script>document.title='broken'</script>")
    records.article(of, "长篇", headline="肉牛" + "长" * 58)
    index()
    return live_server.url


def _asking(page: Page, url: str) -> tuple[Locator, Locator, list[str]]:
    """The search box of the page opened, the options under it, and what is asked for as one types."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggestions/" in request.url else None)
    page.goto(url)
    return page.get_by_role("combobox", name="检索文章"), page.get_by_role("option"), asked


def _quiet(page: Page) -> None:
    """Longer than the box waits for the next key, and for the answer."""
    page.wait_for_timeout(700)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_newspaper_is_chosen_by_its_sound_and_the_keyboard(suggested, browser, width):
    page, faults = _opened(browser, width)
    box, options, asked = _asking(page, suggested)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("tldrb", delay=20)
    expect(options).to_have_text(["通辽日报 报纸"])
    assert [url.partition("?")[2] for url in asked] == ["q=tldrb"]  # once, after the last key
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{box.get_attribute('aria-controls')}[role=listbox]").is_visible()
    assert box.get_attribute("aria-activedescendant") is None
    assert _fits(page)

    box.press("ArrowDown")
    expect(options).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.get_attribute("id")
    box.press("ArrowDown")  # back to the box
    expect(options).to_have_attribute("aria-selected", "false")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(options).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    box.press("Enter")
    page.wait_for_url(f"{suggested}/papers/tongliao-ribao/")
    assert faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_an_article_is_chosen_by_its_headline_and_the_pointer(suggested, browser, width):
    page, faults = _opened(browser, width, has_touch=width == 390)
    box, options, _asked = _asking(page, f"{suggested}/papers/")
    box.fill("肉牛")
    expect(options).to_have_text(["肉牛产业兴旺 通辽日报 2026年2月6日", f"肉牛{'长' * 58} 通辽日报 2026年2月6日"])
    assert _fits(page)
    assert min(option.bounding_box()["height"] for option in options.all()) >= 44
    (options.first.tap if width == 390 else options.first.click)()
    page.wait_for_url(f"{suggested}/papers/tongliao-ribao/2026-02-06/p1/a1/")
    assert faults == []


def test_columns_and_authors_narrow_the_search(suggested, browser):
    page, faults = _opened(browser, 1280)
    for typed, text, narrowed in (
        ("xmww", "项目为王 栏目", "column=项目为王"),
        ("肖峰", "李肖峰 作者", "author=李肖峰"),
    ):
        box, options, _asked = _asking(page, suggested)
        box.fill(typed)
        expect(options).to_have_text([text])
        options.click()
        page.wait_for_url(f"{suggested}/search/?{quote(narrowed, safe='=')}")
    assert faults == []


def test_enter_searches_unless_an_option_is_chosen(suggested, browser):
    page, faults = _opened(browser, 1280)
    box, options, _asked = _asking(page, suggested)
    box.fill("肉牛")
    expect(options).to_have_count(2)
    box.press("Enter")
    page.wait_for_url(f"{suggested}/search/?q={quote('肉牛')}")
    assert faults == []


def test_nothing_is_asked_or_shown_without_cause(suggested, browser):
    page, faults = _opened(browser, 1280)
    box, options, asked = _asking(page, suggested)
    box.press("ArrowDown")
    box.press_sequentially("  ")
    _quiet(page)
    assert asked == []
    box.fill("火星")
    _quiet(page)
    assert len(asked) == 1
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")

    box.fill("通辽")
    expect(options).to_have_count(1)
    box.press("ArrowDown")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("通辽")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")  # asks again
    expect(options).to_have_count(1)
    box.fill("")
    expect(options).to_have_count(0)
    box.fill("通辽")
    expect(options).to_have_count(1)
    page.get_by_role("heading", level=1).click()
    expect(options).to_have_count(0)
    assert faults == []


@pytest.mark.parametrize("key", ["Escape", "Tab"])  # empties the box, leaves it
def test_an_answer_that_comes_too_late_is_not_shown(suggested, browser, key):
    page, faults = _opened(browser, 1280)
    page.route("**/suggestions/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    box, options, asked = _asking(page, suggested)
    box.fill("通辽")
    page.wait_for_timeout(300)  # it is on its way
    box.press(key)
    _quiet(page)
    assert len(asked) == 1
    expect(options).to_have_count(0)
    assert faults == []


def test_an_answer_to_what_was_typed_before_is_not_shown(suggested, browser):
    page, faults = _opened(browser, 1280)
    page.route("**/suggestions/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    box, options, asked = _asking(page, suggested)
    with page.expect_response(lambda response: response.url.endswith(quote("通辽"))):
        box.fill("通辽")
        page.wait_for_timeout(300)
        box.fill("肉牛")
    page.wait_for_timeout(100)
    assert options.count() == 0
    expect(options).to_have_count(2)
    assert [url.partition("?q=")[2] for url in asked] == [quote("通辽"), quote("肉牛")]
    assert faults == []


def test_a_refusal_closes_the_list(suggested, browser):
    page, _faults = _opened(browser, 1280)
    box, options, _asked = _asking(page, suggested)
    box.fill("通辽")
    expect(options).to_have_count(1)
    page.route("**/suggestions/**", lambda route: route.fulfill(status=429, body="<h1>429</h1>"))
    box.fill("肉牛")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    assert page.get_by_text("429").count() == 0


def test_nothing_is_asked_or_chosen_while_characters_are_being_composed(suggested, browser):
    page, faults = _opened(browser, 1280)
    box, options, asked = _asking(page, suggested)
    box.fill("tldrb")
    expect(options).to_have_count(1)
    box.press("ArrowDown")
    box.fill("")
    asked.clear()
    keyboard = page.context.new_cdp_session(page)
    for composed in ("t", "tong", "tongliao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    _quiet(page)
    assert (box.input_value(), asked) == ("tongliao", [])
    for key in ("ArrowDown", "Enter", "Escape"):
        assert box.evaluate(
            "(box, key) => box.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true}))",
            key,
        )
    keyboard.send("Input.insertText", {"text": "通辽"})
    expect(options).to_have_text(["通辽日报 报纸"])
    assert [url.partition("?")[2] for url in asked] == [f"q={quote('通辽')}"]
    assert page.url == f"{suggested}/"
    # The key that ends a composition, as Safari tells of it, chooses nothing.
    box.press("ArrowDown")
    assert box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    assert page.url == f"{suggested}/"
    assert faults == []


def test_no_headline_becomes_markup(suggested, browser):
    page, faults = _opened(browser, 1280)
    box, options, _asked = _asking(page, suggested)
    box.fill("草原")
    expect(options).to_have_text(
        ["<img src=/nowhere> 草原牧歌 </a><script>document.title='broken'</script> 通辽日报 2026年2月6日"]
    )
    assert page.locator(".suggestions script, .suggestions img").count() == 0
    assert "broken" not in page.title()
    assert faults == []


def test_without_scripts_the_box_is_a_search_box(suggested, browser):
    page, faults = _opened(browser, 1280, java_script_enabled=False)
    _box, options, asked = _asking(page, suggested)
    box = page.get_by_role("searchbox", name="检索文章")
    box.press_sequentially("通辽")
    _quiet(page)
    assert (asked, options.count(), box.get_attribute("autocomplete")) == ([], 0, None)
    expect(page.locator(".suggestions")).to_be_hidden()
    page.goto(f"{suggested}/papers/tongliao-ribao/2026-02-06/p1/a1/")
    expect(page.locator(".address")).to_be_visible()
    expect(page.get_by_role("button", name="复制网址")).to_be_hidden()
    assert faults == []


# --- Copying an address ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "button", "said"), [("zh-CN", "复制网址", "已复制"), ("en-GB", "Copy address", "Copied")]
)
@pytest.mark.parametrize("clipboard", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_address_of_an_article_is_copied(suggested, browser, width, clipboard, language, button, said):
    page, faults = _opened(browser, width, locale=language, permissions=["clipboard-read", "clipboard-write"])
    if not clipboard:  # as in the browser of a messenger
        page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})")
    address = f"{suggested}/papers/tongliao-ribao/2026-02-06/p1/a1/"
    page.goto(address)
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_have_text(said)
    box = page.get_by_role("combobox")
    box.press("Control+V")
    expect(box).to_have_value(address)
    assert _fits(page)
    assert faults == []


def test_an_address_that_cannot_be_copied_is_selected(suggested, browser):
    page, faults = _opened(browser, 390)
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error()); document.execCommand = () => false"
    )
    address = f"{suggested}/papers/tongliao-ribao/2026-02-06/p1/a1/"
    page.goto(address)
    page.get_by_role("button", name="复制网址").click()
    expect(page.get_by_role("status")).to_have_text("没能复制。文字已选中，请自己复制。")
    assert page.evaluate("getSelection().toString()") == address
    assert faults == []


def test_no_button_where_nothing_can_be_copied(suggested, browser):
    page, faults = _opened(browser, 390)
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});"
        "document.queryCommandSupported = () => false"
    )
    page.goto(f"{suggested}/papers/tongliao-ribao/2026-02-06/p1/a1/")
    expect(page.get_by_role("button", name="复制网址")).to_be_hidden()
    assert faults == []


@pytest.fixture
def pictured(live_server, index, settings, tmp_path):
    """A server that holds a page with its image."""
    settings.MEDIA_ROOT = tmp_path
    page = records.page()
    records.article(page, "正文", headline="标题")
    file = BytesIO()
    Image.new("RGB", (2400, 3400), "white").save(file, "JPEG")
    PageImage(page=page).take(ContentFile(file.getvalue()), *renditions.prints(file, file.tell()))
    index()
    return live_server.url + page.get_absolute_url()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_image_is_zoomed_by_keyboard(pictured, browser, width):
    page, faults = _opened(browser, width)
    page.goto(pictured)
    assert _fits(page)
    picture = page.get_by_role("img", name="版面图")
    expect(picture).to_have_js_property("naturalWidth", 1600)
    page.get_by_role("button", name="放大看").press("Enter")
    viewer = page.locator(".viewer")
    expect(viewer).to_be_visible()
    expect(viewer.get_by_role("img")).to_be_focused()
    expect(page.locator(".page-image > a")).to_be_hidden()
    assert _fits(page)
    page.get_by_role("button", name="放大", exact=True).press("Enter")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.get_by_role("button", name="放大看")).to_be_focused()
    expect(picture).to_be_visible()
    page.get_by_role("button", name="放大看").click()
    expect(viewer).to_be_visible()
    page.get_by_role("button", name="收起").click()
    expect(picture).to_be_visible()
    # The viewer says so of what comes after it was closed.
    assert [fault for fault in faults if not fault.startswith("Ignoring tile")] == []


def test_without_scripts_a_page_image_is_a_link_to_the_whole(pictured, browser):
    page, faults = _opened(browser, 390, java_script_enabled=False)
    page.goto(pictured)
    assert page.get_by_role("button", name="放大").count() == 0
    page.locator(".page-image a").click()
    assert page.url == pictured.rstrip("/") + ".jpg"
    assert faults == []


@pytest.fixture
def two_years(live_server, index):
    """A server that holds an issue of each of two years."""
    for day in ("2025-12-31", "2026-02-06"):
        records.article(records.page(records.issue(day)), f"{day}的正文。", headline=f"标题{day}")
    index()
    return live_server.url


@pytest.mark.parametrize("width", [390, 1280])
def test_from_the_calendar_to_a_day_and_to_another_year(two_years, browser, width):
    page, faults = _opened(browser, width)
    page.goto(f"{two_years}/papers/tongliao-ribao/")
    calendar = page.locator(".calendar")
    expect(calendar.get_by_role("link")).to_have_count(1)
    page.get_by_role("navigation", name="年份").get_by_role("link", name="2025年").click()
    assert page.url.endswith("?year=2025")
    expect(calendar.locator("caption")).to_have_text("12月")
    assert _fits(page)
    calendar.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025年12月31日")
    page.get_by_role("link", name="下一期").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026年2月6日")
    assert faults == []


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_is_chosen_and_removed(seed, browser, script):
    page, faults = _opened(browser, 390, java_script_enabled=script)
    page.goto(f"{seed}/search/?q=通辽")
    total = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="缩小范围").click()
    kind = page.locator("#facets").get_by_role("link", name="新闻")
    expect(kind).to_be_in_viewport()
    kind.click()
    assert "kind=news" in page.url
    chosen = page.get_by_role("list", name="已限定").get_by_role("link")
    expect(chosen).to_have_text("新闻 ✕")
    chosen.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(total)
    expect(page.get_by_role("list", name="已限定")).to_have_count(0)
    assert faults == []


def test_what_is_printed_is_the_cutting_and_its_source(seed, browser):
    page, faults = _opened(browser, 794)
    page.goto(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/a2/?q=通辽")
    page.emulate_media(media="print")
    shown = page.evaluate(
        """() => [...document.querySelectorAll("header, nav, main, footer, section, form, button, details, .searched, .about")]
        .filter((element) => element.checkVisibility()).map((element) => element.className || element.tagName)"""
    )
    assert shown == ["narrow", "HEADER", "about"]
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".about")).to_contain_text("通辽日报")
    expect(page.locator(".about")).to_contain_text("/papers/tongliao-ribao/2026-01-09/p1/a2/")
    assert faults == []


def test_on_a_phone_all_ways_on_are_within_reach(seed, browser):
    """There is no menu to unfold: the ways on stand in the head of every page, those to the neighbours at its end."""
    page, faults = _opened(browser, 390, has_touch=True, is_mobile=True)
    page.goto(f"{seed}/papers/tongliao-ribao/2026-01-09/p1/a2/")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.locator(".body p").first).to_be_in_viewport()
    for place in (page.get_by_role("link", name="报藏"), page.get_by_label("检索文章")):
        expect(place).to_be_in_viewport()
    papers = page.get_by_role("navigation", name="全站").get_by_role("link", name="报纸")
    expect(papers).to_be_in_viewport()
    assert papers.bounding_box()["height"] >= 24  # WCAG 2.2, 2.5.8: large enough for a finger
    for way in ("上一篇", "下一篇"):
        box = page.get_by_role("link", name=way).bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 120
    papers.tap()
    expect(page.get_by_role("link", name="通辽日报")).to_be_visible()
    assert _fits(page)
    assert faults == []

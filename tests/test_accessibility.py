"""Every kind of page, for those who see little, use no mouse, or have a slow line: in real Chromium."""

import gzip
import re
from io import BytesIO
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page, Response, expect

from archive.models import Page as NewspaperPage
from archive.models import PageImage, renditions
from tests import screenshots

pytestmark = pytest.mark.browser
PATHS = {**screenshots.PAGES, "page-image": "/papers/hengyang-ribao/2026-02-05/p1/"}
del PATHS["admin-login"]  # Django's own
WIDTHS = [390, 1280]
HEAVIEST = 60 * 1024  # bytes of a page with its style sheets and scripts, compressed


@pytest.fixture
def archive(live_server, index, settings, tmp_path) -> str:
    """A server that holds the seeds, one page with its image."""
    settings.MEDIA_ROOT = tmp_path
    call_command("import_pages", verbosity=0)
    file = BytesIO()
    Image.new("L", (400, 600), 240).save(file, "JPEG")
    page = NewspaperPage.objects.get(issue__newspaper__slug="hengyang-ribao")
    PageImage(page=page, note="某图书馆藏").take(ContentFile(file.getvalue()), *renditions.prints(file, file.tell()))
    index()
    return live_server.url


def opened(browser, width: int = 1280, **options) -> Page:
    options = {"viewport": {"width": width, "height": 844}, "locale": "zh-CN"} | options
    return browser.new_context(**options).new_page()


# --- For those who see little or nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing(archive, browser, locale):
    page = opened(browser, locale=locale, bypass_csp=True)  # axe is written into the page
    found = {}
    for name, path in PATHS.items():
        page.goto(archive + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for violation in Axe().run(page).response["violations"]:
                    found[name, width, scheme, violation["id"]] = [node["html"][:160] for node in violation["nodes"]]
    assert found == {}


def test_axe_would_find_it(archive, browser):
    page = opened(browser, bypass_csp=True)
    page.goto(archive)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/icon.svg\">')")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == ["image-alt"]


# --- For those who use a keyboard ------------------------------------------------------------------------------------

FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return element === document.body ? null : {
    what: (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().slice(0, 40),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0,
    number: [...document.querySelectorAll("*")].indexOf(element),
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, summary, select, textarea")]
  .filter((element) => element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled)
  .map((element) => [...document.querySelectorAll("*")].indexOf(element))"""


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_reached_by_tab_in_its_order_and_is_seen_to_be(archive, browser, width):
    page = opened(browser, width)
    for name, path in PATHS.items():
        page.goto(archive + path)
        expected = page.evaluate(REACHABLE)
        reached = []
        for _ in range(len(expected) + 9):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None or focused["number"] in reached[:1] != reached[-1:]:  # round once
                break
            assert focused["outlined"], (name, focused)
            assert focused["seen"], (name, focused)
            if reached[-1:] != [focused["number"]]:  # a date has several fields
                reached.append(focused["number"])
        assert reached == expected, name


def test_the_skip_link_is_first_and_leads_to_the_text(archive, browser):
    page = opened(browser, 390)
    page.goto(archive + PATHS["article"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_search_is_made_narrowed_widened_and_read_by_keyboard_alone(archive, browser):
    page = opened(browser, 390)
    page.goto(archive)
    _focus(page, page.get_by_label("检索文章"))
    page.keyboard.type("肉牛")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 4 篇")
    _focus(page, page.locator(".facets").get_by_role("link", name="内蒙古日报"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 3 篇")
    _focus(page, page.locator(".chosen a"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("找到 4 篇")
    _focus(page, page.locator(".result a").first)
    page.keyboard.press("Enter")
    expect(page.locator("article .body")).to_contain_text("肉牛")
    _focus(page, page.get_by_role("button", name="English"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("article .body")).to_contain_text("肉牛")


def _focus(page: Page, wanted) -> None:
    """Go on with Tab until it is focused."""
    for _ in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached: {wanted}")


# --- For those who have a slow line ----------------------------------------------------------------------------------


def test_pages_are_light_and_ask_nobody_else(archive, browser):
    page = opened(browser)
    weights, elsewhere = {}, set()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for name, path in PATHS.items():
        answers.clear()
        page.goto(archive + path, wait_until="networkidle")
        elsewhere |= {answer.url for answer in answers if not answer.url.startswith((archive, "data:"))}
        own = [answer for answer in answers if re.search("html|css|javascript", answer.headers.get("content-type", ""))]
        weights[name] = sum(len(gzip.compress(answer.body())) for answer in own)
        policy = answers[0].headers["content-security-policy"]
        assert "unsafe-inline" not in policy, name
        assert "default-src 'self'" in policy, name
    assert elsewhere == set()
    assert {name: weight for name, weight in weights.items() if not 2000 < weight < HEAVIEST} == {}


SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value;
  }).observe({type: "layout-shift", buffered: true});
  scrollTo(0, document.body.scrollHeight);
  setTimeout(() => resolve(sum), 150);
})"""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_while_a_page_is_loaded(archive, browser, width):
    page = opened(browser, width)
    shifts = {}
    for name, path in PATHS.items():
        page.goto(archive + path)
        shifts[name] = page.evaluate(SHIFTS)
    assert {name: shift for name, shift in shifts.items() if shift} == {}


def test_without_style_sheets_and_scripts_all_can_be_read(archive, browser):
    page = opened(browser, 390, java_script_enabled=False)
    page.route(re.compile(r"\.css"), lambda route: route.abort())
    page.goto(archive)
    page.get_by_label("检索文章").fill("肉牛")
    page.get_by_role("button", name="检索").click()
    page.locator(".result a").first.click()
    expect(page.locator("article .body")).to_contain_text("肉牛")
    before = page.url
    page.get_by_role("link", name=re.compile("下一篇")).click()
    assert page.url != before


def test_every_link_of_a_page_leads_somewhere(archive, browser):
    page = opened(browser)
    for name in ("home", "newspaper", "issue", "page", "article", "search"):
        page.goto(archive + PATHS[name])
        for link in page.eval_on_selector_all("a[href]", "links => links.map((link) => link.getAttribute('href'))"):
            url = urljoin(page.url, link)
            assert page.request.head(url).status == 200, (name, link)

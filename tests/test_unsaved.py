"""What is typed into the forms of the admin, in real Chromium: no ORM inside, as in ``test_browser``."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from forms import FIELDS, one_of_each, url
from playwright.sync_api import Page, expect

from archive.models import Article, Byline, Newspaper

pytestmark = pytest.mark.browser

PASSWORD = "the right one"


@pytest.fixture
def desk(live_server, index, sessions):
    """Where each form is."""
    one_of_each()
    index()
    return {model: f"{live_server.url}{url(model.objects.first())}" for model in FIELDS}


@pytest.fixture
def sessions(transactional_db) -> dict[str, str]:
    """The cookie of a session of each of two editors."""
    found = {}
    for name in ("jia", "yi"):
        client = Client()
        client.force_login(User.objects.create_superuser(name, password=PASSWORD))
        found[name] = client.cookies["sessionid"].value
    return found


def opened(browser, desk, sessions, name: str) -> tuple[Page, list[str]]:
    """A page of a browser that is logged in, and what goes wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": sessions[name], "domain": "localhost", "path": "/"}])
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


def save(page: Page) -> None:
    page.locator("[name=_continue]").first.click()


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_of_two_who_type_one_wins_and_the_other_sees_both(desk, sessions, browser, model):
    first, faults = opened(browser, desk, sessions, "jia")
    second, more_faults = opened(browser, desk, sessions, "yi")
    field = f"#id_{FIELDS[model]}"
    for page in (first, second):
        page.goto(desk[model])
    first.fill(field, "甲所写")
    save(first)
    expect(first.locator(".messagelist .success")).to_be_visible()
    second.fill(field, "乙所写")
    save(second)
    expect(second.locator(".errorlist").filter(has_text="他人改过这里的内容")).to_be_visible()
    expect(second.locator(".errorlist").filter(has_text="现存内容：甲所写")).to_be_visible()
    expect(second.locator(field)).to_have_value("乙所写")
    save(second)
    expect(second.locator(".messagelist .success")).to_be_visible()
    first.goto(desk[model])
    expect(first.locator(field)).to_have_value("乙所写")
    assert faults + more_faults == []


def leaves(page: Page, address: str) -> bool:
    """Whether one leaves without being asked. Who is asked stays."""
    asked = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("address => { location.href = address }", address)
    page.wait_for_timeout(500)
    page.remove_listener("dialog", stay)
    assert asked in ([], ["beforeunload"])
    return not asked


@pytest.mark.parametrize("typed", ["nothing", "text", "what there was", "a choice", "a row"])
def test_who_leaves_with_unsaved_words_is_asked(desk, sessions, browser, typed):
    page, faults = opened(browser, desk, sessions, "jia")
    page.goto(desk[Article])
    page.locator("#id_headline").click()
    if typed == "text":
        page.fill("#id_headline", "新题")
    elif typed == "what there was":
        page.fill("#id_headline", "新题")
        page.fill("#id_headline", "旧题")
    elif typed == "a choice":
        page.check("#id_reviewed")
    elif typed == "a row":
        page.locator("#bylines-group .add-row a").click()
    assert leaves(page, desk[Newspaper]) == (typed in ("nothing", "what there was"))
    assert faults == []


def test_who_saves_is_not_asked_and_nothing_is_offered_again(desk, sessions, browser):
    page, faults = opened(browser, desk, sessions, "jia")
    page.goto(desk[Article])
    page.fill("#id_headline", "新题")
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#unsaved")).to_be_hidden()
    assert leaves(page, desk[Newspaper])
    page.goto(desk[Article])
    expect(page.locator("#unsaved")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    assert "saved_form" not in page.evaluate("document.cookie")
    assert faults == []


def log_in(page: Page, name: str = "jia") -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.locator("[type=submit]").first.click()


def test_words_survive_a_session_that_ended(desk, sessions, browser):
    page, faults = opened(browser, desk, sessions, "jia")
    page.goto(desk[Article])
    page.fill("#id_headline", "<b>新题</b>")
    page.fill("#id_parts-0-blocks", "第一段。\n\n〔诗行〕\n甲\n  乙")
    page.locator("#bylines-group .add-row a").click()
    page.fill("#id_bylines-1-name", "新名")
    page.check("#id_reviewed")
    page.context.clear_cookies()
    save(page)
    page.wait_for_url("**/admin/login/**")
    # Another meanwhile changes the headline.
    other, _faults = opened(browser, desk, sessions, "yi")
    other.goto(desk[Article])
    other.fill("#id_headline", "他题")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    log_in(page)
    page.wait_for_url(desk[Article])
    expect(page.locator("#id_headline")).to_have_value("他题")
    page.locator("#unsaved [name=restore]").click()
    expect(page.locator(".errorlist").filter(has_text="已恢复您未保存的内容")).to_be_visible()
    expect(page.locator(".errorlist").filter(has_text="现存内容：他题")).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("<b>新题</b>")
    expect(page.locator("#id_parts-0-blocks")).to_have_value("第一段。\n\n〔诗行〕\n甲\n  乙")
    expect(page.locator("#id_bylines-1-name")).to_have_value("新名")
    expect(page.locator("#id_reviewed")).to_be_checked()
    expect(page.locator("#unsaved")).to_be_hidden()
    assert not leaves(page, desk[Newspaper])
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("<b>新题</b>")
    expect(page.locator("#id_bylines-1-name")).to_have_value("新名")
    assert page.evaluate("sessionStorage.length") == 0
    assert faults == []


def type_and_meet_the_login(page: Page, address: str, field: str, words: str) -> None:
    page.goto(address)
    page.fill(field, words)
    page.context.clear_cookies()
    save(page)
    page.wait_for_url("**/admin/login/**")


def test_words_are_offered_to_whoever_typed_them_until_discarded(desk, sessions, browser):
    page, _faults = opened(browser, desk, sessions, "jia")
    type_and_meet_the_login(page, desk[Byline], "#id_name", "新名")
    log_in(page, "yi")
    page.wait_for_url(desk[Byline])
    expect(page.locator("#unsaved")).to_be_hidden()
    page.context.clear_cookies()
    page.goto(desk[Byline])
    log_in(page)
    page.wait_for_url(desk[Byline])
    expect(page.locator("#unsaved")).to_be_visible()
    page.locator("#unsaved [name=discard]").click()
    expect(page.locator("#unsaved")).to_be_hidden()
    page.reload()
    expect(page.locator("#unsaved")).to_be_hidden()
    expect(page.locator("#id_name")).to_have_value("旧名")


def test_words_that_wait_are_not_written_over(desk, sessions, browser):
    page, _faults = opened(browser, desk, sessions, "jia")
    type_and_meet_the_login(page, desk[Byline], "#id_name", "第一次")
    log_in(page)
    page.wait_for_url(desk[Byline])
    page.fill("#id_affiliation", "第二次")
    page.wait_for_timeout(700)  # longer than it waits before it keeps
    page.locator("#unsaved [name=restore]").click()
    expect(page.locator("#id_name")).to_have_value("第一次")


def test_no_password_and_no_file_is_kept(desk, sessions, browser):
    page, _faults = opened(browser, desk, sessions, "jia")
    page.goto(desk[Article].partition("/admin/")[0] + "/admin/auth/user/add/")
    page.fill("#id_username", "bing")
    page.fill("#id_password1", "a secret of mine")
    page.wait_for_timeout(700)
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert ("bing" in kept, "secret" in kept) == (True, False)


@pytest.mark.parametrize("act", ["suspend", "withdraw"])
def test_a_button_of_the_standing_loses_no_words(desk, sessions, browser, act):
    page, faults = opened(browser, desk, sessions, "jia")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(desk[Article])
    page.fill("#id_headline", "新题")
    page.locator(".standing select").select_option("checking")
    page.locator(f".standing [value={act}]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("旧题")
    page.locator("#unsaved [name=restore]").click()
    expect(page.locator("#id_headline")).to_have_value("新题")
    assert (asked, faults) == ([], [])


def test_words_are_offered_to_nobody_else_after_a_log_out_in_the_same_tab(desk, sessions, browser):
    page, faults = opened(browser, desk, sessions, "jia")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(desk[Article])
    page.fill("#id_headline", "新题")
    page.wait_for_timeout(700)
    page.locator("#logout-form button").click()
    page.goto(desk[Article].partition("/admin/")[0] + "/admin/")
    log_in(page, "yi")
    page.wait_for_url("**/admin/")
    page.evaluate("history.go(-3)")  # the browser's own way back, by which it fills in again what was typed
    page.wait_for_url(desk[Article])
    expect(page.locator("#id_headline")).to_have_value("旧题")
    page.goto(desk[Newspaper])
    page.goto(desk[Article])
    expect(page.locator("#unsaved")).to_be_hidden()
    assert faults == []

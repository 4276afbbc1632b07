"""`make screenshots`: every kind of page, narrow and wide, by day and by night, to be looked at.

The pages of seeds/ in an installation of its own, which is removed afterwards; the pictures are in screenshots/.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "screenshots"
SERVER = "http://127.0.0.1:8377"
ISSUE = "/papers/tongliao-ribao/2026-02-06/"
PAGES = {
    "home": "/",
    "papers": "/papers/",
    "day": "/papers/?date=2026-02-06",
    "newspaper": "/papers/tongliao-ribao/",
    "issue": ISSUE,
    "page": f"{ISSUE}p1/",
    "page-original": f"{ISSUE}p1/?original=1",
    "article": f"{ISSUE}p1/a2/",
    "article-undated": "/papers/neimenggu-ribao/2024-11/px1/a1/",
    "article-searched": f"{ISSUE}p1/a2/?q=普京",
    "column": "/columns/tongliao-ribao/项目为王 招商为要/",
    "contributor": "/contributors/张琪/",
    "search": "/search/?q=肉牛",
    "search-none": "/search/?q=肉妞",
    "search-filtered-none": "/search/?q=肉牛 火星&paper=hengyang-ribao&year=2020",
    "search-refused": "/search/?q=！",
    "search-empty": "/search/",
    "help": "/search/help/",
    "not-found": "/nowhere/",
    "admin-login": "/admin/",
}
WIDTHS = {390: 844, 1280: 900}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"DATA_DIR": data, "DEBUG": "1"}
        manage = [sys.executable, "manage.py"]
        for command in (["migrate"], ["import_pages"], ["update_index"]):
            # Status 1 of import_pages: a page was held or refused; the others are there.
            subprocess.run(
                [*manage, *command, "--verbosity=0"], cwd=ROOT, env=environment, check=command[0] == "migrate"
            )
        address = SERVER.removeprefix("http://")
        server = subprocess.Popen([*manage, "runserver", address, "--noreload"], cwd=ROOT, env=environment)
        try:
            _wait(server)
            _take()
        finally:
            server.terminate()
            server.wait()
    sys.stdout.write(f"{(len(PAGES) + 1) * len(WIDTHS) * 3} → {FOLDER}/\n")


def _wait(server: subprocess.Popen) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(SERVER + "/healthz").close()
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{SERVER} 没有启动。The server did not start; its message is above.")


def _take() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, height in WIDTHS.items():
            for scheme, locale in (("light", "zh-CN"), ("dark", "zh-CN"), ("light", "en-GB")):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale)
                for name, path in PAGES.items():
                    page.goto(SERVER + path)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}-{locale[:2]}.png", full_page=True)
                page.goto(SERVER)
                page.get_by_role("combobox").fill("通辽")
                page.get_by_role("option").first.wait_for()
                page.screenshot(path=FOLDER / f"suggestions-{width}-{scheme}-{locale[:2]}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()

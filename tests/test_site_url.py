"""SITE_URL: what it may be, that every absolute address is made of it, and the ids that outlive it."""

import ast
import io
import os
import re
import subprocess
import sys
import uuid
from datetime import date
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from archive.models import Archive, Article, addressing
from archive.models.addressing import absolute
from archive.settings import checked_site_url
from tests import records, screenshots

ROOT = settings.BASE_DIR
SITE = "https://baozang.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"

# --- What it may be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", ""),
        ("  ", ""),
        ("https://baozang.example.org", "https://baozang.example.org"),
        ("https://baozang.example.org/", "https://baozang.example.org"),
        (" https://baozang.example.org\n", "https://baozang.example.org"),
        ("HTTPS://Baozang.Example.ORG", "https://baozang.example.org"),
        ("https://baozang.example.org:443", "https://baozang.example.org"),
        ("http://baozang.example.org:80/", "http://baozang.example.org"),
        ("https://baozang.example.org:8443", "https://baozang.example.org:8443"),
        ("http://baozang.example.org:443", "http://baozang.example.org:443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://192.0.2.7", "http://192.0.2.7"),
        ("http://[2001:db8::7]:8000/", "http://[2001:db8::7]:8000"),
        ("https://报藏.example", "https://xn--4rus69e.example"),
    ],
)
def test_the_public_address_in_normal_form(text, url):
    assert checked_site_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "baozang.example.org",
        "//baozang.example.org",
        "https://",
        "https:///papers/",
        "ftp://baozang.example.org",
        "https://baozang.example.org/archive",
        "https://baozang.example.org/archive/",
        "https://baozang.example.org//",
        "https://baozang.example.org?",
        "https://baozang.example.org/?a=b",
        "https://baozang.example.org/#a",
        "https://baozang.example.org:port",
        "https://baozang.example.org:99999",
        "https://user:word@baozang.example.org",
        "https://@baozang.example.org",
        "https://bao zang.example.org",
        "https://baozang.\nexample.org",
        "https://baozang_example.org",
        "https://baozang%20.example.org",
        "https://baozang..example.org",
        "https://-baozang.example.org",
        "https://" + "a" * 64 + ".example.org",
        "https://[2001:db8::7",
        "https://baozang.example.org\\papers",
    ],
)
def test_what_is_no_public_address_is_refused_in_one_line(text):
    with pytest.raises(SystemExit, match=r"^SITE_URL=.*：须为网站的公开网址.*a sub-path is not supported\.$"):
        checked_site_url(text)


@pytest.mark.parametrize(
    ("url", "status", "hosts", "message"),
    [
        ("https://baozang.example.org/", 0, "['localhost', '127.0.0.1', '[::1]', 'baozang.example.org']\n", ""),
        ("http://[2001:db8::7]:8000", 0, "['localhost', '127.0.0.1', '[::1]', '[2001:db8::7]']\n", ""),
        (
            "https://baozang.example.org/archive",
            1,
            "",
            "SITE_URL='https://baozang.example.org/archive'：须为网站的公开网址",
        ),
    ],
)
def test_the_program_starts_with_its_host_allowed_or_not_at_all(tmp_path, url, status, hosts, message):
    variables = {name: value for name, value in os.environ.items() if name != "ALLOWED_HOSTS"}
    done = subprocess.run(
        [sys.executable, "-c", "from archive import settings; print(settings.ALLOWED_HOSTS)"],
        cwd=ROOT, env=variables | {"DATA_DIR": str(tmp_path), "SITE_URL": url}, timeout=60, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, hosts, bool(message))
    assert done.stderr.startswith(message)


# --- Every absolute address ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "path", "secure", "url"),
    [
        ("", "/papers/", False, "http://testserver/papers/"),
        ("", "/papers/", True, "https://testserver/papers/"),
        (SITE, "/papers/", False, f"{SITE}/papers/"),
        (SITE, "/papers/", True, f"{SITE}/papers/"),
        ("http://[2001:db8::7]:8000", "/", False, "http://[2001:db8::7]:8000/"),
        (SITE, "/contributors/张琪/", False, f"{SITE}/contributors/%E5%BC%A0%E7%90%AA/"),
        (SITE, "/contributors/%E5%BC%A0/", False, f"{SITE}/contributors/%E5%BC%A0/"),
        (SITE, "/api/v1/articles/?q=%E7%89%9B&page=2", False, f"{SITE}/api/v1/articles/?q=%E7%89%9B&page=2"),
        (SITE, "//elsewhere.example.org/", False, f"{SITE}//elsewhere.example.org/"),
        (SITE, "/a\x08b\ufffe<", False, f"{SITE}/a%08b%EF%BF%BE%3C"),
    ],
)
def test_an_absolute_address(rf, settings, site, path, secure, url):
    settings.SITE_URL = site
    assert absolute(path, rf.get("/", secure=secure)) == url
    assert absolute(path) == (url if site else url.removeprefix("https://testserver").removeprefix("http://testserver"))


def test_no_other_code_makes_one():
    forbidden = {"build_absolute_uri", "get_host", "get_current_site", "get_raw_uri"}
    found = set()
    for path in [*ROOT.glob("archive/**/*.py"), *ROOT.glob("search/**/*.py")]:
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        found |= {path.relative_to(ROOT).as_posix()} if names & forbidden else set()
    assert found == {"archive/models/address_spelling.py"}
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.xml"), *ROOT.glob("templates/**/*.txt")]
    assert [path for path in pages if re.search("|".join(forbidden), path.read_text())] == []


@pytest.mark.django_db
def test_with_the_setting_nothing_that_is_served_names_the_host_that_was_asked(client, settings, index):
    call_command("import_pages", verbosity=0)
    index()
    article = Article.objects.get(key="tongliao-ribao-2026-02-06-p1-a3")
    formats = [article.get_absolute_url()[:-1] + suffix for suffix in (".json", ".txt")]
    paths = [path for path in screenshots.PAGES.values() if not path.startswith("/admin/")]
    paths += [*formats, "/papers/tongliao-ribao.atom", "/robots.txt", "/sitemap.xml", "/opensearch.xml"]
    paths += [f"/sitemap-{kind}-0.xml" for kind in ("newspapers", "issues", "pages", "articles")]
    paths += [f"/api/v1/articles/{article.key}/", "/api/v1/articles/?q=的", "/api/v1/articles/?q=的&page=2"]
    paths += ["/api/v1/suggest/?q=通辽", "/api/v1/suggest/?q=通辽&format=opensearch"]

    def naming(host: str) -> set[str]:
        return {path for path in paths if host in client.get(path).content.decode()}

    bound = naming("testserver")
    settings.SITE_URL = SITE
    assert naming("testserver") == set()
    assert naming(SITE) == bound > {*formats, "/opensearch.xml", "/sitemap.xml", "/", "/api/v1/articles/?q=的&page=2"}


@pytest.mark.django_db
def test_the_export_has_whole_addresses_only_where_the_site_is_known(settings):
    article = records.article(records.page(), "正文", headline="题")

    def exported() -> tuple[str, str]:
        out, problems = io.StringIO(), io.StringIO()
        call_command("export_articles", stdout=out, stderr=problems)
        return re.search('"url": "([^"]+)"', out.getvalue())[1], problems.getvalue()

    assert exported() == (
        article.get_absolute_url(), "未设置 SITE_URL，导出的网址只有路径，没有域名。\n"
    )  # fmt: skip
    settings.SITE_URL = SITE
    assert exported() == (SITE + article.get_absolute_url(), "")


# --- Ids that outlive the domain -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_archive_has_its_uuid_at_once_and_one_row_for_good():
    [row] = Archive.objects.all()  # made by the migration of the tests' own database
    assert Archive.current() == row
    assert (Archive.current().uuid, row.authority, row.since) == (row.uuid, "", None)
    Archive.objects.all().delete()
    made = Archive.current()
    assert made.uuid != row.uuid
    assert [Archive.current().uuid, *Archive.objects.values_list("uuid", flat=True)] == [made.uuid] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("site", "authority"),
    [
        ("", ""),
        ("https://baozang.example.org", "baozang.example.org"),
        ("http://baozang.example.org:8000", "baozang.example.org"),
        ("https://xn--4rus69e.xn--fiqs8s", "xn--4rus69e.xn--fiqs8s"),
        ("https://3.cn", "3.cn"),
        ("http://localhost:8000", ""),
        ("http://archive", ""),
        ("http://192.0.2.7", ""),
        ("http://[2001:db8::7]", ""),
    ],
)
def test_only_a_name_that_the_whole_world_knows_becomes_the_authority(settings, site, authority):
    settings.SITE_URL = site
    row = Archive.current()
    assert (row.authority, row.since is None) == (authority, not authority)


@pytest.mark.django_db
def test_ids_stay_whatever_the_domain_becomes(client, settings):
    article = records.article(records.page(), "正文", headline="题", names=("张琪",))
    newspaper = article.page.issue.newspaper

    def ids() -> list[str]:
        feed = ElementTree.fromstring(client.get(f"{newspaper.get_absolute_url()[:-1]}.atom").content)
        return [found.text for found in (feed.find(f"{ATOM}id"), *feed.findall(f"{ATOM}entry/{ATOM}id"))]

    keys = ("tongliao-ribao", "tongliao-ribao-2026-02-06-p1-a1")
    unnamed = [uuid.uuid5(Archive.current().uuid, key).urn for key in keys]
    assert ids() == unnamed
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert ids() == unnamed
    settings.SITE_URL = SITE
    today = Archive.current().since.isoformat()
    named = [f"tag:baozang.example.org,{today}:{key}" for key in keys]
    assert ids() == named
    for site in ("https://another.example.org", "", SITE):
        settings.SITE_URL = site
        assert ids() == named
    newspaper.slug = "tongliao-daily"
    newspaper.save()
    assert ids() == named
    article.page.issue.first_day = date(2026, 2, 7)
    article.page.issue.save()
    assert ids() == named


@pytest.mark.django_db
def test_of_two_that_enter_a_domain_at_once_the_first_wins(settings, monkeypatch):
    settings.SITE_URL = SITE
    now = timezone.now()

    def meanwhile():
        Archive.objects.update(authority="first.example.org", since="2026-01-02")
        return now

    monkeypatch.setattr(timezone, "now", meanwhile)
    assert Archive.current().identifier("a") == "tag:first.example.org,2026-01-02:a"


@pytest.mark.django_db
def test_no_newspaper_gets_the_name_of_another_s_ids():
    first, second = records.newspaper("a", "甲报"), records.newspaper("b", "乙报")
    first.slug = "c"
    first.save()
    third = records.newspaper("a", "丙报")
    assert [newspaper.key for newspaper in (first, second, third)] == ["a", "b", "a-2"]
    assert addressing.free_slug("a") == "a-2"

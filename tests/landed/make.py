"""Make ``archive.sql.gz`` and ``answers.json``: an archive of the landed version, and what it answered. See README.md.

Run from the root of a checkout of that version: ``python <where this lies>/make.py``. Made twice, it is the same byte by
byte: the clock and what is drawn by lot are its own.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from unittest import mock
from uuid import UUID

from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

HERE = Path(__file__).parent
SITE_URL = "https://baozang.example"
REFUSED = ("12_picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1")  # a file and its bytes
ENCODED = {"08_baiting.txt": "gb18030"}  # all others are UTF-8

_ticks, _lot = count(), Random(1)
timezone.now = lambda: datetime(2026, 10, 5, 1, tzinfo=UTC) + timedelta(seconds=7 * next(_ticks))
secrets.token_hex = lambda size=16: _lot.randbytes(size).hex()
sys.path[:0] = [str(Path.cwd()), str(Path.cwd() / "tests")]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "SITE_URL": SITE_URL, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        for name in ("DATABASE_URL", "SEARCH_URL"):
            os.environ.pop(name, None)
        import django

        django.setup()
        _make()
        (HERE / "answers.json").write_text(_recorded(), encoding="utf-8")
        _store(Path(folder) / "archive.sqlite3", HERE / "archive.sql.gz")


def _make() -> None:
    """All that was done, in the order in which it was done."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings
    from django.test.utils import setup_test_environment

    from archive.models import Archive, Teaser

    setup_test_environment()  # answers say what they were rendered from: the forms
    call_command("migrate", verbosity=0)
    Archive.objects.update(uuid=UUID(int=1))
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}), _pages() as pages:
        desk = Desk()
        early = [path for path in pages if path.name < "20"]
        with _parser(-2):
            _import(early)
        with _parser(-1, without="渔港清淤完工"):
            _import(early)
        _correct(desk)
        _hide(desk)
        _place(desk)
        _add(desk)
        # Now comes the issue of the day that another was given by mistake.
        with _parser(0, without="明起三天有小雨"):
            _import(pages)
        desk.edit(desk.article("岛上的邮路"), kicker="一周三趟船")
        desk.edit(Teaser.objects.get(target="4"), headline="凌晨两点的豆腐坊")
        desk.choose("withdraw", desk.article("末班车多开半小时"), reason="重复收录")
    _forget_what_passes()


def _correct(desk: Desk) -> None:
    """Corrections, each a revision of its article."""
    from archive.models import Photo

    seedlings, library = desk.article("全市春播育秧过半"), desk.article("图书馆夜间开放到十点")
    desk.edit(seedlings, desk.clerk, headline="全市春播育秧已过半")
    desk.edit(seedlings, desk.clerk, **{"bylines-0-name": "栗向冬"})
    desk.delete(Photo.objects.get(caption__startswith="3月9日"))
    kept, name, _removed = desk.form(library)["parts-0-blocks"].partition("值夜的两名馆员之一名叫沈小满")
    assert name
    desk.edit(library, desk.clerk, **{"parts-0-blocks": kept.rstrip()})
    canal = desk.article("青石渠修通以后", merged_into=None)
    desk.edit(canal, headline="青石渠通水以后")
    tail = desk.form(canal)["parts-1-blocks"]
    desk.edit(canal, **{"parts-1-blocks": tail.replace("早了十一天", "早了十二天")})
    desk.edit(desk.article("山路上的十二个弯"), reviewed="on")
    desk.edit(Photo.objects.get(caption__startswith="学生们"), desk.clerk, credit="柏青 摄")


def _hide(desk: Desk) -> None:
    """What became of whether articles are public."""
    desk.choose("withdraw", desk.article("东坪小学添了一间木工房"), reason="应通讯员苗穗本人要求撤下。")
    desk.choose("unlist", desk.article("遗失声明"))
    desk.choose("withdraw", desk.article("庙会开到初四"), reason="核实摊位数")
    desk.choose("publish", desk.article("庙会开到初四"))
    desk.delete(desk.article("鹤坡茶叶开采"))


def _place(desk: Desk) -> None:
    """Where things stand: a wrong date put back, two issues that are one, a new slug, a corrected page, a move."""
    from archive.models import Issue, Newspaper, Page

    issue = Issue.objects.get(slug="2025-03-13")
    desk.edit(issue, first_day="2025-03-31")
    desk.edit(issue, first_day="2025-03-13")
    both = Issue.objects.filter(newspaper__name="白汀晚报", precision="month").order_by("slug")
    desk.choose("join", *both, survivor=both[0].pk)
    desk.edit(Newspaper.objects.get(name="白汀晚报"), slug="baiting")
    desk.edit(Page.objects.get(issue__slug="2025-03-12", issue__newspaper__name="白汀晚报"), label="3")
    desk.edit(desk.article("渡口"), page=Page.objects.get(issue=issue, label="1").pk)


def _add(desk: Desk) -> None:
    """What was entered by hand."""
    from archive.models import Article, Newspaper, Page, Suspension

    paper = Newspaper.objects.get(name="沱岭日报")
    desk.add(Suspension, newspaper=paper.pk, first_day="2025-02-02", last_day="2025-02-04")
    page = Page.objects.get(issue__newspaper__name="雁洲周报").pk
    body = {"parts-TOTAL_FORMS": "1", "parts-0-page": page, "parts-0-blocks": "本期漏识的一则小记，照原版录入。"}
    byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-name": "宫雁", "bylines-0-kind": "person"}
    desk.add(Article, page=page, headline="编后小记", **body, **byline)
    desk.edit(desk.article("编后小记"), column="编后")


class Desk:
    """The admin, as an administrator and a clerk work in it."""

    def __init__(self) -> None:
        from django.contrib.auth.hashers import make_password
        from django.contrib.auth.models import Group, Permission, User
        from django.test import Client

        known = {"password": make_password("landed", salt="landed"), "is_staff": True}
        boss = User.objects.create(username="guanli", is_superuser=True, **known)
        clerk = User.objects.create(username="jiaodui", first_name="小禾", last_name="祝", **known)
        group = Group.objects.create(name="校对组")
        group.permissions.set(Permission.objects.filter(codename__in=["view_article", "change_article"]))
        clerk.groups.add(group)
        own = ["add_byline", "change_byline", "change_articlepart", "change_photo"]
        clerk.user_permissions.set(Permission.objects.filter(codename__in=own))
        self.boss, self.clerk = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
        self.boss.force_login(boss)
        self.clerk.force_login(clerk)

    def article(self, headline: str, **facts) -> Model:
        from archive.models import Article

        return Article.objects.get(headline=headline, **facts)

    def form(self, record: Model, by: Client | None = None) -> dict:
        """What the record's own page would send back, nothing edited."""
        from test_admin import form_of, url

        return form_of((by or self.boss).get(url(record)))

    def edit(self, record: Model, by: Client | None = None, **changes) -> None:
        from test_admin import url

        response = (by or self.boss).post(url(record), self.form(record, by) | changes)
        assert response.status_code == 302, response.context["errors"]

    def add(self, model: type[Model], **values) -> None:
        from test_admin import form_of, url

        place = url(model) + "add/"
        response = self.boss.post(place, form_of(self.boss.get(place)) | values)
        assert response.status_code == 302, response.context["errors"]

    def delete(self, record: Model) -> None:
        from test_admin import url

        assert self.boss.post(url(record, "delete"), {"post": "yes"}).status_code == 302

    def choose(self, action: str, *records: Model, **more) -> None:
        """An action of a list."""
        from test_admin import act

        assert act(self.boss, type(records[0]), action, records, **more).status_code == 200


def _forget_what_passes() -> None:
    from django.contrib.sessions.models import Session

    from search.models import IndexTask

    for passing in (Session, IndexTask):
        passing.objects.all().delete()


@contextmanager
def _pages() -> Iterator[list[Path]]:
    """The files to import, in a folder with their manifest."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE / "pages", folder, dirs_exist_ok=True)
        name, data = REFUSED
        (Path(folder) / name).write_bytes(data)
        for name, encoding in ENCODED.items():
            path = Path(folder) / name
            path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
        yield sorted(Path(folder).glob("*.txt"))


@contextmanager
def _parser(newer: int, without: str | None = None) -> Iterator[None]:
    """A parser of an earlier version, or today's, that does not see the article of this headline."""
    from archive import parsing

    read, version = parsing.parse_page, parsing.PARSER_VERSION

    def read_otherwise(text: str, known=()):
        page = read(text, known)
        return replace(page, articles=tuple(each for each in page.articles if each.headline != without))

    with (
        mock.patch.object(parsing, "parse_page", read_otherwise),
        mock.patch.object(parsing, "PARSER_VERSION", version + newer),
    ):
        yield


def _import(pages: list[Path]) -> None:
    from django.core.management import call_command

    try:
        call_command("import_pages", *pages, stdout=sys.stderr)
    except SystemExit as end:
        if end.code != 1:  # which says that some were refused or held
            raise


def _recorded() -> str:
    """The answers, an entry a line."""
    from archive.models import Address, Article, Byline, Newspaper

    paths = [
        "/",
        "/papers/",
        "/sitemap.xml",
        *(f"/sitemap-{kind}-0.xml" for kind in ("newspapers", "issues", "pages", "articles")),
    ]
    keys = set(Article.objects.values_list("key", flat=True))
    for path in Address.objects.order_by("path").values_list("path", flat=True):
        paths.append(path)
        if path.count("/") == len(["", "papers", "newspaper", "issue", "page", "article"]):
            paths += [path.rstrip("/") + suffix for suffix in (".json", ".txt")]
            keys.add(path.removeprefix("/papers/").strip("/").replace("/", "-"))
    paths += [f"{newspaper.get_absolute_url().rstrip('/')}.atom" for newspaper in Newspaper.objects.all()]
    names = Byline.objects.order_by("name").values_list("name", flat=True).distinct()
    paths += [f"/contributors/{name}/" for name in names]
    paths += [f"/api/v1/articles/{key}/" for key in sorted(keys)]
    ask = [sys.executable, str(HERE / "ask.py")]
    answers = json.loads(
        subprocess.run(ask, input=json.dumps(paths), check=True, capture_output=True, text=True).stdout
    )
    export = [sys.executable, "manage.py", "export_articles"]
    exported = subprocess.run(export, check=True, capture_output=True, text=True).stdout.splitlines()
    lines = [
        f"{json.dumps(path, ensure_ascii=False)}: {json.dumps(answer, ensure_ascii=False)}"
        for path, answer in answers.items()
    ]
    return '{"answers": {\n' + ",\n".join(lines) + '\n},\n"exported": [\n' + ",\n".join(exported) + "\n]}\n"


def _store(database: Path, to: Path) -> None:
    with sqlite3.connect(database) as connection:
        dump = "\n".join(connection.iterdump()) + "\n"
    with to.open("wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packed:
        packed.write(dump.encode())


if __name__ == "__main__":
    main()

"""What is wrong with the installation is one line that says what to do, and 503 to a reader; never a traceback, never 500."""

import errno
import os
import resource
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import records
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client
from forms import form_of

from archive import views
from archive.admin.articles import ArticleAdmin
from archive.installation import remedy
from archive.models import Newspaper, PageImage

# --- Commands and the start ---


NO_STATIC_FILES = "ignore:No directory at:UserWarning"  # in a checkout where none were collected, WhiteNoise says so


def run(data_dir: Path, *words: str, **options) -> subprocess.CompletedProcess:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=kept | {"DATA_DIR": str(data_dir), "PORT": "0", "PYTHONWARNINGS": NO_STATIC_FILES},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def a_file(folder: Path) -> Path:
    path = folder / "file"
    path.write_text("x")
    return path


def holding(name: str, data: bytes | None = None):
    """A DATA_DIR in which a file of ours is a folder, or another's."""

    def make(folder: Path) -> Path:
        if data is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(data)
        return folder

    return make


def a_loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


WRONG_FOLDERS = {
    "a file": a_file,
    "below a file": lambda folder: a_file(folder) / "data",
    "where nothing can be made": lambda _folder: Path("/proc/data"),
    "a device": lambda _folder: Path("/dev/null"),
    "a loop": a_loop,
    "with too long a name": lambda folder: folder / ("x" * 300),
    "with a database that is a folder": holding("archive.sqlite3"),
    "with a key that is a folder": holding("secret_key"),
}
COMMANDS = {
    "migrate": ("manage.py", "migrate"),
    "import_pages": ("manage.py", "import_pages"),
    "update_index": ("manage.py", "update_index"),
    "serving": ("-m", "gunicorn", "--config", "python:archive.gunicorn"),
}


@pytest.mark.parametrize("make", WRONG_FOLDERS.values(), ids=WRONG_FOLDERS)
@pytest.mark.parametrize("words", [COMMANDS["migrate"], COMMANDS["serving"]], ids=["migrate", "serving"])
def test_a_folder_that_cannot_be_used(tmp_path, make, words):
    done = run(make(tmp_path), *words)
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout, line.startswith("不能使用 DATA_DIR=")) == (1, "", True)


ODD_CONTENTS = {
    "a database of something else": (holding("archive.sqlite3", b"something else" * 100), "migrate", "请用备份恢复"),
    "a damaged database": (holding("archive.sqlite3", b"SQLite format 3\0" + b"x" * 5000), "migrate", "请用备份恢复"),
    "nothing migrated": (lambda folder: folder, "update_index", "manage.py migrate"),
    "nothing migrated, to import": (lambda folder: folder, "import_pages", "migrate"),
    "dictionaries that are a file": (holding("jieba", b"x"), "serving", "请用备份恢复"),
}


@pytest.mark.parametrize(("make", "command", "said"), ODD_CONTENTS.values(), ids=ODD_CONTENTS)
def test_what_lies_in_the_folder_cannot_be_used(tmp_path, make, command, said):
    done = run(make(tmp_path), *COMMANDS[command])
    lines = done.stderr.splitlines()
    assert (done.returncode, [said in line for line in lines]) == (1, [True]), lines


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_disk_that_is_full(tmp_path):
    done = run(tmp_path, "manage.py", "migrate", "--verbosity", "0", preexec_fn=small_files)
    [line] = done.stderr.splitlines()
    assert (done.returncode, "磁盘已满或无法写入" in line) == (1, True), line


def test_an_output_that_cannot_be_written(tmp_path):
    with open("/dev/full", "w") as full:
        kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
        call = [sys.executable, "manage.py", "help"]
        done = subprocess.run(
            call,
            cwd=settings.BASE_DIR,
            env=kept,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "磁盘已满或无法写入" in done.stderr


def test_a_log_that_cannot_be_written_stops_the_start_with_a_word(tmp_path):
    done = run(tmp_path, *COMMANDS["serving"], "--error-logfile", str(tmp_path / "none" / "log"))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "isn't writable" in done.stderr


def test_a_database_of_other_rights_is_the_owners_alone_from_the_start(tmp_path):
    before = os.umask(0o022)
    try:
        run(tmp_path, "manage.py", "migrate", "--verbosity", "0")
        held = sqlite3.connect(tmp_path / "archive.sqlite3")
        held.execute("BEGIN IMMEDIATE")
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("archive.sqlite3*")}
        assert files == dict.fromkeys(("archive.sqlite3", "archive.sqlite3-shm", "archive.sqlite3-wal"), 0o600)
        for path in tmp_path.glob("archive.sqlite3*"):  # as of an installation before, or copied back
            path.chmod(0o644)
        run(tmp_path, "manage.py", "check")
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("archive.sqlite3*")} == {0o600}
        held.close()
    finally:
        os.umask(before)


@pytest.mark.django_db
def test_what_is_saved_is_on_the_disk():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_folder_deeper_than_calls_can_be(tmp_path, db):
    data, pages = tmp_path / "data", tmp_path / "pages"
    before = os.getcwd()
    pages.mkdir()
    try:
        os.chdir(pages)
        for _level in range(1200):
            os.mkdir("d")
            os.chdir("d")
        Path("deep.txt").write_text("通辽日报\n2026年2月6日\n## 肉牛\n今天肉牛上市。\n", encoding="utf-8")
    finally:
        os.chdir(before)
    data.mkdir()
    run(data, "manage.py", "migrate", "--verbosity", "0")
    done = run(data, "manage.py", "import_pages", str(pages))
    assert (done.returncode, done.stderr, done.stdout.splitlines()[-2][:4]) == (0, "", "导入 1")
    subprocess.run(["rm", "-r", str(pages)], check=True)  # deeper than pytest can remove


# --- What is whose fault ---


OURS = [
    ValueError("no"),
    KeyError("locked"),
    OSError("image file is truncated"),
    FileNotFoundError(errno.ENOENT, "No such file or directory", "/elsewhere"),
    BrokenPipeError(errno.EPIPE, "Broken pipe"),
    ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
    TimeoutError("timed out"),
    IntegrityError("UNIQUE constraint failed: archive_article.key"),
    OperationalError('near "SELEC": syntax error'),
    OperationalError("too many SQL variables"),
    InterfaceError("Error binding parameter 0"),
    DatabaseError("something else"),
    RuntimeError("database is locked"),
]
THE_INSTALLATIONS = {
    "locked": (OperationalError("database is locked"), "请稍后重试"),
    "a table locked": (OperationalError("database table is locked: archive_article"), "请稍后重试"),
    "read only": (OperationalError("attempt to write a readonly database"), "所有者和权限"),
    "cannot be opened": (OperationalError("unable to open database file"), "所有者和权限"),
    "input or output": (OperationalError("disk I/O error"), "磁盘"),
    "full": (OperationalError("database or disk is full"), "磁盘"),
    "malformed": (DatabaseError("database disk image is malformed"), "备份"),
    "another's": (DatabaseError("file is not a database"), "备份"),
    "unmade": (OperationalError("no such table: archive_article"), "migrate"),
    "not upgraded": (OperationalError("no such column: archive_article.genre"), "migrate"),
    "no room": (OSError(errno.ENOSPC, "No space left on device", "/data/media/x"), "磁盘"),
    "no room for this user": (OSError(errno.EDQUOT, "Disk quota exceeded"), "磁盘"),
    "a read-only disk": (OSError(errno.EROFS, "Read-only file system", "/data"), "所有者和权限"),
    "another's file": (PermissionError(errno.EACCES, "Permission denied", "/data"), "所有者和权限"),
    "a faulty disk": (OSError(errno.EIO, "Input/output error"), "磁盘"),
    "too many files": (OSError(errno.EMFILE, "Too many open files"), "ulimit"),
    "a file that is gone": (
        FileNotFoundError(errno.ENOENT, "No such file", str(settings.DATA_DIR / "media" / "x")),
        "备份",
    ),
}


@pytest.mark.parametrize("error", OURS, ids=repr)
def test_an_error_of_ours_is_500(db, monkeypatch, error):
    assert remedy(error) == ""
    monkeypatch.setattr(views.listings, "newspapers", lambda: (_ for _ in ()).throw(error))
    assert Client(raise_request_exception=False).get("/papers/").status_code == 500


@pytest.mark.parametrize(("error", "said"), THE_INSTALLATIONS.values(), ids=THE_INSTALLATIONS)
def test_an_error_of_the_installation_is_503_with_a_word(client, db, monkeypatch, caplog, error, said):
    def fail(*_arguments, **_named):
        raise error

    assert said in remedy(error)
    assert len(remedy(error).splitlines()) == 1
    monkeypatch.setattr(views.listings, "newspapers", fail)
    monkeypatch.setattr("search.api.suggest", fail)
    answer = client.get("/papers/")
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer.has_header("ETag")) == (503, "30", False)
    assert "<h1>暂时无法处理</h1>" in html
    assert str(error) not in html
    assert remedy(error) in caplog.text
    answer = client.get("/api/v1/suggest/?q=a")
    assert (answer.status_code, answer.json()) == (503, {"detail": "服务器暂时无法完成这次请求，请稍后重试。"})


@pytest.mark.parametrize("what", ["whole", "small"])
def test_an_image_whose_file_is_missing(client, db, settings, tmp_path, what):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    page = records.page()
    records.article(page, "正文")
    sizes = {"width": 1, "height": 1, "small_width": 1, "small_height": 1}
    PageImage.objects.create(page=page, whole="gone.jpg", small="gone.small.jpg", **sizes)
    suffix = {"whole": ".jpg", "small": ".small.jpg"}[what]
    assert client.get(page.get_absolute_url().removesuffix("/") + suffix).status_code == 503
    assert client.get(page.get_absolute_url()).status_code == 200


# --- What was typed stays ---


@pytest.fixture
def locked(monkeypatch):
    def fail(*_arguments, **_named):
        raise OperationalError("database is locked")

    return lambda owner, name: monkeypatch.setattr(owner, name, fail)


def test_what_an_editor_typed_can_be_sent_again(admin_client, locked):
    article = records.article(records.page(), "正文")
    locked(ArticleAdmin, "save_model")
    shown = form_of(admin_client.get(f"/admin/archive/article/{article.pk}/change/"))
    typed = shown | {"headline": '<b>肉牛"上市</b>\n第二行', "csrfmiddlewaretoken": "x" * 64}
    answer = admin_client.post(f"/admin/archive/article/{article.pk}/change/", typed)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert f'<form action="/admin/archive/article/{article.pk}/change/" method="post">' in html
    assert 'name="headline" value="&lt;b&gt;肉牛&quot;上市&lt;/b&gt;\n第二行"' in html
    assert f'name="csrfmiddlewaretoken" value="{"x" * 64}"' in html
    assert "您填写的内容未丢失" in html


def test_a_password_is_not_given_back(client, db, locked):
    locked(User.objects, "get_by_natural_key")
    answer = client.post("/admin/login/", {"username": "bianji", "password": "secret words"})
    html = answer.content.decode()
    assert (answer.status_code, "secret words" in html, "请返回上一页后重新提交" in html) == (503, False, True)


def test_a_session_that_cannot_be_saved(db, locked):
    User.objects.create_user("bianji", password="right", is_staff=True)
    locked(SessionStore, "save")
    answer = Client(raise_request_exception=False).post("/admin/login/", {"username": "bianji", "password": "right"})
    assert answer.status_code == 503


def test_reading_needs_no_room(client, db):
    records.newspaper()
    assert Newspaper.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            assert client.get("/papers/").status_code == 200
            assert client.get("/healthz").status_code in (200, 503)
            answer = client.post("/admin/login/", {"username": "a", "password": "b"})
            assert answer.status_code == 503
        finally:
            cursor.execute("PRAGMA query_only = OFF")

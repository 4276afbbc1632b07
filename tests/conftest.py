"""Fixtures that more than one test module needs."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils.translation import deactivate
from haystack import connections
from playwright.sync_api import sync_playwright

from archive.signals import articles_changed
from search.engine import IndexUnavailable
from search.indexing import enqueue
from tests.reading import golden

_numbers = count(1)  # of the tests' indexes
CHROMIUM = Path("/usr/bin/chromium")
# How long an example takes says how busy the machine is: the first one may load a dictionary.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session", autouse=True)
def _plain_settings():
    """Pages are tested without collecting static files first, those of the live server too, and as often as need be;
    passwords are hashed quickly."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
        SEARCHES_PER_MINUTE=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _own_language():
    """A request leaves its language behind in the thread that served it: not for the next test."""
    yield
    deactivate()


@contextmanager
def _index_in(folder: Path) -> Iterator[None]:
    """The index is the one in this folder, which is made by who writes it: thousands of tests have none."""
    before = connections.connections_info["default"]
    connections.connections_info["default"] = {**before, "PATH": str(folder)}
    connections.reload("default")
    yield
    connections["default"].reset_sessions()  # lets go of the files
    connections.connections_info["default"] = before
    connections.reload("default")


@pytest.fixture(autouse=True)
def _own_index(request, tmp_path_factory):
    """Every test has an index of its own, in a folder of its own: none ever touches the installation's. One that its
    module's tests have together is put back after a test that wrote it."""
    if "lasting_index" not in request.fixturenames:
        with _index_in(tmp_path_factory.getbasetemp() / "indexes" / str(next(_numbers))):
            yield
        return
    before = _index_version()
    yield
    if _index_version() != before:
        folder = Path(connections.connections_info["default"]["PATH"])
        connections["default"].reset_sessions()
        shutil.rmtree(folder)
        shutil.copytree(_kept(folder), folder)
        connections.reload("default")


def _index_version() -> str | None:
    try:
        return connections["default"].get_backend().version()
    except IndexUnavailable:
        return None


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-kept")


@pytest.fixture(scope="module")
def lasting_record(django_db_setup, django_db_blocker, tmp_path_factory):
    """What a module's fixtures write stands for all its tests: each begins with it as it was written, and what a test
    does itself is rolled back. Who writes is autouse, so that no test depends on those that ran before; none may commit."""
    index = _index_in(tmp_path_factory.mktemp("lasting") / "index")
    with index, django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lasting_index(lasting_record):
    """Build the index with which all tests of a module begin, from the lasting record as it stands."""

    def build() -> None:
        _rebuild()
        folder = Path(connections.connections_info["default"]["PATH"])
        shutil.copytree(folder, _kept(folder))

    return build


def _rebuild() -> None:
    call_command("rebuild_index", interactive=False, verbosity=0)


@pytest.fixture
def index():
    """Build the index from the record as it stands."""
    return _rebuild


@pytest.fixture
def no_index(tmp_path):
    """Nothing was indexed yet, whatever index the tests of the module have."""
    with _index_in(tmp_path / "none"):
        yield


@pytest.fixture
def unindexed():
    """What changes is not written to the index: for tests of the record alone, which change very much."""
    uid = "search.enqueue"
    articles_changed.disconnect(dispatch_uid=uid)
    yield
    articles_changed.connect(enqueue, dispatch_uid=uid)


@pytest.fixture
def engine():
    """The search engine of this test: its index is made when it is first written to."""
    return connections["default"].get_backend()


@pytest.fixture(scope="session")
def _chromium():
    """Debian's Chromium, started once: that takes longer than most tests. Playwright's loop goes on in this thread until the
    last test, and Django takes it for one in which the record is touched: it is told that no other thread is."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed"
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(missing)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser(_chromium):
    """A browser without windows; what a test opens is closed after it."""
    yield _chromium
    for context in list(_chromium.contexts):
        context.close()


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it need not be searched for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    what = "write anew what is known to be read wrongly on this golden page (one, by its name)"
    parser.addoption("--rewrite-readings", metavar="NAME", help=what)


def pytest_configure(config: pytest.Config) -> None:
    name = config.getoption("--rewrite-readings")
    if name is not None and name not in golden.texts():
        raise pytest.UsageError(f"--rewrite-readings={name}: no golden page has this name")

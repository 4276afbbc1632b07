"""The container, as far as it goes without an engine: the Dockerfile's own lines are run, in a folder instead of one."""

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests import environment

ROOT = settings.BASE_DIR
LINES = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text()).splitlines()
INSTRUCTIONS = [tuple(line.split(maxsplit=1)) for line in LINES if line.strip() and not line.startswith("#")]
HOST = "baozang.example.org"


def said(instruction: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == instruction]


VARIABLES = dict(pair.split("=", 1) for rest in said("ENV") for pair in rest.split())


@dataclass(frozen=True)
class Container:
    """A folder made as the image is, and another for its volume."""

    app: Path
    environment: dict[str, str]

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    def run(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command, cwd=self.app, env=self.environment, timeout=60, check=False, capture_output=True, text=True
        )

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and text of what it answers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers={"Host": HOST} | headers)
            answer = connection.getresponse()
            data = answer.read()
        return (
            answer.status,
            answer.headers,
            gzip.decompress(data).decode() if data[:2] == b"\x1f\x8b" else data.decode(),
        )

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen]:
        """The container's command, from the moment it listens."""
        process = subprocess.Popen(
            json.loads(said("CMD")[-1]), cwd=self.app, env=self.environment, start_new_session=True
        )
        try:
            for _wait in range(600):
                assert process.poll() is None, "the command ended"
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                        break
                time.sleep(0.1)
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def container(tmp_path_factory) -> Container:
    place = tmp_path_factory.mktemp("container")
    app, volume, build = place / "app", place / "data", place / "build"
    for *sources, target in (rest.split() for rest in said("COPY")):
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                (app / target).mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, app / target)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    made = Container(app, {"PATH": programs, "HOME": "/nowhere"})
    for line in said("RUN"):
        if "manage.py" in line:
            done = made.run("sh", "-c", line.replace("/tmp/build", str(build)))
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not build.exists()
    volume.mkdir()
    variables = VARIABLES | {"DATA_DIR": str(volume), "PORT": str(free_port()), "ALLOWED_HOSTS": HOST}
    return Container(app, made.environment | variables)


@pytest.fixture(scope="module")
def served(container) -> Iterator[Container]:
    with container.started():
        yield container


def test_the_image_runs_as_a_user_of_its_own_that_may_write_only_to_the_volume():
    order = [name for name, _rest in INSTRUCTIONS]
    user, volume = said("USER")[-1], VARIABLES["DATA_DIR"]
    assert user not in ("root", "0")
    assert order.index("USER") > max(place for place, name in enumerate(order) if name in ("RUN", "COPY"))
    assert any(f"chown {user} {volume}" in line for line in said("RUN"))
    assert said("VOLUME") == [volume]


def test_every_folder_that_the_settings_name_is_copied():
    named = [*settings.TEMPLATES[0]["DIRS"], *settings.STATICFILES_DIRS, *settings.LOCALE_PATHS, ROOT / "seeds"]
    needed = {folder.name for folder in named if any(folder.rglob("*.*"))} | {"archive", "search", "manage.py"}
    copied = {source.rstrip("/") for rest in said("COPY") for source in rest.split()[:-1]}
    assert copied == needed | {"requirements.txt"}


def test_it_serves_pages_with_their_static_files_and_says_that_it_is_well(served):
    status, _headers, report = served.get("/healthz")
    assert (status, json.loads(report)["agree"]) == (200, True)
    status, _headers, home = served.get("/")
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', home)
    assert (status, bool(sheets)) == (200, True)
    for sheet in sheets:
        assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
        status, headers, _style = served.get(sheet, **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in headers["Cache-Control"]
    assert served.get("/", Host="elsewhere.example.org")[0] == 400


def test_what_is_imported_beside_it_is_found_and_nothing_is_written_outside_the_volume(served):
    files = {path for path in served.app.rglob("*") if "__pycache__" not in path.parts}
    imported = served.run("python", "manage.py", "import_pages")
    assert (imported.returncode, imported.stderr) == (0, "")
    status, _headers, found = served.get("/api/v1/articles/?q=%E8%82%89%E7%89%9B")
    assert (status, json.loads(found)["count"] > 0) == (200, True)
    assert json.loads(served.get("/healthz")[2])["agree"] is True
    assert {path for path in served.app.rglob("*") if "__pycache__" not in path.parts} == files


def test_behind_a_proxy_its_links_have_the_scheme_that_the_proxy_was_asked_by(served):
    served.run("python", "manage.py", "import_pages")
    for scheme in ("http", "https"):
        _status, _headers, page = served.get("/papers/tongliao-ribao/", **{"X-Forwarded-Proto": scheme})
        assert f'<link rel="canonical" href="{scheme}://{HOST}/papers/tongliao-ribao/">' in page


def test_it_stops_when_told_and_starts_again_with_all_it_had(container):
    check = ["sh", "-c", said("HEALTHCHECK")[0].partition("CMD ")[2]]
    other = Container(container.app, container.environment | {"PORT": str(free_port())})
    assert other.run(*check).returncode != 0
    for _again in range(2):
        with other.started() as process:
            assert other.run(*check).returncode == 0
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
    assert other.run(*check).returncode != 0


def test_compose_gives_it_its_volume_its_port_and_variables_that_it_reads():
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    [service] = composed["services"].values()
    [volume] = composed["volumes"]
    assert service["volumes"] == [f"{volume}:{VARIABLES['DATA_DIR']}"]
    assert [port.rpartition(":")[2] for port in service["ports"]] == [VARIABLES["PORT"]] == said("EXPOSE")
    assert set(service["environment"]) <= environment.of_the_project() | environment.OF_GUNICORN

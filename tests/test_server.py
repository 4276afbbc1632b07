"""gunicorn as make run and the container start it: clients that send or take slowly, or nothing, stop nobody else."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings

START = [sys.executable, "-m", "gunicorn", "--config", "python:archive.gunicorn"]
MANY = 60  # of each kind: there are four threads
LONG = "application/x-www-form-urlencoded\r\nContent-Length: "


class Server:
    """A server in a process group of its own, on a port that is free."""

    def __init__(self, folder) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        told = {"DATA_DIR": str(folder), "PORT": str(self.port), "WEB_CONCURRENCY": "1", "SEARCHES_PER_MINUTE": "0"}
        self.environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | told
        self.process: subprocess.Popen | None = None

    def manage(self, *words: str) -> None:
        run = [sys.executable, "manage.py", *words]
        subprocess.run(run, cwd=settings.BASE_DIR, env=self.environment, check=True, timeout=120, capture_output=True)

    def start(self) -> None:
        self.process = subprocess.Popen(START, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True)
        for _wait in range(600):
            assert self.process.poll() is None
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            sleep(0.1)
        pytest.fail("it does not listen")

    def connect(self, receive: int = 0) -> socket.socket:
        sock = socket.socket()
        if receive:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        sock.settimeout(30)
        sock.connect(("127.0.0.1", self.port))
        return sock

    def say(self, data: bytes) -> bytes:
        """All that is answered to these bytes until the connection ends."""
        with self.connect() as sock:
            sock.sendall(data)
            return heard(sock)

    def status(self, path: str = "/papers/") -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status


def heard(sock: socket.socket) -> bytes:
    answer = b""
    while data := sock.recv(65536):
        answer += data
    return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("served"))
    made.manage("collectstatic", "--noinput", "--verbosity", "0")
    made.manage("migrate", "--verbosity", "0")
    made.manage("import_pages")
    made.start()
    yield made
    if made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGKILL)
    made.process.wait()


HOSTILE = {
    "nothing": b"",
    "half a request line": b"GET /pap",
    "a request line": b"GET /papers/ HTTP/1.1\r\n",
    "half a header": b"GET /papers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A",
    "all but the last byte": b"GET /papers/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r",
    "line feeds alone": b"GET /papers/ HTTP/1.1\nHost: 127.0.0.1\n\n",
    "a form without its body": b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s20\r\n\r\n",
    "half a body": b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s20\r\n\r\nlanguage",
    "a long body without its end": b"POST /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999\r\n\r\n",
    "a long form without its end": b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s2000000\r\n\r\n"
    + b"a" * 140_000,
    "a body that is asked for": b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
    b"Content-Length: 20\r\n\r\n",
    "chunks without their end": b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nlang",
    "one answer and no more": b"GET /papers/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "one answer and half a request": b"GET /papers/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /pa",
    "noise": bytes(range(256)),
}
HOSTILE = {kind: data.replace(b"%s", LONG.encode()) for kind, data in HOSTILE.items()}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_many_who_send_so_much_and_no_more_stop_nobody(server, data):
    with ExitStack() as held:
        for _client in range(MANY):
            held.enter_context(server.connect()).sendall(data)
        start = monotonic()
        assert [server.status() for _again in range(10)] == [200] * 10
        assert monotonic() - start < 5


def test_many_who_take_no_answer_stop_nobody(server):
    style = re.search(rb"/static/archive[^\"]+css", server.say(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"))[0]
    asked = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % style
    with ExitStack() as held:
        for _client in range(MANY):
            held.enter_context(server.connect(receive=1024)).sendall(asked * 200)
        start = monotonic()
        assert [server.status() for _again in range(10)] == [200] * 10
        assert monotonic() - start < 20


def test_more_than_a_process_keeps_push_out_those_who_wait_longest(server):
    with ExitStack() as held:
        first = held.enter_context(server.connect())
        first.sendall(b"GET /pap")
        for _client in range(450):
            held.enter_context(server.connect()).sendall(b"GET /pap")
        assert [server.status() for _again in range(3)] == [200] * 3
        first.settimeout(30)
        with suppress(ConnectionResetError):
            assert heard(first) == b""


def test_who_sends_nothing_more_is_let_go_with_a_word(server):
    start = monotonic()
    assert server.say(b"GET /pap").startswith(b"HTTP/1.1 408 ")
    assert 5 < monotonic() - start < 25


ANSWERS = {
    "a head that never ends": (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 12_000, b"431"),
    "a header that is too long": (b"GET / HTTP/1.1\r\nX-A: " + b"b" * 9000 + b"\r\n\r\n", b"431"),
    "an address that is too long": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
    "8 KB of a query": (b"GET /papers/?a=" + b"b" * 8000 + b" HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", b"200"),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
    "a length that is none": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", b"400"),
    "a negative length": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
    "a length of very many digits": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", b"400"),
    "chunks": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
    "no request": (b"\r\n\r\n\r\n\r\n", b"400"),
    "a host that is not ours": (b"GET / HTTP/1.0\r\nHost: example.org\r\n\r\n", b"400"),
    "a body that nobody reads": (
        b"POST /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n" + b"a" * 100_000,
        b"413",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "status"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_answered(server, data, status):
    assert server.say(data).split(b" ")[1] == status


def test_requests_that_follow_on_each_other_are_answered_in_their_order(server):
    asked = b"".join(
        b"%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s" % (line, len(body), body)
        for line, body in [
            (b"GET /papers/", b""),
            (b"POST /nowhere/", b"x" * 1000),
            (b"POST /language/", b"language=en"),
            (b"HEAD /papers/", b""),
            (b"GET /nowhere/", b"y"),
        ]
    )
    last = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answers = re.findall(rb"HTTP/1\.1 (\d+) ", server.say(asked + last))
    assert answers == [b"200", b"404", b"302", b"200", b"404", b"200"]


def test_a_request_that_comes_byte_by_byte_is_answered(server):
    with server.connect() as sock:
        for byte in b"GET /robots.txt HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n":
            sock.sendall(bytes([byte]))
            sleep(0.01)
        assert heard(sock).startswith(b"HTTP/1.0 200")


def test_who_asks_whether_to_go_on_is_told_so_once(server):
    head = b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nConnection: close\r\n"
    with server.connect() as sock:
        sock.sendall(head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n")
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"language=en")
        answer = heard(sock)
    assert (answer[:12], b"django_language=en" in answer) == (b"HTTP/1.1 302", True)


def test_while_another_writes_pages_are_read_and_a_form_comes_back(server):
    form = server.say(b"GET /admin/login/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    cookie = re.search(rb"Set-Cookie: *(csrftoken=\w+)", form)[1]
    body = b"username=bianji&csrfmiddlewaretoken=%s&password=a" % token
    head = b"POST /admin/login/ HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: %s\r\nContent-Type: %s%d\r\n\r\n"
    with closing(sqlite3.connect(Path(server.environment["DATA_DIR"]) / "archive.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        with server.connect() as sock:
            sock.sendall(head % (cookie, LONG.encode(), len(body)) + body)
            assert [server.status(path) for path in ("/", "/papers/", "/healthz")] == [200] * 3
            answer = heard(sock).decode()
    assert answer.startswith("HTTP/1.0 503 ")
    assert "Retry-After: 30" in answer
    assert "<h1>暂时无法处理</h1>" in answer


def test_it_stops_at_once_though_many_are_connected(server):
    with ExitStack() as held:
        for data in HOSTILE.values():
            held.enter_context(server.connect()).sendall(data)
        sleep(1)
        start = monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=40) == 0
        assert monotonic() - start < 20

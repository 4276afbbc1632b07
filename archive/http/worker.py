"""gunicorn's threaded worker, with threads that no slow client can hold.

gunicorn's own reads a request and writes its answer in a thread, however long the client takes over either: as many
clients as there are threads stop it. Here the loop that waits for all connections at once collects each request, and
sends on each answer as fast as it is taken; a thread only makes the answer. Who sends or takes nothing for too long is
let go, and of very many connections the one that has waited longest.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from time import monotonic

from gunicorn import http
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from archive.http import LONGEST_BODY

LONGEST_HEAD = 64 * 1024
HELD = 256 * 1024  # bytes of an answer kept in memory until they are taken; more are kept on disk
PATIENCE = 10  # seconds for which a client may be late with all it has to send, or to take
PACE = 8 * 1024  # bytes a second that it must come to after that
BLOCK = 64 * 1024

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTED = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_ANSWER = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TIMED_OUT, _NO_LENGTH = _ANSWER % b"408 Request Timeout", _ANSWER % b"411 Length Required"
_LONG_HEAD = _ANSWER % b"431 Request Header Fields Too Large"


class Connection:
    """A client: what it has sent of its request, and what it has yet to take of the answer.

    To gunicorn's parser and response it is the socket. Only the loop or one thread ever has a connection in hand.
    """

    initialized, is_http2 = True, False  # what ThreadWorker asks of it

    def __init__(self, cfg: Config, own_socket: socket.socket, client: tuple, server: tuple) -> None:
        self.socket, self.client, self.server = own_socket, client, server
        self.sock = self
        self.parser = http.get_parser(cfg, self, client)
        self.received = bytearray()
        self.answer = SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115  as long as the connection
        self.goes_on = False  # whether another request may follow
        self.begin()

    def begin(self) -> None:
        """Wait for a request."""
        self.length: int | None = None  # of the request, head and body, once the head is there
        self.unread = 0  # of the request, once a thread reads it
        self.moved = self.size = self.taken = 0  # bytes received or sent since it began to; of the answer: made, sent
        self.refusal = b""
        self.asked_for_more = False
        self.since = monotonic()
        self.patience: float = PATIENCE

    @property
    def deadline(self) -> float:
        return self.since + self.patience + self.moved / PACE

    # --- In the loop ---

    def receive(self) -> bool:
        """Take what has come; False if the client has left."""
        data = self.socket.recv(BLOCK)
        if not self.moved:
            self.since, self.patience = monotonic(), PATIENCE
        self.moved += len(data)
        self.received += data
        return bool(data)

    def is_whole(self) -> bool:
        """Whether a thread can take up the request: it is all there, or as much as is collected of one so long."""
        if self.length is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                if len(self.received) > LONGEST_HEAD:
                    self.refusal = _LONG_HEAD
                return bool(self.refusal)
            head = bytes(self.received[: end + 4])
            if _CHUNKED.search(head):
                self.refusal = _NO_LENGTH  # Django reads none without
            length = _LENGTH.search(head)
            body = int(length[1]) if length else 0
            self.length = end + 4 + body
            if body and len(self.received) == end + 4 and _EXPECTED.search(head) and body <= LONGEST_BODY:
                self._ask_for_more()
        return bool(self.refusal) or len(self.received) >= min(self.length, LONGEST_HEAD + LONGEST_BODY)

    def _ask_for_more(self) -> None:
        self.asked_for_more = True
        with suppress(OSError):
            self.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def hand_over(self) -> None:
        self.unread = self.length or 0

    def give_back(self, goes_on: bool) -> None:
        """A thread has made the answer. A request that was not read to its end is the last of its connection."""
        self.goes_on = goes_on and not self.unread
        self.size, self.taken, self.moved = self.answer.tell(), 0, 0
        self.since, self.patience = monotonic(), PATIENCE

    def deliver(self) -> bool:
        """Send on what the client takes now; whether that was all. Raises OSError if it has left."""
        self.socket.setblocking(False)
        while self.taken < self.size:
            self.answer.seek(self.taken)
            try:
                sent = self.socket.send(self.answer.read(BLOCK))
            except BlockingIOError:
                return False
            self.taken += sent
            self.moved += sent
        self.answer.seek(0)
        self.answer.truncate()
        return True

    def refuse(self, answer: bytes) -> None:
        with suppress(OSError):
            self.socket.send(answer)

    def discard(self) -> bool:
        """Pass over what still comes; False at its end."""
        return bool(self.socket.recv(BLOCK))

    def let_go(self) -> None:
        self.answer.close()
        self.socket.close()

    # --- In a thread: what gunicorn does with a socket ---

    def init(self) -> None:
        """The parser is there already."""

    def setblocking(self, flag: bool) -> None:
        """The answer is never waited for: it is written down."""

    def gettimeout(self) -> float:
        return 0.0

    def fileno(self) -> int:
        return self.socket.fileno()

    def recv(self, size: int) -> bytes:
        """Of this request: what has come, then what is yet to come of a long body; of another nothing."""
        size = min(size, self.unread)
        if size and not self.received:
            left = self.deadline - monotonic()
            if left <= 0:
                raise TimeoutError("the client is too slow")
            self.socket.settimeout(left)
            data = self.socket.recv(size)
            self.moved += len(data)
        else:
            data = bytes(self.received[:size])
            del self.received[:size]
        self.unread -= len(data)
        return data

    def send(self, data: bytes) -> int:
        """100 Continue, which gunicorn sends before the answer."""
        if not self.asked_for_more:
            self._ask_for_more()
        return len(data)

    def sendall(self, data: bytes) -> None:
        self.answer.write(data)

    def shutdown(self, how: int) -> None:  # noqa: ARG002  a socket's
        raise OSError("only the loop ends a connection")

    def close(self) -> None:
        """The loop closes it, once what was written is taken."""


class Worker(ThreadWorker):
    """Collects requests and sends answers in the loop of ThreadWorker, and answers in its threads."""

    @classmethod
    def check_config(cls, cfg: Config, log: object) -> None:
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise RuntimeError("this worker speaks plain HTTP: let a reverse proxy speak HTTPS")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Connection, None] = {}  # in the loop's hands, in the order in which they came there

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.nr_conns += 1
        self._wait(Connection(self.cfg, sock, client, listener.getsockname()), selectors.EVENT_READ, self._receive)
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _make_room(self) -> None:
        for connection in self.waiting:
            self._drop(connection)
            return

    def _wait(self, connection: Connection, event: int, then: object) -> None:
        self.waiting[connection] = None
        self.poller.register(connection.socket, event, partial(self._ready, connection, then))

    def _ready(self, connection: Connection, then: object, _sock: socket.socket) -> None:
        if connection not in self.waiting:  # let go since the poller said so
            return
        try:
            then(connection)
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._drop(connection)

    def _release(self, connection: Connection) -> None:
        del self.waiting[connection]
        self.poller.unregister(connection.socket)

    def _drop(self, connection: Connection) -> None:
        self._release(connection)
        self.nr_conns -= 1
        connection.let_go()

    def _receive(self, connection: Connection) -> None:
        if not connection.receive():
            self._drop(connection)
        elif connection.is_whole():
            self._release(connection)
            self._take_up(connection)

    def _take_up(self, connection: Connection) -> None:
        if connection.refusal:
            connection.refuse(connection.refusal)
            self._end(connection)
        else:
            connection.hand_over()
            self.enqueue_req(connection)

    def handle(self, conn: Connection) -> bool:
        """Make the answer, and begin to send it: most are taken at once. In a thread."""
        goes_on = bool(super().handle(conn))
        conn.give_back(goes_on)
        with suppress(OSError):  # the loop will meet it too
            conn.deliver()
        return goes_on

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        return keepalive and conn.unread <= len(conn.received) and super()._keepalive_after(conn, keepalive)

    def finish_request(self, conn: Connection, fs: Future) -> None:
        if fs.cancelled() or fs.exception():
            conn.give_back(goes_on=False)
        try:
            done = conn.deliver()
        except OSError:
            self.nr_conns -= 1
            conn.let_go()
            return
        if done:
            self._after(conn)
        else:
            self._wait(conn, selectors.EVENT_WRITE, self._deliver)

    def _deliver(self, connection: Connection) -> None:
        if connection.deliver():
            self._release(connection)
            self._after(connection)

    def _after(self, connection: Connection) -> None:
        """The answer is on its way: wait for another request, or end."""
        if not connection.goes_on or not self.alive:
            self._end(connection)
            return
        connection.begin()
        connection.patience = self.cfg.keepalive
        if connection.received and connection.is_whole():
            self._take_up(connection)
        else:
            self._wait(connection, selectors.EVENT_READ, self._receive)

    def _end(self, connection: Connection) -> None:
        """Close, but let an answer arrive whole: what the client still sends would have the kernel take it back."""
        connection.begin()
        connection.patience = 2
        try:
            connection.socket.setblocking(False)
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.nr_conns -= 1
            connection.let_go()
        else:
            self._wait(connection, selectors.EVENT_READ, self._discard)

    def _discard(self, connection: Connection) -> None:
        if not connection.discard():
            self._drop(connection)

    def murder_pending(self) -> None:
        """Let go of who is too late; while the worker ends, of who has begun nothing."""
        now = monotonic()
        for connection in list(self.waiting):
            if now > connection.deadline or not (self.alive or connection.moved or connection.size):
                if connection.received and not connection.size:
                    connection.refuse(_TIMED_OUT)
                self._drop(connection)

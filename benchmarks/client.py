"""A client that takes little of the machine: one connection that stays open, answers that are not parsed.

It is a process of its own, so that it holds up neither another client nor who measures. For each line that it
is given, ``{"port": …, "paths": […]}``, it asks for all of the paths and answers with a line:
``{"begun": …, "ended": …, "pages": [[milliseconds, bytes, Server-Timing], …]}``, times by the system's clock
that only goes forward; or with ``{"error": …}``.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import time

HOST = "127.0.0.1"
WAITING = 120.0
"""Seconds that an answer may take."""
_ENCODINGS = "gzip, deflate, br, zstd"
"""As Chromium and Firefox ask."""
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_TIMING = re.compile(rb"(?i)\r\nserver-timing: *([^\r]*)")
_CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
_END = b"0\r\n\r\n"


class Connection:
    """Opened when it is needed, and anew where the server has closed it meanwhile."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def get(self, path: str) -> tuple[float, int, str]:
        """(milliseconds to the last byte, bytes of the page, ``Server-Timing``); raises OSError where the
        answer is no page."""
        head = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nAccept-Encoding: {_ENCODINGS}\r\n\r\n"
        request = head.encode()
        begun = time.perf_counter()
        answer, size = self._ask(request)
        took = (time.perf_counter() - begun) * 1000
        if not answer.startswith(b"HTTP/1.1 200"):
            raise OSError(f"port {self._port} answers {path} with {answer[:30]!r}")
        told = _TIMING.search(answer)
        return round(took, 3), size, told[1].decode() if told else ""

    def _ask(self, request: bytes) -> tuple[bytes, int]:
        if self._socket:
            try:
                self._socket.sendall(request)
                return self._read(self._socket)
            except (ConnectionError, EOFError):
                self.close()
        self._socket = socket.create_connection((HOST, self._port), timeout=WAITING)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        return self._read(self._socket)

    def _read(self, opened: socket.socket) -> tuple[bytes, int]:
        """The head of an answer and the size of its body."""
        read = b""
        while b"\r\n\r\n" not in read:
            read += _some(opened)
        head, _, body = read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length:
            size, wanted = len(body), int(length[1])
            while size < wanted:
                size += len(_some(opened))
            return head, size
        if not _CHUNKED.search(head):
            raise OSError("the answer does not say where it ends")
        while not body.endswith(_END):
            body += _some(opened)
        return head, len(body)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None


def _some(opened: socket.socket) -> bytes:
    if not (read := opened.recv(1 << 18)):
        raise EOFError
    return read


def main() -> None:
    connections: dict[int, Connection] = {}
    for line in sys.stdin:
        job = json.loads(line)
        connection = connections.setdefault(job["port"], Connection(job["port"]))
        begun = time.monotonic()
        try:
            pages = [connection.get(path) for path in job["paths"]]
            told = {"begun": begun, "ended": time.monotonic(), "pages": pages}
        except (OSError, EOFError) as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()

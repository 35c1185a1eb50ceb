"""A web server on this machine that takes alerts."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """A web server on this machine that keeps what it is sent and answers as told."""

    def __init__(self, status: int, place: str = "", wait: float = 0, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.done = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                receiver.got.append((self.path, dict(self.headers), body))
                if wait:
                    receiver.done.wait(wait)
                self.send_response(status)
                if place:
                    self.send_header("Location", place)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            # the handshake belongs to the thread that answers, or one refused client would end the server
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is meant
        self.address = f"127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def receiver(
    status: int = 200, place: str = "", wait: float = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    found = Receiver(status, place, wait, tls)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        found.done.set()
        found.server.shutdown()
        found.server.server_close()
        thread.join()

"""Where a CHIRP goes: the terminal, a file, a chat or pager by apprise, a web hook.

An address of a chat or a hook is a secret in itself, so it is never shown: not in a result, not in an error. A way is
named by its kind and, for a hook, its host. Whatever is not delivered raises NotDelivered, and says why.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import Any

from keyturn.adapter.config_files import read as read_file
from keyturn.errors import KeyturnError, UsageError
from keyturn.model.masking import mask
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPConnection
    from typing import TextIO

SECONDS = 10.0
"""For each step of a delivery: to connect, to send, to be answered."""
_LARGEST = 64_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
KINDS = ("console", "file", "apprise", "webhook")


class NotDelivered(KeyturnError):
    """An alert that did not reach where it should. Exit 1."""

    exit_code = 1


class Console:
    """The terminal's error stream."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, alert: Mapping[str, Any]) -> None:
        """One line. Control and bidi characters are written out, secrets masked."""
        stream = self._stream or sys.stderr
        text = safe(mask(str(alert.get("message", ""))))
        try:
            stream.write(f"{str(alert['level']).upper()} {safe(str(alert['type']))}: {text}\n")
            stream.flush()
        except OSError as error:
            raise NotDelivered(f"console: {error.strerror}") from error


class File:
    """A file of JSON lines, only ever appended to; made 0600 when it is not there."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self.name = f"file {safe(self.path)}"

    def send(self, alert: Mapping[str, Any]) -> None:
        """One line, whole, on stable storage before this returns."""
        import fcntl

        line = json.dumps(dict(alert), ensure_ascii=True, sort_keys=True).encode() + b"\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if os.write(handle, line) != len(line):
                    raise OSError(28, "no space left for a whole line")
                _sync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise NotDelivered(f"{self.name}: {error.strerror}", "name a file that can be written") from error


def _sync(handle: int) -> None:
    import stat

    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fsync(handle)


class Webhook:
    """A POST of the alert as JSON. https, or http to this machine. No redirect is followed, no proxy asked."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        from urllib.parse import urlsplit

        try:
            parts = urlsplit(address)
            self._host = parts.hostname or ""
            self._port = parts.port
        except ValueError:
            raise UsageError("webhook: this is no web address", "webhook:https://HOST/PATH") from None
        if parts.scheme not in ("https", "http") or not self._host or parts.username or parts.fragment:
            raise UsageError("webhook: this is no plain web address", "webhook:https://HOST/PATH")
        if parts.scheme == "http" and self._host not in _LOOPBACK:
            raise UsageError("webhook: http goes to this machine only", "use https")
        if any(ord(char) <= 0x20 or ord(char) >= 0x7F for char in address):
            raise UsageError("webhook: the address holds a character that must be written as %XX")
        self._secure = parts.scheme == "https"
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._seconds = seconds
        self.name = f"webhook {safe(self._host)}"

    def send(self, alert: Mapping[str, Any]) -> None:
        """Delivered when the answer is 2xx."""
        import http.client

        body = json.dumps(dict(alert), ensure_ascii=True, sort_keys=True).encode()
        link = self._connection()
        try:
            link.request(
                "POST",
                self._path,
                body,
                {"Content-Type": "application/json", "User-Agent": "keyturn", "Connection": "close"},
            )
            answer = link.getresponse()
            status = answer.status
            answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as error:
            raise NotDelivered(f"{self.name}: {_said(error)}", "is it up, and reachable from here?") from error
        finally:
            link.close()
        if 300 <= status < 400:
            raise NotDelivered(
                f"{self.name}: it answered {status}; redirects are not followed", "give the last address"
            )
        if not 200 <= status < 300:
            raise NotDelivered(f"{self.name}: it answered {status}")

    def _connection(self) -> HTTPConnection:
        import http.client
        import ssl

        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._seconds, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)


def _said(error: Exception) -> str:
    """An error in words that cannot hold the address."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return str(getattr(error, "strerror", None) or type(error).__name__)


class Apprise:
    """Chats, mail and pagers by apprise. `addresses` are its URLs, one or more."""

    def __init__(self, addresses: list[str]) -> None:
        try:
            with _quiet():
                import apprise
        except ImportError as error:
            raise UsageError(
                "alerts to chats go by apprise, which is not installed", "install keyturn[notify]"
            ) from error
        self._library: Any = apprise
        self._all = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Keyturn", async_mode=False))
        kinds = []
        for number, address in enumerate(addresses, 1):
            with _quiet():
                added = self._all.add(address)
            if not added:
                raise UsageError(
                    f"apprise: address {number} of {len(addresses)} is none that it knows",
                    "its addresses look like slack://…, mailto://…, json://…",
                )
            kinds.append(address.partition(":")[0].lower())
        self.name = "apprise " + ", ".join(safe(kind) for kind in kinds)

    def send(self, alert: Mapping[str, Any]) -> None:
        """Delivered when every address took it."""
        kind = {"critical": "failure", "warning": "warning"}.get(str(alert["level"]), "info")
        with _quiet():
            done = self._all.notify(
                title=f"{str(alert['level']).upper()} {alert['type']}",
                body=_told(alert),
                notify_type=self._library.NotifyType(kind),
            )
        if not done:
            raise NotDelivered(f"{self.name}: not delivered", "is the address right, and reachable from here?")


@contextmanager
def _quiet() -> Iterator[None]:
    """Apprise logs addresses when something fails, and its modules warn of what Python deprecates: none of it shown."""
    import logging
    import warnings

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logging.disable(before)


def _told(alert: Mapping[str, Any]) -> str:
    """The message; below it what was decided, and how harm spreads."""
    lines = [str(alert.get("message") or alert["type"])]
    data = alert.get("data") or {}
    decision = data.get("decision") or {}
    lines.extend(str(one) for one in (decision.get("recommendation"), *data.get("paths", ())[:5]) if one)
    return "\n".join(lines)


Way = Console | File | Webhook | Apprise


def way(spec: str) -> Way:
    """`console`, `file:PATH`, `apprise:URL`, `webhook:URL`, and for the last two a file that holds addresses.

    Raises UsageError; its text never holds an address.
    """
    kind, _colon, rest = spec.partition(":")
    if kind == "console" and not rest:
        return Console()
    if kind not in KINDS or not rest:
        raise UsageError(
            f"--alert: {safe(kind)[:20]} is no way to alert" if kind not in KINDS else f"--alert {kind}: where to?",
            "console, file:PATH, apprise:URL, apprise:FILE, webhook:URL or webhook:FILE",
        )
    if kind == "file":
        return File(rest)
    addresses = [rest] if "://" in rest else _addresses(kind, rest)
    if kind == "apprise":
        return Apprise(addresses)
    if len(addresses) != 1:
        raise UsageError(f"webhook: {rest} holds {len(addresses)} addresses", "one file for each hook")
    return Webhook(addresses[0])


def _addresses(kind: str, path: str) -> list[str]:
    """The addresses in a file: one a line, `#` begins a comment."""
    found = read_file(path, _LARGEST)
    if found is None or found.data is None or len(found.data) > _LARGEST:
        why = "there is no such file" if found is None else found.why or "it is too large"
        raise UsageError(f"{kind}: {safe(path)}: {why}", f"{kind}:URL, or {kind}:FILE with one address a line")
    lines = [line.strip() for line in found.data.decode("utf-8", "replace").splitlines()]
    addresses = [line for line in lines if line and not line.startswith("#")]
    if not addresses:
        raise UsageError(f"{kind}: {safe(path)} holds no address")
    return addresses

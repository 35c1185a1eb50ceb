"""Tells people what waits for them or has ended: words and a command to look, nothing that decides.

Every message goes to standard error, and through apprise to the addresses of the people concerned and of the settings.
Delivery happens beside the broker's own work: a mail server that hangs holds up nothing and fails nothing.
"""

from __future__ import annotations

import queue
import sys
import threading
from typing import TYPE_CHECKING

from keyturn.adapter.cal_alerts import Apprise
from keyturn.errors import KeyturnError
from keyturn.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable

_WAITING = 1_000


class PeopleNotifier:
    """See broker.ports.Notifier. `addresses` gives a person's addresses, `general` those that hear everything."""

    def __init__(self, addresses: Callable[[str], tuple[str, ...]], general: Callable[[], tuple[str, ...]]) -> None:
        self._addresses = addresses
        self._general = general
        self._queue: queue.Queue[tuple[tuple[str, ...], str, str]] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None

    def tell(self, people: tuple[str, ...], subject: str, text: str) -> None:
        """See ports. No people: whoever has an address."""
        sys.stderr.write(f"keyturn broker: {safe(subject)}\n")
        found = dict.fromkeys(self._general())
        for person in people:
            found.update(dict.fromkeys(self._addresses(person)))
        if not people:
            found.update(dict.fromkeys(self._addresses("")))
        if not found:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._deliver, daemon=True)
            self._thread.start()
        try:
            self._queue.put_nowait((tuple(found), subject, text))
        except queue.Full:
            sys.stderr.write("keyturn broker: too many messages wait; this one is not sent\n")

    def _deliver(self) -> None:
        while True:
            addresses, subject, text = self._queue.get()
            try:
                Apprise(list(addresses)).send({"level": "info", "type": subject, "message": text})
            except KeyturnError as error:
                sys.stderr.write(f"keyturn broker: not delivered: {safe(error.what)}\n")
            except Exception as error:  # noqa: BLE001 - no message may end the broker
                sys.stderr.write(f"keyturn broker: not delivered: {type(error).__name__}\n")

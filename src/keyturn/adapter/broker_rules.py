"""The documents a broker judges by, read anew each time, and whether each of them counts.

Settings and calendars count when nobody but their owner (root) can change them; the roster counts when it is the very
document that is pinned, wherever it lies. One fault, and nothing is decided until it is mended.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from keyturn.adapter import broker_ical, config_files
from keyturn.broker import roster as rosters
from keyturn.broker.freezes import FreezeCalendar, Rule
from keyturn.broker.ports import Rules
from keyturn.broker.roster import Roster
from keyturn.broker.settings import Settings
from keyturn.broker.settings_reading import read as read_settings
from keyturn.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 2_000_000


class FileRules:
    """See broker.ports.RuleSource.

    `pinned` gives the digest of the roster that counts, "" when none was pinned yet; `pinned_bytes` the document itself
    where the broker keeps it, b"" for the file that the settings name. `policy` gives (digest, freezes, problems) of
    the layers of keyturn.toml. `owner` is the only user who may write the documents.
    """

    def __init__(
        self,
        path: str,
        pinned: Callable[[], str],
        pinned_bytes: Callable[[], bytes],
        policy: Callable[[], tuple[str, tuple[Rule, ...], tuple[str, ...]]],
        *,
        owner: int = 0,
        top: str = "/",
    ) -> None:
        self.path = path
        self._pinned = pinned
        self._pinned_bytes = pinned_bytes
        self._policy = policy
        self._owner = owner
        self._top = top

    def rules(self) -> Rules:
        """See ports."""
        problems: list[str] = []
        settings = Settings()
        freezes: tuple[Rule, ...] = ()
        rosters_here = Roster()
        sources: list[bytes] = []
        data = self._file(self.path, problems)
        if data is not None:
            try:
                found = read_settings(data, self.path)
                settings, freezes = found.settings, found.freezes
            except ConfigurationError as error:
                problems.append(str(error))
        rules: list[Rule] = [*freezes]
        for path in settings.calendars:
            content = self._file(path, problems)
            if content is None:
                continue
            sources.append(content)
            try:
                rules += broker_ical.rules(content, path)
            except ConfigurationError as error:
                problems.append(str(error))
        try:
            policy, own, wrong = self._policy()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the policy, nothing is decided by it
            policy, own, wrong = "", (), (f"the policy cannot be read: {type(error).__name__}",)
        rules += own
        problems += wrong
        if data is not None:
            rosters_here = self._roster(settings, problems)
        digest = hashlib.sha256(f"keyturn rules 1\n{policy}\n{settings.digest}\n".encode()).hexdigest()
        return Rules(settings, rosters_here, FreezeCalendar(rules, sources), digest, tuple(problems))

    def _roster(self, settings: Settings, problems: list[str]) -> Roster:
        data: bytes | None = self._pinned_bytes()
        if not data:
            data = self._file(settings.roster, problems)
        if data is None:
            return Roster()
        try:
            found = rosters.read(data, settings.roster)
        except ConfigurationError as error:
            problems.append(str(error))
            return Roster()
        pinned = self._pinned()
        if pinned != found.digest:
            problems.append(
                "no roster is pinned: keyturn broker pin-roster"
                if not pinned
                else f"{settings.roster} is not the roster that is pinned; a change of it is a proposal"
            )
        return found

    def _file(self, path: str, problems: list[str]) -> bytes | None:
        found = config_files.read(path, _LARGEST)
        if found is None:
            problems.append(f"{path} is not there")
            return None
        obstacle = config_files.writable_by_others(path, self._owner, self._top)
        if obstacle:
            problems.append(f"{path} does not count: {obstacle}")
            return None
        if found.data is None or len(found.data) > _LARGEST:
            problems.append(f"{path} cannot be read: {found.why or 'it is too large'}")
            return None
        return found.data

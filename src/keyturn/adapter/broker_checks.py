"""Looks at what must have passed before a claim: a command, a status file, a scan's result, a drill's evidence."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

from keyturn.adapter import broker_targets
from keyturn.broker.ports import Checked
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.broker.plan import Check, Plan
    from keyturn.broker.settings import Settings

_LARGEST = 10_000_000
_OUTPUT = 200_000
_GOOD = ("success", "passed", "ok", "clear")


class CommandCheck:
    """A command of the settings, never of the proposal. It sees the artifact's digest in KEYTURN_ARTIFACT."""

    kind = "command"

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        """Run it; 0 is a pass."""
        words = [value for name, value in sorted(check.parameters) if name.startswith("argv")]
        settings = self._settings()
        program = broker_targets.program(words[0], settings.path)
        with tempfile.TemporaryDirectory(prefix="keyturn-check-") as place:
            environment = {"PATH": settings.path, "HOME": place, "LANG": "C.UTF-8"}
            environment |= {"KEYTURN_ARTIFACT": plan.artifact, "KEYTURN_ENVIRONMENT": plan.environment}
            try:
                done = subprocess.run(
                    words,
                    executable=program,
                    cwd=place,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=600,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise CouldNotJudge(f"{check.name} did not end: {type(error).__name__}") from None
        said = "passed" if done.returncode == 0 else f"it ended with {done.returncode}"
        return Checked(done.returncode == 0, said, done.stdout[-_OUTPUT:], now)


class FileCheck:
    """A result that something else wrote: JSON with `artifact`, `conclusion` and `finished` (RFC 3339).

    For a scan it is what `keyturn scan --json` printed, with `artifact` and `finished` beside it; there are no findings
    in it that stop, and nothing in it could not be judged.
    """

    def __init__(self, kind: str, owner: int = 0, top: str = "/") -> None:
        self.kind = kind
        self._owner = owner
        self._top = top

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        """Read the file anew."""
        from keyturn.adapter import config_files

        path = dict(check.parameters).get("file", "")
        found = config_files.read(path, _LARGEST)
        if found is None or found.data is None or len(found.data) > _LARGEST:
            return Checked(False, f"{path} is not there, or cannot be read", b"", now)
        obstacle = config_files.writable_by_others(path, self._owner, self._top)
        if obstacle:
            return Checked(False, f"{path} does not count: {obstacle}", b"", now)
        try:
            said: dict[str, Any] = dict(json.loads(found.data))
            finished = dt.datetime.fromisoformat(str(said["finished"]))
            at = int(finished.timestamp()) if finished.tzinfo is not None else -1
        except (ValueError, KeyError, TypeError):
            return Checked(False, f"{path} is no result", found.data[:_OUTPUT], now)
        why = self._why(said, plan)
        if not why and (at < 0 or at > now + 60 or now - at > check.within):
            why = f"it is from {said['finished']}, which is too long ago, or no certain time"
        return Checked(not why, why or "passed", found.data[:_OUTPUT], at)

    def _why(self, said: dict[str, Any], plan: Plan) -> str:
        if not plan.artifact or str(said.get("artifact", "")) != plan.artifact:
            return "it is about another artifact"
        if self.kind == "scan":
            findings = said.get("findings")
            clear = isinstance(findings, list) and not findings and not said.get("could_not_judge")
            return "" if clear or str(said.get("verdict", "")).lower() in _GOOD else "the scan is not clear"
        return "" if str(said.get("conclusion", "")).lower() in _GOOD else f"it says {said.get('conclusion')!r}"


class DrillCheck:
    """A restore drill's signed evidence. `proof` answers (proven, in words) for a check and a plan."""

    kind = "drill"

    def __init__(self, proof: Callable[[Check, Plan, int], tuple[bool, str]]) -> None:
        self._proof = proof

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        """Ask the evidence again."""
        proven, said = self._proof(check, plan, now)
        return Checked(proven, said, said.encode(), now)

"""Looks at what must have passed before a claim: a command, a status file, a scan's result, a drill's evidence."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

from keyturn.adapter import broker_targets
from keyturn.adapter.broker_execute import below
from keyturn.broker.ports import Checked
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.broker.plan import Check, Plan
    from keyturn.broker.ports import Store
    from keyturn.broker.settings import Settings

_LARGEST = 10_000_000
_OUTPUT = 200_000
_GOOD = ("success", "passed", "ok", "clear")


class CommandCheck:
    """A command of the settings, never of the proposal, in a directory with copies of the plan's files alone.

    It sees the artifact's digest in KEYTURN_ARTIFACT. What is still there of it when it has ended is ended too.
    """

    kind = "command"

    def __init__(self, settings: Callable[[], Settings], store: Store, seconds: float = 600) -> None:
        self._settings = settings
        self._store = store
        self._seconds = seconds

    def check(self, check: Check, plan: Plan, now: int) -> Checked:
        """Run it; 0 is a pass."""
        words = [value for name, value in sorted(check.parameters) if name.startswith("argv")]
        settings = self._settings()
        program = broker_targets.program(words[0], settings.path)
        with tempfile.TemporaryDirectory(prefix="keyturn-check-") as above, tempfile.TemporaryFile() as output:
            place = os.path.join(os.path.realpath(above), "work")
            os.mkdir(place, 0o700)
            self._copied(plan, place)
            environment = {"PATH": settings.path, "HOME": place, "LANG": "C.UTF-8"}
            environment |= {"KEYTURN_ARTIFACT": plan.artifact, "KEYTURN_ENVIRONMENT": plan.environment}
            try:
                child = subprocess.Popen(
                    words,
                    executable=program,
                    cwd=place,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise CouldNotJudge(f"{check.name} cannot be started: {error.strerror}") from None
            try:
                code = child.wait(self._seconds)
            except subprocess.TimeoutExpired:
                raise CouldNotJudge(f"{check.name} did not end in {self._seconds:,.0f} seconds") from None
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            output.seek(max(0, output.seek(0, os.SEEK_END) - _OUTPUT))
            said = "passed" if code == 0 else f"it ended with {code}"
            return Checked(code == 0, said, output.read(_OUTPUT), now)

    def _copied(self, plan: Plan, place: str) -> None:
        with self._store.transaction() as tx:
            known = {one.path: one for step in plan.steps for one in step.operands}
            for one in known.values():
                where = below(place, one.path)
                os.makedirs(os.path.dirname(where), mode=0o700, exist_ok=True)
                handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with open(handle, "wb") as file:
                    file.write(tx.contents(one.sha256))
                    os.fchmod(handle, one.mode & 0o700 | 0o600)


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

"""Undo points of pushes: the commits that a push takes from a remote, kept apart from every repository.

A point is a directory of two files: a pack with the objects that only the remote's old refs held, and what was pushed
where. Bringing it back is a push with a lease as well: it puts the old id back only while the remote still has ours.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyturn.adapter import processes
from keyturn.errors import CouldNotJudge
from keyturn.gate.ports import NotSaved, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PREFIX = "push-"
_LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Push:
    """One push: the repository it went from, the remote, and (ref, from, to) of each ref."""

    id: str
    repository: str
    remote: str
    refs: tuple[tuple[str, str, str], ...]
    at: int


class PushPoints:
    """The points in `directory`."""

    def __init__(self, directory: str, clock: Callable[[], float] = time.time) -> None:
        self._directory = directory
        self._clock = clock

    def take(
        self, repository: str, remote: str, refs: Sequence[tuple[str, str, str]], environment: Mapping[str, str]
    ) -> Saved | NotSaved:
        """Keep what these refs held on the remote. Fetches what is not here yet, into no ref and no file of git's."""
        old = [before for _ref, before, _now in refs if before]
        git = _Git(repository, environment)
        missing = [(ref, before) for ref, before, _now in refs if before and not git.has(before)]
        for ref, _before in missing:
            git.ask("fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", remote, ref)
        gone = [before for _ref, before in missing if not git.has(before)]
        if gone:
            return NotSaved(f"{remote} no longer gives out {gone[0][:12]}, so it could not be put back")
        kept = [f"^{now}" for _ref, _before, now in refs if now and git.has(now)]
        code, pack, errors = git.run(
            "pack-objects", "--revs", "--stdout", "-q", data="".join(one + "\n" for one in (*old, *kept))
        )
        if code != 0 or len(pack) > _LARGEST:
            return NotSaved(f"the commits that it takes cannot be kept: {errors[:200] or 'they are too large'}")
        now = self._clock()
        name = PREFIX + time.strftime("%Y%m%dT%H%M%S", time.gmtime(now)) + f"-{os.getpid()}"
        place = os.path.join(self._directory, name)
        fresh = place + ".new"
        os.makedirs(fresh, mode=0o700)
        body = {"repository": repository, "remote": remote, "refs": [list(one) for one in refs], "at": int(now)}
        _write(os.path.join(fresh, "lost.pack"), pack)
        _write(os.path.join(fresh, "push.json"), json.dumps(body).encode())
        os.rename(fresh, place)
        what = f"{len(old)} {'ref' if len(old) == 1 else 'refs'} of {remote}, with the commits only they held"
        return Saved(name, what, len(old), len(pack))

    def points(self) -> tuple[Push, ...]:
        """Every point, newest first."""
        try:
            names = sorted((name for name in os.listdir(self._directory) if name.startswith(PREFIX)), reverse=True)
        except FileNotFoundError:
            return ()
        return tuple(self.point(name) for name in names if not name.endswith(".new"))

    def point(self, name: str) -> Push:
        """One point. Raises CouldNotJudge when there is none, or when it cannot be read."""
        if not name.startswith(PREFIX) or "/" in name:
            raise CouldNotJudge(f"there is no undo point {name}", "keyturn undo list shows them")
        try:
            with open(os.path.join(self._directory, name, "push.json"), encoding="utf-8") as file:
                body = json.load(file)
            refs = tuple((str(ref), str(old), str(new)) for ref, old, new in body["refs"])
            return Push(name, str(body["repository"]), str(body["remote"]), refs, int(body["at"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CouldNotJudge(f"the undo point {name} cannot be read: {error}") from error

    def restore(self, name: str, environment: Mapping[str, str]) -> str:
        """Push the old ids back, each only while the remote has what we pushed; returns what git said.

        Raises CouldNotJudge when git refuses, as when somebody has pushed since.
        """
        one = self.point(name)
        git = _Git(one.repository, environment)
        with open(os.path.join(self._directory, name, "lost.pack"), "rb") as file:
            pack = file.read()
        code, _out, errors = git.run("unpack-objects", "-q", raw=pack)
        if code != 0:
            raise CouldNotJudge(f"the kept commits cannot be read back: {errors[:300]}")
        words = ["push", "--porcelain"]
        words += [f"--force-with-lease={ref}:{new}" for ref, _old, new in one.refs]
        words += ["--", one.remote, *(f"{old}:{ref}" for ref, old, _new in one.refs)]
        code, out, errors = git.run(*words)
        if code != 0:
            raise CouldNotJudge(
                f"{one.remote} was not put back: {(out.decode('utf-8', 'replace') + errors)[-400:].strip()}",
                "somebody may have pushed since: fetch, look, and decide with them",
            )
        return out.decode("utf-8", "replace")

    def expire(self, older: float) -> int:
        """Remove points from before a time; returns how many."""
        gone = [one for one in self.points() if one.at < older]
        for one in gone:
            shutil.rmtree(os.path.join(self._directory, one.id), ignore_errors=True)
        return len(gone)


class _Git:
    def __init__(self, repository: str, environment: Mapping[str, str]) -> None:
        found = processes.find_program("git", environment.get("PATH", os.defpath))
        if found is None:
            raise CouldNotJudge("git is not on PATH")
        self._start = (found, "-C", repository, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
        self._environment = {**environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}

    def run(self, *words: str, data: str = "", raw: bytes = b"") -> tuple[int, bytes, str]:
        """Exit code, output, errors."""
        return processes.run((*self._start, *words), self._environment, raw or data.encode() or None)

    def ask(self, *words: str) -> bool:
        """Whether it went well."""
        return self.run(*words)[0] == 0

    def has(self, commit: str) -> bool:
        """Whether an object is here."""
        return self.ask("cat-file", "-e", commit)


def _write(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        os.chmod(path, 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

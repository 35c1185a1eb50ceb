"""Rehearses any command in the file sandbox: what it would delete, write and change, and what git would lose."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, Protocol

from keyturn.adapter import sandbox
from keyturn.model.masking import mask
from keyturn.rehearse.difference import Commits, Difference, Files, NotRehearsed, Paths, Report
from keyturn.rehearse.files import bounded, harmless, measurable, unknown_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keyturn.rehearse.ports import Action, Progress

OUTPUT = 4_000
"""Characters of the command's output that a report keeps."""
UNTRACKED = "git.untracked"
"""The fact that says how many of the named deleted files git does not hold."""
_SHELLS = ("/bin/bash", "/usr/bin/bash", "/bin/sh")
_STRANGE = os.strerror(errno.EOVERFLOW).encode()
_STOPPED = {
    "time": "it was stopped when its time was over",
    "processes": "it was stopped because it started too many processes",
    "memory": "it was stopped because it took too much memory",
    "space": "it wrote more than a rehearsal may, so some of its writes failed",
}


class Watch(Protocol):
    """Looks at something before a run, reads it again in what the run left, and says what became of it."""

    def apart(self) -> Sequence[str]:
        """Directories whose own files are its business."""

    def probes(self) -> Sequence[sandbox.Probe]:
        """What is read in the sandbox afterwards."""

    def environment(self) -> Mapping[str, str]:
        """Variables that the command gets."""

    def read(self, answers: Sequence[tuple[int, bytes]]) -> tuple[Commits, tuple[NotRehearsed, ...], frozenset[str]]:
        """What is lost, what is not known, and those of `apart` whose files count like any others."""

    def untracked(self, paths: Sequence[str]) -> int:
        """How many of some files nothing but the disk holds."""

    def close(self) -> None:
        """Remove what it laid out."""


class NoWatch:
    """Nothing to look at."""

    def apart(self) -> Sequence[str]:
        """None."""
        return ()

    def probes(self) -> Sequence[sandbox.Probe]:
        """None."""
        return ()

    def environment(self) -> Mapping[str, str]:
        """None."""
        return {}

    def read(self, answers: Sequence[tuple[int, bytes]]) -> tuple[Commits, tuple[NotRehearsed, ...], frozenset[str]]:
        """Nothing."""
        del answers
        return Commits(), (), frozenset()

    def untracked(self, paths: Sequence[str]) -> int:
        """Not known."""
        del paths
        return 0

    def close(self) -> None:
        """Nothing."""


def no_watch(_action: Action, /) -> Watch:
    """Watches nothing."""
    return NoWatch()


class FileRehearser:
    """`rehearse.ports.Rehearser` for any program, by what it does to files."""

    name = "files"

    def __init__(
        self,
        watcher: Callable[[Action], Watch] = no_watch,
        disk: str = "",
        run: Callable[[sandbox.Wish], sandbox.Ran] = sandbox.run,
    ) -> None:
        """`disk` is a directory for what the command writes, where memory should not be used."""
        self._watcher = watcher
        self._run = run
        self._disk = disk

    def covers(self, action: Action) -> frozenset[int]:
        """Effects on files, repositories and refs. A program that nobody knows may have effects without a number."""
        return frozenset(place for place, one in enumerate(action.judgement.effects) if measurable(one))

    def rehearse(self, action: Action, progress: Progress) -> Report:
        """Run it. Raises CouldNotJudge where neither the sandbox nor a copy is possible."""
        began = time.monotonic()
        watch = self._watcher(action)
        try:
            progress.step("running it in the file sandbox")
            environment = harmless(action.environment) | {"PWD": action.directory}
            how, ran = self._ran(
                action,
                sandbox.Wish(
                    command_line(action),
                    action.directory,
                    environment | dict(watch.environment()),
                    seconds=action.budget,
                    apart=watch.apart(),
                    focus=places(action),
                    probes=watch.probes(),
                    disk=self._disk,
                    umask=_umask(),
                ),
            )
            if ran.probes or not watch.probes():
                commits, more, whole = watch.read(ran.probes)
            else:
                commits, whole = Commits(), frozenset()
                more = (NotRehearsed("commits that git would lose", "a copy of one directory does not show them"),)
            parts = [ran.changes, *(changes for place, changes in ran.apart.items() if place in whole)]
            difference = Difference(files=files(parts), commits=commits)
            untracked = watch.untracked(difference.files.deleted.paths)
        finally:
            watch.close()
        return Report(
            action.command,
            how=(how,),
            difference=difference,
            not_rehearsed=(*limits(ran, parts, action), *more),
            exit_code=ran.exit_code,
            output=shown(ran),
            seconds=time.monotonic() - began,
            facts=((UNTRACKED, str(untracked)),) if untracked else (),
        )

    def _ran(self, action: Action, wish: sandbox.Wish) -> tuple[str, sandbox.Ran]:
        """The sandbox; where the kernel has none, a copy, for commands that are known to stay in it."""
        try:
            return "overlays in a user namespace", self._run(wish)
        except sandbox.SandboxUnavailableError as error:
            from keyturn.adapter import sandbox_copy

            if not bounded(action.judgement, wish.directory) or not sandbox_copy.possible():
                raise
            why = f"a copy of {wish.directory}, held by Landlock ({error.what})"
            return why, sandbox_copy.run(wish)


def command_line(action: Action) -> tuple[str, ...]:
    """The words to run: those that were given, or the shell with its text."""
    if action.argv:
        return action.argv
    shell = next((one for one in _SHELLS if os.access(one, os.X_OK)), "/bin/sh")
    return (shell, "-c", action.command)


def places(action: Action) -> tuple[str, ...]:
    """Where the corridor says that it will write."""
    found = {
        path
        for effect in action.judgement.effects
        for target in effect.targets
        if (path := target.facet("path")) and path.startswith("/")
    }
    return tuple(sorted(found)[:200])


def _umask() -> int:
    now = os.umask(0o022)
    os.umask(now)
    return now


def shown(ran: sandbox.Ran) -> str:
    """The end of what it printed, without secrets."""
    text = (ran.output + ran.errors).decode("utf-8", "replace")
    return mask(text)[-OUTPUT:]


def _kind(parts: Sequence[sandbox.Kind]) -> tuple[Paths, tuple[int, ...]]:
    pairs = sorted(pair for part in parts for pair in zip(part.paths, part.sizes, strict=True))
    return (
        Paths(sum(one.count for one in parts), sum(one.size for one in parts), tuple(path for path, _size in pairs)),
        tuple(size for _path, size in pairs),
    )


def files(parts: Sequence[sandbox.Changes]) -> Files:
    """The sandbox's answer as a difference."""
    deleted, sizes = _kind([one.deleted for one in parts])
    created, _sizes = _kind([one.created for one in parts])
    changed, _sizes = _kind([one.changed for one in parts])
    modes, _sizes = _kind([one.modes for one in parts])
    return Files(deleted, created, changed, modes, sizes)


def limits(ran: sandbox.Ran, parts: Sequence[sandbox.Changes], action: Action) -> tuple[NotRehearsed, ...]:
    """What this run does not show."""
    said = [NotRehearsed(path, why) for path, why in ran.skipped[:20]]
    if ran.stopped:
        said.append(NotRehearsed("the rest of the command", _STOPPED[ran.stopped]))
    if ran.left:
        what = "1 process" if ran.left == 1 else f"{ran.left} processes"
        said.append(NotRehearsed(f"{what} left in the background", "ended a second after the command itself"))
    for path in (path for part in parts for path in part.linked[:20]):
        said.append(NotRehearsed(path, "its content has other names (hard links), which would change with it"))
    for path in (path for part in parts for path in part.unread[:20]):
        said.append(NotRehearsed(path, "a directory below it could not be listed, so its files are not counted"))
    if _STRANGE in ran.errors or _STRANGE in ran.output:
        why = "without root's rights they cannot be copied into the rehearsal, so writing to them failed"
        said.append(NotRehearsed("files of other owners or groups", why))
    unknown = unknown_programs(action.judgement)
    if unknown or action.judgement.blind or ran.exit_code not in (0, None):
        who = f" ({', '.join(unknown[:5])})" if unknown else ""
        said.append(
            NotRehearsed(
                f"what it would do over the network or through sockets{who}",
                "there is no network, no service and no credential in the rehearsal",
            )
        )
    return tuple(said)

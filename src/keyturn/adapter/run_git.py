"""Executes a push as it was shown: every ref with the lease of what it was when it was rehearsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyturn.adapter import run_program
from keyturn.model.effect import GIT_REMOTE
from keyturn.rehearse import bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Action

_KEPT = frozenset(("-v", "--verbose", "-q", "--quiet", "--progress", "--no-progress", "--porcelain", "--thin"))
_MEANT = frozenset(
    ("-f", "--force", "--all", "--branches", "--mirror", "-d", "--delete", "--tags", "--prune", "--follow-tags",
     "--force-with-lease", "--force-if-includes", "--atomic", "-u", "--set-upstream")
)  # fmt: skip
"""Options whose meaning is in the refs that were shown; a lease takes their place."""


class PushExecutor:
    """`rehearse.ports.Executor` for one `git push`."""

    name = "push"
    how = "each ref is pushed with --force-with-lease of the id that was shown"

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def covers(self, action: Action) -> frozenset[int]:
        """What the push does to refs, when the action is one push with options that are known."""
        if self._words(action) is None:
            return frozenset()
        return frozenset(
            place for place, effect in enumerate(action.judgement.effects) if effect.category == GIT_REMOTE
        )

    @staticmethod
    def _words(action: Action) -> tuple[str, ...] | None:
        """The options to keep; None when it is no push that we could write anew."""
        call = bound.only_call(action.judgement, ("git",))
        if call is None or call.env:
            return None
        words = [word.text for word in call.args]
        if any(word is None for word in words):
            return None
        rest = [word for word in words if word is not None]
        while rest[:1] == ["-C"]:
            rest = rest[2:]
        if rest[:1] != ["push"]:
            return None
        kept: list[str] = []
        for word in rest[1:]:
            if not word.startswith("-") or word == "--":
                continue
            if word in _KEPT:
                kept.append(word)
            elif word.partition("=")[0] not in _MEANT:
                return None
        return tuple(kept)

    def look(self, action: Action) -> Mapping[str, str]:
        """Nothing: the remote compares by itself."""
        del action
        return {}

    def bind(self, action: Action, report: Report) -> None:
        """A rehearsal that shows which refs of which remote go from what to what."""
        del action
        for one in report.not_rehearsed:
            if not one.what.startswith("the remote "):
                raise bound.Unbound(f"{one.what} was not rehearsed: {one.why}")
        bound.pushed(report)

    def keeps(self, action: Action, report: Report) -> tuple[str, ...]:
        """No file: what a push takes lies on the remote."""
        del action, report
        return ()

    def fresh(self, action: Action, report: Report, before: Mapping[str, str]) -> None:
        """The remote itself refuses a ref that is not what was shown."""

    def execute(self, action: Action, report: Report) -> bound.Ran:
        """One push of exactly the refs that were shown. The user's own pre-push hook runs as it does ever."""
        remote, refs = bound.pushed(report)
        kept = self._words(action) or ()
        atomic = ("--atomic",) if len(refs) > 1 else ()
        argv = ("git", "-C", repository_of(action), "push", *kept, *atomic, *bound.leases(remote, refs))
        ran = run_program.run(argv, action.directory, action.environment, quiet=self._quiet)
        return bound.Ran(ran.code, ran.outcome, tuple((f"{remote} {ref}", old) for ref, old, _new in refs))


def repository_of(action: Action) -> str:
    """The work tree that the push goes from."""
    found = (path for one in action.judgement.effects for target in one.targets if (path := target.facet("path")))
    return next(found, "") or action.directory

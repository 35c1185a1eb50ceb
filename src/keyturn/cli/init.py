"""`keyturn init`: put Keyturn where work happens. `git` puts its hooks into a repository."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.wiring.git_hooks import Plan

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--yes", "do it without asking"),
    ("--dry-run", "only show what would change"),
    ("--tracked", "git: change hooks that the repository itself keeps (core.hooksPath, husky)"),
    ("--shared", "git: put them into a directory of hooks that other repositories use too"),
    ("--server DIR", "git: the pre-receive hook of a bare repository that others push to"),
    ("--json", "print what changes as JSON; does nothing without --yes"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("git", "git's hooks: before a commit, a merge and a push, or on a server"),
)

HELP = """\
usage: keyturn init git [--yes | --dry-run] [--tracked | --shared | --server DIR] [--json]

Puts hooks into the repository that the current directory lies in: pre-commit, pre-merge-commit, commit-msg and
pre-push. A hook that is there already is kept beside, as NAME.before-keyturn, and runs first. Shows every change and
asks.
`keyturn uninstall git` takes everything out again.

options:
"""


def run(args: list[str]) -> int:
    """0 done or nothing to do, 1 something stands in the way, 2 usage, 3 no repository."""
    wanted = words(args, "init", OPTIONS, HELP)
    if wanted is None:
        return 0
    from keyturn.wiring import git_hooks

    if sum(name in wanted for name in ("--tracked", "--shared", "--server")) > 1:
        raise UsageError("--tracked, --shared and --server exclude each other", "keyturn init --help")
    server = wanted.get("--server", "")
    plan = git_hooks.install(
        server, server="--server" in wanted, tracked="--tracked" in wanted, shared="--shared" in wanted
    )
    return carry_out(plan, wanted, "init")


def words(args: list[str], command: str, options: tuple[tuple[str, str], ...], text: str) -> dict[str, str] | None:
    """The options that were given, with their values; None when help was asked for. Raises UsageError."""
    known = {option.partition(" ")[0]: " " in option for option, _text in options}
    found: dict[str, str] = {}
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in ("--help", "-h"):
            sys.stdout.write(text + "".join(f"  {option:<14}{line}\n" for option, line in options))
            return None
        if not word.startswith("-"):
            operands.append(word)
        elif name not in known or (equals and not known[name]):
            raise UsageError(f"{command} has no option {word}", f"keyturn {command} --help lists them")
        elif known[name] and not equals:
            if not rest:
                raise UsageError(f"{name} needs a value", f"keyturn {command} --help lists the options")
            found[name] = rest.pop(0)
        else:
            found[name] = value
        if known.get(name) and not found[name]:
            raise UsageError(f"{name} needs a value", f"keyturn {command} --help lists the options")
    if operands != ["git"]:
        what = ", ".join(f"{name} ({line})" for name, line in SUBCOMMANDS)
        raise UsageError(
            f"{command} takes one of: {what}" if not operands else f"{command} does not know {' '.join(operands)!r}",
            f"keyturn {command} git",
        )
    return found


def carry_out(plan: Plan, wanted: dict[str, str], command: str) -> int:
    """Show the plan, ask unless told, do it, say so."""
    from keyturn.wiring import git_hooks

    as_json = "--json" in wanted
    dry = "--dry-run" in wanted
    todo = bool(plan.steps)
    done = False
    if not as_json:
        show(plan, whole="--yes" not in wanted or dry)
    if todo and not dry and ("--yes" in wanted or (not as_json and _asked(command))):
        git_hooks.perform(plan)
        done = True
    if as_json:
        _json(plan, done=done)
    elif todo:
        sys.stdout.write("Done.\n" if done else "Nothing was changed.\n")
    elif not plan.problems:
        sys.stdout.write("Nothing to do.\n")
    return 1 if plan.problems or (todo and not done and not dry) else 0


def _asked(command: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to ask, so nothing was changed", f"keyturn {command} git --yes")
    sys.stdout.write("Make these changes? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def show(plan: Plan, *, whole: bool) -> None:
    """The plan for people: every change, as a diff when somebody is to decide on it, then what is worth knowing."""
    from keyturn.model.text import safe

    words = {
        "create": "new",
        "move": "kept, runs first",
        "replace": "written anew",
        "edit": "edited",
        "restore": "put back",
        "remove": "removed",
        "keep": "is there already",
    }
    out: list[str] = []
    for change in plan.changes:
        arrow = f" → {change.to}" if change.to else ""
        out.append(f"{safe(change.path)}{safe(arrow)}: {words[change.action]}\n")
        if whole:
            out.extend(_diff(change.before, change.after))
    out.extend(f"note: {safe(note)}\n" for note in plan.notes)
    sys.stdout.write("".join(out))
    sys.stdout.flush()
    for problem in plan.problems:
        sys.stderr.write(f"keyturn: {safe(problem, keep_newlines=True)}\n")


def _diff(before: bytes | None, after: bytes | None) -> list[str]:
    import difflib

    from keyturn.model.text import safe

    def lines(data: bytes | None) -> list[str]:
        return (data or b"").decode("utf-8", "replace").split("\n")[: -1 if (data or b"").endswith(b"\n") else None]

    old = lines(before) if before is not None else []
    new = lines(after) if after is not None else []
    found = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]
    return [f"  {safe(line)}\n" for line in found]


def _json(plan: Plan, *, done: bool) -> None:
    import json

    def text(data: bytes | None) -> str | None:
        return None if data is None else data.decode("utf-8", "backslashreplace")

    out: dict[str, Any] = {
        "directory": plan.place.directory,
        "changes": [
            {
                "action": one.action,
                "path": one.path,
                "to": one.to,
                "before": text(one.before),
                "after": text(one.after),
            }
            for one in plan.changes
        ],
        "notes": list(plan.notes),
        "problems": list(plan.problems),
        "done": done,
    }
    sys.stdout.write(json.dumps(out, indent=2) + "\n")

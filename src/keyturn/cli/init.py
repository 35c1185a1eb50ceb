"""`keyturn init`: put Keyturn where work happens: git's hooks, coding agents' settings, a proposal of environments."""

from __future__ import annotations

import sys

from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from keyturn.cli.arguments import Given
    from keyturn.wiring import agents, git_hooks

    Plan = git_hooks.Plan | agents.Plan

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--yes", "do it without asking"),
    ("--dry-run", "only show what would change"),
    ("--host NAME", "agents: only this one, also when it was not found (repeat it for more)"),
    ("--managed", "agents: the settings that belong to root and count for everybody (as root)"),
    ("--tracked", "git: change hooks that the repository itself keeps (core.hooksPath, husky)"),
    ("--shared", "git: put them into a directory of hooks that other repositories use too"),
    ("--server DIR", "git: the pre-receive hook of a bare repository that others push to"),
    ("--write", "write the proposed environments into keyturn.toml, when there is none"),
    ("--json", "print what changes as JSON; does nothing without --yes"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("git", "git's hooks: before a commit, a merge and a push, or on a server"),
    ("agents", "coding agents' settings: before every call of a tool"),
)

HELP = """\
usage: keyturn init [--yes | --dry-run] [--write]
       keyturn init git [--yes | --dry-run] [--tracked | --shared | --server DIR] [--json]
       keyturn init agents [--host NAME]... [--yes | --dry-run] [--managed] [--json]

`git` puts hooks into the repository that the current directory lies in: pre-commit, pre-merge-commit, commit-msg and
pre-push. A hook that is there already is kept beside, as NAME.before-keyturn, and runs first. `agents` puts a hook into
the settings of the coding agents that are found here; everything else in them stays byte for byte, and what stood there
before is kept beside. Without a word it does both, and proposes environments for keyturn.toml from the names of
databases, contexts, workspaces and profiles that it finds. Shows every change and asks.
`keyturn uninstall git` and `keyturn uninstall agents` take everything out again.

options:
"""
_ONLY = {"git": ("--tracked", "--shared", "--server"), "agents": ("--host", "--managed"), "": ("--write",)}


def run(args: list[str]) -> int:
    """0 done or nothing to do, 1 something stands in the way, 2 usage, 3 no repository."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("init", args, OPTIONS)
    what = subcommand(given, "init", SUBCOMMANDS, required=False)
    for name, options in _ONLY.items():
        wrong = [option for option in options if name != what and (option in given.flags or option in given.values)]
        if wrong:
            raise UsageError(f"{wrong[0]} is an option of: keyturn init {name}".rstrip(), "keyturn init --help")
    if what == "git":
        return carry_out([_git(given)], given, "init git")
    if what == "agents":
        return carry_out([_agents(given)], given, "init agents")
    return _everything(given)


def subcommand(given: Given, command: str, known: tuple[tuple[str, str], ...], *, required: bool) -> str:
    """The one word that says what; "" when none is needed. Raises UsageError."""
    if not given.words and not required:
        return ""
    if len(given.words) != 1 or given.words[0] not in [name for name, _line in known]:
        what = ", ".join(f"{name} ({line})" for name, line in known)
        said = (
            f"{command} does not know {' '.join(given.words)!r}" if given.words else f"{command} takes one of: {what}"
        )
        raise UsageError(said, f"keyturn {command} {known[0][0]}")
    return given.words[0]


def _git(given: Given) -> tuple[Plan, Callable[[Any], None]]:
    from keyturn.wiring import git_hooks

    tracked, shared, server = "--tracked" in given.flags, "--shared" in given.flags, "--server" in given.values
    if tracked + shared + server > 1:
        raise UsageError("--tracked, --shared and --server exclude each other", "keyturn init --help")
    plan = git_hooks.install(given.value("--server"), server=server, tracked=tracked, shared=shared)
    return plan, git_hooks.perform


def _agents(given: Given) -> tuple[Plan, Callable[[Any], None]]:
    from keyturn.wiring import agents

    plan = agents.install(given.values.get("--host", []), agents.here(), managed="--managed" in given.flags)
    return plan, agents.perform


def _everything(given: Given) -> int:
    from keyturn.wiring import agents, directory, environments, git_hooks

    plans = []
    here = directory.real()
    if git_hooks.repository(here):
        plans.append(_git(given))
    plans.append(_agents(given))
    code = carry_out(plans, given, "init")
    machine = agents.here()
    found = environments.propose(here, machine.home, machine.environ)
    if found and "--json" not in given.flags:
        written = "--write" in given.flags and "--dry-run" not in given.flags and environments.write(here, found)
        if written:
            sys.stdout.write(f"\n{written}: written. Read it, take the # off what is right.\n")
        else:
            if "--write" in given.flags and "--dry-run" not in given.flags:
                sys.stdout.write("\nkeyturn.toml is there already and was left alone.")
            sys.stdout.write("\nFor keyturn.toml:\n\n" + environments.text(found))
    return code


def carry_out(plans: list[tuple[Plan, Callable[[Any], None]]], given: Given, command: str) -> int:
    """Show the plans, ask unless told, do them, say so."""
    as_json = "--json" in given.flags
    dry = "--dry-run" in given.flags
    todo = any(plan.steps for plan, _perform in plans)
    problems = any(plan.problems for plan, _perform in plans)
    done = False
    if not as_json:
        for plan, _perform in plans:
            show(plan, whole="--yes" not in given.flags or dry)
    if todo and not dry and ("--yes" in given.flags or (not as_json and _asked(command))):
        for plan, perform in plans:
            perform(plan)
        done = True
    if as_json:
        import json

        found = [_document(plan, done=done) for plan, _perform in plans]
        sys.stdout.write(json.dumps(found[0] if len(found) == 1 else found, indent=2) + "\n")
    elif todo:
        sys.stdout.write("Done.\n" if done else "Nothing was changed.\n")
    elif not problems:
        sys.stdout.write("Nothing to do.\n")
    return 1 if problems or (todo and not done and not dry) else 0


def _asked(command: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to ask, so nothing was changed", f"keyturn {command} --yes")
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

    from keyturn.model.masking import mask
    from keyturn.model.text import safe

    def lines(data: bytes | None) -> list[str]:
        return (data or b"").decode("utf-8", "replace").split("\n")[: -1 if (data or b"").endswith(b"\n") else None]

    old = lines(before) if before is not None else []
    new = lines(after) if after is not None else []
    found = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]
    return [f"  {safe(mask(line))}\n" for line in found]


def _document(plan: Plan, *, done: bool) -> dict[str, Any]:
    from keyturn.model.masking import mask

    place = getattr(plan, "place", None)

    def text(data: bytes | None) -> str | None:
        if data is None:
            return None
        found = data.decode("utf-8", "backslashreplace")
        return found if place is not None else mask(found)  # settings of agents hold tokens

    return {
        **({"directory": place.directory} if place is not None else {}),
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

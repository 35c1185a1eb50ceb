"""`keyturn uninstall`: take out what `keyturn init` put in, and nothing else."""

from __future__ import annotations

from keyturn.cli import init
from keyturn.cli.arguments import helped, parse
from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--yes", "do it without asking"),
    ("--dry-run", "only show what would change"),
    ("--host NAME", "agents: only this one (repeat it for more)"),
    ("--managed", "agents: the settings that belong to root (as root)"),
    ("--server DIR", "git: the bare repository whose pre-receive hook goes"),
    ("--json", "print what changes as JSON; does nothing without --yes"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("git", "git's hooks, and what stood there before comes back"),
    ("agents", "the hook in coding agents' settings"),
)

HELP = """\
usage: keyturn uninstall git [--yes | --dry-run] [--server DIR] [--json]
       keyturn uninstall agents [--host NAME]... [--yes | --dry-run] [--managed] [--json]

`git` takes Keyturn's hooks out of the repository that the current directory lies in. What stood there before comes back
as it was. A hook that somebody edited since is left as it is, and said. `agents` takes Keyturn's entries out of the
settings of coding agents: a file in which nothing else changed is byte for byte what it was, one that was made for the
hook alone is removed.

options:
"""


def run(args: list[str]) -> int:
    """0 done or nothing to do, 1 something was left because it was edited, 2 usage, 3 no repository."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("uninstall", args, OPTIONS)
    what = init.subcommand(given, "uninstall", SUBCOMMANDS, required=True)
    wrong = [one for one in ("--host", "--managed") if one in given.flags or one in given.values]
    if what == "git" and wrong:
        raise UsageError(f"{wrong[0]} is an option of: keyturn uninstall agents", "keyturn uninstall --help")
    if what == "agents" and "--server" in given.values:
        raise UsageError("--server is an option of: keyturn uninstall git", "keyturn uninstall --help")
    if what == "git":
        from keyturn.wiring import git_hooks

        return init.carry_out(
            [(git_hooks.uninstall(given.value("--server")), git_hooks.perform)], given, "uninstall git"
        )
    from keyturn.wiring import agents

    plan = agents.uninstall(given.values.get("--host", []), agents.here(), managed="--managed" in given.flags)
    return init.carry_out([(plan, agents.perform)], given, "uninstall agents")

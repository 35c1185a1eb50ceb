"""`keyturn uninstall`: take out what `keyturn init` put in, and nothing else."""

from __future__ import annotations

from keyturn.cli import init

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--yes", "do it without asking"),
    ("--dry-run", "only show what would change"),
    ("--server DIR", "git: the bare repository whose pre-receive hook goes"),
    ("--json", "print what changes as JSON; does nothing without --yes"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (("git", "git's hooks, and what stood there before comes back"),)

HELP = """\
usage: keyturn uninstall git [--yes | --dry-run] [--server DIR] [--json]

Takes Keyturn's hooks out of the repository that the current directory lies in. What stood there before comes back as it
was. A hook that somebody edited since is left as it is, and said.

options:
"""


def run(args: list[str]) -> int:
    """0 done or nothing to do, 1 something was left because it was edited, 2 usage, 3 no repository."""
    wanted = init.words(args, "uninstall", OPTIONS, HELP)
    if wanted is None:
        return 0
    from keyturn.wiring import git_hooks

    return init.carry_out(git_hooks.uninstall(wanted.get("--server", "")), wanted, "uninstall")

"""`keyturn`: a literal table maps a command to its module; only that module is imported."""

from __future__ import annotations

import io
import sys

from keyturn.version import __version__

# name → (module, one line). Each module has run(args) -> exit code, and OPTIONS for help and completion.
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "say whether a command may run, and what it would destroy"),
    "scan": ("scan", "find destructive changes in the index, a range, a patch, files or a history"),
    "ci": ("ci", "find out what a pipeline is for, and judge just that"),
    "fleet": ("fleet", "scan many repositories, on all cores or on a scheduler, and go on where it was left"),
    "baseline": ("baseline", "make, refresh, prune or show the list of findings that were there before"),
    "explain": ("explain", "show how a command or a line of a file was read, and why"),
    "rules": ("rules", "list the rules, or show one whole"),
    "init": ("init", "put Keyturn into a repository's hooks and coding agents' settings"),
    "uninstall": ("uninstall", "take out again what init put in"),
    "hook": ("hook", "what git's hooks call"),
    "config": ("config", "check, show or trust configuration"),
    "gate": ("gate", "judge a coding agent's tool call, in its host's own words"),
    "mcp": ("mcp", "stand between an MCP client and its server, and judge every call of a tool"),
    "doctor": ("doctor", "is the guard alive, and how strong is it"),
    "status": ("status", "what is guarded here, and what the gate did today"),
    "rehearse": ("rehearse", "run a command where it cannot hurt, and show what it would have done"),
    "run": ("run", "judge a command, save what it takes, and run it"),
    "allow": ("allow", "let one held call of an agent pass, once, as a proven human"),
    "pause": ("pause", "lift the gate for a while, as a proven human"),
    "log": ("log", "what was decided, and why"),
    "stats": ("stats", "what the gate stopped, undid and asked"),
    "undo": ("undo", "bring back what an allowed action took"),
    "propose": ("propose", "put a change to people, who turn keys; the broker executes it"),
    "proposal": ("proposal", "look at proposals, wait for one, take one's own back"),
    "approve": ("approve", "turn a key: sign exactly the plan that is shown"),
    "reject": ("reject", "end a proposal; one rejection is enough"),
    "revoke": ("revoke", "take an approved proposal back before it is claimed"),
    "broker": ("broker", "the one that executes what people keyed, with credentials that it alone holds"),
    "setup-broker": ("setup_broker", "the system user, directories, documents and units of a broker"),
    "pins": ("pins", "which Terraform states were seen, and a person's word that one is right"),
    "cal": ("cal", "run a diagnosis written in CAL, and look again at what it watches"),
    "drill": ("drill", "restore backups where it cannot hurt, question the copies, keep the evidence"),
    "backup": ("backup", "take backups for those who have none, with digests, and keep enough of them"),
    "recoverable": ("recoverable", "could we get this back: from the evidence of drills, not from anyone's word"),
    "ledger": ("ledger", "the record that cannot be rewritten unseen: verify, prove, export, witness"),
    "session": ("session", "what an agent's session really did, from the record"),
    "lsp": ("lsp", "show findings in an editor: a language server"),
    "completion": ("completion", "print a completion script for bash, zsh or fish"),
}

USAGE = """\
usage: keyturn COMMAND [OPTIONS]

Keeps destructive changes from happening until a human turns a key.

"""


def _help() -> str:
    width = max(len(name) for name in COMMANDS) + 2
    rows = "".join(f"  {name:<{width}}{summary}\n" for name, (_module, summary) in COMMANDS.items())
    return (
        USAGE
        + "commands:\n"
        + rows
        + "\noptions:\n  --version  print the version\n"
        + "  --help     this help; `keyturn COMMAND --help` for one command\n"
        + "\nexit codes: 0 clear or done, 1 stopped, 2 usage or configuration error, 3 could not judge\n"
    )


def dispatch(arguments: list[str]) -> int:
    """Run one command; returns the exit code (0 clear or done, 1 stopped, 2 usage, 3 could not judge)."""
    if not arguments:
        sys.stderr.write(_help())
        return 2
    name = arguments[0]
    if name in ("--help", "-h", "help"):
        sys.stdout.write(_help())
        return 0
    if name in ("--version", "-V"):
        if "--json" in arguments:
            sys.stdout.write('{"version": "' + __version__ + '"}\n')
        else:
            sys.stdout.write(f"keyturn {__version__}\n")
        return 0
    known = COMMANDS.get(name)
    if known is None:
        close = [other for other in COMMANDS if other.startswith(name[:2])]
        hint = f" Did you mean `keyturn {close[0]}`?" if close else ""
        sys.stderr.write(f"keyturn: there is no command {name!r}.{hint} `keyturn --help` lists them.\n")
        return 2
    from keyturn.errors import KeyturnError

    try:
        module = __import__("keyturn.cli." + known[0], None, None, ("run",))
        code: int = module.run(arguments[1:])
    except KeyturnError as error:
        sys.stderr.write(f"keyturn {name}: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(f"keyturn {name}: interrupted\n")
        return 130
    except BrokenPipeError:
        # whoever read our results has gone; that is not ours to report, and not "clear" either
        _close_stdout()
        return 3
    except OSError as error:
        # what Keyturn reads has its own errors; what is left is mostly an answer that could not be written
        sys.stderr.write(f"keyturn {name}: could not judge: {error}\n  Nothing was found clear.\n")
        return 3
    except Exception as fault:  # noqa: BLE001 - the last boundary: could not judge, never "clear"
        sys.stderr.write(
            f"keyturn {name}: could not judge: {type(fault).__name__}: {fault}\n"
            "  This is a fault in Keyturn. Nothing was found clear.\n"
        )
        return 3
    return code


def _close_stdout() -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _streams() -> None:
    """A closed stream becomes one to nowhere, and a character that the locale cannot show is written as an escape.

    Neither may turn a verdict into a fault, and a verdict's exit code counts although nobody reads its text.
    """
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        nowhere = open("/dev/null", "r+", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
        sys.stdin = sys.stdin or nowhere
        sys.stdout = sys.stdout or nowhere
        sys.stderr = sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """The console script."""
    import os

    _streams()
    code = 0
    try:
        code = dispatch(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    except OSError as error:
        sys.stderr.write(f"keyturn: the answer could not be written: {error}\n")
        code = code or 3
    # nothing to clean up; skipping the interpreter's own tear-down saves a few milliseconds a call
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

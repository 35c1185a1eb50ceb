"""docs/cli.md: what `keyturn --help` and every command's `--help` print."""

import subprocess

from keyturn.cli.main import COMMANDS
from tools.places import GENERATED, KEYTURN

HEAD = """\
# Command line

Exit codes mean the same everywhere: **0** clear or done · **1** stopped (held or denied) · **2** usage or
configuration error · **3** could not judge. 3 is never "clear": nothing was found because nothing could be looked at.
"""


def help_of(*arguments: str) -> str:
    """What a help option prints. Raises CalledProcessError when it does not exit 0."""
    done = subprocess.run([str(KEYTURN), *arguments, "--help"], check=True, capture_output=True, text=True)
    return done.stdout.rstrip()


def page() -> str:
    """The page."""
    out = GENERATED.format(source="src/keyturn/cli") + HEAD
    out += f"\n## keyturn\n\n```text\n{help_of()}\n```\n"
    for name in COMMANDS:
        out += f"\n## keyturn {name}\n\n```text\n{help_of(name)}\n```\n"
    return out

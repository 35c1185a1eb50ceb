"""Keyturn for a machine whose password database names another home directory. The demo and tests start it as a script.

    python -I -S launcher.py SOURCES HOME hook HOST      what an agent's hook runs: the cold path
    python -I    launcher.py SOURCES HOME cli WORD…      the command line; the hooks it writes start this script again

Keyturn never goes by $HOME, so a throw-away home directory needs more than a variable. Nobody changes the password
database for a demo or a test; this script answers for it in its own process.
Nothing of it is in the package: an agent that could start its own hook through something like this has lost nothing by
Keyturn's doing.
"""

import os
import pwd
import sys

LIBRARY = "/library"
"""Below HOME: what lies in root's own place on a real machine."""


def main(sources: str, home: str, what: str, words: list[str]) -> None:
    """Become the hook or the command line."""
    sys.path.insert(0, sources)
    entry = pwd.getpwuid(os.getuid())
    pwd.getpwuid = lambda _uid: pwd.struct_passwd((*entry[:5], home, entry[6]))
    from keyturn.wiring import places

    places.LIBRARY = home + LIBRARY
    here = os.path.abspath(__file__)
    from keyturn.adapter import agent_files

    agent_files.is_hook = lambda text: here in text
    if what == "hook":
        from keyturn.hook import cold

        cold.main(words, temporary=())
    from keyturn.cli.main import main as cli
    from keyturn.wiring import agents

    agents.hook_command = lambda host: (sys.executable, "-I", "-S", here, sources, home, "hook", host)
    sys.argv = ["keyturn", *words]
    cli()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])

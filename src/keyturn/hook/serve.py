"""The daemon's program. `python -I -S …/keyturn/hook/serve.py SOCKET`, started by the cold path."""

import os
import sys


def main(path: str) -> int:
    """Serve until there is a reason to leave; the exit code."""
    # …/keyturn/hook/serve.py → …: as the cold path does it
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.append(os.path.dirname(os.path.dirname(here)))
    from keyturn.hook import cold

    cold.add_places()
    detach()
    os.environ.clear()  # noqa: TID251 - a door of its own
    os.environ.update(cold.own_environment())  # noqa: TID251
    from keyturn.wiring.daemon import start

    return start(path, os.path.join(here, "cold.py"))


def detach() -> None:
    """Leave the session, the directory and the files of whatever agent happened to start this."""
    try:  # noqa: SIM105 - contextlib would cost start-up
        os.setsid()
    except OSError:
        pass  # a session of its own already
    os.chdir("/")
    os.umask(0o077)
    os.closerange(3, 1 << 16)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

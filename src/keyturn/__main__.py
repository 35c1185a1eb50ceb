"""`python -m keyturn`."""

import os
import sys


def _leave_working_directory() -> None:
    """Python puts the working directory first for -m, and with it a `json.py` of the repository that is looked at."""
    try:
        here = os.getcwd()
    except OSError:
        here = ""
    if not sys.flags.safe_path and sys.path and sys.path[0] in ("", here):
        del sys.path[0]


_leave_working_directory()

from keyturn.cli.main import main  # noqa: E402 - only with the working directory off the path

main()

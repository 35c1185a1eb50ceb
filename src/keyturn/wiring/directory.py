"""The directory that a command is judged in."""

from __future__ import annotations

import os

from keyturn.errors import CouldNotJudge


def real(directory: str | None = None) -> str:
    """The real path of a directory, the current one when none is named.

    Raises CouldNotJudge when there is none: its files and its configuration cannot be looked at.
    """
    try:
        path = os.path.realpath(directory or os.getcwd())
    except FileNotFoundError as error:
        raise CouldNotJudge("the current directory is gone", "cd to one that exists") from error
    if directory and not os.path.isdir(path):
        raise CouldNotJudge(f"{directory} is no directory", "name one that exists")
    return path

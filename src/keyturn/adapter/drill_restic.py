"""Restores snapshots of restic repositories, every file of them verified against the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from keyturn.adapter.drill_files import SPARE, Tree, tied
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.definition import Definition
    from keyturn.drill.ports import Progress

SECONDS = 6 * 3_600.0


class ResticRestorer:
    """The newest snapshot of a repository, or the newest that `options.host`, `tag` and `path` name.

    The password comes from `options.password_file`; `options.environment` names variables that restic's own way to a
    remote repository needs, such as AWS_ACCESS_KEY_ID.
    """

    kind = "restic"

    def identify(self, definition: Definition) -> Backup:
        """The snapshot, by its own id, which is the digest of what it holds."""
        words = ["snapshots", "--json", "--latest", "1"]
        for name in ("host", "tag", "path"):
            value = definition.options.get(name)
            if isinstance(value, str):
                words += [f"--{name}", value]
        found = _json(definition, words)
        if not isinstance(found, list) or not found:
            raise DrillFault(f"there is no snapshot in {mask(definition.backup)}")
        try:
            newest = max(found, key=lambda one: _time(one["time"]))
            identity, taken = str(newest["id"]), _time(newest["time"])
            size = int(_json(definition, ["stats", "--json", identity])["total_size"])
        except (KeyError, TypeError, ValueError) as error:
            raise DrillFault(f"restic's answer cannot be read: {error}") from error
        return Backup(self.kind, f"{mask(definition.backup)} {identity[:8]}", identity, size, int(taken))

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Tree]:
        """Restore it whole; restic reads back and verifies every file."""
        room = max(0, shutil.disk_usage(place).free - SPARE)
        if backup.size > room:
            raise DrillFault(f"it unpacks to {backup.size} bytes, and the disk has {room} to spare")
        progress.step(f"restoring snapshot {backup.digest[:8]}")
        target = os.path.join(place, "copy")
        os.mkdir(target, 0o700)
        _run(definition, ["restore", backup.digest, "--target", target, "--verify"])
        yield Tree(target)


def _time(text: str) -> float:
    # nanoseconds are more than fromisoformat takes
    head, dot, rest = text.partition(".")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return datetime.fromisoformat(head + (f".{rest[:digits][:6]:0<6}{rest[digits:]}" if dot else "")).timestamp()


def _json(definition: Definition, words: list[str]) -> Any:
    try:
        return json.loads(_run(definition, words))
    except ValueError as error:
        raise DrillFault(f"restic's answer cannot be read: {error}") from error


def _run(definition: Definition, words: list[str]) -> bytes:
    program = shutil.which("restic")
    if program is None:
        raise CouldNotJudge("there is no restic here", "apt-get install restic")
    secret = definition.options.get("password_file")
    if not isinstance(secret, str):
        raise CouldNotJudge("options.password_file is not set", 'password_file = "/etc/keyturn/restic.password"')
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    named = definition.options.get("environment", [])
    for name in named if isinstance(named, list) else []:
        if isinstance(name, str) and name in os.environ:
            environment[name] = os.environ[name]
    environment |= {"RESTIC_REPOSITORY": definition.backup, "RESTIC_PASSWORD_FILE": secret}
    try:
        # no lock and no cache: the repository may be read-only, and nothing is left behind
        done = subprocess.run(
            [*tied(), program, "--no-lock", "--no-cache", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise DrillFault("restic did not end") from error
    if done.returncode != 0:
        told = mask(done.stderr.decode("utf-8", "replace").strip()[-400:])
        raise DrillFault(f"restic {words[0]} failed: {told}")
    return done.stdout

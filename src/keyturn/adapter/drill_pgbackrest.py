"""Restores from pgBackRest repositories with pgBackRest itself, and lets a held server recover what it laid down.

pgBackRest compares every file with the check sum of its manifest while it restores
(https://pgbackrest.org/command.html#command-restore). WAL comes from the same repository, by `archive-get`, inside of
what holds the server: so a repository is a directory of this machine, mounted or local.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from keyturn.adapter import postgres_server
from keyturn.adapter.drill_postgres import RESTORE_SECONDS, BaseRestorer
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.adapter.postgres_server import Programs
    from keyturn.drill.definition import Definition
    from keyturn.drill.ports import Progress

INFO_SECONDS = 300.0
_QUOTES = "'\"\\%\n$`"


class PgBackRestRestorer(BaseRestorer):
    """The newest backup of a stanza (`options.stanza`), or the one that `options.set` names, with its WAL.

    The definition's `backup` is the repository's directory. `options.config` is pgBackRest's own file, for what stands
    nowhere else, such as the key of an encrypted repository; `options.target_time` a point in time.
    """

    def __init__(self, among: Sequence[Programs] | None = None) -> None:
        """`among`: the versions of PostgreSQL to choose from, by default those that are installed."""
        super().__init__("pgbackrest", among)

    def identify(self, definition: Definition) -> Backup:
        """The backup, by the digest of its manifest, which holds the check sum of every file."""
        stanza = _stanza(definition)
        if not os.path.isdir(definition.backup):
            raise DrillFault(f"there is no repository {definition.backup}")
        try:
            text = _run(definition, "", ["--output=json", "info"], INFO_SECONDS)
            found = json.loads(text)
            told = next(one for one in found if one["name"] == stanza)
            backups = [one for one in told["backup"] if definition.options.get("set", one["label"]) == one["label"]]
            if not backups:
                raise DrillFault(f"there is no backup of {stanza} in {definition.backup}: {_status(told)}")
            newest = max(backups, key=lambda one: int(one["timestamp"]["stop"]))
            label, taken = str(newest["label"]), int(newest["timestamp"]["start"])
            size = int(newest["info"]["repository"].get("size", newest["info"]["size"]))
        except UnicodeDecodeError as error:
            # a wrong key makes noise, of which pgbackrest itself says that it does not parse
            raise DrillFault("the repository cannot be decrypted with this key") from error
        except (KeyError, TypeError, ValueError, StopIteration) as error:
            raise DrillFault(f"pgbackrest's answer cannot be read: {error}") from error
        if newest.get("error"):
            raise DrillFault(f"pgbackrest found pages with wrong check sums while it took {label}")
        manifest = os.path.join(definition.backup, "backup", stanza, label, "backup.manifest")
        try:
            with open(manifest, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise DrillFault(f"{manifest} cannot be read: {error.strerror}") from error
        return Backup(self.kind, f"{definition.backup} {stanza} {label}", digest, size, taken, (("label", label),))

    def fill(self, definition: Definition, backup: Backup, data: str, apart: str, progress: Progress) -> dict[str, str]:
        """Let pgBackRest lay it down; no link of the original's is made but those of tablespaces, all below `apart`."""
        label = dict(backup.details)["label"]
        progress.step(f"restoring {label}")
        for path in (data, apart):
            os.mkdir(path, 0o700)
            postgres_server.own(path)
        words = [
            f"--set={label}",
            f"--pg1-path={data}",
            f"--tablespace-map-all={apart}",
            "--type=none",
            "--job-retry=0",
        ]
        _run(
            definition, os.path.dirname(data), [*words, f"--process-max={definition.jobs}", "restore"], RESTORE_SECONDS
        )
        spaces: dict[str, str] = {}
        for folder, names, files in os.walk(data):
            for name in (*names, *files):
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    continue
                target = os.path.realpath(path)
                if os.path.relpath(folder, data) != "pg_tblspc" or not target.startswith(apart + "/"):
                    raise DrillFault(f"the restored cluster holds a link, {os.path.relpath(path, data)}")
                spaces[name] = target
        return spaces

    def fetch(self, definition: Definition, directory: str) -> str:
        """`archive-get` from the repository, which writes nowhere but to the server's own place."""
        words = [_program(), *_common(definition, directory), f"--pg1-path={directory}/data", "--no-archive-async"]
        if any(char in word for word in words for char in _QUOTES):
            raise CouldNotJudge("the repository's path holds a quote, a dollar or a per cent sign", "move it")
        return " ".join(f"'{word}'" for word in words) + ' archive-get %f "%p"'


def _stanza(definition: Definition) -> str:
    stanza = definition.options.get("stanza")
    if not isinstance(stanza, str) or not stanza or "/" in stanza or stanza.startswith((".", "-")):
        raise CouldNotJudge("options.stanza is not set", 'stanza = "shop"')
    return stanza


def _status(told: dict[str, Any]) -> str:
    status = told.get("status")
    return str(status.get("message", "")) if isinstance(status, dict) else ""


def _program() -> str:
    found = shutil.which("pgbackrest")
    if found is None:
        raise CouldNotJudge("there is no pgbackrest here", "apt-get install pgbackrest")
    return found


def _common(definition: Definition, directory: str) -> list[str]:
    """Words of every call: this repository and no other, whatever the settings' file says."""
    config = definition.options.get("config")
    if config is not None and (not isinstance(config, str) or not config.startswith("/")):
        raise CouldNotJudge("options.config is no absolute path", 'config = "/etc/pgbackrest/drill.conf"')
    words = [
        "--no-config" if config is None else f"--config={config}",
        f"--stanza={_stanza(definition)}",
        "--repo1-type=posix",
        f"--repo1-path={definition.backup}",
        "--log-level-file=off",
        "--log-level-console=error",
        "--log-level-stderr=error",
    ]
    return [*words, f"--lock-path={directory}/lock"] if directory else words


def _run(definition: Definition, directory: str, words: list[str], seconds: float) -> bytes:
    """One of pgBackRest's commands, as the server's account; held in a directory when it has one."""
    call = [_program(), *_common(definition, directory), *words]
    try:
        done = postgres_server.run(call, {}, seconds=seconds, held=directory)
    except subprocess.TimeoutExpired as error:
        raise DrillFault(f"pgbackrest {words[-1]} did not end in {seconds:.0f} seconds") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise DrillFault(f"pgbackrest {words[-1]} failed: {mask(said[:400])}")
    return done.stdout

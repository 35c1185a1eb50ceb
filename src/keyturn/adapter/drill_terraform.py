"""Looks through the versions of a Terraform state that were kept: each must be one, and all of one lineage.

They are files that a pattern names, or the versions of one object in a bucket of S3, where its backend keeps it.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from keyturn.adapter import drill_s3
from keyturn.adapter.drill_files import Bounds, smoke
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.definition import Definition, Question
    from keyturn.drill.ports import Progress

LARGEST = 512 << 20
VERSION = 4
"""Of the state's own form, which every Terraform since 0.12 writes."""


class State:
    """The newest version of a state, with its resources as its tables."""

    def __init__(self, path: str, body: dict[str, Any]) -> None:
        """`path` is a copy of it."""
        self._path = path
        self._body = body
        self.version = f"Terraform {body.get('terraform_version', '?')}"

    def ask(self, question: Question) -> str | None:
        """`json`: the value at a dotted path, where `#` counts; `tables`: that resources are there; `command`."""
        if question.asks == "json":
            return _at(self._body, str(question.subject))
        if question.asks == "tables":
            there = {name for name, _count in self.tables()}
            missing = [name for name in question.subject if name not in there]
            if missing:
                raise DrillFault(f"not in the state: {', '.join(missing[:5])}")
            return ""
        if question.asks == "command":
            return smoke(question.subject, {"KEYTURN_COPY": self._path}, os.path.dirname(self._path), question.exit)
        raise CouldNotJudge(f"a Terraform state cannot be asked for {question.asks}", "json, tables or command")

    def tables(self) -> tuple[tuple[str, int], ...]:
        """(address, instances) of every resource; data sources are none."""
        found: dict[str, int] = {}
        for one in self._body["resources"]:
            if one.get("mode") == "managed":
                module = f"{one['module']}." if one.get("module") else ""
                name = f"{module}{one['type']}.{one['name']}"
                found[name] = found.get(name, 0) + len(one.get("instances", []))
        return tuple(sorted(found.items()))

    def size(self) -> int:
        """Bytes of the state."""
        return os.path.getsize(self._path)


def _at(body: Any, path: str) -> str | None:
    for piece in path.split("."):
        if piece == "#" and isinstance(body, list | dict):
            body = len(body)
        elif isinstance(body, dict) and piece in body:
            body = body[piece]
        elif isinstance(body, list) and piece.isdigit() and int(piece) < len(body):
            body = body[int(piece)]
        else:
            return None
    if isinstance(body, bool):
        return "true" if body else "false"
    return json.dumps(body, sort_keys=True) if isinstance(body, list | dict) else None if body is None else str(body)


def read(path: str) -> dict[str, Any]:
    """One version. Raises DrillFault when it is no state."""
    name = os.path.basename(path)
    try:
        if os.path.getsize(path) > LARGEST:
            raise DrillFault(f"{name} is larger than {LARGEST} bytes")
        with open(path, "rb") as file:
            body = json.loads(file.read())
    except OSError as error:
        raise DrillFault(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DrillFault(f"{name} is no state: {error}") from error
    if not isinstance(body, dict) or body.get("version") != VERSION:
        raise DrillFault(f"{name} is no state of version {VERSION}")
    if not isinstance(body.get("serial"), int) or not isinstance(body.get("lineage"), str) or not body["lineage"]:
        raise DrillFault(f"{name} has no serial or no lineage")
    resources = body.get("resources")
    if not isinstance(resources, list) or not all(
        isinstance(one, dict) and isinstance(one.get("type"), str) and isinstance(one.get("name"), str)
        for one in resources
    ):
        raise DrillFault(f"{name} has no list of resources")
    return body


class TerraformRestorer:
    """Every version that the pattern names, oldest first by its file's time."""

    kind = "terraform-state"

    def identify(self, definition: Definition) -> Backup:
        """All versions together: the digest is that of their digests, the time that of the newest."""
        if definition.backup.startswith(drill_s3.SCHEME):
            bucket = drill_s3.Bucket(definition)
            bucket.versioned()
            kept = _kept(definition, bucket)
            size = sum(one.size for one in kept)
            return Backup(self.kind, definition.backup, drill_s3.digest(kept), size, int(kept[-1].at))
        paths = _versions(definition)
        whole = hashlib.sha256()
        total = 0
        try:
            for path in paths:
                with open(path, "rb") as file:
                    whole.update(
                        f"{os.path.basename(path)}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode()
                    )
                total += os.path.getsize(path)
            taken = int(os.stat(paths[-1]).st_mtime)
        except OSError as error:
            raise DrillFault(f"{definition.backup} cannot be read: {error.strerror}") from error
        return Backup(self.kind, paths[-1], whole.hexdigest(), total, taken)

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[State]:
        """Read them all; one lineage, and serials that never go back."""
        if definition.backup.startswith(drill_s3.SCHEME):
            paths = _fetched(definition, backup, place, progress)
        else:
            paths = _versions(definition)
        progress.step(f"reading {len(paths)} versions")
        first = before = read(paths[0])
        newest = first
        for path in paths[1:]:
            newest = read(path)
            name = os.path.basename(path)
            if newest["lineage"] != first["lineage"]:
                raise DrillFault(f"{name} is of another lineage than {os.path.basename(paths[0])}: another state")
            if newest["serial"] < before["serial"]:
                raise DrillFault(f"{name} has serial {newest['serial']}, and an older version {before['serial']}")
            if newest["serial"] == before["serial"] and newest["resources"] != before["resources"]:
                raise DrillFault(f"{name} has the serial {newest['serial']} of another version, and other resources")
            before = newest
        target = os.path.join(place, "terraform.tfstate")
        shutil.copyfile(paths[-1], target)
        yield State(target, read(target))


def _versions(definition: Definition) -> list[str]:
    found = [path for path in glob.glob(definition.backup) if os.path.isfile(path)]
    if not found:
        raise DrillFault(f"there is no version {definition.backup}")
    return sorted(found, key=lambda path: (os.stat(path).st_mtime_ns, path))


def _kept(definition: Definition, bucket: drill_s3.Bucket) -> list[drill_s3.Version]:
    """Every version of the object, oldest first; marks of removals among them say that nothing is there now."""
    found = bucket.versions(whole_key=True)
    if found and found[-1].deleted:
        raise DrillFault(f"the state {definition.backup} was removed; {len(found) - 1} versions of it are kept")
    found = [one for one in found if not one.deleted]
    if not found:
        raise DrillFault(f"there is no version {definition.backup}")
    return found


def _fetched(definition: Definition, backup: Backup, place: str, progress: Progress) -> list[str]:
    bucket = drill_s3.Bucket(definition)
    kept = _kept(definition, bucket)
    if drill_s3.digest(kept) != backup.digest:
        raise CouldNotJudge("the state changed while it was drilled", "drill it again")
    drill_s3.room(place, kept)
    bounds = Bounds(definition, place)
    paths: list[str] = []
    for number, one in enumerate(kept, 1):
        progress.step(f"fetching version {number} of {len(kept)}")
        paths.append(os.path.join(place, f"version-{number}.tfstate"))
        bucket.fetch(one, paths[-1], bounds)
    return paths

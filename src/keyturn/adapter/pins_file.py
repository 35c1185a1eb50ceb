"""Pins on disk: one JSON file outside every repository, written whole and renamed into place."""

from __future__ import annotations

import json
import os
import stat as modes
from typing import TYPE_CHECKING, Any

from keyturn.errors import CouldNotJudge
from keyturn.tool.pins import PROVEN, Pin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.proof_key import SignedRecords

VERSION = 1
KIND = "pin.accepted"


class PinsFile:
    """The pins of one user. A file that cannot be read is an error, never "no pins"."""

    def __init__(self, path: str) -> None:
        """`path` need not be there yet."""
        self._path = path

    def get(self, root: str, directory: str, workspace: str) -> Pin | None:
        """The pin of a directory (relative to its repository's root) and workspace."""
        return self._load().get((root, directory, workspace))

    def __iter__(self) -> Iterator[tuple[tuple[str, str, str], Pin]]:
        """((root, directory, workspace), pin), sorted."""
        return iter(sorted(self._load().items()))

    def put(self, root: str, directory: str, workspace: str, pin: Pin | None) -> None:
        """Keep a pin, or with None forget it."""
        import fcntl

        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        with open(self._path + ".lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pins = self._load()
            pins.pop((root, directory, workspace), None)
            if pin is not None:
                pins[root, directory, workspace] = pin
            body = {"version": VERSION, "pins": [self._row(key, value) for key, value in sorted(pins.items())]}
            with open(self._path + ".new", "w", encoding="utf-8") as new:
                json.dump(body, new, indent=1)
                new.write("\n")
                new.flush()
                os.fsync(new.fileno())
            os.replace(self._path + ".new", self._path)

    @staticmethod
    def _row(key: tuple[str, str, str], pin: Pin) -> dict[str, Any]:
        root, directory, workspace = key
        return {"root": root, "directory": directory, "workspace": workspace, **dict(pin.__iter_fields__())}

    def _load(self) -> dict[tuple[str, str, str], Pin]:
        try:
            with open(self._path, encoding="utf-8") as file:
                body = json.load(file)
            if body["version"] != VERSION:
                raise CouldNotJudge(
                    f"{self._path}: pins of version {body['version']!r}, and {VERSION} is what is read",
                    "a newer Keyturn wrote them; use that one",
                )
            found: dict[tuple[str, str, str], Pin] = {}
            for row in body["pins"]:
                key = (str(row.pop("root")), str(row.pop("directory")), str(row.pop("workspace")))
                row["accounts"] = tuple(str(one) for one in row["accounts"])
                found[key] = Pin(**row)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CouldNotJudge(
                f"{self._path}: the pins cannot be read: {error}",
                "mend the file, or move it away and let people pin again: keyturn pins accept DIRECTORY",
            ) from error
        return found


class ProvenPins:
    """Pins that proven humans gave: records in a file that only root writes, or signed. A later replaces an earlier."""

    def __init__(self, path: str, *, owner: int = 0, signed: SignedRecords | None = None) -> None:
        """`owner` is the only user whose file counts (0 but in tests)."""
        self._path = path
        self._owner = owner
        self._signed = signed

    def get(self, root: str, directory: str, workspace: str) -> Pin | None:
        """The newest pin that this user's people gave to a directory and workspace."""
        wanted = (root, directory, workspace)
        found: Pin | None = None
        for key, pin in self:
            if key == wanted:
                found = pin
        return found

    def __iter__(self) -> Iterator[tuple[tuple[str, str, str], Pin]]:
        """((root, directory, workspace), pin) in the order they were given. Raises CouldNotJudge for an unsafe file.

        Anybody can put signed lines into another order, so that order is by the time that each says of itself.
        """
        found = [*self._by_password()]
        if self._signed is not None:
            found.extend(_read(one["body"]) for _leaf, one in self._signed.leaves(KIND, _readable))
        yield from sorted(found, key=lambda one: one[1].at)

    def _by_password(self) -> Iterator[tuple[tuple[str, str, str], Pin]]:
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        except OSError as error:
            raise CouldNotJudge(f"{self._path} cannot be read: {error.strerror}", "only root may write it") from error
        with open(handle, encoding="utf-8") as file:
            facts = os.fstat(handle)
            if facts.st_uid != self._owner or facts.st_mode & (modes.S_IWGRP | modes.S_IWOTH):
                raise CouldNotJudge(f"{self._path} can be written by others than root", "chown root, chmod 644")
            for line in file:
                try:
                    leaf = json.loads(line)
                    body = leaf["body"]
                    if leaf["kind"] != KIND or body["user"] != os.getuid():
                        continue
                    yield _read(body)
                except (ValueError, KeyError, TypeError):
                    continue


def _readable(found: dict[str, Any]) -> bool:
    """Whether a leaf holds a pin. Raises KeyError, TypeError or ValueError as well."""
    return bool(_read(found["body"]))


def _read(body: dict[str, Any]) -> tuple[tuple[str, str, str], Pin]:
    """A record's pin and its place. Raises KeyError, TypeError or ValueError for what is none."""
    pin = Pin(
        str(body["backend"]),
        str(body["configuration"]),
        str(body["lineage"]),
        int(body["serial"]),
        int(body["resources"]),
        tuple(str(one) for one in body["accounts"]),
        int(body["time"]),
        PROVEN,
    )
    return (str(body["root"]), str(body["directory"]), str(body["workspace"])), pin

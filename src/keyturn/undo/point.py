"""Undo points: what stood at some paths before an action, entry by entry. The words for it, and their form on disk.

A point is a text of JSON lines: a head, then one entry a line. It names every piece of content by its SHA-256 and by
where that lies, so a point can be brought back with nothing but itself and the packs that it names.
"""

from __future__ import annotations

from keyturn.errors import CouldNotJudge
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = 1

FILE = "f"
DIRECTORY = "d"
LINK = "l"
HARD_LINK = "h"  # another name of an entry before it
ABSENT = "-"
LEFT_OUT = "x"  # there, and not saved: a cache that its tool makes anew
SPECIAL = "s"  # a pipe, socket or device: noted, and not brought back


class Entry(Noun):
    """One path as it stood. Paths are absolute; `mode` are the permission bits, `mtime` nanoseconds.

    `digest` is the content's SHA-256 in hexadecimal, `pack`, `offset` and `size` where it lies. `target` is a symbolic
    link's text, or the path of the entry that a hard link is another name of.
    """

    kind: str
    path: str
    mode: int = 0
    mtime: int = 0
    uid: int = -1
    gid: int = -1
    size: int = 0
    digest: str = ""
    pack: str = ""
    offset: int = 0
    target: str = ""


class Head(Noun):
    """What a point is of. `at` are seconds since the epoch, `roots` the paths that were asked for."""

    id: str
    at: int
    reason: str
    session: str
    roots: tuple[str, ...]
    files: int = 0
    size: int = 0
    packs: tuple[str, ...] = ()


def write(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The lines of a point."""
    import json

    encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
    body = dict(head.__iter_fields__())
    yield encode({"keyturn undo point": VERSION, **body}).encode() + b"\n"
    for entry in entries:
        yield encode([value for _name, value in entry.__iter_fields__()]).encode() + b"\n"


def read_head(line: bytes) -> Head:
    """The head of a point. Raises CouldNotJudge for anything else."""
    import json

    listing = "keyturn undo list shows those that can be read"
    try:
        body = json.loads(line)
        version = body.pop("keyturn undo point")
        body["roots"] = tuple(body["roots"])
        body["packs"] = tuple(body["packs"])
        head = Head(**body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CouldNotJudge(f"this is no undo point: {error}", listing) from error
    if version != VERSION:
        raise CouldNotJudge(f"an undo point of version {version!r}, and {VERSION} is what is read", listing)
    return head


def read_entries(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of a point. Raises CouldNotJudge for a line that is none, and for a path that leads out of itself."""
    import json

    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        where = f"line {number} of the undo point"
        try:
            entry = Entry(*json.loads(line))
        except (ValueError, TypeError) as error:
            raise CouldNotJudge(f"{where} cannot be read: {error}", "it was changed or torn") from error
        texts = (entry.kind, entry.path, entry.digest, entry.pack, entry.target)
        numbers = (entry.mode, entry.mtime, entry.uid, entry.gid, entry.size, entry.offset)
        if not all(isinstance(one, str) for one in texts) or not all(isinstance(one, int) for one in numbers):
            raise CouldNotJudge(f"{where} holds a value of the wrong kind", "it was changed or torn")
        parts = entry.path.split("/")
        if not entry.path.startswith("/") or ".." in parts or "." in parts or "\0" in entry.path:
            raise CouldNotJudge(f"{where} names {entry.path!r}", "it was changed: paths are absolute")
        yield entry

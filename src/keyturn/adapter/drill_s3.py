"""Reads the kept versions of objects in buckets of S3: as they were at a time, and every version of one key.

What is asked of the service is read only: versioning, lists of versions, and single versions. boto3 finds credentials
where it always does, so a drill's own user has its own, which can read and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.adapter.drill_files import SPARE, Bounds, Tree
from keyturn.drill.definition import seconds
from keyturn.drill.ports import Backup, DrillFault
from keyturn.errors import CouldNotJudge
from keyturn.model.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyturn.drill.definition import Definition
    from keyturn.drill.ports import Progress

SCHEME = "s3://"
MANY = 1_000_000
"""Versions that are listed at most."""
PAGE = 1_000
"""Versions in one answer: the most that the service gives."""
_BLOCK = 1 << 20
_CONNECT_SECONDS = 15
_READ_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one object; `deleted` for a mark that says it was removed. `at` in seconds since the epoch."""

    key: str
    id: str
    at: float
    size: int
    tag: str
    deleted: bool
    latest: bool = False
    """Whether the service shows this one: of one second, the younger one."""


class Bucket:
    """A bucket, or what stands below a prefix of it."""

    def __init__(self, definition: Definition) -> None:
        """`backup` is s3://BUCKET/PREFIX; `options.endpoint`, `region` and `profile` say where and as whom."""
        address = definition.backup.removeprefix(SCHEME)
        self.name, _slash, self.prefix = address.partition("/")
        if not definition.backup.startswith(SCHEME) or not self.name:
            raise CouldNotJudge(f"{mask(definition.backup)} is no bucket", 'backup = "s3://photos/2026/"')
        try:
            import boto3
            from botocore.config import Config
        except ImportError as error:
            raise CouldNotJudge("boto3 is not installed", 'pip install "keyturn[clouds]"') from error
        given: dict[str, str | None] = {}
        for name in ("endpoint", "region", "profile"):
            value = definition.options.get(name)
            if value is not None and (not isinstance(value, str) or not value):
                raise CouldNotJudge(f"options.{name} is no text", f'{name} = "…"')
            given[name] = value
        limits = Config(connect_timeout=_CONNECT_SECONDS, read_timeout=_READ_SECONDS, retries={"max_attempts": 3})
        try:
            session = boto3.session.Session(profile_name=given["profile"], region_name=given["region"])
            self._client: Any = session.client("s3", endpoint_url=given["endpoint"], config=limits)
        except Exception as error:
            raise CouldNotJudge(f"the service cannot be asked: {_said(error)}") from error

    def _ask(self, what: Callable[..., Any], **words: Any) -> Any:
        """One request. Raises DrillFault for what the service refuses, CouldNotJudge when it cannot be reached."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return what(**words)
        except ClientError as error:
            raise DrillFault(f"the bucket {self.name}: {_said(error)}") from error
        except BotoCoreError as error:
            raise CouldNotJudge(f"the bucket {self.name} cannot be asked: {_said(error)}") from error

    def versioned(self) -> None:
        """Raises DrillFault when nothing is kept of what is overwritten or removed."""
        state = self._ask(self._client.get_bucket_versioning, Bucket=self.name).get("Status")
        if state != "Enabled":
            told = "was suspended" if state else "was never switched on"
            raise DrillFault(f"versioning of the bucket {self.name} {told}: what is overwritten there is lost")

    def versions(self, *, whole_key: bool = False) -> list[Version]:
        """Every version below the prefix, oldest first; with `whole_key` of the object that the prefix names alone."""
        found: list[Version] = []
        more: dict[str, str | int] = {"MaxKeys": PAGE}
        while True:
            page = self._ask(self._client.list_object_versions, Bucket=self.name, Prefix=self.prefix, **more)
            for kind, deleted in (("Versions", False), ("DeleteMarkers", True)):
                for one in page.get(kind, []):
                    if not whole_key or one["Key"] == self.prefix:
                        at, tag = one["LastModified"].timestamp(), str(one.get("ETag", "")).strip('"')
                        size = int(one.get("Size", 0))
                        key, identity = str(one["Key"]), str(one["VersionId"])
                        found.append(Version(key, identity, at, size, tag, deleted, bool(one["IsLatest"])))
            if len(found) > MANY:
                raise DrillFault(f"there are more than {MANY} versions: name a smaller prefix")
            if not page.get("IsTruncated"):
                break
            more |= {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
        # the service lists the versions of a key newest first, which settles those of one second
        found.reverse()
        return sorted(found, key=lambda one: (one.at, one.latest))

    def fetch(self, one: Version, target: str, bounds: Bounds) -> None:
        """Write one version to a new file, and compare it with the check sums that the service keeps of it."""
        given = self._ask(
            self._client.get_object, Bucket=self.name, Key=one.key, VersionId=one.id, ChecksumMode="ENABLED"
        )
        md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
        try:
            with open(target, "xb") as out:
                while block := self._ask(given["Body"].read, amt=_BLOCK):
                    bounds.more(len(block))
                    md5.update(block)
                    sha256.update(block)
                    size += len(block)
                    out.write(block)
        except OSError as error:
            raise DrillFault(f"{one.key} cannot be written: {error.strerror or error}") from error
        if size != one.size:
            raise DrillFault(f"{one.key} has {size} bytes, and {one.size} are listed")
        kept = given.get("ChecksumSHA256")
        if kept and "-" not in kept and base64.b64encode(sha256.digest()).decode() != kept:
            raise DrillFault(f"{one.key} is not what was stored: its SHA-256 differs")
        # an ETag is an MD5 of the bytes unless it came in parts or under a key of KMS
        plain = len(one.tag) == 32 and given.get("ServerSideEncryption", "AES256") == "AES256"
        if plain and "SSECustomerAlgorithm" not in given and md5.hexdigest() != one.tag:
            raise DrillFault(f"{one.key} is not what was stored: its ETag differs")


def _said(error: Exception) -> str:
    return mask(str(error))[:300]


def digest(versions: list[Version]) -> str:
    """One digest over which versions these are."""
    whole = hashlib.sha256()
    for one in sorted(versions, key=lambda it: (it.key, it.at, it.id)):
        whole.update(f"{one.key}\0{one.id}\0{one.tag}\0{one.size}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def room(place: str, versions: list[Version]) -> None:
    """Raises DrillFault when the disk has no room for them."""
    needed, free = sum(one.size for one in versions), max(0, shutil.disk_usage(place).free - SPARE)
    if needed > free:
        raise DrillFault(f"the versions have {needed} bytes, and the disk has {free} to spare")


class VersionsRestorer:
    """Objects as they were: the newest version of each that is no younger than `options.ago`, removed ones included.

    With `ago = "24h"` the copy is the bucket of yesterday, whatever was overwritten or removed since; without it, what
    is there now and is kept. Versioning that is not on fails the drill.
    """

    kind = "s3-versions"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock` says what `ago` counts from."""
        self._clock = clock

    def identify(self, definition: Definition) -> Backup:
        """The digest is that of which versions these are; the time is that of the youngest."""
        bucket = Bucket(definition)
        bucket.versioned()
        chosen = self._chosen(definition, bucket)
        youngest = max(int(one.at) for one in chosen)
        return Backup(self.kind, definition.backup, digest(chosen), sum(one.size for one in chosen), youngest)

    def _chosen(self, definition: Definition, bucket: Bucket) -> list[Version]:
        ago = 0
        if "ago" in definition.options:
            ago = seconds(definition.options["ago"]) or 0
            if not ago:
                raise CouldNotJudge("options.ago is no period", 'ago = "24h"')
        then = self._clock() - ago
        newest = {one.key: one for one in bucket.versions() if not ago or one.at <= then}
        found = [one for one in newest.values() if not one.deleted and not one.key.endswith("/")]
        if not found:
            told = f", as of {definition.options['ago']} ago" if ago else ""
            raise DrillFault(f"no version is kept of anything below {definition.backup}{told}")
        return found

    @contextmanager
    def restore(self, definition: Definition, backup: Backup, place: str, progress: Progress) -> Iterator[Tree]:
        """Fetch each; a key that would leave the copy, or be a file and a directory at once, fails the drill."""
        bucket = Bucket(definition)
        chosen = self._chosen(definition, bucket)
        if digest(chosen) != backup.digest:
            raise CouldNotJudge("the bucket changed while it was drilled", "drill it again, or set options.ago")
        room(place, chosen)
        target = os.path.join(place, "copy")
        os.mkdir(target, 0o700)
        bounds = Bounds(definition, target)
        for number, one in enumerate(chosen, 1):
            bounds.entry()
            progress.step(f"fetching {number} of {len(chosen)}: {one.key}")
            pieces = one.key.split("/")
            if any(piece in ("", ".", "..") for piece in pieces) or "\0" in one.key:
                raise DrillFault(f"the key {one.key!r} is no path within the copy")
            path = os.path.join(target, *pieces)
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            except OSError as error:
                raise DrillFault(f"{one.key} cannot be written: {error.strerror}") from error
            bucket.fetch(one, path, bounds)
        yield Tree(target)

"""Drills of kept versions in buckets, asked of a real S3 interface (moto's server) by the real client library."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from keyturn.adapter import drill_s3
from keyturn.adapter.drill_s3 import VersionsRestorer
from keyturn.adapter.drill_terraform import TerraformRestorer
from keyturn.drill.definition import Definition, Question
from keyturn.drill.service import run
from keyturn.errors import CouldNotJudge
from tests.cloud_server import moto

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.drill.evidence import Evidence
    from keyturn.drill.ports import Restorer

FILES = Question("files", "files", "**/*.jpg", at_least=1.0)


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


class Cloud:
    def __init__(self, address: str) -> None:
        self.address = address
        self.client: Any = boto3.client("s3", endpoint_url=address, region_name="us-east-1")

    def bucket(self, name: str, versioning: str = "Enabled") -> str:
        self.client.create_bucket(Bucket=name)
        if versioning:
            self.client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": versioning})
        return name

    def put(self, bucket: str, key: str, body: bytes) -> None:
        self.client.put_object(Bucket=bucket, Key=key, Body=body, ChecksumAlgorithm="SHA256")

    def drilled(
        self,
        with_: Restorer,
        backup: str,
        place: Path,
        *questions: Question,
        max_age: int | None = None,
        later: int = 0,
        **more: object,
    ) -> Evidence:
        place.mkdir(exist_ok=True)
        options = {"endpoint": self.address, "region": "us-east-1", **more}
        definition = Definition(
            "d", with_.kind, backup, 86_400, questions=questions, max_age=max_age, digest="d", options=options
        )
        return run(
            definition, with_, str(place), before=(), live=None, progress=Silent(), clock=lambda: time.time() + later
        )


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "tests")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", "/nonexistent")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
        with moto() as address:
            yield Cloud(address)


def test_what_is_there_now_with_the_digests_that_the_service_keeps(cloud: Cloud, tmp_path: Path) -> None:
    bucket = cloud.bucket("photos")
    cloud.put(bucket, "2026/a.jpg", b"first")
    cloud.put(bucket, "2026/a.jpg", b"second")
    cloud.put(bucket, "2026/deep/b.jpg", b"b" * 3_000_000)
    cloud.put(bucket, "2025/c.jpg", b"c")
    sha = "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4"
    asked = (
        Question("files", "files", "**/*.jpg", equals="2"),
        Question("newest", "checksum", "2026/a.jpg", equals=sha),
    )
    found = cloud.drilled(VersionsRestorer(), f"s3://{bucket}/2026/", tmp_path / "place", *asked)
    assert found.verdict == "passed", (found.fault, found.answers)
    assert found.backup_size == 3_000_006
    assert len(found.backup_digest) == 64
    assert found.tables == (("2026", 2),)
    again = cloud.drilled(VersionsRestorer(), f"s3://{bucket}/2026/", tmp_path / "again", *asked)
    assert again.backup_digest == found.backup_digest


def test_what_an_agent_removed_an_hour_later_is_got_back(cloud: Cloud, tmp_path: Path) -> None:
    """The objects of before are in the copy although the bucket shows nothing any more."""
    bucket = cloud.bucket("emptied")
    for number in range(3):
        cloud.put(bucket, f"{number}.jpg", b"good")
    time.sleep(1.1)
    for number in range(3):
        cloud.put(bucket, f"{number}.jpg", b"overwritten")
        cloud.client.delete_object(Bucket=bucket, Key=f"{number}.jpg")
    now = cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "now", FILES)
    assert now.fault == f"no version is kept of anything below s3://{bucket}"
    # as of a time between the two, with the clock of the drill an hour on
    middle = min(v["LastModified"] for v in cloud.client.list_object_versions(Bucket=bucket)["Versions"]).timestamp()
    then = VersionsRestorer(lambda: middle + 3_600 + 0.5)
    good = Question(
        "good", "checksum", "1.jpg", equals="770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c"
    )
    found = cloud.drilled(
        then, f"s3://{bucket}", tmp_path / "then", good, Question("all", "files", "*.jpg", equals="3"), ago="1h"
    )
    assert found.verdict == "passed", (found.fault, found.answers)


@pytest.mark.parametrize(("state", "told"), [("", "was never switched on"), ("Suspended", "was suspended")])
def test_a_bucket_that_keeps_nothing(cloud: Cloud, tmp_path: Path, state: str, told: str) -> None:
    bucket = cloud.bucket(f"plain{state.lower()}", state)
    cloud.put(bucket, "a.jpg", b"a")
    found = cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "place", FILES)
    assert found.fault == f"versioning of the bucket {bucket} {told}: what is overwritten there is lost"


def test_no_bucket_and_no_service(cloud: Cloud, tmp_path: Path) -> None:
    found = cloud.drilled(VersionsRestorer(), "s3://nowhere", tmp_path / "place", FILES)
    assert "NoSuchBucket" in found.fault
    with pytest.raises(CouldNotJudge, match="cannot be asked"):
        cloud.drilled(VersionsRestorer(), "s3://nowhere", tmp_path / "b", FILES, endpoint="http://127.0.0.1:1")
    with pytest.raises(CouldNotJudge, match="no bucket"):
        cloud.drilled(VersionsRestorer(), "/srv/photos", tmp_path / "c", FILES)


def test_a_stale_bucket(cloud: Cloud, tmp_path: Path) -> None:
    bucket = cloud.bucket("stale")
    cloud.put(bucket, "a.jpg", b"a")
    found = cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "place", FILES, max_age=60, later=90)
    assert found.verdict == "failed"
    assert "seconds old" in found.limits[0]


@pytest.mark.parametrize("key", ["../outside.jpg", "a/../../b.jpg", "/etc/x.jpg", "a//b.jpg"])
def test_a_key_that_would_leave_the_copy(cloud: Cloud, tmp_path: Path, key: str) -> None:
    bucket = cloud.bucket(f"hostile-{abs(hash(key))}")
    cloud.put(bucket, key, b"x")
    found = cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "place", FILES)
    assert "is no path within the copy" in found.fault
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_key_that_is_a_file_and_a_directory(cloud: Cloud, tmp_path: Path) -> None:
    bucket = cloud.bucket("both")
    cloud.put(bucket, "a", b"x")
    cloud.put(bucket, "a/b.jpg", b"x")
    assert cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "place", FILES).verdict == "failed"


def test_bytes_that_are_not_what_was_stored(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = cloud.bucket("flipped")
    cloud.put(bucket, "a.jpg", b"good")
    real = drill_s3.Bucket.versions

    def swapped(self: drill_s3.Bucket, **words: bool) -> list[drill_s3.Version]:
        # the list says what was stored, and the service gives four other bytes
        return [
            drill_s3.Version(one.key, one.id, one.at, one.size, "0" * 32, one.deleted) for one in real(self, **words)
        ]

    monkeypatch.setattr(drill_s3.Bucket, "versions", swapped)
    found = cloud.drilled(VersionsRestorer(), f"s3://{bucket}", tmp_path / "place", FILES)
    assert found.fault == "a.jpg is not what was stored: its ETag differs"


def test_more_versions_than_one_page(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_s3, "PAGE", 3)
    bucket = cloud.bucket("many")
    for number in range(10):
        cloud.client.put_object(Bucket=bucket, Key="k", Body=str(number).encode())
    definition = Definition(
        "d", "s3-versions", f"s3://{bucket}", 1, options={"endpoint": cloud.address, "region": "us-east-1"}
    )
    found = drill_s3.Bucket(definition).versions()
    assert len({one.id for one in found}) == 10
    times = [one.at for one in found]
    assert times == sorted(times)


# -- Terraform states in a bucket


def state(serial: int, lineage: str = "l", *names: str) -> bytes:
    resources = [{"mode": "managed", "type": "t", "name": name, "instances": [{}]} for name in names or ("a",)]
    body = {"version": 4, "terraform_version": "1.9.0", "serial": serial, "lineage": lineage, "resources": resources}
    return json.dumps(body).encode()


SERIAL = Question("serial", "json", "serial", at_least=1.0)


def test_every_version_of_a_state_is_looked_through(cloud: Cloud, tmp_path: Path) -> None:
    bucket = cloud.bucket("states")
    for serial in (1, 2, 3):
        cloud.put(bucket, "prod/terraform.tfstate", state(serial, "l", *[f"n{it}" for it in range(serial)]))
    cloud.put(bucket, "prod/terraform.tfstate.lock", b"not a state")
    address = f"s3://{bucket}/prod/terraform.tfstate"
    found = cloud.drilled(TerraformRestorer(), address, tmp_path / "place", Question("n", "json", "serial", equals="3"))
    assert found.verdict == "passed", (found.fault, found.answers)
    assert len(found.tables) == 3

    cloud.put(bucket, "prod/terraform.tfstate", state(2))
    found = cloud.drilled(TerraformRestorer(), address, tmp_path / "back", SERIAL)
    assert found.fault == "version-4.tfstate has serial 2, and an older version 3"

    cloud.put(bucket, "prod/terraform.tfstate", state(9, "other"))
    found = cloud.drilled(TerraformRestorer(), address, tmp_path / "other", SERIAL)
    assert "serial 2" in found.fault or "another lineage" in found.fault


def test_a_state_that_was_removed_or_keeps_no_versions(cloud: Cloud, tmp_path: Path) -> None:
    bucket = cloud.bucket("gone")
    cloud.put(bucket, "s.tfstate", state(1))
    cloud.client.delete_object(Bucket=bucket, Key="s.tfstate")
    found = cloud.drilled(TerraformRestorer(), f"s3://{bucket}/s.tfstate", tmp_path / "a", SERIAL)
    assert found.fault == f"the state s3://{bucket}/s.tfstate was removed; 1 versions of it are kept"
    plain = cloud.bucket("plainstate", "")
    cloud.put(plain, "s.tfstate", state(1))
    found = cloud.drilled(TerraformRestorer(), f"s3://{plain}/s.tfstate", tmp_path / "b", SERIAL)
    assert "was never switched on" in found.fault

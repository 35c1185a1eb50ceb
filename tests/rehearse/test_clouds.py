"""AWS with the real command line against a real server of its API; kubectl and helm by translation, refusals included."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.rehearse_clouds import CloudRehearser
from keyturn.errors import CouldNotJudge
from keyturn.rehearse import clouds
from keyturn.rehearse.ports import Action
from keyturn.wiring.check import Checker
from tests import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.rehearse.difference import Report


class Silent:
    def step(self, what: str) -> None:
        """Nothing is shown."""


class Cloud:
    def __init__(self, place: Path, port: int) -> None:
        self.place = place
        self.aws = str(parts.python("aws").parent / "aws")
        self.environment = {
            "PATH": f"{parts.python('aws').parent}:/usr/bin:/bin",
            "HOME": str(place),
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrEXAMPLE",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        }

    def call(self, *words: str) -> str:
        done = subprocess.run([self.aws, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rehearse(self, command: str) -> Report:
        decision, judgement, _layers = Checker(str(self.place)).check(command)
        action = Action(command, str(self.place), self.environment, judgement, decision)
        way = CloudRehearser()
        assert way.covers(action), [one.item for one in judgement.trace]
        return way.rehearse(action, Silent())


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = parts.python("moto").parent / "moto_server"
    process = subprocess.Popen(
        [str(server), "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, "the moto server ended"
                time.sleep(0.1)
        yield Cloud(tmp_path_factory.mktemp("aws"), port)
    finally:
        process.terminate()
        process.wait(20)


def test_a_database_is_described_and_still_there(cloud: Cloud) -> None:
    cloud.call(
        "rds", "create-db-instance", "--db-instance-identifier", "orders", "--db-instance-class", "db.t3.micro",
        "--engine", "postgres", "--allocated-storage", "20", "--master-username", "u", "--master-user-password", "secret123",
        "--deletion-protection",
    )  # fmt: skip
    report = cloud.rehearse("aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot")
    (one,) = report.difference.resources
    assert (one.address, one.action, one.stateful, one.protected) == ("aws_db_instance.orders", "delete", True, True)
    assert "20 GB" in report.how[0]
    assert "orders" in cloud.call("rds", "describe-db-instances")


def test_a_bucket_is_counted_with_its_old_versions(cloud: Cloud) -> None:
    cloud.call("s3", "mb", "s3://photos")
    cloud.call("s3api", "put-bucket-versioning", "--bucket", "photos", "--versioning-configuration", "Status=Enabled")
    body = cloud.place / "photo"
    for text in ("one", "second"):
        body.write_text(text)
        cloud.call("s3", "cp", str(body), "s3://photos/a/photo")
    report = cloud.rehearse("aws s3 rb s3://photos --force")
    assert "2 object versions, 9 bytes" in report.how[0]
    assert report.difference.resources[0].stateful
    listed = cloud.rehearse("aws s3 rm s3://photos --recursive")
    assert [one.address for one in listed.difference.resources] == ["s3://photos/a/photo"]
    assert "photo" in cloud.call("s3", "ls", "s3://photos/a/")


def test_a_table_with_its_items(cloud: Cloud) -> None:
    cloud.call(
        "dynamodb", "create-table", "--table-name", "carts", "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH",
    )  # fmt: skip
    cloud.call("dynamodb", "put-item", "--table-name", "carts", "--item", '{"id": {"S": "1"}}')
    report = cloud.rehearse("aws dynamodb delete-table --table-name carts")
    assert "1 items" in report.how[0]
    assert "carts" in cloud.call("dynamodb", "list-tables")


def test_instances_by_the_vendor_s_own_dry_run(cloud: Cloud) -> None:
    image = json.loads(cloud.call("ec2", "describe-images", "--max-items", "1"))["Images"][0]["ImageId"]
    made = json.loads(
        cloud.call("ec2", "run-instances", "--image-id", image, "--count", "1", "--instance-type", "t3.micro")
    )
    name = made["Instances"][0]["InstanceId"]
    report = cloud.rehearse(f"aws ec2 terminate-instances --instance-ids {name} --no-dry-run")
    assert report.how == ("aws ec2 --dry-run",)
    state = json.loads(cloud.call("ec2", "describe-instances"))["Reservations"][0]["Instances"][0]["State"]["Name"]
    assert state == "running"


def test_what_is_not_there_is_an_error_and_no_empty_difference(cloud: Cloud) -> None:
    with pytest.raises(CouldNotJudge, match="cannot describe nothing"):
        cloud.rehearse("aws rds delete-db-instance --db-instance-identifier nothing")


def test_secrets_of_the_environment_are_in_no_report(cloud: Cloud) -> None:
    report = cloud.rehearse("aws rds delete-db-instance --db-instance-identifier orders")
    assert "wJalrEXAMPLE" not in repr(report)


# -- translation, for servers that are not here


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("delete ns shop", "delete ns shop --dry-run=server -o name"),
        ("-n shop delete deploy web --wait=false", "-n shop delete deploy web --wait=false --dry-run=server -o name"),
        ("delete pod a --dry-run=none", "delete pod a --dry-run=server -o name"),
        ("apply -f x.yaml -o yaml", "apply -f x.yaml --dry-run=server -o name"),
        ("create job a --image=i -- sh -c x", "create job a --image=i --dry-run=server -o name -- sh -c x"),
        ("drain node1", "drain node1 --dry-run=server"),
    ],
)
def test_kubectl(command: str, expected: str) -> None:
    ask = clouds.kubectl(command.split())
    assert ask is not None
    assert list(ask.words) == expected.split()


@pytest.mark.parametrize(
    "command", ["exec pod -- rm -rf /", "rollout undo deploy/web", "edit deploy/web", "", "cp a b", "proxy"]
)
def test_what_kubectl_cannot_try(command: str) -> None:
    assert clouds.kubectl(command.split()) is None


@pytest.mark.parametrize("command", ["uninstall web", "upgrade web ./chart", "rollback web 3"])
def test_helm(command: str) -> None:
    ask = clouds.helm(command.split())
    assert ask is not None
    assert ask.words[-1] == "--dry-run"


def test_kubectl_without_a_server_is_said(tmp_path: Path) -> None:
    # a program of this name that answers as kubectl does without a cluster
    work = tmp_path / "work"
    work.mkdir()
    tmp_path = tmp_path / "bin"
    tmp_path.mkdir()
    program = tmp_path / "kubectl"
    program.write_text("#!/bin/sh\necho 'The connection to the server localhost:8080 was refused' >&2\nexit 1\n")
    program.chmod(0o755)
    decision, judgement, _layers = Checker(str(work)).check("kubectl delete ns shop")
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    action = Action("kubectl delete ns shop", str(work), environment, judgement, decision)
    with pytest.raises(CouldNotJudge, match="refused"):
        CloudRehearser().rehearse(action, Silent())
    assert shutil.which("kubectl", path=str(tmp_path))


def test_what_a_dry_run_lists() -> None:
    text = (
        "namespace/shop\ndeployment.apps/web deleted (server dry run)\nwarning: something\npersistentvolumeclaim/data"
    )
    found = clouds.objects(text, "delete")
    assert [(one.address, one.stateful) for one in found] == [
        ("namespace/shop", True),
        ("persistentvolumeclaim/data", True),
    ]


# -- words that would make a dry run a real one


@pytest.mark.parametrize(
    "command",
    [
        # pflag: an option takes the next word whatever it is, the mark of a dry run too
        "delete ns prod --cache-dir --",
        "delete ns prod -n -- ",
        "delete ns prod --profile-output --",
        "delete ns prod --as",
        "delete ns prod -v",
        "delete ns prod --profile-output",
        "--cache-dir x delete ns prod",
        "--kuberc x delete ns prod",
        # a plugin of this name would be run, and knows of no dry run
        "create foo",
        "apply edit-last-applied -f x.yaml",
        "create deployment a --edit",
        # addresses that would be asked
        "delete -f https://example.com/x.yaml",
        "-s https://example.com delete ns prod",
        "delete ns prod --server=https://example.com",
        "delete -f -",
        "delete ns prod -Rf x",
    ],
)
def test_words_that_swallow_the_dry_run_of_kubectl(command: str) -> None:
    assert clouds.kubectl(command.split()) is None


@pytest.mark.parametrize(
    "command",
    [
        "upgrade web ./chart --post-renderer ./x",
        "upgrade web ./chart --namespace --",
        "upgrade web https://example.com/chart.tgz",
        "uninstall web --kubeconfig x",
        "install web ./chart -f secrets://x",
    ],
)
def test_words_that_make_helm_run_something(command: str) -> None:
    assert clouds.helm(command.split()) is None


@pytest.mark.parametrize(
    "command",
    [
        "ec2 terminate-instances --instance-ids i-1 --",
        "ec2 terminate-instances --cli-input-json {}",
        "ec2 terminate-instances --user-data file:///etc/shadow --instance-ids i-1",
        "--prof ec2 s3 rm s3://b --recursive",
        "--unknown ec2 s3 rm s3://b",
        # of two, aws takes the last
        "rds delete-db-instance --db-instance-identifier a --db-instance-identifier b",
        "rds delete-db-instance --db-instance-identifier a --db-instance-i b",
        "rds delete-db-instance --db-instance-identifier a --reg eu-west-1",
        "rds delete-db-instance --db-instance-identifier a --endpoint-url https://amazonaws.com.example.com",
        "rds delete-db-instance --db-instance-identifier a --endpoint-url https://x@example.com",
        "rds delete-db-instance --db-instance-identifier file:///etc/passwd",
        "rds delete-db-instance --db-instance-identifier --profile x",
    ],
)
def test_words_that_mean_another_call_of_aws(command: str) -> None:
    assert clouds.aws(command.split()) is None


def _tried(command: str, work: Path, environment: dict[str, str]) -> None:
    decision, judgement, _layers = Checker(str(work)).check(command)
    action = Action(command, str(work), environment, judgement, decision)
    with pytest.raises(CouldNotJudge):
        CloudRehearser().rehearse(action, Silent())


def test_a_program_of_that_name_that_is_brought_along(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    mark = tmp_path / "mark"
    for name in ("kubectl", "aws", "helm"):
        (work / name).write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n")
        (work / name).chmod(0o755)
    environment = {"PATH": f"{work}:/usr/bin:/bin", "HOME": str(tmp_path)}
    _tried("kubectl delete ns shop", work, environment)
    _tried("./kubectl delete ns shop", work, environment)
    _tried("./aws rds delete-db-instance --db-instance-identifier a", work, environment)
    for command in ("PATH=. kubectl delete ns shop", "LD_PRELOAD=./x.so helm uninstall web"):
        decision, judgement, _layers = Checker(str(work)).check(command)
        action = Action(command, str(work), environment, judgement, decision)
        assert not CloudRehearser().covers(action)
    assert not mark.exists()


def test_a_program_on_path_writes_nothing_and_gets_no_loader(tmp_path: Path) -> None:
    work, programs = tmp_path / "work", tmp_path / "bin"
    work.mkdir()
    programs.mkdir()
    mark = tmp_path / "mark"
    (programs / "kubectl").write_text(f"#!/bin/sh\ntouch {mark}; env | grep -c LD_PRELOAD >&2\nexit 1\n")
    (programs / "kubectl").chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "LD_PRELOAD": "/nonexistent.so"}
    _tried("kubectl delete ns shop", work, environment)
    assert not mark.exists()


def test_a_kubeconfig_that_names_a_program(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("users: [{name: a, user: {exec: {command: ./evil}}}]")
    command = "kubectl --kubeconfig config delete ns shop"
    decision, judgement, _layers = Checker(str(tmp_path)).check(command)
    action = Action(command, str(tmp_path), {"PATH": "/usr/bin", "HOME": "/root"}, judgement, decision)
    assert not CloudRehearser().covers(action)

"""Clients that Python and JavaScript share, through the corridor and past the pre-filter."""

from __future__ import annotations

import pytest

from keyturn.policy.layers import Layers
from keyturn.scan.judging import judge
from keyturn.scan.prefilter import prefilter
from tests.support import DictWorkspace


def rules(language: str, text: str) -> set[str]:
    judgement = judge(language, "x", text, DictWorkspace({}), Layers()).judgement
    return {one.rule for one in judgement.effects}


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("javascript", 'await firestore.recursiveDelete(firestore.collection("users"));', "code/drop-collection"),
        ("javascript", 'client.indices.delete({ index: "*" });', "code/drop-collection"),
        ("javascript", 'k8sApi.deleteNamespace("shop");', "code/cluster-delete"),
        ("javascript", "octokit.rest.repos.delete({ owner, repo });", "code/cloud-delete"),
        ("javascript", 'await supabase.from("users").delete();', "code/orm-delete-all"),
        ("javascript", "ds.createQueryBuilder().delete().from(User).execute();", "code/orm-delete-all"),
        ("javascript", 'c.send(new DeleteFunctionCommand({ FunctionName: "f" }));', "code/cloud-delete"),
        ("javascript", 'c.send(new DeleteBackupVaultCommand({ BackupVaultName: "f" }));', "code/backup-delete"),
        ("python", "import pymongo\npymongo.MongoClient()['x'].users.drop()", "code/drop-collection"),
        ("python", 'es.indices.delete(index="*")', "code/drop-collection"),
        ("python", "from peewee import Model\nUser.delete().execute()", "code/orm-delete-all"),
        ("python", "index.delete(delete_all=True)", "code/drop-collection"),
        ("python", "import docker\ndocker.from_env().volumes.prune()", "code/cluster-delete"),
        ("python", 'admin.delete_topics(["orders"])', "code/cloud-delete"),
        ("python", 'import boto3\nboto3.client("dynamodb").delete_table(TableName="x")', "code/cloud-delete"),
        ("python", 'import boto3\nboto3.resource("s3").Bucket("x").delete()', "code/cloud-delete"),
        ("python", 'import boto3\nboto3.resource("ec2").Snapshot("x").delete()', "code/backup-delete"),
    ],
)
def test_harm(language: str, text: str, rule: str) -> None:
    assert prefilter().hits(language, text.encode())
    assert rule in rules(language, text)


def test_a_management_command_is_followed() -> None:
    text = 'from django.core.management import call_command\ncall_command("flush", "--no-input")'
    assert prefilter().hits("python", text.encode())
    assert any(rule.startswith("django/") for rule in rules("python", text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("javascript", 'await supabase.from("users").delete().eq("id", 1);'),
        ("javascript", 'ds.createQueryBuilder().delete().from(User).where("id = 1").execute();'),
        ("javascript", "map.delete(key); set.delete(1); cache.indices.get();"),
        ("python", "from peewee import Model\nUser.delete().where(User.id == 1).execute()"),
        ("python", "drive.files().delete(fileId=name).execute()"),
        ("python", 'index.delete(ids=["a"])'),
        ("python", "from django.core.management import call_command\ncall_command(name)"),
    ],
)
def test_no_harm(language: str, text: str) -> None:
    assert rules(language, text) == set()

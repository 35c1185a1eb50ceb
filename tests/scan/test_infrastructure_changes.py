"""Manifests, templates and charts at both sides of a change: what vanishes silently, and what is ordinary."""

from __future__ import annotations

import pytest

from keyturn.scan.findings import Report
from tests.repositories import Repository

CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: orders\nspec:\n  resources: {}\n"
VOLUME = (
    "apiVersion: v1\nkind: PersistentVolume\nmetadata:\n  name: orders\nspec:\n"
    "  persistentVolumeReclaimPolicy: Retain\n  capacity: {storage: 1Gi}\n"
)
SET = (
    "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\n  annotations:\n"
    "    helm.sh/resource-policy: keep\nspec:\n  replicas: 3\n"
)
JOB = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: db-backup\nspec:\n  suspend: false\n  schedule: '0 3 * * *'\n"
STACK = (
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n"
    "    DeletionPolicy: Retain\n    Properties:\n      DeletionProtectionEnabled: true\n      TableName: !Ref Name\n"
)
VALUES = "image: app\npersistence:\n  enabled: true\n  size: 8Gi\nbackup:\n  enabled: true\n"


def rules(report: Report) -> list[str]:
    return sorted(one.rule for one in report.stopping)


def change(repository: Repository, name: str, before: str, after: str | None) -> Report:
    repository.commit({name: before, "README.md": "x\n"})
    if after is None:
        repository.git("rm", "-q", name)
    else:
        repository.stage({name: after})
    return repository.scan()


@pytest.mark.parametrize(
    "name, before, old, new, expected",
    [
        ("pv.yaml", VOLUME, "Retain", "Delete", ["change/protection-removed"]),
        ("db.yaml", SET, "    helm.sh/resource-policy: keep\n", "    note: x\n", ["change/protection-removed"]),
        ("db.yaml", SET, "replicas: 3", "replicas: 0", ["kubernetes/manifest-zero"]),
        ("job.yml", JOB, "suspend: false", "suspend: true", ["kubernetes/backup-suspended"]),
        ("stack.yaml", STACK, "    DeletionPolicy: Retain\n", "", ["change/protection-removed"]),
        ("stack.yaml", STACK, "Enabled: true", "Enabled: false", ["cloudformation/deletion-protection-off"]),
        ("stack.yaml", STACK, "Policy: Retain", "Policy: Delete", ["change/protection-removed"]),
        ("stack.yaml", STACK.replace("DynamoDB::Table", "RDS::DBInstance"), "Policy: Retain", "Policy: Delete",
         ["cloudformation/deletion-policy"]),
        ("chart/values.yaml", VALUES, "8Gi\nbackup:\n  enabled: true", "8Gi\nbackup:\n  enabled: false",
         ["change/protection-removed"]),
        ("values-prod.yaml", VALUES, "persistence:\n  enabled: true", "persistence:\n  enabled: false",
         ["change/protection-removed"]),
    ],
)  # fmt: skip
def test_a_protection_that_goes_is_told(
    repository: Repository, name: str, before: str, old: str, new: str, expected: list[str]
) -> None:
    assert old in before
    assert rules(change(repository, name, before, before.replace(old, new))) == expected


@pytest.mark.parametrize("name, text", [("pvc.yaml", CLAIM), ("stack.yaml", STACK), ("db.yaml", SET)])
def test_a_file_with_data_in_its_objects_that_is_deleted_is_told(repository: Repository, name: str, text: str) -> None:
    assert "change/resource-removed" in rules(change(repository, name, text, None))


def test_an_object_that_vanishes_from_a_stream_of_documents_is_told(repository: Repository) -> None:
    report = change(repository, "all.yaml", CLAIM + "---\n" + JOB, JOB)
    assert rules(report) == ["change/resource-removed"]
    assert "PersistentVolumeClaim/orders" in report.stopping[0].message


def test_a_manifest_emptied_of_everything_is_still_compared(repository: Repository) -> None:
    assert "change/resource-removed" in rules(change(repository, "pvc.yaml", CLAIM, "# nothing here\n"))


def test_a_deleted_config_map_is_no_finding(repository: Repository) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: b\n"
    assert rules(change(repository, "x.yaml", text, None)) == []


@pytest.mark.parametrize(
    "name, before, old, new",
    [
        ("db.yaml", SET, "replicas: 3", "replicas: 5"),
        ("db.yaml", SET, "replicas: 3", "replicas: {{ .Values.replicas }}"),
        ("job.yaml", JOB, "0 3 * * *", "0 4 * * *"),
        ("stack.yaml", STACK, "Enabled: true", "Enabled: !Ref Protected"),
        ("stack.yaml", STACK, "Policy: Retain", "Policy: !If [Prod, Retain, Delete]"),
        ("values.yaml", VALUES, "8Gi", "16Gi"),
        ("pv.yaml", VOLUME, "1Gi", "2Gi"),
    ],
)
def test_an_ordinary_change_is_no_finding(repository: Repository, name: str, before: str, old: str, new: str) -> None:
    assert old in before
    assert rules(change(repository, name, before, before.replace(old, new))) == []


def test_a_claim_that_moves_to_another_file_is_kept(repository: Repository) -> None:
    repository.commit({"a.yaml": CLAIM + "---\n" + JOB, "b.yaml": VOLUME})
    repository.stage({"a.yaml": JOB, "b.yaml": VOLUME + "---\n" + CLAIM})
    assert rules(repository.scan()) == []


def test_a_template_of_a_chart_is_compared_by_what_is_written(repository: Repository) -> None:
    chart = (
        "{{- if .Values.db.enabled }}\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n"
        '  name: {{ include "app.name" . }}\n  annotations:\n    helm.sh/resource-policy: keep\n{{- end }}\n'
    )
    report = change(repository, "templates/pvc.yaml", chart, chart.replace("    helm.sh/resource-policy: keep\n", ""))
    assert rules(report) == ["change/protection-removed"]


def test_history_finds_the_commit_that_removed_a_retention(repository: Repository) -> None:
    repository.commit({"pv.yaml": VOLUME})
    repository.commit({"pv.yaml": VOLUME.replace("Retain", "Delete")})
    assert rules(repository.scan("history", "HEAD")) == ["change/protection-removed"]


@pytest.mark.parametrize("name", ["terraform.tfstate", "infra/terraform.tfstate.backup", "a.tfstate.17.backup"])
def test_a_state_that_is_committed_is_told(repository: Repository, name: str) -> None:
    repository.commit({"main.tf": "# x\n"})
    repository.stage({name: '{"version": 4, "resources": []}\n'})
    assert rules(repository.scan()) == ["change/state-committed"]


def test_a_resource_of_which_none_is_made_any_more_is_told(repository: Repository) -> None:
    text = 'resource "aws_db_instance" "main" {\n  count               = 1\n  deletion_protection = true\n}\n'
    report = change(repository, "main.tf", text, text.replace("= 1\n", "= 0\n"))
    assert rules(report) == ["change/resource-removed"]


def test_a_state_that_moves_is_told(repository: Repository) -> None:
    text = 'terraform {\n  backend "gcs" {\n    bucket = "states"\n    prefix = "app"\n  }\n}\n'
    assert rules(change(repository, "main.tf", text, text.replace("states", "other"))) == ["change/protection-removed"]


def test_a_database_that_was_unprotected_before_is_not_told_again(repository: Repository) -> None:
    text = 'resource "aws_db_instance" "main" {\n  engine = "postgres"\n}\n'
    report = change(repository, "main.tf", text, text.replace("postgres", "mysql"))
    assert [one.rule for one in report.findings] == []
    repository.stage({"more.tf": text.replace("main", "other")})
    assert [one.rule for one in repository.scan().findings] == ["terraform/unprotected"]
    assert rules(repository.scan()) == []


def test_a_plan_is_not_taken_for_a_template(repository: Repository) -> None:
    plan = (
        '{"format_version": "1.2", "x": "AWS::S3::Bucket Resources", "resource_changes": [{"mode": "managed", '
        '"type": "aws_db_instance", "address": "aws_db_instance.main", "change": {"actions": ["delete"]}}]}'
    )
    repository.stage({"plan.json": plan})
    assert rules(repository.scan()) == ["terraform/plan-destroys"]


def test_a_manifest_that_moves_to_another_directory_is_kept(repository: Repository) -> None:
    repository.commit({"old/db.yaml": SET, "old/pvc.yaml": CLAIM})
    repository.git("mv", "old", "base")
    repository.stage({"base/db.yaml": SET.replace("replicas: 3", "replicas: 4"), "base/pvc.yaml": CLAIM + "# moved\n"})
    assert rules(repository.scan()) == []


LOCKED = 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "app"\n    dynamodb_table = "locks"\n  }\n}\n'


def test_a_state_that_loses_its_lock_is_told(repository: Repository) -> None:
    bare = LOCKED.replace('    dynamodb_table = "locks"\n', "")
    assert rules(change(repository, "main.tf", LOCKED, bare)) == ["change/protection-removed"]


def test_one_lock_may_take_the_place_of_another(repository: Repository) -> None:
    assert (
        rules(change(repository, "main.tf", LOCKED, LOCKED.replace('dynamodb_table = "locks"', "use_lockfile = true")))
        == []
    )


QUEUE = 'resource "aws_sqs_queue" "orders" {\n  name = "orders"\n}\n'


def test_a_resource_that_terraform_forgets_is_kept(repository: Repository) -> None:
    removed = "removed {\n  from = aws_sqs_queue.orders\n  lifecycle {\n    destroy = false\n  }\n}\n"
    assert rules(change(repository, "main.tf", QUEUE, removed)) == []
    repository.stage({"main.tf": removed.replace("orders", "other")})
    assert rules(repository.scan()) == ["change/resource-removed"]


def test_a_bucket_that_may_be_made_public_is_told(repository: Repository) -> None:
    block = 'resource "aws_s3_bucket_public_access_block" "u" {\n  bucket = "u"\n  block_public_policy = true\n}\n'
    assert rules(change(repository, "main.tf", block, block.replace("true", "false"))) == ["change/protection-removed"]

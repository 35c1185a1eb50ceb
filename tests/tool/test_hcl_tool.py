"""Configuration: guards that hold, dangers that are written, commands inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import BlindSpot, Effect, Guard, HandOff, Note
from keyturn.model.source import ShellContext, Source
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool import hcl
from keyturn.tool.view import View
from tests.support import judged, rules


def guards(text: str) -> set[str]:
    return {guard.key for guard in judged(text, language="hcl").guards}


def outcomes(text: str | Word) -> list[Effect | Guard | HandOff | BlindSpot | Note]:
    return hcl.read_source(Source("hcl", text if isinstance(text, Word) else Word(text)), View())


def test_deletion_protection_is_a_guard_until_it_is_off() -> None:
    on = 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n}\n'
    assert "aws_db_instance.main.deletion_protection" in guards(on)
    off = on.replace("true", "false")
    assert "aws_db_instance.main.deletion_protection" not in guards(off)
    assert rules(off, language="hcl") == ["terraform/deletion-protection-off"]


def test_a_stateful_resource_is_itself_a_guard() -> None:
    assert "aws_db_instance.main" in guards('resource "aws_db_instance" "main" {}\n')
    assert "aws_iam_policy.p" not in guards('resource "aws_iam_policy" "p" {}\n')
    kinds = {
        one.kind
        for one in outcomes('resource "aws_s3_bucket" "b" {}\n')
        if isinstance(one, Guard) and one.key == "aws_s3_bucket.b"
    }
    assert kinds == {"resource"}


def test_moving_a_value_into_a_variable_takes_no_guard_away() -> None:
    text = 'resource "aws_db_instance" "main" {\n  deletion_protection = var.protected\n}\n'
    assert "aws_db_instance.main.deletion_protection" in guards(text)
    assert [one for one in rules(text, language="hcl") if one != "terraform/unprotected"] == []


def test_a_safe_default_is_in_force_although_nothing_is_written() -> None:
    assert "aws_db_instance.main.skip_final_snapshot" in guards('resource "aws_db_instance" "main" {}\n')
    assert "aws_s3_bucket.b.force_destroy" in guards('resource "aws_s3_bucket" "b" {}\n')


def test_a_danger_stands_where_it_is_written() -> None:
    text = 'resource "aws_s3_bucket" "b" {\n  lifecycle {\n    prevent_destroy = false\n  }\n}\n'
    effect = next(one for one in outcomes(text) if isinstance(one, Effect))
    assert (effect.origin.line, effect.origin.column, effect.origin.end_column) == (3, 5, 28)


@pytest.mark.parametrize(
    "text, rule",
    [
        ('resource "aws_lb" "l" {\n  enable_deletion_protection = false\n}\n', "terraform/deletion-protection-off"),
        ('resource "aws_instance" "i" {\n  disable_api_termination = false\n}\n', "terraform/deletion-protection-off"),
        ('module "db" {\n  source = "x"\n  skip_final_snapshot = true\n}\n', "terraform/skip-final-snapshot"),
        ('module "b" {\n  source = "x"\n  versioning = {\n    enabled = false\n  }\n}\n', "terraform/versioning-off"),
        ("deletion_protection = false\n", "terraform/deletion-protection-off"),
        ('variable "force_destroy" {\n  default = true\n}\n', "terraform/force-destroy"),
        ("inputs = {\n  skip_final_snapshot = true\n}\n", "terraform/skip-final-snapshot"),
        (
            'provider "azurerm" {\n  features {\n    resource_group {\n      prevent_deletion_if_contains_resources = false\n    }\n  }\n}\n',
            "terraform/deletion-protection-off",
        ),
        (
            'resource "google_sql_database_instance" "s" {\n  settings {\n    deletion_protection_enabled = false\n  }\n}\n',
            "terraform/deletion-protection-off",
        ),
        (
            'resource "aws_secretsmanager_secret" "s" {\n  recovery_window_in_days = 0\n}\n',
            "terraform/backup-retention-zero",
        ),
        (
            'resource "google_sql_database_instance" "s" {\n  settings {\n    backup_configuration {\n      enabled = false\n    }\n  }\n}\n',
            "terraform/backup-retention-zero",
        ),
        (
            'resource "aws_rds_cluster" "c" {\n  deletion_protection = "fa\\u006cse"\n}\n',
            "terraform/deletion-protection-off",
        ),
    ],
)
def test_written_dangers(text: str, rule: str) -> None:
    assert rules(text, language="hcl") == [rule]


@pytest.mark.parametrize(
    "text",
    [
        '# deletion_protection = false\nresource "aws_db_instance" "m" {}\n',
        'output "o" {\n  value = "prevent_destroy = false"\n}\n',
        'resource "aws_db_instance" "m" {\n  /* force_destroy = true */\n}\n',
        'resource "aws_db_instance" "m" {\n  user_data = <<EOT\ndeletion_protection = false\nEOT\n}\n',
        'resource "aws_db_instance" "m" {\n  deletion_protection = null\n}\n',
        "moved {\n  from = a.b\n  to = a.c\n}\n",
    ],
)
def test_text_that_only_mentions_it(text: str) -> None:
    assert [one for one in rules(text, language="hcl") if one != "terraform/unprotected"] == []


def test_a_local_exec_provisioner_is_read_as_shell() -> None:
    text = 'resource "null_resource" "n" {\n  provisioner "local-exec" {\n    when = destroy\n    command = "rm -rf /var/lib/postgresql"\n  }\n}\n'
    assert "filesystem/recursive-delete" in rules(text, language="hcl")


def test_a_local_exec_heredoc_with_an_interpreter() -> None:
    text = 'resource "null_resource" "n" {\n  provisioner "local-exec" {\n    interpreter = ["/bin/bash", "-c"]\n    command = <<-EOT\n      set -e\n      terraform destroy\n    EOT\n  }\n}\n'
    assert "terraform/destroy" in rules(text, language="hcl")


def test_an_external_data_source_runs_while_planning() -> None:
    text = 'data "external" "x" {\n  program = ["sh", "-c", "rm -rf /etc"]\n}\n'
    assert "filesystem/recursive-delete" in rules(text, language="hcl")


def test_a_remote_backend_and_its_lock_are_guards() -> None:
    keys = guards('terraform {\n  backend "s3" {\n    use_lockfile = true\n  }\n}\n')
    assert {"terraform.backend", "terraform.backend.lock"} <= keys
    assert rules('terraform {\n  backend "local" {}\n}\n', language="hcl") == ["terraform/local-state"]


def test_a_value_that_the_shell_fills_in_is_not_known() -> None:
    text = Word(('resource "aws_db_instance" "m" {\n  deletion_protection = ', Hole(VARIABLE, "DP"), "\n}\n"))
    found = outcomes(text)
    assert not [one for one in found if isinstance(one, Effect)]
    assert "aws_db_instance.m.deletion_protection" in {one.key for one in found if isinstance(one, Guard)}


def test_a_fragment_says_that_it_is_one_and_still_shows_its_danger() -> None:
    met = rules("  deletion_protection = false\n}\n", language="hcl")
    assert "blind/unparsable" in met
    assert "terraform/deletion-protection-off" in met


def test_guard_keys_do_not_depend_on_the_place_in_the_file() -> None:
    text = 'resource "aws_db_instance" "main" {\n  deletion_protection = true\n}\n'
    assert guards(text) == guards("\n\n# moved down\n" + text)


NAMES = st.text(st.sampled_from("abcdefgh_"), min_size=1, max_size=8)


@given(NAMES, st.sampled_from(["true", "false", "var.x", '"true"', "!var.off"]))
def test_a_protection_is_either_a_guard_or_a_danger_never_neither(name: str, value: str) -> None:
    found = outcomes(f'resource "aws_db_instance" "{name}" {{\n  deletion_protection = {value}\n}}\n')
    guarded = any(isinstance(one, Guard) and one.key.endswith(".deletion_protection") for one in found)
    dangerous = any(isinstance(one, Effect) for one in found)
    assert guarded != dangerous


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(outcomes(text), list)


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert isinstance(outcomes(data.decode("utf-8", "replace")), list)


def test_deep_nesting_ends() -> None:
    assert isinstance(outcomes("a {\n" * 3000), list)
    assert isinstance(outcomes("x = " + "[" * 3000), list)


def test_hand_offs_keep_the_directory_of_the_provisioner() -> None:
    text = 'resource "n" "n" {\n  provisioner "local-exec" {\n    command = "ls"\n    working_dir = "/srv"\n  }\n}\n'
    made = next(one for one in outcomes(text) if isinstance(one, HandOff))
    context = made.to.context
    assert isinstance(context, ShellContext)
    assert context.directory == Word("/srv", quoted=True)


def test_a_resource_of_which_none_is_made_is_no_longer_there() -> None:
    text = 'resource "aws_db_instance" "main" {\n  count = 1\n}\nmodule "db" {\n  source = "./db"\n}\n'
    assert {"aws_db_instance.main", "module.db"} <= guards(text)
    assert "aws_db_instance.main" not in guards(text.replace("count = 1", "count = 0"))
    for none in ("{}", "[]", "toset([])"):
        assert "module.db" not in guards(text.replace('"./db"', f'"./db"\n  for_each = {none}'))
    assert "module.db" in guards(text.replace('"./db"', '"./db"\n  for_each = var.databases'))


def test_the_place_of_the_state_is_a_guard() -> None:
    text = 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "app.tfstate"\n    use_lockfile = true\n  }\n}\n'
    assert guards(text) - guards(text.replace('"states"', '"others"')) == {"terraform.backend.at states/app_tfstate"}
    assert rules(text, language="hcl") == []
    assert rules(text.replace("    use_lockfile = true\n", ""), language="hcl") == ["terraform/unlocked-state"]


@pytest.mark.parametrize(
    "text",
    [
        '{"resource": {"aws_db_instance": {"main": {"deletion_protection": false}}}}',
        '{"resource": [{"aws_db_instance": [{"main": [{"deletion_protection": "false"}]}]}]}',
        '{"resource": {"aws_db_instance": {"main": {"deletion_protection": false, "tags": {"a": "${var.b}"}}}}}',
    ],
)
def test_the_json_spelling_says_the_same(text: str) -> None:
    assert rules(text, language="hcl") == ["terraform/deletion-protection-off"]
    assert "aws_db_instance.main" in guards(text)


def test_a_value_in_json_that_is_an_expression_takes_nothing_away() -> None:
    text = '{"resource": {"aws_db_instance": {"main": {"deletion_protection": "${var.protected}"}}}}'
    assert rules(text, language="hcl") == []
    assert "aws_db_instance.main.deletion_protection" in guards(text)


def test_commands_in_json_are_read() -> None:
    text = (
        '{"resource": {"null_resource": {"a": {"provisioner": [{"local-exec": {"command": '
        '"kubectl delete namespace payments"}}]}}}}'
    )
    assert "kubernetes/delete-namespace" in rules(text, language="hcl")


@pytest.mark.parametrize(
    "text, rule",
    [
        ('resource "hcloud_server" "a" {\n  delete_protection = false\n}\n', "terraform/deletion-protection-off"),
        ('resource "google_spanner_database" "a" {\n  enable_drop_protection = false\n}\n', "terraform/deletion-protection-off"),
        ('resource "aws_fsx_lustre_file_system" "a" {\n  skip_final_backup = true\n}\n', "terraform/skip-final-snapshot"),
        ('resource "github_branch_protection" "a" {\n  allows_force_pushes = true\n}\n', "terraform/branch-protection-off"),
        ('resource "google_storage_bucket" "a" {\n  soft_delete_policy {\n    retention_duration_seconds = 0\n  }\n}\n',
         "terraform/backup-retention-zero"),
        ('provider "azurerm" {\n  features {\n    key_vault {\n      purge_soft_delete_on_destroy = true\n    }\n  }\n}\n',
         "terraform/force-destroy"),
    ],
)  # fmt: skip
def test_protections_of_other_providers(text: str, rule: str) -> None:
    assert rules(text, language="hcl") == [rule]

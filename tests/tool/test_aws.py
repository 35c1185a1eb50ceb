"""The AWS command line and its table."""

import runpy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model import effect as effects
from keyturn.model.effect import Effect
from keyturn.tool.aws_table import ROWS
from keyturn.tool.rules import aws, docker, kubernetes, migration, terraform
from tests.conftest import PACKAGE, ROOT
from tests.support import DictWorkspace, judged, rules, verdict

TOOLS = ROOT / "tools"


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    found = judged(text, workspace).effects
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("aws s3 rm s3://b --recursive", "aws/s3-remove-recursive"),
        ("aws s3 rm --recursive s3://b/x", "aws/s3-remove-recursive"),
        ("aws s3 rm s3://b/x", "aws/s3-remove-object"),
        ("aws s3 rb s3://b --force", "aws/s3-remove-bucket"),
        ("aws s3 sync . s3://b --delete", "aws/s3-sync-delete"),
        ("aws s3 cp a s3://b --acl public-read", "aws/public-acl"),
        ("aws --profile prod --region eu-west-1 rds delete-db-instance --db-instance-identifier m", "aws/rds-delete"),
        ("aws rds --output json delete-db-instance --db-instance-identifier m", "aws/rds-delete"),
        ("aws ec2 terminate-instances --instance-ids i-1", "aws/terminate-instances"),
        ("aws ec2 terminate-instances --instance-ids i-1 --no-dry-run", "aws/terminate-instances"),
        ("aws dynamodb delete-table --table-name t", "aws/dynamodb-delete"),
        ("aws cloudformation delete-stack --stack-name s", "aws/delete-stack"),
        ("aws kms schedule-key-deletion --key-id k", "aws/key-deletion"),
        ("aws sqs purge-queue --queue-url u", "aws/queue-purge"),
        ("aws logs delete-log-group --log-group-name g", "aws/logs-delete"),
        (
            "aws rds modify-db-instance --db-instance-identifier m --no-deletion-protection",
            "aws/deletion-protection-off",
        ),
        ("aws rds modify-db-instance --db-instance-identifier m --backup-retention-period 0", "aws/delete-backup"),
        (
            "aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=Suspended",
            "aws/versioning-off",
        ),
        (
            "aws s3api put-public-access-block --bucket b --public-access-block-configuration BlockPublicAcls=false",
            "aws/public-access",
        ),
        ("aws s3api put-bucket-acl --bucket b --acl public-read-write", "aws/public-acl"),
        (
            "aws elbv2 modify-load-balancer-attributes --load-balancer-arn a --attributes Key=deletion_protection.enabled,Value=false",
            "aws/deletion-protection-off",
        ),
        ("aws ecs update-service --service s --desired-count 0", "aws/scale-to-zero"),
        ("aws qldb delete-ledger --name l", "aws/delete"),
        ("aws timestream-write delete-table --table-name t", "aws/delete"),
        ("aws lightsail delete-instance-snapshot --instance-snapshot-name s", "aws/delete-backup"),
        ("aws mwaa stop-something --name x", "aws/stop"),
    ],
)
def test_what_a_command_does(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "aws s3 ls",
        "aws s3 cp a s3://b",
        "aws s3 sync . s3://b",
        "aws s3 rm s3://b --recursive --dryrun",
        "aws ec2 describe-instances",
        "aws --profile prod ec2 describe-instances --filters Name=tag:delete-me,Values=yes",
        "aws ec2 terminate-instances --instance-ids i-1 --dry-run",
        "aws rds delete-db-instance help",
        "aws rds delete-db-instance --generate-cli-skeleton",
        "aws rds wait db-instance-deleted --db-instance-identifier m",
        "aws athena stop-query-execution --query-execution-id q",
        "aws sts get-caller-identity",
        "aws rds modify-db-instance --db-instance-identifier m --deletion-protection",
        "aws ecs update-service --service s --desired-count 2",
        "aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=Enabled",
        "aws help",
        "aws --version",
    ],
)
def test_what_takes_nothing_away(text: str) -> None:
    assert judged(text).effects == ()
    assert verdict(text) == "allow"


def test_a_final_snapshot_that_is_skipped_takes_the_backups_along() -> None:
    assert rules("aws rds delete-db-instance --db-instance-identifier m --skip-final-snapshot") == [
        "aws/rds-delete",
        "aws/delete-backup",
    ]


def test_several_machines_are_counted_and_named() -> None:
    effect = only("aws ec2 terminate-instances --instance-ids i-1 i-2 i-3 --region eu-west-1")
    assert effect.extent.count == 3
    assert "i-2" in effect.summary
    assert effect.targets[0].facet("region") == "eu-west-1"


def test_the_account_is_read_off_an_arn_or_an_address() -> None:
    arn = "arn:aws:sns:eu-west-1:111122223333:alerts"
    assert only(f"aws sns delete-topic --topic-arn {arn}").targets[0].facet("account") == "111122223333"
    url = "https://sqs.eu-west-1.amazonaws.com/444455556666/q"
    assert only(f"aws sqs purge-queue --queue-url {url}").targets[0].facet("account") == "444455556666"


CONFIG = (
    "[default]\nregion = eu-west-1\n\n[profile prod]\nrole_arn = arn:aws:iam::111122223333:role/x\nregion = us-east-1\n"
)


def test_the_profile_names_an_account() -> None:
    workspace = DictWorkspace({"/home/sam/.aws/config": CONFIG})
    target = only("aws --profile prod s3 rb s3://b", workspace).targets[0]
    assert (target.facet("account"), target.facet("region"), target.facet("profile")) == (
        "111122223333",
        "us-east-1",
        "prod",
    )
    by_variable = only("AWS_PROFILE=prod aws s3 rb s3://b", workspace).targets[0]
    assert by_variable.facet("account") == "111122223333"


def test_without_a_profile_the_account_is_not_known() -> None:
    target = only("aws s3 rb s3://b").targets[0]
    assert target.has("account")
    assert target.facet("account") is None


def test_a_local_sync_is_a_mass_delete_of_files() -> None:
    effect = only("aws s3 sync s3://b /srv/data --delete")
    assert (effect.category, effect.targets[0].facet("path")) == (effects.MASS_DELETE, "/srv/data")


def test_commands_for_other_machines_are_read() -> None:
    text = 'aws ssm send-command --instance-ids i-1 --document-name AWS-RunShellScript --parameters \'commands=["cd /","rm -rf /srv/data"]\''
    assert "filesystem/recursive-delete" in rules(text)


def test_an_operation_that_is_computed_is_blind() -> None:
    assert rules('aws ec2 "$WHAT" --instance-ids i-1') == ["blind/unknown-subcommand"]


def test_a_policy_in_a_file_is_read() -> None:
    workspace = DictWorkspace({"/work/app/p.json": '{"Statement": [{"Effect": "Allow", "Principal": "*"}]}'})
    assert rules("aws s3api put-bucket-policy --bucket b --policy file://p.json", workspace) == ["aws/public-acl"]


def test_every_row_meets_its_rule_and_category() -> None:
    known = {rule.id for rule in aws.RULES}
    categories = {value for name, value in vars(effects).items() if name.isupper() and isinstance(value, str)}
    for key, (rule, category, what, _name) in ROWS.items():
        assert rule in known, key
        assert category in categories, key
        assert what
        assert rule in rules(f"aws {key} --some-id x"), key


def test_the_generated_table_is_not_stale() -> None:
    build_tables = runpy.run_path(str(TOOLS / "build_tables.py"))
    assert build_tables["stale"]() == []


GLOBAL = st.lists(
    st.sampled_from(
        [
            "--profile prod",
            "--region=eu-west-1",
            "--debug",
            "--output json",
            "--no-cli-pager",
            "--endpoint-url http://x",
            "--query 'a b'",
        ]
    ),
    max_size=3,
)


@given(GLOBAL, GLOBAL, GLOBAL)
def test_global_options_stand_anywhere(one: list[str], two: list[str], three: list[str]) -> None:
    words = ["aws", *one, "rds", *two, "delete-db-cluster", *three, "--db-cluster-identifier", "main"]
    assert rules(" ".join(words)) == ["aws/rds-delete"]


def test_every_rule_of_these_families_is_emitted_somewhere() -> None:
    """A registered id that no module writes would be a promise nobody keeps."""
    written = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "tool").glob("*.py"))
    for family in (terraform, migration, kubernetes, docker, aws):
        for rule in family.RULES:
            assert f'"{rule.id}"' in written, rule.id


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("aws rds-data execute-statement --resource-arn a --secret-arn b --sql 'drop table users'", "sql/drop-table"),
        ("aws rds-data batch-execute-statement --resource-arn a --sql 'delete from users'", "sql/delete-without-where"),
        ("aws redshift-data execute-statement --database shop --sql 'truncate users'", "sql/truncate"),
        ("aws redshift-data batch-execute-statement --sqls 'select 1' 'drop table users'", "sql/drop-table"),
        ("aws athena start-query-execution --query-string 'drop table users'", "sql/drop-table"),
    ],
)
def test_sql_sent_through_a_service_is_read(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != "allow"


def test_a_select_through_a_service_is_let_pass() -> None:
    assert verdict("aws athena start-query-execution --query-string 'select * from drop_table'") == "allow"
    assert verdict("aws rds-data execute-statement --sql 'delete from users where id = 5'") == "allow"

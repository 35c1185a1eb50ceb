"""CloudFormation and SAM templates."""

from __future__ import annotations

from keyturn.model.effect import PROTECTION_OFF
from keyturn.model.rule import HIGH, MEDIUM, Rule

_DOCS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
_TABLE = "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n"
_DATABASE = "Resources:\n  Main:\n    Type: AWS::RDS::DBInstance\n"
_BUCKET = "Resources:\n  Photos:\n    Type: AWS::S3::Bucket\n"


def _with(base: str, *lines: str) -> tuple[str, str]:
    return "cloudformation", base + "".join(f"    {line}\n" for line in lines)


RULES: tuple[Rule, ...] = (
    Rule(
        id="cloudformation/deletion-protection-off",
        summary="Deletion protection is switched off in a template",
        why="While it is on, the service itself refuses to delete, whatever a stack update asks for.",
        instead="Keep it on; to delete for good, switch it off in a change of its own that names what goes.",
        severity=HIGH,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("deletionprotection", "deletion_protection", "terminationprotection"),
        match=(
            _with(_DATABASE, "Properties:", "  DeletionProtection: false"),
            _with(_TABLE, "Properties:", "  DeletionProtectionEnabled: 'false'"),
        ),
        no_match=(
            _with(_DATABASE, "Properties:", "  DeletionProtection: true"),
            _with(_TABLE, "Properties:", "  DeletionProtectionEnabled: !Ref Protected"),
        ),
        source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    ),
    Rule(
        id="cloudformation/deletion-policy",
        summary="A resource that holds data is deleted with its stack, with no snapshot",
        why="Without a policy CloudFormation takes a last snapshot of databases; `Delete` says not to. A replacement "
        "deletes the old one in the same update.",
        instead="Write `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain`, or Snapshot where the type has it.",
        severity=MEDIUM,
        confidence="medium",
        category=PROTECTION_OFF,
        anchors=("deletionpolicy", "updatereplacepolicy"),
        match=(_with(_DATABASE, "DeletionPolicy: Delete"), _with(_DATABASE, "UpdateReplacePolicy: Delete")),
        no_match=(_with(_DATABASE, "DeletionPolicy: Snapshot"), _with(_TABLE, "DeletionPolicy: Delete")),
        source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
    ),
    Rule(
        id="cloudformation/backups-off",
        summary="Automated backups are switched off in a template",
        why="A retention of zero ends backups and deletes those that exist.",
        instead="Keep at least a week: `BackupRetentionPeriod: 7`.",
        severity=HIGH,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("retention", "pointintimerecovery", "backuppolicy"),
        match=(
            _with(_DATABASE, "Properties:", "  BackupRetentionPeriod: 0"),
            _with(
                _TABLE, "Properties:", "  PointInTimeRecoverySpecification:", "    PointInTimeRecoveryEnabled: false"
            ),
        ),
        no_match=(
            _with(_DATABASE, "Properties:", "  BackupRetentionPeriod: 14"),
            _with(_TABLE, "Properties:", "  TableName: orders"),
        ),
        source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
    ),
    Rule(
        id="cloudformation/versioning-off",
        summary="A bucket stops keeping earlier versions",
        why="With versions kept, a deleted or overwritten object can be brought back.",
        instead="Keep versioning on and let a lifecycle rule expire old versions.",
        severity=MEDIUM,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("versioningconfiguration",),
        match=(
            _with(_BUCKET, "Properties:", "  VersioningConfiguration:", "    Status: Suspended"),
            _with(_BUCKET, "Properties:", "  VersioningConfiguration: {Status: Suspended}"),
        ),
        no_match=(
            _with(_BUCKET, "Properties:", "  VersioningConfiguration:", "    Status: Enabled"),
            _with(_BUCKET, "Properties:", "  BucketName: photos"),
        ),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
    Rule(
        id="cloudformation/emptied-on-delete",
        summary="A registry is deleted with everything in it",
        why="Without EmptyOnDelete a registry that still holds images refuses to go.",
        instead="Leave it out; empty the registry on purpose when it is to go.",
        severity=MEDIUM,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("emptyondelete",),
        match=(
            _with("Resources:\n  Images:\n    Type: AWS::ECR::Repository\n", "Properties:", "  EmptyOnDelete: true"),
            _with("Resources:\n  Images:\n    Type: AWS::ECR::Repository\n", "Properties: {EmptyOnDelete: 'true'}"),
        ),
        no_match=(
            _with("Resources:\n  Images:\n    Type: AWS::ECR::Repository\n", "Properties:", "  EmptyOnDelete: false"),
            _with("Resources:\n  Images:\n    Type: AWS::ECR::Repository\n", "Properties:", "  RepositoryName: app"),
        ),
        source=_DOCS + "aws-resource-ecr-repository.html",
    ),
)

"""What can be asked of AWS and Kubernetes before something is deleted: their own dry runs, and descriptions. Pure.

Facts, tried with awscli 1 and moto: only EC2 has `--dry-run` (it answers DryRunOperation), `s3 rm`, `s3 mv` and
`s3 sync` have `--dryrun`; everything else has none, so that the resource is read and described instead. kubectl and
helm have a server-side dry run (https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.rehearse.difference import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DRY_RUN = "dry run"
DESCRIBE = "describe"

_GLOBAL_VALUED = frozenset(
    "--profile --region --endpoint-url --output --query --color --ca-bundle --cli-read-timeout --cli-connect-timeout "
    "--cli-binary-format --cli-error-format".split()
)
_KEPT = frozenset("--profile --region --endpoint-url --ca-bundle --no-verify-ssl --no-sign-request".split())


@dataclass(frozen=True, slots=True)
class Ask:
    """What to run instead: `words` without the program, and how its answer is read."""

    how: str
    words: tuple[str, ...]
    type: str = ""
    name: str = ""
    path: tuple[str, ...] = ()
    """Where in the answer the descriptions lie."""
    protection: str = ""
    """The attribute that says whether a deletion is refused."""
    stateful: bool = True


_DESCRIBED: dict[str, tuple[str, str, str, tuple[str, ...], str, bool]] = {
    # operation: (option with the name, the describing operation, type, path in the answer, protection, stateful)
    "rds delete-db-instance": (
        "--db-instance-identifier", "describe-db-instances", "aws_db_instance", ("DBInstances",),
        "DeletionProtection", True,
    ),
    "rds delete-db-cluster": (
        "--db-cluster-identifier", "describe-db-clusters", "aws_rds_cluster", ("DBClusters",),
        "DeletionProtection", True,
    ),
    "rds delete-db-snapshot": (
        "--db-snapshot-identifier", "describe-db-snapshots", "aws_db_snapshot", ("DBSnapshots",), "", True
    ),
    "dynamodb delete-table": (
        "--table-name", "describe-table", "aws_dynamodb_table", ("Table",), "DeletionProtectionEnabled", True
    ),
    "sqs delete-queue": ("--queue-url", "get-queue-attributes", "aws_sqs_queue", ("Attributes",), "", True),
    "sqs purge-queue": ("--queue-url", "get-queue-attributes", "aws_sqs_queue", ("Attributes",), "", True),
    "sns delete-topic": ("--topic-arn", "get-topic-attributes", "aws_sns_topic", ("Attributes",), "", False),
    "secretsmanager delete-secret": ("--secret-id", "describe-secret", "aws_secretsmanager_secret", (), "", True),
    "kms schedule-key-deletion": ("--key-id", "describe-key", "aws_kms_key", ("KeyMetadata",), "", True),
    "lambda delete-function": ("--function-name", "get-function", "aws_lambda_function", ("Configuration",), "", False),
    "iam delete-role": ("--role-name", "get-role", "aws_iam_role", ("Role",), "", False),
    "iam delete-user": ("--user-name", "get-user", "aws_iam_user", ("User",), "", False),
    "ecr delete-repository": (
        "--repository-name", "describe-images", "aws_ecr_repository", ("imageDetails",), "", True
    ),
    "cloudformation delete-stack": (
        "--stack-name", "list-stack-resources", "aws_cloudformation_stack", ("StackResourceSummaries",), "", True
    ),
    "eks delete-cluster": ("--name", "describe-cluster", "aws_eks_cluster", ("cluster",), "", True),
    "elasticache delete-cache-cluster": (
        "--cache-cluster-id", "describe-cache-clusters", "aws_elasticache_cluster", ("CacheClusters",), "", True
    ),
    "efs delete-file-system": (
        "--file-system-id", "describe-file-systems", "aws_efs_file_system", ("FileSystems",), "", True,
    ),
    "logs delete-log-group": (
        "--log-group-name", "describe-log-groups", "aws_cloudwatch_log_group", ("logGroups",), "", True
    ),
    "s3api delete-bucket": ("--bucket", "list-object-versions", "aws_s3_bucket", (), "", True),
}  # fmt: skip

_OPTION_FOR: dict[str, str] = {
    "logs delete-log-group": "--log-group-name-prefix",
    "ecr delete-repository": "--repository-name",
}
_ALWAYS = {
    "sqs delete-queue": ("--attribute-names", "All"),
    "sqs purge-queue": ("--attribute-names", "All"),
}


def aws(words: Sequence[str]) -> Ask | None:
    """What to ask in place of an `aws …` call (its words without `aws`); None when it has neither way."""
    kept: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        name, equals, _value = word.partition("=")
        at += 1
        if name in _GLOBAL_VALUED or name in _KEPT:
            taken = [word]
            if name in _GLOBAL_VALUED and not equals and at < len(words):
                taken.append(words[at])
                at += 1
            if name in _KEPT:
                kept.extend(taken)
            continue
        rest.append(word)
    plain = [word for word in rest if not word.startswith("-")]
    if len(plain) < 2:
        return None
    operation = f"{plain[0]} {plain[1]}"
    if plain[0] == "ec2":
        rest = [word for word in rest if word != "--no-dry-run"]
        return Ask(DRY_RUN, (*kept, *rest, "--dry-run"), "aws_ec2", _instances(rest))
    if operation in ("s3 rm", "s3 mv", "s3 sync"):
        return Ask(DRY_RUN, (*kept, *rest, "--dryrun"), "aws_s3_object", plain[-1])
    if operation == "s3 rb" and len(plain) > 2:
        bucket = plain[2].removeprefix("s3://").partition("/")[0]
        words_ = ("s3api", "list-object-versions", "--bucket", bucket, "--output", "json")
        return Ask(DESCRIBE, (*kept, *words_), "aws_s3_bucket", bucket)
    known = _DESCRIBED.get(operation)
    if known is None:
        return None
    option, describe, kind, path, protection, stateful = known
    name = _value_of(rest, option)
    if not name:
        return None
    asked = (plain[0], describe, _OPTION_FOR.get(operation, option), name, *_ALWAYS.get(operation, ()))
    return Ask(DESCRIBE, (*kept, *asked, "--output", "json"), kind, name, path, protection, stateful)


def _instances(words: Sequence[str]) -> str:
    return " ".join(word for word in words[2:] if not word.startswith("-"))


def _value_of(words: Sequence[str], option: str) -> str:
    for number, word in enumerate(words):
        if word == option and number + 1 < len(words):
            return words[number + 1]
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return ""


def described(ask: Ask, answer: object) -> tuple[tuple[Resource, ...], str]:
    """(what would go, a sentence about its size) from a description."""
    found: Any = answer
    for key in ask.path:
        found = found.get(key) if isinstance(found, dict) else None
    if ask.type == "aws_s3_bucket":
        body = answer if isinstance(answer, dict) else {}
        versions = len(body.get("Versions") or ()) + len(body.get("DeleteMarkers") or ())
        size = sum(int(one.get("Size") or 0) for one in body.get("Versions") or ())
        told = f"{versions} object versions, {size} bytes" + (", and more" if body.get("IsTruncated") else "")
        return (Resource(f"{ask.type}.{ask.name}", ask.type, "delete", stateful=True),), told
    many = found if isinstance(found, list) else [found]
    first: Mapping[str, Any] = many[0] if many and isinstance(many[0], dict) else {}
    protected = None
    if ask.protection:
        value = first.get(ask.protection)
        protected = value if isinstance(value, bool) else None
    told = _size(ask.type, first, many)
    if ask.type == "aws_cloudformation_stack":
        resources = tuple(
            Resource(
                f"{ask.name}.{one.get('LogicalResourceId', '?')}",
                str(one.get("ResourceType", "")),
                "delete",
                stateful=any(
                    part in str(one.get("ResourceType", "")) for part in ("RDS", "DynamoDB", "S3", "EFS", "KMS")
                ),
            )
            for one in many
            if isinstance(one, dict)
        )
        return resources, told
    return (Resource(f"{ask.type}.{ask.name}", ask.type, "delete", stateful=ask.stateful, protected=protected),), told


def _size(kind: str, first: Mapping[str, Any], many: Sequence[object]) -> str:
    if kind == "aws_db_instance":
        kept = first.get("BackupRetentionPeriod")
        size = f"{first.get('Engine', '')} with {first.get('AllocatedStorage', '?')} GB"
        return f"{size}, automatic backups kept {kept} days"
    if kind == "aws_dynamodb_table":
        return f"{first.get('ItemCount', '?')} items, {first.get('TableSizeBytes', '?')} bytes"
    if kind == "aws_sqs_queue":
        return f"{first.get('ApproximateNumberOfMessages', '?')} messages"
    if kind == "aws_ecr_repository":
        return f"{len(many)} images"
    if kind == "aws_cloudwatch_log_group":
        return f"{first.get('storedBytes', '?')} bytes of logs"
    if kind == "aws_cloudformation_stack":
        return f"{len(many)} resources"
    return ""


_KUBECTL_VERBS = frozenset(
    "apply create delete patch replace scale set label annotate edit rollout taint drain cordon uncordon".split()
)
_DRY = frozenset("apply create delete patch replace scale set label annotate taint drain cordon uncordon".split())


def kubectl(words: Sequence[str]) -> Ask | None:
    """The server-side dry run of a changing command; None when the command has none."""
    plain = [word for word in _without_values(words) if not word.startswith("-")]
    if not plain or plain[0] not in _KUBECTL_VERBS or plain[0] not in _DRY:
        return None
    given = [word for word in words if not word.startswith("--dry-run")]
    output = [] if plain[0] in ("drain", "cordon", "uncordon") else ["-o", "name"]
    cleaned: list[str] = []
    skip = False
    for word in given:
        if skip:
            skip = False
        elif word in ("-o", "--output"):
            skip = True
        elif not word.startswith(("--output=", "-o=")):
            cleaned.append(word)
    # what stands behind -- is a container's command, and no place for options
    end = cleaned.index("--") if "--" in cleaned else len(cleaned)
    words = (*cleaned[:end], "--dry-run=server", *output, *cleaned[end:])
    return Ask(DRY_RUN, words, "kubernetes", plain[0])


def helm(words: Sequence[str]) -> Ask | None:
    """The dry run of a helm command that changes a release."""
    plain = [word for word in words if not word.startswith("-")]
    if not plain or plain[0] not in ("uninstall", "delete", "upgrade", "rollback", "install"):
        return None
    given = tuple(word for word in words if not word.startswith("--dry-run"))
    if "--" in given:
        return None
    return Ask(DRY_RUN, (*given, "--dry-run"), "helm", plain[0])


_KUBECTL_VALUED = frozenset(
    "-n --namespace --context --cluster --user --kubeconfig -s --server -f --filename -k --kustomize -l --selector "
    "--field-selector --as --as-group --token -o --output --timeout --grace-period --cascade --request-timeout".split()
)


def _without_values(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _KUBECTL_VALUED:
            skip = True
        else:
            found.append(word)
    return found


_STATEFUL_KINDS = (
    "persistentvolumeclaim",
    "persistentvolume",
    "namespace",
    "statefulset",
    "secret",
    "customresourcedefinition",
)


def objects(text: str, verb: str) -> tuple[Resource, ...]:
    """What `-o name` lists (`deployment.apps/web`)."""
    action = "delete" if verb == "delete" else "replace" if verb == "replace" else "update"
    found: list[Resource] = []
    for line in text.splitlines():
        name = line.strip().partition(" (")[0]
        kind, slash, _rest = name.partition("/")
        if slash and " " not in name:
            plain = kind.partition(".")[0]
            found.append(Resource(name, kind, action, stateful=plain in _STATEFUL_KINDS, provider="kubernetes"))
    return tuple(found)


def removed(text: str) -> tuple[str, ...]:
    """Objects that `aws s3 … --dryrun` names as deleted."""
    marks = ("(dryrun) delete: ", "(dryrun) move: ")
    return tuple(
        line.partition(": ")[2].partition(" to ")[0].strip() for line in text.splitlines() if line.startswith(marks)
    )

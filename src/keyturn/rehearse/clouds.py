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
_GLOBAL_FLAGS = frozenset("--debug --no-paginate --no-cli-pager --no-cli-auto-prompt --v2-debug --version".split())
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
    """What to ask in place of an `aws …` call (its words without `aws`); None when it has neither way.

    The words are read as aws reads them, or not at all: an option shortened, given twice, or from a file could mean
    another resource than the one that is described, or swallow the word that makes it a dry run.
    """
    kept: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        name, equals, value = word.partition("=")
        at += 1
        if name in _GLOBAL_VALUED or name in _KEPT:
            taken = [word]
            if name in _GLOBAL_VALUED and not equals:
                if at >= len(words) or words[at].startswith("-"):
                    return None
                value = words[at]
                taken.append(value)
                at += 1
            if name == "--endpoint-url" and not _here(value):
                return None
            if name in _KEPT:
                kept.extend(taken)
            continue
        if word == "--" or name.startswith("--cli-") or _shortened(name):
            return None
        if name not in _GLOBAL_FLAGS:
            rest.append(word)
    if len(rest) < 2 or any(word.startswith("-") for word in rest[:2]):
        return None
    if any(word.startswith(("file://", "fileb://", "http://", "https://")) for word in rest):
        return None
    plain = [word for word in rest if not word.startswith("-")]
    operation = f"{plain[0]} {plain[1]}"
    if plain[0] == "ec2":
        rest = [word for word in rest if word != "--no-dry-run"]
        return Ask(DRY_RUN, (*kept, *rest[:2], "--dry-run", *rest[2:]), "aws_ec2", _instances(rest))
    if operation in ("s3 rm", "s3 mv", "s3 sync"):
        return Ask(DRY_RUN, (*kept, *rest[:2], "--dryrun", *rest[2:]), "aws_s3_object", plain[-1])
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


def _shortened(name: str) -> bool:
    """Whether aws would take an option for one of its global ones that is written out in part."""
    everything = _GLOBAL_VALUED | _KEPT | _GLOBAL_FLAGS
    return name.startswith("--") and name not in everything and any(one.startswith(name) for one in everything)


def _here(address: str) -> bool:
    """Whether an endpoint is this machine's own, or Amazon's: a rehearsal tells nobody else what it asks."""
    scheme, _slashes, rest = address.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    host = host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    if scheme not in ("http", "https"):
        return False
    return host in ("127.0.0.1", "localhost", "[::1]") or (
        scheme == "https" and host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))
    )


def _instances(words: Sequence[str]) -> str:
    return " ".join(word for word in words[2:] if not word.startswith("-"))


def _value_of(words: Sequence[str], option: str) -> str:
    """The value of an option that stands there once and written out; "" else, since aws might take another."""
    found: list[str] = []
    for number, word in enumerate(words):
        name, equals, value = word.partition("=")
        if not name.startswith("--") or len(name) < 3 or not option.startswith(name):
            continue
        if not equals:
            value = words[number + 1] if number + 1 < len(words) else ""
        if name != option or value.startswith("-"):
            return ""
        found.append(value)
    return found[0] if len(found) == 1 else ""


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


_DRY = frozenset("apply create delete patch replace scale set label annotate taint drain cordon uncordon".split())
_KUBECTL_VALUED = frozenset(
    "-n --namespace --context --cluster --user --kubeconfig -f --filename -k --kustomize -l --selector "
    "--field-selector --as --as-group --as-uid -o --output --timeout --grace-period --request-timeout --type -p "
    "--patch --patch-file --replicas --current-replicas --resource-version --pod-selector --subresource "
    "--field-manager --image --schedule --resource --skip-wait-for-delete-timeout".split()
)
_KUBECTL_FLAGS = frozenset(
    "--all -A --all-namespaces --force --now --ignore-not-found --wait --cascade -R --recursive --overwrite --prune "
    "--server-side --force-conflicts --ignore-daemonsets --delete-emptydir-data --delete-local-data "
    "--disable-eviction --record --save-config --validate --show-managed-fields".split()
)
_CREATED = frozenset(
    "clusterrole clusterrolebinding configmap cm cronjob cj deployment deploy ingress ing job namespace ns "
    "poddisruptionbudget pdb priorityclass pc quota role rolebinding secret service svc serviceaccount sa".split()
)
"""What kubectl creates by itself; any other word after `create` may be a plugin, which knows of no dry run."""


def kubectl(words: Sequence[str]) -> Ask | None:
    """The server-side dry run of a changing command; None when the command has none.

    Every option is known, with or without a value, else it is not tried: an option that takes the next word for its
    value would take ours, and what was meant as a dry run would run.
    """
    read = _options(words, _KUBECTL_VALUED, _KUBECTL_FLAGS, attached=True)
    if read is None:
        return None
    plain, options, behind = read
    if not plain or plain[0] not in _DRY or plain[1:2] in (["edit-last-applied"], ["set-last-applied"]):
        return None
    if plain[0] == "create" and plain[1:] and plain[1] not in _CREATED:
        return None
    output = [] if plain[0] in ("drain", "cordon", "uncordon") else ["-o", "name"]
    cleaned = [word for name, taken in options for word in taken if name not in ("-o", "--output", "--dry-run")]
    # what stands behind -- is a container's command, and no place for options
    return Ask(DRY_RUN, (*cleaned, "--dry-run=server", *output, *behind), "kubernetes", plain[0])


def kubeconfig(words: Sequence[str]) -> str:
    """The file that --kubeconfig names, "" for none."""
    read = _options(words, _KUBECTL_VALUED, _KUBECTL_FLAGS, attached=True)
    for name, taken in read[1] if read else ():
        if name == "--kubeconfig":
            return taken[1] if len(taken) > 1 else taken[0].partition("=")[2]
    return ""


_HELM_VALUED = frozenset(
    "-n --namespace --kube-context --version --timeout --set --set-string -f --values --history-max "
    "--description".split()
)
_HELM_FLAGS = frozenset(
    "--wait --atomic -i --install --force --no-hooks --keep-history --ignore-not-found --cleanup-on-fail "
    "--reuse-values --reset-values --create-namespace --recreate-pods".split()
)


def helm(words: Sequence[str]) -> Ask | None:
    """The dry run of a helm command that changes a release; None for options that are not known, as for kubectl."""
    read = _options(words, _HELM_VALUED, _HELM_FLAGS, attached=False)
    if read is None or read[2]:
        return None
    plain, options, _behind = read
    if not plain or plain[0] not in ("uninstall", "delete", "upgrade", "rollback", "install"):
        return None
    given = [word for name, taken in options for word in taken if name != "--dry-run"]
    return Ask(DRY_RUN, (*given, "--dry-run"), "helm", plain[0])


def _options(
    words: Sequence[str], valued: frozenset[str], flags: frozenset[str], *, attached: bool
) -> tuple[list[str], list[tuple[str, tuple[str, ...]]], tuple[str, ...]] | None:
    """(words that are no options, (option or "", its words) in order, `--` and what follows); None when one is unknown.

    `attached`: a short option may have its value in the same word (`-nshop`).
    """
    plain: list[str] = []
    found: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        name, equals, value = word.partition("=")
        if word == "--":
            return plain, found, tuple(words[at - 1 :])
        if "://" in word or word == "-":
            # an address would be asked, and be told things; what comes on standard input is not known
            return None
        if not word.startswith("-"):
            plain.append(word)
            found.append(("", (word,)))
        elif (name == "--dry-run" or (name in valued and equals)) or (
            name in flags and (not equals or word.startswith("--"))
        ):
            found.append((name, (word,)))
        elif name in valued:
            value = words[at] if at < len(words) else "-"
            at += 1
            if value.startswith("-") or "://" in value:
                return None
            found.append((name, (word, value)))
        elif attached and not word.startswith("--") and word[:2] in valued:
            found.append((word[:2], (word,)))
        else:
            return None
    return plain, found, ()


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

"""CloudFormation and SAM templates: which protections stand in them, and which dangers are written into them.

Facts: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/. A value that is not literal (`!Ref`,
`!If`) counts as a protection in force: moving it into a parameter takes nothing away.
"""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, read_json, read_yaml
from keyturn.model.effect import PROTECTION_OFF, BlindSpot, Effect, Extent, Guard
from keyturn.model.target import INFRASTRUCTURE, Facet, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin, Source
    from keyturn.tool.view import View


# Types that hold data, keys or names: type → what CloudFormation does with it by default when it goes.
_STATEFUL: dict[str, str] = {
    # aws-attribute-deletionpolicy.html: Snapshot is the default of DB clusters, and of instances outside one
    **dict.fromkeys(
        "AWS::RDS::DBInstance AWS::RDS::DBCluster AWS::RDS::GlobalCluster AWS::DocDB::DBCluster "
        "AWS::Neptune::DBCluster AWS::Redshift::Cluster AWS::ElastiCache::ReplicationGroup "
        "AWS::ElastiCache::CacheCluster AWS::EC2::Volume AWS::MemoryDB::Cluster "
        "AWS::RedshiftServerless::Namespace".split(),
        "snapshot",
    ),
    **dict.fromkeys(
        "AWS::DynamoDB::Table AWS::DynamoDB::GlobalTable AWS::Serverless::SimpleTable AWS::EFS::FileSystem "
        "AWS::FSx::FileSystem AWS::KMS::Key AWS::SecretsManager::Secret AWS::Cognito::UserPool "
        "AWS::OpenSearchService::Domain AWS::Elasticsearch::Domain AWS::Timestream::Table AWS::Timestream::Database "
        "AWS::Kinesis::Stream AWS::MSK::Cluster AWS::Backup::BackupVault AWS::Cassandra::Table".split(),
        "delete",
    ),
    # these refuse to be deleted while they hold something
    **dict.fromkeys(
        "AWS::S3::Bucket AWS::ECR::Repository AWS::Route53::HostedZone AWS::SQS::Queue AWS::Logs::LogGroup "
        "AWS::EKS::Cluster".split(),
        "",
    ),
}
_PROTECTORS = frozenset(
    "AWS::Backup::BackupPlan AWS::Backup::BackupSelection AWS::DLM::LifecyclePolicy AWS::S3::BucketPolicy "
    "AWS::WAFv2::WebACLAssociation".split()
)
_OFF = ("false", "0", "disabled", "suspended", "inactive", "no")

# Properties that protect while true: name → what is lost when it is written off ("" none of its own).
_PROTECTS: dict[str, tuple[str, str]] = {
    "DeletionProtection": ("deletion-protection", "cloudformation/deletion-protection-off"),
    "DeletionProtectionEnabled": ("deletion-protection", "cloudformation/deletion-protection-off"),
    "DisableApiTermination": ("deletion-protection", ""),
    "TerminationProtection": ("deletion-protection", "cloudformation/deletion-protection-off"),
    "PointInTimeRecoveryEnabled": ("backup", "cloudformation/backups-off"),
    "ObjectLockEnabled": ("versioning", ""),
    "AutomaticBackupRetentionDays": ("backup", "cloudformation/backups-off"),
    "BackupRetentionPeriod": ("backup", "cloudformation/backups-off"),
    "SnapshotRetentionLimit": ("backup", "cloudformation/backups-off"),
    "AutomatedSnapshotRetentionPeriod": ("backup", "cloudformation/backups-off"),
}
_SAID = {
    "cloudformation/deletion-protection-off": "deletion protection is off for {0}",
    "cloudformation/backups-off": "{0} keeps no backups",
    "cloudformation/versioning-off": "{0} keeps no earlier versions",
    "cloudformation/deletion-policy": "{0} is deleted with its data, without a last snapshot",
    "cloudformation/emptied-on-delete": "{0} is deleted with everything in it",
}


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Guards and written dangers of one template, YAML or JSON."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    document = read_json(text) if text.lstrip()[:1] == "{" else read_yaml(text)
    reader = _File(source)
    for root in document.roots:
        resources = root.get("Resources")
        for key, value in resources.pairs if resources is not None and resources.kind == MAP else ():
            if value.kind == MAP:
                reader.resource(key, value)
        if root.get("Globals") is not None:
            reader.properties("Globals", root.get("Globals"), "", 0)
    if not document.whole and any(root.get("Resources") is not None for root in document.roots):
        reader.out.append(
            BlindSpot(
                "blind/unparsable",
                "the template is not whole, so resources may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + document.line - 1),
            )
        )
    return reader.out


class _File:
    __slots__ = ("out", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.out: list[Outcome] = []

    def origin(self, node: Node) -> Origin:
        base = self.source.origin
        line = base.line + node.line - 1
        width = len(node.text) if node.kind == TEXT and "\n" not in node.text else 1
        return base.but(line=line, column=node.column, end_line=line, end_column=node.column + width)

    def danger(self, rule: str, address: str, node: Node) -> None:
        target = Target(INFRASTRUCTURE, address, (Facet("address", address, self.source.origin.file),))
        self.out.append(
            Effect(
                rule,
                PROTECTION_OFF,
                _SAID[rule].format(address),
                (target,),
                Extent(1, True, "resources"),
                certain=self.source.certain,
                origin=self.origin(node),
            )
        )

    def guard(self, kind: str, key: str, name: str, node: Node) -> None:
        self.out.append(Guard(kind, key, name, self.origin(node)))

    def resource(self, key: Node, node: Node) -> None:
        address = key.text
        kind = node.scalar("Type") or ""
        stateful = kind in _STATEFUL
        if stateful:
            self.guard("resource", address, f"{address} ({kind})", key)
        elif kind in _PROTECTORS:
            self.guard("protection", address, f"{address} ({kind})", key)
        for name in ("DeletionPolicy", "UpdateReplacePolicy"):
            policy = node.get(name)
            if policy is None:
                if stateful and _STATEFUL[kind] == "snapshot":
                    self.guard("deletion-policy", f"{address}.{name}", f"{name}: Snapshot of {address}", key)
            elif policy.kind != TEXT or policy.text != "Delete":
                shown = policy.text if policy.kind == TEXT else "…"
                self.guard("deletion-policy", f"{address}.{name}", f"{name}: {shown} of {address}", policy)
            elif stateful and _STATEFUL[kind] == "snapshot":
                # elsewhere Delete is what happens anyway; there only a change away from Retain says something
                self.danger("cloudformation/deletion-policy", address, policy)
        properties = node.get("Properties")
        if properties is not None:
            self.properties(address, properties, kind, 0)

    def properties(self, address: str, node: Node | None, kind: str, depth: int) -> None:
        if node is None or depth > 120:
            return
        if node.kind == LIST:
            self.listed(address, node, kind, depth)
            return
        for key, value in node.pairs:
            name = key.text
            known = _PROTECTS.get(name)
            if known is not None and value.kind != MAP:
                guard, rule = known
                if value.kind == TEXT and value.text.lower() in _OFF:
                    if rule:
                        self.danger(rule, address, value)
                else:
                    self.guard(guard, f"{address}.{name}", f"{name} of {address}", value)
            elif name == "VersioningConfiguration":
                self.status(address, value, "versioning", "cloudformation/versioning-off")
            elif name == "BackupPolicy":
                self.status(address, value, "backup", "cloudformation/backups-off")
            elif name == "EmptyOnDelete" and value.kind == TEXT and value.text.lower() == "true":
                self.danger("cloudformation/emptied-on-delete", address, value)
            elif value.kind in (MAP, LIST):
                self.properties(address, value, kind, depth + 1)

    def status(self, address: str, node: Node, guard: str, rule: str) -> None:
        status = node.get("Status")
        if status is None:
            return
        if status.kind == TEXT and status.text.lower() in _OFF:
            self.danger(rule, address, status)
        else:
            self.guard(guard, f"{address}.Status", f"the {guard} of {address}", status)

    def listed(self, address: str, node: Node, kind: str, depth: int) -> None:
        """Lists of properties, and of the Key and Value pairs that load balancers take."""
        for item in node.items:
            if item.scalar("Key") == "deletion_protection.enabled":
                value = item.get("Value")
                if value is not None and value.kind == TEXT and value.text.lower() in _OFF:
                    self.danger("cloudformation/deletion-protection-off", address, value)
                elif value is not None:
                    self.guard("deletion-protection", f"{address}.{kind}", f"deletion protection of {address}", value)
            else:
                self.properties(address, item, kind, depth + 1)

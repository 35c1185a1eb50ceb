"""Terraform and OpenTofu configuration: which protections stand in it, and which dangers are written into it.

Guards are what the scan compares between the two sides of a change: a protection or a stateful resource that is there
before and not after. Effects are dangers that the text itself states (`deletion_protection = false`). Attribute facts:
the providers' documentation at https://registry.terraform.io/browse/providers.
"""

from __future__ import annotations

from keyturn.language import hcl
from keyturn.language.hcl import MAX_DEPTH
from keyturn.model.effect import INFRA_DESTROY, PROTECTION_OFF, BlindSpot, Effect, Extent, Guard, HandOff, Note
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.target import INFRASTRUCTURE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.terraform_state import FORGOTTEN, MOVED, stateful

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.hcl import Attribute, Block
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.view import View

# Attributes that protect while true: (guard kind, rule when written false).
_TRUE_PROTECTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        "deletion_protection deletion_protection_enabled enable_deletion_protection termination_protection "
        "enable_termination_protection disable_api_termination prevent_deletion_if_contains_resources "
        "purge_protection_enabled soft_delete_enabled deletion_protection_policy "
        # hcloud_server and hcloud_volume; oci_core; google_spanner_database; mongodbatlas_cluster;
        # google_bigtable_table; aws_opensearchserverless; scaleway_rdb_instance; vultr; aws_bedrockagent
        "delete_protection rebuild_protection enable_drop_protection termination_protection_enabled "
        "is_delete_protected enable_delete_protection deletion_protection_override stack_termination_protection "
        "recover_soft_deleted_key_vaults".split(),
        ("deletion-protection", "terraform/deletion-protection-off"),
    ),
    "prevent_destroy": ("prevent-destroy", "terraform/prevent-destroy-off"),
    "point_in_time_recovery_enabled": ("backup", "terraform/backup-retention-zero"),
    "versioning_enabled": ("versioning", "terraform/versioning-off"),
}

# Attributes that endanger while true: (guard kind, rule when written true).
_TRUE_ENDANGERS: dict[str, tuple[str, str]] = {
    "skip_final_snapshot": ("final-snapshot", "terraform/skip-final-snapshot"),
    "force_destroy": ("force-destroy", "terraform/force-destroy"),
    "force_delete": ("force-destroy", "terraform/force-destroy"),
    "deletion_protection_disabled": ("deletion-protection", "terraform/deletion-protection-off"),
    "delete_contents_on_destroy": ("force-destroy", "terraform/force-destroy"),
    "force_destroy_backups": ("force-destroy", "terraform/force-destroy"),
    # azurerm provider features and azurerm_log_analytics_workspace
    "purge_soft_delete_on_destroy": ("force-destroy", "terraform/force-destroy"),
    "purge_soft_deleted_keys_on_destroy": ("force-destroy", "terraform/force-destroy"),
    "purge_soft_deleted_secrets_on_destroy": ("force-destroy", "terraform/force-destroy"),
    "permanently_delete_on_destroy": ("force-destroy", "terraform/force-destroy"),
    # aws_fsx_*, aws_dms and aws_memorydb
    "skip_final_backup": ("final-snapshot", "terraform/skip-final-snapshot"),
    "skip_final_backup_on_delete": ("final-snapshot", "terraform/skip-final-snapshot"),
    # github_branch_protection, gitlab_branch_protection
    "allows_deletions": ("branch-protection", "terraform/branch-protection-off"),
    "allows_force_pushes": ("branch-protection", "terraform/branch-protection-off"),
    "allow_force_push": ("branch-protection", "terraform/branch-protection-off"),
}

# Numbers that protect while above zero.
_RETENTION = frozenset(
    "backup_retention_period automated_snapshot_retention_period snapshot_retention_limit recovery_window_in_days "
    "backup_retention_days soft_delete_retention_days automatic_backup_retention_days "
    # google_storage_bucket's soft_delete_policy, aws_dynamodb and aws_fsx
    "retention_duration_seconds recovery_period_in_days transaction_log_retention_days".split()
)

# What is in force although nothing is written: the provider's default is the safe one.
_SAFE_WHEN_ABSENT: dict[str, tuple[str, ...]] = {
    "aws_db_instance": ("skip_final_snapshot",),
    "aws_rds_cluster": ("skip_final_snapshot",),
    "aws_docdb_cluster": ("skip_final_snapshot",),
    "aws_neptune_cluster": ("skip_final_snapshot",),
    "aws_redshift_cluster": ("skip_final_snapshot",),
    "aws_s3_bucket": ("force_destroy",),
    "google_storage_bucket": ("force_destroy",),
    "aws_ecr_repository": ("force_delete",),
    "aws_route53_zone": ("force_destroy",),
    "aws_backup_vault": ("force_destroy",),
    "google_sql_database_instance": ("deletion_protection",),
    "google_container_cluster": ("deletion_protection",),
    "google_bigquery_table": ("deletion_protection",),
    "google_bigtable_instance": ("deletion_protection",),
    "google_spanner_instance": ("force_destroy",),
}

# Resources that are themselves protections.
_PROTECTORS = frozenset(
    "azurerm_management_lock aws_s3_bucket_public_access_block aws_s3_bucket_versioning "
    "aws_s3_bucket_object_lock_configuration "
    "aws_backup_plan aws_backup_vault_lock_configuration aws_backup_selection google_resource_manager_lien "
    "azurerm_backup_policy_vm azurerm_backup_protected_vm aws_db_instance_automated_backups_replication "
    "aws_dlm_lifecycle_policy github_branch_protection github_repository_ruleset gitlab_branch_protection "
    "aws_organizations_policy aws_s3_bucket_replication_configuration".split()
)

# What keeps a store from being made public, and is off unless it is written. Source:
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_public_access_block
_PUBLIC = frozenset("block_public_acls block_public_policy ignore_public_acls restrict_public_buckets".split())
_CLOSES: dict[str, frozenset[str]] = {
    "aws_s3_bucket_public_access_block": _PUBLIC,
    "aws_s3_account_public_access_block": _PUBLIC,
}

# Databases whose provider leaves them unprotected by default: type → the attribute. Sources: the pages of these
# resources at https://registry.terraform.io/providers/hashicorp/aws/latest/docs
_UNPROTECTED: dict[str, str] = {
    "aws_db_instance": "deletion_protection",
    "aws_rds_cluster": "deletion_protection",
    "aws_docdb_cluster": "deletion_protection",
    "aws_neptune_cluster": "deletion_protection",
    "aws_dynamodb_table": "deletion_protection_enabled",
}

_BACKUPS = frozenset(
    "aws_db_snapshot aws_db_cluster_snapshot aws_backup_vault aws_ebs_snapshot aws_docdb_cluster_snapshot "
    "aws_neptune_cluster_snapshot google_compute_snapshot azurerm_snapshot azurerm_recovery_services_vault "
    "azurerm_data_protection_backup_vault google_backup_dr_backup_vault".split()
)

_STATE_PLACE = (
    "bucket", "key", "prefix", "workspace_key_prefix", "resource_group_name", "storage_account_name", "container_name",
    "address", "organization", "schema_name",
)  # fmt: skip

_SAID = {
    "terraform/deletion-protection-off": "deletion protection is off for {0}",
    "terraform/prevent-destroy-off": "Terraform may destroy {0}: prevent_destroy is false",
    "terraform/skip-final-snapshot": "destroying {0} leaves no final snapshot",
    "terraform/force-destroy": "{0} is destroyed with everything in it",
    "terraform/versioning-off": "{0} keeps no earlier versions",
    "terraform/backup-retention-zero": "{0} keeps no backups",
    "terraform/branch-protection-off": "{0} lets the branch be deleted or overwritten",
    "terraform/unlocked-state": "the state has no lock, so that two applies can run at once",
    "terraform/backup-in-same-state": "{0} is managed by the state that manages what it backs up",
    "terraform/unprotected": "{0} is made without deletion protection",
    "terraform/local-state": "the state lies in a local file, which the next machine does not have",
}

_ON = ("true", "1", "enabled", "Enabled", "ENABLED", "on", "DELETION_PROTECTION_ENABLED")
_OFF = ("false", "0", "disabled", "Disabled", "DISABLED", "off", "Suspended", "INACTIVE")


def read_source(source: Source, view: View) -> list[Outcome]:
    """Guards, written dangers and embedded commands of one `*.tf`, `*.tofu`, `*.tfvars` or `terragrunt.hcl` file."""
    text = source.text.text
    document = hcl.read_json(source) if text is not None and text.lstrip()[:1] == "{" else hcl.read(source)
    reader = _File(source, view)
    reader.top(document.root)
    if document.broken:
        reader.out.append(
            BlindSpot(
                "blind/unparsable",
                "parts of this configuration do not parse as HCL",
                opaque=False,
                certain=source.certain,
                origin=source.origin,
            )
        )
    return reader.out


class _File:
    __slots__ = ("out", "source", "view")

    def __init__(self, source: Source, view: View) -> None:
        self.out: list[Outcome] = []
        self.source = source
        self.view = view

    def danger(
        self, rule: str, address: str, origin: Origin, category: str = PROTECTION_OFF, summary: str = ""
    ) -> None:
        file = self.source.origin.file
        folder = file.rpartition("/")[0] if "/" in file else ""
        facets = [Facet("address", address, file)]
        if folder.startswith("/"):
            facets.append(Facet("path", folder, "the file's directory"))
        self.out.append(
            Effect(
                rule,
                category,
                summary or _SAID[rule].format(address),
                (Target(INFRASTRUCTURE, address, tuple(facets)),),
                Extent(1, True, "resources"),
                certain=self.source.certain,
                origin=origin,
            )
        )

    def guard(self, kind: str, address: str, attribute: str, origin: Origin, name: str = "") -> None:
        key = f"{address}.{attribute}" if attribute else address
        self.out.append(Guard(kind, key, name or key, origin))

    def top(self, root: Block) -> None:
        for attribute in root.attributes:
            # a variables file, or Terragrunt's inputs
            self.attribute(attribute, "var", "")
            for name, value in attribute.fields:
                self.valued(
                    name,
                    value,
                    "inputs" if attribute.name == "inputs" else "var." + attribute.name,
                    attribute.origin,
                    "",
                )
        for block in root.blocks:
            kind = block.type
            labels = block.labels
            if kind == "resource" and len(labels) >= 2:
                self.resource(block, labels[0], f"{labels[0]}.{labels[1]}")
            elif kind == "module" and labels:
                if not _none_made(block):
                    self.guard("resource", "module." + labels[0], "", block.origin)
                self.settings(block, "module." + labels[0], "", 0)
            elif kind == "terraform":
                self.terraform(block)
            elif kind == "remote_state":
                backend = block.attribute("backend")
                if backend is not None:
                    self.backend(backend.literal or "", backend.origin)
            elif kind == "variable" and labels:
                default = block.attribute("default")
                if default is not None:
                    self.valued(labels[0], default.value, "var", default.origin, "")
            elif kind == "removed":
                self.removed(block)
            elif kind == "moved":
                self.moved(block)
            elif kind == "provider":
                self.settings(block, "provider." + (labels[0] if labels else ""), "", 0)
            elif kind == "data" and labels[:1] == ("external",):
                self.external(block)
            elif kind == "locals":
                self.settings(block, "local", "", 0)
        self.backups(root)

    def backups(self, root: Block) -> None:
        """Backups beside what they back up: one wrong destroy takes both."""
        kinds = [block.labels[0] for block in root.blocks if block.type == "resource" and len(block.labels) >= 2]
        if not any(kind in _UNPROTECTED or kind.endswith(("_sql_database_instance", "_db_instance")) for kind in kinds):
            return
        for block in root.blocks:
            if block.type == "resource" and len(block.labels) >= 2 and block.labels[0] in _BACKUPS:
                self.danger("terraform/backup-in-same-state", f"{block.labels[0]}.{block.labels[1]}", block.origin)

    def unprotected(self, block: Block, kind: str, address: str) -> None:
        """A database that is made with no word on its protection. Told low, and only where it is new."""
        wanted = _UNPROTECTED.get(kind)
        if wanted is None or block.attribute(wanted) is not None or _none_made(block):
            return
        lifecycle = block.inner("lifecycle")
        held = lifecycle.attribute("prevent_destroy") if lifecycle is not None else None
        if (held is None or held.literal == "false") and block.attribute("replicate_source_db") is None:
            self.danger("terraform/unprotected", address, block.origin)

    def resource(self, block: Block, kind: str, address: str) -> None:
        if stateful(kind):
            if not _none_made(block):
                self.guard("resource", address, "", block.origin)
            self.unprotected(block, kind, address)
        elif kind in _PROTECTORS:
            self.guard("protection", address, "", block.origin, f"the protection {address}")
        self.settings(block, address, kind, 0)
        for name in _SAFE_WHEN_ABSENT.get(kind, ()):
            if block.attribute(name) is None or block.attribute(name).literal == "null":  # type: ignore[union-attr]  # asked just before
                self.guard((_TRUE_PROTECTS.get(name) or _TRUE_ENDANGERS[name])[0], address, name, block.origin)

    def settings(self, block: Block, address: str, kind: str, depth: int) -> None:
        for attribute in block.attributes:
            self.attribute(attribute, address, kind)
            if attribute.name in (
                "versioning",
                "versioning_configuration",
                "backup_configuration",
                "point_in_time_recovery",
            ):
                for name, value in attribute.fields:
                    self.nested(attribute.name, name, value, address, attribute.origin)
        for inner in block.blocks:
            name = inner.type if inner.type != "dynamic" or not inner.labels else inner.labels[0]
            if name in ("versioning", "versioning_configuration", "backup_configuration", "point_in_time_recovery"):
                for attribute in inner.attributes:
                    self.nested(name, attribute.name, attribute.value, address, attribute.origin)
                if name == "backup_configuration":
                    self.settings(inner, address, kind, depth + 1)
            elif name == "provisioner":
                self.provisioner(inner, address)
            elif depth <= MAX_DEPTH:
                self.settings(inner, address, kind, depth + 1)

    def attribute(self, attribute: Attribute, address: str, kind: str) -> None:
        self.valued(attribute.name, attribute.value, address, attribute.origin, kind)

    def valued(self, name: str, value: Word, address: str, origin: Origin, kind: str) -> None:
        """One attribute.

        Not known to be off counts as a protection in force: moving the value into a variable takes nothing away.
        """
        text = value.text
        if text == "null":
            return
        if name in _TRUE_PROTECTS:
            guard, rule = _TRUE_PROTECTS[name]
            if text in _OFF:
                self.danger(rule, address, origin)
            else:
                self.guard(guard, address, name, origin)
        elif name in _TRUE_ENDANGERS:
            guard, rule = _TRUE_ENDANGERS[name]
            if name == "force_destroy" and kind.startswith("aws_iam_"):
                return
            if text in _ON:
                self.danger(rule, address, origin)
            else:
                self.guard(guard, address, name, origin)
        elif name in _RETENTION:
            if text is not None and text.strip("0") in ("", "."):
                self.danger("terraform/backup-retention-zero", address, origin)
            else:
                self.guard("backup", address, name, origin)
        elif name in (
            "deletion_window_in_days",
            "final_snapshot_identifier",
            "object_lock_enabled",
            "copy_tags_to_snapshot",
        ):
            if text not in _OFF:
                self.guard(
                    "backup" if name != "deletion_window_in_days" else "deletion-protection", address, name, origin
                )
        elif name == "deletion_policy":
            if text == "DELETE" and stateful(kind):
                self.danger("terraform/force-destroy", address, origin)
            elif text in ("PREVENT", "ABANDON"):
                self.guard("deletion-protection", address, name, origin)
        elif name == "delete_automated_backups" and text in _OFF:
            self.guard("backup", address, name, origin)
        elif kind in _CLOSES and name in _CLOSES[kind] and text not in _OFF:
            self.guard("exposure", address, name, origin)

    def nested(self, block: str, name: str, value: Word, address: str, origin: Origin) -> None:
        text = value.text
        if name in ("enabled", "status"):
            versions = block.startswith("versioning")
            if text in _OFF:
                self.danger(
                    "terraform/versioning-off" if versions else "terraform/backup-retention-zero", address, origin
                )
            else:
                self.guard("versioning" if versions else "backup", address, f"{block}.{name}", origin)
        elif name == "mfa_delete" and text not in _OFF:
            self.guard("versioning", address, f"{block}.{name}", origin)
        elif name == "point_in_time_recovery_enabled":
            self.valued(name, value, address, origin, "")

    def terraform(self, block: Block) -> None:
        for inner in block.blocks:
            if inner.type == "backend" and inner.labels:
                self.backend(inner.labels[0], inner.origin)
                self.place(inner)
                self.lock(inner)
                held = inner.attribute("kms_key_id")
                if held is not None and held.literal not in _OFF:
                    self.guard("encryption", "terraform.backend", "kms_key_id", held.origin)
            elif inner.type == "cloud":
                self.backend("cloud", inner.origin)
                self.guard("apply-order", "terraform.backend", "lock", inner.origin, "the lock of the state")

    def lock(self, block: Block) -> None:
        """What keeps two applies apart: one guard, so that one way of locking may take the place of another.

        Backends but S3 lock by themselves, and a block without a place is completed by -backend-config.
        """
        if block.labels[0] == "local":
            return
        name, origin = "the lock of the state", block.origin
        if block.labels[0] == "s3":
            written = [block.attribute(one) for one in ("use_lockfile", "dynamodb_table")]
            held = next((one for one in written if one is not None and one.literal not in _OFF), None)
            if held is not None:
                name, origin = f"the lock of the state ({held.name})", held.origin
            elif any(one is not None for one in written) or block.attribute("bucket") is not None:
                return
        self.guard("apply-order", "terraform.backend", "lock", origin, name)

    def place(self, block: Block) -> None:
        """Where exactly the state lies, and whether anything keeps two applies apart."""
        pieces = [block.labels[0]]
        for name in _STATE_PLACE:
            held = block.attribute(name)
            if held is not None:
                pieces.append(held.value.shown())
        if len(pieces) > 1:
            key = "/".join(pieces[1:]).replace(".", "_")
            self.guard("backend", "terraform.backend", f"at {key}", block.origin, f"the state at {'/'.join(pieces)}")
        locked = any(block.attribute(name) is not None for name in ("use_lockfile", "dynamodb_table"))
        if block.labels[0] == "s3" and len(pieces) > 2 and not locked:
            # a block without a place is completed by -backend-config, perhaps with a lock
            self.danger("terraform/unlocked-state", "terraform.backend", block.origin)

    def backend(self, kind: str, origin: Origin) -> None:
        if kind == "local":
            self.danger("terraform/local-state", "terraform.backend", origin)
        else:
            self.guard("backend", "terraform.backend", "", origin, f"the remote state backend {kind}".rstrip())

    def removed(self, block: Block) -> None:
        source = block.attribute("from")
        address = source.value.shown() if source is not None else "a resource"
        if source is not None and source.value.text is None and source.value.holes:
            address = source.value.holes[0].name or address
        lifecycle = block.inner("lifecycle")
        destroy = lifecycle.attribute("destroy") if lifecycle is not None else None
        if destroy is not None and destroy.literal == "false":
            self.out.append(Note(f"{address} is forgotten by Terraform and goes on existing", block.origin))
            self.out.append(Guard(FORGOTTEN, address, address, block.origin))
        else:
            self.danger(
                "terraform/removed-block", address, block.origin, INFRA_DESTROY, f"the next apply destroys {address}"
            )

    def moved(self, block: Block) -> None:
        """A resource under a new address: kept as a guard of its own kind, from the old address to the new one."""
        old, new = (_address(block.attribute(name)) for name in ("from", "to"))
        if old and new:
            self.out.append(Guard(MOVED, old, new, block.origin))

    def provisioner(self, block: Block, address: str) -> None:
        if block.labels[:1] != ("local-exec",):
            if block.labels[:1] == ("remote-exec",):
                self.out.append(Note(f"{address} runs commands on the machine it makes (remote-exec)", block.origin))
            return
        command = block.attribute("command")
        if command is None:
            return
        when = block.attribute("when")
        how = f"{address}: local-exec" + (" on destroy" if when is not None and when.literal == "destroy" else "")
        folder = block.attribute("working_dir")
        environment = block.inner("environment")
        del environment
        context = ShellContext(directory=folder.value if folder is not None else None)
        interpreter = block.attribute("interpreter")
        self.command(command, interpreter.items if interpreter is not None else None, context, how)

    def command(
        self, command: Attribute, interpreter: tuple[Word, ...] | None, context: ShellContext, how: str
    ) -> None:
        origin = command.origin.inner(how)
        if interpreter:
            name = base_name(interpreter[0].text or "")
            call = Invocation(
                interpreter[0],
                (*interpreter[1:], command.value),
                (),
                (),
                None,
                context,
                self.source.certain,
                origin,
                name,
            )
            self.out.append(HandOff(call, how))
            return
        self.out.append(
            HandOff(Source(SHELL, command.value, origin, context, self.source.file, self.source.certain), how)
        )

    def external(self, block: Block) -> None:
        program = block.attribute("program")
        if program is None or not program.items:
            return
        how = "data.external: runs while planning"
        words = program.items
        call = Invocation(
            words[0],
            words[1:],
            (),
            (),
            None,
            ShellContext(),
            self.source.certain,
            program.origin.inner(how),
            base_name(words[0].text or ""),
        )
        self.out.append(HandOff(call, how))


def _none_made(block: Block) -> bool:
    """Whether `count` or `for_each` makes none of it."""
    count = block.attribute("count")
    if count is not None and count.literal == "0":
        return True
    each = block.attribute("for_each")
    if each is None or each.items == ():
        return each is not None
    hole = next(iter(each.value.holes), None)
    return hole is not None and (hole.name or "").replace(" ", "") in ("{}", "toset([])", "tomap({})")


def _address(attribute: Attribute | None) -> str:
    """The address in `from = aws_db_instance.main`, "" when it is not plain."""
    if attribute is None:
        return ""
    value = attribute.value
    if value.text is None:
        return value.holes[0].name or "" if len(value.parts) == 1 else ""
    return value.text

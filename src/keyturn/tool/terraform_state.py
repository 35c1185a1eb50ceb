"""What a Terraform directory says about its state: workspace, backend, lineage, serial, and how much it manages.

Facts only, read through the workspace: `.terraform/environment`, `.terraform/terraform.tfstate` (the backend as
initialised), backend blocks in `*.tf`, and a local `terraform.tfstate`.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.target import INFRASTRUCTURE, Facet, Target
from keyturn.model.workspace import ABSENT, DIRECTORY, PRESENT
from keyturn.tool.surroundings import text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

MAX_FILES = 60
"""Configuration files of one directory that are searched for a backend block."""
MAX_STATE = 20_000_000
"""Bytes of a local state file that are still counted."""

STATEFUL_HINTS = (
    "_db_", "rds", "database", "sql", "dynamodb", "redshift", "elasticache", "memorydb", "docdb", "neptune",
    "opensearch", "elasticsearch", "bucket", "storage_account", "storage_container", "storage_blob", "efs_",
    "fsx_", "ebs_volume", "_disk", "persistent_disk", "managed_disk", "bigtable", "bigquery", "spanner", "firestore",
    "filestore", "cosmosdb", "redis", "kinesis_stream", "msk_", "kafka", "mq_broker", "pubsub_topic", "sqs_queue",
    "kms_", "key_vault", "secret", "backup", "snapshot", "vault", "cognito_user_pool", "route53_zone", "dns_zone",
    "dns_managed_zone", "ecr_repository", "artifact_registry", "container_registry", "log_group", "volume",
    "eks_cluster", "container_cluster", "kubernetes_cluster", "kubernetes_namespace", "persistent_volume",
    "mongodbatlas", "confluent", "postgresql_", "mysql_", "timestream", "qldb", "lightsail_disk", "glacier",
)  # fmt: skip
"""Parts of type names of resources that hold something which recreating does not bring back."""

_STATELESS = (
    "_policy", "_attachment", "_association", "_subnet_group", "_parameter_group", "_option_group", "_iam_", "_grant",
    "_alias", "_rule", "_permission", "_notification", "_user", "_binding", "_member", "_acl", "_versioning",
    "_public_access_block", "_ownership_controls", "_selection", "_plan", "_role", "_access_point", "_mount_target",
    "_lifecycle_configuration", "_server_side_encryption_configuration", "_cors_configuration", "_logging",
    "_website_configuration", "_proxy", "_event_subscription", "_rotation", "_version", "_record",
)  # fmt: skip

MOVED = "moved"
"""The kind of guard that a `moved` block is: its key is the old address, its name the new one."""

FORGOTTEN = "forgotten"
"""The kind of guard that a `removed` block with `destroy = false` is: its key is the address that goes on existing."""


def stateful(kind: str) -> bool:
    """Whether a resource type holds data, keys or names that recreating it does not bring back."""
    for part in _STATELESS:
        if kind.endswith(part) or (part.endswith("_") and part in kind):
            return False
    return any(part in kind for part in STATEFUL_HINTS)


class State(Noun):
    """What was found out. `target` carries the facets; `resources` None when it cannot be counted here."""

    target: Target
    resources: int | None
    held: tuple[str, ...]
    """Addresses of stateful resources, when the state could be read."""
    notes: tuple[str, ...]


def _json(text: str | None) -> Any:
    if text is None:
        return None
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _workspace_name(data: str | None, call: Invocation, view: View) -> Facet:
    named = variable(call, view, "TF_WORKSPACE")
    if named is not None and named.text != "":
        return Facet("workspace", named.text, "TF_WORKSPACE")
    if data is None:
        return Facet("workspace", None, "directory not known", overridable=True)
    text = text_of(data + "/environment", view, 4096)
    if text is not None and text.strip():
        return Facet("workspace", text.strip(), data + "/environment", overridable=True)
    return Facet("workspace", "default", "no " + data + "/environment", overridable=True)


def _backend_in_files(directory: str, view: View) -> tuple[str, str] | None:
    """(type, file) of the backend or cloud block in the directory's configuration, None when there is none."""
    listing = view.workspace.list(directory)
    if listing.state != PRESENT:
        return None
    names = [
        name for name in listing.names if name.endswith((".tf", ".tofu", ".hcl")) and name != ".terraform.lock.hcl"
    ]
    for name in names[:MAX_FILES]:
        text = text_of(directory + "/" + name, view, 300_000)
        if text is None or not ("backend" in text or "cloud" in text or "remote_state" in text):
            continue
        found = backend_of(text)
        if found:
            return found, name
    return None


def backend_of(text: str) -> str:
    """The backend type that a configuration file declares: "s3", "gcs", "cloud", "local"…, "" for none."""
    from keyturn.language import hcl
    from keyturn.model.source import Source
    from keyturn.model.word import Word

    for block in hcl.read(Source("hcl", Word(text, quoted=True))).root.blocks:
        if block.type == "terraform":
            for inner in block.blocks:
                if inner.type == "backend" and inner.labels:
                    return inner.labels[0]
                if inner.type == "cloud":
                    return "cloud"
        elif block.type == "remote_state":
            kind = block.attribute("backend")
            return (kind.literal or "") if kind is not None else ""
    return ""


def place_of(config: dict[str, Any]) -> str:
    """The identifying part of a backend's configuration as one text."""
    keys = ("hostname", "organization", "bucket", "key", "prefix", "path", "address", "storage_account_name",
            "container_name", "resource_group_name", "region", "schema_name", "conn_str")  # fmt: skip
    found = [str(config[key]) for key in keys if isinstance(config.get(key), str) and config[key] and key != "conn_str"]
    return "/".join(found)


def count(document: Any) -> tuple[int, tuple[str, ...]]:
    """How many managed resource instances a state document (format 4) holds, and the addresses of stateful ones."""
    total = 0
    held: list[str] = []
    resources = document.get("resources") if isinstance(document, dict) else None
    for one in resources if isinstance(resources, list) else ():
        if not isinstance(one, dict) or one.get("mode") != "managed":
            continue
        instances = one.get("instances")
        size = len(instances) if isinstance(instances, list) else 1
        total += size
        kind = str(one.get("type", ""))
        if size and stateful(kind):
            module = str(one.get("module") or "")
            held.append((module + "." if module else "") + kind + "." + str(one.get("name", "")))
    return total, tuple(held)


def examine(directory: str | None, call: Invocation, view: View, state_file: Word | None = None) -> State:
    """Everything known about the state that a command run in `directory` would touch."""
    facets = [Facet("path", directory, "working directory" if directory else "not known")]
    notes: list[str] = []
    data_word = variable(call, view, "TF_DATA_DIR")
    data: str | None = None
    if directory is not None:
        if data_word is None or data_word.text == "":
            data = directory + "/.terraform"
        elif data_word.text is not None:
            data = data_word.text if data_word.text.startswith("/") else directory + "/" + data_word.text
    workspace = _workspace_name(data, call, view)
    facets.append(workspace)
    backend = ""
    where = ""
    initialised: Any = None
    if data is not None:
        initialised = _json(text_of(data + "/terraform.tfstate", view))
        if isinstance(initialised, dict) and isinstance(initialised.get("backend"), dict):
            kept = initialised["backend"]
            backend = str(kept.get("type", ""))
            config = kept.get("config")
            place = place_of(config) if isinstance(config, dict) else ""
            facets.append(Facet("backend", backend + (":" + place if place else ""), data + "/terraform.tfstate"))
    if not backend and directory is not None:
        found = _backend_in_files(directory, view)
        if found is not None:
            backend, where = found
            facets.append(Facet("backend", backend, where))
        elif view.workspace.list(directory).state == PRESENT:
            backend = "local"
            facets.append(Facet("backend", "local", "no backend block", overridable=True))
        else:
            facets.append(Facet("backend", None, "configuration not seen"))
    elif directory is None:
        facets.append(Facet("backend", None, "directory not known"))
    resources: int | None = None
    held: tuple[str, ...] = ()
    if directory is not None and (backend == "local" or state_file is not None):
        local: str | None
        if state_file is not None:
            written = state_file.text
            local = None if written is None else (written if written.startswith("/") else directory + "/" + written)
        elif workspace.value in (None, "default"):
            local = directory + "/terraform.tfstate"
        else:
            local = f"{directory}/terraform.tfstate.d/{workspace.value}/terraform.tfstate"
        document = _json(text_of(local, view, MAX_STATE))
        if isinstance(document, dict):
            resources, held = count(document)
            if isinstance(document.get("lineage"), str):
                facets.append(Facet("lineage", document["lineage"], local or ""))
            if isinstance(document.get("serial"), int):
                facets.append(Facet("serial", str(document["serial"]), local or ""))
        elif (
            local is not None
            and data is not None
            and view.workspace.stat(local).state == ABSENT
            and view.workspace.stat(data).kind == DIRECTORY
        ):
            notes.append(
                f"{local} is not there although the directory is initialised: "
                "Terraform would believe that nothing exists yet"
            )
    name = (directory or "an unknown directory") + (
        "" if workspace.value in (None, "default") else f" [{workspace.value}]"
    )
    return State(Target(INFRASTRUCTURE, name, tuple(facets)), resources, held, tuple(notes))

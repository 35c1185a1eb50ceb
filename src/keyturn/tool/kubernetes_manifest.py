"""Kubernetes manifests, Helm charts and their values: what they protect, what they endanger, what they run.

Guards are what the scan compares between the two sides of a change: a claim, a stateful set, a Retain policy, a
disruption budget, a backup job that is there before and not after. Commands of containers are read with a
container's own files around them. Fields: https://kubernetes.io/docs/reference/kubernetes-api/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml.
"""

from __future__ import annotations

from keyturn.language import go_template
from keyturn.language.document import LIST, MAP, TEXT, read_json, read_yaml
from keyturn.model.effect import AVAILABILITY, PROTECTION_OFF, BlindSpot, Effect, Extent, Guard, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.target import CLUSTER, Facet, Target
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.handoff import CONTAINER_MARK, ELSEWHERE, elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.view import View

_DEEPEST = 120
"""As deep as a document is read at all: what lies deeper makes the document not whole."""

# Objects whose removal takes data along, by kind.
_STATEFUL = frozenset(
    # https://kubernetes.io/docs/concepts/storage/persistent-volumes/ and .../workloads/controllers/statefulset/
    "PersistentVolumeClaim PersistentVolume StatefulSet Namespace CustomResourceDefinition "
    # operators whose object is the database: cloudnative-pg.io, Zalando and Crunchy (postgres-operator), Percona,
    # strimzi.io, rook.io, the MongoDB, Elastic, Redis and RabbitMQ operators
    "PostgresCluster postgresql PerconaServerMongoDB PerconaPGCluster PerconaXtraDBCluster PerconaServerMySQL "
    "InnoDBCluster MariaDB MongoDBCommunity Elasticsearch Kafka KafkaTopic CephCluster CephBlockPool CephObjectStore "
    "CephFilesystem RedisCluster RabbitmqCluster EtcdCluster ScyllaCluster CassandraDatacenter TidbCluster".split()
)
_STATEFUL_GROUPS = ("postgresql.cnpg.io/",)
"""API groups whose `Cluster` is a database; elsewhere a Cluster may be anything."""

# Objects that are themselves protections.
_PROTECTORS: dict[str, str] = {
    "PodDisruptionBudget": "the disruption budget",
    "NetworkPolicy": "the network policy",
    "ValidatingAdmissionPolicy": "the admission policy",
    "ValidatingWebhookConfiguration": "the admission check",
    "ClusterPolicy": "the policy",
    "Schedule": "the backup schedule",
    "ScheduledBackup": "the backup schedule",
    "VolumeSnapshot": "the snapshot",
    "VolumeSnapshotContent": "the snapshot",
    "BackupStorageLocation": "the place of the backups",
    "ReplicationSource": "the backup",
}
_BACKUP_WORDS = ("backup", "dump", "snapshot", "restic", "velero", "wal-g", "barman")

# Attributes that protect while they hold one of the values: name → (values, what is in force).
_KEEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "persistentVolumeReclaimPolicy": (("retain",), "the volume is kept when its claim goes"),
    "reclaimPolicy": (("retain",), "volumes are kept when their claims go"),
    "whenDeleted": (("retain",), "claims are kept when the set goes"),
    "whenScaled": (("retain",), "claims are kept when the set shrinks"),
    "deletionPolicy": (("retain", "orphan"), "the real thing is kept when its object goes"),
    "deletionProtection": (("true",), "deletion protection"),
    "terminationProtection": (("true",), "termination protection"),
    "resourcePolicy": (("keep",), "Helm keeps it"),
    "retain": (("true",), "it is kept"),
}
_ANNOTATIONS: dict[str, tuple[str, ...]] = {
    "helm.sh/resource-policy": ("keep",),
    "argocd.argoproj.io/sync-options": ("Prune=false", "Delete=false"),
    "kustomize.toolkit.fluxcd.io/prune": ("disabled",),
    "kustomize.toolkit.fluxcd.io/ssa": ("IfNotPresent",),
    "cluster-autoscaler.kubernetes.io/safe-to-evict": ("false",),
}
# Finalizers that clean up by deleting more, so that their removal endangers nothing.
_CASCADING = ("resources-finalizer.argocd.argoproj.io", "foregroundDeletion")

# Maps of a values file whose `enabled` or `create` keeps data or a protection.
_VALUE_GUARDS = frozenset(
    "persistence persistentvolume persistentvolumeclaim pvc backup backups snapshot snapshots pdb "
    "poddisruptionbudget networkpolicy volumeclaimtemplates persistentvolumeclaimretentionpolicy".split()
)
_OFF = ("false", "no", "off")


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Guards, dangers and container commands of one manifest, template, or values file."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    readable = go_template.plain(text)
    document = read_json(readable) if readable.lstrip()[:1] in ("{", "[") else read_yaml(readable)
    reader = _File(source, text)
    for root in document.roots:
        reader.document(root, 0)
    if not document.whole and reader.objects and "{{" not in text:
        # what a template leaves over need not be YAML, and what holds no object is something else
        reader.out.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole YAML, so objects may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + document.line - 1),
            )
        )
    return reader.out


class _File:
    __slots__ = ("file", "lines", "objects", "out", "source")

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.lines = text.split("\n")
        self.out: list[Outcome] = []
        self.objects = 0
        self.file = source.origin.file.rpartition("/")[2]

    # -- places and names -----------------------------------------------------------------------------------------

    def origin(self, node: Node, how: str = "") -> Origin:
        base = self.source.origin
        line = base.line + node.line - 1
        width = len(node.text) if node.kind == TEXT and "\n" not in node.text else 1
        place = base.but(line=line, column=node.column, end_line=line, end_column=node.column + width)
        return place.inner(how) if how else place

    def written(self, node: Node | None) -> str:
        """A scalar as it stands in the file, templates included."""
        if node is None or node.kind != TEXT:
            return ""
        if go_template.MARK not in node.text:
            return node.text
        line = self.lines[node.line - 1] if node.line <= len(self.lines) else ""
        return line[node.column - 1 : node.column - 1 + len(node.text)]

    def guard(self, kind: str, key: str, name: str, node: Node) -> None:
        self.out.append(Guard(kind, key, name, self.origin(node)))

    def danger(self, rule: str, category: str, summary: str, address: str, node: Node) -> None:
        target = Target(
            CLUSTER, address, (Facet("context", None, "a manifest does not say"), Facet("address", address, self.file))
        )
        self.out.append(
            Effect(
                rule,
                category,
                summary,
                (target,),
                Extent(1, True, "objects"),
                certain=self.source.certain,
                origin=self.origin(node),
            )
        )

    # -- objects --------------------------------------------------------------------------------------------------

    def document(self, root: Node, depth: int) -> None:
        if root.kind == LIST and depth < 3:
            for item in root.items:
                self.document(item, depth + 1)
        if root.kind != MAP:
            return
        kind = root.scalar("kind") or ""
        group = root.scalar("apiVersion") or ""
        if not kind or not group:
            if depth == 0 and _is_values(self.file):
                self.values(root, "", 0)
            return
        listed = root.get("items")
        if kind.endswith("List") and listed is not None and listed.kind == LIST and depth < 3:
            for item in listed.items:
                self.document(item, depth + 1)
            return
        self.one(root, kind, group)

    def one(self, root: Node, kind: str, group: str) -> None:
        self.objects += 1
        metadata = root.get("metadata")
        name = self.written(metadata.get("name") if metadata is not None else None) or self.written(
            metadata.get("generateName") if metadata is not None else None
        )
        address = f"{kind}/{name or '?'}"
        where = root.pairs[0][0]
        spec = root.get("spec")
        if kind in _STATEFUL or (kind == "Cluster" and group.startswith(_STATEFUL_GROUPS)):
            self.guard("resource", address, address, where)
        elif (
            kind in _PROTECTORS
            and (kind != "ClusterPolicy" or group.startswith("kyverno.io/"))
            and (kind != "Schedule" or group.startswith("velero.io/"))
        ):
            self.guard("protection", address, f"{_PROTECTORS[kind]} {name}".rstrip(), where)
        if metadata is not None:
            self.metadata(metadata, address)
        if kind == "CronJob":
            self.cron(root, spec, address, name)
        if kind in ("Deployment", "StatefulSet", "ReplicaSet") and spec is not None:
            self.replicas(spec, address)
        if kind == "StatefulSet" and spec is not None:
            self.retention(spec, address)
        if kind in ("Application", "ApplicationSet") and group.startswith("argoproj.io/"):
            self.delivery(root, address)
        if kind not in ("ConfigMap", "Secret", "CustomResourceDefinition"):
            self.walk(root, address, "", 0, _Pod())

    def metadata(self, metadata: Node, address: str) -> None:
        notes = metadata.get("annotations")
        for key, value in notes.pairs if notes is not None else ():
            wanted = _ANNOTATIONS.get(key.text)
            if wanted is not None and value.kind == TEXT and any(one in value.text for one in wanted):
                short = key.text.rpartition("/")[2]
                self.guard("keep-policy", f"{address}.{short}", f"{key.text}: {value.text} of {address}", key)
        listed = metadata.get("finalizers")
        for item in listed.items if listed is not None else ():
            text = self.written(item)
            if item.kind == TEXT and not text.startswith(_CASCADING):
                self.guard(
                    "finalizer", f"{address}.{text.replace('.', '_')}", f"the finalizer {text} of {address}", item
                )

    def cron(self, root: Node, spec: Node | None, address: str, name: str) -> None:
        if not _backs_up(name.lower()):
            return
        suspend = spec.get("suspend") if spec is not None else None
        if suspend is not None and suspend.text.lower() == "true":
            self.danger(
                "kubernetes/backup-suspended", PROTECTION_OFF, f"the backup job {name} no longer runs", address, suspend
            )
            return
        self.guard("backup", f"{address}.schedule", f"the backup job {name}", root.pairs[0][0])

    def replicas(self, spec: Node, address: str) -> None:
        found = spec.get("replicas")
        if found is not None and found.kind == TEXT and found.text == "0":
            self.danger("kubernetes/manifest-zero", AVAILABILITY, f"{address} runs with no replica", address, found)

    def retention(self, spec: Node, address: str) -> None:
        policy = spec.get("persistentVolumeClaimRetentionPolicy")
        for name in ("whenDeleted", "whenScaled"):
            found = policy.get(name) if policy is not None else None
            if found is None:
                # what is in force although nothing is written
                self.guard("claims", f"{address}.{name}", f"{name}: Retain of {address}", spec)
            elif found.text == "Delete":
                when = "goes" if name == "whenDeleted" else "shrinks"
                self.danger(
                    "kubernetes/claims-deleted",
                    PROTECTION_OFF,
                    f"the claims of {address} are deleted when the set {when}",
                    address,
                    found,
                )

    def delivery(self, root: Node, address: str) -> None:
        """Argo CD: an empty render that may delete everything."""
        for policy in _found(root, "automated", 0):
            empty = policy.get("allowEmpty")
            prune = policy.get("prune")
            if empty is not None and empty.text == "true" and prune is not None and prune.text == "true":
                self.danger(
                    "kubernetes/prune-to-nothing",
                    PROTECTION_OFF,
                    f"{address} may delete everything when the repository renders to nothing",
                    address,
                    empty,
                )

    # -- what stands anywhere in an object ------------------------------------------------------------------------

    def walk(self, node: Node, address: str, path: str, depth: int, pod: _Pod) -> None:
        if depth > _DEEPEST:
            return
        if node.kind == LIST:
            for item in node.items:
                self.walk(item, address, path, depth + 1, pod)
            return
        if node.kind != MAP:
            return
        volumes = node.get("volumes")
        if volumes is not None and volumes.kind == LIST:
            pod = _Pod(volumes, node.get("volumeClaimTemplates"), pod)
        elif node.get("volumeClaimTemplates") is not None:
            pod = _Pod(None, node.get("volumeClaimTemplates"), pod)
        if node.get("image") is not None and any(node.get(name) is not None for name in _RUNS):
            self.container(node, pod)
        for key, value in node.pairs:
            name = key.text
            if value.kind == TEXT:
                kept = _KEEPS.get(name)
                if kept is not None and value.text.lower() in kept[0]:
                    self.guard("keep-policy", f"{address}.{name}", f"{name}: {value.text} of {address}", value)
            else:
                self.walk(value, address, f"{path}.{name}" if path else name, depth + 1, pod)

    # -- values of a chart ----------------------------------------------------------------------------------------

    def values(self, node: Node, path: str, depth: int) -> None:
        if depth > _DEEPEST or node.kind != MAP:
            return
        last = path.rpartition(".")[2].lower()
        for key, value in node.pairs:
            name = key.text
            here = f"{path}.{name}" if path else name
            if value.kind != TEXT:
                self.values(value, here, depth + 1)
                continue
            low = value.text.lower()
            kept = _KEEPS.get(name) or _KEEPS.get(name[:1].lower() + name[1:])
            if kept is not None and low in kept[0]:
                self.guard("keep-policy", self.key(here), f"{here}: {value.text}", value)
            elif name in ("enabled", "create") and last in _VALUE_GUARDS and low not in _OFF:
                self.guard("value", self.key(here), f"{here}: {value.text}", value)

    def key(self, path: str) -> str:
        return f"{self.file}:{path}"

    # -- commands -------------------------------------------------------------------------------------------------

    def container(self, node: Node, pod: _Pod) -> None:
        name = node.scalar("name") or "container"
        known: dict[str, Word] = {}
        env = node.get("env")
        for item in env.items if env is not None and env.kind == LIST else ():
            key = item.scalar("name")
            value = item.get("value")
            if key:
                known[key] = (
                    go_template.word(value.text)
                    if value is not None and value.kind == TEXT
                    else Word((Hole(VARIABLE, key, quoted=True),))
                )
        mounts = _mounts(node, pod)
        script = node.get("script") or node.get("source")
        if script is not None and script.kind == TEXT and script.text:
            first = next((item.text for item in _items(node.get("command"))), "")
            self.script(script, first, known, mounts, f"{name}: script")
        command, args = _items(node.get("command")), _items(node.get("args"))
        if command and not (script is not None and script.text):
            self.run([*command, *args], known, mounts, f"{name}: command")
        elif args and not args[0].text.startswith("-"):
            self.run(args, known, mounts, f"{name}: args")
        for hook in ("postStart", "preStop"):
            words = _items(node.at("lifecycle", hook, "exec", "command"))
            spoken = " ".join(item.text for item in words)
            if hook == "preStop" and any(one in spoken for one in _STOPPING) and not _deletes(spoken):
                continue  # stopping its own server is what the hook is for
            self.run(words, known, mounts, f"{name}: {hook}")
        for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
            self.run(_items(node.at(probe, "exec", "command")), known, mounts, f"{name}: {probe}")

    def run(self, words: list[Node], known: dict[str, Word], mounts: list[tuple[str, str, bool]], how: str) -> None:
        if not words:
            return
        filled = tuple(_filled(item.text, known) for item in words)
        program = filled[0].text
        if program is not None and base_name(program) in _QUIET:
            return
        call = Invocation(
            filled[0],
            filled[1:],
            context=self.context(" ".join(item.text for item in words), known, mounts),
            certain=self.source.certain,
            # the last word is the longest: a script in a word is told where it stands
            origin=self.origin(words[2] if len(words) > 2 and words[1].text.endswith("c") else words[0], how),
            name=base_name(program) if program else "",
        )
        self.out.append(HandOff(call, how))

    def script(
        self, script: Node, interpreter: str, known: dict[str, Word], mounts: list[tuple[str, str, bool]], how: str
    ) -> None:
        program = base_name(interpreter)
        head = script.text.partition("\n")[0]
        if "python" in program or ("python" in head and head.startswith("#!")):
            language = "python"
        elif program in ("", "sh", "bash", "ash", "dash", "zsh") and not (head.startswith("#!") and "sh" not in head):
            language = SHELL
        else:
            return
        context = self.context(script.text, known, mounts)
        word = go_template.word(script.text)
        self.out.append(
            HandOff(Source(language, word, self.origin(script, how), context, certain=self.source.certain), how)
        )

    def context(self, text: str, known: dict[str, Word], mounts: list[tuple[str, str, bool]]) -> ShellContext:
        """A container's own files, unless the words name a mounted volume as a whole."""
        for path, volume, whole in mounts:
            if _names(text, path, whole):
                return elsewhere(Word(volume, quoted=True), tuple(known.items()))
        return ShellContext(ELSEWHERE, {CONTAINER_MARK: Word("1"), **known}, frozenset(known), {}, {}, ())


_RUNS = ("command", "args", "script", "source", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
# Programs that most containers start with and that nobody here reads.
_QUIET = frozenset("sleep tail nginx tini true false cat echo ls test pause".split())


class _Pod:
    """The volumes of a pod: name → what it is, when it holds data beyond the pod."""

    __slots__ = ("volumes",)

    def __init__(self, volumes: Node | None = None, templates: Node | None = None, outer: _Pod | None = None) -> None:
        self.volumes: dict[str, tuple[str, bool]] = dict(outer.volumes) if outer is not None else {}
        for item in volumes.items if volumes is not None else ():
            name = item.scalar("name") or ""
            claim = item.get("persistentVolumeClaim")
            host = item.get("hostPath")
            if claim is not None:
                self.volumes[name] = (f"the claim {claim.scalar('claimName') or name}", True)
            elif host is not None:
                self.volumes[name] = (f"the node's {host.scalar('path') or 'files'}", False)
        for item in templates.items if templates is not None and templates.kind == LIST else ():
            metadata = item.get("metadata")
            name = (metadata.scalar("name") if metadata is not None else None) or ""
            self.volumes[name] = (f"the claim {name}", True)


def _mounts(node: Node, pod: _Pod) -> list[tuple[str, str, bool]]:
    """(path, what is mounted there, whether only the whole of it counts) for volumes that outlive the pod.

    Cleaning up inside a claim is what jobs do; emptying the whole of it is what is told.
    """
    listed = node.get("volumeMounts")
    found: list[tuple[str, str, bool]] = []
    for item in listed.items if listed is not None else ():
        volume = pod.volumes.get(item.scalar("name") or "")
        path = item.scalar("mountPath") or ""
        if volume is not None and path.startswith("/") and item.scalar("readOnly") != "true":
            found.append((path.rstrip("/"), volume[0], volume[1]))
    return found


_EDGES = " \t\n'\"=;,|&<>(){}`"


_STOPPING = ("nginx", "apachectl", "httpd", "killall", "supervisorctl", "haproxy", "envoy", "kill ")


def _deletes(text: str) -> bool:
    return any(one in text.split() for one in (*_EMPTYING, "-delete", "drop", "DROP"))


_ENDS = ("\n", ";", "&&", "||", "|")
_EMPTYING = ("rm", "shred", "/bin/rm")


def _names(text: str, path: str, whole: bool) -> bool:
    """Whether a text names a path: with `whole`, whether a command that deletes names all of it."""
    if whole:
        for end in _ENDS[1:]:
            text = text.replace(end, "\n")
        return any(
            _stands(line, path, whole) for line in text.split("\n") if any(one in line.split() for one in _EMPTYING)
        )
    return _stands(text, path, whole)


def _stands(text: str, path: str, whole: bool) -> bool:
    at = text.find(path)
    while at >= 0:
        end = at + len(path)
        if at == 0 or text[at - 1] in _EDGES:
            stop = end
            while stop < len(text) and text[stop] not in _EDGES:
                stop += 1
            rest = text[end:stop]
            if not rest or (rest[:1] == "/" and (not whole or not rest.strip("/.*?[]!"))):
                return True
        at = text.find(path, at + 1)
    return False


def _items(node: Node | None) -> list[Node]:
    if node is None:
        return []
    if node.kind == TEXT:
        return [node] if node.text else []
    return [item for item in node.items if item.kind == TEXT]


def _filled(text: str, known: dict[str, Word]) -> Word:
    """`$(NAME)` of a known variable is filled in before anything runs; `$$(` is a literal `$(`."""
    if "$(" not in text:
        return go_template.word(text)
    parts: list[str | Hole] = []
    at = 0
    while True:
        start = text.find("$(", at)
        end = text.find(")", start)
        if start < 0 or end < 0:
            parts.extend(go_template.word(text[at:]).parts)
            break
        name = text[start + 2 : end]
        if start and text[start - 1] == "$":
            parts.extend(go_template.word(text[at : start - 1] + text[start : end + 1]).parts)
        elif name in known:
            parts.extend(go_template.word(text[at:start]).parts)
            parts.extend(known[name].parts)
        else:
            parts.extend(go_template.word(text[at : end + 1]).parts)
        at = end + 1
    return Word(tuple(part for part in parts if part != ""), quoted=True)


def _found(node: Node, name: str, depth: int) -> list[Node]:
    """Every value of that key in a tree."""
    if depth > _DEEPEST:
        return []
    out: list[Node] = []
    for key, value in node.pairs:
        if key.text == name:
            out.append(value)
        out.extend(_found(value, name, depth + 1))
    for item in node.items:
        out.extend(_found(item, name, depth + 1))
    return out


def _backs_up(name: str) -> bool:
    return any(one in name for one in _BACKUP_WORDS)


def _is_values(file: str) -> bool:
    """Whether a file is named as Helm's values are."""
    stem = file.lower().rpartition(".")[0]
    return (
        stem == "values" or stem.startswith(("values-", "values.", "values_")) or stem.endswith((".values", "-values"))
    )

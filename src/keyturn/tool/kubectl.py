"""kubectl, and what speaks its grammar (oc, k3s kubectl, microk8s kubectl, kubecolor).

Grammar: https://kubernetes.io/docs/reference/kubectl/generated/ and `kubectl COMMAND --help` of 1.32. Options stand
anywhere, `--dry-run=client|server` changes nothing, booleans take a value only behind `=`.
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    CONTAINER_CHANGE,
    CONTAINER_DATA,
    MIGRATION_FORWARD,
    PROTECTION_OFF,
    BlindSpot,
    Effect,
    Extent,
    Note,
)
from keyturn.model.target import CLUSTER, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.handoff import elsewhere, launch
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import grounded, literal, switched_on, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_HARMLESS = frozenset(
    "get describe logs top explain version api-resources api-versions cluster-info config diff wait events auth "
    "port-forward proxy completion kustomize options plugin krew help create expose label autoscale whoami project "
    "projects status login logout new-project new-app attach alpha convert tree neat ctx ns view-secret -h "
    "--help".split()
)

_GLOBAL_VALUED = (
    "--as --as-group --as-uid --cache-dir --certificate-authority --client-certificate --client-key --cluster "
    "--context "
    "--kubeconfig --log-flush-frequency -n --namespace --password --profile --profile-output --request-timeout -s "
    "--server --tls-server-name --token --user --username -v --v --vmodule "
)
_GLOBAL_FLAGS = (
    "--disable-compression --insecure-skip-tls-verify --match-server-version --warnings-as-errors -h --help "
)
_ALIAS = {
    "-n": "--namespace",
    "-s": "--server",
    "-h": "--help",
    "-f": "--filename",
    "-k": "--kustomize",
    "-l": "--selector",
    "-A": "--all-namespaces",
    "-R": "--recursive",
    "-o": "--output",
    "-c": "--container",
    "-p": "--patch",
    "-i": "--stdin",
    "-t": "--tty",
    "-q": "--quiet",
    "-v": "--v",
}
_GRAMMAR = Grammar(
    flags=_GLOBAL_FLAGS
    + "--all -A --all-namespaces --force --ignore-not-found --now -R --recursive --wait --interactive -i "
    "--stdin -t --tty -q --quiet --delete-emptydir-data --delete-local-data --disable-eviction --ignore-daemonsets "
    "--prune --server-side --force-conflicts --overwrite --save-config --show-managed-fields --local --list "
    "--no-preserve --openapi-patch --allow-missing-template-keys --dry-run --cascade --validate --leave-stdin-open "
    "--rm --attach --expose --privileged --command --all-containers",
    valued=_GLOBAL_VALUED
    + "--field-selector -f --filename --grace-period -k --kustomize -o --output --raw -l --selector "
    "--timeout --pod-selector --chunk-size --skip-wait-for-delete-timeout --replicas --current-replicas "
    "--resource-version --template --to-revision --field-manager --subresource --prune-allowlist --prune-whitelist -p "
    "--patch --patch-file --type -c --container --pod-running-timeout --retries --image --env --labels --overrides "
    "--override-type --port --restart --annotations --image-pull-policy --target --copy-to --custom",
    alias=_ALIAS,
    abbreviate=False,
)
# before the command only the global options exist
_LEADING = Grammar(flags=_GLOBAL_FLAGS, valued=_GLOBAL_VALUED, alias=_ALIAS, style="posix", abbreviate=False)
# `exec` without `--` ends its options at the pod's name (deprecated, still taken)
_EXEC = Grammar(
    flags=_GLOBAL_FLAGS + "-i --stdin -t --tty -q --quiet",
    valued=_GLOBAL_VALUED + "-c --container -f --filename --pod-running-timeout",
    alias=_ALIAS,
    style="posix",
    abbreviate=False,
)

# Kinds whose deletion takes data, definitions or everything beneath with it: spelling → what is lost.
_DATA_KINDS: dict[str, str] = {
    **dict.fromkeys("namespace namespaces ns project projects".split(), "and everything in it"),
    **dict.fromkeys(
        "persistentvolumeclaim persistentvolumeclaims pvc".split(), "and, by the usual reclaim policy, the data"
    ),
    **dict.fromkeys(
        "persistentvolume persistentvolumes pv".split(), "and its data, unless the reclaim policy keeps it"
    ),
    **dict.fromkeys(
        "customresourcedefinition customresourcedefinitions crd crds".split(),
        "and every object of that kind in the cluster",
    ),
    **dict.fromkeys("secret secrets".split(), "which nothing else may hold"),
    **dict.fromkeys("statefulset statefulsets sts".split(), "and, by its retention policy, its volumes"),
    **dict.fromkeys(
        "volumesnapshot volumesnapshots vs volumesnapshotcontent volumesnapshotcontents".split(), "a backup"
    ),
    **dict.fromkeys("storageclass storageclasses sc".split(), "which volumes are made by"),
    "all": "every workload there",
}
_MILD_KINDS = frozenset(
    "pod pods po job jobs replicaset replicasets rs event events ev endpoints ep lease leases".split()
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one kubectl call would do to its cluster."""
    args = call.args
    if not args or args[0].text in _HARMLESS:
        return []
    if call.name in ("k3s", "microk8s"):
        if args[0].text not in ("kubectl", "helm") or len(args) < 2:
            return []
        if args[0].text == "helm":
            return list(launch(call, args, call.name))
        args = args[1:]
    leading = parse(args, _LEADING)
    if not leading.operands or leading.has("--help"):
        return []
    command = leading.operands[0]
    if command.text is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which kubectl command runs is only known at run time ({command.shown()})",
                targets=(_cluster(leading, call, view),),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    handler = _HANDLERS.get(command.text)
    if handler is None:
        return []
    rest = leading.operands[1:]
    bare = command.text in ("exec", "rsh") and not any(word.text == "--" for word in rest)
    options = parse(rest, _EXEC if bare else _GRAMMAR)
    for name, values in leading.seen.items():
        options.seen[name] = values + options.seen.get(name, [])
    if options.has("--help") or _dry(options):
        return []
    return handler(call, view, options)


def _dry(options: Options) -> bool:
    """`--dry-run`, `=client`, `=server`, `=true` change nothing; `=none` and `=false` do; unknown may."""
    values = options.seen.get("--dry-run")
    if not values:
        return False
    last = values[-1]
    return last is None or last.text in ("client", "server", "true", "")


def _on(options: Options, name: str) -> bool:
    values = options.seen.get(name)
    return bool(values) and switched_on(values[-1] if values else None)


def _cluster(options: Options, call: Invocation, view: View) -> Target:
    """Context, namespace and server: from the options, else from the kubeconfig's current context."""
    facets: list[Facet] = []
    context = options.value("--context")
    server = options.value("--server")
    config = options.value("--kubeconfig") or variable(call, view, "KUBECONFIG")
    if context is not None:
        facets.append(Facet("context", context.text, "--context"))
        name = context.shown()
    else:
        current = _current_context(config, view)
        facets.append(
            Facet("context", current, "kubeconfig" if current else "not seen", overridable=current is not None)
        )
        name = current or "the current context"
    if server is not None:
        facets.append(Facet("server", server.text, "--server"))
        name = server.shown()
    namespace = options.value("--namespace")
    if _on(options, "--all-namespaces"):
        facets.append(Facet("namespace", "*", "--all-namespaces"))
        name += ", every namespace"
    elif namespace is not None:
        facets.append(Facet("namespace", namespace.text, "--namespace"))
        name += ", namespace " + namespace.shown()
    else:
        facets.append(Facet("namespace", None, "the context's own"))
    return Target(CLUSTER, name, tuple(facets))


def _current_context(config: Word | None, view: View) -> str | None:
    if config is None:
        path: str | None = view.layout.home + "/.kube/config"
    else:
        # the first file of a list that sets a current context wins
        path = config.text.partition(":")[0] if config.text else None
    text = text_of(path, view) if path and path.startswith("/") else None
    for line in (text or "").splitlines():
        if line.startswith("current-context:"):
            return line.partition(":")[2].strip().strip("'\"") or None
    return None


def _effect(
    call: Invocation, target: Target, rule: str, category: str, summary: str, extent: Extent, *, certain: bool = True
) -> Effect:
    return Effect(rule, category, summary, (target,), extent, certain=call.certain and certain, origin=call.origin)


def _kinds(operands: tuple[Word, ...]) -> list[tuple[str | None, str]]:
    """(kind, what is shown) pairs of `pod a b`, `pvc,secret x`, `ns/prod deploy/api`."""
    if not operands:
        return []
    if any("/" in (word.text if word.text is not None else word.prefix) for word in operands):
        pairs: list[tuple[str | None, str]] = []
        for word in operands:
            lead = word.text if word.text is not None else word.prefix
            kind, slash, _rest = lead.partition("/")
            pairs.append((kind.partition(".")[0].lower() if slash else None, word.shown()))
        return pairs
    first = operands[0]
    names = ", ".join(word.shown() for word in operands[1:6])
    if first.text is None:
        return [(None, (first.shown() + " " + names).strip())]
    return [(kind.partition(".")[0].lower(), (kind + " " + names).strip()) for kind in first.text.split(",") if kind]


def _delete(call: Invocation, view: View, options: Options) -> list[Outcome]:
    target = _cluster(options, call, view)
    raw = options.value("--raw")
    files = options.values("--filename") + options.values("--kustomize")
    selected = options.has("--selector", "--field-selector")
    everything = _on(options, "--all") or _on(options, "--all-namespaces")
    if raw is not None:
        return [
            _effect(
                call,
                target,
                "kubernetes/delete-data",
                CONTAINER_DATA,
                f"deletes {raw.shown()} by its address",
                Extent(1, unit="objects"),
            )
        ]
    if files:
        return _delete_files(call, view, target, options, files)
    out: list[Outcome] = []
    forced = (
        ", without waiting for it to stop"
        if _on(options, "--force") or literal(options.value("--grace-period")) == "0"
        else ""
    )
    for kind, shown in _kinds(options.operands):
        what = shown
        names = max(len(options.operands) - 1, 1)
        number = Extent(names, True, "objects")
        if everything or selected:
            number = Extent(None, False, "objects")
            every = "every " if everything else ""
            what = every + what
            chosen = options.value("--selector") or options.value("--field-selector")
            if chosen is not None:
                what += f" selected by {chosen.shown()}"
        if kind is None:
            out.append(
                _effect(
                    call,
                    target,
                    "kubernetes/delete-data",
                    CONTAINER_DATA,
                    f"deletes {what}, whose kind is only known at run time",
                    number,
                    certain=False,
                )
            )
        elif kind in _DATA_KINDS:
            rule = (
                "kubernetes/delete-namespace"
                if kind in ("ns", "namespace", "namespaces", "project", "projects")
                else "kubernetes/delete-data"
            )
            out.append(
                _effect(call, target, rule, CONTAINER_DATA, f"deletes {what}, {_DATA_KINDS[kind]}{forced}", number)
            )
        elif kind in _MILD_KINDS and not everything:
            out.append(
                _effect(
                    call,
                    target,
                    "kubernetes/delete-pod",
                    CONTAINER_CHANGE,
                    f"deletes {what}, which its controller makes again{forced}",
                    number,
                )
            )
        else:
            out.append(
                _effect(call, target, "kubernetes/delete-workload", AVAILABILITY, f"deletes {what}{forced}", number)
            )
    return out


def _delete_files(call: Invocation, view: View, target: Target, options: Options, files: list[Word]) -> list[Outcome]:
    """`delete -f`: the kinds in a manifest that can be read, otherwise the worst."""
    del options
    from keyturn.model.invocation import UnknownInput
    from keyturn.model.source import Source
    from keyturn.tool.locate import absolute, directory_of

    directory = directory_of(call, view)
    kinds: list[str] = []
    unseen: list[str] = []
    for word in files:
        text: str | None = None
        if word.text == "-":
            text = call.stdin.text.text if isinstance(call.stdin, Source) else None
            if isinstance(call.stdin, UnknownInput):
                text = None
        elif word.text is not None and "://" not in word.text:
            text = text_of(absolute(word.text, directory), view)
        if text is None:
            unseen.append(word.shown())
        else:
            kinds.extend(manifest_kinds(text))
    shown = ", ".join(word.shown() for word in files[:4])
    data = [kind for kind in kinds if kind.lower() in _DATA_KINDS]
    if data:
        number = Extent(len(kinds), not unseen, "objects")
        return [
            _effect(
                call,
                target,
                "kubernetes/delete-data",
                CONTAINER_DATA,
                f"deletes everything in {shown}, among it {', '.join(data[:4])}",
                number,
            )
        ]
    if unseen:
        number = Extent(None, False, "objects")
        return [
            _effect(
                call,
                target,
                "kubernetes/delete-data",
                CONTAINER_DATA,
                f"deletes everything that {', '.join(unseen[:4])} names",
                number,
            )
        ]
    return [
        _effect(
            call,
            target,
            "kubernetes/delete-workload",
            AVAILABILITY,
            f"deletes everything in {shown}",
            Extent(len(kinds), True, "objects"),
        )
    ]


def manifest_kinds(text: str) -> list[str]:
    """The `kind:` of every document of a manifest, by its top-level lines (YAML) or keys (JSON)."""
    found: list[str] = []
    for line in text.splitlines():
        bare = line.strip().lstrip("{").strip()
        if line.startswith(("kind:", "- kind:", "  kind:")) or bare.startswith('"kind":'):
            value = bare.partition(":")[2].partition("#")[0].strip().strip("\"',}")
            if value and value != "List":
                found.append(value)
    return found


def _drain(call: Invocation, view: View, options: Options) -> list[Outcome]:
    shown = ", ".join(word.shown() for word in options.operands[:4]) or "the selected nodes"
    lost = (
        ", deleting what they keep in emptyDir volumes"
        if options.has("--delete-emptydir-data", "--delete-local-data")
        else ""
    )
    number = Extent(len(options.operands) or None, not options.has("--selector"), "nodes")
    return [
        _effect(
            call,
            _cluster(options, call, view),
            "kubernetes/drain",
            AVAILABILITY,
            f"moves every pod off {shown}{lost}",
            number,
        )
    ]


def _cordon(call: Invocation, view: View, options: Options) -> list[Outcome]:
    del view, options
    return [Note("the node takes no new pods until it is uncordoned", call.origin)]


def _scale(call: Invocation, view: View, options: Options) -> list[Outcome]:
    replicas = options.value("--replicas")
    shown = " ".join(word.shown() for word in options.operands[:4]) or "what the file names"
    if replicas is None or (replicas.text is not None and replicas.text != "0"):
        return []
    unknown = replicas.text is None
    number = (
        Extent(None, False, "workloads")
        if _on(options, "--all") or options.has("--selector")
        else Extent(1, True, "workloads")
    )
    summary = f"scales {shown} to {'a number only known at run time' if unknown else 'zero: it stops'}"
    return [
        _effect(
            call,
            _cluster(options, call, view),
            "kubernetes/scale-to-zero",
            AVAILABILITY,
            summary,
            number,
            certain=not unknown,
        )
    ]


def _rollout(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if not options.operands:
        return []
    what = options.operands[0].text
    shown = " ".join(word.shown() for word in options.operands[1:4]) or "what the file names"
    if what == "undo":
        return [
            _effect(
                call,
                _cluster(options, call, view),
                "kubernetes/rollout-undo",
                AVAILABILITY,
                f"rolls {shown} back to an earlier revision",
                Extent(1, unit="workloads"),
            )
        ]
    if what == "restart":
        named = _named(options)
        # one named workload is replaced pod by pod while the others answer, as every deployment does
        everyday = 0 < named <= _FEW_WORKLOADS and not options.has("--selector", "--filename", "--kustomize")
        return [
            _effect(
                call,
                _cluster(options, call, view),
                "kubernetes/rollout-restart",
                CONTAINER_CHANGE if everyday else AVAILABILITY,
                f"restarts every pod of {shown}" if everyday else f"restarts every pod of every {shown} that is met",
                Extent(named, unit="workloads") if everyday else Extent(None, False, "workloads"),
            )
        ]
    return []


_FEW_WORKLOADS = 3


def _named(options: Options) -> int:
    """Workloads that `rollout restart` names literally: `deploy api web`, `deploy/api sts/db`; 0 when any is not."""
    operands = options.operands[1:]
    texts = [word.text for word in operands]
    if not texts or any(text is None for text in texts):
        return 0
    if any("/" in (text or "") for text in texts):
        return len(texts) if all("/" in (text or "") for text in texts) else 0
    return len(texts) - 1


def _replace(call: Invocation, view: View, options: Options) -> list[Outcome]:
    shown = ", ".join(word.shown() for word in options.values("--filename")[:4]) or "objects"
    raw = options.value("--raw")
    if raw is not None and (raw.text or raw.shown()).endswith("/finalize"):
        return [
            _effect(
                call,
                _cluster(options, call, view),
                "kubernetes/patch-finalizers",
                CONTAINER_DATA,
                f"takes the finalizers off {raw.shown().removesuffix('/finalize')}: it goes without its clean-up",
                Extent(1, unit="objects"),
            )
        ]
    if _on(options, "--force"):
        return [
            _effect(
                call,
                _cluster(options, call, view),
                "kubernetes/replace-force",
                AVAILABILITY,
                f"deletes and recreates everything in {shown}",
                Extent(None, unit="objects"),
            )
        ]
    return [
        _effect(
            call,
            _cluster(options, call, view),
            "kubernetes/apply",
            MIGRATION_FORWARD,
            f"replaces the configuration of {shown}",
            Extent(None, unit="objects"),
        )
    ]


def _apply(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if options.operands and options.operands[0].text in ("view-last-applied", "edit-last-applied", "set-last-applied"):
        return []
    target = _cluster(options, call, view)
    shown = (
        ", ".join(word.shown() for word in (options.values("--filename") + options.values("--kustomize"))[:4])
        or "manifests"
    )
    out: list[Outcome] = []
    if _on(options, "--prune"):
        chosen = options.value("--selector")
        scope = f"with {chosen.shown()}" if chosen is not None else "that was ever applied"
        out.append(
            _effect(
                call,
                target,
                "kubernetes/apply-prune",
                CONTAINER_DATA,
                f"deletes every object {scope} that {shown} no longer holds",
                Extent(None, False, "objects"),
            )
        )
    if _on(options, "--force"):
        out.append(
            _effect(
                call,
                target,
                "kubernetes/replace-force",
                AVAILABILITY,
                f"applies {shown}, deleting and recreating what cannot be changed",
                Extent(None, unit="objects"),
            )
        )
    if not out:
        out.append(
            _effect(
                call, target, "kubernetes/apply", MIGRATION_FORWARD, f"applies {shown}", Extent(None, unit="objects")
            )
        )
    return out


def _patch(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if _on(options, "--local"):
        return []
    patch = options.value("--patch")
    shown = " ".join(word.shown() for word in options.operands[:2])
    text = patch.shown() if patch is not None else ""
    target = _cluster(options, call, view)
    bare = text.replace(" ", "").replace("'", '"')
    if "finalizers" in bare:
        return [
            _effect(
                call,
                target,
                "kubernetes/patch-finalizers",
                CONTAINER_DATA,
                f"takes the finalizers off {shown}, so that it goes without its clean-up",
                Extent(1, unit="objects"),
            )
        ]
    if "persistentVolumeReclaimPolicy" in bare and "Delete" in bare:
        return [
            _effect(
                call,
                target,
                "kubernetes/reclaim-delete",
                PROTECTION_OFF,
                f"lets the data of {shown} be deleted with its claim",
                Extent(1, unit="objects"),
            )
        ]
    if (
        '"replicas":0' in bare
        or "replicas:0" in bare
        or ("/spec/replicas" in bare and ('"value":0}' in bare or '"value":0,' in bare))
    ):
        return [
            _effect(
                call,
                target,
                "kubernetes/scale-to-zero",
                AVAILABILITY,
                f"scales {shown} to zero: it stops",
                Extent(1, unit="workloads"),
            )
        ]
    return []


def _exec(call: Invocation, view: View, options: Options) -> list[Outcome]:
    operands = options.operands
    if options.after_dashes >= 0:
        pod = operands[: options.after_dashes]
        words = operands[options.after_dashes :]
    else:
        pod = operands[:1]
        words = operands[1:]
        if words and words[0].text == "--":
            words = words[1:]
        if options.has("--filename"):
            pod, words = (), operands
    if not words:
        return []
    cluster = _cluster(options, call, view)
    name = pod[0].shown() if pod else "the pod of a file"
    where = f"{name} in {cluster.name}"
    return list(
        launch(grounded(call, view), words, f"kubectl exec {name}", context=elsewhere(Word(where, quoted=True)), env=())
    )


def _run(call: Invocation, view: View, options: Options) -> list[Outcome]:
    if options.after_dashes < 0 or not options.operands[options.after_dashes :]:
        return []
    words = options.operands[options.after_dashes :]
    cluster = _cluster(options, call, view)
    return list(launch(call, words, "kubectl run", context=elsewhere(Word(f"a new pod in {cluster.name}")), env=()))


def _taint(call: Invocation, view: View, options: Options) -> list[Outcome]:
    for word in options.operands:
        if word.text and word.text.endswith(":NoExecute"):
            return [
                _effect(
                    call,
                    _cluster(options, call, view),
                    "kubernetes/drain",
                    AVAILABILITY,
                    f"evicts pods from nodes by the taint {word.shown()}",
                    Extent(None, unit="nodes"),
                )
            ]
    return []


def _edit(call: Invocation, view: View, options: Options) -> list[Outcome]:
    del view, options
    return [Note("an editor opens; what is changed in it is not seen", call.origin)]


def _debug(call: Invocation, view: View, options: Options) -> list[Outcome]:
    del view
    if options.operands and (options.operands[0].text or "").startswith("node/"):
        return [
            BlindSpot(
                "blind/interactive-shell",
                "opens a privileged shell on a node of the cluster",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    return []


def _set(call: Invocation, view: View, options: Options) -> list[Outcome]:
    what = options.operands[0].text if options.operands else ""
    if what in ("image", "env", "resources"):
        shown = " ".join(word.shown() for word in options.operands[1:3])
        return [
            _effect(
                call,
                _cluster(options, call, view),
                "kubernetes/apply",
                MIGRATION_FORWARD,
                f"changes the {what} of {shown}, which rolls out new pods",
                Extent(1, unit="workloads"),
            )
        ]
    return []


# Annotations that keep an object when its release, application or kustomization lets go of it.
_KEEPING = (
    "helm.sh/resource-policy",
    "argocd.argoproj.io/sync-options",
    "kustomize.toolkit.fluxcd.io/prune",
    "cluster-autoscaler.kubernetes.io/safe-to-evict",
)


def _annotate(call: Invocation, view: View, options: Options) -> list[Outcome]:
    """`name-` takes an annotation away."""
    if _on(options, "--local") or _on(options, "--list"):
        return []
    for word in options.operands:
        if word.text is not None and word.text.endswith("-") and word.text[:-1] in _KEEPING:
            shown = " ".join(one.shown() for one in options.operands if one is not word)
            return [
                _effect(
                    call,
                    _cluster(options, call, view),
                    "kubernetes/keep-policy-off",
                    PROTECTION_OFF,
                    f"takes {word.text[:-1]} off {shown}, which kept it",
                    Extent(1, unit="objects"),
                )
            ]
    return []


_HANDLERS = {
    "annotate": _annotate,
    "delete": _delete,
    "drain": _drain,
    "cordon": _cordon,
    "scale": _scale,
    "rollout": _rollout,
    "replace": _replace,
    "apply": _apply,
    "patch": _patch,
    "exec": _exec,
    "rsh": _exec,
    "run": _run,
    "taint": _taint,
    "edit": _edit,
    "debug": _debug,
    "set": _set,
}

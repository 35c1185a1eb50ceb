"""helm.

Grammar: https://helm.sh/docs/helm/. Options anywhere; `--dry-run` alone or with client or server changes nothing.
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, CONTAINER_DATA, MIGRATION_FORWARD, BlindSpot, Effect, Extent
from keyturn.model.target import CLUSTER, Facet, Target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import switched_on, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_HARMLESS = frozenset(
    "list ls status get history hist show inspect template lint search repo pull fetch package dependency dep env "
    "version create completion verify plugin registry diff push help test -h --help".split()
)
_GRAMMAR = Grammar(
    flags="--debug --kube-insecure-skip-tls-verify -h --help --dry-run --force --atomic --cleanup-on-fail -i --install "
    "--reset-values --reuse-values --reset-then-reuse-values --no-hooks --wait --wait-for-jobs --keep-history "
    "--recreate-pods --create-namespace --devel --dependency-update --disable-openapi-validation --skip-crds "
    "--render-subchart-notes --take-ownership --hide-secret --hide-notes --verify --replace --ignore-not-found "
    "--pass-credentials --plain-http --insecure-skip-tls-verify --enable-dns -g --generate-name "
    "--skip-schema-validation "
    "--force-replace --force-conflicts --rollback-on-failure --server-side --purge",
    valued="--burst-limit --kube-apiserver --kube-as-group --kube-as-user --kube-ca-file --kube-context "
    "--kube-tls-server-name "
    "--kube-token --kubeconfig -n --namespace --qps --registry-config --repository-cache --repository-config "
    "--timeout --history-max -f --values --set --set-file --set-string --set-json --set-literal --version --repo "
    "--username --password --ca-file --cert-file --key-file --keyring --description --post-renderer "
    "--post-renderer-args -o --output -l --labels --cascade --content-cache --name-template",
    alias={"-n": "--namespace", "-h": "--help", "-i": "--install"},
    abbreviate=False,
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one helm call would do to its cluster."""
    args = call.args
    if not args or args[0].text in _HARMLESS:
        return []
    options = parse(args, _GRAMMAR)
    if options.has("--help") or not options.operands or _dry(options):
        return []
    command = options.operands[0]
    if command.text is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which helm command runs is only known at run time ({command.shown()})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    release = ", ".join(word.shown() for word in options.operands[1:4]) or "a release"
    if command.text in ("uninstall", "delete", "del", "un"):
        number = Extent(
            max(len(options.operands) - 1, 1), all(w.text is not None for w in options.operands), "releases"
        )
        return [
            _effect(call, view, options, "helm/uninstall", CONTAINER_DATA, f"removes every object of {release}", number)
        ]
    one = Extent(1, True, "releases")
    if command.text == "rollback":
        return [
            _effect(
                call, view, options, "helm/rollback", AVAILABILITY, f"rolls {release} back to an earlier revision", one
            )
        ]
    if command.text in ("upgrade", "install"):
        forced = any(
            options.has(name) and switched_on(options.seen[name][-1])
            for name in ("--force", "--recreate-pods", "--force-replace")
        )
        name = options.operands[1].shown() if len(options.operands) > 1 else "a release"
        if forced and command.text == "upgrade":
            return [
                _effect(
                    call,
                    view,
                    options,
                    "helm/upgrade-force",
                    AVAILABILITY,
                    f"deletes and recreates objects of {name}",
                    one,
                )
            ]
        return [_effect(call, view, options, "helm/upgrade", MIGRATION_FORWARD, f"deploys {name}", one)]
    return []


def _dry(options: Options) -> bool:
    values = options.seen.get("--dry-run")
    if not values:
        return False
    last = values[-1]
    return last is None or last.text in ("client", "server", "true")


def _effect(
    call: Invocation, view: View, options: Options, rule: str, category: str, summary: str, extent: Extent
) -> Effect:
    facets: list[Facet] = []
    context = options.value("--kube-context") or variable(call, view, "HELM_KUBECONTEXT")
    if context is not None:
        facets.append(Facet("context", context.text, "--kube-context"))
        name = context.shown()
    else:
        current = _current(call, view, options)
        facets.append(
            Facet("context", current, "kubeconfig" if current else "not seen", overridable=current is not None)
        )
        name = current or "the current context"
    server = options.value("--kube-apiserver")
    if server is not None:
        facets.append(Facet("server", server.text, "--kube-apiserver"))
    namespace = options.value("--namespace") or variable(call, view, "HELM_NAMESPACE")
    facets.append(
        Facet("namespace", namespace.text if namespace is not None else None, "--namespace" if namespace else "")
    )
    if namespace is not None:
        name += ", namespace " + namespace.shown()
    target = Target(CLUSTER, name, tuple(facets))
    return Effect(rule, category, summary, (target,), extent, certain=call.certain, origin=call.origin)


def _current(call: Invocation, view: View, options: Options) -> str | None:
    config = options.value("--kubeconfig") or variable(call, view, "KUBECONFIG")
    path = view.layout.home + "/.kube/config" if config is None else (config.text or "").partition(":")[0]
    text = text_of(path, view) if path.startswith("/") else None
    for line in (text or "").splitlines():
        if line.startswith("current-context:"):
            return line.partition(":")[2].strip().strip("'\"") or None
    return None

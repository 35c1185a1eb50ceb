"""kubectl and helm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import AVAILABILITY, CONTAINER_CHANGE, CONTAINER_DATA, Effect
from tests.support import DictWorkspace, judged, rules, verdict


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("kubectl delete ns prod", "kubernetes/delete-namespace"),
        ("kubectl delete ns/prod", "kubernetes/delete-namespace"),
        ("kubectl -n web --context prod delete namespace a b", "kubernetes/delete-namespace"),
        ("kubectl delete -n web pvc --all", "kubernetes/delete-data"),
        ("kubectl delete pv,pvc x", "kubernetes/delete-data"),
        ("kubectl delete crd databases.acme.io", "kubernetes/delete-data"),
        ("kubectl delete secret/db", "kubernetes/delete-data"),
        ("kubectl delete all --all", "kubernetes/delete-data"),
        ("kubectl delete --raw /api/v1/namespaces/x", "kubernetes/delete-data"),
        ("kubectl delete deployment.apps api", "kubernetes/delete-workload"),
        ("kubectl delete pod a", "kubernetes/delete-pod"),
        ("kubectl delete pods --all -A", "kubernetes/delete-workload"),
        ("kubectl drain n1 --force", "kubernetes/drain"),
        ("kubectl taint nodes n1 a=b:NoExecute", "kubernetes/drain"),
        ("kubectl scale --replicas 0 deploy/api", "kubernetes/scale-to-zero"),
        ("kubectl rollout undo deploy/api", "kubernetes/rollout-undo"),
        ("kubectl rollout restart deploy/api", "kubernetes/rollout-restart"),
        ("kubectl replace --force -f x.yaml", "kubernetes/replace-force"),
        ("kubectl apply --prune -f . -l a=b", "kubernetes/apply-prune"),
        ("kubectl apply -f x.yaml", "kubernetes/apply"),
        ("oc delete project x", "kubernetes/delete-namespace"),
        ("k3s kubectl delete ns x", "kubernetes/delete-namespace"),
        ("microk8s kubectl delete ns x", "kubernetes/delete-namespace"),
        ("helm uninstall shop", "helm/uninstall"),
        ("helm delete shop -n web", "helm/uninstall"),
        ("helm rollback shop 2", "helm/rollback"),
        ("helm upgrade shop ./c --force", "helm/upgrade-force"),
        ("helm upgrade -i shop ./c", "helm/upgrade"),
    ],
)
def test_what_a_command_does(text: str, rule: str) -> None:
    assert set(rules(text)) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        "kubectl get pods -A",
        "kubectl -n web get secret db -o yaml",
        "kubectl delete ns prod --dry-run=client",
        "kubectl delete ns prod --dry-run=server -o yaml",
        "kubectl scale --replicas=3 deploy/api",
        "kubectl cordon n1",
        "kubectl uncordon n1",
        "kubectl logs -f api",
        "kubectl config use-context prod",
        "kubectl delete --help",
        "helm list -A",
        "helm uninstall shop --dry-run",
        "helm template ./c",
        "helm rollback shop 2 --dry-run",
        "helm repo update",
    ],
)
def test_what_takes_nothing_away(text: str) -> None:
    assert judged(text).effects == ()
    assert verdict(text) == "allow"


def test_a_dry_run_of_none_is_none() -> None:
    assert rules("kubectl delete ns prod --dry-run=none") == ["kubernetes/delete-namespace"]
    assert rules('kubectl delete ns prod --dry-run="$MODE"') == ["kubernetes/delete-namespace"]


def test_the_context_and_the_namespace_are_facets() -> None:
    target = only("kubectl --context=prod delete deploy api -n web").targets[0]
    assert (target.facet("context"), target.facet("namespace")) == ("prod", "web")


def test_the_current_context_is_read_and_could_be_another() -> None:
    workspace = DictWorkspace({"/home/sam/.kube/config": "apiVersion: v1\ncurrent-context: staging\n"})
    target = only("kubectl delete deploy api", workspace).targets[0]
    assert target.facet("context") == "staging"
    assert next(one for one in target.facets if one.name == "context").overridable
    elsewhere = DictWorkspace({"/etc/kube.yaml": "current-context: prod\n"})
    assert only("KUBECONFIG=/etc/kube.yaml helm uninstall x", elsewhere).targets[0].facet("context") == "prod"


def test_categories() -> None:
    assert only("kubectl delete pod a").category == CONTAINER_CHANGE
    assert only("kubectl delete deploy a").category == AVAILABILITY
    assert only("kubectl delete pvc a").category == CONTAINER_DATA


def test_a_manifest_beside_the_command_is_looked_into() -> None:
    web = DictWorkspace({"/work/app/web.yaml": "kind: Deployment\n---\nkind: Service\n"})
    assert rules("kubectl delete -f web.yaml", web) == ["kubernetes/delete-workload"]
    data = DictWorkspace({"/work/app/db.yaml": "apiVersion: v1\nkind: PersistentVolumeClaim\n"})
    assert rules("kubectl delete -f db.yaml", data) == ["kubernetes/delete-data"]


def test_a_manifest_that_is_not_seen_is_judged_at_its_worst() -> None:
    assert rules("kubectl delete -f https://x.example/stack.yaml") == ["kubernetes/delete-data"]


def test_a_command_in_a_pod_is_not_on_this_machine() -> None:
    assert verdict("kubectl exec db-0 -- ls /") == "allow"
    assert verdict("kubectl exec db-0 -c pg -- rm -rf /data") != "allow"
    assert verdict("kubectl exec -it db-0 -c pg -- bash -c 'rm -rf /data'") != "allow"


def test_a_finalizer_patch() -> None:
    assert rules('kubectl patch pvc a -p \'{"metadata":{"finalizers":null}}\'') == ["kubernetes/patch-finalizers"]


def test_a_kind_that_is_computed_is_judged_at_its_worst_but_not_certain() -> None:
    effect = only('kubectl delete "$KIND" x')
    assert (effect.rule, effect.certain) == ("kubernetes/delete-data", False)


OPTIONS = st.lists(
    st.sampled_from(
        ["-n web", "--context prod", "--context=prod", "-v=6", "--kubeconfig /k", "--request-timeout 5s", "--as root"]
    ),
    max_size=4,
)


@given(OPTIONS, OPTIONS)
def test_global_options_stand_anywhere(before: list[str], after: list[str]) -> None:
    assert rules(" ".join(["kubectl", *before, "delete", *after, "ns", "prod"])) == ["kubernetes/delete-namespace"]

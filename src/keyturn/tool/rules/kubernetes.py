"""Kubernetes: kubectl and helm."""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, CONTAINER_CHANGE, CONTAINER_DATA, MIGRATION_FORWARD, PROTECTION_OFF
from keyturn.model.rule import CRITICAL, HIGH, LOW, MEDIUM, Rule

_DOCS = "https://kubernetes.io/docs/reference/kubectl/generated/"
_HELM = "https://helm.sh/docs/helm/"


def _set(*lines: str) -> str:
    return (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n"
        "  persistentVolumeClaimRetentionPolicy:\n" + "\n".join(lines) + "\n"
    )


def _cron(name: str, suspend: str) -> str:
    return f"apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: {name}\nspec:\n  suspend: {suspend}\n"


def _application(*lines: str) -> str:
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\nspec:\n  syncPolicy:\n"
        "    automated:\n" + "".join(f"      {line}\n" for line in lines)
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="kubernetes/delete-namespace",
        summary="A namespace is deleted with everything in it",
        why="Workloads, configuration, secrets and volume claims go together, in the background, and cannot be stopped half-way.",
        instead="`kubectl get all,pvc,secret -n NAME` first; delete the workloads you mean by name.",
        severity=CRITICAL,
        confidence="high",
        category=CONTAINER_DATA,
        anchors=("delete",),
        match=("kubectl delete namespace payments", "kubectl --context prod delete ns/payments"),
        no_match=("kubectl get ns", "kubectl delete ns payments --dry-run=client"),
        source="https://kubernetes.io/docs/tasks/administer-cluster/namespaces/",
    ),
    Rule(
        id="kubernetes/delete-data",
        summary="Objects that hold data or definitions are deleted",
        why="A claim takes its volume along by the usual reclaim policy; a custom resource definition takes every object of its kind "
        "in the whole cluster; a secret may exist nowhere else.",
        instead="Save its definition, `kubectl get pvc NAME -o yaml > kept.yaml`, set the volume's reclaim policy to "
        "Retain, or take a snapshot.",
        severity=CRITICAL,
        confidence="high",
        category=CONTAINER_DATA,
        anchors=("delete",),
        match=(
            "kubectl delete pvc --all -n shop",
            "kubectl delete crd databases.acme.io",
            "kubectl delete -f stack.yaml",
        ),
        no_match=("kubectl get pvc", "kubectl delete pvc data-0 --dry-run=server"),
        source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    ),
    Rule(
        id="kubernetes/delete-workload",
        summary="A workload or a piece of configuration is deleted",
        why="What ran stops, and nothing makes it again until its manifest is applied.",
        instead="`kubectl get KIND NAME -o yaml > kept.yaml` first, or scale it down.",
        severity=HIGH,
        confidence="high",
        category=AVAILABILITY,
        anchors=("delete",),
        match=("kubectl delete deployment api", "kubectl delete svc,ingress shop -n web"),
        no_match=("kubectl describe deployment api", "kubectl delete deployment api --dry-run=client"),
        source=_DOCS + "kubectl_delete/",
    ),
    Rule(
        id="kubernetes/delete-pod",
        summary="Pods are deleted and made again",
        why="Their controller replaces them; what they kept in memory or on local disk is gone.",
        instead="`kubectl logs POD --previous` and `kubectl describe pod POD` tell what is wrong without taking it "
        "away.",
        severity=LOW,
        confidence="high",
        category=CONTAINER_CHANGE,
        anchors=("delete",),
        match=("kubectl delete pod api-7d9f", "kubectl delete job/import-42"),
        no_match=("kubectl get pods", "kubectl delete pod api-7d9f --dry-run=client"),
        source=_DOCS + "kubectl_delete/",
    ),
    Rule(
        id="kubernetes/drain",
        summary="Every pod is moved off a node",
        why="What cannot run elsewhere stops; with --delete-emptydir-data whatever pods kept on the node is deleted.",
        instead="`kubectl drain NODE --dry-run=server` shows which pods would go.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("drain", "noexecute"),
        match=(
            "kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data",
            "kubectl taint nodes node-3 gone=yes:NoExecute",
        ),
        no_match=("kubectl drain node-3 --dry-run=client", "kubectl uncordon node-3"),
        source=_DOCS + "kubectl_drain/",
    ),
    Rule(
        id="kubernetes/scale-to-zero",
        summary="A workload is scaled to zero",
        why="The service stops answering at once, and looks healthy to whoever asks only whether it is deployed.",
        instead="`kubectl scale deploy NAME --replicas=1`, or take it out of traffic first.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("scale", "replicas"),
        match=("kubectl scale deployment api --replicas=0", 'kubectl patch deploy api -p \'{"spec":{"replicas":0}}\''),
        no_match=(
            "kubectl scale deployment api --replicas=3",
            "kubectl scale deployment api --replicas=0 --dry-run=client",
        ),
        source=_DOCS + "kubectl_scale/",
    ),
    Rule(
        id="kubernetes/rollout-undo",
        summary="A workload is rolled back",
        why="An earlier revision may not understand the database it finds.",
        instead="`kubectl rollout history deploy/NAME` shows what it goes back to; `kubectl rollout undo deploy/NAME "
        "--dry-run=server` tries it.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("undo",),
        match=("kubectl rollout undo deployment/api", "kubectl -n web rollout undo deploy api --to-revision=2"),
        no_match=("kubectl rollout status deployment/api", "kubectl rollout undo deployment/api --dry-run=server"),
        source=_DOCS + "kubectl_rollout/kubectl_rollout_undo/",
    ),
    Rule(
        id="kubernetes/rollout-restart",
        summary="Every pod of a workload is restarted",
        why="A configuration that changed since they started takes effect now.",
        instead="Restart in a quiet hour, and watch the first pods.",
        severity=LOW,
        confidence="medium",
        category=AVAILABILITY,
        anchors=("restart",),
        match=("kubectl rollout restart deployment/api", "kubectl -n web rollout restart deploy api"),
        no_match=("kubectl rollout history deployment/api", "kubectl get pods"),
        source=_DOCS + "kubectl_rollout/kubectl_rollout_restart/",
    ),
    Rule(
        id="kubernetes/replace-force",
        summary="Objects are deleted and created again",
        why="In between they do not exist: a service loses its address, a claim its volume.",
        instead="`kubectl diff -f FILE` shows the change; apply changes it in place.",
        severity=HIGH,
        confidence="high",
        category=AVAILABILITY,
        anchors=("force",),
        match=("kubectl replace --force -f stack.yaml", "kubectl apply --force -f stack.yaml"),
        no_match=("kubectl replace -f stack.yaml", "kubectl apply -f stack.yaml --force-conflicts --server-side"),
        source=_DOCS + "kubectl_replace/",
    ),
    Rule(
        id="kubernetes/apply-prune",
        summary="Whatever the manifests no longer hold is deleted",
        why="An empty folder or a wrong label deletes every object that was ever applied with it.",
        instead="`kubectl diff -f FILE` and `kubectl apply -f FILE --prune -l app=NAME --dry-run=server` show what "
        "would go.",
        severity=HIGH,
        confidence="high",
        category=CONTAINER_DATA,
        anchors=("prune",),
        match=("kubectl apply --prune -f manifests/ -l app=shop", "kubectl apply -f . --prune --all"),
        no_match=("kubectl apply -f manifests/ --prune --dry-run=server -l app=shop", "kubectl apply -f manifests/"),
        source="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/",
    ),
    Rule(
        id="kubernetes/apply",
        summary="Manifests are applied",
        why="What runs is changed to what the files say.",
        instead="`kubectl diff -f FILE` shows the change.",
        severity=LOW,
        confidence="high",
        category=MIGRATION_FORWARD,
        anchors=("apply", "replace", "set"),
        match=("kubectl apply -f stack.yaml", "kubectl set image deployment/api api=acme/api:2"),
        no_match=("kubectl diff -f stack.yaml", "kubectl apply -f stack.yaml --dry-run=client"),
        source=_DOCS + "kubectl_apply/",
    ),
    Rule(
        id="kubernetes/patch-finalizers",
        summary="An object's finalizers are taken off",
        why="A finalizer is the clean-up that must happen before the object goes: cloud disks, load balancers and data stay behind, or "
        "are lost, without it.",
        instead="Find out why the controller does not finish: `kubectl describe KIND NAME`.",
        severity=HIGH,
        confidence="high",
        category=CONTAINER_DATA,
        anchors=("finalizers",),
        match=(
            'kubectl patch pvc data-0 -p \'{"metadata":{"finalizers":null}}\'',
            'kubectl patch ns stuck --type=merge -p \'{"metadata":{"finalizers":[]}}\'',
        ),
        no_match=(
            "kubectl get pvc data-0 -o jsonpath={.metadata.finalizers}",
            'kubectl patch svc a -p \'{"spec":{"type":"NodePort"}}\'',
        ),
        source="https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/",
    ),
    Rule(
        id="kubernetes/reclaim-delete",
        summary="A volume's data is let go with its claim",
        why="With Retain the disk survives the claim; with Delete it does not.",
        instead="Keep Retain on whatever holds data.",
        severity=HIGH,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("reclaimpolicy",),
        match=(
            'kubectl patch pv data -p \'{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}\'',
            'kubectl patch pv/data --type merge -p \'{"spec": {"persistentVolumeReclaimPolicy": "Delete"}}\'',
        ),
        no_match=(
            'kubectl patch pv data -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
            "kubectl get pv",
        ),
        source="https://kubernetes.io/docs/tasks/administer-cluster/change-pv-reclaim-policy/",
    ),
    Rule(
        id="helm/uninstall",
        summary="A release is removed with every object it made",
        why="Claims, secrets and jobs of the chart go with it, and without --keep-history so does the record to roll back to.",
        instead="`helm get manifest RELEASE` shows what goes; `helm uninstall RELEASE --dry-run` tries it.",
        severity=HIGH,
        confidence="high",
        category=CONTAINER_DATA,
        anchors=("uninstall", "delete", "helm"),
        match=("helm uninstall shop -n web", "helm --kube-context prod delete shop"),
        no_match=("helm uninstall shop --dry-run", "helm list"),
        source=_HELM + "helm_uninstall/",
    ),
    Rule(
        id="helm/rollback",
        summary="A release is rolled back",
        why="An earlier revision may not understand the database it finds.",
        instead="`helm get values RELEASE --revision 3` first; `helm rollback RELEASE 3 --dry-run` tries it.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("rollback",),
        match=("helm rollback shop 3", "helm -n web rollback shop"),
        no_match=("helm rollback shop 3 --dry-run", "helm history shop"),
        source=_HELM + "helm_rollback/",
    ),
    Rule(
        id="helm/upgrade-force",
        summary="A release is upgraded by deleting and recreating objects",
        why="In between they do not exist: a service loses its address, a claim its volume.",
        instead="`helm upgrade RELEASE CHART --dry-run=server` shows the change; leave --force out.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("force", "recreate"),
        match=("helm upgrade shop ./chart --force", "helm upgrade --recreate-pods shop ./chart"),
        no_match=("helm upgrade shop ./chart --force --dry-run", "helm template shop ./chart"),
        source=_HELM + "helm_upgrade/",
    ),
    Rule(
        id="helm/upgrade",
        summary="A release is deployed",
        why="What runs is changed to what the chart and its values say.",
        instead="`helm upgrade RELEASE CHART --dry-run=server` shows the change.",
        severity=LOW,
        confidence="high",
        category=MIGRATION_FORWARD,
        anchors=("upgrade", "install"),
        match=("helm upgrade --install shop ./chart", "helm install shop ./chart"),
        no_match=("helm upgrade shop ./chart --dry-run=server", "helm lint ./chart"),
        source=_HELM + "helm_upgrade/",
    ),
    Rule(
        id="kubernetes/keep-policy-off",
        summary="The mark that kept an object is taken off",
        why="The next uninstall, sync or prune deletes what it passed over until now, with its data.",
        instead="Leave it on; delete the object by its name when it is to go.",
        severity=HIGH,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("annotate",),
        match=(
            "kubectl annotate pvc data helm.sh/resource-policy-",
            "kubectl -n shop annotate pvc/data argocd.argoproj.io/sync-options-",
        ),
        no_match=("kubectl annotate pvc data helm.sh/resource-policy=keep", "kubectl annotate pod web note-"),
        source="https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource",
    ),
    Rule(
        id="kubernetes/claims-deleted",
        summary="A stateful set takes its volume claims along when it goes",
        why="The claims' volumes are deleted by the usual reclaim policy: deleting or scaling down the set deletes its data.",
        instead="Leave the policy out, or write `whenDeleted: Retain`.",
        severity=MEDIUM,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("whendeleted", "whenscaled"),
        match=(
            ("kubernetes", _set("    whenDeleted: Delete")),
            ("kubernetes", _set("    whenScaled: Delete", "    whenDeleted: Retain")),
        ),
        no_match=(
            ("kubernetes", _set("    whenDeleted: Retain")),
            ("kubernetes", "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: 'whenDeleted: Delete'\n"),
        ),
        source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
    ),
    Rule(
        id="kubernetes/backup-suspended",
        summary="A backup job is suspended",
        why="Nothing fails and nothing alarms: the next backup simply does not come.",
        instead="Suspend it for a stated time, and have an alarm on the age of the newest backup.",
        severity=HIGH,
        confidence="medium",
        category=PROTECTION_OFF,
        anchors=("suspend",),
        match=(("kubernetes", _cron("db-backup", "true")), ("kubernetes", _cron("nightly-pg-dump", "true"))),
        no_match=(("kubernetes", _cron("db-backup", "false")), ("kubernetes", _cron("report", "true"))),
        source="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension",
    ),
    Rule(
        id="kubernetes/manifest-zero",
        summary="A workload is declared with no replica",
        why="The service stops with the next apply, and looks healthy to whoever asks only whether it is deployed.",
        instead="Keep one, or take it out of traffic first.",
        severity=MEDIUM,
        confidence="medium",
        category=AVAILABILITY,
        anchors=("replicas",),
        match=(
            ("kubernetes", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 0\n"),
            ("kubernetes", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec: {replicas: 0}\n"),
        ),
        no_match=(
            ("kubernetes", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 2\n"),
            ("kubernetes", "apiVersion: acme.io/v1\nkind: Rollup\nspec:\n  replicas: 0\n"),
        ),
        source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
    ),
    Rule(
        id="kubernetes/prune-to-nothing",
        summary="Argo CD may delete everything when the repository renders to nothing",
        why="By default a sync that would leave an application empty is refused, as the mark of a wrong path or a broken render.",
        instead="Leave `allowEmpty` out; delete an application on purpose.",
        severity=MEDIUM,
        confidence="high",
        category=PROTECTION_OFF,
        anchors=("allowempty",),
        match=(
            ("kubernetes", _application("prune: true", "allowEmpty: true")),
            ("kubernetes", _application("allowEmpty: true", "selfHeal: true", "prune: true")),
        ),
        no_match=(
            ("kubernetes", _application("prune: true", "selfHeal: true")),
            ("kubernetes", _application("prune: false", "allowEmpty: true")),
        ),
        source="https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/",
    ),
)

"""Pulumi, CDK, helmfile, Argo CD, Flux and development clusters; volumes in containers; restarts."""

from __future__ import annotations

import pytest

from tests.support import rules, verdict


@pytest.mark.parametrize(
    "text, rule",
    [
        ("pulumi destroy", "pulumi/destroy"),
        ("pulumi --non-interactive -C infra down -ys prod", "pulumi/destroy"),
        ("PULUMI_STACK=prod pulumi destroy --skip-preview --yes", "pulumi/destroy"),
        ("sudo pulumi destroy -t urn:pulumi:a", "pulumi/destroy"),
        ("pulumi stack rm prod --force", "pulumi/stack-remove"),
        ("pulumi state rm urn:pulumi:a", "pulumi/state-edit"),
        ("pulumi state unprotect --all -y", "pulumi/unprotect"),
        ("pulumi up -f -y", "pulumi/up"),
        ("cdk destroy '*' --force", "cdk/destroy"),
        ("npx cdk --app ./x deploy Web", "cdk/deploy"),
        ("cdktf destroy web --auto-approve", "cdk/destroy"),
        ("helmfile -e prod destroy", "helmfile/destroy"),
        ("argocd app rm shop", "gitops/app-delete"),
        ("argocd app sync shop --prune --force", "gitops/sync-prune"),
        ("flux -n apps delete helmrelease web -s", "gitops/app-delete"),
        ("skaffold -p prod delete", "dev-cluster/down"),
        ("tilt down", "dev-cluster/down"),
        ("kubeadm reset --force", "clusters/reset"),
        ("istioctl x uninstall --purge", "clusters/uninstall"),
        ("kubectl rollout restart deployment -n web", "kubernetes/rollout-restart"),
        ("kubectl rollout restart deploy -l tier=front", "kubernetes/rollout-restart"),
        ("podman kube down --force app.yaml", "docker/remove-volumes"),
        ("kubectl annotate pvc data helm.sh/resource-policy- -n shop", "kubernetes/keep-policy-off"),
        ("kubectl replace --raw /api/v1/namespaces/x/finalize -f x.json", "kubernetes/patch-finalizers"),
        (
            'kubectl patch deploy web --type=json -p=\'[{"op": "replace", "path": "/spec/replicas", "value": 0}]\'',
            "kubernetes/scale-to-zero",
        ),
        ('kubectl rollout restart "$WHAT"', "kubernetes/rollout-restart"),
        ("docker run --rm -v pgdata:/d alpine rm -rf /d", "filesystem/recursive-delete"),
        ("docker run --rm -v pgdata:/d alpine sh -c 'cd /tmp && rm -rf /d/*'", "filesystem/mass-delete"),
        ("docker run --mount source=pgdata,target=/d alpine rm -rf /d/base", "filesystem/recursive-delete"),
        ("podman run -w /d -v pgdata:/d alpine rm -rf base", "filesystem/recursive-delete"),
    ],
)
def test_what_is_held(text: str, rule: str) -> None:
    assert rule in rules(text)
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "pulumi preview --diff",
        "pulumi destroy --preview-only",
        "pulumi stack export --file kept.json",
        "pulumi config set aws:region eu-west-1",
        "pulumi logs -f",
        "cdk synth",
        "cdk diff --all",
        "cdk deploy --no-execute",
        "cdk bootstrap",
        "cdktf synth",
        "helmfile diff",
        "helmfile -e prod template",
        "helmfile apply",
        "argocd app list",
        "argocd app sync shop",
        "argocd app diff shop",
        "flux get kustomizations",
        "flux reconcile source git flux-system",
        "skaffold dev",
        "tilt up",
        "kind create cluster",
        "kind delete cluster --name test",
        "minikube delete",
        "vagrant halt",
        "kubeadm token list",
        "cilium status",
        "podman kube down app.yaml",
        "kubectl annotate deploy web kubernetes.io/change-cause=release",
        "kubectl rollout restart deployment/api",
        'kubectl patch deploy web --type=json -p=\'[{"op": "replace", "path": "/spec/replicas", "value": 3}]\'',
        "kubectl -n web rollout restart deploy api worker",
        "kubectl rollout restart sts/db deploy/api",
        "docker run --rm -v pgdata:/d -v $PWD:/b alpine tar czf /b/x.tgz /d",
        "docker run --rm -v pgdata:/from -v copy:/to alpine cp -a /from/. /to",
        "docker run --rm -v go-cache:/root/.cache golang rm -rf /root/.cache/go-build",
        "docker run --rm -v pgdata:/d alpine sh -c 'rm -rf /tmp/x; ls /d'",
    ],
)
def test_what_is_let_pass(text: str) -> None:
    assert verdict(text) == "allow"

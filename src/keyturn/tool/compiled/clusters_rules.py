"""Generated from tables/clusters.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='clusters/delete',
        summary='A cluster is deleted',
        why='Workloads, volumes that its storage classes made, and load balancers go together.',
        instead='`kubectl get pv,pvc,svc -A` shows what it holds; `velero backup create before` keeps a copy.',
        severity='critical',
        confidence='high',
        category='infra-destroy',
        anchors=('kubeadm', 'k0s', 'talosctl', 'clusterctl', 'istioctl', 'cilium', 'linkerd'),
        match=('talosctl cluster destroy', 'talosctl cluster destroy --name dev'),
        no_match=('talosctl cluster show', 'talosctl cluster destroy --help'),
        source='https://www.talos.dev/v1.9/reference/cli/#talosctl-cluster-destroy',
    ),
    Rule(
        id='clusters/token',
        summary='A bootstrap token is deleted',
        why='Nodes that were about to join with it cannot.',
        instead='`kubeadm token list` shows how long it lives; let it run out.',
        severity='low',
        confidence='high',
        category='availability',
        anchors=('kubeadm', 'k0s', 'talosctl', 'clusterctl', 'istioctl', 'cilium', 'linkerd'),
        match=('kubeadm token delete abcdef', 'kubeadm token delete abcdef.0123456789abcdef'),
        no_match=('kubeadm token list', 'kubeadm token create'),
        source='https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/',
    ),
    Rule(
        id='clusters/reset',
        summary='A node is wiped of its cluster',
        why='On the last control plane this is the end of the cluster: its etcd goes with all objects.',
        instead='`kubeadm reset --dry-run` shows what would go; keep `etcdctl snapshot save before.db`.',
        severity='critical',
        confidence='high',
        category='infra-destroy',
        anchors=('kubeadm', 'k0s', 'talosctl', 'clusterctl', 'istioctl', 'cilium', 'linkerd'),
        match=('kubeadm reset -f', 'talosctl reset -n 10.0.0.4'),
        no_match=('kubeadm reset --dry-run', 'kubeadm config view'),
        source='https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/',
    ),
    Rule(
        id='clusters/uninstall',
        summary='A mesh, network or provider is removed from the cluster',
        why='Traffic that went through it stops, and its custom resources go with their definitions.',
        instead='`istioctl proxy-status` shows what depends on it.',
        severity='high',
        confidence='high',
        category='container-data',
        anchors=('kubeadm', 'k0s', 'talosctl', 'clusterctl', 'istioctl', 'cilium', 'linkerd'),
        match=('istioctl uninstall --purge -y', 'cilium uninstall', 'clusterctl delete --all'),
        no_match=('istioctl proxy-status', 'cilium status', 'istioctl uninstall --dry-run'),
        source='https://cluster-api.sigs.k8s.io/clusterctl/commands/delete',
    ),
)

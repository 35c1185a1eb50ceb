"""Generated from tables/*.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

PROGRAMS: dict[str, str] = {
    'argocd': 'gitops',
    'bao': 'vault',
    'cdk': 'cdk',
    'cdktf': 'cdk',
    'colima': 'dev_cluster',
    'consul': 'consul',
    'ctlptl': 'dev_cluster',
    'etcdctl': 'stores',
    'etcdutl': 'stores',
    'flux': 'gitops',
    'helmfile': 'helmfile',
    'k3d': 'dev_cluster',
    'kind': 'dev_cluster',
    'minikube': 'dev_cluster',
    'nomad': 'nomad',
    'pulumi': 'pulumi',
    'skaffold': 'dev_cluster',
    'tilt': 'dev_cluster',
    'vagrant': 'dev_cluster',
    'vault': 'vault',
    'zkCli': 'stores',
    'zkCli.sh': 'stores',
    'zkcli': 'stores',
    'zookeeper-shell': 'stores',
    'zookeeper-shell.sh': 'stores',
    'zookeepercli': 'stores',
}

FAMILIES: tuple[str, ...] = (
    'cdk',
    'consul',
    'dev_cluster',
    'gitops',
    'helmfile',
    'nomad',
    'pulumi',
    'stores',
    'vault',
)

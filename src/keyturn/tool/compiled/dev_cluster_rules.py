"""Generated from tables/dev_cluster.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='dev-cluster/down',
        summary='Everything that a project deployed is deleted from the cluster',
        why=('The cluster is whatever the current context names, which is not always the local one; claims go with their '
         'data.'),
        instead='`kubectl config current-context` first.',
        severity='high',
        confidence='high',
        category='container-data',
        anchors=('skaffold', 'tilt', 'minikube', 'k3d', 'kind', 'colima', 'ctlptl', 'vagrant'),
        match=('skaffold delete', 'tilt down --delete-namespaces'),
        no_match=('skaffold render', 'skaffold delete --dry-run', 'tilt up'),
        source='https://skaffold.dev/docs/references/cli/#skaffold-delete',
    ),
    Rule(
        id='dev-cluster/local-cluster-delete',
        summary='A local cluster is deleted',
        why='It can be made again from its manifests; what was only typed into it, and its volumes, cannot.',
        instead='Stop it: `minikube stop`, `k3d cluster stop dev`.',
        severity='low',
        confidence='high',
        category='container-change',
        anchors=('skaffold', 'tilt', 'minikube', 'k3d', 'kind', 'colima', 'ctlptl', 'vagrant'),
        match=('minikube delete --all --purge', 'kind delete cluster --name dev'),
        no_match=('minikube status', 'kind get clusters'),
        source='https://kind.sigs.k8s.io/docs/user/quick-start/',
    ),
    Rule(
        id='dev-cluster/machine-destroy',
        summary='A virtual machine is destroyed with its disk',
        why='What was kept in the machine and not in a synced folder is gone.',
        instead='`vagrant halt` stops it and `vagrant snapshot save before` keeps its state.',
        severity='medium',
        confidence='high',
        category='container-data',
        anchors=('skaffold', 'tilt', 'minikube', 'k3d', 'kind', 'colima', 'ctlptl', 'vagrant'),
        match=('vagrant destroy -f', 'vagrant destroy web'),
        no_match=('vagrant halt', 'vagrant status'),
        source='https://developer.hashicorp.com/vagrant/docs/cli/destroy',
    ),
)

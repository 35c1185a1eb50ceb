"""Generated from tables/clusters.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cluster',
    provider='clusters',
    flags='-f --force -h --help --cleanup-tmp-dir --debug',
    valued=('--kubeconfig --cri-socket --cert-dir --rootfs -v --v --ignore-preflight-errors --skip-phases --config '
     '--data-dir --log-file --cri-socket'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(),
    rows={
        'reset': (
            Row('clusters/reset', 'infra-destroy', "wipes this node's part of the cluster, etcd member and certificates included", 1, (), (), 'nodes', open=True),
        ),
        'token delete': (
            Row('clusters/token', 'availability', 'deletes the token {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cluster',
    provider='clusters',
    flags='--graceful --reboot --insecure --wait --debug -h --help --force --preserve --stage',
    valued=('-n --nodes -e --endpoints --talosconfig --context --cluster --system-labels-to-wipe --user-disks-to-wipe '
     '--wipe-mode --timeout --name --provisioner --state'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(('context', ('--context', '-n', '--nodes', '--name'), ''),),
    rows={
        'cluster destroy': (
            Row('clusters/delete', 'infra-destroy', 'deletes the cluster {name} with everything in it', 1, (), (), 'clusters', open=True),
        ),
        'reset': (
            Row('clusters/reset', 'infra-destroy', "wipes this node's part of the cluster, etcd member and certificates included", 1, (), (), 'nodes', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cluster',
    provider='clusters',
    flags='--all --include-crd --include-namespace --delete-namespace -h --help --hide-api-warnings',
    valued=('--kubeconfig --kubeconfig-context -c --core -b --bootstrap -i --infrastructure -n --namespace -v --v '
     '--config --control-plane --ipam --addon'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(('context', ('--kubeconfig-context',), ''),),
    rows={
        'delete': (
            Row('clusters/uninstall', 'container-data', 'removes providers from the management cluster', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='cluster',
    provider='clusters',
    flags='--purge -y --skip-confirmation --force -h --help --verbose --wait --test-namespace',
    valued=('-c --kubeconfig --context -i --istioNamespace -n --namespace --revision -r -f --filename --set -d '
     '--manifests --vklog -L --linkerd-namespace --cni-namespace'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(('context', ('--context',), ''),),
    rows={
        'uninstall': (
            Row('clusters/uninstall', 'container-data', 'removes the mesh or network from the cluster', 1, (), (), 'resources', open=True),
        ),
        'x uninstall': (
            Row('clusters/uninstall', 'container-data', 'removes the mesh or network from the cluster', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'kubeadm': _P0,
    'k0s': _P0,
    'talosctl': _P1,
    'clusterctl': _P2,
    'istioctl': _P3,
    'cilium': _P3,
    'linkerd': _P3,
}

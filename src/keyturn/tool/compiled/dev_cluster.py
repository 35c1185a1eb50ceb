"""Generated from tables/dev_cluster.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cluster',
    provider='dev-cluster',
    flags=('--auto-create-config --interactive --update-check --dry-run -d --cleanup --assume-yes -h --help --no-prune '
     '--cache-artifacts --force'),
    valued=('-f --filename -p --profile -m --module -n --namespace --kube-context --kubeconfig -c --config --color -v '
     '--verbosity --default-repo --env-file --build-artifacts --timestamps --wait-for-connection'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(('context', ('--kube-context',), ''), ('namespace', ('-n', '--namespace'), '')),
    rows={
        'delete': (
            Row('dev-cluster/down', 'container-data', 'deletes everything from the cluster that the project deployed', 1, (), (), 'objects', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cluster',
    provider='dev-cluster',
    flags='--delete-namespaces -d --debug -v --verbose -h --help --klog',
    valued='-f --file --context --namespace --host --port',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('context', ('--context',), ''),),
    rows={
        'down': (
            Row('dev-cluster/down', 'container-data', 'deletes everything from the cluster that the project deployed', 1, (), (), 'objects', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='container',
    provider='dev-cluster',
    flags='--all --purge -f --force -h --help -q --quiet --data --cascade --ignore-not-found',
    valued='-p --profile -n --name --kubeconfig -c --config -v --verbosity',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('project', ('-n', '--name', '-p', '--profile'), ''),),
    rows={
        'cluster delete': (
            Row('dev-cluster/local-cluster-delete', 'container-change', 'deletes the local cluster with what runs and lies in it', 1, (), (), 'clusters', open=True),
        ),
        'delete': (
            Row('dev-cluster/local-cluster-delete', 'container-change', 'deletes the local cluster with what runs and lies in it', 1, (), (), 'clusters', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='container',
    provider='dev-cluster',
    flags=('-f --force -g --graceful --parallel --no-parallel --no-tty --debug --machine-readable --color --no-color -h '
     '--help --all'),
    valued='--provider --box-version --architecture',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={'delete': 'remove'},
    facets=(),
    rows={
        'destroy': (
            Row('dev-cluster/machine-destroy', 'container-data', 'destroys the virtual machine {name} with its disk', 1, (), (), 'machines', open=True),
        ),
        'snapshot pop': (
            Row('dev-cluster/machine-destroy', 'container-data', 'gives up a state of the virtual machine {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot remove': (
            Row('dev-cluster/machine-destroy', 'container-data', 'gives up a state of the virtual machine {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot restore': (
            Row('dev-cluster/machine-destroy', 'container-data', 'gives up a state of the virtual machine {name}', 1, (), (), 'snapshots', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'skaffold': _P0,
    'tilt': _P1,
    'minikube': _P2,
    'k3d': _P2,
    'kind': _P2,
    'colima': _P2,
    'ctlptl': _P2,
    'vagrant': _P3,
}

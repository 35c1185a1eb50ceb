"""Generated from tables/gitops.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cluster',
    provider='gitops',
    flags=('--cascade -y --yes --wait --prune --force --replace --server-side --async --dry-run --assumeYes --core '
     '--grpc-web --insecure --plaintext --port-forward --client-crt-key --apply-out-of-sync-only --local-include '
     '--preview-changes --strategy-apply --auto-prune --self-heal --allow-empty --upsert --validate --refresh '
     '--hard-refresh --all -h --help --orphaned --exit-code'),
    valued=('-p --propagation-policy -l --selector -N --app-namespace --project --revision --revisions --label --resource '
     '--resource-name --kind --group --namespace --timeout --retry-limit --local --server --auth-token '
     '--argocd-context --config --kube-context --server-name --header --loglevel --logformat --controller-name '
     '--sync-policy --sync-option --sync-retry-limit --info --strategy --source-positions --name --patch --type -o '
     '--output --resource-action --api-version'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={'rm': 'delete'},
    facets=(('server', ('--server',), 'ARGOCD_SERVER'), ('context', ('--kube-context', '--argocd-context'), '')),
    rows={
        'account delete-token': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'app delete': (
            Row('gitops/app-delete', 'container-data', 'deletes the application {name} and every object it manages', 1, (), (('--cascade=false',),), 'applications', open=True),
        ),
        'app delete-resource': (
            Row('gitops/app-delete', 'container-data', 'deletes live objects of the application {name}', 1, (), (), 'objects', open=True),
        ),
        'app rollback': (
            Row('gitops/rollback', 'availability', 'rolls {name} back to an earlier deployment', 1, (), (), 'resources', open=False),
        ),
        'app set': (
            Row('gitops/sync-prune', 'availability', 'lets Argo CD delete objects of {name} by itself', 1, (('--auto-prune',),), (), 'objects', open=True),
        ),
        'app sync': (
            Row('gitops/sync-prune', 'availability', 'deletes or recreates objects of {name} that the repository no longer holds', 1, (('--prune',), ('--replace',), ('--force',)), (), 'objects', open=True),
        ),
        'app terminate-op': (
            Row('gitops/rollback', 'availability', 'stops the delivery of {name}', 1, (), (), 'resources', open=True),
        ),
        'appset delete': (
            Row('gitops/app-delete', 'container-data', 'deletes the application {name} and every object it manages', 1, (), (('--cascade=false',),), 'applications', open=True),
        ),
        'cert remove': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'cluster delete': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'cluster remove': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'gpg delete': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'gpg remove': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'proj delete': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'repo delete': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'repo remove': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'repocreds delete': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
        'repocreds remove': (
            Row('gitops/settings-delete', 'service-delete', 'deletes {name} from the settings of Argo CD', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cluster',
    provider='gitops',
    flags=('-s --silent -A --all-namespaces --all --with-source --keep-namespace --verbose --insecure-skip-tls-verify '
     '--force --export -h --help --wait -y --yes'),
    valued=('--context -n --namespace --kubeconfig --cluster --timeout --cache-dir --as --as-group --as-uid --server '
     '--token --tls-server-name --user --client-certificate --client-key --certificate-authority --path --provider '
     '--url --creds --source --revision --reason --certificate-identity-regexp --field-selector -l'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run',
    alias={},
    facets=(('context', ('--context',), ''), ('namespace', ('-n', '--namespace'), '')),
    rows={
        'delete': (
            Row('gitops/app-delete', 'container-data', 'deletes {name} and what it delivered', 2, (), (), 'resources', open=True),
        ),
        'suspend': (
            Row('gitops/rollback', 'availability', 'stops the delivery of {name}', 1, (), (), 'resources', open=True),
        ),
        'uninstall': (
            Row('gitops/flux-uninstall', 'container-data', 'removes Flux and its custom resources from the cluster', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'argocd': _P0,
    'flux': _P1,
}

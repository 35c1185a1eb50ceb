"""Generated from tables/helmfile.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cluster',
    provider='helmfile',
    flags=('--debug --enable-live-output --interactive -i --no-color --color --quiet -q --skip-deps --skip-refresh '
     '--strip-args-values-on-exit-error --allow-no-matching-release --disable-force-update --skip-needs '
     '--include-needs --include-transitive-needs --wait --wait-for-jobs --skip-diff-on-install --suppress-secrets '
     '--suppress-diff --show-secrets --detailed-exitcode --include-tests --skip-crds --validate --purge --cleanup '
     '--hide-notes --take-ownership --reuse-values --reset-values --skip-charts --deleteWait --skip-cleanup '
     '--no-hooks --sync-release-labels -h --help --version'),
    valued=('-f --file -e --environment -n --namespace -l --selector --kube-context -c --chart --helm-binary '
     '--kustomize-binary --log-level --state-values-set --state-values-file --state-values-set-string '
     '--concurrency --args --set --values --cascade --deleteTimeout --context --output --suppress --post-renderer '
     '--diff-args --sync-args --kubeconfig --timeout'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version',
    alias={},
    facets=(('context', ('--kube-context',), 'HELM_KUBECONTEXT'), ('namespace', ('-n', '--namespace'), '')),
    rows={
        'apply': (
            Row('helmfile/apply', 'migration-forward', 'installs, upgrades and, where a release is marked so, uninstalls the releases of the file', '-f --file', (), (), 'releases', open=True),
        ),
        'delete': (
            Row('helmfile/destroy', 'container-data', 'uninstalls every release of the file', '-f --file', (), (), 'releases', open=True),
        ),
        'destroy': (
            Row('helmfile/destroy', 'container-data', 'uninstalls every release of the file', '-f --file', (), (), 'releases', open=True),
        ),
        'sync': (
            Row('helmfile/apply', 'migration-forward', 'installs, upgrades and, where a release is marked so, uninstalls the releases of the file', '-f --file', (), (), 'releases', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'helmfile': _P0,
}

"""Generated from tables/cockroach.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='cockroach',
    flags='--insecure --help -h --self --all --drain',
    valued=('-e --execute --url --host --port -p --database -d --user -u --certs-dir -f --file --format --store -s '
     '--decommission --wait --drain-wait --cluster-name --set --watch'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('server', ('--host',), 'COCKROACH_HOST'), ('url', ('--url',), 'COCKROACH_URL'),
     ('database', ('--database', '-d'), 'COCKROACH_DATABASE')),
    rows={
        'debug recover apply-plan': (
            Row('cockroach/repair', 'data-loss', 'gives up replicas: {name}', 1, (), (), 'resources', open=False),
        ),
        'debug reset-quorum': (
            Row('cockroach/repair', 'data-loss', 'gives up replicas: {name}', 1, (), (), 'resources', open=False),
        ),
        'debug unsafe-remove-dead-replicas': (
            Row('cockroach/repair', 'data-loss', 'gives up replicas: {name}', 1, (), (), 'resources', open=False),
        ),
        'node decommission': (
            Row('cockroach/stop', 'availability', 'takes the node {name} out for good', 1, (), (), 'resources', open=False),
        ),
        'node drain': (
            Row('cockroach/stop', 'availability', 'drains or stops a node', 1, (), (), 'resources', open=False),
        ),
        'quit': (
            Row('cockroach/stop', 'availability', 'drains or stops a node', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'sql': (
            Hand('sql', '--execute -e', 'postgres', away=False, given=(), unless=()),
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='database',
    provider='cockroach',
    flags='--help -h --force -y',
    valued='-o --output --cloud --region',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'cluster delete': (
            Row('cockroach/repair', 'data-loss', 'deletes the cluster {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'cockroach/repair', 'data-loss', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'cockroach': _P0,
    'ccloud': _P1,
}

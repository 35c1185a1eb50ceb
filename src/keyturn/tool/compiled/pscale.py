"""Generated from tables/pscale.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='planetscale',
    flags='--force --help -h --debug --no-color --wait --web --skip-schema',
    valued=('--org --api-token --api-url --config -f --format --service-token --service-token-id --database --branch '
     '--field --header --input --method --query --role --replicas'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'db': 'database', 'dr': 'deploy-request', 'rm': 'delete'},
    facets=(('account', ('--org',), 'PLANETSCALE_ORG'),),
    rows={
        'backup delete': (
            Row('pscale/backup', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'branch delete': (
            Row('pscale/delete', 'data-loss', 'deletes the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branch demote': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'branch promote': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'branch resize': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'branch safe-migrations disable': (
            Row('pscale/unsafe', 'protection-off', 'switches safe migrations of {name} off', 1, (), (), 'resources', open=False),
        ),
        'branch vschema update': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'database delete': (
            Row('pscale/delete', 'data-loss', 'deletes the database {name} with its branches and backups', 1, (), (), 'resources', open=True),
        ),
        'database restore-dump': (
            Row('pscale/restore', 'data-loss', 'loads a dump into {name}', 1, (('--overwrite-tables',), ('--allow-different-destination',)), (), 'resources', open=False),
        ),
        'deploy-request apply': (
            Row('pscale/deploy', 'migration-forward', 'deploys the schema change {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy-request cancel': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy-request close': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy-request deploy': (
            Row('pscale/deploy', 'migration-forward', 'deploys the schema change {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy-request revert': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'keyspace delete': (
            Row('pscale/delete', 'data-loss', 'deletes the keyspace {name}', 1, (), (), 'resources', open=False),
        ),
        'password delete': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'role delete': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'role reassign': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'role reset': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'service-token delete': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'webhook delete': (
            Row('pscale/credential', 'service-delete', 'deletes the credential {name}', 1, (), (), 'resources', open=False),
        ),
        'workflow cancel': (
            Row('pscale/stop', 'availability', 'changes what production runs: {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 3, 'pscale/credential', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'shell': (
            Hand('sql', '<', 'mysql', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'pscale': _P0,
}

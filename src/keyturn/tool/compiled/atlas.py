"""Generated from tables/atlas.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='atlas',
    flags='--force --auto-approve --help -h --watch -w --dry-run',
    valued=('--projectId --orgId -P --profile -o --output --clusterName --cluster --env -u --url --to --dev-url --dir -c '
     '--config --var --file -f --db --collection --to-version --to-tag --amount --revisions-schema --tx-mode '
     '--schema -s --exclude --name --snapshotId --restoreJobId --instance'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'backup': 'backups',
     'cluster': 'clusters',
     'databaseUsers': 'dbusers',
     'dbuser': 'dbusers',
     'org': 'organizations',
     'organization': 'organizations',
     'orgs': 'organizations',
     'project': 'projects',
     'rm': 'delete'},
    facets=(('account', ('--orgId',), 'MONGODB_ATLAS_ORG_ID'),
     ('project', ('--projectId', '--env'), 'MONGODB_ATLAS_PROJECT_ID'), ('url', ('--url', '-u'), '')),
    rows={
        'accessLists create': (
            Row('atlas/unprotect', 'exposure', 'lets every address connect', 1, (('0.0.0.0/0',), ('::/0',)), (), 'resources', open=False),
        ),
        'auth logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'backups compliancePolicy disable': (
            Row('atlas/backup', 'backup-delete', 'deletes backups or their schedule: {name}', 1, (), (), 'resources', open=False),
        ),
        'backups exports buckets delete': (
            Row('atlas/backup', 'backup-delete', 'deletes backups or their schedule: {name}', 1, (), (), 'resources', open=False),
        ),
        'backups restores start': (
            Row('atlas/restore', 'data-loss', 'restores a snapshot over a cluster', 1, (), (('download',),), 'resources', open=False),
        ),
        'backups schedule delete': (
            Row('atlas/backup', 'backup-delete', 'deletes backups or their schedule: {name}', 1, (), (), 'resources', open=False),
        ),
        'backups snapshots delete': (
            Row('atlas/backup', 'backup-delete', 'deletes backups or their schedule: {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters failover': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters indexes delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters pause': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters search indexes delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters update': (
            Row('atlas/unprotect', 'protection-off', 'switches the termination protection of {name} off', 1, (('--disableTerminationProtection',), ('--enableTerminationProtection=false',)), (), 'resources', open=False),
        ),
        'clusters upgrade': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'config delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'dataFederation delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'deployments delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'deployments pause': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'migrate apply': (
            Row('atlas/apply', 'migration-forward', 'applies pending migrations', '--url -u --env', (), (), 'resources', open=False),
        ),
        'migrate delete': (
            Row('atlas/history', 'infra-destroy', 'rewrites which migrations count as applied: {name}', 1, (), (), 'resources', open=False),
        ),
        'migrate down': (
            Row('atlas/down', 'migration-loss', 'takes migrations back', '--url -u --env', (), (), 'resources', open=False),
        ),
        'migrate hash': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'migrate rebase': (
            Row('atlas/history', 'infra-destroy', 'rewrites which migrations count as applied: {name}', 1, (), (), 'resources', open=False),
        ),
        'migrate set': (
            Row('atlas/history', 'infra-destroy', 'rewrites which migrations count as applied: {name}', 1, (), (), 'resources', open=False),
        ),
        'organizations delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'processes restart': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'schema apply': (
            Row('atlas/apply', 'migration-forward', 'changes the database to match the schema files, dropping what they do not hold', '--url -u --env', (), (('--auto-approve',),), 'resources', open=False),
            Row('atlas/apply-unread', 'migration-loss', 'changes the database to match the schema files, dropping what they do not hold, unread', '--url -u --env', (('--auto-approve',),), (), 'resources', open=False),
        ),
        'schema clean': (
            Row('atlas/clean', 'data-loss', 'drops everything in the database', '--url -u --env', (), (), 'resources', open=True),
        ),
        'serverless delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'streams instances delete': (
            Row('atlas/delete', 'data-loss', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'streams processors stop': (
            Row('atlas/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'atlas/setting', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='database',
    provider='atlas',
    flags='--force --help -h',
    valued='--projectId --orgId -P --profile -o --output --clusterName',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'rm': 'delete'},
    facets=(('account', ('--orgId',), ''), ('project', ('--projectId',), '')),
    rows={
    },
    verbs=(
            Verb(('delete',), 2, 5, 'atlas/delete', 'data-loss', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'atlas': _P0,
    'atlascli': _P0,
    'mongocli': _P1,
}

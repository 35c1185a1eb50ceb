"""Generated from tables/firebase.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='firebase',
    flags=('--force -f --recursive -r --shallow --all-collections --yes -y --debug --json --non-interactive '
     '--interactive --disable --merge --no-merge --dry-run'),
    valued=('--project -P --account --token --config -c --database --only --except --site --instance --region --location '
     '-m --message --data -d --bucket --app --backend --expires --schedule-id --backup --recurrence --retention'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('project', ('--project', '-P'), 'GCLOUD_PROJECT'),),
    rows={
        'appdistribution:group:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'appdistribution:groups:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'appdistribution:testers:remove': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'apphosting:backends:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'apphosting:rollouts:create': (
            Row('firebase/stop', 'availability', 'takes the site {name} off the web or turns it back', 1, (), (), 'resources', open=False),
        ),
        'apps:android:sha:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'auth:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'auth:import': (
            Row('firebase/database-remove', 'data-loss', 'writes the accounts in {name} over those of the same identifiers', 1, (), (), 'resources', open=False),
        ),
        'database:instances:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'database:instances:disable': (
            Row('firebase/stop', 'availability', 'takes the site {name} off the web or turns it back', 1, (), (), 'resources', open=False),
        ),
        'database:remove': (
            Row('firebase/database-remove', 'data-loss', 'deletes the data at {name}', 1, (), (), 'resources', open=True),
        ),
        'database:set': (
            Row('firebase/database-remove', 'data-loss', 'replaces everything under {name}', 1, (), (), 'resources', open=True),
        ),
        'dataconnect:services:delete': (
            Row('firebase/database-remove', 'data-loss', 'deletes the data at {name}', 1, (), (), 'resources', open=True),
        ),
        'dataconnect:sql:migrate': (
            Row('firebase/deploy-force', 'migration-forward', 'migrates the schema of the database {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy': (
            Row('firebase/deploy-force', 'infra-apply', 'deploys, and deletes functions and indexes that the sources do not name', '--only', (('--force',), ('-f',)), (), 'resources', open=True),
        ),
        'experimental:functions:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'ext:disable': (
            Row('firebase/stop', 'availability', 'takes the site {name} off the web or turns it back', 1, (), (), 'resources', open=False),
        ),
        'ext:uninstall': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore:backups:delete': (
            Row('firebase/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore:backups:schedules:delete': (
            Row('firebase/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore:bulkdelete': (
            Row('firebase/database-remove', 'data-loss', 'deletes the data at {name}', 1, (), (), 'resources', open=True),
        ),
        'firestore:databases:delete': (
            Row('firebase/database-remove', 'data-loss', 'deletes the data at {name}', 1, (), (), 'resources', open=True),
        ),
        'firestore:databases:restore': (
            Row('firebase/database-remove', 'data-loss', 'deletes the data at {name}', 1, (), (), 'resources', open=True),
        ),
        'firestore:delete': (
            Row('firebase/firestore-delete', 'data-loss', 'deletes every document under {name}', 1, (('--recursive',), ('-r',), ('--all-collections',)), (), 'documents', open=True),
            Row('firebase/firestore-delete', 'service-delete', 'deletes {name}', 1, (), (('--recursive',), ('-r',), ('--all-collections',)), 'documents', open=False),
        ),
        'functions:artifacts:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions:config:unset': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions:secrets:destroy': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions:secrets:prune': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'hosting:channel:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'hosting:disable': (
            Row('firebase/stop', 'availability', 'takes the site {name} off the web or turns it back', 1, (), (), 'resources', open=False),
        ),
        'hosting:rollback': (
            Row('firebase/stop', 'availability', 'takes the site {name} off the web or turns it back', 1, (), (), 'resources', open=False),
        ),
        'hosting:sites:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'projects:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'remoteconfig:experiments:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'remoteconfig:rollback': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'remoteconfig:rollouts:delete': (
            Row('firebase/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'target:clear': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'emulators:exec': (
            Hand('shell', 1, '', away=False, given=(), unless=()),
        ),
        'emulators:exec:ui': (
            Hand('shell', 1, '', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'firebase': _P0,
    'firebase-tools': _P0,
}

"""Generated from tables/platforms.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='cloudfoundry',
    flags='-f -r -v -h --help --wait -w',
    valued='-o -s -i -k -m -b -p --strategy --hostname -n --path --port --app-dir',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'d': 'delete', 'ds': 'delete-service', 'sp': 'stop', 'us': 'unbind-service', 'usf': 'unshare-service'},
    facets=(),
    rows={
        'delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-buildpack': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-domain': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-isolation-segment': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-org': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-org-quota': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-orphaned-routes': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-package': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-private-domain': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-quota': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-route': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-security-group': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-service': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-service-auth-token': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-service-broker': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-service-key': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-shared-domain': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-space': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-space-quota': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-user': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'disable-service-access': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'purge-service-instance': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'purge-service-offering': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'unbind-service': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'unmap-route': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'unset-env': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'unshare-service': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cloud',
    provider='dokku',
    flags='--force -f --quiet --trace --all --no-restart --global',
    valued='--app',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'apps:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'certs:remove': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'clickhouse:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'config:clear': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'config:unset': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'couchdb:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'domains:clear': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'domains:clear-global': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'domains:remove': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'elasticsearch:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'mariadb:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'memcached:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'mongo:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'mysql:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'mysql:stop': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'network:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'postgres:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'postgres:stop': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'postgres:unlink': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'proxy:disable': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'ps:stop': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'rabbitmq:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'redis:destroy': (
            Row('platforms/delete', 'service-delete', 'destroys {name} with its data', 1, (), (), 'resources', open=False),
        ),
        'redis:stop': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
        'redis:unlink': (
            Row('platforms/stop', 'availability', 'stops or disconnects {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='temporal',
    flags='-y --yes --tls -h --help',
    valued=('--address -n --namespace --env --env-file --log-level -o --output --color -w --workflow-id -r --run-id -q '
     '--query --reason --api-key --command-timeout --rps -s --schedule-id'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('project', ('--namespace', '-n'), 'TEMPORAL_NAMESPACE'),),
    rows={
        'batch delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'operator cluster remove': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'operator namespace delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'operator nexus endpoint delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'operator search-attribute remove': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'schedule delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'worker deployment delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'workflow cancel': (
            Row('platforms/stop', 'availability', 'ends the workflows {name}', '--workflow-id -w --query -q', (), (), 'resources', open=False),
        ),
        'workflow delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', '--workflow-id -w --query -q --namespace -n --schedule-id -s', (), (), 'resources', open=False),
        ),
        'workflow reset': (
            Row('platforms/stop', 'availability', 'ends the workflows {name}', '--workflow-id -w --query -q', (), (), 'resources', open=False),
        ),
        'workflow terminate': (
            Row('platforms/stop', 'availability', 'ends the workflows {name}', '--workflow-id -w --query -q', (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='cloud',
    provider='airflow',
    flags='-y --yes -v --verbose -h --help --skip-archive --skip-init -s --dry-run --show-sql-only',
    valued='--clean-before-timestamp -t --tables -n --to-version -r --to-revision',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --dry-run --show-sql-only',
    alias={},
    facets=(),
    rows={
        'connections delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'dags delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'db clean': (
            Row('platforms/metadata', 'data-loss', 'deletes what Airflow knows of its runs', 1, (), (), 'rows', open=True),
        ),
        'db downgrade': (
            Row('platforms/metadata', 'data-loss', 'deletes what Airflow knows of its runs', 1, (), (), 'rows', open=True),
        ),
        'db drop-archived': (
            Row('platforms/metadata', 'data-loss', 'deletes what Airflow knows of its runs', 1, (), (), 'rows', open=True),
        ),
        'db reset': (
            Row('platforms/metadata', 'data-loss', 'deletes what Airflow knows of its runs', 1, (), (), 'rows', open=True),
        ),
        'pools delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'resetdb': (
            Row('platforms/metadata', 'data-loss', 'deletes what Airflow knows of its runs', 1, (), (), 'rows', open=True),
        ),
        'roles delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'tasks clear': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'users delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'variables delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='cloud',
    provider='databricks',
    flags='-h --help --debug --recursive -r --force --no-wait --auto-approve --purge-data',
    valued='-p --profile -o --output -t --target --cluster-id --job-id --var',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('account', ('--profile', '-p'), 'DATABRICKS_CONFIG_PROFILE'),),
    rows={
        'bundle destroy': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'clusters permanent-delete': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'fs rm': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'jobs cancel-all-runs': (
            Row('platforms/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets delete-acl': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets delete-scope': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets delete-secret': (
            Row('platforms/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'warehouses stop': (
            Row('platforms/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'permanent-delete'), 2, 3, 'platforms/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P5 = Program(
    kind='cloud',
    provider='auth0',
    flags='--force --no-input --no-color --debug -h --help',
    valued='--tenant',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('account', ('--tenant',), ''),),
    rows={
    },
    verbs=(
            Verb(('delete', 'rm'), 2, 4, 'platforms/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P6 = Program(
    kind='cloud',
    provider='aliyun',
    flags='--help -h --version --insecure --secure --force --DryRun',
    valued='--profile -p --region --RegionId --mode --access-key-id --InstanceId --InstanceIds --endpoint --Force',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --DryRun --dryrun',
    alias={},
    facets=(('account', ('--profile', '-p'), ''),),
    rows={
    },
    verbs=(
            Verb(('Delete*', 'Terminate*', 'Destroy*', 'Purge*'), 2, 2, 'platforms/delete', 'service-delete', 'asks the cloud for {name}'),
            Verb(('Stop*', 'Reboot*'), 2, 2, 'platforms/stop', 'availability', 'stops something in the cloud'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'cf': _P0,
    'cf7': _P0,
    'cf8': _P0,
    'dokku': _P1,
    'temporal': _P2,
    'airflow': _P3,
    'databricks': _P4,
    'auth0': _P5,
    'aliyun': _P6,
    'tccli': _P6,
}

"""Generated from tables/observability.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='sentry',
    flags='-a --all --help -h --quiet --finalize -i',
    valued='-o --org -p --project --auth-token --url --log-level --header -s --status --id',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('account', ('--org', '-o'), 'SENTRY_ORG'), ('project', ('--project', '-p'), 'SENTRY_PROJECT'),
     ('url', ('--url',), 'SENTRY_URL')),
    rows={
        'files delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'issues mute': (
            Row('observability/silence', 'availability', 'marks issues of the project as done', 1, (('-a',), ('--all',)), (), 'resources', open=True),
        ),
        'issues resolve': (
            Row('observability/silence', 'availability', 'marks issues of the project as done', 1, (('-a',), ('--all',)), (), 'resources', open=True),
        ),
        'monitors delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'releases archive': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'releases delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'releases files': (
            Row('observability/delete', 'service-delete', 'deletes files of the release {name}', 1, (('delete',),), (), 'resources', open=False),
        ),
        'releases files delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'sourcemaps delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'remove'), 2, 3, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='datadog',
    flags='--dry-run --help -h --force',
    valued='-s --service --env --function -f --region -r -c --config --profile --project -p',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('account', (), 'DD_ENV'),),
    rows={
        'aas uninstrument': (
            Row('observability/silence', 'availability', 'takes the monitoring of {name} out', '--function -f --service -s', (), (), 'resources', open=False),
        ),
        'cloud-run uninstrument': (
            Row('observability/silence', 'availability', 'takes the monitoring of {name} out', '--function -f --service -s', (), (), 'resources', open=False),
        ),
        'container-app uninstrument': (
            Row('observability/silence', 'availability', 'takes the monitoring of {name} out', '--function -f --service -s', (), (), 'resources', open=False),
        ),
        'deployment rollback': (
            Row('observability/silence', 'availability', 'rolls {name} back', 1, (), (), 'resources', open=False),
        ),
        'lambda uninstrument': (
            Row('observability/silence', 'availability', 'takes the monitoring of {name} out', '--function -f --service -s', (), (), 'resources', open=False),
        ),
        'stepfunctions uninstrument': (
            Row('observability/silence', 'availability', 'takes the monitoring of {name} out', '--function -f --service -s', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='datadog',
    flags='--help -h --raw --pretty',
    valued='--config --api-key --application-key --timeout --api_host --start --end --reason --scope',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'comment delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'dashboard delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'dashboard_list delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'downtime delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'downtime post': (
            Row('observability/silence', 'availability', 'mutes {name}', 1, (), (), 'resources', open=False),
        ),
        'host mute': (
            Row('observability/silence', 'availability', 'mutes {name}', 1, (), (), 'resources', open=False),
        ),
        'host unmute': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'monitor delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'monitor mute': (
            Row('observability/silence', 'availability', 'mutes {name}', 1, (), (), 'resources', open=False),
        ),
        'monitor mute_all': (
            Row('observability/silence', 'availability', 'mutes {name}', 1, (), (), 'resources', open=False),
        ),
        'screenboard delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'security-monitoring rules delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'service_level_objective delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'timeboard delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 3, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='newrelic',
    flags='--help -h --debug --trace --plain',
    valued=('-a --accountId --profile --format --guid -g --tag -t --value -v --applicationId --dashboardId --apiKeyID '
     '--id --ruleId --jobId --authDomainId --deploymentID --monitorGuid --key -k'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('account', ('--accountId', '-a'), 'NEW_RELIC_ACCOUNT_ID'),),
    rows={
        'apiAccess apiAccessDeleteKeys': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'apm deployment delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'config delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'config reset': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'edge trace-observer delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'entity tags delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'entity tags delete-values': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'entity tags replace': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'nerdstorage collection delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'nerdstorage document delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
        'profile delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'workload delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--guid -g --applicationId --deploymentID --id', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='pagerduty',
    flags='--help -h --json -m --me -F',
    valued='-i --ids -n --name -b --useauth -s --services -e --teams -u --users --until -d',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'auth delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'ep:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'escalation-policy:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'incident resolve': (
            Row('observability/silence', 'availability', 'silences {name}', '--ids -i --name -n', (), (('pd-none',),), 'resources', open=False),
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'rest delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'rest:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'schedule:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'service disable': (
            Row('observability/silence', 'availability', 'silences {name}', '--ids -i --name -n', (), (('pd-none',),), 'resources', open=False),
        ),
        'service:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'team:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
        'user disable': (
            Row('observability/silence', 'availability', 'silences {name}', '--ids -i --name -n', (), (('pd-none',),), 'resources', open=False),
        ),
        'user:delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--ids -i --name -n', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'remove'), 2, 3, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='prometheus',
    flags='--help -h',
    valued='--http.config.file -o',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'tsdb create-blocks-from': (
            Row('observability/silence', 'availability', 'writes blocks into a store', 1, (), (), 'resources', open=False),
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='alertmanager',
    flags='--help -h -q --quiet --expired',
    valued=('--alertmanager.url -o --output --config.file -c --comment -d --duration -a --author --timeout -B '
     '--http.config.file'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--alertmanager.url',), ''),),
    rows={
        'silence add': (
            Row('observability/silence', 'availability', 'silences alerts: {name}', 1, (), (), 'resources', open=False),
        ),
        'silence expire': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'silence import': (
            Row('observability/silence', 'availability', 'silences alerts', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='grafana',
    flags='--help -h --debug --insecure -d',
    valued='--homepath --config --pluginsDir --repo --pluginUrl --configOverrides',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version -v',
    alias={},
    facets=(('url', ('--config',), ''),),
    rows={
        'admin reset-admin-password': (
            Row('observability/delete', 'service-delete', 'replaces the password of the administrator', '--config', (), (), 'resources', open=False),
        ),
        'cli admin reset-admin-password': (
            Row('observability/delete', 'service-delete', 'replaces the password of the administrator', '--config', (), (), 'resources', open=False),
        ),
        'cli plugins remove': (
            Row('observability/delete', 'service-delete', 'removes the plugin {name}', 1, (), (), 'resources', open=False),
        ),
        'plugins remove': (
            Row('observability/delete', 'service-delete', 'removes the plugin {name}', 1, (), (), 'resources', open=False),
        ),
        'plugins uninstall': (
            Row('observability/delete', 'service-delete', 'removes the plugin {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='grafana',
    flags='--help -h --disable-reporting -o',
    valued='-t --target -J -l',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
    },
    verbs=(
            Verb(('delete', 'remove'), 2, 3, 'observability/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P9 = Program(
    kind='service',
    provider='splunk',
    flags='-f --accept-license --answer-yes --no-prompt --help -h -delete -force',
    valued='-index -auth -uri -app -owner -name -sourcetype -host',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='--help help -h',
    alias={'_internal': '_internal'},
    facets=(('url', ('-uri',), 'SPLUNK_URI'),),
    rows={
        'clean': (
            Row('observability/data', 'data-loss', 'erases {name} of Splunk', 1, (), (), 'resources', open=True),
        ),
        'decommission': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'disable app': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'disable boot-start': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'disable index': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'disable listen': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'offline': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'remove app': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove cluster-peers': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove forward-server': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove index': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove licenses': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove monitor': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove saved-search': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove search-server': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove shcluster-member': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'remove user': (
            Row('observability/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'restart': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback cluster-bundle': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'rolling-restart': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('observability/silence', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('remove', 'delete'), 1, 1, 'observability/delete', 'service-delete', 'removes {name}'),
    ),
    hands={
    },
)
_P10 = Program(
    kind='database',
    provider='influxdb',
    flags='--skip-verify --help -h --json --hide-headers --full --force -f --http-debug',
    valued=('--host -t --token -o --org --org-id -c --active-config --configs-path -n --name -i --id -b --bucket '
     '--bucket-id --start --stop -p --predicate -execute -database -port -username -password -host -r --retention '
     '--user --stack-id --shard-group-duration'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'backup': 'backup', 'remove': 'delete', 'rm': 'delete'},
    facets=(('url', ('--host',), 'INFLUX_HOST'), ('account', ('--org', '-o'), 'INFLUX_ORG'),
     ('project', ('--bucket', '-b'), 'INFLUX_BUCKET_NAME')),
    rows={
        'auth delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'auth inactive': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'bucket delete': (
            Row('observability/data', 'data-loss', 'deletes {name} with its data', '--name -n --id -i --stack-id', (), (), 'resources', open=False),
        ),
        'bucket-schema delete': (
            Row('observability/data', 'data-loss', 'deletes {name} with its data', '--name -n --id -i --stack-id', (), (), 'resources', open=False),
        ),
        'config delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'delete': (
            Row('observability/data', 'data-loss', 'deletes points of a bucket', '--bucket -b --bucket-id', (), (), 'resources', open=True),
        ),
        'org delete': (
            Row('observability/data', 'data-loss', 'deletes {name} with its data', '--name -n --id -i --stack-id', (), (), 'resources', open=False),
        ),
        'remote delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'replication delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'restore': (
            Row('observability/data', 'data-loss', 'replaces data by a backup', 1, (('--full',),), (), 'resources', open=True),
        ),
        'scripts delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'secret delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'stacks delete': (
            Row('observability/data', 'data-loss', 'deletes {name} with its data', '--name -n --id -i --stack-id', (), (), 'resources', open=False),
        ),
        'stacks remove': (
            Row('observability/data', 'data-loss', 'deletes {name} with its data', '--name -n --id -i --stack-id', (), (), 'resources', open=False),
        ),
        'task delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'telegrafs delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'telegrafs rm': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'user delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'v1 auth delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'v1 auth remove': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
        'v1 dbrp delete': (
            Row('observability/delete', 'service-delete', 'deletes {name}', '--name -n --id -i', (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        '': (
            Hand('sql', '-execute', '', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'sentry-cli': _P0,
    'datadog-ci': _P1,
    'dog': _P2,
    'dogshell': _P2,
    'newrelic': _P3,
    'pd': _P4,
    'promtool': _P5,
    'amtool': _P6,
    'grafana-cli': _P7,
    'grafana': _P7,
    'grr': _P8,
    'splunk': _P9,
    'influx': _P10,
}

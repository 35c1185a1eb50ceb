"""Generated from tables/hosting.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='vercel',
    flags='-y --yes -s --safe -h --help -d --debug --no-wait --prod --force -f --no-color',
    valued=('-S --scope -T --team -t --token -A --local-config -Q --global-config --cwd --timeout --environment '
     '--git-branch -m --meta --hard'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'cert': 'certs',
     'certs': 'certs',
     'del': 'rm',
     'delete': 'rm',
     'dns': 'dns',
     'domain': 'domains',
     'domains': 'domains',
     'projects': 'project',
     'remove': 'rm'},
    facets=(('account', ('--scope', '-S', '--team', '-T'), 'VERCEL_ORG_ID'), ('project', ('--cwd',), 'VERCEL_PROJECT_ID')),
    rows={
        'alias': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'alias rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'blob del': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'blob rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'blob store delete': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'blob store rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'cache dangerously-delete': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'cache purge': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certs rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'dns rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'domains move': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'domains rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'domains transfer-out': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'edge-config rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'env rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'integration rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'integration-resource disconnect': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'integration-resource rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'project pause': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'project rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'promote': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'rolling-release abort': (
            Row('hosting/stop', 'availability', 'changes what production serves: {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'teams rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'webhooks rm': (
            Row('hosting/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cloud',
    provider='netlify',
    flags='-f --force -h --help --json --debug',
    valued='--filter --auth -s --site --site-id --context --scope --data -d --message',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'sites': 'sites'},
    facets=(('project', ('--site', '-s', '--site-id'), 'NETLIFY_SITE_ID'),),
    rows={
        'addons:delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'addons:destroy': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'api': (
            Row('hosting/delete', 'service-delete', "asks Netlify's API for {name}", 1, (('delete*',), ('remove*',), ('purge*',), ('rollback*',), ('disable*',), ('cancel*',), ('unlink*',)), (), 'resources', open=False),
        ),
        'blobs:delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'db drop': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy:delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'env:clone': (
            Row('hosting/stop', 'availability', 'changes the settings {name}', 1, (), (), 'resources', open=False),
        ),
        'env:import': (
            Row('hosting/stop', 'availability', 'replaces every setting by those of {name}', 1, (('--replace-existing',), ('-r',)), (), 'resources', open=False),
        ),
        'env:unset': (
            Row('hosting/stop', 'availability', 'changes the settings {name}', 1, (), (), 'resources', open=False),
        ),
        'functions:delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'sites:delete': (
            Row('hosting/delete', 'service-delete', 'deletes the site {name} with its deploys, forms and settings', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy'), 2, 3, 'hosting/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='fly',
    flags='-y --yes --force -f -j --json --verbose --debug -h --help --pty --auto-confirm --purge -q --stage --detach',
    valued=('-a --app -c --config -o --org -t --access-token -r --region -s --select -C --command --machine --image '
     '--process-group -g --group -n --team --target -p --pipeline -j --job -b --build --vm-size'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'ab': 'abort-build',
     'app': 'apps',
     'cert': 'certs',
     'ct': 'clear-task-cache',
     'delete': 'delete',
     'destroy': 'destroy',
     'dp': 'destroy-pipeline',
     'dt': 'destroy-team',
     'ip': 'ips',
     'm': 'machine',
     'machines': 'machine',
     'pg': 'postgres',
     'pj': 'pause-job',
     'pp': 'pause-pipeline',
     'pt': 'prune-team',
     'rm': 'remove',
     'secret': 'secrets',
     'token': 'tokens',
     'vol': 'volumes',
     'volume': 'volumes'},
    facets=(('project', ('--app', '-a'), 'FLY_APP'), ('account', ('--org', '-o'), 'FLY_ORG')),
    rows={
        'abort-build': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'apps destroy': (
            Row('hosting/delete', 'service-delete', 'destroys the app {name} with its machines and volumes', 1, (), (), 'resources', open=False),
        ),
        'apps move': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'apps restart': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'apps suspend': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'archive-pipeline': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'clear-resource-cache': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'clear-versions': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'delete-target': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'destroy': (
            Row('hosting/delete', 'service-delete', 'destroys the app {name} with its machines and volumes', 1, (), (), 'resources', open=False),
        ),
        'destroy-pipeline': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'destroy-team': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'disable-resource-version': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'expose-pipeline': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'ips release': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'machine cordon': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'machine destroy': (
            Row('hosting/delete', 'service-delete', 'destroys the machine {name}', 1, (), (), 'resources', open=False),
        ),
        'machine kill': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'machine remove': (
            Row('hosting/delete', 'service-delete', 'destroys the machine {name}', 1, (), (), 'resources', open=False),
        ),
        'machine stop': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'machine suspend': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'mpg destroy': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'mpg detach': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'mpg restore': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'pause-job': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'pause-pipeline': (
            Row('hosting/stop', 'availability', 'stops {name}', '--pipeline -p --job -j', (), (), 'resources', open=False),
        ),
        'postgres destroy': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'postgres detach': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'postgres failover': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'postgres restart': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'prune-worker': (
            Row('hosting/delete', 'service-delete', 'destroys {name}', '--pipeline -p --team -n', (), (), 'resources', open=False),
        ),
        'redis destroy': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'redis reset': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'scale count': (
            Row('hosting/stop', 'availability', 'scales the app to nothing', '--app -a', (('0',), ('*=0',)), (), 'resources', open=False),
        ),
        'scale memory': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'scale vm': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets unset': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
            Row('hosting/stop', 'availability', 'removes the secrets {name} and restarts the app', 1, (), (), 'resources', open=False),
        ),
        'storage destroy': (
            Row('hosting/data', 'data-loss', 'empties or destroys the data store {name}', 1, (), (), 'resources', open=False),
        ),
        'suspend': (
            Row('hosting/stop', 'availability', 'stops or changes what runs: {name}', 1, (), (), 'resources', open=False),
        ),
        'volumes delete': (
            Row('hosting/data', 'data-loss', 'destroys the volume {name}', 1, (), (), 'resources', open=False),
        ),
        'volumes destroy': (
            Row('hosting/data', 'data-loss', 'destroys the volume {name}', 1, (), (), 'resources', open=False),
        ),
        'volumes snapshots delete': (
            Row('hosting/backup', 'backup-delete', 'deletes the snapshot {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('destroy', 'delete', 'remove'), 2, 3, 'hosting/delete', 'service-delete', 'removes {name}'),
    ),
    hands={
        'console': (
            Hand('shell', '--command -C', '', away=True, given=(), unless=()),
        ),
        'machine exec': (
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
        'machine run': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
        'postgres connect': (
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
        'ssh console': (
            Hand('shell', '--command -C', '', away=True, given=(), unless=()),
        ),
    },
)
_P3 = Program(
    kind='cloud',
    provider='railway',
    flags='-y --yes -2fa --json -h --help -d --detach',
    valued='-s --service -e --environment -p --project --set -v --mount -k --kind --2fa-code --volume',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'env': 'environment',
     'envs': 'environment',
     'remove': 'delete',
     'rm': 'delete',
     'variable': 'variables',
     'vars': 'variables'},
    facets=(('project', ('--project', '-p'), 'RAILWAY_PROJECT_ID'),
     ('account', ('--environment', '-e'), 'RAILWAY_ENVIRONMENT_ID')),
    rows={
        'bucket delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'down': (
            Row('hosting/stop', 'availability', 'takes the latest deployment of {name} down', '--service -s', (), (), 'resources', open=False),
        ),
        'environment delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'function delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'project delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'redeploy': (
            Row('hosting/stop', 'availability', 'restarts {name}', '--service -s', (), (), 'resources', open=False),
        ),
        'restart': (
            Row('hosting/stop', 'availability', 'restarts {name}', '--service -s', (), (), 'resources', open=False),
        ),
        'service delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'variables delete': (
            Row('hosting/delete', 'service-delete', 'deletes the variable {name}', 1, (), (), 'resources', open=False),
        ),
        'volume delete': (
            Row('hosting/data', 'data-loss', 'deletes the volume {name}', '--volume -v', (), (), 'resources', open=False),
        ),
        'volume detach': (
            Row('hosting/data', 'data-loss', 'deletes the volume {name}', '--volume -v', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy'), 2, 3, 'hosting/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'connect': (
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
        'ssh': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
    },
)
_P4 = Program(
    kind='cloud',
    provider='render',
    flags='--confirm -h --help --wait',
    valued='-o --output -c --command --commit --image --project --environment',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'keyvalues': 'keyvalue', 'kv': 'keyvalue', 'pg': 'postgres'},
    facets=(('project', (), 'RENDER_SERVICE_ID'),),
    rows={
        'deploys cancel': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'disks delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'ea keyvalue suspend': (
            Row('hosting/stop', 'availability', 'suspends the data store {name}', 1, (('--confirm',),), (), 'resources', open=False),
        ),
        'ea postgres suspend': (
            Row('hosting/stop', 'availability', 'suspends the data store {name}', 1, (('--confirm',),), (), 'resources', open=False),
        ),
        'env-groups delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'environments delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'jobs cancel': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'keyvalue delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'keyvalue suspend': (
            Row('hosting/stop', 'availability', 'suspends the data store {name}', 1, (('--confirm',),), (), 'resources', open=False),
        ),
        'postgres delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'postgres suspend': (
            Row('hosting/stop', 'availability', 'suspends the data store {name}', 1, (('--confirm',),), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'restart': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'services delete': (
            Row('hosting/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'services restart': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'services rollback': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'services suspend': (
            Row('hosting/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy'), 2, 3, 'hosting/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'psql': (
            Hand('sql', '--command -c', 'postgres', away=False, given=(), unless=()),
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
    },
)
_P5 = Program(
    kind='cloud',
    provider='surge',
    flags='-h --help',
    valued='-p --project -d --domain -t --token',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'teardown': (
            Row('hosting/delete', 'service-delete', 'takes the site {name} down for good', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='cloud',
    provider='appwrite',
    flags='--force --all -h --help --json --verbose',
    valued=('--project-id --database-id --collection-id --bucket-id --function-id --user-id --document-id --table-id '
     '--row-id --file-id --team-id --deployment-id --id --site-id --topic-id --attribute-id --key --index-id'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('project', ('--project-id',), ''),),
    rows={
    },
    verbs=(
            Verb(('delete', 'delete-document', 'delete-documents', 'delete-collection', 'delete-table', 'delete-bucket', 'delete-file', 'delete-deployment', 'delete-function', 'delete-user', 'delete-team', 'delete-row', 'delete-rows', 'delete-key', 'delete-platform', 'delete-project', 'delete-webhook', 'delete-site', 'delete-session', 'delete-sessions', 'delete-execution', 'delete-variable', 'delete-index', 'delete-attribute', 'delete-column', 'delete-message', 'delete-topic', 'delete-target', 'delete-identity', 'delete-membership', 'delete-installation', 'delete-repository'), 2, 3, 'hosting/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P7 = Program(
    kind='cloud',
    provider='convex',
    flags='--prod -y --yes --replace --replace-all --append -h --help --no-push',
    valued='--table --path --format --deployment-name --preview-name --url --admin-key --env-file --component --identity',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('project', ('--deployment-name',), 'CONVEX_DEPLOYMENT'),),
    rows={
        'deployment delete': (
            Row('hosting/delete', 'service-delete', 'deletes the deployment {name}', 1, (), (), 'resources', open=False),
        ),
        'deployments delete': (
            Row('hosting/delete', 'service-delete', 'deletes the deployment {name}', 1, (), (), 'resources', open=False),
        ),
        'env remove': (
            Row('hosting/stop', 'availability', 'removes the variable {name}', 1, (), (), 'resources', open=False),
        ),
        'env unset': (
            Row('hosting/stop', 'availability', 'removes the variable {name}', 1, (), (), 'resources', open=False),
        ),
        'import': (
            Row('hosting/data', 'data-loss', 'replaces tables by {name}', 1, (('--replace',), ('--replace-all',)), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'vercel': _P0,
    'vc': _P0,
    'now': _P0,
    'netlify': _P1,
    'ntl': _P1,
    'fly': _P2,
    'flyctl': _P2,
    'railway': _P3,
    'render': _P4,
    'surge': _P5,
    'appwrite': _P6,
    'convex': _P7,
}

"""Generated from tables/heroku.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='heroku',
    flags='--force --no-tty --exit-code --no-wait --prune --wait --help -h --no-notify --verbose -v --tail -x',
    valued=('-a --app -r --remote -c --confirm --command -t --team -p --pipeline -s --size -e --env -n --num --type --as '
     '-o --org --credential --name --process-type'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'destroy': 'destroy'},
    facets=(('project', ('--app', '-a'), 'HEROKU_APP'), ('account', ('--team', '-t'), 'HEROKU_ORGANIZATION')),
    rows={
        'access remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'access:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'addons destroy': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'addons detach': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'addons remove': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'addons:destroy': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'addons:detach': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'addons:remove': (
            Row('heroku/addon-destroy', 'service-delete', 'destroys the add-on {name} and the data in it', 1, (), (), 'resources', open=False),
        ),
        'apps delete': (
            Row('heroku/app-destroy', 'service-delete', 'destroys the app {name} with its add-ons and their data', '--app -a', (), (), 'resources', open=False),
        ),
        'apps destroy': (
            Row('heroku/app-destroy', 'service-delete', 'destroys the app {name} with its add-ons and their data', '--app -a', (), (), 'resources', open=False),
        ),
        'apps leave': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps lock': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps rename': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps transfer': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps:delete': (
            Row('heroku/app-destroy', 'service-delete', 'destroys the app {name} with its add-ons and their data', '--app -a', (), (), 'resources', open=False),
        ),
        'apps:destroy': (
            Row('heroku/app-destroy', 'service-delete', 'destroys the app {name} with its add-ons and their data', '--app -a', (), (), 'resources', open=False),
        ),
        'apps:leave': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps:lock': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps:rename': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'apps:transfer': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'authorizations destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'authorizations revoke': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'authorizations:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'authorizations:revoke': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'buildpacks clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'buildpacks remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'buildpacks:clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'buildpacks:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certs auto disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certs remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certs:auto:disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certs:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ci config unset': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ci:config:unset': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'clients destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'clients:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'config remove': (
            Row('heroku/config-unset', 'availability', 'removes the settings {name}, and restarts the app', 1, (), (), 'resources', open=False),
        ),
        'config unset': (
            Row('heroku/config-unset', 'availability', 'removes the settings {name}, and restarts the app', 1, (), (), 'resources', open=False),
        ),
        'config:remove': (
            Row('heroku/config-unset', 'availability', 'removes the settings {name}, and restarts the app', 1, (), (), 'resources', open=False),
        ),
        'config:unset': (
            Row('heroku/config-unset', 'availability', 'removes the settings {name}, and restarts the app', 1, (), (), 'resources', open=False),
        ),
        'container rm': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'container:rm': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'data maintenances run': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'data:maintenances:run': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'destroy': (
            Row('heroku/app-destroy', 'service-delete', 'destroys the app {name} with its add-ons and their data', '--app -a', (), (), 'resources', open=False),
        ),
        'domains clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'domains remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'domains:clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'domains:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'drains remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'drains:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'dyno kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'dyno scale': (
            Row('heroku/stop', 'availability', 'scales {name}', 1, (('*=0',), ('*=0:*',), ('*-1',)), (), 'resources', open=False),
        ),
        'dyno stop': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'dyno:kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'dyno:scale': (
            Row('heroku/stop', 'availability', 'scales {name}', 1, (('*=0',), ('*=0:*',), ('*-1',)), (), 'resources', open=False),
        ),
        'dyno:stop': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'features disable': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'features:disable': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'kafka consumer-groups destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'kafka topics destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'kafka:consumer-groups:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'kafka:topics:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'keys clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'keys remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'keys:clear': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'keys:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'labs disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'labs:disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'maintenance on': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'maintenance:on': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'members remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'members:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg backups delete': (
            Row('heroku/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'pg backups restore': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg backups unschedule': (
            Row('heroku/backup-delete', 'backup-delete', 'ends the daily backups of {name}', 1, (), (), 'resources', open=False),
        ),
        'pg copy': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg credentials destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg credentials rotate': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg detach': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg killall': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg links destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg maintenance run': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg push': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg reset': (
            Row('heroku/database-reset', 'data-loss', 'deletes all data in {name}', 1, (), (), 'rows', open=True),
        ),
        'pg restore': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg unfollow': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:backups:delete': (
            Row('heroku/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:backups:restore': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg:backups:unschedule': (
            Row('heroku/backup-delete', 'backup-delete', 'ends the daily backups of {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:copy': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg:credentials:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:credentials:rotate': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:detach': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:killall': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:links:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:maintenance:run': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pg:push': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg:reset': (
            Row('heroku/database-reset', 'data-loss', 'deletes all data in {name}', 1, (), (), 'rows', open=True),
        ),
        'pg:restore': (
            Row('heroku/database-reset', 'data-loss', 'overwrites a database with {name}', 1, (), (), 'rows', open=True),
        ),
        'pg:unfollow': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines:promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ps kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'ps scale': (
            Row('heroku/stop', 'availability', 'scales {name}', 1, (('*=0',), ('*=0:*',), ('*-1',)), (), 'resources', open=False),
        ),
        'ps stop': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'ps:kill': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'ps:scale': (
            Row('heroku/stop', 'availability', 'scales {name}', 1, (('*=0',), ('*=0:*',), ('*-1',)), (), 'resources', open=False),
        ),
        'ps:stop': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'redis maintenance': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'redis promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'redis:maintenance': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'redis:promote': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'releases rollback': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'releases:rollback': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'repo reset': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'repo:reset': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'reviewapps disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'reviewapps:disable': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'scale': (
            Row('heroku/stop', 'availability', 'scales {name}', 1, (('*=0',), ('*=0:*',), ('*-1',)), (), 'resources', open=False),
        ),
        'spaces destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces peerings destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces transfer': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces vpn destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces:peerings:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces:transfer': (
            Row('heroku/stop', 'availability', 'stops or changes {name}', 1, (), (), 'resources', open=False),
        ),
        'spaces:vpn:destroy': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'telemetry remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'telemetry:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'webhooks remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'webhooks:remove': (
            Row('heroku/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('destroy',), 2, 3, 'heroku/delete', 'service-delete', 'destroys {name}'),
    ),
    hands={
        'local run': (
            Hand('command', 1, '', away=False, given=(), unless=()),
        ),
        'local:run': (
            Hand('command', 1, '', away=False, given=(), unless=()),
        ),
        'pg psql': (
            Hand('sql', '--command -c', 'postgres', away=False, given=(), unless=()),
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
        'pg:psql': (
            Hand('sql', '--command -c', 'postgres', away=False, given=(), unless=()),
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
        'ps exec': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'ps:exec': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'psql': (
            Hand('sql', '--command -c', 'postgres', away=False, given=(), unless=()),
            Hand('sql', '<', 'postgres', away=False, given=(), unless=()),
        ),
        'redis cli': (
            Hand('redis', '<', '', away=False, given=(), unless=()),
        ),
        'redis:cli': (
            Hand('redis', '<', '', away=False, given=(), unless=()),
        ),
        'run': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'run bash': (
            Hand('shell', '-c', '', away=True, given=(), unless=()),
        ),
        'run detached': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'run sh': (
            Hand('shell', '-c', '', away=True, given=(), unless=()),
        ),
        'run:detached': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'run:detached bash': (
            Hand('shell', '-c', '', away=True, given=(), unless=()),
        ),
        'run:detached sh': (
            Hand('shell', '-c', '', away=True, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'heroku': _P0,
}

"""Generated from tables/gateway.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='kong',
    flags='-f --force --all-workspaces --help -h --skip-ca-certificates --skip-consumers --yes --silence-events',
    valued=('--kong-addr --headers --select-tag -s --state --config --konnect-token --konnect-control-plane-name '
     '--konnect-addr -w --workspace --parallelism --timeout --konnect-email --konnect-password'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--kong-addr',), 'DECK_KONG_ADDR'),
     ('project', ('--konnect-control-plane-name', '--workspace', '-w'), '')),
    rows={
        'gateway reset': (
            Row('gateway/reset', 'data-loss', 'deletes the whole configuration of the gateway', '--workspace -w', (), (), 'resources', open=True),
        ),
        'gateway sync': (
            Row('gateway/sync', 'infra-apply', 'makes the gateway what the file says and deletes the rest', 1, (), (), 'resources', open=False),
        ),
        'reset': (
            Row('gateway/reset', 'data-loss', 'deletes the whole configuration of the gateway', '--workspace -w', (), (), 'resources', open=True),
        ),
        'sync': (
            Row('gateway/sync', 'infra-apply', 'makes the gateway what the file says and deletes the rest', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='kong',
    flags='-y --yes -f --force -v --help --run-migrations',
    valued='-c --conf -p --prefix --db-timeout --lock-timeout -t --timeout -s --stop-wait',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'migrations reset': (
            Row('gateway/reset', 'data-loss', 'drops every table of the gateway', 1, (), (), 'resources', open=True),
        ),
        'quit': (
            Row('gateway/stop', 'availability', 'stops the gateway', 1, (), (), 'resources', open=False),
        ),
        'restart': (
            Row('gateway/stop', 'availability', 'stops the gateway', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('gateway/stop', 'availability', 'stops the gateway', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='apigee',
    flags='--help -h --print-output --no-output --force --safeundeploy --default-token --metadata-token',
    valued='-o --org -e --env -n --name -t --token -a --account -v --rev -p --proxy -d --id -k --key',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('account', ('--org', '-o'), ''), ('project', ('--env', '-e'), '')),
    rows={
        'apis undeploy': (
            Row('gateway/route', 'availability', 'takes {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'apps suspend': (
            Row('gateway/route', 'availability', 'takes {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'sharedflows undeploy': (
            Row('gateway/route', 'availability', 'takes {name} out of service', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'del', 'clear'), 2, 4, 'gateway/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P3 = Program(
    kind='machine',
    provider='nginx',
    flags='-t -T -v -V -q -h -?',
    valued='-s -c -g -p -e',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h -?',
    alias={},
    facets=(),
    rows={
        '': (
            Row('gateway/stop', 'availability', 'stops the web server', '-s', (('-s=stop',), ('-s=quit',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='machine',
    provider='caddy',
    flags='--help -h --force',
    valued='--config --address --adapter --path',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'stop': (
            Row('gateway/stop', 'availability', 'stops the web server', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='machine',
    provider='apache',
    flags='-h -t -S -v',
    valued='-k -f',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('gateway/stop', 'availability', 'stops the web server', '-k', (('-k=stop',), ('-k=graceful-stop',)), (), 'resources', open=False),
        ),
        'graceful-stop': (
            Row('gateway/stop', 'availability', 'stops the web server', 1, (), (), 'resources', open=False),
        ),
        'restart': (
            Row('gateway/stop', 'availability', 'stops the web server', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('gateway/stop', 'availability', 'stops the web server', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'deck': _P0,
    'kong': _P1,
    'apigeecli': _P2,
    'nginx': _P3,
    'openresty': _P3,
    'caddy': _P4,
    'apachectl': _P5,
    'apache2ctl': _P5,
}

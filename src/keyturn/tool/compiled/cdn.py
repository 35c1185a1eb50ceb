"""Generated from tables/cdn.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='fastly',
    flags=('--accept-defaults -d --accept-custom-build --auto-yes -y --debug-mode --non-interactive -i --quiet -q '
     '--verbose -v --autoclone --force -f --all --soft --json -j --async'),
    valued=('--profile -o --token -t --service-id -s --service-name --version --name -n --key --url --file --store-id '
     '--domain --comment --endpoint --acl-id --dictionary-id --id --concurrency'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('project', ('--service-id', '-s', '--service-name'), 'FASTLY_SERVICE_ID'),),
    rows={
        'acl delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'auth-token delete': (
            Row('cdn/token-delete', 'bounded-write', 'forgets a profile or token {name}', 1, (), (), 'resources', open=False),
        ),
        'backend delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'config-store delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'config-store-entry delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'dictionary delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'dictionary-entry delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'dictionary-item delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'domain delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'healthcheck delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'kv-store delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'kv-store-entry delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'object-storage access-keys delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'object-store delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'profile delete': (
            Row('cdn/token-delete', 'bounded-write', 'forgets a profile or token {name}', 1, (), (), 'resources', open=False),
        ),
        'purge': (
            Row('cdn/purge', 'availability', 'empties the whole cache', '--service-id -s', (('--all',),), (), 'resources', open=True),
        ),
        'secret-store delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'secret-store-entry delete': (
            Row('cdn/store-delete', 'service-delete', 'deletes the store or entry {name}', '--store-id --key --name -n', (), (), 'resources', open=False),
        ),
        'service backend delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'service delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'service domain delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'service purge': (
            Row('cdn/purge', 'availability', 'empties the whole cache', '--service-id -s', (('--all',),), (), 'resources', open=True),
        ),
        'service vcl custom delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'service vcl snippet delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'service version activate': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'service version deactivate': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'service-version activate': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'service-version deactivate': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'service-version stage': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'tls-custom certificate delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'tls-subscription delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'vcl custom delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
        'vcl snippet delete': (
            Row('cdn/service-delete', 'service-delete', 'deletes {name} of the delivery', '--service-id -s --service-name --name -n', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'deactivate', 'disable'), 2, 5, 'cdn/service-delete', 'service-delete', 'deletes {name} of the delivery'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='akamai',
    flags='--staging --production --force --dry-run',
    valued='--section --edgerc --accountkey --account-key --cpcode --tag --network --property --version --email --contract',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('account', ('--accountkey', '--account-key', '--section'), ''),),
    rows={
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'install': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'property deactivate': (
            Row('cdn/switch', 'availability', 'switches the version that is delivered ({name})', '--service-id -s --service-name', (), (), 'resources', open=False),
        ),
        'purge delete': (
            Row('cdn/purge', 'availability', 'empties the cache of {name}', 1, (), (), 'resources', open=True),
        ),
        'purge invalidate': (
            Row('cdn/purge', 'availability', 'empties the cache of {name}', 1, (), (), 'resources', open=True),
        ),
        'uninstall': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'update': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'remove', 'rm', 'del', 'delete-zone', 'delete-recordset', 'remove-hostname', 'rm-recordset', 'rm-zone'), 1, 4, 'cdn/service-delete', 'service-delete', 'deletes {name} of the delivery'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='bunny',
    flags='--force -f --yes -y',
    valued='--key -k --from -f --storage --zone',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'purge': (
            Row('cdn/purge', 'availability', 'empties the cache of {name}', 1, (), (), 'resources', open=True),
        ),
        'pz purge': (
            Row('cdn/purge', 'availability', 'empties the cache of {name}', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
            Verb(('delete', 'remove', 'rm', 'del', 'delete-zone', 'delete-recordset', 'remove-hostname', 'rm-recordset', 'rm-zone'), 1, 4, 'cdn/service-delete', 'service-delete', 'deletes {name} of the delivery'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'fastly': _P0,
    'akamai': _P1,
    'bunny': _P2,
    'bunnycdn': _P2,
    'bunny-cli': _P2,
}

"""Generated from tables/cloudflare.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='cloudflare',
    flags='--remote --local --yes -y --force -f --dry-run --preview --json --skip-confirmation --keep-vars --minify',
    valued=('--config -c --env -e --cwd --env-file --name --command --file --namespace-id --binding --database '
     '--account-id --message -m --version-id --project-name --deployment-id --persist-to --jurisdiction -J --url '
     '--script --text --store-id --batch-size --compatibility-date --compatibility-flags --var --define --tag '
     '--assets --branch --commit-hash'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run --version -v --local',
    alias={},
    facets=(('account', ('--account-id',), 'CLOUDFLARE_ACCOUNT_ID'),
     ('project', ('--name', '--project-name', '--env', '-e'), 'CLOUDFLARE_ENV')),
    rows={
        'cert delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'containers delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'd1 delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'd1 migrations apply': (
            Row('cloudflare/migrate', 'migration-forward', 'applies migrations to the database {name}', 1, (('--remote',), ('--preview',)), (), 'resources', open=False),
        ),
        'd1 time-travel restore': (
            Row('cloudflare/data-delete', 'data-loss', 'turns the database {name} back to an earlier time', 1, (), (), 'resources', open=True),
        ),
        'delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'deployments rollback': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'dispatch-namespace delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'hyperdrive delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv bulk delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv key delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv namespace delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv:bulk delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv:key delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'kv:namespace delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'mtls-certificate delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'pages deployment delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'pages project delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'pages secret delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'pipelines delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'queues consumer http remove': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'queues consumer remove': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'queues consumer worker remove': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'queues delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'queues pause-delivery': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'queues purge': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'r2 bucket catalog disable': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'r2 bucket delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'r2 bucket dev-url enable': (
            Row('cloudflare/public', 'exposure', 'makes the bucket {name} public', 1, (), (), 'resources', open=False),
        ),
        'r2 bucket lifecycle add': (
            Row('cloudflare/data-delete', 'data-loss', 'lets objects of the bucket {name} expire', 1, (('--expire-days',), ('--file',)), (), 'resources', open=True),
        ),
        'r2 bucket lifecycle set': (
            Row('cloudflare/data-delete', 'data-loss', 'lets objects of the bucket {name} expire', 1, (('--expire-days',), ('--file',)), (), 'resources', open=True),
        ),
        'r2 bucket lock remove': (
            Row('cloudflare/protection-off', 'protection-off', 'takes a retention rule off the bucket {name}', 1, (), (), 'resources', open=False),
        ),
        'r2 bucket lock set': (
            Row('cloudflare/protection-off', 'protection-off', 'takes a retention rule off the bucket {name}', 1, (), (), 'resources', open=False),
        ),
        'r2 object delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'route delete': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'secret delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets-store secret delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets-store store delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'triggers deploy': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'vectorize delete': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'vectorize delete-vectors': (
            Row('cloudflare/data-delete', 'service-delete', 'deletes the store {name}', 1, (), (), 'resources', open=False),
        ),
        'versions delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'versions deploy': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'versions secret delete': (
            Row('cloudflare/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'workflows delete': (
            Row('cloudflare/worker-delete', 'service-delete', 'deletes the Worker or Pages project {name}', 1, (), (), 'resources', open=False),
        ),
        'workflows instances pause': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
        'workflows instances terminate': (
            Row('cloudflare/rollback', 'availability', 'turns the deployment back, or stops a part of it ({name})', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'purge', 'destroy'), 1, 5, 'cloudflare/data-delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'd1 execute': (
            Hand('sql', '--command', 'sqlite', away=False, given=(), unless=(('--local',),)),
            Hand('sql', '@--file', 'sqlite', away=False, given=(), unless=(('--local',),)),
        ),
    },
)
_P1 = Program(
    kind='cloud',
    provider='cloudflare',
    flags='--json',
    valued='--account-id --zone --name --type --content --id --mode --value --notes --hostname --files --tags --hosts',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('account', ('--account-id',), 'CF_ACCOUNT_ID'),),
    rows={
        'd d': (
            Row('cloudflare/dns', 'availability', 'deletes a DNS record or zone', '--id --zone', (), (), 'resources', open=False),
        ),
        'dns d': (
            Row('cloudflare/dns', 'availability', 'deletes a DNS record or zone', '--id --zone', (), (), 'resources', open=False),
        ),
        'dns delete': (
            Row('cloudflare/dns', 'availability', 'deletes a DNS record or zone', '--id --zone', (), (), 'resources', open=False),
        ),
        'f r delete': (
            Row('cloudflare/protection-off', 'protection-off', 'deletes a firewall rule', '--id', (), (), 'resources', open=False),
        ),
        'firewall rules delete': (
            Row('cloudflare/protection-off', 'protection-off', 'deletes a firewall rule', '--id', (), (), 'resources', open=False),
        ),
        'origin-ca-root-cert delete': (
            Row('cloudflare/protection-off', 'protection-off', 'deletes a firewall rule', '--id', (), (), 'resources', open=False),
        ),
        'user-agents delete': (
            Row('cloudflare/protection-off', 'protection-off', 'deletes a firewall rule', '--id', (), (), 'resources', open=False),
        ),
        'z d': (
            Row('cloudflare/dns', 'availability', 'deletes a DNS record or zone', '--id --zone', (), (), 'resources', open=False),
        ),
        'z purge': (
            Row('cloudflare/purge', 'availability', 'empties the cache of {name}', '--zone', (), (), 'resources', open=True),
        ),
        'zone delete': (
            Row('cloudflare/dns', 'availability', 'deletes a DNS record or zone', '--id --zone', (), (), 'resources', open=False),
        ),
        'zone purge': (
            Row('cloudflare/purge', 'availability', 'empties the cache of {name}', '--zone', (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='cloudflare',
    flags='--force -f --overwrite-dns -o',
    valued='--config --origincert --credentials-file --cred-file --loglevel --token --url --hostname --vnet',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'service uninstall': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
        'tunnel cleanup': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
        'tunnel delete': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
        'tunnel route dns': (
            Row('cloudflare/dns', 'availability', 'replaces the DNS record of {name}', 2, (('--overwrite-dns',), ('-o',), ('-f',)), (), 'resources', open=False),
        ),
        'tunnel route ip del': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
        'tunnel route ip delete': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
        'tunnel vnet delete': (
            Row('cloudflare/tunnel-delete', 'availability', 'takes the tunnel or route {name} away', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'wrangler': _P0,
    'wrangler2': _P0,
    'flarectl': _P1,
    'cloudflared': _P2,
}

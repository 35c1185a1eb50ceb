"""Generated from tables/saas.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='stripe',
    flags='--live --help -h -c --confirm --show-headers -s --version',
    valued=('-p --project-name --api-key --config --color --device-name --log-level -d --data -e --expand -i '
     '--idempotency -v --stripe-version --stripe-account --amount --reason --charge --payment-intent --id'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('project', ('--project-name', '-p'), ''), ('account', ('--stripe-account',), '')),
    rows={
        'accounts reject': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'api_keys roll': (
            Row('saas/stop', 'availability', 'replaces the key {name}', 1, (), (), 'resources', open=False),
        ),
        'charges refund': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'credit_notes void_credit_note': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'disputes close': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'invoices mark_uncollectible': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'invoices void_invoice': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'issuing cards cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'keys roll': (
            Row('saas/stop', 'availability', 'replaces the key {name}', 1, (), (), 'resources', open=False),
        ),
        'payment_intents cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'payouts cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'payouts create': (
            Row('saas/money', 'service-delete', 'gives money back or sends it away', '--charge --payment-intent --amount', (), (), 'resources', open=False),
        ),
        'payouts reverse': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'post': (
            Row('saas/money', 'service-delete', 'posts to {name}', 1, (('*/refunds',), ('*/refund',), ('*/payouts',), ('*/transfers',), ('*/cancel',), ('*/void',), ('*/reversals',)), (), 'resources', open=False),
        ),
        'quotes cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'refunds create': (
            Row('saas/money', 'service-delete', 'gives money back or sends it away', '--charge --payment-intent --amount', (), (), 'resources', open=False),
        ),
        'setup_intents cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'subscription_schedules cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'subscription_schedules release': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'subscriptions cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'topups cancel': (
            Row('saas/money', 'service-delete', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'transfer_reversals create': (
            Row('saas/money', 'service-delete', 'gives money back or sends it away', '--charge --payment-intent --amount', (), (), 'resources', open=False),
        ),
        'transfers create': (
            Row('saas/money', 'service-delete', 'gives money back or sends it away', '--charge --payment-intent --amount', (), (), 'resources', open=False),
        ),
        'webhook_endpoints roll': (
            Row('saas/stop', 'availability', 'replaces the key {name}', 1, (), (), 'resources', open=False),
        ),
        'webhook_endpoints update': (
            Row('saas/stop', 'availability', 'switches the webhook {name} off', 1, (('--disabled',),), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'remove'), 2, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='square',
    flags='--help -h --confirm',
    valued='--token --location',
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
            Verb(('delete', 'archive', 'delete-project'), 2, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='algolia',
    flags='-y --confirm --help -h --wait --include-replicas -r --forward-to-replicas',
    valued=('-p --profile --application-id --api-key --admin-api-key --object-ids --filters --search-hosts --rule-ids '
     '--synonym-ids'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'index': 'indices', 'indexes': 'indices', 'rm': 'delete'},
    facets=(('account', ('--application-id',), 'ALGOLIA_APPLICATION_ID'), ('project', ('--profile', '-p'), '')),
    rows={
        'apikeys delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'compositions delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'crawler delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'crawler pause': (
            Row('saas/stop', 'availability', 'pauses the crawler {name}', 1, (), (), 'resources', open=False),
        ),
        'dictionary entries clear': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'dictionary entries delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'indices clear': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'indices copy': (
            Row('saas/overwrite', 'data-loss', 'replaces the last of {name}', 1, (('--confirm',), ('-y',)), (), 'resources', open=False),
        ),
        'indices delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'indices move': (
            Row('saas/overwrite', 'data-loss', 'replaces the last of {name}', 1, (('--confirm',), ('-y',)), (), 'resources', open=False),
        ),
        'objects delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'profile delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'profile remove': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'rules delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'synonyms delete': (
            Row('saas/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='launchdarkly',
    flags='--help -h --json',
    valued='--access-token --base-uri --project --environment --flag --data -d --output -o --semantic-patch',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'rm': 'delete'},
    facets=(('project', ('--project',), 'LD_PROJECT'), ('account', ('--environment',), 'LD_ENVIRONMENT')),
    rows={
        'environments reset-mobile-key': (
            Row('saas/stop', 'availability', 'switches the flag off', '--flag --environment', (), (), 'resources', open=False),
        ),
        'environments reset-sdk-key': (
            Row('saas/stop', 'availability', 'switches the flag off', '--flag --environment', (), (), 'resources', open=False),
        ),
        'flags archive': (
            Row('saas/stop', 'availability', 'switches the flag off', '--flag --environment', (), (), 'resources', open=False),
        ),
        'flags toggle-off': (
            Row('saas/stop', 'availability', 'switches the flag off', '--flag --environment', (), (), 'resources', open=False),
        ),
        'flags update': (
            Row('saas/stop', 'availability', 'switches the flag off', '--flag', (('--semantic-patch=*turnflagoff*',),), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'archive', 'delete-project'), 2, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='flipt',
    flags='--drop --skip-existing --help -h --force --all-namespaces',
    valued='--config -a --address -t --token -n --namespaces -o --output',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--address', '-a'), ''),),
    rows={
        'import': (
            Row('saas/overwrite', 'data-loss', 'drops every flag before it imports {name}', 1, (('--drop',),), (), 'resources', open=True),
        ),
    },
    verbs=(
            Verb(('delete',), 1, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='opensearch',
    flags='--help -h -v --verbose',
    valued='-p --profile -c --config -P --path -q --query-params -d --data -H --headers -o --output-format',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('project', ('--profile', '-p'), ''),),
    rows={
    },
    verbs=(
            Verb(('delete',), 1, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='feature-flags',
    flags='--help -h --force -y --yes',
    valued='--project -p --environment -e --api-key --id --url',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'remove': 'delete', 'rm': 'delete'},
    facets=(('project', ('--project', '-p'), ''), ('account', ('--environment', '-e'), '')),
    rows={
    },
    verbs=(
            Verb(('delete', 'archive', 'delete-project'), 2, 3, 'saas/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'stripe': _P0,
    'square': _P1,
    'sq': _P1,
    'algolia': _P2,
    'ldcli': _P3,
    'launchdarkly': _P3,
    'flipt': _P4,
    'opensearch-cli': _P5,
    'flagsmith': _P6,
    'configcat': _P6,
    'growthbook': _P6,
    'unleash': _P6,
    'splitctl': _P6,
    'statsig': _P6,
}

"""Generated from tables/saas.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='saas/delete',
        summary='An object of a service is deleted',
        why='Customers, products, indexes and flags are referred to from elsewhere; their ids never come back.',
        instead='Read it first, for example `stripe customers retrieve cus_7` or `algolia indices list`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('stripe', 'square', 'sq', 'algolia', 'flipt', 'opensearch-cli', 'ldcli', 'launchdarkly', 'flagsmith',
         'configcat', 'growthbook', 'unleash', 'splitctl', 'statsig'),
        match=('stripe delete /v1/customers/cus_7 --live', 'stripe products delete prod_7',
         'algolia indices delete products -y', 'ldcli flags delete --flag new-cart --project shop'),
        no_match=('stripe customers list', 'stripe products retrieve prod_7', 'algolia indices list',
         'ldcli flags list --project shop'),
        source='https://docs.stripe.com/cli/delete',
    ),
    Rule(
        id='saas/money',
        summary='Money is given back or sent away, or a subscription cancelled',
        why='A refund or payout cannot be taken back, and a cancelled subscription is a customer asked to pay again.',
        instead='Read it first, for example `stripe charges retrieve ch_7`; a person refunds it in the dashboard.',
        severity='critical',
        confidence='high',
        category='service-delete',
        anchors=('stripe',),
        match=('stripe refunds create --charge ch_7 --live', 'stripe subscriptions cancel sub_7'),
        no_match=('stripe refunds list', 'stripe subscriptions retrieve sub_7'),
        source='https://docs.stripe.com/cli/resources',
    ),
    Rule(
        id='saas/stop',
        summary='A flag, webhook or crawler is switched off',
        why='What depends on it changes for every user at once.',
        instead='Read it first: `ldcli flags get --flag new-cart --project shop`.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('stripe', 'algolia', 'ldcli', 'launchdarkly'),
        match=('ldcli flags toggle-off --flag new-cart --project shop --environment production', 'algolia crawler pause 7'),
        no_match=('ldcli flags get --flag new-cart --project shop', 'algolia crawler list'),
        source='https://docs.stripe.com/api/webhook_endpoints/update',
    ),
    Rule(
        id='saas/overwrite',
        summary='An index or every flag is replaced',
        why='What was there before is dropped first.',
        instead='Export first: `flipt export -o before.yaml`.',
        severity='high',
        confidence='high',
        category='data-loss',
        anchors=('flipt', 'algolia'),
        match=('flipt import --drop flags.yaml', 'algolia indices move staging products -y'),
        no_match=('flipt export -o flags.yaml', 'algolia indices list'),
        source='https://www.algolia.com/doc/tools/cli/commands/',
    ),
)

"""Generated from tables/observability.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='observability/data',
        summary='Recorded data of a monitoring store is erased',
        why='Measurements and logs are made once; what is erased is gone from every graph and every audit.',
        instead='Read what would go first, for example `splunk list index` or `influx bucket list`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('splunk', 'influx'),
        match=('splunk clean eventdata -index main -f',
         'influx delete --bucket metrics --start 1970-01-01T00:00:00Z --stop 2026-01-01T00:00:00Z',
         'influx bucket delete -n metrics'),
        no_match=('splunk list index', 'influx query q.flux', 'influx bucket list'),
        source='https://docs.splunk.com/Documentation/Splunk/latest/Indexer/RemovedatafromSplunk',
    ),
    Rule(
        id='observability/delete',
        summary='A monitor, dashboard, release or user is deleted',
        why='An alert that is gone is missed when it should have sounded.',
        instead='Export it first, for example `dog monitor show 7`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('sentry-cli', 'dog', 'newrelic', 'pd', 'grafana', 'grr', 'splunk', 'influx'),
        match=('sentry-cli releases delete 1.0.0', 'dog monitor delete 7', 'splunk remove index main'),
        no_match=('sentry-cli releases list', 'dog monitor show 7', 'splunk list index'),
        source='https://docs.sentry.io/cli/releases/',
    ),
    Rule(
        id='observability/silence',
        summary='Alerts or monitoring are switched off',
        why='The next outage is then heard of from customers.',
        instead='Silence one alert for a short time, with a person who watches meanwhile.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('sentry-cli', 'datadog-ci', 'dog', 'pd', 'amtool', 'splunk'),
        match=('amtool silence add alertname=Down -d 24h -c x', 'dog monitor mute_all', 'splunk stop'),
        no_match=('amtool silence query', 'dog monitor show_all', 'splunk status'),
        source='https://docs.sentry.io/cli/',
    ),
)

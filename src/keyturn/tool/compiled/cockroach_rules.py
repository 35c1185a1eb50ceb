"""Generated from tables/cockroach.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='cockroach/stop',
        summary='A node of CockroachDB is taken out',
        why='A decommissioned node cannot come back, and too few nodes cost the quorum.',
        instead='Look first: `cockroach node status`.',
        severity='high',
        confidence='high',
        category='availability',
        anchors=('cockroach', 'ccloud'),
        match=('cockroach node decommission 4 --insecure', 'cockroach node drain --self --insecure'),
        no_match=('cockroach node status --insecure', 'cockroach node recommission 4'),
        source='https://www.cockroachlabs.com/docs/stable/cockroach-commands',
    ),
    Rule(
        id='cockroach/repair',
        summary='A cluster or replicas of CockroachDB are given up',
        why='What only those replicas held is lost.',
        instead='Take a backup first and look: `cockroach node status`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('cockroach', 'ccloud'),
        match=('ccloud cluster delete shop', 'cockroach debug reset-quorum 7 --insecure'),
        no_match=('ccloud cluster list', 'cockroach debug zip out.zip'),
        source='https://www.cockroachlabs.com/docs/stable/cockroach-commands',
    ),
)

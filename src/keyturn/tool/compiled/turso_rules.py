"""Generated from tables/turso.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='turso/destroy',
        summary='A Turso database or group is destroyed',
        why='The database is gone with every replica.',
        instead='Dump it first: `turso db export shop`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('turso',),
        match=('turso db destroy shop --yes', 'turso group destroy default'),
        no_match=('turso db list', 'turso db show shop'),
        source='https://docs.turso.tech/cli/db/destroy',
    ),
    Rule(
        id='turso/token',
        summary='Access to Turso is withdrawn or moved',
        why='Whoever connects with an old token is refused at once.',
        instead='Make the new token first: `turso db tokens create shop`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('turso',),
        match=('turso db tokens invalidate shop', 'turso group transfer default other'),
        no_match=('turso db tokens create shop', 'turso group list'),
        source='https://docs.turso.tech/cli/db/tokens/invalidate',
    ),
    Rule(
        id='turso/protection',
        summary='Delete protection is switched off',
        why='The next slip deletes the database.',
        instead='Look at it with `turso db config delete-protection show shop`.',
        severity='high',
        confidence='high',
        category='protection-off',
        anchors=('turso',),
        match=('turso db config delete-protection disable shop', 'turso group config delete-protection disable g'),
        no_match=('turso db config delete-protection show shop', 'turso db config delete-protection enable shop'),
        source='https://docs.turso.tech/cli/introduction',
    ),
)

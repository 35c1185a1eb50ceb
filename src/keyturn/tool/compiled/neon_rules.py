"""Generated from tables/neon.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='neon/delete',
        summary='A Neon project, branch or database is deleted',
        why='The data in it is gone for good; a branch is no backup once it is deleted.',
        instead='Keep a branch as a copy first: `neonctl branches create --name before`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('neonctl', 'neon'),
        match=('neonctl projects delete silent-sun-7', 'neon branches delete main --project-id silent-sun-7'),
        no_match=('neonctl projects list', 'neon branches list'),
        source='https://neon.com/docs/reference/neon-cli',
    ),
    Rule(
        id='neon/reset',
        summary='A Neon branch is overwritten',
        why='What the branch held and its parent does not is lost, unless it is preserved under a name.',
        instead='Compare first with `neonctl branches schema-diff main dev`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('neonctl', 'neon'),
        match=('neonctl branches reset dev --parent', 'neonctl branches restore main ^self@2026-01-01T00:00:00Z'),
        no_match=('neonctl branches get dev', 'neonctl branches list'),
        source='https://neon.com/docs/reference/neon-cli',
    ),
    Rule(
        id='neon/role',
        summary='A role of Neon is deleted or the default branch changed',
        why='Whoever connects with it is refused at once.',
        instead='List them with `neonctl roles list`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('neonctl', 'neon'),
        match=('neonctl roles delete app', 'neonctl branches set-default dev'),
        no_match=('neonctl roles list', 'neonctl branches get dev'),
        source='https://neon.com/docs/reference/neon-cli',
    ),
    Rule(
        id='neon/open',
        summary='The list of allowed addresses is changed',
        why='An empty list lets every address connect.',
        instead='Look at it with `neonctl ip-allow list`.',
        severity='high',
        confidence='high',
        category='protection-off',
        anchors=('neonctl', 'neon'),
        match=('neonctl ip-allow reset', 'neonctl ip-allow remove 10.0.0.1'),
        no_match=('neonctl ip-allow list', 'neonctl ip-allow add 10.0.0.1'),
        source='https://neon.com/docs/reference/neon-cli',
    ),
)

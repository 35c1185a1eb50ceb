"""Generated from tables/turso.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='turso',
    flags='-y --yes --help -h --wait --no-color',
    valued='--group -g --location --instance --from-db --from-file --from-dump --timestamp -c --config-path --proxy',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'delete': 'destroy', 'remove': 'destroy', 'rm': 'destroy'},
    facets=(('project', ('--group', '-g'), ''),),
    rows={
        'auth api-tokens revoke': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'db config delete-protection disable': (
            Row('turso/protection', 'protection-off', 'switches the delete protection of {name} off', 1, (), (), 'resources', open=False),
        ),
        'db destroy': (
            Row('turso/destroy', 'data-loss', 'destroys the database {name}', 1, (), (), 'resources', open=False),
        ),
        'db locations destroy': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'db tokens invalidate': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'group aws-migration start': (
            Row('turso/token', 'availability', 'moves the group {name}', 1, (), (), 'resources', open=False),
        ),
        'group config delete-protection disable': (
            Row('turso/protection', 'protection-off', 'switches the delete protection of {name} off', 1, (), (), 'resources', open=False),
        ),
        'group destroy': (
            Row('turso/destroy', 'data-loss', 'destroys the group {name} with every database in it', 1, (), (), 'resources', open=True),
        ),
        'group locations destroy': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'group tokens invalidate': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'group transfer': (
            Row('turso/token', 'availability', 'moves the group {name}', 1, (), (), 'resources', open=False),
        ),
        'org destroy': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
        'org members destroy': (
            Row('turso/token', 'service-delete', 'withdraws {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('destroy',), 2, 4, 'turso/token', 'service-delete', 'destroys {name}'),
    ),
    hands={
        'db shell': (
            Hand('sql', 2, 'sqlite', away=False, given=(), unless=()),
            Hand('sql', '<', 'sqlite', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'turso': _P0,
}

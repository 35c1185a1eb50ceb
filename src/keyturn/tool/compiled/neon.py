"""Generated from tables/neon.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='neon',
    flags='--help -h --cu --no-color --no-analytics --set-context',
    valued=('--project-id --org-id --api-key --config-dir -o --output --branch --context-file --name --parent --role-name '
     '--database-name --preserve-under-name --timestamp'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'branch': 'branches',
     'database': 'databases',
     'db': 'databases',
     'project': 'projects',
     'rm': 'delete',
     'role': 'roles'},
    facets=(('project', ('--project-id',), 'NEON_PROJECT_ID'), ('account', ('--org-id',), '')),
    rows={
        'branches delete': (
            Row('neon/delete', 'data-loss', 'deletes the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branches reset': (
            Row('neon/reset', 'data-loss', 'overwrites the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branches restore': (
            Row('neon/reset', 'data-loss', 'overwrites the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branches set-default': (
            Row('neon/role', 'availability', 'makes {name} the default branch', 1, (), (), 'resources', open=False),
        ),
        'databases delete': (
            Row('neon/delete', 'data-loss', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'ip-allow remove': (
            Row('neon/open', 'protection-off', 'changes which addresses may connect: {name}', 1, (), (), 'resources', open=False),
        ),
        'ip-allow reset': (
            Row('neon/open', 'protection-off', 'changes which addresses may connect: {name}', 1, (), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('neon/delete', 'data-loss', 'deletes the project {name} with all its branches and databases', 1, (), (), 'resources', open=False),
        ),
        'roles delete': (
            Row('neon/role', 'service-delete', 'deletes the role {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 3, 'neon/role', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'neonctl': _P0,
    'neon': _P0,
}

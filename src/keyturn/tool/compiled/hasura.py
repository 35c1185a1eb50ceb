"""Generated from tables/hasura.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='hasura',
    flags=('--skip-execution --all-databases --skip-confirm -f --force --help -h --dry-run '
     '--disallow-inconsistent-metadata --no-color'),
    valued=('--endpoint --admin-secret --project --envfile --down --up --goto --version --type --database-name --from '
     '--api-paths --log-level --down-migration'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('url', ('--endpoint',), 'HASURA_GRAPHQL_ENDPOINT'), ('project', ('--database-name',), '')),
    rows={
        'deploy': (
            Row('hasura/apply', 'migration-forward', 'applies migrations and metadata', '--version', (), (('--down',), ('--type=down',), ('--goto',), ('--goto=0',)), 'resources', open=False),
        ),
        'metadata apply': (
            Row('hasura/replace', 'migration-forward', 'replaces the metadata of the server', 1, (), (), 'resources', open=False),
        ),
        'metadata clear': (
            Row('hasura/metadata', 'data-loss', 'clears the metadata: permissions, relationships, actions and triggers', 1, (), (), 'resources', open=True),
        ),
        'metadata inconsistency drop': (
            Row('hasura/metadata', 'data-loss', 'clears the metadata: permissions, relationships, actions and triggers', 1, (), (), 'resources', open=True),
        ),
        'metadata reload': (
            Row('hasura/replace', 'migration-forward', 'replaces the metadata of the server', 1, (), (), 'resources', open=False),
        ),
        'migrate apply': (
            Row('hasura/down', 'migration-loss', 'takes migrations back', '--down --goto --version', (('--down',), ('--type=down',), ('--goto',), ('--goto=0',)), (), 'resources', open=True),
            Row('hasura/apply', 'migration-forward', 'applies migrations and metadata', '--version', (), (('--down',), ('--type=down',), ('--goto',), ('--goto=0',)), 'resources', open=False),
        ),
        'migrate delete': (
            Row('hasura/history', 'infra-destroy', 'deletes or rewrites the history of migrations', '--version --from', (), (), 'resources', open=False),
        ),
        'migrate squash': (
            Row('hasura/history', 'infra-destroy', 'deletes or rewrites the history of migrations', '--version --from', (), (), 'resources', open=False),
        ),
        'seed apply': (
            Row('hasura/replace', 'migration-forward', 'runs seed files', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'hasura': _P0,
}

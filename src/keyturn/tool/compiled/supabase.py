"""Generated from tables/supabase.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='supabase',
    flags=('--linked --local --yes --debug --help -h --include-all --include-seed --include-roles --experimental '
     '--no-seed --no-backup --all -r --recursive --dry-run'),
    valued=('--project-ref --db-url -p --password --workdir --profile --status --version --last --network-id '
     '--dns-resolver -o --output --schema -s --env-file --org-id --region -j --jobs -f --file'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'branch': 'branches',
     'function': 'functions',
     'network-ban': 'network-bans',
     'project': 'projects',
     'rm': 'rm'},
    facets=(('project', ('--project-ref',), 'SUPABASE_PROJECT_ID'), ('url', ('--db-url',), 'SUPABASE_DB_URL')),
    rows={
        'branches delete': (
            Row('supabase/delete', 'data-loss', 'deletes the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branches disable': (
            Row('supabase/delete', 'data-loss', 'deletes the branch {name}', 1, (), (), 'resources', open=False),
        ),
        'branches pause': (
            Row('supabase/settings', 'availability', 'replaces settings of the project', 1, (), (), 'resources', open=False),
        ),
        'config push': (
            Row('supabase/settings', 'availability', 'replaces settings of the project', 1, (), (), 'resources', open=False),
        ),
        'db push': (
            Row('supabase/push', 'migration-forward', 'applies the local migrations to the linked database', '--db-url', (), (), 'resources', open=False),
        ),
        'db reset': (
            Row('supabase/reset', 'migration-loss', 'drops and rebuilds the linked database', '--db-url', (('--linked',), ('--db-url',)), (), 'rows', open=True),
            Row('supabase/local-reset', 'container-data', 'drops and rebuilds the local database', '--version', (), (('--linked',), ('--db-url',)), 'rows', open=True),
        ),
        'domains delete': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'encryption update-root-key': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'functions delete': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'migration down': (
            Row('supabase/down', 'migration-loss', 'takes migrations of a database back', '--last', (), (), 'resources', open=True),
        ),
        'migration repair': (
            Row('supabase/repair', 'infra-destroy', 'rewrites which migrations count as applied: {name}', 1, (), (('--local',),), 'resources', open=False),
        ),
        'migration squash': (
            Row('supabase/repair', 'infra-destroy', 'rewrites which migrations count as applied: {name}', 1, (), (('--local',),), 'resources', open=False),
        ),
        'migration up': (
            Row('supabase/push', 'migration-forward', 'applies pending migrations', '--db-url', (('--linked',), ('--db-url',)), (), 'resources', open=False),
        ),
        'network-bans remove': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'network-restrictions update': (
            Row('supabase/settings', 'availability', 'replaces settings of the project', 1, (), (), 'resources', open=False),
        ),
        'postgres-config delete': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('supabase/delete', 'data-loss', 'deletes the project {name} with its database and files', 1, (), (), 'resources', open=False),
        ),
        'projects pause': (
            Row('supabase/settings', 'availability', 'replaces settings of the project', 1, (), (), 'resources', open=False),
        ),
        'secrets unset': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'snippets delete': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ssl-enforcement update': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'sso remove': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('supabase/local-reset', 'container-data', 'deletes the data of the local stack', 1, (('--no-backup',),), (), 'resources', open=True),
        ),
        'storage mv': (
            Row('supabase/service', 'service-delete', 'moves {name}', 1, (('--recursive',), ('-r',)), (), 'resources', open=False),
        ),
        'storage rm': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'vanity-subdomains delete': (
            Row('supabase/service', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'remove'), 2, 3, 'supabase/service', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'db query': (
            Hand('sql', 1, 'postgres', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'supabase': _P0,
}

"""Generated from tables/migrate.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='database',
    provider='migration tool',
    flags='-f --fake --tsConfig',
    valued='-d --dataSource --datasource -c --connection --config -t --transaction --root -r --require',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version -v',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'migration:revert': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',), ('-f',)), 'tables', open=True),
        ),
        'migration:run': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'schema:drop': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (), 'tables', open=True),
        ),
        'schema:sync': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the code, dropping columns and tables that the code lacks', 9, (), (), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'query': (
            Hand('sql', 1, '', away=False, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='database',
    provider='migration tool',
    flags='--debug --with-source-map --seed-all',
    valued=('--env --config --options-path --migrations-path --seeders-path --models-path --url --to --from --name --seed '
     '--charset --collate'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --version',
    alias={},
    facets=(('url', ('--url',), 'DATABASE_URL'),),
    rows={
        'db:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'db:migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:migrate:undo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db:migrate:undo:all': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (('--to',),), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('--to',),), (), 'tables', open=True),
        ),
        'db:seed:all': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'db:seed:undo': (
            Row('migrate/empty', 'data-loss', 'deletes the rows that seeders put in, mostly whole tables', 9, (), (), 'rows', open=True),
        ),
        'db:seed:undo:all': (
            Row('migrate/empty', 'data-loss', 'deletes the rows that seeders put in, mostly whole tables', 9, (), (), 'rows', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='database',
    provider='migration tool',
    flags='--all -all --debug --esm --force --verbose',
    valued=('--knexfile --cwd --client --connection --env -e --environment --migrations-directory --migrations-table-name '
     '--specific --timestamp-filename-prefix --stub -x --knexpath --config --jiti'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --version -V -h -v',
    alias={},
    facets=(('url', ('--connection',), 'DATABASE_URL'),),
    rows={
        'migrate down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate latest': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate rollback': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-all',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes the last batch of migrations: what they added is dropped with its data', 9, (), (('--all',), ('-all',)), 'tables', open=True),
        ),
        'migrate up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate:down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate:latest': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate:rollback': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-all',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes the last batch of migrations: what they added is dropped with its data', 9, (), (('--all',), ('-all',)), 'tables', open=True),
        ),
        'migrate:unlock': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'migrate:up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='database',
    provider='migration tool',
    flags=('-r --run -d --dump --fk-checks --drop-migrations-table --drop-db --drop-tables --safe --seed -b --blank -i '
     '--initial'),
    valued='--config --contextName --from -f --to -t --only -o',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version -v',
    alias={},
    facets=(('url', (), 'MIKRO_ORM_CLIENT_URL'),),
    rows={
        'migration:down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migration:fresh': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (('--dump',), ('-d',)), 'tables', open=True),
        ),
        'migration:up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'schema:drop': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (('--dump',), ('-d',)), 'tables', open=True),
        ),
        'schema:fresh': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (('--dump',), ('-d',)), 'tables', open=True),
        ),
        'schema:update': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the code, dropping columns and tables that the code lacks', 9, (('--run',), ('-r',)), (('--safe',), ('--dump',)), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='database',
    provider='migration tool',
    flags='--fake --no-lock --verbose --single-transaction --ts-node --check-order --reject-unauthorized --decamelize',
    valued=('-d --database-url-var -m --migrations-dir -t --migrations-table -s --schema --migrations-schema -f '
     '--config-file --config-value --env --envPath --tsconfig -j --migration-file-language --count --timestamp'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help --version',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'redo': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='database',
    provider='migration tool',
    flags='-v --verbose -b --block --check --sql-file --coffee-file --ignore-on-init --non-transactional --force-exit -u',
    valued='-e --env -m --migrations-dir -c --count --config --table -f --file --to --name --step',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --version -i --check',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'db:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='database',
    provider='migration tool',
    flags='--force -f --compact-output --schema-generate --seed --all --no-schema-generate --drop-types --drop-views',
    valued='--connection -c --batch --step --config --to',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='database',
    dry='--dry-run --help -h',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'db:migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db:truncate': (
            Row('migrate/empty', 'data-loss', 'deletes every row of the tables it names, all of them by default', 9, (), (), 'rows', open=True),
        ),
        'db:wipe': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate:down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate:fresh': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migrate:latest': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate:refresh': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate:reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate:up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migration:fresh': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migration:refresh': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migration:reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migration:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migration:run': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='database',
    provider='migration tool',
    flags='--trace -t --quiet -q --silent -s --verbose -v -m --multitask -A -G -N --no-search --backtrace',
    valued='-f --rakefile -C --directory -I --libdir -r --require -j --jobs -e --environment --env --rakelib -R',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h -H -n --dry-run -T --tasks -D --describe -P --prereqs -W --where -V --version',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'data:migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'db migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db structure load': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'db:drop:_unsafe': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'db:drop:all': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'db:environment:set': (
            Row('migrate/environment', 'protection-off', 'changes which environment the database says it is, which is what guards production against db:drop', 9, (), (), 'resources', open=False),
        ),
        'db:fixtures:load': (
            Row('migrate/empty', 'data-loss', 'deletes every row of the tables it names, all of them by default', 9, (), (), 'rows', open=True),
        ),
        'db:migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:migrate:down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db:migrate:redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db:migrate:reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:migrate:up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:prepare': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:purge': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:purge:all': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'db:schema:load': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:seed:replant': (
            Row('migrate/empty', 'data-loss', 'deletes every row of the tables it names, all of them by default', 9, (), (), 'rows', open=True),
        ),
        'db:setup': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'db:structure:load': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'db:truncate_all': (
            Row('migrate/empty', 'data-loss', 'deletes every row of the tables it names, all of them by default', 9, (), (), 'rows', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='database',
    provider='migration tool',
    flags='-X -q -n -community -teams -enterprise -outputToBrowser',
    valued=('-url -user -password -schemas -defaultSchema -table -locations -target -configFiles -workingDirectory '
     '-cleanDisabled -environment -cherryPick -dryRunOutput -driver -jarDirs -baselineVersion -baselineDescription '
     '-connectRetries -outputType -logLevel -color'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-dryRunOutput -? --help help -v --version -h',
    alias={},
    facets=(('url', ('-url',), 'FLYWAY_URL'),),
    rows={
        'baseline': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'clean': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the configured schemas', 9, (), (('-cleanDisabled=true',),), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'repair': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'undo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P9 = Program(
    kind='database',
    provider='migration tool',
    flags='--force --require-force --dry-run --skip-on-required-force',
    valued=('--url --username --password --changelog-file --changeLogFile --defaults-file --defaultsFile --log-level '
     '--logLevel --contexts --label-filter --labels --driver --classpath --search-path --schemas '
     '--default-schema-name --defaultSchemaName --tag --count --date --sql --sql-file --sqlFile --changeset-id '
     '--changeset-author --changeset-path --deployment-id --rollback-script --output-file --outputFile --log-file '
     '--liquibase-schema-name --delimiter --drop-dbclhistory'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version -v --dry-run',
    alias={},
    facets=(('url', ('--url',), 'LIQUIBASE_COMMAND_URL'),),
    rows={
        'changelog-sync': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'changelogSync': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'clear-checksums': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'clearCheckSums': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'drop-all': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'drop-all-snapshot': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'dropAll': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'mark-next-changeset-ran': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollback-count': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollback-one-changeset': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollback-one-update': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollback-to-date': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollbackCount': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollbackDate': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollbackOneChangeSet': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollbackOneUpdate': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'rollbackToDate': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'update': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'update-count': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'update-testing-rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'update-to-tag': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'updateCount': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'updateTestingRollback': (
            Row('migrate/undo', 'migration-loss', 'undoes change sets: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'updateToTag': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'execute-sql': (
            Hand('sql', '--sql', '', away=False, given=(), unless=()),
        ),
        'executeSql': (
            Hand('sql', '--sql', '', away=False, given=(), unless=()),
        ),
    },
)
_P10 = Program(
    kind='database',
    provider='migration tool',
    flags='-v -s -h -allow-missing -no-versioning -no-color -version',
    valued='-dir -table -certfile -ssl-cert -ssl-key -timeout -env -ssl-ca -lock',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-h -help --help -version',
    alias={},
    facets=(('url', (), 'GOOSE_DBSTRING'),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'down-to': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'up-by-one': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'up-to': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='database',
    provider='migration tool',
    flags='--no-dump-schema --strict --wait --verbose -v --log',
    valued='-u --url -e --env --env-file -d --migrations-dir -s --schema-file --migrations-table --wait-timeout',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version',
    alias={},
    facets=(('url', ('--url', '-u'), 'DATABASE_URL'),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P12 = Program(
    kind='database',
    provider='migration tool',
    flags='-verbose -f -all -force -version -y',
    valued='-source -path -database -prefetch -lock-timeout -step -steps -env -conf -c',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help --help -h -version',
    alias={},
    facets=(('url', ('-database',), ''),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (), 'tables', open=True),
        ),
        'drop': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (), 'tables', open=True),
        ),
        'force': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'goto': (
            Row('migrate/move', 'migration-loss', 'migrates to {name}: if that is an older version, what the later ones added is dropped', 1, (), (), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P13 = Program(
    kind='database',
    provider='migration tool',
    flags='-dryrun',
    valued='-config -env -limit -version',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-dryrun -help --help -h',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'skip': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='database',
    provider='migration tool',
    flags='-f --force',
    valued=('-d --destination -c --config -m --migrations --host --port --user --database --conn-string --password '
     '--schema --version-table --sslmode -e'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--conn-string',), 'DATABASE_URL'),),
    rows={
        'migrate': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('--destination=0',), ('--destination=-*',), ('-d=0',), ('-d=-*',)), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='database',
    provider='migration tool',
    flags='-a --all -d --debug -f --force -i --input',
    valued='-e --env -c --config -p --path -s --step',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='pop db',
    dry='--help -h',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='database',
    provider='migration tool',
    flags='-v --verbose',
    valued='-driver -conn -dir -d -t -l -u -s -P -H -p -m --database-url',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-h --help help',
    alias={},
    facets=(('url', ('-conn', '-d'), 'DATABASE_URL'),),
    rows={
        'down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate refresh': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='database',
    provider='migration tool',
    flags='--complete --skip-validation --verbose --range',
    valued=('--postgres-url --schema --pgroll-schema --lock-timeout --role --url --database -d --host -H --port -p '
     '--username -u --password -P --dirs'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--postgres-url', '--url'), 'PGROLL_PG_URL'),),
    rows={
        'abort': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'complete': (
            Row('migrate/contract', 'migration-loss', 'drops the old columns and views that the finished migration replaced', 9, (), (), 'columns', open=True),
        ),
        'migrate': (
            Row('migrate/contract', 'migration-loss', 'migrates and at once drops the old columns and views', 9, (('--complete',),), (), 'columns', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migration abort': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migration complete': (
            Row('migrate/contract', 'migration-loss', 'drops the old columns and views that the finished migration replaced', 9, (), (), 'columns', open=True),
        ),
        'migration start': (
            Row('migrate/contract', 'migration-loss', 'migrates and at once drops the old columns and views', 9, (('--complete',),), (), 'columns', open=True),
        ),
        'rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'start': (
            Row('migrate/contract', 'migration-loss', 'migrates and at once drops the old columns and views', 9, (('--complete',),), (), 'columns', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='database',
    provider='migration tool',
    flags=('-y --no-prompt --prompt --log-only --verify --no-verify -q --quiet -v --verbose -V --strict --modified '
     '--lock-timeout'),
    valued=('-C --cd --chdir --engine -f --plan-file --top-dir --etc-path -t --target --to --to-change --to-target --onto '
     '--onto-change --upto --upto-change -d --db-name -u --db-user -h --db-host -p --db-port -m --mode -s --set -r '
     '--registry --client --db-client'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --man',
    alias={},
    facets=(('url', ('--target', '-t'), 'SQITCH_TARGET'),),
    rows={
        'checkout': (
            Row('migrate/undo', 'migration-loss', 'reverts changes of the schema: what they added is dropped with its data', 9, (), (('--log-only',),), 'tables', open=True),
        ),
        'deploy': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'rebase': (
            Row('migrate/undo', 'migration-loss', 'reverts changes of the schema: what they added is dropped with its data', 9, (), (('--log-only',),), 'tables', open=True),
        ),
        'revert': (
            Row('migrate/undo', 'migration-loss', 'reverts changes of the schema: what they added is dropped with its data', 9, (), (('--log-only',),), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P19 = Program(
    kind='database',
    provider='migration tool',
    flags='-a --all --locked-schema --diff-schema --only-with-default',
    valued='--database-url --config-file --migration-dir -n --number',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h -V --version',
    alias={'db': 'database'},
    facets=(('url', ('--database-url',), 'DATABASE_URL'),),
    rows={
        'database drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'database reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migration redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migration revert': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-a',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--all',), ('-a',)), 'tables', open=True),
        ),
        'migration run': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'setup': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P20 = Program(
    kind='database',
    provider='migration tool',
    flags='-y -f --force --ignore-missing --no-dotenv --sqlite-create-db-wal',
    valued='-D --database-url --source --target-version --connect-timeout --params-from',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h -V --version',
    alias={'db': 'database', 'mig': 'migrate'},
    facets=(('url', ('--database-url', '-D'), 'DATABASE_URL'),),
    rows={
        'database drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'database reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'database setup': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate revert': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate run': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P21 = Program(
    kind='database',
    provider='migration tool',
    flags='-v --verbose --local-time --universal-time',
    valued='-d --migration-dir -s --database-schema -u --database-url -n --num',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h -V --version',
    alias={},
    facets=(('url', ('--database-url', '-u'), 'DATABASE_URL'),),
    rows={
        'migrate down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate fresh': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migrate refresh': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P22 = Program(
    kind='database',
    provider='migration tool',
    flags=('--all --quiet --force -f --force-drop --no-compile --no-deps-check --strict-version-order --pool-size '
     '--log-migrations-sql'),
    valued=('-r --repo -n --step --to -v --to-exclusive --prefix --migrations-path -d --dump-path --domains --apis '
     '--tenants'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'ash.drop': (
            Row('migrate/drop-all', 'migration-loss', 'drops every table of the database', 9, (), (), 'tables', open=True),
        ),
        'ash.reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'ash_postgres.rollback': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-a',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--all',), ('-a',)), 'tables', open=True),
        ),
        'drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'reset': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'rollback': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-a',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--all',), ('-a',)), 'tables', open=True),
        ),
        'setup': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P23 = Program(
    kind='database',
    provider='migration tool',
    flags=('--force -f --seed --pretend --step --drop-views --drop-types --isolated --graceful --no-interaction -n -q '
     '--quiet -v -vv -vvv --ansi --no-ansi --all'),
    valued='--env --database --path --schema-path --seeder --class --group -g -b --execute',
    optional='--step --batch',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --pretend --version -V',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'db:wipe': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate:fresh': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migrate:refresh': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate:reset': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (), (), 'tables', open=True),
        ),
        'migrate:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'tinker': (
            Hand('php', '--execute', '', away=False, given=(), unless=()),
        ),
    },
)
_P24 = Program(
    kind='database',
    provider='migration tool',
    flags=('--force -f --full-database --complete --if-exists --no-interaction -n -q --quiet -v -vv -vvv --append '
     '--purge-with-truncate --up --down --all-or-nothing --fake --no-debug --write-sql --allow-no-migration '
     '--no-lock --ansi --no-ansi'),
    valued=('--env -e --em --conn --connection -c --configuration --parser -p --target -t --date -d --shard --group '
     '--purger -x-seed -s --seed --plugin --source'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dump-sql --dry-run -x --write-sql',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'doctrine:database:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the tables of the database, or the database itself', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'doctrine:fixtures:load': (
            Row('migrate/empty', 'data-loss', 'purges the database before it loads the fixtures', 9, (), (('--append',),), 'rows', open=True),
        ),
        'doctrine:migrations:execute': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('--down',),), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'doctrine:migrations:migrate': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('prev',), ('first',), ('0',), ('current-*',)), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'doctrine:migrations:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',), ('-f',)), 'tables', open=True),
        ),
        'doctrine:migrations:version': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'doctrine:mongodb:schema:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the tables of the database, or the database itself', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'doctrine:schema:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the tables of the database, or the database itself', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'doctrine:schema:update': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the code, dropping columns and tables that the code lacks', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrations migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrations reset': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrations rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrations:execute': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('--down',),), (), 'tables', open=True),
        ),
        'migrations:migrate': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (('prev',), ('first',), ('0',), ('current-*',)), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrations:rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'orm:schema-tool:drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the tables of the database, or the database itself', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'orm:schema-tool:update': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the code, dropping columns and tables that the code lacks', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
        'rollback': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'dbal:run-sql': (
            Hand('sql', 1, '', away=False, given=(), unless=()),
        ),
        'doctrine:query:dql': (
            Hand('sql', 1, '', away=False, given=(), unless=()),
        ),
        'doctrine:query:sql': (
            Hand('sql', 1, '', away=False, given=(), unless=()),
        ),
    },
)
_P25 = Program(
    kind='database',
    provider='migration tool',
    flags='--compact',
    valued=('--interactive --migrationPath --migrationTable --db --migrationNamespaces --appconfig --color --track '
     '--plugin --type'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h help',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'db/drop-all-tables': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'db/restore': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrate/down': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate/fresh': (
            Row('migrate/rebuild', 'migration-loss', 'drops every table and makes them anew, empty', 9, (), (), 'tables', open=True),
        ),
        'migrate/mark': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'migrate/redo': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrate/to': (
            Row('migrate/move', 'migration-loss', 'migrates to {name}: if that is an older version, what the later ones added is dropped', 1, (), (), 'tables', open=True),
        ),
        'migrate/up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'up': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P26 = Program(
    kind='database',
    provider='migration tool',
    flags='-f --force --no-build --json -v --verbose --no-color --prefix-output --self-contained',
    valued='-p --project -s --startup-project --framework --configuration --runtime -c --context --connection -o --output',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='ef',
    dry='--dry-run -h --help',
    alias={},
    facets=(('url', ('--connection',), ''),),
    rows={
        'database drop': (
            Row('migrate/drop-database', 'migration-loss', 'drops the whole database', 9, (), (), 'databases', open=False),
        ),
        'database update': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('0',),), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'migrations remove': (
            Row('migrate/undo', 'migration-loss', 'undoes the last migration in the database and deletes its file', 9, (('--force',), ('-f',)), (), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P27 = Program(
    kind='database',
    provider='migration tool',
    flags='--erase-disabled --erase-on-validation-error',
    valued='-c --connection-string -l --location -s --schema --target-version --metadata-table',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h -?',
    alias={},
    facets=(('url', ('-c', '--connection-string'), ''),),
    rows={
        'erase': (
            Row('migrate/drop-all', 'migration-loss', 'drops every object of the schema', 9, (), (), 'tables', open=True),
        ),
        'migrate': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'repair': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P28 = Program(
    kind='database',
    provider='migration tool',
    flags='-b --batch --no-config-file --all -a -f --force -v -vv --no-cache',
    valued='-d --database -m --match -r --revision -c --config --migration-table',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--database', '-d'), ''),),
    rows={
        'apply': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
        'develop': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'mark': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
        'reapply': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'rollback': (
            Row('migrate/undo-all', 'migration-loss', 'undoes every migration, dropping every table they made', 9, (('--all',), ('-a',)), (), 'tables', open=True),
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--all',), ('-a',)), 'tables', open=True),
        ),
        'unmark': (
            Row('migrate/record', 'bounded-write', 'changes the record of which migrations have run', 9, (), (), 'rows', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P29 = Program(
    kind='database',
    provider='migration tool',
    flags='-d --delete --fake --empty --no-input',
    valued='-v --version -c --config --app -i --in-transaction',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h -V',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'downgrade': (
            Row('migrate/undo', 'migration-loss', 'undoes migrations: what they added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'upgrade': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P30 = Program(
    kind='database',
    provider='migration tool',
    flags='--fake --auto_agree --clean --preview',
    valued='--diagnose',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --preview',
    alias={},
    facets=(('url', (), 'DATABASE_URL'),),
    rows={
        'migrations backwards': (
            Row('migrate/undo', 'migration-loss', 'undoes a migration: what it added is dropped with its data', 9, (), (('--fake',),), 'tables', open=True),
        ),
        'migrations forwards': (
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P31 = Program(
    kind='database',
    provider='migration tool',
    flags='--allow-unsafe --brief --verify --no-verify --lint --no-lint --first-only',
    valued=('-h --host -P --port -u --user -p --password -S --socket -w --alter-wrapper --safe-below-size --temp-schema '
     '--workspace -o --connect-options'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help',
    alias={},
    facets=(),
    rows={
        'push': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the files, dropping tables and columns that they lack', 9, (('--allow-unsafe',),), (), 'tables', open=True),
            Row('migrate/forward', 'migration-forward', 'applies the waiting migrations', 9, (), (), 'migrations', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P32 = Program(
    kind='database',
    provider='migration tool',
    flags='--enable-drop --enable-drop-table --apply --export --skip-view --skip-extension',
    valued='-U --user -W --password -h --host -p --port -f --file --config -P -S --socket --before-apply',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --export --help --version',
    alias={},
    facets=(),
    rows={
        '': (
            Row('migrate/sync', 'migration-loss', 'makes the schema like the file, dropping tables and columns that it lacks', 9, (('--enable-drop',), ('--enable-drop-table',)), (), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P33 = Program(
    kind='database',
    provider='migration tool',
    flags='-y --yes -n --no -v -d -q',
    valued='-l --uri -r --root --database --db-url --target --extra --db-su --file',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --simulate',
    alias={},
    facets=(('url', ('--db-url',), ''),),
    rows={
        'si': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'site-install': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'site:install': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'sql-create': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'sql-drop': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'sql:create': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'sql:drop': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'ev': (
            Hand('php', 1, '', away=False, given=(), unless=()),
        ),
        'eval': (
            Hand('php', 1, '', away=False, given=(), unless=()),
        ),
        'php-eval': (
            Hand('php', 1, '', away=False, given=(), unless=()),
        ),
        'php:eval': (
            Hand('php', 1, '', away=False, given=(), unless=()),
        ),
        'sql-query': (
            Hand('sql', 1, 'mysql', away=False, given=(), unless=()),
        ),
        'sql:query': (
            Hand('sql', 1, 'mysql', away=False, given=(), unless=()),
        ),
        'sqlq': (
            Hand('sql', 1, 'mysql', away=False, given=(), unless=()),
        ),
    },
)
_P34 = Program(
    kind='database',
    provider='migration tool',
    flags='--yes --quiet --debug --no-color --allow-root --skip-plugins --skip-themes --uploads --network',
    valued='--path --url --ssh --http --user --exec --require --context --prompt --tables --dbuser --dbpass',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run --dry_run --prompt',
    alias={},
    facets=(),
    rows={
        'db clean': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'db drop': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'db reset': (
            Row('migrate/drop-all', 'migration-loss', "drops every table of the site's database", 9, (), (), 'tables', open=True),
        ),
        'post delete': (
            Row('migrate/empty', 'data-loss', 'deletes or replaces contents of the site', 9, (('--yes',), ('--force',), ('--all',)), (), 'rows', open=True),
        ),
        'site delete': (
            Row('migrate/empty', 'data-loss', 'deletes or replaces contents of the site', 9, (('--yes',), ('--force',), ('--all',)), (), 'rows', open=True),
        ),
        'site empty': (
            Row('migrate/empty', 'data-loss', 'deletes or replaces contents of the site', 9, (('--yes',), ('--force',), ('--all',)), (), 'rows', open=True),
        ),
        'user delete': (
            Row('migrate/empty', 'data-loss', 'deletes or replaces contents of the site', 9, (('--yes',), ('--force',), ('--all',)), (), 'rows', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'db cli': (
            Hand('sql', 1, 'mysql', away=False, given=(), unless=()),
        ),
        'db query': (
            Hand('sql', 1, 'mysql', away=False, given=(), unless=()),
        ),
        'eval': (
            Hand('php', 1, '', away=False, given=(), unless=()),
        ),
    },
)
_P35 = Program(
    kind='database',
    provider='migration tool',
    flags='-drop -silent -dryrun -drop -t -trx --drop --silent --dryrun',
    valued=('-c --connectionstring -connectionstring -cs --adminconnectionstring -a -f --sqlfilesdirectory --files -o '
     '--output --env --environment --databasetype -dt --dbt --version'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='--dryrun --help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('migrate/drop-database', 'migration-loss', 'drops the database before it migrates', 9, (('-drop',), ('--drop',)), (), 'databases', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'typeorm': _P0,
    'typeorm-ts-node-commonjs': _P0,
    'typeorm-ts-node-esm': _P0,
    'sequelize': _P1,
    'sequelize-cli': _P1,
    'knex': _P2,
    'kysely': _P2,
    'kysely-ctl': _P2,
    'mikro-orm': _P3,
    'mikro-orm-esm': _P3,
    'mikro-orm-cli': _P3,
    'node-pg-migrate': _P4,
    'pg-migrate': _P4,
    'ts-node-pg-migrate': _P4,
    'db-migrate': _P5,
    'migrate-mongo': _P5,
    'umzug': _P5,
    'east': _P5,
    'ace': _P6,
    'payload': _P6,
    'medusa': _P6,
    'directus': _P6,
    'rails': _P7,
    'rake': _P7,
    'hanami': _P7,
    'flyway': _P8,
    'liquibase': _P9,
    'goose': _P10,
    'dbmate': _P11,
    'migrate': _P12,
    'golang-migrate': _P12,
    'sql-migrate': _P13,
    'tern': _P14,
    'soda': _P15,
    'buffalo': _P15,
    'bee': _P16,
    'shmig': _P16,
    'micrate': _P16,
    'pgroll': _P17,
    'reshape': _P17,
    'sqitch': _P18,
    'diesel': _P19,
    'sqlx': _P20,
    'sea-orm-cli': _P21,
    'sea': _P21,
    'ecto': _P22,
    'artisan': _P23,
    'spark': _P23,
    'console': _P24,
    'doctrine': _P24,
    'doctrine-migrations': _P24,
    'phinx': _P24,
    'cake': _P24,
    'yii': _P25,
    'craft': _P25,
    'dotnet-ef': _P26,
    'evolve': _P27,
    'yoyo': _P28,
    'yoyo-migrate': _P28,
    'aerich': _P29,
    'piccolo': _P30,
    'skeema': _P31,
    'psqldef': _P32,
    'mysqldef': _P32,
    'sqlite3def': _P32,
    'mssqldef': _P32,
    'drush': _P33,
    'wp': _P34,
    'grate': _P35,
    'rh': _P35,
}

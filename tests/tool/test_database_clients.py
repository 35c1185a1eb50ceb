"""psql, mysql, sqlite3, redis-cli, mongosh and their kin: where they connect, and what reaches the database."""

import pytest

from keyturn.model.effect import BOUNDED_WRITE, DATA_LOSS, EXPOSURE, MIGRATION_FORWARD, PROTECTION_OFF, Effect
from keyturn.model.source import Origin
from keyturn.model.target import DATABASE, Facet, Target
from keyturn.tool.connection import from_conninfo, from_url, moved
from keyturn.tool.sql import undoes
from tests.support import DictWorkspace, judged, rules, verdict

FILES: dict[str, str | bytes] = {
    "/work/app/drop.sql": "SELECT 1;\nDROP TABLE users;\n",
    "/work/app/fine.sql": "SELECT 1;\n",
    "/work/app/down.sql": "-- +goose Down\nDROP TABLE users;\n",
    "/work/app/outer.sql": "\\i drop.sql\n",
    "/work/app/self.sql": "\\i self.sql\nDROP TABLE a;\n",
    "/work/app/commands.redis": "SET a 1\nFLUSHALL\n",
    "/work/app/clean.js": "db.users.drop()\n",
    "/work/app/load.js": "load('clean.js')\n",
    "/work/app/utf16.sql": "DROP TABLE users;".encode("utf-16"),
}
WORKSPACE = DictWorkspace(FILES, ("/work/app",))


def one(text: str, workspace: DictWorkspace = WORKSPACE) -> Effect:
    judgement = judged(text, workspace)
    assert len(judgement.effects) == 1, (judgement.effects, judgement.blind)
    return judgement.effects[0]


def facets(text: str, workspace: DictWorkspace = WORKSPACE) -> dict[str, str | None]:
    return {facet.name: facet.value for facet in one(text, workspace).targets[0].facets}


def seen(text: str) -> list[str]:
    return rules(text, WORKSPACE)


class TestConnections:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("psql -h db.example.com -p 5433 -U app -d shop -c 'DROP TABLE a'", ("db.example.com", "5433", "shop", "app")),
            ("psql --host=db.example.com --dbname shop -c 'DROP TABLE a'", ("db.example.com", "5432", "shop", None)),
            ("psql shop app -c 'DROP TABLE a'", ("localhost", "5432", "shop", "app")),
            ("psql 'host=db.example.com port=1 dbname=shop user=app password=hunter2' -c 'DROP TABLE a'", ("db.example.com", "1", "shop", "app")),
            ("psql postgresql://app:hunter2@db.example.com:1/shop?sslmode=require -c 'DROP TABLE a'", ("db.example.com", "1", "shop", "app")),
            ("psql -d 'postgres://app@[::1]:5/shop' -c 'DROP TABLE a'", ("::1", "5", "shop", "app")),
            ("PGHOST=db.example.com PGDATABASE=shop psql -c 'DROP TABLE a'", ("db.example.com", "5432", "shop", None)),
            ("export PGHOST=db.example.com; psql -c 'DROP TABLE a'", ("db.example.com", "5432", None, None)),
            ("mysql -h db.example.com -P 1 -u root -phunter2 shop -e 'DROP TABLE a'", ("db.example.com", "1", "shop", "root")),
            ("mysql --host db.example.com -D shop -e 'DROP TABLE a'", ("db.example.com", "3306", "shop", None)),
            ("redis-cli -u redis://me:hunter2@cache.example.com:1/2 FLUSHALL", ("cache.example.com", "1", "2", "me")),
            ("redis-cli -h cache.example.com -p 1 -n 2 -a hunter2 FLUSHALL", ("cache.example.com", "1", "2", None)),
            ("mongosh mongodb://me:hunter2@m.example.com/shop --eval 'db.dropDatabase()'", ("m.example.com", "27017", "shop", "me")),
            ("mongosh m.example.com:1/shop --eval 'db.dropDatabase()'", ("m.example.com", "1", "shop", None)),
            ("dropdb -h db.example.com shop", ("db.example.com", "5432", "shop", None)),
            ("sqlcmd -S db.example.com -d shop -Q 'DROP TABLE a'", ("db.example.com", "1433", "shop", None)),
            ("ssh db.example.com psql shop -c \"'DROP TABLE a'\"", ("db.example.com", "5432", "shop", None)),
        ],
    )  # fmt: skip
    def test_where(self, text, expected):
        found = facets(text)
        assert (found.get("server"), found.get("port"), found.get("database"), found.get("user")) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "psql -h \"$HOST\" -c 'DROP TABLE a'",
            "psql \"$DATABASE_URL\" -c 'DROP TABLE a'",
            "psql \"postgres://app@$HOST/shop\" -c 'DROP TABLE a'",
            "psql service=prod -c 'DROP TABLE a'",
            "PGSERVICE=prod psql -c 'DROP TABLE a'",
            "mysql --defaults-file=x.cnf -e 'DROP TABLE a'",
            "mysql --login-path=prod -e 'DROP TABLE a'",
            "docker exec db psql -c 'DROP TABLE a'",
            "psql $OPTIONS -c 'DROP TABLE a'",
        ],
    )
    def test_what_is_not_known_is_unknown_and_not_local(self, text):
        assert facets(text)["server"] is None

    def test_the_environment_counts(self):
        workspace = DictWorkspace(variables={"PGHOST": "db.example.com"})
        assert facets("psql -c 'DROP TABLE a'", workspace)["server"] == "db.example.com"

    def test_the_default_could_be_another(self):
        server = next(facet for facet in one("psql -c 'DROP TABLE a'").targets[0].facets if facet.name == "server")
        assert server.overridable

    def test_secrets_are_not_kept(self):
        for text in (
            "psql 'host=h password=hunter2' -c 'DROP TABLE a'",
            "psql postgres://u:hunter2@h/d -c 'DROP TABLE a'",
            "mysql -phunter2 --password=hunter2 -e 'DROP TABLE a'",
            "redis-cli -a hunter2 -u redis://u:hunter2@h FLUSHALL",
            "mongosh mongodb://u:hunter2@h/d --eval 'db.dropDatabase()'",
        ):
            judgement = judged(text)
            assert "hunter2" not in repr(judgement.effects), text

    def test_sqlite_is_a_file(self):
        found = facets("sqlite3 data/app.db 'DROP TABLE a'")
        assert (found["engine"], found["path"], found["workspace"]) == ("sqlite", "/work/app/data/app.db", "/work/app")

    def test_a_database_in_memory_loses_nothing(self):
        assert seen("sqlite3 :memory: 'CREATE TABLE a (b); DROP TABLE a; DELETE FROM c'") == []
        assert seen("sqlite3 :memory: \"ATTACH 'prod.db' AS p; DROP TABLE p.a\"") == ["sql/drop-table"]

    def test_the_text_can_go_elsewhere(self):
        effect = one("psql -h db.example.com shop <<'X'\n\\c other\nDROP TABLE a;\nX")
        assert effect.targets[0].facet("server") == "db.example.com"
        assert effect.targets[0].facet("database") == "other"

    def test_percent_and_quotes(self):
        assert from_url("postgres://a%40b:p@h/my%20db", "")["database"][0] == "my db"
        assert from_conninfo("host = 'h' dbname='my \\'db' password='x y'", "")["database"][0] == "my 'db"
        assert from_url("jdbc:postgresql://h:5/d", "")["server"][0] == "h"
        assert from_url("postgres:///d?host=/run/x", "")["server"][0] == "/run/x"
        assert from_url("sqlite:////abs/x.db", "")["path"][0] == "/abs/x.db"

    def test_moved_keeps_what_is_not_changed(self):
        target = Target(DATABASE, "x", (Facet("engine", "postgres"), Facet("server", "h")))
        found = moved(target, (("conninfo", "postgres://other/d"),))
        assert found is not None
        assert (found.facet("server"), found.facet("database")) == ("other", "d")


class TestPsql:
    @pytest.mark.parametrize(
        "text",
        [
            "psql -c 'DROP TABLE users'",
            "psql -qAtc 'DROP TABLE users' shop",
            "psql --command='DROP TABLE users'",
            "psql -c 'SELECT 1' -c 'DROP TABLE users'",
            "psql -f drop.sql",
            "psql -1f drop.sql",
            "psql < drop.sql",
            "cat drop.sql | psql",
            "psql -f - < drop.sql",
            "psql -f outer.sql",
            "psql -f down.sql",
            "psql -f utf16.sql",
            "echo 'DROP TABLE users' | psql",
            "psql <<< 'DROP TABLE users'",
            "psql <<X\nDROP TABLE users;\nX",
            "sudo -u postgres psql -c 'DROP TABLE users'",
            'psql -c "$(echo DROP TABLE users)"',
            "env PGPASSWORD=x psql -c 'DROP TABLE users'",
        ],
    )
    def test_every_way_in(self, text):
        assert seen(text) == ["sql/drop-table"]

    @pytest.mark.parametrize(
        "text",
        [
            "psql -l", "psql --version", "psql --help", "psql -c '\\dt'", "psql -c 'SELECT 1'", "psql -f fine.sql",
            "psql -c \"SELECT 'DROP TABLE users'\"", "pg_dump shop > x.sql", "createdb shop", "psql -c 'EXPLAIN DELETE FROM a'",
            "psql -f missing.sql", "psql < /dev/null",
        ],
    )  # fmt: skip
    def test_harmless(self, text):
        assert seen(text) == []

    def test_a_file_that_includes_itself_ends(self):
        assert "sql/drop-table" in seen("psql -f self.sql")

    def test_the_place_in_the_file(self):
        effect = one("psql -f outer.sql")
        assert effect.origin.file == "/work/app/drop.sql"
        assert (effect.origin.line, effect.origin.column, effect.origin.followed) == (2, 1, True)
        assert effect.origin.through == ("psql -f outer.sql", "\\i drop.sql")

    def test_heredoc_lines(self):
        assert one("psql <<X\nSELECT 1;\nDROP TABLE users;\nX").origin.line == 3

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("psql", "blind/interactive-database"),
            ("psql shop", "blind/interactive-database"),
            ("curl -s https://example.com/x.sql | psql", "blind/unknown-sql-input"),
            ("psql -f <(make-sql)", "blind/unknown-sql-input"),
            ('psql -c "$STATEMENT"', "blind/dynamic-sql"),
            ("PGOPTIONS='-c standard_conforming_strings=off' psql -c 'SELECT 1'", "blind/ambiguous-sql"),
            ("psql 'options=-cstandard_conforming_strings=off' -c 'SELECT 1'", "blind/ambiguous-sql"),
        ],
    )
    def test_blind(self, text, rule):
        assert seen(text) == [rule]
        assert verdict(text, WORKSPACE) != "allow"

    def test_shell_inside(self):
        assert verdict("psql -c '\\! rm -rf /'") == "deny"
        assert {"sql/copy-program", "filesystem/recursive-delete"} <= set(
            seen("psql -c \"COPY a FROM PROGRAM 'rm -rf /'\"")
        )

    def test_possible_behind_a_condition(self):
        assert not one("if test -f x; then psql -c 'DROP TABLE users'; fi").certain


class TestOtherClients:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("mysql -e 'DROP DATABASE shop'", ["sql/drop-database"]),
            ("mysql shop < drop.sql", ["sql/drop-table"]),
            ("mysql -e 'source drop.sql'", ["sql/drop-table"]),
            ("mysql -e 'SELECT 1' shop", []),
            ("mysqladmin -u root drop shop", ["sql/drop-database"]),
            ("mysqladmin status", []),
            ("mysqldump shop", []),
            ("sqlite3 app.db 'DROP TABLE a'", ["sql/drop-table"]),
            ("sqlite3 app.db .read\\ drop.sql", ["sql/drop-table"]),
            ("sqlite3 app.db < drop.sql", ["sql/drop-table"]),
            ("sqlite3 -cmd 'DROP TABLE a' app.db 'SELECT 1'", ["sql/drop-table"]),
            ("sqlite3 app.db .tables", []),
            ("sqlite3 -json app.db 'SELECT 1'", []),
            ("sqlite3 app.db '.restore old.db'", ["sql/restore-over"]),
            ("sqlite3 app.db", ["blind/interactive-database"]),
            ("duckdb x.duckdb -c 'DROP TABLE a'", ["sql/drop-table"]),
            ("dropdb --if-exists shop", ["sql/drop-database"]),
            ("dropuser app", ["sql/drop-role"]),
            ("pg_restore -d shop --clean x.dump", ["sql/restore-clean"]),
            ("pg_restore --list x.dump", []),
            ("pg_restore -d shop x.dump", []),
            ("pg_dropcluster 15 main", ["sql/drop-cluster"]),
            ("clickhouse-client -q 'TRUNCATE TABLE a'", ["sql/truncate"]),
            ("cqlsh -e 'DROP KEYSPACE shop'", ["sql/drop-database"]),
        ],
    )
    def test_sql(self, text, expected):
        assert seen(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("redis-cli FLUSHALL", ["redis/flush"]),
            ("redis-cli -n 3 flushdb", ["redis/flush"]),
            ("redis-cli get flushall", []),
            ("redis-cli DEL a b", ["redis/delete-keys"]),
            ("redis-cli KEYS 'a*' | xargs redis-cli DEL", ["redis/delete-many"]),
            ("redis-cli --scan --pattern 'a*' | xargs -n 100 redis-cli -h h unlink", ["redis/delete-many"]),
            ("redis-cli DEL $(redis-cli KEYS 'a*')", ["redis/delete-many"]),
            ("redis-cli EVAL \"return redis.call('FLUSHALL')\" 0", ["redis/flush"]),
            (
                "redis-cli EVAL \"return redis.call('DEL', unpack(redis.call('KEYS', ARGV[1])))\" 0 'a*'",
                ["redis/delete-many"],
            ),
            ('redis-cli EVAL "redis.call(ARGV[1])" 0 flushall', ["blind/dynamic-sql"]),
            ("redis-cli EVAL \"redis.call('FLUSH' .. 'ALL')\" 0", ["blind/dynamic-sql"]),
            ("redis-cli --eval x.lua", ["blind/dynamic-sql"]),
            ("redis-cli CONFIG SET dir /root/.ssh", ["redis/config-write-path"]),
            ("redis-cli CONFIG GET dir", []),
            ("redis-cli SHUTDOWN NOSAVE", ["redis/shutdown"]),
            ("redis-cli < commands.redis", ["redis/flush"]),
            ("echo FLUSHALL | redis-cli", ["redis/flush"]),
            ("printf 'SET a 1\\nFLUSHALL\\n' | redis-cli -h h", ["redis/flush"]),
            ("redis-cli --cluster call h:1 FLUSHALL", ["redis/flush"]),
            ("redis-cli $COMMAND", ["blind/dynamic-sql"]),
            ("redis-cli", ["blind/interactive-database"]),
            ("redis-cli --bigkeys", []),
            ("redis-cli PING", []),
            ("redis-cli SWAPDB 0 1", ["redis/swap-database"]),
            ("redis-cli REPLICAOF h 1", ["redis/replicate"]),
        ],
    )
    def test_redis(self, text, expected):
        assert seen(text) == expected

    @pytest.mark.parametrize(
        ("script", "expected"),
        [
            ("db.dropDatabase()", ["mongo/drop-database"]),
            ("db . users . drop ( )", ["mongo/drop-collection"]),
            ("db['users']['drop']()", ["mongo/drop-collection"]),
            ("db['us' + x]['dr' + 'op']()", ["mongo/drop-collection"]),
            ("db.users[method]()", ["blind/dynamic-sql"]),
            ("db.users.deleteMany({})", ["mongo/delete-all"]),
            ("db.users.deleteMany( { /* all */ } )", ["mongo/delete-all"]),
            ("db.users.deleteMany({_id: {$exists: true}})", ["mongo/delete-all"]),
            ("db.users.deleteMany({$or: [{a: 1}, {}]})", ["mongo/delete-all"]),
            ("db.users.deleteMany({a: 1})", ["mongo/delete"]),
            ("db.users.deleteMany(filter)", ["mongo/delete-all"]),
            ("db.users.remove({})", ["mongo/delete-all"]),
            ("db.users.remove({}, true)", ["mongo/delete"]),
            ("db.users.deleteOne({})", ["mongo/delete"]),
            ("db.users.updateMany({}, {$set: {a: 1}})", ["mongo/update-all"]),
            ("db.runCommand({dropDatabase: 1})", ["mongo/drop-database"]),
            ("db.runCommand(command)", ["blind/dynamic-sql"]),
            ("db.getSiblingDB('x').dropDatabase()", ["mongo/drop-database"]),
            ("db.getCollectionNames().forEach(n => db[n].drop())", ["mongo/drop-collection"]),
            ("db.a.aggregate([{$out: 'b'}])", ["mongo/replace-collection"]),
            ("db.a.bulkWrite([{deleteMany: {filter: {}}}])", ["mongo/delete-all"]),
            ("load('clean.js')", ["mongo/drop-collection"]),
            ("eval(text)", ["blind/dynamic-sql"]),
            ("db.users.find({drop: 1})", []),
            ("print('db.users.drop()')", []),
            ("// db.users.drop()", []),
            ("db.drops.find()", []),
            ("db.users.countDocuments({deleted: true})", []),
        ],
    )
    def test_mongo(self, script, expected):
        assert rules(script, WORKSPACE, language="mongo") == expected

    @pytest.mark.parametrize(
        "text",
        [
            "mongosh --eval 'db.users.drop()'",
            "mongo shop clean.js",
            "mongosh load.js",
            "mongosh < clean.js",
            "mongosh <<X\ndb.users.drop()\nX",
        ],
    )
    def test_every_way_into_mongo(self, text):
        assert seen(text) == ["mongo/drop-collection"]


class TestCategories:
    @pytest.mark.parametrize(
        ("statement", "category"),
        [
            ("DROP TABLE a", DATA_LOSS),
            ("DROP INDEX a", BOUNDED_WRITE),
            ("DELETE FROM a WHERE b = 1", BOUNDED_WRITE),
            ("ALTER TABLE a DISABLE ROW LEVEL SECURITY", PROTECTION_OFF),
            ("COPY a TO PROGRAM 'x'", EXPOSURE),
        ],
    )
    def test_rows_of_the_table(self, statement, category):
        assert one(f'psql -c "{statement}"').category == category

    def test_the_undo_half_of_a_file_that_nobody_runs(self):
        judgement = judged(str(FILES["/work/app/down.sql"]), language="sql", file=True, origin=Origin("db/3_users.sql"))
        (effect,) = judgement.effects
        assert (effect.category, effect.certain) == (MIGRATION_FORWARD, False)

    @pytest.mark.parametrize("name", ["db/3.down.sql", "db/U3__users.sql", "revert/users.sql", "3_down.sql"])
    def test_undo_files_by_name(self, name):
        assert undoes(name if "/" in name else "x/" + name) or name.startswith("revert")
        judgement = judged("DROP TABLE a;", language="sql", file=True, origin=Origin("x/" + name))
        assert judgement.effects[0].category == MIGRATION_FORWARD

    def test_a_client_runs_an_undo_file_like_any_other(self):
        workspace = DictWorkspace({"/work/app/3.down.sql": "DROP TABLE a;"})
        assert one("psql -f 3.down.sql", workspace).category == DATA_LOSS


@pytest.mark.parametrize(
    "text",
    [
        # the seed scanner's misses
        "psql -c 'DELETE FROM users WHERE true'",
        "psql -c 'DELETE FROM users WHERE id>0'",
        "psql -c 'DELETE FROM users -- all'",
        "psql -c 'DELETE users'",
        "psql -c 'TRUNCATE users;'",
        "psql -c 'DROP VIEW v'",
        "psql -c 'DROP ROLE r'",
        "psql -c 'DROP USER u'",
        "psql -c 'ALTER TABLE users DROP COLUMN email'",
        "psql -c 'UPDATE users SET a=1'",
        "mongosh --eval 'db.dropDatabase()'",
        "redis-cli FLUSHALL",
        "psql -c 'DELETE FROM users\n'",
    ],
)
def test_what_the_seed_missed_is_stopped(text):
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "text",
    [
        # and what it stopped without need
        "psql -c 'DELETE FROM t\nWHERE id=3'",
        "psql -c 'DROP INDEX CONCURRENTLY users_email'",
        "psql -c 'DROP TABLE IF EXISTS tmp_scratch'",
        "psql -c 'SELECT 1 -- DROP TABLE users'",
    ],
)
def test_what_the_seed_stopped_without_need_passes(text):
    assert verdict(text) == "allow"


@pytest.mark.parametrize(
    "command",
    [
        "snow sql -q 'drop table users'",
        "trino --server h --execute 'drop table users'",
        "beeline -u jdbc:hive2://h -e 'drop table users'",
        "spark-sql -e 'drop table users'",
        "impala-shell -q 'drop table users'",
        "clickhouse client -q 'drop table events'",
        "clickhouse-local --query='drop table events'",
        "mysqlsh --sql -e 'drop table users'",
        "vsql -c 'drop table users'",
        "db2 drop table users",
        "sqlplus user/pw@db <<< 'drop table users;'",
        "echo 'drop table users' | isql server user",
    ],
)
def test_other_clients_carry_sql_too(command: str) -> None:
    assert "sql/drop-table" in rules(command)


@pytest.mark.parametrize(
    "command",
    [
        "snow object list table",
        "clickhouse server --config x.xml",
        "trino --execute 'select 1'",
        "mysqlsh --js -e 'print(1)'",
        "sqlplus -S user/pw@db @queries/report.sql",
    ],
)
def test_and_pass_without_it(command: str) -> None:
    assert rules(command) == []


@pytest.mark.parametrize(
    "text",
    ["mysqlsh --js -e 'session.dropSchema(\"app\")'", "echo 'session.dropSchema(\"app\")' | mysqlsh --js",
     "mysqlsh -e 'session.sql(\"DROP SCHEMA app\").execute()'", "flask shell <<< 'db.drop_all()'",
     "php artisan tinker --execute 'DB::table(\"users\")->delete();'"],
)  # fmt: skip
def test_a_clients_own_language_and_a_frameworks_shell(text: str) -> None:
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    ["mysqlsh --js -e 'print(session.getSchemas())'", "flask shell", "flask shell <<< 'print(User.query.count())'",
     "php artisan tinker --execute 'echo User::count();'"],
)  # fmt: skip
def test_reading_in_a_clients_own_language_passes(text: str) -> None:
    assert verdict(text) == "allow"


def test_duckdb_copies_to_a_file_of_this_machine() -> None:
    assert verdict("duckdb -c \"COPY (SELECT 1) TO '/etc/passwd'\"") != "allow"
    assert verdict("duckdb app.duckdb \"COPY t TO '/etc/cron.d/x' (FORMAT CSV)\"") != "allow"
    for place in ("/tmp/x.parquet", "out.parquet", "s3://bucket/x.parquet"):
        assert verdict(f"duckdb -c \"COPY (SELECT 1) TO '{place}'\"") == "allow"

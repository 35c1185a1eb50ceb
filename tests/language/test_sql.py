"""What SQL statements would destroy, in every dialect, fragment and disguise."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.sql import read
from keyturn.language.sql_found import MARKS, Act, Blind, Embedded, Include, plain
from keyturn.language.sql_parser import opinion
from keyturn.model.word import COMMAND, TEMPLATE, VARIABLE, Hole, Word

UNLIMITED = ("drop-table", "truncate", "delete-without-where", "update-without-where", "drop-column", "drop-database")


def acts(text: str | Word, dialect: str = "", **options: bool) -> list[str]:
    """Kinds of acts, possible ones with a question mark."""
    found = read(Word(text) if isinstance(text, str) else text, dialect, **options)
    return [one.kind + ("" if one.certain else "?") for one in found if isinstance(one, Act)]


def only_acts(word: Word, dialect: str = "") -> list[Act]:
    return [one for one in read(word, dialect) if isinstance(one, Act)]


def blinds(text: str | Word, dialect: str = "") -> list[str]:
    found = read(Word(text) if isinstance(text, str) else text, dialect)
    return [one.kind for one in found if isinstance(one, Blind)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("DROP TABLE users", ["drop-table"]),
        ("drop\n\ttable /* x */ if exists -- y\n users", ["drop-table"]),
        ('DROP TABLE "users", `orders`, [dbo].[items] CASCADE', ["drop-table"]),
        ("DROP DATABASE shop", ["drop-database"]),
        ("DROP SCHEMA shop CASCADE", ["drop-schema"]),
        ("DROP VIEW report", ["drop-view"]),
        ("DROP MATERIALIZED VIEW report", ["drop-view"]),
        ("DROP INDEX CONCURRENTLY users_email", ["drop-index"]),
        ("DROP ROLE app", ["drop-role"]),
        ("DROP USER app", ["drop-role"]),
        ("DROP FUNCTION f(int)", ["drop-function"]),
        ("DROP TRIGGER t ON users", ["drop-trigger"]),
        ("DROP EXTENSION postgis", ["drop-extension"]),
        ("DROP SEQUENCE s", ["drop-sequence"]),
        ("DROP TYPE mood", ["drop-type"]),
        ("DROP POLICY p ON users", ["drop-policy"]),
        ("DROP OWNED BY app", ["drop-owned"]),
        ("DROP TABLESPACE fast", ["drop-object"]),
        ("TRUNCATE users", ["truncate"]),
        ("TRUNCATE TABLE ONLY users RESTART IDENTITY CASCADE", ["truncate"]),
        ("DELETE FROM users", ["delete-without-where"]),
        ("DELETE users", ["delete-without-where"]),
        ("DELETE FROM users USING orders", ["delete-without-where?"]),
        ("DELETE a FROM a JOIN b ON a.id = b.id", ["delete-without-where?"]),
        ("DELETE FROM users WHERE id = 3", ["bounded-delete"]),
        ("DELETE FROM users LIMIT 10", ["bounded-delete"]),
        ("DELETE FROM users LIMIT 99999999999", ["delete-without-where"]),
        ("DELETE TOP (10) FROM users", ["bounded-delete"]),
        ("DELETE FROM users WHERE CURRENT OF c", ["bounded-delete"]),
        ("DELETE FROM users WHERE 1 = 0", []),
        ("UPDATE users SET admin = true", ["update-without-where"]),
        ("UPDATE users SET admin = true WHERE id = 3", ["bounded-update"]),
        ("UPDATE a JOIN b ON a.id = b.id SET a.x = 1", ["update-without-where?"]),
        ("WITH gone AS (DELETE FROM users RETURNING *) SELECT count(*) FROM gone", ["delete-without-where"]),
        ("WITH old AS (SELECT 1) DELETE FROM users", ["delete-without-where"]),
        ("MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE", ["merge-delete"]),
        ("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE", ["bounded-delete"]),
        ("ALTER TABLE users DROP COLUMN email", ["drop-column"]),
        ("ALTER TABLE users ADD a int, DROP email, DROP CONSTRAINT u", ["drop-column", "drop-constraint"]),
        ("ALTER TABLE users DROP PARTITION p1", ["drop-partition"]),
        ("ALTER TABLE users DETACH PARTITION p1", ["detach-partition"]),
        ("ALTER TABLE users ALTER price TYPE int", ["lossy-type-change?"]),
        ("ALTER TABLE users ALTER price TYPE text USING NULL", ["lossy-type-change"]),
        ("ALTER TABLE users MODIFY COLUMN name varchar(20)", ["lossy-type-change?"]),
        ("ALTER TABLE users ALTER price TYPE numeric", []),
        ("ALTER TABLE users ALTER a SET NOT NULL", ["set-not-null"]),
        ("ALTER TABLE users ALTER a DROP NOT NULL, ALTER b DROP DEFAULT", []),
        ("ALTER TABLE users RENAME TO people", ["rename"]),
        ("ALTER TABLE users DISABLE ROW LEVEL SECURITY", ["disable-row-security"]),
        ("ALTER TABLE users NO FORCE ROW LEVEL SECURITY", ["disable-row-security"]),
        ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", []),
        ("ALTER TABLE users DISABLE TRIGGER ALL", ["disable-trigger"]),
        ("ALTER TABLE users OWNER TO app", ["change-owner"]),
        ("ALTER ROLE app SUPERUSER", ["superuser"]),
        ("ALTER SYSTEM SET fsync = off", ["alter-system"]),
        ("GRANT ALL ON users TO app", ["grant-all"]),
        ("GRANT SELECT ON users TO app", []),
        ("GRANT pg_read_server_files TO app", ["superuser"]),
        ("GRANT EXECUTE ON FUNCTION f() TO pg_read_server_files", []),
        ("REVOKE ALL ON users FROM PUBLIC", []),
        ("REVOKE ALL ON users FROM app", ["revoke"]),
        ("SELECT lo_unlink(oid) FROM x", ["lo-unlink"]),
        ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity", ["terminate-backend"]),
        ("EXPLAIN DELETE FROM users", []),
        ("EXPLAIN ANALYZE DELETE FROM users", ["delete-without-where"]),
        ("EXPLAIN (ANALYZE, VERBOSE) DELETE FROM users", ["delete-without-where"]),
        ("EXPLAIN (ANALYZE false) DELETE FROM users", []),
        ("VACUUM FULL users", []),
        ("UNDROP TABLE users", []),
        ("CREATE OR REPLACE TABLE users AS SELECT 1", ["replace-table"]),
        ("ALTER TABLE users DELETE WHERE 1", ["delete-without-where"]),
        ("INSERT OVERWRITE TABLE users SELECT 1", ["insert-overwrite"]),
        ("REPLACE INTO users VALUES (1)", ["replace-rows"]),
        ("RESET MASTER", ["purge-logs"]),
        ("PRAGMA writable_schema = 1", ["writable-schema"]),
        ("SELECT a FROM users WHERE b FOR UPDATE", []),
        ("SELECT 'DROP TABLE users'", []),
        ("SELECT deleted, updated_at FROM users", []),
        ("-- DROP TABLE users\nSELECT 1", []),
        ("/* DROP TABLE users; */ SELECT 1", []),
        ("CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE ON UPDATE SET NULL)", []),
        ("CREATE TRIGGER t AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION f()", []),
        ("INSERT INTO users VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 2", []),
        ("INSERT INTO users VALUES (1) ON DUPLICATE KEY UPDATE a = 2", []),
        ("INSERT INTO log VALUES ('DELETE FROM users; DROP TABLE x;')", []),
        ("COMMENT ON TABLE users IS 'drop table'", []),
    ],
)
def test_statements(text, kinds):
    assert acts(text) == kinds


@pytest.mark.parametrize(
    ("text", "dialect", "kinds"),
    [
        ("/*!50000 DROP TABLE users */", "mysql", ["drop-table"]),
        ("/*!50000 DROP TABLE users */", "postgres", []),
        ("SELECT 1 --1; DROP TABLE users", "mysql", ["drop-table"]),
        ("SELECT 1 --1; DROP TABLE users", "postgres", []),
        ("/* /* */ DROP TABLE users; */", "mysql", ["drop-table"]),
        ("/* /* */ DROP TABLE users; */", "postgres", []),
        ("SELECT 'a\\'; DROP TABLE users; -- '", "mysql", []),
        ("DELETE FROM a\nDELETE FROM b WHERE c = 1", "tsql", ["delete-without-where", "bounded-delete"]),
        ("DELETE FROM a\nSELECT 1 WHERE 1 = 2", "tsql", ["delete-without-where"]),
        ("IF OBJECT_ID('users') IS NOT NULL DROP TABLE users", "tsql", ["drop-table?"]),
        ("SELECT 1\nGO\nDROP TABLE users\nGO", "tsql", ["drop-table"]),
        ("DROP TABLE #work", "tsql", ["drop-temporary"]),
        ("DELIMITER //\nCREATE PROCEDURE p() BEGIN DELETE FROM a; END//\nDELIMITER ;\nDROP TABLE b;", "mysql",
         ["delete-without-where?", "drop-table"]),
        ("ALTER TABLE a DROP SCHEMA", "mysql", ["drop-column"]),
        ("DROP SCHEMA a", "mysql", ["drop-database"]),
        ("UPDATE STATISTICS a", "tsql", []),
        ("DELETE FROM a WHERE id = 1 || 1", "mysql", ["delete-without-where"]),
    ],
)  # fmt: skip
def test_what_only_some_servers_do(text, dialect, kinds):
    assert acts(text, dialect) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "DO $$ BEGIN DELETE FROM users; END $$",
        "DO 'BEGIN DELETE FROM users; END'",
        "DO $a$ BEGIN EXECUTE 'delete from users'; END $a$",
        "DO $$ BEGIN EXECUTE 'delete' || ' from ' || 'users'; END $$",
        "DO $$ DECLARE q text := 'DELETE FROM users'; BEGIN EXECUTE q; END $$",
        "DO $$ BEGIN EXECUTE chr(68) || 'ELETE FROM users'; END $$",
        "PREPARE p AS DELETE FROM users; EXECUTE p",
        "SET @q = 'DELETE FROM users'; PREPARE p FROM @q; EXECUTE p",
        "EXEC('DELETE FROM users')",
        "EXEC sp_executesql N'DELETE FROM users'",
        "DECLARE @q nvarchar(max) = 'DELETE FROM users'; EXEC(@q)",
        "EXECUTE IMMEDIATE 'DELETE FROM users'",
        "SELECT dblink_exec('dbname=x', 'DELETE FROM users')",
        "SELECT query_to_xml('DELETE FROM users', true, true, '')",
        "CREATE FUNCTION f() RETURNS void AS $$ DELETE FROM users $$ LANGUAGE sql; SELECT f()",
        "CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM users'; CALL p()",
    ],
)
def test_text_inside_text_is_read(text):
    assert acts(text) == ["delete-without-where"]


def test_a_quoted_name_in_text_is_a_name():
    text = "DO $$ BEGIN EXECUTE format('DROP TABLE %I', t); EXECUTE 'TRUNCATE ' || quote_ident(t); END $$"
    assert acts(text) == ["drop-table", "truncate"]
    assert blinds(text) == []


def test_a_body_that_nothing_calls_is_only_possible():
    assert acts("CREATE FUNCTION f() RETURNS void AS $$ DELETE FROM a $$ LANGUAGE sql") == ["delete-without-where?"]
    assert acts(
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DROP TABLE c; END; DROP TABLE d", "sqlite"
    ) == [
        "delete-without-where?",
        "drop-table?",
        "drop-table",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || name; END $$",
        "DO $$ BEGIN EXECUTE reverse(q); END $$",
        "DO $$ BEGIN EXECUTE format('DROP %s', q); END $$",
        "EXEC(@q)",
        "EXECUTE p",
        "PREPARE p FROM @q",
        "SELECT q FROM statements \\gexec",
        "DO LANGUAGE plpython3u $$ import os $$ -- drop",
        "SELECT dblink_exec('dbname=x', q) FROM y",
    ],
)
def test_computed_statements_are_opaque(text):
    assert "dynamic-sql" in blinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "SET standard_conforming_strings = off; SELECT 1",
        "SET standard_conforming_strings TO false",
        "SELECT set_config('standard_conforming_strings', 'off', false)",
        "ALTER ROLE app SET standard_conforming_strings = off",
        "SET client_encoding = 'SJIS'",
        "SET NAMES 'gbk'",
        "SELECT '\\'||'; DROP TABLE victim; --'",
    ],
)
def test_law_16_strings_that_end_elsewhere(text):
    assert "ambiguous-sql" in blinds(text, "postgres")


def test_law_16_is_silent_where_nothing_hangs_on_it():
    assert blinds("SELECT 'c:\\temp\\', 'drop'", "postgres") == []
    assert blinds("SET standard_conforming_strings = on", "postgres") == []


class TestTemporary:
    def test_what_the_session_made_goes_once(self):
        text = "CREATE TEMP TABLE users (id int); DROP TABLE users; DROP TABLE users"
        assert acts(text) == ["drop-temporary", "drop-table"]

    def test_create_that_may_fail_licenses_nothing(self):
        assert acts("CREATE TABLE users (id int); DROP TABLE users") == ["drop-table?"]
        assert acts("CREATE TABLE IF NOT EXISTS users (id int); DROP TABLE users") == ["drop-table"]

    def test_in_one_transaction_a_failed_create_stops_the_drop(self):
        assert acts("CREATE TABLE w (id int); DROP TABLE w", atomic=True) == ["drop-temporary"]
        assert acts("BEGIN; CREATE TABLE w (id int); DROP TABLE w; COMMIT") == ["drop-temporary"]

    def test_renaming_a_table_does_not_make_it_temporary(self):
        assert acts("ALTER TABLE users RENAME TO tmp_users; DROP TABLE tmp_users") == ["rename", "drop-table"]

    def test_a_mixed_list_is_a_drop(self):
        assert acts("DROP TABLE tmp_a, users") == ["drop-table"]

    def test_dropping_before_creating_is_still_a_drop(self):
        assert acts("DROP TABLE IF EXISTS users; CREATE TABLE users (id int)") == ["drop-table"]

    def test_a_view_made_again_is_a_new_definition(self):
        assert acts("DROP VIEW v; CREATE VIEW v AS SELECT 1") == ["redefine"]
        assert acts("DROP VIEW v CASCADE; CREATE VIEW v AS SELECT 1") == ["drop-view"]


class TestTransactions:
    def test_rolled_back_is_only_possible(self):
        assert acts("BEGIN; DELETE FROM users; ROLLBACK") == ["delete-without-where?"]

    def test_rollback_of_another_transaction(self):
        assert acts("BEGIN; DELETE FROM users; COMMIT; BEGIN; ROLLBACK") == ["delete-without-where"]

    def test_rollback_to_a_savepoint_is_no_rollback_of_all(self):
        assert acts("BEGIN; DELETE FROM users; SAVEPOINT s; ROLLBACK TO s; COMMIT") == ["delete-without-where"]

    def test_mysql_commits_at_ddl(self):
        assert acts("BEGIN; DROP TABLE users; ROLLBACK", "mysql") == ["drop-table"]
        assert acts("BEGIN; DROP TABLE users; ROLLBACK", "postgres") == ["drop-table?"]

    def test_a_database_is_dropped_for_good(self):
        assert acts("BEGIN; DROP DATABASE shop; ROLLBACK", "postgres") == ["drop-database"]


class TestHoles:
    def word(self, *parts):
        return Word(tuple(parts))

    def test_a_value_bounds(self):
        (found,) = only_acts(self.word("DELETE FROM t WHERE id = ", Hole(VARIABLE, "X")))
        assert found.kind == "bounded-delete"
        assert not found.closed

    def test_a_value_in_quotes_bounds(self):
        assert acts(self.word("DELETE FROM t WHERE name = '", Hole(VARIABLE, "X"), "'")) == ["bounded-delete"]

    @pytest.mark.parametrize("head", ["DELETE FROM t WHERE ", "DELETE FROM t ", "DELETE FROM t WHERE id = 3 "])
    def test_a_hole_where_syntax_stands_may_be_anything(self, head):
        assert acts(self.word(head, Hole(VARIABLE, "X"))) == ["delete-without-where?"]

    def test_an_unknown_table_is_dropped_all_the_same(self):
        found = only_acts(self.word("DROP TABLE ", Hole(VARIABLE, "T")))
        assert [(one.kind, one.certain, one.count, one.closed) for one in found] == [("drop-table", True, None, False)]

    def test_a_whole_statement_is_opaque(self):
        assert blinds(self.word(Hole(VARIABLE, "SQL"))) == ["dynamic-sql"]
        assert blinds(self.word("SELECT 1; ", Hole(VARIABLE, "SQL"))) == ["dynamic-sql"]

    def test_a_verb_glued_to_a_hole_is_opaque(self):
        assert blinds(self.word("DR", Hole(VARIABLE, "X"), " TABLE users")) == ["dynamic-sql"]

    def test_a_name_in_a_query_is_fine(self):
        assert read(self.word("SELECT count(*) FROM ", Hole(VARIABLE, "T"))) == []

    def test_output_of_a_command_spliced_into_a_query_is_opaque(self):
        assert blinds(self.word("SELECT 1 ", Hole(COMMAND, "base64 -d x"))) == ["dynamic-sql"]

    def test_a_template_macro_alone_is_not_opaque(self):
        assert blinds(self.word(Hole(TEMPLATE, "config()"), " SELECT 1 -- drop")) == []
        assert acts("{{ config(x='y') }}\nDELETE FROM t WHERE id = {{ id }}") == ["bounded-delete"]


class TestClients:
    def test_commands_that_run_a_shell(self):
        for text, dialect in [
            ("\\! rm -rf x", "postgres"),
            ("system rm -rf x", "mysql"),
            (".shell rm -rf x", "sqlite"),
            ("\\o |rm -rf x", "postgres"),
            ("\\set a `rm -rf x`", "postgres"),
            ("COPY t TO PROGRAM 'rm -rf x'", "postgres"),
            ("\\copy t from program 'rm -rf x'", "postgres"),
            ("!!rm -rf x", "tsql"),
            ("EXEC xp_cmdshell 'rm -rf x'", "tsql"),
            ("SELECT 1 \\g |rm -rf x", "postgres"),
        ]:
            found = [one.text.text for one in read(Word(text), dialect) if isinstance(one, Embedded)]
            assert found == ["rm -rf x"], text

    def test_files(self):
        for text, dialect in [
            ("\\i a.sql", "postgres"),
            ("source a.sql", "mysql"),
            ("\\. a.sql", "mysql"),
            (".read a.sql", "sqlite"),
        ]:
            found = [one.path.text for one in read(Word(text), dialect) if isinstance(one, Include)]
            assert found == ["a.sql"], text

    def test_psql_variables_are_put_in(self):
        assert acts("\\set verb 'DROP TABLE'\n:verb users;", "postgres") == ["drop-table"]

    def test_what_stands_in_an_if_is_possible(self):
        assert acts("\\if :gone\nDROP TABLE users;\n\\endif\nDROP TABLE a;", "postgres") == [
            "drop-table?",
            "drop-table",
        ]

    def test_another_connection_is_another_place(self):
        found = [
            one for one in read(Word("DROP TABLE a;\n\\c shop\nDROP TABLE b;"), "postgres") if isinstance(one, Act)
        ]
        assert [one.place for one in found] == [(), (("database", "shop"),)]

    def test_an_attached_file_is_another_place(self):
        found = only_acts(Word("ATTACH 'prod.db' AS p; DROP TABLE p.users"), "sqlite")
        assert [one.place for one in found] == [(("path", "prod.db"),)]

    def test_copy_data_is_data(self):
        assert acts("COPY t FROM stdin;\nDROP TABLE x;\n\\.\nDROP TABLE y;", "postgres") == ["drop-table"]

    def test_copy_without_its_end_hides_nothing(self):
        assert acts("COPY t FROM stdin;\nDROP TABLE x;", "postgres") == ["drop-table"]


class TestMigrations:
    @pytest.mark.parametrize("mark", ["+goose Down", "migrate:down", "+migrate Down"])
    def test_the_undo_half_counts_only_where_a_migration_tool_reads(self, mark):
        text = f"CREATE TABLE a (b int);\n-- {mark}\nDROP TABLE a;"
        found = [one for one in read(Word(text), sections=True) if isinstance(one, Act)]
        assert [(one.down, one.certain) for one in found] == [(True, False)]

    def test_a_marker_hides_nothing_from_a_client(self):
        found = [one for one in read(Word("-- +goose Down\nDROP TABLE users;")) if isinstance(one, Act)]
        assert [(one.down, one.certain) for one in found] == [(False, True)]


class TestFragments:
    @pytest.mark.parametrize(
        "text",
        [
            "  name varchar(20),\n);\nDROP TABLE users;",
            "-- it's odd\nDROP TABLE users;",
            "don't read this\nDROP TABLE users;",
            "INSERT INTO t VALUES ('it's');\nDROP TABLE users;\n",
            "{% if x %}\nDROP TABLE users;\n{% endif %}",
            "{{ header() }}\nDROP TABLE users;",
            "SELECT $$ unclosed\nDROP TABLE users;",
            "END $$;\nDROP TABLE users;",
            "\ufeffDROP TABLE users;",
            "DROP\0 TABLE users;",
            "CREATE TABLE a (\nDROP TABLE users;",
            "GO\nDROP TABLE users\nGO",
            "INSERT INTO a VALUES (1)\nDROP TABLE users",
        ],
    )
    def test_a_drop_is_found_beside_what_no_parser_takes(self, text):
        assert any(kind.rstrip("?") == "drop-table" for kind in acts(text)), acts(text)

    def test_offsets_are_exact(self):
        text = "SELECT 1;\n\n  DROP TABLE users ;\nDO $$ BEGIN\n TRUNCATE a; END $$"
        found = [one for one in read(Word(text)) if isinstance(one, Act)]
        assert [text[one.start : one.end] for one in found] == ["DROP TABLE users", "TRUNCATE a"]


def test_a_guessed_dialect_hides_nothing():
    assert acts("SELECT $$x$$; /*!50000 DROP TABLE users */") == ["drop-table"]


def test_tables_are_counted():
    (found,) = only_acts(Word("DROP TABLE a, b, c"))
    assert (found.count, found.unit, found.objects) == (3, "tables", ("a", "b", "c"))


# -- laws

_FILLER = st.text(alphabet=" \t\n;'\"`$[]{}()-/*#\\:@?%!,.=<>|abAB01_\u00e9\ue000", max_size=60)


@given(_FILLER, st.sampled_from(["", "postgres", "mysql", "sqlite", "tsql", "bigquery", "snowflake", "oracle"]))
def test_no_text_is_too_odd(text, dialect):
    read(Word(text + " drop " + text), dialect)


@given(st.text(max_size=80))
def test_a_plain_text_has_nothing_in_it(text):
    if plain(text):
        assert not any(mark in text.lower() for mark in MARKS)
        assert read(Word(text)) == []


@given(
    st.sampled_from(["DROP TABLE users", "TRUNCATE users", "DELETE FROM users", "ALTER TABLE users DROP COLUMN a"]),
    st.lists(
        st.sampled_from(
            ["SELECT 1", "INSERT INTO t VALUES ('a;b')", "-- x\n", "/* y */", "UPDATE t SET a=1 WHERE b=2"]
        ),
        max_size=5,
    ),
    st.lists(st.sampled_from(["SELECT 'it''s'", "SELECT $q$;$q$", "COMMENT ON TABLE t IS 'drop'"]), max_size=5),
    st.sampled_from([" ", "\n", "\t", "/**/", " -- c\n"]),
)
def test_whatever_stands_around_a_loss_it_is_found(loss, before, after, space):
    text = ";".join([*before, loss.replace(" ", space), *after])
    assert any(kind.rstrip("?") in UNLIMITED for kind in acts(text))


@given(
    st.sampled_from(["DROP TABLE users", "DELETE FROM users", "TRUNCATE users"]),
    st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_case_does_not_matter(text, upper):
    mixed = "".join(char.upper() if flag else char.lower() for char, flag in zip(text, upper, strict=False))
    assert acts(mixed) == acts(text)


# -- the parsers as judges of the tokens

_STATEMENTS = [
    "DROP TABLE a", "DROP VIEW IF EXISTS a CASCADE", "TRUNCATE a, b", "DELETE FROM a", "DELETE FROM a WHERE b = 'c'",
    "UPDATE a SET b = 1", "UPDATE a SET b = 1 WHERE c IN (SELECT d FROM e)", "SELECT 'drop table a'", "SELECT 1 -- drop",
    "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x", "WITH x AS (SELECT 1) UPDATE a SET b = 1",
    "INSERT INTO a SELECT * FROM b", "CREATE TABLE a (b int DEFAULT 1)", "ALTER TABLE a DROP COLUMN b",
    "SELECT $tag$ ; DROP TABLE a; $tag$", "SELECT E'it\\'s; drop table a'", 'SELECT "drop table" FROM a',
    "EXPLAIN SELECT 1", "COMMENT ON TABLE a IS 'it''s'", "DROP ROLE a", "DROP DATABASE a", "DELETE FROM ONLY a USING b WHERE a.c = b.c",
]  # fmt: skip
_LIKE = {
    "drop": ("drop-table", "drop-view", "drop-role", "drop-database"),
    "truncate": ("truncate",),
    "delete-all": ("delete-without-where",),
    "update-all": ("update-without-where",),
    "delete": ("bounded-delete",),
    "update": ("bounded-update",),
    "alter": ("drop-column",),
}


@given(st.lists(st.sampled_from(_STATEMENTS), min_size=1, max_size=4))
def test_postgres_own_parser_agrees(statements):
    text = "\n;\n".join(statements)
    seen = opinion(text, "postgres")
    assert seen is not None
    if any(one.startswith("EXPLAIN") for one in statements):
        return
    kinds = acts(text, "postgres")
    for word, starts in _LIKE.items():
        assert (word in seen) == any(kind.startswith(starts) for kind in kinds), (word, kinds)


def test_without_parsers_the_tokens_answer_stands(monkeypatch):
    monkeypatch.setitem(sys.modules, "postgast", None)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    assert opinion("DROP TABLE a", "postgres") is None
    assert acts("FROBNICATE x THEN DROP TABLE users") == ["drop-table?"]


# -- hostile input


@pytest.mark.parametrize(
    "text",
    [
        "DROP " + "x" * 1_000_000,
        "(" * 100_000 + "DROP TABLE a",
        "DELETE FROM a WHERE " + "(" * 20_000 + "1=1" + ")" * 20_000,
        "'" * 200_001 + " drop",
        "$a" * 50_000 + "drop",
        "/*" * 100_000 + "drop",
        "drop\n'\n" * 30_000,
        "DROP TABLE a;" * 20_000,
        "EXECUTE 'EXECUTE ''EXECUTE ''''drop''''''' " * 500,
        "DELETE FROM a WHERE " + "NOT " * 50_000 + "true",
        "DELETE FROM a WHERE " + " OR ".join(["b = 1"] * 20_000),
        "drop " + "\\" * 200_000,
        "ALTER TABLE a " + ", ".join(f"DROP COLUMN c{number}" for number in range(5000)),
        "{{" * 100_000 + "drop",
        "".join(f"$t{number}$ drop " for number in range(20_000)),
    ],
    ids=range(15),
)
def test_hostile_text_ends_soon(text):
    import time

    began = time.perf_counter()
    read(Word(text))
    assert time.perf_counter() - began < 20


COPIED = "INSERT INTO n (a, b) SELECT a, b FROM {}; DROP TABLE u; ALTER TABLE n RENAME TO u"


def test_a_table_that_is_rebuilt_from_a_copy_of_its_rows_is_not_lost():
    assert acts('CREATE TABLE "n" (a int); ' + COPIED.format('"u"')) == ["redefine", "rename"]
    assert acts(
        "ALTER TABLE u RENAME TO old; CREATE TABLE u (a int); INSERT INTO u SELECT * FROM old; DROP TABLE old"
    ) == [
        "rename",
        "redefine",
    ]


@pytest.mark.parametrize(
    "text",
    [
        COPIED.format("u WHERE a > 3"),
        COPIED.format("u LIMIT 0"),
        COPIED.format("other"),
        "-- You are about to drop the column `c` on the `u` table.\n" + COPIED.format("u"),
        "CREATE TABLE n (a int); DROP TABLE u; ALTER TABLE n RENAME TO u",
    ],
)
def test_a_copy_that_leaves_something_out_saves_nothing(text):
    assert "drop-table" in acts(text)

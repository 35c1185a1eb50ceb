"""What migration files of each tool destroy, and which way: up counts, down is what a down-migration is for."""

import pytest

from keyturn.judge.corridor import Judgement, follow
from keyturn.model.effect import MIGRATION_FORWARD, Effect
from keyturn.model.source import Origin, Source
from keyturn.model.word import Word
from keyturn.scan.documents import language_of
from keyturn.scan.judging import ROOT
from keyturn.scan.prefilter import prefilter
from tests.support import view


def looked(path: str, text: str) -> Judgement:
    language = language_of(path, text.encode())
    assert language is not None
    assert prefilter().hits(language, text.encode()) or "DROP" not in text.upper()
    source = Source(language, Word(text), Origin(f"{ROOT}/{path}", 1, 1, followed=True), file=True)
    return follow(source, view())


def lost(path: str, text: str) -> list[str]:
    """What goes for certain when the migration is applied, as "what: name" by unit."""
    return [named(effect) for effect in looked(path, text).effects if effect.certain and counts(effect)]


def counts(effect: Effect) -> bool:
    return effect.category not in (MIGRATION_FORWARD, "bounded-write")


def named(effect: Effect) -> str:
    names = [target.facet("objects") for target in effect.targets if target.facet("objects")]
    return f"{effect.extent.unit} {', '.join(name for name in names if name)}".strip()


RAILS_UP = """class Clean < ActiveRecord::Migration[7.0]
  def up
    drop_table :users
    remove_column :carts, :mail
    execute <<-SQL
      DROP TABLE old_things;
    SQL
    User.delete_all
    User.where(gone: true).delete_all
  end

  def down
    drop_table :news
    remove_column :a, :b
    execute "DROP TABLE x"
    User.delete_all
  end
end
"""
RAILS_CHANGE = """class Clean < ActiveRecord::Migration[7.0]
  def change
    drop_table :users do |t|
      t.string :name
    end
    remove_columns :carts, :a, :b
    remove_reference :carts, :user
    change_table :foo do |t|
      t.remove :old
      t.string :fresh
    end
    reversible do |dir|
      dir.up { execute "DROP TABLE ups" }
      dir.down { execute "DROP TABLE downs" }
    end
    reversible do |dir|
      dir.down do
        execute "TRUNCATE downs"
        drop_table :more
      end
    end
    execute "TRUNCATE logs"
  end
end
"""
KNEX = """
exports.up = async function (knex) {
  await knex.schema.dropTable('users');
  await knex.schema.alterTable('carts', (t) => { t.dropColumn('mail'); });
  await knex('logs').del();
  await knex('logs').where('old', true).del();
  await knex.raw('TRUNCATE TABLE x');
  await knex.schema.createTable('y', (t) => t.increments());
};
exports.down = async function (knex) {
  await knex.schema.dropTableIfExists('y');
  await knex('logs').del();
  await knex.raw('DROP TABLE z');
};
"""
TYPEORM = """
import { MigrationInterface, QueryRunner } from "typeorm";

export class Clean1600000000000 implements MigrationInterface {
  name = 'Clean1600000000000'

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "old"`);
    await queryRunner.dropTable("older", true);
    await queryRunner.dropColumn("users", "age");
    await queryRunner.clearTable("sessions");
    await queryRunner.query(`CREATE TABLE "new" ("id" int)`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "new"`);
    await queryRunner.dropTable("new");
    await queryRunner.clearTable("sessions");
  }
}
"""
SEQUELIZE = """
module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.removeColumn('users', 'mail', { transaction });
    await queryInterface.dropTable('old');
    await queryInterface.bulkDelete('logs', null, {});
    await queryInterface.bulkDelete('logs', { level: 'debug' });
    await queryInterface.sequelize.query('DELETE FROM x');
  },
  down: (queryInterface) => {
    return queryInterface.dropTable('new');
  },
};
"""
PG_MIGRATE = """
exports.up = (pgm) => {
  pgm.dropTable('users');
  pgm.dropColumns('a', ['x', 'y']);
  pgm.sql('DROP TABLE zz');
  pgm.createTable('k', {});
};
exports.down = (pgm) => { pgm.dropTable('k'); pgm.sql('DROP TABLE yy'); };
"""
MIKRO_ORM = """
import { Migration } from '@mikro-orm/migrations';
export class Migration2020 extends Migration {
  async up(): Promise<void> { this.addSql('drop table "author";'); this.addSql('create table x (id int)'); }
  async down(): Promise<void> { this.addSql('drop table x'); }
}
"""
KYSELY = """
import { Kysely, sql } from 'kysely';
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('person').execute();
  await db.schema.alterTable('p').dropColumn('x').execute();
  await sql`truncate table foo`.execute(db);
  await db.deleteFrom('logs').execute();
  await db.deleteFrom('logs').where('old', '=', true).execute();
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('pet').execute();
}
"""
LARAVEL = """<?php
use Illuminate\\Database\\Migrations\\Migration;
return new class extends Migration {
    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->dropColumn('votes');
            $table->dropColumn(['a', 'b']);
            $table->string('x');
        });
        Schema::dropIfExists('old');
        DB::statement('DROP TABLE raw_one');
        DB::table('logs')->delete();
        DB::table('logs')->where('a', 1)->delete();
        User::truncate();
        Schema::create('new', function (Blueprint $table) { $table->id(); });
    }

    public function down(): void
    {
        Schema::dropIfExists('new');
        Schema::table('users', fn ($t) => $t->dropColumn('x'));
        DB::statement('DROP TABLE d');
        DB::table('logs')->delete();
    }
};
"""
DOCTRINE = """<?php
final class Version2020 extends AbstractMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('DROP TABLE users');
        $this->addSql('CREATE TABLE x (id INT)');
        $schema->dropTable('y');
    }

    public function down(Schema $schema): void
    {
        $this->addSql('DROP TABLE x');
        $schema->dropTable('z');
    }
}
"""
PHINX = """<?php
class Clean extends AbstractMigration
{
    public function up() { $this->table('users')->drop()->save(); $this->table('u')->removeColumn('x')->save(); }
    public function down() { $this->table('n')->drop()->save(); }
}
"""
YII = """<?php
class m2020 extends Migration
{
    public function safeUp() { $this->dropTable('yy'); $this->dropColumn('a', 'b'); $this->delete('t'); }
    public function safeDown() { $this->dropTable('k'); $this->delete('t'); }
}
"""
DJANGO = """from django.db import migrations


def wipe(apps, schema_editor):
    apps.get_model("shop", "Order").objects.all().delete()


def back(apps, schema_editor):
    apps.get_model("shop", "Order").objects.all().delete()


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP TABLE a", "DROP TABLE b"),
        migrations.RunSQL(sql=[("DELETE FROM t", None)], reverse_sql="DROP TABLE c"),
        migrations.RunPython(wipe, back),
    ]
"""


@pytest.mark.parametrize(
    "path, text, expected",
    [
        ("db/migrate/1_clean.rb", RAILS_UP, ["tables users", "columns carts.mail", "rows", "tables old_things"]),
        (
            "db/migrate/2_clean.rb",
            RAILS_CHANGE,
            [
                "tables users",
                "columns carts.a, carts.b",
                "columns carts.user",
                "columns foo.old",
                "tables ups",
                "tables logs",
            ],
        ),
        ("migrations/1.js", KNEX, ["tables users", "columns carts.mail", "rows", "tables x"]),
        ("src/migrations/1-Clean.ts", TYPEORM, ["tables older", "columns users.age", "rows", 'tables "old"']),
        ("migrations/2.js", SEQUELIZE, ["columns users.mail", "tables old", "rows", "rows x"]),
        ("migrations/3.js", PG_MIGRATE, ["tables users", "columns a.x, a.y", "tables zz"]),
        ("src/migrations/Migration2020.ts", MIKRO_ORM, ['tables "author"']),
        ("src/migrations/2020_person.ts", KYSELY, ["tables person", "columns p.x", "rows", "tables foo"]),
        (
            "database/migrations/2020_clean.php",
            LARAVEL,
            ["columns users.votes", "columns users.a, users.b", "tables old", "rows", "rows", "tables raw_one"],
        ),
        ("migrations/Version2020.php", DOCTRINE, ["tables y", "tables users"]),
        ("db/migrations/2020_clean.php", PHINX, ["tables users", "columns u.x"]),
        ("migrations/m2020.php", YII, ["tables yy", "columns a.b", "rows"]),
        ("shop/migrations/0002_clean.py", DJANGO, ["rows", "tables a", "rows t"]),
    ],
)
def test_the_way_up_counts_and_the_way_down_does_not(path: str, text: str, expected: list[str]) -> None:
    assert lost(path, text) == expected
    # nothing of the way down counts, certain or not
    assert [effect.summary for effect in looked(path, text).effects if counts(effect) and not effect.certain] == []


@pytest.mark.parametrize(
    "mark_up, mark_down",
    [
        ("-- +goose Up", "-- +goose Down"),
        ("-- migrate:up", "-- migrate:down"),
        ("-- +migrate Up", "-- +migrate Down"),
        ("-- Up Migration", "-- Down Migration"),
        ("-- write your migration here", "---- create above / drop below ----"),
        ("-- rambler up", "-- rambler down"),
        ("# --- !Ups", "# --- !Downs"),
    ],
)
def test_sections_of_a_sql_migration(mark_up: str, mark_down: str) -> None:
    down = f"{mark_up}\nCREATE TABLE a (id int);\n\n{mark_down}\nDROP TABLE a;\n"
    assert lost("db/migrations/1_a.sql", down) == []
    up = f"{mark_up}\nDROP TABLE a;\n\n{mark_down}\nCREATE TABLE a (id int);\n"
    assert lost("db/migrations/1_a.sql", up) == ["tables a"]


@pytest.mark.parametrize(
    "path, count",
    [
        ("db/000001_a.up.sql", 1),
        ("db/000001_a.down.sql", 0),
        ("migrations/2020-01-01_a/down.sql", 0),
        ("migrations/2020-01-01_a/up.sql", 1),
        ("sql/V1__a.sql", 1),
        ("sql/U1__a.sql", 0),
        ("revert/a.sql", 0),
        ("deploy/a.sql", 1),
        ("prisma/migrations/2020_a/migration.sql", 1),
        ("drizzle/0001_a.sql", 1),
    ],
)
def test_names_of_sql_migrations_tell_the_direction(path: str, count: int) -> None:
    assert len(lost(path, "DROP TABLE a;\n")) == count


@pytest.mark.parametrize(
    "path, text",
    [
        (
            "db/migrate/1_a.rb",
            (
                "class A < ActiveRecord::Migration[7.0]\n  def change\n    create_table :users do |t|\n      t.string :name\n"
                "    end\n    add_column :users, :mail, :string\n    change_column :users, :bio, :text\n"
                "    rename_column :users, :a, :b\n    remove_index :users, :mail\n  end\nend\n"
            ),
        ),
        (
            "migrations/1.js",
            (
                "exports.up = (knex) => knex.schema.createTable('users', (t) => { t.increments(); t.dropIndex('x'); });\n"
                "exports.down = (knex) => knex.schema.dropTable('users');\n"
            ),
        ),
        (
            "database/migrations/1.php",
            (
                "<?php\nreturn new class extends Migration {\n  public function up(): void {\n"
                "    Schema::create('users', function (Blueprint $table) { $table->id(); });\n"
                "    Schema::table('users', function (Blueprint $table) { $table->string('x'); $table->dropUnique('u'); });\n"
                "  }\n  public function down(): void { Schema::dropIfExists('users'); }\n};\n"
            ),
        ),
        ("db/V2__a.sql", "ALTER TABLE users ADD COLUMN mail text;\nCREATE INDEX i ON users (mail);\n"),
    ],
)
def test_a_migration_that_only_makes_things_passes(path: str, text: str) -> None:
    assert [effect.summary for effect in looked(path, text).effects if counts(effect)] == []


def test_a_narrower_type_may_cut_values_off() -> None:
    text = (
        "class A < ActiveRecord::Migration[7.0]\n  def change\n    change_column :users, :age, :integer\n  end\nend\n"
    )
    (effect,) = looked("db/migrate/1_a.rb", text).effects
    assert (effect.rule, effect.certain) == ("migration/change-type", False)


def test_a_controller_that_is_not_a_migration_is_left_alone() -> None:
    text = "<?php\nclass C { function remove($file) { $file->delete(); $this->cart->drop(); $cache->truncate(); } }\n"
    assert looked("app/C.php", text).effects == ()


ECTO = '''defmodule Shop.Repo.Migrations.Clean do
  use Ecto.Migration

  def up do
    drop table(:users)
    drop_if_exists table("old")
    drop index(:users, [:mail])

    alter table(:posts) do
      remove :title, :string
      add :fresh, :string
    end

    execute "TRUNCATE logs"

    execute """
    DELETE FROM sessions
    """
  end

  def down do
    drop table(:new)
    execute "DROP TABLE z"
  end
end
'''


def test_ecto_migrations() -> None:
    path = "priv/repo/migrations/1_clean.exs"
    assert lost(path, ECTO) == ["tables users", "tables old", "columns posts.title", "tables logs", "rows sessions"]
    made = "defmodule A do\n  use Ecto.Migration\n\n  def change do\n    create table(:a) do\n      add :b, :string\n"
    assert lost(path, made + "    end\n  end\nend\n") == []


LIQUIBASE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <!-- <dropTable tableName="commented"/> -->
  <changeSet id="1" author="sam">
    <dropTable cascadeConstraints="true"
               tableName="users"/>
    <dropColumn tableName="carts"><column name="a"/><column name="b"/></dropColumn>
    <dropColumn tableName="carts" columnName="mail"/>
    <delete tableName="logs"/>
    <delete tableName="logs"><where>level = 'debug'</where></delete>
    <sql><![CDATA[ DROP TABLE old ]]></sql>
    <createTable tableName="new"><column name="id" type="int"/></createTable>
    <rollback><dropTable tableName="new"/><sql>DROP TABLE newer</sql></rollback>
  </changeSet>
</databaseChangeLog>
"""
LIQUIBASE_YAML = """databaseChangeLog:
  - changeSet:
      id: 1
      author: sam
      changes:
        - dropTable:
            tableName: users
        - dropColumn:
            tableName: carts
            columns:
              - column:
                  name: a
              - column:
                  name: b
        - dropColumn:
            tableName: carts
            columnName: mail
        - delete:
            tableName: logs
        - delete:
            tableName: logs
            where: level = 'debug'
        - sql:
            sql: DROP TABLE old
        - createTable:
            tableName: new
      rollback:
        - dropTable:
            tableName: new
"""


@pytest.mark.parametrize(
    "path, text",
    [
        ("src/main/resources/db/changelog/1.xml", LIQUIBASE_XML),
        ("src/main/resources/db/changelog/1.yaml", LIQUIBASE_YAML),
    ],
)
def test_liquibase_changelogs(path: str, text: str) -> None:
    assert lost(path, text) == ["tables users", "columns carts.a, carts.b", "columns carts.mail", "rows", "tables old"]


def test_a_liquibase_changelog_in_json_and_in_sql() -> None:
    text = '{"databaseChangeLog": [{"changeSet": {"id": "1", "changes": [{"dropTable": {"tableName": "users"}}]}}]}'
    assert lost("db/changelog/1.json", text) == ["tables users"]
    sql = "--liquibase formatted sql\n--changeset sam:1\nCREATE TABLE a (id int);\n--rollback DROP TABLE a;\n"
    assert lost("db/changelog/1.sql", sql) == []


@pytest.mark.parametrize(
    "text", ["<databaseChangeLog><dropTable", "<databaseChangeLog><!--", "databaseChangeLog: [", "<"]
)
def test_a_broken_changelog_is_no_fault(text: str) -> None:
    assert looked("db/changelog/1.xml", text).effects == ()


@pytest.mark.parametrize(
    "path, text, count",
    [
        ("src/main/resources/application.properties", "spring.jpa.hibernate.ddl-auto=create-drop\n", 1),
        ("src/main/resources/application-prod.yml", "spring:\n  jpa:\n    hibernate:\n      ddl-auto: create\n", 1),
        ("src/main/resources/hibernate.properties", "hibernate.hbm2ddl.auto = create\n", 1),
        ("src/main/resources/application.properties", "spring.jpa.hibernate.ddl-auto=validate\n", 0),
        ("src/test/resources/application.properties", "spring.jpa.hibernate.ddl-auto=create-drop\n", 0),
        ("src/main/resources/application-test.yml", "spring:\n  jpa:\n    hibernate:\n      ddl-auto: create\n", 0),
    ],
)
def test_settings_that_drop_the_tables_at_each_start(path: str, text: str, count: int) -> None:
    assert len(lost(path, text)) == count


def test_entity_framework_migrations() -> None:
    text = (
        "public partial class Clean : Migration\n{\n    protected override void Up(MigrationBuilder migrationBuilder)\n    {\n"
        '        migrationBuilder.DropTable(name: "Users");\n'
        '        migrationBuilder.DropColumn(name: "Mail", table: "Carts");\n'
        '        migrationBuilder.Sql("TRUNCATE TABLE logs");\n    }\n\n'
        "    protected override void Down(MigrationBuilder migrationBuilder)\n    {\n"
        '        migrationBuilder.DropTable(name: "New");\n    }\n}\n'
    )
    assert lost("Migrations/1_Clean.cs", text) == ["tables Users", "columns Carts.Mail", "tables logs"]


@pytest.mark.parametrize(
    "path, value, count",
    [("src/data-source.ts", "true", 1), ("src/data-source.ts", "false", 0), ("test/data-source.ts", "true", 0)],
)
def test_a_connection_that_drops_the_schema(path: str, value: str, count: int) -> None:
    text = 'import { DataSource } from "typeorm";\nexport const db = new DataSource({ type: "postgres", dropSchema: VALUE });\n'
    assert len(lost(path, text.replace("VALUE", value))) == count

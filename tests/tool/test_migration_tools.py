"""Migration tools of every language: what their commands do, to which database, and what the files say would go."""

import pytest

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS, Effect
from tests.support import DictWorkspace, judged, rules, verdict


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("npx typeorm-ts-node-commonjs schema:drop -d src/ds.ts", "drop-all"),
        ("ts-node ./node_modules/typeorm/cli.js schema:drop", "drop-all"),
        ("node --require ts-node/register ./node_modules/typeorm/cli.js migration:revert", "undo"),
        ("yarn typeorm schema:sync", "sync"),
        ("npx sequelize db:drop", "drop-database"),
        ("npx sequelize-cli --env production db:migrate:undo:all", "undo-all"),
        ("npx sequelize db:migrate:undo:all --to 2020-create-users.js", "undo"),
        ("npx sequelize db:seed:undo", "empty"),
        ("knex --env production migrate:rollback", "undo"),
        ("pnpm knex migrate:rollback --all", "undo-all"),
        ("kysely migrate down", "undo"),
        ("npx mikro-orm migration:down", "undo"),
        ("npx mikro-orm schema:update --run", "sync"),
        ("node-pg-migrate down 3", "undo"),
        ("db-migrate reset", "undo-all"),
        ("migrate-mongo down", "undo"),
        ("node ace migration:rollback --batch=0", "undo"),
        ("bin/rails db:drop:primary", "drop-database"),
        ("bundle exec rake db:rollback STEP=2", "undo"),
        ("rake db:migrate VERSION=0", "undo-all"),
        ("VERSION=0 rails db:migrate", "undo-all"),
        ("rails db:migrate VERSION=20200101000000", "move"),
        ("rake app:db:drop", "drop-database"),
        ("hanami db drop", "drop-database"),
        ("flyway clean -cleanDisabled=false", "drop-all"),
        ("flyway -configFiles=prod.conf undo", "undo"),
        ("liquibase --changelog-file=c.xml rollback v1", "undo"),
        ("liquibase rollbackCount 3", "undo"),
        ("goose mysql 'app:pw@tcp(db:3306)/shop' down", "undo"),
        ("goose -dir db/migrations reset", "undo-all"),
        ("dbmate --env PROD_URL rollback", "undo"),
        ("migrate -path m -database $DB down -all", "undo"),
        ("migrate -source file://m -database postgres://h/d drop -f", "drop-all"),
        ("sql-migrate down -limit=0", "undo"),
        ("tern migrate --destination=-1", "undo"),
        ("tern migrate -d 0", "undo"),
        ("soda drop -a", "drop-database"),
        ("buffalo pop reset", "rebuild"),
        ("sqitch -C db revert --to @HEAD^ -y", "undo"),
        ("sqitch rebase -y", "undo"),
        ("mix ecto.drop", "drop-database"),
        ("mix ecto.rollback --step 2", "undo"),
        ("mix do ecto.drop --force-drop + ecto.create", "drop-database"),
        ("MIX_ENV=prod mix ecto.reset", "rebuild"),
        ("diesel db reset", "rebuild"),
        ("diesel migration revert --all", "undo-all"),
        ("sqlx database drop -y", "drop-database"),
        ("sqlx mig revert --source db", "undo"),
        ("sea-orm-cli migrate -u postgres://h/d fresh", "rebuild"),
        ("php artisan migrate:reset --force", "undo-all"),
        ("./artisan migrate:rollback --step=5", "undo"),
        ("./vendor/bin/sail artisan migrate:fresh --seed", "rebuild"),
        ("php8.3 artisan db:wipe", "drop-all"),
        ("bin/console d:s:d -f", "drop-database"),
        ("symfony console doctrine:database:drop --force --if-exists", "drop-database"),
        ("php bin/console doctrine:schema:update --force --complete", "sync"),
        ("php bin/console doctrine:migrations:execute 'App\\V1' --down", "undo"),
        ("vendor/bin/phinx rollback -e production -t 0", "undo"),
        ("php yii migrate/down all --interactive=0", "undo"),
        ("dotnet ef database drop -f", "drop-database"),
        ("dotnet-ef database update 0", "undo-all"),
        ("dotnet ef database update 20200101_Old", "move"),
        ("yoyo rollback --all --batch", "undo-all"),
        ("aerich downgrade -v 2", "undo"),
        ("piccolo migrations backwards app all", "undo"),
        ("pgroll start --complete m.json", "contract"),
        ("skeema push production --allow-unsafe", "sync"),
        ("psqldef -U app shop --enable-drop < schema.sql", "sync"),
        ("rake -f lib/Rakefile db:drop", "drop-database"),
        ("spring rails db:drop", "drop-database"),
        ("mvn -Dflyway.url=jdbc:postgresql://db/shop flyway:clean", "drop-all"),
        ("./mvnw org.flywaydb:flyway-maven-plugin:9.1:clean", "drop-all"),
        ("mvn liquibase:rollback -Dliquibase.rollbackCount=1", "undo"),
        ("./gradlew :app:flywayClean", "drop-all"),
        ("gradle liquibaseDropAll", "drop-all"),
        ("docker run --rm flyway/flyway -url=jdbc:postgresql://db/shop clean", "drop-all"),
        ("docker run --rm -v $PWD/m:/m migrate/migrate -path=/m -database postgres://h/d drop -f", "drop-all"),
        ("docker compose exec web bundle exec rails db:drop", "drop-database"),
        ("go run github.com/pressly/goose/v3/cmd/goose@latest postgres 'host=db' reset", "undo-all"),
        ("cargo sqlx database drop -y", "drop-database"),
        ("cargo run -p migration -- fresh", "rebuild"),
        ("vendor/bin/doctrine-migrations migrate first", "undo"),
        ("wp db reset --yes", "drop-all"),
        ("drush sql-drop -y", "drop-all"),
    ],
)
def test_what_loses_something_is_held(text: str, rule: str) -> None:
    assert rules(text) == ["migrate/" + rule]
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "npx typeorm migration:run -d src/ds.ts",
        "npx typeorm migration:generate -d src/ds.ts src/migrations/AddOrders",
        "npx typeorm schema:log",
        "typeorm migration:revert --fake",
        "npx sequelize db:migrate",
        "npx sequelize db:migrate:status",
        "npx sequelize migration:generate --name drop-users",
        "knex migrate:make drop_users",
        "npx knex migrate:latest --env production",
        "npx knex seed:run",
        "mikro-orm schema:drop --dump",
        "node-pg-migrate create drop-users",
        "db-migrate down --dry-run",
        "rails db:migrate",
        "rails db:migrate:status",
        "rails db:seed",
        "rails db:schema:dump",
        "rails db:schema:cache:dump",
        "rails db:test:prepare",
        "rails generate migration DropUsers",
        "rails test test/models/drop_test.rb",
        "rails server -e production",
        "rails runner 'puts User.count'",
        "rake -T db",
        "rake test",
        "bundle exec rake assets:precompile",
        "flyway info",
        "flyway -url=jdbc:postgresql://db/shop migrate",
        "flyway clean -cleanDisabled=true",
        "liquibase status --verbose",
        "liquibase rollback-sql v1",
        "liquibase update",
        "liquibase execute-sql --sql='SELECT 1'",
        "goose -dir db postgres 'host=db dbname=shop' status",
        "goose create drop_users sql",
        "dbmate new drop_users",
        "dbmate up",
        "migrate create -ext sql -dir db drop_users",
        "migrate -path m -database postgres://h/d up",
        "sql-migrate down -dryrun",
        "tern migrate",
        "tern new drop_users",
        "sqitch log",
        "sqitch deploy",
        "mix test",
        "mix deps.get",
        "mix ecto.migrate",
        "mix ecto.gen.migration drop_users",
        "mix do deps.get, compile",
        "diesel migration generate drop_users",
        "sqlx migrate add drop_users",
        "sqlx migrate revert --dry-run",
        "sqlx database create",
        "php artisan make:migration drop_users",
        "php artisan migrate:rollback --pretend",
        "php artisan migrate --force",
        "php artisan cache:clear",
        "bin/console doctrine:schema:drop --dump-sql",
        "bin/console doctrine:schema:drop",
        "bin/console cache:clear",
        "php bin/console doctrine:migrations:migrate -n",
        "php bin/console doctrine:query:sql 'SELECT 1'",
        "phinx status",
        "dotnet build",
        "dotnet ef migrations list",
        "dotnet ef migrations remove",
        "dotnet ef database drop --dry-run",
        "yoyo list",
        "aerich migrate --name drop_users",
        "pgroll status",
        "skeema diff production --allow-unsafe",
        "sail up -d",
        "gh-ost --alter='DROP COLUMN mail' --table=users --database=shop",
        "pt-online-schema-change --alter 'DROP COLUMN mail' D=shop,t=users --dry-run",
        "pt-archiver --source h=db,D=shop,t=log --where '1=1' --purge --dry-run",
        "mvn clean install",
        "./gradlew clean build",
        "gradle flywayInfo",
        "cargo build --release",
        "cargo run -- reset",
        "go test ./...",
        "go run . reset",
        "docker run --rm flyway/flyway info",
        "wp plugin list",
        "wp db export",
        "drush cr",
        "spring stop",
    ],
)
def test_what_loses_nothing_passes(text: str) -> None:
    assert verdict(text) == "allow"
    assert not any(effect.category == MIGRATION_LOSS for effect in judged(text).effects)


def test_every_task_of_a_line_counts() -> None:
    assert rules("rake db:drop db:create db:migrate") == ["migrate/drop-database", "migrate/forward"]
    assert rules("flyway clean migrate") == ["migrate/drop-all", "migrate/forward"]
    assert rules("mix do ecto.drop, ecto.create, ecto.migrate") == ["migrate/drop-database", "migrate/forward"]


def test_statements_that_tools_carry_are_read() -> None:
    assert rules("yarn typeorm query 'DROP TABLE users'") == ["sql/drop-table"]
    assert rules("php bin/console dbal:run-sql 'DELETE FROM users'") == ["sql/delete-without-where"]
    assert rules("liquibase execute-sql --sql='TRUNCATE users'") == ["sql/truncate"]
    assert rules("echo 'DROP TABLE users' | rails dbconsole") == ["sql/drop-table"]
    assert rules("rails db -p") == ["blind/database-shell"]
    assert rules("rails runner 'User.delete_all'") == ["code/orm-delete-all"]
    assert rules('rails runner "$CODE"') == ["blind/opaque-text"]
    assert rules("gh-ost --alter='DROP COLUMN mail' --table=users --host=db --execute") == ["sql/drop-column"]
    assert rules("pt-online-schema-change --alter 'DROP COLUMN mail' D=shop,t=users --execute") == ["sql/drop-column"]
    assert rules("pt-archiver --source h=db,D=s,t=log --where '1=1' --purge") == ["sql/delete-without-where"]


def test_a_script_given_to_the_runner_is_followed() -> None:
    workspace = DictWorkspace({"/work/app/script/clean.rb": "User.delete_all\n"})
    assert rules("bin/rails runner script/clean.rb", workspace) == ["code/orm-delete-all"]


def test_another_program_that_is_called_console_is_followed() -> None:
    workspace = DictWorkspace({"/work/app/bin/console": "#!/bin/sh\nrm -rf /\n"})
    assert verdict("bin/console", workspace) == "deny"


@pytest.mark.parametrize(
    "text, server, database",
    [
        ("dbmate -u postgres://u:pw@db.prod:6432/shop drop", "db.prod", "shop"),
        ("DATABASE_URL=mysql2://db.prod/shop rails db:drop", "db.prod", "shop"),
        ("flyway -url=jdbc:postgresql://db.prod/shop clean", "db.prod", "shop"),
        ("goose postgres 'user=app host=db.prod dbname=shop' down", "db.prod", "shop"),
        ("migrate -path m -database postgres://db.prod/shop down 1", "db.prod", "shop"),
        ("sqlx database drop --database-url postgres://db.prod/shop", "db.prod", "shop"),
        ("psqldef -h db.prod -U app shop --enable-drop", None, None),
    ],
)
def test_the_database_that_is_meant(text: str, server: str | None, database: str | None) -> None:
    target = only(text).targets[0]
    assert (target.facet("server"), target.facet("database")) == (server, database)
    assert "pw" not in repr(target)


@pytest.mark.parametrize(
    "text, path, content, server",
    [
        (
            "RAILS_ENV=production rails db:drop",
            "config/database.yml",
            (
                "default: &default\n  adapter: postgresql\n"
                "production:\n  adapter: postgresql\n  host: db.prod\n  database: shop\n"
            ),
            "db.prod",
        ),
        ("flyway clean", "flyway.conf", "flyway.url=jdbc:mysql://db.prod/shop\n", "db.prod"),
        (
            "flyway clean",
            "flyway.toml",
            '[flyway]\nenvironment = "live"\n[environments.live]\nurl = "jdbc:postgresql://db.prod/shop"\n',
            "db.prod",
        ),
        ("liquibase drop-all", "liquibase.properties", "url: jdbc:postgresql://db.prod/shop\n", "db.prod"),
        (
            "npx sequelize-cli db:drop --env live",
            "config/config.json",
            '{"live": {"dialect": "mysql", "host": "db.prod", "database": "shop"}}',
            "db.prod",
        ),
        ("dbmate drop", ".env", "DATABASE_URL=postgres://db.prod/shop\n", "db.prod"),
        ("php artisan db:wipe", ".env", "DB_CONNECTION=pgsql\nDB_HOST=db.prod\nDB_DATABASE=shop\n", "db.prod"),
    ],
)
def test_a_project_file_names_the_database(text: str, path: str, content: str, server: str) -> None:
    target = only(text, DictWorkspace({f"/work/app/{path}": content})).targets[0]
    assert (target.facet("server"), target.facet("database")) == (server, "shop")


def test_a_project_file_with_code_in_the_address_leaves_it_unknown() -> None:
    files = {"/work/app/config/database.yml": "development:\n  adapter: mysql2\n  host: <%= ENV['H'] %>\n"}
    assert only("rails db:drop", DictWorkspace(files)).targets[0].facet("server") is None


RAILS = {
    "/work/app/db/migrate/20200101000000_create_users.rb": (
        "class CreateUsers < ActiveRecord::Migration[7.0]\n  def change\n    create_table :users do |t|\n"
        "      t.string :name\n    end\n  end\nend\n"
    ),
    "/work/app/db/migrate/20200201000000_add_mail.rb": (
        "class AddMail < ActiveRecord::Migration[7.0]\n  def change\n    add_column :users, :mail, :string\n  end\nend\n"
    ),
    "/work/app/db/migrate/20200301000000_make_carts.rb": (
        "class MakeCarts < ActiveRecord::Migration[7.0]\n  def up\n    create_table :carts\n  end\n\n"
        "  def down\n    drop_table :carts\n  end\nend\n"
    ),
}


@pytest.mark.parametrize(
    "text, count, unit, names",
    [
        ("rails db:rollback", 1, "tables", "carts"),
        ("rails db:rollback STEP=3", 2, "tables", "users, carts"),
        ("rails db:migrate:down VERSION=20200201000000", 1, "columns", "users.mail"),
        ("rails db:migrate VERSION=0", 2, "tables", "users, carts"),
    ],
)
def test_a_rails_rollback_counts_what_its_files_drop(text: str, count: int, unit: str, names: str) -> None:
    effect = only(text, DictWorkspace(RAILS))
    assert (effect.extent.count, effect.extent.unit, effect.targets[0].facet("objects")) == (count, unit, names)


@pytest.mark.parametrize(
    "text, path, content",
    [
        (
            "npx knex migrate:rollback",
            "migrations/20200101_users.js",
            (
                "exports.up = (knex) => knex.schema.createTable('users', (t) => t.increments());\n"
                "exports.down = function (knex) { return knex.schema.dropTableIfExists('users'); };\n"
            ),
        ),
        (
            "npx typeorm migration:revert -d ds.ts",
            "src/migrations/1600000000000-Users.ts",
            (
                "export class Users1600000000000 implements MigrationInterface {\n"
                "  public async up(queryRunner: QueryRunner): Promise<void> {\n"
                '    await queryRunner.query(`CREATE TABLE "users" ("id" int)`);\n  }\n'
                "  public async down(queryRunner: QueryRunner): Promise<void> {\n"
                '    await queryRunner.query(`DROP TABLE "users"`);\n  }\n}\n'
            ),
        ),
        (
            "npx sequelize db:migrate:undo",
            "migrations/20200101-users.js",
            (
                "module.exports = {\n  async up(queryInterface, Sequelize) {\n"
                "    await queryInterface.createTable('users', {});\n  },\n"
                "  async down(queryInterface) {\n    await queryInterface.dropTable('users');\n  },\n};\n"
            ),
        ),
        (
            "goose -dir db/m postgres postgres://h/d down",
            "db/m/00001_users.sql",
            "-- +goose Up\nCREATE TABLE users (id int);\n\n-- +goose Down\nDROP TABLE users;\n",
        ),
        (
            "dbmate rollback",
            "db/migrations/20200101_users.sql",
            "-- migrate:up\nCREATE TABLE users (id int);\n\n-- migrate:down\nDROP TABLE users;\n",
        ),
        ("migrate -path db -database postgres://h/d down 1", "db/000001_users.down.sql", "DROP TABLE users;\n"),
        ("flyway undo", "sql/U1__users.sql", "DROP TABLE users;\n"),
        (
            "php artisan migrate:rollback",
            "database/migrations/2020_01_01_000000_users.php",
            (
                "<?php\nreturn new class extends Migration {\n  public function up(): void {\n"
                "    Schema::create('users', function (Blueprint $table) { $table->id(); });\n  }\n"
                "  public function down(): void {\n    Schema::dropIfExists('users');\n  }\n};\n"
            ),
        ),
        ("diesel migration revert", "migrations/2020-01-01-000000_users/down.sql", "DROP TABLE users;\n"),
    ],
)
def test_a_step_back_counts_what_its_file_drops(text: str, path: str, content: str) -> None:
    effect = only(text, DictWorkspace({f"/work/app/{path}": content}))
    assert effect.category == MIGRATION_LOSS
    assert (effect.extent.count, effect.extent.unit) == (1, "tables")
    assert "users" in effect.summary


def test_a_migration_with_an_unknown_number_of_steps_stays_open() -> None:
    assert not only("rails db:rollback STEP=$N", DictWorkspace(RAILS)).extent.closed


def test_forward_is_its_own_category() -> None:
    assert only("rails db:migrate").category == MIGRATION_FORWARD


def test_a_django_app_taken_back_names_the_models_that_go() -> None:
    made = "from django.db import migrations\nclass Migration:\n    operations = [\n        migrations.CreateModel(\n"
    files = {
        "/work/app/shop/migrations/0001_initial.py": made + "            name='Order',\n        ),\n    ]\n",
        "/work/app/shop/migrations/0002_carts.py": made + '            name="Cart",\n        ),\n    ]\n',
    }
    effect = only("django-admin migrate shop zero", DictWorkspace(files))
    assert (effect.extent.count, effect.targets[0].facet("objects")) == (2, "Order, Cart")
    effect = only("django-admin migrate shop 0001", DictWorkspace(files))
    assert (effect.rule, effect.extent.count, effect.targets[0].facet("objects")) == ("django/migrate-back", 1, "Cart")


def test_hasura_goes_to_before_the_first_migration() -> None:
    assert verdict("hasura migrate apply --goto 0") == "hold"
    assert verdict("hasura migrate apply --up 2") == "allow"

"""alembic, Django, prisma, drizzle-kit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS, Effect
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.database_url import target_of
from tests.support import DictWorkspace, judged, rules, verdict


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("alembic downgrade base", "alembic/downgrade"),
        ("alembic downgrade -1", "alembic/downgrade"),
        ("alembic --raiseerr -c db/alembic.ini -n shop -x tenant=a downgrade base", "alembic/downgrade"),
        ("alembic upgrade head", "alembic/upgrade"),
        ("alembic stamp base", "alembic/stamp"),
        ("flask db downgrade", "alembic/downgrade"),
        ("flask --app shop db downgrade base", "alembic/downgrade"),
        ("python -m alembic downgrade base", "alembic/downgrade"),
        ("python manage.py flush --noinput", "django/flush"),
        ("./manage.py migrate shop zero", "django/migrate-zero"),
        ("python manage.py migrate shop 0003_old", "django/migrate-back"),
        ("python manage.py migrate", "django/migrate"),
        ("python manage.py migrate --fake shop", "django/migrate-fake"),
        ("python manage.py reset_db --noinput", "django/reset-db"),
        ("npx prisma db push --accept-data-loss", "prisma/accept-data-loss"),
        ("prisma db push --force-reset", "prisma/force-reset"),
        ("prisma db push", "prisma/push"),
        ("prisma migrate reset -f", "prisma/migrate-reset"),
        ("prisma migrate deploy", "prisma/migrate-deploy"),
        ("prisma migrate dev", "prisma/migrate-dev"),
        ("prisma --schema db/s.prisma migrate reset", "prisma/migrate-reset"),
        ("drizzle-kit push --force", "drizzle/push-force"),
        ("drizzle-kit push:pg", "drizzle/push"),
        ("drizzle-kit migrate", "drizzle/migrate"),
        ("drizzle-kit drop", "drizzle/drop"),
    ],
)
def test_what_a_command_does(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "alembic history",
        "alembic revision --autogenerate -m x",
        "alembic downgrade abc:base --sql",
        "alembic upgrade head --sql",
        "alembic downgrade --help",
        "flask run",
        "flask db migrate -m x",
        "python manage.py sqlflush",
        "python manage.py migrate --plan",
        "python manage.py migrate shop zero --plan",
        "python manage.py makemigrations",
        "python manage.py loaddata seed.json",
        "python manage.py runserver",
        "prisma generate",
        "prisma db pull",
        "prisma migrate status",
        "prisma migrate dev --create-only",
        "prisma migrate diff --from-empty --to-schema-datamodel s.prisma --script",
        "prisma studio",
        "drizzle-kit generate",
        "drizzle-kit studio",
        "drizzle-kit push --help",
    ],
)
def test_what_loses_nothing(text: str) -> None:
    assert judged(text).effects == ()
    assert verdict(text) == "allow"


def test_forward_and_back_are_different_categories() -> None:
    assert only("alembic upgrade head").category == MIGRATION_FORWARD
    assert only("alembic downgrade -1").category == MIGRATION_LOSS


def revision(name: str, down: str | None, body: str) -> str:
    return f"revision = '{name}'\ndown_revision = {down!r}\n\ndef upgrade():\n    pass\n\ndef downgrade():\n{body}\n"


ALEMBIC = {
    "/work/app/alembic.ini": "[alembic]\nscript_location = %(here)s/db\nsqlalchemy.url = postgresql+psycopg://app:pw@db.prod/shop\n",
    "/work/app/db/versions/1_a.py": revision("aaa1", None, "    op.drop_table('users')\n    op.drop_table(\"orders\")"),
    "/work/app/db/versions/2_b.py": revision("bbb2", "aaa1", "    op.drop_column('users', 'mail')"),
    "/work/app/db/versions/3_c.py": revision("ccc3", "bbb2", "    op.drop_table('carts')"),
}


def test_a_downgrade_counts_the_tables_its_migrations_drop() -> None:
    workspace = DictWorkspace(ALEMBIC)
    effect = only("alembic downgrade base", workspace)
    assert (effect.extent.count, effect.extent.unit) == (3, "tables")
    assert "users" in effect.summary
    assert only("alembic downgrade -1", workspace).extent.count == 1
    assert only("alembic downgrade aaa1", workspace).extent.count == 1


def test_the_database_comes_from_the_configuration_and_its_password_is_dropped() -> None:
    target = only("alembic downgrade base", DictWorkspace(ALEMBIC)).targets[0]
    assert (target.facet("engine"), target.facet("server"), target.facet("database")) == ("postgres", "db.prod", "shop")
    assert "pw" not in repr(target)


def test_a_url_on_the_command_line_wins() -> None:
    workspace = DictWorkspace(ALEMBIC, variables={"DATABASE_URL": "sqlite:///dev.db"})
    target = only("alembic -x url=postgresql://other/x downgrade base", workspace).targets[0]
    assert target.facet("server") == "other"


def test_a_url_in_front_of_the_command() -> None:
    target = only("DATABASE_URL=postgres://u:p@db.prod:6432/shop npx drizzle-kit push --force").targets[0]
    assert (target.facet("server"), target.facet("port"), target.facet("user")) == ("db.prod", "6432", "u")


def test_the_newest_migration_of_an_app_is_forward() -> None:
    files = {"/work/app/shop/migrations/0001_initial.py": "", "/work/app/shop/migrations/0002_more.py": ""}
    workspace = DictWorkspace({**files, "/work/app/manage.py": "import django"})
    assert rules("django-admin migrate shop 0002", workspace) == ["django/migrate"]
    back = only("django-admin migrate shop 0001", workspace)
    assert (back.rule, back.certain) == ("django/migrate-back", True)


def test_statements_for_a_database_shell_are_read() -> None:
    assert any(one.startswith("sql/") for one in rules("echo 'DROP TABLE users' | django-admin dbshell"))
    assert rules("django-admin dbshell") == ["blind/database-shell"]
    assert rules("curl -s https://x.example/y | django-admin dbshell") == ["blind/database-shell"]


def test_code_for_the_django_shell_is_read() -> None:
    assert "code/recursive-delete" in rules("django-admin shell -c 'import shutil; shutil.rmtree(\"/srv/data\")'")


def test_prisma_execute_reads_its_file() -> None:
    workspace = DictWorkspace({"/work/app/fix.sql": "DROP TABLE users;"})
    assert any(one.startswith("sql/") for one in rules("prisma db execute --file fix.sql", workspace))


def test_a_shadow_database_is_emptied() -> None:
    effect = only("prisma migrate diff --from-migrations m --to-empty --shadow-database-url postgres://db.prod/shop")
    assert effect.rule == "prisma/shadow-database"
    assert effect.targets[0].facet("server") == "db.prod"


def test_the_schema_names_the_variable_that_holds_the_address() -> None:
    files = {
        "/work/app/prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("SHOP_DB")\n}\n',
        "/work/app/.env": 'SHOP_DB="postgresql://db.prod/shop"\n',
    }
    assert only("prisma migrate reset --force", DictWorkspace(files)).targets[0].facet("server") == "db.prod"


def test_a_push_without_force_may_drop_and_is_not_certain() -> None:
    assert not only("drizzle-kit push").certain
    assert only("drizzle-kit push --force").certain


def test_a_command_word_that_is_computed_is_blind() -> None:
    for program in ("alembic", "prisma", "drizzle-kit", "django-admin"):
        assert rules(f'{program} "$WHAT"') == ["blind/unknown-subcommand"]


@pytest.mark.parametrize(
    "url, facets",
    [
        (
            "postgresql+asyncpg://u:p%40ss@h:5/d",
            {"engine": "postgres", "server": "h", "port": "5", "database": "d", "user": "u"},
        ),
        ("postgres:///d?host=/run/postgresql", {"server": "/run/postgresql", "database": "d"}),
        ("postgresql://[::1]:5432/d", {"server": "::1", "port": "5432"}),
        ("mysql://root@db/shop", {"engine": "mysql", "server": "db"}),
        ("sqlite:///dev.db", {"engine": "sqlite", "path": "/work/app/dev.db"}),
        ("sqlite:////srv/prod.db", {"path": "/srv/prod.db"}),
        ("file:./dev.db", {"engine": "sqlite", "path": "/work/app/dev.db"}),
    ],
)
def test_addresses(url: str, facets: dict[str, str]) -> None:
    target = target_of(url, "test", directory="/work/app")
    for name, value in facets.items():
        assert target.facet(name) == value


def test_an_address_that_is_computed_is_an_unknown_server() -> None:
    target = target_of(Word(("postgres://u:", Hole(VARIABLE, "PW"), "@db/x")), "test")
    assert target.has("server")
    assert target.facet("server") is None


@given(st.text(max_size=80))
def test_any_text_as_an_address(text: str) -> None:
    target_of(text, "test")


@given(st.text(st.characters(codec="utf-8", exclude_characters="@/:?#[]%"), min_size=6, max_size=20))
def test_a_password_never_reaches_a_target(password: str) -> None:
    target = target_of(f"postgres://u:{password}@h/d", "test")
    assert password not in repr(target) or password in repr(target_of("postgres://u@h/d", "test"))


def test_several_hosts_stay_together() -> None:
    target = target_of("postgres://u@dev.example.com:5432,db.prod.example.com:5433/x", "test")
    assert target.facet("server") == "dev.example.com,db.prod.example.com"
    assert target.facet("port") == "5432,5433"

"""Alembic, Django and psql, the real ones, told to destroy: on a clone they do, and production is not touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests import parts
from tests.production import PASSWORD, production, rehearsed, rows, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production import Production

ENV = """
from alembic import context
from sqlalchemy import create_engine
url = context.get_x_argument(as_dictionary=True).get("url") or context.config.get_main_option("sqlalchemy.url")
with create_engine(url).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """
from alembic import op
revision, down_revision = {number!r}, {before!r}
def upgrade():
    op.execute("create table {table}(id int primary key)")
def downgrade():
    op.execute("drop table {table}")
"""
SETTINGS = """
import os
SECRET_KEY = os.environ["SECRET_KEY"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shop"]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["DB_NAME"], "USER": os.environ["DB_USER"], "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"], "PORT": os.environ["DB_PORT"],
}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
MANAGE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
MODELS = """
from django.db import models
class Product(models.Model):
    name = models.CharField(max_length=50)
class Review(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
"""
MIGRATION = """
import django.db.models.deletion
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Product", [
            ("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=50))]),
        migrations.CreateModel("Review", [
            ("id", models.BigAutoField(primary_key=True)),
            ("product", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shop.product"))]),
    ]
"""


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.fixture
def alembic(tmp_path: Path, real: Production) -> Path:
    url = real.url("alembicized", "postgresql+psycopg")
    (tmp_path / "alembic.ini").write_text(f"[alembic]\nscript_location = m\nsqlalchemy.url = {url}\n", encoding="utf-8")
    (tmp_path / "m" / "versions").mkdir(parents=True)
    (tmp_path / "m" / "env.py").write_text(ENV, encoding="utf-8")
    for number, before, table in (("001", None, "orders"), ("002", "001", "invoices")):
        text = REVISION.format(number=number, before=before, table=table)
        (tmp_path / "m" / "versions" / f"{number}.py").write_text(text, encoding="utf-8")
    return tmp_path


def _alembicized(real: Production) -> str:
    return real.database(
        "alembicized",
        "create table orders(id int primary key)",
        "insert into orders select generate_series(1, 1234)",
        "create table invoices(id int primary key)",
        "insert into invoices select generate_series(1, 56)",
        "create table alembic_version(version_num varchar(32) primary key)",
        "insert into alembic_version values ('002')",
    )


@pytest.mark.parametrize(
    "how", ["in its file, schema only", "as an argument", pytest.param("in its file", marks=pytest.mark.soak)]
)
def test_alembic_downgrade_base(real: Production, alembic: Path, how: str) -> None:
    url = _alembicized(real).replace("postgresql:", "postgresql+psycopg:")
    program = parts.python("alembic").parent / "alembic"
    before = (alembic / "alembic.ini").read_text(encoding="utf-8")
    command = f"{program} {f'-x url={url} ' if how == 'as an argument' else ''}downgrade base"
    with real.untouched("alembicized"):
        # without rows too: what alembic wrote down of itself comes along
        rest = how.endswith("schema only")
        report = rehearsed(command, alembic, {}, rows="schema" if rest else "copy")
    assert rows(report) == {"orders": (1234, None), "invoices": (56, None), "alembic_version": (1, 0)}
    assert report.exit_code == 0, report.output
    assert PASSWORD not in repr(replace(report, command=""))
    assert (alembic / "alembic.ini").read_text(encoding="utf-8") == before
    assert report.difference.files.changed.count == 0


@pytest.fixture
def django(tmp_path: Path) -> Path:
    (tmp_path / "settings.py").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "manage.py").write_text(MANAGE, encoding="utf-8")
    (tmp_path / "shop" / "migrations").mkdir(parents=True)
    for name, text in (
        ("__init__.py", ""),
        ("models.py", MODELS),
        ("migrations/__init__.py", ""),
        ("migrations/0001_initial.py", MIGRATION),
    ):
        (tmp_path / "shop" / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("what", ["flush --noinput", "migrate shop zero"])
def test_django(real: Production, django: Path, what: str) -> None:
    url = real.database(
        "djangoed",
        "create table django_migrations(id bigserial primary key, app text, name text, applied timestamptz)",
        "insert into django_migrations(app, name, applied) values ('shop', '0001_initial', now())",
        "create table shop_product(id bigserial primary key, name varchar(50))",
        "create table shop_review(id bigserial primary key, product_id bigint references shop_product)",
        "insert into shop_product(name) select 'p' || g from generate_series(1, 300) g",
        "insert into shop_review(product_id) select g % 300 + 1 from generate_series(1, 4000) g",
    )
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": "not for a rehearsal",
        "DB_NAME": "djangoed",
        "DB_USER": "app",
        "DB_PASSWORD": PASSWORD,
        "DB_HOST": "127.0.0.1",
        "DB_PORT": str(real.port),
    }
    with real.untouched("djangoed"):
        report = rehearsed(f"{parts.python('django')} manage.py {what}", django, environment)
    found = tables(report)
    assert found["shop_product"].before == 300, report.output
    assert found["shop_review"].before == 4000
    assert found["shop_product"].dropped is (what != "flush --noinput")
    assert found["shop_review"].after in (None, 0)


def test_a_raw_script(real: Production, tmp_path: Path) -> None:
    real.database(
        "scripted",
        "create table parent(id int primary key)",
        "create table child(p int references parent on delete cascade)",
        "insert into parent select generate_series(1, 50)",
        "insert into child select g % 50 + 1 from generate_series(1, 900) g",
        "create view all_of_them as select * from parent",
    )
    (tmp_path / "wipe.sql").write_text("begin; delete from parent; commit; drop view all_of_them;", encoding="utf-8")
    command = f"psql -h 127.0.0.1 -p {real.port} -U app -d scripted -f wipe.sql"
    with real.untouched("scripted"):
        report = rehearsed(command, tmp_path, {"PGPASSWORD": PASSWORD})
    assert rows(report) == {"parent": (50, 0), "child": (900, 0)}
    assert [(one.kind, one.name, one.change) for one in report.difference.things] == [
        ("view", "public.all_of_them", "dropped")
    ]


def test_a_script_without_rows_counts_what_a_truncate_would_empty(real: Production, tmp_path: Path) -> None:
    real.database(
        "scripted",
        "create table kept(id int)",
        "insert into kept select generate_series(1, 5)",
        "create table logs(id int)",
        "insert into logs select generate_series(1, 321)",
        "create table people(id int)",
        "insert into people select generate_series(1, 9)",
    )
    (tmp_path / "wipe.sql").write_text("truncate logs;\ndelete from people where id > 3;\n", encoding="utf-8")
    command = f"psql -h 127.0.0.1 -p {real.port} -U app -d scripted -f wipe.sql"
    with real.untouched("scripted"):
        report = rehearsed(command, tmp_path, {"PGPASSWORD": PASSWORD}, rows="schema")
    assert rows(report) == {"logs": (321, 0)}
    assert any(one.what == "delete from people where id > 3;" for one in report.not_rehearsed)

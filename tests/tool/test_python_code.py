"""What Python texts would do."""

import pytest

from keyturn.model.effect import DATA_LOSS, MIGRATION_FORWARD, MIGRATION_LOSS
from keyturn.model.source import Origin
from tests.support import judged, rules, verdict


def met(text, **options):
    return rules(text, language="python", **options)


def of_file(text, path="/work/app/m.py"):
    return judged(text, language="python", file=True, origin=Origin(path))


@pytest.mark.parametrize(
    "text",
    [
        'import subprocess\nsubprocess.run(["rm", "-rf", "/srv"])',
        'import subprocess\nsubprocess.run(args=["rm", "-rf", "/srv"])',
        'import subprocess as sp\nsp.check_call(("rm", "-rf", "/srv"))',
        'from subprocess import Popen\nPopen(["/bin/rm", "-r", "/srv"])',
        'import subprocess\nsubprocess.run("rm -rf /srv", shell=True)',
        'import subprocess\nsubprocess.run("rm -rf /srv", **{"shell": True})',
        'import subprocess\nsubprocess.run(["rm -rf /srv"], shell=True)',
        'import subprocess\nsubprocess.getoutput("rm -rf /srv")',
        'import subprocess\nsubprocess.run("rm -rf /srv".split())',
        'import subprocess, shlex\nsubprocess.run(shlex.split("rm -rf /srv"))',
        'import subprocess\nsubprocess.run(["sh"], input="rm -rf /srv")',
        'import subprocess\nsubprocess.run(["sudo", "sh", "-c", "rm -rf /srv"])',
        'import os\nos.popen("rm -rf /srv").read()',
        'import os\nos.execvp("rm", ["rm", "-rf", "/srv"])',
        'import os\nos.execlp("rm", "rm", "-rf", "/srv")',
        'import os\nos.spawnvp(os.P_WAIT, "rm", ["rm", "-rf", "/srv"])',
        'import pty\npty.spawn(["rm", "-rf", "/srv"])',
        'import asyncio\nasyncio.run(asyncio.create_subprocess_exec("rm", "-rf", "/srv"))',
        'import asyncio\nasync def f():\n    await asyncio.create_subprocess_shell("rm -rf /srv")\nasyncio.run(f())',
        'from sh import rm\nrm("-rf", "/srv")',
        'import sh\nsh.rm("-rf", "/srv")',
        'from plumbum.cmd import rm\nrm("-rf", "/srv")',
        'from plumbum import local\nlocal["rm"]("-rf", "/srv")',
        'import pexpect\npexpect.run("rm -rf /srv")',
        'import pexpect\npexpect.spawn("rm", ["-rf", "/srv"])',
        'from invoke import task\n@task\ndef clean(c):\n    c.run("rm -rf /srv")',
        'def clean(session):\n    session.run("rm", "-rf", "/srv", external=True)',
    ],
)
def test_commands_run_from_python(text):
    assert "filesystem/recursive-delete" in met(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('import shutil\nshutil.rmtree("/srv")', "code/recursive-delete"),
        ('from shutil import rmtree as gone\ngone("/srv", ignore_errors=True)', "code/recursive-delete"),
        ('import os\nos.remove("/srv/a")', "code/delete"),
        ('import os\nos.unlink("/srv/a")', "code/delete"),
        ('from pathlib import Path\nPath("/srv/a").unlink(missing_ok=True)', "code/delete"),
        ('from pathlib import Path\n[p.unlink() for p in Path("/srv").rglob("*")]', "code/mass-delete"),
        ('import os\nfor r, d, f in os.walk("/srv"):\n    for n in f:\n        os.remove(os.path.join(r, n))', "code/mass-delete"),
        ('import os\nos.rename("a", "/etc/hosts")', "code/overwrite"),
        ('from pathlib import Path\nPath("/etc/hosts").write_text("")', "code/overwrite"),
        ('open(".claude/settings.json", "w")', "keyturn/guard-file"),
        ('import os\nos.remove(".git/hooks/pre-commit")', "keyturn/skip-hooks"),
        ('open("/dev/sda", "wb")', "filesystem/write-device"),
        ("from app import db\ndb.drop_all()", "code/drop-all"),
        ("Base.metadata.drop_all(bind=engine)", "code/drop-all"),
        ("User.objects.all().delete()", "code/orm-delete-all"),
        ("from app.models import User\nUser.objects.all().delete()", "code/orm-delete-all"),
        ("User.objects.all().update(active=False)", "code/orm-delete-all"),
        ("session.query(User).delete()", "code/orm-delete-all"),
        ("User.query.delete()", "code/orm-delete-all"),
        ("from sqlalchemy import delete\nsession.execute(delete(User))", "code/orm-delete-all"),
        ("import redis\nredis.Redis().flushall()", "code/store-flush"),
        ("r.flushdb()", "code/store-flush"),
        ('client.drop_database("shop")', "code/drop-database"),
        ("db.users.delete_many({})", "code/orm-delete-all"),
        ('import boto3\nboto3.client("s3").delete_bucket(Bucket="b")', "code/cloud-delete"),
        ('import boto3\ns = boto3.Session()\nec2 = s.resource("ec2")\nec2.instances.terminate_instances()', "code/cloud-delete"),
        ('import boto3\nboto3.resource("s3").Bucket("b").objects.all().delete()', "code/cloud-delete"),
    ],
)  # fmt: skip
def test_what_libraries_do(text, rule):
    assert rule in met(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('import sqlite3\nc = sqlite3.connect("prod.db")\nc.execute("DROP TABLE users")', "sql/drop-table"),
        ('cur.execute("DROP TABLE users")', "sql/drop-table"),
        ('cur.executescript("DROP TABLE users;")', "sql/drop-table"),
        ('from sqlalchemy import text\nconn.execute(text("DROP TABLE users"))', "sql/drop-table"),
        ('for t in ["a", "b"]:\n    cur.execute(f"DROP TABLE {t}")', "sql/drop-table"),
        ('spark.sql("DROP TABLE users")', "sql/drop-table"),
    ],
)
def test_statements_reach_the_sql_reader(text, rule):
    found = met(text)
    assert any(one.startswith("sql/") for one in found), (rule, found)


@pytest.mark.parametrize(
    "text",
    [
        'print("rm -rf /")',
        '"""Never run shutil.rmtree(\'/\')."""',
        '# os.system("rm -rf /")',
        'raise ValueError("DROP TABLE users")',
        'import shutil\nshutil.copytree("a", "b")',
        'import subprocess\nsubprocess.run(["ls", "-l"])',
        'import subprocess\nsubprocess.run(["git", "status"], check=True)',
        "x.delete()",
        "User.objects.get(id=1)",
        'names.remove("a")',
        "import sys\nsys.stdout.flush()",
        'open("/etc/hosts").read()',
        'open("/etc/hosts", "a")',
        'cur.execute("SELECT 1")',
        "import asyncio\nasyncio.run(main())",
        'agent.run("delete everything")',
        "import shutil, tempfile\nwith tempfile.TemporaryDirectory() as d:\n    pass",
        "from sqlalchemy import delete\nsession.execute(delete(User).where(User.id == 1))",
        "session.query(User).filter(User.id == 1).delete()",
        'db.users.delete_many({"id": 1})',
    ],
)
def test_what_does_no_harm_is_let_be(text):
    assert met(text) == []


def test_a_variable_command_is_noted_not_opaque():
    judgement = of_file("import subprocess\ndef f(cmd):\n    subprocess.run(cmd, check=True)\n")
    assert not judgement.blind
    assert not judgement.effects
    assert judgement.notes


def test_a_variable_shell_text_is_opaque():
    assert met("import os, sys\nos.system(sys.argv[1])") == ["blind/opaque-text"]
    assert met("import subprocess\nsubprocess.run(cmd, shell=True)") == ["blind/opaque-text"]


def test_an_unknown_path_is_possible_harm():
    (effect,) = of_file("import shutil\ndef clean(path):\n    shutil.rmtree(path)\n").effects
    assert not effect.certain
    judgement = of_file('import subprocess\ndef clean(path):\n    subprocess.run(["rm", "-rf", path])\n')
    assert [one.certain for one in judgement.effects] == [False]


def test_places_in_a_file_are_exact():
    (effect,) = of_file(
        'import subprocess\n\nsubprocess.run(\n    ["rm", "-rf", "/srv"],\n    check=True,\n)\n'
    ).effects
    assert (effect.origin.file, effect.origin.line, effect.origin.column) == ("/work/app/m.py", 3, 1)
    assert effect.origin.end_line == 6


def test_sql_in_a_long_string_is_placed_at_its_line():
    judgement = of_file('cur.execute("""\nSELECT 1;\nDROP TABLE users;\n""")\n')
    (effect,) = judgement.effects
    assert effect.origin.line == 3


ALEMBIC = """
from alembic import op
import sqlalchemy as sa

def upgrade():
    op.drop_table("users")
    op.drop_column("orders", "note")
    with op.batch_alter_table("items") as batch:
        batch.drop_column("size")
    op.alter_column("orders", "total", type_=sa.Integer())
    op.drop_index("ix")

def downgrade():
    op.create_table("users")
    op.drop_table("fresh")
    op.execute("DELETE FROM fresh")
"""


def test_alembic_up_loses_and_down_is_what_it_is_for():
    effects = of_file(ALEMBIC).effects
    up = [(one.rule, one.origin.line) for one in effects if one.category == MIGRATION_LOSS]
    assert up == [
        ("migration/drop-table", 6),
        ("migration/drop-column", 7),
        ("migration/drop-column", 9),
        ("migration/change-type", 10),
    ]
    # what the column was before is not said, so the last one is only possible
    assert [one.certain for one in effects if one.category == MIGRATION_LOSS] == [True, True, True, False]
    (down,) = [one for one in effects if one.category == MIGRATION_FORWARD]
    assert not down.certain
    assert "in downgrade()" in down.summary
    assert not [one for one in effects if one.category == DATA_LOSS]


def test_every_dropped_table_is_counted():
    text = "from alembic import op\ndef upgrade():\n" + "".join(f'    op.drop_table("t{at}")\n' for at in range(21))
    assert len(of_file(text).effects) == 21


DJANGO = """
from django.db import migrations

def forwards(apps, schema_editor):
    apps.get_model("a", "B").objects.all().delete()

def backwards(apps, schema_editor):
    schema_editor.execute("DROP TABLE z")

class Migration(migrations.Migration):
    operations = [
        migrations.DeleteModel(name="Order"),
        migrations.RemoveField(model_name="user", name="email"),
        migrations.RunSQL("DROP TABLE old", reverse_sql="CREATE TABLE old (id int)"),
        migrations.RunPython(forwards, backwards),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Moved")]),
        migrations.AddField(model_name="user", name="age"),
    ]
"""


def test_django_migrations():
    effects = of_file(DJANGO).effects
    summaries = [one.summary for one in effects]
    assert any("Order" in one for one in summaries)
    assert any("email" in one for one in summaries)
    assert not any("Moved" in one for one in summaries)
    assert "code/orm-delete-all" in [one.rule for one in effects]
    assert [one.rule for one in effects if one.rule.startswith("sql/")] in (["sql/drop-table"], ["sql/drop"]) or any(
        "old" in one for one in summaries
    )
    assert not any(" z" in one for one in summaries)


def test_too_much_python_is_said():
    assert "blind/budget" in met("f(" * 400 + ")" * 400)


@pytest.mark.parametrize(
    "text",
    [
        "class Store:\n    def clear(self, name):\n        self.backend.delete_db_snapshot(name)\n",
        "def clear(pool):\n    pool.delete_bucket('old')\n",
        "import boto3\nown.delete_bucket('old')\n",
        "def clear(pool):\n    pool.delete_bucket(name='old')\n",
        "def clear(pool):\n    pool.terminate_instances()\n",
        "def clear(store):\n    store.backend.delete_namespace(name='a')\n",
    ],
)
def test_methods_that_only_share_a_name_with_a_cloud(text):
    assert not of_file(text).effects


@pytest.mark.parametrize(
    "text",
    [
        "import boto3\nboto3.client('rds').delete_db_snapshot(DBSnapshotIdentifier='a')\n",
        "def clear(any):\n    any.delete_db_snapshot(DBSnapshotIdentifier='a')\n",
        "def clear(self, **more):\n    self.rds.delete_db_snapshot(**more)\n",
        "import aioboto3\nasync def clear(it, **more):\n    await it.delete_db_snapshot(**more)\n",
    ],
)
def test_methods_called_on_a_cloud_client(text):
    assert [effect.rule for effect in of_file(text).effects] == ["code/backup-delete"]


def test_namespaces_of_a_cluster_count():
    text = "from kubernetes import client\nv1 = client.CoreV1Api()\nv1.delete_namespace('shop')\n"
    assert [effect.rule for effect in of_file(text).effects] == ["code/cluster-delete"]
    assert [effect.rule for effect in of_file("self.core_v1.delete_namespace('shop')\n").effects] == [
        "code/cluster-delete"
    ]


@pytest.mark.parametrize(
    "text",
    ["[os.remove(f) for f in os.listdir('.') if f.endswith('.pyc')]",
     "[os.remove(os.path.join('src', f)) for f in os.listdir('src') if f.endswith('.pyc')]",
     "\nfor f in os.listdir('.'):\n    if f.endswith('.orig') and os.path.isfile(f):\n        os.remove(f)"],
)  # fmt: skip
def test_a_name_that_was_asked_for_is_known_by_its_end(text: str) -> None:
    assert (
        verdict(f'python3 -c "import os; {text}"' if text[0] != "\n" else f"python3 <<'P'\nimport os{text}\nP")
        == "allow"
    )


@pytest.mark.parametrize(
    "text",
    ["if not f.endswith('.pyc'):\n        os.remove(f)", "if f.endswith('.pyc'):\n        print(f)\n    os.remove(f)",
     "if f.endswith('.pyc') or f:\n        os.remove(f)", "if f.endswith('.pyc'):\n        pass\n    else:\n        os.remove(f)"],
)  # fmt: skip
def test_the_wrong_branch_of_a_harmless_condition(text: str) -> None:
    assert verdict(f"python3 <<'P'\nimport os\nfor f in os.listdir('.'):\n    {text}\nP") == "hold"

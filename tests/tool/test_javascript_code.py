"""What JavaScript texts would do."""

import pytest

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS
from keyturn.model.source import Origin
from tests.support import judged, rules


def met(text, **options):
    return rules(text, language="javascript", **options)


@pytest.mark.parametrize(
    "text",
    [
        'require("child_process").exec("rm -rf /srv")',
        'const { spawn } = require("child_process"); spawn("rm", ["-rf", "/srv"])',
        'const { spawnSync } = require("child_process"); spawnSync("rm -rf /srv", { shell: true })',
        'const { execFileSync } = require("child_process"); execFileSync("/bin/rm", ["-rf", "/srv"])',
        'import { execa } from "execa"; await execa("rm", ["-rf", "/srv"])',
        'import { $ } from "zx"; await $`rm -rf /srv`',
        'import { $ } from "bun"; await $`rm -rf /srv`',
        'const shell = require("shelljs"); shell.exec("rm -rf /srv")',
        'const spawn = require("cross-spawn"); spawn("rm", ["-rf", "/srv"])',
        'Bun.spawnSync(["rm", "-rf", "/srv"])',
        'Deno.run({ cmd: ["rm", "-rf", "/srv"] })',
        'const util = require("util"); const run = util.promisify(require("child_process").exec); run("rm -rf /srv")',
    ],
)
def test_commands_run_from_javascript(text):
    assert "filesystem/recursive-delete" in met(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('require("fs").rmSync("/srv", { recursive: true })', "code/recursive-delete"),
        (
            'import { rm } from "node:fs/promises"; await rm("/srv", { recursive: true, force: true })',
            "code/recursive-delete",
        ),
        ('require("fs").promises.rm("/srv", { recursive: true })', "code/recursive-delete"),
        ('require("fs").rmdirSync("/srv", { recursive: true })', "code/recursive-delete"),
        ('require("rimraf").sync("/srv")', "code/recursive-delete"),
        ('import { rimraf } from "rimraf"; rimraf("/srv")', "code/recursive-delete"),
        ('require("fs-extra").removeSync("/srv")', "code/recursive-delete"),
        ('require("shelljs").rm("-rf", "/srv")', "code/recursive-delete"),
        ('require("fs").unlinkSync("/srv/a")', "code/delete"),
        (
            'const fs = require("fs"); fs.readdirSync("/srv").forEach(f => fs.unlinkSync("/srv/" + f))',
            "code/mass-delete",
        ),
        ('require("fs").writeFileSync("/etc/hosts", "")', "code/overwrite"),
        ('require("fs").writeFileSync(".claude/settings.json", "{}")', "keyturn/guard-file"),
        ("mongoose.connection.dropDatabase()", "code/drop-database"),
        ("await User.deleteMany({})", "code/orm-delete-all"),
        ("await User.deleteMany()", "code/orm-delete-all"),
        ("await prisma.user.deleteMany()", "code/orm-delete-all"),
        ("await User.destroy({ where: {} })", "code/orm-delete-all"),
        ("await User.destroy({ truncate: true })", "code/orm-delete-all"),
        ("await sequelize.sync({ force: true })", "code/drop-all"),
        ("await sequelize.drop()", "code/drop-all"),
        ('await knex("users").del()', "code/orm-delete-all"),
        ("await redis.flushall()", "code/store-flush"),
        ('await s3.send(new DeleteBucketCommand({ Bucket: "b" }))', "code/cloud-delete"),
        ('rds.deleteDBInstance({ DBInstanceIdentifier: "x" })', "code/cloud-delete"),
    ],
)
def test_what_libraries_do(text, rule):
    assert rule in met(text)


@pytest.mark.parametrize(
    "text",
    [
        "await prisma.$executeRawUnsafe(`DROP TABLE users`)",
        'await pool.query("DROP TABLE users")',
        'await knex.raw("DROP TABLE users")',
        'db.exec("DROP TABLE users")',
        'await sequelize.query("DROP TABLE users")',
    ],
)
def test_statements_reach_the_sql_reader(text):
    assert any(one.startswith("sql/") for one in met(text))


@pytest.mark.parametrize(
    "text",
    [
        'console.log("rm -rf /")',
        '// require("child_process").execSync("rm -rf /")',
        'require("child_process").execSync("ls -l")',
        'require("fs").mkdirSync("/srv", { recursive: true })',
        "set.delete(1); map.clear()",
        "await User.deleteMany({ where: { id: 1 } })",
        'await knex("users").where({ id: 1 }).del()',
        'await pool.query("SELECT 1")',
        "await sequelize.sync()",
        'throw new Error("DROP TABLE users")',
        'app.delete("/users/:id", handler)',
        "element.remove()",
        'process.env.X = "1"',
    ],
)
def test_what_does_no_harm_is_let_be(text):
    assert met(text) == []


@pytest.mark.parametrize(
    "text", ["eval(process.argv[2])", "new Function(code)()", 'require("child_process").execSync(cmd)']
)
def test_what_is_only_known_at_run_time_is_opaque(text):
    assert met(text) == ["blind/opaque-text"]


def test_text_that_is_not_javascript_is_held():
    assert met("rm -rf / ; DROP TABLE") == ["blind/unparsable"]


def test_up_loses_and_down_is_what_it_is_for():
    text = """exports.up = async (knex) => {
  await knex.schema.dropTable("users");
};
exports.down = async (knex) => {
  await knex.schema.dropTable("fresh");
  await knex.raw("DROP TABLE other");
};
"""
    judgement = judged(text, language="javascript", file=True, origin=Origin("/work/app/m.js"))
    found = [(one.category, one.certain, one.origin.line) for one in judgement.effects]
    assert found == [(MIGRATION_LOSS, True, 2), (MIGRATION_FORWARD, False, 5)]


def test_a_seed_script_with_an_unknown_path_is_possible_harm():
    judgement = judged(
        'import fs from "fs";\nexport function clean(dir) { fs.rmSync(dir, { recursive: true }) }',
        language="javascript", file=True, origin=Origin("/work/app/m.js"),
    )  # fmt: skip
    assert [one.certain for one in judgement.effects] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "api.deleteSnapshot(id).then(done)",
        "store.deleteSnapshot('a')",
        "import { DeleteSnapshotCommand } from './commands'; bus.execute(new DeleteSnapshotCommand(id))",
        "import { DeleteSnapshotCommand } from 'our-commands'; bus.execute(new DeleteSnapshotCommand('a'))",
    ],
)
def test_methods_that_only_share_a_name_with_a_cloud(text):
    assert not met(text)


@pytest.mark.parametrize(
    "text",
    [
        "ec2.deleteSnapshot({ SnapshotId: 'a' }, done)",
        "const AWS = require('aws-sdk'); const ec2 = new AWS.EC2(); ec2.deleteSnapshot(given, done)",
        "import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2'; ec2.send(new DeleteSnapshotCommand(given))",
    ],
)
def test_methods_called_on_a_cloud_client(text):
    assert met(text) == ["code/backup-delete"]

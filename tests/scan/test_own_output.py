"""What a file deletes of its own making is told and does not stop; what only looks like it still does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keyturn.model.rule import LOW
from keyturn.policy.layers import BUILT_IN
from keyturn.scan import judging
from tests.support import DictWorkspace

if TYPE_CHECKING:
    from collections.abc import Sequence

TREE = {
    "/repository/src/app.py": "x = 1\n",
    "/repository/src/app.log": "",
    "/repository/docs/index.md": "",
    "/repository/tools/old/x.sh": "",
}


def severities(text: str, path: str = "tools/build.sh", language: str = "shell") -> Sequence[str]:
    tracked = tuple(TREE)
    workspace = DictWorkspace({**TREE, f"/repository/{path}": text}, ("/repository",), tracked)
    side = judging.judge(language, path, text, workspace, BUILT_IN)
    found = [judging.of_effect(effect, side, path, BUILT_IN, "") for effect in side.judgement.effects]
    return [finding.severity for finding in found if finding is not None]


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf chroot/dev",
        "rm -rf ./.temp_things",
        'rm -rf "$OUTPUT_DIR/venv"',
        "rm -rf staging-*",
        "rm -rf debian/pkg-$(VERSION)/usr/share",
        'rm -f "$DESTDIR/etc/app/app.conf"',
        "rm -rf /run/app/sockets",
        "rm -rf chroot/var/cache/apt/*.bin",
        "find src docs \\( -name '*.py[cdo]' -o -name '*.so' \\) -exec rm -f '{}' ';'",
    ],
)
def test_its_own_output(line: str) -> None:
    found = severities(f"#!/bin/sh\nset -e\n{line}\n")
    assert set(found) <= {LOW}


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf src",
        "rm -rf old",  # tracked beside the script itself
        "rm -rf s*",
        "rm -rf src/*.py",
        "rm -rf *",
        "rm -rf uploads/",
        "rm -rf ./pg-data",
        'rm -rf "$STEAMROOT/"*',
        'rm -rf "$PREFIX/usr"',
        'rm -rf "$BACKUP_DIR/daily"',
        "rm -rf ~/projects",
        "rm -rf /srv/www",
        "rm -rf /var/lib/app",
        "rm -rf /run",
        "rm -rf ../other",
        "find src docs \\( -name '*.so' -o -name '*.md' \\) -exec rm -f '{}' ';'",
    ],
)
def test_what_is_not_its_own(line: str) -> None:
    found = severities(f"#!/bin/sh\n{line}\n")
    assert set(found) - {LOW}


def test_without_a_tree_nothing_is_lowered() -> None:
    side = judging.judge("shell", "x.sh", "rm -rf chroot/dev\n", DictWorkspace(), BUILT_IN)
    (effect,) = side.judgement.effects
    finding = judging.of_effect(effect, side.but(workspace=None), "x.sh", BUILT_IN, "")
    assert finding is not None
    assert finding.severity != LOW


def test_a_test_may_drop_its_own_tables_and_not_the_home_directory() -> None:
    assert set(severities("DROP TABLE users;\n", "tests/reset.sql", "sql")) == {LOW}
    assert set(severities("DROP TABLE users;\n", "db/reset.sql", "sql")) != {LOW}
    assert set(severities("rm -rf ~/projects\n", "tests/reset.sh")) - {LOW}


def test_a_function_that_drops_whatever_it_is_given_does_not_stop() -> None:
    text = "export function drop(knex, table) {\n  return knex.schema.dropTableIfExists(table);\n}\n"
    assert set(severities(text, "lib/schema.js", "javascript")) == {LOW}
    text = "exports.up = (knex) => knex.schema.dropTableIfExists('users');\n"
    assert set(severities(text, "migrations/1.js", "javascript")) - {LOW}


def test_a_function_that_drops_what_it_is_given_in_sql_does_not_stop() -> None:
    text = "def drop(db, table):\n    db.execute(f'DROP TABLE {table}')\n"
    assert set(severities(text, "lib/db.py", "python")) == {LOW}
    assert set(severities(text.replace("{table}", "users"), "lib/db.py", "python")) - {LOW}
    assert set(severities("db.execute(f'DROP TABLE {table}')\n", "lib/db.py", "python")) - {LOW}
    text = "def reset(metadata, engine):\n    metadata.drop_all(engine)\n"
    assert set(severities(text, "lib/db.py", "python")) - {LOW}


def test_a_command_called_delete_is_no_statement() -> None:
    text = "@commands.command('delete')\ndef delete():\n    pass\n\n\ndef clear(self, t):\n    self.query(f'DELETE FROM {t}')\n"
    assert set(severities(text, "lib/cli.py", "python")) <= {LOW}


def test_a_type_whose_old_one_is_not_said_does_not_stop() -> None:
    text = "from alembic import op\n\n\ndef upgrade():\n    op.alter_column('t', 'c', type_=sa.Boolean())\n"
    assert set(severities(text, "versions/1.py", "python")) == {LOW}


def test_a_unit_stops_its_own_service_and_a_script_formats_its_own_image() -> None:
    assert set(severities("[Service]\nExecStop=/usr/sbin/apachectl stop\n", "x.service", "systemd")) == {LOW}
    assert set(severities("[Service]\nExecStart=/usr/sbin/apachectl stop\n", "x.service", "systemd")) - {LOW}
    assert set(severities("[Service]\nExecStop=/bin/rm -rf /srv/data\n", "x.service", "systemd")) - {LOW}
    assert set(severities("F=$(losetup -f)\nparted -s ${F} mklabel gpt\n")) == {LOW}
    assert set(severities("F=$(losetup -f --show /dev/sda)\nparted -s ${F} mklabel gpt\n")) - {LOW}
    assert set(severities("F=$(lsblk -n | head -1)\nparted -s ${F} mklabel gpt\n")) - {LOW}

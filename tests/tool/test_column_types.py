"""Which changes of a column's type can cut values off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.tool.column_types import argument, widens
from tests.support import rules


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        ("sa.VARCHAR(length=50)", "sa.String(length=256)", True),
        ("sa.String(256)", "sa.String(50)", False),
        ("sa.String(length=50)", "sa.Text()", True),
        ("sa.Text", "mysql.LONGTEXT", True),
        ("mysql.MEDIUMTEXT()", "sa.Text", False),
        ("VARCHAR", "VARCHAR(20)", False),
        ("sa.Integer()", "sa.BigInteger()", True),
        ("bigint", "int", False),
        ("sa.Integer()", "sa.Text()", True),
        ("sa.Text()", "sa.Integer()", None),
        ("sa.Enum('a', 'b')", "sa.String(20)", False),
        ("", "sa.Text()", None),
        ("sa.String(5000)", "(\n sa.Text().with_variant(MEDIUMTEXT, 'mysql')\n)", True),
    ],
)
def test_wider(old: str, new: str, wider: bool | None) -> None:
    assert widens(old, new) is wider


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_lengths_are_compared(old: int, new: int) -> None:
    assert widens(f"VARCHAR({old})", f"String(length={new})") is (old <= new)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_an_answer(old: str, new: str) -> None:
    assert widens(old, new) in (True, False, None)
    argument(old, new or "x")


def test_an_argument_of_a_call() -> None:
    text = 'op.alter_column("t", "a,b", existing_type=sa.Enum("x", "y"), type_=sa.String(length=9), nullable=True)'
    assert argument(text, "existing_type") == 'sa.Enum("x", "y")'
    assert argument(text, "type_") == "sa.String(length=9)"
    assert argument(text, "nullable") == "True"
    assert argument(text, "server_default") == ""


def migration(old: str, new: str) -> str:
    return (
        "from alembic import op\nimport sqlalchemy as sa\n\n\ndef upgrade():\n"
        f'    op.alter_column("t", "c",\n        existing_type={old},\n        type_={new})\n'
    )


def test_an_alembic_migration_that_widens_loses_nothing() -> None:
    assert "migration/change-type" not in rules(migration("sa.String(50)", "sa.Text()"), language="python")
    assert "migration/change-type" in rules(migration("sa.String(50)", "sa.String(5)"), language="python")
    assert "migration/change-type" in rules(migration("sa.Text()", "sa.Integer()"), language="python")

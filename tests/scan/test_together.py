"""What a whole change comes to, each thing counted once by its name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keyturn.scan.together import FILES, RESOURCES, TABLES, shown, totals
from tests.repositories import Repository


def test_one_name_counts_once_over_several_files(repository: Repository) -> None:
    repository.stage(
        {
            "migrations/1.sql": "DROP TABLE users;\nDROP TABLE orders, items;\n",
            "migrations/2.sql": "DROP TABLE IF EXISTS users;\n",
            "migrations/versions/3.py": "from alembic import op\n\ndef upgrade():\n    op.drop_table('users')\n",
        }
    )
    report = repository.scan()
    (total,) = report.together
    assert (total.what, total.count, total.names) == (TABLES, 3, ("users", "orders", "items"))
    assert total.places == 4
    assert shown(total) == "3 tables dropped: users, orders, items (in 4 places)"
    assert "change/mass-drop" not in [one.rule for one in report.findings]


def test_a_way_back_is_not_counted(repository: Repository) -> None:
    body = "from alembic import op\n\ndef upgrade():\n    op.create_table('a')\n\ndef downgrade():\n    op.drop_table('a')\n"
    repository.stage({f"versions/{number}.py": body.replace("'a'", f"'a{number}'") for number in range(9)})
    assert repository.scan().together == ()


def test_many_tables_in_one_change_are_a_finding_of_their_own(repository: Repository) -> None:
    repository.commit({"keyturn.toml": "[scan]\nmass_drop = 2\n"})
    repository.stage({f"{number}.sql": f"DROP TABLE t{number};\n" for number in range(3)})
    found = [one for one in repository.scan().findings if one.rule == "change/mass-drop"]
    assert [one.message for one in found] == ["in one change 3 tables dropped: t0, t1, t2 (in 3 places)"]


def test_tables_dropped_by_many_commits_are_no_one_change(repository: Repository) -> None:
    for number in range(7):
        repository.commit({f"{number}.sql": f"DROP TABLE t{number};\n"})
    report = repository.scan("history", "HEAD")
    assert "change/mass-drop" not in [one.rule for one in report.findings]
    assert [(total.what, total.count) for total in report.together] == [(TABLES, 7)]


def test_files_and_resources_stand_beside_each_other(repository: Repository) -> None:
    repository.commit(
        {
            "main.tf": 'resource "aws_db_instance" "shop" {\n  skip_final_snapshot = false\n}\n'
            'resource "aws_s3_bucket" "photos" {\n  bucket = "photos"\n}\n',
            "a.txt": "a\n",
        }
    )
    repository.git("rm", "-q", "a.txt")
    repository.stage({"main.tf": "# moved away\n"})
    report = repository.scan()
    assert {total.what: total.count for total in report.together} == {RESOURCES: 2, FILES: 1}


def test_a_patch_counts_too(repository: Repository) -> None:
    repository.stage({"1.sql": "DROP TABLE a;\n", "2.sql": "DROP TABLE b;\n"})
    (repository.root / "x.patch").write_text(repository.git("diff", "--cached", "--no-color") + "\n")
    assert [total.names for total in repository.scan("patch", str(repository.root / "x.patch")).together] == [
        ("a", "b")
    ]


def test_a_single_loss_is_left_to_its_finding() -> None:
    assert totals([(TABLES, "users", 1, "a.sql:1")]) == ()
    (unknown,) = totals([(TABLES, "", None, "a.sql:1"), (TABLES, "x", 1, "a.sql:2")])
    assert shown(unknown) == "at least 1 tables dropped: x (in 2 places)"


@given(st.lists(st.tuples(st.just(TABLES), st.sampled_from("abcd"), st.just(1), st.sampled_from(["p", "q", "r"]))))
def test_the_count_is_that_of_the_names(lost: list[tuple[str, str, int | None, str]]) -> None:
    for total in totals(lost):
        assert total.count == len({name for _what, name, _count, _place in lost})
        assert total.places == len({place for _what, _name, _count, place in lost})
    assert totals(lost + lost) == totals(lost)

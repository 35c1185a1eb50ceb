"""What somebody who owns the database does, backups, a store that breaks off, and clocks: beyond test_service.py."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.broker import claiming, states
from keyturn.broker import statement as st
from keyturn.broker.freezes import Window
from keyturn.broker.request import Refused
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf_hash
from tests.broker.broker_support import AGENT, START, Bench, BenchStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keyturn.broker.ports import Row


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def approved(bench: Bench, **more: Any) -> Row:
    row = bench.propose(**more)
    bench.turn(row, "alice")
    return bench.turn(row, "bob")


def forge(bench: Bench, sql: str, *values: object) -> None:
    with bench.store.engine.begin() as connection:
        connection.exec_driver_sql(sql, values)


def back(bench: Bench, row: Row) -> None:
    """The row is APPROVED again, as whoever owns the database can write it, and nothing holds its target."""
    forge(bench, "UPDATE broker_proposal SET state = 'APPROVED', newest = 1 WHERE proposal = ?", row.proposal)
    forge(bench, "DELETE FROM broker_lock")
    forge(bench, "DELETE FROM broker_started")


def backup(bench: Bench, name: str = "backup.db") -> None:
    with bench.store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"VACUUM INTO '{bench.folder}/{name}'")
        connection.exec_driver_sql("BEGIN")


def restore(bench: Bench, name: str = "backup.db") -> None:
    bench.store.close()
    for one in ("broker.db", "broker.db-wal", "broker.db-shm"):
        (bench.folder / one).unlink(missing_ok=True)
    shutil.copy(bench.folder / name, bench.folder / "broker.db")
    bench.store = BenchStore(bench.url, bench.clock)
    bench.broker.store = bench.store


def ended(bench: Bench) -> str:
    [row] = bench.broker.tick()
    return row.state


@pytest.mark.parametrize("decision", [st.REJECT, st.REVOKE])
@pytest.mark.parametrize("later", [0, 3600 * 20])
def test_a_signed_no_is_found_whatever_the_row_says(bench: Bench, decision: str, later: int) -> None:
    row = approved(bench)
    now = int(bench.clock.wall)
    bench.turn(row, "dave", decision, expires=now + 60)
    # even by a broker that has seen none of it, and after the statement's own end
    bench.journal.set_fact(claiming.ended(row), "")
    bench.clock.pass_(later)
    back(bench, row)
    assert ended(bench) == states.STALE
    assert "dave" in bench.row(row).detail
    assert bench.world.ran == {}


@pytest.mark.parametrize("how", ["rejected", "revoked", "cancelled", "stale", "edited"])
def test_what_ended_stays_ended_although_every_trace_is_wiped_out(bench: Bench, how: str) -> None:
    row = approved(bench)
    if how in ("rejected", "revoked"):
        bench.turn(row, "dave", {"rejected": st.REJECT, "revoked": st.REVOKE}[how])
        forge(bench, "DELETE FROM broker_turned WHERE person = 'dave'")
    elif how == "cancelled":
        bench.broker.cancel(row.proposal, AGENT)
    elif how == "edited":
        bench.propose(supersedes=row.proposal)
        forge(bench, "DELETE FROM broker_proposal WHERE proposal = ? AND revision = 2", row.proposal)
    else:
        bench.world.values["schema"] = "2"
        assert ended(bench) == states.STALE
        bench.world.values["schema"] = "1"
    back(bench, row)
    assert ended(bench) == states.STALE
    assert "this broker saw it" in bench.row(row).detail
    assert bench.world.ran == {}


def test_a_row_that_points_to_anothers_plan_ends_alone(bench: Bench) -> None:
    good, bad = approved(bench), bench.propose()
    forge(bench, "UPDATE broker_proposal SET state = 'APPROVED', plan = ? WHERE proposal = ?", good.plan, bad.proposal)
    assert {row.proposal: row.state for row in bench.broker.tick()} == {
        good.proposal: states.SUCCEEDED,
        bad.proposal: states.STALE,
    }
    assert bench.world.ran == {good.proposal: 1}


def test_an_end_that_is_written_in_advance_is_no_execution(bench: Bench) -> None:
    row = bench.propose()
    for state in (states.SUCCEEDED, states.RUNNING, states.UNKNOWN):
        forge(bench, "UPDATE broker_proposal SET state = ?, broker = 'one' WHERE proposal = ?", state, row.proposal)
        bench.restart()
        bench.broker.tick()
        assert bench.world.ran == {}
    assert bench.row(row).state == states.UNKNOWN


def test_a_longer_life_in_the_row_is_none_in_the_plan(bench: Bench) -> None:
    row = approved(bench)
    forge(bench, "UPDATE broker_proposal SET expires = expires + 1000000 WHERE proposal = ?", row.proposal)
    bench.clock.pass_(90_000)
    assert ended(bench) == states.STALE
    assert "expired" in bench.row(row).detail
    assert bench.world.ran == {}


def test_a_backup_from_before_and_a_ledger_that_people_accepted(bench: Bench) -> None:
    """The journal alone keeps it from running twice, when the ledger's check was put right by hand."""
    row = approved(bench)
    backup(bench)
    assert ended(bench) == states.SUCCEEDED
    restore(bench)
    with pytest.raises(CouldNotJudge, match="ledger no longer holds"):
        bench.broker.tick()
    bench.journal.set_fact(claiming.LOG, "")
    assert ended(bench) == states.STALE
    assert "begun already" in bench.row(row).detail
    assert bench.world.ran == {row.proposal: 1}


def test_an_idle_broker_remembers_the_ledger_for_the_others(tmp_path: Path) -> None:
    one = Bench(tmp_path)
    (tmp_path / "b").mkdir()
    two = Bench(tmp_path / "b", one.url, name="two")
    two.world = one.world
    row = approved(one)
    backup(one)
    assert ended(one) == states.SUCCEEDED
    assert two.broker.tick() == []  # it has nothing to do, and looks at the ledger
    two.store.close()
    restore(one)
    two.broker.store = two.store = BenchStore(one.url, two.clock)
    two.executor.world = one.world
    with pytest.raises(CouldNotJudge, match="ledger no longer holds"):
        two.broker.tick()
    assert one.world.ran == {row.proposal: 1}
    one.close()
    two.close()


def test_a_journal_that_was_lost_is_noticed(bench: Bench) -> None:
    for _start in range(3):
        bench.restart()
    bench.journal.close()
    shutil.rmtree(bench.folder / "journal-one")
    with pytest.raises(CouldNotJudge, match="start 1, and the store knows of start 4"):
        bench.restart()


@pytest.fixture
def two(bench: Bench) -> Iterator[Bench]:
    """Another broker on the same store."""
    (bench.folder / "b").mkdir()
    made = Bench(bench.folder / "b", bench.url, name="two")
    made.clock, made.world, made.rules, made.planner = bench.clock, bench.world, bench.rules, bench.planner
    made.executor, made.store.clock = bench.executor, bench.clock
    made.broker = made.made()
    yield made
    made.close()


@pytest.mark.parametrize("how", ["executed", "cancelled"])
def test_what_one_broker_told_the_ledger_another_does_not_forget(bench: Bench, two: Bench, how: str) -> None:
    """Whoever owns the store takes away the row of the start, and puts the proposal back."""
    row = approved(bench)
    if how == "executed":
        assert ended(bench) == states.SUCCEEDED
    else:
        bench.broker.cancel(row.proposal, AGENT)
    back(bench, row)
    assert ended(two) == states.STALE
    assert "this broker saw it" in bench.row(row).detail
    assert bench.world.ran == ({row.proposal: 1} if how == "executed" else {})


@pytest.mark.parametrize("what", ["bytes", "hash", "gone"])
def test_a_leaf_that_was_rewritten_stops_whoever_follows(bench: Bench, two: Bench, what: str) -> None:
    row = approved(bench)
    bench.broker.cancel(row.proposal, AGENT)
    last = "position = (SELECT max(position) FROM ledger_leaf WHERE kind = 'broker.moved')"
    for name in ("ledger_leaf_no_update", "ledger_leaf_no_delete"):
        forge(bench, f"DROP TRIGGER {name}")
    if what == "gone":
        forge(bench, f"DELETE FROM ledger_leaf WHERE {last}")
    else:
        forge(bench, f"UPDATE ledger_leaf SET leaf = CAST(replace(leaf, 'CANCELLED', 'PENDING') AS BLOB) WHERE {last}")
    if what == "hash":
        with bench.store.engine.connect() as link:
            [(data, position)] = link.exec_driver_sql(f"SELECT leaf, position FROM ledger_leaf WHERE {last}").all()
        forge(bench, "UPDATE ledger_leaf SET hash = ? WHERE position = ?", leaf_hash(data), position)
    back(bench, row)
    with pytest.raises(CouldNotJudge, match=r"hashes say|are missing"):
        two.broker.tick()
    assert bench.world.ran == {}


class Watching:
    """A witness that has seen one head of the log."""

    def __init__(self, head: tuple[int, str]) -> None:
        self.head = head

    def latest(self) -> tuple[int, str]:
        return self.head


def test_a_broker_that_was_away_asks_the_witness(bench: Bench) -> None:
    approved(bench)
    backup(bench)
    for _more in range(3):
        bench.propose()
    with bench.store.transaction() as tx:
        seen = tx.log_state()
    restore(bench)
    bench.journal.set_fact(claiming.LOG, "")
    bench.broker.witness = Watching(seen)
    with pytest.raises(CouldNotJudge, match="its witness has signed"):
        bench.broker.tick()
    assert bench.world.ran == {}


def breaking(bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int, *, after: bool) -> None:
    """The store is gone in the `number`th transaction from here: before its commit, or after it with the answer."""
    left = [number]
    transaction = bench.store.transaction

    @contextlib.contextmanager
    def broken() -> Iterator[Any]:
        left[0] -= 1
        mine = left[0] == 0
        with transaction() as tx:
            yield tx
            if mine and not after:
                raise CouldNotJudge("the broker's store did not answer")
        if mine:
            raise CouldNotJudge("the broker's store did not answer")

    monkeypatch.setattr(bench.store, "transaction", broken)


@pytest.mark.parametrize("after", [False, True])
def test_a_store_that_breaks_off_anywhere_costs_no_second_run_and_no_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """The broker lives on and says how it stands as soon as the store answers again."""
    seen: dict[str, int] = {}
    for number in range(1, 14):
        (tmp_path / str(number)).mkdir()
        bench = Bench(tmp_path / str(number))
        row = approved(bench)
        with monkeypatch.context() as patch:
            breaking(bench, patch, number, after=after)
            with contextlib.suppress(CouldNotJudge):
                bench.broker.tick()
        ran = bench.world.ran.get(row.proposal, 0)
        for _turn in range(3):
            bench.broker.tick()
        state, outcome = bench.row(row).state, bench.row(row).outcome
        seen[f"{state} {outcome}".strip()] = seen.get(f"{state} {outcome}".strip(), 0) + 1
        assert bench.world.ran.get(row.proposal, 0) == (1 if ran or state == states.SUCCEEDED else 0)
        assert (state == states.SUCCEEDED) == bool(bench.world.ran)
        assert state != states.UNKNOWN
        with bench.store.transaction() as tx:
            assert tx.lock("thing:" + claiming.locks(bench.broker.plan_of(tx, row)[1])[0][6:], "p-other") == ""
        bench.close()
    assert set(seen) <= {states.SUCCEEDED, states.NOT_STARTED, f"{states.FAILED} {states.NOT_APPLIED}"}
    assert {states.SUCCEEDED, states.NOT_STARTED} <= set(seen)


# clocks

BERLIN_SPRING = 1_806_195_600  # 2027-03-28 01:00 UTC, when Berlin's 02:00 becomes 03:00
MIDNIGHT = 1_800_057_600  # 2027-01-16 00:00 UTC


@pytest.mark.parametrize("moment", [BERLIN_SPRING, MIDNIGHT])
def test_around_midnight_and_a_change_of_summer_time_seconds_are_seconds(
    tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    bench = Bench(tmp_path)
    bench.clock.pass_(moment - 30 - START)
    row = approved(bench, not_before=moment - 1)
    short = approved(bench, seconds=31, target="staging")
    freeze = Window("night", moment, moment + 10)
    bench.rules.calendar.windows.append((freeze, ""))
    assert bench.broker.tick()[0].proposal == short.proposal
    bench.clock.pass_(30)  # the freeze's first second
    assert bench.broker.tick() == []
    bench.clock.pass_(9)  # its last
    assert bench.broker.tick() == []
    bench.clock.pass_(1)
    assert [(one.proposal, one.state) for one in bench.broker.tick()] == [(row.proposal, states.SUCCEEDED)]
    bench.close()


@pytest.mark.parametrize("apart", [-31, 31, 86_400, -86_400])
def test_two_clocks_that_differ_claim_nothing_and_the_later_one_expires(bench: Bench, apart: int) -> None:
    row = approved(bench)
    bench.store.apart = apart
    if apart == 86_400:
        assert ended(bench) == states.EXPIRED
    else:
        with pytest.raises(CouldNotJudge, match="clock differs"):
            bench.broker.tick()
        assert bench.row(row).state == states.APPROVED
    assert bench.world.ran == {}


@pytest.mark.parametrize("wall", [-3600, 3600, -40, 40])
def test_a_clock_that_was_moved_takes_no_keys_and_no_proposals(bench: Bench, wall: int) -> None:
    row = bench.propose()
    bench.clock.wall += wall
    for act in (bench.propose, lambda: bench.turn(row, "alice"), bench.broker.tick):
        refused: Callable[[], object] = act
        with pytest.raises(CouldNotJudge, match="clock moved"):
            refused()
    bench.clock.wall -= wall
    bench.turn(row, "alice")
    bench.turn(row, "bob")
    assert ended(bench) == states.SUCCEEDED


def test_a_clock_set_back_over_a_restart_is_still_noticed(bench: Bench) -> None:
    row = approved(bench)
    bench.clock.pass_(1000)
    bench.broker.now()
    bench.clock.wall -= 500
    with pytest.raises(CouldNotJudge, match="clock moved"):
        bench.restart()
    with pytest.raises(CouldNotJudge, match="clock moved"):
        bench.broker.tick()
    assert bench.world.ran == {}
    assert row.state == states.APPROVED


def test_a_statement_from_the_future_or_the_past_is_not_made_now(bench: Bench) -> None:
    row = bench.propose()
    now = int(bench.clock.wall)
    for at in (now + 31, now - 3601, now - 86_400):
        with pytest.raises(Refused, match="not made now"):
            bench.turn(row, "alice", at=at, expires=now + 100_000)


def test_a_start_that_the_store_knows_of_is_no_second_one(bench: Bench) -> None:
    row = approved(bench)
    forge(bench, "INSERT INTO broker_started (plan, broker, epoch) VALUES (?, 'another', 1)", row.plan)
    assert ended(bench) == states.UNKNOWN
    assert bench.world.ran == {}

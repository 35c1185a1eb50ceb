"""A proposal's whole life: who may do what, and what never happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.broker import statement as st
from keyturn.broker import states
from keyturn.broker.freezes import Window
from keyturn.broker.plan import BREAK_GLASS, Check, PlanError, Quorum
from keyturn.broker.ports import Peer, Row
from keyturn.broker.quorum import PLAIN, PRESENT
from keyturn.broker.request import Part, Refused
from keyturn.broker.settings import Place, Regime, Settings, Wanted
from keyturn.errors import CouldNotJudge, KeyturnError
from tests.broker.broker_support import START, STRANGER, Bench, BenchStore, Killed, toy_sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ERIN = Peer(uid=1005)
ALICE = Peer(uid=1001)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def approved(bench: Bench, **more: Any) -> Row:
    row = bench.propose(**more)
    bench.turn(row, "alice")
    return bench.turn(row, "bob")


def only(bench: Bench) -> str:
    [row] = bench.broker.tick()
    return row.state


def test_two_people_and_the_broker(bench: Bench) -> None:
    row = bench.propose(title="drop the orders")
    assert (row.state, row.title) == (states.PENDING, "drop the orders")
    assert bench.broker.tick() == []
    assert bench.turn(row, "alice").state == states.PENDING
    assert bench.broker.tick() == []
    assert bench.broker.show(row.proposal).standing.missing == ("1 more key",)
    assert bench.turn(row, "bob").state == states.APPROVED
    assert only(bench) == states.SUCCEEDED
    assert bench.world.ran == {row.proposal: 1}
    assert bench.broker.tick() == []
    assert bench.kinds() == [
        *("broker.proposed", "broker.planned", "broker.moved", "broker.key", "broker.key", "broker.moved"),
        *("broker.claimed", "broker.started", "broker.finished"),
    ]


def test_a_senior_is_wanted_and_two_others_are_not_enough(bench: Bench) -> None:
    row = bench.propose()
    bench.turn(row, "bob")
    assert bench.turn(row, "dave").state == states.PENDING
    assert bench.broker.show(row.proposal).standing.missing == ("1 more key of a senior",)
    assert bench.turn(row, "carol").state == states.APPROVED


@pytest.mark.parametrize(
    ("peer", "marks", "who", "why"),
    [
        (Peer(uid=2001), (), "erin", "owner"),
        (Peer(uid=2001, login_uid=1002), (), "bob", "session"),
        (Peer(uid=1005), (), "erin", "proposes"),
        (Peer(uid=1005), ("$CLAUDECODE",), "erin", "owner"),
    ],
    ids=["the agent's owner", "who opened the session", "who proposes", "an agent in a person's own account"],
)
def test_who_stands_behind_it_turns_no_key(
    bench: Bench, peer: Peer, marks: tuple[str, ...], who: str, why: str
) -> None:
    row = bench.propose(peer=peer, marks=marks)
    with pytest.raises(Refused, match=why):
        bench.turn(row, who)
    bench.turn(row, "alice")
    assert bench.turn(row, "carol").state == states.APPROVED


def test_nobody_answers_for_a_stranger(bench: Bench) -> None:
    with pytest.raises(Refused, match="no roster"):
        bench.propose(peer=STRANGER)


@pytest.mark.parametrize("strength", [PLAIN, PRESENT])
def test_a_key_that_does_not_say_who_does_not_count(bench: Bench, strength: str) -> None:
    row = bench.propose()
    with pytest.raises(Refused, match="who touched it"):
        bench.turn(row, "alice", strength=strength)


def test_plain_keys_count_where_the_plan_says_so(bench: Bench) -> None:
    bench.planner.quorum = Quorum(keys=2, plain=True)
    row = bench.propose()
    bench.turn(row, "alice", strength=PLAIN)
    assert bench.turn(row, "bob", strength=PLAIN).state == states.APPROVED


def test_one_person_twice_is_one_key(bench: Bench) -> None:
    row = bench.propose()
    bench.turn(row, "alice")
    with pytest.raises(Refused, match="already"):
        bench.turn(row, "alice")


def test_a_captured_statement_is_used_once(bench: Bench) -> None:
    row = bench.propose()
    signed = toy_sign("secret-alice", bench.said(row, "alice"))
    bench.broker.turn(*signed, "toy")
    with pytest.raises(Refused, match="used before"):
        bench.broker.turn(*signed, "toy")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"plan": "0" * 64}, "another plan"),
        ({"revision": 2}, "another plan"),
        ({"at": START - 7200}, "not made now"),
        ({"at": START - 10, "expires": START - 5}, "expired"),
        ({"proposal": "p-unknown"}, "another plan"),
        ({"person": "bob"}, "not of this key"),
        ({"person": "mallory"}, "not in the roster"),
    ],
)
def test_a_statement_about_something_else(bench: Bench, changes: dict[str, Any], why: str) -> None:
    row = bench.propose()
    said = bench.said(row, "alice", **changes)
    with pytest.raises(Refused, match=why):
        bench.broker.turn(*toy_sign("secret-alice", said), "toy")


def test_a_signature_for_one_decision_is_none_for_another(bench: Bench) -> None:
    row = bench.propose()
    _data, signature = toy_sign("secret-alice", bench.said(row, "alice", st.REJECT))
    data = st.canonical(bench.said(row, "alice", st.APPROVE))
    with pytest.raises(Refused, match="not of this key"):
        bench.broker.turn(data, signature, "toy")


def test_bytes_that_are_no_statement(bench: Bench) -> None:
    row = bench.propose()
    data, signature = toy_sign("secret-alice", bench.said(row, "alice"))
    for other in (b"", b"{}", data + b" ", data[:-1], data.replace(b'"v":1', b'"v":1,"x":2')):
        with pytest.raises(PlanError):
            bench.broker.turn(other, signature, "toy")


def test_an_edit_is_a_new_revision_with_no_keys(bench: Bench) -> None:
    row = approved(bench)
    edited = bench.propose(supersedes=row.proposal)
    assert (edited.proposal, edited.revision, edited.state) == (row.proposal, 2, states.PENDING)
    assert bench.row(row).state == states.SUPERSEDED
    assert bench.broker.tick() == []
    with pytest.raises(Refused, match="another plan"):
        bench.turn(row, "carol")
    assert bench.world.ran == {}


def test_nobody_edits_what_is_anothers(bench: Bench) -> None:
    row = bench.propose()
    with pytest.raises(Refused, match="no proposal of yours"):
        bench.propose(peer=Peer(uid=2002), supersedes=row.proposal)
    with pytest.raises(Refused, match="no proposal of yours"):
        bench.broker.cancel(row.proposal, Peer(uid=2002))


def test_one_rejection_ends_it(bench: Bench) -> None:
    row = approved(bench)
    assert bench.turn(row, "erin", st.REJECT, note="not tonight").state == states.REJECTED
    assert bench.broker.tick() == []
    with pytest.raises(Refused, match="REJECTED"):
        bench.turn(row, "carol")


def test_revoked_and_cancelled(bench: Bench) -> None:
    row = approved(bench)
    assert bench.turn(row, "dave", st.REVOKE).state == states.REVOKED
    other = approved(bench)
    assert bench.broker.cancel(other.proposal, Peer(uid=2001)).state == states.CANCELLED
    assert bench.broker.tick() == []
    assert bench.world.ran == {}


def test_silence_is_denial(bench: Bench) -> None:
    row = bench.propose(seconds=3600)
    bench.turn(row, "alice")
    bench.clock.pass_(1_800)
    bench.broker.tick()
    assert any("still waits" in subject for _people, subject, _text in bench.told.said)
    bench.clock.pass_(1_800)
    assert only(bench) == states.EXPIRED
    with pytest.raises(Refused, match="EXPIRED"):
        bench.turn(row, "bob")


def test_an_approval_expires_with_its_plan(bench: Bench) -> None:
    approved(bench, seconds=60)
    bench.clock.pass_(61)
    assert only(bench) == states.EXPIRED
    assert bench.world.ran == {}


def test_not_before(bench: Bench) -> None:
    row = approved(bench, not_before=START + 600)
    assert bench.broker.tick() == []
    assert "begins" in bench.broker.show(row.proposal).waits
    bench.clock.pass_(601)
    assert only(bench) == states.SUCCEEDED


@pytest.mark.parametrize("what", ["policy", "roster", "calendar", "schema"])
def test_what_changed_since_makes_it_stale(bench: Bench, what: str) -> None:
    row = approved(bench)
    if what == "policy":
        bench.rules.policy = "policy-2"
    elif what == "roster":
        bench.rules.roster = replace(bench.rules.roster, digest="roster-2")
    elif what == "calendar":
        bench.rules.calendar.digest = "calendar-2"
    else:
        bench.world.values["schema"] = "2"
    assert only(bench) == states.STALE
    assert what in bench.row(row).detail or "target" in bench.row(row).detail
    assert bench.world.ran == {}


def test_a_freeze_is_a_guard_and_ends(bench: Bench) -> None:
    row = approved(bench)
    bench.rules.calendar.windows.append((Window("launch week", START, START + 600), "prod"))
    assert bench.broker.tick() == []
    assert "launch week" in bench.broker.show(row.proposal).waits
    bench.clock.pass_(600)
    assert only(bench) == states.SUCCEEDED


def test_rules_that_do_not_count_decide_nothing(bench: Bench) -> None:
    row = approved(bench)
    bench.rules.problems = ("roster.toml: line 3: no key",)
    with pytest.raises(CouldNotJudge, match="line 3"):
        bench.broker.tick()
    with pytest.raises(CouldNotJudge):
        bench.turn(row, "carol")
    with pytest.raises(CouldNotJudge):
        bench.propose()
    assert bench.world.ran == {}


def test_anybody_halts_and_a_senior_ends_it(bench: Bench) -> None:
    row = approved(bench)
    bench.broker.halt(Peer(uid=2001), "something smells")
    assert bench.broker.tick() == []
    assert "something smells" in bench.broker.show(row.proposal).waits
    nothing = Row("", 0, "", "", "", "", "", "", 0, 0, 0, 0)
    with pytest.raises(Refused, match="no senior"):
        bench.turn(nothing, "bob", st.RESUME)
    bench.turn(nothing, "carol", st.RESUME)
    bench.clock.pass_(60)
    assert only(bench) == states.SUCCEEDED


def test_a_check_holds_and_a_waiver_takes_a_seniors_key(bench: Bench) -> None:
    bench.planner.checks = (Check(name="load test", kind="toy"),)
    row = approved(bench)
    assert bench.broker.tick() == []
    assert "did not pass" in bench.broker.show(row.proposal).waits
    with pytest.raises(Refused, match="role senior"):
        bench.turn(row, "bob", st.WAIVE, subject="load test")
    with pytest.raises(Refused, match="no check"):
        bench.turn(row, "carol", st.WAIVE, subject="another")
    bench.turn(row, "carol", st.WAIVE, subject="load test", expires=START + 120, note="the cluster is gone")
    bench.clock.pass_(60)
    assert only(bench) == states.SUCCEEDED


def test_a_waiver_expires(bench: Bench) -> None:
    bench.planner.checks = (Check(name="load test", kind="toy"),)
    row = approved(bench)
    bench.turn(row, "carol", st.WAIVE, subject="load test", expires=START + 120)
    bench.clock.pass_(121)
    assert bench.broker.tick() == []
    bench.world.checks["load test"] = True
    bench.clock.pass_(60)
    assert only(bench) == states.SUCCEEDED


def test_a_check_that_cannot_be_waived(tmp_path: Path) -> None:
    settings = Settings(places=(Place("prod"),), checks=(Wanted("scan", "toy", waivable=False),))
    bench = Bench(tmp_path, settings=settings)
    bench.planner.checks = (Check(name="scan", kind="toy"),)
    row = approved(bench)
    with pytest.raises(Refused, match="cannot be waived"):
        bench.turn(row, "carol", st.WAIVE, subject="scan")
    bench.close()


def test_a_regime_that_began_asks_for_more_keys(tmp_path: Path) -> None:
    settings = Settings(
        skew=10**9,
        places=(Place("prod"),),
        regimes=(Regime("reset", START + 60, START + 10**6, (), ("prod",), keys=3),),
    )
    bench = Bench(tmp_path, settings=settings)
    row = approved(bench)
    bench.clock.pass_(60)
    assert only(bench) == states.STALE
    assert "reset" in bench.row(row).detail
    bench.clock.pass_(10**6)
    bench.broker.tick()
    assert any("reset has ended" in subject for _people, subject, _text in bench.told.said)
    bench.close()


def test_break_glass(bench: Bench) -> None:
    with pytest.raises(Refused, match="person's"):
        bench.propose(kind=BREAK_GLASS)
    with pytest.raises(Refused, match="person's"):
        bench.propose(kind=BREAK_GLASS, peer=ALICE, marks=("$CLAUDECODE",))
    row = bench.propose(kind=BREAK_GLASS, peer=ALICE)
    assert bench.told.said[-1][0] == ()
    bench.rules.calendar.windows.append((Window("launch week", START, START + 600), "prod"))
    with pytest.raises(Refused, match="role on-call"):
        bench.turn(row, "bob")
    with pytest.raises(Refused, match="who touched it"):
        bench.turn(row, "alice", strength=PLAIN)
    assert bench.turn(row, "alice").state == states.APPROVED
    [done] = bench.broker.tick()
    assert (done.state, done.review) == (states.SUCCEEDED, "owed")
    with pytest.raises(Refused, match="has not been reviewed"):
        bench.propose(kind=BREAK_GLASS, peer=ALICE)
    with pytest.raises(Refused, match="does not review"):
        bench.turn(row, "alice", st.REVIEW)
    assert bench.turn(row, "carol", st.REVIEW, note="it was right").review == "carol"
    bench.propose(kind=BREAK_GLASS, peer=ALICE)


def test_a_break_glass_that_nobody_reviews_is_told_each_day(bench: Bench) -> None:
    row = bench.propose(kind=BREAK_GLASS, peer=ALICE)
    bench.turn(row, "alice")
    bench.broker.tick()
    for _day in range(3):
        bench.clock.pass_(86_400)
        bench.broker.tick()
        bench.broker.tick()
    assert sum("nobody reviewed" in subject for _people, subject, _text in bench.told.said) == 3


def steps(count: int) -> tuple[Part, ...]:
    return tuple(Part(run=("step", str(n)), check=("look",), rollback=("back",)) for n in range(count))


def test_steps_with_a_check_between(bench: Bench) -> None:
    approved(bench, parts=steps(3))
    assert only(bench) == states.SUCCEEDED
    assert bench.world.log == ["run 0", "check 0", "run 1", "check 1", "run 2", "check 2"]


def test_a_failed_check_stops_and_rolls_back(bench: Bench) -> None:
    row = approved(bench, parts=steps(3))
    bench.world.checks["step 1"] = False
    assert only(bench) == states.FAILED
    assert bench.world.log == ["run 0", "check 0", "run 1", "check 1", "back 1", "back 0"]
    assert (bench.row(row).outcome, "rolled back" in bench.row(row).detail) == (states.NOT_APPLIED, True)


def test_without_a_rollback_it_is_partial(bench: Bench) -> None:
    row = approved(bench, parts=(Part(run=("a",)), Part(run=("b",))))
    bench.world.fail_at = 1
    assert only(bench) == states.FAILED
    assert (bench.row(row).outcome, bench.row(row).detail) == (
        states.PARTIAL,
        "step 2 of 2: it failed; not rolled back",
    )


def test_a_target_that_moved_right_before_is_not_applied(bench: Bench) -> None:
    row = approved(bench)
    bench.world.how = "moved"
    assert only(bench) == states.FAILED
    assert bench.row(row).outcome == states.NOT_APPLIED


def test_unknown_is_told_locks_and_takes_two_people(bench: Bench) -> None:
    bench.planner.target = "the one database"
    row = approved(bench)
    bench.world.how = states.UNKNOWN
    assert only(bench) == states.UNKNOWN
    second = approved(bench)
    assert bench.broker.tick() == []
    assert row.proposal in bench.broker.show(second.proposal).waits
    with pytest.raises(Refused, match="owner"):
        bench.turn(row, "erin", st.RECONCILE, subject=states.APPLIED)
    with pytest.raises(Refused, match="no finding"):
        bench.turn(row, "alice", st.RECONCILE, subject="FINE")
    assert bench.turn(row, "alice", st.RECONCILE, subject=states.APPLIED).state == states.UNKNOWN
    assert bench.turn(row, "bob", st.RECONCILE, subject=states.NOT_APPLIED).state == states.UNKNOWN
    done = bench.turn(row, "carol", st.RECONCILE, subject=states.APPLIED)
    assert (done.state, done.outcome) == (states.RECONCILED, states.APPLIED)
    bench.world.how = states.SUCCEEDED
    bench.clock.pass_(60)
    assert only(bench) == states.SUCCEEDED
    assert bench.world.ran == {row.proposal: 1, second.proposal: 1}


@pytest.mark.parametrize(("when", "ran"), [("before", 0), ("after", 1)])
def test_a_broker_that_dies_while_it_runs_says_unknown(bench: Bench, when: str, ran: int) -> None:
    row = approved(bench)
    bench.world.die = when
    with pytest.raises(Killed):
        bench.broker.tick()
    [recovered] = bench.restart()
    assert (recovered.proposal, recovered.state) == (row.proposal, states.UNKNOWN)
    assert bench.broker.tick() == []
    assert bench.world.ran.get(row.proposal, 0) == ran


def test_a_broker_that_dies_between_claim_and_start_has_not_started(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(bench)

    def die(*_given: object) -> bool:
        raise Killed

    monkeypatch.setattr(type(bench.journal), "start", die)
    with pytest.raises(Killed):
        bench.broker.tick()
    monkeypatch.undo()
    [recovered] = bench.restart()
    assert recovered.state == states.NOT_STARTED
    assert bench.world.ran == {}
    assert bench.row(row).state == states.NOT_STARTED


def test_an_outcome_that_only_the_journal_has_is_taken_over(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    row = approved(bench)
    from keyturn.broker import claiming

    def die(*_given: object) -> None:
        raise Killed

    monkeypatch.setattr(claiming, "_end", die)
    with pytest.raises(Killed):
        bench.broker.tick()
    monkeypatch.undo()
    [recovered] = bench.restart()
    assert recovered.state == states.SUCCEEDED
    assert bench.world.ran == {row.proposal: 1}


def test_two_brokers_and_one_target(tmp_path: Path) -> None:
    one = Bench(tmp_path)
    (tmp_path / "b").mkdir()
    two = Bench(tmp_path / "b", one.url, name="two")
    two.world = one.world
    row = approved(one)
    assert only(one) == states.SUCCEEDED
    assert two.broker.tick() == []
    assert one.world.ran == {row.proposal: 1}
    one.close()
    two.close()


# what somebody who owns the database tries


def forge(bench: Bench, sql: str, *values: object) -> None:
    with bench.store.engine.begin() as connection:
        connection.exec_driver_sql(sql, values)


def test_forged_a_row_set_to_approved(bench: Bench) -> None:
    row = bench.propose()
    forge(bench, "UPDATE broker_proposal SET state = 'APPROVED' WHERE proposal = ?", row.proposal)
    assert only(bench) == states.STALE
    assert "do not add up" in bench.row(row).detail
    assert bench.world.ran == {}


def test_forged_a_key_row_copied_from_another_plan(bench: Bench) -> None:
    signed = approved(bench)
    row = bench.propose()
    forge(
        bench,
        "INSERT INTO broker_turned (plan, person, decision, subject, key, strength, statement, signature, at, scheme) "
        "SELECT ?, person, decision, subject, key, 'verified', statement, signature, at, scheme FROM broker_turned "
        "WHERE plan = ?",
        row.plan,
        signed.plan,
    )
    forge(bench, "UPDATE broker_proposal SET state = 'APPROVED' WHERE proposal = ?", row.proposal)
    moved = {one.proposal: one.state for one in bench.broker.tick()}
    assert moved == {signed.proposal: states.SUCCEEDED, row.proposal: states.STALE}


def test_forged_the_bytes_of_a_plan(bench: Bench) -> None:
    row = approved(bench)
    forge(
        bench, "UPDATE broker_content SET data = CAST(replace(data, 'drop', 'burn') AS BLOB) WHERE digest = ?", row.plan
    )
    other = approved(bench)
    # it ends, and holds up nobody else
    assert {one.proposal: one.state for one in bench.broker.tick()} == {
        row.proposal: states.STALE,
        other.proposal: states.SUCCEEDED,
    }
    assert bench.world.ran == {other.proposal: 1}


def test_forged_another_plan_under_the_row(bench: Bench) -> None:
    row = approved(bench)
    other = approved(bench)
    forge(bench, "UPDATE broker_proposal SET plan = ? WHERE proposal = ?", other.plan, row.proposal)
    moved = {one.proposal: one.state for one in bench.broker.tick()}
    assert moved == {row.proposal: states.STALE, other.proposal: states.SUCCEEDED}


def test_an_executed_plan_put_back_to_approved(bench: Bench) -> None:
    row = approved(bench)
    assert only(bench) == states.SUCCEEDED
    forge(bench, "DELETE FROM broker_started")
    forge(bench, "UPDATE broker_proposal SET state = 'APPROVED' WHERE proposal = ?", row.proposal)
    assert only(bench) == states.STALE
    assert "begun already" in bench.row(row).detail
    assert bench.world.ran == {row.proposal: 1}


def test_a_store_restored_from_an_old_backup(bench: Bench) -> None:
    row = approved(bench)
    with bench.store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"VACUUM INTO '{bench.folder}/backup.db'")
        connection.exec_driver_sql("BEGIN")
    assert only(bench) == states.SUCCEEDED
    bench.propose()
    bench.broker.tick()
    approved(bench)
    bench.broker.tick()
    bench.store.close()
    for name in ("broker.db", "broker.db-wal", "broker.db-shm"):
        (bench.folder / name).unlink(missing_ok=True)
    (bench.folder / "backup.db").rename(bench.folder / "broker.db")
    bench.store = BenchStore(bench.url, bench.clock)
    bench.broker = bench.made()
    assert bench.row(row).state == states.APPROVED
    with pytest.raises(CouldNotJudge, match="ledger no longer holds"):
        bench.broker.tick()
    assert "ledger no longer holds" in bench.broker.show(row.proposal).waits, "whoever waits is told"
    assert bench.world.ran[row.proposal] == 1


@pytest.mark.parametrize(("wall", "steady"), [(-3600, 0), (3600, 0), (-3600, 10), (0, 3600)])
def test_a_clock_that_jumps_stops_the_claims(tmp_path: Path, wall: float, steady: float) -> None:
    bench = Bench(tmp_path)
    row = approved(bench)
    bench.clock.wall += wall
    bench.clock.steady += steady
    with pytest.raises(CouldNotJudge, match="clock"):
        bench.broker.claim(row)
    assert bench.world.ran == {}
    bench.close()


def test_a_clock_that_went_back_while_nobody_looked(bench: Bench) -> None:
    bench.clock.pass_(86_400)
    bench.broker.tick()
    bench.clock.wall -= 3600
    with pytest.raises(CouldNotJudge, match="clock"):
        bench.restart()


def test_promotion_takes_a_proof_of_the_same_artifact(tmp_path: Path) -> None:
    place = Place("prod", promote_from="staging", promoted_within=7200, soak=600)
    bench = Bench(tmp_path, settings=Settings(places=(place, Place("staging"))))
    staged = approved(bench, target="staging", artifact="a" * 64)
    assert only(bench) == states.SUCCEEDED
    none = approved(bench)
    other = approved(bench, artifact="b" * 64, promoted_from=staged.proposal)
    row = approved(bench, artifact="a" * 64, promoted_from=staged.proposal)
    moved = {one.proposal: one.state for one in bench.broker.tick()}
    assert moved == {none.proposal: states.STALE, other.proposal: states.STALE}
    assert "stand for" in bench.broker.show(row.proposal).waits
    bench.clock.pass_(601)
    assert only(bench) == states.SUCCEEDED
    late = approved(bench, artifact="a" * 64, promoted_from=staged.proposal)
    bench.clock.pass_(7200)
    assert only(bench) == states.STALE
    assert "too long" in bench.row(late).detail
    bench.close()


def test_a_forged_success_promotes_nothing(tmp_path: Path) -> None:
    place = Place("prod", promote_from="staging")
    bench = Bench(tmp_path, settings=Settings(places=(place, Place("staging"))))
    staged = bench.propose(target="staging", artifact="a" * 64)
    forge(bench, "UPDATE broker_proposal SET state = 'SUCCEEDED' WHERE proposal = ?", staged.proposal)
    row = approved(bench, artifact="a" * 64, promoted_from=staged.proposal)
    assert only(bench) == states.STALE
    assert "nothing proves" in bench.row(row).detail
    bench.close()


def test_more_than_people_can_read_is_refused_and_the_quorum_stays(tmp_path: Path) -> None:
    settings = Settings(places=(Place("prod"),), open_per_proposer=3, open_in_all=4)
    bench = Bench(tmp_path, settings=settings)
    rows = [bench.propose() for _ in range(3)]
    with pytest.raises(Refused, match="already wait"):
        bench.propose()
    bench.propose(peer=Peer(uid=2002))
    with pytest.raises(Refused, match="already wait"):
        bench.propose(peer=ERIN)
    assert bench.turn(rows[0], "alice").state == states.PENDING
    bench.close()


def test_a_plan_that_fails_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise Refused("policy never allows this")

    monkeypatch.setattr(bench.planner, "plan", refuse)
    with pytest.raises(KeyturnError, match="never allows"):
        bench.propose()
    [row] = bench.broker.rows((states.PLAN_FAILED,))
    assert row.detail == "policy never allows this"

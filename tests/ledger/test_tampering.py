"""Whatever is done to a log, verify never says ANCHORED for more than is true."""

import shutil
import time
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter import ledger_keys, ledger_witness
from keyturn.adapter.ledger_sql import open_store, reading
from keyturn.cli.ledger import exit_code
from keyturn.errors import CouldNotJudge
from keyturn.ledger import checkpoint as notes
from keyturn.ledger import verdict as verdicts
from keyturn.ledger.checkpoint import LOG
from keyturn.wiring import ledger as wired
from tests.ledger.ledger_support import LEDGER, Bench, disarm, made, rewrite, sqlite

ALL = [made(number) for number in range(12)]
SIGNED = 9
OLD = 4
NUMBERS = count()


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """`whole.db` has 12 leaves, of which a witness signed 4, then 9; `old.db` is it as it was with 4."""
    found = Bench(tmp_path_factory.mktemp("bench"))
    path = found.place / "whole.db"
    engine = sqlite(path, OLD)
    wired.sign(found.settings(path))
    engine.dispose()
    shutil.copy(path, found.place / "old.db")
    engine = open_store(f"sqlite:///{path}")
    with engine.begin() as connection:
        LEDGER.append_all(connection, ALL[OLD:SIGNED])
    assert wired.sign(found.settings(path)).by == ("witness.example",)
    with engine.begin() as connection:
        LEDGER.append_all(connection, ALL[SIGNED:])
    engine.dispose()
    yield found
    found.close()


@pytest.fixture
def copy(bench):
    return fresh(bench)


def fresh(bench, name="whole.db"):
    path = bench.place / f"{next(NUMBERS)}.db"
    for end in ("", "-wal", "-shm"):
        if (bench.place / f"{name}{end}").exists():
            shutil.copy(bench.place / f"{name}{end}", f"{path}{end}")
    return path


def kept(path):
    engine = open_store(f"sqlite:///{path}")
    with reading(engine) as connection:
        found = [one.data for one in LEDGER.leaves(connection)]
    engine.dispose()
    return found


def change(path, *statements):
    engine = open_store(f"sqlite:///{path}")
    disarm(engine)
    with engine.begin() as connection:
        for text, *values in statements:
            connection.exec_driver_sql(text, tuple(values))
    engine.dispose()


def holds(bench, path):
    """The law. Returns the verdict of whoever can ask the witness."""
    there = kept(path)
    for offline in (False, True):
        judged = wired.verify(bench.settings(path), offline=offline)
        found = judged.verdict
        if found.answer == verdicts.ANCHORED:
            assert found.anchored <= SIGNED
            assert there[: found.anchored] == ALL[: found.anchored]
            assert found.anchored + found.tail == len(there)
            if not offline:
                assert not judged.fresh or found.anchored == SIGNED
        assert exit_code(judged) != 0 or there == ALL[: len(there)]
        if not offline:
            told = judged
    assert exit_code(told) != 0 or there == ALL[:SIGNED]
    return told.verdict


def test_what_nobody_touched_is_anchored_as_far_as_it_was_signed(bench, copy):
    found = holds(bench, copy)
    assert (found.answer, found.anchored, found.tail) == (verdicts.ANCHORED, SIGNED, 3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bit_of_any_leaf(bench, data):
    path = fresh(bench)
    at = data.draw(st.integers(0, 11))
    bit = data.draw(st.integers(0, len(ALL[at]) * 8 - 1))
    spoilt = bytearray(ALL[at])
    spoilt[bit // 8] ^= 1 << bit % 8
    change(path, ("UPDATE ledger_leaf SET leaf = ? WHERE position = ?", bytes(spoilt), at))
    found = holds(bench, path)
    assert found.answer == (verdicts.FORKED if at < SIGNED else verdicts.DAMAGED)
    assert found.agreed == (0 if at < OLD else OLD if at < SIGNED else SIGNED)
    assert any(f"leaf {at}:" in line for line in found.problems)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_history_hashed_again_as_it_should_be(bench, data):
    """Cut, swapped, changed, grown, emptied: with every hash, node and head to go with it."""
    path = fresh(bench)
    leaves = list(ALL)
    for _ in range(data.draw(st.integers(1, 3))):
        trick = data.draw(st.sampled_from(["cut", "swap", "change", "insert", "remove", "more", "drop"]))
        at = data.draw(st.integers(0, 11)) % max(1, len(leaves))
        if trick == "cut":
            leaves = leaves[:at]
        elif trick == "swap" and leaves:
            other = data.draw(st.integers(0, len(leaves) - 1))
            leaves[at], leaves[other] = leaves[other], leaves[at]
        elif trick == "change" and leaves:
            leaves[at] = made(at, forged="yes")
        elif trick == "insert":
            leaves.insert(at, made(99))
        elif trick == "remove":
            del leaves[at : at + 1]
        elif trick == "more":
            leaves.append(made(100))
        elif trick == "drop":
            leaves = []
    rewrite(path, leaves, notes=data.draw(st.booleans()))
    found = holds(bench, path)
    if leaves[:SIGNED] != ALL[:SIGNED]:
        shorter = leaves == ALL[: len(leaves)]
        assert found.answer == (verdicts.TRUNCATED if shorter else found.answer)
        assert found.answer in (verdicts.TRUNCATED, verdicts.FORKED)
    else:
        assert (found.answer, found.anchored) == (verdicts.ANCHORED, SIGNED)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rewritten_and_signed_again_with_a_stolen_key(bench, data):
    """Only the witness's key is not the thief's; without asking it, nothing is anchored that it did not sign."""
    path = fresh(bench)
    leaves = list(ALL)
    at = data.draw(st.integers(0, SIGNED - 1))
    leaves[at] = made(at, forged="yes")
    leaves = leaves[: data.draw(st.integers(at + 1, 12))]
    rewrite(path, leaves, notes=data.draw(st.booleans()))
    thief = ledger_keys.load(str(bench.place / "log.key"), LOG)
    engine = open_store(f"sqlite:///{path}")
    with engine.begin() as connection:
        size, root = LEDGER.size_and_root(connection)
        text = notes.Checkpoint(bench.log.name, size, root).text()
        forged = notes.Line(bench.watcher.name, bench.watcher.id(), b"\0" * 72)
        note = notes.Note(text, (notes.sign(text, thief), *((forged,) if data.draw(st.booleans()) else ())))
        LEDGER.keep_note(connection, size, root, note.whole(), "2026-05-01T12:00:00Z")
    engine.dispose()
    found = holds(bench, path)
    assert found.answer in (verdicts.FORKED, verdicts.TRUNCATED)
    offline = wired.verify(bench.settings(path), offline=True).verdict
    assert (offline.answer, offline.anchored) in {
        (verdicts.FORKED, 0),
        (verdicts.TRUNCATED, 0),
        (verdicts.UNANCHORED, 0),
    }


def test_the_witness_does_not_sign_a_rewritten_log(bench, copy):
    rewrite(copy, [made(0, forged="yes"), *ALL[1:]], notes=True)
    signed = wired.sign(bench.settings(copy))
    assert signed.by == ()
    assert "does not begin with what was signed" in signed.refused[0]


def test_a_log_that_was_changed_is_not_signed_again_while_it_has_its_notes(bench, copy):
    rewrite(copy, [made(0, forged="yes"), *ALL[1:]])
    with pytest.raises(CouldNotJudge, match="no longer begins with"):
        wired.sign(bench.settings(copy))


def test_an_old_database_brought_back(bench):
    """Everything in it is in order, and all of it was signed. That more was signed since, only the witness knows."""
    path = fresh(bench, "old.db")
    found = holds(bench, path)
    assert (found.answer, found.missing, found.agreed) == (verdicts.TRUNCATED, SIGNED - OLD, OLD)
    offline = wired.verify(bench.settings(path, fresh=0), offline=True)
    assert (offline.verdict.answer, offline.verdict.anchored, offline.fresh) == (verdicts.ANCHORED, OLD, False)
    time.sleep(1.1)
    assert exit_code(wired.verify(bench.settings(path, fresh=0), offline=True)) == 3
    anchor = bench.place / "anchor.note"
    anchor.write_text(bench.files.last(bench.log.name))
    found = wired.verify(bench.settings(path), (str(anchor),), offline=True).verdict
    assert found.answer == verdicts.TRUNCATED


def test_a_witness_that_does_not_answer_is_no_witness_of_now(bench):
    path = fresh(bench)
    rewrite(path, ALL[:SIGNED])
    deaf = bench.settings(path, addresses=(f"unix:{bench.place}/nobody.sock",), fresh=10**9)
    # what it signed was signed a moment ago, so this machine's own clock is what has to move
    judged = wired.verify(deaf)
    assert judged.verdict.anchored == SIGNED
    assert any("does not answer" in line for line in judged.verdict.problems)
    with pytest.MonkeyPatch.context() as patch:
        later = time.time() + 600
        patch.setattr(time, "time", lambda: later)
        assert exit_code(wired.verify(deaf)) == 3
        assert exit_code(wired.verify(bench.settings(path, addresses=()))) == 0


def test_rows_that_are_gone_in_the_middle(bench, copy):
    change(copy, ("DELETE FROM ledger_leaf WHERE position = 6",))
    found = holds(bench, copy)
    assert found.answer == verdicts.TRUNCATED
    assert any("leaf 6 is missing" in line for line in found.problems)


def test_a_tail_that_nobody_signed_is_missed_by_the_head_alone(bench, copy):
    change(copy, ("DELETE FROM ledger_leaf WHERE position >= 10",))
    assert holds(bench, copy).answer == verdicts.TRUNCATED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET kind = 'other' WHERE position = 10",
        "UPDATE ledger_leaf SET at = '2020-01-01T00:00:00Z' WHERE position = 1",
        "UPDATE ledger_leaf SET hash = x'00' WHERE position = 1",
        "UPDATE ledger_node SET hash = x'00' WHERE level = 1 AND idx = 3",
        "DELETE FROM ledger_node WHERE level = 2",
        "INSERT INTO ledger_node VALUES (9, 9, x'00')",
        "UPDATE ledger_node SET idx = 77 WHERE level = 1 AND idx = 5",
        "UPDATE ledger_head SET root = x'00'",
        "UPDATE ledger_head SET size = 11",
        "UPDATE ledger_head SET tops = x''",
    ],
)
def test_tables_that_contradict_each_other(bench, copy, statement):
    change(copy, (statement,))
    found = holds(bench, copy)
    assert found.answer == verdicts.DAMAGED
    assert found.problems


def test_no_signature_of_a_stranger_counts(bench, copy, tmp_path):
    other = ledger_keys.make(str(tmp_path / "other.key"), "witness.example", notes.WITNESS)
    stranger = bench.settings(copy, witnesses=(other,), addresses=())
    assert wired.verify(stranger).verdict.answer == verdicts.UNANCHORED
    nobody = bench.settings(copy, log=(), addresses=())
    assert wired.verify(nobody).verdict.answer == verdicts.UNANCHORED
    both = bench.settings(copy, witnesses=(bench.watcher, other), quorum=2)
    with pytest.raises(Exception, match="name of its own"):
        wired.checked(both)
    renamed = ledger_keys.make(str(tmp_path / "third.key"), "third.example", notes.WITNESS)
    two = bench.settings(copy, witnesses=(bench.watcher, renamed), quorum=2)
    assert wired.verify(two).verdict.answer == verdicts.UNANCHORED


def test_a_cosignature_under_what_the_log_did_not_sign_counts_for_nothing(bench, copy, tmp_path):
    """Somebody else's log of the same name, which a careless witness signed."""
    theirs = ledger_keys.load(str(bench.place / "witness.key"), notes.WITNESS)
    thief = ledger_keys.make(str(tmp_path / "thief.key"), bench.log.name, LOG)
    own = ledger_keys.load(str(tmp_path / "thief.key"), LOG)
    assert thief != bench.log
    text = notes.Checkpoint(bench.log.name, 40, b"\x07" * 32).text()
    anchor = tmp_path / "anchor"
    for lines in ((), (notes.sign(text, own),)):
        anchor.write_text(notes.Note(text, (*lines, notes.cosign(text, theirs, int(time.time())))).whole())
        found = wired.verify(bench.settings(copy), (str(anchor),)).verdict
        assert (found.answer, found.anchored) == (verdicts.ANCHORED, SIGNED)
        assert any("no key of this log signed" in line for line in found.problems)


def test_a_checkpoint_of_another_log_counts_for_nothing(bench, copy, tmp_path):
    engine = sqlite(tmp_path / "other.db", 2)
    other = ledger_keys.make(str(tmp_path / "log.key"), "other.example", LOG)
    settings_ = wired.Settings(f"sqlite:///{tmp_path}/other.db", (other,), (), (), str(tmp_path / "log.key"))
    note = tmp_path / "note"
    note.write_text(wired.sign(settings_).note)
    engine.dispose()
    found = wired.verify(bench.settings(copy), (str(note),)).verdict
    assert (found.answer, found.anchored) == (verdicts.ANCHORED, SIGNED)
    assert any("another log" in line for line in found.problems)


def test_an_export_is_judged_by_the_same_law(bench, copy, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"".join(one + b"\n" for one in ALL))
    anchor = tmp_path / "anchor"
    anchor.write_text(bench.files.last(bench.log.name))
    for leaves, answer in (
        (ALL[:SIGNED], verdicts.ANCHORED),
        (ALL[:8], verdicts.TRUNCATED),
        ([*ALL[:3], made(3, forged="x"), *ALL[4:]], verdicts.FORKED),
        ([ALL[1], ALL[0], *ALL[2:]], verdicts.FORKED),
    ):
        path.write_bytes(b"".join(one + b"\n" for one in leaves))
        found = wired.verify(bench.settings(copy), (str(anchor),), export=str(path), offline=True)
        assert found.verdict.answer == answer
    path.write_bytes(b"".join(one + b"\n" for one in ALL)[:-1] + b"}")
    found = wired.verify(bench.settings(copy), (str(anchor),), export=str(path), offline=True)
    assert found.verdict.answer == verdicts.DAMAGED


def test_two_histories_from_one_backup(bench):
    """The database was copied, both copies went on, and each asks the witness: it signs one of them."""
    place = bench.place / "fork"
    place.mkdir()
    own = Bench(place)
    try:
        one, other = place / "one.db", place / "other.db"
        sqlite(one, 5).dispose()
        wired.sign(own.settings(one))
        shutil.copy(one, other)
        for number, path in enumerate((one, other)):
            engine = open_store(f"sqlite:///{path}")
            with engine.begin() as connection:
                LEDGER.append_all(connection, [made(50, writer=number), made(51, writer=number)])
            engine.dispose()
        assert wired.sign(own.settings(one)).by == ("witness.example",)
        second = wired.sign(own.settings(other))
        assert second.by == ()
        assert "another root" in second.refused[0]
        assert wired.verify(own.settings(one)).verdict.anchored == 7
        assert wired.verify(own.settings(other)).verdict.answer == verdicts.FORKED
    finally:
        own.close()


def test_what_a_broker_asks_the_witness(bench, tmp_path):
    settings_ = bench.settings(bench.place / "whole.db")
    seen = wired.seen(bench.socket, bench.watcher.text(), settings_)
    engine = open_store(settings_.store)
    with reading(engine) as connection:
        assert seen.latest() == (SIGNED, LEDGER.root_at(connection, SIGNED).hex())
    engine.dispose()
    other = ledger_keys.make(str(tmp_path / "other.key"), "witness.example", notes.WITNESS)
    with pytest.raises(CouldNotJudge):
        wired.seen(bench.socket, other.text(), settings_).latest()
    stranger = ledger_keys.make(str(tmp_path / "log.key"), "unknown.example", LOG)
    assert wired.seen(bench.socket, bench.watcher.text(), bench.settings(tmp_path, log=(stranger,))).latest() is None


def test_an_answer_that_was_lost_is_asked_for_again(bench):
    """The witness signed, and nobody here knows: the next checkpoint finds out from its refusal."""
    path = fresh(bench)
    rewrite(path, ALL[:SIGNED], notes=True)
    signed = wired.sign(bench.settings(path))
    assert signed.by == ("witness.example",)
    assert signed.refused == ()


def test_lines_of_strangers_in_an_answer_are_not_kept(bench, monkeypatch):
    """A witness that answers with more than its own signature, or with a hundred lines of rubbish."""
    path = fresh(bench)
    rewrite(path, ALL[:SIGNED], notes=True)
    strange = "".join(notes.Line(f"stranger{number}", b"abcd", b"x" * 64).text() for number in range(120))
    honest = ledger_witness.Asking.add

    def add(self, request):
        found = honest(self, request)
        return found.but(body=found.body + strange) if found.status == 200 else found

    monkeypatch.setattr(ledger_witness.Asking, "add", add)
    signed = wired.sign(bench.settings(path))
    assert [one.name for one in notes.note(signed.note).lines] == ["log.example/keyturn", "witness.example"]
    assert wired.verify(bench.settings(path)).verdict.anchored == SIGNED
    careless = wired.sign(bench.settings(path, witnesses=()))
    assert [one.name for one in notes.note(careless.note).lines] == ["log.example/keyturn"]

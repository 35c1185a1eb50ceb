"""A restore proof: what meets it, what does not, and what the gate says is missing."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter.drill_record import DrillRecord
from keyturn.drill.evidence import Evidence
from keyturn.drill.proof import hours, prove
from keyturn.drill.questions import PASSED, Answer
from keyturn.model.decision import ALLOW, HOLD, HUMAN, NEVER, RESTORE_PROOF, Choice, Decision, Obligation
from keyturn.model.target import DATABASE, PATH, Facet, Target
from keyturn.policy.words import needs
from keyturn.wiring import doctor
from keyturn.wiring.check import Checker
from keyturn.wiring.proof import discharged
from tests import parts
from tests.gate.gate_support import Bench

DAY = 86_400
NOW = 1_800_000_000
ORDERS = Target(
    DATABASE,
    "postgres://db.example.com/shop",
    (
        Facet("engine", "postgres"),
        Facet("server", "db.example.com"),
        Facet("database", "shop"),
        Facet("objects", "orders"),
    ),
)
GOOD = Evidence(
    "shop",
    "d",
    NOW - 3_600,
    taken_at=NOW - 7_200,
    answers=(Answer("rows", "sql", "7", PASSED),),
    tables=(("public.orders", 7), ("public.customers", 2)),
    proves=("postgres://db.example.com/shop",),
)


def why(*evidence: Evidence, target: Target = ORDERS, signed: bool = True) -> str:
    found = prove(target, [(one, signed, "it is not signed") for one in evidence], DAY, NOW)
    assert found.proven == (not found.why)
    return found.why


def test_a_fresh_signed_pass_proves() -> None:
    found = prove(ORDERS, [(GOOD, True, "")], DAY, NOW)
    assert (found.proven, found.age, found.rpo) == (True, 3_600, 7_200)


def test_everything_that_is_missing_is_named() -> None:
    assert why() == "no drill proves postgres://db.example.com/shop"
    assert why(replace(GOOD, proves=("postgres://db.example.com/other",))).startswith("no drill proves")
    assert why(replace(GOOD, proves=())).startswith("no drill proves")
    assert why(GOOD, signed=False) == "drill shop passed, and its evidence counts for nothing: it is not signed"
    assert why(replace(GOOD, at=NOW - 2 * DAY)) == "drill shop last passed 48 hours ago, and 24 are allowed"
    assert why(replace(GOOD, at=NOW + 3_600)) == "drill shop is dated in the future"
    assert why(replace(GOOD, tables=(("public.customers", 2),))) == "drill shop restored no orders"
    assert why(replace(GOOD, fault="broken")) == "drill shop did not pass"
    assert why(replace(GOOD, limits=("too old",))) == "drill shop did not pass"
    assert why(replace(GOOD, answers=())) == "drill shop did not pass"


def test_a_failure_since_takes_a_proof_back() -> None:
    assert why(GOOD, replace(GOOD, at=NOW - 60, fault="broken")) == "drill shop did not pass"
    assert why(replace(GOOD, at=NOW - DAY // 2, fault="broken"), GOOD) == ""


def test_two_drills_of_one_system_are_each_heard() -> None:
    other = replace(GOOD, drill="night", fault="broken", at=NOW - 60)
    assert why(GOOD, other) == ""
    assert why(other, GOOD) == ""


def test_a_whole_database_needs_some_table() -> None:
    whole = Target(DATABASE, "shop", ORDERS.facets[:3])
    assert why(GOOD, target=whole) == ""
    assert why(replace(GOOD, tables=()), target=whole) == "drill shop restored nothing"


def test_a_loopback_that_may_be_a_tunnel() -> None:
    """A drill of the database on this machine proves nothing of what a tunnel on the same port leads to."""
    local = Target(DATABASE, "postgres://127.0.0.1/shop", (Facet("engine", "postgres"), Facet("server", "127.0.0.1")))
    assert "a tunnel looks the same" in why(replace(GOOD, proves=("postgres://127.0.0.1/*",)), target=local) or (
        "no drill" in why(replace(GOOD, proves=("postgres://127.0.0.1/*",)), target=local)
    )
    local = Target(DATABASE, "x", (*local.facets, Facet("database", "shop")))
    assert "a tunnel looks the same" in why(replace(GOOD, proves=("postgres://127.0.0.1/*",)), target=local)


def test_a_server_that_something_unseen_may_change() -> None:
    facets = (Facet("engine", "postgres"), Facet("server", "db.example.com", "PGHOST", overridable=True))
    target = Target(DATABASE, "shop", (*facets, *ORDERS.facets[2:]))
    assert "could be changed by something that was not seen" in why(GOOD, target=target)


def test_a_directory_above_what_is_proven() -> None:
    """Proof for /srv/shop/data is none for /srv."""
    proof = replace(GOOD, proves=("path:/srv/shop/data",), tables=(("a", 3),))
    inside = Target(PATH, "/srv/shop/data/x", (Facet("path", "/srv/shop/data/x"),))
    above = Target(PATH, "/srv", (Facet("path", "/srv"),))
    assert why(proof, target=inside) == ""
    assert why(proof, target=above) == "drill shop may not be about /srv: more is hit than it proves"


@given(
    st.lists(
        st.tuples(st.sampled_from(["shop", "night"]), st.integers(-DAY, 3 * DAY), st.booleans(), st.booleans()),
        max_size=6,
    ),
    st.integers(60, 2 * DAY),
)
def test_nothing_unsigned_failed_or_stale_ever_proves(runs: list[tuple[str, int, bool, bool]], within: int) -> None:
    kept = [
        (replace(GOOD, drill=name, at=NOW - ago, fault="" if good else "broken"), signed, "")
        for name, ago, good, signed in runs
    ]
    found = prove(ORDERS, kept, within, NOW)
    fits = [one for one, signed, _why in kept if signed and not one.fault and -300 <= NOW - one.at <= within]
    if found.proven:
        assert found.evidence in fits
        last = [one for one, _signed, _why in kept if found.evidence and one.drill == found.evidence.drill][-1]
        assert found.evidence == last


def test_periods() -> None:
    assert (hours("24h"), hours("90m"), hours("7d"), hours("soon"), hours("")) == (DAY, 5_400, 7 * DAY, 0, 0)


# -- at the door


COMMAND = "psql -h db.prod.example.com -U app -d shop -c 'drop table orders'"
SETTINGS = """\
[environment.production]
matches = ["postgres://db.prod.example.com/*"]
hold = { restore_within = "24h" }
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine below a directory: a workspace whose production wants restore proofs, and a key that root vouches for."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "keyturn.toml").write_text(SETTINGS)
    subprocess.run(["git", "init", "-q", str(tmp_path / "work")], check=True)
    etc = tmp_path / "etc" / "keyturn"
    etc.mkdir(parents=True)
    program = parts.apt("ssh-keygen", "openssh-client")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", "d", "-f", str(etc / "drill.key")], check=True)
    (etc / "drill.signers").write_text(f"keyturn-drill {(etc / 'drill.key.pub').read_text()}")
    (etc / "drill.signers").chmod(0o644)
    (tmp_path / "var" / "lib" / "keyturn" / "drills").mkdir(parents=True)
    return tmp_path


def decided(machine: Path, command: str = COMMAND) -> Decision:
    """The decision of the corridor, and what is left of it after the drills were looked at."""
    checker = Checker(str(machine / "work"), root=str(machine))
    found = checker.check(command)[0]
    return discharged(found, str(machine), owner=os.getuid(), clock=lambda: float(NOW))


def keep(machine: Path, evidence: Evidence, *, signed: bool = True) -> None:
    etc = machine / "etc" / "keyturn"
    place = machine / "var" / "lib" / "keyturn" / "drills"
    kept = DrillRecord(str(place), key=str(etc / "drill.key") if signed else "", signers=str(etc / "drill.signers"))
    kept.append(evidence, "2027-01-15T08:00:00Z")


def wants_proof(decision: Decision) -> list[str]:
    return [one for one in needs(decision.obligations) if "restore" in one]


PROOF = replace(GOOD, proves=("postgres://db.prod.example.com/shop",))


def test_a_destructive_command_is_held_for_want_of_proof_and_then_for_its_next_obligation(machine: Path) -> None:
    held = decided(machine)
    assert held.verdict != ALLOW
    (missing,) = wants_proof(held)
    assert missing.startswith("a restore proven within 24h (no drill proves ")
    others = [one for one in needs(held.obligations) if one != missing]
    assert others, "a drill alone lets nothing through"

    keep(machine, PROOF)
    after = decided(machine)
    assert wants_proof(after) == []
    assert needs(after.obligations) == others
    assert after.verdict == held.verdict == HOLD


def test_the_gate_says_what_is_missing_and_then_what_is_next(machine: Path) -> None:
    bench = Bench(machine)
    bench.now = float(int(time.time()))
    told = str(bench.shell(COMMAND))
    assert "no drill proves postgres://db.prod.example.com/shop" in told
    keep(machine, replace(PROOF, at=int(time.time()) - 60))
    after = bench.shell(COMMAND)
    assert "a restore proven" not in str(after)
    assert after.verdict == "stop"


def test_doctor_says_what_restore_proofs_are_worth(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.restores(str(machine)).startswith("advisory: this user can read /etc/keyturn/drill.key")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for a user who may not; root may read everything
    assert doctor.restores(str(machine)).startswith("signed by a key that this user cannot read: enforced")
    (machine / "etc" / "keyturn" / "drill.signers").unlink()
    assert doctor.restores(str(machine)) == ""


def test_a_drill_without_a_signature_leaves_it_held(machine: Path) -> None:
    keep(machine, PROOF, signed=False)
    assert "counts for nothing: it is not signed" in wants_proof(decided(machine))[0]


def test_a_drill_without_the_table_leaves_it_held(machine: Path) -> None:
    keep(machine, replace(PROOF, tables=(("public.customers", 2),)))
    assert "restored no orders" in wants_proof(decided(machine))[0]


def test_a_record_that_was_changed_proves_nothing(machine: Path) -> None:
    keep(machine, replace(PROOF, tables=(("public.customers", 2),)))
    path = machine / "var" / "lib" / "keyturn" / "drills" / "drills.jsonl"
    path.write_text(path.read_text().replace("public.customers", "public.orders"))
    assert "is not what was kept" in wants_proof(decided(machine))[0]


def test_what_asks_for_no_proof_is_left_alone(machine: Path) -> None:
    plain = decided(machine, "psql -h elsewhere.example.com -d shop -c 'select 1'")
    assert discharged(plain, str(machine)) is plain


def test_one_way_of_a_choice_may_be_the_proof(machine: Path) -> None:
    held = decided(machine)
    proof = frozenset({Obligation(RESTORE_PROOF, (("within", "24h"),))})
    choice = held.but(obligations=frozenset({Choice((proof, frozenset({Obligation(HUMAN)})))}))

    def settled() -> frozenset[Obligation | Choice]:
        return discharged(choice, str(machine), owner=os.getuid(), clock=lambda: float(NOW)).obligations

    assert len(settled()) == 1
    keep(machine, PROOF)
    assert settled() == frozenset()


def test_a_refusal_stays_a_refusal(machine: Path) -> None:
    keep(machine, PROOF)
    held = decided(machine)
    never = held.but(obligations=frozenset({Obligation(NEVER), Obligation(RESTORE_PROOF, (("within", "24h"),))}))
    left = discharged(never, str(machine), owner=os.getuid(), clock=lambda: float(NOW))
    assert left.obligations == frozenset({Obligation(NEVER)})

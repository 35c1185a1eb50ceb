"""`keyturn allow` and `keyturn pause` from the held call to the one that passes, with a key that is made of software."""

import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from keyturn.adapter.proof_sudo import SudoProof
from keyturn.cli import allow, pause
from keyturn.errors import NoHumanProofError, UsageError
from keyturn.gate.call import PASS, SHELL, STOP, ToolCall
from keyturn.gate.ports import Traits
from keyturn.gate.service import Ruling
from keyturn.ledger.sshsig import SK_ECDSA
from keyturn.wiring import gate as wiring
from keyturn.wiring import human
from tests.conftest import ROOT
from tests.homes import own_home
from tests.software_keys import SoftwareKey, enrol

MUTE = Traits("mute")
DROP = 'psql -h db.example.com -c "drop table users"'
RUNNER = """
import os, sys
from keyturn.wiring import gate
from keyturn.cli import run
gate.here = lambda: gate.Surroundings(dict(os.environ), os.getcwd(), root=sys.argv[1], temporary=())
sys.exit(run.run(sys.argv[2:]))
"""


class Machine:
    """A user with a home, an agent that calls, root's roster with one key, and the key in ~/.ssh."""

    def __init__(self, root: Path, home: Path, key: SoftwareKey) -> None:
        self.root = root
        self.key = key
        self.work = root / "work"
        self.work.mkdir()
        self.roster = enrol(root / "etc/keyturn/keys", key)
        self.signed = Path(f"{root}{home}/.local/state/keyturn/signed.jsonl")
        (home / ".ssh").mkdir()
        self.key_file = home / ".ssh/id_ed25519_sk"
        self.key_file.write_text("a handle of the key")
        self.key_file.with_suffix(".pub").write_text(key.public)
        self.late = 0.0
        self.environment = {"PATH": "/usr/bin:/bin"}

    def surroundings(self) -> wiring.Surroundings:
        return wiring.Surroundings(
            self.environment, str(self.work), root=str(self.root), clock=lambda: time.time() + self.late, temporary=()
        )

    def call(self, command: str = DROP, traits: Traits = MUTE) -> Ruling:
        call = ToolCall("claude", "PreToolUse", SHELL, "Bash", "s", str(self.work), command)
        return wiring.gate(self.surroundings(), str(self.work)).rule(call, traits)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", RUNNER, str(self.root), *words],
            cwd=self.work,
            env={
                **self.environment,
                "PYTHONPATH": f"{ROOT / 'src'}:{os.environ['PYTHONPATH']}",
                "HOME": os.environ["HOME"],
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    home = own_home(tmp_path, monkeypatch)
    for name in ("requests", "request", "prover", "paused"):
        monkeypatch.setattr(human, name, functools.partial(getattr(human, name), root=str(tmp_path)))
    found = Machine(tmp_path, home, SoftwareKey(tmp_path))
    monkeypatch.setattr("keyturn.adapter.proof_key.sign", found.key.sign)
    return found


def held(machine: Machine, command: str = DROP) -> str:
    ruling = machine.call(command)
    assert ruling.verdict == STOP
    assert "human" in ruling.needs
    assert len(ruling.request) == 10
    return ruling.request


def test_a_held_call_passes_once_after_a_touch(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    request = held(machine)
    assert allow.run([]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith(f"{request}  {DROP}\n    in {machine.work}\n")
    assert allow.run([request]) == 0
    said = capsys.readouterr()
    assert said.out == "Allowed once, within ten minutes. The agent makes the very same call again.\n"
    assert "Let this call of an agent pass once" in said.err
    assert "touch it" in said.err
    first, second = machine.call(), machine.call()
    assert (first.verdict, first.ticket) == (PASS, "proven")
    assert (second.verdict, second.ticket) == (STOP, "")


def test_what_the_agent_reads_holds_nothing_that_lets_it_pass(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    ruling = machine.call()
    from keyturn.gate.service import answer

    said = answer(ruling)
    allow.run([ruling.request])
    capsys.readouterr()
    nonce = json.loads(json.loads(machine.signed.read_text())["leaf"])["body"]["nonce"]
    assert nonce not in said.to_agent + said.to_person
    assert ruling.request in said.to_agent


@pytest.mark.parametrize("flags", [0, 1, 4])
def test_a_signature_without_the_person_lets_nothing_pass(machine: Machine, flags: int) -> None:
    request = held(machine)
    machine.key.flags = flags
    with pytest.raises(NoHumanProofError, match="touch") as raised:
        allow.run([request])
    assert raised.value.exit_code == 1
    assert machine.call().verdict == STOP


@pytest.mark.parametrize("other", [DROP + " ", DROP.replace("users", "orders"), DROP.replace("db.", "db2.")])
def test_a_changed_operand_is_refused(machine: Machine, other: str) -> None:
    allow.run([held(machine)])
    assert machine.call(other).verdict == STOP
    assert machine.call().verdict == PASS


def test_a_script_with_other_words_is_refused(machine: Machine) -> None:
    script = machine.work / "tidy.sql"
    script.write_text("drop table old;\n")
    command = "psql -h db.example.com -f tidy.sql"
    allow.run([held(machine, command)])
    script.write_text("drop table users;\n")
    assert machine.call(command).verdict == STOP
    script.write_text("drop table old;\n")
    assert machine.call(command, Traits("run", immediate=True)).verdict == PASS


def test_another_directory_or_environment_is_refused(machine: Machine) -> None:
    command = 'psql -c "drop table users"'
    machine.environment["PGHOST"] = "db.example.com"
    allow.run([held(machine, command)])
    machine.environment["PGHOST"] = "prod.example.com"
    assert machine.call(command).verdict == STOP
    machine.environment["PGHOST"] = "db.example.com"
    home, machine.work = machine.work, machine.root / "elsewhere"
    machine.work.mkdir()
    assert machine.call(command).verdict == STOP
    machine.work = home
    assert machine.call(command).verdict == PASS


@pytest.mark.parametrize(("late", "verdict"), [(500, PASS), (700, STOP), (-120, STOP)])
def test_a_ticket_lasts_ten_minutes(machine: Machine, late: int, verdict: str) -> None:
    allow.run([held(machine)])
    machine.late = late
    assert machine.call().verdict == verdict


def test_a_replayed_line_is_refused(machine: Machine) -> None:
    allow.run([held(machine)])
    line = machine.signed.read_bytes()
    assert machine.call().verdict == PASS
    with machine.signed.open("ab") as file:
        file.write(line)
        signed = json.loads(line)
        # the same words in another shape, and under another good signature
        file.write(json.dumps({"signature": signed["signature"] + "\n", "leaf": signed["leaf"]}).encode() + b"\n")
        again = machine.key.sign(signed["leaf"].encode(), "gate.allow@keyturn").decode()
        file.write(json.dumps({"leaf": signed["leaf"], "signature": again}).encode() + b"\n")
    assert machine.call().verdict == STOP


def test_a_second_signature_made_of_the_first_is_refused(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of (r, s) anybody makes (r, n - s), which counts too: a ticket is what was signed, not the signature."""
    key = SoftwareKey(tmp_path, SK_ECDSA)
    enrol(machine.roster, key)
    monkeypatch.setattr("keyturn.adapter.proof_key.sign", key.sign)
    allow.run([held(machine), "--key", str(machine.key_file)])
    line = json.loads(machine.signed.read_text())
    assert machine.call().verdict == PASS
    machine.signed.write_text(json.dumps({**line, "signature": mirrored(line["signature"])}) + "\n")
    assert machine.call().verdict == STOP
    burned = machine.signed.with_name("burned")
    for mark in burned.iterdir():
        mark.unlink()
    # the mark alone stops it: the mirrored signature is good
    assert machine.call().verdict == PASS


def mirrored(text: str) -> str:
    import base64

    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    blob = base64.b64decode("".join(text.split("\n")[1:-2]))
    told = blob[-5:]
    # the last string but the flags: a length, then r and s, each with its own length
    inner = blob.rindex(b"sk-ecdsa-sha2-nistp256@openssh.com") + len(b"sk-ecdsa-sha2-nistp256@openssh.com")
    size = int.from_bytes(blob[inner + 4 : inner + 8], "big")
    r = blob[inner + 4 : inner + 8 + size]
    s = int.from_bytes(blob[inner + 8 + size + 4 : -5], "big")
    flipped = (order - s).to_bytes(33, "big").lstrip(b"\0")
    if flipped[0] & 0x80:
        flipped = b"\0" + flipped
    numbers = r + len(flipped).to_bytes(4, "big") + flipped
    kind = b"sk-ecdsa-sha2-nistp256@openssh.com"
    signature = len(kind).to_bytes(4, "big") + kind + len(numbers).to_bytes(4, "big") + numbers + told
    before = blob[: inner - len(kind) - 8]
    whole = before + len(signature).to_bytes(4, "big") + signature
    data = base64.b64encode(whole).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{data}\n-----END SSH SIGNATURE-----\n"


def test_run_spends_the_ticket_of_a_key_right_before(machine: Machine) -> None:
    mark = machine.root / "ran"
    command = f"{DROP}; touch {mark}"
    assert machine.run("--ticket", "--tool", "Bash", "--", command).returncode == 1
    allow.run([held(machine, command)])
    call = ToolCall("claude", "PreToolUse", SHELL, "Bash", "s", str(machine.work), command, input="{}")
    handed = wiring.gate(machine.surroundings(), str(machine.work)).rule(call, Traits("claude", rewrites=True))
    assert handed.handed
    assert not mark.exists()
    assert machine.run("--ticket", "--tool", "Bash", "--", command + " ").returncode == 1
    assert machine.run("--ticket", "--tool", "Other", "--", command).returncode == 1
    assert not mark.exists()
    machine.run("--ticket", "--tool", "Bash", "--", command)
    assert mark.exists()
    mark.unlink()
    assert machine.run("--ticket", "--tool", "Bash", "--", command).returncode == 1
    assert not mark.exists()


def test_two_that_redeem_at_once_get_one_pass(machine: Machine) -> None:
    allow.run([held(machine)])
    gates = [wiring.gate(machine.surroundings(), str(machine.work)) for _ in range(2)]
    call = ToolCall("claude", "PreToolUse", SHELL, "Bash", "s", str(machine.work), DROP)
    assert sorted(one.rule(call, MUTE).verdict for one in gates) == [PASS, STOP]


def test_a_request_that_nobody_made_is_none(machine: Machine) -> None:
    for name in ("0123456789", "../../../../etc", ""):
        with pytest.raises(UsageError, match="no open request"):
            allow.run([name])


def test_json_names_the_request_and_what_is_kept(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    request = held(machine)
    allow.run(["--json"])
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["id"], listed["command"]) == (request, DROP)
    allow.run([request, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["request"], said["allowed"], len(said["leaf"])) == (request, True, 64)


# -- which proof ------------------------------------------------------------------------------------------------------


def test_root_without_a_key_is_told_what_to_do(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    request = held(machine)
    machine.key_file.unlink()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(NoHumanProofError, match="this is root") as raised:
        allow.run([request])
    assert "-O verify-required" in raised.value.fix
    assert "/etc/keyturn/keys" in raised.value.fix
    with pytest.raises(NoHumanProofError, match="this is root"):
        pause.run(["10m", "--reason", "x", "--sudo"])


def test_without_a_key_sudo_is_asked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    assert not isinstance(human.prover("/x"), SudoProof)
    assert isinstance(human.prover("/x", sudo=True), SudoProof)
    machine.roster.unlink()
    assert isinstance(human.prover("/x"), SudoProof)


def test_two_proofs_at_once_and_an_absent_key_are_usage(machine: Machine) -> None:
    request = held(machine)
    with pytest.raises(UsageError, match="two ways"):
        allow.run([request, "--sudo", "--key", "x"])
    with pytest.raises(UsageError, match="there is no key"):
        allow.run([request, "--key", "/nowhere"])


# -- a pause ----------------------------------------------------------------------------------------------------------


def test_a_pause_by_a_key_lifts_all_but_what_nothing_unlocks(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pause.run([]) == 0
    assert capsys.readouterr().out == "Not paused.\n"
    assert pause.run(["10m", "--reason", "moving the archive"]) == 0
    assert capsys.readouterr().out.startswith("Paused until 20")
    assert pause.run(["--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["paused"], shown["reason"]) == (True, "moving the archive")
    found = machine.call()
    assert (found.verdict, found.ticket) == (PASS, "pause")
    assert machine.call("rm -rf /etc").verdict == STOP
    assert machine.call("rm -rf ~/.local/state/keyturn").verdict == STOP
    machine.late = 601
    assert machine.call().verdict == STOP


def test_a_pause_that_a_program_wrote_is_none(machine: Machine) -> None:
    machine.key.flags = 1
    with pytest.raises(NoHumanProofError):
        pause.run(["10m", "--reason", "x"])
    body = {"user": os.getuid(), "begin": 0, "end": int(time.time()) + 900, "reason": "x", "machine": ""}
    machine.signed.parent.mkdir(parents=True, exist_ok=True)
    leaf = json.dumps({"kind": "gate.pause", "at": "2026-01-02T03:04:05Z", "body": body})
    machine.signed.write_text(json.dumps({"leaf": leaf, "signature": "no"}) + "\n")
    assert machine.call().verdict == STOP


def test_a_ticket_is_no_pause_and_a_pause_no_ticket(machine: Machine) -> None:
    pause.run(["10m", "--reason", "x"])
    line = json.loads(machine.signed.read_text())
    machine.signed.write_text(json.dumps({**line, "leaf": line["leaf"].replace("gate.pause", "gate.allow")}) + "\n")
    assert machine.call().verdict == STOP


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["10m"], "needs a reason"),
        (["10m", "--reason", "  "], "needs a reason"),
        (["9h", "--reason", "x"], "lasts from a second to 8 hours"),
        (["0s", "--reason", "x"], "lasts from a second"),
        (["10", "--reason", "x"], "no duration"),
        (["m", "--reason", "x"], "no duration"),
        (["\u0661m", "--reason", "x"], "no duration"),
        (["1m", "2m", "--reason", "x"], "one duration"),
    ],
)
def test_what_is_no_pause(machine: Machine, words: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        pause.run(words)


def test_help_names_the_key_and_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    commands: tuple[Callable[[list[str]], int], ...] = (allow.run, pause.run)
    for one in commands:
        assert one(["--help"]) == 0
        said = capsys.readouterr().out
        assert "hardware key" in said
        assert "--key FILE" in said
        assert "sudo" in said

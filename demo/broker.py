"""An agent proposes `terraform destroy`: one key is not enough, two are, and a swapped state is refused.

    python -m demo.broker

Terraform, ssh-keygen, the broker, its ledger and the command line are the real ones, in a throw-away directory; nothing
of this machine is touched. Two things are played: the broker runs as the same user as everybody else (a trial, and it
says so), and the keys are files, which count here because the settings say that plain keys do. Exits 1 when something
does not end as told.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import parts_terraform

CONFIGURATION = """\
resource "null_resource" "database" {}
resource "null_resource" "replica" {
  count    = 2
  triggers = { of = null_resource.database.id }
}
"""
PEOPLE = ("alice", "bob", "erin")
_SECONDS = 60


class Team:
    """The broker, its people and the agent's directory, below one throw-away directory."""

    def __init__(self, place: Path, *, show: bool = True) -> None:
        self.place = place
        self.show = show
        self.wrong: list[str] = []
        self.work = place / "infra"
        self.socket = place / "broker.sock"
        self.config = place / "etc" / "broker.toml"
        self.ledger = place / "etc" / "ledger.toml"
        self.daemon: subprocess.Popen[bytes] | None = None
        self.witness: subprocess.Popen[bytes] | None = None
        home = place / "home"
        for folder in (self.work, home, place / "etc", place / "keys"):
            folder.mkdir(parents=True)
        (place / "etc").chmod(0o755)
        self.environment = parts_terraform.environment(parts_terraform.terraform(), home)
        self.environment |= {"HOME": str(home), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
        (self.work / "versions.tf").write_text(parts_terraform.REQUIRED)
        (self.work / "main.tf").write_text(CONFIGURATION)
        self.terraform("init")
        self.terraform("apply", "-auto-approve")
        for name in PEOPLE:
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(place / "keys" / name)]
            subprocess.run(words, check=True)
        self._documents()

    def _documents(self) -> None:
        roles = {"alice": '["senior"]', "bob": '["dba"]', "erin": "[]"}
        people = "".join(
            f'[[person]]\nid = "{name}"\nroles = {roles[name]}\n'
            f'keys = [{{ public = "{(self.place / "keys" / f"{name}.pub").read_text().strip()}" }}]\n\n'
            for name in PEOPLE
        )
        agent = f'[[agent]]\nid = "coding-agent"\nowner = "erin"\nuids = [{os.getuid()}]\n'
        (self.place / "etc" / "roster.toml").write_text(people + agent)
        made = self.keyturn("ledger", "key", "demo.example/keyturn", str(self.place / "etc" / "ledger.key"), ok=True)
        seen = self.keyturn(
            "ledger", "witness", "key", "demo.example/witness", str(self.place / "witness.key"), ok=True
        )
        self.log_key = made.stdout.split()[-1]
        self.ledger.write_text(
            f'store = "sqlite:///{self.place}/broker/broker.db"\nkey = "{self.place}/etc/ledger.key"\n'
            f'log = ["{self.log_key}"]\n[[witness]]\n'
            f'key = "{seen.stdout.split()[-1]}"\naddress = "unix:{self.place}/witness.sock"\n'
        )
        self.config.write_text(
            f'directory = "{self.place}/broker"\nsocket = "{self.socket}"\nroster = "{self.place}/etc/roster.toml"\n'
            f'ledger = "{self.ledger}"\npath = "{self.environment["PATH"]}"\n'
            'variables = ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"]\n\n'
            "[environment.prod]\nplain_keys = true\n"
            'documentation = ["why"]\n'
        )
        policy = self.place / "root" / "etc" / "keyturn"
        policy.mkdir(parents=True)
        (policy / "keyturn.toml").write_text('[environment.prod]\nmatches = ["postgres://*.prod.example.com/*"]\n')

    def terraform(self, *words: str) -> None:
        """Run the real one, in the infrastructure."""
        subprocess.run(
            ["terraform", *words], cwd=self.work, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def resources(self) -> int:
        """How many there are, by the state."""
        body = json.loads((self.work / "terraform.tfstate").read_text())
        return sum(len(one["instances"]) for one in body["resources"])

    def keyturn(self, *words: str, ok: bool | None = None) -> subprocess.CompletedProcess[str]:
        """Run the command line, and show it."""
        done = subprocess.run(
            [sys.executable, "-m", "keyturn", *words],
            cwd=self.work,
            env={**self.environment, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            capture_output=True,
            text=True,
            check=False,
        )
        if ok is not None and (done.returncode == 0) != ok:
            self.wrong.append(f"keyturn {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def tell(self, text: str) -> None:
        """One line of the story."""
        if self.show:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def expect(self, good: bool, text: str) -> None:
        """A line that must be true."""
        self.tell(f"  {'ok' if good else 'WRONG'}: {text}")
        if not good:
            self.wrong.append(text)

    def start(self) -> None:
        """Pin the roster, and run the broker."""
        self.keyturn("broker", "pin-roster", "--config", str(self.config), "--trial", ok=True)
        self._watch()
        # as `keyturn broker run --trial` does, with the policy's place below the throw-away directory
        script = (
            "import os, sys; from keyturn.wiring.broker import Daemon; "
            "sys.exit(Daemon(sys.argv[1], owner=os.geteuid(), root=sys.argv[2]).until_told())"
        )
        self.daemon = subprocess.Popen(
            [sys.executable, "-c", script, str(self.config), str(self.place / "root")],
            cwd=self.place,
            env={**self.environment, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stderr=open(self.place / "broker.log", "wb"),  # noqa: SIM115 - the child's
        )
        end = time.monotonic() + _SECONDS
        while not self.socket.exists():
            if self.daemon.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the broker did not start:\n{(self.place / 'broker.log').read_text()}")
            time.sleep(0.1)

    def _watch(self) -> None:
        """The witness: a process of its own, with a key and a memory of its own."""
        state = str(self.place / "witness")
        key = str(self.place / "witness.key")
        words = ["ledger", "witness", "serve", "--state", state, "--key", key, "--log-key", self.log_key]
        words += ["--listen", f"unix:{self.place}/witness.sock"]
        self.witness = subprocess.Popen(
            [sys.executable, "-m", "keyturn", *words],
            cwd=self.place,
            env={**self.environment, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stderr=open(self.place / "witness.log", "wb"),  # noqa: SIM115 - the child's
        )
        end = time.monotonic() + _SECONDS
        while not (self.place / "witness.sock").exists():
            if self.witness.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the witness did not start:\n{(self.place / 'witness.log').read_text()}")
            time.sleep(0.1)

    def stop(self, *, witness: bool = True) -> None:
        """End the broker, and the witness."""
        for child in (self.daemon, self.witness if witness else None):
            if child is None or child.poll() is not None:
                continue
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def propose(self) -> str:
        """The agent's proposal."""
        words = (
            "propose",
            "--json",
            "--socket",
            str(self.socket),
            "--environment",
            "prod",
            "--why",
            "clean up staging",
        )
        done = self.keyturn(*words, "--", "terraform", "destroy", "-auto-approve", ok=True)
        return str(json.loads(done.stdout)["proposal"]) if done.returncode == 0 else ""

    def approve(self, who: str, proposal: str) -> subprocess.CompletedProcess[str]:
        """A person's key."""
        key = str(self.place / "keys" / who)
        return self.keyturn("approve", proposal, "--key", key, "--socket", str(self.socket))

    def waive(self, who: str, proposal: str) -> None:
        """A senior's key for doing without the restore proof."""
        key = ("--key", str(self.place / "keys" / who), "--socket", str(self.socket))
        words = ("waive", proposal, "--check", "restore proof", "--note", "only null resources", *key)
        self.keyturn("proposal", *words, ok=True)

    def ended(self, proposal: str) -> dict[str, object]:
        """How it ended."""
        words = ("proposal", "wait", proposal, "--seconds", str(_SECONDS), "--json", "--socket", str(self.socket))
        found: dict[str, object] = json.loads(self.keyturn(*words).stdout)
        return found

    def state(self, proposal: str) -> dict[str, object]:
        """What it is now."""
        words = ("proposal", "show", proposal, "--json", "--socket", str(self.socket))
        found: dict[str, object] = json.loads(self.keyturn(*words).stdout)
        return found


def story(team: Team) -> None:
    """Both stories."""
    tell = team.tell
    tell("An agent works where three resources of production stand, and wants to run: terraform destroy\n")
    team.start()
    first = team.propose()
    team.expect(bool(first), f"it proposed {first}, and nothing ran: {team.resources()} resources stand")
    done = team.approve("erin", first)
    team.expect(done.returncode == 1 and "owner" in done.stderr, "erin, who owns the agent, may not key it")
    done = team.approve("bob", first)
    team.expect(done.returncode == 0, "bob turned his key")
    time.sleep(2.5)
    now = team.state(first)
    asked = ", ".join(str(one) for one in now["missing"] or ())  # type: ignore[attr-defined]
    team.expect(now["state"] == "PENDING" and team.resources() == 3, f"one key is refused: {asked}")
    done = team.approve("alice", first)
    team.expect(done.returncode == 0, "alice, a senior, turned hers")
    time.sleep(3.5)
    waits = str(team.state(first)["waits"])
    team.expect("restore proof" in waits, f"policy asks for a restore proof, and there is none: {waits}")
    team.waive("alice", first)
    ended = team.ended(first)
    told = f"alice waived it for two hours, and the broker applied the saved plan: {ended['state']}"
    team.expect(ended["state"] == "SUCCEEDED", f"{told} {ended['detail']}".strip())
    team.expect(team.resources() == 0, f"{team.resources()} resources stand")

    tell("\nThe same again, and somebody swaps the state after both keys were asked for\n")
    team.terraform("apply", "-auto-approve")
    second = team.propose()
    team.approve("bob", second)
    team.waive("alice", second)
    shutil.move(team.work / "terraform.tfstate", team.place / "archive.tfstate")
    team.terraform("apply", "-auto-approve")
    before = team.resources()
    team.approve("alice", second)
    ended = team.ended(second)
    team.expect(ended["state"] == "STALE", f"{ended['state']}: {ended['detail']}")
    team.expect(team.resources() == before, f"nothing was destroyed: {before} resources stand")

    tell("\nThe ledger, with a witness that is another process with a key of its own\n")
    team.stop(witness=False)
    team.keyturn("ledger", "checkpoint", "--config", str(team.ledger), ok=True)
    done = team.keyturn("ledger", "verify", "--config", str(team.ledger))
    said = (done.stdout + done.stderr).strip()
    good = done.returncode == 0 and said.startswith("ANCHORED") and "UNANCHORED" not in said
    team.expect(good, "it verifies: " + said.replace("\n", "\n      "))


def main() -> int:
    """Play it; 0 when everything ended as told."""
    with tempfile.TemporaryDirectory(prefix="keyturn-demo-") as place:
        team = Team(Path(place).resolve())
        try:
            story(team)
        finally:
            team.stop()
            log = team.place / "broker.log"
            if team.wrong and log.exists():
                sys.stderr.write(log.read_text())
    for one in team.wrong:
        sys.stderr.write(f"not as told: {one}\n")
    return 1 if team.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

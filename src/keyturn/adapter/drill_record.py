"""Drills' evidence on disk: leaves in one file, and beside it a signed chain over them.

`drills.jsonl` holds final leaves, one a line, as every record of Keyturn. `drills.jsonl.sig` holds a line for each: the
leaf's hash, the hash of the chain up to here, and an SSH signature over that. Changing, cutting or reordering anything
but the end breaks the chain; what was cut off the end is simply no proof any more, and then a drill is overdue.
Signatures count when the key stands in a file of signers that only root writes, so evidence that the judged user makes
up for themselves counts for nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat as modes
import subprocess
import tempfile
from dataclasses import dataclass

from keyturn.adapter.record_jsonl import JsonLinesRecorder, leaves
from keyturn.drill.evidence import Evidence, from_body, record
from keyturn.errors import CouldNotJudge
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.port import Receipt

NAMESPACE = "keyturn-drill"
IDENTITY = "keyturn-drill"
"""The principal that stands before a key in the file of signers."""
KEYGEN = ("/usr/bin/ssh-keygen", "/bin/ssh-keygen", "/usr/local/bin/ssh-keygen")
START = "0" * 64
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """Evidence with what its signature is worth."""

    evidence: Evidence
    signed: bool
    """By a key that root vouches for."""
    why: str = ""


def link(previous: str, leaf: str) -> str:
    """The next hash of the chain. SHA-256 over both hashes as text, so that no pair can pass for another."""
    return hashlib.sha256(f"{previous}\n{leaf}\n".encode()).hexdigest()


class DrillRecord:
    """The evidence below `directory`. `key` signs, `signers` says whose signatures count; "" for none."""

    def __init__(self, directory: str, *, key: str = "", signers: str = "", owner: int = 0) -> None:
        """`owner` is the only user whose file of signers counts (0 but in tests)."""
        self.path = os.path.join(directory, "drills.jsonl")
        self._chain = self.path + ".sig"
        self._key = key
        self._signers = signers
        self._owner = owner

    def append(self, evidence: Evidence, at: str) -> Receipt:
        """Keep evidence; return when it and its signature are on disk.

        Raises CouldNotJudge when it cannot be kept or signed, or when what is there was tampered with.
        """
        directory = os.path.dirname(self.path)
        os.makedirs(directory, mode=0o755, exist_ok=True)
        with open(self.path + ".lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            hashes = self._hashes()
            links = self._links()
            previous = self._checked(hashes, links)
            receipt = JsonLinesRecorder(self.path, mode=0o644).append(record(evidence, at))
            # a run that was killed between leaf and link left a leaf without one: it gets its link now, unsigned
            for missed in hashes[len(links) :]:
                previous = link(previous, missed)
                self._write({"leaf": missed, "chain": previous, "signature": ""})
            chain = link(previous, receipt.leaf_hash)
            signature = self._sign(chain) if self._key else ""
            self._write({"leaf": receipt.leaf_hash, "chain": chain, "signature": signature})
        return receipt

    def all(self) -> tuple[Kept, ...]:
        """Everything, oldest first. Raises CouldNotJudge when it cannot be read or was tampered with."""
        return self._kept(latest=False)

    def latest(self) -> tuple[Kept, ...]:
        """The newest run of each drill, oldest first. As `all`, but no other signature is looked at."""
        return self._kept(latest=True)

    def _kept(self, *, latest: bool) -> tuple[Kept, ...]:
        hashes = self._hashes()
        links = self._links()
        self._checked(hashes, links)
        runs: list[Evidence] = []
        for number, line in enumerate(self._lines()):
            try:
                runs.append(from_body(json.loads(line)["body"]))
            except (ValueError, KeyError, TypeError) as error:
                raise CouldNotJudge(
                    f"{self.path}: line {number + 1} is no evidence: {error}", "it was changed or torn"
                ) from error
        wanted = sorted({run.drill: number for number, run in enumerate(runs)}.values()) if latest else range(len(runs))
        why = self._unfit()
        return tuple(self._weighed(runs[number], links[number : number + 1], why) for number in wanted)

    def _weighed(self, evidence: Evidence, links: list[tuple[str, str, str]], why: str) -> Kept:
        """Evidence with what its signature is worth; `links` holds its link, if it has one."""
        signature = links[0][2] if links else ""
        if not signature:
            return Kept(evidence, False, "it is not signed")
        if why:
            return Kept(evidence, False, why)
        if not self._verified(links[0][1], signature):
            return Kept(evidence, False, "its signature is of no key that counts")
        return Kept(evidence, True)

    # -- the chain

    def _lines(self) -> list[bytes]:
        return [line for _at, line in leaves(_read(self.path))]

    def _hashes(self) -> list[str]:
        return [leaf_hash(line).hex() for line in self._lines()]

    def _links(self) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for number, line in enumerate(_read(self._chain).splitlines(), 1):
            try:
                body = json.loads(line)
                found.append((str(body["leaf"]), str(body["chain"]), str(body["signature"])))
            except (ValueError, KeyError, TypeError) as error:
                raise CouldNotJudge(f"{self._chain}: line {number} is no link", "it was changed or torn") from error
        return found

    def _checked(self, hashes: list[str], links: list[tuple[str, str, str]]) -> str:
        """The chain's last hash. Raises CouldNotJudge when leaves and links do not belong together."""
        if len(links) > len(hashes):
            raise CouldNotJudge(
                f"{self.path}: {len(links) - len(hashes)} records were cut off", "bring the file back; drill again"
            )
        previous = START
        for number, (leaf, chain, _signature) in enumerate(links):
            if leaf != hashes[number] or chain != link(previous, leaf):
                raise CouldNotJudge(
                    f"{self.path}: record {number + 1} is not what was kept", "it was changed; drill again elsewhere"
                )
            previous = chain
        return previous

    def _write(self, body: dict[str, str]) -> None:
        data = json.dumps(body, sort_keys=True).encode() + b"\n"
        handle = os.open(self._chain, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            if os.write(handle, data) != len(data):
                raise CouldNotJudge(f"{self._chain} cannot be written: no space", "make room, and drill again")
            os.fsync(handle)
        finally:
            os.close(handle)

    # -- signatures

    def _sign(self, chain: str) -> str:
        words = [_keygen(), "-Y", "sign", "-q", "-n", NAMESPACE, "-f", self._key]
        try:
            done = subprocess.run(
                words, input=chain.encode(), capture_output=True, check=False, timeout=_SECONDS, env=_bare()
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CouldNotJudge(f"the evidence could not be signed: {error}") from error
        if done.returncode != 0:
            told = done.stderr.decode("utf-8", "replace").strip()[-200:]
            raise CouldNotJudge(f"the evidence could not be signed with {self._key}: {told}", "is the key readable?")
        return done.stdout.decode("ascii")

    def _unfit(self) -> str:
        """Why no signature counts here, "" when the file of signers is root's own."""
        if not self._signers:
            return "nobody's signature counts: there is no file of signers"
        try:
            facts = os.stat(self._signers)
        except OSError as error:
            return f"{self._signers}: {error.strerror}"
        if facts.st_uid != self._owner or facts.st_mode & (modes.S_IWGRP | modes.S_IWOTH):
            return f"{self._signers} can be written by others than root"
        return ""

    def _verified(self, chain: str, signature: str) -> bool:
        with tempfile.NamedTemporaryFile("w", prefix="keyturn-signature-", encoding="ascii") as file:
            file.write(signature)
            file.flush()
            words = [_keygen(), "-Y", "verify", "-q", "-n", NAMESPACE, "-I", IDENTITY, "-f", self._signers]
            words += ["-s", file.name]
            try:
                done = subprocess.run(
                    words, input=chain.encode(), capture_output=True, check=False, timeout=_SECONDS, env=_bare()
                )
            except (OSError, subprocess.TimeoutExpired):
                return False
        return done.returncode == 0


def _bare() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent"}


def _keygen() -> str:
    for place in KEYGEN:
        if os.access(place, os.X_OK):
            return place
    raise CouldNotJudge("there is no ssh-keygen here, so evidence can be neither signed nor checked", "install OpenSSH")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be read: {error.strerror}") from error

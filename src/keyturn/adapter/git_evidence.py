"""What a repository can tell of approvals: messages, who wrote what, and whose signature a commit carries.

Signatures are checked by `git verify-commit` with programs from fixed places and settings given here: neither the
repository's configuration nor the environment chooses a program, a keyring or the signers. For SSH the signers are a
file made here out of the side before the change; for OpenPGP the keyring of the account that runs, by the password
database, and only keys that it trusts fully.
"""

from __future__ import annotations

import os

from keyturn.adapter.processes import find_program
from keyturn.errors import CouldNotJudge, GitError
from keyturn.scan.approvals import UNSIGNED, Signature, Written
from keyturn.scan.ports import READ

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.adapter.git_repository import GitRepository

_FIXED = "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin"
_COMMIT_BYTES = 4_000_000
_SIGNED = (b"gpgsig ", b"gpgsig-sha256 ")
_SSH = b"-----BEGIN SSH SIGNATURE-----"
_PGP = b"-----BEGIN PGP SIGNATURE-----"
_TRUSTED = (b"TRUST_FULLY", b"TRUST_ULTIMATE")
_PARSE = (
    *("-c", "trailer.separators=:", "-c", "core.commentChar=#"),
    *("interpret-trailers", "--no-divider", "--parse"),
)


class Message:
    """A commit's id, who wrote it and what its message says."""

    __slots__ = ("commit", "people", "text")

    def __init__(self, commit: str, people: tuple[str, ...], text: bytes) -> None:
        self.commit = commit
        self.people = people
        self.text = text


class GitEvidence:
    """The commits that are in `tip` and not in `base` ("" for all of the tip's), asked once and remembered.

    `signers` are lines of OpenSSH's allowed signers, `home` is the account's directory. Close it when done.
    """

    def __init__(self, git: GitRepository, base: str, tip: str, *, home: str) -> None:
        self._git = git
        self._base = base
        self._tip = tip
        self._home = home
        self.signers = ""
        self._folder = ""
        self._messages: tuple[Message, ...] | None = None
        self._touched: dict[str, set[str]] | None = None
        self._writers: dict[tuple[str, ...], tuple[Written, ...]] = {}
        self._entries: dict[tuple[str, str], str] = {}
        self._forks: dict[tuple[str, str], str] = {}
        self._signatures: dict[str, Signature] = {}

    def close(self) -> None:
        """Take the file of signers away again."""
        if self._folder:
            import shutil

            folder, self._folder = self._folder, ""
            shutil.rmtree(folder, ignore_errors=True)

    # -- messages -------------------------------------------------------------------------------------------------

    def messages(self) -> tuple[Message, ...]:
        """Every commit of the range, newest first. Raises GitError when one cannot be read."""
        if self._messages is None:
            ends = (self._tip, "^" + self._base) if self._base else (self._tip,)
            code, out, errors = self._git.asked("rev-list", *ends, "--")
            if code != 0:
                raise GitError(f"git rev-list: {errors.splitlines()[0] if errors else code}", "git fetch --unshallow")
            self._messages = tuple(self._read(out.decode().split()))
        return self._messages

    def _read(self, ids: list[str]) -> Iterator[Message]:
        for one, blob in zip(ids, self._git.blobs(ids, _COMMIT_BYTES), strict=True):
            if blob.state != READ:
                raise GitError(f"commit {one[:12]} cannot be read", "git fetch --unshallow")
            head, _blank, text = blob.data.partition(b"\n\n")
            people = [_mail(line) for line in head.split(b"\n") if line.startswith((b"author ", b"committer "))]
            if b"o-authored-by:" in text:
                people.extend(_mail(line) for line in text.split(b"\n") if line.lower().startswith(b"co-authored-by:"))
            # of a long history only what may hold a trailer of ours is kept
            told = text if b"eyturn-" in text.lower() else b""
            yield Message(one, tuple(dict.fromkeys(mail for mail in people if mail)), told)

    def trailers(self, text: bytes) -> list[str]:
        """The trailers of a message, each `name: value` on one line, as git itself parses them."""
        if not text:
            return []
        return self._git.fed(text, *_PARSE).decode("utf-8", "replace").splitlines()

    # -- what stands where ----------------------------------------------------------------------------------------

    def entry(self, commit: str, path: str) -> str:
        """What stands at a path in a commit: mode and object id, "" for nothing."""
        if not commit:
            return ""
        known = self._entries.get((commit, path))
        if known is None:
            if path:
                code, out, errors = self._git.asked("ls-tree", "-z", "--full-tree", commit, "--", path)
                known = os.fsdecode(out.partition(b"\t")[0])
            else:
                code, out, errors = self._git.asked("rev-parse", "--verify", "--quiet", commit + "^{tree}")
                known = out.decode().strip()
            if code != 0:
                raise GitError(f"{commit[:12]} cannot be read: {errors}", "git fetch --unshallow")
            self._entries[commit, path] = known
        return known

    def fork(self, one: str, other: str) -> str:
        """The best common ancestor of two commits, "" when there is none."""
        known = self._forks.get((one, other))
        if known is None:
            code, out, _errors = self._git.asked("merge-base", one, other)
            known = self._forks[one, other] = out.decode().partition("\n")[0] if code == 0 else ""
        return known

    def touching(self, paths: tuple[str, ...]) -> tuple[Written, ...]:
        """The commits of the range in which one of some paths is another than in any of their parents."""
        known = self._writers.get(paths)
        if known is not None:
            return known
        if self._touched is None:
            self._touched = self._changed()
        touched = self._touched
        found = self._writers[paths] = tuple(
            Written(one.commit, one.people)
            for one in self.messages()
            if (paths == ("",) and touched.get(one.commit)) or not touched.get(one.commit, set()).isdisjoint(paths)
        )
        return found

    def _changed(self) -> dict[str, set[str]]:
        ids = "".join(one.commit + "\n" for one in self.messages()).encode()
        out = self._git.fed(ids, "diff-tree", "--stdin", "-r", "--root", "-m", "--raw", "-z", "--no-renames")
        found: dict[str, set[str]] = {}
        fields = iter(out.split(b"\0"))
        commit = ""
        for field in fields:
            if field.startswith(b":"):
                found.setdefault(commit, set()).add(os.fsdecode(next(fields, b"")))
            elif field:
                commit = field.decode("ascii", "replace").split()[0]
        return found

    # -- signatures -----------------------------------------------------------------------------------------------

    def signature(self, commit: str) -> Signature:
        """Who signed a commit, by the known signers."""
        known = self._signatures.get(commit)
        if known is None:
            known = self._signatures[commit] = self._verified(commit)
        return known

    def _verified(self, commit: str) -> Signature:
        kind, blob = self._git.object(commit, _COMMIT_BYTES)
        head = blob.data.partition(b"\n\n")[0]
        opened = {line.partition(b" ")[2] for line in head.split(b"\n") if line.startswith(_SIGNED)}
        if kind != "commit" or not opened:
            return Signature(why=UNSIGNED)
        if opened not in ({_SSH}, {_PGP}):
            return Signature(why="its signature is neither one of SSH nor one of OpenPGP")
        if opened == {_SSH} and not self.signers:
            return Signature(why="no signers are known (keyturn.signers before the change)")
        try:
            code, _out, errors = self._git.asked(
                "verify-commit", "--raw", commit, settings=self._settings(), environment=self._environment()
            )
        except (CouldNotJudge, OSError) as error:
            return Signature(why=f"its signature cannot be checked: {error}")
        # told by the signature, not by the answer: ssh-keygen repeats words of a signature that it refuses, and they
        # may be lines as gpg would write them
        return _of_pgp(code, errors) if opened == {_PGP} else _of_ssh(code, errors)

    def _settings(self) -> tuple[str, ...]:
        distrusted = (self._git.root,) if self._git.root != "/" else ()
        programs = {name: find_program(name, _FIXED, distrusted) or "/nonexistent" for name in ("ssh-keygen", "gpg")}
        return (
            f"gpg.ssh.program={programs['ssh-keygen']}",
            f"gpg.program={programs['gpg']}",
            f"gpg.openpgp.program={programs['gpg']}",
            "gpg.x509.program=/nonexistent",
            "gpg.minTrustLevel=fully",
            f"gpg.ssh.allowedSignersFile={self._file()}",
        )

    def _environment(self) -> dict[str, str]:
        # neither GNUPGHOME nor $HOME chooses the keyring
        return {**self._git.environment(("LC_ALL", "LANGUAGE")), "PATH": _FIXED, "HOME": self._home}

    def _file(self) -> str:
        import tempfile

        if not self._folder:
            self._folder = tempfile.mkdtemp(prefix="keyturn-signers-")
            with open(os.path.join(self._folder, "signers"), "w", encoding="utf-8") as handle:
                handle.write(self.signers)
        return os.path.join(self._folder, "signers")


def _mail(line: bytes) -> str:
    """The address in `… <address> …`, in lower case."""
    start, end = line.rfind(b"<"), line.rfind(b">")
    return line[start + 1 : end].decode("utf-8", "replace").strip().lower() if 0 <= start < end else ""


def _of_ssh(code: int, errors: str) -> Signature:
    """`Good "git" signature for NAME with ED25519 key SHA256:…`; the name comes from the signers' own file."""
    for line in errors.splitlines():
        lead, mark, rest = line.partition('Good "git" signature ')
        if not mark or lead:
            continue
        key = rest.rpartition(" key ")[2].strip()
        if code == 0 and rest.startswith("for "):
            return Signature(rest[4:].rpartition(" with ")[0], key)
        return Signature("", key, "its signature is by a key that no known signer has")
    return Signature(why="its signature does not hold")


def _of_pgp(code: int, errors: str) -> Signature:
    """From gpg's status lines and git's verdict: a good signature, by a key that the account trusts fully."""
    lines = [
        line.removeprefix("[GNUPG:] ").split(" ", 2) for line in errors.splitlines() if line.startswith("[GNUPG:]")
    ]
    said = {words[0]: words for words in lines}
    if any(bad in said for bad in ("BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG")) or "GOODSIG" not in said:
        return Signature(why="its signature does not hold, or its key is not in the keyring here")
    if "VALIDSIG" not in said or not any(trust.decode() in said for trust in _TRUSTED):
        return Signature(why="its signature is by a key that is not trusted fully here")
    if code != 0:
        return Signature(why="its signature does not hold")
    if sum(words[0] == "GOODSIG" for words in lines) != 1 or len(said["GOODSIG"]) < 3:
        return Signature(why="its signature names no single person")
    return Signature(_mail(said["GOODSIG"][2].encode()), said["VALIDSIG"][1])

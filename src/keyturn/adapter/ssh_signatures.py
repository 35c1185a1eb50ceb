"""Signatures by hardware keys: made by ssh-keygen with the person's key, checked by ssh-keygen and by ourselves.

ssh-keygen checks the mathematics, against one key that we name, for one namespace; what it does not check (that
somebody touched the key, and showed who) is read from the very bytes that it was given. Nothing here asks a
configuration, an agent or a variable which program or which key counts.
"""

from __future__ import annotations

import os

from keyturn.adapter import config_files
from keyturn.ledger.sshsig import PublicKey, SignatureError, public_key_line
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.ledger.sshsig import Signature

PROGRAMS = ("/usr/bin/ssh-keygen", "/bin/ssh-keygen", "/run/current-system/sw/bin/ssh-keygen")
"""Where ssh-keygen is looked for; never on PATH, which the same user sets."""
_ROSTER_BYTES = 1_000_000
_WAIT = 20
_SIGNER = "keyturn"
_TOUCH = 120
"""Seconds to find the key, type its PIN and touch it."""


class Enrolled(Noun):
    """A key in the roster and the name it stands there by."""

    name: str
    key: PublicKey


class Roster(Noun):
    """Keys that root says belong to people. `problems` are lines that do not count, and why none may."""

    keys: tuple[Enrolled, ...] = ()
    problems: tuple[str, ...] = ()
    present: bool = False

    def find(self, key: PublicKey) -> Enrolled | None:
        """The entry of exactly this key."""
        return next((one for one in self.keys if one.key.blob == key.blob), None)


def roster(path: str, owner: int = 0, top: str = "/") -> Roster:
    """Read a roster, one `NAME TYPE BASE64 [COMMENT]` a line. It counts when nobody but `owner` can change it."""
    found = config_files.read(path, _ROSTER_BYTES)
    if found is None:
        return Roster()
    obstacle = config_files.writable_by_others(path, owner, top)
    if obstacle:
        return Roster((), (f"{path} does not count: {obstacle}",), present=True)
    if found.data is None or len(found.data) > _ROSTER_BYTES:
        return Roster((), (f"{path} cannot be read: {found.why or 'it is too large'}",), present=True)
    keys: list[Enrolled] = []
    problems: list[str] = []
    for number, line in enumerate(found.data.decode("utf-8", "replace").splitlines(), 1):
        name, _space, rest = line.strip().partition(" ")
        if not name or name.startswith("#"):
            continue
        try:
            key = public_key_line(rest.strip())
        except SignatureError as error:
            problems.append(f"{path}:{number}: {error.what}; a line is NAME TYPE BASE64")
            continue
        if not key.hardware:
            problems.append(f"{path}:{number}: {name}'s key is of type {key.kind}; only a hardware key proves a human")
            continue
        keys.append(Enrolled(name, key))
    return Roster(tuple(keys), tuple(problems), present=True)


def program(places: Iterable[str] = PROGRAMS) -> str:
    """ssh-keygen, where root alone can change it; "" when there is none."""
    return next((one for one in places if os.path.exists(one) and not config_files.writable_by_others(one, 0)), "")


def verify(signature: Signature, message: bytes, namespace: str, keys: Roster) -> tuple[Enrolled | None, str]:
    """(who signed this message for this namespace, "") or (None, why it proves no human)."""
    why = signature.no_person()
    who = keys.find(signature.key)
    if who is None:
        why = why or f"the key {signature.key.fingerprint()} is not in the roster"
    elif signature.namespace != namespace:
        why = why or f"it was signed for {signature.namespace!r}, not for {namespace!r}"
    return (None, why) if why or who is None else _checked(signature, message, namespace, who)


def _checked(signature: Signature, message: bytes, namespace: str, who: Enrolled) -> tuple[Enrolled | None, str]:
    why = checked(signature, message, namespace)
    return (None, why) if why else (who, "")


def checked(signature: Signature, message: bytes, namespace: str) -> str:
    """Why this is no signature of the key in it over this message for this namespace; "" when it is one.

    Whose key that is, and whether anybody touched it, is the caller's to ask.
    """
    import subprocess

    tool = program()
    if not tool:
        return "there is no ssh-keygen of root's here to check it with"
    signers = _unnamed(f"{_SIGNER} {signature.key.line()}\n".encode())
    try:
        envelope = _unnamed(signature.armoured())
        try:
            done = subprocess.run(
                [
                    *(tool, "-Y", "verify", "-f", f"/dev/fd/{signers}", "-I", _SIGNER),
                    *("-n", namespace, "-s", f"/dev/fd/{envelope}"),
                ],
                input=message,
                capture_output=True,
                pass_fds=(signers, envelope),
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                timeout=_WAIT,
                check=False,
            )
        finally:
            os.close(envelope)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"ssh-keygen did not answer: {error}"
    finally:
        os.close(signers)
    if b"No user exists" in done.stderr:
        return "ssh-keygen does not run as a user without an entry in the password database"
    return "" if done.returncode == 0 else "the signature is not of this key over this text"


def _unnamed(data: bytes) -> int:
    """A file without a name that holds these bytes: nothing can swap it between our reading and ssh-keygen's."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("keyturn", os.MFD_CLOEXEC)
    else:
        import tempfile

        handle, name = tempfile.mkstemp()
        os.unlink(name)
    os.write(handle, data)
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def sign(message: bytes, namespace: str, key_file: str) -> bytes:
    """Have the person sign with a key: ssh-keygen asks for the PIN and the touch by itself. Raises SignatureError.

    The message is a file, since standard input must stay the terminal in which the PIN is typed. Neither program nor
    file is of any weight: what comes back is checked over the bytes that we hold.
    """
    import subprocess
    import tempfile

    tool = program()
    if not tool:
        raise SignatureError("there is no ssh-keygen here", "Install OpenSSH's client (8.2 or newer).")
    hint = "Is the key plugged in? In a terminal of yours, type its PIN, then touch it."
    try:
        with tempfile.TemporaryDirectory(prefix="keyturn-") as folder:
            path = os.path.join(folder, "statement")
            with open(path, "xb") as file:
                file.write(message)
            words = [tool, "-Y", "sign", "-n", namespace, "-f", key_file, path]
            done = subprocess.run(words, stdout=2, timeout=_TOUCH, check=False)
            if done.returncode != 0:
                raise SignatureError("ssh-keygen did not sign", hint)
            with open(path + ".sig", "rb") as file:
                return file.read(_ROSTER_BYTES)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SignatureError(f"ssh-keygen did not sign: {error}", hint) from error


def key_files(folder: str, keys: Roster) -> list[str]:
    """Private key files below a directory (~/.ssh) whose public half stands in the roster."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    found: list[str] = []
    for name in names:
        if not name.endswith(".pub"):
            continue
        data = config_files.read(os.path.join(folder, name), 65_536)
        private = os.path.join(folder, name.removesuffix(".pub"))
        if data is None or data.data is None or not os.path.exists(private):
            continue
        try:
            key = public_key_line(data.data.decode("utf-8", "replace"))
        except SignatureError:
            continue
        if keys.find(key) is not None:
            found.append(private)
    return found

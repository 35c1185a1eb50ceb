"""The client's side of proposals: what a command reads is gathered, and a person's decision is signed and carried.

Everything here runs as the caller, and none of it is believed: the broker judges by itself, and counts signatures.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import time
import tomllib
from typing import TYPE_CHECKING

import msgspec

from keyturn.adapter import broker_client
from keyturn.broker import plan as plans
from keyturn.broker import statement as statements
from keyturn.broker.api import Ask, Said
from keyturn.broker.request import File, Part, Request
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from keyturn.broker.plan import Plan

SOCKET = "/run/keyturn/broker.sock"
LARGEST = 20_000_000
_FILES = 2_000
_SECRET_WORDS = ("SECRET", "TOKEN", "PASSWORD", "PASSWD", "KEY", "CREDENTIAL", "DATABASE_URL", "DSN", "PGPASS", "AUTH")
_SECRET_FILES = (".env", ".pem", ".key", ".p12", ".pfx", ".kdbx", "id_rsa", "id_ed25519", ".pgpass", ".netrc")
_TERRAFORM = ("terraform", "tofu")
_TERRAFORM_FILES = (".tf", ".tf.json", ".tfvars", ".tfvars.json", ".terraform.lock.hcl")
_SESSIONS = ("CLAUDE_CODE_SESSION_ID", "CODEX_THREAD_ID", "GEMINI_SESSION_ID", "KEYTURN_SESSION")
_NOT_BELOW = (".git", ".terraform", "node_modules", "__pycache__", ".venv")
_TRAILERS = (
    "co-authored-by: claude",
    "co-authored-by: codex",
    "co-authored-by: cursor",
    "co-authored-by: copilot",
    "generated with",
)


def socket_path(given: str = "") -> str:
    """Where the broker answers: what is given, else what the machine's settings say, else the usual place."""
    if given:
        return given
    from keyturn.wiring.broker import CONFIGURATION

    try:
        with open(CONFIGURATION, "rb") as file:
            found = tomllib.load(file).get("socket", SOCKET)
    except (OSError, tomllib.TOMLDecodeError):
        return SOCKET
    return found if isinstance(found, str) else SOCKET


def ask(path: str, question: Ask) -> Said:
    """The broker's answer. Raises CouldNotJudge when there is none."""
    return broker_client.ask(path, question)


def gathered(words: Iterable[str], directory: str, more: Iterable[str] = ()) -> tuple[File, ...]:
    """Files that a command reads as far as its words tell, and those that are named besides.

    Raises UsageError for a named one that cannot be read, or too many of them.
    """
    found: dict[str, File] = {}
    words = tuple(words)
    for word in words:
        path = os.path.join(directory, word)
        if os.path.isfile(path) and not _secret_file(word) and os.access(path, os.X_OK | os.R_OK) is not None:
            _add(found, word, path, asked=False)
    if words and os.path.basename(words[0]) in _TERRAFORM:
        where = next((one.partition("=")[2] for one in words if one.startswith("-chdir=")), "")
        for path in _terraform(os.path.join(directory, where)):
            _add(found, os.path.relpath(path, directory), path, asked=False)
    for name in more:
        whole = os.path.join(directory, name)
        if os.path.isdir(whole):
            for top, folders, files in os.walk(whole):
                folders[:] = [one for one in folders if one not in _NOT_BELOW]
                for one in files:
                    path = os.path.join(top, one)
                    _add(found, os.path.relpath(path, directory), path, asked=False)
        elif os.path.isfile(whole):
            _add(found, name, whole, asked=True)
        else:
            raise UsageError(f"there is no file {name}", "--with takes files and directories that are there")
    return tuple(found[name] for name in sorted(found))


def _terraform(directory: str) -> list[str]:
    found: list[str] = []
    for top, folders, files in os.walk(directory):
        folders[:] = [one for one in folders if one not in _NOT_BELOW]
        found += [os.path.join(top, one) for one in files if one.endswith(_TERRAFORM_FILES)]
    return found


def _secret_file(name: str) -> bool:
    base = os.path.basename(name).lower()
    return base.endswith(_SECRET_FILES) or base.startswith(".env")


def _add(found: dict[str, File], name: str, path: str, *, asked: bool) -> None:
    if not asked and _secret_file(name):
        return
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
            mode = os.fstat(file.fileno()).st_mode & 0o777
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}", "What runs must be readable.") from error
    name = os.path.normpath(name)
    found[name] = File(path=name, data=data, mode=mode)
    if len(data) > LARGEST or len(found) > _FILES or sum(len(one.data) for one in found.values()) > LARGEST:
        raise UsageError("what the command reads is larger than a proposal may be", "Name the files: --with PATH")


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())


def colour(stream: TextIO) -> bool:
    """Whether this stream wants colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def session() -> str:
    """The agent's session that this runs in, "" when nothing says so."""
    return next((os.environ[name] for name in _SESSIONS if os.environ.get(name)), "")


def plain_variables() -> tuple[tuple[str, str], ...]:
    """The environment without anything that looks like a secret, or like ours."""
    return tuple(
        sorted(
            (name, value)
            for name, value in os.environ.items()
            if not any(word in name.upper() for word in _SECRET_WORDS)
            and not name.startswith("KEYTURN_")
            and "://" not in value
            and len(value) < 4_096
        )
    )


def marks(directory: str) -> tuple[str, ...]:
    """By what this looks like the work of a program: the session's own variables, and the newest commit's trailers."""
    from keyturn.wiring.run import agent_session

    found = [one] if (one := agent_session(os.environ)) else []
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "-C", directory, "log", "-1", "--format=%B"],
            capture_output=True,
            timeout=5,
            check=False,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"},
        )
        text = done.stdout.decode("utf-8", "replace").lower()
        found += [f"commit trailer {one!r}" for one in _TRAILERS if one in text]
    except (OSError, subprocess.TimeoutExpired):
        pass
    return tuple(found)


class _Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    run: tuple[str, ...] = ()
    sql: str = ""
    title: str = ""
    check: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    wait: int = 0


class _Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str = ""
    step: tuple[_Step, ...] = ()


def described(path: str) -> tuple[str, tuple[Part, ...]]:
    """(title, parts) of a file that describes a change. Raises ConfigurationError with file, line and key."""
    from keyturn.broker.document import Document

    try:
        with open(path, "rb") as file:
            data = file.read(1_000_001)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", "It is a TOML file with [[step]] tables."
        ) from error
    document = Document(data, path)
    found = document.read(_Change)
    if not found.step:
        document.fail((), "it has no steps", 'Write [[step]] with run = ["PROGRAM", "WORD"].')
    for number, one in enumerate(found.step):
        if bool(one.run) == bool(one.sql):
            document.fail(("step", number), "a step has run or sql, and not both")
    return found.title, tuple(
        Part(run=one.run, sql=one.sql, title=one.title, check=one.check, rollback=one.rollback, wait=one.wait)
        for one in found.step
    )


def propose(path: str, request: Request) -> Said:
    """Put it to the broker."""
    return ask(path, Ask(op="propose", request=request))


def plan_of(said: Said) -> tuple[Plan, str]:
    """(plan, its digest), both made here of the bytes that came. Raises CouldNotJudge when they are not that plan."""
    try:
        plan = plans.read(said.plan)
    except plans.PlanError as error:
        raise CouldNotJudge(f"what the broker shows is no plan: {error.what}") from error
    digest = plans.digest_of(said.plan)
    row = said.row or {}
    if row.get("plan") != digest or row.get("proposal") != plan.proposal:
        raise CouldNotJudge("the broker shows another plan than the one it names", "Tell whoever runs it.")
    return plan, digest


def key_of(said: Said, given: str = "") -> tuple[str, str]:
    """(private key file, person): the given key, or one below ~/.ssh that stands in the roster. Raises UsageError."""
    from keyturn.ledger.sshsig import SignatureError, public_key_line

    people = {key.split()[1]: person for person, key in said.keys if len(key.split()) > 1}
    folder = os.path.expanduser("~/.ssh")
    try:
        names = [os.path.join(folder, one) for one in sorted(os.listdir(folder)) if one.endswith(".pub")]
    except OSError:
        names = []
    for name in [given + ".pub"] if given else names:
        try:
            with open(name, encoding="utf-8") as file:
                key = public_key_line(file.read(65_536))
        except (OSError, SignatureError, UnicodeDecodeError) as error:
            if given:
                raise UsageError(
                    f"{name} cannot be read", "--key takes a private key with its .pub beside it"
                ) from error
            continue
        person = people.get(key.line().split()[1], "")
        if person:
            return name.removesuffix(".pub"), person
    raise UsageError(
        "no key here stands in the broker's roster",
        "--key FILE names it; a roster is changed by keyturn propose --roster",
    )


def statement(
    said: Said, digest: str, person: str, decision: str, *, subject: str = "", note: str = "", life: int = 86_400
) -> statements.Statement:
    """What the person will sign about exactly this plan."""
    row = said.row or {}
    now = int(time.time())
    return statements.Statement(
        decision=decision,
        proposal=str(row.get("proposal", "")),
        revision=int(row.get("revision", 0)),
        plan=digest,
        person=person,
        nonce=secrets.token_hex(16),
        at=now,
        expires=now + life,
        subject=subject,
        note=note,
    )


def carried(path: str, said: statements.Statement, key: str) -> Said:
    """Sign it with the person's key and bring it to the broker. Raises SignatureError when nobody signed."""
    from keyturn.adapter.ssh_signatures import sign

    data = statements.canonical(said)
    signature = sign(data, statements.namespace(said.decision), key)
    return ask(path, Ask(op="turn", statement=data, signature=signature))


def told(said: Said) -> str:
    """A refusal in words."""
    return safe(said.error) + (f"\n  {safe(said.fix)}" if said.fix else "")


def shown(plan: Plan, digest: str, report: bytes, *, coloured: bool) -> str:
    """The whole plan as text, made of what was read from its bytes."""
    from keyturn.adapter import report_proposal

    return report_proposal.render(plan, digest, report, colour=coloured)


def changed(before: Plan, after: Plan) -> str:
    """What differs between two revisions."""
    from keyturn.adapter import report_proposal

    return report_proposal.changed(before, after)

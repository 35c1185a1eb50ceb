"""Executes the steps of a plan: the broker's copies and credentials, and no shell but one that the plan names.

Nothing that the proposer can still write is executed. A program is opened, its bytes compared with the plan's digest,
and that very file executed; operands come from the store; the environment holds what the plan and the settings name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Self

import msgspec

from keyturn.adapter import broker_targets
from keyturn.adapter.broker_secrets import without
from keyturn.broker import states
from keyturn.broker.plan import COMMAND, DOCUMENT, SQL, TERRAFORM
from keyturn.broker.ports import Moved, Ran
from keyturn.errors import CouldNotJudge, KeyturnError
from keyturn.rehearse import bound
from keyturn.rehearse.difference import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from keyturn.adapter.broker_secrets import Secrets
    from keyturn.adapter.run_postgres import SqlExecutor as SqlRunner
    from keyturn.broker.plan import Plan, Step
    from keyturn.broker.ports import Store
    from keyturn.broker.settings import Settings
    from keyturn.tool.pins import Pin

OUTPUT = 1_000_000
"""Bytes of output that are kept of one program: its end."""
_GRACE = 10.0
OVERRIDE = "keyturn_override.tf"


class _Place:
    """A private directory with the plan's copies, gone at the end."""

    def __init__(self, above: str, step: Step, store: Store) -> None:
        os.makedirs(above, mode=0o700, exist_ok=True)
        self._made = tempfile.TemporaryDirectory(prefix="execution-", dir=above)
        self.path = os.path.join(os.path.realpath(self._made.name), "work")
        os.mkdir(self.path, 0o700)
        # short: programs make sockets below it, and a socket's path has 107 bytes
        self.temporary = tempfile.mkdtemp(prefix="kt-")
        self.copies: dict[str, str] = {}
        with store.transaction() as tx:
            for operand in step.operands:
                where = below(self.path, operand.path)
                os.makedirs(os.path.dirname(where), mode=0o700, exist_ok=True)
                data = tx.contents(operand.sha256)
                handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with open(handle, "wb") as file:
                    file.write(data)
                    os.fchmod(handle, operand.mode & 0o700 | 0o600)
                self.copies[operand.path] = where

    def close(self) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._made.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def below(directory: str, path: str) -> str:
    """Where a file of a request lies below a directory of ours. Raises CouldNotJudge for a path that leads out."""
    if os.path.isabs(path):
        return os.path.join(directory, ".absolute", path.lstrip("/").replace("/", "+"))
    whole = os.path.normpath(os.path.join(directory, path))
    if not whole.startswith(directory + os.sep) or "\0" in path:
        raise CouldNotJudge(f"{path!r} leads out of its directory")
    return whole


class CommandExecutor:
    """Programs, without a shell. `above` is the broker's own directory for copies."""

    kind = COMMAND

    def __init__(self, settings: Callable[[], Settings], secrets: Secrets, above: str) -> None:
        self._settings = settings
        self._secrets = secrets
        self._above = above

    def look(self, plan: Plan, step: Step, store: Store) -> Mapping[str, str]:
        """The program's digest, what lies at the paths that are hit, and which database the credentials lead to."""
        del store
        found = {"program": broker_targets.digest(step.program)} if step.program else {}
        number = plan.steps.index(step)
        for one in plan.preconditions:
            if one.step == number and one.name.startswith("path:"):
                found[one.name] = broker_targets.tree(one.name.removeprefix("path:"))
        # read here too, so that one that is missing or open to others stops it before anything begins
        values = self._secrets.values(step.credentials) if step.credentials else {}
        if any(one.name.startswith("postgres.") for one in plan.preconditions):
            found |= broker_targets.postgres(values)
        return found

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        """The step's words."""
        with _Place(self._above, step, store) as place:
            return self._words(plan, step, store, place, step.argv, step.program, step.program_sha256)

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        """The step's own check."""
        return self._other(plan, step, store, step.check) if step.check else Ran(states.SUCCEEDED)

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        """The step's rollback."""
        if not step.rollback:
            return Ran(states.FAILED, states.NOT_APPLIED, "it has no rollback")
        return self._other(plan, step, store, step.rollback)

    def _other(self, plan: Plan, step: Step, store: Store, words: tuple[str, ...]) -> Ran:
        program = broker_targets.program(words[0], self._settings().path)
        with _Place(self._above, step, store) as place:
            return self._words(plan, step, store, place, words, program, broker_targets.digest(program))

    def _words(
        self, plan: Plan, step: Step, store: Store, place: _Place, words: Sequence[str], program: str, digest: str
    ) -> Ran:
        secrets = self._secrets.values(step.credentials) if step.credentials else {}
        argv = [self._copy(word, step, place) for word in words]
        stdin = b""
        if step.stdin:
            with store.transaction() as tx:
                stdin = tx.contents(step.stdin)
        directory = step.directory if step.in_place else place.path
        environment = self.environment(step, place) | secrets
        with _opened(program, digest) as (where, handle):
            return _ended(argv, where, handle, directory, environment, stdin, plan.limits.seconds, secrets)

    def environment(self, step: Step, place: _Place) -> dict[str, str]:
        """Plain variables of an execution."""
        path = self._settings().path
        base = {"PATH": path, "HOME": place.path, "LANG": "C.UTF-8", "TMPDIR": place.temporary}
        return {**base, **dict(step.environment)}

    def _copy(self, word: str, step: Step, place: _Place) -> str:
        """The word; a copy's path for one that names an operand which the program would not find otherwise."""
        for name in (word, word.removeprefix("./")):
            if name in place.copies and (step.in_place or os.path.isabs(name)):
                return place.copies[name]
        return word


@contextlib.contextmanager
def _opened(program: str, digest: str) -> Iterator[tuple[str, int]]:
    """(name for the kernel, descriptor) of a program that holds these very bytes. Raises Moved for others."""
    try:
        handle = os.open(program, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        raise Moved(f"the program {program}: {error.strerror}") from error
    try:
        with open(handle, "rb", closefd=False) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise Moved(f"the program {program}")
        yield f"/proc/self/fd/{handle}", handle
    finally:
        os.close(handle)


def _ended(
    argv: Sequence[str],
    program: str,
    handle: int,
    directory: str,
    environment: Mapping[str, str],
    stdin: bytes,
    seconds: float,
    secrets: dict[str, str],
) -> Ran:
    """Run it to its end, in a session of its own; what is left of it is ended with it."""
    with tempfile.TemporaryFile() as given:
        # a file and no pipe: a program that never reads would hold up the broker itself, time-out or not
        given.write(stdin)
        given.seek(0)
        try:
            child = subprocess.Popen(
                list(argv),
                executable=program,
                cwd=directory,
                env=dict(environment),
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(handle,),
                start_new_session=True,
            )
        except OSError as error:
            return Ran(states.FAILED, states.NOT_APPLIED, f"{argv[0]} cannot be started: {error.strerror}")
    tail = _Tail(child, max((len(value.encode()) for value in secrets.values()), default=0))
    try:
        code = child.wait(seconds)
        late = False
    except subprocess.TimeoutExpired:
        late = True
        _signalled(child, signal.SIGTERM)
        try:
            code = child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            _signalled(child, signal.SIGKILL)
            code = child.wait()
    _signalled(child, signal.SIGKILL)
    output = tail.text(secrets)
    facts = (("code", str(code)),)
    if late:
        return Ran(states.UNKNOWN, "", f"it did not end in {seconds:,.0f} seconds, and was ended", output, facts)
    if code == 0:
        return Ran(states.SUCCEEDED, "", "", output, facts)
    if code < 0:
        return Ran(states.UNKNOWN, "", f"it was ended by signal {-code}", output, facts)
    # what a program did before it failed, its exit code does not tell
    return Ran(states.FAILED, states.PARTIAL, f"it ended with {code}", output, facts)


class _Tail:
    """The end of a program's output, read while it runs. `longest` are the bytes of the longest secret."""

    def __init__(self, child: subprocess.Popen[bytes], longest: int) -> None:
        self._child = child
        self._longest = longest
        self._pieces = b""
        self._cut = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        while piece := self._child.stdout.read1(65_536):  # type: ignore[attr-defined]  # a BufferedReader
            whole = self._pieces + piece
            self._cut = self._cut or len(whole) > OUTPUT + self._longest
            self._pieces = whole[-(OUTPUT + self._longest) :]

    def text(self, secrets: dict[str, str]) -> bytes:
        """It without the secrets, nor the rest of one that the cut went through."""
        self._thread.join(_GRACE)
        if not self._thread.is_alive() and self._child.stdout is not None:
            self._child.stdout.close()
        found = without(self._pieces, secrets)
        # a secret that was cut is not found as one: its rest lies in front, and is shorter than the longest
        return (found[self._longest :] if self._cut else found)[-OUTPUT:]


def _signalled(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


class SqlExecutor:
    """SQL in one transaction of a connection that led to the very database of the plan."""

    kind = SQL

    def __init__(self, secrets: Secrets, commands: CommandExecutor, runner: Callable[[], SqlRunner]) -> None:
        self._secrets = secrets
        self._commands = commands
        self._runner = runner

    def look(self, plan: Plan, step: Step, store: Store) -> Mapping[str, str]:
        """Who the database says it is."""
        del plan, store
        return broker_targets.postgres(self._secrets.values(step.credentials))

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        """The statements, measured, and kept only within what was shown and the plan's limits."""
        import psycopg

        from keyturn.rehearse import sql

        values = self._secrets.values(step.credentials)
        with store.transaction() as tx:
            text = tx.contents(step.content).decode()
            shown = tx.contents(plan.shown.report) if plan.shown is not None else b""
        report = msgspec.json.decode(shown, type=Report) if shown else Report("")
        limits = plan.limits
        statements = sql.statements(text)
        if not sql.whole(statements):
            # what is left out of the transaction would be told as done
            return Ran(states.FAILED, states.NOT_APPLIED, "not all of it can run in one transaction")
        if 0 <= limits.rows < bound.rows_touched(report):
            return Ran(states.FAILED, states.NOT_APPLIED, f"it touches more than {limits.rows:,} rows")
        link = broker_targets.connect(broker_targets.conninfo(values))
        try:
            wanted = {one.name: one.value for one in plan.preconditions if plan.steps[one.step] == step}
            found = broker_targets.identity(link)
            moved = sorted(name for name, value in wanted.items() if found.get(name) != value)
            if moved:
                raise Moved(", ".join(moved))
            link.execute("select set_config('statement_timeout', %s, false)", (str(limits.statement_ms),))
            link.execute("select set_config('lock_timeout', %s, false)", (str(limits.lock_ms),))
            link.rollback()
            link.execute("select set_config('statement_timeout', %s, true)", (str(limits.statement_ms),))
            link.execute("select set_config('lock_timeout', %s, true)", (str(limits.lock_ms),))
            ran = self._runner().inside(link, statements, report)
        except bound.Stale as why:
            return Ran(states.FAILED, states.NOT_APPLIED, str(why))
        except psycopg.Error as error:
            if link.info.transaction_status == psycopg.pq.TransactionStatus.UNKNOWN:
                # before COMMIT was sent nothing is kept, whatever became of the connection
                return Ran(states.FAILED, states.NOT_APPLIED, f"the connection was lost: {type(error).__name__}")
            said = without(str(error).strip().encode()[:500], values).decode("utf-8", "replace")
            return Ran(states.FAILED, states.NOT_APPLIED, f"rolled back: {said}")
        finally:
            link.close()
        part = states.NOT_APPLIED if ran.outcome == states.FAILED else ""
        return Ran(ran.outcome, part, "rolled back" if part else "", b"", ran.facts)

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        """As a command's."""
        return self._commands.check(plan, step, store)

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        """As a command's."""
        return self._commands.roll_back(plan, step, store)


class TerraformExecutor:
    """A saved plan, in the broker's own copy of its configuration, on the very state it was made for."""

    kind = TERRAFORM

    def __init__(
        self,
        settings: Callable[[], Settings],
        secrets: Secrets,
        commands: CommandExecutor,
        above: str,
        identity: Callable[[str, str, Mapping[str, str], str], Pin],
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._commands = commands
        self._above = above
        self._identity = identity

    def look(self, plan: Plan, step: Step, store: Store) -> Mapping[str, str]:
        """The program, and the state's backend, configuration, lineage and serial."""
        del plan
        with _Place(self._above, step, store) as place:
            environment = self._environment(step, place)
            prepared(step.program, place.path, environment)
            return {"program": broker_targets.digest(step.program)} | self._state(step, place.path, environment)

    def _environment(self, step: Step, place: _Place) -> dict[str, str]:
        secrets = self._secrets.values(step.credentials) if step.credentials else {}
        return self._commands.environment(step, place) | {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0"} | secrets

    def _state(self, step: Step, directory: str, environment: Mapping[str, str]) -> dict[str, str]:
        return state(self._identity(directory, environment.get("TF_WORKSPACE", ""), environment, step.program))

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        """`terraform apply PLAN`."""
        secrets = self._secrets.values(step.credentials) if step.credentials else {}
        with _Place(self._above, step, store) as place:
            environment = self._environment(step, place)
            prepared(step.program, place.path, environment)
            found = self._state(step, place.path, environment)
            wanted = {one.name: one.value for one in plan.preconditions if plan.steps[one.step] == step}
            moved = sorted(name for name, value in wanted.items() if name != "program" and found.get(name) != value)
            if moved:
                raise Moved(", ".join(moved))
            with store.transaction() as tx:
                data = tx.contents(step.content)
            file = os.path.join(os.path.dirname(place.path), "plan")
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
                out.write(data)
            argv = [step.argv[0], "apply", "-input=false", "-no-color", file]
            with _opened(step.program, step.program_sha256) as (where, handle):
                ran = _ended(argv, where, handle, place.path, environment, b"", plan.limits.seconds, secrets)
        if ran.outcome == states.FAILED and b"Saved plan is stale" in ran.output:
            return Ran(states.FAILED, states.NOT_APPLIED, "terraform says that the saved plan is stale", ran.output)
        return ran

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        """As a command's."""
        return self._commands.check(plan, step, store)

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        """As a command's."""
        return self._commands.roll_back(plan, step, store)


def state(pin: Pin) -> dict[str, str]:
    """A Terraform state as preconditions."""
    return {
        "terraform.backend": pin.backend,
        "terraform.configuration": pin.configuration,
        "terraform.lineage": pin.lineage,
        "terraform.serial": str(pin.serial),
        "terraform.accounts": " ".join(pin.accounts),
    }


def init_words(program: str, directory: str) -> tuple[str, ...]:
    """`terraform init` for a copy of a configuration; a lock file that came along is not changed."""
    locked = os.path.exists(os.path.join(directory, ".terraform.lock.hcl"))
    return (program, "init", "-input=false", "-no-color", *(("-lockfile=readonly",) if locked else ()))


def prepared(program: str, directory: str, environment: Mapping[str, str]) -> None:
    """`terraform init` in a copy of a configuration that people have keyed. Raises CouldNotJudge."""
    done = subprocess.run(
        list(init_words(program, directory)),
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        raise CouldNotJudge("terraform init failed in the broker's copy of the configuration")


class DocumentExecutor:
    """Gives the roster its next content. `install` keeps and pins it; `current` is the digest that is pinned now."""

    kind = DOCUMENT

    def __init__(self, install: Callable[[bytes], None], current: Callable[[], str]) -> None:
        self._install = install
        self._current = current

    def look(self, plan: Plan, step: Step, store: Store) -> Mapping[str, str]:
        """Which roster is pinned."""
        del plan, step, store
        return {"roster": self._current()}

    def run(self, plan: Plan, step: Step, store: Store) -> Ran:
        """Install it."""
        del plan
        with store.transaction() as tx:
            data = tx.contents(step.content)
        try:
            self._install(data)
        except (KeyturnError, OSError) as error:
            return Ran(states.FAILED, states.NOT_APPLIED, str(error))
        return Ran(states.SUCCEEDED, "", f"the roster is {self._current()[:16]}")

    def check(self, plan: Plan, step: Step, store: Store) -> Ran:
        """There is none."""
        del plan, step, store
        return Ran(states.SUCCEEDED)

    def roll_back(self, plan: Plan, step: Step, store: Store) -> Ran:
        """A further proposal takes it back."""
        del plan, step, store
        return Ran(states.FAILED, states.NOT_APPLIED, "a roster is taken back by another proposal")


def pause(seconds: float) -> None:
    """Wait between a step and its check."""
    time.sleep(seconds)

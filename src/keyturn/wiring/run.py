"""Guarded execution: judged, rehearsed where policy asks for it, allowed by whom it takes, and run as it was shown."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keyturn.errors import KeyturnError
from keyturn.gate import discharge
from keyturn.gate.call import SHELL, ToolCall
from keyturn.gate.ports import NOTHING_SHOWN, NotSaved, Save, Saved, Shown
from keyturn.gate.service import Ruling
from keyturn.model.decision import CONFIRM, DENY, HOLD, HUMAN, REHEARSE, ROW_LIMIT, UNDO
from keyturn.model.invocation import Invocation
from keyturn.model.source import SHELL as SHELL_TEXT
from keyturn.model.source import Source
from keyturn.model.text import safe
from keyturn.model.word import Word
from keyturn.rehearse import bound
from keyturn.rehearse.ports import Action
from keyturn.wiring import gate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.gate.ports import Judge
    from keyturn.judge.corridor import Judgement
    from keyturn.ledger.port import Value
    from keyturn.rehearse.difference import Report
    from keyturn.rehearse.ports import Executor, Progress

RUN_KIND = "run.executed"
PREFIX = "keyturn-run-"
_MET = (REHEARSE, ROW_LIMIT)
AGENTS = (
    "CLAUDECODE CLAUDE_CODE_ENTRYPOINT CURSOR_AGENT CURSOR_TRACE_ID GEMINI_CLI CODEX_SANDBOX CODEX_THREAD_ID OPENCODE "
    "COPILOT_CLI QWEN_CODE REPLIT_SESSION AI_AGENT AGENT KIRO_AGENT GROK_CLI KIMI_CLI AMP_THREAD_ID DROID_SESSION "
    "CLINE_ACTIVE WINDSURF_AGENT ANTIGRAVITY_AGENT".split()
)
"""Variables that agents set in the shells that they open."""
_AGENT_PROGRAMS = frozenset(
    "claude codex gemini opencode cursor-agent copilot qwen aider goose amp droid kiro-cli windsurf cline grok kimi "
    "antigravity pi hermes openclaw".split()
)


class Run:
    """One command on its way to being run. Call `rehearse` where `rehearses`, then `rule`, then `execute`."""

    def __init__(
        self,
        command: str,
        argv: tuple[str, ...],
        tool: str,
        surroundings: gate.Surroundings,
        *,
        always: bool = False,
        quiet: bool = False,
        budget: float = 600.0,
    ) -> None:
        """`always` rehearses although policy does not ask for it; `quiet` keeps the command's output off ours."""
        self._surroundings = surroundings
        self._quiet = quiet
        directory = surroundings.directory
        self.call = ToolCall("run", "run", SHELL, tool, "", directory, command)
        judge = gate.judge(surroundings, directory)
        judgement = judge.follow(Source(SHELL_TEXT, Word(command)), frozenset())
        self._seen = self._read(judge, judgement)
        self.decision = judge.decide(judgement)
        self.judgement = judgement
        self._always = always
        self._action = Action(
            command, directory, dict(surroundings.environment), judgement, self.decision, argv, budget
        )
        self._place = ""
        self._executor: Executor | None = None
        self._before: Mapping[str, str] = {}
        self.report: Report | None = None
        self._kept: Saved | NotSaved | None = None
        self.undo = ""
        """The undo point that was taken right before it ran, where the ruling had none."""
        self.unbound = ""
        """Why the rehearsal does not count, "" when it does."""

    @property
    def agent(self) -> str:
        """By what this looks like a session of an agent."""
        return agent_session(self._surroundings.environment)

    @property
    def how(self) -> str:
        """What holds the execution to what was shown, "" when nothing does."""
        return self._executor.how if self._executor is not None else ""

    @property
    def rehearses(self) -> bool:
        """Whether a rehearsal brings it further: policy asks for one, and for nothing that nobody here can give."""
        if self.decision.verdict == DENY:
            return False
        if self._always:
            return True
        wanted = self.decision.obligations
        return bound.asked(self.decision) and discharge.enough(wanted, (*_MET, UNDO, CONFIRM, HUMAN))

    @property
    def must(self) -> bool:
        """Whether nothing but a rehearsal will do."""
        return self._always or bound.required(self.decision)

    def rehearse(self, progress: Progress) -> Report:
        """Choose how the execution will be bound, rehearse, and see whether that report is enough for it.

        Raises CouldNotJudge when it cannot be rehearsed.
        """
        from keyturn.wiring import configuration, rehearse

        sweep(tempfile.gettempdir())
        self._place = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
        copied = rehearse.copied_rows(configuration.load("/", root=self._surroundings.root or None))
        self._action = replace(self._action, options={**self._action.options, **copied})
        action = replace(self._action, options={**self._action.options, "keep": self._place})
        needed = bound.held(self.judgement, self.decision) or frozenset(range(len(self.judgement.effects)))
        for executor in _executors(quiet=self._quiet):
            if needed and executor.covers(action) >= needed:
                self._executor = executor
                break
        else:
            self.unbound = "no way of execution holds all of this to what a rehearsal shows; give its parts one by one"
        if self._executor is not None:
            progress.step("looking at what it is about")
            try:
                self._before = self._executor.look(action)
            except bound.Unbound as why:
                self._executor, self.unbound = None, str(why)
        self.report, _decision = rehearse.rehearse(action, progress)
        if self._executor is not None:
            try:
                self._executor.bind(action, self.report)
            except bound.Unbound as why:
                self._executor, self.unbound = None, str(why)
        return self.report

    def rule(self, *, asks: bool) -> Ruling:
        """What the gate says, with the rehearsal counted where the execution is bound to it."""
        shown = NOTHING_SHOWN
        if self._executor is not None and self.report is not None and not self.report.alarms:
            self._executor.fresh(self._action, self.report, self._before)
            met: tuple[str, ...] = (REHEARSE,)
            if self._executor.name == "sql":
                most, rows = bound.row_limit(self.decision), bound.rows_touched(self.report)
                if most is None or rows <= most:
                    met = _MET
                else:
                    self.unbound = f"it touches {rows:,} rows, and {most:,} are the limit"
            if self._executor.name == "push" and self._kept is None:
                self._kept = self._push_kept(self.report)
            if isinstance(self._kept, Saved):
                met = (*met, UNDO)
            destroys = bound.destroys(self.report)
            shown = Shown(bound.digest(self.report), bound.words(self.report), met, destroys)
        ruling = gate.rule_now(self.call.command, self.call.tool, self._surroundings, asks=asks, shown=shown)
        if isinstance(self._kept, Saved):
            ruling = ruling.but(undo=self._kept, unsaved="")
        elif self._kept is not None:
            ruling = ruling.but(unsaved=self._kept.why)
        gate.record(ruling, self._surroundings)
        return ruling

    def _push_kept(self, report: Report) -> Saved | NotSaved:
        """The commits that a push takes, kept where `keyturn undo` finds them."""
        from keyturn.adapter.run_git import repository_of
        from keyturn.wiring import undo

        remote, refs = bound.pushed(report)
        return undo.pushes(self._surroundings.root).take(
            repository_of(self._action), remote, refs, self._action.environment
        )

    def prove(self, ruling: Ruling) -> bool:
        """Have a proven human let the held call pass, as `keyturn allow` does. Raises NoHumanProofError."""
        from keyturn.wiring import human, places

        if not ruling.request:
            return False
        root = self._surroundings.root
        request = human.request(ruling.request, root)
        human.allow(request, human.prover(places.tickets(root), root=root))
        return True

    def execute(self, ruling: Ruling) -> bound.Ran:
        """Run it as it was shown. Raises bound.Stale when it is so no longer; nothing is changed then."""
        if self._executor is None or self.report is None:
            from keyturn.adapter import run_program

            argv = self._action.argv or run_program.shell(self.call.command)
            ran = run_program.run(argv, self.call.directory, self._action.environment, quiet=self._quiet)
            self._record(ruling, ran)
            return ran
        ruling = self._saved_first(ruling, self._executor.keeps(self._action, self.report))
        try:
            self._executor.fresh(self._action, self.report, self._before)
            self._still()
            ran = self._executor.execute(self._action, self.report)
        except bound.Stale as why:
            self._record(ruling, bound.Ran(1, bound.FAILED, (("stale", str(why)),)))
            raise
        self._record(ruling, ran)
        return ran

    def _read(self, judge: Judge, judgement: Judgement) -> dict[str, str]:
        """Digests of everything that was read to judge the command, and which files its programs are."""
        from keyturn.adapter import run_program

        found = dict(judge.digests())
        for step in judgement.trace:
            call = step.item
            name = call.program.text if isinstance(call, Invocation) and call.program is not None else None
            if isinstance(call, Invocation) and name is not None:
                here = call.context.directory
                place = (here.text if here is not None else None) or self._surroundings.directory
                environment = self._surroundings.environment
                found[f"the program {name} in {place}"] = run_program.identity(name, place, environment)
        return found

    def _still(self) -> None:
        """Raises bound.Stale when a script, a program or a setting is not the one that was judged and rehearsed."""
        judge = gate.judge(self._surroundings, self._surroundings.directory)
        judgement = judge.follow(Source(SHELL_TEXT, Word(self.call.command)), frozenset())
        moved = bound.moved(self._seen, self._read(judge, judgement))
        if moved:
            shown = ", ".join(safe(name) for name in moved[:5])
            raise bound.Stale(f"since it was judged these have changed: {shown}")

    def save(self, ruling: Ruling) -> Ruling:
        """The ruling with an undo point of what a held call takes, where one is possible."""
        if self.decision.verdict != HOLD or self.report is not None:
            return ruling
        return self._saved_first(ruling, ())

    def _saved_first(self, ruling: Ruling, paths: tuple[str, ...]) -> Ruling:
        """The ruling with an undo point, where one is possible and policy did not ask for it already.

        `paths` are what the execution's own way would save, where the gate knows nothing that fits.
        """
        if ruling.undo is not None:
            return ruling
        from keyturn.gate import messages
        from keyturn.gate.service import saves

        wanted = saves(ruling.decision.reasons, unasked=True)
        if isinstance(wanted, NotSaved):
            if not paths:
                return ruling
            wanted = tuple(Save(path) for path in paths)
        saved = gate.undo(self._surroundings).take(wanted, reason=messages.summary(ruling), session="")
        if isinstance(saved, Saved):
            self.undo = saved.id
            sys.stderr.write(f"keyturn: undo point {saved.id} ({saved.what})\n")
            return ruling.but(undo=saved)
        sys.stderr.write(f"keyturn: no undo point: {saved.why}\n")
        return ruling

    def _record(self, ruling: Ruling, ran: bound.Ran) -> None:
        from keyturn.gate import messages
        from keyturn.ledger.port import Record
        from keyturn.model.masking import mask
        from keyturn.wiring.record import recorder

        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._surroundings.clock()))
        body: tuple[tuple[str, Value], ...] = (
            ("command", messages.shown(self.call)),
            ("directory", self.call.directory),
            ("outcome", ran.outcome),
            ("code", ran.code),
            ("bound", self._executor.name if self._executor is not None else ""),
            ("shown", bound.digest(self.report) if self.report is not None else ""),
            ("facts", tuple({"name": name, "value": mask(value)} for name, value in ran.facts)),
            ("undo", ruling.undo.id if ruling.undo is not None else ""),
            ("ticket", ruling.ticket),
        )
        try:
            recorder(root=self._surroundings.root).append(Record(RUN_KIND, at, body))
        except (KeyturnError, OSError) as problem:
            sys.stderr.write(f"keyturn: how it ended could not be recorded: {problem}\n")

    def close(self) -> None:
        """Remove the saved plan and what else a rehearsal kept."""
        if self._place:
            shutil.rmtree(self._place, ignore_errors=True)
            self._place = ""


def sweep(above: str) -> int:
    """Remove what runs that were killed have left below a directory: saved plans, of ours alone. Returns how many."""
    gone = 0
    for entry in os.scandir(above):
        pid = entry.name.removeprefix(PREFIX).partition("-")[0]
        if not entry.name.startswith(PREFIX) or not pid.isdigit() or not entry.is_dir(follow_symlinks=False):
            continue
        if entry.stat(follow_symlinks=False).st_uid == os.getuid() and not os.path.exists(f"/proc/{pid}"):
            shutil.rmtree(entry.path, ignore_errors=True)
            gone += 1
    return gone


def _executors(*, quiet: bool) -> tuple[Executor, ...]:
    """Every way to execute bound to a rehearsal, the most exact first. A new way is one line here."""
    from keyturn.adapter.rehearse_postgres import PostgresRehearser
    from keyturn.adapter.run_command import CommandExecutor
    from keyturn.adapter.run_git import PushExecutor
    from keyturn.adapter.run_postgres import SqlExecutor
    from keyturn.adapter.run_terraform import TerraformExecutor
    from keyturn.wiring import terraform

    def identity(directory: str, workspace: str, environment: Mapping[str, str], program: str) -> Any:
        return terraform.rehearser().identity(directory, workspace, environment, program)

    return (
        TerraformExecutor(identity, quiet=quiet),
        SqlExecutor(PostgresRehearser(lambda _action, _target: False), quiet=quiet),
        PushExecutor(quiet=quiet),
        CommandExecutor(quiet=quiet),
    )


def agent_session(environment: Mapping[str, str]) -> str:
    """By what this looks like a session of an agent, "" when it does not: a variable, or a program that started us.

    It tells a session that hides nothing. Code that wants to can get out of both, which is why nothing that policy
    wants proven is ever asked this way.
    """
    for name in AGENTS:
        if environment.get(name):
            return f"${name}"
    pid = os.getppid()
    for _depth in range(64):
        if pid <= 1:
            return ""
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
                name = file.read().strip()
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                pid = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return ""
        if name in _AGENT_PROGRAMS:
            return name
    return ""


def terminal() -> bool:
    """Whether a person could be asked: both ends of a terminal are ours."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool:
    """Ask on the terminal itself, never on a pipe. Anything but yes is no."""
    try:
        with open("/dev/tty", "r+b", buffering=0) as tty:
            tty.write(f"{question} [y/N] ".encode())
            answer = tty.readline(64)
    except OSError:
        return False
    return answer.strip().lower() in (b"y", b"yes")


def render(report: Report, *, colour: bool) -> str:
    """The report as text for people."""
    from keyturn.adapter import report_rehearsal

    return report_rehearsal.render(report, colour=colour, refused=False)


def data(report: Report, verdict: str) -> dict[str, Any]:
    """The report as JSON-ready data."""
    from keyturn.adapter import report_rehearsal

    return report_rehearsal.data(report, verdict)

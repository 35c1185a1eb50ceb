"""A gate over files in a temporary directory: real corridor, real sessions and tickets, undo in memory."""

from __future__ import annotations

import os
from pathlib import Path

from keyturn.adapter.gate_sessions import SessionFiles
from keyturn.adapter.gate_tickets import TicketFiles
from keyturn.gate.call import SHELL, ToolCall
from keyturn.gate.ports import NotSaved, Save, Saved, Traits
from keyturn.gate.service import Gate, Ruling
from keyturn.wiring import gate as wiring

ASKING = Traits("asking", asks=True, rewrites=True)
MUTE = Traits("mute")


class MemoryUndo:
    """An undo store that keeps what it was asked for; `why` makes it refuse."""

    def __init__(self, why: str = "") -> None:
        self.why = why
        self.taken: list[tuple[Save, ...]] = []

    def take(self, wanted: tuple[Save, ...], *, reason: str, session: str) -> Saved | NotSaved:
        assert reason
        assert isinstance(session, str)
        if self.why:
            return NotSaved(self.why)
        self.taken.append(wanted)
        return Saved(f"u{len(self.taken)}", f"{len(wanted)} places")


class Bench:
    """One machine below `root`: a workspace, state, root's own files owned by this very user."""

    def __init__(self, root: Path, *, undo: MemoryUndo | None = None, paused: bool = False) -> None:
        self.root = root
        self.work = root / "work"
        self.work.mkdir(exist_ok=True)
        self.scratch = root / "scratch"
        """The only throw-away place here: pytest's own directories are not."""
        self.state = str(root / "state")
        self.now = 1_800_000_000.0
        self.undo = undo or MemoryUndo()
        self.paused = paused
        self.environment: dict[str, str] = {"PATH": "/usr/bin:/bin"}
        self.ticket_file = root / "allowed.jsonl"

    def gate(self) -> Gate:
        surroundings = wiring.Surroundings(
            self.environment,
            str(self.work),
            root=str(self.root),
            clock=lambda: self.now,
            temporary=(str(self.scratch),),
        )
        return Gate(
            wiring.judge(surroundings, str(self.work)),
            self.undo,
            SessionFiles(os.path.join(self.state, "sessions"), lambda: self.now),
            TicketFiles(self.state, str(self.ticket_file), lambda: self.now, owner=os.getuid()),
            paused=self.paused,
        )

    def shell(self, command: str, traits: Traits = MUTE, session: str = "s") -> Ruling:
        return self.rule(ToolCall("test", "before", SHELL, "Bash", session, str(self.work), command), traits)

    def rule(self, call: ToolCall, traits: Traits = MUTE) -> Ruling:
        return self.gate().rule(call, traits)

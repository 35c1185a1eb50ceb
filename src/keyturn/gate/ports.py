"""What the gate needs of the world, stated by the gate: a host's dialect, undo, sessions, tickets, a judge."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from keyturn.gate.call import Answer, Reply, ToolCall
    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Decision
    from keyturn.model.invocation import Invocation
    from keyturn.model.source import Source


# What a host does with a call after what the hook said or did not say.
RUNS = "runs"
STOPS = "stops"
ASKS = "asks"
UNDOCUMENTED = "not documented"


class Traits(Noun):
    """What a host honours, as its documentation and our recorded payloads say.

    `asks`: ASK is shown to the person and waits. `rewrites`: a changed command is what runs. `fails_open`: whether a
    call runs after a crash, a timeout or an unreadable answer of ours, for doctor. `source`: where that is written.
    For pages: `title` for people, the `events` that are judged, and what the host does with the word `ask`, with our
    `silence` (its own rules go on), with a `failure` (an exit code other than 0 and 2), a `timeout`, `garbage` on
    standard output, and with `exit_two`.
    """

    name: str
    asks: bool = False
    rewrites: bool = False
    immediate: bool = False
    """What was judged runs at once, by the very process that judged it."""
    types_unseen: bool = False
    """Text that is typed into a session that a call left open comes to no hook."""
    fails_open: bool = True
    source: str = ""
    title: str = ""
    events: tuple[str, ...] = ()
    ask: str = ASKS
    silence: str = RUNS
    failure: str = UNDOCUMENTED
    timeout: str = UNDOCUMENTED
    garbage: str = UNDOCUMENTED
    exit_two: str = UNDOCUMENTED
    note: str = ""


# How much of a path an undo point needs.
TREE = "tree"  # everything at and below it
WORK_TREE = "work tree"  # the files and git's own small ones (refs, index, logs, stash), not its objects
DATABASE = "database"  # an SQLite file with its journal and write-ahead log
SERVER = "server"  # a whole database of a local server; the path is `/server/port/database/user`


class Save(Noun):
    """One absolute path that an undo point must hold, and how much of it."""

    path: str
    how: str = TREE


class Saved(Noun):
    """An undo point that was taken. `id` is what `keyturn undo` takes, `what` a sentence for people."""

    id: str
    what: str
    files: int = 0
    size: int = 0


class NotSaved(Noun):
    """Why there is no undo point: over the budget, a full store, something that cannot be saved."""

    why: str


class Shown(Noun):
    """A rehearsal that the execution is bound to: the digest of what it showed, and that in a few words.

    `meets` are the kinds of obligations that are met by it. `destroys`: applying infrastructure was shown to delete or
    replace something, so it is judged as destroying.
    """

    digest: str = ""
    words: str = ""
    meets: tuple[str, ...] = ()
    destroys: bool = False


NOTHING_SHOWN = Shown()


class Request(Noun):
    """A held call, kept so that a person can let exactly it pass once.

    `binding` is the digest of command, directory, environment and everything that was looked at.
    """

    id: str
    binding: str
    command: str
    directory: str
    summary: str
    needs: tuple[str, ...] = ()


if TYPE_CHECKING:

    class Host(Protocol):
        """One agent program's dialect. Pure translation: no files, no decisions."""

        traits: Traits

        def read(self, payload: dict[str, Any]) -> ToolCall:
            """The call. Raises ValueError with a reason when the payload is not of this host."""

        def reply(self, answer: Answer, call: ToolCall | None) -> Reply:
            """The exact bytes and exit code. `call` None: the payload could not be read, and the answer is STOP."""

    class Judge(Protocol):
        """The corridor with its configuration, bound to one look at the world from one directory."""

        def follow(self, start: Source | Invocation, authored: frozenset[str]) -> Judgement:
            """What it would do. `authored`: absolute paths of files that this session wrote."""

        def decide(self, judgement: Judgement) -> Decision:
            """What that asks for."""

        def text(self, path: str) -> str | None:
            """A file's text as it is now, None when it is not there or cannot be read."""

        def digests(self) -> tuple[tuple[str, str], ...]:
            """Of everything that was looked at."""

    class Undo(Protocol):
        """Undo points, kept outside every workspace."""

        def take(self, wanted: tuple[Save, ...], *, reason: str, session: str) -> Saved | NotSaved:
            """Save it all, inside the time and space budget, and return once it is on disk.

            A path that is not there is saved as absent.
            """

    class Sessions(Protocol):
        """What a conversation has done so far. Kept on disk: the daemon holds no facts."""

        def deleted(self, session: str, directory: str) -> int:
            """Files deleted or overwritten by passed calls of this session within the last hour."""

        def passed(self, session: str, directory: str, *, files: int, wrote: tuple[str, ...]) -> None:
            """Remember a call that passed."""

        def authored(self, session: str, directory: str) -> frozenset[str]:
            """Absolute paths of files that this session wrote."""

    class Tickets(Protocol):
        """Requests of held calls, and what people allowed."""

        def hold(self, request: Request) -> str:
            """Keep it; returns the request's id (the same for the same binding while it is open)."""

        def waits(self, binding: str) -> bool:
            """Whether there is an unspent ticket for exactly this. Spends nothing."""

        def redeem(self, binding: str) -> str:
            """Burn a ticket for exactly this, in one step. Returns its strength ("proven"), "" when there is none."""

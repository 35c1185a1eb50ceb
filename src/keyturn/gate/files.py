"""What a file tool would do, as the programs that do the same: one reading for `rm f` and for a Delete tool.

A Write tool is `tee f` with the text as its input, an Edit is `sed -i`, Delete is `rm`, Move is `mv`. So the guard's
own files, hooks, start-up files and everything else that a path means is judged by the very code that judges commands.
"""

from __future__ import annotations

from keyturn.gate.call import DELETE, EDIT, MOVE, WRITE
from keyturn.model.invocation import Invocation
from keyturn.model.source import Origin, Source
from keyturn.model.word import HOME, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.gate.call import FileChange

GUTTED_LINES = 50
GUTTED_PERCENT = 60


def invocation(change: FileChange, tool: str) -> Invocation:
    """The program call that does what the change does. Raises ValueError on a kind that is none."""
    origin = Origin("<" + (tool or change.kind) + ">")
    path = _word(change.path)
    if change.kind == WRITE:
        text = Source("unknown", _word(change.text or ""), origin)
        return Invocation(_word("tee"), (path,), stdin=text, origin=origin, name="tee")
    if change.kind == EDIT:
        return Invocation(_word("sed"), (_word("-i"), _word("s/a/b/"), path), origin=origin, name="sed")
    if change.kind == DELETE:
        return Invocation(_word("rm"), (_word("--"), path), origin=origin, name="rm")
    if change.kind == MOVE:
        return Invocation(_word("mv"), (_word("--"), path, _word(change.to)), origin=origin, name="mv")
    raise ValueError(f"{change.kind!r} is no change of a file")


def _word(text: str) -> Word:
    if text.startswith("~"):
        name, slash, rest = text.partition("/")  # whether a host expands it is not known
        return Word((Hole(HOME, name), slash + rest), quoted=True)
    return Word(text, quoted=True)


def gutted(change: FileChange, before: str | None) -> bool:
    """Whether most of a file's text would be gone: by the thresholds that `scan` has for gutted files."""
    if change.kind == EDIT:
        had, left = change.old.count("\n") + 1, change.new.count("\n") + 1
        if not change.new:
            left = 0
    elif change.kind == WRITE and before is not None and change.text is not None:
        had, left = before.count("\n") + 1, change.text.count("\n") + 1
        if not change.text:
            left = 0
    else:
        return False
    return had >= GUTTED_LINES and (had - left) * 100 >= had * GUTTED_PERCENT

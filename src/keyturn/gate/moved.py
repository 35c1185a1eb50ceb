"""What a call moves to a place and then deletes there: an undo point of the place alone would hold nothing of it."""

from __future__ import annotations

from keyturn.gate.ports import TREE, NotSaved, Save
from keyturn.model.invocation import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Reason
    from keyturn.model.word import Word

_MOVERS = ("mv", "gmv")


def with_what_is_moved_there(
    wanted: tuple[Save, ...], reasons: tuple[Reason, ...], judgement: Judgement, directory: str
) -> tuple[Save, ...] | NotSaved:
    """The saves of a call, with what it moves to one of their places before it deletes.

    `mv ~/photos p && rm -rf p` takes the photos, and `p` is not there yet when the call is judged.
    """
    last = -1
    subjects = {id(reason.subject) for reason in reasons}
    for number, step in enumerate(judgement.trace):
        if any(id(one) in subjects for one in step.outcomes):
            last = number
    steps = judgement.trace[:last] if last >= 0 else judgement.trace
    moves = [step.item for step in steps if isinstance(step.item, Invocation) and step.item.name in _MOVERS]
    if not moves:
        return wanted
    out = dict.fromkeys(wanted)
    for move in moves:
        sources, destination = _operands(move)
        where = move.context.directory.text if move.context.directory is not None else directory
        to = _absolute(destination, where)
        if not to or not any(_meet(to, one.path) for one in wanted):
            continue
        for word in sources:
            path = _absolute(word, where)
            if not path:
                return NotSaved(f"what is moved to {to} first is not known by name")
            out[Save(path, TREE)] = None
    return tuple(out)


def _operands(move: Invocation) -> tuple[list[Word], Word | None]:
    """What is moved, and where to."""
    words: list[Word] = []
    target: Word | None = None
    waits = plain = False
    for word in move.args:
        text = word.text or ""
        if waits:
            target, waits = word, False
        elif plain or not text.startswith("-") or text == "-":
            words.append(word)
        elif text == "--":
            plain = True
        elif text in ("-t", "--target-directory"):
            waits = True
        elif text.startswith("--target-directory="):
            target = type(word)(text.partition("=")[2])
    if target is None and len(words) > 1:
        target = words.pop()
    return words, target


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(other.rstrip("/") + "/") or other.startswith(one.rstrip("/") + "/")


def _absolute(word: Word | None, directory: str | None) -> str:
    """The path that a word names, "" when that is not known."""
    from keyturn.tool.locate import absolute

    text = word.text if word is not None else None
    return absolute(text, directory) or "" if text else ""

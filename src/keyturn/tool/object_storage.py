"""Tools that copy between object storage and this machine: what they delete here is judged as files, not as cloud.

The command paths stand in tables (object_storage, gcloud, azure). A destination of a synchronisation, or what a
removal or a move names, may be a local path: then its place decides, as with `rm` and `rsync --delete`.
"""

from __future__ import annotations

from keyturn.model.effect import MASS_DELETE, RECURSIVE_DELETE, Effect, Extent
from keyturn.tool import verbs
from keyturn.tool.locate import path_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

_LAST = ("object-storage/sync-delete", "gcloud/storage-sync-delete", "azure/storage-sync-delete")
_FIRST = ("object-storage/remove-recursive", "object-storage/remove", "object-storage/move-away")


def read(call: Invocation, view: View) -> list[Outcome]:
    """What the table says, with local paths as targets of their own."""
    found = verbs.read(call, view)
    if not any(isinstance(one, Effect) and one.rule in (*_LAST, *_FIRST) for one in found):
        return found
    out: list[Outcome] = []
    for one in found:
        word = _named(call, one.rule) if isinstance(one, Effect) else None
        if word is None or not isinstance(one, Effect) or not _local(call.name, word):
            out.append(one)
            continue
        whole = one.rule in _LAST or one.rule == "object-storage/remove"
        out.append(
            Effect(
                one.rule,
                MASS_DELETE if whole else RECURSIVE_DELETE,
                one.summary,
                (path_target(word, call, view),),
                Extent(None, False),
                certain=one.certain,
                origin=one.origin,
            )
        )
    return out


def _named(call: Invocation, rule: str) -> Word | None:
    """The operand that loses something: the last one of a synchronisation, the first one of a removal or a move."""
    if rule not in _LAST and rule not in _FIRST:
        return None
    program = verbs.program_of(call.name)
    if program is None:
        return None
    operands = verbs.operands(call, program)
    depth = 2 if call.name == "gcloud" else 1
    rest = operands[depth:]
    if not rest:
        return None
    return rest[-1] if rule in _LAST else rest[0]


def _local(name: str, word: Word) -> bool:
    """Whether a word is a path on this machine. rclone's remotes are `name:path`, mc's are `alias/path`."""
    lead = word.text if word.text is not None else word.prefix
    if lead.startswith(("/", "./", "../", "~")) or lead in (".", ".."):
        return True
    if name in ("mc", "mcli") or not lead:
        return False
    return ":" not in lead and word.text is not None

"""Whether Keyturn's hooks are still where `keyturn init agents` put them: what the gate asks before every call.

An agent that is itself guarded can start a program that takes the hook out of another agent's settings, or out of its
own for the next session. From then on every call with an effect is held, at every host that still asks.
"""

from __future__ import annotations

import os

from keyturn.adapter.gate_hooks import HookFiles
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.gate_hooks import Drift

_RECORD = "agents.json"
_MEMORY = "hooks.seen"


def found(root: str = "") -> Drift:
    """(settings file, what is wrong with it) of every hook that is no longer as it was put there."""
    state = places.state(root)
    records = (os.path.join(state, _RECORD), f"{root}{places.LIBRARY}/{_RECORD}")
    return HookFiles(records, os.path.join(state, _MEMORY)).drift(lambda: _look(records, root))


def _look(records: tuple[str, ...], root: str) -> tuple[tuple[str, ...], Drift]:
    from keyturn.adapter import agent_files
    from keyturn.errors import KeyturnError
    from keyturn.wiring import agents

    machine = agents.Machine("", {}, root)
    files: list[str] = []
    wrong: list[tuple[str, str]] = []
    for record in records:
        known = agent_files.recall(record)
        if not known and os.path.lexists(record):
            wrong.append((record, "it does not say any more which settings hold the hook"))
        for path, one in known.items():
            folder = os.path.dirname(path)
            # an agent that was removed whole starts no hook and needs none; its folder comes back with it
            watched = path if os.path.isdir(folder) else folder
            files.append(watched)
            if watched == path:
                try:
                    why = agents.intact(str(one.get("host", "")), path, machine)
                except (OSError, KeyturnError) as error:
                    why = f"it cannot be read: {error}"
                if why:
                    wrong.append((path, why))
    return tuple(files), tuple(wrong)

"""Payloads as hosts send them, with what they mean and the answer's exact bytes: tests/data/hosts/<host>/*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from keyturn.adapter.hosts.table import HOSTS
from keyturn.gate.call import ASK, PASS, STOP, Answer, FileChange, ToolCall

PLACE = Path(__file__).parents[2] / "data" / "hosts"
AGENT = "It deletes src. Tell the person."
PERSON = "Keyturn asks: rm -rf src"
ANSWERS = {verdict: Answer(verdict, AGENT, PERSON) for verdict in (PASS, ASK, STOP)}
NAMES = sorted(HOSTS)


def folders() -> list[str]:
    """`cursor-asks` holds what Cursor prompts for in its special events."""
    return sorted(path.name for path in PLACE.iterdir())


def name_of(folder: str) -> str:
    """The host's name."""
    return folder.partition("-")[0]


def samples() -> list[tuple[str, str]]:
    """(folder, file's name) of every payload."""
    return [
        (folder, path.stem)
        for folder in folders()
        for path in sorted((PLACE / folder).glob("*.json"))
        if path.stem != "replies"
    ]


def sample(folder: str, name: str) -> dict[str, Any]:
    """One file."""
    found: dict[str, Any] = json.loads((PLACE / folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def replies(folder: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Event → verdict → standard output, standard error, exit code."""
    return sample(folder, "replies")


def shown(value: object) -> object:
    """A call's field as JSON has it."""
    if isinstance(value, FileChange):
        return [value.kind, value.path, value.text, value.old, value.new, value.to]
    if isinstance(value, tuple):
        return [shown(part) for part in value]
    return value


def differences(call: ToolCall, expected: dict[str, Any], at: str = "") -> list[str]:
    """Where a call is not what is expected."""
    out: list[str] = []
    for field, wanted in expected.items():
        if field == "several":
            if len(call.several) != len(wanted):
                out.append(f"{at}several: {len(call.several)} calls")
            for number, (one, part) in enumerate(zip(call.several, wanted, strict=False)):
                out.extend(differences(one, part, f"{at}[{number}]."))
        elif (found := shown(getattr(call, field))) != wanted:
            out.append(f"{at}{field}: {found!r}, not {wanted!r}")
    return out

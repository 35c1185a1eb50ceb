"""`keyturn` itself, called by what it guards: only a person vouches for a configuration, or takes the guard out."""

from __future__ import annotations

from keyturn.model.effect import GUARD_OFF, Effect
from keyturn.model.target import GUARD, Facet, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_WANTED = ("config", "trust")
_CONFIRMED = {
    "allow": "has a held call let through",
    "pause": "has the gate paused",
}
"""Commands that ask a person for a proof, once they have something to confirm."""
_PINS = {
    "accept": "has another Terraform state vouched for",
    "forget": "makes Keyturn forget which Terraform state was right",
}
CANARY = "keyturn-canary-must-stop"
"""A program that does not exist: `keyturn doctor` asks an installed hook for it, and the hook must stop it."""


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - the shape every tool has
    """The canary, what only people confirm, and `uninstall` are effects on the guard; the rest reads, or adds to it."""
    if call.name == CANARY:
        return [
            Effect(
                "keyturn/canary",
                GUARD_OFF,
                "is the name by which Keyturn tries whether its own hook is alive",
                (Target(GUARD, "hook", (Facet("path", None),)),),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    words = [word for word in call.args if word.text is None or not word.text.startswith("-")]
    if words and words[0].text == "uninstall":
        return _uninstall(call, words)
    if words and words[0].text == "mcp" and _unwraps(call):
        return taken_out(call, "the MCP servers of a settings file")
    if len(words) > 1 and words[0].text in _CONFIRMED:
        return _confirmed(call, words, _CONFIRMED[words[0].text or ""])
    if len(words) > 2 and words[0].text == "pins" and words[1].text in _PINS:
        return _confirmed(call, words[1:], _PINS[words[1].text or ""])
    certain = call.certain
    for wanted, word in zip(_WANTED, words, strict=False):
        if word.text is None:
            certain = False
            if word.splits:
                break
        elif word.text != wanted:
            return _NOTHING
    else:
        if len(words) < len(_WANTED):
            return _NOTHING
    if any(word.text in ("--help", "-h") for word in call.args):
        return _NOTHING
    file = words[2].shown() if len(words) > 2 else "a configuration file"
    return [
        Effect(
            "keyturn/self-approval",
            GUARD_OFF,
            f"lets {file} loosen what Keyturn asks for",
            (Target(GUARD, "configuration", (Facet("path", file),)),),
            certain=certain,
            origin=call.origin,
        )
    ]


def _unwraps(call: Invocation) -> bool:
    """Whether the proxy is taken out of a file: an option that stands before the words of a server."""
    own: list[str] = []
    for word in call.args:
        if word.text == "--":
            break
        own.append(word.prefix.partition("=")[0])
    return "--unwrap" in own and not {"--dry-run", "--help", "-h"} & set(own)


def _confirmed(call: Invocation, words: list[Word], what: str) -> list[Outcome]:
    """A prompt for a PIN or a password that what is guarded brings up: the person may answer it for something else."""
    if any(word.text in ("--help", "-h") for word in call.args):
        return _NOTHING
    return [
        Effect(
            "keyturn/self-approval",
            GUARD_OFF,
            f"{what} ({words[1].shown()})",
            (Target(GUARD, "gate", (Facet("path", None),)),),
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _uninstall(call: Invocation, words: list[Word]) -> list[Outcome]:
    if any(word.text in ("--help", "-h", "--dry-run") for word in call.args):
        return _NOTHING
    return taken_out(call, words[1].shown() if len(words) > 1 else "where it was put")


def taken_out(call: Invocation, what: str) -> list[Outcome]:
    """Keyturn is removed from somewhere: its hooks, or the environment that holds the package."""
    return [
        Effect(
            "keyturn/uninstall",
            GUARD_OFF,
            f"takes Keyturn out of {what}",
            (Target(GUARD, "hooks", (Facet("path", None),)),),
            certain=call.certain,
            origin=call.origin,
        )
    ]

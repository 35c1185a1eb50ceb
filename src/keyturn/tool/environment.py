"""Assignments before a command that change what commands mean, or the guard itself (security laws 13, 14)."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF, Effect
from keyturn.model.target import GUARD, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

# Loaders and start-up files that run before the program named: a library, a script, a module.
_PRELOADS = frozenset(
    "LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES BASH_ENV ENV PROMPT_COMMAND PYTHONSTARTUP PERL5OPT RUBYOPT "
    "JAVA_TOOL_OPTIONS".split()
)
_NOTHING: list[Outcome] = []


def assignments(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - one shape for every module
    """Effects of `call.env` alone, whatever the program is."""
    found: list[Outcome] = []
    for name, value in call.env:
        if name.startswith("KEYTURN_"):
            found.append(
                Effect(
                    "keyturn/environment",
                    GUARD_OFF,
                    f"sets {name}, which only a person's own configuration may",
                    (Target(GUARD, name),),
                    certain=call.certain,
                    origin=call.origin,
                )
            )
        elif name == "HUSKY" and value.text == "0":
            found.append(
                Effect(
                    "keyturn/skip-hooks",
                    GUARD_OFF,
                    "switches git hooks off (HUSKY=0)",
                    (Target(GUARD, "git hooks"),),
                    certain=call.certain,
                    origin=call.origin,
                )
            )
        elif name in _PRELOADS and value.parts:
            found.append(
                Effect(
                    "environment/preload",
                    EXPOSURE,
                    f"{name} runs {value.shown()[:60]} before the program named",
                    certain=call.certain,
                    origin=call.origin,
                )
            )
    return found or _NOTHING

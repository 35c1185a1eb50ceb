"""Assignments before a command that change what commands mean, or the guard itself (security laws 13, 14)."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF, Effect
from keyturn.model.target import GUARD, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

# Loaders and start-up files that run before the program named: a library, a script, a module.
_PRELOADS = frozenset(
    "LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES BASH_ENV ENV PROMPT_COMMAND PYTHONSTARTUP PERL5OPT RUBYOPT "
    "JAVA_TOOL_OPTIONS".split()
)
# Of those that hold options, the ones that load something: https://perldoc.perl.org/perlrun, ruby(1), the JDK's
# java(1). Everything else in them sets a warning level or a size of memory.
_LOADING = {
    "PERL5OPT": ("-M", "-m", "-I", "-d", "-mM"),
    "RUBYOPT": ("-r", "-I", "--require"),
    "JAVA_TOOL_OPTIONS": ("-javaagent", "-agentlib", "-agentpath", "@", "-Xbootclasspath", "-XX:OnError",
                          "-XX:OnOutOfMemoryError", "-XX:Flags", "-XX:VMOptionsFile"),
}  # fmt: skip
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
        elif name in _PRELOADS and value.parts and not _installed(value) and not _only_options(name, value):
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


def _installed(value: Word) -> bool:
    """Whether all that is loaded comes from where packages install, which an ordinary user cannot write to."""
    text = value.text
    if text is None or "/../" in text:
        return False
    return all(one.startswith(("/usr/", "/lib", "/opt/", "/dev/null")) for one in text.replace(":", " ").split())


def _only_options(name: str, value: Word) -> bool:
    """Whether a variable of options names nothing to load."""
    loading = _LOADING.get(name)
    text = value.text
    return loading is not None and text is not None and not any(one.startswith(loading) for one in text.split())

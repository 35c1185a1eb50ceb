"""Assignments before a command that change what commands mean, or the guard itself (security laws 13, 14)."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF, Effect, HandOff
from keyturn.model.source import SHELL, Source
from keyturn.model.target import GUARD, Target
from keyturn.model.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

# Loaders and start-up files that run before the program named: a library, a script, a module. For some only a part
# of what they may hold loads anything: `RUBYOPT=-W0` and `ENV=test` do not.
_PRELOADS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES BASH_ENV PYTHONSTARTUP".split(), ()),
    "ENV": ("/", "~", "$"),
    "PERL5OPT": ("-M", "-m", "-d"),
    "RUBYOPT": ("-r",),
    "NODE_OPTIONS": ("--require", "-r ", "--import", "--loader", "--experimental-loader"),
    "JAVA_TOOL_OPTIONS": ("-javaagent", "-agent", "@", "-XX:OnError", "-XX:OnOutOfMemoryError", "-Xbootclasspath"),
}
_LIBRARIES = ("/usr/lib/", "/usr/lib64/", "/lib/", "/lib64/", "/usr/local/lib/", "/opt/homebrew/")

# Programs that other programs start: the value is shell text. Git reads these by itself (git_programs).
_STARTED = frozenset(
    "PAGER MANPAGER SYSTEMD_PAGER EDITOR VISUAL SUDO_EDITOR KUBE_EDITOR SYSTEMD_EDITOR PSQL_EDITOR PSQL_PAGER BROWSER "
    "LESSOPEN LESSCLOSE PROMPT_COMMAND PS4".split()
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
        elif name in _PRELOADS and value.parts and _loads(name, value):
            found.append(
                _preload(call, f"{name} runs {value.shown()[:60]} before the program named"),
            )
        elif name == "PATH" and _borrowed(value):
            found.append(
                Effect(
                    "environment/path",
                    EXPOSURE,
                    f"programs are looked for in {value.shown()[:60]} first, where anyone can put one",
                    certain=call.certain,
                    origin=call.origin,
                )
            )
        elif name in _STARTED and call.name != "git":
            found += _started(call, name, value)
    return found or _NOTHING


def _preload(call: Invocation, summary: str) -> Effect:
    return Effect("environment/preload", EXPOSURE, summary, certain=call.certain, origin=call.origin)


def _loads(name: str, value: Word) -> bool:
    signs = _PRELOADS[name]
    text = value.text if value.text is not None else value.shown()
    if signs:
        return any(sign in text for sign in signs)
    if name.startswith(("LD_", "DYLD_")) and value.text is not None:
        # a system library: what stands there is nobody's but the system's
        pieces = text.replace(":", " ").split()
        return not all(piece.startswith(_LIBRARIES) and ".." not in piece for piece in pieces)
    return text not in ("/dev/null", "")


def _borrowed(value: Word) -> bool:
    """Whether a search path begins with a place in which anyone can put a program."""
    if value.text is None and not value.prefix:
        return False
    lead = value.text if value.text is not None else value.prefix
    first = lead.partition(":")[0]
    from keyturn.tool.profile_lines import borrowed

    return borrowed(first)


def _started(call: Invocation, name: str, value: Word) -> list[Outcome]:
    """A pager or editor that is more than a program's name: read as what the shell would run."""
    text = value.text
    if text is None:
        return _NOTHING
    text = text.lstrip("|-")
    if name == "PS4":
        # printed before each traced line, with what it substitutes
        if "$(" not in text and "`" not in text:
            return _NOTHING
        text = ': "' + text.replace('"', "") + '"'
    elif text.replace("-", "").replace(".", "").isalnum():
        return _NOTHING
    inner = call.origin.inner(name)
    return [HandOff(Source(SHELL, Word(text, quoted=True), inner, call.context, certain=False), name)]

"""Coding agents started from a command: with hooks as ever, or in a way that leaves their hooks out.

An agent that is started without hooks is one that nobody guards: what the first may not do, the second does for it.
Facts: https://code.claude.com/docs/en/cli-reference, https://developers.openai.com/codex/cli/reference,
https://opencode.ai/docs/plugins.
"""

from __future__ import annotations

from keyturn.model.effect import GUARD_OFF, Effect, HandOff
from keyturn.model.source import COMMAND_LINE, Source
from keyturn.model.target import GUARD, Target
from keyturn.tool.handoff import launch
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_OPTIONS = Grammar(
    flags="--bare --safe-mode --pure --no-extensions --help --version -h -v",
    valued="-c --config --disable --settings --setting-sources",
    alias={"-c": "--config"},
    abbreviate=False,
)
_PLAIN = ("--bare", "--safe-mode", "--pure", "--no-extensions")
_OTHER_NAMES = {"claude-code": "claude", "gemini-cli": "gemini", "opencode-ai": "opencode"}
# Where an agent looks for its settings, and with them for its hooks.
_PLACES = {
    "claude": ("CLAUDE_CONFIG_DIR",),
    "codex": ("CODEX_HOME",),
    "opencode": ("OPENCODE_CONFIG_DIR", "XDG_CONFIG_HOME"),
}
_ON = ("1", "true", "yes", "on")


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - the shape every tool has
    """Ways to start an agent that its hooks do not survive. A pipeline's own agent has none of a person's hooks."""
    if call.origin.file != COMMAND_LINE.file and not call.origin.followed:
        return _NOTHING
    name = _OTHER_NAMES.get(call.name, call.name)
    for variable in (*_PLACES.get(name, ()), "HOME"):
        if _assigned(call, variable):
            return [_effect(call, f"starts {name} with other settings than the guarded ones: it sets {variable}")]
    if name == "opencode" and _value(call, "OPENCODE_PURE").lower() in _ON:
        return [_effect(call, "starts opencode without its plugins (OPENCODE_PURE)")]
    if not call.args:
        return _NOTHING
    if [word.text for word in call.args[:2]] == ["mcp", "add"]:
        return _server(call)
    options = parse(call.args, _OPTIONS)
    if options.has("--help", "--version"):
        return _NOTHING
    for option in _PLAIN:
        if options.has(option) and (option in ("--bare", "--safe-mode")) == (name == "claude"):
            return [_effect(call, f"starts {name} without its hooks ({option})")]
    if name == "claude":
        return _claude(call, _texts(options, "--settings"), _texts(options, "--setting-sources"))
    if name == "codex":
        words = [word.text for word in options.operands[:3]]
        off = [*_texts(options, "--disable"), *(words[2:] if words[:2] == ["features", "disable"] else ())]
        if any(one is not None and "hooks" in one for one in off):
            return [_effect(call, "switches codex's hooks off")]
        for setting in _texts(options, "--config"):
            if setting is not None and _unhooks(setting):
                return [_effect(call, f"starts codex without its hooks ({setting[:60]})")]
    return _NOTHING


def _server(call: Invocation) -> list[Outcome]:
    """The words of an MCP server, which the agent starts from then on: `claude mcp add NAME -- WORDS`."""
    for index, word in enumerate(call.args):
        if word.text == "--" and index + 1 < len(call.args):
            return launch(call, call.args[index + 1 :], "the server that it starts", stdin=False)
    return _NOTHING


def _claude(call: Invocation, settings: list[str | None], sources: list[str | None]) -> list[Outcome]:
    for one in sources:
        if one is not None and "user" not in one.replace(",", " ").split():
            return [_effect(call, "starts claude without the user's settings, where its hooks are")]
    found: list[Outcome] = []
    for text in settings:
        if text is not None and text.lstrip().startswith("{"):
            from keyturn.model.word import Word

            if '"disableAllHooks"' in text and "true" in text.partition('"disableAllHooks"')[2][:12]:
                return [_effect(call, "starts claude without its hooks (disableAllHooks)")]
            origin = call.origin.inner("claude --settings")
            found.append(HandOff(Source("agent-settings", Word(text, quoted=True), origin), "claude --settings"))
    return found or _NOTHING


def _texts(options: Options, name: str) -> list[str | None]:
    return [word.text for word in options.values(name)]


def _unhooks(setting: str) -> bool:
    """`features.hooks=false`, and whatever stands in the place of the hooks themselves."""
    key, _equals, value = setting.replace(" ", "").partition("=")
    if key.startswith("hooks"):
        return True
    if key == "features":
        return "hooks=false" in value
    return key.startswith("features.") and "hooks" in key and value.strip("\"'").lower() != "true"


def _assigned(call: Invocation, name: str) -> bool:
    return any(one == name for one, _value in call.env) or (
        name in call.context.variables and (name in call.context.exported or name == "HOME")
    )


def _value(call: Invocation, name: str) -> str:
    for one, word in call.env:
        if one == name:
            return word.text or ""
    word_set = call.context.variables.get(name) if name in call.context.exported else None
    return (word_set.text or "") if word_set is not None else ""


def _effect(call: Invocation, summary: str) -> Effect:
    target = Target(GUARD, "an agent's hooks")
    return Effect(
        "keyturn/agent-without-hooks", GUARD_OFF, summary, (target,), certain=call.certain, origin=call.origin
    )

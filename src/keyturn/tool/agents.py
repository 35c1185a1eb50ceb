"""Coding agents as pipelines start them: which action or program it is, and what it is allowed to do there."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Agent(Noun):
    """One kind of agent step. `asks` tells that it refuses people without write access by itself."""

    name: str
    asks: bool = False
    shell: bool = True
    """Whether it runs commands unless told otherwise."""
    edits: bool = True
    reads_event: bool = False
    """Whether it looks at the issue or pull request by itself when no prompt is given."""


_CLAUDE = Agent("claude-code-action", asks=True, shell=False, reads_event=True)
# https://github.com/anthropics/claude-code-action, https://github.com/openai/codex-action,
# https://github.com/google-github-actions/run-gemini-cli and the others' own pages
_ACTIONS: dict[str, Agent] = {
    "claude-code-action": _CLAUDE,
    "claude-code-base-action": Agent("claude-code-base-action", shell=False),
    "codex-action": Agent("codex-action", asks=True),
    "run-gemini-cli": Agent("run-gemini-cli"),
    "gemini-cli-action": Agent("gemini-cli-action"),
    "ai-inference": Agent("ai-inference", shell=False, edits=False),
    "opencode": Agent("opencode", asks=True, reads_event=True),
    "aider-github-action": Agent("aider"),
    "aider-action": Agent("aider"),
    "cursor-action": Agent("cursor"),
    "cursor-agent-action": Agent("cursor"),
    "copilot-cli-action": Agent("copilot"),
    "goose-action": Agent("goose"),
    "qwen-code-action": Agent("qwen-code"),
    "augment-agent": Agent("auggie"),
    "oz-agent-action": Agent("warp"),
    "warp-agent-action": Agent("warp"),
}
_PROGRAMS: dict[str, tuple[Agent, tuple[str, ...]]] = {
    "claude": (Agent("claude", shell=False), ("-p", "--print")),
    "codex": (Agent("codex"), ("exec", "e")),
    "gemini": (Agent("gemini", shell=False), ("-p", "--prompt", "-y", "--yolo", "--approval-mode")),
    "qwen": (Agent("qwen", shell=False), ("-p", "--prompt", "-y", "--yolo")),
    "aider": (Agent("aider", shell=False), ("--message", "-m", "--message-file", "-f", "--yes", "--yes-always")),
    "opencode": (Agent("opencode"), ("run",)),
    "cursor-agent": (Agent("cursor-agent"), ()),
    "goose": (Agent("goose"), ("run",)),
    "llm": (Agent("llm", shell=False, edits=False), ()),
    "amp": (Agent("amp"), ("-x", "--execute")),
    "q": (Agent("q"), ("chat",)),
    "copilot": (Agent("copilot", shell=False), ("-p", "--prompt")),
    "droid": (Agent("droid"), ("exec",)),
    "auggie": (Agent("auggie"), ("--print", "-p")),
    "crush": (Agent("crush"), ("run",)),
    "cline": (Agent("cline"), ("-y", "--yolo", "-m", "--mode", "task")),
    "kilocode": (Agent("kilocode"), ("--auto",)),
    "kiro-cli": (Agent("kiro-cli"), ("chat",)),
}
_PACKAGES = {"claude-code": "claude", "gemini-cli": "gemini", "codex": "codex", "opencode-ai": "opencode",
             "copilot": "copilot", "qwen-code": "qwen", "aider-chat": "aider"}  # fmt: skip
_BEFORE = frozenset("npx bunx pnpx uvx sudo time exec command env nohup -y --yes -- if then do ! else $( (".split())

OFF = (
    "danger-full-access", "--dangerously-skip-permissions", "--dangerously-bypass-approvals-and-sandbox", "--yolo",
    "bypasspermissions", "--allow-all-tools", "--allow-all-paths", "--yes-always", "--dangerously-allow-all",
    "--trust-all-tools", "--approval-mode yolo", "--approval-mode=yolo", "--skip-permissions-unsafe", "--force-yolo",
)  # fmt: skip
_PRINTERS = frozenset("echo printf cat env printenv find xargs awk tee head tail".split())
_REACHES = frozenset("curl wget http httpie xh nc ncat ssh scp rsync".split())
_BOUNDED = frozenset(
    "ls pwd wc grep rg jq sort uniq date diff tree stat file cut tr test true which basename dirname dig".split()
)
_RUNNERS = frozenset("python python3 node bash sh zsh npx bunx uvx perl ruby deno eval sudo docker".split())
_MANAGERS = frozenset("npm pnpm yarn bun pip uv make go cargo".split())
_GIT_BOUNDED = frozenset("status diff log show branch rev-parse ls-files blame describe add commit fetch grep".split())
_GH_POSTS = frozenset("comment edit create review close reopen".split())
_GH_BOUNDED = frozenset("issue pr label search run repo release".split())


def of_action(uses: str) -> Agent | None:
    """The agent that an action is, None for other actions."""
    place = uses.partition("@")[0].lower().rstrip("/")
    for piece in place.split("/")[1:3]:
        found = _ACTIONS.get(piece)
        if found is not None:
            return found
    return None


def of_command(text: str) -> tuple[Agent, str] | None:
    """The agent that a shell text starts without a person, and the text from there on."""
    joined = text.replace("\\\n", " ")
    for line in joined.split("\n"):
        for piece in line.replace("&&", "|").replace(";", "|").replace("$(", "|").replace("||", "|").split("|"):
            words = piece.split()
            at = 0
            while at < len(words) and (
                words[at] in _BEFORE or ("=" in words[at] and words[at].partition("=")[0].replace("_", "").isalnum())
            ):
                at += 1
            if at < len(words) and words[at] == "timeout":
                at += 2
            if at >= len(words):
                continue
            name = words[at].strip("\"'")
            name = name[name.rfind("/") + 1 :]
            name = _PACKAGES.get(name.partition("@")[0], name) if words[at].startswith("@") or at else name
            known = _PROGRAMS.get(name)
            if known is None:
                continue
            agent, signs = known
            given = words[at + 1 :]
            if any(word in ("--version", "--help", "-h", "login", "mcp", "config", "install") for word in given[:1]):
                continue
            start = joined.find(words[at], joined.find(line))
            rest = joined[start:]
            if not signs or any(word.partition("=")[0] in signs for word in rest.split()):
                return agent, rest
    return None


class Power(Noun):
    """What a hijacked agent could do: `strong` ones in words, `prints` and `reaches` for tools that leak."""

    strong: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    off: str = ""
    edits: bool = False


def power(agent: Agent, settings: Iterable[str], said: dict[str, str]) -> Power:
    """The power of an agent by its options (`settings`: texts that hold them) and an action's inputs (`said`)."""
    text = "\n".join(settings)
    low = " ".join(text.lower().split())
    off = next((sign for sign in OFF if sign in low), "")
    if not off and said.get("safety-strategy") == "unsafe":
        off = "safety-strategy: unsafe"
    if not off and agent.name in ("gemini", "qwen", "cline") and " -y " in low + " ":
        off = "-y"
    denied_bash = "bash" in _listed(text, ("disallowedTools", "disallowed-tools", "disallowed_tools", "excludeTools"))
    tools = tools_of(text, said)
    strong: list[str] = []
    prints: list[str] = []
    reaches: list[str] = []
    edits = agent.edits and not tools
    for tool in tools:
        kind, name = _kind(tool)
        if kind == "any":
            strong.append(name)
        elif kind == "prints":
            prints.append(name)
        elif kind == "reaches":
            reaches.append(name)
        elif kind == "edits":
            edits = True
    if off:
        strong.append(off)
    sandbox = said.get("sandbox", "") or said.get("permission-profile", "")
    read_only = "read-only" in sandbox or any(f"{one}read-only" in low for one in ("sandbox ", "sandbox=", "-s "))
    if read_only:
        edits = False
        strong = [one for one in strong if one == off]
    elif agent.shell and not tools and not denied_bash and "exclude" not in low:
        strong.append("any command")
    elif agent.shell and '"coretools": []' in low:
        strong = []
    return Power(tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(prints)), tuple(dict.fromkeys(reaches)), off, edits)


_OPTIONS = ("--allowedTools", "--allowed-tools", "--allowedtools", "--allow-tool", "--tools")
_INPUTS = ("allowed_tools", "allowedtools", "allowed-tools", "additional_allowed_tools")
_KEYS = ('"allow"', '"coreTools"', '"core"', '"allowedTools"', '"allowed"')


def tools_of(text: str, said: dict[str, str]) -> list[str]:
    """The tools that an agent is given, wherever they are written: options, inputs, JSON settings."""
    found: list[str] = []
    for name in _INPUTS:
        if said.get(name):
            found.extend(cut(said[name]))
    found.extend(_listed(text, _OPTIONS, lower=False))
    for key in _KEYS:
        at = text.find(key)
        while at >= 0:
            colon = text.find(":", at)
            begin = text.find("[", at)
            end = text.find("]", begin) if begin >= 0 else -1
            if colon >= 0 and begin >= 0 and end >= 0 and not text[colon + 1 : begin].strip():
                found.extend(one for one in cut(text[begin + 1 : end].replace('"', " ")) if one)
            at = text.find(key, at + 1)
    return found


def _listed(text: str, options: tuple[str, ...], *, lower: bool = True) -> list[str]:
    found: list[str] = []
    for option in options:
        at = text.find(option)
        while at >= 0:
            behind = text[at + len(option) :]
            if behind[:1] in ("=", " ", "\n", "\t", ":"):
                value = behind[1:].lstrip()
                quote = value[:1]
                if quote in ("'", '"'):
                    value = value[1:].partition(quote)[0]
                else:
                    stop = value.find(" --")
                    for mark in ("\n", ' "', " '"):
                        at_mark = value.find(mark)
                        if at_mark >= 0 and (stop < 0 or at_mark < stop):
                            stop = at_mark
                    value = value[:stop] if stop >= 0 else value
                found.extend(cut(value))
            at = text.find(option, at + 1)
    return [one.lower() for one in found] if lower else found


def cut(text: str) -> list[str]:
    """A list of tools, cut at commas and blanks outside brackets."""
    out: list[str] = []
    depth = 0
    current = ""
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth <= 0 and char in ", \n\t":
            if current:
                out.append(current)
            current = ""
        else:
            current += char
    if current:
        out.append(current)
    return out


def _kind(tool: str) -> tuple[str, str]:
    """("any" | "prints" | "reaches" | "edits" | "", the tool as shown)."""
    name, bracket, inside = tool.partition("(")
    low = name.lower()
    if low in ("bash", "run_shell_command", "shell", "shelltool", "powershell", "execute"):
        inside = inside.rstrip(")").strip().strip("'\"")
        if not bracket or inside.strip(":* ") == "":
            return "any", f"{name} without limits"
        words = inside.replace(":*", " ").replace(":", " ").replace("*", " ").split()
        first = words[0][words[0].rfind("/") + 1 :] if words else ""
        if first in _PRINTERS:
            return "prints", tool
        if first in _REACHES:
            return "reaches", tool
        if first in _BOUNDED:
            return "", tool
        open_ended = "*" in inside or (low != "bash" and not inside.endswith(")"))
        if first == "gh":
            if len(words) > 1 and words[1] in _GH_BOUNDED:
                # a shell fills in the variables of what is posted, the agent's key among them
                posts = words[1] in ("issue", "pr") and (len(words) == 2 or words[2] in _GH_POSTS)
                return ("prints", tool) if posts and low != "bash" else ("", tool)
            return ("reaches", tool) if len(words) > 1 else ("any", tool)
        if first == "git":
            if len(words) > 1 and words[1] in _GIT_BOUNDED:
                return "", tool
            return ("any", tool) if open_ended else ("", tool)
        # a whole command, or a project's own script, is what the author chose; an interpreter's arguments are not
        runs = first in _RUNNERS
        runs = runs or (first in _MANAGERS and len(words) == 1)
        return ("any", tool) if runs and open_ended else ("", tool)
    if low in ("webfetch", "web_fetch", "fetch"):
        return ("", tool) if "domain:" in inside else ("reaches", tool)
    if low in ("write", "edit", "multiedit", "notebookedit", "write_file", "replace"):
        return "edits", tool
    return "", tool

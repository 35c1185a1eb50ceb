"""Settings files of coding agents: what they allow without asking, what they start, and what guards stand in them.

Allowed dangers are effects; deny rules and hooks are guards, which the scan compares between both sides of a change;
the commands of hooks, helpers and MCP servers are handed to the shell. Names of keys are from the agents' own pages:
https://code.claude.com/docs/en/settings, https://developers.openai.com/codex/config-reference,
https://github.com/google-gemini/gemini-cli/blob/main/docs/get-started/configuration.md, https://opencode.ai/docs/permissions.
"""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, Node, read_json, read_yaml
from keyturn.model.effect import EXPOSURE, GUARD_OFF, BlindSpot, Effect, Guard, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import SHELL, Origin, ShellContext, Source
from keyturn.model.target import GUARD, SERVICE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.agents import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

# key (lower case, without punctuation) → the values that switch asking off
_LOOSE: dict[str, tuple[str, ...]] = {
    "defaultmode": ("bypasspermissions", "dontask"),
    "permissionmode": ("bypasspermissions", "yolo"),
    "initialpermissionmode": ("bypasspermissions",),
    "allowdangerouslyskippermissions": ("true",),
    "skipdangerousmodepermissionprompt": ("true",),
    "sandboxmode": ("danger-full-access",),
    "approvalpolicy": ("never",),
    "approvalmode": ("yolo", "full-auto"),
    "defaultapprovalmode": ("yolo",),
    "yolo": ("true",),
    "yolomode": ("true",),
    "autoaccept": ("true",),
    "yesalways": ("true",),
    "autorun": ("true",),
    "chattoolsautoapprove": ("true",),
    "chattoolsglobalautoapprove": ("true",),
    "agentautoapprove": ("true",),
    "alwaysallowexecute": ("true",),
    "executeallcommands": ("true",),
    "autoapprovalenabled": ("true",),
    "dangerouslyallowall": ("true",),
    "dangerouslydisablesandbox": ("true",),
    "allowunsandboxedcommands": ("true",),
}
_HOOKS_OFF: dict[str, tuple[str, ...]] = {
    "disableallhooks": ("true",),
    "featureshooks": ("false",),
    "hooksenabled": ("false",),
}
_HELPERS = frozenset(("apikeyhelper", "awsauthrefresh", "awscredentialexport", "otelheadershelper", "gcpauthrefresh"))
_BROAD = frozenset(
    "rm sudo doas su dd mkfs shred eval bash sh zsh ssh dropdb terraform tofu pulumi kubectl helm aws gcloud az psql "
    "mysql mongosh redis-cli systemctl chmod chown".split()
)
_ANY = frozenset(
    ("*", "bash", "bash(*)", "bash(:*)", "shell(*)", "shell", "run_shell_command", "execute", "powershell")
)
_SECRETS = (
    "sk-",
    "ghp_",
    "gho_",
    "github_pat_",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "glpat-",
    "AIza",
    "sk_live_",
    "npm_",
    "pypi-",
)
_BASES = ("anthropic_base_url", "openai_base_url", "gemini_base_url", "anthropic_bedrock_base_url")
_NEAR = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal")  # noqa: S104 - names, not a binding
_FETCHERS = frozenset("npx bunx pnpx uvx pipx".split())
_INLINE = frozenset("-c -e -E -r -p -ne -pe -le --eval --print --command".split())
_INTERPRETERS = ("python", "node", "perl", "ruby", "php", "deno", "bun", "pwsh", "powershell", "osascript", "lua")
# A hook that runs before something can refuse it; one that runs afterwards, or tells of something, cannot.
_REFUSING = ("pre", "before", "permission", "userprompt", "configchange")
_HERE = ("$CLAUDE_PROJECT_DIR/", "${CLAUDE_PROJECT_DIR}/", "$GEMINI_PROJECT_DIR/", "./")


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What a settings file lets an agent do, and what it starts."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    name = source.origin.file.lower()
    reader = _Reader(source)
    if name.endswith(".md"):
        return reader.prompt(text)
    whole, line = True, 1
    if name.endswith(".toml") or (not name.endswith((".json", ".jsonc", ".yml", ".yaml")) and _is_toml(text)):
        reader.walk(_toml(text), (), 0)
    else:
        yaml = name.endswith((".yml", ".yaml")) or not text.lstrip().startswith(("{", "[", "/"))
        document = read_yaml(text) if yaml else read_json(text)
        whole, line = document.whole, document.line
        for root in document.roots:
            reader.walk(root, (), 0)
    if not whole:
        reader.out.append(
            BlindSpot(
                "blind/unparsable",
                "the settings are not whole, so some may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + line - 1),
            )
        )
    if reader.cut:
        reader.out.append(
            BlindSpot(
                "blind/budget",
                "the settings are nested deeper, or repeat themselves more often, than is read",
                opaque=False,
                certain=source.certain,
                origin=source.origin,
            )
        )
    return reader.out


def _plain(key: str) -> str:
    return "".join(char for char in key.lower() if char.isalnum())


_MAX_DEPTH = 30
_MAX_NODES = 20_000
"""Nodes that are walked. A YAML alias is walked wherever it stands, and aliases of aliases double with every line."""


class _Reader:
    __slots__ = ("cut", "left", "out", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.out: list[Outcome] = []
        self.left = _MAX_NODES
        self.cut = False

    def walk(self, node: Node, path: tuple[str, ...], depth: int) -> None:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            self.cut = True
            return
        for item in node.items:
            self.walk(item, path, depth + 1)
        for key, value in node.pairs:
            self.pair(key.text, value, (*path, key.text), depth)

    def pair(self, key: str, value: Node, path: tuple[str, ...], depth: int) -> None:
        low = _plain(key)
        said = value.text.strip().lower() if value.kind == TEXT else ""
        inside = path[-2].lower() if len(path) > 1 else ""
        joined = _plain("".join(path))
        if said in _LOOSE.get(low, ()) or any(
            said in values and joined.endswith(name) for name, values in _LOOSE.items()
        ):
            self.effect(
                "permissions-off", value, f"lets the agent act without asking: {key} is {value.text}", value.text
            )
        elif said in _HOOKS_OFF.get(low, ()) or (joined.endswith("featureshooks") and said == "false"):
            self.effect("hooks-off", value, f"switches every hook off, Keyturn's too: {key} is {value.text}", key)
        elif low in _HELPERS and value.kind == TEXT:
            self.shell(value, key)
        elif low in ("mcpservers", "servers", "mcp", "contextservers") and value.kind == MAP:
            for name, server in value.pairs:
                self.server(name.text, server)
        elif low == "enableallprojectmcpservers" and said == "true":
            self.effect("servers-trusted", value, "starts every server that a project's files name, unasked", key)
        elif low == "hooks" and value.kind == MAP:
            self.hooks(value)
        elif (
            low in ("allow", "alwaysallow", "autoapprove", "allowedtools", "coretools", "allowed")
            and value.kind == LIST
        ):
            for one in value.texts():
                self.allowed(one)
        elif low == "allowedtools" and value.kind == TEXT:
            for entry in cut(value.text):
                self.allowed(Node(TEXT, value.line, value.column, entry))
        elif (low == "sandbox" and said not in ("", "false", "none")) or (
            joined.endswith("sandboxenabled") and said == "true"
        ):
            self.guard("agent-sandbox", ".".join(path), "the agent's sandbox", value)
        elif (
            low in ("deny", "denylist", "ask", "disallowedtools", "excludetools", "commanddenylist")
            or joined.endswith("toolsexclude")
        ) and value.kind == LIST:
            for one in value.texts():
                strength = "ask" if low == "ask" else "deny"
                self.guard("deny-rule", f"{strength} {one.text}", f"{key} rule {one.text}", one)
        elif low == "permission":
            self.opencode(value)
        elif joined.endswith("chattoolsterminalautoapprove") and value.kind == MAP:
            for name, one in value.pairs:
                self.terminal(name, one)
        elif low == "securityworkspacetrustenabled" and said == "false":
            self.effect(
                "permissions-off", value, "trusts every folder that is opened, so its tasks and settings count", key
            )
        elif low == "taskallowautomatictasks" and said == "on":
            self.effect("permissions-off", value, "runs a folder's tasks as soon as it is opened", key)
        elif low == "statusline" and value.kind == MAP:
            command = value.get("command")
            if command is not None and command.kind == TEXT:
                self.shell(command, "statusLine")
        elif inside in ("env", "environment") and value.kind == TEXT:
            self.variable(key, value)
        else:
            self.walk(value, path, depth + 1)

    # -- permissions --------------------------------------------------------------------------------------------

    def allowed(self, one: Node) -> None:
        """One entry of an allow list: everything, a dangerous program with any arguments, or one command."""
        text = one.text.strip()
        low = text.lower().replace(" ", "")
        if low in _ANY:
            self.effect("broad-allow", one, f"allows any command without asking: {text}", text)
            return
        tool, bracket, inside = text.partition("(")
        if not bracket or tool.strip().lower() not in ("bash", "shell", "run_shell_command", "powershell", "execute"):
            return
        command = inside.rstrip().removesuffix(")")
        open_ended = "*" in command or tool.lower() == "run_shell_command"
        words = command.replace(":*", " ").replace("*", " ").split()
        if not words:
            self.effect("broad-allow", one, f"allows any command without asking: {text}", text)
        elif not open_ended:
            self.shell(one, f"allowed {text}", command)
        elif base_name(words[0]).lower().startswith(_INTERPRETERS) and _INLINE & set(words[1:]):
            self.effect("broad-allow", one, f"allows any program text without asking: {text}", text)
        elif base_name(words[0]) in _BROAD and not any(not word.startswith("-") for word in words[1:]):
            self.effect("broad-allow", one, f"allows {words[0]} with any arguments, without asking: {text}", text)
        elif words[:2] == ["git", "push"] and any(word in ("--force", "-f", "--mirror") for word in words):
            self.effect("broad-allow", one, f"allows forced pushes without asking: {text}", text)
        elif len(words) > 1:
            # more words may follow; what these alone would do is allowed in any case
            self.call(one, f"allowed {text}", words, certain=False)

    def opencode(self, value: Node) -> None:
        """OpenCode's `permission`: a word for all tools, or for each tool, or for each pattern of commands."""
        if value.kind == TEXT and value.text == "allow":
            self.effect(
                "permissions-off", value, "lets the agent act without asking: permission is allow", "permission"
            )
        for key, one in value.pairs:
            if key.text in ("bash", "*") and one.kind == TEXT and one.text == "allow":
                self.effect("broad-allow", one, f"allows any command without asking: {key.text}", key.text)
            elif key.text == "bash":
                for pattern, verdict in one.pairs:
                    if verdict.text == "allow":
                        entry = Node(TEXT, pattern.line, pattern.column, f"Bash({pattern.text})")
                        self.allowed(entry)
                    elif verdict.text in ("deny", "ask"):
                        refused = f"{verdict.text} bash({pattern.text})"
                        self.guard("deny-rule", refused, f"{verdict.text} rule {pattern.text}", pattern)
            if one.kind == TEXT and one.text in ("deny", "ask"):
                self.guard("deny-rule", f"{one.text} {key.text}", f"{one.text} rule {key.text}", key)

    def terminal(self, name: Node, one: Node) -> None:
        """VS Code's list of commands that need no approval; `false` asks for it."""
        said = one.text if one.kind == TEXT else (one.scalar("approve") or "")
        if said == "false":
            self.guard("deny-rule", f"ask terminal({name.text})", f"approval for {name.text}", name)
        elif said == "true":
            if name.text.strip("/^$") in (".*", "*", "(.*)", ".+"):
                self.effect("broad-allow", name, f"allows any command without asking: {name.text}", name.text)
            else:
                self.allowed(Node(TEXT, name.line, name.column, f"Bash({_literal(name.text)}:*)"))

    # -- hooks and servers --------------------------------------------------------------------------------------

    def hooks(self, value: Node) -> None:
        for event, listed in value.pairs:
            for entry in listed.items:
                inner = entry.get("hooks")
                matcher = entry.scalar("matcher") or ""
                for hook in inner.items if inner is not None else [entry]:
                    for key in ("command", "bash", "powershell", "exec", "url"):
                        command = hook.get(key)
                        if command is None or command.kind != TEXT:
                            continue
                        args = hook.get("args")
                        more = "".join(f" {one.text}" for one in args.texts()) if args is not None else ""
                        name = f"the {event.text} hook {command.text}{more}"
                        if event.text.lower().startswith(_REFUSING) and not event.text.lower().startswith("precompact"):
                            self.guard("agent-hook", f"{event.text}\n{matcher}\n{command.text}{more}", name, command)
                        if key != "url":
                            self.shell(command, f"hooks.{event.text}", command.text + more)

    def server(self, name: str, server: Node) -> None:
        if server.kind != MAP:
            return
        command = server.get("command")
        words: list[str] = []
        if command is not None and command.kind == TEXT:
            args = server.get("args")
            words = [command.text, *(one.text for one in args.texts())] if args is not None else command.text.split()
        elif command is not None and command.kind == LIST:
            words = [one.text for one in command.texts()]
        if words and command is not None:
            place = command if command.kind == TEXT else command.items[0]
            self.call(place, f"MCP server {name}", words)
            package = _unpinned(words)
            if package:
                said = f"starts the newest {package} as server {name}, whatever that is by then"
                self.effect("unpinned-server", place, said, name)
        for key in ("url", "serverUrl", "httpUrl"):
            url = server.get(key)
            if url is not None and url.text.startswith("http://") and not any(one in url.text for one in _NEAR):
                self.effect("plain-server", url, f"talks to server {name} without encryption: {url.text}", name)
        trust = server.get("trust")
        if trust is not None and trust.text == "true":
            self.effect("servers-trusted", trust, f"lets server {name} act without asking", name)
        for key in ("autoApprove", "alwaysAllow", "autoapprove"):
            approved = server.get(key)
            if approved is not None and any(one.text == "*" for one in approved.texts()):
                self.effect("servers-trusted", approved, f"lets server {name} act without asking", name)
        for key in ("env", "headers", "environment"):
            env = server.get(key)
            for variable, value in env.pairs if env is not None else ():
                self.variable(variable.text, value)

    def variable(self, key: str, value: Node) -> None:
        text = value.text.strip().removeprefix("Bearer ")
        if value.kind != TEXT:
            return
        if (
            text.startswith(_SECRETS)
            and len(text) >= 20
            and not any(one in text.lower() for one in ("example", "xxxx", "your"))
        ):
            self.effect("secret-in-settings", value, f"holds the secret {key} in plain text", key)
        elif (
            key.lower() in _BASES
            and text.startswith("http")
            and not any(
                one in text for one in (*_NEAR, "anthropic.com", "openai.com", "googleapis.com", "amazonaws.com")
            )
        ):
            self.effect("base-url", value, f"sends the agent's conversations and key to {text}", key)

    # -- prompts ------------------------------------------------------------------------------------------------

    def prompt(self, text: str) -> list[Outcome]:
        """A command, skill or agent as Markdown: what its head allows, and the commands that its body runs.

        https://code.claude.com/docs/en/skills
        """
        lines = text.split("\n")
        start = 0
        if lines[0].strip() == "---":
            start = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
            for root in read_yaml("\n".join(["", *lines[1:start]])).roots:
                self.walk(root, (), 0)
        for number, line in enumerate(lines[start:], start + 1):
            at = line.find("!`")
            while at >= 0:
                end = line.find("`", at + 2)
                if end < 0:
                    break
                if at == 0 or line[at - 1] in " \t(-":
                    self.shell(Node(TEXT, number, at + 3, line[at + 2 : end]), "the prompt's own command")
                at = line.find("!`", end + 1)
        return self.out

    # -- what comes of it ---------------------------------------------------------------------------------------

    def place(self, node: Node, how: str = "") -> Origin:
        line = self.source.origin.line + node.line - 1
        through = (*self.source.origin.through, how) if how else self.source.origin.through
        return self.source.origin.but(
            line=line, column=node.column, end_line=line, end_column=node.column, through=through
        )

    def shell(self, node: Node, how: str, text: str | None = None) -> None:
        word = Word(node.text if text is None else text, quoted=True)
        if word.text:
            self.out.append(
                HandOff(
                    Source(
                        SHELL,
                        word,
                        self.place(node, how),
                        ShellContext(),
                        file=self.source.file,
                        certain=self.source.certain,
                    ),
                    how,
                )
            )

    def call(self, node: Node, how: str, words: list[str], *, certain: bool = True) -> None:
        call = Invocation(
            Word(words[0], quoted=True),
            tuple(Word(one, quoted=True) for one in words[1:]),
            context=ShellContext(),
            certain=self.source.certain and certain,
            origin=self.place(node, how),
            name=base_name(words[0]),
        )
        self.out.append(HandOff(call, how))

    def guard(self, kind: str, key: str, name: str, node: Node) -> None:
        self.out.append(Guard(kind, f"{kind} {key}", name, self.place(node)))

    def effect(self, problem: str, node: Node, summary: str, name: str) -> None:
        guard = problem == "hooks-off"
        self.out.append(
            Effect(
                f"agent-settings/{problem}",
                GUARD_OFF if guard else EXPOSURE,
                summary,
                (Target(GUARD if guard else SERVICE, f"agent settings: {name}", (Facet("provider", "agent"),)),),
                certain=self.source.certain,
                origin=self.place(node),
            )
        )


def _literal(pattern: str) -> str:
    """What a pattern between slashes begins with, as far as it is plain text; another text as it is."""
    if not pattern.startswith("/"):
        return pattern
    text = pattern.strip("/^$")
    end = next((at for at, char in enumerate(text) if char in "([|\\.+*?{$"), len(text))
    return text[:end]


def covers(kept: Guard, lost: Guard) -> bool:
    """Whether a guard of the same sort that stands after a change does what one did that is gone."""
    if kept.kind != lost.kind:
        return False
    new, old = kept.key.removeprefix(f"{kept.kind} "), lost.key.removeprefix(f"{lost.kind} ")
    if kept.kind == "agent-hook":
        return _same_hook(new, old)
    if kept.kind != "deny-rule":
        return False
    strength, _blank, wide = new.partition(" ")
    needed, _blank, narrow = old.partition(" ")
    return (strength == "deny" or needed == "ask") and _includes(wide.strip(), narrow.strip())


def _includes(wide: str, narrow: str) -> bool:
    """Whether one rule's pattern meets all that the other's does, as `Bash(git:*)` does with `Bash(git push)`."""
    if wide in (narrow, "*"):
        return True
    tool, _open, inside = wide.partition("(")
    other, bracket, below = narrow.partition("(")
    if tool.strip().lower() != other.strip().lower():
        return False
    inside, below = inside.removesuffix(")"), below.removesuffix(")")
    if inside.strip(":* ") == "":
        return True
    if not bracket or not inside.endswith("*"):
        return False
    lead = inside.rstrip("*")
    words = lead.endswith(":")
    lead = lead.removesuffix(":")
    rest = below.removeprefix(lead)
    return below.startswith(lead) and (not words or rest[:1] in ("", " ", ":"))


def _same_hook(new: str, old: str) -> bool:
    event, matcher, command = new.split("\n", 2)
    before, matched, ran = old.split("\n", 2)
    if event != before or _bare(command) != _bare(ran):
        return False
    if matcher.strip() in ("", "*", ".*"):
        return True
    return matched.strip() not in ("", "*", ".*") and set(matched.split("|")) <= set(matcher.split("|"))


def _bare(command: str) -> str:
    """A hook's command without how it says that it stands in the project."""
    text = command.replace('"', "").replace("'", "").strip()
    for lead in _HERE:
        text = text.replace(" " + lead, " ").removeprefix(lead)
    return text


def _unpinned(words: list[str]) -> str:
    """The package that a fetcher starts in whatever version is newest, "" when it is pinned or none."""
    if base_name(words[0]) not in _FETCHERS:
        return ""
    for word in words[1:]:
        if word.startswith("-") or word in ("run", "dlx", "exec"):
            continue
        if word.startswith((".", "/", "git+", "http", "file:")):
            return ""
        name, at, version = word[1:].partition("@") if word.startswith("@") else word.partition("@")
        name = "@" + name if word.startswith("@") else name
        if "==" in name or (at and version not in ("latest", "next")):
            return ""
        return name
    return ""


def _is_toml(text: str) -> bool:
    return any("=" in line and not line.lstrip().startswith(("{", '"', "#", "/")) for line in text.split("\n")[:20])


def _toml(text: str) -> Node:
    """As much of TOML as settings need: tables, plain values, lists on one line or several."""
    root = Node(MAP)
    at = root
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        number = index + 1
        index += 1
        if line.startswith("[") and line.rstrip().endswith("]") and "=" not in line:
            at = root
            many = line.startswith("[[")
            for name in line.strip("[] ").split("."):
                key = name.strip(" \"'")
                found = at.get(key)
                if found is None or many:
                    found = Node(MAP, number)
                    at.pairs.append((Node(TEXT, number, 1, key), found))
                at = found
            continue
        name, equals, value = line.partition("=")
        if not equals or line.startswith("#"):
            continue
        value = value.strip()
        while value.startswith("[") and value.count("[") > value.count("]") and index < len(lines):
            value += " " + lines[index].strip()
            index += 1
        node = _toml_value(value, number, lines[number - 1].find("=") + 2)
        place = at
        keys = [one.strip(" \"'") for one in name.split(".")]
        for key in keys[:-1]:
            below = place.get(key)
            if below is None:
                below = Node(MAP, number)
                place.pairs.append((Node(TEXT, number, 1, key), below))
            place = below
        place.pairs.append((Node(TEXT, number, 1, keys[-1]), node))
    return root


def _toml_value(value: str, line: int, column: int) -> Node:
    if value.startswith("["):
        node = Node(LIST, line, column)
        pieces = value.strip("[] ").replace("'", '"').split('"')
        node.items = [Node(TEXT, line, column, piece) for piece in pieces[1::2]]
        return node
    if value.startswith("{"):
        node = Node(MAP, line, column)
        for piece in value.strip("{} ").split(","):
            key, equals, inner = piece.partition("=")
            if equals:
                node.pairs.append(
                    (Node(TEXT, line, column, key.strip(" \"'")), _toml_value(inner.strip(), line, column))
                )
        return node
    if value[:1] in ('"', "'"):
        return Node(TEXT, line, column, value[1:].partition(value[0])[0])
    return Node(TEXT, line, column, value.partition("#")[0].strip())

"""Pipelines and other YAML or JSON files that hold commands: each command as the shell text it is.

GitLab CI, CircleCI, Azure Pipelines, Bitbucket, Travis, Drone, Woodpecker, Buildkite, Cloud Build, AppVeyor, Tekton,
CodeBuild, Cirrus, pre-commit, lefthook, Renovate, Procfile, VS Code tasks, dev containers, composer. What a key means
is told by its name, since the names hardly differ between hosts; where they do, the file's name decides.
"""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, Node, read_json, read_yaml
from keyturn.model.effect import EXPOSURE, BlindSpot, Effect, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import BATCH, POWERSHELL, PYTHON, SHELL, Origin, ShellContext, Source
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.word import TEMPLATE, Hole, Word, join
from keyturn.tool.agent_steps import evaluated
from keyturn.tool.agents import of_command, power
from keyturn.tool.ci_gates import APPROVAL, pipeline_gates
from keyturn.tool.handoff import merged, quoted_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_CHECKOUT = Word((Hole(TEMPLATE, "checkout"),))
_KEYS = frozenset(
    "script before_script after_script run command commands bash before_install install before_deploy after_success "
    "after_failure after_deploy before_cache inlinescript entry pre_command on_start test_command execute "
    "initializecommand oncreatecommand updatecontentcommand postcreatecommand poststartcommand postattachcommand "
    "buildcommand installcommand devcommand ignorecommand prebuild postbuild after_test_script "
    "on_success on_failure on_finish sh".split()
)
# Tasks of https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/ and its marketplace
_TASKS = {
    "terraformtask": "terraform",
    "terraformcli@": "terraform",
    "terraform@": "terraform",
    "kubernetes@": "kubectl",
    "helmdeploy@": "helm",
    "pulumi@": "pulumi",
}
_TASK_OPTIONS = ("releaseName", "commandOptions", "arguments", "args")
_POWER = frozenset(("pwsh", "powershell", "ps"))
_SHELLS = frozenset("sh bash zsh dash ash ksh".split())
# Texts that whoever opens a merge request or pushes to a fork writes, as the hosts name them.
_STRANGERS = (
    "CI_COMMIT_TITLE", "CI_COMMIT_MESSAGE", "CI_COMMIT_DESCRIPTION", "CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME",
    "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_TAG_MESSAGE", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "CIRCLE_BRANCH",
    "BUILD_SOURCEVERSIONMESSAGE", "BUILD_SOURCEBRANCHNAME", "BUILD_SOURCEBRANCH",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH", "BITBUCKET_BRANCH", "BITBUCKET_PR_TITLE", "TRAVIS_COMMIT_MESSAGE",
    "TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST_BRANCH", "DRONE_COMMIT_MESSAGE", "DRONE_PULL_REQUEST_TITLE",
    "DRONE_SOURCE_BRANCH", "DRONE_BRANCH", "CI_COMMIT_SOURCE_BRANCH", "CI_COMMIT_PULL_REQUEST_TITLE",
    "BUILDKITE_MESSAGE", "BUILDKITE_BRANCH", "BUILDKITE_COMMIT_MESSAGE", "BRANCH_NAME", "CHANGE_TITLE",
    "CHANGE_BRANCH", "CHANGE_AUTHOR_DISPLAY_NAME", "GIT_COMMIT_MESSAGE", "HEAD_BRANCH",
    "APPVEYOR_REPO_COMMIT_MESSAGE", "APPVEYOR_PULL_REQUEST_TITLE", "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH",
)  # fmt: skip
# Those of them that hold sentences, which is what talks an agent into something.
_WRITTEN = tuple(
    one for one in _STRANGERS if one.endswith(("TITLE", "MESSAGE", "DESCRIPTION")) and "GIT_COMMIT" not in one
)
# The same where the host puts the value in before any shell reads the text.
_SPLICED = (
    "build.sourceversionmessage", "system.pullrequest.sourcebranch", "build.sourcebranchname", "build.sourcebranch",
    "pipeline.git.branch", "pipeline.git.commit.subject", "pipeline.git.commit.body", "pipeline.trigger_parameters",
)  # fmt: skip


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Every command of the file where it stands. Values that the host fills in stay holes."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    path = source.origin.file.lower()
    name = path[path.rfind("/") + 1 :]
    reader = _Reader(source, name)
    if name == "procfile" or name.startswith("procfile."):
        reader.procfile(text)
        return reader.out
    document = read_json(text) if name.endswith((".json", ".jsonc", ".renovaterc")) else read_yaml(text)
    for root in document.roots:
        reader.top(root)
    if not document.whole:
        reader.out.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole, so commands in it may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + document.line - 1),
            )
        )
    return reader.out


class _Reader:
    __slots__ = ("gated", "gates", "name", "out", "root", "seen", "source", "variables")

    def __init__(self, source: Source, name: str) -> None:
        self.source = source
        self.name = name
        self.out: list[Outcome] = []
        self.root = Node("null")
        self.variables: dict[str, Word] = {}
        self.seen: set[int] = set()
        self.gated: dict[int, str] = {}
        """The nodes that wait for a person, and for what."""
        self.gates: tuple[str, ...] = ()
        """What the node that is walked now waits for."""

    def procfile(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            kind, colon, command = line.partition(":")
            if colon and kind.strip().replace("-", "").replace("_", "").isalnum():
                node = Node(TEXT, number, len(kind) + 2 + len(command) - len(command.lstrip()), command.strip())
                self.hand(Word(node.text, quoted=True), node, kind.strip(), SHELL, {})

    def top(self, root: Node) -> None:
        self.root = root
        self.variables = _variables(root)
        self.gated = pipeline_gates(root)
        if self.name == "composer.json":
            scripts = root.get("scripts")
            for key, value in scripts.pairs if scripts is not None else ():
                for one in value.texts():
                    if not one.text.startswith("@") and "::" not in one.text.split(" ")[0]:
                        self.hand(Word(one.text, quoted=True), one, f"scripts.{key.text}", SHELL, {})
            return
        tasks = root.get("tasks")
        if tasks is not None and (self.name == "tasks.json" or root.scalar("version") == "2.0.0"):
            for task in tasks.items:
                self.task(task)
            return
        self.walk(root, "", self.variables, 0)

    def task(self, task: Node) -> None:
        """A VS Code task: a command and its arguments, maybe run as soon as the folder is opened."""
        command = task.get("command")
        if command is None or command.kind != TEXT:
            return
        words = [Word(command.text, quoted=True)]
        args = task.get("args")
        for one in args.items if args is not None else ():
            value = one if one.kind == TEXT else one.get("value")
            if value is not None and value.kind == TEXT:
                words.append(quoted_word(Word(value.text, quoted=True)))
        self.hand(join(words), command, task.scalar("label") or "task", SHELL, {})
        opens = task.at("runOptions", "runOn")
        if opens is not None and opens.text == "folderOpen":
            self.out.append(
                Effect(
                    "pipeline/runs-on-open",
                    EXPOSURE,
                    f"runs {command.text} as soon as the folder is opened",
                    (Target(SERVICE, "the machine of whoever opens the folder"),),
                    certain=self.source.certain,
                    origin=self.place(opens, "runOptions.runOn"),
                )
            )

    def walk(self, node: Node, label: str, variables: dict[str, Word], depth: int) -> None:
        if depth > 120 or id(node) in self.seen:
            return
        self.seen.add(id(node))
        what = self.gated.get(id(node))
        if what is None or self.gates:
            self.parts(node, label, variables, depth)
            return
        self.gates = (f"{APPROVAL}: {what}",)
        self.parts(node, label, variables, depth)
        self.gates = ()

    def parts(self, node: Node, label: str, variables: dict[str, Word], depth: int) -> None:
        """The commands of a node that is walked for the first time."""
        if node.kind == LIST:
            for item in node.items:
                self.walk(item, label, variables, depth + 1)
            return
        if node.kind != MAP:
            return
        own = {**variables, **_variables(node)} if depth else variables
        label = node.scalar("name") or node.scalar("id") or label
        if node.scalar("language") in ("pygrep", "fail", "docker_image"):
            return
        if self.cloud_build(node, label, own):
            return
        self.azure_task(node, label, own)
        before: Node | None = None
        for key, value in node.pairs:
            low = key.text.lower()
            if value.kind == MAP and value.pairs and low in _KEYS and low.endswith("command"):
                # a dev container's commands by name
                for inner, one in value.pairs:
                    self.command(one, f"{label or low} {inner.text}", SHELL, own)
                continue
            if low == "before_script" and value.kind in (LIST, TEXT) and node.get("script") is not None:
                before = value  # one shell reads both
                continue
            if low in _KEYS or low.endswith("_script"):
                language = _language(node, low, self.name)
                if low == "script" and before is not None:
                    both = Node(LIST, before.line, before.column)
                    both.items = [*(before.items or [before]), *(value.items or [value])]
                    self.command(both, f"{label or key.text}", language, own)
                elif value.kind == TEXT or (value.kind == LIST and any(one.kind != MAP for one in value.items)):
                    self.command(value, f"{label or key.text}", language, own)
                if value.kind == LIST:
                    for item in value.items:
                        if item.kind == MAP:
                            self.walk(item, label, own, depth + 1)
                elif value.kind == MAP:
                    self.walk(value, label, own, depth + 1)
            elif low in _POWER:
                self.command(value, f"{label or key.text}", POWERSHELL, own)
            elif low == "cmd" and value.kind == TEXT and self.name.lstrip(".").startswith("appveyor"):
                self.command(value, f"{label or key.text}", BATCH, own)
            elif value.kind in (MAP, LIST) and low not in ("variables", "env", "environment", "rules", "matchers"):
                self.walk(value, label if label and depth > 2 else key.text, own, depth + 1)

    def azure_task(self, node: Node, label: str, variables: dict[str, Word]) -> None:
        """A task of Azure Pipelines that names a program's command instead of writing it."""
        task = node.get("task")
        inputs = node.get("inputs")
        if task is None or task.kind != TEXT or inputs is None:
            return
        program = next((one for lead, one in _TASKS.items() if task.text.lower().startswith(lead)), "")
        command = inputs.get("command")
        if not program or command is None or command.kind != TEXT:
            return
        folder = inputs.scalar("workingDirectory")
        words = [program]
        if folder and program == "terraform":
            words.append(f"-chdir={folder}")
        words.append(command.text)
        words += [said for key in _TASK_OPTIONS if (said := inputs.scalar(key))]
        self.hand(self.filled(" ".join(words)), command, label or task.text, SHELL, variables)

    def cloud_build(self, node: Node, label: str, variables: dict[str, Word]) -> bool:
        """A step of Cloud Build or Tekton: a program, or an image whose entry point it is, with arguments."""
        args = node.get("args")
        if args is None or args.kind not in (LIST, TEXT):
            return False
        image = node.scalar("name") if self.name.startswith("cloudbuild") else None
        program = node.scalar("entrypoint")
        command = node.get("command")
        if program is None and command is not None and command.kind == LIST:
            given = [one.text for one in command.texts()]
        elif program is not None:
            given = [program]
        elif image:
            given = [image.rpartition("/")[2].partition(":")[0].partition("@")[0]]
        else:
            return False
        words = [Word(one, quoted=True) for one in given]
        words += [self.filled(one.text, quoted=True) for one in args.texts()]
        place = args.items[0] if args.items else args
        self.invoke(tuple(words), place, label, variables)
        return True

    def command(self, value: Node, label: str, language: str, variables: dict[str, Word]) -> None:
        if value.kind == TEXT:
            self.hand(self.filled(value.text), value, label, language, variables)
            return
        items = self.flat(value, 0)
        if not items:
            return
        first = items[0].text
        follows = items[1].text if len(items) > 1 else ""
        if base_name(first) in _SHELLS and follows.startswith("-") and " " not in first:
            self.invoke(tuple(self.filled(one.text, quoted=True) for one in items), items[0], label, variables)
            return
        if label.lower().endswith("command") or self.name.startswith((".devcontainer", "devcontainer")):
            self.invoke(tuple(self.filled(one.text, quoted=True) for one in items), items[0], label, variables)
            return
        # one shell reads them all, each on its own line of the file
        run: list[str | Hole] = []
        start = items[0]
        line = start.line
        for item in items:
            height = item.text.count("\n")
            if run and item.line > line:
                run.append("\n" * (item.line - line))
                line = item.line
            elif run:
                run.append("\n")
                line += 1
            run.extend(self.filled(item.text).parts)
            line += height
        self.hand(merged(run), start, label, language, variables)

    def flat(self, value: Node, depth: int) -> list[Node]:
        out: list[Node] = []
        for item in value.items:
            if item.kind == TEXT:
                out.append(item)
            elif item.kind == LIST and depth < 10:
                # `!reference [job, script]` names another place, where it is read
                names = [one.text for one in item.texts()]
                if not (len(names) in (2, 3) and self.root.get(names[0]) is not None):
                    out.extend(self.flat(item, depth + 1))
        return out

    def place(self, node: Node, label: str) -> Origin:
        line = self.source.origin.line + node.line - 1
        return self.source.origin.but(
            line=line,
            column=node.column,
            end_line=line,
            end_column=node.column,
            through=(*self.source.origin.through, *self.gates, f"pipeline {label}"),
        )

    def context(self, variables: dict[str, Word]) -> ShellContext:
        return ShellContext(_CHECKOUT, variables, frozenset(variables), {}, {}, ())

    def hand(self, text: Word, node: Node, label: str, language: str, variables: dict[str, Word]) -> None:
        if not text.parts:
            return
        origin = self.place(node, label)
        if language == SHELL and text.text is not None and text.text.startswith("#!"):
            words = text.text.partition("\n")[0]
            language = PYTHON if "python" in words else POWERSHELL if "pwsh" in words else SHELL
        self.out.append(
            HandOff(
                Source(
                    language,
                    text,
                    origin,
                    self.context(variables),
                    file=self.source.file,
                    certain=self.source.certain,
                ),
                f"pipeline {label}",
            )
        )
        self.strangers(text, origin, label)

    def invoke(self, words: tuple[Word, ...], node: Node, label: str, variables: dict[str, Word]) -> None:
        origin = self.place(node, label)
        name = words[0].text
        call = Invocation(
            words[0],
            words[1:],
            context=self.context(variables),
            certain=self.source.certain,
            origin=origin,
            name=base_name(name) if name else "",
        )
        self.out.append(HandOff(call, f"pipeline {label}"))

    def strangers(self, text: Word, origin: Origin, label: str) -> None:
        """Text of strangers that is evaluated, or that the host splices into the command."""
        found = next(
            (hole.name for hole in text.holes if any(sign in hole.name.lower() for sign in _SPLICED)),
            "",
        )
        how = "puts {} into"
        if not found:
            shown = text.worst()
            found = next((name for name in _STRANGERS if name in shown and evaluated(shown, name)), "")
            how = "evaluates {} in"
        if found:
            self.out.append(
                Effect(
                    "pipeline/untrusted-text-in-command",
                    EXPOSURE,
                    f"{how.format(found)} the command of {label}, which is whatever a stranger wrote",
                    (Target(SERVICE, "the pipeline's token and secrets", (Facet("provider", "pipeline"),)),),
                    certain=self.source.certain,
                    origin=origin,
                )
            )
            return
        shown = text.worst()
        called = of_command(shown) if any(name in shown for name in _WRITTEN) else None
        if called is not None:
            agent, options = called
            able = power(agent, (options,), {})
            if able.strong:
                named = next(name for name in _WRITTEN if name in shown)
                reach = ", ".join(able.strong[:4])
                self.out.append(
                    Effect(
                        "pipeline/agent-untrusted-text",
                        EXPOSURE,
                        f"puts {named}, which is whatever a stranger wrote, into the prompt of {agent.name} ({reach}) "
                        f"in {label}",
                        (Target(SERVICE, "the pipeline's token and secrets", (Facet("provider", "pipeline"),)),),
                        certain=self.source.certain,
                        origin=origin,
                    )
                )

    def filled(self, text: str, *, quoted: bool = False) -> Word:
        """A text with what the host fills in as holes: `<< … >>`, `${{ … }}`, `$[[ … ]]`, `$(Some.Variable)`."""
        if self.name.startswith(("cloudbuild", ".drone", ".woodpecker", "pipeline", "buildkite")) and "$$" in text:
            text = text.replace("$$", "$")
        if not any(mark in text for mark in ("<<", "${{", "$[", "$(", "{{")):
            return Word(text, quoted=True)
        parts: list[str | Hole] = []
        rest = text
        while rest:
            at, mark, end = _next_mark(rest, azure="azure" in self.name)
            if at < 0:
                parts.append(rest)
                break
            stop = rest.find(end, at + len(mark))
            if stop < 0:
                parts.append(rest)
                break
            if at:
                parts.append(rest[:at])
            name = rest[at + len(mark) : stop].strip()
            strange = any(sign in name.lower() for sign in _SPLICED)
            parts.append(Hole(TEMPLATE, name, quoted=quoted, may_be_syntax=strange))
            rest = rest[stop + len(end) :]
        return merged(parts)


def _next_mark(text: str, *, azure: bool) -> tuple[int, str, str]:
    """The next value that a host fills in: where, how it opens, how it closes; -1 when there is none."""
    best = (-1, "", "")
    for mark, end in (("${{", "}}"), ("$[[", "]]"), ("$[", "]"), ("<<", ">>"), ("$(", ")"), ("{{", "}}")):
        at = text.find(mark)
        while at >= 0:
            inside = text[at + len(mark) : text.find(end, at) if text.find(end, at) >= 0 else at + len(mark)].strip()
            plain = inside.replace(".", "").replace("_", "").replace("-", "").isalnum()
            if mark == "<<":
                # a here-document has no closing brackets behind a dotted name
                fits = plain and inside.startswith(("parameters.", "pipeline.", "matrix."))
            elif mark == "$(":
                # Azure's macro; a command substitution has no dots and no capitals
                fits = azure and plain and ("." in inside or inside != inside.lower())
            elif mark == "$[[":
                # GitLab's inputs, which may go through functions: `$[[ inputs.name | expand_vars ]]`
                fits = inside.startswith(("inputs.", "matrix.", "component."))
            elif mark == "$[":
                fits = azure
            else:
                fits = bool(inside)
            if fits:
                if best[0] < 0 or at < best[0]:
                    best = (at, mark, end)
                break
            at = text.find(mark, at + 1)
    return best


def _language(node: Node, key: str, name: str) -> str:
    """PowerShell and Python where the step says so."""
    task = (node.scalar("task") or "").lower()
    kind = (node.scalar("scriptType") or node.scalar("shell") or "").lower()
    if task.startswith(("powershell", "azurepowershell")) or kind in (
        "ps",
        "pscore",
        "pwsh",
        "powershell",
        "powershell.exe",
    ):
        return POWERSHELL
    if task.startswith("pythonscript") or kind == "python":
        return PYTHON
    if kind in ("batch", "cmd"):
        return BATCH
    if key.endswith("_script") and name.lstrip(".").startswith("appveyor"):
        return BATCH
    return SHELL


def _variables(node: Node) -> dict[str, Word]:
    """The plain values that a map's `variables:`, `env:` or `environment:` sets."""
    found: dict[str, Word] = {}
    for key in ("variables", "env", "environment"):
        value = node.get(key)
        if value is None:
            continue
        pairs = [(one.text, inner) for one, inner in value.pairs]
        for item in value.items:
            if item.kind == TEXT and "=" in item.text:
                name, _eq, text = item.text.partition("=")
                pairs.append((name, Node(TEXT, text=text)))
            elif item.scalar("name") and item.scalar("value") is not None:
                pairs.append((item.scalar("name") or "", item.get("value") or item))
        for name, inner in pairs:
            text = inner.text if inner.kind == TEXT else (inner.scalar("value") or "$")
            if name.replace("_", "").isalnum():
                plain = "$" not in text and "<<" not in text and "{{" not in text
                found[name] = Word(text, quoted=True) if plain else Word((Hole(TEMPLATE, name),), quoted=True)
    return found

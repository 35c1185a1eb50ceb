"""GitHub workflows in which a stranger's text reaches a shell or a coding agent, and what lies behind it.

Each finding tells the way from the text to the power: the event, the field, the variables and outputs in between,
the step, and what that step may do. Facts: https://docs.github.com/en/actions/concepts/security/script-injections
and the agents' own pages (tool/agents.py).
"""

from __future__ import annotations

from keyturn.language.document import MAP, TEXT, Node, read_yaml
from keyturn.model.effect import EXPOSURE, Effect
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.workspace import PRESENT
from keyturn.tool.agents import Agent, of_action, of_command, power
from keyturn.tool.ci_gates import asks_who, job_gated, keeps_strangers_out, open_events, triggers
from keyturn.tool.handoff import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Source
    from keyturn.tool.view import View

# Contexts that whoever opens an issue, a pull request or a discussion writes. Numbers, ids and the like are not text.
_STRANGERS = (
    "title", "body", "message", "ref", "label", "name", "email", "page_name", "default_branch", "description",
    "head_branch", "display_title",
)  # fmt: skip
_EVENTS = "issue pull_request comment review review_comment discussion head_commit commits pages workflow_run".split()
_WHOLE = ("github.event", "github", *(f"github.event.{event}" for event in _EVENTS))
_TAME_ENDS = ("workflow_run.name",)

_CODE_INPUTS = ("script", "cmd", "command", "run", "commands", "inlinescript", "shell-command", "entrypoint")
_PROMPTS = (
    "prompt", "direct_prompt", "override_prompt", "system-prompt", "custom_instructions", "system_prompt",
    "append_system_prompt", "message", "instructions", "task", "user-prompt", "prompt-file", "prompt_file",
)  # fmt: skip
_OPTION_INPUTS = (
    "claude_args", "settings", "codex-args", "args", "extra-args", "allowed_tools", "additional_permissions",
    "permission_mode", "claude_env", "gemini_args", "disallowed_tools",
)  # fmt: skip
_FETCHES = (
    "gh issue", "gh pr", "get_issue", "issue_read", "get_pull_request", "pull_request_read",
    "event.issue.number", "event.pull_request.number", "event.discussion.number", "event.number",
    "issue.html_url", "comment.html_url", "github_event_path", "gh api", "get_discussion", "event.comment.id",
)  # fmt: skip
_LOGS = (
    "gh run view", "gh run download", "download-artifact", "actions/runs/", "downloadartifact", "getjoblogs",
    "get_job_logs", "run_logs",
)  # fmt: skip
_HEADS = (
    "head.sha", "head.ref", "github.head_ref", "workflow_run.head_sha", "workflow_run.head_branch",
    "refs/pull/", "head_sha", "merge_commit_sha",
)  # fmt: skip
_BUILDS = (
    "npm ", "yarn", "pnpm ", "pip install", "make", "./", "cargo ", "gradle", "mvn ", "bundle", "python ",
    "node ", "go ", "poetry ", "uv ", "tox", "pytest", "bash ", "sh ", "docker build", "composer ", "bun ",
)  # fmt: skip
# Actions that run what a tree's own files say: a Dockerfile, a build script, an install script.
_BUILDING_ACTIONS = (
    "docker/build-push-action@", "docker/bake-action@", "gradle/gradle-build-action@", "bahmutov/npm-install@",
    "cypress-io/github-action@", "goreleaser/goreleaser-action@", "actions-rs/cargo@",
)  # fmt: skip
_TAME_OUTPUTS = (
    "conclusion", "execution_file", "session_id", "branch_name", "outcome", "github_token", "execution-file",
)  # fmt: skip
_MODEL_SECRETS = (
    "anthropic", "openai", "gemini", "claude", "codex", "openrouter", "google_api", "azure_openai", "copilot",
    "cursor", "mistral", "groq", "deepseek", "github_token", "opencode", "qwen", "dashscope",
)  # fmt: skip
_WRITES = (
    "contents", "packages", "id-token", "actions", "deployments", "pages", "attestations", "security-events",
)  # fmt: skip
_CLEANERS = (
    "tr -c", "tr -d", "tr -dc", "sed ", "grep -o", "sha256sum", "sha1sum", "md5sum", "cut -c", "printf %q",
    "printf '%q'", 'printf "%q"', "wc ", "base64",
)  # fmt: skip
_PUBLISHES = (
    "npm publish", "pnpm publish", "yarn publish", "yarn npm publish", "vsce publish", "ovsx publish",
    "twine upload", "pypi-publish", "cargo publish", "goreleaser", "gem push", "docker push", "mvn deploy",
    "nuget push", "semantic-release", "changesets/action", "gh release", "action-gh-release", "lerna publish",
    "uv publish", "poetry publish", "build-push-action", "changeset publish", "hatch publish",
)  # fmt: skip
_CACHES = (
    "actions/cache", "cache: npm", "cache: 'npm'", 'cache: "npm"', "cache: yarn", "cache: pnpm", "cache: pip",
    "cache: true", "rust-cache", "cache: 'pip'", "cache: 'yarn'", "cache: 'pnpm'", "setup-uv", "gha",
    "cache: maven", "cache: gradle", "turbo", "cache-apt", "setup-go", "gradle/actions",
)  # fmt: skip
_WHO_MAY = ("allowed_non_write_users", "allow-users", "allow_users", "allowed_bots", "allow-bots")
_QUOTES = " '\""
_MOST_SIBLINGS = 60


def by_strangers(expression: str) -> bool:
    """Whether a `${{ … }}` yields text that a stranger may write, wherever in the expression it stands."""
    return bool(field_of(expression))


def field_of(expression: str) -> str:
    """The stranger's field that an expression yields, "" when it has none. Comparisons yield no text."""
    plain = dotted(expression.lower()).replace(".*", "")
    whole = "tojson" in plain
    for mark in "(),'\"!":
        plain = plain.replace(mark, " ")
    tokens = plain.split()
    for index, name in enumerate(tokens):
        if "==" in tokens[index + 1 : index + 2] or (index and tokens[index - 1] == "=="):
            continue
        if name in ("contains", "startswith", "endswith", "hashfiles"):
            return ""
        if name == "github.head_ref":
            return name
        if whole and name in _WHOLE:
            return name
        # `commits[0]` and `commits[*]` are `commits`
        pieces = [piece.partition("[")[0] for piece in name.split(".")]
        if pieces[:2] == ["github", "event"] and len(pieces) > 3 and pieces[2] in _EVENTS and pieces[-1] in _STRANGERS:
            # the base of a pull request is the repository's own, and so are a workflow's name and a repository's
            if "base" in pieces or name.endswith(_TAME_ENDS) or pieces[-2] == "repository":
                continue
            return name
    return ""


def dotted(expression: str) -> str:
    """An expression with `github['event']` as `github.event`, which is the same."""
    if "['" not in expression:
        return expression
    head, *pieces = expression.split("['")
    out = head
    for piece in pieces:
        name, end, rest = piece.partition("']")
        plain = end and name.replace("_", "").replace("-", "").isalnum() and out[-1:].isalnum()
        out += f".{name}{rest}" if plain else f"['{piece}"
    return out


def _expressions(text: str) -> list[str]:
    return [piece.partition("}}")[0].strip() for piece in text.split("${{")[1:]]


class _Flow:
    """What is known to hold a stranger's text: variables, outputs, each with the way it took."""

    def __init__(self) -> None:
        self.env: dict[str, str] = {}
        self.outputs: dict[str, str] = {}
        """`steps.id.outputs.name` and `needs.job.outputs.name`, lower case."""

    def copy(self) -> _Flow:
        other = _Flow()
        other.env = dict(self.env)
        other.outputs = dict(self.outputs)
        return other

    def spliced(self, text: str) -> str:
        """The way of a stranger's text into a text by `${{ … }}`, "" when there is none."""
        for expression in _expressions(text):
            way = self.of(expression)
            if way:
                return way
        return ""

    def of(self, expression: str) -> str:
        found = field_of(expression)
        if found:
            return found
        low = dotted(expression.lower())
        for mark in "(),'\"!":
            low = low.replace(mark, " ")
        tokens = low.split()
        if "==" in tokens or "!=" in tokens:
            return ""
        for token in tokens:
            if token.startswith("env.") and token[4:].upper() in self.env:
                return self.env[token[4:].upper()]
            if token in self.outputs:
                return self.outputs[token]
        return ""

    def named(self, text: str) -> str:
        """The way by a variable that the text names: `$TITLE`, `${TITLE}`, `process.env.TITLE` or the bare name."""
        for name, way in self.env.items():
            at = text.find(name)
            while at >= 0:
                before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
                if not (before.isalnum() or before == "_") and not (after.isalnum() or after == "_"):
                    return way
                at = text.find(name, at + 1)
        return ""

    def take(self, node: Node) -> None:
        """The `env:` of a workflow, a job or a step."""
        env = node.get("env")
        for key, value in env.pairs if env is not None else ():
            way = self.spliced(value.text) if value.kind == TEXT else ""
            if way:
                self.env[key.text.upper()] = f"{way} → env {key.text}"
            else:
                self.env.pop(key.text.upper(), None)


class _Job:
    """One job as it is walked."""

    __slots__ = ("gated", "name", "node", "powers", "secrets")

    def __init__(self, name: str, node: Node, *, gated: bool, powers: tuple[str, ...], secrets: set[str]) -> None:
        self.name = name
        self.node = node
        self.gated = gated
        self.powers = powers
        """Write permissions that reach beyond comments."""
        self.secrets = secrets


def outcomes(source: Source, root: Node, view: View) -> list[Outcome]:
    """What a workflow's or action's steps do with what strangers write."""
    reader = _Reader(source, view)
    reader.root(root)
    return reader.out


class _Reader:
    __slots__ = ("at", "events", "exposed", "inside", "out", "source", "told", "view")

    def __init__(self, source: Source, view: View) -> None:
        self.source = source
        self.view = view
        self.out: list[Outcome] = []
        self.events: frozenset[str] = frozenset()
        self.inside = False
        """The events are those of whoever calls: a reusable workflow or an action."""
        self.exposed: Node | None = None
        self.at: Node | None = None
        """The place that calls another workflow while that one is read."""
        self.told: set[tuple[str, int]] = set()

    def root(self, root: Node) -> None:
        events = triggers(root)
        self.events = open_events(events)
        self.inside = not events or set(events) <= {"workflow_call", "workflow_dispatch"}
        flow = _Flow()
        flow.take(root)
        composite = root.at("runs", "steps")
        if composite is not None:
            self.steps(composite, flow, _Job("action", root, gated=False, powers=(), secrets=set()))
        jobs = root.get("jobs")
        if jobs is None or jobs.kind != MAP:
            return
        for _turn in range(2 if len(jobs.pairs) > 1 else 1):
            # a second turn, because a job may stand above the one that it needs; what is told twice is told once
            for key, job in jobs.pairs:
                if job.kind != MAP:
                    continue
                own = flow.copy()
                own.take(job)
                written = _permissions(job if job.get("permissions") is not None else root)
                secrets = _secrets(root.get("env")) | _secrets(job.get("env"))
                state = _Job(key.text, job, gated=job_gated(job, jobs), powers=written, secrets=secrets)
                steps = job.get("steps")
                if steps is not None:
                    self.steps(steps, own, state)
                elif not state.gated:
                    self.called(job, own)
                outputs = job.get("outputs")
                for name, value in outputs.pairs if outputs is not None else ():
                    way = own.spliced(value.text)
                    if way:
                        flow.outputs[f"needs.{key.text}.outputs.{name.text}".lower()] = f"{way} → job {key.text}"
        if self.exposed is not None:
            self.shared_cache()

    def called(self, job: Node, flow: _Flow) -> None:
        """A workflow of the same repository that a job calls, read with the caller's events and inputs."""
        uses = job.get("uses")
        file = self.source.origin.file
        base = file.find("/.github/")
        if uses is None or not self.events or base < 0 or not uses.text.startswith("./.github/"):
            return
        answer = self.view.workspace.read(file[:base] + uses.text[1:].partition("@")[0])
        if answer.state != PRESENT:
            return
        inner = _Flow()
        given = job.get("with")
        for key, value in given.pairs if given is not None else ():
            way = flow.spliced(value.text)
            if way:
                inner.outputs[f"inputs.{key.text}".lower()] = f"{way} → input {key.text}"
        called = read_yaml(decode(answer.data)).root
        jobs = called.get("jobs")
        for key, one in jobs.pairs if jobs is not None else ():
            steps = one.get("steps")
            if jobs is None or steps is None:
                continue
            own = inner.copy()
            own.take(called)
            own.take(one)
            given_to = one if one.get("permissions") is not None else job
            state = _Job(
                key.text,
                one,
                gated=job_gated(one, jobs),
                powers=_permissions(given_to),
                secrets=_secrets(called.get("env")) | _secrets(one.get("env")),
            )
            outer, self.at = self.at, uses
            self.steps(steps, own, state)
            self.at = outer

    def local_action(self, step: Node, uses: str, flow: _Flow, job: _Job) -> None:
        """An action of the same repository, read with the inputs that a step gives it."""
        file = self.source.origin.file
        base = file.find("/.github/")
        given = step.get("with")
        place = step.get("uses")
        if base < 0 or given is None or self.at is not None or not uses.startswith("./"):
            return
        inner = _Flow()
        for key, value in given.pairs:
            way = flow.spliced(value.text) if value.kind == TEXT else ""
            if way:
                inner.outputs[f"inputs.{key.text}".lower()] = f"{way} → input {key.text}"
        if not inner.outputs:
            return
        for name in ("action.yml", "action.yaml"):
            answer = self.view.workspace.read(f"{file[:base]}{uses[1:].rstrip('/')}/{name}")
            if answer.state == PRESENT:
                steps = read_yaml(decode(answer.data)).root.at("runs", "steps")
                if steps is not None:
                    self.at = place
                    self.steps(steps, inner, job)
                    self.at = None
                return

    def steps(self, steps: Node, flow: _Flow, job: _Job) -> None:
        gated = job.gated
        stranger_tree = ""
        logs = ""
        agents: dict[str, str] = {}
        for index, step in enumerate(steps.items, 1):
            if step.kind != MAP:
                continue
            condition = step.scalar("if")
            shut = gated or (condition is not None and keeps_strangers_out(condition))
            own = flow.copy()
            own.take(step)
            name = step.scalar("name") or step.scalar("id") or f"#{index}"
            uses = step.scalar("uses") or ""
            run = step.get("run")
            run_text = run.text if run is not None and run.kind == TEXT else ""
            said = _said(step)
            self.shell(step, run, uses, own, name)
            self.local_action(step, uses, own, job)
            self.obeys(step, run, agents, name)
            found = of_action(uses) if uses else None
            agent, options = (found, "") if found is not None else (None, "")
            if agent is None and run_text:
                called = of_command(run_text)
                if called is not None:
                    agent, options = called
            if agent is not None:
                held = self.agent(step, agent, options, said, own, job, name, stranger_tree, logs, shut=shut)
                step_id = step.scalar("id")
                if step_id:
                    agents[step_id.lower()] = held
            else:
                if stranger_tree and not shut and not self.inside:
                    self.builds(step, run_text, uses, name, stranger_tree)
                if not stranger_tree and not shut:
                    stranger_tree = _checks_out(uses, said, run_text)
                    if stranger_tree and run_text and not self.inside:
                        self.builds(step, _behind_checkout(run_text), uses, name, stranger_tree)
                low = (uses + "\n" + run_text + "\n" + said.get("script", "")).lower()
                logs = logs or next((sign for sign in _LOGS if sign in low), "")
            if asks_who(step) and (not run_text or "exit 1" in run_text or "exit 78" in run_text):
                # by an action, or by a command that ends the job
                gated = gated or (not step.scalar("id") and not run_text) or bool(run_text)
            self.passes_on(step, run_text, said, own, flow)

    # -- a shell ------------------------------------------------------------------------------------------------

    def shell(self, step: Node, run: Node | None, uses: str, flow: _Flow, name: str) -> None:
        """Strangers' text that becomes code: in an action's script, by way of a variable, or in `eval`."""
        if run is not None and run.kind == TEXT:
            for expression in _expressions(run.text):
                if not field_of(expression):  # those are told where they stand
                    way = flow.of(expression)
                    if way:
                        self.tell(
                            "untrusted-text-in-command",
                            run,
                            f"puts {way} into the command of step {name}",
                            "the workflow's token and secrets",
                        )
            low = run.text
            for variable, way in flow.env.items():
                if evaluated(low, variable):
                    self.tell(
                        "untrusted-text-in-command",
                        run,
                        f"evaluates {way} in step {name}",
                        "the workflow's token and secrets",
                    )
        given = step.get("with")
        if given is None or not uses or of_action(uses) is not None:
            return
        for key, value in given.pairs:
            low_key = key.text.lower()
            if value.kind != TEXT or not (
                low_key in _CODE_INPUTS or (low_key == "args" and uses.startswith("docker://"))
            ):
                continue
            way = flow.spliced(value.text)
            if way:
                self.tell(
                    "untrusted-text-in-command",
                    value,
                    f"puts {way} into the {key.text} of step {name} ({uses.partition('@')[0]})",
                    "the workflow's token and secrets",
                )

    def obeys(self, step: Node, run: Node | None, agents: dict[str, str], name: str) -> None:
        """A step that runs what an agent's step put out."""
        if not agents:
            return
        script = step.at("with", "script")
        place = run if run is not None else script
        if place is None or place.kind != TEXT:
            return
        held: dict[str, str] = {}
        env = step.get("env")
        for key, value in env.pairs if env is not None else ():
            out = _output_of(value.text, agents)
            if out:
                held[key.text] = out
        found = _output_of(place.text, agents)
        how = "puts"
        if not found and run is not None:
            found = next((out for variable, out in held.items() if evaluated(place.text, variable)), "")
            how = "evaluates"
        if found:
            self.tell(
                "agent-output-executed",
                place,
                f"{how} {found}, which an agent wrote, "
                f"{'in' if how == 'evaluates' else 'into'} the command of step {name}",
                "the workflow's token and secrets",
            )

    def passes_on(self, step: Node, run: str, said: dict[str, str], own: _Flow, flow: _Flow) -> None:
        """Outputs and variables that a step sets from a stranger's text."""
        step_id = (step.scalar("id") or "").lower()
        for line in run.split("\n"):
            low = line.lower()
            to_output = "github_output" in low or "::set-output" in low
            if not (to_output or "github_env" in low) or any(cleaner in low for cleaner in _CLEANERS):
                continue
            way = own.spliced(line) or (own.named(line) if "$" in line else "")
            if not way:
                continue
            before = line.partition("=")[0] if "::" not in line else line.partition("name=")[2].partition("::")[0]
            key = before.split("{")[-1].split()[-1].strip("\"'") if before.split() else ""
            if to_output and step_id and key:
                flow.outputs[f"steps.{step_id}.outputs.{key}".lower()] = f"{way} → output {key}"
            elif key and not to_output:
                flow.env[key.upper()] = f"{way} → env {key}"
        if "<<" in run and "github_output" in run.lower() and step_id:
            self.heredoc(run, step_id, own, flow)
        script = said.get("script", "")
        named = own.named(script) if "process.env" in script and step_id else ""
        for line in script.split("\n"):
            if named and "setOutput(" in line:
                key, _comma, value = line.partition("setOutput(")[2].partition(",")
                if value.strip()[:1] not in ("'", '"', ""):
                    flow.outputs[f"steps.{step_id}.outputs.{key.strip(_QUOTES)}".lower()] = f"{named} → output"
            if "setOutput(" in line and "context.payload" in line and step_id:
                key = line.partition("setOutput(")[2].partition(",")[0].strip(" '\"")
                if any(f".{word}" in line for word in ("title", "body", "head.ref", "message")):
                    rest = line.partition("context.payload")[2].split(")")[0]
                    field = "context.payload" + rest.split(",")[0].strip(" ;")
                    flow.outputs[f"steps.{step_id}.outputs.{key}".lower()] = f"{field} → output {key}"

    def heredoc(self, run: str, step_id: str, own: _Flow, flow: _Flow) -> None:
        """`{ echo "name<<EOF"; echo "$TITLE"; echo EOF; } >> $GITHUB_OUTPUT`."""
        key = ""
        for line in run.split("\n"):
            if "<<" in line and "echo" in line:
                key = line.partition("<<")[0].split()[-1].strip("\"'")
            elif key:
                way = own.spliced(line) or (own.named(line) if "$" in line else "")
                if way and not any(cleaner in line for cleaner in _CLEANERS):
                    flow.outputs[f"steps.{step_id}.outputs.{key}".lower()] = f"{way} → output {key}"

    # -- an agent -----------------------------------------------------------------------------------------------

    def agent(
        self,
        step: Node,
        agent: Agent,
        options: str,
        said: dict[str, str],
        flow: _Flow,
        job: _Job,
        name: str,
        tree: str,
        logs: str,
        *,
        shut: bool,
    ) -> str:
        """Tell what a stranger could make of an agent's step. The answer names the agent."""
        place = step.get("uses") or step.get("run") or step
        settings = [said.get(key, "") for key in _OPTION_INPUTS] + [options]
        able = power(agent, settings, said)
        wild = next((key for key in _WHO_MAY if "*" in said.get(key, "")), "")
        if shut or (agent.asks and not wild) or not (self.events or self.inside):
            return agent.name
        secrets = _beyond_the_model(job.secrets | _secrets(step))
        strong = list(able.strong)
        if able.edits and "contents: write" in job.powers:
            strong.append("edits files")
        leaks = (*able.prints, *able.reaches)
        if leaks and secrets:
            strong.extend(leaks)
        held = (*strong[:4], *job.powers, *(f"secret {one}" for one in sorted(secrets)[:4]))
        reach = ", ".join(held) or "the model's key"
        where = f"step {name} ({agent.name}: {reach})"
        target = f"{agent.name}: {reach}"
        caused = "/".join(sorted(self.events)) or "whatever calls it"
        way = self.way(step, agent, options, said, flow)
        if strong:
            if wild and self.events:
                self.tell(
                    "agent-open-to-anyone", place, f"lets anyone start {where} through {caused}: {wild} is '*'", target
                )
            if way and (self.events or "→" in way or "github." in way):
                self.tell("agent-untrusted-text", place, f"on {caused}, {way} → {where}", target)
                if any("without limits" in one or one in ("any command", able.off) for one in strong):
                    self.exposed = self.exposed or self.at or place
            elif wild and self.events:
                self.exposed = self.exposed or self.at or place
        elif (self.events and (way or wild)) or "github." in way:
            if able.prints:
                self.tell(
                    "agent-shell-tool",
                    place,
                    f"on {caused}, a stranger's words reach step {name} ({agent.name}), whose tool "
                    f"{able.prints[0]} prints what its arguments expand to",
                    target,
                )
            if able.reaches:
                self.tell(
                    "agent-reaches-anywhere",
                    place,
                    f"on {caused}, a stranger's words reach step {name} ({agent.name}), whose tool "
                    f"{able.reaches[0]} sends to any address",
                    target,
                )
        if able.off and self.events:
            said_off = f"on {caused}, runs {agent.name} in step {name} with {able.off}"
            self.tell("agent-sandbox-off", place, said_off, target)
        if tree and self.events & {"pull_request_target", "workflow_run", "issue_comment", "issues"}:
            self.tell(
                "agent-in-strangers-tree",
                place,
                f"on {caused}, {tree} → {where}, which takes its settings from there",
                target,
            )
        fed = logs or next((sign for sign in _LOGS if sign in "\n".join((*said.values(), options)).lower()), "")
        if fed and strong and "workflow_run" in self.events:
            put_out = f"on workflow_run, what another run put out ({fed}) → {where}"
            self.tell("agent-fed-by-logs", place, put_out, target)
        return agent.name

    def way(self, step: Node, agent: Agent, options: str, said: dict[str, str], flow: _Flow) -> str:
        """How a stranger's words get to an agent: spliced in, by a variable, or because it is told to look."""
        prompt = "\n".join(said[key] for key in _PROMPTS if key in said)
        for text in (prompt, options, step.scalar("run") or "", "\n".join(said.values())):
            way = flow.spliced(text)
            if way:
                return f"{way} → prompt" if text is prompt else way
        named = flow.named(prompt) or flow.named(options) or flow.named(step.scalar("run") or "" if options else "")
        if named:
            return f"{named} → prompt"
        env = step.get("env")
        # an agent that runs commands finds its step's variables by itself
        for key, _value in env.pairs if env is not None else ():
            if key.text.upper() in flow.env:
                return flow.env[key.text.upper()]
        if not self.events - {"workflow_run"}:
            return ""
        low = (
            prompt + options + " ".join(value.text for _key, value in env.pairs)
            if env is not None
            else prompt + options
        ).lower()
        sign = next((sign for sign in _FETCHES if sign in low), "")
        if sign:
            return f"what a stranger wrote, which the prompt tells it to fetch ({sign})"
        if agent.reads_event and not prompt:
            return "what a stranger wrote, which it reads by itself"
        return ""

    # -- the rest -----------------------------------------------------------------------------------------------

    def builds(self, step: Node, run: str, uses: str, name: str, tree: str) -> None:
        """A step that runs what stands in a stranger's tree."""
        if not self.events & {"pull_request_target", "workflow_run", "issue_comment"}:
            return
        pieces = run.lower().replace("&&", "\n").replace(";", "\n").split("\n")
        if uses.startswith(("./", *_BUILDING_ACTIONS)) or any(piece.strip().startswith(_BUILDS) for piece in pieces):
            place = step.get("run") or step.get("uses") or step
            self.tell(
                "untrusted-checkout",
                place,
                f"on {'/'.join(sorted(self.events))}, {tree} → step {name} runs what stands there",
                "the workflow's token and secrets",
            )

    def shared_cache(self) -> None:
        """Releases that restore caches which the exposed job's machine may write."""
        place = self.exposed
        if place is None:
            return
        file = self.source.origin.file
        folder = file[: file.rfind("/")] if "/" in file else ""
        if not folder:
            return
        listing = self.view.workspace.list(folder)
        for name in listing.names[:_MOST_SIBLINGS]:
            if not name.endswith((".yml", ".yaml")):
                continue
            answer = self.view.workspace.read(f"{folder}/{name}")
            if answer.state != PRESENT:
                continue
            text = decode(answer.data)
            low = text.lower()
            released = next((sign for sign in _PUBLISHES if sign in low), "")
            restored = next((sign for sign in _CACHES if sign in low), "")
            if not released or not restored:
                continue
            secrets = sorted(_beyond_the_model(_secrets(read_yaml(text).root)))
            held = f", which holds {', '.join(secrets[:3])}" if secrets else ""
            self.tell(
                "agent-cache-shared",
                place,
                f"what a stranger makes this agent write into the repository's caches is restored ({restored}) "
                f"by {name}, which publishes ({released}){held}",
                f"{name}: {released}",
            )
            return

    def tell(self, problem: str, place: Node, summary: str, target: str) -> None:
        if self.at is not None:
            summary = f"{summary} (in {self.at.text})"
            place = self.at
        key = (problem, place.line)
        if key in self.told:
            return
        self.told.add(key)
        line = self.source.origin.line + place.line - 1
        self.out.append(
            Effect(
                f"github-actions/{problem}",
                EXPOSURE,
                summary,
                (Target(SERVICE, target, (Facet("provider", "github-actions"),)),),
                certain=self.source.certain and not self.inside,
                origin=self.source.origin.but(line=line, column=place.column, end_line=line, end_column=place.column),
            )
        )


def _said(step: Node) -> dict[str, str]:
    given = step.get("with")
    if given is None:
        return {}
    return {key.text.lower(): value.text for key, value in given.pairs if value.kind == TEXT}


def _permissions(node: Node) -> tuple[str, ...]:
    """The write permissions that reach beyond comments and labels."""
    found = node.get("permissions")
    if found is None:
        return ()
    if found.kind == TEXT:
        return ("contents: write",) if found.text == "write-all" else ()
    return tuple(f"{key.text}: write" for key, value in found.pairs if value.text == "write" and key.text in _WRITES)


def _secrets(node: Node | None, depth: int = 0) -> set[str]:
    """The names of the secrets that a node's texts take up."""
    if node is None or depth > 120:
        return set()
    if node.kind == TEXT:
        found: set[str] = set()
        for expression in _expressions(node.text):
            for piece in expression.replace("(", " ").replace(")", " ").split():
                if piece.lower().startswith("secrets.") and len(piece) > 8:
                    found.add(piece[8:].strip(","))
        return found
    out: set[str] = set()
    for item in node.items:
        out |= _secrets(item, depth + 1)
    for _key, value in node.pairs:
        out |= _secrets(value, depth + 1)
    return out


def _beyond_the_model(names: set[str]) -> set[str]:
    """The secrets that are more than the key the model is called with."""
    return {one for one in names if not any(sign in one.lower() for sign in _MODEL_SECRETS)}


def _checks_out(uses: str, said: dict[str, str], run: str) -> str:
    """A stranger's tree put where the job works: how, "" when it is not."""
    if uses.lower().startswith("actions/checkout@"):
        ref = said.get("ref", "").lower() + said.get("repository", "").lower()
        if any(head in ref for head in _HEADS) and not said.get("path"):
            return "a checkout of the stranger's branch"
        return ""
    low = run.lower()
    if "gh pr checkout" in low:
        return "gh pr checkout"
    for line in low.split("\n"):
        taken = "git checkout" in line or "git switch" in line or "git pull" in line
        if taken and any(head in line for head in _HEADS):
            return "a checkout of the stranger's branch"
    return ""


def _behind_checkout(run: str) -> str:
    """What a step does after it has taken a stranger's tree."""
    lines = run.split("\n")
    for at, line in enumerate(lines):
        low = line.lower()
        if "gh pr checkout" in low or (any(head in low for head in _HEADS) and "git " in low):
            # the rest of its own line too: `gh pr checkout 1 && npm ci`
            return "\n".join([line.partition("&&")[2], *lines[at + 1 :]])
    return ""


_RUNNERS = ("bash", "sh", "zsh", "python", "python3", "node", "source")


def evaluated(text: str, variable: str) -> bool:
    """Whether a shell text runs a variable's value as commands: eval, `sh -c`, a pipe into a shell, or all alone."""
    for line in text.replace("\\\n", " ").split("\n"):
        for form in (f"${variable}", f"${{{variable}"):
            at = line.find(form)
            if at < 0:
                continue
            behind = line[at + len(form) :]
            if behind[:1].isalnum() or behind[:1] == "_":
                continue
            if form[1] == "{":  # with what is cut off or put in its place: `${BODY#/run }`
                behind = behind.partition("}")[2]
            before = line[:at].split()
            lead = [word.strip("\"'(") for word in before[-3:]]
            shelled = any(word in ("-c", "-lc", "-ec") for word in lead)
            if "eval" in lead or (shelled and line[:at].count("'") % 2 == 0):
                return True
            into = behind.replace('"', "").strip().removeprefix("|").split()
            if behind.replace('"', "").lstrip().startswith("|") and into and into[0] in _RUNNERS:
                return True
            if line.strip().lstrip('"').startswith(form):
                return True
    return False


def _output_of(text: str, agents: dict[str, str]) -> str:
    for expression in _expressions(text):
        low = expression.lower()
        if "==" in low or "!=" in low:
            continue
        for one in agents:
            lead = f"steps.{one}.outputs."
            at = low.find(lead)
            if at >= 0:
                name = low[at + len(lead) :].split()[0].strip(",()'\"")
                if name not in _TAME_OUTPUTS and "." not in name:
                    return expression.strip()
    return ""

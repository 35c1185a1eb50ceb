"""GitHub Actions files: the shell steps of workflows and of composite actions, and compose files' commands."""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, Document, Node, read_yaml
from keyturn.model.noun import Noun
from keyturn.model.word import TEMPLATE, TEMPORARY, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Step(Noun):
    """One `run:` step, or the script of actions/github-script.

    `text` keeps `${{ … }}` as holes; `line` and `column` tell where it begins.
    """

    job: str
    name: str
    text: Word
    line: int
    column: int
    shell: str = ""
    directory: Word | None = None
    env: tuple[tuple[str, Word], ...] = ()
    certain: bool = True
    """False when the step or its job stands under an `if:`."""
    container: bool = False
    hosted: bool = False
    """Whether its machine, by the label of the job, is thrown away afterwards."""
    environment: str = ""
    """The environment whose reviewers the job waits for, if it has any."""


class Steps(Noun):
    """The steps of a file; `whole` False when part of it was not understood, from `line` on."""

    steps: tuple[Step, ...] = ()
    whole: bool = True
    line: int = 1


SCRIPT = "github-script"
"""The shell of a step whose text is the JavaScript of https://github.com/actions/github-script."""

# Contexts whose values nobody outside can choose and that never hold shell syntax.
_TAME = (
    "github.sha",
    "github.run_id",
    "github.run_number",
    "github.run_attempt",
    "github.repository",
    "github.repository_owner",
    "github.repository_id",
    "github.workspace",
    "github.event_name",
    "github.actor_id",
    "github.job",
    "github.server_url",
    "github.api_url",
    "github.token",
    "github.action_path",
    "github.event.number",
    "github.event.pull_request.number",
    "github.event.issue.number",
    "runner.",
    "matrix.",
    "secrets.",
    "strategy.",
    "job.",
    "vars.",
    "hashfiles",
    "needs.",
    "steps.",
)


_PLAIN_WORDS = frozenset(
    "true false null format contains startswith endswith join tojson fromjson always success failure cancelled".split()
)


def _tame(expression: str, env: tuple[tuple[str, Word], ...]) -> bool:
    """Whether nothing in an expression is text that somebody outside can choose."""
    # string literals are the author's own
    pieces = expression.lower().split("'")
    text = " ".join(pieces[::2])
    for mark in "&|!=<>()[],*":
        text = text.replace(mark, " ")
    for token in text.split():
        if token in _PLAIN_WORDS or token[0].isdigit():
            continue
        if token.startswith("env."):
            value = next((value for name, value in reversed(env) if name.lower() == token[4:]), None)
            if value is not None and any(hole.may_be_syntax for hole in value.holes):
                return False
        elif not token.startswith(_TAME):
            return False
    return True


def templated(text: str, env: tuple[tuple[str, Word], ...] = ()) -> Word:
    """A text with every `${{ … }}` as a hole; `env` is what `env.NAME` stands for.

    A value is spliced in before the shell reads the text, so one that somebody else can choose (an issue's title,
    a branch's name) may be any command.
    """
    if "${{" not in text:
        return Word(text, quoted=True)
    parts: list[str | Hole] = []
    rest = text
    while rest:
        before, mark, after = rest.partition("${{")
        if before:
            parts.append(before)
        if not mark:
            break
        expression, _end, rest = after.partition("}}")
        name = expression.strip()
        lower = name.lower()
        if lower == "runner.temp":
            parts.append(Hole(TEMPORARY, name))
        else:
            parts.append(Hole(TEMPLATE, name, may_be_syntax=not _tame(name, env)))
    return Word(tuple(parts), quoted=True)


def read_workflow(text: str) -> Steps:
    """Every `run:` step of a workflow or of a composite action's file. Never raises."""
    return steps_of(read_yaml(text))


def steps_of(document: Document) -> Steps:
    """The same of a document that is read already."""
    found: list[Step] = []
    for root in document.roots:
        shell, where = _defaults(root)
        env = _env(root)
        jobs = root.get("jobs")
        if jobs is not None and jobs.kind == MAP:
            for key, job in jobs.pairs:
                own_shell, own_where = _defaults(job)
                steps = job.get("steps")
                if steps is not None:
                    found.extend(
                        _steps(
                            steps,
                            key.text,
                            own_shell or shell,
                            own_where or where,
                            (*env, *_env(job)),
                            certain=job.get("if") is None,
                            container=job.get("container") is not None,
                            hosted=_hosted(job),
                            environment=environment_of(job),
                        )
                    )
        composite = root.at("runs", "steps")
        if composite is not None:
            found.extend(_steps(composite, root.scalar("name") or "action", "", None, env))
    return Steps(tuple(found), document.whole, document.line)


def _defaults(node: Node) -> tuple[str, Word | None]:
    run = node.at("defaults", "run")
    if run is None:
        return "", None
    where = run.scalar("working-directory")
    return run.scalar("shell") or "", templated(where) if where else None


_HOSTED = ("ubuntu-", "windows-", "macos-")
_MOUNTS = ("mount", "sshfs", "s3fs", "gcsfuse", "blobfuse", "goofys", "net use", "vpn", "tailscale", "juicefs")


def _hosted(job: Node) -> bool:
    """Whether a job runs on one of GitHub's own machines, each of which is thrown away after one job.

    Not one that mounts something: what lies there outlives the machine.
    https://docs.github.com/en/actions/reference/runners/github-hosted-runners
    """
    where = job.get("runs-on")
    if where is None or where.kind == MAP:
        return False
    names = [one.text.strip().lower() for one in where.texts()]
    if len(names) == 1 and names[0].startswith("${{") and "matrix." in names[0]:
        key = names[0].removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
        listed = job.at("strategy", "matrix", key)
        names = [one.text.strip().lower() for one in listed.texts()] if listed is not None else []
    if not names or not all(one.startswith(_HOSTED) and _version(one.partition("-")[2]) for one in names):
        return False
    steps = job.get("steps")
    for step in steps.items if steps is not None else ():
        text = f"{step.scalar('run') or ''}\n{step.scalar('uses') or ''}".lower()
        if any(sign in text for sign in _MOUNTS):
            return False
    return True


def _version(text: str) -> bool:
    return text[:1].isdigit() or text.startswith(("latest", "slim"))


def environment_of(job: Node) -> str:
    """The name of the environment that a job runs in, "" for none."""
    found = job.get("environment")
    if found is None:
        return ""
    return (found.text if found.kind == TEXT else found.scalar("name")) or ""


def _env(node: Node) -> tuple[tuple[str, Word], ...]:
    found = node.get("env")
    if found is None or found.kind != MAP:
        return ()
    return tuple((key.text, templated(value.text)) for key, value in found.pairs if value.kind == TEXT)


def _steps(
    node: Node,
    job: str,
    shell: str,
    where: Word | None,
    env: tuple[tuple[str, Word], ...],
    *,
    certain: bool = True,
    container: bool = False,
    hosted: bool = False,
    environment: str = "",
) -> Iterator[Step]:
    for index, step in enumerate(node.items, 1):
        run = step.get("run")
        said = ""
        if run is None and (step.scalar("uses") or "").lower().startswith("actions/github-script@"):
            run = step.at("with", "script")
            said = SCRIPT
        if run is None or run.kind != TEXT:
            continue
        directory = step.scalar("working-directory")
        own = (*env, *_env(step))
        yield Step(
            job,
            step.scalar("name") or step.scalar("id") or f"step {index}",
            templated(run.text, own),
            run.line,
            run.column,
            said or step.scalar("shell") or shell,
            templated(directory) if directory else where,
            own,
            certain and step.get("if") is None,
            container,
            hosted,
            environment,
        )


class Service(Noun):
    """One command of a compose service: `words` for the list form, else `text`."""

    service: str
    key: str
    text: str
    words: tuple[str, ...] | None
    line: int
    column: int


class Services(Noun):
    """The commands of a compose file; `whole` as in Steps."""

    commands: tuple[Service, ...] = ()
    whole: bool = True
    line: int = 1


_COMMAND_KEYS = ("entrypoint", "command")


def read_compose(text: str) -> Services:
    """The commands, entry points, health checks and hooks of a compose file's services. Never raises."""
    document = read_yaml(text)
    found: list[Service] = []
    for root in document.roots:
        services = root.get("services") or root
        for key, service in services.pairs:
            if service.kind != MAP:
                continue
            for name in _COMMAND_KEYS:
                value = service.get(name)
                if value is not None:
                    found.extend(_command(key.text, name, value))
            test = service.at("healthcheck", "test")
            if test is not None:
                found.extend(_health(key.text, test))
            for hook in ("post_start", "pre_stop"):
                listed = service.get(hook)
                for item in listed.items if listed is not None else ():
                    value = item.get("command")
                    if value is not None:
                        found.extend(_command(key.text, hook, value))
    return Services(tuple(found), document.whole, document.line)


def _command(service: str, key: str, value: Node) -> Iterator[Service]:
    if value.kind == TEXT:
        yield Service(service, key, value.text, None, value.line, value.column)
    elif value.kind == LIST and value.items:
        words = tuple(item.text for item in value.items if item.kind == TEXT)
        first = value.items[0]
        yield Service(service, key, "", words, first.line, first.column)


def _health(service: str, test: Node) -> Iterator[Service]:
    if test.kind == TEXT:
        yield Service(service, "healthcheck", test.text, None, test.line, test.column)
        return
    words = tuple(item.text for item in test.items if item.kind == TEXT)
    if len(words) > 1 and words[0] == "CMD-SHELL":
        item = test.items[1]
        yield Service(service, "healthcheck", words[1], None, item.line, item.column)
    elif len(words) > 1 and words[0] == "CMD":
        item = test.items[1]
        yield Service(service, "healthcheck", "", words[1:], item.line, item.column)

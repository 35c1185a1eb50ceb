"""What a Terraform command would do, from its plan and its state: pure reading, the running is the adapter's.

Formats: https://developer.hashicorp.com/terraform/internals/json-format (plan, state as JSON) and state files of
format 4. Facts about the plan file were looked up in files that terraform 1.0 and 1.11 wrote: a zip whose member
`tfstate` holds lineage and serial; `show -json` has neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyturn.rehearse.difference import Resource
from keyturn.tool.pins import Pin
from keyturn.tool.terraform_state import stateful

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keyturn.model.invocation import Invocation

PLANNED = ("destroy", "apply", "refresh")
"""Commands whose plan is made."""

_ON = frozenset(("", "true", "1", "t", "T", "TRUE", "True"))
_PLAN_VALUED = frozenset(
    ("-target", "-exclude", "-replace", "-var", "-var-file", "-parallelism", "-state", "-target-file", "-exclude-file")
)
_PLAN_FLAGS = frozenset(("-refresh", "-refresh-only", "-destroy"))
_DROPPED_VALUED = frozenset(("-backup", "-lock-timeout", "-state-out"))
_PROTECTIONS = {
    "deletion_protection": True,
    "deletion_protection_enabled": True,
    "termination_protection": True,
    "disable_api_termination": True,
    "enable_deletion_protection": True,
    "force_destroy": False,
    "force_delete": False,
}
"""Attributes that say whether a deletion is refused, with the value that protects."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One terraform call as it is to be rehearsed. `words` are what follows the subcommand, all literal."""

    program: str
    command: str
    words: tuple[str, ...]
    directory: str
    workspace: str


class NotLiteralError(ValueError):
    """A word of the command is only known at run time."""


def asked(call: Invocation, directory: str, workspace: str, environment: Mapping[str, str]) -> Asked:
    """Take a terraform call apart. Raises NotLiteralError when one of its words cannot be known now."""
    if call.program is None or call.program.text is None:
        raise NotLiteralError("the program")
    words: list[str] = []
    for word in call.args:
        if word.text is None:
            raise NotLiteralError(word.shown())
        words.append(word.text)
    while words and words[0].startswith("-"):
        first = words.pop(0)
        if first.lstrip("-") == "chdir" and words:
            words.pop(0)
    command = words.pop(0) if words else ""
    if command in ("state", "workspace", "env"):
        while words and words[0].startswith("-"):
            words.pop(0)
        command = f"{'workspace' if command == 'env' else command} {words.pop(0) if words else ''}"
    more: list[str] = []
    for name in ("TF_CLI_ARGS", "TF_CLI_ARGS_" + command.replace(" ", "_").replace("-", "_")):
        more.extend(environment.get(name, "").split())
    return Asked(call.program.text, command, (*more, *words), directory, workspace)


def operands(words: Iterable[str]) -> tuple[str, ...]:
    """What is no option, with Go's rules: `-x v` takes a value only for options that have one."""
    found: list[str] = []
    waiting = False
    ended = False
    for word in words:
        if waiting:
            waiting = False
        elif ended or not word.startswith("-") or word == "-":
            found.append(word)
        elif word == "--":
            ended = True
        else:
            name, equals, _value = _option(word)
            waiting = not equals and name in _PLAN_VALUED | _DROPPED_VALUED
    return tuple(found)


def _option(word: str) -> tuple[str, bool, str]:
    name, equals, value = word.partition("=")
    return "-" + name.lstrip("-"), bool(equals), value


def plan_words(one: Asked, out: str) -> tuple[str, ...]:
    """The words of the `plan` that shows what this `apply` or `destroy` would do, and writes it to `out`."""
    words = ["plan", "-input=false", "-lock=false", "-no-color", f"-out={out}"]
    destroy = one.command == "destroy"
    taken = ""
    for word in one.words:
        if taken:
            if taken in _PLAN_VALUED:
                words.append(f"{taken}={word}")
            taken = ""
            continue
        if not word.startswith("-") or word in ("-", "--"):
            continue
        name, equals, value = _option(word)
        if name == "-destroy":
            destroy = destroy or value in _ON
        elif name in _PLAN_VALUED:
            if equals:
                words.append(f"{name}={value}")
            else:
                taken = name
        elif name in _PLAN_FLAGS:
            words.append(f"{name}={value}" if equals else name)
        elif name in _DROPPED_VALUED and not equals:
            taken = name
    if one.command == "refresh":
        words.append("-refresh-only")
    if destroy:
        words.append("-destroy")
    return tuple(words)


def resources(plan: Mapping[str, Any]) -> tuple[Resource, ...]:
    """What a plan (as `show -json` prints it) would do, what destroys first, then by address."""
    needs = _dependencies(plan)
    found: list[Resource] = []
    for one in plan.get("resource_changes") or ():
        change = one.get("change") or {}
        actions = change.get("actions") or []
        if one.get("mode") == "data" or actions in (["no-op"], ["read"], []):
            continue
        action = "replace" if "delete" in actions and "create" in actions else str(actions[0])
        address = str(one.get("address", "?"))
        kind = str(one.get("type", ""))
        protected = protection(change.get("before"))
        found.append(
            Resource(
                address,
                kind,
                action,
                stateful(kind),
                protected,
                str(one.get("provider_name", "")).rpartition("/")[2],
                needs.get(address.partition("[")[0], ()),
            )
        )
    return tuple(sorted(found, key=order))


_ORDER = {"delete": 0, "replace": 1, "forget": 2, "update": 3, "create": 4}


def order(resource: Resource) -> tuple[int, bool, str]:
    """What is lost first: by action, then what holds data, then by address."""
    return _ORDER.get(resource.action, 5), not resource.stateful, resource.address


def protection(before: object) -> bool | None:
    """Whether a resource's own attributes refuse its deletion; None when it has none that would say so."""
    if not isinstance(before, dict):
        return None
    said: bool | None = None
    for name, protects in _PROTECTIONS.items():
        value = before.get(name)
        if isinstance(value, bool):
            if (value is True) == protects and protects:
                return True
            if protects or value:
                said = False
    return said


def _modules(module: object, prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(module, dict):
        return []
    found = [(prefix + str(one.get("address", "")), one) for one in module.get("resources") or ()]
    for name, call in (module.get("module_calls") or {}).items():
        found += _modules(call.get("module"), f"{prefix}module.{name}.")
    return found


def _dependencies(plan: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    known = dict(_modules((plan.get("configuration") or {}).get("root_module")))
    found: dict[str, tuple[str, ...]] = {}
    for address, one in known.items():
        prefix = address[: len(address) - len(str(one.get("address", "")))]
        named: set[str] = set(one.get("depends_on") or ())
        waiting: list[Any] = [one.get("expressions")]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                named.update(text for text in value.get("references") or () if isinstance(text, str))
                waiting.extend(inner for key, inner in value.items() if key != "references")
            elif isinstance(value, list):
                waiting.extend(value)
        needs = {prefix + text for text in named if prefix + text in known}
        found[address] = tuple(sorted(needs))
    state = ((plan.get("prior_state") or {}).get("values") or {}).get("root_module")
    waiting = [state]
    while waiting:
        module = waiting.pop()
        if not isinstance(module, dict):
            continue
        for one in module.get("resources") or ():
            found.setdefault(str(one.get("address", "")).partition("[")[0], tuple(sorted(one.get("depends_on") or ())))
        waiting.extend(module.get("child_modules") or ())
    return found


def instances(state: Mapping[str, Any]) -> tuple[Resource, ...]:
    """Every managed instance of a state of format 4, as if it were forgotten."""
    found: list[Resource] = []
    for one in state.get("resources") or ():
        if not isinstance(one, dict) or one.get("mode") != "managed":
            continue
        kind = str(one.get("type", ""))
        module = str(one.get("module") or "")
        address = (module + "." if module else "") + f"{kind}.{one.get('name', '')}"
        provider = str(one.get("provider", "")).rpartition("/")[2].rstrip('"]')
        for instance in one.get("instances") or ():
            index = instance.get("index_key")
            at = address
            if isinstance(index, str):
                at += f'["{index}"]'
            elif isinstance(index, int):
                at += f"[{index}]"
            needs = tuple(str(text) for text in instance.get("dependencies") or ())
            found.append(
                Resource(at, kind, "forget", stateful(kind), protection(instance.get("attributes")), provider, needs)
            )
    return tuple(sorted(found, key=order))


def under(resource: Resource, address: str) -> bool:
    """Whether an address as `state rm` takes it covers a resource: itself, its instances, what a module holds."""
    at = resource.address
    return at == address or at.startswith((address + "[", address + "."))


def left_out(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Resource, ...]:
    """What one state manages and the other does not: forgotten when the other is pushed over it."""
    kept = {one.address for one in instances(after)}
    return tuple(one for one in instances(before) if one.address not in kept)


def identity(state: Mapping[str, Any] | None, backend: str, configuration: str, accounts: Sequence[str] = ()) -> Pin:
    """What a state says of itself, to be compared with its pin."""
    if not state:
        return Pin(backend, configuration, resources=0, accounts=tuple(accounts))
    serial = state.get("serial")
    return Pin(
        backend,
        configuration,
        str(state.get("lineage", "")),
        serial if isinstance(serial, int) else -1,
        len(instances(state)),
        tuple(accounts) or accounts_of(state),
    )


def accounts_of(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Cloud accounts that resources' own names give away: the fifth part of an AWS ARN, a Google project."""
    found: set[str] = set()
    for one in state.get("resources") or ():
        if not isinstance(one, dict) or one.get("mode") != "managed":
            continue
        for instance in one.get("instances") or ():
            attributes = instance.get("attributes") or {}
            arn = attributes.get("arn")
            if isinstance(arn, str) and arn.startswith("arn:") and arn.count(":") >= 5:
                account = arn.split(":")[4]
                if account.isdigit():
                    found.add("aws:" + account)
            project = attributes.get("project")
            if str(one.get("type", "")).startswith("google_") and isinstance(project, str):
                found.add("gcp:" + project)
    return tuple(sorted(found))


PLAN_TIME = frozenset(("external", "aws_lambda_invocation", "shell_script", "http"))
"""Data sources that run a program or send a request of one's own while Terraform plans."""

OFFLINE = frozenset(("terraform", "null", "random", "local", "time", "tls", "archive", "template"))
"""Providers that need no network to plan."""


def plan_time_programs(texts: Mapping[str, str]) -> tuple[str, ...]:
    """What runs while the configuration in `texts` (file name → text) is planned, as `data.type.name (file)`.

    A file that cannot be read as configuration may hold anything, and is named whole.
    """
    from keyturn.language import hcl
    from keyturn.model.source import Source
    from keyturn.model.word import Word

    found: list[str] = []
    for name, text in sorted(texts.items()):
        if name.endswith(".json"):
            if any(f'"{kind}"' in text for kind in PLAN_TIME):
                found.append(f"a data source in {name}")
            continue
        for block in hcl.read(Source("hcl", Word(text, quoted=True))).root.blocks:
            if block.type == "data" and len(block.labels) == 2 and block.labels[0] in PLAN_TIME:
                found.append(f"data.{block.labels[0]}.{block.labels[1]} ({name})")
    return tuple(found)

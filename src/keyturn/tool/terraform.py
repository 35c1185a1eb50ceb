"""terraform, tofu and terragrunt.

Grammar facts: `terraform -help`, https://developer.hashicorp.com/terraform/cli/commands and
https://terragrunt.gruntwork.io/docs/reference/cli/. Terraform uses Go's flag package: one or two dashes, `-x=v` or
`-x v`, options end at the first operand; `-help` anywhere shows help only; TF_CLI_ARGS and TF_CLI_ARGS_<command> are
put in front of the command's own options.
"""

from __future__ import annotations

from keyturn.model.effect import INFRA_APPLY, INFRA_DESTROY, PROTECTION_OFF, BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.word import Word
from keyturn.tool.handoff import split_words
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, Options, parse
from keyturn.tool.surroundings import literal, switched_on, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.terraform_state import State
    from keyturn.tool.view import View

_HARMLESS = frozenset(
    "plan validate fmt show output graph version providers get login logout metadata modules console help "
    "hclfmt hcl render-json render validate-inputs graph-dependencies output-module-groups terragrunt-info info find "
    "list dag aws-provider-patch plan-all output-all validate-all -version --version -v -help --help -h".split()
)

# Options of every command that changes something; one grammar is enough because the names never clash.
_GRAMMAR = Grammar(
    flags="-auto-approve -compact-warnings -destroy -json -no-color -refresh-only -refresh -lock -input -backend -get "
    "-force-copy -reconfigure -migrate-state -upgrade -force -dry-run -allow-missing -ignore-remote-version "
    "-detailed-exitcode -concise -allow-missing-config -show-sensitive",
    valued="-backup -lock-timeout -parallelism -state -state-out -var -var-file -target -target-file -exclude "
    "-exclude-file -replace -out -backend-config -from-module -plugin-dir -lockfile -test-directory "
    "-generate-config-out -config -filter -json-into -suppress-forget-errors",
    style="go",
)

_RUN_ALL = {"run-all": "", "apply-all": "apply", "destroy-all": "destroy"}

# Terragrunt's own options that take a value, with or without the old `terragrunt-` prefix.
_TERRAGRUNT_VALUED = frozenset(
    "working-dir config terragrunt-config tfpath tf-path download-dir source source-map iam-role iam-assume-role "
    "iam-assume-role-duration iam-assume-role-session-name iam-assume-role-web-identity-token log-level log-format "
    "log-custom-format parallelism queue-include-dir queue-exclude-dir queue-excludes-file queue-include-units-reading "
    "include-dir exclude-dir excludes-file modules-that-include queue-strict-include-file units-that-include "
    "hclfmt-file out-dir json-out-dir provider-cache-dir provider-cache-hostname provider-cache-port "
    "provider-cache-token provider-cache-registry-names auth-provider-cmd override-attr feature strict-control "
    "experiment report-file report-format report-schema-file graph-root filter filter-affected-base "
    "backend-require-bootstrap-dir".split()
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one terraform, tofu or terragrunt call would do to infrastructure and to its state."""
    args = call.args
    if not args:
        return []
    first = args[0].text
    if first in _HARMLESS and first != "plan":
        return []
    if call.name == "terragrunt":
        return _terragrunt(call, view)
    for word in args:
        text = word.text
        if text == "--":
            break
        if text in ("-h", "-help", "--help"):
            return []
    directory = directory_of(call, view)
    index = 0
    while index < len(args):
        lead = args[index].text if args[index].text is not None else args[index].prefix
        assert lead is not None
        if lead.startswith(("-chdir", "--chdir")):
            name, equals, rest = lead.partition("=")
            del name
            if equals:
                directory = absolute(rest, directory) if args[index].text is not None else None
            elif index + 1 < len(args):
                index += 1
                moved = args[index].text
                directory = absolute(moved, directory) if moved is not None else None
        elif lead in ("-v", "-version", "--version"):
            return []
        elif not lead.startswith("-"):
            break
        index += 1
    if index == len(args):
        return []
    return _command(args[index], args[index + 1 :], directory, call, view, everywhere=False, approved=False)


def _command(
    word: Word,
    rest: tuple[Word, ...],
    directory: str | None,
    call: Invocation,
    view: View,
    *,
    everywhere: bool,
    approved: bool,
) -> list[Outcome]:
    command = word.text
    if command is None:
        return [
            BlindSpot(
                "blind/unknown-subcommand",
                f"which {call.name or 'terraform'} command runs is only known at run time ({word.shown()})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if command in _HARMLESS:
        if command == "plan" and any(one.text in ("-destroy", "--destroy") for one in rest):
            return [Note("plan -destroy only plans; applying the plan it writes destroys everything", call.origin)]
        return []
    if command in ("state", "workspace"):
        at = 0
        while at < len(rest) and (rest[at].text or "").startswith("-"):
            at += 1
        if at == len(rest):
            return []
        inner = rest[at].text
        if inner is None:
            command = ""
        else:
            command += " " + inner
        rest = rest[at + 1 :]
    handler = _HANDLERS.get(command)
    if handler is None:
        return []
    options = parse((*_from_environment(command, call, view), *rest), _GRAMMAR)
    return handler(_Asked(call, view, options, directory, everywhere, approved))


def _from_environment(command: str, call: Invocation, view: View) -> list[Word]:
    found: list[Word] = []
    for name in ("TF_CLI_ARGS", "TF_CLI_ARGS_" + command.replace(" ", "_").replace("-", "_")):
        value = variable(call, view, name)
        if value is not None:
            found.extend(split_words(value))
    return found


class _Asked:
    """One command with its options, and what its directory says, looked up when first needed."""

    __slots__ = ("_state", "approved", "call", "directory", "everywhere", "options", "view")

    def __init__(
        self, call: Invocation, view: View, options: Options, directory: str | None, everywhere: bool, approved: bool
    ) -> None:
        self.call = call
        self.view = view
        self.options = options
        self.directory = directory
        self.everywhere = everywhere
        self.approved = approved
        self._state: State | None = None

    def on(self, name: str) -> bool:
        values = self.options.seen.get(name)
        return bool(values) and switched_on(values[-1] if values else None)

    @property
    def unattended(self) -> bool:
        return self.approved or self.on("-auto-approve")

    @property
    def state(self) -> State:
        if self._state is None:
            from keyturn.tool.terraform_state import examine

            self._state = examine(self.directory, self.call, self.view, self.options.value("-state"))
        return self._state

    def effect(self, rule: str, category: str, summary: str, extent: Extent | None = None) -> list[Outcome]:
        state = self.state
        out: list[Outcome] = [
            Effect(
                rule,
                category,
                summary + self.aside(),
                (state.target,),
                extent if extent is not None else Extent(None, unit="resources"),
                certain=self.call.certain,
                origin=self.call.origin,
            )
        ]
        out.extend(Note(text, self.call.origin) for text in state.notes)
        return out

    def aside(self) -> str:
        unlocked = self.options.seen.get("-lock")
        text = ""
        if unlocked and not switched_on(unlocked[-1]):
            text += ", without the state lock"
        if self.everywhere:
            text += ", in every module below this directory"
        return text

    def narrowed(self) -> str:
        targets = self.options.values("-target")
        if targets:
            return "only " + ", ".join(word.shown() for word in targets[:5])
        left = self.options.values("-exclude")
        return "all but " + ", ".join(word.shown() for word in left[:5]) if left else ""


def _destroy(asked: _Asked) -> list[Outcome]:
    narrow = asked.narrowed()
    if asked.options.values("-target"):
        number = len(asked.options.values("-target"))
        return asked.effect(
            "terraform/destroy",
            INFRA_DESTROY,
            f"destroys {narrow} and what depends on it",
            Extent(number, False, "resources"),
        )
    state = asked.state
    if state.resources is not None and not asked.everywhere:
        summary = f"destroys every resource in this state: {state.resources}"
        if state.held:
            shown = ", ".join(state.held[:4]) + (f" and {len(state.held) - 4} more" if len(state.held) > 4 else "")
            summary += f", among them {shown}"
        extent = Extent(state.resources, True, "resources", True)
    else:
        summary = "destroys every resource in this state"
        extent = Extent(None, False, "resources")
    if narrow:
        summary += f", {narrow}"
    if asked.unattended:
        summary += ", without asking"
    return asked.effect("terraform/destroy", INFRA_DESTROY, summary, extent)


def _apply(asked: _Asked) -> list[Outcome]:
    options = asked.options
    if asked.on("-destroy"):
        return _destroy(asked)
    if options.operands and options.operands[0].splits:
        # an unquoted unknown: options, a plan's name, or nothing
        return asked.effect(
            "terraform/apply",
            INFRA_APPLY,
            f"applies with options that are only known at run time ({options.operands[0].shown()})",
        )
    if options.operands and not asked.everywhere:
        plan = options.operands[0].shown()
        return asked.effect(
            "terraform/apply-saved-plan",
            INFRA_APPLY,
            f"applies the saved plan {plan}, whatever it holds, without asking",
        )
    if asked.on("-refresh-only"):
        return _refresh(asked)
    replaced = options.values("-replace")
    if replaced:
        shown = ", ".join(word.shown() for word in replaced[:5])
        return asked.effect(
            "terraform/replace",
            INFRA_DESTROY,
            f"destroys and recreates {shown}",
            Extent(len(replaced), True, "resources"),
        )
    narrow = asked.narrowed()
    if asked.unattended:
        return asked.effect(
            "terraform/apply-auto-approve",
            INFRA_APPLY,
            "applies a plan that nobody has seen" + (f", {narrow}" if narrow else ""),
        )
    return asked.effect(
        "terraform/apply", INFRA_APPLY, "plans and applies in one step" + (f", {narrow}" if narrow else "")
    )


def _refresh(asked: _Asked) -> list[Outcome]:
    return asked.effect("terraform/refresh", INFRA_APPLY, "rewrites the state from what the provider answers now")


def _state_rm(asked: _Asked) -> list[Outcome]:
    if asked.on("-dry-run"):
        return []
    operands = asked.options.operands
    shown = ", ".join(word.shown() for word in operands[:5]) or "resources"
    return asked.effect(
        "terraform/state-rm",
        INFRA_DESTROY,
        f"makes Terraform forget {shown}, which goes on existing unmanaged",
        Extent(len(operands), all(word.text is not None for word in operands), "resources"),
    )


def _state_mv(asked: _Asked) -> list[Outcome]:
    if asked.on("-dry-run"):
        return []
    shown = " to ".join(word.shown() for word in asked.options.operands[:2])
    return asked.effect(
        "terraform/state-mv", INFRA_DESTROY, f"rebinds {shown} in the state by hand", Extent(1, True, "resources")
    )


def _state_push(asked: _Asked) -> list[Outcome]:
    name = asked.options.operands[0].shown() if asked.options.operands else "a state"
    if asked.on("-force"):
        return asked.effect(
            "terraform/state-push",
            INFRA_DESTROY,
            f"overwrites the remote state with {name}, lineage and serial unchecked",
        )
    return asked.effect("terraform/state-push", INFRA_APPLY, f"overwrites the remote state with {name}")


def _replace_provider(asked: _Asked) -> list[Outcome]:
    return asked.effect(
        "terraform/replace-provider", INFRA_APPLY, "changes the provider of every resource in the state"
    )


def _workspace_delete(asked: _Asked) -> list[Outcome]:
    name = asked.options.operands[0].shown() if asked.options.operands else "a workspace"
    forced = ", even while it manages resources" if asked.on("-force") else ""
    return asked.effect(
        "terraform/workspace-delete",
        INFRA_DESTROY,
        f"deletes the workspace {name} and its state{forced}",
        Extent(1, True, "workspaces"),
    )


def _taint(asked: _Asked) -> list[Outcome]:
    name = asked.options.operands[0].shown() if asked.options.operands else "a resource"
    return asked.effect(
        "terraform/taint",
        INFRA_APPLY,
        f"marks {name} to be destroyed and recreated by the next apply",
        Extent(1, True, "resources"),
    )


def _force_unlock(asked: _Asked) -> list[Outcome]:
    return asked.effect(
        "terraform/force-unlock",
        PROTECTION_OFF,
        "breaks the state lock, so that two applies can run at once",
        Extent(1, True, "locks"),
    )


def _init(asked: _Asked) -> list[Outcome]:
    if asked.on("-force-copy"):
        return asked.effect(
            "terraform/migrate-state",
            INFRA_APPLY,
            "copies the state into another backend over what is there, without asking",
        )
    if asked.on("-migrate-state"):
        return asked.effect("terraform/migrate-state", INFRA_APPLY, "moves the state to another backend")
    if asked.on("-reconfigure"):
        return [
            Note(
                "init -reconfigure forgets the backend that was used so far: the next plan may see another state, "
                "or none",
                asked.call.origin,
            )
        ]
    return []


def _test(asked: _Asked) -> list[Outcome]:
    return [Note("terraform test may create real infrastructure and destroy it again", asked.call.origin)]


def _unknown(asked: _Asked) -> list[Outcome]:
    return [
        BlindSpot(
            "blind/unknown-subcommand",
            "which state command runs is only known at run time",
            certain=asked.call.certain,
            origin=asked.call.origin,
        )
    ]


_HANDLERS = {
    "destroy": _destroy,
    "apply": _apply,
    "refresh": _refresh,
    "state rm": _state_rm,
    "state remove": _state_rm,
    "state mv": _state_mv,
    "state move": _state_mv,
    "state push": _state_push,
    "state replace-provider": _replace_provider,
    "workspace delete": _workspace_delete,
    "env delete": _workspace_delete,
    "taint": _taint,
    "force-unlock": _force_unlock,
    "init": _init,
    "test": _test,
    "": _unknown,
}


def _terragrunt(call: Invocation, view: View) -> list[Outcome]:
    directory = directory_of(call, view)
    for name in ("TG_WORKING_DIR", "TERRAGRUNT_WORKING_DIR"):
        moved = variable(call, view, name)
        if moved is not None:
            directory = absolute(moved.text, directory) if moved.text else None
    words: list[Word] = []
    everywhere = False
    args = call.args
    index = 0
    while index < len(args):
        word = args[index]
        index += 1
        lead = word.text if word.text is not None else word.prefix
        assert lead is not None
        if lead == "--":
            if words and words[0].text == "exec":
                return (
                    [
                        HandOff(
                            Invocation(
                                args[index],
                                args[index + 1 :],
                                call.env,
                                (),
                                call.stdin,
                                call.context,
                                call.certain,
                                call.origin.inner("terragrunt exec"),
                                base_name(args[index].text or ""),
                            ),
                            "terragrunt exec",
                        )
                    ]
                    if index < len(args)
                    else []
                )
            words.extend(args[index:])
            break
        if lead in ("-h", "-help", "--help", "--version", "-v"):
            return []
        if not lead.startswith("--") and lead != "-a":
            words.append(word)
            continue
        name, equals, rest = lead.partition("=")
        name = name.lstrip("-").removeprefix("terragrunt-")
        value: Word | None = None
        if name in _TERRAGRUNT_VALUED:
            if equals:
                value = Word(rest, quoted=True) if word.text is not None else None
            elif index < len(args):
                value = args[index]
                index += 1
            if name == "working-dir":
                directory = absolute(value.text, directory) if value is not None and value.text else None
            elif name == "config" and value is not None and "/" in literal(value):
                path = absolute(literal(value), directory)
                directory = path.rpartition("/")[0] or "/" if path is not None else None
        elif name in ("all", "a", "graph"):
            everywhere = everywhere or not equals or rest != "false"
        else:
            # what Terragrunt does not know goes on to Terraform, which takes two dashes for one
            words.append(word)
    operands = [
        at for at, one in enumerate(words) if not (one.text if one.text is not None else one.prefix).startswith("-")
    ]
    if not operands:
        return []
    command = words[operands[0]]
    after = tuple(words[: operands[0]] + words[operands[0] + 1 :])
    while command.text in ("run-all", "run", "stack", "graph", "apply-all", "destroy-all"):
        name = command.text
        if name in ("run-all", "stack", "graph", "apply-all", "destroy-all"):
            everywhere = True
        if _RUN_ALL.get(name):
            command = Word(_RUN_ALL[name])
            break
        places = [at for at, one in enumerate(after) if not (one.text or one.prefix).startswith("-")]
        if not places:
            return []
        command = after[places[0]]
        after = after[: places[0]] + after[places[0] + 1 :]
    if command.text == "backend":
        inner = [one.text for one in after if one.text and not one.text.startswith("-")]
        if inner[:1] == ["delete"]:
            asked = _Asked(call, view, parse((), _GRAMMAR), directory, everywhere, True)
            return asked.effect(
                "terraform/backend-delete", INFRA_DESTROY, "deletes the remote state", Extent(None, True, "states")
            )
        if inner[:1] == ["migrate"]:
            asked = _Asked(call, view, parse((), _GRAMMAR), directory, everywhere, True)
            return asked.effect("terraform/migrate-state", INFRA_APPLY, "moves the state to another backend")
        return []
    # terragrunt answers Terraform's question itself when it runs many modules, and never asks per module
    return _command(command, after, directory, call, view, everywhere=everywhere, approved=everywhere)

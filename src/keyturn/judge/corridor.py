"""The corridor: a worklist that reads hand-offs until none remain or the budget is spent.

read → effects → locate are walked here; classify and decide are `policy`'s. Fails closed: whatever a
module cannot do, or does wrong, ends as a blind spot, never as silence.
"""

from __future__ import annotations

from keyturn.language import shell
from keyturn.model.effect import BlindSpot, Effect, Guard, HandOff, Note
from keyturn.model.invocation import Invocation
from keyturn.model.noun import Noun
from keyturn.model.source import SHELL, Origin, ShellContext, Source, SqlContext
from keyturn.model.target import HOST, PATH, Facet
from keyturn.model.word import Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.produce import Outputs
from keyturn.tool.registry import SOURCES, module_of
from keyturn.tool.written import RUNNERS, WRITERS, Overlay, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

HOST_MARK = "KEYTURN_HOST"
"""A variable that `ssh` and its like put into a context: paths here are another machine's."""

CONTAINER_MARK = "KEYTURN_CONTAINER"
"""A variable that tools put into a context to say: paths here are inside a container's own file system."""


class Budget(Noun):
    """How far hand-offs are followed. What exceeds it is a blind spot."""

    depth: int = 24
    items: int = 5_000
    characters: int = 8_000_000
    command: int = 65_536
    """Longest text of the action itself; the grammar cannot be cancelled, so longer ones are not parsed."""


DEFAULT_BUDGET = Budget()


class Step(Noun):
    """One thing that was read, for `explain`: how deep, how it was reached, what it was, what came of it."""

    depth: int
    how: str
    item: Invocation | Source
    outcomes: tuple[Outcome, ...]


class Judgement(Noun):
    """Everything the corridor found out."""

    effects: tuple[Effect, ...] = ()
    guards: tuple[Guard, ...] = ()
    blind: tuple[BlindSpot, ...] = ()
    notes: tuple[Note, ...] = ()
    trace: tuple[Step, ...] = ()


_MODULES: dict[str, ModuleType] = {}


def _module(name: str) -> ModuleType:
    module = _MODULES.get(name)
    if module is None:
        # a plain import of a name from our own literal table; importlib would cost start-up time
        module = __import__("keyturn.tool." + name, None, None, ("read",))
        _MODULES[name] = module
    return module


def follow(start: Source | Invocation, view: View, budget: Budget = DEFAULT_BUDGET) -> Judgement:
    """Read `start` and everything it leads to. Never raises; what went wrong is a blind spot in the answer."""
    effects: list[Effect] = []
    guards: list[Guard] = []
    blind: list[BlindSpot] = []
    notes: list[Note] = []
    trace: list[Step] = []
    resolver = Outputs(view)
    seen: set[tuple[str, str, str, str]] = set()
    # reversed stack, so that things come out in the order they would happen
    todo: list[tuple[Invocation | Source, int, str]] = [(start, 0, "")]
    items = 0
    characters = 0
    overlay: Overlay | None = None
    while todo:
        item, depth, how = todo.pop()
        items += 1
        outcomes: list[Outcome]
        more: list[tuple[Invocation | Source, int, str]] = []
        if items > budget.items or depth > budget.depth or characters > budget.characters:
            # what is left unread is the rest of the action itself, wherever the budget ran out: never only noted
            origin = item.origin.but(followed=False)
            blind.append(BlindSpot("blind/budget", "it leads further than can be followed", origin=origin))
            break
        if isinstance(item, Source):
            text = item.text
            length = (
                len(text.text)
                if text.text is not None
                else sum(len(part) for part in text.parts if isinstance(part, str))
            )
            characters += length
            if item.file and (
                item.origin.file in view.authored or (overlay is not None and item.origin.file in overlay.written)
            ):
                # the action wrote this text itself: its own words, wherever they are kept
                item = item.but(file=False, origin=item.origin.but(followed=False))
            if item.file:
                key = (item.language, item.origin.file, text.shown() if text.text is None else text.text, _given(item))
                if key in seen:
                    continue
                seen.add(key)
            if depth == 0 and not item.file and length > budget.command:
                blind.append(BlindSpot("blind/budget", f"{length} characters: longer than is read", origin=item.origin))
                break
            outcomes, calls = _source(item, view, resolver)
            more = [(call, depth + 1, "") for call in calls]
        else:
            outcomes = _invocation(item, view)
            if overlay is not None and overlay.unknown:
                outcomes = [*outcomes, _unknown_text(overlay.unknown.pop(), item)]
                overlay.unknown.clear()
            if item.redirects or item.name in WRITERS:
                for path, content, appended in writes(item, view, resolver):
                    if overlay is None:
                        overlay = Overlay(view.workspace)
                        view = view.but(workspace=overlay)
                        resolver = Outputs(view)
                    overlay.write(path, content, appended)
                if overlay is not None:
                    overlay.unknown.clear()
            if (overlay is not None or view.authored) and item.name in RUNNERS:
                effects.extend(_own_code(item, view, overlay, budget))
        for outcome in outcomes:
            if isinstance(outcome, HandOff):
                more.append((outcome.to, depth + 1, outcome.how))
            elif isinstance(outcome, Effect):
                effects.append(outcome)
            elif isinstance(outcome, BlindSpot):
                blind.append(outcome)
            elif isinstance(outcome, Guard):
                guards.append(outcome)
            else:
                notes.append(outcome)
        trace.append(Step(depth, how, item, tuple(outcomes)))
        more.reverse()
        todo.extend(more)
    return Judgement(tuple(effects), tuple(guards), tuple(blind), tuple(notes), tuple(trace))


def _own_code(call: Invocation, view: View, overlay: Overlay | None, budget: Budget) -> list[Effect]:
    """What files that the session wrote would destroy when a test runner and its like run them.

    Tests clean up after themselves, in places that only they know: what counts is what they name in full.
    """
    from keyturn.tool.project_code import files

    written = view.authored if overlay is None else view.authored.union(overlay.written)
    found: list[Effect] = []
    for path, language in files(call, view, written):
        answer = view.workspace.read(path)
        if answer.state != PRESENT or len(answer.data) > budget.characters:
            continue
        text = answer.data.decode("utf-8", "replace")
        origin = Origin(path, 1, 1, 1, 1, (*call.origin.through, call.name))
        source = Source(language, Word(text, quoted=True), origin, file=True, certain=call.certain)
        found.extend(one for one in follow(source, view.but(authored=frozenset()), budget).effects if _in_full(one))
    return found


def _in_full(effect: Effect) -> bool:
    """Whether an effect names every file it hits by its whole path, or by the home directory."""
    return bool(effect.targets) and all(
        target.kind == PATH
        and (target.facet("path") or "").startswith("/")
        and (target.facet("written") or "")[:1] in ("/", "~", "$")
        and target.facet("hole") in (None, "glob")
        for target in effect.targets
    )


def _given(source: Source) -> str:
    """What a followed file was started with: `./clean.sh build; ./clean.sh /` are two things to read."""
    context = source.context
    if not isinstance(context, ShellContext):
        return ""
    return repr((context.directory, context.positionals, sorted(context.variables.items())))


def _unknown_text(path: str, call: Invocation) -> BlindSpot:
    return BlindSpot(
        "blind/opaque-text",
        f"{call.name} reads {path}, which this same action writes with text that is not known",
        certain=call.certain,
        origin=call.origin,
    )


def _source(source: Source, view: View, resolver: Outputs) -> tuple[list[Outcome], tuple[Invocation, ...]]:
    try:
        if source.language == SHELL:
            reading = shell.read(source, view.layout, resolver)
            return list(reading.blind), reading.calls
        name = SOURCES.get(source.language)
        if name is None:
            return [
                BlindSpot(
                    "blind/unknown-language",
                    f"text in {source.language}, which Keyturn does not read",
                    opaque=not source.file,
                    certain=source.certain,
                    origin=source.origin,
                )
            ], ()
        return _placed(_module(name).read_source(source, view), source.context), ()
    except Exception as fault:  # noqa: BLE001 - whatever a reader does wrong must stop the action, not pass it
        return [_fault(fault, source.language, source.certain, source)], ()


def _fault(fault: Exception, what: str, certain: bool, item: Source | Invocation) -> BlindSpot:
    return BlindSpot(
        "blind/fault",
        f"reading {what} failed: {type(fault).__name__}: {fault}"[:200],
        certain=certain,
        origin=item.origin.but(followed=False),  # a fault of ours is not opacity of a followed file
    )


def _invocation(call: Invocation, view: View) -> list[Outcome]:
    out: list[Outcome] = []
    try:
        if call.redirects:
            out.extend(_module("filesystem").redirects(call, view))
        if call.env:
            out.extend(_module("environment").assignments(call, view))
        program = call.program
        if program is not None:
            name = module_of(call.name) if call.name else None
            if name is not None:
                out.extend(_module(name).read(call, view))
            elif program.text is None or "/" in program.text or "\\" in program.text:
                out.extend(_module("runners").follow_program(call, view))
            elif any(word.text == "--" for word in call.args):
                out.extend(_module("launchers").guess(call))
    except Exception as fault:  # noqa: BLE001 - likewise
        out.append(_fault(fault, call.name or "a command", call.certain, call))
    return _placed(out, call.context)


def _placed(out: list[Outcome], context: ShellContext | SqlContext | None) -> list[Outcome]:
    """What was found in a container's own files, or on another host, says so."""
    if not out or not isinstance(context, ShellContext):
        return out
    variables = context.variables
    if CONTAINER_MARK in variables:
        return [_moved(one, PATH, Facet("container", "yes", "the context")) for one in out]
    if HOST_MARK in variables:
        return [_moved(one, HOST, Facet("host", variables[HOST_MARK].text, "the context")) for one in out]
    return out


def _moved(outcome: Outcome, kind: str, mark: Facet) -> Outcome:
    """The outcome with its paths marked as not this machine's."""
    if not isinstance(outcome, Effect) or not any(target.kind == PATH for target in outcome.targets):
        return outcome
    return outcome.but(
        targets=tuple(
            target.but(kind=kind, facets=(*target.facets, mark)) if target.kind == PATH else target
            for target in outcome.targets
        )
    )

"""What each statement of a script will do, in plain words, before it is run."""

from collections.abc import Iterator

from keyturn.cal.numbers import THRESHOLD
from keyturn.cal.printer import show_test
from keyturn.cal.problems import place
from keyturn.cal.tree import (
    ALL,
    DIMENSIONS,
    Cascade,
    Chirp,
    Dive,
    Drift,
    Duration,
    Fetch,
    Forage,
    Listen,
    Perch,
    Program,
    Recall,
    Statement,
    Surface,
    Trace,
    Wake,
    Watch,
)


def explained(program: Program, text: str) -> list[tuple[int, list[str]]]:
    """For every statement its line and what it will do: a sentence, then what follows from it, indented by two."""
    return [(place(text, one.at)[0], list(_said(one))) for one in program.statements]


def _said(one: Statement) -> Iterator[str]:
    if isinstance(one, Forage):
        yield from _forage(one)
    elif isinstance(one, Dive):
        yield from _dive(one)
    elif isinstance(one, Drift):
        gap = f", taken for a gap of {one.gap}" if one.gap else ""
        yield (
            f"Measures {one.target}: methodology {_given(one.methodology)} less performance "
            f"{_given(one.performance)}{gap}. It becomes `{one.target}_drift`."
        )
    elif isinstance(one, Fetch):
        yield from _fetch(one)
    elif isinstance(one, Chirp):
        yield f"Sends an alert of type {one.alert}" + (f": {one.message}" if one.message else ".")
    elif isinstance(one, Surface):
        when = f", now and once more on {one.date}" if one.date else ""
        yield f"Shows {_called(one.output)} as {one.format}{when}."
    elif isinstance(one, Trace):
        source = f"`{one.source}`" if one.source else "the first output"
        yield f"Follows the cascades of {source}; they become `{one.target}`."
    elif isinstance(one, Cascade):
        links = "; ".join(f"{origin} reaches {', '.join(targets)}" for origin, targets in one.links)
        yield f"Declares how harm spreads, for the statements that follow: {links}."
    elif isinstance(one, Recall):
        yield (
            f"Holds the diagnosis of {one.target} against what came by {one.date}: {one.fired} of {one.total} "
            f"triggers, confidence {one.stated:g} stated, {one.actual:g} in fact, which it calls {one.calibration}."
        )
        if one.surface is not None:
            yield f"  Shows that as `{one.surface}`."
    else:
        yield from _later(one)


def _later(one: Perch | Listen | Wake | Watch) -> Iterator[str]:
    """What is kept for ticks."""
    if isinstance(one, Watch):
        hold = f" for {_duration(one.hold)}" if one.hold else ""
        yield f"Keeps a watch called {one.target}: at every tick, does `{show_test(one.when)}` hold{hold}?"
        yield "  Then: sends an alert of type watch."
    elif isinstance(one, Perch):
        target = one.target.value if one.target.key is None else f"whatever has {one.target.key} = {one.target.value}"
        signals = f"is one of {', '.join(one.listen)} heard" if one.listen else "is it there"
        end = f", until {_duration(one.wake)} have gone" if one.wake else ""
        yield f"Keeps a perch on {target}: at every tick, {signals}{end}?"
        if one.chirp is not None:
            yield f"  Then: sends an alert of type {one.chirp}" + (f": {one.message}" if one.message else ".")
    elif isinstance(one, Listen):
        yield f"Listens at every tick for {', '.join(one.signals)} anywhere in the data, and alerts once."
    else:
        yield f"Keeps a wake: at the first tick after {_duration(one.after)} it acts, on the data of that day."
        if one.then is not None:
            yield from _nested("Then", one.then)


def _forage(one: Forage) -> Iterator[str]:
    where = f"of {one.target} with {show_test(one.where)}" if one.where else f"of {one.target}"
    names = DIMENSIONS if one.across is None or ALL in one.across else one.across
    across = ", ".join(f"{name} {DIMENSIONS[name]}" for name in names)
    yield f"Selects the entities {where}. They become `{one.surface or 'results'}`."
    yield f"  Scores {across}, and follows cascades {one.depth or 1} deep."


def _dive(one: Dive) -> Iterator[str]:
    when = f" with {show_test(one.when)}" if one.when else ""
    yield f"Looks into the entities of {one.target}{when}. They become `{one.emit or 'report'}`."
    if one.trace is not None:
        yield f"  Follows the cascades of `{one.trace}`."


def _fetch(one: Fetch) -> Iterator[str]:
    limit = THRESHOLD if one.threshold is None else one.threshold
    sure = f"confidence {one.confidence:g}" if one.confidence is not None else "the confidence that the data give"
    yield f"Decides on {one.target}: chirp × |`{one.target}_drift`| × {sure}."
    yield (
        f"  EXECUTE from {limit:g}, CONFIRM from {0.75 * limit:g}, QUEUE from {0.5 * limit:g}, else WAIT. "
        f"It becomes `{one.target}_fetch`."
    )
    for level in ("EXECUTE", "CONFIRM", "QUEUE", "WAIT"):
        branch = one.branch(level)
        if branch is not None:
            yield from _nested(f"On {level}", branch)


def _nested(lead: str, one: Statement) -> Iterator[str]:
    for number, line in enumerate(_said(one)):
        yield f"  {lead}: {line[0].lower()}{line[1:]}" if number == 0 else f"  {line}"


def _called(name: str) -> str:
    return "the whole run" if name == "analysis" else f"`{name}`"


def _given(value: float | None) -> str:
    return "not given (an error when it is run)" if value is None else f"{value:g}"


def _duration(value: Duration) -> str:
    unit = value.unit.removesuffix("s") if value.value == 1 else value.unit
    return f"{value.value} {unit}"

"""What a script says, in plain sentences, and what in it is likely not meant; nothing is run."""

from collections.abc import Iterator
from dataclasses import dataclass

from keyturn.cal import numbers
from keyturn.cal.evaluate import DIVE_DEPTH, FORAGE_DEPTH, REPORT, RESULTS, WHOLE, alert_level
from keyturn.cal.ports import FORMATS
from keyturn.cal.printer import show_number, show_test
from keyturn.cal.problems import place
from keyturn.cal.tree import (
    ALL,
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
    conditions,
    nested,
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentence about a line of the script."""

    line: int
    column: int
    text: str

    def document(self) -> dict[str, object]:
        """Ready for JSON."""
        return {"line": self.line, "column": self.column, "text": self.text}


def explain(program: Program, text: str) -> list[Explained]:
    """A sentence for each statement, in order."""
    return [Explained(*place(text, one.at), _sentence(one)) for one in program.statements]


def notices(program: Program, text: str, *, data: frozenset[str] | None = None) -> list[Explained]:
    """What parses, and is likely not meant or cannot run.

    Names that nothing before defines, a FETCH without its DRIFT, an unknown format, a comment read as part of a name,
    `IS NOT` cut out of a word. `data` are the names of the tables, when they are known.
    """
    defined: set[str] = set()
    out: list[Explained] = []
    for one in program.statements:
        out.extend(Explained(*place(text, at), what) for at, what in _checked(one, defined, data, text))
    return out


def _checked(one: Statement, defined: set[str], data: frozenset[str] | None, text: str) -> Iterator[tuple[int, str]]:
    if isinstance(one, Forage | Dive):
        if data is not None and one.target not in data and one.target not in defined:
            yield one.at, f"no data and no output is called {one.target}"
        yield from _suspicious(one, text)
        if isinstance(one, Forage):
            defined.add(one.surface or RESULTS)
        else:
            defined.update(name for name in (one.emit or REPORT, one.trace) if name)
    elif isinstance(one, Watch):
        yield from _suspicious(one, text)
    elif isinstance(one, Drift):
        if one.methodology is None or one.performance is None:
            yield one.at, f"DRIFT {one.target} needs METHODOLOGY and PERFORMANCE"
        defined.add(f"{one.target}_drift")
    elif isinstance(one, Fetch):
        if one.target not in defined:
            yield one.at, f"nothing before this line defines {one.target}"
        elif f"{one.target}_drift" not in defined:
            yield one.at, f"no DRIFT {one.target} before this line"
        if one.confidence is not None and numbers.confidence(one.confidence) is None:
            yield one.at, f"CONFIDENCE {show_number(one.confidence)} is neither a share nor a whole percentage"
        defined.add(f"{one.target}_fetch")
    elif isinstance(one, Trace):
        if (one.source is None and not defined) or (one.source is not None and one.source not in defined):
            yield one.at, f"nothing before this line defines {one.source or 'anything to trace'}"
        defined.add(one.target)
    elif isinstance(one, Surface):
        if one.output not in defined and one.output != WHOLE:
            yield one.at, f"nothing before this line defines {one.output}"
        if one.format.lower() not in FORMATS:
            yield one.at, f"AS {one.format} is no format: {', '.join(FORMATS)}"
    elif isinstance(one, Recall):
        defined.update(name for name in (f"{one.target}_recall", one.surface) if name)
    for each in nested(one):
        yield from _checked(each, set(defined), data, text)


def _suspicious(one: Forage | Dive | Watch, text: str) -> Iterator[tuple[int, str]]:
    test = one.where if isinstance(one, Forage) else one.when
    for each in conditions(test):
        word = getattr(each.value, "name", "")
        end = text.find("\n", each.at)
        written = text[each.at : end if end >= 0 else len(text)]
        if "--" in each.path or "--" in word:
            yield each.at, "`--` right behind a name is read as a part of it, not as a comment: put a space before it"
        if each.operator == "!=" and word and f"not{word}".lower() in written.lower():
            yield each.at, f"read as IS NOT {word}: write `=` for a word that begins with “not”"


def _list(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _long(one: Duration) -> str:
    return f"{one.value} {one.unit[:-1] if one.value == 1 else one.unit}"


def _fetch(one: Fetch) -> str:
    threshold = numbers.THRESHOLD if one.threshold is None else one.threshold
    first, second = (show_number(numbers.exact(part * threshold)) for part in (0.75, 0.5))
    sure = (
        "the confidence that the data give" if one.confidence is None else f"confidence {show_number(one.confidence)}"
    )
    out = f"Decide about {one.target}: its chirp × its drift × {sure}; EXECUTE from {show_number(threshold)}"
    out += f", CONFIRM from {first}, QUEUE from {second}, else WAIT."
    for level in numbers.DECISIONS:
        branch = one.branch(level)
        if branch is not None:
            out += f" On {level}: {_small(_sentence(branch))}"
    return out


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _sentence(one: Statement) -> str:
    if isinstance(one, Forage):
        where = "" if one.where is None else f" where {show_test(one.where)}"
        across = "all six dimensions" if one.across is None or ALL in one.across else _list(one.across)
        deep = one.depth or FORAGE_DEPTH
        levels = f"{deep} {'level' if deep == 1 else 'levels'}"
        name = one.surface or RESULTS
        return f"Select from {one.target}{where}; score {across}, follow cascades {levels} deep, call it {name}."
    if isinstance(one, Dive):
        when = "" if one.when is None else f" where {show_test(one.when)}"
        trace = "" if one.trace is None else f", follow the cascade of {one.trace}"
        return (
            f"Select from {one.target}{when}; score it {DIVE_DEPTH} levels deep{trace}, call it {one.emit or REPORT}."
        )
    if isinstance(one, Drift):
        if one.methodology is None or one.performance is None:
            return f"Measure the gap of {one.target}; a number is missing."
        size = numbers.exact(one.methodology - one.performance)
        return (
            f"Measure the gap of {one.target}: {show_number(one.methodology)} prescribed less"
            f" {show_number(one.performance)} done is {show_number(size)}."
        )
    if isinstance(one, Fetch):
        return _fetch(one)
    if isinstance(one, Perch):
        heard = "when it is there" if one.listen is None else f"when {' or '.join(one.listen)} is heard there"
        ends = "" if one.wake is None else f", for {_long(one.wake)} at most"
        chirps = "" if one.chirp is None else f", and send a {alert_level(one.chirp)} alert ({one.chirp})"
        return f"Watch {one.target.value}: report {heard}{ends}{chirps}."
    if isinstance(one, Listen):
        return f"Report when {' or '.join(one.signals)} is heard anywhere in the data."
    if isinstance(one, Wake):
        then = "report it." if one.then is None else _small(_sentence(one.then))
        return f"{_long(one.after)} from now: {then}"
    if isinstance(one, Chirp):
        return f"Send a {alert_level(one.alert)} alert ({one.alert})" + (
            "." if not one.message else f": “{one.message}”."
        )
    return _other(one)


def _other(one: Trace | Watch | Recall | Surface | Cascade) -> str:
    if isinstance(one, Trace):
        return f"Follow the cascades of {one.source or 'the first output'}, call them {one.target}."
    if isinstance(one, Watch):
        held = "" if one.hold is None else f" for {_long(one.hold)} without a break"
        return f"Watch {one.target}: report when {show_test(one.when)} holds{held}."
    if isinstance(one, Recall):
        away, expected = numbers.calibration(one.stated, one.actual)
        return (
            f"Hold the diagnosis of {one.target} against what came: confidence stated {show_number(one.stated)},"
            f" actual {show_number(one.actual)}, {show_number(away)} apart, which is {expected};"
            f" declared {one.calibration}."
        )
    if isinstance(one, Surface):
        again = "" if one.date is None else f", and again on {one.date}"
        return f"Show {'the whole run' if one.output == WHOLE else one.output} as {one.format}{again}."
    links = "; ".join(f"{origin} to {_list(targets)}" for origin, targets in one.links)
    return f"From here on harm spreads from {links}."

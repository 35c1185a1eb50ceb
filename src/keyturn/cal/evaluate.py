"""Carries a script out: every verb does what it says.

`run` takes a tree, a data set, the ports through which it may act, and the time when the caller has one to give.
Nothing else goes in, so equal inputs give equal results. A name that nothing defined is an error; `analysis` alone
stands for the whole run when nothing else is called so.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keyturn.cal import numbers
from keyturn.cal.analysis import Analysis, Setting, analyse, mean_of_averages, title, total_impact
from keyturn.cal.data import REFERENCE_CASCADES, Cascades, DataSet, Entity, cascade_map
from keyturn.cal.evidence import Evidence, weigh
from keyturn.cal.matching import predicate
from keyturn.cal.ports import FORMATS, Alerts, Delivery, Output, Store, Watching
from keyturn.cal.printer import show
from keyturn.cal.problems import CalError, NoConfidenceError, RunError, UnknownNameError, place
from keyturn.cal.result import METHODOLOGY, Action, Named, Result, SentAlert, Surfaced
from keyturn.cal.tree import (
    ALL,
    EVERY,
    Cascade,
    Chirp,
    Dive,
    Drift,
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
    nested,
)
from keyturn.cal.when import after

FORAGE_DEPTH = 1
"""How deep FORAGE follows a cascade when DEPTH is absent."""
DIVE_DEPTH = 3
"""How deep DIVE does."""
RESULTS, REPORT = "results", "report"
"""What FORAGE without SURFACE and DIVE without EMIT call their output."""
WHOLE = "analysis"
"""The name that stands for the whole run."""
MOST_PATHS = 100
"""An alert tells the cascade paths of at most this many entities."""


class Foraged:
    """What FORAGE found."""

    def __init__(self, target: str, analyses: Sequence[Analysis]) -> None:
        self.target = target
        self.analyses = analyses
        self.written: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """`{target, count, entities, summary}`, and the cascade paths. Written once: read only."""
        if self.written is None:
            self.written = self._document()
        return self.written

    def _document(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "count": len(self.analyses),
            "entities": [one.document() for one in self.analyses],
            "summary": self.summary(),
            "paths": paths(self.analyses),
        }

    def summary(self) -> dict[str, Any]:
        """What the entities come to together."""
        return {
            "count": len(self.analyses),
            "totalDimensionsAffected": sum([one.affected for one in self.analyses]),
            "averageScore": mean_of_averages(self.analyses),
            "totalImpact": total_impact(self.analyses),
        }


class Dived:
    """What DIVE found; `traced` is what its TRACE followed."""

    def __init__(self, target: str, analyses: Sequence[Analysis], traced: "Traced | None") -> None:
        self.target = target
        self.analyses = analyses
        self.traced = traced

    def document(self) -> dict[str, Any]:
        """`{target, count, analyses, cascadeTotal}`, the cascade paths, and what was traced."""
        out: dict[str, Any] = {
            "target": self.target,
            "count": len(self.analyses),
            "analyses": [one.document() for one in self.analyses],
            "cascadeTotal": {
                "dimensions": sum([one.affected for one in self.analyses]),
                "pathways": sum([one.affected > 0 for one in self.analyses]),
                "estimatedImpact": total_impact(self.analyses),
            },
            "paths": paths(self.analyses),
        }
        if self.traced is not None:
            out["traced"] = self.traced.document()
        return out


class Traced:
    """Cascades followed."""

    def __init__(self, target: str, source: str, analyses: Sequence[Analysis]) -> None:
        self.target = target
        self.source = source
        self.analyses = analyses

    def document(self) -> dict[str, Any]:
        """`{target, from, pathways, totalImpact}`, and the paths in one line each."""
        return {
            "target": self.target,
            "from": self.source,
            "pathways": [pathway for one in self.analyses for pathway in one.cascades()],
            "totalImpact": total_impact(self.analyses),
            "paths": paths(self.analyses),
        }


class Measured:
    """A document that stands as it is: what DRIFT, FETCH and RECALL give."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found

    def document(self) -> dict[str, Any]:
        """The document."""
        return dict(self.found)


def paths(analyses: Sequence[Analysis]) -> list[str]:
    """The cascade paths of entities, each once, in order."""
    return list(dict.fromkeys(path for one in analyses if (path := one.path) is not None))


def alert_level(kind: str) -> str:
    """How urgent the alert `CHIRP kind` is."""
    if kind in {"critical", "error"}:
        return "critical"
    return "warning" if kind in {"warning", "warn"} else "info"


def run(
    program: Program,
    data: DataSet,
    *,
    alerts: Alerts | None = None,
    output: Output | None = None,
    store: Store | None = None,
    now: str | None = None,
    text: str | None = None,
) -> Result:
    """Carry out a whole script.

    Without a port the run says what it would have done and does nothing. `now` is ISO 8601 with an offset. `text` is
    the source, for errors that point and for line numbers. Raises nothing for what is wrong with script or data: the
    result's `problem` says it, and everything before it has been done.
    """
    return Run(data, alerts=alerts, output=output, store=store, now=now, text=text).whole(program)


class Run:
    """One run. `scope` are the named outputs so far."""

    def __init__(
        self,
        data: DataSet,
        *,
        alerts: Alerts | None = None,
        output: Output | None = None,
        store: Store | None = None,
        now: str | None = None,
        text: str | None = None,
    ) -> None:
        self.data = data
        self.port = alerts
        self.output = output
        self.store = store
        self.now = now
        self.text = text
        self.cascades: Cascades = data.cascades or REFERENCE_CASCADES
        self.scope: dict[str, Named] = {}
        self.actions: list[Action] = []
        self.alerts: list[SentAlert] = []
        self.surfaced: list[Surfaced] = []
        self.watches: list[Watching] = []
        self.done: list[Statement] = []
        self.decided: tuple[dict[str, Any], Sequence[Analysis]] | None = None
        self.told: dict[str, Any] = {}
        self.settings: dict[tuple[tuple[str, ...], int], Setting] = {}
        self._line_at = 0
        self._line = 1

    def whole(self, program: Program) -> Result:
        """Carry out every statement, or all before the first that cannot be."""
        problem: CalError | None = None
        for statement in program.statements:
            try:
                self.do(statement)
            except CalError as found:
                problem = found
                break
            self.done.append(statement)
        return self.result(problem)

    def result(self, problem: CalError | None = None) -> Result:
        """What has been done so far."""
        return Result(
            tuple(self.actions),
            self.scope,
            tuple(self.alerts),
            tuple(self.surfaced),
            tuple(self.watches),
            problem,
            self.now,
        )

    def do(self, statement: Statement) -> None:
        """Carry out one statement. Raises RunError with its place."""
        try:
            _DOES[type(statement)](self, statement)
        except CalError as problem:
            if problem.line or self.text is None:
                raise
            raise type(problem)(
                problem.bare, problem.fix, text=self.text, at=statement.at, expected=problem.expected
            ) from None

    def line(self, at: int) -> int:
        """The line of an offset; statements come in order, so the text is counted through once."""
        if self.text is None:
            return 0
        if at < self._line_at:
            return place(self.text, at)[0]
        if at > self._line_at:
            self._line += self.text.count("\n", self._line_at, at)
            self._line_at = at
        return self._line

    def act(
        self, action: str, target: str, statement: Statement, data: Mapping[str, Any], *, success: bool = True
    ) -> None:
        """Write down what a statement did."""
        self.actions.append(Action(action, target, success, self.line(statement.at), data))

    # sense

    def entities(self, target: str) -> Sequence[Entity]:
        """The entities that a name stands for: a table of the data set, or those of an earlier output."""
        table = self.data.tables.get(target)
        if table is not None:
            return table
        earlier = self.scope.get(target)
        if isinstance(earlier, Foraged | Dived):
            return [one.entity for one in earlier.analyses]
        if self.data.unnamed is not None:
            return self.data.tables[self.data.unnamed]
        known = ", ".join(sorted(self.data.tables)) or "no table at all"
        raise UnknownNameError(f"no data called {target}", f"The data set has: {known}.")

    def setting(self, dimensions: tuple[str, ...], depth: int) -> Setting:
        """What entities share; statements that ask for the same share one, and the cascades found for it."""
        found = self.settings.get((dimensions, depth))
        if found is None:
            found = self.settings[dimensions, depth] = Setting(dimensions, depth, self.cascades)
        return found

    def forage(self, one: Forage) -> None:
        """Select entities, score them, and name what was found."""
        entities = self.entities(one.target)
        if one.where is not None:
            passes = predicate(one.where)
            entities = [entity for entity in entities if passes(entity)]
        across = one.across
        dimensions = EVERY if across is None or ALL in across else across
        analyses = analyse(entities, self.setting(dimensions, one.depth or FORAGE_DEPTH))
        name = one.surface or RESULTS
        self.scope[name] = Foraged(one.target, analyses)
        self.act("query", one.target, one, {"count": len(analyses), "outputKey": name})

    def dive(self, one: Dive) -> None:
        """Select entities, score them three levels deep, and follow what TRACE names."""
        entities = self.entities(one.target)
        if one.when is not None:
            passes = predicate(one.when)
            entities = [entity for entity in entities if passes(entity)]
        analyses = analyse(entities, self.setting(EVERY, DIVE_DEPTH))
        name = one.emit or REPORT
        traced: Traced | None = None
        if one.trace is not None:
            earlier = self.scope.get(one.trace)
            if isinstance(earlier, Foraged | Dived | Traced):
                traced = Traced(one.trace, one.trace, earlier.analyses)
            else:
                traced = Traced(one.trace, name, analyses)
                self.scope[one.trace] = traced
        self.scope[name] = Dived(one.target, analyses, traced)
        self.act("analyze", one.target, one, {"count": len(analyses), "outputKey": name})

    def trace(self, one: Trace) -> None:
        """Follow the cascades of an earlier output."""
        source = one.source
        if source is None:
            source = next(iter(self.scope), None)
            if source is None:
                raise UnknownNameError(
                    "nothing to trace yet", "Write FORAGE or DIVE before TRACE, or TRACE … FROM a name."
                )
        found = self.scope.get(source)
        if found is None:
            raise self._unknown(source)
        analyses = found.analyses if isinstance(found, Foraged | Dived | Traced) else ()
        traced = Traced(one.target, source, analyses)
        self.scope[one.target] = traced
        impact = total_impact(analyses)
        self.act(
            "traceCascade",
            one.target,
            one,
            {"pathways": sum(each.affected > 0 for each in analyses), "totalImpact": impact},
        )

    def cascade(self, one: Cascade) -> None:
        """Take another cascade map for the statements that follow."""
        self.cascades = cascade_map(dict(one.links))
        self.settings = {}
        self.act("cascade", "", one, {"links": {origin: list(targets) for origin, targets in one.links}})

    def _unknown(self, name: str) -> UnknownNameError:
        known = ", ".join(self.scope) or "nothing yet"
        return UnknownNameError(f"no output called {name}", f"Defined so far: {known}.")

    # measure

    def drift(self, one: Drift) -> None:
        """Measure the gap."""
        if one.methodology is None or one.performance is None:
            lacks = "METHODOLOGY" if one.methodology is None else "PERFORMANCE"
            raise RunError(f"DRIFT {one.target} has no {lacks}", "DRIFT needs both numbers; none is assumed.")
        gap = (one.gap or "auto").lower()
        if gap not in {"auto", "teaching", "curiosity"}:
            raise RunError(f"GAP {one.gap} is no kind of gap", "Write teaching, curiosity or auto.")
        size, kind, quality, meaning = numbers.drift(one.methodology, one.performance, gap)
        found = {
            "target": "drift_calculation",
            "drift": size,
            "absDrift": abs(size),
            "methodology": numbers.exact(one.methodology),
            "performance": numbers.exact(one.performance),
            "gapType": kind,
            "driftQuality": quality,
            "interpretation": meaning,
        }
        self.scope[f"{one.target}_drift"] = Measured(found)
        self.act("drift", one.target, one, found)

    # decide

    def fetch(self, one: Fetch) -> None:
        """Decide, and carry out the branch of the decision."""
        source = self.scope.get(one.target)
        if not isinstance(source, Foraged | Dived):
            raise self._unknown(one.target)
        gap = self.scope.get(f"{one.target}_drift")
        if not isinstance(gap, Measured):
            raise UnknownNameError(
                f"FETCH {one.target} has no gap to go by",
                f"Write DRIFT {one.target} METHODOLOGY … PERFORMANCE … before it.",
            )
        threshold = numbers.THRESHOLD if one.threshold is None else one.threshold
        if not 0 < threshold < math.inf:
            raise RunError(f"THRESHOLD {threshold:g} is not above 0")
        loud = [each for each in source.analyses if each.chirp > 0]
        if not loud:
            raise RunError(
                f"FETCH {one.target} has no score to go by: {len(source.analyses)} entities, none with a score",
                "Look at what FORAGE selected, and whether the entities have D1 to D6 or signals.",
            )
        chirp = loud[0].chirp if len(loud) == 1 else numbers.exact(sum([each.chirp for each in loud]) / len(loud))
        sure, sure_from, evidence = self.confidence(one, loud)
        size: float = gap.found["absDrift"]
        score = numbers.fetch(chirp, size, sure)
        if not math.isfinite(score):
            raise RunError("the score is too large to be a number")
        level = numbers.decide(score, threshold)
        twice = score >= 2 * threshold
        found: dict[str, Any] = {
            "target": "fetch_decision",
            "fetchScore": score,
            "threshold": numbers.exact(threshold),
            "level": level,
            "highPriority": twice,
            "components": {"chirp": chirp, "drift": size, "confidence": sure},
            "chirpFrom": "entered" if all(each.entered is not None for each in loud) else "scores",
            "confidenceFrom": sure_from,
            "recommendation": f"{score:.2f} against {threshold:g}: {level}"
            + (" (twice the threshold)" if twice else ""),
        }
        if evidence is not None:
            found["evidence"] = evidence.document()
        self.scope[f"{one.target}_fetch"] = Measured(found)
        self.decided = found, source.analyses
        self.told = {}
        branch = one.branch(level)
        self.act("fetch", one.target, one, {**found, "acted": branch is not None})
        if branch is not None:
            self.do(branch)

    def confidence(self, one: Fetch, loud: Sequence[Analysis]) -> tuple[float, str, Evidence | None]:
        """How sure the decision is, where that comes from, and the evidence when it was computed."""
        if one.confidence is not None:
            return _sure(one.confidence, "CONFIDENCE"), "clause", None
        given = [each.entity.get("confidence") for each in loud]
        if all(value is not None for value in given):
            shares = [
                _sure(value, f"entity {title(each.entity)}: confidence")
                for value, each in zip(given, loud, strict=True)
            ]
            return numbers.exact(sum(shares) / len(shares)), "entity", None
        evidence = weigh(loud, self.data.as_of or self.now)
        if evidence is None:
            raise NoConfidenceError(
                f"FETCH {one.target} has no confidence to go by",
                "Write CONFIDENCE, give the entity a `confidence`, or the evidence behind its scores; none is assumed.",
            )
        if evidence.share <= 0:
            raise NoConfidenceError(
                f"FETCH {one.target}: none of its {evidence.pieces} pieces of evidence is measured, fresh and cited",
                "Measure something, or write CONFIDENCE and answer for it.",
            )
        return evidence.share, "evidence", evidence

    # act

    def chirp(self, one: Chirp) -> None:
        """Send an alert."""
        self.alert(one.alert, one.message or f"CAL alert: {one.alert}", one)

    def alert(self, kind: str, message: str, statement: Statement) -> None:
        """Deliver one alert, with what has been decided so far."""
        level = alert_level(kind)
        data: dict[str, Any] = {}
        if self.decided is not None:
            found, analyses = self.decided
            if "paths" not in self.told:
                self.told = {"decision": found, "paths": paths(analyses[:MOST_PATHS])}
            data = self.told
        delivery: Delivery | None = None
        if self.port is not None:
            delivery = self.port.send(kind, level, message, data)
        self.alerts.append(SentAlert(kind, level, message, data, delivery))
        told: dict[str, Any] = {"level": level, "message": message, "delivered": delivery and delivery.delivered}
        if delivery is not None:
            told["channel"] = delivery.channel
            if delivery.error:
                told["error"] = delivery.error
        self.act("alert", kind, statement, told, success=delivery is None or delivery.delivered)

    def surface(self, one: Surface) -> None:
        """Show an output, and keep its date when it has one."""
        self.bring_up(one.output, one.format, one.date, one)
        if one.date is not None:
            self.remember("surface", one.output, one, due=one.date, needs=True)

    def bring_up(self, name: str, form: str, date: str | None, statement: Statement) -> None:
        """Show an output."""
        form = form.lower()
        if form not in FORMATS:
            raise RunError(f"AS {form} is no format", f"Write one of {', '.join(FORMATS)}.")
        found = self.scope.get(name)
        if found is not None:
            document: Any = found.document()
        elif name == WHOLE:
            document = self.analysis()
        else:
            raise self._unknown(name)
        self.surfaced.append(Surfaced(name, form, document, date))
        if self.output is not None:
            self.output.surface(name, form, document, date)
        self.act("output", name, statement, {"format": form, "dataKey": name, "scheduledDate": date})

    def analysis(self) -> dict[str, Any]:
        """The whole run so far, as SURFACE analysis shows it."""
        return {
            "type": "Analysis",
            "methodology": METHODOLOGY,
            "outputs": {name: found.document() for name, found in self.scope.items()},
            "alerts": [one.document() for one in self.alerts],
            "watching": [one.document() for one in self.watches],
        }

    # watch

    def remember(
        self, kind: str, name: str, statement: Statement, *, due: str | None = None, needs: bool = False
    ) -> None:
        """Keep a statement for later ticks. Its id is made of its text, so the same script keeps the same one."""
        text = show(statement)
        setup = "\n".join(show(done) for done in needed(statement, self.done)) if needs else ""
        digest = hashlib.sha256(f"{kind}\n{text}\n{setup}".encode()).hexdigest()[:12]
        record = Watching(f"{kind}-{digest}", kind, name, text, setup, self.now, due)
        self.watches.append(record)
        if self.store is not None:
            self.store.keep(record)

    def later(self, one: Perch | Wake) -> str | None:
        """When a PERCH ends or a WAKE acts; None when the run was not told the time."""
        wait = one.wake if isinstance(one, Perch) else one.after
        return None if wait is None or self.now is None else after(self.now, wait)

    def perch(self, one: Perch) -> None:
        """Keep a perch."""
        name = one.target.value if one.target.key is None else f'{one.target.key}:"{one.target.value}"'
        self.remember("perch", name, one, due=self.later(one))
        self.act("observe", name, one, {"watcherId": self.watches[-1].id, "signals": list(one.listen or ())})

    def listen(self, one: Listen) -> None:
        """Keep a listener."""
        self.remember("listen", ", ".join(one.signals), one)
        self.act("monitor", self.watches[-1].name, one, {"watcherId": self.watches[-1].id})

    def wake(self, one: Wake) -> None:
        """Keep a time to wake, with what its statement needs."""
        name = f"{one.after.value} {one.after.unit}"
        self.remember("wake", name, one, due=self.later(one), needs=one.then is not None)
        self.act("schedule", name, one, {"taskId": self.watches[-1].id, "due": self.watches[-1].due})

    def watch(self, one: Watch) -> None:
        """Keep a watch."""
        self.remember("watch", one.target, one)
        self.act("watch", one.target, one, {"watcherId": self.watches[-1].id, "status": "active"})

    # validate

    def recall(self, one: Recall) -> None:
        """Hold a past diagnosis against what came."""
        away, expected = numbers.calibration(one.stated, one.actual)
        fired = sum(trigger.status == "fired" for trigger in one.triggers)
        found: dict[str, Any] = {
            "target": one.target,
            "date": one.date,
            "triggers": [
                {
                    "triggerId": each.name,
                    "status": each.status,
                    "firedDate": each.fired_date,
                    "evidence": each.evidence,
                }
                for each in one.triggers
            ],
            "triggersFired": one.fired,
            "triggersTotal": one.total,
            "triggersListed": {"fired": fired, "total": len(one.triggers)},
            "triggersAgree": (fired, len(one.triggers)) == (one.fired, one.total),
            "confidenceStated": one.stated,
            "confidenceActual": one.actual,
            "delta": away,
            "declared": one.calibration,
            "expected": expected,
            "validated": one.calibration == expected,
        }
        if one.drift_after is not None:
            found["driftAfter"] = one.drift_after
        self.scope[f"{one.target}_recall"] = Measured(found)
        self.act("recall", one.target, one, found)
        if one.surface is not None:
            self.scope.setdefault(one.surface, Measured(found))
            self.bring_up(one.surface, one.format or "json", None, one)


_DOES: dict[type, Callable[[Run, Any], None]] = {
    Forage: Run.forage,
    Dive: Run.dive,
    Drift: Run.drift,
    Fetch: Run.fetch,
    Perch: Run.perch,
    Listen: Run.listen,
    Wake: Run.wake,
    Chirp: Run.chirp,
    Trace: Run.trace,
    Watch: Run.watch,
    Recall: Run.recall,
    Surface: Run.surface,
    Cascade: Run.cascade,
}


_MAP = "->"
"""Stands for the cascade map among the names that statements define and need."""


def _defines(one: Statement) -> frozenset[str]:
    if isinstance(one, Forage):
        return frozenset((one.surface or RESULTS,))
    if isinstance(one, Dive):
        return frozenset((one.emit or REPORT, one.trace or ""))
    if isinstance(one, Drift):
        return frozenset((f"{one.target}_drift",))
    if isinstance(one, Fetch):
        return frozenset((f"{one.target}_fetch",))
    if isinstance(one, Trace):
        return frozenset((one.target,))
    if isinstance(one, Recall):
        return frozenset((f"{one.target}_recall", one.surface or ""))
    return frozenset((_MAP,)) if isinstance(one, Cascade) else frozenset()


def _uses(one: Statement) -> set[str]:
    if isinstance(one, Forage):
        return {one.target, _MAP}
    if isinstance(one, Dive):
        return {one.target, one.trace or "", _MAP}
    if isinstance(one, Fetch):
        return {one.target, f"{one.target}_drift"}.union(*(_uses(each) for each in nested(one)))
    if isinstance(one, Trace):
        return {one.source or WHOLE}
    if isinstance(one, Surface):
        return {one.output}
    return set().union(*(_uses(each) for each in nested(one)))


def needed(one: Statement, done: Sequence[Statement]) -> list[Statement]:
    """The statements among those already done whose results `one` uses, directly or through others, in order."""
    names = _uses(one)
    if WHOLE in names:
        return [each for each in done if _defines(each)]
    out: list[Statement] = []
    for each in reversed(done):
        if not names:
            break
        defined = _defines(each)
        if defined & names:
            names -= defined
            names |= _uses(each)
            out.append(each)
    return out[::-1]


def _sure(value: Any, called: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        share = numbers.confidence(value)
        if share is not None:
            return share
    raise RunError(
        f"{called} {value} is no confidence", "Write a share above 0 and up to 1, or a whole percentage from 2 to 100."
    )

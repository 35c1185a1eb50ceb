"""CAL: reading and carrying out scripts, against what the reference runtime took on the same work.

The baselines are the reference's own figures (v1.3.0, built from source, measured once on a machine of this kind):
10,000 statements (757 KB) parsed in 0.97 s, FORAGE over 200,000 entities with six dimensions in 11.1 s and 650 MB. The
scripts and the entities here are made anew, of the same sizes.
"""

import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, Timing

TITLE = "CAL"
PARSED = 0.97
FORAGED = 11.1
FASTER = 5
STATEMENTS = 10_000
ENTITIES = 200_000


def script(statements: int) -> str:
    """A script of an everyday mix, 76 characters a statement, no two alike."""
    out = []
    for n in range(statements // 5):
        out.append(
            f"FORAGE delivery\n  WHERE events_{n % 500} > {n % 500} AND adoption >= 85 AND open = true\n"
            f"  ACROSS D1, D2, D5 DEPTH 2 SURFACE gap_{n}\n"
            f"DRIFT gap_{n} METHODOLOGY 85 PERFORMANCE {n % 80} -- what is written down, less what is done\n"
            f'FETCH gap_{n} THRESHOLD 1000 CONFIDENCE 88 ON EXECUTE CHIRP critical "{n}"\n'
            f"WATCH slide_{n} WHEN adoption < {n % 100} FOR 2 quarters\n"
            f'CHIRP warning "gap number {n} is open, see the ledger"\n'
        )
    return "".join(out)


def entities(count: int) -> list[dict[str, Any]]:
    """Entities with scores, and signals for each of six dimensions; the seed is fixed."""
    draw = random.Random(7).randint
    names = [f"D{n}" for n in range(1, 7)]
    return [
        {
            "id": f"e{n}",
            "adoption": draw(0, 100),
            "open": True,
            "baseCost": 1000,
            **{name: draw(0, 100) for name in names},
            "dimensions": {name: {"sound": draw(1, 10), "space": draw(1, 10), "time": draw(1, 10)} for name in names},
        }
        for n in range(count)
    ]


Clocks = tuple[float, float]


def clocks() -> Clocks:
    """Time as it goes by, and processor time."""
    return time.perf_counter(), time.process_time()


def parse_and_run(statements: int) -> Clocks:
    """Parse a script and carry it out; gives the clocks at the beginning."""
    from keyturn.cal.data import read
    from keyturn.cal.evaluate import run
    from keyturn.cal.parser import parse

    text = script(statements)
    row: dict[str, Any] = {"adoption": 90, "open": True, "D1": 50, "D2": 40}
    row |= {f"events_{n}": 1000 for n in range(500)}
    row["dimensions"] = {name: {"sound": 7, "space": 8, "time": 9} for name in ("D1", "D2", "D5")}
    data = read([row], "delivery")
    began = clocks()
    result = run(parse(text), data, text=text)
    if not result.success:
        raise RuntimeError(str(result.problem))
    return began


def parse_only(statements: int) -> Clocks:
    """Parse a script."""
    from keyturn.cal.parser import parse

    text = script(statements)
    began = clocks()
    parse(text)
    return began


def parse_with_lark(statements: int) -> Clocks:
    """The same with lark's LALR parser and a grammar of only the five statements used; it builds plain trees."""
    from lark import Lark

    parser = Lark(LARK, parser="lalr", lexer="contextual", maybe_placeholders=False)
    text = script(statements)
    began = clocks()
    parser.parse(text)
    return began


def forage(count: int) -> Clocks:
    """FORAGE over entities, its sums read."""
    return _forage(count, written=False)


def forage_written(count: int) -> Clocks:
    """FORAGE over entities, the whole document of each written as well."""
    return _forage(count, written=True)


def _forage(count: int, *, written: bool) -> Clocks:
    from keyturn.cal.data import DataSet
    from keyturn.cal.evaluate import Foraged, run
    from keyturn.cal.parser import parse

    data = DataSet({"delivery": entities(count)})
    began = clocks()
    result = run(parse("FORAGE delivery WHERE open = true ACROSS D1, D2, D3, D4, D5, D6 DEPTH 3 SURFACE r"), data)
    found = result.outputs["r"]
    if not isinstance(found, Foraged) or found.summary()["count"] != count:
        raise RuntimeError("not every entity was foraged")
    if written:
        found.document()
    return began


LARK = r"""
start: (forage | drift | fetch | watch | chirp)*
forage: "FORAGE"i NAME ("WHERE"i cond ("AND"i cond)* | "ACROSS"i DIM ("," DIM)* | "DEPTH"i INT | "SURFACE"i NAME)*
cond: NAME OP (INT | NAME | STRING)
drift: "DRIFT"i NAME ("METHODOLOGY"i INT | "PERFORMANCE"i INT)+
fetch: "FETCH"i NAME ("THRESHOLD"i INT | "CONFIDENCE"i INT | "ON"i "EXECUTE"i chirp)+
watch: "WATCH"i NAME "WHEN"i cond ["FOR"i INT UNIT]
chirp: "CHIRP"i NAME [STRING]
UNIT.5: "quarters"
DIM.5: /D[1-6]/
OP: ">=" | "<=" | "=" | ">" | "<"
NAME: /[A-Za-z_][A-Za-z0-9_-]*/
INT: /[0-9]+/
STRING: /"[^"]*"/
%ignore /[ \t\n\r]+/
%ignore /(--|\/\/)[^\n]*/
"""


WORKS = {work.__name__: work for work in (parse_and_run, parse_only, parse_with_lark, forage, forage_written)}


def timed(name: str, work: str, size: int, rounds: int) -> Timing:
    """The work's own time, without what prepares it, each round in a process of its own."""
    timing = Timing(name)
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_cal", work, str(size)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        wall, processor, peak = map(float, done.stdout.split())
        timing.wall.append(wall)
        timing.processor.append(processor)
        timing.memory = max(timing.memory, peak)
    return timing


def target(what: str, taken: float, reference: float, size: int, whole: int) -> dict[str, Any]:
    """One target: so many times as fast as the reference on the same work. A smaller size is held to its share."""
    times = reference * size / whole / taken
    return {
        "what": f"{what}: at least {FASTER} times as fast as the reference's {reference:g} s",
        "measured": f"{taken:.3f} s, {times:.1f} times",
        "met": times >= FASTER,
    }


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Targets: five times the reference on both works, by the time that goes by."""
    del place
    share = 10 if quick else 1
    rounds = 2 if quick else 7
    statements, count = STATEMENTS // share, ENTITIES // share
    both = timed(f"parse and run, {statements:,} statements", "parse_and_run", statements, rounds)
    parsed = timed(f"parse alone, {statements:,} statements", "parse_only", statements, rounds)
    lark = timed("the same statements parsed by lark (LALR)", "parse_with_lark", statements, rounds)
    foraged = timed(f"FORAGE, {count:,} entities, six dimensions", "forage", count, rounds)
    written = timed("the same, and every entity's document", "forage_written", count, 1)
    return {
        "rows": [timing.figures() for timing in (both, parsed, lark, foraged, written)],
        "targets": [
            target("parse and run a script", both.least, PARSED, statements, STATEMENTS),
            target("FORAGE", foraged.least, FORAGED, count, ENTITIES),
        ],
        "notes": [
            (
                f"The reference took {PARSED:g} s to parse {STATEMENTS:,} statements (757 KB) without running them,"
                f" and {FORAGED:g} s and 650 MB for FORAGE over {ENTITIES:,} entities, whose documents it builds at"
                " once. Ours works out scores, sums and money at once and writes an entity's document when it is asked"
                " for; the last row asks for all of them."
            ),
            (
                "The reference's 0.97 s may hold more than its parser. One that we generated from its grammar alone"
                " (Peggy 5, Node 20, once, on this machine) read this page's script in 0.21 s at first and in 0.06 s"
                " once warm: beside that, ours is as quick, not quicker."
            ),
        ],
    }


if __name__ == "__main__":
    wall, processor = WORKS[sys.argv[1]](int(sys.argv[2]))
    now = clocks()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(now[0] - wall, now[1] - processor, peak)

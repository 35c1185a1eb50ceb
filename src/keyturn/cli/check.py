"""`keyturn check`: whether a command may run, and what it would destroy."""

from __future__ import annotations

import sys

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.decision import ALLOW
from keyturn.model.effect import Effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.judge.corridor import Judgement
    from keyturn.model.decision import Decision, Reason
    from keyturn.policy.layers import Layers
    from keyturn.wiring.check import Checker

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--json", "print the whole answer as JSON"),
    ("--jsonl", 'read {"id", "command", "cwd"?} lines, write {"id", "verdict", "rules", …} lines'),
    ("--cwd DIR", "judge as if run in DIR"),
    ("--quiet", "print nothing, only exit"),
)

HELP = """\
usage: keyturn check [--json] [--cwd DIR] 'COMMAND'
       keyturn check --jsonl < FILE

Says whether a command may run: allow, hold (something must be met first) or deny. Nothing is executed.
No undo point is taken, and what the command names is assumed to exist, so an unmet obligation is hold.
With `-` as COMMAND, the command is read from standard input.

options:
"""


def run(args: list[str]) -> int:
    """0 allowed (or every --jsonl line answered), 1 held or denied, 2 usage, 3 input that cannot be read."""
    json_wanted = lines = quiet = False
    directory: str | None = None
    command: str | None = None
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            if command is not None or not rest:
                raise UsageError("check takes one command", "quote it: keyturn check 'rm -rf build'")
            command = rest[0] if len(rest) == 1 else _quoted(rest)
            break
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {name:<12}{text}\n" for name, text in OPTIONS))
            return 0
        if word == "--json":
            json_wanted = True
        elif word == "--jsonl":
            lines = True
        elif word in ("--quiet", "-q"):
            quiet = True
        elif word == "--cwd" or word.startswith("--cwd="):
            directory = word[6:] if "=" in word else (rest.pop(0) if rest else "")
            if not directory:
                raise UsageError("--cwd needs a directory", "keyturn check --cwd DIR 'COMMAND'")
        elif word.startswith("--"):
            raise UsageError(f"check has no option {word}", "`keyturn check --help` lists them")
        elif command is None:
            command = word
        else:
            raise UsageError(
                "check takes one command, as one argument", "quote it: keyturn check 'rm -rf build', or put -- in front"
            )
    from keyturn.wiring.check import Checker

    if lines:
        if command is not None:
            raise UsageError("--jsonl reads commands from standard input", "give either a command or --jsonl")
        return _jsonl(Checker(directory))
    if command is None:
        raise UsageError("there is no command to check", "keyturn check 'rm -rf build'")
    if command == "-":
        command = _stdin()
    checker = Checker(directory)
    decision, judgement, layers = checker.check(command)
    verdict = decision.verdict
    if json_wanted:
        import json

        answer = {"command": command, **answer_of(decision, judgement, layers, checker.digests())}
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=True) + "\n")
    elif not quiet:
        from keyturn.wiring.check import render

        sys.stdout.write(render(command, decision, judgement, layers, colour=_colour()))
    return 0 if verdict == ALLOW else 1


def _quoted(words: list[str]) -> str:
    from keyturn.language.shell_words import shell_quote
    from keyturn.model.word import Word

    return " ".join(shell_quote(Word(word)) for word in words)


def _colour() -> bool:
    from keyturn.wiring.terminal import colour_wanted

    return colour_wanted(sys.stdout)


def _stdin() -> str:
    data = sys.stdin.buffer.read(1_000_001)
    if len(data) > 1_000_000:
        raise CouldNotJudge("the command on standard input is longer than 1 MB", "check a shorter one")
    if not data.strip():
        raise CouldNotJudge("standard input holds no command", "look whether what writes it has failed")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CouldNotJudge("standard input is not UTF-8", "pass the command as UTF-8 text") from error


def _rules(decision: Decision) -> list[str]:
    """Rules of what stops it; of everything found when nothing does."""
    stopping = [reason.subject.rule for reason in decision.reasons if reason.verdict != ALLOW]
    return list(dict.fromkeys(stopping or [reason.subject.rule for reason in decision.reasons]))


def reason_of(reason: Reason) -> dict[str, Any]:
    """One reason as JSON-ready data."""
    subject = reason.subject
    out: dict[str, Any] = {
        "rule": subject.rule,
        "verdict": reason.verdict,
        "environment": reason.environment,
        "environment_why": reason.environment_why,
        "row": reason.row,
        "cell": reason.cell,
        "certain": subject.certain,
        "through": list(subject.origin.through),
        "file": subject.origin.file,
        "line": subject.origin.line,
        "column": subject.origin.column,
    }
    if isinstance(subject, Effect):
        out["summary"] = subject.summary
        out["category"] = subject.category
        out["extent"] = {
            "count": subject.extent.count,
            "unit": subject.extent.unit,
            "closed": subject.extent.closed,
            "exact": subject.extent.exact,
        }
        out["targets"] = [
            {
                "kind": target.kind,
                "name": target.name,
                "facets": {facet.name: facet.value for facet in target.facets},
            }
            for target in subject.targets
        ]
    else:
        out["summary"] = subject.why
        out["opaque"] = subject.opaque
    return out


def answer_of(
    decision: Decision, judgement: Judgement, layers: Layers, digests: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """The whole answer as JSON-ready data."""
    from keyturn.policy.words import needs

    return {
        "verdict": decision.verdict,
        "rules": _rules(decision),
        "needs": needs(decision.obligations),
        "reasons": [reason_of(reason) for reason in decision.reasons],
        "notes": [note.text for note in judgement.notes],
        "problems": list(layers.problems),
        "digests": dict(digests),
    }


def _jsonl(checker: Checker) -> int:
    """Answers line by line, in order. A line that cannot be read is answered too: hold, with an error."""
    import json

    read = sys.stdin.buffer
    write = sys.stdout.write
    encode = json.JSONEncoder(ensure_ascii=True, separators=(", ", ": ")).encode
    code = 0
    for number, raw in enumerate(read, 1):
        if not raw.strip():
            continue
        identifier: object = None
        try:
            line = json.loads(raw)
            identifier = line.get("id") if isinstance(line, dict) else None
            command, directory = _line(line)
            decision, _judgement, _layers = checker.check(command, directory)
            answer: dict[str, Any] = {"id": identifier, "verdict": decision.verdict}
            if decision.reasons:
                answer["rules"] = _rules(decision)
                answer["why"] = _why(decision)
            else:
                answer["rules"] = []
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            # one bad line must not end the others, and is never "allow"
            said = f"line {number}: " + ("no command" if isinstance(error, KeyError) else str(error))
            answer = {"id": identifier, "verdict": "hold", "rules": ["blind/unreadable-line"], "error": said}
            code = 3
        write(encode(answer) + "\n")
    return code


def _line(line: object) -> tuple[str, str | None]:
    """The command and directory of one --jsonl object. Raises TypeError or KeyError."""
    if not isinstance(line, dict):
        raise TypeError("a line must be an object")
    command, directory = line["command"], line.get("cwd")
    if not isinstance(command, str):
        raise TypeError("command must be a string")
    if directory is not None and not isinstance(directory, str):
        raise TypeError("cwd must be a string")
    return command, directory


def _why(decision: Decision) -> str:
    for reason in decision.reasons:
        if reason.verdict != ALLOW:
            subject = reason.subject
            return subject.summary if isinstance(subject, Effect) else subject.why
    return ""

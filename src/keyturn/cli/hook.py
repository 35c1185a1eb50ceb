"""`keyturn hook`: what git's hooks call. `keyturn init git` writes the hooks."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Report

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--hook FILE", "the hook that calls; says whether a commit-msg hook stands beside it"),
    ("--pre-commit", "pre-push: called by the pre-commit framework, which tells by variables"),
    ("--json", "print the report as JSON"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("pre-commit", "judge the index; with no editor to come, leave it to commit-msg"),
    ("pre-merge-commit", "the same for a merge"),
    ("commit-msg", "judge the index with the message, whose trailers may hold exceptions"),
    ("pre-push", "judge what leaves, and what it does to the remote's references"),
    ("pre-receive", "on a server: judge what arrives, within a deadline"),
)

HELP = """\
usage: keyturn hook pre-commit|pre-merge-commit|commit-msg|pre-push|pre-receive [OPTIONS] [--] [ARGUMENTS OF GIT]

Called by git's hooks with git's own arguments and standard input. Says nothing when all is clear. A commit, merge or
push stops on 1 (findings), 2 (configuration) and 3 (it could not be judged).

"""

_PUSH_LIMIT = 50_000_000


def run(args: list[str]) -> int:
    """0 clear, 1 findings, 2 usage or configuration, 3 could not judge."""
    rest = list(args)
    fields: dict[str, str] = {}
    operands: list[str] = []
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            operands.extend(rest)
            break
        if word in ("--help", "-h"):
            hooks = "".join(f"  {hook:<18}{text}\n" for hook, text in SUBCOMMANDS)
            options = "".join(f"  {option:<18}{text}\n" for option, text in OPTIONS)
            sys.stdout.write(f"{HELP}hooks:\n{hooks}\noptions:\n{options}")
            return 0
        if name == "--hook":
            if not equals and not rest:
                raise UsageError("--hook needs a value", "keyturn hook --help")
            fields["hook"] = value if equals else rest.pop(0)
        elif word in ("--json", "--pre-commit"):
            fields[word[2:]] = "yes"
        elif word.startswith("-"):
            raise UsageError(f"hook has no option {word}", "keyturn hook --help lists them")
        else:
            operands.append(word)
    if not operands or operands[0] not in dict(SUBCOMMANDS):
        raise UsageError("hook takes the name of one of git's hooks", "one of " + ", ".join(dict(SUBCOMMANDS)))
    return _call(operands[0], operands[1:], fields)


def _call(name: str, given: list[str], fields: dict[str, str]) -> int:
    from keyturn.wiring import hook as wiring

    form = "json" if "json" in fields else "text"
    what = {"pre-merge-commit": "merge", "pre-push": "push", "pre-receive": "push"}.get(name, "commit")
    if name == "pre-receive":

        def answer(report: Report) -> bytes:
            text = wiring.render(report, what, form).encode("utf-8", "replace")
            return bytes([report.exit_code]) + text

        found = wiring.receive(sys.stdin.buffer.read(_PUSH_LIMIT), answer)
        sys.stdout.buffer.write(found[1:])
        sys.stdout.buffer.flush()
        return found[0]
    report: Report | None
    if name == "pre-push":
        if "pre-commit" in fields:
            report = wiring.framework_push()
        else:
            report = wiring.push(sys.stdin.buffer.read(_PUSH_LIMIT), given[0] if given else "")
    else:
        if name == "commit-msg" and len(given) != 1:
            raise UsageError("commit-msg takes the file with the message", "keyturn hook commit-msg FILE")
        report = wiring.commit(name, fields.get("hook", ""), given[0] if name == "commit-msg" else "")
    if report is None:
        return 0
    # a push's standard output is the caller's (`git push --porcelain`); git itself moves the others' to stderr
    stream = sys.stderr if name == "pre-push" and form == "text" else sys.stdout
    stream.buffer.write(wiring.render(report, what, form).encode("utf-8", "replace"))
    stream.buffer.flush()
    return report.exit_code

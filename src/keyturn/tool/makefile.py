"""make: which recipe lines a target runs, and a Makefile read as a file of its own."""

from __future__ import annotations

from keyturn.language.makefile import Makefile, Run, read_makefile, recipes
from keyturn.model.effect import BlindSpot, HandOff, Note
from keyturn.model.invocation import EMPTY_CONTEXT, Invocation, UnknownInput
from keyturn.model.source import SHELL, Origin, ShellContext, Source
from keyturn.model.word import Word
from keyturn.model.workspace import PRESENT
from keyturn.tool.handoff import child_context, decode, opaque_text, shorten
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []

_MAKE = Grammar(
    "-B -b -d -e -i -k -L -m -n -p -q -r -R -s -S -t -v -w --always-make --environment-overrides --ignore-errors "
    "--keep-going --check-symlink-times --just-print --dry-run --recon --print-data-base --question "
    "--no-builtin-rules --no-builtin-variables --silent --quiet --no-silent --no-keep-going --stop --touch --trace "
    "--version --help -h --print-directory --no-print-directory --warn-undefined-variables",
    "-C -f -I -o -W -E --directory --file --makefile --include-dir --old-file --assume-old --what-if --assume-new "
    "--new-file --eval --shuffle",
    "-j -l -O --jobs --load-average --output-sync --debug",
    alias={
        "--just-print": "-n",
        "--dry-run": "-n",
        "--recon": "-n",
        "--question": "-q",
        "--touch": "-t",
        "--directory": "-C",
        "--file": "-f",
        "--makefile": "-f",
        "-E": "--eval",
        "--include-dir": "-I",
    },
)
_NAMES = ("GNUmakefile", "makefile", "Makefile")


def make(call: Invocation, view: View) -> list[Outcome]:
    """The recipes of the targets a make call names, with their prerequisites."""
    options = parse(call.args, _MAKE)
    if options.has("-n", "-q", "-t", "-v", "--version", "-h", "--help"):
        return _NOTHING
    directory = directory_of(call, view)
    for word in options.values("-C"):
        directory = absolute(word.text, directory) if word.text else None
    given: dict[str, Word] = {}
    goals: list[str] = []
    outcomes: list[Outcome] = []
    for word in options.operands:
        lead = word.text if word.text is not None else word.prefix
        name, equals, rest = lead.partition("=")
        if equals and name:
            parts = list(word.parts)
            parts[0] = rest
            given[name.rstrip(":?+!")] = Word(tuple(part for part in parts if part != ""), quoted=True)
        elif word.text is not None:
            goals.append(word.text)
        else:
            outcomes.append(Note(f"make builds {word.shown()}, which is only known at run time", call.origin))
    texts = _texts(call, view, options.values("-f"), options.values("--eval"), directory, outcomes)
    if not texts:
        return outcomes
    own = dict(call.env)

    def environment(name: str) -> str | None:
        word = own.get(name)
        return word.text if word is not None else view.workspace.env(name)

    def include(name: str) -> tuple[str, str] | None:
        path = absolute(name, directory)
        if path is None:
            return None
        answer = view.workspace.read(path)
        return (path, decode(answer.data)) if answer.state == PRESENT else None

    seen: set[tuple[str, int, str]] = set()
    known = False
    for last in (False, True):
        made = _merged(
            tuple(
                read_makefile(text, file=path, include=include, given=given, last_branch=last, environment=environment)
                for path, text in texts
            )
        )
        wanted = tuple(goals) or tuple(filter(None, (made.default(),)))
        runs, missing = recipes(made, wanted, environment=environment, directory=directory)
        context = _context(call, directory)
        for line in made.shells:
            key = (line.file, line.line, line.text)
            if key not in seen:
                seen.add(key)
                outcomes.append(_hand(call, Word(line.text), line.file, line.line, line.column, "$(shell)", context))
        for run in runs:
            key = (run.file, run.line, run.text.shown())
            if key not in seen:
                seen.add(key)
                outcomes.append(_recipe(call, run, context, certain=not last))
        known = known or len(missing) < max(len(wanted), 1)
        if last or not made.branches:
            if not known and wanted:
                outcomes.append(Note(f"no rule for {', '.join(missing)} was found in {texts[0][0]}", call.origin))
            break
    return outcomes


def _merged(files: tuple[Makefile, ...]) -> Makefile:
    if len(files) == 1:
        return files[0]
    variables: dict[str, str | Word] = {}
    for one in files:
        variables.update(one.variables)
    return Makefile(
        tuple(rule for one in files for rule in one.rules),
        variables,
        tuple(line for one in files for line in one.shells),
        any(one.one_shell for one in files),
        any(one.branches for one in files),
    )


def _texts(
    call: Invocation,
    view: View,
    files: list[Word],
    evals: list[Word],
    directory: str | None,
    outcomes: list[Outcome],
) -> list[tuple[str, str]]:
    """(path, text) of every makefile the call reads. What cannot be read is noted in `outcomes`."""
    found: list[tuple[str, str]] = []
    for text in evals:
        if text.text is None:
            outcomes.append(opaque_text(call, text, "make --eval"))
        else:
            found.append((call.origin.file, text.text))
    for word in files:
        if word.text in ("-", "/dev/stdin"):
            stdin = call.stdin
            if isinstance(stdin, Source) and stdin.text.text is not None:
                found.append((stdin.origin.file, stdin.text.text))
            elif isinstance(stdin, UnknownInput):
                outcomes.append(
                    BlindSpot(
                        "blind/pipe-to-shell",
                        f"make runs the recipes it is fed ({shorten(stdin.why)})",
                        certain=call.certain,
                        origin=call.origin,
                    )
                )
            continue
        path = absolute(word.text, directory) if word.text else None
        answer = view.workspace.read(path) if path is not None else None
        if path is not None and answer is not None and answer.state == PRESENT:
            found.append((path, decode(answer.data)))
        else:
            outcomes.append(Note(f"{word.shown()} was not read, so its recipes were not seen", call.origin))
    if files or directory is None:
        if directory is None:
            why = "make runs in a directory that is not known, so its recipes were not seen"
            outcomes.append(Note(why, call.origin))
        return found
    for name in _NAMES:
        path = absolute(name, directory)
        if path is None:
            continue
        answer = view.workspace.read(path)
        if answer.state == PRESENT:
            return [*found, (path, decode(answer.data))]
    if not found:
        outcomes.append(Note(f"no Makefile was found in {directory}", call.origin))
    return found


def _context(call: Invocation, directory: str | None) -> ShellContext:
    context = child_context(call)
    return context.but(directory=Word(directory)) if directory is not None else context


def _recipe(call: Invocation, run: Run, context: ShellContext, *, certain: bool) -> HandOff:
    how = f"{run.file[run.file.rfind('/') + 1 :] or 'Makefile'}:{run.line} {run.target}"
    return _hand(call, run.text, run.file, run.line, run.column, how, context, certain=certain, target=run.target)


def _hand(
    call: Invocation,
    text: Word,
    file: str,
    line: int,
    column: int,
    how: str,
    context: ShellContext,
    *,
    certain: bool = True,
    target: str = "",
) -> HandOff:
    # a text given with --eval or on stdin has no file of its own
    written = file == call.origin.file and not call.origin.followed
    through = (*call.origin.through, f"make {target}".strip(), how)
    if written:
        origin = call.origin.but(through=through)
    else:
        origin = Origin(file, line, column, line, column, through, followed=True)
    return HandOff(Source(SHELL, text, origin, context, file=not written, certain=call.certain and certain), how)


def read_source(source: Source, view: View) -> list[Outcome]:
    """A Makefile that is read as a file: the recipe of every rule, and what runs while it is read."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    outcomes: list[Outcome] = []
    seen: set[tuple[str, int, str]] = set()
    outer = source.context if isinstance(source.context, ShellContext) else EMPTY_CONTEXT
    for last in (False, True):
        made = read_makefile(text, file=source.origin.file, last_branch=last, environment=view.workspace.env)
        for line in made.shells:
            key = (line.file, line.line, line.text)
            if key not in seen:
                seen.add(key)
                how = f"line {line.line}: $(shell)"
                outcomes.append(_inside(source, Word(line.text), line.line, line.column, how, outer))
        names = tuple(dict.fromkeys(target for rule in made.rules if rule.recipe for target in rule.targets[:1]))
        for name in names:
            runs, _missing = recipes(_alone(made, name), (name,), environment=view.workspace.env)
            for run in runs:
                key = (run.file, run.line, run.text.shown())
                if key in seen:
                    continue
                seen.add(key)
                how = f"{source.origin.file[source.origin.file.rfind('/') + 1 :]}:{run.line} {run.target}"
                outcomes.append(_inside(source, run.text, run.line, run.column, how, outer))
        if made.problems and not last:
            outcomes.append(
                BlindSpot(
                    "blind/unparsable",
                    f"line {made.problems[0]} is no make that is understood",
                    opaque=False,
                    certain=source.certain,
                    origin=source.origin.but(line=source.origin.line + made.problems[0] - 1),
                )
            )
        if not made.branches:
            break
    return outcomes


def _alone(made: Makefile, name: str) -> Makefile:
    """The makefile with only the rules of one target and no prerequisites, so that each recipe is seen once."""
    return made.but(rules=tuple(rule.but(prerequisites=()) for rule in made.rules if name in rule.targets))


def _inside(source: Source, text: Word, line: int, column: int, how: str, context: ShellContext) -> HandOff:
    at = source.origin.line + line - 1
    origin = source.origin.but(
        line=at, column=column, end_line=at, end_column=column, through=(*source.origin.through, how)
    )
    return HandOff(Source(SHELL, text, origin, context, file=source.file, certain=source.certain), how)

"""Programs that are read by a table: which words take something away, and what the thing is called.

A table is tables/<family>.toml; tools/build_tables.py turns it into compiled/<family>.py, which is imported when one
of its programs is met. docs/how-to/add-a-family.md says what a table may hold.
"""

from __future__ import annotations

from keyturn.model.effect import BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.invocation import UnknownInput
from keyturn.model.noun import Noun
from keyturn.model.source import SHELL, SQL, Source, SqlContext
from keyturn.model.target import Facet, Target
from keyturn.model.word import Word, join
from keyturn.tool.handoff import elsewhere, launch, shell_text
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import switched_on, text_of, variable
from keyturn.tool.verbs_index import PROGRAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_MAKES = frozenset(
    "create new add get describe list show edit update put call inspect publish info search note invoke".split()
)
"""`gh label create delete`: what follows one of these verbs is a name, even when it reads like a verb."""
_DEEPEST = 6
"""Words of the longest command path in any table; the builder refuses a longer one."""


class Row(Noun):
    """What one command path takes away. `rule` "" marks a path that loses nothing, whatever its verb says.

    `name` says what names the thing: the number of the operand behind the path, counted from 1, or the option.
    `given` and `unless` are alternatives, each a tuple of conditions that must all hold (`_holds`).
    """

    rule: str
    category: str
    what: str
    name: int | str
    given: tuple[tuple[str, ...], ...]
    unless: tuple[tuple[str, ...], ...]
    unit: str
    open: bool


class Verb(Noun):
    """A word that loses something wherever it stands in the command path, from the `first` to the `last` place.

    `*-delete` among the words is any word with that ending, `Delete*` any word that begins so.
    """

    words: tuple[str, ...]
    first: int
    last: int
    rule: str
    category: str
    what: str


class Hand(Noun):
    """A command path that carries another command or statement, in an option or from an operand on.

    `where` "<" is the standard input, "@--file" a file of SQL that the option names. A shell text made of operands is
    joined, as `ssh HOST a b` does.

    `language`: "sql", "shell", "command" (the operands are program and arguments), or any language of SOURCES.
    `away`: it runs on another machine, so that this one's files do not stand for its own.
    `given` and `unless` are conditions like a row's: `bq query --dry_run` carries a statement that is not run.
    """

    language: str
    where: int | str
    dialect: str
    away: bool
    given: tuple[tuple[str, ...], ...] = ()
    unless: tuple[tuple[str, ...], ...] = ()


class Program:
    """One program of a table: its grammar, its facets and what its command paths do."""

    __slots__ = ("alias", "dry", "facets", "grammar", "hands", "kind", "provider", "rows", "skip", "verbs")

    def __init__(
        self,
        *,
        kind: str,
        provider: str,
        flags: str,
        valued: str,
        optional: str,
        style: str,
        abbreviate: bool,
        skip: str,
        dry: str,
        alias: dict[str, str],
        facets: tuple[tuple[str, tuple[str, ...], str], ...],
        rows: dict[str, tuple[Row, ...]],
        verbs: tuple[Verb, ...],
        hands: dict[str, tuple[Hand, ...]],
    ) -> None:
        # options stand anywhere in these programs, also in front of the command words
        self.grammar = Grammar(flags, valued, optional, style=style, anywhere=True, abbreviate=abbreviate)
        self.kind = kind
        self.provider = provider
        self.skip = frozenset(skip.split())
        self.dry = tuple(dry.split())
        self.alias = alias
        self.facets = facets
        self.rows = rows
        self.verbs = verbs
        self.hands = hands


def program_of(name: str) -> Program | None:
    """The table's program of a name, None when no table has it."""
    family = PROGRAMS.get(name) or PROGRAMS.get(name.lower())
    if family is None:
        return None
    module = __import__("keyturn.tool.compiled." + family, None, None, ("PROGRAMS",))
    program: Program = module.PROGRAMS.get(name) or module.PROGRAMS[name.lower()]
    return program


def operands(call: Invocation, program: Program) -> tuple[Word, ...]:
    """The words that are no options, without those that `skip` names."""
    words = parse(call.args, program.grammar).operands
    while words and program.skip and words[0].text in program.skip:
        words = words[1:]
    return words


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a program that stands in a table would take away."""
    program = program_of(call.name)
    return _NOTHING if program is None else judge(call, view, program)


def judge(call: Invocation, view: View, program: Program) -> list[Outcome]:
    """The same, of a program already found: for a reader that treats some of its commands itself."""
    options = parse(call.args, program.grammar)
    words = options.operands
    if program.skip:
        while words and words[0].text in program.skip:
            words = words[1:]
    path = _path(words, program)
    if program.hands:
        for length in range(len(path), -1, -1):
            hands = program.hands.get(" ".join(path[:length]))
            if hands:
                # what is carried has its own words and options, none of them this program's
                carried = [
                    _hand(call, view, program, hand, options, words[length:])
                    for hand in hands
                    if _applies(hand, options, words[length:])
                ]
                found = [one for every in carried for one in every]
                if found:
                    if hands[0].language != "command" and not _dry(program, options):
                        # a statement may be read, and an option beside it write over a table
                        beside = program.rows.get(" ".join(path[:length]), ())
                        met = [row for row in beside if row.rule and _applies(row, options, words[length:])]
                        found += [_effect(call, view, program, row, options, words[length:]) for row in met]
                    return found
    if _dry(program, options):
        return _NOTHING
    for length in range(len(path), -1, -1):
        key = " ".join(path[:length])
        rows = program.rows.get(key)
        if rows is None:
            continue
        rest = words[length:]
        met = [row for row in rows if _applies(row, options, rest)]
        if met:
            return [_effect(call, view, program, row, options, rest) for row in met if row.rule]
    # `prog compute $KIND delete x`: the verb counts although a word in front of it is not known
    path = [program.alias.get(word.text or "", word.text or "") for word in words[:_DEEPEST]]
    for verb in program.verbs:
        for place in range(verb.first - 1, min(verb.last, len(path))):
            if _is_verb(path[place], verb.words):
                row = Row(verb.rule, verb.category, verb.what, 1, (), (), "resources", open=False)
                return [_effect(call, view, program, row, options, words[place + 1 :])]
            if place and path[place] in _MAKES:
                break
    if words and words[0].text is None:
        return [Note(f"which command of {call.name} runs is only known at run time", call.origin)]
    return _NOTHING


def _is_verb(text: str, words: tuple[str, ...]) -> bool:
    """Whether a command word is one of the verbs; `*-delete` is any word with that ending, `Delete*` with that lead."""
    return text in words or any(
        (one[0] == "*" and text.endswith(one[1:])) or (one[-1] == "*" and text.startswith(one[:-1])) for one in words
    )


def _dry(program: Program, options: Options) -> bool:
    """Whether an option says that nothing is done. `--dry-run=false` and `--dry-run=none` do it all the same."""
    for name in program.dry:
        if name in options.seen:
            value = options.value(name)
            if value is None or (value.text is not None and value.text.lower() not in ("false", "none", "0", "no")):
                return True
    return False


def _path(words: tuple[Word, ...], program: Program) -> list[str]:
    """The leading words that are literally known, with aliases resolved."""
    path: list[str] = []
    for word in words[:_DEEPEST]:
        text = word.text
        if text is None:
            break
        path.append(program.alias.get(text, text))
    return path


def _applies(row: Row | Hand, options: Options, rest: tuple[Word, ...]) -> bool:
    if row.given and not any(all(_holds(one, options, rest, True) for one in every) for every in row.given):
        return False
    return not any(all(_holds(one, options, rest, False) for one in every) for every in row.unless)


def _holds(condition: str, options: Options, rest: tuple[Word, ...], unknown: bool) -> bool:
    """One condition: `--option`, `--option=value`, `word` among the operands.

    A final `*` covers any ending and a leading one any beginning; `**` is a star itself.

    `unknown` is the answer for a value that is not known: the worse one for what is asked.
    """
    if condition.startswith("-"):
        name, equals, wanted = condition.partition("=")
        if name not in options.seen:
            return False
        if not equals:
            return any(switched_on(value) for value in options.seen[name])
        texts = [value.text if value is not None else "" for value in options.seen[name]]
        return any(unknown if text is None else _same(wanted, text.lower()) for text in texts)
    return any(unknown if word.text is None else _same(condition, word.text.lower()) for word in rest)


def _same(wanted: str, text: str) -> bool:
    if wanted == "**":
        return text == "*"  # the star itself, as in `--source '*'`
    if wanted.startswith("*"):
        return wanted[1:-1] in text if wanted.endswith("*") else text.endswith(wanted[1:])
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted


def _effect(
    call: Invocation, view: View, program: Program, row: Row, options: Options, rest: tuple[Word, ...]
) -> Effect:
    if isinstance(row.name, int):
        named = list(rest[row.name - 1 :])
    else:
        named = [word for option in row.name.split() for word in options.values(option)]
    shown = ", ".join(word.shown() for word in named[:3]) + (", …" if len(named) > 3 else "")
    globs = any(word.text is None for word in named)
    count = None if row.open or globs else max(1, len(named))
    return Effect(
        row.rule,
        row.category,
        row.what.replace("{name}", shown) if shown else _unnamed(row.what),
        (target(call, view, program, options, shown),),
        Extent(count, not (row.open or globs), row.unit),
        certain=call.certain,
        origin=call.origin,
    )


def _unnamed(what: str) -> str:
    """The sentence when nothing names the thing: "deletes the app {name}" becomes "deletes the app".

    Where nothing but the verb is left, "deletes something".
    """
    words = what.replace("{name}", "").split()
    return " ".join(words if len(words) > 1 else (*words, "something"))


def target(call: Invocation, view: View, program: Program, options: Options, name: str = "") -> Target:
    """What the program acts on, with every facet that options and environment tell."""
    facets = [Facet("provider", program.provider, call.name)]
    for facet, names, environment in program.facets:
        given = next((word for option in names for word in options.values(option)), None)
        if given is not None:
            facets.append(Facet(facet, given.text, names[0]))
            continue
        value = variable(call, view, environment) if environment else None
        source = environment if value is not None else f"no {names[0]}" if names else "not stated"
        facets.append(Facet(facet, value.text if value is not None else None, source, overridable=value is not None))
    return Target(program.kind, name, tuple(facets))


def _input(call: Invocation, view: View) -> tuple[Word, ...]:
    """What stands on the standard input: a heredoc, a pipe that is known, or a file that is redirected."""
    if isinstance(call.stdin, Source):
        return (call.stdin.text,)
    for one in reversed(call.redirects):
        if one.op == "<" and one.fd == 0 and one.target.text:
            text = text_of(absolute(one.target.text, directory_of(call, view)), view)
            return (Word(text, quoted=True),) if text is not None else ()
    return ()


def _hand(
    call: Invocation, view: View, program: Program, hand: Hand, options: Options, rest: tuple[Word, ...]
) -> list[Outcome]:
    """What the command carries with it."""
    how = call.name
    words: tuple[Word, ...]
    if isinstance(hand.where, str) and hand.where.startswith("@"):
        from keyturn.tool.psql import follow

        context = SqlContext(target(call, view, program, options), hand.dialect)
        files = [word for option in hand.where[1:].split() for word in options.values(option)]
        return [one for word in files for one in follow(call, view, word, how, context)]
    if hand.where == "<":
        words = _input(call, view)
        if not words and isinstance(call.stdin, UnknownInput) and hand.language == SQL:
            return [
                BlindSpot(
                    "blind/unknown-sql-input",
                    f"{how} runs what `{call.stdin.why}` prints",
                    targets=(target(call, view, program, options),),
                    certain=call.certain,
                    origin=call.origin,
                )
            ]
    elif isinstance(hand.where, str):
        words = tuple(word for option in hand.where.split() for word in options.values(option))
    else:
        words = rest[hand.where - 1 :]
    if not words:
        return _NOTHING
    if hand.language == "command" or (hand.language == SHELL and isinstance(hand.where, int)):
        # everything from its first word on, options included: they are the carried command's
        words = call.args[next(index for index, word in enumerate(call.args) if word is words[0]) :]
    where = target(call, view, program, options)
    around = elsewhere(words[0]) if hand.away else call.context
    if hand.language == "command":
        return launch(call, words, how, context=around)
    if hand.language == SHELL and isinstance(hand.where, int):
        return [shell_text(call, join(words), how, context=around)]
    if hand.language == SHELL:
        return [shell_text(call, word, how, context=around) for word in words]
    if any(word.text is None and not word.prefix for word in words):
        return [
            BlindSpot(
                "blind/opaque-text",
                f"a statement for {call.name} that is only known at run time",
                targets=(where,),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    # the account decides what the database is worth
    held = SqlContext(where, hand.dialect) if hand.language == SQL else None
    return [
        HandOff(Source(hand.language, word, call.origin.inner(how), held or call.context, certain=call.certain), how)
        for word in words
    ]

"""A script laid out anew: a clause a line, two blanks before it, keywords in capitals; comments and order stay.

What is written within a clause stays as it is, apart from the space between: line breaks inside a condition list are
the writer's.
"""

import re

from keyturn.cal import grammar
from keyturn.cal.parser import parse, parse_marked
from keyturn.cal.tree import Dive, Forage, Program, Statement, Watch, conditions, nested

_TOKEN = re.compile(r'"[^"]*"|(?:--|//)[^\n]*|[ \t\r\n]+|[^ \t\r\n"/-]+|[-/]', re.ASCII)
_JOIN = re.compile(r"(?<![A-Za-z0-9_-])(?:and|or)(?=[ \t\r\n(]*\Z)", re.IGNORECASE | re.ASCII)
_CLAUSES = (
    *grammar.FORAGE_CLAUSES,
    *grammar.DIVE_CLAUSES,
    *grammar.DRIFT_CLAUSES,
    *grammar.FETCH_CLAUSES,
    *grammar.PERCH_CLAUSES,
    *grammar.WATCH_CLAUSES,
    grammar.RECALL_WATCH,
    grammar.RECALL_REST,
)


def laid_out(text: str) -> str:
    """`text` in the usual layout; its tree is the same. Raises ParseError."""
    program, marks = parse_marked(text)
    starts = dict.fromkeys(marks, 1)
    starts |= {statement.at: 0 for statement in program.statements}
    out = _written(_capitals(text, program, marks), starts)
    # what is not sure to mean the same is left as it is
    return out if parse(out) == program else text


def _capitals(text: str, program: Program, marks: tuple[int, ...]) -> str:
    """The text with its keywords in capitals; no offset changes."""
    spans: list[tuple[int, int]] = []
    for statement in _all(program):
        spans += _keywords(text, statement.at, grammar.STATEMENTS)
        spans += _joins(text, statement)
    for mark in marks:
        spans += _keywords(text, mark, _CLAUSES)
    out = list(text)
    for start, end in spans:
        out[start:end] = text[start:end].upper()
    return "".join(out)


def _all(program: Program) -> list[Statement]:
    found = list(program.statements)
    for statement in found:  # grows while it is read
        found.extend(nested(statement))
    return found


def _keywords(text: str, at: int, rules: tuple[grammar.Rule, ...]) -> list[tuple[int, int]]:
    """Where the keywords of the rule stand that fits at `at`."""
    for rule in rules:
        if rule.match(text, at) is None:
            continue
        spans = []
        for part in rule.parts:
            found = part.match(text, at)
            if found is None:
                continue
            at = found.end()
            keyword = part.called.replace(",", "").split()[0]  # of "AS and a format", too
            if keyword.isupper() and found.group()[: len(keyword)].upper() == keyword:
                spans.append((found.start(), found.start() + len(keyword)))
            elif part.pattern.startswith("((?i:EXECUTE"):
                spans.append(found.span(1))
        return spans
    return []


def _joins(text: str, statement: Statement) -> list[tuple[int, int]]:
    """Where AND and OR stand in a statement's condition list: right before each condition but the first."""
    test = (
        statement.where
        if isinstance(statement, Forage)
        else statement.when
        if isinstance(statement, Dive | Watch)
        else None
    )
    spans = []
    for one in list(conditions(test))[1:]:
        found = _JOIN.search(text, max(0, one.at - 200), one.at)
        if found is not None:
            spans.append(found.span())
    return spans


def _written(text: str, starts: dict[int, int]) -> str:
    """The lines, given at which offsets statements (0) and clauses (1) begin."""
    lines: list[str] = []
    line = ""
    indent = 0
    at = 0
    space = ""  # what stood before the token
    comments: list[str] = []  # on lines of their own, waiting for the indentation of what follows

    def close() -> None:
        nonlocal line
        if line:
            lines.append(line)
        line = ""

    for found in _TOKEN.finditer(text):
        token = found.group()
        if token.isspace():
            space = token
            continue
        at = found.start()
        if token.startswith(("--", "//")) and _begins_comment(text, at):
            if "\n" in space or not (line or lines):
                close()
                comments += ["", token.rstrip()] if space.count("\n") > 1 and lines else [token.rstrip()]
            else:
                line = f"{line}  {token.rstrip()}" if line else token.rstrip()
                close()
            space = "\n"
            continue
        level = starts.get(at)
        if level is not None:
            close()
            if level == 0 and lines and not comments and lines[-1] and space.count("\n") > 1:
                lines.append("")
            indent = level
        elif "\n" in space and (line or comments or lines):
            close()
            indent = 2
        if comments:
            for comment in comments:
                lines.append("  " * indent + comment if comment else "")
            comments = []
            if level == 0 and space.count("\n") > 1:
                lines.append("")
        if not line:
            line = "  " * indent + token
        else:
            line += (" " if space else "") + token
        space = ""
    close()
    lines += comments
    return "\n".join(lines) + "\n" if lines else ""


def _begins_comment(text: str, at: int) -> bool:
    """Whether the two signs at `at` begin a comment; behind a name they are a part of it."""
    return not (text[at] == "-" and at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_-"))

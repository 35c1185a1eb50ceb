"""Makefiles: targets, prerequisites, recipes and variables, as far as they can be known without running make.

`$(shell …)`, environment variables and functions that are not worked out stay holes. A file with conditionals is
read twice, once along every first branch and once along every last, so that both sets of recipes are seen.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.word import COMMAND, GLOB, TEMPLATE, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Line(Noun):
    """One recipe line, continuations joined as make joins them; `line` is where it begins, `file` in which file."""

    text: str
    line: int
    column: int = 2
    file: str = ""


class Rule(Noun):
    """One rule: unexpanded target and prerequisite texts, and its recipe."""

    targets: tuple[str, ...]
    prerequisites: tuple[str, ...]
    recipe: tuple[Line, ...]
    line: int
    stem: str = ""
    """The target pattern of a static pattern rule (`objs: %.o: %.c`)."""


class Makefile(Noun):
    """What a makefile says. `variables` are unexpanded texts (recursive) or Words (worked out where they stood)."""

    rules: tuple[Rule, ...] = ()
    variables: Mapping[str, str | Word] = {}
    shells: tuple[Line, ...] = ()
    """`$(shell …)` and `!=` texts that run while the file is read."""
    one_shell: bool = False
    branches: bool = False
    """It has conditionals, so the other reading may differ."""
    problems: tuple[int, ...] = ()
    """Lines that are no make at all."""

    def default(self) -> str:
        """The target that `make` alone builds, "" when there is none."""
        goal = self.variables.get(".DEFAULT_GOAL")
        if goal is not None:
            text = goal if isinstance(goal, str) else goal.text
            if text:
                return text.strip()
        for rule in self.rules:
            for target in rule.targets:
                if "%" in target or (target.startswith(".") and "/" not in target):
                    continue
                return target
        return ""


# Built-in variables that recipes use (GNU make manual, "Variables Used by Implicit Rules").
BUILT_IN: dict[str, str] = {
    "RM": "rm -f",
    "MAKE": "make",
    "SHELL": "/bin/sh",
    "CC": "cc",
    "CXX": "g++",
    "AR": "ar",
    "AS": "as",
    "LD": "ld",
    "LEX": "lex",
    "YACC": "yacc",
    "ARFLAGS": "-rv",
    "MAKEFLAGS": "",
    "CFLAGS": "",
    "CXXFLAGS": "",
    "CPPFLAGS": "",
    "LDFLAGS": "",
    "LDLIBS": "",
    "comma": ",",
}
_KEYWORDS = frozenset(("ifeq", "ifneq", "ifdef", "ifndef", "else", "endif"))
_DEEPEST = 40
_MOST_LINES = 50_000
_LONGEST = 100_000


def read_makefile(
    text: str,
    *,
    file: str = "",
    include: Callable[[str], tuple[str, str] | None] | None = None,
    given: Mapping[str, Word] | None = None,
    last_branch: bool = False,
    environment: Callable[[str], str | None] | None = None,
) -> Makefile:
    """Read a makefile. `include` turns a name into (path, text) or None; `given` are command-line variables.

    Never raises; a file that is no makefile gives no rules.
    """
    reader = _Reader(include, given or {}, last_branch, environment)
    reader.read(text, file, 0)
    return Makefile(
        tuple(reader.rules),
        reader.variables,
        tuple(reader.shells),
        reader.one_shell,
        reader.branches,
        tuple(reader.problems),
    )


class _Reader:
    """The state of one reading: rules and variables so far, and which branches are taken."""

    def __init__(
        self,
        include: Callable[[str], tuple[str, str] | None] | None,
        given: Mapping[str, Word],
        last_branch: bool,
        environment: Callable[[str], str | None] | None,
    ) -> None:
        self.include = include
        self.given = given
        self.last_branch = last_branch
        self.environment = environment
        self.rules: list[Rule] = []
        self.variables: dict[str, str | Word] = dict(given)
        self.shells: list[Line] = []
        self.one_shell = False
        self.branches = False
        self.problems: list[int] = []
        self.included: set[str] = set()
        self.lines_left = _MOST_LINES
        self.skipping: list[bool] = []

    def read(self, text: str, file: str, depth: int) -> None:
        lines = text.replace("\r\n", "\n").split("\n")
        index = 0
        prefix = "\t"
        targets: tuple[str, ...] = ()
        prerequisites: tuple[str, ...] = ()
        recipe: list[Line] = []
        stem = ""
        at = 0
        open_rule = False

        def close() -> None:
            nonlocal open_rule, recipe
            if open_rule:
                self.rules.append(Rule(targets, prerequisites, tuple(recipe), at, stem))
            open_rule = False
            recipe = []

        self.lines_left -= len(lines)
        if self.lines_left < 0:
            return
        while index < len(lines):
            start = index
            line = lines[index]
            index += 1
            if open_rule and line.startswith(prefix):
                joined = line[len(prefix) :]
                while joined.endswith("\\") and not joined.endswith("\\\\") and index < len(lines):
                    following = lines[index]
                    index += 1
                    joined += "\n" + following.removeprefix(prefix)
                if not self.skipped() and joined.strip():
                    recipe.append(Line(joined, start + 1, len(prefix) + 1, file))
                continue
            while line.endswith("\\") and not line.endswith("\\\\") and index < len(lines):
                line = line[:-1].rstrip() + " " + lines[index].lstrip()
                index += 1
            bare = _uncommented(line).strip()
            if not bare:
                continue
            word = bare.split(None, 1)[0]
            if word in _KEYWORDS:
                self.condition(word, bare)
                continue
            if self.skipped():
                continue
            if word == "define" or (word == "override" and bare.split(None, 2)[1:2] == ["define"]):
                close()
                body: list[str] = []
                while index < len(lines) and lines[index].strip() != "endef":
                    body.append(lines[index])
                    index += 1
                index += 1
                name = bare.replace("override", "", 1).replace("define", "", 1).strip().rstrip("=:?+").strip()
                if name and name not in self.given:
                    self.variables[name] = "\n".join(body)
                continue
            if word in ("include", "-include", "sinclude"):
                close()
                if depth < _DEEPEST:
                    self.follow(bare.partition(" ")[2], depth)
                continue
            if word in ("export", "unexport", "override", "private") and "=" in bare:
                bare = bare.split(None, 1)[1]
            elif word in ("export", "unexport", "vpath", "undefine", "load", "-load"):
                continue
            if self.assign(bare, start + 1, file):
                if not bare.startswith("."):
                    close()
                if bare.startswith(".RECIPEPREFIX"):
                    prefix = bare.partition("=")[2].strip()[:1] or "\t"
                continue
            colon = _colon(bare)
            if colon < 0:
                if "$(" in bare or "${" in bare:
                    self.note_shells(bare, start + 1, file)
                elif not line.startswith((" ", "\t")):
                    self.problems.append(start + 1)
                continue
            close()
            left = bare[:colon]
            right = bare[colon + 1 :].removeprefix(":").strip()
            at = start + 1
            stem = ""
            inline = ""
            semicolon = right.find(";")
            if semicolon >= 0:
                inline = right[semicolon + 1 :].strip()
                right = right[:semicolon].strip()
            if self.assign(right, at, file, probe=True):
                # `target: VAR = value` sets it for that target; seen as set, which is the worse reading
                self.assign(right, at, file)
                continue
            second = _colon(right)
            if second >= 0:
                stem = right[:second].strip()
                right = right[second + 1 :].strip()
            self.note_shells(left + " " + right, at, file)
            targets = self.words(left)
            prerequisites = self.words(right.replace("|", " "))
            if left.strip() == ".ONESHELL":
                self.one_shell = True
            open_rule = True
            if inline:
                recipe.append(Line(inline, at, 1, file))
        close()

    # conditionals

    def skipped(self) -> bool:
        return any(self.skipping)

    def condition(self, word: str, bare: str) -> None:
        if word == "endif":
            if self.skipping:
                self.skipping.pop()
            return
        if word == "else":
            if self.skipping and " if" not in bare:
                self.skipping[-1] = not self.last_branch
            elif self.skipping:
                self.skipping[-1] = True
            return
        self.branches = True
        self.skipping.append(self.last_branch)

    # variables

    def assign(self, bare: str, line: int, file: str, *, probe: bool = False) -> bool:
        """Read an assignment; False when the line is none. `probe` changes nothing."""
        at = _equals(bare)
        if at < 0:
            return False
        end = at
        operator = "="
        if bare[at - 3 : at] == ":::":
            end, operator = at - 3, ":="
        elif bare[at - 2 : at] == "::":
            end, operator = at - 2, ":="
        elif bare[at - 1 : at] in (":", "?", "+", "!"):
            end, operator = at - 1, bare[at - 1] + "="
        name = bare[:end].strip()
        value = bare[at + 1 :].strip()
        if not name or any(char in " \t:#$" for char in name.replace("$(", "").replace("${", "")):
            return False
        if probe:
            return True
        if operator in (":=", "+=", "!="):
            self.note_shells(value if operator != "!=" else f"$(shell {value})", line, file)
        if name in self.given:
            return True
        if operator == "?=":
            if name in self.variables or (self.environment is not None and self.environment(name) is not None):
                return True
            self.variables[name] = value
        elif operator == ":=":
            self.variables[name] = self.expand(value)
        elif operator == "!=":
            self.variables[name] = Word((Hole(COMMAND, value),))
        elif operator == "+=":
            before = self.variables.get(name, "")
            if isinstance(before, str):
                self.variables[name] = (before + " " + value).strip()
            else:
                self.variables[name] = _glue([before, Word(" "), self.expand(value)])
        else:
            self.variables[name] = value
        return True

    def note_shells(self, text: str, line: int, file: str) -> None:
        """Remember `$(shell …)` that runs as the file is read."""
        at = text.find("(shell ")
        while at > 0:
            if text[at - 1] == "$":
                end = _closing(text, at, "(", ")")
                self.shells.append(Line(text[at + 7 : end], line, 1, file))
            at = text.find("(shell ", at + 1)

    def expand(self, text: str) -> Word:
        return expand(text, self.variables, environment=self.environment)

    def words(self, text: str) -> tuple[str, ...]:
        word = self.expand(text)
        return tuple(piece for part in word.parts if isinstance(part, str) for piece in part.split())

    def follow(self, names: str, depth: int) -> None:
        if self.include is None:
            return
        for name in self.words(names):
            found = self.include(name)
            if found is None or found[0] in self.included:
                continue
            self.included.add(found[0])
            self.read(found[1], found[0], depth + 1)


def _uncommented(line: str) -> str:
    at = line.find("#")
    while at > 0 and line[at - 1] == "\\":
        at = line.find("#", at + 1)
    return line if at < 0 else line[:at]


def _colon(text: str) -> int:
    """The colon that ends a rule's targets, outside `$(…)` and not of a drive letter or `:=`."""
    depth = 0
    for index, char in enumerate(text):
        if char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == ":" and depth <= 0:
            return index
        elif char == "=" and depth <= 0:
            return -1
    return -1


def _equals(text: str) -> int:
    """The `=` of an assignment: the first outside `$(…)`, before any colon that is not part of the operator."""
    depth = 0
    for index, char in enumerate(text):
        if char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif depth > 0:
            continue
        elif char == "=":
            return index
        elif char == ":":
            rest = text[index:].lstrip(":")
            return index + (len(text[index:]) - len(rest)) if rest.startswith("=") else -1
        elif char == ";":
            return -1
    return -1


def _closing(text: str, at: int, opening: str, closing: str) -> int:
    """The index of the bracket that closes the one at `at`; the text's end when none does."""
    depth = 0
    for index in range(at, len(text)):
        if text[index] == opening:
            depth += 1
        elif text[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def _glue(words: list[Word]) -> Word:
    out: list[str | Hole] = []
    for word in words:
        for part in word.parts:
            if isinstance(part, str) and out and isinstance(out[-1], str):
                out[-1] += part
            else:
                out.append(part)
    return Word(tuple(out), quoted=True)


def expand(
    text: str,
    variables: Mapping[str, str | Word],
    *,
    automatic: Mapping[str, str] | None = None,
    environment: Callable[[str], str | None] | None = None,
    directory: str | None = None,
) -> Word:
    """A text with make's variables and functions worked out; what is not known is a hole."""
    return _Expander(variables, automatic or {}, environment, directory).text(text, 0)


class _Expander:
    __slots__ = ("automatic", "directory", "environment", "spent", "variables")

    def __init__(
        self,
        variables: Mapping[str, str | Word],
        automatic: Mapping[str, str],
        environment: Callable[[str], str | None] | None,
        directory: str | None,
    ) -> None:
        self.variables = variables
        self.automatic = automatic
        self.environment = environment
        self.directory = directory
        self.spent = 0

    def text(self, text: str, depth: int) -> Word:
        if "$" not in text:
            return Word(text, quoted=True)
        out: list[Word] = []
        index = 0
        size = len(text)
        while index < size:
            at = text.find("$", index)
            if at < 0 or at + 1 >= size:
                out.append(Word(text[index:]))
                break
            if at > index:
                out.append(Word(text[index:at]))
            char = text[at + 1]
            if char == "$":
                out.append(Word("$"))
                index = at + 2
            elif char in "({":
                end = _closing(text, at + 1, char, ")" if char == "(" else "}")
                out.append(self.reference(text[at + 2 : end], depth + 1))
                index = end + 1
            else:
                out.append(self.variable(char, depth + 1))
                index = at + 2
            self.spent += 1
            if self.spent > _LONGEST:
                out.append(Word((Hole(TEMPLATE, "make"),)))
                break
        return _glue(out)

    def variable(self, name: str, depth: int) -> Word:
        if name in self.automatic:
            return Word(self.automatic[name])
        if depth > _DEEPEST:
            return Word((Hole(VARIABLE, name),))
        value = self.variables.get(name)
        if value is None and name == "CURDIR" and self.directory is not None:
            return Word(self.directory)
        if value is None and self.environment is not None:
            value = self.environment(name)
            if value is not None:
                return Word(value)
        if value is None:
            value = BUILT_IN.get(name)
        if value is None:
            return Word((Hole(VARIABLE, name),))
        if isinstance(value, Word):
            return value
        if self.spent > _LONGEST:
            return Word((Hole(VARIABLE, name),))
        self.spent += len(value) // 64 + 1
        return self.text(value, depth)

    def reference(self, inside: str, depth: int) -> Word:
        name, blank, rest = inside.strip().partition(" ")
        if depth > _DEEPEST:
            return Word((Hole(TEMPLATE, name),))
        if blank and name in _FUNCTIONS:
            return self.function(name, rest.strip(), depth)
        if "$" in inside:
            whole = self.text(inside, depth)
            return self.variable(whole.text, depth) if whole.text is not None else Word((Hole(VARIABLE, inside),))
        if ":" in inside:
            name, _colon_mark, change = inside.partition(":")
            old, equals, new = change.partition("=")
            if equals:
                return self.mapped(self.variable(name.strip(), depth), lambda one: _suffix(one, old, new))
        if len(inside) == 2 and inside[1] in "DF" and inside[0] in self.automatic:
            value = self.automatic[inside[0]]
            return Word((value.rpartition("/")[0] or ".") if inside[1] == "D" else value.rpartition("/")[2])
        return self.variable(inside.strip(), depth)

    def mapped(self, word: Word, change: Callable[[str], str]) -> Word:
        if word.text is None:
            return word
        return Word(" ".join(change(piece) for piece in word.text.split()))

    def function(self, name: str, rest: str, depth: int) -> Word:
        if name == "shell":
            return Word((Hole(COMMAND, rest),))
        if name in ("info", "warning", "error", "eval", "file", "guile"):
            return Word("")
        parts = _arguments(rest)
        values = [self.text(part.strip() if index else part, depth) for index, part in enumerate(parts)]
        texts = [value.text for value in values]
        last = values[-1]
        if name == "strip":
            return self.mapped(last, str)
        if name == "wildcard":
            return Word((Hole(GLOB, last.text),)) if last.text else Word((Hole(TEMPLATE, rest),))
        if name in ("addprefix", "addsuffix") and len(values) == 2 and texts[0] is not None:
            mark = texts[0]
            return self.mapped(last, (lambda one: mark + one) if name == "addprefix" else (lambda one: one + mark))
        if name == "subst" and len(values) == 3 and texts[0] and texts[1] is not None and last.text is not None:
            return Word(last.text.replace(texts[0], texts[1]))
        if name == "patsubst" and len(values) == 3 and texts[0] is not None and texts[1] is not None:
            old, new = texts[0], texts[1]
            return self.mapped(last, lambda one: _pattern(one, old, new))
        if name == "notdir":
            return self.mapped(last, lambda one: one.rpartition("/")[2])
        if name == "dir":
            return self.mapped(last, lambda one: (one.rpartition("/")[0] or ".") + "/")
        if name == "basename":
            return self.mapped(last, lambda one: one.rpartition(".")[0] or one)
        if name in ("abspath", "realpath"):
            if last.text is not None and self.directory is not None:
                directory = self.directory
                return self.mapped(last, lambda one: one if one.startswith("/") else directory + "/" + one)
            return last
        if name == "firstword" and last.text is not None:
            return Word(last.text.split(None, 1)[0] if last.text.strip() else "")
        if name in ("sort", "lastword", "or", "and", "filter", "filter-out") and last.text is not None:
            return last
        if name == "if" and len(values) > 1:
            if values[0].text is not None:
                return values[1] if values[0].text.strip() else (values[2] if len(values) > 2 else Word(""))
            return values[1]
        return Word((Hole(TEMPLATE, f"{name} {rest}"[:60]),))


_FUNCTIONS = frozenset(
    "shell info warning error eval file guile strip wildcard addprefix addsuffix subst patsubst notdir dir basename "
    "abspath realpath firstword lastword sort or and if filter filter-out foreach call word words wordlist join "
    "origin value flavor suffix findstring intcmp let".split()
)


def _arguments(text: str) -> list[str]:
    parts: list[str] = []
    depth = 0
    start = 0
    for index, char in enumerate(text):
        if char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == "," and depth <= 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return parts


def _suffix(word: str, old: str, new: str) -> str:
    if "%" in old:
        return _pattern(word, old, new)
    return word[: len(word) - len(old)] + new if old and word.endswith(old) else word


def _pattern(word: str, old: str, new: str) -> str:
    stem = stem_of(word, old)
    return new.replace("%", stem, 1) if stem is not None else word


def stem_of(word: str, pattern: str) -> str | None:
    """What `%` stands for when a word matches a pattern, "" for an exact match, None for no match."""
    before, percent, after = pattern.partition("%")
    if not percent:
        return "" if word == pattern else None
    if len(word) >= len(before) + len(after) and word.startswith(before) and word.endswith(after):
        return word[len(before) : len(word) - len(after)]
    return None


class Run(Noun):
    """One recipe line as make would hand it to a shell. `target` is what it builds."""

    target: str
    text: Word
    line: int
    column: int
    file: str
    ignores: bool = False


def recipes(
    makefile: Makefile,
    goals: tuple[str, ...],
    *,
    environment: Callable[[str], str | None] | None = None,
    directory: str | None = None,
    most: int = 400,
) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """The recipe lines that building `goals` runs, prerequisites first, and the goals that nobody knows to build.

    What is up to date would be left out by make; here everything is taken as out of date.
    """
    out: list[Run] = []
    missing: list[str] = []
    done: set[str] = set()
    explicit: dict[str, list[Rule]] = {}
    patterns: list[Rule] = []
    for rule in makefile.rules:
        for target in rule.targets:
            if "%" in target:
                patterns.append(rule)
            else:
                explicit.setdefault(target, []).append(rule)
    todo: list[tuple[str, bool, bool]] = [(goal, True, False) for goal in reversed(goals)]
    while todo and len(out) < most:
        goal, asked, ready = todo.pop()
        if not ready:
            if goal in done:
                continue
            done.add(goal)
        rules, stem = _rules_for(goal, explicit, patterns)
        if not rules:
            if asked:
                missing.append(goal)
            continue
        wanted = [one.replace("%", stem, 1) for rule in rules for one in rule.prerequisites]
        if not ready:
            todo.append((goal, asked, True))
            todo.extend((one, False, False) for one in reversed(wanted) if one not in done)
            continue
        automatic = {
            "@": goal,
            "<": wanted[0] if wanted else "",
            "^": " ".join(dict.fromkeys(wanted)),
            "+": " ".join(wanted),
            "?": " ".join(dict.fromkeys(wanted)),
            "*": stem,
            "%": "",
            "|": "",
        }
        for rule in rules:
            out.extend(_lines(rule, goal, makefile, automatic, environment, directory))
    return tuple(out[:most]), tuple(missing)


def _rules_for(goal: str, explicit: dict[str, list[Rule]], patterns: list[Rule]) -> tuple[list[Rule], str]:
    found = explicit.get(goal)
    if found:
        for rule in found:
            if rule.stem:
                return found, stem_of(goal, rule.stem) or ""
        if any(rule.recipe for rule in found):
            return found, ""
    for rule in patterns:
        if not rule.recipe:
            continue
        for target in rule.targets:
            stem = stem_of(goal, target)
            if stem is not None and "%" in target and (found or target != "%"):
                return [*(found or []), rule], stem
    return found or [], ""


def _lines(
    rule: Rule,
    goal: str,
    makefile: Makefile,
    automatic: Mapping[str, str],
    environment: Callable[[str], str | None] | None,
    directory: str | None,
) -> list[Run]:
    out: list[Run] = []
    for line in rule.recipe:
        lead = len(line.text) - len(line.text.lstrip(" \t@-+"))
        marks = line.text[:lead]
        text = expand(
            line.text[lead:], makefile.variables, automatic=automatic, environment=environment, directory=directory
        )
        if text.text is not None and not text.text.strip():
            continue
        out.append(Run(goal, text, line.line, line.column + lead, line.file, "-" in marks))
    if makefile.one_shell and len(out) > 1:
        first = out[0]
        parts = [piece for index, one in enumerate(out) for piece in ((Word("\n"), one.text) if index else (one.text,))]
        return [first.but(text=_glue(parts))]
    return out

"""Justfiles and Taskfiles: named recipes with dependencies, parameters and templated commands."""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, Node, read_yaml
from keyturn.model.noun import Noun
from keyturn.model.word import COMMAND, PARAMETER, TEMPLATE, VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Command(Noun):
    """One command of a recipe. `line`, `column` 1-based. `script` True: a whole script with its own `#!` line."""

    task: str
    text: Word
    line: int
    column: int
    script: bool = False
    directory: str = ""
    certain: bool = True


# just


class Recipe(Noun):
    """One just recipe: parameters as (name, default text or None), dependencies as (name, argument texts)."""

    name: str
    parameters: tuple[tuple[str, str | None], ...] = ()
    before: tuple[tuple[str, tuple[str, ...]], ...] = ()
    after: tuple[tuple[str, tuple[str, ...]], ...] = ()
    body: tuple[tuple[str, int, int], ...] = ()
    """(text, line, column) per line."""
    attributes: tuple[str, ...] = ()


class Justfile(Noun):
    """A justfile: recipes in order, aliases, variables as unexpanded expressions, settings as written."""

    recipes: tuple[Recipe, ...] = ()
    aliases: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}
    settings: Mapping[str, str] = {}
    imports: tuple[str, ...] = ()

    def recipe(self, name: str) -> Recipe | None:
        """A recipe by name or alias; "" is the first one."""
        if not name:
            return self.recipes[0] if self.recipes else None
        name = self.aliases.get(name, name)
        return next((one for one in reversed(self.recipes) if one.name == name), None)


_DEEPEST = 30


def read_justfile(text: str) -> Justfile:
    """Read a justfile. Never raises; lines that are no just are passed over."""
    lines = text.replace("\r\n", "\n").split("\n")
    recipes: list[Recipe] = []
    aliases: dict[str, str] = {}
    variables: dict[str, str] = {}
    settings: dict[str, str] = {}
    imports: list[str] = []
    attributes: list[str] = []
    index = 0
    while index < len(lines):
        start = index
        line = lines[index]
        index += 1
        bare = line.strip()
        if not bare or bare.startswith("#") or line[:1] in (" ", "\t"):
            continue
        while bare.endswith("\\") and index < len(lines):
            bare = bare[:-1] + " " + lines[index].strip()
            index += 1
        word = bare.split(None, 1)[0]
        if bare.startswith("["):
            attributes.extend(one.strip() for one in bare.strip("[]").split(","))
            continue
        assign = bare.find(":=")
        if assign > 0:
            name = bare[:assign].strip()
            value = bare[assign + 2 :].strip()
            pieces = name.split()
            if pieces[0] == "alias" and len(pieces) == 2:
                aliases[pieces[1]] = value.split()[0] if value else ""
                continue
            if pieces[0] == "set" and len(pieces) == 2:
                settings[pieces[1]] = value
                continue
            if pieces[0] == "export" and len(pieces) == 2:
                variables[pieces[1]] = value
                continue
            if len(pieces) == 1 and ":" not in name:
                variables[name] = value
                continue
        if word in ("import", "import?", "mod", "mod?"):
            quoted = bare.partition(" ")[2].strip()
            if word.startswith("import"):
                imports.append(quoted.strip("'\""))
            continue
        if word == "set":
            settings[bare.partition(" ")[2].strip()] = "true"
            continue
        colon = _just_colon(bare)
        if colon <= 0:
            continue
        head, tail = bare[:colon].lstrip("@"), bare[colon + 1 :]
        body: list[tuple[str, int, int]] = []
        indent = ""
        while index < len(lines):
            current = lines[index]
            if current.strip() and current[:1] not in (" ", "\t"):
                break
            if current.strip():
                if not indent:
                    indent = current[: len(current) - len(current.lstrip())]
                cut = current.removeprefix(indent) if current.startswith(indent) else current.lstrip()
                body.append((cut, index + 1, len(current) - len(cut) + 1))
            elif body:
                body.append(("", index + 1, 1))
            index += 1
        names = _tokens(head)
        if not names:
            continue
        before, after = _dependencies(tail)
        recipes.append(Recipe(names[0], _parameters(names[1:]), before, after, tuple(body), tuple(attributes)))
        attributes = []
        if index == start:
            index += 1
    return Justfile(tuple(recipes), aliases, variables, settings, tuple(imports))


def _just_colon(text: str) -> int:
    quote = ""
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == ":":
            return index
        elif char == "#":
            return -1
    return -1


def _tokens(text: str) -> list[str]:
    """Cut at blanks outside quotes and brackets."""
    out: list[str] = []
    current = ""
    quote = ""
    depth = 0
    for char in text:
        if quote:
            quote = "" if char == quote else quote
            current += char
        elif char in "'\"`":
            quote = char
            current += char
        elif char in "([":
            depth += 1
            current += char
        elif char in ")]":
            depth -= 1
            current += char
        elif char in " \t" and depth <= 0:
            if current:
                out.append(current)
            current = ""
        elif char == "#" and depth <= 0 and not current:
            break
        else:
            current += char
    if current:
        out.append(current)
    return out


def _parameters(tokens: list[str]) -> tuple[tuple[str, str | None], ...]:
    found: list[tuple[str, str | None]] = []
    for token in tokens:
        name, equals, default = token.partition("=")
        found.append((name.lstrip("$"), default if equals else None))
    return tuple(found)


def _dependencies(
    tail: str,
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    before: list[tuple[str, tuple[str, ...]]] = []
    after: list[tuple[str, tuple[str, ...]]] = []
    into = before
    for token in _tokens(tail):
        if token == "&&":  # noqa: S105 - just's mark for what comes after
            into = after
            continue
        if token.startswith("("):
            inner = _tokens(token.strip("()"))
            if inner:
                into.append((inner[0], tuple(inner[1:])))
        else:
            into.append((token, ()))
    return tuple(before), tuple(after)


def just_commands(
    file: Justfile, name: str, arguments: tuple[Word, ...], given: Mapping[str, Word]
) -> tuple[tuple[Command, ...], bool, int]:
    """The commands a recipe runs, whether it is known, and how many of `arguments` it took.

    A body that starts with `#!` is one script; otherwise every line is its own.
    """
    out: list[Command] = []
    recipe = file.recipe(name)
    if recipe is None:
        return (), False, 0
    done: set[tuple[str, tuple[Word, ...]]] = set()
    taken = _walk_just(file, recipe, arguments, given, out, done, 0)
    return tuple(out), True, taken


def _walk_just(
    file: Justfile,
    recipe: Recipe,
    arguments: tuple[Word, ...],
    given: Mapping[str, Word],
    out: list[Command],
    done: set[tuple[str, tuple[Word, ...]]],
    depth: int,
) -> int:
    if depth > _DEEPEST or (recipe.name, arguments) in done or len(out) > 400:
        return 0
    done.add((recipe.name, arguments))
    bound: dict[str, Word] = {}
    taken = 0
    rest = list(arguments)
    for name, default in recipe.parameters:
        if name[:1] in ("*", "+"):
            taken += len(rest)
            bound[name[1:].lstrip("$")] = _spaced(rest) if rest else _just_value(default or '""', file, given, bound, 0)
            rest = []
        elif rest:
            bound[name] = rest.pop(0)
            taken += 1
        elif default is not None:
            bound[name] = _just_value(default, file, given, bound, 0)
        else:
            bound[name] = Word((Hole(PARAMETER, name),))
    for dependency, texts in recipe.before:
        _depend(file, dependency, texts, given, bound, out, done, depth)
    lines = recipe.body
    directory = "" if "no-cd" not in recipe.attributes else "."
    if lines and lines[0][0].lstrip("@").startswith("#!"):
        text = "\n".join(line[0] for line in lines)
        out.append(
            Command(recipe.name, _templated(text, file, given, bound), lines[0][1], lines[0][2], True, directory)
        )
    else:
        index = 0
        while index < len(lines):
            text, line, column = lines[index]
            index += 1
            while text.endswith("\\") and index < len(lines):
                text += "\n" + lines[index][0]
                index += 1
            cut = text.lstrip("@-")
            if cut.strip():
                out.append(
                    Command(
                        recipe.name,
                        _templated(cut, file, given, bound),
                        line,
                        column + len(text) - len(cut),
                        False,
                        directory,
                    )
                )
    for dependency, texts in recipe.after:
        _depend(file, dependency, texts, given, bound, out, done, depth)
    return taken


def _depend(
    file: Justfile,
    name: str,
    texts: tuple[str, ...],
    given: Mapping[str, Word],
    bound: Mapping[str, Word],
    out: list[Command],
    done: set[tuple[str, tuple[Word, ...]]],
    depth: int,
) -> None:
    recipe = file.recipe(name)
    if recipe is not None:
        words = tuple(_just_value(text, file, given, bound, 0) for text in texts)
        _walk_just(file, recipe, words, given, out, done, depth + 1)


def _spaced(words: list[Word]) -> Word:
    parts: list[str | Hole] = []
    for index, word in enumerate(words):
        if index:
            parts.append(" ")
        parts.extend(word.parts)
    return Word(tuple(parts), quoted=True)


def _just_value(
    expression: str, file: Justfile, given: Mapping[str, Word], bound: Mapping[str, Word], depth: int
) -> Word:
    """A just expression's value: strings, names and `+`, `/` between them; anything else is a hole."""
    expression = expression.strip()
    if depth > _DEEPEST:
        return Word((Hole(TEMPLATE, expression[:40]),))
    if expression[:1] in "'\"" and expression[-1:] == expression[:1] and expression.count(expression[:1]) == 2:
        return Word(expression[1:-1], quoted=True)
    if expression[:1] == "`" and expression[-1:] == "`":
        return Word((Hole(COMMAND, expression.strip("`")),))
    if expression.replace("_", "a").replace("-", "a").isalnum():
        if expression in bound:
            return bound[expression]
        if expression in given:
            return given[expression]
        if expression in file.variables:
            return _just_value(file.variables[expression], file, given, bound, depth + 1)
        return Word((Hole(VARIABLE, expression),))
    for mark, glue in (("+", ""), ("/", "/")):
        pieces = _split_outside(expression, mark)
        if len(pieces) > 1:
            parts: list[str | Hole] = []
            for index, piece in enumerate(pieces):
                if index and glue:
                    parts.append(glue)
                parts.extend(_just_value(piece, file, given, bound, depth + 1).parts)
            return Word(tuple(parts), quoted=True)
    return Word((Hole(TEMPLATE, expression[:40]),))


def _split_outside(text: str, mark: str) -> list[str]:
    pieces: list[str] = []
    quote = ""
    depth = 0
    start = 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == mark and depth <= 0:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return pieces


def _templated(text: str, file: Justfile, given: Mapping[str, Word], bound: Mapping[str, Word]) -> Word:
    """A line with `{{ … }}` filled in."""
    if "{{" not in text:
        return Word(text, quoted=True)
    parts: list[str | Hole] = []
    rest = text
    while rest:
        before, mark, after = rest.partition("{{")
        if before:
            parts.append(before)
        if not mark:
            break
        if after.startswith("{{"):
            parts.append("{{")
            rest = after[2:]
            continue
        expression, _end, rest = after.partition("}}")
        parts.extend(_just_value(expression, file, given, bound, 0).parts)
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Word(tuple(merged), quoted=True)


# Taskfile


class Taskfile:
    """A Taskfile's tree, asked for one task at a time."""

    __slots__ = ("root", "whole")

    def __init__(self, root: Node, *, whole: bool) -> None:
        self.root = root
        self.whole = whole

    def names(self) -> tuple[str, ...]:
        """Every task's name."""
        tasks = self.root.get("tasks")
        return tuple(key.text for key, _value in tasks.pairs) if tasks is not None else ()

    def task(self, name: str) -> Node | None:
        """A task by name or alias."""
        tasks = self.root.get("tasks")
        if tasks is None:
            return None
        found = tasks.get(name)
        if found is not None:
            return found
        for _key, value in tasks.pairs:
            aliases = value.get("aliases")
            if aliases is not None and any(one.text == name for one in aliases.texts()):
                return value
        return None


def read_taskfile(text: str) -> Taskfile:
    """Read a Taskfile.yml. Never raises."""
    document = read_yaml(text)
    return Taskfile(document.root, whole=document.whole)


def task_commands(
    file: Taskfile,
    name: str,
    given: Mapping[str, Word],
    extra: Word,
    environment: Callable[[str], str | None],
) -> tuple[tuple[Command, ...], bool]:
    """The commands of a task with those of its dependencies first, and whether the task is known."""
    out: list[Command] = []
    known = file.task(name) is not None
    _walk_task(file, name, given, extra, environment, out, set(), 0)
    return tuple(out), known


def _walk_task(
    file: Taskfile,
    name: str,
    given: Mapping[str, Word],
    extra: Word,
    environment: Callable[[str], str | None],
    out: list[Command],
    active: set[str],
    depth: int,
) -> None:
    task = file.task(name)
    if task is None or depth > _DEEPEST or name in active or len(out) > 400:
        return
    active = active | {name}
    variables = dict(_task_variables(file.root.get("vars")))
    variables.update(_task_variables(task.get("vars")))
    known: dict[str, Word] = {}
    for key, text in variables.items():
        known[key] = _task_text(text, known, given, environment) if text is not None else Word((Hole(COMMAND, key),))
    known.update(given)
    known["CLI_ARGS"] = extra
    known["TASK"] = Word(name)
    directory = task.scalar("dir") or ""
    certain = task.get("status") is None
    commands: list[Node] = []
    if task.kind == TEXT:
        commands = [task]
    elif task.kind == LIST:
        commands = task.items
    else:
        for dependency in (task.get("deps") or Node(LIST)).items:
            inner, values = _called(dependency, known, environment)
            _walk_task(file, inner, values, extra, environment, out, active, depth + 1)
        listed = task.get("cmds") or task.get("cmd")
        if listed is not None:
            commands = listed.items if listed.kind == LIST else [listed]
    for command in commands:
        node: Node | None = command
        if command.kind == MAP:
            node = command.get("cmd") or command.get("defer")
            if node is not None and node.kind == MAP:
                node = node.get("cmd")
            if command.get("task") is not None:
                inner, values = _called(command, known, environment)
                _walk_task(file, inner, values, extra, environment, out, active, depth + 1)
                continue
        if node is None or node.kind != TEXT:
            continue
        filled = _task_text(node.text, known, given, environment)
        out.append(Command(name, filled, node.line, node.column, False, directory, certain))


def _called(
    node: Node, known: Mapping[str, Word], environment: Callable[[str], str | None]
) -> tuple[str, dict[str, Word]]:
    if node.kind == TEXT:
        return node.text, {}
    values = {
        key: _task_text(text, known, {}, environment) if text is not None else Word((Hole(COMMAND, key),))
        for key, text in _task_variables(node.get("vars"))
    }
    return node.scalar("task") or "", values


def _task_variables(node: Node | None) -> list[tuple[str, str | None]]:
    """(name, text) of variables; None for what a command prints (`sh:`)."""
    if node is None:
        return []
    return [(key.text, value.text if value.kind == TEXT else None) for key, value in node.pairs]


def _task_text(
    text: str, known: Mapping[str, Word], given: Mapping[str, Word], environment: Callable[[str], str | None]
) -> Word:
    """A text with `{{.NAME}}` filled in; every other template action is a hole."""
    if "{{" not in text:
        return Word(text, quoted=True)
    parts: list[str | Hole] = []
    rest = text
    while rest:
        before, mark, after = rest.partition("{{")
        if before:
            parts.append(before)
        if not mark:
            break
        expression, _end, rest = after.partition("}}")
        name = expression.strip().strip("-").strip()
        if name.startswith(".") and name[1:].replace("_", "a").isalnum():
            value = given.get(name[1:]) or known.get(name[1:])
            if value is None:
                found = environment(name[1:])
                value = Word(found) if found is not None else Word((Hole(VARIABLE, name[1:]),))
            parts.extend(value.parts)
        else:
            parts.append(Hole(TEMPLATE, name[:40]))
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Word(tuple(merged), quoted=True)

"""Dockerfiles read as files: RUN, CMD, ENTRYPOINT and HEALTHCHECK as the commands they are, inside an image."""

from __future__ import annotations

from keyturn.language.dockerfile import Instruction, read_dockerfile
from keyturn.model.effect import BlindSpot, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import PYTHON, SHELL, ShellContext, Source
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.handoff import CONTAINER_MARK, language_of, shebang_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.view import View

_INSIDE = Word("1")
_SHELL_NAMES = ("sh", "bash", "ash", "dash", "zsh", "ksh")


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Every command of a Dockerfile. Paths in them lie in the image, which the context says."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    file = read_dockerfile(text)
    outcomes: list[Outcome] = []
    variables: dict[str, Word] = {CONTAINER_MARK: _INSIDE}
    globals_: dict[str, Word] = {}
    directory = Word("/")
    shell = ""
    for one in file.instructions:
        if one.name == "FROM":
            variables = {CONTAINER_MARK: _INSIDE}
            directory = Word("/")
            shell = ""
        elif one.name in ("ARG", "ENV"):
            values = _values(one)
            if one.stage < 0:
                globals_.update(values)
            for name, value in values:
                # an ARG can be set from outside, so its default is only what it may be
                variables[name] = globals_.get(name, value) if one.name == "ARG" and value.holes else value
        elif one.name == "WORKDIR":
            directory = _workdir(directory, one.text)
        elif one.name == "SHELL":
            shell = base_name(one.words[0]) if one.words else ""
        elif one.name in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
            context = ShellContext(directory, dict(variables), frozenset(variables), {}, {}, ())
            outcomes += _commands(source, one, context, shell)
    if not file.whole:
        outcomes.append(
            BlindSpot(
                "blind/unparsable",
                f"line {file.line} is no Dockerfile instruction",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + file.line - 1),
            )
        )
    return outcomes


def _place(source: Source, line: int, column: int, how: str) -> Origin:
    at = source.origin.line + line - 1
    return source.origin.but(
        line=at, column=column, end_line=at, end_column=column, through=(*source.origin.through, how)
    )


def _commands(source: Source, one: Instruction, context: ShellContext, shell: str) -> list[Outcome]:
    how = f"Dockerfile {one.name}"
    certain = source.certain and not one.deferred
    words = one.words
    text = one.text
    column = one.column
    if one.name == "HEALTHCHECK":
        kind, _blank, rest = _without_options(text)[0].partition(" ")
        if kind.upper() != "CMD":
            return []
        text = rest.strip()
        words = None if not text.startswith("[") else one.words
    else:
        text, cut = _without_options(text)
        column += cut
    origin = _place(source, one.line, column, how)
    if words is not None:
        if not words:
            return []
        call = Invocation(
            Word(words[0], quoted=True),
            tuple(Word(word, quoted=True) for word in words[1:]),
            context=context,
            certain=certain,
            origin=origin,
            name=base_name(words[0]),
        )
        return [HandOff(call, how)]
    if one.heredocs:
        return _heredocs(source, one, context, text, how, certain=certain)
    language = SHELL
    if shell in ("powershell", "pwsh"):
        language = "powershell"
    elif shell == "cmd":
        language = "batch"
    elif shell and shell not in _SHELL_NAMES:
        language = PYTHON if shell.startswith("python") else SHELL
    return [HandOff(Source(language, Word(text), origin, context, file=source.file, certain=certain), how)]


def _heredocs(
    source: Source, one: Instruction, context: ShellContext, text: str, how: str, *, certain: bool
) -> list[Outcome]:
    """`RUN <<EOF` runs the body; `RUN python <<EOF` feeds it to a program, as a shell would."""
    mark, body, line, _expands = one.heredocs[0]
    bare = text.strip().lstrip("<-").strip("'\"")
    if bare == mark and text.strip().startswith("<<"):
        language = language_of("", body) if shebang_of(body) else SHELL
        origin = _place(source, line, 1, how)
        return [HandOff(Source(language or SHELL, Word(body), origin, context, file=source.file, certain=certain), how)]
    whole = text + "\n" + "".join(f"{held}{name}\n" for name, held, _line, _expand in one.heredocs)
    origin = _place(source, one.line, one.column, how)
    return [HandOff(Source(SHELL, Word(whole), origin, context, file=source.file, certain=certain), how)]


def _without_options(text: str) -> tuple[str, int]:
    """The text without `--mount=…` and the like in front, and how many characters were cut."""
    cut = 0
    while text.startswith("--"):
        end = 0
        while end < len(text) and text[end] not in " \t\n\\":
            end += 1
        while end < len(text) and text[end] in " \t\n\\":
            end += 1
        cut += end
        text = text[end:]
    return text, cut


def _values(one: Instruction) -> list[tuple[str, Word]]:
    text = one.text.replace("\\\n", " ")
    if one.name == "ENV" and text.strip() and "=" not in text.split(None, 1)[0]:
        name, _blank, value = text.partition(" ")
        return [(name, _word(value.strip()))]
    found: list[tuple[str, Word]] = []
    for piece in _pieces(text):
        name, equals, value = piece.partition("=")
        if name:
            found.append((name, _word(value) if equals else Word((Hole(VARIABLE, name),))))
    return found


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    current = ""
    quote = ""
    index = 0
    while index < len(text):
        char = text[index]
        index += 1
        if char == "\\" and index < len(text):
            current += text[index]
            index += 1
        elif quote:
            if char == quote:
                quote = ""
            else:
                current += char
        elif char in "'\"":
            quote = char
        elif char in " \t\n":
            if current:
                out.append(current)
            current = ""
        else:
            current += char
    if current:
        out.append(current)
    return out


def _word(value: str) -> Word:
    return Word(value, quoted=True) if "$" not in value else Word((Hole(VARIABLE, value.strip("${}")),))


def _workdir(before: Word, text: str) -> Word:
    path = text.strip().strip("'\"")
    if "$" in path or (before.text is None and not path.startswith("/")):
        return Word((Hole(VARIABLE, path),))
    if path.startswith("/"):
        return Word(path)
    return Word((before.text or "").rstrip("/") + "/" + path)

"""Interpreters as programs: `python -c TEXT`, `node script.js`, `awk 'program' file`, `… | ruby`.

Options follow each program's manual: python(1), node --help, perlrun(1), ruby(1), php(1), gawk(1), lua(1),
osascript(1), Rscript(1), expect(1). An interpreter's options end at the script; everything after is the script's own.
"""

from __future__ import annotations

from keyturn.model.effect import BlindSpot, HandOff, Note
from keyturn.model.invocation import UnknownInput, base_name
from keyturn.model.noun import Noun
from keyturn.model.source import AWK, JAVASCRIPT, PERL, PHP, PYTHON, RUBY, Source
from keyturn.model.word import PROCESS, Word, join
from keyturn.tool.handoff import (
    child_context,
    follow_file,
    invoke,
    opaque_text,
    shorten,
    wholly_unknown,
)
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

LUA = "lua"
APPLESCRIPT = "applescript"
R = "r"
TCL = "tcl"

_NOTHING: list[Outcome] = []
_STDIN_NAMES = ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


class _Spec(Noun):
    """One interpreter's options. Letters are short options; words are long ones.

    `code` options carry text to run, `valued` take a value, `attached` only one that is written on (`-i.bak`),
    `ends` are followed by nothing but the text's own arguments, `harmless` run nothing at all.
    """

    language: str
    code: str = ""
    valued: str = ""
    attached: str = ""
    ends: str = ""
    harmless: str = ""
    files: str = ""
    """Options whose value is a file to run."""
    program_operand: bool = False
    """Without a text or file option, the first operand is the program itself (awk)."""
    clusters: bool = True


_PYTHON = _Spec(
    PYTHON,
    code="-c --command",
    valued="-m -W -X --check-hash-based-pycs --profile --config --ext",
    ends="-c -m",
    harmless="-V -h -? --version --help --help-env --help-xoptions --help-all",
)
_NODE = _Spec(
    JAVASCRIPT,
    code="-e --eval -p --print -pe",
    valued="-r --require --import -C --conditions --loader --experimental-loader --env-file --env-file-if-exists "
    "--input-type --title --icu-data-dir --openssl-config --redirect-warnings --diagnostic-dir --cpu-prof-dir "
    "--dns-result-order --disable-warning --watch-path --test-name-pattern --test-reporter --stack-trace-limit "
    "--test-reporter-destination --max-http-header-size --unhandled-rejections --inspect-port --ext --filter --cwd "
    "--tsconfig -P --project -O --compiler-options",
    harmless="-v --version -h --help -c --check --v8-options --completion-bash",
    clusters=False,
)
_PERL = _Spec(
    PERL,
    code="-e -E",
    valued="-I",
    attached="-M -m -F -i -0 -l -C -D -V -x -d",
    harmless="-c -v -V -h --version --help",
)
_RUBY = _Spec(
    RUBY,
    code="-e",
    valued="-I -r -C -E --encoding --external-encoding --internal-encoding --require",
    attached="-F -i -0 -x -K -T -W",
    harmless="-c --version --help -h --copyright",
)
_PHP = _Spec(
    PHP,
    code="-r -R -B -E --run --process-code --process-begin --process-end",
    valued="-d -c -z -t -S --define --php-ini --docroot --server --rf --rc --re --ri",
    files="-f -F --file --process-file",
    ends="-r --run",
    harmless="-l -i -m -v -h --syntax-check --info --modules --version --help --ini --rf --rc --re --ri",
)
_LUA = _Spec(LUA, code="-e", valued="-l -W", harmless="-v")
_AWK = _Spec(
    AWK,
    code="-e --source",
    valued="-v -F -i -l --assign --field-separator --include --load",
    attached="-d -o -p -D -L",
    files="-f -E --file --exec",
    harmless="-V -h --version --help -C --copyright",
    program_operand=True,
)
_OSASCRIPT = _Spec(APPLESCRIPT, code="-e", valued="-l -s", clusters=False)
_R = _Spec(R, code="-e", valued="--default-packages", harmless="--version --help", clusters=False)
_EXPECT = _Spec(TCL, code="-c", valued="-D", files="-f", attached="-d", harmless="-v")
_TCL = _Spec(TCL, valued="-encoding", clusters=False)

_SPECS: dict[str, _Spec] = {
    **dict.fromkeys("python pypy ipython".split(), _PYTHON),
    **dict.fromkeys("node nodejs bun deno tsx ts-node".split(), _NODE),
    "perl": _PERL,
    **dict.fromkeys("ruby irb".split(), _RUBY),
    "php": _PHP,
    "lua": _LUA,
    **dict.fromkeys("awk gawk mawk nawk original-awk".split(), _AWK),
    "osascript": _OSASCRIPT,
    "rscript": _R,
    "expect": _EXPECT,
    "tclsh": _TCL,
}

# `python -m NAME`: the program that NAME is, where it is another.
_MODULES: dict[str, str] = {
    "django": "django-admin",
    "awscli": "aws",
    "IPython": "ipython",
    "pre_commit": "pre-commit",
    "redis_cli": "redis-cli",
    "pgcli": "pgcli",
    "pip": "pip",
}
# Modules that run a script or module named after them.
_RUNNERS = frozenset(
    "pdb cProfile profile trace runpy coverage ipdb pudb debugpy memory_profiler kernprof line_profiler viztracer "
    "ddtrace memray scalene".split()
)
_HARMLESS_MODULES = frozenset(
    "venv ensurepip http.server json.tool timeit py_compile compileall pytest unittest mypy ruff black isort flake8 "
    "build twine zipapp doctest pydoc site sysconfig this calendar ast dis tokenize tabnanny".split()
)


# Scripts that are a program of their own, by name, and packages whose entry file is one.
_ENTRIES = frozenset("manage.py artisan yii spark craft phinx ace".split())
_PACKAGES = frozenset(("migrators", "prisma", "drizzle"))


class _Line:
    """An interpreter's own arguments, read."""

    __slots__ = ("changes", "code", "files", "harmless", "language", "module", "operands", "uncertain")

    def __init__(self) -> None:
        self.code: list[tuple[str, Word]] = []
        self.files: list[Word] = []
        self.module: Word | None = None
        self.operands: tuple[Word, ...] = ()
        self.harmless = False
        self.changes = False
        self.uncertain = False
        self.language = ""


def _tail(word: Word, length: int) -> Word:
    """The word without its first characters, which are known."""
    if word.text is not None:
        return Word(word.text[length:], quoted=True)
    first = word.parts[0]
    assert isinstance(first, str)
    rest = first[length:]
    return Word((rest, *word.parts[1:]) if rest else word.parts[1:], quoted=True)


def _parse(args: tuple[Word, ...], spec: _Spec) -> _Line:
    """Options up to the script, as the interpreter reads them."""
    line = _Line()
    code, valued, attached = spec.code.split(), spec.valued.split(), spec.attached.split()
    ends, harmless, files = spec.ends.split(), spec.harmless.split(), spec.files.split()
    index, count = 0, len(args)
    while index < count:
        word = args[index]
        lead = word.text if word.text is not None else word.prefix
        if len(lead) < 2 or lead[0] != "-":
            if word.text is None and not lead and word.splits and index + 1 < count:
                # `python $FLAGS -c …`: the unknown word may be options or nothing
                following = args[index + 1].text or args[index + 1].prefix
                if following[:1] == "-" and len(following) > 1:
                    line.uncertain = True
                    index += 1
                    continue
            break
        index += 1
        if lead == "--" and word.text is not None:
            break
        if lead[1] == "-" or not spec.clusters:
            name, equals, _rest = lead.partition("=")
            if not spec.clusters and lead[1] != "-" and not equals:
                name = lead
            if name in code or name in files or name in valued or name == "--module":
                value: Word | None = None
                if equals:
                    value = _tail(word, len(name) + 1)
                elif index < count:
                    value = args[index]
                    index += 1
                _keep(line, name, value, code, files)
            elif name in harmless:
                line.harmless = True
            if name in ends:
                break
            continue
        at = 1
        done = False
        while at < len(lead):
            name = "-" + lead[at]
            at += 1
            if name in code or name in files or name in valued:
                rest = _tail(word, at)
                if rest.parts:
                    value = rest
                elif index < count:
                    value = args[index]
                    index += 1
                else:
                    value = None
                _keep(line, name, value, code, files)
                done = name in ends
                break
            if name in attached:
                if name == "-i":
                    line.changes = True
                elif name == "-V":
                    line.harmless = True
                elif name in ("-0", "-l"):
                    while (
                        at < len(lead)
                        and lead[at] in "0123456789abcdefxABCDEF"
                        and (name == "-0" or lead[at].isdigit())
                    ):
                        at += 1
                    continue
                break
            if name in harmless:
                line.harmless = True
        if done:
            break
    line.operands = args[index:]
    return line


def _keep(line: _Line, name: str, value: Word | None, code: list[str], files: list[str]) -> None:
    if value is None:
        return
    if name in code:
        line.code.append((name, value))
    elif name in files:
        line.files.append(value)
    elif name in ("-m", "--module"):
        line.module = value
    elif name == "-l":
        line.language = (value.text or "").lower()


def read(call: Invocation, view: View) -> list[Outcome]:
    """What an interpreter would run: the text it is given, a script's file, or its input."""
    name = call.name.lower()
    spec = _SPECS.get(name) or _SPECS.get(name.rstrip("0123456789."))
    if spec is None:
        return _NOTHING
    if name in ("bun", "deno"):
        found = _bun_or_deno(call, view, name)
        if found is not None:
            return found
    line = _parse(call.args, spec)
    if line.harmless:
        return _NOTHING
    language = JAVASCRIPT if spec.language == APPLESCRIPT and line.language.startswith("javascript") else spec.language
    out: list[Outcome] = []
    operands = line.operands
    if line.module is not None and not line.code and language == PYTHON:
        return _module(call, view, line.module, operands)
    texts = line.code
    if language == AWK and _loads_inplace(call.args):
        line.changes = True
    if spec.program_operand and not texts and not line.files:
        if not operands:
            return _NOTHING
        texts = [("program", operands[0])]
        operands = operands[1:]
    if texts:
        glue = "\n"
        text = texts[0][1] if len(texts) == 1 else join([word for _option, word in texts], glue)
        how = call.name if texts[0][0] == "program" else f"{call.name} {texts[0][0]}"
        out.append(_text(call, language, text, how, operands, certain=not line.uncertain))
        if line.changes:
            out.extend(_in_place(call, view, operands, empties=language == PERL and _prints_nothing(call.args, text)))
    for word in line.files:
        out.extend(_file(call, view, word, language, operands))
    if texts or line.files:
        return out
    if line.changes:
        out.extend(_in_place(call, view, operands[1:]))
    if operands and operands[0].text not in _STDIN_NAMES:
        out.extend(_script(call, view, operands[0], language, operands[1:]))
        return out
    return out + _stdin(call, view, language)


def _text(
    call: Invocation, language: str, text: Word, how: str, operands: tuple[Word, ...] = (), *, certain: bool = True
) -> Outcome:
    """Code written in the call itself; Python is told its arguments, which `sys.argv` shows."""
    if wholly_unknown(text):
        return opaque_text(call, text, how)
    context = child_context(call, operands if language == PYTHON else ())
    return HandOff(Source(language, text, call.origin.inner(how), context, certain=call.certain and certain), how)


def _loads_inplace(args: tuple[Word, ...]) -> bool:
    """`gawk -i inplace`: the library that writes the output back into each file."""
    texts = [word.text or "" for word in args]
    return any(
        text in ("-iinplace", "--include=inplace")
        or (text == "inplace" and texts[index - 1] in ("-i", "--include") and index > 0)
        for index, text in enumerate(texts)
    )


def _in_place(call: Invocation, view: View, files: tuple[Word, ...], *, empties: bool = False) -> list[Outcome]:
    """`perl -i`, `ruby -i`: the files are edited; only what the place means counts, as for any editor."""
    from keyturn.tool.filesystem import emptied, written

    out: list[Outcome] = []
    for word in files:
        out.extend(emptied(word, call, view) if empties else written(word, call, view, how="edits", append=True))
    return out


def _prints_nothing(args: tuple[Word, ...], code: Word) -> bool:
    """`perl -i -ne '…'` keeps of a file what its code prints, and this one prints nothing."""
    flags = "".join(word.text for word in args if word.text and word.text[0] == "-" and word.text[:2] != "--")
    text = code.text
    silent = "n" in flags and "p" not in flags
    return silent and text is not None and not any(one in text for one in ("print", "say", "write", "$^I", "open"))


def _file(call: Invocation, view: View, word: Word, language: str, args: tuple[Word, ...]) -> list[Outcome]:
    """A script by name."""
    if word.text in _STDIN_NAMES:
        return _stdin(call, view, language)
    if any(hole.why == PROCESS for hole in word.holes):
        return [opaque_text(call, word, call.name)]
    how = f"{call.name} {shorten(word.shown())}"
    return follow_file(call, view, word, how, language=language, context=child_context(call, args))


def _script(call: Invocation, view: View, word: Word, language: str, args: tuple[Word, ...]) -> list[Outcome]:
    """The script operand: a known program's own entry (manage.py, node_modules/.bin/prisma), else a file."""
    text = word.text
    if text is not None:
        name = base_name(text)
        if "node_modules/" in text:
            # `node ./node_modules/typeorm/cli.js`: a package's own entry
            package = text[text.rfind("node_modules/") + len("node_modules/") :].partition("/")[0]
            if module_of(package) in _PACKAGES:
                name = package
                text = "bin/" + package
        if name in _ENTRIES or ("bin/" in text and module_of(name) not in (None, "interpreters", "shells")):
            how = f"{call.name} {shorten(text)}"
            made = invoke(call, (Word(name, quoted=True), *args), how)
            return [made]
    return _file(call, view, word, language, args)


def _stdin(call: Invocation, view: View, language: str) -> list[Outcome]:
    """Code that comes in by a heredoc, a pipe or a redirection."""
    stdin = call.stdin
    if not isinstance(stdin, Source):
        for redirect in reversed(call.redirects):
            if redirect.op == "<" and redirect.fd == 0:
                if any(hole.why == PROCESS for hole in redirect.target.holes):
                    return [opaque_text(call, redirect.target, call.name)]
                how = f"{call.name} < {shorten(redirect.target.shown())}"
                context = child_context(call)
                return follow_file(call, view, redirect.target, how, language=language, context=context)
    if stdin is None:
        return [
            BlindSpot(
                "blind/interactive-interpreter",
                f"{call.name} is opened with nothing to run; what is typed into it is not seen",
                opaque=False,
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if isinstance(stdin, UnknownInput):
        return [
            BlindSpot(
                "blind/pipe-to-interpreter",
                f"{call.name} runs whatever it is fed ({shorten(stdin.why)})",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    how = f"{call.name} (stdin)"
    if wholly_unknown(stdin.text):
        return [opaque_text(call, stdin.text, call.name)]
    certain = stdin.certain and call.certain
    origin = stdin.origin.inner(how)
    return [HandOff(Source(language, stdin.text, origin, child_context(call), stdin.file, certain), how)]


def _module(call: Invocation, view: View, module: Word, args: tuple[Word, ...]) -> list[Outcome]:
    """`python -m NAME …`: the program of that name, or the module's own file."""
    name = module.text
    if name is None:
        return [Note(f"python -m {module.shown()}: which module runs is only known at run time", call.origin)]
    how = f"{call.name} -m {name}"
    if name == "timeit" and args:
        texts = [word for word in args if (word.text or word.prefix)[:1] != "-"]
        return [_text(call, PYTHON, join(texts, "\n"), how)] if texts else _NOTHING
    if name in _RUNNERS:
        rest = args
        if name == "coverage":
            if not rest or rest[0].text != "run":
                return _NOTHING
            rest = rest[1:]
        while rest and (rest[0].text or "")[:1] == "-" and rest[0].text != "-m":
            rest = rest[1:]
        if rest and rest[0].text == "-m":
            return _module(call, view, rest[1], rest[2:]) if len(rest) > 1 else _NOTHING
        return _file(call, view, rest[0], PYTHON, rest[1:]) if rest else _NOTHING
    program = _MODULES.get(name) or name.partition(".")[0].replace("_", "-")
    if name in _MODULES:
        return [invoke(call, (Word(program, quoted=True), *args), how)]
    if name in _HARMLESS_MODULES:
        return _NOTHING
    directory = directory_of(call, view)
    path = name.replace(".", "/")
    for candidate in (f"{path}.py", f"{path}/__main__.py", f"src/{path}/__main__.py"):
        place = absolute(candidate, directory)
        if place is not None and view.workspace.stat(place).state == "present":
            return follow_file(call, view, Word(place), how, language=PYTHON, context=child_context(call, args))
    return [invoke(call, (Word(program, quoted=True), *args), how)]


_BUN_VALUED = frozenset(
    "--cwd --filter -F --config -c --env-file --tsconfig-override --preload -r --define -d --shell".split()
)
_DENO_VALUED = frozenset(
    "--config -c --import-map --ext --cwd --env-file --lock --location --seed --v8-flags --cert".split()
)


def _bun_or_deno(call: Invocation, view: View, name: str) -> list[Outcome] | None:
    """Subcommands of bun and deno; None when the call reads like node's."""
    args = call.args
    index = 0
    valued = _BUN_VALUED if name == "bun" else _DENO_VALUED
    while index < len(args):
        text = args[index].text or ""
        if text[:1] != "-" or text in ("-e", "--eval", "-p", "--print", "-"):
            break
        index += 2 if text in valued else 1
    if index >= len(args):
        return None
    verb = args[index].text or ""
    rest = args[index + 1 :]
    if name == "deno" and verb == "eval":
        texts = [word for word in rest if (word.text or word.prefix)[:1] != "-"]
        return [_text(call, JAVASCRIPT, texts[0], "deno eval")] if texts else _NOTHING
    if verb in ("run", "serve", "watch") or (name == "deno" and verb in ("test", "bench")):
        while rest and (rest[0].text or rest[0].prefix)[:1] == "-" and rest[0].text != "-":
            rest = rest[2:] if rest[0].text in valued else rest[1:]
        if not rest:
            return _NOTHING
        script = rest[0]
        if script.text == "-":
            return _stdin(call, view, JAVASCRIPT)
        if script.text and script.text.startswith("npm:"):
            # the package's own program, as npx would run it
            package = Word(script.text[4:].lstrip("/"), quoted=True)
            return [invoke(call, (Word("npx", quoted=True), package, *rest[1:]), f"{name} run")]
        if script.text and script.text.startswith(("http:", "https:", "jsr:")):
            return [Note(f"{name} run {script.text}: fetched code, not read", call.origin)]
        plain = script.text is not None and "/" not in script.text and "." not in script.text
        if name == "bun" and plain:
            return [invoke(call, (Word("npm", quoted=True), Word("run", quoted=True), *rest), f"bun run {script.text}")]
        return _script(call, view, script, JAVASCRIPT, rest[1:])
    if name == "bun" and verb == "x":
        return [invoke(call, (Word("npx", quoted=True), *rest), "bun x")] if rest else _NOTHING
    if name == "deno" and verb == "task" and rest:
        return [invoke(call, (Word("npm", quoted=True), Word("run", quoted=True), *rest), "deno task")]
    if verb in _SUBCOMMANDS:
        return _NOTHING
    return None


_SUBCOMMANDS = frozenset(
    "install add remove update upgrade link unlink pm init create build test outdated publish patch audit why fmt lint "
    "check cache compile doc info jupyter lsp repl types vendor bundle coverage completions uninstall i a rm".split()
)

"""Small programs that package.json scripts are made of: rimraf, cross-env, shx, concurrently, run-s and their like.

They either delete as rm does or start other commands and scripts.
"""

from __future__ import annotations

from keyturn.model.word import GLOB, Hole, Word, join
from keyturn.tool.handoff import invoke, launch, shell_text
from keyturn.tool.locate import directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.package_json import find, run_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

    Reader = Callable[[Invocation, View], list[Outcome]]

_NOTHING: list[Outcome] = []


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a helper deletes or starts."""
    reader = _READERS.get(call.name)
    return reader(call, view) if reader is not None else _NOTHING


_RIMRAF = Grammar(
    "-g -G -v -V -i -I -f -d --glob --no-glob --verbose --no-verbose --preserve-root --no-preserve-root --interactive "
    "--no-interactive --force --dry-run --dot --version --help -h",
    "--impl --tmp --max-retries --retry-delay --backoff --max-backoff",
    abbreviate=False,
)


def _rimraf(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Rimraf and its kin expand patterns themselves, quoted or not, and delete what they name with all below it."""
    options = parse(call.args, _RIMRAF)
    if not options.operands or options.has("--dry-run", "--help", "-h", "--version"):
        return _NOTHING
    words = tuple(_pattern(word) for word in options.operands)
    return [invoke(call, (Word("rm"), Word("-rf"), Word("--"), *words), call.name)]


def _pattern(word: Word) -> Word:
    text = word.text
    if text is None or not any(char in text for char in "*?[{"):
        return word
    at = min(text.find(char) for char in "*?[{" if char in text)
    return Word((text[:at], Hole(GLOB, text[at:])) if at else (Hole(GLOB, text),))


def _cross_env(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    given: list[tuple[str, Word]] = []
    words = call.args
    while words:
        lead = words[0].text if words[0].text is not None else words[0].prefix
        name, equals, rest = lead.partition("=")
        if not equals or not name.replace("_", "a").isalnum():
            break
        parts = list(words[0].parts)
        parts[0] = rest
        given.append((name, Word(tuple(part for part in parts if part != ""), quoted=True)))
        words = words[1:]
    if not words:
        return _NOTHING
    if call.name == "cross-env-shell":
        return [shell_text(call, join(words), call.name)]
    return launch(call, words, call.name, env=(*call.env, *given))


def _shx(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    return launch(call, call.args, "shx")


_CONCURRENTLY = Grammar(
    "-r -s -g -P -k --raw --success-first --group --passthrough-arguments --kill-others --kill-others-on-fail "
    "--no-color --hide-output --timings --pad-prefix --help -h --version -v -V",
    "-m -n -c -p -l -t -i --max-processes --names --prefix-colors --prefix --prefix-length --timestamp-format "
    "--default-input-target --restart-tries --restart-after --success --kill-signal --hide --name-separator --teardown",
    abbreviate=False,
)


def _concurrently(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _CONCURRENTLY)
    outcomes: list[Outcome] = []
    for word in (*options.operands, *options.values("--teardown")):
        manager, colon, script = (word.text or "").partition(":")
        if not colon or manager not in ("npm", "pnpm", "yarn", "bun", "node"):
            outcomes.append(shell_text(call, word, call.name))
        elif "*" in script:
            outcomes += _run_all(call.but(args=(Word(script, quoted=True),)), view)
        else:
            verb = " --run " if manager == "node" else " run "
            outcomes.append(shell_text(call, Word(manager + verb + script, quoted=True), call.name))
    return outcomes


_RUN_ALL = Grammar(
    "-p -s -c -l -n -r -S -P -h -v --parallel --sequential --serial --continue-on-error --print-label --print-name "
    "--race --silent --aggregate-output --help --version",
    "--max-parallel --npm-path",
    abbreviate=False,
)


def _run_all(call: Invocation, view: View) -> list[Outcome]:
    package = find(directory_of(call, view), view)
    if package is None:
        return _NOTHING
    outcomes: list[Outcome] = []
    for word in parse(call.args, _RUN_ALL).operands:
        # an unquoted `build:*` is a pattern to the shell too, which matches no file
        wanted, _blank, extra = word.worst().partition(" ")
        for name in dict.fromkeys(script.name for script in package.manifest.scripts):
            if _matches(name, wanted):
                given = tuple(Word(piece) for piece in extra.replace("--", " ").split())
                outcomes += run_script(call, package, name, given, f"{call.name} {wanted}")
    return outcomes


def _matches(name: str, pattern: str) -> bool:
    """`build:*` names one level, `build:**` all below it."""
    if "*" not in pattern:
        return name == pattern
    lead = pattern[: pattern.find("*")]
    if not name.startswith(lead):
        return False
    return "**" in pattern or ":" not in name[len(lead) :]


_ENV_CMD = Grammar(
    "-e --no-override --fallback --use-shell --silent --verbose -x --expand-envs --recursive --help --version",
    "-f -r --file --environments --rc-file",
    style="posix",
    abbreviate=False,
)


def _env_cmd(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    options = parse(call.args, _ENV_CMD)
    if options.has("--use-shell") and options.operands:
        return [shell_text(call, join(options.operands), call.name)]
    return launch(call, options.operands, call.name)


_READERS: dict[str, Reader] = {
    **dict.fromkeys(("rimraf", "del-cli", "premove"), _rimraf),
    "cross-env": _cross_env,
    "cross-env-shell": _cross_env,
    "shx": _shx,
    **dict.fromkeys(("concurrently", "conc"), _concurrently),
    **dict.fromkeys(("npm-run-all", "npm-run-all2", "run-s", "run-p"), _run_all),
    "env-cmd": _env_cmd,
}

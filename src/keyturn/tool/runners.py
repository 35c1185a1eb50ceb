"""Programs that lead into files and packages: npm and its kin, make, just, task, npx, uv run, poetry run.

What they start is followed into the files beside the command. What they install or publish is stated as an effect.
"""

from __future__ import annotations

from keyturn.language.taskfiles import (
    Command,
    Justfile,
    just_commands,
    read_justfile,
    read_taskfile,
    task_commands,
)
from keyturn.model.effect import EXPOSURE, PUBLISH, BlindSpot, Effect, Extent, HandOff, Note
from keyturn.model.invocation import base_name
from keyturn.model.source import SHELL, Origin, Source
from keyturn.model.target import MACHINE, SERVICE, Facet, Target
from keyturn.model.word import COMMAND, PARAMETER, VARIABLE, Word, join
from keyturn.model.workspace import PRESENT
from keyturn.tool import verbs
from keyturn.tool.handoff import (
    child_context,
    decode,
    follow_file,
    invoke,
    known_program,
    language_of,
    launch,
    opaque_text,
    quoted_word,
    shell_text,
    shorten,
    wholly_unknown,
)
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.package_json import Package, across, find, hand_over, lifecycle, named, run_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

    Reader = Callable[[Invocation, View], list[Outcome]]

_NOTHING: list[Outcome] = []


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a runner starts, installs or publishes."""
    reader = _READERS.get(call.name) or _READERS.get(call.name.lower())
    found = reader(call, view) if reader is not None else _NOTHING
    # what is neither started, installed nor published may still be taken back (`npm deprecate`): a table says so
    return found or verbs.read(call, view)


# npm, pnpm, yarn, bun

_GLOBAL = Grammar(
    "-g -s -d -dd -ddd -q -y -r -v -h -w --global --silent --quiet --verbose --yes --recursive --json --offline "
    "--prefer-offline --no-audit --no-fund --force -f --workspace-root --ignore-scripts --version --help --bun "
    "--workspaces --ws -ws --if-present --stream --parallel --no-bail --dry-run "
    "--include-workspace-root --frozen-lockfile "
    "--immutable --non-interactive --no-progress --production --aggregate-output --sequential --hot --watch",
    "-C -F --prefix --dir --cwd --filter --workspace --loglevel --registry --userconfig --cache --script-shell "
    "--node-options --filter-prod --workspace-concurrency --reporter --resume-from --use-yarnrc --modules-folder",
    "--color --location",
    alias={
        "--prefix": "-C",
        "--dir": "-C",
        "--cwd": "-C",
        "--filter": "-F",
        "--ws": "--workspaces",
        "-ws": "--workspaces",
        "--recursive": "-r",
        "--global": "-g",
    },
    style="posix",
    abbreviate=False,
)
_NPM = Grammar(
    " ".join(_GLOBAL.flags),
    " ".join(_GLOBAL.valued - {"-w"}) + " -w",
    " ".join(_GLOBAL.optional),
    alias={**_GLOBAL.alias, "--workspace": "-w"},
    style="posix",
    abbreviate=False,
)
_ANYWHERE = {
    "npm": Grammar(
        " ".join(_NPM.flags - {"-w"}),
        " ".join(_NPM.valued) + " --tag --otp --access --omit --include --save-prefix --before",
        " ".join(_NPM.optional),
        alias=_NPM.alias,
        abbreviate=False,
    ),
    "": Grammar(
        " ".join(_GLOBAL.flags) + " -D -E -O -P -W -T --dev --exact --save-dev --save-exact",
        " ".join(_GLOBAL.valued) + " --tag --otp --access --mode --network-timeout --cache-folder",
        " ".join(_GLOBAL.optional),
        alias=_GLOBAL.alias,
        abbreviate=False,
    ),
}
_INSTALLS = frozenset(
    "install i add in ins inst insta instal isnt isnta isntal ci clean-install ic install-clean isntall-clean it "
    "install-test cit install-ci-test rebuild rb dedupe ddp prune link ln update up upgrade udpate".split()
)
_REMOVES = frozenset("uninstall un unlink remove rm r".split())
_RUNS = frozenset("run run-script rum urn".split())
_DIRECT = {"test": "test", "t": "test", "tst": "test", "start": "start", "stop": "stop", "restart": "restart"}
_YARN_OWN = frozenset(
    "audit autoclean bin cache check config constraints create dedupe dlx exec explain generate-lock-entry global help "
    "import info init install licenses link list login logout node npm outdated owner pack patch patch-commit plugin "
    "policies publish rebuild remove run search set stage team test tag unlink unplug up upgrade upgrade-interactive "
    "version versions why workspace workspaces add".split()
)
_PNPM_OWN = frozenset(
    "add audit bin cache cat-file cat-index config create dedupe deploy dlx doctor env exec "
    "fetch find-hash help import "
    "init install install-test i it licenses link list ln ls outdated pack patch patch-commit "
    "patch-remove prune publish "
    "rebuild recursive remove rm root run self-update server setup start store test t un uninstall unlink up update "
    "upgrade why approve-builds ignored-builds access adduser deprecate dist-tag docs edit hook info issues login "
    "logout org owner ping prefix profile pkg repo search show star stars team token unstar version view whoami".split()
)
_BUN_PACKAGES = frozenset("add install i a remove rm r update upgrade publish link unlink create c init".split())


def _bun(call: Invocation, view: View) -> list[Outcome]:
    """Bun is a package manager, a shell and an interpreter; as the last it is read where node is."""
    sub = call.args[0].text if call.args else None
    if sub == "exec":
        text = join(call.args[1:])
        return [opaque_text(call, text, "bun exec") if wholly_unknown(text) else shell_text(call, text, "bun exec")]
    if sub in _BUN_PACKAGES:
        return _js(call, view)
    from keyturn.tool import interpreters

    return interpreters.read(call, view)


def _js(call: Invocation, view: View) -> list[Outcome]:
    name = call.name.lower()
    options = parse(call.args, _NPM if name == "npm" else _GLOBAL)
    words = options.operands
    if not words:
        if name == "yarn" and not options.has("-v", "--version", "-h", "--help"):
            return _install(call, view, name, options, (), "yarn install")
        return _NOTHING
    sub = words[0].text or ""
    rest = words[1:]
    if options.has("-C"):
        where = options.value("-C")
        text = where.text if where is not None else None
        place = absolute(text, directory_of(call, view)) if text else None
        if place is not None:
            call = call.but(context=call.context.but(directory=Word(place)))
    if sub in _RUNS:
        return _run(call, view, name, options, rest)
    if sub in _DIRECT and name != "bun":
        if name == "npm":
            return _run(call, view, name, options, (Word(_DIRECT[sub]), *rest))
        return _script(call, view, name, _DIRECT[sub], _after(rest), options)
    if sub in ("exec", "x", "dlx"):
        if name == "pnpm" and options.has("-c", "--shell-mode"):
            rest = (Word("-c"), *rest)
        return _exec(call, view, name, sub, rest)
    if sub in _INSTALLS:
        return _install(call, view, name, options, rest, f"{name} {sub}")
    if sub in _REMOVES:
        every = parse(rest, _ANYWHERE["npm" if name == "npm" else ""])
        if _is_global(options, every):
            return _global(call, name, every.operands, "removes", "global-install")
        return _NOTHING
    if sub in ("publish", "unpublish"):
        return _publish(call, name, sub, options, rest)
    if name == "yarn":
        return _yarn(call, view, sub, rest, options)
    if name == "pnpm":
        if sub == "recursive" and rest:
            return _js(call.but(args=(Word("-r"), *rest)), view)
        if sub == "create":
            return _remote(call, rest, "create-")
        if sub not in _PNPM_OWN:
            return _script_or_program(call, view, name, sub, words, options)
        return _NOTHING
    if name == "npm":
        if sub in ("init", "create", "innit"):
            return _remote(call, rest, "create-")
        if sub in ("pack", "version"):
            return _around(call, view, ("prepack", "prepare", "postpack") if sub == "pack" else ("version",), sub)
        return _NOTHING
    return _remote(call, rest, "create-") if sub in ("create", "c") else _NOTHING


def _after(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What a script is given by pnpm, yarn and bun: everything."""
    return words[1:] if words and words[0].text == "--" else words


def _run(call: Invocation, view: View, name: str, options: Options, rest: tuple[Word, ...]) -> list[Outcome]:
    inner = parse(rest, _ANYWHERE["npm"] if name == "npm" else _GLOBAL)
    if not inner.operands:
        return _NOTHING
    script = inner.operands[0]
    if script.text is None:
        return [Note(f"{name} run {script.shown()}: the script's name is only known at run time", call.origin)]
    both = options.but(seen={**options.seen, **inner.seen})
    if both.has("-C") and not options.has("-C"):
        where = both.text("-C")
        place = absolute(where, directory_of(call, view)) if where else None
        if place is not None:
            call = call.but(context=call.context.but(directory=Word(place)))
    extra = inner.operands[1:] if name == "npm" else _after(inner.operands[1:])
    return _script(call, view, name, script.text, extra, both)


def _script(
    call: Invocation, view: View, name: str, script: str, extra: tuple[Word, ...], options: Options
) -> list[Outcome]:
    how = f"{name} run {script}" if script not in _DIRECT.values() else f"{name} {script}"
    names: tuple[str, ...] = (script,)
    if script == "restart":
        names = ("restart", "stop", "start")
    only = ""
    if options.has("-F"):
        only = options.text("-F") or "*"
    elif name == "npm" and options.has("-w"):
        only = options.text("-w") or "*"
    if only or options.has("-r", "--workspaces"):
        return across(call, view, names, extra, how, only)
    package = find(directory_of(call, view), view)
    if package is None:
        return [Note(f"no package.json was found, so `{how}` was not followed", call.origin)]
    outcomes: list[Outcome] = []
    for one in names:
        outcomes += run_script(call, package, one, extra, how)
    if outcomes:
        return outcomes
    if script == "start":
        server = invoke(call, (Word("node"), Word("server.js")), how)
        return [server]
    return [Note(f"{package.path} has no script {script}", call.origin)]


def _script_or_program(
    call: Invocation, view: View, name: str, sub: str, words: tuple[Word, ...], options: Options
) -> list[Outcome]:
    """`yarn NAME`: the package's script, or else a program that a package brought along."""
    if not sub:
        return launch(call, words, name)
    if options.has("-r", "-F", "--workspaces"):
        return across(call, view, (sub,), words[1:], f"{name} {sub}", options.text("-F") or "")
    found = named(call, view, sub, words[1:], f"{name} {sub}")
    if found is not None:
        return found
    return launch(call, (Word(_program_of(sub)), *words[1:]), name)


def _yarn(call: Invocation, view: View, sub: str, rest: tuple[Word, ...], options: Options) -> list[Outcome]:
    if sub == "global":
        inner = rest[0].text if rest else ""
        if inner in ("add", "upgrade"):
            return _global(call, "yarn", rest[1:], "installs", "global-install")
        if inner == "remove":
            return _global(call, "yarn", rest[1:], "removes", "global-install")
        return _NOTHING
    if sub == "npm":
        if rest and rest[0].text == "publish":
            return _publish(call, "yarn", "publish", options, rest[1:])
        return _NOTHING
    if sub == "workspace" and len(rest) > 1:
        package = find(directory_of(call, view), view)
        script = rest[1].text or ""
        extra = rest[2:]
        if script == "run" and rest[2:]:
            script, extra = rest[2].text or "", rest[3:]
        if package is not None and script:
            return across(
                call, view, (script,), extra, f"yarn workspace {rest[0].shown()} {script}", rest[0].text or "*"
            )
        return _NOTHING
    if sub == "workspaces":
        words = rest
        while words and words[0].text not in ("run", "exec"):
            words = words[1:]
        if len(words) > 1 and words[0].text == "run" and words[1].text:
            return across(call, view, (words[1].text,), words[2:], f"yarn workspaces run {words[1].text}")
        return launch(call, words[1:], "yarn workspaces") if len(words) > 1 else _NOTHING
    if sub == "create":
        return _remote(call, rest, "create-")
    if sub == "node":
        return [invoke(call, (Word("node"), *rest), "yarn node")]
    if sub in _YARN_OWN:
        return _NOTHING
    return _script_or_program(call, view, "yarn", sub, (Word(sub), *rest), options)


def _around(call: Invocation, view: View, names: tuple[str, ...], sub: str) -> list[Outcome]:
    package = find(directory_of(call, view), view)
    if package is None:
        return _NOTHING
    outcomes: list[Outcome] = []
    for one in names:
        outcomes += run_script(call, package, one, (), f"npm {sub}")
    return outcomes


def _is_global(outer: Options, inner: Options) -> bool:
    return outer.has("-g") or inner.has("-g") or "global" in (outer.text("--location"), inner.text("--location"))


def _install(
    call: Invocation, view: View, name: str, options: Options, rest: tuple[Word, ...], how: str
) -> list[Outcome]:
    every = parse(rest, _ANYWHERE["npm" if name == "npm" else ""])
    if options.has("--dry-run", "--help", "-h") or every.has("--dry-run", "--help", "-h"):
        return _NOTHING
    words = tuple(word for word in every.operands if word.text not in (".", "./"))
    if words and _is_global(options, every):
        return _global(call, name, words, "installs", "global-install")
    outcomes: list[Outcome] = []
    for word in words:
        if _foreign(word):
            outcomes.append(_from_url(call, name, word))
    if options.has("--ignore-scripts") or every.has("--ignore-scripts"):
        return outcomes
    if not words or name in ("yarn", "bun"):
        directory = directory_of(call, view)
        if every.has("-C"):
            where = every.text("-C")
            directory = absolute(where, directory) if where else None
        outcomes += lifecycle(call, view, directory, how)
    return outcomes


def _foreign(word: Word) -> bool:
    """Whether a package is named by an address instead of by its name in the registry."""
    lead = (word.text if word.text is not None else word.prefix).lower()
    return lead.startswith(
        ("http:", "https:", "git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh:")
    ) or ("@git+" in lead or "@http" in lead or " @ " in lead)


# Tools that people install for the whole machine every day; a name beside these is not known (row 23).
_WELL_KNOWN = frozenset(
    "npm pnpm yarn bun corepack typescript ts-node tsx eslint prettier nodemon pm2 serve http-server vercel live- "
    "server netlify-cli wrangler firebase-tools heroku aws-cdk lerna nx turbo rimraf npm-check-updates gulp-cli "
    "grunt-cli webpack-cli create-react-app create-next-app expo-cli eas-cli node-gyp json-server jest mocha vite "
    "typescript-language-server pyright @angular/cli @nestjs/cli @vue/cli @ionic/cli @biomejs/biome "
    "@playwright/test @anthropic-ai/claude-code @openai/codex @google/gemini-cli markdownlint-cli cspell sass "
    "less tldr".split()
)


def _well_known(word: Word) -> bool:
    text = word.text or ""
    scope = text[:1] == "@"
    return ("@" if scope else "") + text.removeprefix("@").partition("@")[0] in _WELL_KNOWN


def _global(call: Invocation, name: str, words: tuple[Word, ...], verb: str, rule: str) -> list[Outcome]:
    if verb == "installs" and words and all(_well_known(word) for word in words):
        return [
            Note(f"installs {shorten(' '.join(word.shown() for word in words))} for the whole machine", call.origin)
        ]
    shown = ", ".join(word.shown() for word in words) or "packages"
    target = Target(MACHINE, "global packages", (Facet("manager", name),))
    return [
        Effect(
            f"supply-chain/{rule}",
            EXPOSURE,
            f"{verb} {shorten(shown)} for every project on this machine",
            (target,),
            Extent(len(words) or None, unit="packages"),
            "yes",
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _from_url(call: Invocation, name: str, word: Word) -> Effect:
    return Effect(
        "supply-chain/url-install",
        EXPOSURE,
        f"installs {shorten(word.shown())} from an address, past the registry's checks",
        (Target(MACHINE, "packages", (Facet("manager", name), Facet("url", word.text))),),
        Extent(1, unit="packages"),
        "yes",
        certain=call.certain,
        origin=call.origin,
    )


def _publish(call: Invocation, name: str, verb: str, options: Options, rest: tuple[Word, ...]) -> list[Outcome]:
    inner = parse(rest, _ANYWHERE["npm" if name == "npm" else ""])
    if options.has("--dry-run", "--help", "-h") or inner.has("--dry-run", "--help", "-h"):
        return _NOTHING
    shown = inner.operands[0].shown() if inner.operands else "this package"
    registry = inner.text("--registry") or options.text("--registry")
    target = Target(SERVICE, registry or "the package registry", (Facet("provider", "npm"), Facet("url", registry)))
    if verb == "unpublish":
        return [
            Effect(
                "supply-chain/unpublish",
                EXPOSURE,
                f"takes {shown} out of the registry",
                (target,),
                Extent(1, unit="packages"),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    return [_published(call, shown, target)]


def _published(call: Invocation, shown: str, target: Target) -> Effect:
    return Effect(
        "supply-chain/publish",
        PUBLISH,
        f"publishes {shown}",
        (target,),
        Extent(1, unit="packages"),
        certain=call.certain,
        origin=call.origin,
    )


# npx and its kin

_NPX = Grammar(
    "-y -q -s --yes --no --no-install --quiet --ignore-existing --offline --prefer-offline --silent --verbose --bun "
    "--workspaces --include-workspace-root --always-spawn --parallel --no-bail -r --recursive --aggregate-output",
    "-p -c -w -n -C --package --call --prefix --workspace --cache --userconfig --registry --node-options --node-arg "
    "--shell --script-shell --filter -F --allow-build",
    "",
    alias={"--package": "-p", "--call": "-c"},
    style="posix",
    abbreviate=False,
)
_PNPM_EXEC = Grammar(
    "-c -r -s --shell-mode --recursive --parallel --no-bail --silent --verbose --aggregate-output --sequential",
    "-F --filter --package --allow-build --workspace-concurrency --reporter --resume-from -C --dir",
    style="posix",
    alias={"--shell-mode": "-c"},
    abbreviate=False,
)


# Packages whose program has another name.
_PROGRAMS = {
    "aws-cdk": "cdk", "firebase-tools": "firebase", "netlify-cli": "netlify", "shelljs": "shx", "cdktf-cli": "cdktf",
    "awscli": "aws", "awscli-local": "awslocal", "azure-cli": "az", "hasura-cli": "hasura",
    "ansible-core": "ansible", "apache-airflow": "airflow",
    "databricks-cli": "databricks", "aws-sam-cli": "sam", "snowflake-cli": "snow", "awsebcli": "eb",
    "borgbackup": "borg", "python-openstackclient": "openstack", "dbt-core": "dbt",
    "@railway/cli": "railway", "@sentry/cli": "sentry-cli", "@datadog/datadog-ci": "datadog-ci",
    "@bitwarden/cli": "bw", "@infisical/cli": "infisical", "@algolia/cli": "algolia", "@launchdarkly/ldcli": "ldcli",
    "@nestjs/cli": "nest", "@angular/cli": "ng",
}  # fmt: skip


def _program_of(spec: str) -> str:
    """The program a package spec stands for: version and scope taken off."""
    if spec.startswith(("http:", "https:", "git", ".", "/")) and ":" in spec:
        return spec
    scope = ""
    name = spec
    if name.startswith("@"):
        scope, _slash, name = name.partition("/")
    name = name.partition("@")[0].partition("==")[0].partition("[")[0].partition(">=")[0]
    return _PROGRAMS.get(f"{scope}/{name}" if scope else name) or _PROGRAMS.get(name, name) or scope.lstrip("@")


def _exec(call: Invocation, view: View, name: str, sub: str, rest: tuple[Word, ...]) -> list[Outcome]:  # noqa: ARG001 - as its siblings
    how = f"{name} {sub}"
    grammar = _PNPM_EXEC if name == "pnpm" else _NPX
    return _execute(call, parse(rest, grammar), how, shell_mode=name == "pnpm")


def _npx(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    return _execute(call, parse(call.args, _NPX), call.name)


def _execute(call: Invocation, options: Options, how: str, *, shell_mode: bool = False) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for package in options.values("-p"):
        if _foreign(package):
            outcomes.append(_from_url(call, how, package))
    if shell_mode and options.has("-c"):
        return [*outcomes, shell_text(call, join(options.operands), how)] if options.operands else outcomes
    text = options.value("-c")
    if text is not None:
        outcomes.append(opaque_text(call, text, how) if wholly_unknown(text) else shell_text(call, text, how))
        return outcomes
    words = options.operands
    if not words:
        return outcomes
    if _foreign(words[0]):
        return [*outcomes, _from_url(call, how, words[0])]
    first = words[0]
    if first.text is not None:
        first = Word(_program_of(first.text))
        if not known_program(first):
            outcomes.append(Note(f"{how} starts {first.text}, a package that was not read", call.origin))
    outcomes += launch(call, (first, *words[1:]), how, guessed=bool(options.unknown))
    return outcomes


def _remote(call: Invocation, words: tuple[Word, ...], prefix: str) -> list[Outcome]:
    named_words = [word for word in words if (word.text or word.prefix)[:1] != "-"]
    if not named_words:
        return _NOTHING
    if _foreign(named_words[0]):
        return [_from_url(call, call.name, named_words[0])]
    return [Note(f"{call.name} starts {prefix}{named_words[0].shown()}, a package that was not read", call.origin)]


# Python's runners

_UV_RUN = Grammar(
    "-m -s -q -v -n --module --script --gui-script --isolated --active --no-sync --locked --frozen --no-dev --dev "
    "--all-extras --all-groups --no-default-groups --only-dev --no-editable --exact --all-packages --no-project "
    "--no-env-file --offline --no-cache --quiet --verbose --refresh --upgrade -U --reinstall --no-config "
    "--managed-python --no-managed-python --no-progress --native-tls",
    "-p -w -P --with --with-editable --with-requirements --python --extra --no-extra --group --no-group --only-group "
    "--package --directory --project --env-file --index --default-index -i --index-url --extra-index-url --find-links "
    "-f --cache-dir --color --config-file --python-platform --allow-insecure-host --exclude-newer --resolution "
    "--prerelease --link-mode --from",
    alias={"--module": "-m", "--script": "-s"},
    style="posix",
    abbreviate=False,
)
_UV = Grammar(
    "-q -v -n --quiet --verbose --offline --no-cache --no-config --no-progress --native-tls --no-python-downloads",
    "--directory --project --cache-dir --color --config-file --python-preference --allow-insecure-host",
    style="posix",
    abbreviate=False,
)


def _uv(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _UV)
    words = options.operands
    if not words:
        return _NOTHING
    where = options.text("--directory")
    if where:
        place = absolute(where, directory_of(call, view))
        if place is not None:
            call = call.but(context=call.context.but(directory=Word(place)))
    sub = words[0].text
    if sub == "run":
        return _uv_run(call, words[1:])
    if sub == "tool" and len(words) > 1:
        if words[1].text == "run":
            return _uvx(call.but(args=words[2:]), view)
        if words[1].text == "install":
            return _tool_install(call, "uv", words[2:])
        return _guard_removed(call, words[1:], "the tools of uv")
    if sub == "pip" and len(words) > 1:
        return _pip(call.but(args=words[1:]), view)
    if sub == "remove":
        return _guard_removed(call, words, "this project")
    if sub in ("add", "sync") and len(words) > 1:
        return [_from_url(call, "uv", word) for word in words[1:] if _foreign(word)]
    if sub == "publish" and not any(word.text == "--dry-run" for word in words):
        return [_published(call, "this package", Target(SERVICE, "the package index", (Facet("provider", "pypi"),)))]
    return _NOTHING


def _uv_run(call: Invocation, args: tuple[Word, ...]) -> list[Outcome]:
    options = parse(args, _UV_RUN)
    words = options.operands
    if not words:
        return _NOTHING
    if options.has("-m"):
        return [invoke(call, (Word("python"), Word("-m"), *words), "uv run -m")]
    text = words[0].text or ""
    if options.has("-s") or text == "-" or text.endswith((".py", ".pyw")):
        return [invoke(call, (Word("python"), *words), "uv run")]
    return launch(call, words, "uv run", guessed=bool(options.unknown))


def _uvx(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    options = parse(call.args, _UV_RUN)
    outcomes: list[Outcome] = [_from_url(call, "uvx", word) for word in options.values("--from") if _foreign(word)]
    words = options.operands
    if not words:
        return outcomes
    if _foreign(words[0]):
        return [*outcomes, _from_url(call, "uvx", words[0])]
    first = Word(_program_of(words[0].text)) if words[0].text else words[0]
    return outcomes + launch(call, (first, *words[1:]), "uvx", guessed=bool(options.unknown))


_PIPX = Grammar(
    "-q -v --verbose --quiet --no-cache --pypackages --system-site-packages --force -f --include-deps --editable -e",
    "--spec --python --index-url -i --pip-args --path --suffix --preinstall --fetch-missing-python",
    style="posix",
)


def _pipx(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    options = parse(call.args, _PIPX)
    words = options.operands
    if not words:
        return _NOTHING
    rest = parse(words[1:], _PIPX)
    if words[0].text == "run":
        outcomes: list[Outcome] = [_from_url(call, "pipx", word) for word in rest.values("--spec") if _foreign(word)]
        if rest.operands and _foreign(rest.operands[0]):
            return [*outcomes, _from_url(call, "pipx", rest.operands[0])]
        if rest.operands:
            first = rest.operands[0]
            first = Word(_program_of(first.text)) if first.text else first
            outcomes += launch(call, (first, *rest.operands[1:]), "pipx run")
        return outcomes
    if words[0].text == "install":
        return _tool_install(call, "pipx", words[1:])
    if words[0].text == "uninstall-all":
        from keyturn.tool.own_command import taken_out

        return taken_out(call, "the tools of pipx, which it all takes away")
    if words[0].text == "runpip" and len(words) > 1 and words[1].text == "keyturn":
        return _guard_removed(call, tuple(word for word in call.args if word.text != "runpip")[1:], "its own pipx")
    return _guard_removed(call, words, "the tools of pipx")


def _guard_removed(call: Invocation, words: tuple[Word, ...], what: str) -> list[Outcome]:
    """Keyturn's own package taken away: every hook that was installed from it has nothing to start any more."""
    if not words or words[0].text not in ("uninstall", "remove"):
        return _NOTHING
    if not any(word.text is not None and word.text.lower().partition("[")[0] == "keyturn" for word in words[1:]):
        return _NOTHING
    from keyturn.tool.own_command import taken_out

    return taken_out(call, what)


def _tool_install(call: Invocation, name: str, args: tuple[Word, ...]) -> list[Outcome]:
    """`uv tool install`, `pipx install`: isolated, so only one from an address counts."""
    return [_from_url(call, name, word) for word in args if _foreign(word)]


_PIP = Grammar(
    "-U -e -q -v --upgrade --pre --user --no-deps --force-reinstall --ignore-installed -I --no-cache-dir --quiet "
    "--verbose --break-system-packages --require-hashes --no-build-isolation --prefer-binary --dry-run -y --yes "
    "--disable-pip-version-check --no-input --no-index --no-warn-script-location --compile --system --strict "
    "--no-binary-all --use-pep517",
    "-r -c -t -i -f --requirement --constraint --target --index-url --extra-index-url --find-links --platform "
    "--python-version --implementation --abi --root --prefix --src --upgrade-strategy --config-settings --no-binary "
    "--only-binary --progress-bar --proxy --timeout --retries --trusted-host --cert --cache-dir --log --python -p "
    "--report --root-user-action --global-option --editable",
    abbreviate=False,
)


def _pip(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    options = parse(call.args, _PIP)
    words = options.operands
    if not words or words[0].text not in ("install", "download", "wheel") or options.has("--dry-run"):
        return _guard_removed(call, tuple(words), "this environment")
    return [_from_url(call, "pip", word) for word in (*words[1:], *options.values("--editable")) if _foreign(word)]


# runners that are given a command line

_ENVIRONMENTS: dict[str, tuple[Grammar, frozenset[str]]] = {
    "poetry": (
        Grammar(
            "-q -v -vv -vvv -n --quiet --no-interaction --no-plugins --no-cache --ansi --no-ansi",
            "-C -P --directory --project",
            style="posix",
            abbreviate=False,
        ),
        frozenset(("run",)),
    ),
    "pipenv": (
        Grammar("-q -v --quiet --verbose --bare --clear --site-packages", "--python", style="posix", abbreviate=False),
        frozenset(("run",)),
    ),
    "pdm": (
        Grammar("-q -v --quiet --verbose -n -I --ignore-python", "-p -c --project --config", style="posix"),
        frozenset(("run",)),
    ),
    "rye": (Grammar("-q -v", "", style="posix"), frozenset(("run",))),
    "hatch": (
        Grammar("-q -v --no-color --color --no-interactive", "-e -p --env --project --config", style="posix"),
        frozenset(("run",)),
    ),
    "conda": (Grammar("-q -v --no-plugins", "", style="posix"), frozenset(("run",))),
    "mamba": (Grammar("-q -v", "", style="posix"), frozenset(("run",))),
    "bundle": (
        Grammar("-V --verbose --no-color", "--gemfile -r --retry", style="posix"),
        frozenset(("exec", "e", "ex")),
    ),
    "asdf": (Grammar("", "", style="posix"), frozenset(("exec",))),
    "mise": (
        Grammar("-q -v -y --quiet --verbose --yes --silent", "-C -E -j --cd --env --jobs", style="posix"),
        frozenset(("exec", "x")),
    ),
    "direnv": (Grammar("", "", style="posix"), frozenset(("exec",))),
    "rustup": (Grammar("-q -v", "", style="posix"), frozenset(("run",))),
}
_INNER = Grammar(
    "-q -v -s --no-capture-output --live-stream --debug-wrapper-scripts --keep-file-descriptors --raw --list --no-self "
    "--site-packages --fresh-env --dev",
    "-n -p -c --name --prefix --cwd --command --gemfile -e --env-file --python --with --jobs -j",
    style="posix",
    abbreviate=False,
)


def _environment(call: Invocation, view: View) -> list[Outcome]:
    name = call.name.lower()
    grammar, verbs = _ENVIRONMENTS[name]
    options = parse(call.args, grammar)
    words = options.operands
    if not words:
        return _NOTHING
    sub = words[0].text or ""
    if sub not in verbs:
        if sub == "publish" and not any(word.text == "--dry-run" for word in words):
            target = Target(SERVICE, "the package index", (Facet("provider", "pypi"),))
            return [_published(call, "this package", target)]
        if name == "direnv" and sub in ("allow", "permit", "grant", "reload"):
            return follow_file(call, view, Word(".envrc"), f"direnv {sub}", language=SHELL, context=child_context(call))
        if name in ("poetry", "pdm", "rye") and sub == "add":
            return [_from_url(call, name, word) for word in words[1:] if _foreign(word)]
        return _NOTHING
    how = f"{name} {sub}"
    inner = parse(words[1:], _INNER)
    if name == "mise":
        rest = words[1:]
        at = next((index for index, word in enumerate(rest) if word.text == "--"), -1)
        if inner.value("-c") is not None:
            return [shell_text(call, join(tuple(inner.values("-c"))), how)]
        return launch(call, rest[at + 1 :], how) if at >= 0 else _NOTHING
    operands = inner.operands
    if name == "direnv":
        operands = operands[1:]
    if name in ("rustup", "asdf") and len(operands) > 1 and name == "rustup":
        operands = operands[1:]
    if not operands:
        return _NOTHING
    first = operands[0]
    if name == "hatch" and first.text and ":" in first.text and "/" not in first.text:
        operands = (Word(first.text.rpartition(":")[2]), *operands[1:])
    where = inner.text("--cwd")
    context = None
    if where:
        place = absolute(where, directory_of(call, view))
        context = call.context.but(directory=Word(place)) if place is not None else None
    if first.text is not None and first.text.endswith(".py") and "/" not in first.text:
        return [invoke(call, (Word("python"), *operands), how, context=context)]
    return launch(call, operands, how, guessed=bool(inner.unknown), context=context)


_DOTENV = Grammar(
    "-v -o --override --no-override --quiet -c --help --version --debug",
    "-f -e -q -p --file --export",
    style="posix",
    abbreviate=False,
)


def _dotenv(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    options = parse(call.args, _DOTENV)
    words = options.operands
    if words and words[0].text == "run":
        words = parse(words[1:], _DOTENV).operands
    elif words and words[0].text in ("list", "get", "set", "unset"):
        return _NOTHING
    return launch(call, words, "dotenv")


# monorepo runners

_TURBO = Grammar(
    "--force --only --parallel --continue --no-cache --no-daemon --daemon --affected -h --help --dry --dry-run --graph "
    "--skip-nx-cache --verbose --no-bail --stream --ignore --nxBail --all --version -v",
    "-F --filter --scope --cwd --concurrency --cache-dir --env-mode --log-order --output-logs --token --team --api "
    "--projects -p --targets -t --target --configuration -c --parallel-count --exclude --since --base --head --runner "
    "--ui --log-prefix --tui",
    "",
    alias={"--filter": "-F", "--scope": "-F", "--projects": "-p", "--targets": "-t", "--target": "-t"},
    abbreviate=False,
)
_TURBO_OWN = frozenset(
    "login logout link unlink prune daemon generate gen telemetry scan info ls query watch bin "
    "boundaries config".split()
)


def _monorepo(call: Invocation, view: View) -> list[Outcome]:
    name = call.name.lower()
    options = parse(call.args, _TURBO)
    words = options.operands
    if options.after_dashes >= 0:
        extra = words[options.after_dashes :]
        words = words[: options.after_dashes]
    else:
        extra = ()
    if not words or options.has("--dry", "--dry-run", "--graph", "-h", "--help", "--version"):
        return _NOTHING
    sub = words[0].text or ""
    only = options.text("-F") or options.text("-p") or ""
    if name == "lerna":
        if sub == "run" and len(words) > 1 and words[1].text:
            return across(call, view, (words[1].text,), extra, f"lerna run {words[1].text}", only)
        if sub == "exec":
            return launch(call, (*words[1:], *extra), "lerna exec")
        if sub == "publish":
            return [
                _published(call, "every package", Target(SERVICE, "the package registry", (Facet("provider", "npm"),)))
            ]
        return _NOTHING
    if name == "turbo":
        tasks = words[1:] if sub == "run" else words
        if sub in _TURBO_OWN:
            return _NOTHING
        names = tuple(word.text.rpartition("#")[2] for word in tasks if word.text)
        return across(call, view, names, extra, f"turbo run {' '.join(names)}", only)
    if sub in ("run-many", "affected"):
        names = tuple(piece for word in options.values("-t") if word.text for piece in word.text.split(","))
        return across(call, view, names, extra, f"nx {sub}", "")
    if sub == "run" and len(words) > 1 and words[1].text:
        project, _colon, target = words[1].text.partition(":")
        return across(call, view, (target.partition(":")[0],), extra, f"nx run {words[1].text}", project)
    if (
        len(words) > 1
        and words[1].text
        and sub not in ("graph", "reset", "list", "show", "generate", "g", "add", "migrate")
    ):
        return across(call, view, (sub,), extra, f"nx {sub} {words[1].text}", words[1].text)
    return _NOTHING


# make, just, task


def _make(call: Invocation, view: View) -> list[Outcome]:
    from keyturn.tool.makefile import make

    return make(call, view)


_JUST = Grammar(
    "-l -n -q -u -v -y -s --list --dry-run --quiet --unsorted --verbose --yes --choose --dump "
    "--edit -e --evaluate --fmt "
    "--init --summary --variables --groups --changelog --man --unstable --check --no-deps --no-dotenv --no-highlight "
    "--highlight --clear-shell-args --shell-command --one --timestamp --explain --global-justfile -g --version -V "
    "--help -h --json --no-aliases",
    "-f -d -c -E --justfile --working-directory --command --dotenv-path --dotenv-filename --shell --shell-arg --color "
    "--chooser --list-heading --list-prefix --show --usage --completions --command-color --dump-format "
    "--timestamp-format --tempdir --alias-style --ceiling --cygpath",
    alias={"--justfile": "-f", "--working-directory": "-d", "--command": "-c", "--list": "-l", "--dry-run": "-n"},
    style="posix",
    abbreviate=False,
)
_JUST_NAMES = ("justfile", "Justfile", ".justfile", "JUSTFILE")
_JUST_ASKS = (
    "-l",
    "-n",
    "-s",
    "--summary",
    "--variables",
    "--dump",
    "--evaluate",
    "--show",
    "--usage",
    "--fmt",
    "--init",
    "--edit",
    "-e",
    "--groups",
    "--completions",
    "--version",
    "-V",
    "--help",
    "-h",
    "--man",
    "--changelog",
)


def _upward(names: tuple[str, ...], directory: str | None, view: View) -> tuple[str, str] | None:
    """(path, text) of the nearest file of these names at or above a directory."""
    at = directory
    for _turn in range(40):
        if at is None:
            return None
        for name in names:
            path = at.rstrip("/") + "/" + name
            answer = view.workspace.read(path)
            if answer.state == PRESENT:
                return path, decode(answer.data)
        if at in ("/", ""):
            return None
        at = at[: at.rfind("/")] or "/"
    return None


def _just(call: Invocation, view: View) -> list[Outcome]:
    args = list(call.args)
    given: dict[str, Word] = {}
    while "--set" in [word.text for word in args]:
        at = [word.text for word in args].index("--set")
        if at + 2 < len(args) and args[at + 1].text:
            given[args[at + 1].text or ""] = args[at + 2]
        del args[at : at + 3]
    options = parse(args, _JUST)
    if options.has("-c"):
        # what follows is one command with options of its own
        texts = [word.text for word in args]
        at = next((index for index, text in enumerate(texts) if text in ("-c", "--command")), len(texts))
        return launch(call, tuple(args[at + 1 :]), "just --command")
    if options.has(*_JUST_ASKS):
        return _NOTHING
    directory = directory_of(call, view)
    named_file = options.value("-f")
    found: tuple[str, str] | None = None
    if named_file is not None:
        path = absolute(named_file.text, directory) if named_file.text else None
        answer = view.workspace.read(path) if path is not None else None
        if path is not None and answer is not None and answer.state == PRESENT:
            found = (path, decode(answer.data))
    else:
        found = _upward(_JUST_NAMES, directory, view)
    if found is None:
        return [Note("no justfile was found, so the recipe was not read", call.origin)]
    path, text = found
    home = path[: path.rfind("/")] or "/"
    if options.has("-d"):
        where = options.text("-d")
        home = (absolute(where, directory) if where else None) or home
    file = _imported(read_justfile(text), home, view)
    words = options.operands
    while words and "=" in (words[0].text or words[0].prefix) and (words[0].text or words[0].prefix)[:1] != "=":
        lead = words[0].text if words[0].text is not None else words[0].prefix
        name, _equals, rest = lead.partition("=")
        parts = list(words[0].parts)
        parts[0] = rest
        given[name] = Word(tuple(part for part in parts if part != ""), quoted=True)
        words = words[1:]
    outcomes: list[Outcome] = []
    if not words:
        words = (Word(""),)
    while words:
        name = words[0].text or ""
        if words[0].text is None:
            outcomes.append(Note(f"just {words[0].shown()}: the recipe is only known at run time", call.origin))
            break
        commands, known, taken = just_commands(file, name, words[1:], given)
        if not known:
            outcomes.append(Note(f"{path} has no recipe {name or '(default)'}", call.origin))
            break
        for command in commands:
            where = home if command.directory != "." else directory
            outcomes.append(_task_hand(call, command, path, f"just {name}".strip(), where or home))
        words = words[1 + taken :]
    return outcomes


def _imported(file: Justfile, home: str, view: View, depth: int = 0) -> Justfile:
    recipes = list(file.recipes)
    variables = dict(file.variables)
    aliases = dict(file.aliases)
    for name in file.imports[:20]:
        path = absolute(name, home)
        answer = view.workspace.read(path) if path is not None else None
        if path is None or answer is None or answer.state != PRESENT or depth > 5:
            continue
        inner = _imported(read_justfile(decode(answer.data)), path[: path.rfind("/")] or "/", view, depth + 1)
        recipes += inner.recipes
        variables = {**inner.variables, **variables}
        aliases = {**inner.aliases, **aliases}
    return Justfile(tuple(recipes), aliases, variables, file.settings, file.imports)


def _task_hand(call: Invocation, command: Command, path: str, through: str, directory: str) -> HandOff:
    how = f"{path[path.rfind('/') + 1 :]}:{command.line} {command.task}"
    text = command.text.text or command.text.prefix
    language = (language_of("", text) or SHELL) if command.script else SHELL
    origin = Origin(
        path, command.line, command.column, command.line, command.column, (*call.origin.through, through, how), True
    )
    context = child_context(call).but(directory=Word(directory))
    return HandOff(
        Source(language, command.text, origin, context, file=True, certain=call.certain and command.certain), how
    )


_TASK = Grammar(
    "-l -a -n -f -g -i -p -s -v -w -x -y -C --list --list-all --dry --force --global --init --parallel --silent "
    "--verbose --watch --exit-code --yes --summary --status --version --help -h --json --no-status --offline "
    "--insecure --experiments",
    "-t -d -o -c -I --taskfile --dir --output --concurrency --interval --sort --completion "
    "--timeout --cache-expiry-duration",
    "--color",
    alias={"--taskfile": "-t", "--dir": "-d", "--list": "-l", "--dry": "-n"},
    abbreviate=False,
)
_TASK_NAMES = (
    "Taskfile.yml",
    "taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "taskfile.dist.yml",
    "Taskfile.dist.yaml",
    "taskfile.dist.yaml",
)
_TASK_ASKS = ("-l", "-a", "--list-all", "-n", "--summary", "--status", "--version", "--help", "-h", "-i", "--init")


def _task(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _TASK)
    if options.has(*_TASK_ASKS):
        return _NOTHING
    directory = directory_of(call, view)
    named_file = options.value("-t")
    found: tuple[str, str] | None = None
    if named_file is not None:
        path = absolute(named_file.text, directory) if named_file.text else None
        answer = view.workspace.read(path) if path is not None else None
        if path is not None and answer is not None and answer.state == PRESENT:
            found = (path, decode(answer.data))
    else:
        where = options.text("-d")
        found = _upward(_TASK_NAMES, absolute(where, directory) if where else directory, view)
    if found is None:
        return [Note("no Taskfile was found, so the task was not read", call.origin)]
    path, text = found
    home = path[: path.rfind("/")] or "/"
    words = options.operands
    extra: tuple[Word, ...] = ()
    if options.after_dashes >= 0:
        extra = words[options.after_dashes :]
        words = words[: options.after_dashes]
    given: dict[str, Word] = {}
    names: list[str] = []
    for word in words:
        lead = word.text if word.text is not None else word.prefix
        name, equals, rest = lead.partition("=")
        if equals:
            parts = list(word.parts)
            parts[0] = rest
            given[name] = Word(tuple(part for part in parts if part != ""), quoted=True)
        elif word.text is not None:
            names.append(word.text)
    file = read_taskfile(text)
    outcomes: list[Outcome] = []
    arguments = join(tuple(quoted_word(word) for word in extra))
    for name in names or ["default"]:
        commands, known = task_commands(file, name, given, arguments, view.workspace.env)
        if not known:
            outcomes.append(Note(f"{path} has no task {name}", call.origin))
        for command in commands:
            where = home
            if command.directory:
                where = absolute(command.directory, home) if "{{" not in command.directory else None
            outcomes.append(_task_hand(call, command, path, f"task {name}", where or home))
    return outcomes


# composer

_COMPOSER_HOOKS = {
    "install": ("pre-install-cmd", "post-install-cmd", "pre-autoload-dump", "post-autoload-dump"),
    "update": ("pre-update-cmd", "post-update-cmd", "pre-autoload-dump", "post-autoload-dump"),
    "require": ("pre-update-cmd", "post-update-cmd"),
    "dump-autoload": ("pre-autoload-dump", "post-autoload-dump"),
    "dumpautoload": ("pre-autoload-dump", "post-autoload-dump"),
}
_COMPOSER = Grammar(
    "-n -q -v -vv -vvv --no-interaction --quiet --no-scripts --no-dev --no-plugins --dry-run "
    "--profile --ansi --no-ansi "
    "-o --optimize-autoloader --prefer-dist --no-progress --dev -l --list",
    "-d --working-dir --timeout",
    alias={"--working-dir": "-d"},
    style="posix",
    abbreviate=False,
)


def _composer(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _COMPOSER)
    words = options.operands
    if not words or not words[0].text or options.has("--dry-run", "--no-scripts"):
        return _NOTHING
    directory = directory_of(call, view)
    where = options.text("-d")
    if where:
        directory = absolute(where, directory)
    package = find(directory, view, "composer.json")
    if package is None:
        return _NOTHING
    sub = words[0].text
    names = _COMPOSER_HOOKS.get(sub, (sub,))
    rest = words[1:]
    if any(word.text in ("--no-scripts", "--dry-run") for word in rest):
        return _NOTHING
    if sub in ("run-script", "run"):
        inner = parse(rest, _COMPOSER).operands
        if not inner or not inner[0].text:
            return _NOTHING
        names = (inner[0].text,)
        rest = inner[1:]
    outcomes: list[Outcome] = []
    for name in names:
        _composer_script(call, package, name, rest if sub not in _COMPOSER_HOOKS else (), outcomes, set())
    return outcomes


def _composer_script(
    call: Invocation, package: Package, name: str, extra: tuple[Word, ...], outcomes: list[Outcome], active: set[str]
) -> None:
    if name in active or len(active) > 20:
        return
    for script in package.manifest.all_of(name):
        text = script.text
        if text.startswith("@"):
            word, _blank, _rest = text[1:].partition(" ")
            if word in ("php", "composer"):
                outcomes.append(hand_over(call, package, script.but(text=text[1:]), extra, f"composer {name}"))
            elif word == "putenv":
                continue
            else:
                _composer_script(call, package, word, extra, outcomes, active | {name})
            continue
        if "::" in text and " " not in text:
            outcomes.append(Note(f"composer runs {text}, which was not read", call.origin))
            continue
        outcomes.append(hand_over(call, package, script, extra, f"composer {name}"))


# a path that is run


def follow_program(call: Invocation, view: View) -> list[Outcome]:
    """What is run by a path (`./deploy.sh`, `scripts/x`) or by a word that is not wholly known.

    A script is handed on in the language of its `#!` line or name. A binary or an absent file is a note.
    """
    program = call.program
    if program is None:
        return _NOTHING
    if program.text is None:
        return _unknown_program(call, view)
    name = program.text
    if "\\" in name and "/" not in name:
        name = name.replace("\\", "/")
    path = absolute(name, directory_of(call, view))
    if path is None:
        return [Note(f"{program.text} stands in a directory that is not known, so it was not read", call.origin)]
    if path.startswith(("/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/", "/opt/homebrew/bin/")):
        return _NOTHING
    if "/node_modules/.bin/" in path:
        return _NOTHING
    context = child_context(call, call.args)
    return follow_file(call, view, Word(path), shorten(program.text), context=context, shown=program.text)


def _unknown_program(call: Invocation, view: View) -> list[Outcome]:
    program = call.program
    if program is None:
        return _NOTHING
    holes = program.holes
    suffix = program.suffix
    if "/" in suffix:
        # `$VENV/bin/python x.py`: the directory is not known, the program is
        name = base_name(suffix)
        if name:
            if known_program(Word(name)):
                return [invoke(call, (Word(name), *call.args), program.shown())]
            return [Note(f"{program.shown()} was not read", call.origin)]
    hole = holes[0]
    if hole.why == VARIABLE and len(program.parts) == 1:
        value = view.workspace.env(hole.name)
        if value:
            words = (Word(value),) if hole.quoted else tuple(Word(piece) for piece in value.split())
            if words:
                return [invoke(call, (*words, *call.args), f"${hole.name}")]
    if hole.why == PARAMETER and hole.name in ("@", "*"):
        return _NOTHING
    what = shorten(program.shown())
    why = "what a command prints" if hole.why == COMMAND else "a value that is only known at run time"
    return [
        BlindSpot(
            "blind/unknown-program",
            f"the program is {why} ({what})",
            opaque=not call.origin.followed,
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _nothing(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    return _NOTHING


_READERS: dict[str, Reader] = {
    "npm": _js,
    "pnpm": _js,
    "yarn": _js,
    "bun": _bun,
    "npx": _npx,
    "bunx": _npx,
    "pnpx": _npx,
    "uv": _uv,
    "uvx": _uvx,
    "pipx": _pipx,
    "pip": _pip,
    "pip3": _pip,
    "turbo": _monorepo,
    "nx": _monorepo,
    "lerna": _monorepo,
    "make": _make,
    "gmake": _make,
    "just": _just,
    "task": _task,
    "go-task": _task,
    "composer": _composer,
    "dotenv": _dotenv,
    **dict.fromkeys(_ENVIRONMENTS, _environment),
    **dict.fromkeys(("tox", "nox"), _nothing),
}

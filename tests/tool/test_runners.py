"""Runners are followed into the files beside the command, and what they install or publish is stated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.model.effect import EXPOSURE, PUBLISH
from keyturn.model.invocation import Invocation
from keyturn.model.word import Word
from keyturn.tool import node_helpers, runners
from keyturn.tool.registry import MODULES
from keyturn.tool.view import View
from tests.support import DictWorkspace, judged, rules, verdict

PACKAGE = """{
  "name": "app",
  "workspaces": ["packages/*"],
  "scripts": {
    "prebuild": "rm -rf ../out",
    "build": "npm run clean && tsc",
    "clean": "rm -rf",
    "safe": "rm -rf node_modules",
    "postinstall": "rm -rf ~/data",
    "loop": "npm run loop; rm -rf /loop",
    "env": "cross-env A=b rm -rf /env",
    "both": "run-s all:*",
    "all:one": "rm -rf /one",
    "all:two": "concurrently \\"npm:clean -- /\\" \\"rm -rf /two\\"",
    "patterns": "rimraf 'src/**'"
  }
}
"""
FILES = DictWorkspace(
    {
        "/work/app/package.json": PACKAGE,
        "/work/app/packages/b/package.json": '{"name": "@app/b", "scripts": {"ship": "rm -rf ../../../z"}}',
        "/work/app/Makefile": "B ?= build\nall: clean\nclean: pre\n\trm -rf $(B)\npre:\n\t@cd sub && $(MAKE) wipe\n",
        "/work/app/sub/Makefile": "wipe:\n\trm -rf /var/lib/app\nsafe:\n\tls\n",
        "/work/app/justfile": 'root := "/"\nalias w := wipe\nwipe dir=root: safe\n    rm -rf {{dir}}\nsafe:\n    ls\n'
        "py:\n    #!/usr/bin/env python3\n    import shutil\n    shutil.rmtree('/etc')\n",
        "/work/app/Taskfile.yml": "version: '3'\nvars: {D: /srv}\ntasks:\n  wipe:\n    deps: [safe]\n    cmds:\n"
        "      - rm -rf {{.D}}/x\n      - rm -rf build {{.CLI_ARGS}}\n  safe: ls\n",
        "/work/app/deploy.sh": '#!/usr/bin/env bash\nset -e\nrm -rf "$1"\n',
        "/work/app/tool.py": "import shutil\nshutil.rmtree('/etc')\n",
        "/work/app/program": b"\x7fELF\x00\x01",
        "/work/app/composer.json": '{"scripts": {"post-install-cmd": ["@wipe"], "wipe": ["rm -rf /v", "@putenv A=b"]}}',
        "/work/app/.envrc": "rm -rf /w\n",
    },
    repositories=("/work/app",),
)


def deleted(command: str, files: DictWorkspace = FILES) -> list[str | None]:
    """The paths that a command would delete."""
    return [target.facet("path") for effect in judged(command, files).effects for target in effect.targets]


# scripts of package.json


@pytest.mark.parametrize(
    "command, wanted",
    [
        ("npm run build", ["/work/out"]),
        ("npm run-script build", ["/work/out"]),
        ("npm run clean -- /srv", ["/srv"]),
        ("npm run clean --silent -- /srv", ["/srv"]),
        ("npm --prefix . run clean -- /srv", ["/srv"]),
        ("yarn clean /srv", ["/srv"]),
        ("yarn run clean /srv", ["/srv"]),
        ("pnpm clean /srv", ["/srv"]),
        ("pnpm run clean /srv", ["/srv"]),
        ("bun run clean /srv", ["/srv"]),
        ("npm install", ["/home/sam/data"]),
        ("npm ci", ["/home/sam/data"]),
        ("yarn", ["/home/sam/data"]),
        ("pnpm install --frozen-lockfile", ["/home/sam/data"]),
        ("npm install --ignore-scripts", []),
        ("npm install left-pad", []),
        ("npm run env", ["/env"]),
        ("npm run both", ["/one", "/", "/two"]),
        ("npm run loop", ["/loop"]),
        ("npm run ship -w @app/b", ["/work/z"]),
        ("npm run ship --workspaces", ["/work/z"]),
        ("npm run ship --prefix packages/b", ["/work/z"]),
        ("cd packages/b && npm run ship", ["/work/z"]),
        ("yarn workspace @app/b ship", ["/work/z"]),
        ("pnpm --filter @app/b ship", ["/work/z"]),
        ("pnpm -r run ship", ["/work/z"]),
        ("turbo run ship", ["/work/z"]),
        ("npx turbo ship --filter=@app/b", ["/work/z"]),
        ("npx nx run b:ship", ["/work/z"]),
        ("lerna run ship", ["/work/z"]),
    ],
)
def test_scripts_are_followed(command: str, wanted: list[str]) -> None:
    assert deleted(command) == wanted


def test_the_chain_and_the_place_are_shown() -> None:
    (effect,) = judged("npm run build", FILES).effects
    assert effect.origin.through == ("npm run build", "package.json: scripts.prebuild")
    assert (effect.origin.file, effect.origin.line, effect.origin.column) == ("/work/app/package.json", 5, 18)
    assert effect.origin.followed


def test_a_script_that_clears_output_is_allowed() -> None:
    assert verdict("npm run safe", FILES) == "allow"


def test_patterns_of_rimraf_are_open() -> None:
    (effect,) = judged("npm run patterns", FILES).effects
    assert not effect.extent.closed
    assert verdict("npx rimraf node_modules", FILES) == "allow"
    assert verdict("npx rimraf /", FILES) == "deny"


@pytest.mark.parametrize("command", ["npm run nope", "npm test", "make nope", "just nope", "task nope", "npm run x"])
def test_what_is_not_there_is_a_note(command: str) -> None:
    for files in (FILES, DictWorkspace()):
        judgement = judged(command, files)
        assert not judgement.effects
        assert not judgement.blind
        assert judgement.notes


# make, just, task, composer


@pytest.mark.parametrize(
    "command, wanted",
    [
        ("make", ["/var/lib/app", "/work/app/build"]),
        ("make clean B=/", ["/var/lib/app", "/"]),
        ("B=/ make clean", ["/var/lib/app", "/"]),
        ("make -C sub wipe", ["/var/lib/app"]),
        ("make -j4 --directory=sub wipe", ["/var/lib/app"]),
        ("cd sub; make wipe", ["/var/lib/app"]),
        ("make -f sub/Makefile wipe", ["/var/lib/app"]),
        ("gmake -C sub safe", []),
        ("make -n clean", []),
        ("make --dry-run clean", []),
        ("make --eval 'x: ; rm -rf /' x", ["/"]),
        ("printf 'x:\\n\\trm -rf /\\n' | make -f - x", ["/"]),
        ("just", ["/"]),
        ("just w build", ["/work/app/build"]),
        ("just root=/srv wipe", ["/srv"]),
        ("just --set root /srv wipe", ["/srv"]),
        ("just py", ["/etc"]),
        ("just --list", []),
        ("just -n wipe", []),
        ("just --command rm -rf /", ["/"]),
        ("task wipe", ["/srv/x", "/work/app/build"]),
        ("task wipe D=/", ["/x", "/work/app/build"]),
        ("task wipe -- /data", ["/srv/x", "/work/app/build", "/data"]),
        ("task --list", []),
        ("task --dry wipe", []),
        ("composer install", ["/v"]),
        ("composer wipe", ["/v"]),
        ("composer install --no-scripts", []),
        ("direnv allow", ["/w"]),
    ],
)
def test_recipes_are_followed(command: str, wanted: list[str]) -> None:
    assert deleted(command) == wanted


def test_a_recipe_shows_its_line() -> None:
    effect = judged("make clean", FILES).effects[-1]
    assert effect.origin.through == ("make clean", "Makefile:4 clean")
    assert effect.origin.line == 4


def test_a_makefile_that_is_piped_in_is_opaque() -> None:
    assert rules("curl -s https://example.com/m | make -f -") == ["blind/pipe-to-shell"]


def test_targets_that_call_themselves_end() -> None:
    files = DictWorkspace({"/work/app/Makefile": "a:\n\t$(MAKE) b\nb:\n\t$(MAKE) a\n\trm -rf /\n"})
    assert verdict("make a", files) == "deny"
    assert "blind/budget" not in rules("make a", files)


# paths that are run


def test_a_script_is_followed_by_its_path() -> None:
    assert deleted("./deploy.sh /srv") == ["/srv"]
    assert deleted("/work/app/deploy.sh /srv") == ["/srv"]
    assert deleted("sudo ./deploy.sh /srv") == ["/srv"]
    assert deleted("./tool.py") == ["/etc"]


def test_the_same_script_twice_with_other_words() -> None:
    assert deleted("./deploy.sh build; ./deploy.sh /") == ["/work/app/build", "/"]


def test_binaries_and_absent_programs_are_notes() -> None:
    for command in ("./program", "./absent.sh", "../other/tool"):
        judgement = judged(command, FILES)
        assert judgement.notes
        assert verdict(command, FILES) == "allow"


def test_a_program_that_is_only_known_at_run_time() -> None:
    assert "blind/unknown-program" in rules("find . | xargs -I{} {} --all")
    assert "filesystem/recursive-delete" in rules("$SUDO rm -rf build")


# npx, uv run, poetry run …


@pytest.mark.parametrize(
    "runner",
    [
        "npx",
        "npx -y",
        "npx --yes --package=x",
        "npx -p x -p y",
        "npm exec --",
        "pnpm exec",
        "pnpm dlx",
        "yarn dlx",
        "yarn exec",
        "bunx",
        "bun x",
        "uv run",
        "uv run --with x --python 3.12",
        "uv --directory . run",
        "uvx",
        "uv tool run",
        "pipx run",
        "poetry run",
        "poetry -C . run",
        "pipenv run",
        "pdm run",
        "hatch run",
        "hatch run test:",
        "rye run",
        "conda run -n env",
        "mamba run -p /x",
        "bundle exec",
        "dotenv --",
        "dotenv run --",
        "dotenv -f .env run",
        "direnv exec .",
        "mise exec --",
        "mise x node@20 --",
        "cross-env A=b",
        "shx",
        "env-cmd -f .env",
        "rustup run stable",
    ],
)
def test_what_a_runner_starts_is_read(runner: str) -> None:
    glue = "" if runner.endswith(":") else " "
    assert verdict(f"{runner}{glue}rm -rf /", FILES) == "deny"
    assert verdict(f"{runner}{glue}ls -l", FILES) == "allow"


@pytest.mark.parametrize(
    "command, rule",
    [
        ("npx prisma db push --accept-data-loss", "prisma/accept-data-loss"),
        ("npx -y prisma@6.1.0 db push --accept-data-loss", "prisma/accept-data-loss"),
        ("pnpm dlx drizzle-kit@latest push --force", "drizzle/push-force"),
        ("bunx drizzle-kit push --force", "drizzle/push-force"),
        ("yarn drizzle-kit push --force", "drizzle/push-force"),
        ("uv run alembic downgrade base", "alembic/downgrade"),
        ("uv run -m alembic downgrade base", "alembic/downgrade"),
        ("uvx alembic@latest downgrade base", "alembic/downgrade"),
        ("poetry run alembic downgrade base", "alembic/downgrade"),
        ("npx -c 'terraform destroy'", "terraform/destroy"),
        ("pnpm -c exec 'terraform destroy'", "terraform/destroy"),
    ],
)
def test_a_package_leads_to_the_tool_it_brings(command: str, rule: str) -> None:
    assert any(found.startswith(rule.partition("/")[0]) for found in rules(command))
    assert verdict(command) == "hold"


# supply chain


@pytest.mark.parametrize(
    "command",
    [
        "npm install -g tool",
        "npm i --global tool@latest",
        "npm -g install tool",
        "npm install tool --location=global",
        "npm uninstall -g tool",
        "pnpm add -g tool",
        "yarn global add tool",
        "bun add -g tool",
    ],
)
def test_global_installs_are_held(command: str) -> None:
    judgement = judged(command)
    assert [(effect.rule, effect.category) for effect in judgement.effects] == [
        ("supply-chain/global-install", EXPOSURE)
    ]
    assert verdict(command) == "hold"


@pytest.mark.parametrize(
    "command",
    [
        "npm install https://files.example.com/tool.tgz",
        "npm install git+ssh://git@example.com/tool.git",
        "pip install git+https://example.com/tool.git",
        "pip3 install 'tool @ git+https://example.com/tool.git'",
        "uv pip install https://example.com/tool.whl",
        "uvx --from git+https://example.com/tool.git tool",
        "pipx install git+https://example.com/tool.git",
        "npx github:someone/tool",
    ],
)
def test_installs_from_an_address_are_held(command: str) -> None:
    assert rules(command) == ["supply-chain/url-install"]
    assert verdict(command) == "hold"


@pytest.mark.parametrize(
    "command",
    [
        "npm install",
        "npm install --force",
        "npm install left-pad --save-dev",
        "npm list -g",
        "npm uninstall left-pad",
        "pip install requests",
        "pip install --force-reinstall -r requirements.txt",
        "uv sync",
        "uv pip install requests",
        "poetry install",
        "yarn add left-pad",
        "npm run",
        "npm --version",
        "npx create-thing my-app",
        "npm publish",
        "npm publish --dry-run",
        "uv publish",
    ],
)
def test_ordinary_package_work_is_allowed(command: str) -> None:
    assert verdict(command) == "allow"


def test_publishing_is_noted_and_unpublishing_is_held() -> None:
    assert [effect.category for effect in judged("npm publish").effects] == [PUBLISH]
    assert judged("npm publish --dry-run").effects == ()
    assert verdict("npm unpublish tool@1.0.0") == "hold"


_ARGS = st.lists(
    st.text(alphabet="-abgrunx=:@/. {}", max_size=8) | st.sampled_from(["run", "exec", "install", "--"]), max_size=6
)
_PROGRAMS = sorted(name for name, module in MODULES.items() if module in ("runners", "node_helpers"))


@settings(max_examples=300)
@given(name=st.sampled_from(_PROGRAMS), args=_ARGS)
def test_no_arguments_make_a_runner_fail(name: str, args: list[str]) -> None:
    call = Invocation(Word(name), tuple(Word(arg) for arg in args), name=name)
    module = node_helpers if MODULES[name] == "node_helpers" else runners
    module.read(call, View(FILES))

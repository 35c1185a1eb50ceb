"""Which language a file is in, by its name and first bytes. None: nothing here reads it."""

from __future__ import annotations

from keyturn.scan import texts

_BY_SUFFIX: dict[str, str] = {
    **dict.fromkeys("sh bash zsh ksh dash bats envrc bashrc zshrc profile command".split(), "shell"),
    **dict.fromkeys(("py", "pyw"), "python"),
    **dict.fromkeys(("sql", "psql", "pgsql", "ddl", "mysql"), "sql"),
    **dict.fromkeys(("tf", "tofu", "tfvars", "hcl"), "hcl"),
    **dict.fromkeys(("mk", "mak"), "makefile"),
    "just": "justfile",
    **dict.fromkeys(("js", "ts", "mjs", "cjs", "jsx", "tsx", "mts", "cts"), "javascript"),
    **dict.fromkeys(("rb", "rake", "gemspec"), "ruby"),
    **dict.fromkeys(("pl", "pm"), "perl"),
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    **dict.fromkeys(("scala", "sc"), "scala"),
    **dict.fromkeys(("groovy", "gradle"), "groovy"),
    **dict.fromkeys(("ex", "exs"), "elixir"),
    **dict.fromkeys(("cs", "csx"), "csharp"),
    "go": "go",
    "rs": "rust",
    "java": "java",
    "swift": "swift",
    "dart": "dart",
    **dict.fromkeys(("ps1", "psm1"), "powershell"),
    **dict.fromkeys(("bat", "cmd"), "batch"),
    "php": "php",
    "awk": "awk",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    # maintainer scripts of Debian packages (debian/name.postinst), Gentoo's
    **dict.fromkeys(("preinst", "postinst", "prerm", "postrm", "ebuild"), "shell"),
    "jenkinsfile": "jenkinsfile",
    **dict.fromkeys(("cron", "crontab"), "cron"),
    "service": "systemd",
    "spec": "rpm-spec",
}

_BY_NAME: dict[str, str] = {
    **dict.fromkeys(("makefile", "gnumakefile", "bsdmakefile"), "makefile"),
    **dict.fromkeys(("dockerfile", "containerfile"), "dockerfile"),
    **dict.fromkeys(("justfile", ".justfile"), "justfile"),
    **dict.fromkeys("taskfile.yml taskfile.yaml taskfile.dist.yml taskfile.dist.yaml".split(), "taskfile"),
    "package.json": "package.json",
    **dict.fromkeys("preinst postinst prerm postrm pkgbuild apkbuild".split(), "shell"),
    **dict.fromkeys(
        ".gitlab-ci.yml .gitlab-ci.yaml bitbucket-pipelines.yml .travis.yml .drone.yml .woodpecker.yml .appveyor.yml "
        "appveyor.yml buildspec.yml buildspec.yaml .cirrus.yml codemagic.yaml buildkite.yml cloudbuild.yaml "
        "cloudbuild.yml "
        ".pre-commit-config.yaml .pre-commit-hooks.yaml lefthook.yml .lefthook.yml renovate.json .renovaterc "
        "renovate.json5 .renovaterc.json procfile devcontainer.json .devcontainer.json composer.json vercel.json "
        "amplify.yml "
        "azure-pipelines.yml azure-pipelines.yaml wercker.yml .gitpod.yml heroku.yml bitrise.yml .drone.yaml".split(),
        "pipeline",
    ),
    "jenkinsfile": "jenkinsfile",
    "crontab": "cron",
    **dict.fromkeys(("rakefile", "gemfile", "capfile", "vagrantfile", "brewfile", "podfile"), "ruby"),
    **dict.fromkeys(".bashrc .bash_profile .profile .zshrc .zprofile .envrc .bash_aliases".split(), "shell"),
}

# Where XML is a Liquibase changelog; its reader asks for the root element.
_CHANGELOGS = ("changelog", "changeset", "liquibase", "migration", "db/")

# Endings of files about Dockerfiles: syntax descriptions and pages.
_ABOUT = frozenset("vim lua md rst html xml json toml snippets".split())

# Settings of coding agents, by the folder they stand in and their name; "" stands for any folder.
_AGENT_SETTINGS: dict[str, tuple[str, ...]] = {
    "": (
        ".mcp.json", "mcp.json", "opencode.json", "opencode.jsonc", ".aider.conf.yml", ".aider.conf.yaml",
        "claude_desktop_config.json", "cline_mcp_settings.json", "mcp_settings.json", "managed-settings.json",
        ".claude.json",
    ),
    ".claude/": ("settings.json", "settings.local.json"),
    ".cursor/": ("cli.json", "cli-config.json", "permissions.json", "hooks.json", "sandbox.json"),
    ".codex/": ("config.toml", "hooks.json", "requirements.toml"),
    ".gemini/": ("settings.json",),
    ".qwen/": ("settings.json",),
    ".factory/": ("settings.json",),
    ".windsurf/": ("hooks.json",),
    ".copilot/": ("config.json", "settings.json"),
    ".vscode/": ("settings.json",),
    ".kiro/": ("settings.json",),
    "hooks/": ("hooks.json",),
}  # fmt: skip

# Prompts whose head allows tools, and whose body runs commands before an agent reads it.
_PROMPTS = ("/.claude/commands/", "/.claude/skills/", "/.claude/agents/")

_PIPELINE_FOLDERS = (
    ".circleci/", ".gitlab/ci/", ".gitlab-ci/", ".azure-pipelines/", ".azuredevops/", ".woodpecker/", ".buildkite/",
    ".tekton/", ".semaphore/", ".pipelines/", ".drone/",
)  # fmt: skip

_INTERPRETERS: tuple[tuple[str, str], ...] = (
    ("python", "python"),
    ("pypy", "python"),
    ("node", "javascript"),
    ("deno", "javascript"),
    ("bun", "javascript"),
    ("tsx", "javascript"),
    ("ts-node", "javascript"),
    ("ruby", "ruby"),
    ("perl", "perl"),
    ("php", "php"),
    ("awk", "awk"),
    ("gawk", "awk"),
    ("mawk", "awk"),
    ("pwsh", "powershell"),
    ("make", "makefile"),
    ("just", "justfile"),
    ("psql", "sql"),
)
_SHELLS = ("sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "busybox", "fish")

_PLAN_LOOK = 4_000_000
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts", ".pyi")
_OBJECT_LOOK = 65_536
"""Bytes of a YAML or JSON file in which the words stand that tell a manifest or a template."""
_HOOK_FOLDERS = (".husky/", ".githooks/", "hooks/", "git-hooks/")

_PROSE = frozenset("readme license licence copying authors changelog news todo install notice makefile".split())

# Languages in which a protection can vanish without a word of danger on either side.
STRUCTURAL = frozenset({"hcl", "terraform-plan", "agent-settings", "kubernetes", "cloudformation"})


def by_name(path: str) -> str | None:
    """The language a path alone tells, None when only the content can (or nothing does)."""
    low = path.lower()
    name = low[low.rfind("/") + 1 :]
    if name.endswith(_DECLARATIONS):
        return None  # types alone: nothing in them ever runs
    found = _BY_NAME.get(name)
    if found is not None:
        return found
    if _is_agents(low, name):
        return "agent-settings"
    stem, dot, suffix = name.rpartition(".")
    if dot:
        found = _BY_SUFFIX.get(suffix)
        if found is not None:
            return found
        if suffix in ("yml", "yaml"):
            if stem == "action" or any(f"/.{host}/workflows/" in "/" + low for host in ("github", "gitea", "forgejo")):
                return "workflow"
            if stem.endswith(".gitlab-ci") or stem.startswith(("azure-pipelines", "cloudbuild", "buildspec")):
                return "pipeline"
            if any("/" + folder in "/" + low for folder in _PIPELINE_FOLDERS):
                return "pipeline"
            if stem in ("docker-compose", "compose") or stem.startswith(("docker-compose.", "compose.")):
                return "compose"
            if stem == "values" or stem.startswith(("values-", "values.", "values_")) or stem.endswith(".values"):
                return "kubernetes"
            return None
        if name.endswith((".tf.json", ".tofu.json", ".tfvars.json")):
            return "hcl"
    if suffix == "xml" and any(word in low for word in _CHANGELOGS):
        return "liquibase"
    if suffix == "properties" and stem.startswith(("application", "bootstrap", "hibernate", "microprofile-config")):
        return "ddl-settings"
    if name.startswith(("dockerfile.", "containerfile.", "dockerfile-")) and suffix not in _ABOUT:
        return "dockerfile"
    if name.startswith(("makefile.", "gnumakefile.")):
        return "makefile"
    if name.startswith(("jenkinsfile.", "jenkinsfile-", "jenkinsfile_")) and suffix not in _ABOUT:
        return "jenkinsfile"
    if name == "tasks.json" and low.endswith(".vscode/tasks.json"):
        return "pipeline"
    if "/cron.d/" in "/" + low and not dot:
        return "cron"
    return None


def _is_agents(low: str, name: str) -> bool:
    """Whether a path is a coding agent's settings file."""
    if name in _AGENT_SETTINGS[""]:
        return True
    whole = "/" + low
    if name.endswith(".md"):
        return any(folder in whole for folder in _PROMPTS)
    if not name.endswith((".json", ".toml")):
        return False
    if "/.github/hooks/" in whole or "/.copilot/hooks/" in whole:
        return True
    return any(
        folder and name in names and whole.endswith("/" + folder + name) for folder, names in _AGENT_SETTINGS.items()
    )


def by_content(path: str, head: bytes) -> str | None:
    """The language told by a shebang or by being a Terraform plan; `head` is the file's content or its beginning."""
    if head[:3] == b"\xef\xbb\xbf":
        head = head[3:]
    if head[:2] == b"#!":
        return _by_shebang(head[2 : head.find(b"\n") if b"\n" in head[:500] else 500])
    low = path.lower()
    if (
        low.endswith((".json", ".tfplan")) or ("." not in low[low.rfind("/") + 1 :] and head[:1] in (b"{", b"\xff"))
    ) and b'"resource_changes"' in texts.plain(head[:_PLAN_LOOK])[0]:
        return "terraform-plan"
    if low.endswith(OBJECTS):
        return _objects(head)
    name = low[low.rfind("/") + 1 :]
    if "." not in name and any("/" + folder in "/" + low for folder in _HOOK_FOLDERS) and name not in _PROSE:
        return "shell"
    return None


OBJECTS = (".yaml", ".yml", ".json", ".template", ".json.tpl", ".yaml.tpl", ".yml.tpl")
"""Endings of files whose content tells whether they are a manifest or a template."""


def may_be_object(path: str) -> bool:
    """Whether only the content tells what sort of object a file describes."""
    return path.lower().endswith(OBJECTS)


def _objects(head: bytes) -> str | None:
    """Kubernetes or CloudFormation, by the words every such file holds near its beginning."""
    look = head[:_OBJECT_LOOK]
    if b"databaseChangeLog" in look:
        return "liquibase"
    if b"ddl-auto" in look and b"apiVersion" not in look:
        return "ddl-settings"
    if b"apiVersion" in look and b"kind" in look:
        return "kubernetes"
    if b"AWSTemplateFormatVersion" in look or (b"Resources" in look and b"AWS::" in look):
        return "cloudformation"
    return None


def _by_shebang(line: bytes) -> str | None:
    words = line.decode("latin-1").replace("\r", " ").split()
    if not words:
        return None
    name = words[0][words[0].rfind("/") + 1 :]
    if name == "env":
        rest = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        if not rest:
            return None
        name = rest[0][rest[0].rfind("/") + 1 :]
    name = name.rstrip("0123456789.")
    if name in _SHELLS:
        return "shell"
    for prefix, language in _INTERPRETERS:
        if name == prefix:
            return language
    return None


def may_be_script(path: str) -> bool:
    """Whether a file that its name does not tell is worth opening for its first bytes.

    Files without a suffix are where shebangs stand; JSON may be a plan, YAML a manifest. Other suffixes
    that nobody here knows (`.md`, `.png`, `.go`) are opened too when they are executable: see the caller.
    """
    name = path[path.rfind("/") + 1 :]
    return "." not in name[1:] or name.lower().endswith((".tfplan", *OBJECTS))


def language_of(path: str, head: bytes) -> str | None:
    """The language by name first, then by content."""
    return by_name(path) or by_content(path, head)

"""Places that mean something wherever they are met: guards, files that run later, devices.

Every tool that writes, moves or deletes a file asks here, so that `rm`, a redirection and `cp` agree.
Facts by name alone; whether any of them may be touched is judged in policy.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.workspace import Layout

# Settings in which coding agents keep their hooks and permissions, by the directory that holds them.
_AGENT_FILES = {
    ".claude": ("settings.json", "settings.local.json", "managed-settings.json", "hooks"),
    "claude-code": ("managed-settings.json",),
    "ClaudeCode": ("managed-settings.json",),
    ".codex": ("hooks.json", "config.toml", "hooks", "requirements.toml"),
    ".cursor": ("hooks.json", "hooks", "permissions.json"),
    ".gemini": ("settings.json", "hooks"),
    ".qwen": ("settings.json",),
    ".factory": ("settings.json", "hooks.json"),
    ".windsurf": ("hooks.json",),
    ".codeium": ("hooks.json",),
    ".copilot": ("hooks", "settings.json", "config.json"),
    ".cline": ("hooks",),
    ".kiro": ("hooks", "settings", "agents"),
    ".amazonq": ("cli-agents",),
    ".opencode": ("plugin", "plugins", "opencode.json"),
    ".clinerules": ("hooks",),
    ".continue": ("permissions.yaml",),
    ".grok": ("hooks",),
    ".kimi-code": ("config.toml",),
    ".pi": ("extensions", "settings.json"),
    ".hermes": ("config.yaml", "hooks", "plugins", "shell-hooks-allowlist.json"),
    ".openclaw": ("openclaw.json", "extensions"),
}
_AGENT_FOLDERS = frozenset(_AGENT_FILES)
# Folders that mean an agent's settings only below another.
_AGENT_PAIRS = {
    "opencode": (".config", ("plugin", "plugins", "opencode.json", "opencode.jsonc", "config.json")),
    "windsurf": (".codeium", ("hooks.json",)),
    "Cline": ("Documents", ("Hooks",)),
    "hooks": (".github", ()),
    "config": (".gemini", ("hooks.json",)),
    "agent": (".pi", ("extensions", "settings.json")),
}
_MANAGED = (
    "/etc/claude-code",
    "/etc/codex",
    "/etc/gemini-cli",
    "/etc/cursor",
    "/etc/windsurf",
    "/etc/github-copilot",
    "/Library/Application Support/ClaudeCode",
    "/Library/Application Support/GeminiCli",
    "/Library/Application Support/Cursor",
    "/Library/Application Support/Windsurf",
)
"""Where root keeps settings of agents for everybody."""
_OWN_PLACES = ("/site-packages/keyturn", "/dist-packages/keyturn", "/tools/keyturn", "/venvs/keyturn")
"""Where the package itself is installed, alone or as a tool of its own."""

# Read by a shell, a login or a session when it starts; by base name below a home directory or anywhere at all.
_PROFILES = frozenset(
    ".bashrc .bash_profile .bash_login .bash_logout .profile .zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .mkshrc "
    ".cshrc .tcshrc .login .logout .inputrc .xinitrc .xsession .xprofile .pam_environment .bash_aliases .envrc "
    ".gitconfig authorized_keys authorized_keys2".split()
)
_SYSTEM_STARTS = (
    "/etc/profile",
    "/etc/bash.bashrc",
    "/etc/bashrc",
    "/etc/zsh",
    "/etc/zshrc",
    "/etc/zshenv",
    "/etc/environment",
    "/etc/crontab",
    "/etc/cron.",
    "/etc/anacrontab",
    "/var/spool/cron",
    "/etc/ld.so.preload",
    "/etc/ld.so.conf",
    "/etc/rc.local",
    "/etc/init.d",
    "/etc/systemd",
    "/usr/lib/systemd",
    "/lib/systemd",
    "/etc/sudoers",
    "/etc/pam.d",
    "/etc/gitconfig",
    "/etc/xdg/autostart",
    "/Library/LaunchAgents",
    "/Library/LaunchDaemons",
)
_HOME_STARTS = (
    ".config/autostart/",
    ".config/systemd/user/",
    ".config/fish/",
    ".config/git/config",
    ".config/environment.d/",
    ".local/share/systemd/user/",
    ".ssh/rc",
    ".ssh/config",
    ".ssh/environment",
    "Library/LaunchAgents/",
)

_HARMLESS_DEVICES = frozenset("null zero full random urandom stdin stdout stderr tty ptmx console".split())


def guard_file(path: str | None, layout: Layout, *, removing: bool = False) -> str:
    """What guard a path belongs to ("Keyturn's configuration", "the agent's settings in .claude"), "" when it is none.

    `removing`: a directory that holds such files counts as well, since they go with it.
    """
    if path is None:
        return ""
    if "keyturn" in path:
        base = path[path.rfind("/") + 1 :]
        if base == "keyturn.toml":
            return "Keyturn's configuration"
        if base == ".keyturn" or "/.keyturn/" in path:
            return "Keyturn's own files"
        for place in ("/etc/keyturn", "/var/lib/keyturn", "/opt/keyturn"):
            if path == place or path.startswith(place + "/"):
                return "Keyturn's own files"
        for place in (".config/keyturn", ".local/state/keyturn", ".local/share/keyturn", ".cache/keyturn"):
            if path.endswith("/" + place) or f"/{place}/" in path:
                return "Keyturn's own files"
        if base == "keyturn-hook" or base.endswith(".keyturn-backup"):
            return "Keyturn's own files"
        if path.startswith("/run/") or any(f"{place}/" in path + "/" for place in _OWN_PLACES):
            return "Keyturn's own files"
    if "/." not in path and "laude" not in path and path[:5] not in ("/etc/", "/Libr") and "/Cline" not in path:
        return ""
    for place in _MANAGED:
        if path.startswith(place) and path[len(place) : len(place) + 1] in ("", "/"):
            return f"the agents' settings in {place}"
    pieces = path.split("/")
    for index, piece in enumerate(pieces):
        if piece in _AGENT_PAIRS and pieces[index - 1] == _AGENT_PAIRS[piece][0]:
            names = _AGENT_PAIRS[piece][1]
            rest = pieces[index + 1 :]
            if (not rest and removing) or (rest and (not names or rest[0] in names or (removing and rest[0] == "*"))):
                return f"the agent's settings in {pieces[index - 1]}/{piece}"
        if piece in _AGENT_FOLDERS:
            rest = pieces[index + 1 :]
            if not rest:
                return f"the agent's settings in {piece}" if removing and piece[0] == "." else ""
            if rest[0] in _AGENT_FILES[piece] or (removing and rest[0] == "*"):
                return f"the agent's settings in {piece}"
    if path == f"{layout.home}/.claude.json":
        return "the agent's settings in .claude.json"
    return ""


def startup_file(path: str | None, layout: Layout) -> str:
    """What would run or obey the file later ("a shell profile", "a git hook"), "" when nothing known does."""
    if path is None:
        return ""
    base = path[path.rfind("/") + 1 :]
    if base in _PROFILES:
        if base.startswith("authorized_keys"):
            return "who may log in by ssh" if "/.ssh/" in path else ""
        if base == ".envrc":
            return "a directory's environment"
        if base == ".gitconfig":
            return "git's configuration"
        return "a shell profile"
    if "/.git/" in path:
        if path.endswith(("/.git/config", "/.git/config.worktree")):
            return "git's configuration"
        if "/.git/hooks/" in path and not base.endswith(".sample"):
            return "a git hook"
        return ""
    for place in _SYSTEM_STARTS:
        if path.startswith(place):
            return "something that runs at start or on a schedule"
    home = layout.home + "/"
    if path.startswith(home):
        rest = path[len(home) :]
        for place in _HOME_STARTS:
            if rest.startswith(place):
                return "something that runs at start"
    return ""


def device(path: str | None) -> bool:
    """Whether a path names a real device (or the kernel's panic button), rather than a file or a harmless sink."""
    if path is not None and "\n" in path:
        return False  # a file's name may hold a line's end, a device's never does
    if path is None or path[:5] not in ("/dev/", "/proc"):
        return path is not None and "\\\\.\\" in path
    if path[:5] == "/proc":
        return path in ("/proc/sysrq-trigger", "/proc/kcore")
    rest = path[5:]
    first = rest.partition("/")[0]
    if first in ("fd", "shm", "pts", "tcp", "udp", "mqueue") or rest in _HARMLESS_DEVICES:
        return False
    return bool(first) and not first.startswith("tty")


def sink(text: str) -> bool:
    """Whether writing to a path changes nothing: /dev/null, the terminal, an open descriptor."""
    if text[:5] != "/dev/":
        return text.lower() in ("nul", "con") or text.startswith(("/proc/self/fd/", "/proc/thread-self/fd/"))
    rest = text[5:]
    return rest in _HARMLESS_DEVICES or rest.startswith(("fd/", "tty", "pts/", "tcp/", "udp/"))
